"""What is published, whom it reaches, and what comes back, week by week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.model.schema import FORMS
from shequn_lab.simulate.calendar import Calendar
from shequn_lab.simulate.crowd import Crowd
from shequn_lab.simulate.joins import within
from shequn_lab.simulate.parts import POST_CATEGORIES
from shequn_lab.simulate.record import NONE, ROW_BITS, Arrays, Flags, Happenings, People, happen, keys
from shequn_lab.simulate.streams import Floats, Ints, lognormal, pick, poisson
from shequn_lab.simulate.talk import chars
from shequn_lab.simulate.tiers import Tempers
from shequn_lab.simulate.world import Week, World

RESPONSES = ("like", "comment", "share")
_JITTER_HOURS = 0.5
# Posts are longer than messages by about this factor, and responses come with a heavy tail.
_POST_LENGTH = 6.0
_MOST_POST_CHARS = 2_000
_RESPONSE_SIGMA = 1.2
_MOST_RESPONSES = (1 << 20) - 1


@dataclass(frozen=True)
class Posts(Arrays):
    """Posts in the order of publishing: plan, instant, author (row), key of the message, people reached."""

    day: Ints
    number: Ints
    category: Ints
    form: Ints
    by_operator: Flags
    at: Ints
    author: Ints
    key: Ints
    reach: Ints


@dataclass(frozen=True)
class _Coming(Arrays):
    """Responses that were provoked but have not come yet: kind, post, number within it, instant."""

    which: Ints
    post: Ints
    nth: Ints
    at: Ints


class Shelf:
    """The posts so far, and what still comes back to them."""

    def __init__(self, world: World) -> None:
        none = np.zeros(0, dtype=np.int64)
        self.posts = Posts(none, none, none, none, np.zeros(0, dtype=bool), none, none, none, none)
        self._coming = _Coming(none, none, none, none)
        self._world = world
        #: Post and person of every response in one number, for each kind, rising.
        self._pairs = [none for _ in RESPONSES]

    def week(self, people: People, temper: Tempers, week: Week) -> Happenings:
        """Publish the week's posts and draw who responds in it, to these and to earlier ones."""
        world = self._world
        interested = np.minimum(people.left_at, temper.fades_at)
        posts, own = self._published(people, temper, interested, week)
        self._coming = _Coming.together([self._coming, self._provoked(posts)])
        self.posts = Posts.together([self.posts, posts])
        due = self._coming.at < week.end_at
        coming, self._coming = self._coming.take(due), self._coming.take(~due)
        everywhere = np.zeros(people.size, dtype=np.int64)
        readers = Crowd(people, _attentive(temper, world.scenario.response_exponent), everywhere, interested)
        back = [
            self._respond(which, coming.take(coming.which == which), readers, people, temper) for which in (0, 1, 2)
        ]
        return Happenings.together([own, *back])

    def _published(self, people: People, temper: Tempers, interested: Ints, week: Week) -> tuple[Posts, Happenings]:
        world, scenario = self._world, self._world.scenario
        plan = world.plan.take((world.plan.day >= week.first) & (world.plan.day < week.stop))
        at = _instants(plan, world)
        trials = world.stream("post_wording").uniform(0, plan.day, plan.number)
        everywhere = np.zeros(people.size, dtype=np.int64)
        writers = Crowd(people, np.where(temper.speaks, temper.visits_per_day, 0.0), everywhere, interested)
        house = people.operators[pick(trials[1], [1.0] * people.operators.size)]
        author = np.where(plan.by_operator, house, writers.choose(trials, at, np.zeros_like(at)))
        # A member's post needs a member: before the first has come there is none.
        kept = np.flatnonzero(author != NONE)
        kept = kept[np.lexsort((plan.number[kept], at[kept]))]
        plan, at, author = plan.take(kept), at[kept], author[kept]
        number = self.posts.size + np.arange(at.size)
        key = keys("posts", number)
        reach = _reach(plan, at, people, world)
        posts = Posts(plan.day, plan.number, plan.category, plan.form, plan.by_operator, at, author, key, reach)
        own = happen(
            key,
            author,
            at,
            "message",
            topic=key,
            post=number,
            place=np.where(plan.by_operator, NONE, people.place[author]),
            n_chars=np.minimum(chars(trials[0][kept], scenario) * int(_POST_LENGTH), _MOST_POST_CHARS),
        )
        return posts, own

    def _provoked(self, posts: Posts) -> _Coming:
        """Draw how many respond to new posts, and when; who it is, is decided at that moment."""
        world, parts = self._world, []
        source = world.stream("responses")
        for which, kind in enumerate(RESPONSES):
            share = np.asarray(getattr(world.scenario, f"{kind}_shares"))[posts.category]
            count = poisson(source.uniform(which, posts.day, posts.number)[0], posts.reach * share)
            count = np.minimum(count, _MOST_RESPONSES)
            post, nth = np.repeat(np.arange(count.size), count), within(count)
            u = source.uniform(nth, posts.day[post], posts.number[post], which + 1)[0]
            wait = lognormal(u, world.scenario.response_hours, _RESPONSE_SIGMA)
            reached = world.rhythm.attention_at(posts.at[post]) + wait
            at = world.rhythm.at(reached)
            ok = (at < world.rhythm.end_at) & (reached < world.rhythm.attention[-1]) & (at > posts.at[post])
            found = _Coming(np.full(post.size, which), self.posts.size + post, nth, at)
            parts.append(found.take(ok))
        return _Coming.together(parts)

    def _respond(self, which: int, due: _Coming, readers: Crowd, people: People, temper: Tempers) -> Happenings:
        """Draw who gives the responses of one kind; a person responds to a post at most once in each way."""
        world, posts = self._world, self.posts
        day, number = posts.day[due.post], posts.number[due.post]
        trials = world.stream("responders").uniform(due.nth, day, number, which + 1)
        row = readers.choose(trials, due.at, np.zeros_like(due.at), but=(posts.author[due.post],))
        ok: npt.NDArray[np.bool_] = row != NONE
        if RESPONSES[which] == "comment":
            ok &= temper.speaks[row]
        pair = (due.post << ROW_BITS) + row
        ok[ok] = _first_of_each(pair[ok], due.at[ok])
        ok[ok] = ~_among(pair[ok], self._pairs[which])
        due, row, day, number = due.take(ok), row[ok], day[ok], number[ok]
        # Two rising runs: this sort merges them.
        self._pairs[which] = np.sort(np.concatenate([self._pairs[which], np.sort(pair[ok])]), kind="stable")
        more: dict[str, npt.NDArray[np.generic]] = {}
        if RESPONSES[which] == "comment":
            worded = world.stream("post_wording").uniform(due.nth, day, number, 1)
            more = {"parent": posts.key[due.post], "n_chars": chars(worded[0], world.scenario)}
            more["question"] = worded[1] < world.scenario.question_share / 4
        key = keys("responses", due.post, due.nth, which)
        topic, place = posts.key[due.post], people.place[row]
        return happen(key, row, due.at, RESPONSES[which], topic=topic, post=due.post, place=place, **more)

    def table(self) -> pd.DataFrame:
        """Put the posts into the table's columns; counts are those of the events, reach at least the people in them."""
        posts, n = self.posts, self.posts.size
        likes, comments, shares = (np.bincount(pairs >> ROW_BITS, minlength=n) for pairs in self._pairs)
        everybody = np.sort(np.concatenate(self._pairs), kind="stable")
        seen = np.bincount(everybody[np.flatnonzero(np.diff(everybody, prepend=NONE))] >> ROW_BITS, minlength=n)
        reach = np.maximum(posts.reach, seen)
        again = self._world.stream("posts").uniform(2, posts.day, posts.number)[0]
        return pd.DataFrame(
            {
                "author": posts.author,
                "published_at": posts.at,
                "by_operator": posts.by_operator,
                "category": np.asarray(POST_CATEGORIES, dtype=object)[posts.category],
                "form": np.asarray(FORMS, dtype=object)[posts.form],
                "reach": reach,
                "views": reach + poisson(again, reach * self._world.scenario.view_extra),
                "likes": likes,
                "comments": comments,
                "shares": shares,
            }
        )


