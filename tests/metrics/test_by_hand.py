"""Every metric of the tiny community, counted by hand from the grid in ``communities.tiny_world``."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from communities import Event, Person, World, at, build, tiny
from oracle import DAY

import shequn_lab as sq

NAN = math.nan


@pytest.fixture(scope="module")
def community() -> sq.Community:
    return tiny()


def counts(estimate: sq.Estimate) -> tuple[float, float]:
    return estimate.k, estimate.n


def test_daily_active_counts_each_member_once_a_day(community: sq.Community) -> None:
    # 02 an dai, 03 an chen, 04 an bo chen, 05 bo, 06 an, 09 chen dai; a joining (08) is no activity.
    assert sq.daily_active(community).tolist() == [2, 2, 3, 1, 1, 0, 0, 2, 0, 0]
    assert sq.daily_active(community).index[0] == pd.Timestamp("2026-03-02")
    assert sq.daily_active(community).index.name == "day"


def test_operators_count_only_when_asked_for(community: sq.Community) -> None:
    # The owner answers at 00:10 on 04: one more on that day.
    assert sq.daily_active(community, include_operators=True).tolist() == [2, 2, 4, 1, 1, 0, 0, 2, 0, 0]


def test_weekly_active_starts_on_the_seventh_observed_day(community: sq.Community) -> None:
    weekly = sq.weekly_active(community)
    assert weekly.iloc[:6].isna().all()
    # 02-08 an bo chen dai; 03-09, 04-10 and 05-11 the same four on other days.
    assert weekly.iloc[6:].tolist() == [4, 4, 4, 4]
    assert sq.monthly_active(community).isna().all()
    assert math.isnan(sq.stickiness(community).value)


def test_speaking_share_divides_by_everybody_who_was_there(community: sq.Community) -> None:
    # Speakers an bo chen dai; there: those and eve.
    assert counts(sq.speaking_share(community)) == (4, 5)
    # On the last day bo is gone and dai is back: an chen dai of an chen dai eve.
    assert counts(sq.speaking_share(community, base="end")) == (3, 4)


def test_a_like_is_activity_but_no_speaking_and_who_is_away_is_not_counted(community: sq.Community) -> None:
    # 04 and 05: there an bo chen eve (dai is away); bo and chen speak, an only likes.
    two_days = community.between("2026-03-04", "2026-03-06")
    assert counts(sq.speaking_share(two_days)) == (2, 4)
    assert counts(sq.active_share(two_days)) == (3, 4)


def test_silence_and_streaks_are_read_on_the_last_day(community: sq.Community) -> None:
    members = ["an", "bo", "chen", "dai", "eve"]
    # On 11: last seen on 06, 05, 09, 09, never.
    assert sq.days_since_active(community).reindex(members).fillna(-1).tolist() == [5, 6, 2, 2, -1]
    assert sq.streak_days(community).reindex(members).tolist() == [0, 0, 0, 0, 0]
    # an 02 03 04, bo 04 05, chen 03 04, dai 02 or 09.
    assert sq.longest_streak_days(community).reindex(members).tolist() == [3, 2, 2, 1, 0]
    # On 04: an for three days, bo for one, chen for two; the streak began before the window.
    assert sq.streak_days(community.between("2026-03-04", "2026-03-05")).reindex(members).tolist() == [3, 1, 2, 0, 0]


def test_active_hours_are_local(community: sq.Community) -> None:
    hours = sq.active_hours(community)
    assert int(hours.to_numpy().sum()) == 11
    # Mo 08 dai, Mo 09 chen, Mo 10 an, Mo 12 dai; Tu 23 an at 23:30 (15:30 in UTC).
    assert [int(hours.loc[1, h]) for h in (8, 9, 10, 12)] == [1, 1, 1, 1]
    assert int(hours.loc[2, 23]) == 1
    assert int(hours.loc[7].sum()) == 0


def test_reply_latency_keeps_the_unanswered(community: sq.Community) -> None:
    found = sq.reply_latency(community)
    # e4 after 40 minutes, e11 after 3 hours, e7 not in the 7.5 days that were left:
    # S falls to 2/3 at 2400 s and to 1/3 at 10800 s.
    assert sorted(found.frame["seconds"]) == [2400, 10800, 648000]
    assert found.median.value == 10800
    assert found.within_hour.value == pytest.approx(1 / 3)
    assert found.within_day.value == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("n", "k", "of"),
    [
        (1, 3, 5),  # an and chen on 03, bo on 04; dai left; eve silent
        (2, 3, 5),  # an and chen on 04, bo on 05
        (3, 0, 5),
        (7, 1, 5),  # chen on 09; dai was there on 09 too, but in a second stay
        (9, 0, 3),  # day nine of bo and eve is 12 March: not yet observed
        (10, NAN, 0),
    ],
)
def test_retention_on_a_day(community: sq.Community, n: int, k: float, of: int) -> None:
    found = sq.retention_on(community, n)
    assert found.n == of
    assert found.value == pytest.approx(k / of if of else NAN, nan_ok=True)


def test_retention_within_and_after(community: sq.Community) -> None:
    assert counts(sq.retention_within(community, 2)) == (3, 5)  # an bo chen
    assert counts(sq.retention_after(community, 4)) == (2, 5)  # an on 06, chen on 09
    assert counts(sq.retention_after(community, 4, horizon=5)) == (1, 5)  # an on 06; chen's days 4-5 are 06-07


def test_elapsed_windows_start_at_the_joining(community: sq.Community) -> None:
    # eve's joining has no hour. an 03 09:00-04 09:00 has 23:30; chen 03 20:00-04 20:00 has 21:00; bo 04 12:00.
    assert counts(sq.retention_on(community, 1, clock="elapsed")) == (3, 4)
    # an 04 09:00-05 09:00 has 22:00; chen 04 20:00-05 20:00 has nothing, 08:00 is too early; bo 05 12:00.
    assert counts(sq.retention_on(community, 2, clock="elapsed")) == (2, 4)


def test_daily_cohorts_tell_zero_from_not_yet(community: sq.Community) -> None:
    table = sq.cohort_retention(community, every="day", mode="on")
    second, third = pd.Timestamp("2026-03-02"), pd.Timestamp("2026-03-03")
    # 02: an chen dai; 03: bo eve.
    assert table.loc[(second, 1), "value"] == pytest.approx(2 / 3)
    assert table.loc[(third, 1), "value"] == pytest.approx(1 / 2)
    assert table.loc[(second, 9), "value"] == 0
    assert math.isnan(table.loc[(third, 9), "value"])
    pooled = table[table.index.get_level_values("cohort").isna()].droplevel("cohort")
    # 3 of 5 is not the mean of 2/3 and 1/2; on day nine only the first cohort is in it.
    assert pooled.loc[1, "value"] == pytest.approx(3 / 5)
    assert tuple(pooled.loc[9, ["k", "n"]]) == (0, 3)


def test_weekly_cohorts_use_blocks_of_the_members_own_age(community: sq.Community) -> None:
    table = sq.cohort_retention(community, every="week", mode="on")
    monday = pd.Timestamp("2026-03-02")
    # Ages 1-6: an bo chen of five; ages 7-13 end on 15 March.
    assert tuple(table.loc[(monday, 0), ["k", "n", "size"]]) == (3, 5, 5)
    assert (monday, 1) not in table.index or math.isnan(table.loc[(monday, 1), "value"])


def test_survival_is_cut_where_silence_could_still_be_broken(community: sq.Community) -> None:
    # Cut on 09 (12 less 3). eve is silent from the day after joining (1), dai left on 03 (1), bo left on 06
    # (3), an is silent from 07 (5); chen, last seen on 09, is censored at the cut (7).
    frame = sq.survival(community, silence_days=3).set_index("day")["value"]
    steps = {day: frame[frame.index <= day].iloc[-1] for day in (0, 1, 2, 3, 4, 5)}
    assert steps == pytest.approx({0: 1, 1: 0.6, 2: 0.6, 3: 0.4, 4: 0.4, 5: 0.2})
    assert sq.survival_median(community, silence_days=3).value == 3


def test_stickiness_is_the_mean_over_days_with_a_full_month() -> None:
    # Members a (every day) and b (first day) over 31 days: 1/2 on day 30, 1/1 on day 31.
    first = at("2026-03-01 12:00")
    events = (*(Event("a", first + i * DAY) for i in range(31)), Event("b", first))
    day = first.date()
    community = build(World("Asia/Shanghai", (Person("a"), Person("b")), events, stated=(day, day + 31 * DAY)))
    assert sq.stickiness(community).value == pytest.approx(0.75)
    assert sq.monthly_active(community).iloc[-2:].tolist() == [2, 1]
