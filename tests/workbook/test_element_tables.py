"""Groups beside each other, chats on paper, whom a questionnaire hears, and the tables of the elements."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shequn_lab as sq
from shequn_lab.model import Provenance, Window, build_community
from shequn_lab.terms import in_language

MONDAY = dt.date(2026, 3, 2)
#: Who wrote in which group, on which day after Monday, and how many messages before it stands the one it answers.
Said = tuple[int, int, int, int]


def talk(said: list[Said]) -> sq.Community:
    """Six members and an owner who write in up to three groups during ten days; what is reported on leaves days out."""
    instants = [dt.datetime.combine(MONDAY, dt.time(9), dt.UTC) + dt.timedelta(days=day) for _, _, day, _ in said]
    events = pa.table(
        {
            "member_id": [f"p{who}" for who, *_ in said],
            "occurred_at": pa.array(instants, pa.timestamp("us", tz="UTC")),
            "kind": ["message"] * len(said),
            "event_id": [f"e{i}" for i in range(len(said))],
            "reply_to": pa.array([f"e{i - back}" if 0 < back <= i else None for i, (*_, back) in enumerate(said)]),
            "place_id": [f"g{group}" for _, group, *_ in said],
        }
    )
    return build_community(
        "talk",
        events=events,
        members=pd.DataFrame({"member_id": [f"p{i}" for i in range(7)], "role": ["owner", *["member"] * 6]}),
        timezone="Asia/Shanghai",
        observed=Window(MONDAY, MONDAY + dt.timedelta(days=10)),
        window=Window(MONDAY + dt.timedelta(days=1), MONDAY + dt.timedelta(days=9)),
        provenance=Provenance(source="test", reader="test"),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*(st.integers(0, most) for most in (6, 2, 9, 4))), min_size=1, max_size=90))
def test_groups_are_described_as_by_counting(said: list[Said]) -> None:
    said = sorted(said, key=lambda row: row[2])
    messages, ties, first = defaultdict(list), defaultdict(set), {}
    for i, (who, group, day, back) in enumerate(said):
        if who == 0 or not 1 <= day < 9:
            continue
        messages[group].append(who)
        first.setdefault(group, MONDAY + dt.timedelta(days=day))
        whom, where, *_ = said[i - back] if 0 < back <= i else (0, -1)
        if whom not in (0, who) and where == group:
            ties[group].add((who, whom))
    found = sq.sibling_groups(talk(said))
    assert set(found.index) == {f"g{group}" for group in messages}
    for group, wrote in messages.items():
        row = found.loc[f"g{group}"]
        assert row["n_writers"] == len(set(wrote))
        assert row["messages_per_writer"] == pytest.approx(len(wrote) / len(set(wrote)))
        assert row["first_day"] == first[group]
        tied = {who for pair in ties[group] for who in pair}
        if len(ties[group]) < 10:
            assert np.isnan(row["answered"])
            continue
        assert row["n"] == len(tied)
        assert row["answered"] == pytest.approx(len(ties[group]) / len(tied))
        assert row["density"] == pytest.approx(len(ties[group]) / len(tied) / (len(tied) - 1))


def test_a_source_without_groups_says_so() -> None:
    group = sq.paper_group()
    assert sq.sibling_groups(group).empty
    with in_language("en"):
        assert "not measurable here" in sq.group_table(group).rows[0][1]
        assert "not measurable here" in sq.network_table(group).rows[0][1]


def test_on_the_same_days_the_groups_of_the_demo_are_alike() -> None:
    whole = sq.sibling_groups(sq.open_community("demo_mothers"))
    last = sq.sibling_groups(sq.last_days(sq.open_community("demo_mothers"), 30))
    assert whole["density"].idxmax() == "g0003"
    assert whole["answered"].max() / whole["answered"].min() > 1.8
    assert last["answered"].max() / last["answered"].min() < 1.3
    by_size = last.sort_values("n")["density"]
    assert all(small > large for small, large in pairwise(by_size))


def test_the_last_days_end_with_the_window_and_never_reach_before_it() -> None:
    community = sq.open_community("demo_mothers").between("2025-04-01", "2025-05-02")
    assert sq.last_days(community, 10).window == Window(dt.date(2025, 4, 22), dt.date(2025, 5, 2))
    assert sq.last_days(community, 99).window == community.window
    with pytest.raises(sq.OptionError):
        sq.last_days(community, 0)


def test_who_copies_is_most_coherent_and_takes_part_least_in_either_language() -> None:
    figures = []
    for lang in ("zh", "en"):
        with in_language(lang):
            chats = sq.paper_chats()
            figures.append([float(sq.topic_coherence(chat, cut=str.split)) for chat in chats])
            took_part = [float(sq.participation_rate(chat)) for chat in chats]
    assert figures[0] == pytest.approx(figures[1])
    solids, coupons, gossip = figures[0]
    assert coupons > 2 * solids > 2 * gossip
    assert took_part == pytest.approx([9 / 12, 1 / 12, 2 / 12])


def test_only_those_who_write_a_lot_are_heard_among_the_willing() -> None:
    mine = sq.student_community("2025001")
    wrote = sq.member_totals(mine)["n_messages"]
    heard = sq.willing_answers(mine, least=10).questionnaires
    everybody = mine.questionnaires
    assert set(heard["member_id"]) == {who for who in everybody["member_id"] if wrote.get(who, 0) >= 10}
    assert len(sq.willing_answers(mine, least=0).questionnaires) == len(everybody)
    silent = sq.open_community("demo_mothers")
    assert sq.willing_answers(silent) is silent


def test_a_group_twice_the_size_has_half_the_density() -> None:
    panel = sq.density_panel(5)
    density = {n: float(panel.table(n).rows[0][-1].rstrip("%")) for n in (50, 100, 1000)}
    assert density[50] == pytest.approx(100 * 5 / 49, abs=0.05)
    assert density[100] == pytest.approx(density[50] / 2, rel=0.02)
    assert density[1000] == 0.5


def test_scores_are_shown_with_what_they_rest_on() -> None:
    community, mine = sq.open_community("demo_mothers"), sq.student_community("demo")
    with in_language("en"):
        scores = sq.score_table(sq.element_scores(community))
        assert scores.rows[0] == ["shared interest", "30", "24–36", "55%"]
        assert "not measurable here" in sq.score_table(sq.sense_questionnaire(community)).rows[0][1]
        asked = sq.score_table(sq.sense_questionnaire(mine))
        assert (len(asked.heads), asked.heads[0]) == (5, "Sense")
        both = sq.score_table(sq.compare_elements([community, mine]))
        assert [row[0] for row in both.rows[::5]] == ["shared interest · demo_mothers", "shared interest · student"]
        parts = sq.component_table(community, "element_replication").rows
    assert parts[0][3:] == ["35", "1 → 0", "49"]
    assert parts[1][1].startswith("not measurable here")
    with pytest.raises(sq.OptionError, match="element_interest"):
        sq.component_table(community, "interest")


def test_the_network_stands_beside_random_ones_where_these_differ() -> None:
    community = sq.open_community("demo_mothers")
    with in_language("en"):
        rows = {row[0]: row for row in sq.network_table(community, n_null=10).rows}
    assert rows["density of ties"][3:] == ["—", "—"]
    assert float(rows["reciprocity"][4]) > 10


def test_an_estimate_can_be_named_after_its_community() -> None:
    chats = sq.paper_chats()
    with in_language("en"):
        table = sq.estimate_table(*(sq.participation_rate(chat) for chat in chats), of=chats)
        assert table.rows[1][0] == "participation rate · coupons"
        with pytest.raises(ValueError, match="zip"):
            sq.estimate_table(sq.participation_rate(chats[0]), of=chats)
    assert sq.estimate_table(sq.participation_rate(replace(chats[0], _memo={}))).rows[0][2]
