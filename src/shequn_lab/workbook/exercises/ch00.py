"""Chapter 00, orientation: what is right, and what the usual mistakes make of the same data."""

from __future__ import annotations

import pandas as pd

from shequn_lab.metrics import active_share, members_present, speaking_share
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import member_totals
from shequn_lab.tiers import silence_breakdown
from shequn_lab.workbook.answers import Choice, Choices, Number
from shequn_lab.workbook.exercise import Exercise


def _others(share: Estimate) -> float:
    """Who is below the line of a share and not above it."""
    return share.n - share.k


# -- messages per member -----------------------------------------------------------------------------


def _messages(community: Community) -> pd.Series:
    return member_totals(community)["n_messages"]


def _by_writers(community: Community) -> float:
    written = _messages(community)
    return float(written[written > 0].mean())


def _interactions(community: Community) -> float:
    return float(member_totals(community)["n_interactions"].mean())


def _all_events(community: Community) -> float:
    return community.event_source.n_rows / len(_messages(community))


def _by_the_present(community: Community) -> float:
    return float(_messages(community).sum()) / float(members_present(community))


# -- who wrote nothing -------------------------------------------------------------------------------


def _silent(community: Community, *parts: str) -> float:
    return float(silence_breakdown(community).loc[list(parts), "k"].sum())


EXERCISES = (
    Exercise("ch00_q1", Choice(("all", "some", "none")), "some", prediction=True),
    Exercise(
        "ch00_q2",
        Choices(("weibo", "mothers", "phones", "runners"), ("community", "audience", "list")),
        {"weibo": "audience", "mothers": "community", "phones": "list", "runners": "community"},
    ),
    Exercise(
        "ch00_q3",
        Number("count"),
        lambda c: _others(speaking_share(c)),
        {
            "writers": lambda c: speaking_share(c).k,
            "inactive": lambda c: _others(active_share(c)),
            "at_the_end": lambda c: _others(speaking_share(c, base="end")),
            "operators": lambda c: len(c.members) - speaking_share(c).k,
            "everybody": lambda c: speaking_share(c).n,
            "nobody": lambda _: 0,
        },
    ),
    Exercise(
        "ch00_q4",
        Number(decimals=1),
        lambda c: _messages(c).mean(),
        {
            "writers": _by_writers,
            "median": lambda c: _messages(c).median(),
            "interactions": _interactions,
            "all_events": _all_events,
            "at_the_end": _by_the_present,
        },
    ),
    Exercise(
        "ch00_q5",
        Choices(
            ("word_of_mouth", "repurchase", "interaction", "trust"),
            ("events", "orders", "invitations", "questionnaires"),
        ),
        {"word_of_mouth": "invitations", "repurchase": "orders", "interaction": "events", "trust": "questionnaires"},
    ),
    Exercise(
        "ch00_q6",
        Choices(("age", "clicks", "rivals", "silent"), ("manager", "video", "analytics", "questionnaire")),
        {"age": "questionnaire", "clicks": "analytics", "rivals": "video", "silent": "manager"},
    ),
    Exercise(
        "ch00_q7",
        Choices(("eighty", "wrote", "ninety", "readers"), ("claim", "measured", "unmeasurable")),
        {"eighty": "claim", "wrote": "measured", "ninety": "claim", "readers": "unmeasurable"},
    ),
    Exercise("ch00_q8", Choice(("before_after", "readers", "control", "survey")), "control"),
    Exercise(
        "ch00_q9",
        Number("count"),
        lambda c: _silent(c, "no_sign"),
        {
            "all": lambda c: _silent(c, "left", "new", "other_signs", "no_sign"),
            "left": lambda c: _silent(c, "left", "no_sign"),
            "new": lambda c: _silent(c, "new", "no_sign"),
            "other_signs": lambda c: _silent(c, "other_signs", "no_sign"),
            "present": lambda c: _silent(c, "new", "other_signs", "no_sign"),
            "inactive": lambda c: _others(active_share(c)),
            "row": lambda c: _silent(c, "other_signs"),
            "row_left": lambda c: _silent(c, "left"),
            "row_new": lambda c: _silent(c, "new"),
        },
    ),
)
