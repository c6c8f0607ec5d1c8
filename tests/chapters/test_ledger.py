"""Points, badges and levels: balances are the sum of the entries, whatever is earned, spent or expires."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict, deque
from itertools import pairwise

import pandas as pd
import pytest
from communities import random_community, tiny
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import OPERATORS, World, inside, local_day, window
from shops import build_shop, tiny_shop

import shequn_lab as sq
from shequn_lab.errors import OptionError
from shequn_lab.model import Community

FIRST = dt.date(2026, 3, 2)
POINTS = {"message": 2, "like": 1, "check_in": 5}
RULES = sq.IncentiveRules(points=POINTS, most_per_day=2, badges=(sq.Badge("badge_check_in", "check_in", 2),))

STEPS = st.lists(
    st.tuples(
        st.sampled_from(("earn", "earn", "burn", "expire")),
        st.sampled_from(("an", "bo")),
        st.integers(1, 12),  # points
        st.integers(0, 6),  # days since the step before
    ),
    max_size=25,
)


# -- the book ------------------------------------------------------------------------------------------


@settings(max_examples=150)
@given(steps=STEPS, life=st.sampled_from((None, 5, 12)))
def test_balances_are_the_sum_of_the_entries_and_what_is_spent_is_the_oldest(steps, life) -> None:
    """Against queues of points, each with the day it was earned on."""
    ledger = sq.Ledger(sq.IncentiveRules(expire_after_days=life))
    queues: dict[str, deque[list]] = defaultdict(deque)
    day, length = FIRST, 0
    for what, who, points, later in steps:
        day += dt.timedelta(days=later)
        held = sum(n for _, n in queues[who])
        if what == "earn":
            ledger = ledger.grant(who, points, day=day, reason="prize")
            queues[who].append([day, points])
        elif what == "expire":
            ledger = ledger.expire(day)
            for queue in queues.values():
                while life is not None and queue and (day - queue[0][0]).days >= life:
                    queue.popleft()
        elif points > held:
            with pytest.raises(OptionError, match=who):
                ledger.burn(who, points, day=day, reason="coupon")
        else:
            ledger = ledger.burn(who, points, day=day, reason="coupon")
            while points:
                taken = min(points, queues[who][0][1])
                queues[who][0][1] -= taken
                points -= taken
                if not queues[who][0][1]:
                    queues[who].popleft()
        # The book only ever grows, and its sum is the balance of everybody together.
        assert len(ledger.entries) >= length
        length = len(ledger.entries)
        balances = ledger.balances()
        assert balances.sum() == ledger.entries["points"].sum()
        for name, queue in queues.items():
            assert balances.get(name, 0) == sum(n for _, n in queue) >= 0


@settings(max_examples=60)
@given(grants=st.lists(st.tuples(st.integers(0, 20), st.integers(1, 300)), min_size=1, max_size=6))
def test_a_balance_and_a_level_of_a_day_look_back_from_it(grants) -> None:
    ledger = sq.Ledger()
    for after, points in sorted(grants):
        ledger = ledger.grant("an", points, day=FIRST + dt.timedelta(days=after), reason="prize")
    for after in range(22):
        on = FIRST + dt.timedelta(days=after)
        earned = sum(points for day, points in grants if day <= after)
        assert ledger.balances(on).sum() == earned
        expected = [name for name, least in ledger.rules.levels if earned >= least][-1]
        assert ledger.levels(on).tolist() == ([expected] if any(day <= after for day, _ in grants) else [])


def test_spending_lowers_the_balance_and_no_level() -> None:
    ledger = sq.Ledger().grant("an", 60, day="2026-03-02", reason="prize")
    poorer = ledger.burn("an", 60, day="2026-03-03", reason="coupon")
    assert poorer.balances()["an"] == 0
    assert poorer.levels()["an"] == ledger.levels()["an"] == "level_regular"
    # A change makes a new book and leaves the old one as it was.
    assert ledger.balances()["an"] == 60


def test_entries_handed_out_are_a_copy() -> None:
    ledger = sq.Ledger().grant("an", 60, day="2026-03-02", reason="prize")
    taken = ledger.entries
    taken.loc[0, "points"] = 1_000_000
    assert ledger.balances()["an"] == 60


def test_nothing_is_spent_before_what_is_written_already() -> None:
    ledger = sq.Ledger().grant("an", 60, day="2026-03-02", reason="prize")
    ledger = ledger.burn("an", 10, day="2026-03-05", reason="coupon")
    for change in (lambda: ledger.burn("an", 1, day="2026-03-04", reason="x"), lambda: ledger.expire("2026-03-04")):
        with pytest.raises(OptionError, match="2026-03-05"):
            change()


@pytest.mark.parametrize("points", [0, -3, 2.5, True])
def test_points_are_whole_and_above_zero(points) -> None:
    with pytest.raises(OptionError):
        sq.Ledger().grant("an", points, day="2026-03-02", reason="prize")


@pytest.mark.parametrize(
    "wrong",
    [
        {"points": {"message": 0}},
        {"most_per_day": 0},
        {"expire_after_days": -1},
        {"levels": ()},
        {"levels": (("level_new", 5),)},
        {"levels": (("level_new", 0), ("level_regular", 50), ("level_elder", 50))},
    ],
)
def test_rules_that_make_no_sense_are_refused(wrong) -> None:
    with pytest.raises(OptionError):
        sq.IncentiveRules(**wrong)


# -- what a community has earned -----------------------------------------------------------------------


@settings(max_examples=60)
@given(pair=random_community())
def test_what_members_have_earned_agrees_with_a_loop_over_the_events(pair: tuple[World, Community]) -> None:
    w, community = pair
    role, counts = {p.id: p.role for p in w.people}, Counter()
    for e in w.events:
        day = local_day(w, e.at)
        if e.kind in POINTS and role[e.who] not in OPERATORS and inside(day, window(w)):
            counts[e.who, day, e.kind] += 1
    earned: Counter[str] = Counter()
    for (who, _, kind), n in counts.items():
        earned[who] += POINTS[kind] * min(n, RULES.most_per_day)
    ledger = sq.incentive_ledger(community, rules=RULES)
    assert ledger.balances().to_dict() == dict(earned)
    assert len(ledger.entries) == len(counts)
    assert all(a <= b for a, b in pairwise(ledger.entries["day"]))
    days = defaultdict(list)
    for who, day, kind in sorted(counts, key=lambda key: key[1]):
        if kind == "check_in":
            days[who].append(day)
    reached = {who: found[1] for who, found in days.items() if len(found) >= 2}
    given_out = ledger.badges.set_index("member_id")["day"]
    assert {who: day.date() for who, day in given_out.items()} == reached


def test_taking_part_earns_once_for_each_activity() -> None:
    community = build_shop(tiny_shop())
    rules = sq.IncentiveRules(points={"participation": 10}, badges=())
    ledger = sq.incentive_ledger(community, rules=rules)
    assert ledger.balances().to_dict() == {"an": 10, "bo": 10, "chen": 10, "dai": 10}
    assert ledger.unrecorded == ()


def test_deeds_that_a_source_does_not_record_are_named_and_not_counted_as_zero() -> None:
    ledger = sq.incentive_ledger(tiny())
    assert "participation" in ledger.unrecorded
    with sq.in_language("en"):
        assert "points in all" in repr(ledger)


def test_a_book_without_a_deed_is_empty() -> None:
    ledger = sq.incentive_ledger(tiny(), rules=sq.IncentiveRules(points={"share": 3}, badges=()))
    assert ledger.entries.empty
    assert ledger.badges.empty
    assert ledger.balances().sum() == 0
    assert isinstance(ledger.entries["day"].dtype, type(pd.Series([], dtype="datetime64[us]").dtype))
