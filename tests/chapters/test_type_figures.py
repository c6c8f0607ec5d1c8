"""The figures that types are told by: against a slow second opinion, and what drops out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import oracle
import pytest
from communities import build, conversations, tiny
from hypothesis import given, settings
from oracle import DAY, inside, local_day, observed, plain_members, presence, window
from oracle_conversion import converts
from oracle_tables import Shop
from shop_draws import shops
from shops import build_shop, tiny_shop

import shequn_lab as sq
from shequn_lab.chapters.typology.figures import FEWEST, FIGURES, KINDS, measured
from shequn_lab.model import Estimate
from shequn_lab.terms import Note, term


def days_there(s: Shop, who: oracle.Person) -> int:
    """Days of presence in the window, stay by stay."""
    first, stop = window(s.w)
    total = 0
    for since, until in presence(s.w, who):
        end = stop - DAY if until is None else min(until, stop - DAY)
        total += max(0, (end - max(since, first)).days + 1)
    return total


@settings(max_examples=15)
@given(shops(roster="complete"))
def test_orders_per_month_are_orders_by_days_of_presence(s: Shop) -> None:
    days = {p.id: days_there(s, p) for p in plain_members(s.w)}
    bought = [o for o in s.orders or () if converts(o) and inside(local_day(s.w, o.at), window(s.w))]
    by_those_there = [o.who for o in bought if days.get(o.who)]
    found = sq.orders_per_month(build_shop(s))
    if not sum(days.values()):
        assert not found.measurable
        return
    assert found.value == pytest.approx(100 * 30 * len(by_those_there) / sum(days.values()))
    assert (found.n, found.k) == (sum(1 for d in days.values() if d), len(set(by_those_there)))


def test_orders_per_month_by_hand() -> None:
    """Five orders stand in the ten days: an's, three of chen's, and eve's free one; of the owner none counts.

    Days of presence: an and chen 10 each, bo 4, dai 2 and 4, eve 9.
    """
    found = sq.orders_per_month(build_shop(tiny_shop()))
    assert found.value == pytest.approx(100 * 30 * 5 / 39)
    assert (found.n, found.k) == (5, 3)
    assert found.excluded["excluded_operators_orders"] == 1
    assert found.low <= found.value <= found.high


def test_orders_need_their_table_and_a_whole_roster() -> None:
    shop = build_shop(tiny_shop())
    assert not sq.orders_per_month(replace(shop, orders=None, _memo={})).measurable
    assert not sq.orders_per_month(replace(shop, roster="partial", _memo={})).measurable
    nothing_sold = sq.orders_per_month(replace(shop, orders=shop.orders.iloc[:0], _memo={}))
    assert nothing_sold.value == 0


@settings(max_examples=20)
@given(conversations())
def test_the_share_of_questions_is_questions_by_messages_of_members(w: oracle.World) -> None:
    said = [
        e for p in plain_members(w) for e in oracle.events_of(w, p.id, oracle.speaks)
        if inside(local_day(w, e.at), window(w))
    ]  # fmt: skip
    found = sq.question_share(build(w))
    if not said:
        assert not found.measurable
        return
    assert (found.k, found.n) == (len(oracle.questions(w)), len(said))
    assert found.value == pytest.approx(found.k / found.n)


def test_every_kind_of_record_has_figures_and_all_are_in_the_glossary() -> None:
    assert set(KINDS) == {"posts", "orders", "answers"}
    assert all(term(id).definition for id in FIGURES)


def test_a_figure_of_few_cases_is_not_used_and_says_how_many() -> None:
    community = tiny()
    for id, n in zip(FIGURES, (FEWEST, FEWEST - 1, *[50] * 5), strict=True):
        figure = Estimate(id, 0.5, n=n, k=5)
        community.remember(("type_figure", community.window, id), lambda figure=figure: figure)
    shown = measured(community)
    assert [e.measurable for e in shown.values()] == [True, False, *[True] * 5]
    with sq.in_language("en"):
        assert str(shown["value_share"].note) == "it rests on 19 cases, fewer than 20"


def test_what_must_not_be_seen_is_gone_before_it_is_used() -> None:
    hidden = measured(build_shop(tiny_shop()), seen=lambda e: Estimate.missing(e.id, Note("report_suppressed")))
    assert all(not e.measurable and e.note == Note("report_suppressed") for e in hidden.values())
    assert all(np.isnan(e.value) for e in hidden.values())


def test_the_window_counts_and_not_all_that_was_observed() -> None:
    s = tiny_shop()
    first = observed(s.w)[0]
    part = build_shop(s).between(first, first + 3 * DAY)
    # an's first order and chen's two of 4 March, by 3 + 3 + 2 + 2 + 2 days.
    assert sq.orders_per_month(part).value == pytest.approx(100 * 30 * 3 / 12)
