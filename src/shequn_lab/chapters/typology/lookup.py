"""The simplest way to tell a type: that of the most similar training community. A step to the classifier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from sklearn.neighbors import NearestNeighbors

from shequn_lab.chapters.typology.classifier import scale, training_for
from shequn_lab.chapters.typology.figures import FIGURES
from shequn_lab.errors import UnknownNameError
from shequn_lab.metrics.parts import Parts
from shequn_lab.model import Estimate
from shequn_lab.terms import wrong_option


def nearest_communities(figures: Mapping[str, float | Estimate], *, n: int = 5) -> pd.DataFrame:
    """List the training communities that are most similar in these figures.

    Parameters
    ----------
    figures : mapping of str to float
        Values by term id, some or all of those in :func:`~shequn_lab.type_figures`.
    n : int
        How many.

    Returns
    -------
    DataFrame
        Nearest first, indexed by ``number``: ``type``, ``blended_with``, and the figures.

    Raises
    ------
    UnknownNameError
        For a figure that the training communities do not have.
    OptionError
        If no figure is given, or one without a value.

    Examples
    --------
    >>> nearest_communities({"orders_per_month": 30.0}, n=1)["type"].item()
    'marketing_type'
    """
    chosen = _chosen(list(figures))
    values = np.array([[float(figures[id]) for id in chosen]])
    if not np.isfinite(values).all():
        raise wrong_option("option_no_figures")
    table = training_for(chosen)
    compared = scale()
    points = compared.fit_transform(table[chosen].to_numpy(float))
    order = NearestNeighbors(n_neighbors=min(n, len(table))).fit(points).kneighbors(compared.transform(values))[1][0]
    return table.iloc[order][["type", "blended_with", *chosen]]


def lookup_accuracy(figures: Sequence[str] = tuple(FIGURES), *, itself: bool = False) -> Estimate:
    """Say how often the most similar training community is of the right type.

    Parameters
    ----------
    figures : sequence of str
        What similarity goes by: term ids as in :func:`~shequn_lab.type_figures`.
    itself : bool
        Look each community up among all, itself included: its training accuracy, a mistake to learn from.

    Returns
    -------
    Estimate
        Share of the training communities, Wilson interval. It is about simulated communities only.

    Raises
    ------
    UnknownNameError, OptionError
        As :func:`~shequn_lab.type_accuracy`.

    Examples
    --------
    >>> float(lookup_accuracy(itself=True))
    1.0
    """
    chosen = _chosen(figures)
    table = training_for(chosen)
    types, points = table["type"].to_numpy(str), scale().fit_transform(table[chosen].to_numpy(float))
    nearest = NearestNeighbors(n_neighbors=1).fit(points)
    # Asked without points, each is told its nearest other.
    found = (nearest.kneighbors(points) if itself else nearest.kneighbors())[1][:, 0]
    id = "training_accuracy" if itself else "lookup_accuracy"
    return Parts(id, (types[found] == types).astype(float), np.ones(types.size), of="communities").estimate()


def _chosen(figures: Sequence[str]) -> list[str]:
    for figure in figures:
        if figure not in FIGURES:
            raise UnknownNameError("figure", figure, FIGURES)
    if not figures:
        raise wrong_option("option_no_figures")
    return [id for id in FIGURES if id in figures]
