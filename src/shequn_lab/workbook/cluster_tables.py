"""Tables of chapter 04: what clusters of members are worth, and what their numbers are not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd
from sklearn.cluster import KMeans

from shequn_lab.errors import NotEnoughDataError
from shequn_lab.model import Community
from shequn_lab.terms import say
from shequn_lab.terms.formats import MISSING, number
from shequn_lab.terms.tiers import tier_name
from shequn_lab.tiers import MemberTiers, RuleTiers, engagement, member_features
from shequn_lab.tiers.null import log_scale, standardised
from shequn_lab.workbook.table import Table
from shequn_lab.workbook.tier_tables import Day, Rows, table_or_reason


def cluster_numbers(community: Community, day: Day, *, k: int = 4, seeds: Sequence[int] = (1, 2, 3)) -> Table:
    """Cluster the settled members several times, and keep the numbers that the program gives the clusters.

    Parameters
    ----------
    community : Community
    day : date or str
    k : int
        Number of clusters.
    seeds : sequence of int

    Returns
    -------
    Table
        One row for each number of a cluster; for each seed its members and their median messages in 30 days.

    Notes
    -----
    A mistake to learn from: k-means numbers its clusters as it happens to find them.
    """
    heads = [say("tiers_cluster"), *(say("tiers_seed", seed=seed) for seed in seeds)]

    def rows() -> Rows:
        settled = _settled(community, day)
        _enough(len(settled), k)
        points = standardised(log_scale(settled.to_numpy(float)))
        columns = []
        for seed in seeds:
            labels = KMeans(k, n_init=1, random_state=seed).fit_predict(points)
            groups = settled["n_messages"].groupby(labels)
            told = {"n": groups.size(), "median": groups.median()}
            columns.append([_cluster(told["n"][i], told["median"][i]) for i in range(k)])
        return [[str(i), *(column[i] for column in columns)] for i in range(k)]

    return table_or_reason(heads, rows)


def _cluster(n: int, median: float) -> str:
    return say("tiers_cluster_is", n=number(n), median=number(median, 0 if float(median).is_integer() else 1))


def _settled(community: Community, day: Day) -> pd.DataFrame:
    """Engagement of the members who are not new."""
    features = member_features(community, day)
    return engagement(features[RuleTiers().cut(features) != "new"])


def _enough(n: int, needed: int) -> None:
    if n < needed:
        raise NotEnoughDataError(say("tiers_too_few", needed=needed))


def cluster_evidence(
    community: Community, day: Day, *, numbers: Sequence[int | Literal["auto"]] = ("auto", 4)
) -> Table:
    """Say what speaks for tiers found by clustering, and which names they get.

    Parameters
    ----------
    community : Community
    day : date or str
    numbers : sequence of int or "auto"
        How many tiers are asked for; "auto" for as many as stand out most.

    Returns
    -------
    Table
        For each: number of tiers; silhouette, its mean over draws of one population without groups, how many standard
        deviations of those it lies above, and how many it has to; stability, and what that has to be above; the names.
    """
    parts = ("silhouette", "by_chance", "excess", "excess_bar", "stability", "stability_bar", "verdict")
    heads = [say("tiers_asked"), say("tiers_found"), *(say(f"tiers_{part}") for part in parts)]

    def rows() -> Rows:
        settled = _settled(community, day)
        _enough(len(settled), 2)
        return [_evidence_row(wanted, MemberTiers(wanted, random_state=0).fit(settled)) for wanted in numbers]

    return table_or_reason(heads, rows)


def _evidence_row(wanted: int | str, model: MemberTiers) -> list[str]:
    asked = say("tiers_auto") if wanted == "auto" else str(wanted)
    names = say("tiers_between").join(tier_name(tier) for tier in model.tiers_)
    verdict = say("tiers_unnamed") if model.refusal_ else names
    found = model.evidence_
    if found is None:
        return [asked, str(len(model.tiers_)), *[MISSING] * 6, verdict]
    row = found.table.loc[found.k]
    values = (*row[["silhouette", "null", "excess"]], found.bar, found.stability, found.stability_bar)
    return [asked, str(found.k), *(number(value, 2) for value in values), verdict]
