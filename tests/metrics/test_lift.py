"""Lift of an activity on communities: who is compared, on which days, and what is said where nobody can be."""

from __future__ import annotations

import numpy as np
import oracle_lift as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lift_communities import FIRST, N_DAYS, Town, lively, name

import shequn_lab as sq
from shequn_lab.errors import OptionError, UnknownNameError
from shequn_lab.metrics.lift import lift_figures
from shequn_lab.model import Community

SPANS = st.tuples(st.integers(1, 40), st.integers(1, 14), st.integers(0, 5))


@pytest.fixture(scope="module")
def town() -> Town:
    return lively(effect=1.5)


@pytest.fixture(scope="module")
def community(town: Town) -> Community:
    return town.build()


@given(lengths=SPANS, index=st.integers(0, 80))
def test_the_three_periods_and_the_day_itself_share_no_day(lengths: tuple[int, int, int], index: int) -> None:
    design = sq.LiftDesign(match_days=lengths[0], days=lengths[1], warm_up_days=lengths[2])
    spans = design.spans(index)
    days = [day for start, stop in spans for day in range(start, stop)]
    assert len(days) == len(set(days)) == design.match_days + 2 * design.days
    assert index not in days
    assert spans[0][1] == spans[1][0]
    assert index - design.days_before == spans[0][0]
    # The placebo's outcome is the baseline: no day of it has seen the activity.
    assert design.spans(index - design.earlier)[2] == spans[1]


def test_pairs_and_the_ratio_are_those_counted_by_hand(town: Town, community: Community) -> None:
    found = sq.activity_lift(community, "a1")
    assert found.control == "matched"
    pairs = found.pairs.to_dict("records")
    assert len(pairs) == found.estimate.n >= 20
    rows = []
    for pair in pairs:
        mine, theirs = (int(str(pair[side])[1:]) for side in ("participant", "control"))
        spans = [(61, 75), (46, 60)]
        rows.append(tuple(float(town.active_days(who, *span)) for who in (mine, theirs) for span in spans))
        assert rows[-1] == (pair["after"], pair["before"], pair["control_after"], pair["control_before"])
    assert found.estimate.value == pytest.approx(oracle.lift(rows))
    took = {name(who) for _, who, _ in town.came}
    assert {pair["participant"] for pair in pairs} <= took
    assert not {pair["control"] for pair in pairs} & took
    assert len({pair["control"] for pair in pairs}) == len(pairs)


def test_pairs_are_alike_in_the_matching_period(town: Town, community: Community) -> None:
    found = sq.activity_lift(community, "a1")
    table = found.balance
    assert list(table.index) == ["interactions", "active_days", "tenure_days"]
    who = [int(str(id)[1:]) for id in found.pairs["participant"]]
    mean = np.mean([town.active_days(w, 18, 46) for w in who])
    assert table.loc["active_days", "matched_participants"] == pytest.approx(mean)
    assert abs(table.loc["active_days", "smd_after"]) < abs(table.loc["active_days", "smd_before"])


def test_the_planted_effect_lies_in_the_interval_and_the_placebo_sees_nothing(community: Community) -> None:
    found = sq.activity_lift(community, "a1", outcome="interactions")
    assert found.estimate.low <= 0.5 <= found.estimate.high
    assert found.estimate.low > 0
    assert found.p < 0.05
    assert found.placebo.low <= 0 <= found.placebo.high


def test_before_and_after_is_of_the_participants_alone(town: Town, community: Community) -> None:
    found = sq.before_after(community, "a1")
    took = [who for _, who, _ in town.came]
    after, before = (sum(town.active_days(who, *span) for who in took) for span in ((61, 75), (46, 60)))
    assert found.value == pytest.approx(after / before - 1)
    assert found.n == len(took)


def test_taking_part_is_not_its_own_effect() -> None:
    town = lively()
    plain = sq.activity_lift(town.build(), "a1").estimate
    town.rows += [(who, day, "participate") for _, who, _ in town.came for day in range(60, 75)]
    assert sq.activity_lift(town.build(), "a1").estimate == plain


