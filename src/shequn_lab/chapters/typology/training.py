"""The table of training communities that comes with the package."""

from __future__ import annotations

from importlib import resources

import pandas as pd

TYPES = ("marketing_type", "content_type", "service_type")
FILE = "training.csv"


def type_training() -> pd.DataFrame:
    """Return the simulated communities of known type that the classifier is fitted to.

    Returns
    -------
    DataFrame
        Indexed by ``number``: ``type``, ``blended_with`` (second type of a blend; missing for none), ``own_weight``,
        ``seed``, and the figures of :func:`type_figures`. ``python -m shequn_lab.chapters.typology`` makes it anew.
    """
    with resources.files(__package__).joinpath(FILE).open("rb") as file:
        return pd.read_csv(file, index_col="number", encoding="utf-8")
