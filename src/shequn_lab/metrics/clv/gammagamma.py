"""Gamma-Gamma: what a purchase is worth."""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np
from sklearn.utils.validation import check_is_fitted

from shequn_lab.metrics.clv.fitting import BuyerModel, Buyers, Rows, refuse, too_few
from shequn_lab.metrics.clv.likelihood import gamma_gamma_rows
from shequn_lab.metrics.intervals import Floats


class GammaGamma(BuyerModel):
    """The Gamma-Gamma model of the value of a purchase, fitted by maximum likelihood.

    The values of a buyer's purchases are gamma with shape p and a rate of the buyer's own, which is gamma with q and
    v. The mean expected of who bought little is drawn to that of all; who bought often keeps their own.

    Attributes
    ----------
    p_, q_, v_ : float
        v has the unit of the values (the papers' γ); p v ÷ (q − 1) is the mean of a buyer taken at random.
    summary_, log_likelihood_, note_
        As in :class:`BetaGeo`.

    Notes
    -----
    The model takes value to have nothing to do with frequency, and values to be above 0: free orders have no place in
    it. One-time buyers are left out of the fit, for ``mean`` is that of the repeat purchases.

    References
    ----------
    .. [1] Fader, Hardie & Lee (2005), RFM and CLV: using iso-value curves for customer base analysis, Journal of
       Marketing Research 42, 415–430, doi:10.1509/jmkr.2005.42.4.415.
    .. [2] Fader & Hardie (2013), The Gamma-Gamma model of monetary value, brucehardie.com/notes/025.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> history = sq.purchase_history(sq.open_community("baby_xiaohongshu"))
    >>> model = sq.GammaGamma().fit(history[["frequency", "mean_minor"]].to_numpy())
    >>> bool(model.q_ > 1)
    True
    """

    columns = ("frequency", "mean_minor")
    parameters = ("p", "q", "v")
    _spread: ClassVar = ((0, 1, 1), (1.5, 1.5, 0), (3, 3, 0))
    _reach: ClassVar = (7, 7, 12)

    p_: float
    q_: float
    v_: float

    def fit(self, X: Buyers, y: None = None) -> Self:  # noqa: ARG002 - as scikit-learn calls it
        """Fit the three parameters.

        Parameters
        ----------
        X : DataFrame, or array of shape (n_buyers, 2)
            ``frequency``, and the mean value of these purchases, ``mean_minor`` in a frame, in any unit of money; rows
            with frequency 0 are left out.
        y : None
            Ignored.

        Returns
        -------
        GammaGamma

        Raises
        ------
        NotEnoughDataError
            If fewer than two buyers bought again.
        OptionError
            If a value is not above 0.
        """
        frequency, mean = self._checked(X)
        again = frequency > 0
        if again.sum() < 2:
            raise too_few("clv_no_values", n=int(again.sum()))
        return self._fit([frequency[again], mean[again]])

    def predict(self, X: Buyers) -> Floats:
        """Return the value expected of each buyer's next purchase, in the unit it was fitted in.

        NaN for who has not bought again where q ≤ 1: then the mean of all buyers is not finite.
        """
        check_is_fitted(self)
        frequency, mean = self._checked(X)
        above = (self.v_ + frequency * np.where(frequency > 0, mean, 0)) * self.p_
        below = self.p_ * frequency + self.q_ - 1
        return np.divide(above, below, out=np.full(frequency.size, np.nan), where=below > 0)

    @property
    def mean_value(self) -> float:
        """Mean value of a purchase, of a buyer taken at random; NaN where it is not finite."""
        return float(self.predict(np.zeros((1, 2)))[0])

    def _checked(self, X: Buyers) -> list[Floats]:
        frequency, mean = values = self._read(X)
        refuse(~np.isfinite(frequency) | (frequency < 0) | (frequency % 1 != 0), "option_clv_numbers")
        refuse((frequency > 0) & ~((mean > 0) & np.isfinite(mean)), "option_clv_values")
        return values

    def _rows(self, distinct: list[Floats]) -> Rows:
        return lambda theta: gamma_gamma_rows(theta, *distinct)

    def _centre(self, distinct: list[Floats], weights: Floats) -> Floats:
        return np.array([0.0, 0.0, np.log(weights @ distinct[1] / weights.sum())])
