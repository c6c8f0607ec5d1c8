"""The tables of a community: the only place where a column, its type or its unit is spelled.

A table that a source does not hold is absent, not empty.
"""

from __future__ import annotations

from dataclasses import dataclass

# Interactions make a member active. What is recorded without being activity is listed apart; any other
# kind counts as an interaction and is named in the provenance.
MESSAGE_KINDS = ("message", "reply", "comment")
INTERACTION_KINDS = (*MESSAGE_KINDS, "like", "share", "vote", "check_in", "participate")
RECORDED_KINDS = ("view", "join", "leave", "invite", "recall", "system")
KNOWN_KINDS = (*INTERACTION_KINDS, *RECORDED_KINDS)

BOT_ROLE = "bot"
OPERATOR_ROLES = ("owner", "admin", BOT_ROLE)
ROLES = ("member", *OPERATOR_ROLES)

CATEGORIES = ("value", "interactive", "promotion", "brand", "activity", "fun", "ugc", "chat", "notice")
FORMS = ("text", "image", "short_video", "live", "replay", "audio")
CHANNELS = ("search", "link", "qr", "referral", "offline", "other")
ROSTERS = ("complete", "partial", "none")


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
    dtype : {"id", "text", "instant", "day", "count", "number", "flag", "choice", "ids"}
        ``instant`` is UTC with microseconds, ``day`` a local date, ``ids`` a list of member ids.
    about : str
        What it holds, with its unit.
    required : bool
        A required column must be there and may hold no missing value.
    allowed : tuple of str
        The values of a ``choice``; empty for any.
    refers_to : str
        Table whose key the values must exist in.
    """

    name: str
    dtype: str
    about: str
    required: bool = False
    allowed: tuple[str, ...] = ()
    refers_to: str = ""


@dataclass(frozen=True)
class Table:
    """One table: a name, its columns, and the key that no two rows share."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: str = ""

    @property
    def names(self) -> list[str]:
        """Return the column names in order."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        """Return the column called `name`."""
        return next(column for column in self.columns if column.name == name)


MEMBERS = Table(
    "members",
    "One row for each known person, silent ones too.",
    (
        Column("member_id", "id", "pseudonym", required=True),
        Column("joined_on", "day", "local day of the first joining; missing when unknown"),
        Column("joined_at", "instant", "instant of the first joining; missing when only the day is known"),
        Column("left_on", "day", "local day of leaving after the first joining; missing when still there"),
        Column("left_at", "instant", "instant of leaving; missing when only the day is known"),
        Column("role", "choice", "role in the community", allowed=ROLES),
        Column("channel", "choice", "how the member came", allowed=CHANNELS),
    ),
    key="member_id",
)

EVENTS = Table(
    "events",
    "One row for each thing a member did, in the order of time.",
    (
        Column("member_id", "id", "who", required=True, refers_to="members"),
        Column("occurred_at", "instant", "when", required=True),
        Column("kind", "text", "what: one of the known kinds, or the source's own word", required=True),
        Column("event_id", "text", "id in the source"),
        Column("topic_id", "text", "thread or topic it belongs to"),
        Column("reply_to", "text", "event_id of the event it answers"),
        Column("post_id", "text", "post it is about"),
        Column("place_id", "text", "group or channel it happened in"),
        Column("is_question", "flag", "whether it asks something"),
        Column("n_chars", "count", "length of the text [characters]"),
        Column("mentions", "ids", "members named in it"),
        Column("text", "text", "what was said; dropped at the door unless asked for"),
    ),
)

POSTS = Table(
    "posts",
    "One row for each published piece of content whose reach or category is known.",
    (
        Column("post_id", "id", "id of the post", required=True),
        Column("published_at", "instant", "when", required=True),
        Column("member_id", "text", "author; missing for the house itself", refers_to="members"),
        Column("by_operator", "flag", "whether an operator published it", required=True),
        Column("category", "choice", "what it is for", allowed=CATEGORIES),
        Column("form", "choice", "its form", allowed=FORMS),
        Column("reach", "count", "people reached [people]"),
        Column("views", "count", "plays or impressions [views]"),
        Column("likes", "count", "likes [count]"),
        Column("comments", "count", "comments [count]"),
        Column("shares", "count", "shares [count]"),
    ),
    key="post_id",
)
