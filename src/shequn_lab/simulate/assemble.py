"""From arrays to a community: ids are given last, in the order of time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from shequn_lab.model import Community, Provenance, build_community
from shequn_lab.model.schema import ROLES
from shequn_lab.simulate.record import KINDS, NONE, STAYS, Happenings, People
from shequn_lab.simulate.scenario import CHANNELS, TIERS, Scenario
from shequn_lab.simulate.streams import Ints
from shequn_lab.simulate.tiers import OPERATOR, Tempers

#: Raised when the same scenario and seed begin to give other tables.
MODEL_VERSION = 1
_SOURCE = "shequn_lab.simulate"


def assemble(
    people: People, happenings: Happenings, posts: pd.DataFrame, scenario: Scenario, *, seed: int
) -> Community:
    """Give names to people, events and posts, and build the community."""
    ids = names("m", people.size)
    happenings = happenings.take(np.lexsort((happenings.key, happenings.at)))
    return build_community(
        scenario.name,
        events=_events(happenings, ids, len(posts)),
        members=_members(people, ids),
        posts=_posts(posts, ids),
        timezone=scenario.timezone,
        observed=scenario.window,
        roster="complete",
        synthetic=True,
        title={"zh": scenario.title_zh, "en": scenario.title_en},
        provenance=Provenance(
            source=_SOURCE,
            reader="simulate",
            rows={"rows": happenings.size, "kept": happenings.size},
            settings={"model_version": MODEL_VERSION, "seed": seed, "scenario": scenario.to_mapping()},
        ),
    )


def truth(people: People, temper: Tempers) -> pd.DataFrame:
    """Return what was planted in each member; operators have no tier.

    Returns
    -------
    DataFrame
        Index ``member_id``; ``tier``, ``visits_per_day`` [1/day], ``speaks``, ``fades_at`` [UTC], ``campaign``.
    """
    words = np.asarray([*TIERS, None], dtype=object)
    return pd.DataFrame(
        {
            "tier": words[np.where(temper.tier == OPERATOR, len(TIERS), temper.tier)],
            "visits_per_day": temper.visits_per_day,
            "speaks": temper.speaks,
            "fades_at": _instants(temper.fades_at).array,
            "campaign": people.campaign,
        },
        index=pd.Index(names("m", people.size), name="member_id"),
    )


def names(letter: str, n: int) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Make ids: a letter and a number from 1, all of one length."""
    if not n:
        return np.zeros(0, dtype=object)
    width = max(4, len(str(n)))
    digits = np.strings.zfill(np.arange(1, n + 1).astype(f"U{width}"), width)
    return np.strings.add(letter, digits).astype(object)


def _instants(at: Ints) -> pd.Series:
    missing = at == STAYS
    stamps = pd.Series(np.where(missing, 0, at).view("M8[us]")).dt.tz_localize("UTC")
    return stamps.mask(missing)


def _members(people: People, ids: np.ndarray[Any, np.dtype[np.object_]]) -> pd.DataFrame:
    channels = np.asarray([*CHANNELS, None], dtype=object)
    return pd.DataFrame(
        {
            "member_id": ids,
            "joined_at": _instants(people.joined_at),
            "left_at": _instants(people.left_at),
            "role": np.asarray(ROLES, dtype=object)[people.role],
            "channel": channels[people.channel],
        }
    )


def _posts(posts: pd.DataFrame, ids: np.ndarray[Any, np.dtype[np.object_]]) -> pd.DataFrame:
    named = posts.assign(
        post_id=names("p", len(posts)),
        member_id=ids[posts["author"].to_numpy()],
        published_at=_instants(posts["published_at"].to_numpy()),
    )
    first = ["post_id", "published_at", "member_id"]
    return named[first + [name for name in posts.columns if name not in ("author", "published_at")]]


def _events(happenings: Happenings, member_ids: np.ndarray[Any, np.dtype[np.object_]], n_posts: int) -> pa.Table:
    """Turn events, in order, into the columns of the schema."""
    h = happenings
    order = np.argsort(h.key)
    position = np.append(order, NONE)

    def where(key: Ints) -> Ints:
        return np.where(key == NONE, NONE, position[np.searchsorted(h.key[order], key)])

    opened, topic = np.unique(where(h.topic), return_inverse=True)
    offset = int(opened.size > 0 and opened[0] == NONE)
    event_ids = names("e", h.size)
    named = np.flatnonzero(h.mention != NONE)
    offsets = np.concatenate([[0], np.cumsum(h.mention != NONE)])
    lists = pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()),
        _coded(h.mention[named], member_ids).cast(pa.string()),
        mask=pa.array(h.mention == NONE),
    )
    return pa.table(
        {
            "member_id": _coded(h.member, member_ids),
            "occurred_at": pa.array(h.at, pa.timestamp("us", "UTC")),
            "kind": _coded(h.kind, np.asarray(KINDS, dtype=object)),
            "event_id": pa.array(event_ids, pa.string()),
            "topic_id": _coded(topic - offset, names("t", opened.size - offset)),
            "reply_to": _coded(where(h.parent), event_ids).cast(pa.string()),
            "post_id": _coded(h.post, names("p", n_posts)).cast(pa.string()),
            "place_id": _coded(h.place, names("g", int(h.place.max(initial=NONE)) + 1)),
            "is_question": pa.array(h.question),
            "n_chars": pa.array(h.n_chars, pa.int64(), mask=h.n_chars == NONE),
            "mentions": lists,
        }
    )


def _coded(codes: Ints, words: np.ndarray[Any, np.dtype[np.object_]]) -> pa.Array:
    indices = pa.array(codes, pa.int32(), mask=codes == NONE)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))
