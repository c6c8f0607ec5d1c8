"""Money on the command line."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

import shequn_lab as sq
from shequn_lab import metrics, storage
from shequn_lab.terms import in_language

SHOP, SILENT = "jd_fans", "haier"
#: Quick: no resampling of the prediction.
QUICK = ("net_revenue", "arpu", "arppu", "repurchase_rate", "margin_share", "break_even_lift", "ltv_observed")


@pytest.fixture(scope="module")
def shop() -> sq.Community:
    return sq.open_community(SHOP)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = metrics.clv_predicted
    monkeypatch.setattr(metrics, "clv_predicted", lambda c, **said: slow(c, **{"n_resamples": 2, **said}))


@pytest.mark.parametrize(("lang", "words"), [("zh", ("人均净收入", "毛利率")), ("en", ("ARPU", "margin"))])
def test_the_table_names_each_figure(lang: str, words: tuple[str, ...], invoke, shop: sq.Community) -> None:
    with in_language(lang):
        done = invoke("money", SHOP)
        assert (done.code, done.err) == (0, "")
        assert all(word in done.out for word in words)
        assert sq.arpu(shop).label in done.out
    assert "113.13" in done.out


def test_records_are_those_of_the_functions(invoke, shop: sq.Community) -> None:
    records = {r["id"]: r for r in json.loads(invoke("money", SHOP, "--format", "json").out)}
    for id in QUICK:
        assert records[id] == getattr(sq, id)(shop).record()
    assert set(records) == {*QUICK, "customer_ltv", "clv_predicted"}
    rows = list(csv.DictReader(io.StringIO(invoke("money", SHOP, "--format", "csv").out)))
    assert [row["id"] for row in rows] == list(records)
    assert float(rows[0]["value"]) == sq.net_revenue(shop).value


def test_costs_that_are_given_add_what_stands_against_them(invoke, shop: sq.Community) -> None:
    words = ("money", SHOP, "--format", "json", "--acquisition-cost", "1000000", "--fixed-cost", "2000000")
    records = {r["id"]: r for r in json.loads(invoke(*words, "--margin-share", "0.4").out)}
    assert records["cac"]["value"] == sq.cac(shop, cost_minor=1_000_000).value
    assert records["payback_days"]["n"] == sq.payback_days(shop, cost_minor=1_000_000, margin_share=0.4).n
    orders = sq.break_even(shop, of="orders", fixed_cost_minor=2_000_000, margin_share=0.4)
    assert records["break_even_orders"]["value"] == orders.value
    assert {"cost_per_join", "ltv_cac", "break_even_members"} <= set(records)


def test_the_outlook_is_the_one_asked_for(invoke, shop: sq.Community) -> None:
    done = invoke("money", SHOP, "--format", "json", "--horizon-days", "30", "--discount-rate", "0")
    found = json.loads(done.out)[-1]
    expected = sq.clv_predicted(shop, horizon_days=30, discount_rate=0, n_resamples=0)
    assert (found["params"]["n"], found["value"]) == (30, expected.value)


def test_buyers_are_scored_one_a_record_and_counted_in_the_table(invoke, shop: sq.Community) -> None:
    scored = sq.rfm(shop)
    records = json.loads(invoke("money", SHOP, "--rfm", "--format", "json").out)
    assert [r["member_id"] for r in records] == list(scored.index)
    assert [r["r_score"] for r in records] == scored["r_score"].tolist()
    rows = list(csv.DictReader(io.StringIO(invoke("money", SHOP, "--rfm", "--format", "csv").out)))
    assert [row["recency_days"] for row in rows] == scored["recency_days"].astype(str).tolist()
    table = invoke("money", SHOP, "--rfm").out.splitlines()
    counts = [int(word) for line in table[1:] for word in line.split()[1:]]
    assert sum(counts) == len(scored)


def test_small_cells_of_an_imported_community_are_not_written_out(
    invoke, shop: sq.Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "open_community", lambda _: replace(shop, synthetic=False, _memo={}))
    out = invoke("money", "x", "--rfm").out
    counts = [word for line in out.splitlines()[1:] for word in line.split()[1:]]
    assert "<5" in counts
    assert not {"1", "2", "3", "4"} & set(counts)


def test_a_part_of_the_observed_days_can_be_asked_for(invoke, shop: sq.Community) -> None:
    words = ("money", SHOP, "--start", "2023-06-01", "--end", "2023-09-01", "--format", "json")
    found = {r["id"]: r for r in json.loads(invoke(*words).out)}["arpu"]
    assert found["value"] == sq.arpu(shop.between("2023-06-01", "2023-09-01")).value


def test_without_orders_each_figure_says_why(invoke) -> None:
    done = invoke("money", SILENT)
    assert done.code == 0
    assert done.out.count("holds no orders") == 9
    assert "holds no orders" in invoke("money", SILENT, "--rfm").out
    silent = invoke("money", SILENT, "--rfm", "--format", "json")
    assert json.loads(silent.out) == []
    assert "holds no orders" in silent.err


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "words",
    [
        ("--format", "pdf"),
        ("--margin-share", "40"),
        ("--acquisition-cost", "-5"),
        ("--acquisition-cost", "12.5"),
        ("--fixed-cost", "-1"),
        ("--horizon-days", "0"),
        ("--discount-rate", "-1"),
        ("--start", "soon"),
    ],
    ids=" ".join,
)
def test_a_mistake_ends_in_one_line(words: tuple[str, ...], lang: str, invoke) -> None:
    with in_language(lang):
        done = invoke("money", SHOP, *words)
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1
    assert " → " in done.err
