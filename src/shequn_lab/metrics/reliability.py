"""Questionnaires: does a set of items measure one thing, and which item does not belong to it."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.metrics.content import numbers
from shequn_lab.metrics.intervals import SEED, Floats, bootstrap, deal
from shequn_lab.metrics.parts import table_reason
from shequn_lab.metrics.satisfaction import answers_to
from shequn_lab.model import Community, Estimate
from shequn_lab.terms import Note

FEWEST_RESPONDENTS = 10


def cronbach_alpha(community: Community, *, construct: str, questionnaire: str | None = None) -> Estimate:
    """Cronbach's alpha of the items on one construct.

    Parameters
    ----------
    community : Community
    construct : str
        What the items measure, as the questionnaire names it, e.g. ``belonging``.
    questionnaire : str, optional
        Id of one questionnaire; all of the reporting window when not given.

    Returns
    -------
    Estimate
        Below 1; below 0 where items contradict one another. `n` respondents who answered all items, each with their
        latest sheet; bootstrap over respondents. Needs two items and ten respondents.

    Notes
    -----
    A high alpha does not show that the items measure one thing, nor the right thing; more items raise it.

    References
    ----------
    .. [1] Cronbach (1951), Psychometrika 16, 297–334, doi:10.1007/BF02310555.
    """
    id, params = "cronbach_alpha", {"construct": construct, "questionnaire": questionnaire}
    found = _sheets(community, construct, questionnaire)
    if isinstance(found, Note):
        return Estimate.missing(id, found, **params)
    scores, left_out = found
    value = alpha(scores)
    if not np.isfinite(value):
        return Estimate(id, np.nan, n=len(scores), params=params, note=Note("note_all_alike"), of="respondents")
    low, high = _interval(scores)
    return Estimate(
        id,
        value,
        low,
        high,
        n=len(scores),
        method="bootstrap over respondents",
        params=params,
        excluded={"excluded_incomplete": left_out} if left_out else {},
        of="respondents",
    )


def item_statistics(community: Community, *, construct: str, questionnaire: str | None = None) -> pd.DataFrame:
    """Say of each item on one construct how it stands to the others.

    Parameters are those of :func:`cronbach_alpha`.

    Returns
    -------
    DataFrame
        Indexed by ``item``: ``n`` respondents, ``mean``, ``sd``, ``item_total`` (correlation with the sum of the
        *other* items), ``alpha_without`` (alpha of the others; NaN where only one is left), ``floor`` and
        ``ceiling`` (shares of the lowest and of the highest answer). Empty, with the reason in ``attrs["note"]``,
        where it cannot be computed.
    """
    columns = ["n", "mean", "sd", "item_total", "alpha_without", "floor", "ceiling"]
    found = _sheets(community, construct, questionnaire)
    if isinstance(found, Note):
        empty = pd.DataFrame(columns=columns, dtype=float).rename_axis("item")
        empty.attrs["note"] = str(found)
        return empty
    scores = found[0]
    lowest, highest = scores.attrs["scale"]
    rows = {}
    for item in scores:
        own, others = scores[item], scores.drop(columns=item)
        rest = others.sum(axis=1)
        varies = own.std() > 0 and rest.std() > 0
        rows[item] = {
            "n": len(own),
            "mean": own.mean(),
            "sd": own.std(),
            "item_total": own.corr(rest) if varies else np.nan,
            "alpha_without": alpha(others) if others.shape[1] > 1 else np.nan,
            "floor": (own == lowest).mean(),
            "ceiling": (own == highest).mean(),
        }
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("item")


def alpha(scores: npt.ArrayLike) -> float:
    """Cronbach's alpha of a table of scores, respondents down and items across; NaN where all sums are alike."""
    table = np.asarray(scores, dtype=np.float64)
    return float(_alpha(np.array([len(table)]), *(part[None] for part in _sums(table)))[0])


def _sums(table: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    total = table.sum(axis=1)
    return table.sum(axis=0), (table**2).sum(axis=0), total.sum(), (total**2).sum()


def _alpha(n: Floats, sums: Floats, squares: Floats, total: Floats, total_squares: Floats) -> Floats:
    """Alpha from sums over respondents; the first axis are resamples."""
    k = sums.shape[1]
    n = np.asarray(n, dtype=np.float64).reshape(-1)
    parts = (squares - sums**2 / n[:, None]).sum(axis=1)
    whole = np.asarray(total_squares).reshape(-1) - np.asarray(total).reshape(-1) ** 2 / n
    # Rounding leaves something of a variance that is nothing.
    some = whole > 1e-9 * np.maximum(np.asarray(total_squares).reshape(-1), 1)
    return k / (k - 1) * (1 - np.divide(parts, whole, out=np.full_like(whole, np.nan), where=some))


def _interval(scores: pd.DataFrame) -> tuple[float, float]:
    # Alpha does not change with the origin; about the mean, squares lose nothing to rounding.
    table = scores.to_numpy(np.float64) - scores.to_numpy(np.float64).mean()
    groups, total = deal(len(table), SEED), table.sum(axis=1)
    parts = np.column_stack([np.ones(len(table)), table, table**2, total, total**2])
    sums = np.zeros((groups.max() + 1, parts.shape[1]))
    np.add.at(sums, groups, parts)
    k = table.shape[1]
    cuts = [sums[:, 0], sums[:, 1 : k + 1], sums[:, k + 1 : 2 * k + 1], sums[:, -2], sums[:, -1]]
    drawn = bootstrap(cuts, _alpha, seed=SEED)
    return float(drawn.low[0]), float(drawn.high[0])


def _sheets(community: Community, construct: str, questionnaire: str | None) -> tuple[pd.DataFrame, int] | Note:
    """Latest complete answers of each respondent, items across, and how many respondents left an item out."""
    if reason := table_reason(community, "questionnaires"):
        return reason
    answers, _ = answers_to(community, construct, questionnaire)
    if answers.empty:
        return Note("note_no_construct", {"construct": construct})
    scales = answers[["lowest", "highest"]].drop_duplicates().to_numpy(np.float64)
    if len(scales) > 1:
        return Note("note_scales_differ")
    if "answered_at" in answers:
        answers = answers.sort_values("answered_at", kind="stable")
    answers = answers.assign(score=numbers(answers, "score"))
    sheet = answers.groupby(["questionnaire_id", "respondent_id", "item_id"], sort=False)["score"].last().unstack()
    if sheet.shape[1] < 2:
        return Note("note_one_item")
    complete = cast("pd.DataFrame", sheet.dropna().groupby(level="respondent_id").tail(1))
    if len(complete) < FEWEST_RESPONDENTS:
        return Note("note_few_respondents", {"n": len(complete), "needed": FEWEST_RESPONDENTS})
    n_asked = sheet.index.get_level_values("respondent_id").nunique()
    complete.attrs["scale"] = tuple(scales[0])
    return complete, n_asked - len(complete)
