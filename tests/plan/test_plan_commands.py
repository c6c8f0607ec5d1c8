"""The commands `plan new`, `check`, `test` and `report`: words in, lines or a page out, one line for each mistake."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from small_plan import PLAIN

from shequn_lab.cli import main
from shequn_lab.plan.loading import template


@pytest.fixture
def shequn(capsys, monkeypatch) -> Callable[..., tuple[int, str, str]]:
    def run(*words: object, lang: str = "en") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["shequn", "--ui-lang", lang, *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def written(tmp_path) -> Callable[..., Any]:
    def write(**changes: Any) -> Any:
        path = tmp_path / "mine.yaml"
        path.write_text(yaml.safe_dump({**PLAIN, **changes}, allow_unicode=True), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_new_writes_the_empty_plan_in_the_chosen_language(shequn, tmp_path, lang):
    code, out, err = shequn("plan", "new", tmp_path / "p.yaml", "--lang", lang)
    assert (code, err) == (0, "")
    assert (tmp_path / "p.yaml").read_text(encoding="utf-8") == template(lang)
    assert f"shequn plan check {tmp_path / 'p.yaml'}" in out


def test_new_leaves_a_plan_that_is_there_alone(shequn, written):
    path = written()
    before = path.read_bytes()
    code, out, err = shequn("plan", "new", path)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "is there already" in err
    assert path.read_bytes() == before


def test_check_of_a_sound_plan_ends_well(shequn, written):
    for plan in ("sound", written()):
        code, out, err = shequn("plan", "check", plan)
        assert (code, err) == (0, "")
        assert "nothing missing and nothing contradictory" in out


@pytest.mark.parametrize("plan", ["incomplete", "contradictory"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_check_prints_what_it_found_and_fails(shequn, plan, lang):
    code, out, err = shequn("plan", "check", plan, lang=lang)
    assert (code, err) == (1, "")
    found = out.splitlines()[:-1]
    assert all(line.startswith("[") for line in found)
    assert len(found) > 10


def test_check_of_a_plan_that_only_departs_from_advice_ends_well(shequn, written):
    activity = {**PLAIN["activities"][0], "warm_up_days": 14}
    code, out, _ = shequn("plan", "check", written(activities=[activity]))
    assert code == 0
    assert "[warm_up_span] against advice" in out


def test_test_prints_each_target_with_its_share(shequn, written, tmp_path):
    code, out, err = shequn("plan", "test", written(), "--seeds", 3, "--cache", tmp_path / "cache")
    assert (code, err) == (0, "")
    names = ("active", "back", "promotion", "revenue", "more")
    rows = [line for line in out.splitlines() if line.split()[-1:] == ["3"]]
    assert len(rows) == len(names)
    assert "All targets met at once" in out
    assert "synthetic" in out
    assert out.count("≥") == 4
    assert out.count("≤") == 1


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["check", "sond"], "did you mean 'sound'?"),
        (["check", "nowhere.yaml"], "nowhere.yaml"),
        (["test", "incomplete"], "the plan does not say: goal.days, growth.newcomers_per_day"),
        (["test", "sound", "--seeds", "1"], "the number of seeds is 1"),
        (["test", "sound", "--jobs", "0"], "the number of processes is 0"),
        (["report", "sound", "--lang", "fr"], "zh"),
        (["new", "x.yaml", "--lang", "zh,en"], "zh"),
        (["chekc", "sound"], "did you mean 'check'?"),
    ],
    ids=str,
)
def test_a_mistake_ends_in_one_line(shequn, tmp_path, monkeypatch, words, line):
    monkeypatch.chdir(tmp_path)
    code, out, err = shequn("plan", *words)
    assert (code, out) == (2, "")
    assert line in err
    assert len(err.splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["new", "check", "test", "report"])
@pytest.mark.parametrize(("lang", "said"), [("zh", "用法："), ("en", "Usage: ")])
def test_every_command_has_help(shequn, command, lang, said):
    code, out, _ = shequn("plan", command, "--help", lang=lang)
    assert code == 0
    assert said in out


@pytest.mark.slow
def test_report_writes_a_page_in_each_language(shequn, written, tmp_path):
    words = ("--seeds", 3, "--cache", tmp_path / "cache", "--out", tmp_path / "out")
    code, _, err = shequn("plan", "report", written(), *words)
    assert (code, err) == (0, "")
    for lang, badge in (("zh", "合成数据"), ("en", "Synthetic data")):
        page = (tmp_path / "out" / f"mine.plan.{lang}.html").read_text(encoding="utf-8")
        assert badge in page
        assert "growth.newcomers_per_day" in page


@pytest.mark.slow
def test_report_of_a_plan_that_cannot_be_tested_holds_its_checks(shequn, tmp_path):
    code, out, _ = shequn("plan", "report", "incomplete", "--lang", "en", "--out", tmp_path)
    assert code == 0
    assert "cannot be simulated" in out
    page = (tmp_path / "incomplete.plan.en.html").read_text(encoding="utf-8")
    assert "rules.penalties" in page
    assert "Synthetic data." not in page
