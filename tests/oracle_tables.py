"""The further tables of a community as plain rows, for the oracles of content, conversion, growth and money."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from oracle import World


@dataclass(frozen=True)
class Post:
    id: str
    at: dt.datetime
    by_operator: bool = True
    author: str | None = None
    category: str | None = None
    reach: int | None = None
    views: int | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None


@dataclass(frozen=True)
class Activity:
    id: str
    start: dt.datetime
    end: dt.datetime
    kind: str = "talk"


@dataclass(frozen=True)
class Taking:
    activity: str
    who: str
    at: dt.datetime


@dataclass(frozen=True)
class Order:
    id: str
    who: str
    at: dt.datetime
    paid: int = 1000
    refunded: int | None = None
    cancelled: bool = False
    units: int | None = 1
    currency: str = "CNY"


@dataclass(frozen=True)
class Lead:
    id: str
    at: dt.datetime
    who: str | None = None


@dataclass(frozen=True)
class Invite:
    inviter: str
    at: dt.datetime
    invitee: str | None = None


@dataclass(frozen=True)
class Answer:
    respondent: str
    score: float | None
    construct: str = "satisfaction"
    item: str = "q1"
    lowest: float = 1
    highest: float = 5
    at: dt.datetime | None = None
    who: str | None = None
    questionnaire: str = "q"


@dataclass(frozen=True)
class Count:
    account: str
    day: dt.date
    n: int


@dataclass(frozen=True)
class Shop:
    """A world and its further tables; None for a table the source does not hold."""

    w: World
    posts: tuple[Post, ...] | None = None
    activities: tuple[Activity, ...] | None = None
    takings: tuple[Taking, ...] | None = None
    orders: tuple[Order, ...] | None = None
    leads: tuple[Lead, ...] | None = None
    invites: tuple[Invite, ...] | None = None
    answers: tuple[Answer, ...] | None = None
    followers: tuple[Count, ...] | None = None
    channels: dict[str, str | None] = field(default_factory=dict)
