"""A community says what it holds, keeps what was computed, and changes its windows without losing either."""

from __future__ import annotations

import datetime as dt
from dataclasses import FrozenInstanceError, replace

import pandas as pd
import pytest
from communities import tiny, tiny_world

from shequn_lab.errors import OptionError
from shequn_lab.model import Community, Provenance, Window
from shequn_lab.terms import in_language, label


@pytest.fixture(autouse=True)
def english():
    with in_language("en"):
        yield


@pytest.fixture
def community() -> Community:
    return tiny()


def facts(community: Community) -> dict[str, str]:
    return dict(community.describe().iloc[:, 0])


def fact(community: Community, name: str) -> str:
    return facts(community)[label(f"fact_{name}")]


def inferred(n_days: int) -> Community:
    """A community whose coverage was read off its first and last event."""
    start = dt.date(2026, 3, 2)
    days = Window(start, start + dt.timedelta(days=n_days), "Asia/Shanghai")
    return replace(tiny(), observed=days, window=days, coverage_stated=False)


# -- windows -------------------------------------------------------------------------------------------


def test_a_reporting_window_leaves_what_was_observed_as_it_is(community: Community) -> None:
    part = community.between("2026-03-04", dt.date(2026, 3, 6))
    assert str(part.window) == "2026-03-04 – 2026-03-05 (2 d, Asia/Shanghai)"
    assert part.observed == community.observed == community.window


def test_a_window_may_be_widened_again(community: Community) -> None:
    part = community.between("2026-03-04", "2026-03-06")
    assert part.between("2026-03-02", "2026-03-12").window == community.window


@pytest.mark.parametrize(("start", "end"), [("2026-03-01", "2026-03-05"), ("2026-03-05", "2026-03-13")])
def test_days_that_were_not_observed_cannot_be_reported(community: Community, start: str, end: str) -> None:
    with pytest.raises(OptionError, match=r"stay inside 2026-03-02 to 2026-03-12"):
        community.between(start, end)


def test_inferred_edges_are_part_filled_and_stated_ones_are_whole(community: Community) -> None:
    assert community.whole == community.observed
    assert inferred(5).whole == Window("2026-03-03", "2026-03-06", "Asia/Shanghai")  # type: ignore[arg-type]


@pytest.mark.parametrize(("n_days", "whole"), [(1, 1), (2, 2), (3, 1)])
def test_one_or_two_days_are_kept_even_if_they_are_part_filled(n_days: int, whole: int) -> None:
    assert inferred(n_days).whole.n_days == whole


# -- what is kept --------------------------------------------------------------------------------------


def test_what_was_computed_is_kept_for_every_reporting_window(community: Community) -> None:
    calls = []
    for part in (community, community.between("2026-03-04", "2026-03-06")):
        assert part.remember("answer", lambda: calls.append(1) or 42) == 42
    assert len(calls) == 1
    assert community.remembers("answer")
    assert not community.remembers("question")


def test_another_reading_of_joinings_shares_nothing_that_was_computed(community: Community) -> None:
    community.remember("joins", lambda: 1)
    other = community.assuming_first_seen_is_join(5)
    assert other.remember("joins", lambda: 2) == 2
    assert community.remember("joins", lambda: 3) == 1
    assert (other.assume_first_seen_is_join, other.run_in_days) == (True, 5)
    assert not community.assume_first_seen_is_join


def test_a_run_in_of_less_than_no_days_is_refused(community: Community) -> None:
    assert community.assuming_first_seen_is_join(0).run_in_days == 0
    with pytest.raises(OptionError, match="0 or more"):
        community.assuming_first_seen_is_join(-1)


def test_a_community_cannot_be_changed(community: Community) -> None:
    with pytest.raises(FrozenInstanceError):
        community.name = "other"  # type: ignore[misc]


# -- what it says of itself ----------------------------------------------------------------------------


def test_events_are_a_frame_in_the_order_of_time(community: Community) -> None:
    assert len(community.events) == community.event_source.n_rows == len(tiny_world().events)
    assert community.events["occurred_at"].is_monotonic_increasing
    assert str(community.events["occurred_at"].dtype) == "datetime64[us, UTC]"


def test_tables_that_are_there_are_named_and_others_are_not(community: Community) -> None:
    assert list(community.tables()) == ["members"]
    posts = pd.DataFrame({"post_id": ["p"]})
    assert list(replace(community, posts=posts).tables()) == ["members", "posts"]


def test_the_title_follows_the_language_and_falls_back_to_the_name(community: Community) -> None:
    assert community.caption() == "test"
    titled = replace(community, title={"zh": "妈妈群", "en": "Mothers"})
    assert titled.caption() == "Mothers"
    with in_language("zh"):
        assert titled.caption() == "妈妈群"
        assert replace(community, title={"en": "Mothers"}).caption() == "test"


def test_the_description_counts_members_events_and_joinings(community: Community) -> None:
    assert (fact(community, "members"), fact(community, "events")) == ("6", "15")
    # Of five the table of members says when they joined, and of dai the events do.
    assert fact(community, "joins") == "6"
    told = facts(community)
    with in_language("zh"):
        assert len(facts(community)) == len(told)
        assert not set(facts(community)) & set(told)


def test_what_the_source_lacks_is_said_to_be_absent(community: Community) -> None:
    assert label("fact_posts") in fact(community, "absent")
    there = replace(community, posts=pd.DataFrame({"post_id": ["p", "q"]}))
    assert label("fact_posts") not in fact(there, "absent")
    assert "2" in facts(there).values()


def test_inferred_coverage_is_said_beside_the_days(community: Community) -> None:
    assert fact(community, "observed") == str(community.observed)
    assert fact(inferred(5), "observed").startswith("2026-03-02 – 2026-03-06 (5 d, Asia/Shanghai) · ")


@pytest.mark.parametrize(
    ("changes", "origin"),
    [
        ({}, "synthetic"),
        ({"synthetic": False}, "imported"),
        ({"synthetic": False, "provenance": Provenance("f", "f", settings={"pseudonyms": False})}, "frame"),
    ],
)
def test_the_origin_tells_simulated_people_from_imported_and_given_ones(
    changes: dict[str, object], origin: str
) -> None:
    assert replace(tiny(), **changes).origin == origin


def test_joinings_and_roles_are_known_if_anybodys_is(community: Community) -> None:
    assert community.knows_joins
    assert community.knows_roles
    nobody = community.members.assign(joined_on=pd.NaT, role=None)
    assert not replace(community, members=nobody).knows_joins
    assert not replace(community, members=nobody).knows_roles
    bare = community.members[["member_id"]]
    assert not replace(community, members=bare).knows_joins
    assert not replace(community, members=bare).knows_roles


def test_it_shows_itself_line_by_line_and_leaves_nothing_raw(community: Community) -> None:
    lines = repr(community).splitlines()
    assert lines[0] == "Community test"
    assert len(lines) == 1 + len(community.describe())
    shown = replace(community, title={"en": "<script>"}, provenance=Provenance("<b>x</b>", "r"))._repr_html_()
    assert "<script>" not in shown
    assert "&lt;b&gt;x" in shown
