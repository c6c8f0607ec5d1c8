"""From arrays to tables: ids in the order of time, words instead of numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from shequn_lab.model import clock
from shequn_lab.model.schema import ORDERS, ROLES
from shequn_lab.simulate import orders
from shequn_lab.simulate.groups import Groups
from shequn_lab.simulate.invitations import Invitations
from shequn_lab.simulate.leads import Leads
from shequn_lab.simulate.ledger import Numbered
from shequn_lab.simulate.names import Names, named
from shequn_lab.simulate.parts import ACTIVITIES, CHANNELS
from shequn_lab.simulate.record import KINDS, NONE, STAYS, Happenings, People
from shequn_lab.simulate.streams import Ints
from shequn_lab.simulate.world import World


def events_table(happenings: Happenings, numbered: Numbered, names: Names) -> pa.Table:
    """Turn numbered events into the columns of the schema."""
    h = happenings
    mentioned = np.flatnonzero(h.mention != NONE)
    offsets = np.concatenate([[0], np.cumsum(h.mention != NONE)])
    lists = pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()), names.members(h.mention[mentioned]), mask=pa.array(h.mention == NONE)
    )
    groups = named("g", np.arange(int(h.place.max(initial=NONE)) + 1))
    return pa.table(
        {
            "member_id": names.members(h.member),
            "occurred_at": pa.array(h.at, pa.timestamp("us", "UTC")),
            "kind": _coded(h.kind, pa.array(KINDS, pa.string())),
            "event_id": names.events(numbered.event),
            "topic_id": names.topics(numbered.topic),
            "reply_to": names.events(numbered.parent),
            "post_id": named("p", h.post),
            "place_id": _coded(h.place, groups).cast(pa.string()),
            "is_question": pa.array(h.question),
            "n_chars": pa.array(h.n_chars, pa.int64(), mask=h.n_chars == NONE),
            "mentions": lists,
        }
    )


def _coded(codes: Ints, words: pa.Array) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32(), mask=codes == NONE), words).cast(pa.string())


def column(ids: pa.Array) -> pd.Series:
    """Return ids as a column of a frame."""
    return pd.Series(ids.to_pandas(), dtype="str")


def instants(at: Ints) -> pd.Series:
    """Return instants as a column of a frame; missing where there is none."""
    missing = (at == STAYS) | (at == NONE)
    stamps = pd.Series(np.where(missing, 0, at).view("M8[us]")).dt.tz_localize("UTC")
    return stamps.mask(missing)


def _words(code: Ints, words: tuple[str, ...]) -> pd.Series:
    return pd.Series(np.asarray([*words, None], dtype=object)[code], dtype="str")


def members_table(people: People, names: Names) -> pd.DataFrame:
    """Return everybody, by joining."""
    return pd.DataFrame(
        {
            "member_id": column(names.members(np.arange(people.size))),
            "joined_at": instants(people.joined_at),
            "left_at": instants(people.left_at),
            "role": _words(people.role, ROLES),
            "channel": _words(people.channel, CHANNELS),
        }
    )


def posts_table(posts: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Return the posts, by publishing; `posts` as :meth:`content.Shelf.table` returns it."""
    ids = {
        "post_id": column(named("p", np.arange(len(posts)))),
        "published_at": instants(posts["published_at"].to_numpy()),
        "member_id": column(names.members(posts["author"].to_numpy())),
    }
    return pd.DataFrame(ids | {name: posts[name] for name in posts if name not in ("author", "published_at")})


def activities_table(world: World, names: Names) -> pd.DataFrame:
    """Return the activities, by beginning; the owner runs them."""
    programme = world.programme
    return pd.DataFrame(
        {
            "activity_id": column(named("a", np.arange(programme.size))),
            "kind": _words(programme.kind, ACTIVITIES),
            "starts_at": instants(programme.starts_at),
            "ends_at": instants(programme.ends_at),
            "host_id": column(names.members(np.zeros(programme.size, dtype=np.int64))),
            "cost_minor": np.asarray(world.scenario.activity_cost_minor)[programme.kind].astype(np.int64),
            "currency": world.scenario.currency,
        }
    )


def participations_table(attended: dict[str, Ints], names: Names) -> pd.DataFrame:
    """Return the participations, in the order of time."""
    order = np.lexsort((attended["activity"], attended["row"], attended["at"]))
    return pd.DataFrame(
        {
            "activity_id": column(named("a", attended["activity"][order])),
            "member_id": column(names.members(attended["row"][order])),
            "participated_at": instants(attended["at"][order]),
        }
    )


