"""The section on monetisation: what is told, what is assumed, what is not measurable, and what must not be shown."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from communities import tiny
from shops import build_shop, tiny_shop

import shequn_lab as sq
from shequn_lab.chapters import MODES
from shequn_lab.reports.blocks import Block
from shequn_lab.reports.data_table import DataTable
from shequn_lab.reports.monetisation_section import monetisation
from shequn_lab.reports.study import Study
from shequn_lab.reports.suppression import masked_funnels
from shequn_lab.terms import label
from shequn_lab.terms.formats import money, number, percent

TABLES = ["tab-path", "tab-funnels", "tab-modes", "tab-inputs"]


def words(block: Block) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", block.markup()))


def tables(block: Block) -> dict[str, DataTable]:
    return {part.id: part for part in block.parts if isinstance(part, DataTable)}  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def shop() -> sq.Community:
    return sq.open_community("jd_fans")


def test_path_funnels_and_ways_are_told_and_say_how(shop: sq.Community, language: str) -> None:
    found = monetisation(Study(shop))
    markup = found.markup()
    assert '<section id="monetisation"' in markup
    assert not re.search(r"\{\w+\}|\bnan\b", words(found))
    assert list(tables(found)) == TABLES
    assert markup.count("<details>") == len(TABLES)
    stages = sq.path_stages(sq.business_path(shop))["outcome"]
    assert stages.tolist() == ["reached", "not_measurable", "not_reached"]
    told = words(found)
    for stage in stages.index:
        assert label(stage) in told
    assert ("no table holds the running costs" if language == "en" else "运营成本没有一张表记录") in told


def test_cells_hold_the_figures_of_their_functions(shop: sq.Community) -> None:
    found = tables(monetisation(Study(shop)))
    path = sq.business_path(shop)
    outcomes = [row[-1].body.split(":")[0].replace(" ", "_") for row in found["tab-path"].rows]
    assert outcomes == path["outcome"].tolist()
    modes = sq.mode_economics(shop)
    for row, (id, mode) in zip(found["tab-modes"].rows, modes.iterrows(), strict=True):
        assert row[0].body == label(id)
        assert row[3].body.split(" (")[0] == money(mode["margin_minor"], "CNY")
        assert row[4].body.split(" (")[0] == number(mode["break_even_members"])
        assert row[6].body == "undecided"
    funnels = found["tab-funnels"].rows
    for column, frame in ((1, sq.funnel(shop)), (4, sq.open_funnel(shop))):
        steps = frame[frame["step"] != "reach"]
        assert [row[column].body for row in funnels] == [number(n) for n in steps["n"]]
        rates = [percent(share) for share in steps["of_previous"]]
        assert [row[column + 1].body.split(" (")[0] for row in funnels] == rates


def test_what_is_measured_and_what_is_assumed_is_said_of_every_number(shop: sq.Community) -> None:
    rows = tables(monetisation(Study(shop)))["tab-inputs"].rows
    assert [row[0].body for row in rows] == [label(id) for id in MODES]
    told = " ".join(cell.body for row in rows for cell in row)
    basis = sq.mode_inputs(shop)["basis"]
    assert told.count("(assumed)") == (basis == "assumed").sum()
    assert told.count(", measured") == (basis == "measured").sum() == 4


def test_a_type_that_was_told_names_what_fits() -> None:
    reviews = sq.open_community("review_platform")
    here = sq.mode_fit(reviews)["here"]
    assert set(here) <= {"good", "possible", "poor"}
    assert [row[6].body for row in tables(monetisation(Study(reviews)))["tab-modes"].rows] == here.tolist()


def test_without_orders_the_loop_is_not_measurable_and_goods_are_assumed(language: str) -> None:
    found = monetisation(Study(sq.open_community("demo_mothers")))
    said = words(found)
    assert ("this source holds no orders" if language == "en" else "来源没有订单") in said
    assert list(tables(found)) == TABLES
    goods = tables(found)["tab-modes"].rows[0]
    assert goods[1].body == ("assumed" if language == "en" else "假设")
    # Reach per post is the one thing measured.
    assert ("1 of 25" if language == "en" else "25 个数中 1 个") in said


def test_of_a_forum_nothing_is_guessed(language: str) -> None:
    forum = replace(tiny(), roster="none", synthetic=False, _memo={})
    found = monetisation(Study(forum))
    said = words(found)
    assert not re.search(r"\{\w+\}|\bnan\b", said)
    outcomes = {row[5].body for row in tables(found)["tab-modes"].rows}
    assert outcomes == {"not measurable" if language == "en" else "不可测"}
    path = [row[-1].body for row in tables(found)["tab-path"].rows]
    assert not [told for told in path if told in ("reached", "达到")]


def test_without_joinings_the_funnels_say_why() -> None:
    shop = tiny_shop()
    people = tuple(replace(p, joined_at=None, joined_on=None) for p in shop.w.people)
    events = tuple(e for e in shop.w.events if e.kind not in ("join", "leave"))
    found = monetisation(Study(build_shop(replace(shop, w=replace(shop.w, people=people, events=events)))))
    assert list(tables(found)) == ["tab-path", "tab-modes", "tab-inputs"]
    assert "The funnel cannot be measured here" in words(found)


# -- small cells -------------------------------------------------------------------------------------------


def frames(closed: list[float], opened: list[float], both: list[float]) -> tuple[pd.DataFrame, pd.DataFrame]:
    steps = ["join", "speaking", "participation", "order"]

    def frame(n: list[float], n_both: list[float]) -> pd.DataFrame:
        told = dict.fromkeys(
            (
                "of_previous",
                "of_previous_low",
                "of_previous_high",
                "median_days",
                "median_days_low",
                "median_days_high",
            ),
            0.5,
        )
        return pd.DataFrame({"step": steps, "n": n, "of_start": [x / n[0] for x in n], "n_both": n_both, **told})

    return frame(closed, closed), frame(opened, both)


@pytest.mark.parametrize(
    ("closed", "opened", "both", "hidden"),
    [
        ([50, 30, 20, 10], [50, 30, 20, 10], [50, 30, 20, 10], []),
        # Four passed the last step.
        ([50, 30, 20, 4], [50, 30, 20, 20], [50, 30, 20, 10], [3]),
        # Three came to the last step on another way.
        ([50, 30, 20, 10], [50, 30, 20, 13], [50, 30, 20, 13], [3]),
        # Two took part and did not speak.
        ([50, 30, 20, 10], [50, 30, 25, 15], [50, 30, 23, 15], [2]),
        # One speaker did not take part.
        ([50, 30, 20, 10], [50, 30, 29, 15], [50, 30, 29, 15], [2]),
    ],
)
def test_steps_at_which_few_can_be_told_apart_are_withheld_in_both_funnels(
    shop: sq.Community, closed: list[float], opened: list[float], both: list[float], hidden: list[int]
) -> None:
    imported = replace(shop, synthetic=False, _memo={})
    pair = masked_funnels(imported, *frames(closed, opened, both))
    for frame in pair:
        assert frame.index[frame["suppressed"]].tolist() == hidden
        # What the next step is of a hidden one would give it away.
        for row in hidden:
            assert frame.loc[row + 1 :, "of_previous"].head(1).isna().all()
            assert frame.loc[row + 1 :, "median_days"].head(1).isna().all()
    for frame in masked_funnels(shop, *frames(closed, opened, both)):
        assert not frame["suppressed"].any()


def test_of_few_buyers_no_money_is_told() -> None:
    few = replace(build_shop(tiny_shop()), synthetic=False, _memo={})
    found = monetisation(Study(few))
    rows = tables(found)
    # Three buyers, 9.00 an order: assumptions stand in.
    assert "9.00" not in " ".join(cell.body for cell in rows["tab-inputs"].rows[0])
    assert "measured" not in " ".join(cell.body for cell in rows["tab-inputs"].rows[0])
    assert {row[1].body for row in rows["tab-funnels"].rows} <= {"<5", "0", "5"}