def test_what_happened_on_other_days_or_to_others_changes_nothing(town: Town, community: Community) -> None:
    found = sq.activity_lift(community, "a1")
    later = Town(**vars(town))
    later.rows = [*town.rows, *((who, day, "message") for who in range(160) for day in (60, *range(75, N_DAYS)))]
    assert sq.activity_lift(later.build(), "a1").estimate == found.estimate


def test_each_participant_goes_by_the_own_first_day() -> None:
    town = lively(activities={"a1": 58})
    town.came = [("a1", who, 58 + i % 5) for i, (_, who, _) in enumerate(town.came)]
    # Who comes again is counted from the first time.
    town.came += [("a1", who, day + 3) for _, who, day in town.came[:5]]
    found = sq.activity_lift(town.build(), "a1").pairs
    first = {name(who): day for _, who, day in reversed(town.came)}
    for pair in found.to_dict("records"):
        day, who = first[str(pair["participant"])], int(str(pair["participant"])[1:])
        assert (pair["index_on"].date() - FIRST).days == day
        assert pair["after"] == town.active_days(who, day + 1, day + 15)
        assert pair["control_before"] == town.active_days(int(str(pair["control"])[1:]), day - 14, day)


def test_operators_and_who_was_not_there_throughout_are_in_no_pair() -> None:
    town = lively()
    operator, late, gone = (who for _, who, _ in town.came[:3])
    idle = [who for who in range(160) if who not in {w for _, w, _ in town.came}]
    town.roles = {operator: "admin", idle[0]: "bot"}
    town.joined = {late: 30, idle[1]: 30}
    town.left = {gone: 70, idle[2]: 70}
    town.rows = [
        row for row in town.rows if town.joined.get(row[0], 0) <= row[1] < town.left.get(row[0], N_DAYS)
    ]  # fmt: skip
    found = sq.activity_lift(town.build(), "a1")
    paired = {*found.pairs["participant"], *found.pairs["control"]}
    assert not paired & {name(who) for who in (operator, late, gone, *idle[:3])}
    assert found.n_participants == len(town.came) - 1
    assert found.estimate.excluded["excluded_operators"] == 1
    assert found.estimate.excluded["excluded_lift_absent"] == 2


def test_orders_are_counted_where_they_are_the_outcome() -> None:
    town = lively(orders=[])
    rng = np.random.default_rng(3)
    town.orders = [(who, day) for who in range(160) for day in range(N_DAYS) if rng.random() < 0.15]
    found = sq.activity_lift(town.build(), "a1", outcome="orders")
    counts = {
        (who, when): sum(w == who and a <= d < b for w, d in town.orders)
        for who in range(160) for when, (a, b) in {"after": (61, 75), "before": (46, 60)}.items()
    }  # fmt: skip
    rows = []
    for pair in found.pairs.to_dict("records"):
        both = [int(str(pair[side])[1:]) for side in ("participant", "control")]
        rows.append(tuple(float(counts[who, when]) for who in both for when in ("after", "before")))
    assert found.estimate.value == pytest.approx(oracle.lift(rows))


def test_without_anybody_like_them_there_is_before_and_after_and_no_lift() -> None:
    town = lively()
    came = {who for _, who, _ in town.came}
    town.rows = [row for row in town.rows if row[0] in came]
    found = sq.activity_lift(town.build(), "a1")
    assert found.control == "before_after"
    assert not found.estimate.measurable
    assert np.isnan(found.p)
    assert found.before_after.measurable
    with sq.in_language("en"):
        assert "fewer than 20 of those who took part" in found.estimate.reason


