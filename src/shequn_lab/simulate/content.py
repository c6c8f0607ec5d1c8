"""What is published, whom it reaches, and what comes back.

The calendar (what and when) is drawn first and depends on nobody; the response depends on who is there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.model.schema import FORMS
from shequn_lab.simulate.crowd import Crowd
from shequn_lab.simulate.record import NONE, Flags, Happenings, People, happen, keys, together
from shequn_lab.simulate.rhythm import Rhythm
from shequn_lab.simulate.scenario import POST_CATEGORIES, SLOTS, Scenario
from shequn_lab.simulate.streams import PROCESSES, Floats, Ints, lognormal, pick, poisson, stream
from shequn_lab.simulate.talk import chars
from shequn_lab.simulate.tiers import Tempers

#: D4: promotion is at most 30 % of the content of a day or week.
PROMOTION_CEILING = 0.30
_PRESSURE_DAYS = 7
_PROMOTION, _UGC = POST_CATEGORIES.index("promotion"), POST_CATEGORIES.index("ugc")
_RESPONSES = ("like", "comment", "share")
# Operators' posts of a day have the numbers 0 to 3; members' begin here.
_FIRST_OF_MEMBERS = 8
_JITTER_HOURS = 0.5
# Posts are longer than messages by about this factor, and responses come with a heavy tail.
_POST_LENGTH = 6.0
_RESPONSE_SIGMA = 1.2


@dataclass(frozen=True)
class Calendar:
    """Posts to be published, in no particular order.

    Attributes
    ----------
    day, number : int arrays
        Day of the simulation, and number of the post within the day: its address.
    category, form : int arrays
        Positions in ``POST_CATEGORIES`` and ``FORMS``.
    by_operator : bool array
    jitter : float array
        Uniform number that places the post within its slot or day.
    """

    day: Ints
    number: Ints
    category: Ints
    form: Ints
    by_operator: Flags
    jitter: Floats


@dataclass(frozen=True)
class Published:
    """The table of posts and the events about them: post messages, likes, comments, shares."""

    posts: pd.DataFrame
    happenings: Happenings


def calendar(scenario: Scenario, *, seed: int) -> Calendar:
    """Draw what is published on each day, by operators and by members."""
    day = np.arange(scenario.n_days)
    u = stream(seed, "calendar").uniform(0, day)
    whole = int(scenario.posts_per_day)
    n_house = np.minimum(whole + (u[0] < scenario.posts_per_day - whole), len(SLOTS)).astype(np.int64)
    n_members = poisson(u[1], scenario.ugc_posts_per_day)
    counts = np.concatenate([n_house, n_members])
    days = np.repeat(np.concatenate([day, day]), counts)
    within = np.arange(days.size) - np.repeat(np.cumsum(counts) - counts, counts)
    by_operator = np.repeat(np.arange(2 * day.size) < day.size, counts)
    number = np.where(by_operator, within, within + _FIRST_OF_MEMBERS)
    drawn = stream(seed, "posts").uniform(0, days, number)
    running = (days >= scenario.promotion_run_start_day) & (
        days < scenario.promotion_run_start_day + scenario.promotion_run_days
    )
    promotes = running | (drawn[0] < scenario.promotion_share)
    category = np.where(promotes, _PROMOTION, pick(drawn[1], scenario.category_shares))
    # A campaign is announced in the first post of each of its days.
    since = days - scenario.campaign_start_day
    announces = (since >= 0) & (since < scenario.campaign_days) & (number == 0)
    category = np.where(announces & ~running, POST_CATEGORIES.index("activity"), category)
    return Calendar(
        day=days,
        number=number,
        category=np.where(by_operator, category, _UGC),
        form=pick(drawn[2], scenario.form_shares),
        by_operator=by_operator,
        jitter=drawn[3],
    )


def pressure(plan: Calendar, scenario: Scenario) -> Floats:
    """How far the last seven days' promotion went beyond its ceiling, on each day: 0 (not) to 1 (nothing else)."""
    house = plan.by_operator
    posts = np.bincount(plan.day[house], minlength=scenario.n_days)
    sold = np.bincount(plan.day[house & (plan.category == _PROMOTION)], minlength=scenario.n_days)
    week = np.ones(_PRESSURE_DAYS, dtype=np.int64)
    total, promoted = (np.convolve(c, week)[: scenario.n_days] for c in (posts, sold))
    share = promoted / np.maximum(total, 1)
    # One or two posts say nothing about a week: the first days press nobody.
    share[: _PRESSURE_DAYS - 1] = 0
    return np.asarray(np.maximum(share - PROMOTION_CEILING, 0) / (1 - PROMOTION_CEILING), dtype=np.float64)


