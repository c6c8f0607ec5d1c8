"""The network of a community: who is in it, in which days, and what cannot be measured."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from communities import Event, Person, World, at, build, conversations, tiny, tiny_world
from hypothesis import given, settings
from oracle import DAY, OPERATORS, SPEAKING, observed

import shequn_lab as sq
from shequn_lab.metrics.graph import MEASURES, SMOOTH, Graph
from shequn_lab.metrics.network import _jackknife, ties_of
from shequn_lab.metrics.network import network_estimates as estimates

FIRST = dt.date(2026, 3, 2)


def talk(pairs: list[tuple[str, str]], roles: dict[str, str] | None = None, **settings: object) -> sq.Community:
    """Return a community in which, one a minute, the first of each pair answers the second."""
    names = sorted({name for pair in pairs for name in pair})
    start = at("2026-03-02 09:00")
    events = [Event(name, start, "message", f"open {name}") for name in names]
    for i, (who, whom) in enumerate(pairs):
        events.append(Event(who, start + dt.timedelta(minutes=i + 1), "reply", f"e{i}", None, f"open {whom}"))
    people = tuple(Person(name, role=(roles or {}).get(name, "member")) for name in names)
    w = World("Asia/Shanghai", people, tuple(events), stated=(FIRST, FIRST + 3 * DAY), threads="reply_to")
    return build(replace(w, **settings))  # type: ignore[arg-type]


def planted(n_groups: int, size: int, seed: int = 1) -> list[tuple[str, str]]:
    """Draw who answers whom where nine in ten answers stay inside a group and half are returned."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(8 * n_groups * size):
        a, group = rng.integers(size), rng.integers(n_groups)
        other = group if rng.random() < 0.9 else rng.integers(n_groups)
        b = rng.integers(size)
        if (a, group) != (b, other):
            pair = (f"{group}-{a}", f"{other}-{b}")
            found += [pair, pair[::-1]] if rng.random() < 0.5 else [pair]
    return found


PLANTED = planted(4, 12)


def counted(w: World, ties: str, include_operators: bool) -> Counter[tuple[str, str]]:
    """Count who answered or named whom on the days of the report, event by event."""
    events = sorted(w.events, key=lambda e: e.at)
    start, stop = w.report or observed(w)
    out = {p.id for p in w.people if p.role in ({"bot"} if include_operators else OPERATORS)}
    author, last = {e.id: e.who for e in events if e.id}, {}
    found: Counter[tuple[str, str]] = Counter()
    for e in events:
        targets = list(e.mentions)
        if ties == "replies":
            targets = []
            if e.kind in SPEAKING and w.threads == "reply_to":
                targets = [author[e.reply_to]] if e.reply_to in author else []
            elif e.kind in SPEAKING and e.topic:
                targets, last[e.topic] = [last[e.topic]] if e.topic in last else [], e.who
        if start <= e.at.astimezone(ZoneInfo(w.zone)).date() < stop:
            found.update((e.who, t) for t in targets if t != e.who and not {e.who, t} & out)
    return found


@settings(max_examples=40)
@given(w=conversations())
def test_ties_are_those_of_the_reporting_window_without_operators(w: World) -> None:
    community = build(w)
    ids = community.members["member_id"].to_numpy()
    for ties in ("replies", "mentions"):
        for include in (False, True):
            found = ties_of(community, ties, include_operators=include)  # type: ignore[arg-type]
            names = ids[found.rows]
            pairs = zip(names[found.graph.source], names[found.graph.target], found.n.tolist(), strict=True)
            assert {(a, b): n for a, b, n in pairs} == dict(counted(w, ties, include))
            assert set(found.graph.source) | set(found.graph.target) == set(range(found.graph.n_nodes))


def test_planted_groups_and_answers_stand_out_from_the_null() -> None:
    figures = sq.network(talk(PLANTED), n_null=60)
    for id in ("network_reciprocity", "network_transitivity", "network_modularity"):
        assert figures.loc[id, "z"] > 4, id
        assert figures.loc[id, "below"] == 1
        assert figures.loc[id, "null_low"] <= figures.loc[id, "null_mean"] <= figures.loc[id, "null_high"]


def test_members_are_found_in_the_circles_they_were_planted_in() -> None:
    members = sq.network_members(talk(PLANTED))
    assert members["circle"].nunique() == 4
    assert members.groupby("circle")["member_id"].agg(lambda ids: len({i[0] for i in ids})).eq(1).all()
    assert members["in_main_core"].equals(members["core"] == members["core"].max())


def test_figures_that_follow_from_the_degrees_have_no_null() -> None:
    figures = sq.network(talk(PLANTED), n_null=5)
    fixed = ["network_density", "network_centralisation", "network_in_gini", "network_out_gini"]
    assert figures.loc[fixed, ["null_mean", "z", "below"]].isna().all(axis=None)
    assert figures["value"].notna().all()


