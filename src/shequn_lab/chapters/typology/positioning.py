"""Which of the three types a community is by positioning (T1): marketing, content or service."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from shequn_lab.chapters.typology.classifier import (
    DECIDED,
    UNDECIDED,
    TypeAccuracy,
    check_decided,
    fitted,
    type_accuracy,
)
from shequn_lab.chapters.typology.figures import FIGURES, KINDS, Seen, as_measured, measured
from shequn_lab.chapters.typology.training import TYPES, type_training
from shequn_lab.chapters.typology.wording import Lacks, Names
from shequn_lab.model import Community, Estimate
from shequn_lab.terms import Note, label, say
from shequn_lab.terms.formats import percent

NOT_MEASURABLE = "not_measurable"
#: Of each type, the middle part of the training communities that a figure is shown beside.
MIDDLE = (0.1, 0.9)


@dataclass(frozen=True, repr=False)
class CommunityType:
    """What can be said of a community's type, and what it rests on.

    Attributes
    ----------
    outcome : str
        ``marketing_type``, ``content_type``, ``service_type``, ``undecided`` or ``not_measurable``.
    probabilities : DataFrame
        Indexed by ``type``: ``value`` (0–1), NaN where it cannot be measured, the reason in ``attrs["note"]``.
    figures : DataFrame
        As from :func:`type_figures`; the classifier was told those with a value.
    note : Note
        Why no type is named; empty where one is.
    decided_from : float
        Probability from which a type is named.
    """

    outcome: str
    probabilities: pd.DataFrame
    figures: pd.DataFrame
    note: Note
    decided_from: float

    @property
    def accuracy(self) -> TypeAccuracy | None:
        """What the classifier is worth when it is told these figures, on simulated communities; None if it was not."""
        if self.outcome == NOT_MEASURABLE:
            return None
        known = self.figures["value"].notna()
        return type_accuracy(tuple(self.figures.index[known]), decided_from=self.decided_from)

    def __str__(self) -> str:
        if self.accuracy is None:
            return say("type_not_measurable", reason=self.note)
        told = [f"{label(str(id))} {percent(value, 0)}" for id, value in self.probabilities["value"].items()]
        name = label(self.outcome) if self.outcome in TYPES else say("type_undecided")
        parts = [say("type_said", type=name, told=say("list_comma").join(told)), str(self.note)]
        return say("outcome_semicolon").join([*(part for part in parts if part), str(self.accuracy.accuracy)])

    __repr__ = __str__


def community_type(community: Community, *, decided_from: float = DECIDED, seen: Seen = as_measured) -> CommunityType:
    """Tell which of the course's three types a community is by what is published, bought and asked in it (T1).

    Parameters
    ----------
    community : Community
    decided_from : float
        A type is named from this probability on, 0–1.
    seen : callable, optional
        Takes each measured figure and returns it, or a missing one where it must not be shown: a withheld figure is
        not told to the classifier either, from whose probabilities it could otherwise be worked back.

    Returns
    -------
    CommunityType
        *Not measurable* where nothing is known of posts, of orders, or of questions: a table that is absent is no
        zero, and without it one of the types cannot be told. *Undecided* where no type is likely enough, or where the
        community is further from its nearest training communities than 99 % of them are from theirs.

    Raises
    ------
    OptionError
        If `decided_from` is no share.

    Notes
    -----
    The classifier is a logistic regression with calibrated probabilities, fitted to 270 simulated communities
    (:func:`type_training`) by the very figures that this community has. Their types, and the ranges they were drawn
    from, are the simulator's, and so is the accuracy: of real communities nobody has shown it. Small training
    communities carry the chance of small numbers in their figures; a large community carries less.

    References
    ----------
    .. [1] D2, the three types; the figures and the classifier are the workbook's own.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> sq.community_type(sq.open_community("demo_mothers")).outcome
    'not_measurable'
    """
    check_decided(decided_from)
    figures = type_figures(community, seen=seen)
    known = figures["value"].notna()
    lacking = [kind for kind in KINDS if not known[figures["kind"] == kind].any()]
    if lacking:
        note = Note("note_type_lacks", {"told": Lacks({kind: _reason(figures, kind) for kind in lacking})})
        return CommunityType(NOT_MEASURABLE, _probabilities(None, note), figures, note, decided_from)
    told = tuple(figures.index[known])
    model, values = fitted(told), figures.loc[known, "value"].to_numpy(float)[None, :]
    found = model.probabilities(values)[0]
    covered = bool(model.distances(values)[0] <= model.reach)
    if not covered:
        outcome, note = UNDECIDED, _outside(figures[known])
    elif found.max() < decided_from:
        outcome, note = UNDECIDED, Note("note_type_unlikely", {"needed": percent(decided_from, 0)})
    else:
        outcome, note = TYPES[int(found.argmax())], Note("")
    return CommunityType(outcome, _probabilities(found, note), figures, note, decided_from)


def type_figures(community: Community, *, seen: Seen = as_measured) -> pd.DataFrame:
    """Show the figures that the type is told by, beside those of the training communities.

    Parameters are those of :func:`community_type`.

    Returns
    -------
    DataFrame
        Indexed by ``id`` (term id): ``kind`` (``posts``, ``orders`` or ``answers``), ``figure`` (Estimate), ``value``
        (NaN where it cannot be measured or rests on fewer than 20 cases), and for each type ``…_low`` and ``…_high``,
        between which the middle 80 % of its training communities lie.
    """
    table, rows = type_training(), []
    for id, figure in measured(community, seen=seen).items():
        own: dict[str, object] = {"id": id, "kind": FIGURES[id], "figure": figure, "value": figure.value}
        for type_ in TYPES:
            own[f"{type_}_low"], own[f"{type_}_high"] = table.loc[table["type"] == type_, id].quantile(list(MIDDLE))
        rows.append(own)
    return pd.DataFrame(rows).set_index("id")


def _probabilities(found: np.ndarray | None, note: Note) -> pd.DataFrame:
    values = np.full(len(TYPES), np.nan) if found is None else found
    frame = pd.DataFrame({"value": values}, index=pd.Index(TYPES, name="type"))
    if found is None:
        frame.attrs["note"] = str(note)
    return frame


def _reason(figures: pd.DataFrame, kind: str) -> Note:
    figure: Estimate = figures.loc[figures["kind"] == kind, "figure"].iloc[0]
    return figure.note


def _outside(known: pd.DataFrame) -> Note:
    """Say that there are no training communities like it, and which figures lie beyond all of them."""
    table = type_training()[list(known.index)]
    beyond = (known["value"] < table.min()) | (known["value"] > table.max())
    if not beyond.any():
        return Note("note_type_outside")
    return Note("note_type_outside_named", {"names": Names(tuple(beyond.index[beyond]))})