def publish(
    plan: Calendar, people: People, temper: Tempers, scenario: Scenario, rhythm: Rhythm, *, seed: int
) -> Published:
    """Publish the calendar and draw who responds."""
    everywhere = np.zeros(people.size, dtype=np.int64)
    interested = np.minimum(people.left_at, temper.fades_at)
    hours = np.asarray(scenario.posting_hours)[np.where(plan.by_operator, plan.number, 0)]
    at = np.where(
        plan.by_operator,
        rhythm.clock_at(plan.day, hours + _JITTER_HOURS * plan.jitter),
        rhythm.at(rhythm.day_edges[plan.day] + plan.jitter * np.diff(rhythm.day_edges)[plan.day]),
    )
    trials = stream(seed, "post_wording").uniform(0, plan.day, plan.number)
    writers = Crowd(people, np.where(temper.speaks, temper.visits_per_day, 0.0), everywhere, interested)
    house = people.operators[pick(trials[1], [1.0] * people.operators.size)]
    author = np.where(plan.by_operator, house, writers.choose(trials, at, np.zeros_like(at)))
    # A member's post needs a member: before the first has come there is none.
    kept = np.flatnonzero(author != NONE)
    kept = kept[np.lexsort((plan.number[kept], at[kept]))]
    plan = Calendar(**{name: column[kept] for name, column in vars(plan).items()})
    at, author = at[kept], author[kept]
    key = keys(PROCESSES["posts"], at.size)
    own = happen(
        key,
        author,
        at,
        "message",
        topic=key,
        post=np.arange(at.size),
        place=np.where(plan.by_operator, NONE, people.place[author]),
        n_chars=np.minimum(chars(trials[0][kept], scenario) * int(_POST_LENGTH), 2_000),
    )
    reach = _reach(plan, at, people, scenario, seed)
    readers = Crowd(people, _attentive(temper, scenario), everywhere, interested)
    back = [_respond(kind, plan, own, reach, readers, people, temper, scenario, rhythm, seed) for kind in _RESPONSES]
    return Published(_table(plan, own, reach, back, scenario, seed), together([own, *back]))


def _reach(plan: Calendar, at: Ints, people: People, scenario: Scenario, seed: int) -> Ints:
    """People who saw each post: a share of those present, livelier for some posts than for others."""
    joined = np.sort(people.joined_at[people.ordinary])
    left = np.sort(people.left_at[people.ordinary])
    present = np.searchsorted(joined, at, side="right") - np.searchsorted(left, at, side="right")
    u = stream(seed, "posts").uniform(1, plan.day, plan.number)
    share = np.minimum(lognormal(u[0], scenario.reach_share, scenario.reach_sigma), 1.0)
    return np.asarray(np.floor(present * share), dtype=np.int64)


def _respond(
    kind: str,
    plan: Calendar,
    own: Happenings,
    reach: Ints,
    readers: Crowd,
    people: People,
    temper: Tempers,
    scenario: Scenario,
    rhythm: Rhythm,
    seed: int,
) -> Happenings:
    """Draw the responses of one kind; a person responds to a post at most once in each way."""
    which = _RESPONSES.index(kind)
    share = np.asarray(getattr(scenario, f"{kind}_shares"))[plan.category]
    count = poisson(stream(seed, "responses").uniform(which, plan.day, plan.number)[0], reach * share)
    post = np.repeat(np.arange(count.size), count)
    nth = np.arange(post.size) - np.repeat(np.cumsum(count) - count, count)
    address = (nth, plan.day[post], plan.number[post], which + 1)
    wait = lognormal(stream(seed, "responses").uniform(*address)[0], scenario.response_hours, _RESPONSE_SIGMA)
    reached = rhythm.attention_at(own.at[post]) + wait
    at = rhythm.at(reached)
    trials = stream(seed, "responders").uniform(*address)
    row = readers.choose(trials, at, np.zeros_like(at), but=(own.member[post],))
    ok: npt.NDArray[np.bool_] = (row != NONE) & (at < rhythm.end_at) & (reached < rhythm.attention[-1])
    ok &= at > own.at[post]
    if kind == "comment":
        ok &= temper.speaks[row]
    ok[ok] = _first_of_each(post[ok] * people.size + row[ok], at[ok])
    post, at, row = post[ok], at[ok], row[ok]
    key = keys(PROCESSES["responses"], at.size, which << 40)
    more: dict[str, npt.NDArray[np.generic]] = {}
    if kind == "comment":
        worded = stream(seed, "post_wording").uniform(nth[ok], plan.day[post], plan.number[post], 1)
        more = {"parent": own.key[post], "n_chars": chars(worded[0], scenario)}
        more["question"] = worded[1] < scenario.question_share / 4
    return happen(key, row, at, kind, topic=own.key[post], post=post, place=people.place[row], **more)


def _attentive(temper: Tempers, scenario: Scenario) -> Floats:
    """Weight of each person among those who respond; a visitor twice as frequent need not be twice as likely."""
    rate = temper.visits_per_day
    return np.where(rate > 0, np.maximum(rate, 1e-300) ** scenario.response_exponent, 0.0)


def _first_of_each(number: Ints, at: Ints) -> Flags:
    """Mark the earliest entry of each number, so that what happens later takes nothing away."""
    order = np.lexsort((at, number))
    first = np.zeros(number.size, dtype=bool)
    first[order[np.unique(number[order], return_index=True)[1]]] = True
    return first


def _table(
    plan: Calendar, own: Happenings, reach: Ints, back: list[Happenings], scenario: Scenario, seed: int
) -> pd.DataFrame:
    """Put the posts into the table's columns; counts are those of the events, reach at least the people in them."""
    n = own.size
    likes, comments, shares = (np.bincount(part.post, minlength=n) for part in back)
    responses = together(back)
    people = int(responses.member.max(initial=0)) + 1
    seen = np.bincount(np.unique(responses.post * people + responses.member) // people, minlength=n)
    reach = np.maximum(reach, seen)
    again = stream(seed, "posts").uniform(2, plan.day, plan.number)[0]
    return pd.DataFrame(
        {
            "author": own.member,
            "published_at": own.at,
            "by_operator": plan.by_operator,
            "category": np.asarray(POST_CATEGORIES, dtype=object)[plan.category],
            "form": np.asarray(FORMS, dtype=object)[plan.form],
            "reach": reach,
            "views": reach + poisson(again, reach * scenario.view_extra),
            "likes": likes,
            "comments": comments,
            "shares": shares,
        }
    )
