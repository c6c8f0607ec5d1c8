"""What the chapter on tiers shows of operators and incentives."""

from __future__ import annotations

import pandas as pd
import pytest

import shequn_lab as sq
from shequn_lab.terms import in_language

EACH = sq.IncentiveRules(points={"message": 1}, most_per_day=1000)


@pytest.fixture(scope="module")
def mine() -> sq.Community:
    return sq.student_community("2025001")


@pytest.fixture(autouse=True)
def english():
    with in_language("en"):
        yield


def test_every_operator_has_a_row_in_no_order_of_merit(mine: sq.Community) -> None:
    rows = sq.appraisal_table(mine).rows
    found = sq.operator_appraisal(mine)
    assert [row[0] for row in rows] == list(dict.fromkeys(found.index.astype(str)))
    first = found[found["figure"] == "operator_answer_share"].iloc[0]
    assert rows[0][1].startswith(f"{100 * first['value']:.1f}%")


def test_a_source_without_operators_has_nobody_to_appraise() -> None:
    rows = sq.appraisal_table(sq.paper_group()).rows
    assert len(rows) == 1
    assert "not measurable here" in rows[0][1]


def test_helpers_are_those_with_most_answers_and_no_operators(mine: sq.Community) -> None:
    day = mine.whole.last_day
    features = sq.member_features(mine, day)
    rows = sq.helper_table(mine, day).rows
    assert [int(row[1]) for row in rows] == sorted(features["n_answers"], reverse=True)[:6]
    operators = set(sq.operator_appraisal(mine).index.astype(str))
    assert not {row[0] for row in rows} & operators


def test_chopping_adds_messages_of_the_busiest_and_nothing_else(mine: sq.Community) -> None:
    spoken = mine.events[mine.events["kind"].isin(["message", "reply", "comment"])]
    busiest = set(spoken["member_id"].value_counts().nlargest(10).index)
    chopped = sq.chopped_messages(mine)

    def messages(community: sq.Community) -> pd.Series:
        events = community.events
        return events.loc[events["kind"] == "message", "member_id"].value_counts()

    before, after = messages(mine), messages(chopped)
    more = {who for who in after.index if after[who] != before[who]}
    assert more <= busiest or len(more - busiest) <= 1  # equally busy ones may stand for each other
    assert all(after[who] == 5 * before[who] for who in more)
    assert float(sq.mean_daily_active(chopped)) == float(sq.mean_daily_active(mine))
    others = mine.events["kind"] != "message"
    assert (chopped.events["kind"] != "message").sum() == others.sum()


def test_paying_for_messages_pays_who_chops_and_a_cap_does_not(mine: sq.Community) -> None:
    table = sq.chopping_table(mine, {"A": EACH, "B": sq.IncentiveRules()})
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["A: to the top ten"] == [
        f"{100 * share:.1f}%" for share in (_top(mine, EACH), _top(sq.chopped_messages(mine), EACH))
    ]
    capped = [float(cell.rstrip("%")) for cell in rows["B: to the top ten"]]
    assert capped[1] - capped[0] < 5
    active = rows[sq.label("mean_daily_active")]
    assert active[0] == active[1]


def _top(community: sq.Community, rules: sq.IncentiveRules) -> float:
    balances = sq.incentive_ledger(community, rules=rules).balances()
    return float(balances.nlargest(10).sum() / balances.sum())
