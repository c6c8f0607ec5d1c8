"""The four senses as members describe them, with how far the items agree (E6)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shequn_lab import metrics
from shequn_lab.chapters.elements import SENSES
from shequn_lab.model import Community

COLUMNS = ["value", "low", "high", "n", "alpha", "alpha_low", "alpha_high", "note"]


def sense_questionnaire(community: Community, *, questionnaire: str | None = None) -> pd.DataFrame:
    """Score the four senses from a questionnaire, 0 for the lowest answer to everything, 100 for the highest.

    Parameters
    ----------
    community : Community
        Its questionnaires name the constructs ``ritual``, ``participation``, ``organisation``, ``belonging``.
    questionnaire : str, optional
        Id of one questionnaire; all of the reporting window when not given.

    Returns
    -------
    DataFrame
        Indexed by term id: ``value``, ``low``, ``high`` (bootstrap over `n` respondents), ``alpha`` with
        ``alpha_low`` and ``alpha_high`` (Cronbach), and ``note`` (why there is no value).

    Notes
    -----
    Whoever answers is seldom like whoever does not; the interval knows nothing of that.
    """
    rows = {}
    for sense in SENSES:
        construct = sense.removeprefix("sense_")
        mean = metrics.satisfaction(community, construct=construct, questionnaire=questionnaire)
        agreed = metrics.cronbach_alpha(community, construct=construct, questionnaire=questionnaire)
        points = [np.nan] * 3
        if mean.measurable:
            lowest, highest = (float(end) for end in str(mean.params["scale"]).split("–"))
            points = [100 * (x - lowest) / (highest - lowest) for x in (mean.value, mean.low, mean.high)]
        rows[sense] = [*points, mean.n, agreed.value, agreed.low, agreed.high, mean.note]
    return pd.DataFrame.from_dict(rows, orient="index", columns=COLUMNS).rename_axis("score")
