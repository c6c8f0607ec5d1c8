"""Content calendars: proposals keep every rule, and each broken rule is found."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from communities import build, tiny_world, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import World, active_hours

import shequn_lab as sq
from shequn_lab.errors import NotEnoughDataError, OptionError
from shequn_lab.model import Community

GOOD = {"category": "value", "hour": 20, "form": "text", "fixture": "daily_tip"}


@pytest.fixture(scope="module")
def demo() -> Community:
    return sq.open_community("demo_mothers")


def plan(*rows: dict) -> pd.DataFrame:
    """A calendar from 2 March 2026, a Monday, on: a row is ``GOOD`` but for what is given; ``at`` counts days."""
    frame = pd.DataFrame([{**GOOD, **{k: v for k, v in row.items() if k != "at"}} for row in rows])
    frame.insert(0, "day", [dt.date(2026, 3, 2) + dt.timedelta(days=row["at"]) for row in rows])
    return frame


def rules_broken(calendar: pd.DataFrame, community: Community | None = None) -> list[str]:
    return sq.check_calendar(calendar, community)["rule"].tolist()


# -- proposals -----------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(
    start=st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    weeks=st.integers(1, 9),
    seed=st.integers(0, 10_000),
    ceiling=st.sampled_from((0.0, 0.1, 0.2, 0.3, 0.5)),
    promotions=st.integers(0, 6),
)
def test_a_proposal_keeps_every_rule(demo, start, weeks, seed, ceiling, promotions) -> None:
    rules = sq.CalendarRules(promotion_ceiling=ceiling, promotions_per_week=promotions)
    found = sq.content_calendar(demo, start=start, weeks=weeks, seed=seed, rules=rules)
    assert sq.check_calendar(found, demo, rules=rules).empty
    # And by a count of one's own: one or two a day, promotion below its ceiling in every week from Monday on.
    by_day = found.groupby("day").size()
    assert by_day.index.tolist() == pd.date_range(start, periods=7 * weeks).tolist()
    assert by_day.between(1, 2).all()
    monday = found["day"] - pd.to_timedelta(found["day"].dt.day_of_week, unit="D")
    shares = (found["category"] == "promotion").groupby(monday).mean()
    assert (shares <= ceiling + 1e-9).all()
    promoted = found.loc[found["category"] == "promotion", "day"]
    assert (promoted.diff().dropna() > pd.Timedelta(days=1)).all()
    assert set(found["hour"]) <= set(sq.own_hours(demo).index)


def test_the_same_seed_gives_the_same_calendar_and_another_one_another(demo: Community) -> None:
    one, same, other = (sq.content_calendar(demo, seed=seed, weeks=4) for seed in (5, 5, 6))
    pd.testing.assert_frame_equal(one, same)
    assert not one.equals(other)


def test_it_begins_the_day_after_the_reporting_window_unless_told_otherwise(demo: Community) -> None:
    assert sq.content_calendar(demo)["day"].iloc[0].date() == demo.window.end
    assert sq.content_calendar(demo, start="2026-05-01")["day"].iloc[0] == pd.Timestamp("2026-05-01")


@settings(max_examples=60)
@given(w=worlds())
def test_own_hours_hold_more_than_an_even_share_of_the_interactions(w: World) -> None:
    counts = [sum(n for (_, h), n in active_hours(w).items() if h == hour) for hour in range(24)]
    if not sum(counts):
        with pytest.raises(NotEnoughDataError):
            sq.own_hours(build(w))
        return
    found = sq.own_hours(build(w))
    shares = {hour: n / sum(counts) for hour, n in enumerate(counts) if n * 24 >= sum(counts)}
    assert found.to_dict() == pytest.approx(shares)


def test_without_an_interaction_no_calendar_is_made_up() -> None:
    w = tiny_world()
    silent = replace(w, events=tuple(e for e in w.events if e.kind in ("join", "leave", "view")))
    with pytest.raises(NotEnoughDataError):
        sq.content_calendar(build(silent))


def test_limits_that_make_no_sense_are_refused(demo: Community) -> None:
    with pytest.raises(OptionError):
        sq.CalendarRules(promotion_ceiling=1.2)
    with pytest.raises(OptionError):
        sq.CalendarRules(promotions_per_week=-1)
    with pytest.raises(OptionError):
        sq.content_calendar(demo, weeks=0)


# -- what breaks a rule --------------------------------------------------------------------------------


def test_a_week_that_keeps_all_rules_is_left_alone() -> None:
    week = [{"at": at} for at in range(7)]
    topic = {"at": 2, "category": "interactive", "fixture": "weekly_topic", "hour": 12}
    promoted = {"at": 4, "category": "promotion", "fixture": "", "hour": 12}
    assert rules_broken(plan(*week, topic, promoted)) == []


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([{"at": 0, "category": "advert"}], "category"),
        ([{"at": 0, "form": "hologram"}], "form"),
        ([{"at": 0, "hour": 24}], "hour"),
        ([{"at": 0}, {"at": 0}, {"at": 0}], "cadence"),
        ([{"at": 0}, {"at": 2}], "cadence"),
        ([{"at": 0}, {"at": 1, "category": "promotion"}], "promotion_ceiling"),
        (
            [{"at": at} for at in range(3)] + [{"at": at, "category": "promotion", "fixture": ""} for at in (1, 2)],
            "promotion_run",
        ),
        ([{"at": 0, "fixture": ""}, {"at": 1}], "daily_tip"),
        ([{"at": at} for at in range(7)], "weekly_topic"),
        ([{"at": at} for at in range(-1, 30)], "monthly_event"),
    ],
)
def test_each_broken_rule_is_named_with_its_day(rows, rule) -> None:
    found = sq.check_calendar(plan(*rows))
    assert rule in found["rule"].tolist()
    told = found.loc[found["rule"] == rule, "told"].iloc[0]
    assert "2026-0" in told


def test_chat_and_notices_are_no_pushes() -> None:
    rows = [{"at": 0}, *[{"at": 0, "category": kind, "fixture": ""} for kind in ("chat", "notice", "chat")]]
    assert "cadence" not in rules_broken(plan(*rows))


def test_hours_in_which_nobody_comes_are_named(demo: Community) -> None:
    own = set(sq.own_hours(demo).index)
    away = next(hour for hour in range(24) if hour not in own)
    assert "own_hours" in rules_broken(plan({"at": 0, "hour": away}), demo)
    assert "own_hours" not in rules_broken(plan({"at": 0, "hour": min(own)}), demo)


def test_a_calendar_that_cannot_be_read_is_refused_with_the_row() -> None:
    with pytest.raises(OptionError, match="category"):
        sq.check_calendar(pd.DataFrame({"day": []}))
    with pytest.raises(OptionError, match="soon"):
        sq.check_calendar(pd.DataFrame({"day": ["2026-03-02", "soon"], "category": ["value", "value"]}))
