from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from report_communities import community, grown, hostile, operators_only, roster, single, talk, tiny

from shequn_lab import metrics
from shequn_lab.model import Estimate
from shequn_lab.reports.study import Study, direction, has_interval, span


def change(low: float, high: float, value: float | None = None) -> Estimate:
    return Estimate("relative_change", (low + high) / 2 if value is None else value, low, high, n=100)


@pytest.mark.parametrize(
    ("estimate", "said"),
    [
        (change(0.01, 0.2), "up"),
        (change(-0.2, -0.01), "down"),
        (change(-0.1, 0.3), "unclear"),
        (change(0.0, 0.3), "unclear"),
        (change(-0.3, 0.0), "unclear"),
        (change(np.nan, np.nan, 0.5), "unclear"),
        (change(0.01, 0.2, np.nan), "unclear"),
        (None, "unclear"),
    ],
)
def test_a_direction_is_told_only_when_the_interval_leaves_out_zero(estimate, said):
    assert direction(estimate) == said


@pytest.fixture(scope="module")
def whole():
    return Study(grown(synthetic=True))


@pytest.fixture(scope="module")
def partial():
    return Study(hostile())


def test_the_two_monthly_figures_compared_share_no_day(whole):
    first, last = whole.mau_ends
    days = [np.datetime64(str(e.params["on"])) for e in (first, last)]
    assert days[1] - days[0] >= np.timedelta64(30, "D")
    assert whole.compared[:2] == (first, last)
    assert whole.mau_change.value == pytest.approx(last.value / first.value - 1)


def test_a_change_needs_sixty_days():
    rows = talk([f"m{i}" for i in range(20)], 59, seed=1)
    assert Study(community(rows, n_days=59)).compared is None
    rows = talk([f"m{i}" for i in range(20)], 60, seed=1)
    assert Study(community(rows, n_days=60)).compared is not None


def test_a_change_without_interval_is_no_change_to_speak_of():
    study = Study(single(synthetic=True))
    assert study.mau_change.measurable
    assert study.compared is None


def test_nobody_to_compare_is_no_change_either():
    assert Study(operators_only()).compared is None


def test_people_are_all_members_or_with_a_partial_roster_those_who_came(whole, partial):
    assert whole.n_people == 80
    assert partial.n_people == 60
    assert len(partial.community.members) == 63


def test_small_figures_of_real_people_are_hidden_wherever_they_are_spoken_of():
    study = Study(tiny())
    for estimate in (study.top, study.early, study.retention("within", 7)):
        assert not estimate.measurable
    assert Study(tiny(synthetic=True)).top.measurable


def test_one_member_has_no_busiest_tenth():
    assert not Study(single(synthetic=True)).top.measurable


def test_waits_of_few_questions_are_hidden_and_those_of_none_are_none():
    waits = Study(tiny()).waits
    assert all(not e.measurable for e in waits.values())
    assert {e.note.id for e in waits.values()} == {"report_suppressed", "note_no_case"}
    assert waits[(0, 6)].note.id == "note_no_case"


def test_a_first_hundredth_of_few_people_is_told_with_the_rest_of_its_tenth(partial):
    groups = partial.groups
    assert groups.index.tolist() == [0.1, 0.5, 1.0]
    assert groups["n_members"].sum() == 60
    assert groups["value"].sum() == pytest.approx(1)
    top = metrics.top_share(partial.community)
    assert (groups.iloc[0]["value"], groups.iloc[0]["low"]) == (top.value, top.low)


def test_a_first_hundredth_of_nobody_is_not_told_even_of_synthetic_people():
    assert Study(tiny(synthetic=True)).groups.index[0] == 0.1
    assert Study(grown(synthetic=True)).groups.index[0] == 0.01


def test_a_first_hundredth_of_five_people_is_told():
    ids = [f"m{i}" for i in range(500)]
    rows = [(who, i % 50 + 0.1, "message") for i, who in enumerate(ids)]
    assert Study(community(rows, n_days=60)).groups.index.tolist() == [0.01, 0.1, 0.5, 1.0]


@pytest.mark.parametrize(("days", "horizon"), [(10, 30), (100, 50), (170, 85), (181, 90), (400, 90)])
def test_everybody_is_followed_equally_long(days, horizon):
    study = Study(SimpleNamespace(whole=SimpleNamespace(n_days=days)))
    assert study.horizon == horizon


def test_the_source_line_says_where_when_and_how_much(language):
    study = Study(grown(synthetic=True, title={"zh": "群", "en": "group"}))
    assert study.source.startswith("合成数据：群" if language == "zh" else "Synthetic data: group")
    assert "2025-03-03" in study.source
    assert "Asia/Shanghai" in study.source


def test_what_was_left_out_names_rows_and_operators(partial):
    assert "4 repeated rows counted once; 3 system rows and 2 rejected rows" in partial.excluded_rows
    assert "does not mark operators" in partial.excluded_rows
    assert Study(operators_only()).excluded_rows == "3 accounts of operators and bots not counted."


def test_the_base_says_whether_the_first_and_last_day_are_whole():
    assert "first and last day whole" in Study(tiny(synthetic=True)).base
    rows = talk(list("abcdef"), 20, seed=2)
    assert "part-filled and left out" in Study(community(rows, members=roster("abcdef", [0] * 6))).base


def test_a_community_without_joinings_has_no_cohorts(whole, partial):
    assert whole.has_cohorts
    assert not partial.has_cohorts
    assert Study(partial.community.assuming_first_seen_is_join(5)).has_cohorts


def test_an_interval_has_two_ends():
    assert has_interval(change(-1, 1))
    assert not has_interval(change(-1, np.nan))


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(60, 119, "60–119 s"), (3600, np.nan, "≥ 60.0 min"), (np.nan, np.nan, ""), (np.nan, 60, "")],
)
def test_an_interval_that_is_open_above_is_written_by_its_lower_end(low, high, said):
    assert span(Estimate("reply_latency", 60.0, low, high, n=9)) == said


def test_the_mean_of_the_last_days_says_of_how_many(whole):
    assert whole.mean_days == 30
    assert Study(tiny()).mean_days == 10
