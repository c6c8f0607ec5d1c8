"""What the chapter on money looks at: participants beside all others, and the months of a year."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.metrics.activity import members_there
from shequn_lab.metrics.goals import check_days
from shequn_lab.metrics.lift.community import days_of, lift_reason, participants, present_throughout
from shequn_lab.metrics.lift.contrast import contrast
from shequn_lab.metrics.parts import Parts, roster_reason, table_reason
from shequn_lab.metrics.revenue import currencies, in_window, only_currency, revenue_parts
from shequn_lab.model import Community, Estimate, clock
from shequn_lab.rollups import instants, operator_rows, purchases, stays
from shequn_lab.terms import Note

Floats = npt.NDArray[np.float64]
#: Members of each group and figure: who, when, and how often they bought.
WHO = ("participants", "others")
FIGURES = ("bought_before", "bought_after")
_DAYS = 14
_COLUMNS = ["figure", "value", "low", "high", "n", "k"]


def ever_participants(community: Community, kind: str = "perk") -> pd.DataFrame:
    """Compare who ever took part in activities of a kind with who never did, over the whole window: a mistake.

    Parameters
    ----------
    community : Community
    kind : str
        Kind of activity: ``check_in``, ``lottery``, ``talk``, ``perk`` or ``offline``.

    Returns
    -------
    DataFrame
        Indexed by ``who`` (``participants``, ``others``); a row for each ``figure``: ``purchase_conversion``, and
        ``days_there``, on how many days of the window they were members; ``value``, ``low``, ``high`` (bootstrap over
        members), ``n`` members, ``k`` of them who bought (NaN for days). Empty, with the reason in ``attrs["note"]``,
        where nobody can be compared.

    Notes
    -----
    A mistake to learn from: who was there for longer had more days to buy on, and more activities to take part in. The
    two go together without either causing the other. :func:`compare_participants` gives both groups the same days.
    """
    if reason := lift_reason(community, "orders") or roster_reason(community):
        return _nobody(reason)
    assert community.activities is not None
    ids = community.activities.loc[community.activities["kind"] == kind, "activity_id"]
    took = np.zeros(len(community.members), dtype=bool)
    for id in ids:
        took |= participants(community, str(id)).who
    if not took.any():
        return _nobody(Note("note_no_case"))
    there, bought = members_there(community, "any") & ~operator_rows(community), revenue_parts(community).sums[1] > 0
    days, rows = _days_there(community), []
    for who, those in zip(WHO, (there & took, there & ~took), strict=True):
        for figure, top in (("purchase_conversion", bought & those), ("days_there", days * those)):
            found = Parts(figure, top, those, form="ratio").estimate()
            k = int(top.sum()) if figure != "days_there" else np.nan
            rows.append((who, figure, found.value, found.low, found.high, int(those.sum()), k))
    return pd.DataFrame(rows, columns=["who", *_COLUMNS]).set_index("who")


def _days_there(community: Community) -> Floats:
    """Count the days of the window on which each member was there."""
    stay, window = stays(community), community.window
    days = np.minimum(stay.end, window.stop - 1) - np.maximum(stay.start, window.first) + 1
    weights = np.maximum(days, 0).astype(np.float64)
    return np.asarray(np.bincount(stay.member, weights=weights, minlength=len(community.members)), dtype=np.float64)


def _nobody(reason: Note) -> pd.DataFrame:
    empty = pd.DataFrame({name: pd.Series(dtype=float) for name in _COLUMNS}).rename_axis("who")
    empty.attrs["note"] = str(reason)
    return empty


def compare_participants(community: Community, kind: str = "perk", *, days: int = _DAYS) -> pd.DataFrame:
    """Compare who took part in activities of a kind with all others: how many bought before, and after.

    Parameters
    ----------
    community : Community
    kind : str
        Kind of activity: ``check_in``, ``lottery``, ``talk``, ``perk`` or ``offline``.
    days : int
        Length of both spans: right before the first day of each activity, and from that day on.

    Returns
    -------
    DataFrame
        Indexed by ``who`` (``participants``, ``others``); a row for each ``figure`` (``bought_before``,
        ``bought_after``): ``value``, ``low``, ``high`` (share, bootstrap over members), ``n`` members × activities and
        ``k`` of them with an order. Only members who were there throughout both spans, and activities with both spans
        observed. Empty, with the reason in ``attrs["note"]``, where nobody can be compared.

    Notes
    -----
    A comparison of people, and no effect: whoever takes part may be one who buys more anyway. The span before shows
    how much of the gap was there already.
    """
    sums, reason = _around(community, kind, days)
    if reason:
        return _nobody(reason)
    rows = []
    for who, (n, *bought) in zip(WHO, sums, strict=True):
        for figure, k in zip(FIGURES, bought, strict=True):
            found = Parts(figure, k, n, form="ratio").estimate()
            rows.append((who, figure, found.value, found.low, found.high, int(n.sum()), int(k.sum())))
    return pd.DataFrame(rows, columns=["who", *_COLUMNS]).set_index("who")


def participants_gain(community: Community, kind: str = "perk", *, days: int = _DAYS) -> Estimate:
    """How much more the share who bought rose among participants than among all others.

    Parameters are those of :func:`compare_participants`.

    Returns
    -------
    Estimate
        (participants after ÷ before) ÷ (others after ÷ before) − 1; `n` members × activities of participants;
        studentised bootstrap over members. Not measurable where nobody can be compared or nobody bought.

    Notes
    -----
    What was there before is divided out. What is not: a passing wish to buy, which brings people to an activity and to
    a purchase alike.
    """
    params: dict[str, object] = {"kind": kind, "days": days}
    sums, reason = _around(community, kind, days)
    counts = np.stack([sums[0, 2], sums[0, 1], sums[1, 2], sums[1, 1]], axis=1) if not reason else np.zeros((0, 4))
    if not reason and not (counts.sum(axis=0) > 0).all():
        reason = Note("note_no_case")
    if reason:
        return Estimate.missing("participants_gain", reason, **params)
    found = contrast(counts, (1, -1, -1, 1))
    n = int(sums[0, 0].sum())
    return Estimate("participants_gain", found.value, found.low, found.high, n, method="bootstrap", params=params)


def _around(community: Community, kind: str, days: int) -> tuple[Floats, Note]:
    """Count activities, and those with an order before and after, of each member: shape (2, 3, n_members)."""
    check_days(days, least=1)
    n = len(community.members)
    sums = np.zeros((2, 3, n))
    if reason := lift_reason(community, "orders"):
        return sums, reason
    assert community.activities is not None
    runs, table = community.activities, days_of(community, "orders")
    runs, first = runs[runs["kind"] == kind], community.observed.first
    start = clock.local_days(instants(runs["starts_at"]), community.timezone).astype(np.int64) - first
    seen = (start - days >= table.observed[0]) & (start + days <= table.observed[1])
    for id, at in zip(runs["activity_id"][seen], start[seen].tolist(), strict=True):
        there = present_throughout(community, at - days + first, at + days - 1 + first)
        bought = table.sums(table.outcome, [(at - days, at), (at, at + days)]) > 0
        took = participants(community, str(id)).who
        for group, those in enumerate((there & took, there & ~took)):
            sums[group] += np.stack([those, *(bought & those)])
    return sums, Note("" if sums[:, 0].sum(axis=1).all() else "note_no_case")


def revenue_by_month(community: Community, *, currency: str | None = None) -> pd.DataFrame:
    """Add up the orders of each calendar month: all that was paid, and what was kept of orders that stand.

    Parameters
    ----------
    community : Community
    currency : str, optional
        ISO 4217; may be left out where the window's orders are all in one currency.

    Returns
    -------
    DataFrame
        Indexed by ``month``: ``gross_minor`` (paid, cancelled and refunded orders too) and ``net_minor`` [minor units],
        ``n_orders`` that stand. Months are of the community's own clock; operators are left out. Every month of the
        reporting window has a row; the first and last may be part-filled. Empty, with the reason in ``attrs["note"]``,
        without orders.

    Raises
    ------
    OptionError
        Where orders are in several currencies and none is named.
    """
    if reason := table_reason(community, "orders"):
        empty = pd.DataFrame(columns=["gross_minor", "net_minor", "n_orders"], dtype=float).rename_axis("month")
        empty.attrs["note"] = str(reason)
        return empty
    orders, named = purchases(community), only_currency(currencies(community), currency)
    assert community.orders is not None
    paid = community.orders.sort_values("ordered_at", kind="stable")["paid_minor"].to_numpy(np.int64)
    meant = in_window(community, orders) & ~operator_rows(community)[orders.member] & (orders.currency == named)
    rows = pd.DataFrame({
        "gross_minor": paid,
        "net_minor": np.where(orders.stands, orders.net_minor, 0),
        "n_orders": orders.stands.astype(np.int64),
    })  # fmt: skip
    month = pd.PeriodIndex(orders.day.astype("M8[D]").astype("M8[s]"), freq="M", name="month")
    every = pd.period_range(community.window.start, community.window.last_day, freq="M", name="month")
    frame = rows[meant].groupby(month[meant]).sum().reindex(every, fill_value=0)
    frame.attrs["currency"] = named
    return frame
