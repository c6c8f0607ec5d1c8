"""What the chapter on tiers shows: sizes, what became of members, silences, moves, clusters."""

from __future__ import annotations

import datetime as dt

import pytest

import shequn_lab as sq
from shequn_lab.terms import in_language
from shequn_lab.tiers import contribution

MONTH = sq.RuleTiers(silent_after_days=30)


@pytest.fixture(scope="module")
def mine() -> sq.Community:
    return sq.student_community("2025001")


@pytest.fixture(scope="module")
def middle(mine: sq.Community) -> dt.date:
    return sq.halves(mine)[1][0]


@pytest.fixture(autouse=True)
def english():
    with in_language("en"):
        yield


def test_sizes_are_those_of_the_tiers_highest_first(mine: sq.Community) -> None:
    tiers = sq.RuleTiers().assign(mine, mine.whole.last_day)
    rows = sq.tier_table(mine, mine.whole.last_day).rows
    counts = tiers.value_counts(sort=False)
    assert [row[1] for row in rows] == [f"{n:,}" for n in counts[::-1]]
    assert rows[-1][2] == f"{100 * counts['silent'] / len(tiers):.1f}%"


def test_a_day_too_early_or_outside_is_said_in_every_table(mine: sq.Community) -> None:
    early = mine.observed.start + dt.timedelta(days=5)
    for table in (
        sq.tier_table(mine, early),
        sq.outlook_table(mine, early),
        sq.silence_table(mine, early, today=mine.whole.last_day),
        sq.cluster_numbers(mine, early),
        sq.cluster_evidence(mine, early),
        sq.helper_table(mine, early),
        sq.outlook_table(mine, mine.whole.last_day),
    ):
        assert len(table.rows) == 1
        assert "not measurable here" in table.rows[0][1]
    assert not sq.core_half_life(mine, early).measurable
    assert sq.tier_moves(mine, early, mine.whole.last_day).attrs["note"]
    assert sq.tier_portrait(mine, early).attrs["note"]


def test_the_outlook_is_that_of_the_tiers_of_the_day(mine: sq.Community, middle: dt.date) -> None:
    found = sq.tier_outlook(mine, sq.RuleTiers().assign(mine, middle), middle).set_index(["group", "became"])
    silent = sq.outlook_table(mine, middle).rows[-1]
    assert silent[1] == f"{found.loc[('silent', 'wrote'), 'n']:,}"
    assert silent[3].startswith(f"{100 * found.loc[('silent', 'wrote'), 'value']:.1f}%")
    assert len(silent) == 6


def test_without_orders_nobody_is_said_to_have_bought_nothing(middle: dt.date) -> None:
    mothers = sq.open_community("demo_mothers")
    assert not any("bought" in head for head in sq.outlook_table(mothers, middle).heads)


def test_tiers_cut_by_what_came_after_foretell_it_without_fail(mine: sq.Community, middle: dt.date) -> None:
    seen = sq.outlook_table(mine, middle, rules=MONTH, hindsight=True)
    honest = sq.outlook_table(mine, middle, rules=MONTH)
    later = middle + dt.timedelta(days=30)
    assert str(later) in seen.heads[0]
    assert str(middle) in honest.heads[0]
    assert seen.rows[-1][3].startswith("0.0%")
    assert seen.rows[0][3].startswith("100.0%")
    assert not honest.rows[-1][3].startswith("0.0%")


def test_silences_add_up_to_the_silent_and_expect_what_the_share_says(mine: sq.Community, middle: dt.date) -> None:
    today = mine.whole.last_day
    rows = sq.silence_table(mine, middle, today=today).rows
    for day, column in ((middle, 1), (today, 4)):
        silent = (sq.RuleTiers().assign(mine, day) == "silent").sum()
        assert sum(int(row[column].replace(",", "")) for row in rows) == silent
    for row in rows:
        if row[1] == "0":
            assert row[2] == row[5] == "—"
        else:
            share = float(row[2].rstrip("%")) / 100
            assert abs(int(row[5]) - share * int(row[4])) <= 1


def test_the_panel_counts_the_busiest_that_a_line_calls_silent(mine: sq.Community) -> None:
    day = mine.whole.last_day
    panel = sq.tier_panel(mine, day)
    assert panel.start == 3
    features = sq.member_features(mine, day)
    top = contribution(features) > 0.9
    for days in (1, 3, 30):
        rules = sq.RuleTiers(silent_after_days=days)
        silent = rules.cut(features)[top] == "silent"
        last = panel.table(days).rows[-1]
        assert last[1] == f"{silent.sum():,}"
        assert last[3] == f"n = {top.sum():,}"


def test_the_numbers_of_clusters_change_with_the_seed_and_their_members_add_up(mine: sq.Community) -> None:
    day = mine.whole.last_day
    table = sq.cluster_numbers(mine, day)
    settled = (sq.RuleTiers().assign(mine, day) != "new").sum()
    columns = list(zip(*table.rows, strict=True))[1:]
    for column in columns:
        assert sum(int(cell.split()[0].replace(",", "")) for cell in column) == settled
    assert len(set(columns)) > 1


def test_names_are_given_only_where_the_evidence_is_enough(mine: sq.Community) -> None:
    rows = sq.cluster_evidence(mine, mine.whole.last_day, numbers=(4,)).rows
    (row,) = rows
    excess, bar, stability, needed = (float(row[i]) for i in (4, 5, 6, 7))
    assert (row[-1] == "none given") == (excess < bar or stability < needed)
