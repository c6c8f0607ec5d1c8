"""The command line as its users meet it: words in, one call, a plain ending."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHAT = """时间,发送人,类型,内容
2026-03-01 09:00:00,=王小明,消息,早上好
2026-03-01 09:05:00,李雷,消息,有人知道几点开始吗？
2026-03-01 09:09:00,韩梅梅,消息,十点
昨天,李雷,消息,这一行的时间读不懂
2026-03-04 21:30:00,李雷,消息,谢谢
2026-03-05 08:00:00,=王小明,消息,不客气
"""


def shequn(*words: str | Path, cwd: Path, lang: str = "en") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SHEQUN_LANG": lang, "SHEQUN_KEYS": str(cwd / "keys"), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "shequn_lab", *map(str, words)]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a small chat, imported."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "chat.csv").write_text(CHAT, encoding="gb18030")
    done = shequn("import", "chat.csv", "--as", "班级群", "--into", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "6 rows = 5 kept + 0 system + 0 repeated + 1 rejected" in done.stdout
    return folder


def test_rejected_rows_are_written_with_line_and_reason(place: Path) -> None:
    text = (place / "out" / "班级群-rejects.csv").read_text(encoding="utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["line"] == "5"
    assert row["reason"]


def test_no_name_of_a_person_reaches_the_folder(place: Path) -> None:
    for path in (place / "out").rglob("*"):
        if path.is_file():
            assert "李雷".encode() not in path.read_bytes(), path.name


def test_a_clean_community_is_said_to_be_clean(place: Path) -> None:
    done = shequn("check", "out/班级群", cwd=place)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no problem found" in done.stdout


def test_figures_come_as_records_with_exactly_the_promised_keys(place: Path) -> None:
    done = shequn("kpi", "demo_mothers", "--format", "json", cwd=place)
    assert (done.returncode, done.stderr) == (0, "")
    records = json.loads(done.stdout)
    keys = ["id", "name", "params", "value", "low", "high", "n", "k", "excluded", "note"]
    assert all(list(record) == keys for record in records)
    day7 = next(r for r in records if r["id"] == "retention_on" and r["params"] == {"n": 7})
    assert day7["k"] / day7["n"] == pytest.approx(day7["value"])
    assert day7["low"] < day7["value"] < day7["high"]


def test_small_cells_of_real_people_do_not_leave_the_house(place: Path) -> None:
    records = json.loads(shequn("kpi", "out/班级群", "--format", "json", cwd=place).stdout)
    for record in records:
        if record["k"] is not None and record["n"]:
            assert all(part == 0 or part >= 5 for part in (record["k"], record["n"], record["n"] - record["k"])), record


def test_what_cannot_be_measured_has_a_reason_and_no_zero(place: Path) -> None:
    records = json.loads(shequn("kpi", "out/班级群", "--format", "json", cwd=place).stdout)
    day7 = next(r for r in records if r["id"] == "retention_on" and r["params"] == {"n": 7})
    assert day7["value"] is None
    assert "joining" in day7["note"]


def test_piped_output_is_plain_and_csv_is_csv(place: Path) -> None:
    done = shequn("kpi", "demo_mothers", "--format", "csv", cwd=place)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) > 20
    assert "\x1b" not in shequn("kpi", "demo_mothers", cwd=place).stdout


@pytest.mark.parametrize(
    "words",
    [
        ("kpi", "demo_mother"),
        ("kpi", "no/such/folder"),
        ("kpi", "demo_mothers", "--start", "2025-13-01"),
        ("kpi", "demo_mothers", "--start", "2025-06-01", "--end", "2025-05-01"),
        ("kpi", "demo_mothers", "--format", "xml"),
        ("import", "missing.csv", "--as", "x", "--into", "out"),
        ("import", "chat.csv", "--as", "../x", "--into", "out"),
        ("report", "demo_mothers", "--lang", "fr"),
        ("report", "demo_mothers", "-p", "colour=red"),
        ("report", "demo_mothers", "-p", "community=x"),
        ("terms", "no such term"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_mistake_ends_in_one_clear_line(place: Path, words: tuple[str, ...], lang: str) -> None:
    done = shequn(*words, cwd=place, lang=lang)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "→" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_dry_run_shows_what_was_understood_and_writes_nothing(place: Path) -> None:
    before = sorted(place.rglob("*"))
    done = shequn("import", "chat.csv", "--as", "x", "--into", "other", "--dry-run", cwd=place)
    assert done.returncode == 0
    assert "发送人" in done.stdout
    assert "李雷" not in done.stdout
    assert sorted(place.rglob("*")) == before


def test_the_doctor_finds_this_installation_well(place: Path) -> None:
    done = shequn("doctor", cwd=place)
    assert done.returncode == 0, done.stdout
    assert "Everything is in place" in done.stdout