def _instants(plan: Calendar, world: World) -> Ints:
    rhythm = world.rhythm
    hours = np.asarray(world.scenario.posting_hours)[np.where(plan.by_operator, plan.number, 0)]
    return np.where(
        plan.by_operator,
        rhythm.clock_at(plan.day, hours + _JITTER_HOURS * plan.jitter),
        rhythm.at(rhythm.day_edges[plan.day] + plan.jitter * np.diff(rhythm.day_edges)[plan.day]),
    )


def _reach(plan: Calendar, at: Ints, people: People, world: World) -> Ints:
    """People who saw each post: a share of those present, livelier for some posts than for others."""
    scenario = world.scenario
    joined = people.joined_at[people.ordinary]
    left = np.sort(people.left_at[people.ordinary])
    present = np.searchsorted(joined, at, side="right") - np.searchsorted(left, at, side="right")
    u = world.stream("posts").uniform(1, plan.day, plan.number)
    form = np.asarray(scenario.form_reach_factors)[plan.form]
    category = np.asarray(scenario.category_reach_factors)[plan.category]
    share = lognormal(u[0], scenario.reach_share, scenario.reach_sigma) * form * category
    return np.asarray(np.floor(present * np.minimum(share, 1.0)), dtype=np.int64)


def _attentive(temper: Tempers, exponent: float) -> Floats:
    """Weight of each person among those who respond; a visitor twice as frequent need not be twice as likely."""
    rate = temper.visits_per_day
    return np.where(rate > 0, np.maximum(rate, 1e-300) ** exponent, 0.0)


def _among(number: Ints, rising: Ints) -> Flags:
    """Tell which numbers stand in a rising array."""
    if not rising.size:
        return np.zeros(number.size, dtype=bool)
    found = np.minimum(np.searchsorted(rising, number), rising.size - 1)
    return np.asarray(rising[found] == number, dtype=np.bool_)


def _first_of_each(number: Ints, at: Ints) -> Flags:
    """Mark the earliest entry of each number, so that what happens later takes nothing away."""
    order = np.lexsort((at, number))
    first = np.zeros(number.size, dtype=bool)
    first[order] = np.diff(number[order], prepend=NONE) != 0
    return first
