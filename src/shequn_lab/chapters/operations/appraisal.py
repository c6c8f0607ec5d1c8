"""What each operator does: answers, waits, pushes and posts, with intervals and without a ranking (O6)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from shequn_lab.metrics.content import column_reason, posts_in_window
from shequn_lab.metrics.latency import latency_estimates, only_openers_answered, questions_asked
from shequn_lab.metrics.parts import Parts, table_reason
from shequn_lab.metrics.pushes import NO_PUSH
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import asks, member_rows, operator_rows, threads
from shequn_lab.terms import Note

FIGURES = ("operator_answer_share", "reply_latency", "operator_pushes", "operator_posts")
_COLUMNS = ["figure", "value", "low", "high", "n", "k", "n_asked"]


def operator_appraisal(community: Community) -> pd.DataFrame:
    """Describe the work of each owner and admin in the reporting window.

    Returns
    -------
    DataFrame
        Indexed by ``operator`` (``member_id``), in the order of the members table and not of any figure; one row for
        each ``figure`` (term id): ``operator_answer_share`` (first answers given ÷ questions answered, Wilson),
        ``reply_latency`` (median wait for the answers this operator gave first [s], bootstrap over askers),
        ``operator_pushes`` and ``operator_posts`` (a day, bootstrap over days), with ``low``, ``high``, ``n``, ``k``
        and ``n_asked`` (members whose questions were answered; NaN for posts). NaN where a figure cannot be measured;
        ``attrs["notes"]`` holds the reasons by figure. Empty, with the reason in ``attrs["note"]``, without operators.

    Notes
    -----
    Waits are those of questions that found an answer: what stayed unanswered is nobody's. Who is on duty in the quiet
    hours waits less or longer for reasons of the clock. No figure here ranks people: intervals overlap more often than
    not, and what is counted is the smaller part of the work.

    References
    ----------
    .. [1] D2, operators: training, retention and appraisal. What is measured is the workbook's own.
    """
    staff = np.flatnonzero(operator_rows(community) & ~operator_rows(community, bots_only=True))
    if not staff.size:
        note = Note("note_no_operators" if community.knows_roles else "note_no_roles")
        empty = pd.DataFrame({name: pd.Series(dtype=float) for name in _COLUMNS}).rename_axis("operator")
        empty.attrs["note"] = str(note)
        return empty
    ids = community.members["member_id"].to_numpy()
    rows, notes = [], {}
    for row in staff:
        for estimate, n_asked in (*_answers(community, int(row)), *_posts(community, int(row))):
            ends = (estimate.value, estimate.low, estimate.high, estimate.n, estimate.k)
            rows.append((ids[row], estimate.id, *ends, n_asked))
            # Of one operator alone there may be no case; what holds for all is said once.
            if not estimate.measurable:
                notes[estimate.id] = str(estimate.note)
    frame = pd.DataFrame(rows, columns=["operator", *_COLUMNS]).set_index("operator")
    frame.attrs["notes"] = notes
    return frame


def _answers(community: Community, row: int) -> list[tuple[Estimate, float]]:
    reason = Note("note_no_questions" if not asks(community) else "note_no_threads" if not threads(community) else "")
    if reason:
        return [(Estimate.missing(id, reason), np.nan) for id in FIGURES[:2]]
    asked = questions_asked(community, opening_only=only_openers_answered(community))
    answered = asked[asked["answered"]]
    own = answered[answered["answerer"] == row]
    given = Parts(FIGURES[0], answered["answerer"] == row, np.ones(len(answered)), of="questions").estimate()
    if own.empty:
        return [(given, 0.0), (Estimate(FIGURES[1], np.nan, note=Note("note_no_case")), 0.0)]
    n_asked = float(own["member"].nunique())
    return [(given, n_asked), (latency_estimates(own, {}).median, n_asked)]


def _posts(community: Community, row: int) -> list[tuple[Estimate, float]]:
    return [(_post_rate(community, row, id), np.nan) for id in FIGURES[2:]]


def _post_rate(community: Community, row: int, id: str) -> Estimate:
    """Count posts of one operator per fully observed day; of pushes, those that are neither answers nor notices."""
    reason = column_reason(community, "category") if id == "operator_pushes" else table_reason(community, "posts")
    if not reason and "member_id" not in posts_in_window(community):
        reason = Note("note_no_column", {"column": Note("column_author")})
    if reason:
        return Estimate.missing(id, reason)
    posts, window, whole = posts_in_window(community), community.window, community.whole
    theirs = posts["by_operator"].to_numpy(bool) & (member_rows(community, posts["member_id"]) == row)
    if id == "operator_pushes":
        theirs &= (posts["category"].notna() & ~posts["category"].isin(NO_PUSH)).to_numpy(bool)
    first, stop = max(window.first, whole.first), min(window.stop, whole.stop)
    day = posts.loc[theirs, "day"].to_numpy(np.int64)
    counts = np.bincount(day[(day >= first) & (day < stop)] - first, minlength=stop - first)
    found = Parts(id, counts, np.ones(counts.size), of="days", form="ratio").estimate()
    return replace(found, k=float(counts.sum()))
