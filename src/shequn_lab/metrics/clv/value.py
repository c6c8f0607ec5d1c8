"""Customer lifetime value ahead: purchases expected × value expected, discounted (M5)."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from shequn_lab.metrics.clv.betageo import BetaGeo
from shequn_lab.metrics.clv.fitting import NotIdentifiedWarning
from shequn_lab.metrics.clv.gammagamma import GammaGamma
from shequn_lab.metrics.clv.history import purchase_history
from shequn_lab.metrics.goals import check_days
from shequn_lab.metrics.intervals import SEED, Floats, percentiles
from shequn_lab.metrics.money import check_share
from shequn_lab.metrics.parts import table_reason
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import purchases
from shequn_lab.terms import Note, wrong_option

_YEAR_DAYS = 365
#: Days ahead and yearly rate of the predicted CLV that stands among the other figures.
CLV_DAYS, CLV_RATE = 365, 0.10
_COLUMNS = [
    "frequency",
    "recency",
    "age",
    "mean_minor",
    "probability_alive",
    "expected_purchases",
    "expected_value_minor",
    "clv_minor",
]


@dataclass(frozen=True)
class _Outlook:
    """Both models on the same buyers, and how far they look."""

    history: pd.DataFrame
    timing: BetaGeo
    spending: GammaGamma
    horizon_days: int
    discount_rate: float
    margin_share: float

    @property
    def values(self) -> Floats:
        """Value ahead of each buyer [minor units]."""
        rate = np.log1p(self.discount_rate) / _YEAR_DAYS
        ahead = self.timing.discounted(self.history, horizon=self.horizon_days, rate=float(rate))
        return np.asarray(self.margin_share * ahead * self.spending.predict(self.history))

    def resampled(self, weights: Floats) -> Self:
        """Fit both models again to the same buyers, each as often as drawn."""
        again = self.history["frequency"].to_numpy() > 0
        timing = self.timing.refit(np.bincount(self.timing.which_, weights).astype(np.float64))
        spending = self.spending.refit(np.bincount(self.spending.which_, weights[again]).astype(np.float64))
        return replace(self, timing=timing, spending=spending)


def _outlook(history: pd.DataFrame, horizon_days: int, discount_rate: float, margin_share: float | None) -> _Outlook:
    with warnings.catch_warnings():
        # The models' notes say the same, and go with the figures.
        warnings.simplefilter("ignore", NotIdentifiedWarning)
        timing, spending = BetaGeo().fit(history), GammaGamma().fit(history)
    return _Outlook(history, timing, spending, horizon_days, discount_rate, margin_share or 1.0)


def clv_members(
    community: Community,
    *,
    horizon_days: int,
    discount_rate: float,
    margin_share: float | None = None,
    currency: str | None = None,
    history_known: bool = False,
) -> pd.DataFrame:
    """Predict what each buyer will still bring in: BG/NBD × Gamma-Gamma.

    Parameters
    ----------
    community : Community
    horizon_days : int
        How far ahead, from the end of the reporting window [days].
    discount_rate : float
        Effective rate a year: 0.1 makes 110 in a year worth 100 now.
    margin_share : float, optional
        Share of the net revenue that is margin (0–1); net revenue itself when not given.
    currency, history_known
        As in :func:`purchase_history`.

    Returns
    -------
    DataFrame
        Indexed by ``member_id``: the columns of :func:`purchase_history`; ``probability_alive``; ``expected_purchases``
        within the horizon, not discounted; ``expected_value_minor`` of a purchase; ``clv_minor``, discounted [minor
        units]. Empty, with the reason in ``attrs["note"]``, where it cannot be measured.
    """
    _check(horizon_days, discount_rate, margin_share)
    history = purchase_history(community, currency=currency, history_known=history_known)
    if reason := table_reason(community, "orders") or _reason(history):
        empty = pd.DataFrame(columns=_COLUMNS, dtype=float).rename_axis("member_id")
        empty.attrs["note"] = str(reason)
        return empty
    outlook = _outlook(history, horizon_days, discount_rate, margin_share)
    frame = history.assign(
        probability_alive=outlook.timing.probability_alive(history),
        expected_purchases=outlook.timing.predict(history, horizon=horizon_days),
        expected_value_minor=outlook.spending.predict(history),
        clv_minor=outlook.values,
    )
    frame.attrs["note"] = str(outlook.timing.note_ or outlook.spending.note_)
    return frame


def clv_predicted(
    community: Community,
    *,
    horizon_days: int,
    discount_rate: float,
    margin_share: float | None = None,
    currency: str | None = None,
    history_known: bool = False,
    n_resamples: int = 200,
    seed: int = SEED,
) -> Estimate:
    """Predicted value of a buyer over the days ahead, on average: BG/NBD × Gamma-Gamma.

    Parameters
    ----------
    community : Community
    horizon_days, discount_rate, margin_share, currency, history_known
        As in :func:`clv_members`.
    n_resamples : int
        How often buyers are drawn again and both models fitted to them; 0 for no interval.
    seed : int

    Returns
    -------
    Estimate
        In minor units per buyer; `n` buyers, `k` of them bought again; percentile interval of the resamples. The note
        says where the data do not tell the parameters apart. Not measurable where fewer than two bought again, for then
        nothing tells how often and how long.

    Notes
    -----
    A prediction of a model, not a measurement: it takes buyers to go on as they did, with no season and no new lever.
    """
    _check(horizon_days, discount_rate, margin_share)
    params: dict[str, object] = {"n": horizon_days, "discount_rate": float(discount_rate), "margin_share": margin_share}
    if reason := table_reason(community, "orders"):
        return Estimate.missing("clv_predicted", reason, **params)
    history = purchase_history(community, currency=currency, history_known=history_known)
    params["currency"] = history.attrs["currency"]
    if reason := _reason(history):
        return Estimate.missing("clv_predicted", reason, **params)
    outlook = _outlook(history, horizon_days, discount_rate, margin_share)
    value, low, high = float(outlook.values.mean()), np.nan, np.nan
    if not np.isfinite(value):
        return Estimate.missing("clv_predicted", Note("note_clv_no_mean"), **params)
    if n_resamples:
        drawn = _resamples(outlook, n_resamples, seed)
        low, high = (float(end[0]) for end in percentiles(drawn[None, :]))
    gross = Note("" if purchases(community).knows_refunds else "note_gross")
    return Estimate(
        "clv_predicted",
        value,
        low,
        high,
        n=len(history),
        k=int((history["frequency"] > 0).sum()),
        method="BG/NBD × Gamma-Gamma, bootstrap over members",
        params=params,
        excluded=history.attrs["excluded"],
        note=outlook.timing.note_ or outlook.spending.note_ or gross,
    )


def _reason(history: pd.DataFrame) -> Note:
    """Say why the models cannot be fitted; an empty note when they can."""
    if history.empty:
        return Note("note_no_case")
    again = int((history["frequency"] > 0).sum())
    return Note("") if again > 1 else Note("note_clv_few_repeat", {"count": again, "n": len(history)})


def _resamples(outlook: _Outlook, n_resamples: int, seed: int) -> Floats:
    rng, n = np.random.default_rng(seed), len(outlook.history)
    means = np.empty(n_resamples)
    with threadpool_limits(1):
        for i in range(n_resamples):
            weights = rng.multinomial(n, np.full(n, 1 / n)).astype(np.float64)
            means[i] = weights @ outlook.resampled(weights).values / n
    return means


def _check(horizon_days: int, discount_rate: float, margin_share: float | None) -> None:
    check_days(horizon_days, least=1)
    if discount_rate < 0:
        raise wrong_option("option_discount_rate", found=discount_rate)
    if margin_share is not None:
        check_share(margin_share)
