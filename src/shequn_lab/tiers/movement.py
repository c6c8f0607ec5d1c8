"""From tier to tier: who went where between two days, and how long the core stays the core."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

import numpy as np
import pandas as pd

from shequn_lab.metrics.intervals import N_RESAMPLES, SEED, wilson
from shequn_lab.model import Community, Estimate, clock
from shequn_lab.terms import Note, wrong_option
from shequn_lab.terms.tiers import OUTSIDE
from shequn_lab.tiers.features import WEEK, member_features, too_early
from shequn_lab.tiers.rules import RuleTiers


class Cuts(Protocol):
    """Anything that puts members into tiers by their features: rules, or a fitted model."""

    def cut(self, features: pd.DataFrame) -> pd.Series:
        """Return the tier of each member."""
        ...


def tier_movement(
    community: Community, first: dt.date | str, last: dt.date | str, *, tiers: Cuts | None = None
) -> pd.DataFrame:
    """Count who went from which tier to which between two days.

    Parameters
    ----------
    community : Community
    first, last : date or str
        Each day is judged by what was known at its end.
    tiers : RuleTiers or fitted MemberTiers, optional
        The house's rules unless given; the same for both days.

    Returns
    -------
    DataFrame
        Tidy: ``before``, ``after`` (a tier, or ``outside`` for who was not there), ``k`` members who did so, ``n``
        in `before`, ``value`` = k ÷ n, ``low``, ``high`` (Wilson). Every pair of tiers is there, zeros too.

    Raises
    ------
    OptionError, NotEnoughDataError
        As :func:`member_features`; also if `first` does not come before `last`.
    """
    if clock.day_number(first) >= clock.day_number(last):
        raise wrong_option("tiers_days_order", first=first, last=last)
    rule = tiers or RuleTiers()
    cuts = {name: rule.cut(member_features(community, day)) for name, day in (("before", first), ("after", last))}
    places = [*cuts["before"].cat.categories, OUTSIDE]
    both = pd.DataFrame({name: cut.astype(object) for name, cut in cuts.items()}).fillna(OUTSIDE)
    counts = both.value_counts().reindex(pd.MultiIndex.from_product([places, places], names=["before", "after"]))
    table = counts.drop((OUTSIDE, OUTSIDE)).fillna(0).astype(int).rename("k").reset_index()
    table["n"] = table.groupby("before")["k"].transform("sum")
    table["value"] = table["k"] / table["n"].where(table["n"] > 0)
    table["low"], table["high"] = wilson(table["k"], table["n"])
    return table


def core_survival(community: Community, start: dt.date | str, *, tiers: Cuts | None = None) -> pd.DataFrame:
    """Share of a day's core that is core a week later, two weeks later and so on.

    Returns
    -------
    DataFrame
        Indexed by ``day`` after `start`: ``k`` still core, ``n`` core on `start`, ``value``, ``low``, ``high``
        (Wilson). Who drops out and comes back counts again.
    """
    still = _still_core(community, start, tiers or RuleTiers())
    k, n = still.sum(), len(still)
    low, high = wilson(k.to_numpy(), n)
    return pd.DataFrame({"k": k, "n": n, "value": k / n if n else np.nan, "low": low, "high": high})


def _still_core(community: Community, start: dt.date | str, rule: Cuts) -> pd.DataFrame:
    """Members who are core on `start` down, days across: core on that day too."""
    first = clock.day_number(start)
    days = range(0, community.whole.stop - first, WEEK)
    cuts = {day: rule.cut(member_features(community, clock.day_date(first + day))) for day in days}
    core = cuts[0].index[cuts[0] == "core"]
    found = {day: cut.reindex(core).astype(object).eq("core") for day, cut in cuts.items()}
    return pd.DataFrame(found, index=core).rename_axis(columns="day")


def core_half_life(community: Community, start: dt.date | str, *, tiers: Cuts | None = None) -> Estimate:
    """Days until half of a day's core is no longer core.

    Parameters
    ----------
    community : Community
    start : date or str
    tiers : RuleTiers or fitted MemberTiers, optional

    Returns
    -------
    Estimate
        `n` members; where the curve of :func:`core_survival`, looked at weekly and straight in between, first
        reaches one half. Not measurable where it does not, or where too few days were observed before `start`.
        Bootstrap over members; a resample that does not get there in time counts as longer than every other, and an
        end of the interval that is such a one is missing.
    """
    if reason := too_early(community, clock.day_number(start)):
        return Estimate.missing("core_half_life", reason)
    still = _still_core(community, start, tiers or RuleTiers())
    if still.empty:
        return Estimate.missing("core_half_life", Note("tiers_no_core", {"day": start}))
    days, flags = still.columns.to_numpy(float), still.to_numpy(float)
    value = float(_halved(days, flags.mean(axis=0)[None])[0])
    drawn = np.random.default_rng(SEED).multinomial(len(flags), np.full(len(flags), 1 / len(flags)), N_RESAMPLES)
    low, high = np.percentile(_halved(days, drawn @ flags / len(flags)), [2.5, 97.5], method="nearest")
    if not np.isfinite(value):
        return Estimate.missing("core_half_life", Note("tiers_core_lasts", {"days": f"{days[-1]:g}"}))
    return Estimate(
        "core_half_life",
        value,
        float(low),
        float(high) if np.isfinite(high) else np.nan,
        n=len(flags),
        method="bootstrap over members",
    )


def _halved(days: np.ndarray, curves: np.ndarray) -> np.ndarray:
    """Day on which each curve first reaches one half; infinite where it does not."""
    below = curves <= 0.5
    after = below.argmax(axis=1)
    rows = np.arange(len(curves))
    # On the first day everybody is core, so there is a day before.
    before = np.maximum(after - 1, 0)
    up, down = curves[rows, before], curves[rows, after]
    share = np.divide(up - 0.5, up - down, out=np.zeros_like(up), where=up > down)
    return np.where(below.any(axis=1), days[before] + share * (days[after] - days[before]), np.inf)