def test_a_null_needs_a_seed_and_leaves_no_trace() -> None:
    community = talk(PLANTED)
    first = sq.network(community, n_null=5, seed=3)
    assert first.equals(sq.network(talk(PLANTED), n_null=5, seed=3))
    assert not first.equals(sq.network(community, n_null=5, seed=4))
    assert sq.network(community, n_null=0)["null_mean"].isna().all()


def test_intervals_are_a_jackknife_over_members() -> None:
    found = estimates(talk(planted(2, 10)))
    graph = ties_of(talk(planted(2, 10))).graph
    n = graph.n_nodes
    assert n <= 40
    for id in SMOOTH:
        e = found[id]
        others = [MEASURES[id](graph.without(np.arange(n) == i)) for i in range(n)]
        error = np.sqrt((n - 1) / n * sum((x - np.mean(others)) ** 2 for x in others))
        half = 2.093 * error if n == 20 else np.nan
        assert (e.low, e.high) == pytest.approx((max(0, e.value - half), min(1, e.value + half)), rel=1e-3), id
    assert np.isnan(found["network_modularity"].low)


def test_the_interval_of_reciprocity_covers_the_chance_of_being_answered() -> None:
    """Members differ in how many they turn to; every tie is returned with the same chance."""
    rng = np.random.default_rng(11)
    covered = 0
    for _ in range(60):
        weight = rng.gamma(3, 1, 60)
        both = np.triu(rng.random((60, 60)) < np.outer(weight, weight) / 60 / weight.mean(), 1)
        mutual = rng.random((60, 60)) < 0.3
        ties = np.argwhere((both & mutual) | (both & mutual).T | (both & ~mutual))
        low, high = _jackknife(Graph(60, ties[:, 0], ties[:, 1]))
        covered += low["network_reciprocity"] <= 2 * 0.3 / (1 + 0.3) <= high["network_reciprocity"]
    assert 0.88 <= covered / 60 <= 1


# -- what cannot be measured -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("community", "ties", "says"),
    [
        (talk(PLANTED[:6]), "replies", "there are only"),
        (build(replace(tiny_world(), threads="none")), "replies", "links no replies"),
        (tiny(), "mentions", "there are only"),
    ],
)
def test_without_ties_there_is_a_reason_and_no_zero(community: sq.Community, ties: str, says: str) -> None:
    with sq.in_language("en"):
        figures = sq.network(community, ties=ties)  # type: ignore[arg-type]
        assert figures["value"].isna().all()
        assert says in figures.attrs["note"]
        for e in estimates(community, ties=ties).values():  # type: ignore[arg-type]
            assert not e.measurable
            assert says in e.reason
        assert len(sq.network_members(community, ties=ties)) < 10  # type: ignore[arg-type]


def test_a_source_without_mentions_says_so() -> None:
    community = talk(PLANTED)
    bare = replace(community, _memo={}, event_source=_Without(community.event_source, "mentions"))
    with sq.in_language("en"):
        assert "holds no mentions" in estimates(bare, ties="mentions")["network_density"].reason


class _Without:
    """Events without one of their columns."""

    def __init__(self, source: object, gone: str) -> None:
        self._source, self._gone = source, gone

    def __getattr__(self, name: str) -> object:
        return getattr(self._source, name)

    @property
    def columns(self) -> list[str]:
        return [name for name in self._source.columns if name != self._gone]  # type: ignore[attr-defined]


def test_replies_that_are_guessed_from_topics_say_so() -> None:
    start = at("2026-03-02 09:00")
    names = ["a", "b", "c", "d", "e"]
    events = tuple(
        Event(names[who], start + dt.timedelta(minutes=i), "message", f"e{i}", f"t{i % 3}")
        for i, who in enumerate(np.random.default_rng(1).integers(5, size=90))
    )
    people = tuple(Person(name) for name in names)
    community = build(World("Asia/Shanghai", people, events, stated=(FIRST, FIRST + DAY), threads="topic"))
    with sq.in_language("en"):
        assert "the one before it in its topic" in str(estimates(community)["network_density"].note)


def test_exchanges_with_operators_are_counted_and_kept_on_request() -> None:
    roles = {"0-0": "owner", "0-1": "bot"}
    without, with_ = (estimates(talk(PLANTED, roles), include_operators=b)["network_density"] for b in (False, True))
    assert without.n == 46
    assert with_.n == 47
    assert without.excluded["excluded_operators_ties"] > with_.excluded["excluded_operators_ties"] > 0


@pytest.mark.parametrize("options", [{"ties": "likes"}, {"n_null": -1}])
def test_an_option_that_makes_no_sense_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(sq.OptionError):
        sq.network(tiny(), **options)  # type: ignore[arg-type]
