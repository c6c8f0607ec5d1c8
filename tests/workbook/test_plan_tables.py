"""What the last chapter shows of a plan: findings, one run, many runs, and the review."""

from __future__ import annotations

from pathlib import Path

import pytest

import shequn_lab as sq
from shequn_lab.terms import in_language

N = 4


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> sq.plan.Trial:
    cache: Path = tmp_path_factory.mktemp("cache")
    return sq.try_plan(sq.load_plan("sound"), seeds=N, swings=False, cache=cache)


def test_every_finding_is_a_row_that_says_where_and_what_to_do() -> None:
    plan = sq.load_plan("contradictory")
    with in_language("en"):
        findings = sq.check_plan(plan)
        table = sq.finding_table(findings)
        assert len(table.rows) == len(findings) > 2
        assert [row[1] for row in table.rows] == [finding.place for finding in findings]
        assert all(all(row) for row in table.rows)
        assert sq.finding_table([]).rows == []


def test_one_run_says_of_each_target_whether_that_run_meets_it(trial: sq.plan.Trial) -> None:
    with in_language("en"):
        for run in range(1, N + 1):
            rows = sq.run_table(trial, run).rows
            said = [row[3] for row in rows]
            assert said == ["yes" if trial.met(t.id).loc[run - 1] else "no" for t in trial.plan.targets]
        with pytest.raises(sq.OptionError, match="1–4"):
            sq.run_table(trial, N + 1)


def test_all_runs_end_in_the_share_that_meets_every_target(trial: sq.plan.Trial) -> None:
    every = [all(trial.met(target.id).loc[run] for target in trial.plan.targets) for run in range(N)]
    with in_language("en"):
        rows = sq.trial_table(trial).rows
        assert len(rows) == len(trial.plan.targets) + 1
        assert rows[-1][-1].startswith(f"{100 * sum(every) / N:.1f}")


def test_the_review_has_a_verdict_or_a_reason_in_every_row(trial: sq.plan.Trial, tmp_path: Path) -> None:
    mine = sq.student_community("2025001")
    longer = sq.try_plan(sq.load_plan("sound", {"goal.days": 150}), seeds=2, swings=False, cache=tmp_path)
    with in_language("en"):
        whole = sq.review_table(trial, mine)
        assert {len(row) for row in whole.rows} == {len(whole.heads)}
        assert all(row[4] in {"yes", "no"} and row[6] in {"inside", "above", "below"} for row in whole.rows)
        late = sq.review_table(longer, mine).rows
        assert any("day 150 would be needed, and 120 days were observed" in row[1] for row in late)
        assert all(not any(row[2:]) for row in late if "needed" in row[1])
