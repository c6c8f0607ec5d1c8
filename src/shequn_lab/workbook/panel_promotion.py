"""How much is promoted, and how many leave: in a community's own weeks, and in a sweep with the same people."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from shequn_lab.metrics import mean_daily_active, members_by_day, promotion_share, promotion_shares
from shequn_lab.metrics.promotion import PROMOTION_CEILING
from shequn_lab.model import Community
from shequn_lab.rollups import joins, operator_rows
from shequn_lab.simulate import Scenario, simulate
from shequn_lab.terms import say
from shequn_lab.terms.formats import number, percent
from shequn_lab.workbook.lenses import wilson_span
from shequn_lab.workbook.panels import Panel
from shequn_lab.workbook.table import Table

_WEEK = 7
#: Three months of a group; the share of promotion is all that is changed.
_SCENARIO = Scenario(name="promotion_sweep", n_days=90, n_founders=400, joins_per_day=3.0)
_SEED = 5


def promotion_weeks(community: Community, *, line: float = PROMOTION_CEILING) -> Table:
    """Compare the weeks that promoted up to a line with those that promoted more: how many members left in them.

    Parameters
    ----------
    community : Community
    line : float
        Share of operators' posts.

    Returns
    -------
    Table
        Weeks of either kind, members present at their beginning added up, how many left within the week, and their
        share with a Wilson interval; or why it cannot be told.

    Notes
    -----
    Weeks chose their promotion themselves: holidays and campaigns fall into some and not into others.
    """
    heads = [say("promotion_weeks"), say("promotion_n_weeks"), say("promotion_present"), say("promotion_left")]
    heads += [say("promotion_left_share"), say("panel_interval")]
    shares, there = promotion_shares(community), members_by_day(community)
    shares = shares[shares["whole"] & (shares["n"] > 0)]
    if shares.empty or there.empty:
        reason = shares.attrs.get("note") or there.attrs.get("note") or say("note_no_case")
        return Table(heads, [[say("promotion_weeks"), say("not_measurable_because", reason=reason), *[""] * 4]])
    begins = shares.index.to_numpy("M8[D]").astype(np.int64)
    present = there.reindex(shares.index).to_numpy()
    day = joins(community).left_day[~operator_rows(community)].astype(np.int64)
    left = np.array([((day >= first) & (day < first + _WEEK)).sum() for first in begins])
    above = (shares["value"] > line).to_numpy()
    rows = []
    for name, weeks in (("promotion_up_to", ~above), ("promotion_above", above)):
        n, k = int(present[weeks].sum()), int(left[weeks].sum())
        told = [percent(k / n), wilson_span(k, n)] if n else [say("promotion_none"), ""]
        rows.append([say(name, line=percent(line, 0)), number(int(weeks.sum())), number(n), number(k), *told])
    return Table(heads, rows)


def promotion_panel(*, share: float = PROMOTION_CEILING) -> Panel:
    """Turn the share of promotion in a simulated group, and watch the same people stay or leave.

    Parameters
    ----------
    share : float
        Chance of each of the operators' posts to promote, to begin with.

    Returns
    -------
    Panel
        The group without any promotion and the one with it, on the same luck: posts that promoted, members who left
        within 90 days, and mean DAU.

    Notes
    -----
    What promotion does is put into the simulator by its authors; the panel shows what follows, not that it is so.
    """
    heads = [say("promotion_setting"), say("promotion_posts"), say("promotion_came"), say("promotion_left")]
    heads += [say("promotion_more"), say("promotion_active")]

    def table(at: float) -> Table:
        base = _left(_swept(0.0))
        return Table(heads, [_row(value, base) for value in dict.fromkeys((0.0, at))])

    knob = sorted({share, *(round(step / 10, 1) for step in range(9))})
    return Panel(say("promotion_knob"), knob, share, table)


@lru_cache(maxsize=16)
def _swept(share: float) -> Community:
    return simulate(_SCENARIO.replace(promotion_share=share), seed=_SEED)


def _left(community: Community) -> int:
    return int(community.members["left_on"].notna().sum())


def _row(share: float, base: int) -> list[str]:
    community = _swept(share)
    posts, left = promotion_share(community), _left(community)
    counted = [number(posts.k) + "/" + number(posts.n), number(len(community.members)), number(left)]
    return [percent(share, 0), *counted, number(left - base), number(float(mean_daily_active(community)), 1)]