@pytest.mark.parametrize(
    ("day", "reason"), [(30, "observed before anybody"), (80, "observed after anybody"), (60, "no member took part")]
)
def test_periods_that_nobody_saw_are_said_to_be_unseen(day: int, reason: str) -> None:
    town = lively(activities={"a1": day})
    town.came = [] if day == 60 else [("a1", who, day) for _, who, _ in town.came]
    with sq.in_language("en"):
        found = sq.activity_lift(town.build(), "a1")
        assert reason in found.estimate.reason
    assert np.isnan(found.estimate.value)


def test_a_few_who_do_everything_leave_no_interval_to_rely_on() -> None:
    town = lively()
    town.rows = [(who, day, kind) for who, day, kind in town.rows if day < 46]
    town.rows += [(who, day, "message") for who in (0, 1, 2) for day in range(46, N_DAYS)]
    town.came = [("a1", who, 60) for who in range(60)]
    with sq.in_language("en"):
        assert "fewer than 8" in sq.before_after(town.build(), "a1").reason


@pytest.mark.parametrize("table", ["activities", "participations", "orders"])
def test_a_table_that_is_not_there_is_named(table: str) -> None:
    town = lively(orders=[(1, 50)])
    outcome = "orders" if table == "orders" else "active_days"
    absent = (table, "participations") if table == "activities" else (table,)
    community = town.build(without=absent)
    with sq.in_language("en"):
        words = {"activities": "activities", "participations": "records of taking part", "orders": "orders"}
        found = sq.activity_lift(community, "a1", outcome=outcome)
        for estimate in (found.estimate, found.placebo, found.before_after):
            assert str(estimate.note) == f"this source holds no {words[table]}"
        assert found.control == "none"
        assert len(found.pairs) == len(found.balance) == 0
        assert sq.before_after(community, "a1", outcome=outcome).reason == found.estimate.reason
        assert sq.biased_same_period_lift(community, "a1", outcome=outcome).reason == found.estimate.reason


def test_an_unknown_activity_is_answered_with_the_nearest(community: Community) -> None:
    with pytest.raises(UnknownNameError, match="a1"):
        sq.activity_lift(community, "a11")
    with pytest.raises(OptionError):
        sq.activity_lift(community, "a1", outcome="joy")  # type: ignore[arg-type]


@pytest.mark.parametrize("given_", [{"match_days": 0}, {"days": 0}, {"warm_up_days": -1}, {"caliper": 0}])
def test_a_design_that_makes_no_sense_is_refused(given_: dict[str, int]) -> None:
    with pytest.raises(OptionError):
        sq.LiftDesign(**given_)  # type: ignore[arg-type]


def test_the_trap_matches_on_the_baseline_and_calls_itself_biased(community: Community) -> None:
    found = sq.biased_same_period_lift(community, "a1")
    assert found.id == "lift_same_period"
    assert found.value != sq.activity_lift(community, "a1").estimate.value
    with sq.in_language("en"):
        assert "biased" in found.label


def test_a_warm_up_is_in_neither_period(town: Town, community: Community) -> None:
    found = sq.activity_lift(community, "a1", design=sq.LiftDesign(match_days=14, warm_up_days=7))
    for pair in found.pairs.to_dict("records"):
        who = int(str(pair["participant"])[1:])
        assert (pair["after"], pair["before"]) == (town.active_days(who, 61, 75), town.active_days(who, 39, 53))


def test_the_figures_are_of_the_activity_with_the_most_pairs() -> None:
    town = lively(activities={"a0": 60, "a1": 60})
    town.came += [("a0", who, 60) for who in range(5)]
    found = list(lift_figures(town.build()))
    assert [e.id for e in found] == ["activity_lift", "lift_placebo", "before_after_change"]
    assert {e.params["activity"] for e in found} == {"a1"}
    assert all(e.measurable for e in found)


def test_without_activities_there_are_no_figures_and_a_reason() -> None:
    town = lively()
    for community in (town.build(without=("activities", "participations")), town.build().between(FIRST, "2026-01-20")):
        found = list(lift_figures(community))
        assert len(found) == 3
        assert all(not e.measurable and e.note for e in found)
