"""Trouble planted in the tables of a healthy community: each takes a community, a dose and a seed.

What is planted lies in the last 28 days, or in the whole of the record where it says so.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle, islice

import numpy as np
import pandas as pd
import trouble_tables as tables
from trouble_tables import RECENT_DAYS, WORDS

from shequn_lab.model import Community, clock
from shequn_lab.model.schema import MESSAGE_KINDS

_SHORT, _CHECK_IN, _ADVERT = "收到", "今日打卡完成，明天继续加油呀", "加微信领取内部优惠券，名额有限，先到先得"


# -- what a source would record ----------------------------------------------------------------------------


def recorded(community: Community, seed: int) -> Community:
    """Give every message a text, some of them the same for good reasons, and recall one in a hundred."""
    rng = np.random.default_rng([seed, 1])
    events = tables.events_of(community)
    says = events["kind"].isin(MESSAGE_KINDS).to_numpy()
    texts = np.full(len(events), None, dtype=object)
    for i in np.flatnonzero(says):
        drawn = rng.random()
        if drawn < 0.15:
            texts[i] = _SHORT
        elif drawn < 0.18:
            texts[i] = _CHECK_IN
        else:
            texts[i] = " ".join(rng.choice(WORDS, rng.integers(2, 8)))
    return tables.rebuilt(community, tables.with_recalls(events.assign(text=texts), says, 0.01, rng))


def lively_nights(community: Community, n_nights: float, seed: int) -> Community:
    """Let twenty members write sixty messages between 22 and 23 h, on so many nights: no disorder."""
    rng = np.random.default_rng([seed, 2])
    return tables.with_nights(community, int(n_nights), 20, 60, 22, rng)


def flash_sales(community: Community, n_sales: float, seed: int) -> Community:
    """Let fourteen members order the same thing at the same price within an hour, so many times: no fake orders."""
    rng, orders = np.random.default_rng([seed, 3]), community.orders
    for nth in range(int(n_sales)):
        assert orders is not None
        # Who buys in a sale is who buys anyway.
        usual = orders["member_id"].drop_duplicates().to_numpy()
        buyers = rng.choice(usual, min(14, usual.size), replace=False)
        day = rng.integers(10, community.observed.n_days - 10)
        rows = tables.order_rows(community, buyers, int(day), 20, 9_900, f"sale{nth}", rng)
        orders = pd.concat([orders, rows], ignore_index=True)
    return replace(community, orders=orders, _memo={})


# -- trouble -----------------------------------------------------------------------------------------------


def quieter(community: Community, share: float, seed: int) -> Community:
    """Take away a share of what each member did on each of the last days, a whole day of a member at a time."""
    rng, events = np.random.default_rng([seed, 10]), tables.events_of(community)
    lost = rng.random((len(community.members), RECENT_DAYS)) < share
    row = pd.Index(community.members["member_id"]).get_indexer(events["member_id"])
    day = tables.event_days(community, events) - (community.observed.stop - RECENT_DAYS)
    gone = (day >= 0) & ~events["kind"].isin(("join", "leave")).to_numpy()
    gone[gone] = lost[row[gone], day[gone]]
    return tables.rebuilt(community, events[~gone])


def copied(community: Community, share: float, seed: int) -> Community:
    """Turn a share of the house's posts into copies of one of them."""
    rng, posts = np.random.default_rng([seed, 11]), tables.posts_of(community)
    house = posts["by_operator"].to_numpy(bool)
    late = np.flatnonzero(house & (posts["day"] >= community.observed.stop - RECENT_DAYS).to_numpy())
    model = posts.iloc[rng.choice(np.flatnonzero(house & (posts["category"] != "promotion").to_numpy()))]
    copies = late[rng.random(late.size) < share]
    for name in ("category", "form"):
        posts.loc[posts.index[copies], name] = model[name]
    return replace(community, posts=posts.drop(columns="day"), _memo={})


def slower(community: Community, factor: float, seed: int) -> Community:
    """Make each reply wait longer by a factor; what would come after the last day is not seen."""
    events = tables.events_of(community)
    at, late = tables.instants_of(events), community.observed.end_at - RECENT_DAYS * clock.US_PER_DAY
    parent = pd.Index(events["event_id"]).get_indexer(events["reply_to"].astype(object))
    moved = at.copy()
    for i in np.flatnonzero((parent >= 0) & (at >= late) & events["kind"].isin(MESSAGE_KINDS).to_numpy()):
        # Events come in the order of time, so what is answered has been moved before.
        moved[i] = moved[parent[i]] + int(factor * (at[i] - at[parent[i]]))
    events["occurred_at"] = pd.to_datetime(moved, unit="us", utc=True)
    return tables.rebuilt(community, events[moved < community.observed.end_at])


def overloaded(community: Community, share: float, seed: int) -> Community:
    """Leave questions without any reply, the more the larger the community has become: none at first, `share` last."""
    rng, events = np.random.default_rng([seed, 12]), tables.events_of(community)
    observed = community.observed
    grown = (tables.instants_of(events) - observed.start_at) / (observed.end_at - observed.start_at)
    parent = pd.Index(events["event_id"]).get_indexer(events["reply_to"].astype(object))
    gone = np.zeros(len(events), dtype=bool)
    asks = events["is_question"].fillna(False).to_numpy(bool)
    unanswered = asks & (rng.random(len(events)) < share * grown)
    for i in np.flatnonzero(parent >= 0):
        gone[i] = gone[parent[i]] or unanswered[parent[i]]
    return tables.rebuilt(community, events[~gone])


