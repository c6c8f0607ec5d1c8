"""Chapter 03, operations and growth: what is right, and what the usual mistakes make of the same data."""

from __future__ import annotations

from typing import cast

import pandas as pd

from shequn_lab.chapters import compare_channels, openings_per_operator_hour
from shequn_lab.metrics import biased_k_factor, fission, joins_total, k_factor, members_present
from shequn_lab.model import Community
from shequn_lab.workbook.answers import Choice, Choices, Number
from shequn_lab.workbook.exercise import Exercise
from shequn_lab.workbook.heads import last_count

_SEEDS, _GENERATIONS = 100, 6
_WAYS = ("same_level", "parent_child", "split_and_merge", "regional")

# -- who brings whom ---------------------------------------------------------------------------------


def _per_sender(community: Community) -> float:
    return k_factor(community).k / cast("pd.DataFrame", community.invitations)["inviter_id"].nunique()


def _per_invitation(community: Community) -> float:
    return k_factor(community).k / len(cast("pd.DataFrame", community.invitations))


def _of_all_joiners(community: Community) -> float:
    return k_factor(community).k / float(joins_total(community))


def _of_all_members(community: Community) -> float:
    return k_factor(community).k / last_count(community, "joined_so_far")


# -- conversations to be taken up --------------------------------------------------------------------


def _everything_said(community: Community) -> float:
    return community.event_source.n_rows / openings_per_operator_hour(community).n


def _a_day(community: Community) -> float:
    return openings_per_operator_hour(community).k / community.observed.n_days


def _by_one_alone(community: Community) -> float:
    return _a_day(community) / 8


# -- by referral, and by other ways ------------------------------------------------------------------


def _channels(community: Community, figure: str = "entry_returned") -> pd.DataFrame:
    frame = compare_channels(community)
    return frame[frame["figure"] == figure]


def _referred(community: Community, column: str, figure: str = "entry_returned") -> float:
    return float(_channels(community, figure).loc["referral", column])


def _less_all(community: Community) -> float:
    rows = _channels(community)
    return _referred(community, "value") - float(rows["k"].sum() / rows["n"].sum())


def _less_mean_of_others(community: Community) -> float:
    return _referred(community, "value") - float(_channels(community).drop("referral")["value"].mean())


def _relative(community: Community) -> float:
    share, less = _referred(community, "value"), _referred(community, "difference")
    return less / (share - less)


# -- generations -------------------------------------------------------------------------------------


def _projected(community: Community, column: str = "total", k: float | None = None) -> float:
    found = k_factor(community) if k is None else k
    return float(fission(found, seeds=_SEEDS, generations=_GENERATIONS)[column].iloc[-1])


EXERCISES = (
    Exercise("ch03_q1", Choice(("sign", "pilot", "refuse")), "pilot", prediction=True),
    Exercise(
        "ch03_q2",
        Number("count"),
        members_present,
        {
            "ever": lambda c: last_count(c, "joined_so_far"),
            "joins": joins_total,
            "active": lambda c: last_count(c, "monthly_active"),
            "roster": lambda c: len(c.members),
        },
    ),
    Exercise(
        "ch03_q3",
        Choices(("plays", "drawn", "notice", "watchers"), ("views", "joined", "present", "unknown")),
        {"plays": "views", "drawn": "joined", "notice": "present", "watchers": "unknown"},
    ),
    Exercise(
        "ch03_q4",
        Number(),
        k_factor,
        {
            "inviters": biased_k_factor,
            "senders": _per_sender,
            "invitations": _per_invitation,
            "all_joiners": _of_all_joiners,
            "all_members": _of_all_members,
        },
    ),
    Exercise(
        "ch03_q5",
        Number(),
        openings_per_operator_hour,
        {
            "everything": _everything_said,
            "a_day": _a_day,
            "one_alone": _by_one_alone,
            "round_the_clock": lambda c: openings_per_operator_hour(c, duty_hours=24),
        },
    ),
    Exercise(
        "ch03_q6",
        Choices(("survey", "checkout", "feed", "dashboard"), ("d1", "d3", "both")),
        {"survey": "d3", "checkout": "d1", "feed": "both", "dashboard": "d3"},
    ),
    Exercise(
        "ch03_q7",
        Choices(("twins", "nursery", "trial", "salon"), _WAYS),
        {"twins": "same_level", "nursery": "parent_child", "trial": "split_and_merge", "salon": "regional"},
    ),
    Exercise(
        "ch03_q8",
        Number("share"),
        lambda c: _referred(c, "difference"),
        {
            "all": _less_all,
            "mean_of_others": _less_mean_of_others,
            "relative": _relative,
            "upside_down": lambda c: -_referred(c, "difference"),
            "share": lambda c: _referred(c, "value"),
            "spoke": lambda c: _referred(c, "difference", "entry_spoke"),
        },
    ),
    Exercise(
        "ch03_q9",
        Number(),
        lambda c: _projected(c) - _SEEDS,
        {
            "compounded": lambda c: _projected(c, "compounded") - _SEEDS,
            "compounded_in_all": lambda c: _projected(c, "compounded"),
            "first_wave": lambda c: _SEEDS * float(k_factor(c)),
            "six_waves": lambda c: _GENERATIONS * _SEEDS * float(k_factor(c)),
            "with_seeds": _projected,
            "inviters": lambda c: _projected(c, k=float(biased_k_factor(c))) - _SEEDS,
        },
    ),
)
