"""The commands `rerun` and `simulate`: words in, a page or a folder out, and one line for each mistake."""

from __future__ import annotations

import pytest
import yaml
from small_case import plain

from shequn_lab.cli import main
from shequn_lab.storage import check_community


@pytest.fixture
def shequn(capsys, monkeypatch):
    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["shequn", "--ui-lang", "en", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_simulate_writes_a_sound_community_with_its_truth_apart(shequn, tmp_path):
    code, out, _ = shequn("simulate", "haier", "--members", 40, "--days", 10, "--seed", 3, "--into", tmp_path)
    assert code == 0
    assert "all of it synthetic" in out
    community = check_community(tmp_path / "haier")
    assert community.observed.n_days == 10
    assert community.provenance.settings["seed"] == 3
    assert (tmp_path / "haier" / "truth").is_dir()


def test_simulate_takes_a_scenario_file(shequn, tmp_path):
    (tmp_path / "mine.yaml").write_text("n_days: 8\nn_founders: 20\n", encoding="utf-8")
    assert shequn("simulate", tmp_path / "mine.yaml", "--into", tmp_path / "out")[0] == 0
    assert check_community(tmp_path / "out" / "mine").observed.n_days == 8


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["simulate", "haier", "--days", "-5"], "n_days: -5 is outside the plausible range"),
        (["simulate", "hair"], "did you mean 'haier'?"),
        (["simulate", "haier", "--seed", "-1"], "the seed is -1"),
        (["rerun", "haier", "--set", "promotoin_share=1"], "did you mean promotion_share?"),
        (["rerun", "haier", "--set", "promotion_share=30"], "if you mean 30 per cent, write 0.3"),
        (["rerun", "haier", "--set", "promotion_share"], "is not parameter=value"),
        (["rerun", "haier", "--seeds", "1"], "the number of seeds is 1"),
        (["rerun", "haier", "--jobs", "0"], "the number of processes is 0"),
        (["rerun", "haier", "--lang", "fr"], "zh"),
    ],
)
def test_a_mistake_ends_in_one_line_before_anything_runs(shequn, tmp_path, words, line):
    place = "--into" if words[0] == "simulate" else "--out"
    code, out, err = shequn(*words, place, tmp_path)
    assert (code, out) == (2, "")
    assert line in err
    assert len(err.splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_rerun_prints_every_reading_and_writes_a_page_in_each_language(shequn, tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(yaml.safe_dump(plain(), allow_unicode=True), encoding="utf-8")
    words = ("rerun", path, "--seeds", 3, "--cache", tmp_path / "cache", "--out", tmp_path / "out")
    code, out, err = shequn(*words, "--set", "leaves_per_day=0.01")
    assert (code, err) == (0, "")
    assert all(name in out for name in ("grown", "present", "came_more"))
    for lang in ("zh", "en"):
        page = (tmp_path / "out" / f"small.rerun.{lang}.html").read_text(encoding="utf-8")
        assert "leaves_per_day=0.01" in page
