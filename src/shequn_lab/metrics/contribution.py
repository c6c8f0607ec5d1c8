"""How unevenly members write: Lorenz curve, Gini coefficient, shares of the busiest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.metrics.intervals import N_RESAMPLES, SEED, percentiles
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import activity, present
from shequn_lab.terms import Note, wrong_option

#: Cut points of members, busiest first, as shares of all.
GROUPS = (0.01, 0.10, 0.50, 1.0)
#: Points on which the curve is read.
GRID = np.linspace(0, 1, 201)
Floats = npt.NDArray[np.float64]


def messages_of_members(community: Community) -> npt.NDArray[np.int64]:
    """Messages of each member in the window; silent members are zeros where the roster is complete."""
    window, matrix = community.window, activity(community, kinds="speaking")
    start = window.first - community.observed.first
    counts = matrix.totals(start, start + window.n_days)
    if community.roster == "complete":
        return counts[matrix.counted & present(community, window.first, window.stop - 1)]
    return counts[matrix.counted & (counts > 0)]


def _lorenz(values: Floats, people: Floats, grid: Sequence[float] | Floats) -> tuple[Floats, Floats]:
    """Lorenz curves read on `grid`, and Gini coefficients, of each row of `people`.

    Parameters
    ----------
    values : array of shape (m,)
        Distinct amounts, rising.
    people : array of shape (b, m)
        How many members have each amount.
    """
    share = np.cumsum(people, axis=1) / people.sum(axis=1, keepdims=True)
    amount = np.cumsum(people * values, axis=1)
    amount = np.divide(amount, amount[:, -1:], out=np.full_like(amount, np.nan), where=amount[:, -1:] > 0)
    share, amount = (np.pad(part, ((0, 0), (1, 0))) for part in (share, amount))
    curves = np.stack([np.interp(grid, p, q) for p, q in zip(share, amount, strict=True)])
    return curves, 1 - (np.diff(share, axis=1) * (amount[:, 1:] + amount[:, :-1])).sum(axis=1)


def gini(counts: npt.ArrayLike) -> float:
    """Gini coefficient of non-negative amounts; NaN when they sum to nothing."""
    values, people = np.unique(np.asarray(counts), return_counts=True)
    if not (values * people).sum() > 0:
        return float("nan")
    return float(_lorenz(values.astype(float), people[None, :].astype(float), [])[1][0])


def _curves(community: Community, grid: Sequence[float] | Floats) -> tuple[Floats, float, Floats, Floats, int] | None:
    """Curve and Gini as measured and as resampled, and the number of members; None without messages."""
    counts = messages_of_members(community)
    if not counts.sum():
        return None
    values, people = np.unique(counts, return_counts=True)
    # Members with as many messages are interchangeable: drawing members is drawing from these classes.
    drawn = np.random.default_rng(SEED).multinomial(counts.size, people / counts.size, size=N_RESAMPLES)
    curve, coefficient = _lorenz(values.astype(float), people[None, :].astype(float), grid)
    curves, coefficients = _lorenz(values.astype(float), drawn.astype(float), grid)
    if counts.size == 1:
        # One member cannot be resampled: there is a value, and no interval.
        curves, coefficients = np.full_like(curves, np.nan), np.full_like(coefficients, np.nan)
    return curve[0], float(coefficient[0]), curves.T, coefficients, int(counts.size)


def contribution_curve(community: Community) -> pd.DataFrame:
    """Lorenz curve of messages over members, least active first, with its bootstrap band.

    Returns
    -------
    DataFrame
        ``member_share``, ``message_share``, ``low``, ``high`` (shares of one), 201 points. Empty, with the
        reason in ``attrs["note"]``, when nobody wrote.

    Notes
    -----
    Without a complete roster the members are those who wrote.
    """
    found = _curves(community, GRID)
    if found is None:
        empty = pd.DataFrame(
            {name: pd.Series(dtype=float) for name in ("member_share", "message_share", "low", "high")}
        )
        empty.attrs["note"] = str(Note("note_no_case"))
        return empty
    low, high = percentiles(found[2])
    return pd.DataFrame({"member_share": GRID, "message_share": found[0], "low": low, "high": high})


def contribution_groups(community: Community) -> pd.DataFrame:
    """Share of the messages written by the busiest 1 %, the next 9 %, the next 40 % and the rest.

    Returns
    -------
    DataFrame
        Indexed by ``top`` (upper cut point, share of members): ``n_members``, ``value``, ``low``, ``high``.
    """
    cuts = 1 - np.array([0.0, *GROUPS])
    found = _curves(community, cuts)
    if found is None:
        return pd.DataFrame({name: pd.Series(dtype=float) for name in ("n_members", "value", "low", "high")})
    n = found[4]
    low, high = percentiles(-np.diff(found[2], axis=0))
    sizes = np.diff(np.round(n * np.array([0.0, *GROUPS])))
    frame = pd.DataFrame({"n_members": sizes.astype(int), "value": -np.diff(found[0]), "low": low, "high": high})
    return frame.set_index(pd.Index(GROUPS, name="top"))


def top_share(community: Community, *, top: float = 0.10) -> Estimate:
    """Share of the messages written by the busiest `top` of the members.

    Parameters
    ----------
    community : Community
    top : float
        Share of members, above 0 and up to 1. Where it falls between two members, the part of one is counted.
    """
    if not 0 < top <= 1:
        raise wrong_option("option_top", found=top)
    found = _curves(community, [1 - top])
    if found is None:
        return Estimate.missing("top_share", Note("note_no_case"), top=top)
    low, high = percentiles(1 - found[2])
    return Estimate(
        "top_share",
        float(1 - found[0][0]),
        float(low[0]),
        float(high[0]),
        n=found[4],
        method="bootstrap over members",
        params={"top": top},
        note=_remark(community),
    )


def contribution_gini(community: Community) -> Estimate:
    """Gini coefficient of messages per present member, silent members counted as 0.

    Returns
    -------
    Estimate
        0 when all write alike, near 1 when one writes everything. Without a complete roster it is computed
        among those who wrote, which is a lower bound, and says so.

    References
    ----------
    .. [1] Gini (1912), Variabilità e mutabilità.
    """
    found = _curves(community, GRID)
    if found is None:
        return Estimate.missing("contribution_gini", Note("note_no_case"))
    low, high = percentiles(found[3][None, :])
    return Estimate(
        "contribution_gini",
        found[1],
        float(low[0]),
        float(high[0]),
        n=found[4],
        method="bootstrap over members",
        note=_remark(community),
    )


def _remark(community: Community) -> Note:
    return Note("") if community.roster == "complete" else Note("note_writers_only")
