"""Overlap with a partner community: who belongs to both, whether that is more than chance, and who gains (O18)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from shequn_lab.metrics.intervals import LEVEL
from shequn_lab.metrics.parts import Flags, Parts, roster_reason
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import member_rows, operator_rows
from shequn_lab.rollups.presence import UNKNOWN, joins, present
from shequn_lab.terms import Note, wrong_option

FIGURES = (
    "overlap_shared",
    "overlap_jaccard",
    "overlap_coefficient",
    "overlap_of_first",
    "overlap_of_second",
    "overlap_expected",
    "overlap_came_first",
)


def community_overlap(
    first: Community, second: Community, *, same_ids: bool = False, population: int | None = None
) -> dict[str, Estimate]:
    """Measure who belongs to two communities.

    Parameters
    ----------
    first, second : Community
        Members present in the reporting window of each, operators left out.
    same_ids : bool
        Say that an id means the same person in both. Pseudonyms do only where both were made with one key
        (``read_table(..., key=...)``), and no community records its key; so this cannot be looked up, and without it
        nothing is compared. Two windows or parts of one simulation need not be vouched for.
    population : int, optional
        People who could be in either, for example all customers [people]: what chance would bring depends on it.

    Returns
    -------
    dict of str to Estimate
        By term id. ``overlap_shared`` (members of both), ``overlap_jaccard`` (÷ members of either),
        ``overlap_coefficient`` (÷ the smaller one), ``overlap_of_first`` and ``overlap_of_second`` (share of each that
        is in the other) with Wilson intervals; ``overlap_ratio``, shared ÷ expected if membership of one said nothing
        of the other, whose interval is where chance alone would lie (hypergeometric, around 1);
        ``overlap_came_first``, of the shared members the share who joined the first community on an earlier day
        than the second, so that the second gained them, or may have.

    Raises
    ------
    OptionError
        If ids cannot be taken to mean the same people, or the population is smaller than the members.

    Notes
    -----
    Having joined one community earlier does not mean having come from it.

    References
    ----------
    .. [1] D5, cooperation with other brands and communities. The measures are the workbook's own.
    """
    _check_ids(first, second, same_ids)
    if reason := roster_reason(first) or roster_reason(second):
        return {id: Estimate.missing(id, reason) for id in FIGURES}
    row = member_rows(second, first.members["member_id"])
    in_first, in_second = _members(first), _members(second)
    shared = in_first & (row >= 0) & in_second[row]
    n_first, n_second, k = (int(part.sum()) for part in (in_first, in_second, shared))
    either = n_first + n_second - k
    note = Note("note_no_shared") if not k else Note("")
    bases = dict(zip(FIGURES[1:5], (either, min(n_first, n_second), n_first, n_second), strict=True))
    found = {"overlap_shared": Estimate("overlap_shared", k, n=either, k=k, method="count", note=note)}
    found |= {id: _share(id, k, n) for id, n in bases.items()}
    found["overlap_expected"] = _by_chance(k, n_first, n_second, population)
    found["overlap_came_first"] = _who_came_first(first, second, shared, row)
    return found


def overlap_table(
    first: Community, second: Community, *, same_ids: bool = False, population: int | None = None
) -> pd.DataFrame:
    """Set out :func:`community_overlap` as a frame.

    Parameters and errors are those of :func:`community_overlap`.

    Returns
    -------
    DataFrame
        Indexed by ``figure`` (term id): ``value``, ``low``, ``high``, ``n``, ``k``, ``note``.
    """
    found = community_overlap(first, second, same_ids=same_ids, population=population)
    rows = {id: [e.value, e.low, e.high, e.n, e.k, e.note] for id, e in found.items()}
    columns = ["value", "low", "high", "n", "k", "note"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("figure")


def _check_ids(first: Community, second: Community, same_ids: bool) -> None:
    """Refuse what would compare numbers instead of people."""
    simulated = [community.provenance.reader == "simulate" for community in (first, second)]
    if any(simulated):
        # Every simulation counts its people from one.
        if not (all(simulated) and first.provenance.settings == second.provenance.settings):
            raise wrong_option("overlap_simulated")
    elif not same_ids:
        raise wrong_option("overlap_ids")


def _members(community: Community) -> Flags:
    window = community.window
    return present(community, window.first, window.stop - 1) & ~operator_rows(community)


def _share(id: str, k: int, n: int) -> Estimate:
    return Parts(id, np.arange(n) < k, np.ones(n)).estimate()


def _by_chance(k: int, n_first: int, n_second: int, population: int | None) -> Estimate:
    id = "overlap_expected"
    if population is None:
        return Estimate.missing(id, Note("note_no_population"))
    if population < n_first + n_second - k:
        raise wrong_option("overlap_population", found=population, least=n_first + n_second - k)
    if not (n_first and n_second):
        return Estimate.missing(id, Note("note_no_case"))
    chance = stats.hypergeom(population, n_first, n_second)
    low, high = (float(chance.ppf(q)) for q in (0.5 - LEVEL / 2, 0.5 + LEVEL / 2))
    return Estimate(id, n_first * n_second / population, low, high, n=population, method="hypergeometric")


def _who_came_first(first: Community, second: Community, shared: Flags, row: np.ndarray) -> Estimate:
    one, other = joins(first), joins(second)
    days = np.column_stack([one.day[shared], other.day[row[shared]]])
    known = (days != UNKNOWN).all(axis=1)
    apart = known & (days[:, 0] != days[:, 1])
    excluded = {"excluded_unknown_join": int((~known).sum()), "excluded_same_day": int((known & ~apart).sum())}
    return Parts("overlap_came_first", apart & (days[:, 0] < days[:, 1]), apart, excluded=excluded).estimate()
