"""Operators one by one, and what two communities share: against loops, sets and a closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from communities import build, conversations, tiny, worlds
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracle import (
    DAY,
    OPERATORS,
    SPEAKING,
    Person,
    World,
    day_start,
    days_of,
    first_stay,
    inside,
    local_day,
    observed,
    plain_members,
    present,
    whole,
    window,
)
from shop_draws import random_shop
from shops import Shop, agrees

import shequn_lab as sq
from shequn_lab.errors import OptionError
from shequn_lab.model import Community, Estimate
from shequn_lab.simulate import Scenario, simulate
from shequn_lab.terms import Note

NO_PUSH = ("chat", "notice")


# -- operators -----------------------------------------------------------------------------------------


def first_answers(w: World) -> list[tuple[set[str], float]]:
    """Who may have given the first answer to each answered question of the window, and after how many seconds.

    Several where their answers carry one instant.
    """
    role = {p.id: p.role for p in w.people}
    end, found = day_start(w.zone, observed(w)[1]), []
    for q in w.events:
        named = any(role[m] in ("owner", "admin") for m in q.mentions)
        asks = q.kind in SPEAKING and (q.is_question or named) and role[q.who] not in OPERATORS
        if not asks or not inside(local_day(w, q.at), window(w)):
            continue
        tied = [a for a in w.events if a.reply_to == q.id and a.kind in SPEAKING and q.at <= a.at < end]
        answers = [a for a in tied if a.who != q.who and role[a.who] != "bot"]
        if answers:
            first = min(a.at for a in answers)
            found.append(({a.who for a in answers if a.at == first}, (first - q.at).total_seconds()))
    return found


@settings(max_examples=40)
@given(w=st.one_of(conversations(), conversations(), worlds()).filter(lambda w: w.threads == "reply_to"))
def test_first_answers_and_waits_are_those_of_each_operator(w: World) -> None:
    found = sq.operator_appraisal(build(w))
    staff = [p.id for p in w.people if p.role in ("owner", "admin")]
    if found.empty:
        assert found.attrs["note"]
        return
    assert list(dict.fromkeys(found.index)) == staff
    answers = first_answers(w)
    assume(all(len(authors) == 1 for authors, _ in answers))
    if "operator_answer_share" in found.attrs["notes"]:
        assert not answers
        return
    for who in staff:
        rows = found.loc[[who]].set_index("figure")
        waits = sorted(wait for authors, wait in answers if authors == {who})
        agrees(Estimate("operator_answer_share", *rows.loc["operator_answer_share", ["value", "low", "high", "n", "k"]],
                        note=Note("note_no_case")), (len(waits), len(answers)))  # fmt: skip
        # The time by which half of them had come: the smallest with at most half of them still to come.
        middle = waits[(len(waits) - 1) // 2] if waits else math.nan
        assert rows.loc["reply_latency", "value"] == pytest.approx(middle, nan_ok=True)


@settings(max_examples=50)
@given(pair=random_shop())
def test_pushes_and_posts_are_counted_by_whole_day(pair: tuple[Shop, Community]) -> None:
    s, community = pair
    found = sq.operator_appraisal(community)
    days = [day for day in days_of(window(s.w)) if inside(day, whole(s.w))]
    for who in dict.fromkeys(found.index):
        rows = found.loc[[who]].set_index("figure")
        own = [p for p in s.posts or () if p.author == who and p.by_operator and local_day(s.w, p.at) in days]
        counts = {"operator_posts": len(own)}
        counts["operator_pushes"] = sum(p.category is not None and p.category not in NO_PUSH for p in own)
        for figure, k in counts.items():
            if figure in found.attrs["notes"] or not days:
                assert math.isnan(rows.loc[figure, "value"])
            else:
                assert rows.loc[figure, "value"] == pytest.approx(k / len(days))


def test_without_roles_nobody_is_taken_for_an_operator() -> None:
    spoken = tiny().events[["member_id", "occurred_at"]].astype({"member_id": "str"})
    bare = sq.community_from_events(spoken, member="member_id", at="occurred_at", timezone="Asia/Shanghai", name="bare")
    found = sq.operator_appraisal(bare)
    assert found.empty
    assert found.attrs["note"]


# -- partners ------------------------------------------------------------------------------------------


def there(w: World) -> dict[str, Person]:
    days = days_of(window(w))
    return {p.id: p for p in plain_members(w) if any(present(w, p, day) for day in days)}


@settings(max_examples=50)
@given(one=worlds(roster="complete"), other=worlds(roster="complete"))
def test_overlap_agrees_with_sets_of_members(one: World, other: World) -> None:
    first, second = build(one), build(other)
    found = sq.community_overlap(first, second, same_ids=True)
    if not found["overlap_shared"].measurable:
        assert all(str(e.note) for e in found.values())
        return
    left, right = set(there(one)), set(there(other))
    both, either = left & right, left | right
    assert found["overlap_shared"].value == len(both)
    agrees(found["overlap_jaccard"], (len(both), len(either)))
    agrees(found["overlap_coefficient"], (len(both), min(len(left), len(right))))
    agrees(found["overlap_of_first"], (len(both), len(left)))
    agrees(found["overlap_of_second"], (len(both), len(right)))
    stays = [(first_stay(one, there(one)[who]), first_stay(other, there(other)[who])) for who in both]
    known = [(a.day, b.day) for a, b in stays if a and b and a.day != b.day]
    agrees(found["overlap_came_first"], (sum(a < b for a, b in known), len(known)))
    mirrored = sq.community_overlap(second, first, same_ids=True)
    assert mirrored["overlap_of_first"].value == pytest.approx(found["overlap_of_second"].value, nan_ok=True)


def halves() -> tuple[Community, Community]:
    """Two parts of one simulation, in which everybody has an id of their own."""
    whole_one = simulate(Scenario(n_days=60, n_founders=120, joins_per_day=2), seed=3)
    start = whole_one.window.start
    return whole_one.between(start, start + 30 * DAY), whole_one.between(start + 30 * DAY, whole_one.window.end)


def test_what_chance_would_bring_is_the_hypergeometric_law() -> None:
    first, second = halves()
    found = sq.community_overlap(first, second, population=5_000)
    n_first, n_second = found["overlap_of_first"].n, found["overlap_of_second"].n
    chance = found["overlap_expected"]
    assert chance.value == pytest.approx(n_first * n_second / 5_000)
    # By hand: the smallest count with at least 2.5 %, and 97.5 %, of the probability at or below it.
    counts = range(min(n_first, n_second) + 1)
    total = math.comb(5_000, n_second)
    law = [math.comb(n_first, k) * math.comb(5_000 - n_first, n_second - k) / total for k in counts]
    below = np.cumsum(law)
    assert chance.low == np.argmax(below >= 0.025)
    assert chance.high == np.argmax(below >= 0.975)


def test_without_a_population_chance_is_not_guessed() -> None:
    first, second = halves()
    found = sq.overlap_table(first, second)
    assert math.isnan(found.loc["overlap_expected", "value"])
    assert str(found.loc["overlap_expected", "note"])
    assert found.loc["overlap_shared", "value"] > 0
    with pytest.raises(OptionError, match="10"):
        sq.community_overlap(first, second, population=10)


def test_ids_are_compared_only_where_somebody_vouches_for_them() -> None:
    with pytest.raises(OptionError, match="same_ids"):
        sq.community_overlap(tiny(), tiny())
    assert sq.community_overlap(tiny(), tiny(), same_ids=True)["overlap_jaccard"].value == 1


def test_two_simulations_are_never_taken_for_the_same_people() -> None:
    one, other = (simulate(Scenario(n_days=20), seed=seed) for seed in (1, 2))
    with pytest.raises(OptionError):
        sq.community_overlap(one, other, same_ids=True)


def test_without_a_roster_nothing_can_be_shared() -> None:
    spoken = tiny().events[["member_id", "occurred_at"]].astype({"member_id": "str"})
    bare = sq.community_from_events(spoken, member="member_id", at="occurred_at", timezone="Asia/Shanghai", name="bare")
    found = sq.overlap_table(bare, bare, same_ids=True)
    assert found["value"].isna().all()
    assert found["note"].map(str).str.len().gt(0).all()
