"""Satisfaction, as members say it: mean, top-two share, and the net promoter score (K14)."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
import pandas as pd

from shequn_lab.errors import UnknownNameError
from shequn_lab.metrics.content import numbers
from shequn_lab.metrics.parts import Parts, table_reason
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import instants, member_rows, operator_rows
from shequn_lab.terms import Note

#: Promoters and detractors on the scale from 0 to 10.
_PROMOTES, _DETRACTS = 9, 6


def satisfaction(
    community: Community, *, construct: str = "satisfaction", questionnaire: str | None = None
) -> Estimate:
    """Mean answer of the respondents, on the questionnaire's own scale (K14).

    Parameters
    ----------
    community : Community
    construct : str
        What the items measure, as the questionnaire names it.
    questionnaire : str, optional
        Id of one questionnaire; all of the reporting window when not given.

    Returns
    -------
    Estimate
        Mean over `n` respondents of each one's own mean; bootstrap over respondents. Skipped items, undated answers
        where others are dated, and operators' answers are left out and counted. Answers on different scales are not
        averaged. The scale is in ``params``.

    References
    ----------
    .. [1] D4, evaluation: satisfaction from questionnaires.
    """
    return answer_parts(community, construct=construct, questionnaire=questionnaire).estimate()


def satisfaction_top_two(
    community: Community, *, construct: str = "satisfaction", questionnaire: str | None = None
) -> Estimate:
    """Share of the answers in the two highest points of the scale (K14).

    Parameters are those of :func:`satisfaction`.

    Returns
    -------
    Estimate
        Wilson where each respondent gave one answer, otherwise bootstrap over respondents. No value on scales of
        two points, where the share would always be one.
    """
    return answer_parts(community, "satisfaction_top_two", construct=construct, questionnaire=questionnaire).estimate()


def net_promoter_score(
    community: Community, *, construct: str = "recommend", questionnaire: str | None = None
) -> Estimate:
    """Per cent of promoters (9–10) less per cent of detractors (0–6) (NPS).

    Parameters are those of :func:`satisfaction`.

    Returns
    -------
    Estimate
        From −100 to 100; bootstrap over respondents. Only on the scale from 0 to 10.

    Notes
    -----
    Asks whether members would recommend. It is no satisfaction and is never averaged with it.
    """
    return answer_parts(community, "net_promoter_score", construct=construct, questionnaire=questionnaire).estimate()


def answer_parts(
    community: Community, id: str = "satisfaction", *, construct: str = "", questionnaire: str | None = None
) -> Parts:
    """Say what each respondent adds to the sum of answers and to their number."""
    usual = "recommend" if id == "net_promoter_score" else "satisfaction"
    construct = construct or usual
    params: dict[str, object] = {"questionnaire": questionnaire}
    params |= {} if construct == usual else {"construct": construct}
    plain = Parts(id, of="respondents", params=params)
    if reason := table_reason(community, "questionnaires"):
        return replace(plain, reason=reason)
    asked = _asked(community, construct, questionnaire)
    if asked.empty:
        return replace(plain, reason=Note("note_no_construct", {"construct": construct}))
    answers, excluded = _usable(community, asked)
    plain = replace(plain, excluded=excluded)
    if answers.empty:
        return replace(plain, reason=Note("note_no_case"))
    scales = answers[["lowest", "highest"]].drop_duplicates().to_numpy(np.float64)
    if len(scales) > 1:
        return replace(plain, reason=Note("note_scales_differ"))
    scale = f"{scales[0, 0]:g}–{scales[0, 1]:g}"
    plain = replace(plain, params=params | {"scale": scale})
    if id == "satisfaction_top_two" and scales[0, 1] - scales[0, 0] < 2:
        return replace(plain, reason=Note("note_scale_short"))
    if id == "net_promoter_score" and scale != "0–10":
        return replace(plain, reason=Note("note_nps_scale", {"scale": scale}))
    return _of_respondents(plain, answers, highest=scales[0, 1])


def _of_respondents(plain: Parts, answers: pd.DataFrame, *, highest: float) -> Parts:
    """Add up what each respondent said."""
    who = pd.factorize(answers["respondent_id"], sort=True)[0]
    given, score = np.bincount(who), answers["score"].to_numpy(np.float64)
    if plain.id == "satisfaction":
        mean = np.bincount(who, weights=score) / given
        return replace(plain, top=mean, bottom=np.ones(given.size), form="ratio")
    if plain.id == "satisfaction_top_two":
        top = np.bincount(who, weights=score > highest - 2)
        return replace(plain, top=top, bottom=given, form="proportion" if given.max() == 1 else "ratio")
    net = np.bincount(who, weights=100.0 * (score >= _PROMOTES) - 100.0 * (score <= _DETRACTS))
    return replace(plain, top=net, bottom=given, form="ratio")


def answers_to(
    community: Community, construct: str, questionnaire: str | None = None
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the usable answers to the items of one construct, and who or what was left out."""
    return _usable(community, _asked(community, construct, questionnaire))


def _asked(community: Community, construct: str, questionnaire: str | None) -> pd.DataFrame:
    """Return the answers to the items of one construct."""
    answers = cast("pd.DataFrame", community.questionnaires)
    if questionnaire is not None:
        known = answers["questionnaire_id"].astype(str).unique()
        if questionnaire not in known:
            raise UnknownNameError("questionnaire", questionnaire, known)
        answers = answers[answers["questionnaire_id"] == questionnaire]
    return answers[answers["construct"] == construct]


def _usable(community: Community, answers: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Leave out what was skipped, what operators said, and what was said outside the window; count it."""
    skipped = np.isnan(numbers(answers, "score"))
    whose = answers["member_id"] if "member_id" in answers else pd.Series(pd.NA, index=answers.index)
    operators = np.r_[operator_rows(community), False][member_rows(community, whose)]
    inside = np.ones(len(answers), dtype=bool)
    undated = ~inside
    # Where no answer is dated, the questionnaire is taken as a whole.
    if "answered_at" in answers and answers["answered_at"].notna().any():
        undated = answers["answered_at"].isna().to_numpy(bool)
        at = np.full(len(answers), -1, dtype=np.int64)
        at[~undated] = instants(answers["answered_at"][~undated])
        inside = (at >= community.window.start_at) & (at < community.window.end_at)
    excluded = {
        "excluded_operators_answers": int(operators.sum()),
        "excluded_undated": int((~operators & undated).sum()),
        "excluded_outside_window_answers": int((~operators & ~undated & ~inside).sum()),
        "excluded_skipped": int((~operators & inside & skipped).sum()),
    }
    return answers[inside & ~skipped & ~operators], excluded
