"""What must not change a figure of content, conversion, growth or money: order, names, the zone and its instants."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle_tables import Shop
from shop_draws import markets
from shops import build_shop

import shequn_lab as sq

TABLES = [field.name for field in fields(Shop) if field.name not in ("w", "channels")]


def figures(community: sq.Community) -> dict[str, list[float]]:
    """Value, counts and exclusions of every figure, and the numbers of every table."""
    found = {f"{e.id} {dict(e.params)}": [e.value, e.n, e.k, *e.excluded.values()] for e in sq.kpi(community)}
    for table in (
        sq.funnel(community),
        sq.growth_accounting(community),
        sq.invitation_generations(community, within_days=2),
        sq.promotion_shares(community),
        sq.source_mix(community),
        sq.participation_rates(community),
    ):
        numbers = table.select_dtypes("number").drop(columns=["low", "high"], errors="ignore")
        found[str(list(table.columns))] = numbers.to_numpy(dtype=float).ravel().tolist()
    found["pushes"] = sq.pushes_per_day(community).tolist()
    found["members"] = sq.members_by_day(community).tolist()
    return found


def same(found: dict[str, list[float]], expected: dict[str, list[float]]) -> None:
    assert list(found) == list(expected)
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], values, equal_nan=True, err_msg=name)


@settings(max_examples=12)
@given(s=markets(), seed=st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(s: Shop, seed: int) -> None:
    chance = random.Random(seed)

    def shuffled(rows: Any) -> Any:
        return rows and tuple(chance.sample(rows, len(rows)))

    mixed = replace(s, **{name: shuffled(getattr(s, name)) for name in TABLES})
    w = replace(s.w, people=shuffled(s.w.people), events=shuffled(s.w.events))
    same(figures(build_shop(replace(mixed, w=w))), figures(build_shop(s)))


def mapped(value: Any, change: dict[type, Any]) -> Any:
    """Apply a change to every text, instant or other value of a kind, however deep."""
    if type(value) in change:
        return change[type(value)](value)
    if isinstance(value, tuple):
        return tuple(mapped(part, change) for part in value)
    if isinstance(value, dict):
        return {mapped(k, change): mapped(v, change) for k, v in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: mapped(getattr(value, f.name), change) for f in fields(value)})
    return value


@settings(max_examples=12)
@given(s=markets())
def test_other_names_change_nothing(s: Shop) -> None:
    names = {p.id: f"x{99 - i}" for i, p in enumerate(s.w.people)}
    same(figures(build_shop(mapped(s, {str: lambda text: names.get(text, text)}))), figures(build_shop(s)))


@settings(max_examples=12)
@given(s=markets())
def test_moving_the_zone_and_every_instant_together_changes_nothing(s: Shop) -> None:
    back = dt.timedelta(hours=8)
    here = build_shop(replace(s, w=replace(s.w, zone="UTC")))
    # Etc/GMT-8 is eight hours *ahead* of UTC: POSIX counts westwards.
    there = mapped(replace(s, w=replace(s.w, zone="Etc/GMT-8")), {dt.datetime: lambda at: at - back})
    same(figures(build_shop(there)), figures(here))


@settings(max_examples=8)
@given(s=markets())
def test_asking_again_gives_the_same_intervals_and_changes_no_table(s: Shop) -> None:
    community = build_shop(s)
    before = {name: frame.copy() for name, frame in community.tables().items()}
    first = [(e.low, e.high) for e in sq.kpi(community)]
    np.testing.assert_array_equal(np.array([(e.low, e.high) for e in sq.kpi(build_shop(s))]), np.array(first))
    for name, frame in community.tables().items():
        assert frame.equals(before[name])
