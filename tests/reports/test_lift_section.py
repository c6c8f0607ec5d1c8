"""The section on lift: what can be compared, what is before and after only, and what is not measurable."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lift_communities import lively

import shequn_lab as sq
from shequn_lab.model import Community
from shequn_lab.reports.blocks import Block, Figure, Paragraph
from shequn_lab.reports.data_table import DataTable
from shequn_lab.reports.lift_section import MOST_ACTIVITIES, lift
from shequn_lab.reports.lift_words import masked_lifts, p_value, people
from shequn_lab.reports.study import Study
from shequn_lab.terms import label, say
from shequn_lab.terms.formats import percent


def words(block: Block) -> str:
    plain = re.sub(r"<[^>]+>", " ", re.sub(r'src="[^"]+"', "", block.markup()))
    return re.sub(r"\s+", " ", plain)


def of_kind(block: Block, kind: type) -> list:
    return [part for part in block.parts if isinstance(part, kind)]  # type: ignore[attr-defined]


def cells(table: DataTable) -> list[list[str]]:
    return [[cell.body for cell in row] for row in table.rows]


@pytest.fixture(scope="module")
def cross() -> Community:
    return sq.open_community("sports_cross")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_section_has_its_parts_and_each_tells_how_it_was_computed(cross: Community, language: str) -> None:
    with sq.in_language(language):
        found = lift(Study(cross))
        markup = found.markup()
        assert say("lift_limits") in words(found)
    assert '<section id="lift"' in markup
    assert not re.search(r"\{\w+\}", markup)
    assert not re.search(r"\bnan\b", words(found))
    assert len(of_kind(found, Figure)) == 1
    assert [table.id for table in of_kind(found, DataTable)] == ["tab-lift", "tab-lift-balance", "tab-lift-others"]
    # Figure, three tables, orders and power.
    assert markup.count("<details>") == 6
    assert markup.count("<img") == 2


def test_the_rows_hold_the_figures_of_the_table(cross: Community) -> None:
    with sq.in_language("en"):
        with_lift, _, without = of_kind(lift(Study(cross)), DataTable)
        table = sq.lift_table(cross)
        compared = table["value"].notna()
        assert len(table) <= MOST_ACTIVITIES
        for row, expected in zip(cells(with_lift), table[compared].to_dict("records"), strict=True):
            assert row[:2] == [f"{expected['day']:%Y-%m-%d}", label(expected["kind"])]
            assert row[5] == percent(expected["value"], signed=True)
        for row, expected in zip(cells(without), table[~compared].to_dict("records"), strict=True):
            assert row[:2] == [f"{expected['day']:%Y-%m-%d}", label(expected["kind"])]
            if expected["control"] == "before_after":
                assert row[-1].startswith("Before/after only: ")
                assert "it is no lift" in row[-1]
            else:
                assert row[-1] == f"Not measurable: {expected['reason']}."


def test_where_no_activity_has_a_lift_there_are_no_columns_of_dashes() -> None:
    with sq.in_language("en"):
        (table,) = of_kind(lift(Study(sq.open_community("haier"))), DataTable)
    assert {len(row) for row in cells(table)} == {len(table.heads)} == {4}


def test_a_placebo_that_speaks_is_passed_on(cross: Community) -> None:
    table = sq.lift_table(cross)
    table = table[table["value"].notna()]
    loud = (table["placebo_low"] > 0) | (table["placebo_high"] < 0)
    assert loud.any()
    with sq.in_language("en"):
        rows = cells(of_kind(lift(Study(cross)), DataTable)[0])
    assert [row[-1].startswith("The placebo raises a flag") for row in rows] == loud.tolist()


def test_the_title_counts_what_could_be_compared_and_what_shows(cross: Community) -> None:
    table = sq.lift_table(cross)
    compared = table["value"].notna().sum()
    with sq.in_language("en"):
        assert f"of {len(table)} activities, {compared} can be compared" in words(lift(Study(cross)))


def test_the_balance_is_of_the_activity_with_the_most_pairs(cross: Community) -> None:
    table = sq.lift_table(cross)
    best = table.loc[table["n"].idxmax(), "activity_id"]
    balance = sq.activity_lift(cross, best).balance
    with sq.in_language("en"):
        rows = cells(of_kind(lift(Study(cross)), DataTable)[1])
        names = [label(str(feature)) for feature in balance.index]
    assert [row[0] for row in rows] == names
    assert [row[2] for row in rows] == [
        f"{gap:.2f}".replace("-0.00", "0.00").replace("-", "−") for gap in balance["smd_after"]
    ]


def test_a_community_without_activities_says_so_and_can_still_plan_one() -> None:
    with sq.in_language("en"):
        found = lift(Study(sq.open_community("demo_mothers")))
        said = words(found)
    assert "Not measurable here, because this source holds no activities" in said
    assert not of_kind(found, DataTable)
    assert "To show a lift of +10% with a power of 80%" in said


@pytest.mark.parametrize(("absent", "named"), [("participations", "records of taking part"), ("orders", "orders")])
def test_a_table_that_is_missing_is_named(absent: str, named: str) -> None:
    with sq.in_language("en"):
        found = lift(Study(lively(orders=[(1, 50)]).build(without=(absent,))))
        assert f"this source holds no {named}" in words(found)
    assert bool(of_kind(found, DataTable)) == (absent == "orders")


def test_a_window_without_activities_says_so() -> None:
    with sq.in_language("en"):
        said = words(lift(Study(lively().build().between("2026-01-05", "2026-01-20"))))
    assert "because no activity began in the reporting window" in said


def test_a_few_days_are_too_few_to_plan_with() -> None:
    town = lively()
    town.rows = town.rows[:200]
    community = replace(town.build(), _memo={})
    short = replace(community, observed=community.between("2026-01-05", "2026-01-20").window, _memo={})
    with sq.in_language("en"):
        last = of_kind(lift(Study(short.between("2026-01-05", "2026-01-20"))), Paragraph)[-1]
    assert "Not known" in last.body


def test_few_people_of_an_imported_community_are_not_counted_out() -> None:
    town = lively(activities={"a1": 60, "small": 62})
    town.came += [("small", who, 62) for who in (1, 2, 3)]
    made, imported = (town.build(synthetic=synthetic) for synthetic in (True, False))
    with sq.in_language("en"):
        rows = [cells(of_kind(lift(Study(community)), DataTable)[-1]) for community in (made, imported)]
    assert [part[0][2] for part in rows] == ["3", "<5"]
    hidden = masked_lifts(imported, sq.lift_table(imported))
    assert people(hidden["n_participants"].iloc[1]) == "<5"
    assert hidden["n_participants"].iloc[0] == len([1 for id, _, _ in town.came if id == "a1"])


def test_of_many_activities_without_a_lift_the_latest_are_listed() -> None:
    town = lively(activities={"a1": 60} | {f"b{i:02d}": 45 + i for i in range(20)})
    with_lift, _, without = of_kind(lift(Study(town.build())), DataTable)
    assert len(with_lift.rows) == 1
    assert len(without.rows) == MOST_ACTIVITIES


@pytest.mark.parametrize(("p", "said"), [(0.0004, "<0.001"), (0.04, "0.040"), (1.0, "1.000"), (float("nan"), "—")])
def test_p_values_are_written_with_three_places(p: float, said: str) -> None:
    assert p_value(p) == said


def test_text_of_the_source_is_escaped(cross: Community) -> None:
    hostile = replace(cross, title={"zh": "<script>x</script>", "en": "<script>x</script>"}, _memo={})
    assert "<script>" not in lift(Study(hostile)).markup()
