"""What chapter 05 looks through: weeks of promotion, silence and what followed, partners, troubles in a table."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

import shequn_lab as sq
from shequn_lab.terms import in_language


@pytest.fixture(scope="module")
def mothers() -> sq.Community:
    return sq.open_community("demo_mothers")


def test_the_last_days_end_where_the_window_ends(mothers: sq.Community) -> None:
    assert sq.last_days(mothers, 28).window.start == mothers.window.end - dt.timedelta(days=28)
    assert sq.last_days(mothers, 9999).window == mothers.window


def test_weeks_above_and_below_the_line_hold_every_leaver_of_whole_weeks_once(mothers: sq.Community) -> None:
    rows = sq.promotion_weeks(mothers).rows
    shares = sq.promotion_shares(mothers)
    whole = shares[shares["whole"]]
    assert [int(row[1]) for row in rows] == [int((whole["value"] <= 0.3).sum()), int((whole["value"] > 0.3).sum())]
    members = mothers.members[mothers.members["role"].isin(["member"]) | mothers.members["role"].isna()]
    left = pd.to_datetime(members["left_on"])
    inside = left.between(whole.index[0], whole.index[-1] + pd.Timedelta(days=6))
    assert sum(int(row[3]) for row in rows) == int(inside.sum())


def test_without_posts_or_a_roster_weeks_say_why_they_cannot_be_compared() -> None:
    with in_language("en"):
        assert "not measurable here" in sq.promotion_weeks(sq.paper_group()).rows[0][1]


def test_more_promotion_in_the_sweep_never_keeps_more_members() -> None:
    panel = sq.promotion_panel()
    left = [int(panel.table(share).rows[-1][3]) for share in (0.0, 0.3, 0.6)]
    assert left == sorted(left)
    assert left[2] > left[0]
    assert len(panel.table(0.0).rows) == 1


def test_the_silent_are_told_apart_by_what_they_do_next(mothers: sq.Community) -> None:
    rows = sq.silent_afterwards(mothers).rows
    listed = sq.silent_members(mothers, "2025-07-03", "2025-08-02")
    assert int(rows[0][1]) == len(listed)
    assert int(rows[1][1]) == int((listed["n_interactions"] > 0).sum())
    assert sum(int(row[1]) for row in rows[2:]) == len(listed)
    events = mothers.events
    august = events[events["member_id"].isin(listed.index)]
    august = august[august["occurred_at"] >= pd.Timestamp("2025-08-02", tz="Asia/Shanghai")]
    wrote = august.loc[august["kind"].isin(["message", "reply", "comment"]), "member_id"]
    assert int(rows[2][1]) == wrote.nunique()


def test_silence_needs_days_enough() -> None:
    with in_language("en"):
        assert "fewer than 60 days" in sq.silent_afterwards(sq.paper_group()).rows[0][1]


def test_made_up_partners_share_whom_they_are_told_to() -> None:
    we, they = sq.made_up_partners(90, 50, 15)
    found = sq.community_overlap(we, they, same_ids=True, population=300)
    assert found["overlap_shared"].value == 15
    assert found["overlap_expected"].value == 15
    assert (found["overlap_of_first"].n, found["overlap_of_second"].n) == (90, 50)
    with pytest.raises(sq.OptionError):
        sq.made_up_partners(90, 50, 51)


def test_every_trouble_has_one_line_and_what_is_not_measurable_its_reason(mothers: sq.Community) -> None:
    outcomes = sq.troubles(mothers)
    with in_language("en"):
        rows = sq.outcome_table(outcomes).rows
    assert len(rows) == len(outcomes)
    told = {row[0]: row for row in rows}
    assert told["over-marketing"][1:] == ["severe", "longest run of promotion", "8 days", "—"]
    assert told["fake orders"][1] == "not measurable here: this source holds no orders"
    assert told["fake orders"][2:] == ["", "", ""]