def promoted(community: Community, share: float, seed: int) -> Community:
    """Raise the promotion share of the house's posts, over the whole record."""
    rng, posts = np.random.default_rng([seed, 13]), tables.posts_of(community)
    others = posts["by_operator"].to_numpy(bool) & (posts["category"] != "promotion").to_numpy()
    before = 1 - others.sum() / posts["by_operator"].sum()
    turned = others & (rng.random(len(posts)) < max(0.0, (share - before) / (1 - before)))
    posts.loc[turned, "category"] = "promotion"
    return replace(community, posts=posts.drop(columns="day"), _memo={})


def clearance(community: Community, n_days: float, seed: int) -> Community:
    """Let the house publish promotion alone on so many days in a row, at least one post on each."""
    rng, posts = np.random.default_rng([seed, 14]), tables.posts_of(community)
    first = community.observed.first + int(rng.integers(20, community.observed.n_days - 20 - int(n_days)))
    run = range(first, first + int(n_days))
    posts.loc[posts["by_operator"] & posts["day"].isin(run), "category"] = "promotion"
    silent = sorted(set(run) - set(posts.loc[posts["by_operator"], "day"]))
    if silent:
        model = posts[posts["by_operator"]].iloc[0]
        starts = clock.day_starts(silent, community.timezone) + 10 * clock.US_PER_HOUR
        more = pd.DataFrame([model] * len(silent), index=range(len(silent))).assign(
            post_id=[f"extra{i}" for i in range(len(silent))],
            published_at=pd.to_datetime(starts, unit="us", utc=True),
            category="promotion",
        )
        posts = pd.concat([posts, more], ignore_index=True).astype(posts.dtypes)
    return replace(community, posts=posts.drop(columns="day"), _memo={})


def brushed(community: Community, share: float, seed: int) -> Community:
    """Add fake orders until they are a share of all: eight new accounts an hour, one price, half paid back soon."""
    rng, orders = np.random.default_rng([seed, 15]), community.orders
    assert orders is not None
    n_fake = max(1, round(len(orders) * share / (1 - share)))
    accounts = np.array([f"fake{i:04d}" for i in range(n_fake)], dtype=object)
    price, parts = int(orders["paid_minor"].median()), [orders]
    for nth, hour in enumerate(np.split(accounts, range(8, n_fake, 8))):
        day = int(rng.integers(community.observed.n_days - 60, community.observed.n_days - 5))
        rows = tables.order_rows(community, hour, day, 3, price, f"brush{nth}", rng)
        back = rng.random(hour.size) < 0.5
        days = pd.to_timedelta(rng.uniform(0.2, 2, hour.size), unit="D").round("s")
        rows["refunded_minor"] = np.where(back, rows["paid_minor"], 0)
        rows["refunded_at"] = (rows["ordered_at"] + days).where(back)
        parts.append(rows)
    joined = pd.Timestamp(clock.day_date(community.observed.first)) + pd.to_timedelta(
        rng.integers(0, community.observed.n_days - 60, n_fake), unit="D"
    )
    new = pd.DataFrame({"member_id": accounts, "joined_on": joined, "role": "member"})
    members = pd.concat([community.members, new.reindex(columns=community.members.columns)], ignore_index=True)
    together = pd.concat(parts, ignore_index=True)
    return tables.rebuilt(
        community, tables.events_of(community), members=members.astype(community.members.dtypes), orders=together
    )


def flooded(community: Community, n_messages: float, seed: int) -> Community:
    """Let three members write so many messages between 3 and 4 h of one night."""
    return tables.with_nights(community, 1, 3, int(n_messages), 3, np.random.default_rng([seed, 16]))


def advertised(community: Community, share: float, seed: int) -> Community:
    """Let three members repeat one text, five times a day or more, until it is a share of the last days' messages."""
    rng, events = np.random.default_rng([seed, 17]), tables.events_of(community)
    recent = tables.recent_messages(community, events)
    n = max(5, round(recent.sum() * share / (1 - share)))
    who = rng.choice(tables.plain_members(community), 3, replace=False)
    slots = [(day, member) for day in range(RECENT_DAYS) for member in who]
    rng.shuffle(slots)
    rows = []
    for day, member in islice(cycle(slots), -(-n // 5)):
        first = clock.day_starts([community.observed.stop - RECENT_DAYS + int(day)], community.timezone)[0]
        hours = rng.uniform(9, 22, 5)
        rows += [(member, int(first + hour * clock.US_PER_HOUR), _ADVERT) for hour in hours]
    return tables.rebuilt(community, pd.concat([events, tables.message_rows(events, rows[:n])], ignore_index=True))


def recalled(community: Community, share: float, seed: int) -> Community:
    """Recall a share of the last days' messages."""
    rng, events = np.random.default_rng([seed, 18]), tables.events_of(community)
    recent = tables.recent_messages(community, events)
    return tables.rebuilt(community, tables.with_recalls(events, recent, share, rng))
