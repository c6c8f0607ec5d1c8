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
ACTIVITY_KINDS = ("lottery", "check_in", "talk", "perk", "offline", "contest", "poll", "other")
SPLIT_WAYS = ("same_level", "parent_child", "split_and_merge", "regional")


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
    """One table.

    Attributes
    ----------
    name, about : str
    columns : tuple of Column
    key : str
        Column that no two rows share; empty for none.
    ordered : tuple of (str, str)
        Pairs of columns, the first of which may not exceed the second: beginnings and ends, parts and wholes.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    key: str = ""
    ordered: tuple[tuple[str, str], ...] = ()

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
    ordered=(("joined_on", "left_on"), ("joined_at", "left_at")),
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

ACTIVITIES = Table(
    "activities",
    "One row for each activity that was run: lottery, check-in, talk, perk, offline meeting …",
    (
        Column("activity_id", "id", "id of the activity", required=True),
        Column("kind", "choice", "what sort of activity", required=True, allowed=ACTIVITY_KINDS),
        Column("starts_at", "instant", "when it begins", required=True),
        Column("ends_at", "instant", "when it ends", required=True),
        Column("title", "text", "its name"),
        Column("host_id", "text", "member who runs it", refers_to="members"),
        Column("group_id", "text", "group it is for; missing for all", refers_to="groups"),
        Column("cost_minor", "count", "what it cost the house [minor units, e.g. 分]"),
        Column("currency", "text", "currency of the cost (ISO 4217)"),
    ),
    key="activity_id",
    ordered=(("starts_at", "ends_at"),),
)

PARTICIPATIONS = Table(
    "participations",
    "One row for each time a member took part in an activity.",
    (
        Column("activity_id", "id", "which activity", required=True, refers_to="activities"),
        Column("member_id", "id", "who", required=True, refers_to="members"),
        Column("participated_at", "instant", "when", required=True),
    ),
)

ORDERS = Table(
    "orders",
    "One row for each order, in integer minor units of one currency.",
    (
        Column("order_id", "id", "id of the order", required=True),
        Column("member_id", "id", "who bought", required=True, refers_to="members"),
        Column("ordered_at", "instant", "when", required=True),
        Column("paid_minor", "count", "what was paid, after discounts [minor units, e.g. 分]", required=True),
        Column("currency", "text", "currency (ISO 4217)", required=True),
        Column("refunded_minor", "count", "what was paid back [minor units]"),
        Column("refunded_at", "instant", "when it was paid back"),
        Column("cancelled", "flag", "whether it was called off before it was fulfilled"),
        Column("discount_minor", "count", "what coupons and the like took off the price [minor units]"),
        Column("cost_minor", "count", "what the goods cost the house [minor units]"),
        Column("n_units", "count", "pieces bought [count]"),
        Column("product_id", "text", "what was bought"),
        Column("activity_id", "text", "activity the order belongs to", refers_to="activities"),
    ),
    key="order_id",
    ordered=(("refunded_minor", "paid_minor"), ("ordered_at", "refunded_at")),
)

LEADS = Table(
    "leads",
    "One row for each person who asked or left an address, before or after joining.",
    (
        Column("lead_id", "id", "id of the lead", required=True),
        Column("created_at", "instant", "when it was recorded", required=True),
        Column("member_id", "text", "who it turned out to be; missing while unknown", refers_to="members"),
        Column("channel", "choice", "how the lead came", allowed=CHANNELS),
        Column("activity_id", "text", "activity it came from", refers_to="activities"),
    ),
    key="lead_id",
)

INVITATIONS = Table(
    "invitations",
    "One row for each invitation a member sent.",
    (
        Column("inviter_id", "id", "who invited", required=True, refers_to="members"),
        Column("invited_at", "instant", "when", required=True),
        Column("invitee_id", "text", "who came of it; missing when nobody did", refers_to="members"),
    ),
)

GROUPS = Table(
    "groups",
    "One row for each group or channel; events name it in ``place_id``.",
    (
        Column("group_id", "id", "id of the group", required=True),
        Column("parent_id", "text", "group it split from", refers_to="groups"),
        Column("split_way", "choice", "how it split", allowed=SPLIT_WAYS),
        Column("opened_on", "day", "local day it opened"),
        Column("closed_on", "day", "local day it closed; missing while open"),
        Column("capacity", "count", "most members it takes [people]"),
        Column("title", "text", "its name"),
    ),
    key="group_id",
    ordered=(("opened_on", "closed_on"),),
)

ROLE_SPELLS = Table(
    "roles",
    "One row for each time a member held a role, in one group or in the whole community.",
    (
        Column("member_id", "id", "who", required=True, refers_to="members"),
        Column("role", "choice", "which role; member for simply being in a group", required=True, allowed=ROLES),
        Column("since_on", "day", "first local day", required=True),
        Column("until_on", "day", "first local day no longer; missing while held"),
        Column("group_id", "text", "group; missing for the whole community", refers_to="groups"),
    ),
    ordered=(("since_on", "until_on"),),
)

QUESTIONNAIRES = Table(
    "questionnaires",
    "One row for each answer to one item of a questionnaire.",
    (
        Column("questionnaire_id", "id", "which questionnaire", required=True),
        Column("respondent_id", "id", "who answered; a pseudonym of its own if anonymous", required=True),
        Column("item_id", "id", "which item", required=True),
        Column("construct", "text", "what the item measures, e.g. satisfaction, recommend, belonging", required=True),
        Column("score", "number", "the answer; missing when skipped"),
        Column("lowest", "number", "lowest answer possible", required=True),
        Column("highest", "number", "highest answer possible", required=True),
        Column("answered_at", "instant", "when"),
        Column("member_id", "text", "member, where known", refers_to="members"),
    ),
    ordered=(("lowest", "score"), ("score", "highest")),
)

FOLLOWERS = Table(
    "followers",
    "One row for each count of a social account's followers, who are not members of the community.",
    (
        Column("account", "id", "account or platform", required=True),
        Column("counted_on", "day", "local day", required=True),
        Column("n_followers", "count", "followers at the end of that day [people]", required=True),
    ),
)

#: Tables that sit in memory as frames, in the order in which they refer to one another.
SMALL_TABLES = (
    MEMBERS,
    GROUPS,
    ROLE_SPELLS,
    POSTS,
    ACTIVITIES,
    PARTICIPATIONS,
    ORDERS,
    LEADS,
    INVITATIONS,
    QUESTIONNAIRES,
    FOLLOWERS,
)
#: Those of them that a source may lack.
OPTIONAL_TABLES = SMALL_TABLES[1:]


def table_called(name: str) -> Table:
    """Return the small table of that name."""
    return next(table for table in SMALL_TABLES if table.name == name)
