"""The list of all single figures: each has a name, a value or a reason, and says the same as its own function."""

from __future__ import annotations

import json
import math
import statistics
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from communities import build, random_community, tiny, tiny_world
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import World
from shops import build_shop, tiny_shop

import shequn_lab as sq
from shequn_lab.metrics.kpi import median_of_members
from shequn_lab.terms import all_terms

Pair = tuple[World, sq.Community]


@settings(max_examples=25)
@given(pair=random_community())
def test_every_figure_is_a_term_and_has_a_value_or_a_reason(pair: Pair) -> None:
    for found in sq.kpi(pair[1]):
        assert found.id in all_terms()
        if found.measurable:
            # Nobody to resample leaves a count of nobody, and no rate.
            assert found.n > 0 or (found.method.startswith("bootstrap") and found.value == 0)
            assert found.method
            assert math.isnan(found.low) == math.isnan(found.high)
            assert math.isnan(found.low) or found.low - 1e-9 <= found.high
        else:
            assert str(found.note), found.id
            assert math.isnan(found.low)
        if found.measurable and not math.isnan(found.k) and found.unit == "share" and found.of != "posts":
            # Counts are whole, and the part is no more than the whole. Posts may have more likes than they reached.
            assert float(found.k).is_integer()
            assert 0 <= found.k <= found.n


@settings(max_examples=10)
@given(pair=random_community())
def test_the_list_is_the_same_for_every_community(pair: Pair) -> None:
    shown = [_named(e) for e in sq.kpi(pair[1])]
    assert shown == [_named(e) for e in sq.kpi(tiny())]
    assert len(set(shown)) == len(shown)


def _named(e: sq.Estimate) -> tuple[object, ...]:
    return (e.id, *[e.params.get(name) for name in ("n", "per", "goal", "channel")])


def test_every_figure_is_there_with_all_tables_and_carries_its_kpi_row() -> None:
    figures = sq.kpi(build_shop(tiny_shop()))
    absent = {e.id for e in figures if not e.measurable}
    # Ten days are no month, and nobody lapsed in the one week that was full.
    assert absent <= {
        *("monthly_active", "stickiness", "retention_on", "retention_within", "retention_after", "survival_median"),
        *("k_factor", "quick_ratio", "lead_conversion", "repurchase_rate"),
        # Nor does anybody know what its goods cost.
        *("margin_share", "break_even_lift", "ltv_observed", "customer_ltv"),
        # Nor do ten days hold the weeks before an activity, or two buyers the habits of buyers.
        *("activity_lift", "lift_placebo", "before_after_change", "clv_predicted"),
        # Nor had anybody who bought twice come the whole way.
        *("funnel_conversion", "open_funnel_conversion"),
    }
    rows = {str(e.record()["kpi"]) for e in figures}
    assert rows >= {f"K{i}" for i in range(1, 16)}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_can_be_said_in_both_languages(language: str) -> None:
    with sq.in_language(language):
        for found in sq.kpi(tiny()):
            said = str(found)
            assert found.label in said
            assert "{" not in said
            assert found._repr_html_()


def test_figures_are_those_of_their_own_functions() -> None:
    community = tiny()
    by_id = {(e.id, e.params.get("n")): e for e in sq.kpi(community)}
    expected = {
        ("speaking_share", None): sq.speaking_share(community),
        ("active_share", None): sq.active_share(community),
        ("contribution_gini", None): sq.contribution_gini(community),
        ("retention_on", 1): sq.retention_on(community, 1),
        ("retention_within", 7): sq.retention_within(community, 7),
        ("reply_latency", None): sq.reply_latency(community).median,
    }
    for key, one in expected.items():
        assert (by_id[key].value, by_id[key].k, by_id[key].n) == pytest.approx((one.value, one.k, one.n), nan_ok=True)


def test_without_a_roster_shares_of_members_give_a_reason() -> None:
    figures = {e.id: e for e in sq.kpi(build(replace(tiny_world(), roster="none")))}
    for id in ("speaking_share", "active_share"):
        assert not figures[id].measurable
        assert str(figures[id].note)
    assert figures["contribution_gini"].note.id == "note_writers_only"


@settings(max_examples=20)
@given(pair=random_community())
def test_records_are_flat_and_survive_json(pair: Pair) -> None:
    for found in sq.kpi(pair[1]):
        record = found.record()
        again = json.loads(json.dumps(record, allow_nan=False))
        assert again["id"] == found.id
        assert again["value"] == (pytest.approx(found.value) if found.measurable else None)
        for end in ("low", "high"):
            assert (again[end] is None) == math.isnan(getattr(found, end))
        assert again["n"] == found.n
        assert bool(again["note"]) == bool(found.note)


# -- medians of members ----------------------------------------------------------------------------

VALUES = st.lists(st.one_of(st.none(), st.integers(0, 40)), min_size=1, max_size=30)


@settings(max_examples=40)
@given(values=VALUES)
def test_the_median_of_members_is_the_statistician_s(values: list[int | None]) -> None:
    series = pd.Series([math.nan if v is None else float(v) for v in values])
    known = [v for v in values if v is not None]
    found = median_of_members("days_since_active", series)
    if not known:
        assert not found.measurable
        assert str(found.note)
        return
    assert found.id == "median_days_since_active"
    assert found.value == statistics.median(known)
    assert found.n == len(known)
    assert sum(found.excluded.values()) == len(values) - len(known)
    assert math.isnan(found.low) or min(known) <= found.low <= found.value <= found.high <= max(known)


def test_the_median_of_one_member_has_no_interval() -> None:
    found = median_of_members("streak_days", pd.Series([4.0]))
    assert found.value == 4
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_the_median_s_interval_is_near_the_one_of_order_statistics() -> None:
    # Of 400 members, the 95 % interval of the median by counting runs from rank 181 to rank 220 or so.
    values = np.sort(np.random.default_rng(4).permutation(4000)[:400].astype(float))
    found = median_of_members("days_since_active", pd.Series(values))
    assert values[175] < found.low < values[186]
    assert values[214] < found.high < values[225]