def orders_table(bought: dict[str, Ints], people: People, world: World, names: Names) -> pd.DataFrame:
    """Return the orders, in the order of time."""
    order = np.lexsort((bought["row"], bought["at"]))
    frame = orders.terms(bought["row"][order], bought["nth"][order], bought["at"][order], people, world)
    ids = {
        "order_id": column(named("o", np.arange(len(frame)), names.width)),
        "member_id": column(names.members(frame["row"].to_numpy())),
        "ordered_at": instants(frame["ordered_at"].to_numpy()),
        "refunded_at": instants(frame["refunded_at"].to_numpy()),
        "product_id": column(named("s", frame["product"].to_numpy())),
    }
    return frame.assign(**ids)[[name for name in ORDERS.names if name != "activity_id"]]


def leads_table(asked: Leads, people: People, names: Names) -> pd.DataFrame:
    """Return the leads, in the order of time."""
    member = np.full(asked.size, NONE)
    became = np.flatnonzero(people.lead != NONE)
    member[people.lead[became]] = became
    order = np.lexsort((asked.serial, asked.created_at))
    return pd.DataFrame(
        {
            "lead_id": column(named("l", np.arange(asked.size), names.width)),
            "created_at": instants(asked.created_at[order]),
            "member_id": column(names.members(member[order])),
            "channel": _words(asked.channel[order], CHANNELS),
            "activity_id": column(named("a", asked.activity[order])),
        }
    )


def invitations_table(sent: Invitations, people: People, names: Names) -> pd.DataFrame:
    """Return the invitations sent, in the order of time."""
    invitee = np.full(sent.size, NONE)
    came = np.flatnonzero(people.invitation != NONE)
    invitee[people.invitation[came]] = came
    order = np.lexsort((sent.number, sent.invited_at))
    return pd.DataFrame(
        {
            "inviter_id": column(names.members(sent.inviter[order])),
            "invited_at": instants(sent.invited_at[order]),
            "invitee_id": column(names.members(invitee[sent.number[order]])),
        }
    )


def groups_table(groups: Groups, people: People, world: World) -> pd.DataFrame:
    """Return the groups; one opens on the day of its first member."""
    parent = np.asarray(groups.parent, dtype=np.int64)
    opened = np.full(groups.size, STAYS)
    first_place = first_places(groups, people)
    seated = first_place != NONE
    np.minimum.at(opened, first_place[seated], people.joined_at[seated])
    for _, _, group, day in groups.moved:
        # Members also move into groups that are old, where groups merge.
        opened[group] = min(opened[group], world.rhythm.day_starts[day])
    split = parent != NONE
    table = pd.DataFrame(
        {
            "group_id": column(named("g", np.arange(groups.size))),
            "parent_id": column(named("g", parent)),
            "split_way": _words(np.where(split, 0, NONE), (world.scenario.split_way,)),
            "opened_on": _days(opened, world),
            "capacity": world.scenario.place_capacity,
        }
    )
    if groups.closed:
        closed = np.full(groups.size, STAYS)
        closed[list(groups.closed)] = world.rhythm.day_starts[list(groups.closed.values())]
        table.insert(4, "closed_on", _days(closed, world))
    return table


def first_places(groups: Groups, people: People) -> Ints:
    """Return the group in which each person sat first."""
    place = people.place.copy()
    for rows, before, _, _ in reversed(groups.moved):
        place[rows] = before
    return place


def roles_table(groups: Groups, people: People, world: World, names: Names) -> pd.DataFrame:
    """Tell who held which role in which group, and since when: operators in all, members in theirs."""
    spells = [(np.arange(people.size), first_places(groups, people), people.joined_at)]
    for rows, _, new, day in groups.moved:
        spells.append((rows, np.full(rows.size, new), np.full(rows.size, world.rhythm.day_starts[day])))
    row, group, since = (np.concatenate(part) for part in zip(*spells, strict=True))
    order = np.lexsort((since, row))
    row, group, since = row[order], group[order], since[order]
    until = people.left_at[row]
    again = np.flatnonzero(row[1:] == row[:-1])
    # Who moved on left the group on that day.
    until[again] = since[again + 1]
    return pd.DataFrame(
        {
            "member_id": column(names.members(row)),
            "role": _words(people.role[row], ROLES),
            "since_on": _days(since, world),
            "until_on": _days(until, world),
            "group_id": column(named("g", group)),
        }
    )


def _days(at: Ints, world: World) -> pd.Series:
    missing = at == STAYS
    days = clock.local_days(np.where(missing, world.rhythm.start_at, at), world.scenario.timezone)
    stamps = pd.Series(days.astype("M8[D]").astype("M8[us]"))
    return stamps.mask(missing)
