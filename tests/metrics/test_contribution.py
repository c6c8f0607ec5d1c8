"""How unevenly members write: against definitions, closed forms and sorting by hand."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import numpy as np
import oracle
import pytest
from communities import Event, Person, World, at, build, tiny, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import DAY
from scipy import stats

import shequn_lab as sq
from shequn_lab.metrics.contribution import gini, messages_of_members

FIRST = dt.date(2026, 3, 2)
COUNTS = st.lists(st.integers(0, 30), min_size=1, max_size=25)


def by_definition(counts: list[int]) -> float:
    """Mean absolute difference of all pairs ÷ twice the mean."""
    n, total = len(counts), sum(counts)
    if total == 0:
        return math.nan
    return sum(abs(a - b) for a in counts for b in counts) / (2 * n * total)


def busiest(counts: list[int], top: float) -> float:
    """Share of the busiest `top` of the members; of the last of them the part that is inside."""
    left, found = top * len(counts), 0.0
    for count in sorted(counts, reverse=True):
        found += count * min(1.0, max(0.0, left))
        left -= 1
    return found / sum(counts)


def writing(counts: list[int], roster: str = "complete", times: int = 1) -> sq.Community:
    """Return members who wrote so many messages each, within one day."""
    noon = at("2026-03-02 12:00")
    events = [Event(f"m{i}", noon + dt.timedelta(seconds=j)) for i, n in enumerate(counts) for j in range(n * times)]
    if not events:
        events = [Event("m0", noon, "like")]
    people = tuple(Person(f"m{i}") for i in range(len(counts)))
    return build(World("Asia/Shanghai", people, tuple(events), stated=(FIRST, FIRST + DAY), roster=roster))


# -- the coefficient -------------------------------------------------------------------------------


@given(counts=COUNTS)
def test_gini_is_the_mean_absolute_difference_over_twice_the_mean(counts: list[int]) -> None:
    assert gini(counts) == pytest.approx(by_definition(counts), nan_ok=True, abs=1e-12)


@pytest.mark.parametrize("a", [1.5, 2.0, 3.0, 8.0])
def test_gini_of_pareto_amounts_tends_to_the_closed_form(a: float) -> None:
    # Quantiles at the middle of 400 000 equal parts stand for an ever larger sample.
    amounts = stats.pareto.ppf((np.arange(400_000) + 0.5) / 400_000, a)
    assert gini(amounts) == pytest.approx(1 / (2 * a - 1), abs=0.005)


@pytest.mark.parametrize("sigma", [0.25, 0.5, 1.0, 1.5])
def test_gini_of_lognormal_amounts_tends_to_the_closed_form(sigma: float) -> None:
    amounts = stats.lognorm.ppf((np.arange(400_000) + 0.5) / 400_000, sigma)
    assert gini(amounts) == pytest.approx(math.erf(sigma / 2), abs=0.001)
    drawn = np.random.default_rng(3).lognormal(5, sigma, 100_000)
    assert gini(drawn) == pytest.approx(math.erf(sigma / 2), abs=0.01)


@given(counts=COUNTS, factor=st.integers(2, 9))
def test_gini_does_not_depend_on_scale_order_or_copies_of_everybody(counts: list[int], factor: int) -> None:
    expected = pytest.approx(gini(counts), nan_ok=True)
    assert gini([factor * c for c in counts]) == expected
    assert gini(counts[::-1]) == expected
    assert gini(counts * factor) == expected


@pytest.mark.parametrize("n", [1, 2, 3, 10, 100])
def test_alike_members_give_zero_and_one_who_writes_everything_gives_one_less_one_in_n(n: int) -> None:
    assert gini([5] * n) == pytest.approx(0, abs=1e-12)
    assert gini([0] * (n - 1) + [7]) == pytest.approx(1 - 1 / n)
    assert math.isnan(gini([0] * n))


# -- of a community --------------------------------------------------------------------------------


@settings(max_examples=30)
@given(counts=COUNTS)
def test_silent_members_count_as_zeros_where_all_are_known_and_not_at_all_elsewhere(counts: list[int]) -> None:
    whole = sq.contribution_gini(writing(counts))
    assert whole.value == pytest.approx(by_definition(counts), nan_ok=True, abs=1e-12)
    writers = [c for c in counts if c]
    for roster in ("partial", "none"):
        found = sq.contribution_gini(writing(counts, roster))
        assert found.value == pytest.approx(by_definition(writers), nan_ok=True, abs=1e-12)
        if writers:
            assert found.n == len(writers)
            assert found.note.id == "note_writers_only"
            assert found.value <= whole.value + 1e-12
            assert whole.n == len(counts)
            assert not whole.note
        else:
            assert str(found.note)
            assert str(whole.note)


@settings(max_examples=30)
@given(w=worlds(roster="complete"))
def test_the_messages_counted_are_those_of_members_present_in_the_window(w: World) -> None:
    span = oracle.window(w)
    counts = []
    for p in oracle.plain_members(w):
        # Reading: of members never present in the window nothing counts, as in the speaking share.
        if any(oracle.present(w, p, day) for day in oracle.days_of(span)):
            mine = oracle.events_of(w, p.id, oracle.speaks)
            counts.append(sum(oracle.inside(oracle.local_day(w, e.at), span) for e in mine))
    community = build(w)
    assert sorted(messages_of_members(community).tolist()) == sorted(counts)
    found = sq.contribution_gini(community)
    assert found.value == pytest.approx(by_definition(counts), nan_ok=True, abs=1e-12)


def test_the_tiny_community_by_hand() -> None:
    # an 3, bo 2, chen 3, dai 2, eve 0: pairs differ by 1·4 + 3·2 + 2·2 = 14, twice; over 2 · 5 · 10.
    assert sq.contribution_gini(tiny()).value == pytest.approx(28 / 100)
    # A tenth of five members is half a member: 1.5 of 10 messages.
    assert sq.top_share(tiny(), top=0.1).value == pytest.approx(0.15)


@pytest.mark.parametrize("counts", [[1, 2, 3, 4, 10], list(range(40)), [0] * 10 + [1] * 10 + [50]])
def test_the_interval_holds_the_value(counts: list[int]) -> None:
    for found in (sq.contribution_gini(writing(counts)), sq.top_share(writing(counts), top=0.3)):
        assert 0 <= found.low < found.value < found.high <= 1


def test_writing_everything_three_times_changes_nothing() -> None:
    counts = [0, 1, 1, 4, 9, 2]
    for metric in (sq.contribution_gini, sq.top_share):
        once, thrice = metric(writing(counts)), metric(writing(counts, times=3))
        assert (once.value, once.low, once.high) == pytest.approx((thrice.value, thrice.low, thrice.high))


# -- curve and shares ------------------------------------------------------------------------------


@settings(max_examples=30)
@given(counts=COUNTS.filter(any))
def test_the_lorenz_curve_runs_from_nothing_to_everything_and_bends_upwards(counts: list[int]) -> None:
    curve = sq.contribution_curve(writing(counts))
    x, y = curve["member_share"].to_numpy(), curve["message_share"].to_numpy()
    assert (x[0], y[0]) == (0, 0)
    assert (x[-1], y[-1]) == pytest.approx((1, 1))
    assert x == pytest.approx(np.linspace(0, 1, 201))
    assert (np.diff(y, 2) >= -1e-9).all()
    # The upper end of the order is the lower one turned round.
    expected = [1 - busiest(counts, 1 - share) for share in x]
    assert y == pytest.approx(expected, abs=1e-9)
    band = curve[["low", "high"]].to_numpy()
    assert np.isnan(band).all() == (len(counts) == 1)
    if len(counts) > 1:
        assert (band[:, 0] <= band[:, 1] + 1e-9).all()
        assert band[[0, -1]] == pytest.approx(np.array([[0, 0], [1, 1]]))


def test_the_area_under_the_curve_is_the_gini() -> None:
    # With 40 members the 201 points hold every corner of the curve.
    counts = [i * i for i in range(40)]
    curve = sq.contribution_curve(writing(counts))
    area = np.trapezoid(curve["message_share"], curve["member_share"])
    assert 1 - 2 * area == pytest.approx(by_definition(counts))


@settings(max_examples=30)
@given(counts=COUNTS.filter(any), top=st.sampled_from((0.01, 0.1, 0.25, 1 / 3, 0.5, 0.99, 1.0)))
def test_the_share_of_the_busiest_takes_part_of_a_member_where_the_cut_falls(counts: list[int], top: float) -> None:
    found = sq.top_share(writing(counts), top=top)
    assert found.value == pytest.approx(busiest(counts, top))
    assert found.low <= found.high or len(counts) == 1


def test_one_member_has_a_value_and_no_interval() -> None:
    for metric in (sq.contribution_gini, sq.top_share):
        found = metric(writing([4]))
        assert math.isfinite(found.value)
        assert math.isnan(found.low)
        assert math.isnan(found.high)


@settings(max_examples=20)
@given(counts=COUNTS.filter(any))
def test_groups_share_everything_among_them(counts: list[int]) -> None:
    groups = sq.contribution_groups(writing(counts))
    assert groups.index.tolist() == [0.01, 0.1, 0.5, 1.0]
    assert groups["value"].cumsum().tolist() == pytest.approx([busiest(counts, top) for top in groups.index])
    assert groups["n_members"].sum() == len(counts)


def test_groups_of_a_hundred_are_cut_between_members() -> None:
    groups = sq.contribution_groups(writing(list(range(1, 101))))
    assert groups["n_members"].tolist() == [1, 9, 40, 50]
    sums = [100, sum(range(91, 100)), sum(range(51, 91)), sum(range(1, 51))]
    assert groups["value"].tolist() == pytest.approx([s / 5050 for s in sums])


@pytest.mark.parametrize("top", [0.0, -0.1, 1.1, math.nan])
def test_a_share_of_members_outside_nothing_and_all_is_refused(top: float) -> None:
    with pytest.raises(sq.OptionError):
        sq.top_share(writing([1, 2]), top=top)


def test_where_nobody_wrote_there_is_a_reason_instead_of_a_curve() -> None:
    community = writing([0, 0])
    curve = sq.contribution_curve(community)
    assert curve.empty
    assert str(curve.attrs["note"])
    for found in (sq.contribution_gini(community), sq.top_share(community)):
        assert math.isnan(found.value)
        assert str(found.note)
    assert sq.contribution_groups(community)["value"].isna().all()


def test_operators_are_not_among_the_members() -> None:
    community = writing([3, 3])
    noon = at("2026-03-02 12:00")
    people = (Person("m0"), Person("m1"), Person("house", role="owner"), Person("bot", role="bot"))
    events = tuple(Event(p.id, noon + dt.timedelta(seconds=i)) for p in people for i in range(3))
    with_house = build(World("Asia/Shanghai", people, events, stated=(FIRST, FIRST + DAY)))
    assert sq.contribution_gini(with_house).n == sq.contribution_gini(community).n == 2
    assert sq.contribution_gini(with_house).value == pytest.approx(0)


def test_the_roster_decides_and_not_what_the_table_holds() -> None:
    w = World("Asia/Shanghai", (Person("a"), Person("b")), (Event("a", at("2026-03-02 12:00")),))
    assert sq.contribution_gini(build(w)).value == pytest.approx(0.5)
    assert sq.contribution_gini(build(replace(w, roster="partial"))).value == pytest.approx(0)
