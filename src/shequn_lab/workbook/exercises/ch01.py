"""Chapter 01, elements: what is right, and what the usual mistakes make of the same data."""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd

from shequn_lab.chapters import sense_questionnaire, sense_scores
from shequn_lab.chapters.elements import SENSES
from shequn_lab.errors import NotEnoughDataError
from shequn_lab.metrics import (
    category_concentration,
    contribution_gini,
    cronbach_alpha,
    group_variation,
    item_statistics,
    network_estimates,
    network_members,
    network_ties,
    reply_latency,
    satisfaction,
    speaking_share,
)
from shequn_lab.metrics.reliability import alpha
from shequn_lab.model import Community
from shequn_lab.workbook.answers import Choice, Choices, Number
from shequn_lab.workbook.exercise import Exercise
from shequn_lab.workbook.lenses import last_days, willing_answers
from shequn_lab.workbook.siblings import sibling_groups

# -- points of a figure ------------------------------------------------------------------------------

_NOTHING, _FULL = 1.0, 0.4


def _points(community: Community) -> float:
    return 100 * (float(contribution_gini(community)) - _NOTHING) / (_FULL - _NOTHING)


def _as_it_stands(community: Community) -> float:
    return 100 * float(contribution_gini(community))


# -- two posts of one category -----------------------------------------------------------------------


def _shares(community: Community, *, notices: bool = False) -> np.ndarray:
    if community.posts is None:
        raise NotEnoughDataError("")
    category = community.posts["category"].dropna()
    kept = category if notices else category[category != "notice"]
    return kept.value_counts(normalize=True).to_numpy()


# -- whom members answered ---------------------------------------------------------------------------


def _answered(community: Community) -> float:
    return float(network_members(community)["n_out"].mean())


def _replies(community: Community) -> float:
    return float(network_ties(community)["n"].sum() / len(network_members(community)))


def _of_the_roster(community: Community) -> float:
    return len(network_ties(community)) / speaking_share(community).n


def _with_operators(community: Community) -> float:
    return float(network_members(community, include_operators=True)["n_out"].mean())


# -- questions ---------------------------------------------------------------------------------------


def _of_answered(community: Community) -> float:
    asked = reply_latency(community).frame
    answered = asked[asked["answered"]]
    return float((answered["seconds"] <= 86_400).mean())


# -- questionnaires ----------------------------------------------------------------------------------


def _all_items(community: Community) -> float:
    """Alpha of the items of all four senses thrown together."""
    answers = community.questionnaires
    if answers is None:
        raise NotEnoughDataError("")
    asked = answers[answers["construct"].isin([sense.removeprefix("sense_") for sense in SENSES])]
    sheets = asked.pivot_table(index=["questionnaire_id", "respondent_id"], columns="item_id", values="score").dropna()
    return alpha(cast("pd.DataFrame", sheets.groupby(level="respondent_id").tail(1)))


def _items(community: Community) -> pd.DataFrame:
    return item_statistics(community, construct="participation")


def _belonging(community: Community) -> float:
    return float(sense_questionnaire(community).loc["sense_belonging", "value"])


def _mean(community: Community) -> float:
    return float(satisfaction(community, construct="belonging"))


# -- groups beside each other ------------------------------------------------------------------------


def _of_all_messages(community: Community) -> float:
    groups = sibling_groups(last_days(community))
    n = groups["n_writers"] * groups["messages_per_writer"]
    return float(n.std() / n.mean())


def _of_all_groups_there_are(community: Community) -> float:
    """Divide the squares by the number of groups, not by one less."""
    rate = sibling_groups(last_days(community))["messages_per_writer"]
    return float(rate.std(ddof=0) / rate.mean())


EXERCISES = (
    Exercise("ch01_q1", Choice(("nine", "one", "none")), "one", prediction=True),
    Exercise(
        "ch01_q2",
        Number(decimals=0),
        _points,
        {
            "as_it_stands": _as_it_stands,
            "from_one": lambda c: 100 - _as_it_stands(c),
            "wrong_way": lambda c: 100 - _points(c),
            "of_one": lambda c: _points(c) / 100,
        },
    ),
    Exercise(
        "ch01_q3",
        Number("share"),
        category_concentration,
        {
            "with_itself": lambda c: (_shares(c) ** 2).sum(),
            "notices": lambda c: (_shares(c, notices=True) ** 2).sum(),
            "largest": lambda c: _shares(c).max(),
            "different": lambda c: 1 - float(category_concentration(c)),
        },
    ),
    Exercise(
        "ch01_q4",
        Number(decimals=1),
        _answered,
        {
            "partners": lambda c: network_members(c)["n_partners"].mean(),
            "replies": _replies,
            "roster": _of_the_roster,
            "operators": _with_operators,
            "density": lambda c: network_estimates(c)["network_density"],
        },
    ),
    Exercise(
        "ch01_q5",
        Number("share"),
        lambda c: reply_latency(c).within_day,
        {
            "of_answered": _of_answered,
            "hour": lambda c: reply_latency(c).within_hour,
            "ever": lambda c: reply_latency(c).frame["answered"].mean(),
        },
    ),
    Exercise(
        "ch01_q6",
        Number(),
        lambda c: cronbach_alpha(c, construct="participation"),
        {
            "all_items": _all_items,
            "item_total": lambda c: _items(c)["item_total"].mean(),
            "without_one": lambda c: _items(c)["alpha_without"].max(),
            "belonging": lambda c: cronbach_alpha(c, construct="belonging"),
            "willing": lambda c: cronbach_alpha(willing_answers(c), construct="participation"),
        },
    ),
    Exercise(
        "ch01_q7",
        Number(decimals=0),
        _belonging,
        {
            "willing": lambda c: _belonging(willing_answers(c)),
            "done": lambda c: sense_scores(c).loc["sense_belonging", "value"],
            "of_five": lambda c: 20 * _mean(c),
            "mean": _mean,
        },
    ),
    Exercise(
        "ch01_q8",
        Number(),
        lambda c: group_variation(last_days(c)),
        {
            "all_days": group_variation,
            "messages": _of_all_messages,
            "of_all": _of_all_groups_there_are,
        },
    ),
    Exercise(
        "ch01_q9",
        Choices(("users", "rose", "events"), ("level", "direction", "question")),
        {"users": "level", "rose": "direction", "events": "question"},
    ),
)
