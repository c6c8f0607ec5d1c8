"""Tiers by rule: thresholds one can read aloud."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Literal, get_args

import numpy as np
import pandas as pd

from shequn_lab.model import Community
from shequn_lab.terms import say, wrong_option
from shequn_lab.terms.formats import percent
from shequn_lab.tiers.features import N_WEEKS, WEEK, WINDOW_DAYS, contribution, member_features

#: From the least to the most engaged; newcomers, of whom little is known yet, stand between silent and ordinary.
TIERS = ("silent", "new", "ordinary", "active", "core")
TIER_DTYPE = pd.CategoricalDtype(TIERS, ordered=True)
By = Literal["message", "interaction"]


@dataclass(frozen=True)
class RuleTiers:
    """The five tiers of the course, cut by fixed thresholds.

    Parameters
    ----------
    new_days : int
        Present for fewer days than this: new.
    silent_after_days : int
        Otherwise, nothing written for at least so many days in a row: silent.
    silent_by : {"message", "interaction"}
        What breaks a silence: something written, or any interaction.
    core_share, core_weeks : float, int
        Otherwise, among this top share of contributors and active in at least so many of the last 4 weeks: core.
    active_days : int
        Otherwise, active on at least so many of the last 7 days: active. Everyone else: ordinary.
    contribution_days : int
        Contributions are counted over so many days.

    Notes
    -----
    Three days of silence are the course's; the other numbers are the workbook's own. A member whose joining is
    unknown is never new. Contribution is the mean rank over messages, replies, members' own works and answers to
    questions, as far as the source tells them.

    References
    ----------
    .. [1] D4, operation of members by tier.

    Examples
    --------
    >>> RuleTiers(silent_after_days=7).silent_after_days
    7
    """

    new_days: int = 7
    silent_after_days: int = 3
    silent_by: By = "message"
    core_share: float = 0.10
    core_weeks: int = 3
    active_days: int = 3
    contribution_days: int = WINDOW_DAYS

    def __post_init__(self) -> None:
        if self.silent_by not in get_args(By):
            raise wrong_option("tiers_silent_by", found=self.silent_by, known=", ".join(get_args(By)))
        if not 0 < self.core_share < 1:
            raise wrong_option("tiers_core_share", found=self.core_share)
        bounds = {"new_days": (0, None), "silent_after_days": (1, None), "core_weeks": (0, N_WEEKS)}
        for name, (least, most) in {**bounds, "active_days": (1, WEEK)}.items():
            found = getattr(self, name)
            if found < least or (most is not None and found > most):
                raise wrong_option("tiers_threshold", name=name, found=found, least=least, most=most or "…")

    def assign(self, community: Community, as_of: dt.date | str) -> pd.Series:
        """Put every member present on a day into a tier.

        Returns
        -------
        Series
            Ordered categorical (:data:`TIERS`), indexed by ``member_id``.

        Raises
        ------
        OptionError, NotEnoughDataError
            As :func:`member_features`.
        """
        return self.cut(member_features(community, as_of, window_days=self.contribution_days))

    def cut(self, features: pd.DataFrame) -> pd.Series:
        """Put members into tiers by a frame of :func:`member_features`."""
        since = "days_since_message" if self.silent_by == "message" else "days_since_active"
        # A comparison with NaN is false: unknown tenure is not new, and who never wrote is silent.
        new = features["tenure_days"] < self.new_days
        silent = ~(features[since] < self.silent_after_days)
        core = (contribution(features) > 1 - self.core_share) & (features["n_active_weeks"] >= self.core_weeks)
        active = features["n_active_days_7"] >= self.active_days
        chosen = np.select([new, silent, core, active], ["new", "silent", "core", "active"], "ordinary")
        return pd.Series(pd.Categorical(chosen, dtype=TIER_DTYPE), index=features.index, name="tier")

    def describe(self) -> str:
        """Say the rules, one line each, in the language in force."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        values["core_share"] = percent(self.core_share, 0)
        values["silence"] = say(f"tiers_silence_{self.silent_by}")
        return "\n".join(
            say(f"tiers_rule_{tier}", **values) for tier in ("new", "silent", "core", "active", "ordinary")
        )
