"""BG/NBD: when buyers buy again, and when they no longer do."""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np
from scipy import special
from sklearn.utils.validation import check_is_fitted

from shequn_lab.metrics.clv.expectation import discounted_ahead, purchases_ahead
from shequn_lab.metrics.clv.fitting import BuyerModel, Buyers, Rows, collapse, refuse, too_few
from shequn_lab.metrics.clv.likelihood import beta_geo_rows, dropout_odds
from shequn_lab.metrics.intervals import Floats
from shequn_lab.terms import wrong_option


class BetaGeo(BuyerModel):
    """The beta-geometric/NBD model of repeat purchases (BG/NBD), fitted by maximum likelihood.

    Each buyer buys at a rate of their own, gamma with shape r and rate α, and after each repeat purchase drops out
    for good with a probability of their own, beta with a and b. Three numbers describe a buyer, exactly as in [1]_:
    ``frequency``, purchase days after the first; ``recency``, last − first purchase day; ``age``, end of the
    observation − first purchase day; :func:`~shequn_lab.purchase_history` reads them from orders.

    Attributes
    ----------
    r_, alpha_, a_, b_ : float
        α has the unit of `recency` and `age`; r ÷ α is the mean rate of who has not dropped out.
    summary_ : DataFrame
        Value, standard error (from the second derivatives of the log-likelihood), and 95 % interval of each parameter,
        symmetrical around its logarithm; NaN where it lies at the edge of what is searched.
    log_likelihood_ : float
    note_ : Note
        What the data do not tell; empty when they tell all.

    Notes
    -----
    Equal rows are counted, not kept, so that a million buyers take seconds. A :class:`NotIdentifiedWarning` is given
    where the data do not tell the parameters apart: too few repeat buyers, or buyers who are all alike.

    The recency of RFM is another thing: days from the last purchase to now (`recency_days` of :func:`~shequn_lab.rfm`).

    References
    ----------
    .. [1] Fader, Hardie & Lee (2005), "Counting your customers" the easy way, Marketing Science 24, 275–284,
       doi:10.1287/mksc.1040.0098.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> history = sq.purchase_history(sq.open_community("baby_xiaohongshu"))
    >>> model = sq.BetaGeo().fit(history)
    >>> model.predict(history, horizon=90).shape == (len(history),)
    True
    """

    columns = ("frequency", "recency", "age")
    parameters = ("r", "alpha", "a", "b")
    _spread: ClassVar = ((0, 0, 0, 0), (-1.2, -1.2, -0.7, 0.7), (1.6, 1.6, 0, 1.6))
    #: Shapes beyond e^5 mean buyers who do not differ.
    _reach: ClassVar = (5, 12, 5, 5)

    r_: float
    alpha_: float
    a_: float
    b_: float

    def fit(self, X: Buyers, y: None = None) -> Self:  # noqa: ARG002 - as scikit-learn calls it
        """Fit the four parameters.

        Parameters
        ----------
        X : DataFrame, or array of shape (n_buyers, 3)
            ``frequency``, ``recency``, ``age``; the last two in any one unit of time.
        y : None
            Ignored.

        Returns
        -------
        BetaGeo

        Raises
        ------
        NotEnoughDataError
            If nobody bought again: then nothing tells a rate from a probability of dropping out.
        OptionError
            If a row cannot be.
        """
        values = self._checked(X)
        if not (values[0] > 0).any():
            raise too_few("clv_no_repeat", n=values[0].size)
        return self._fit(values)

    def predict(self, X: Buyers, *, horizon: float) -> Floats:
        """Purchases expected of each buyer in the `horizon` after the end of the observation.

        Parameters
        ----------
        X : as in :meth:`fit`
        horizon : float
            In the unit of ``age``.

        Returns
        -------
        array of shape (n_buyers,)
        """
        return self.discounted(X, horizon=horizon, rate=0.0)

    def discounted(self, X: Buyers, *, horizon: float, rate: float) -> Floats:
        """Return what :meth:`predict` does, each purchase discounted from when it is made.

        Parameters
        ----------
        X : as in :meth:`fit`
        horizon : float
        rate : float
            Continuous rate for one unit of time: ln(1 + annual rate) ÷ 365 where that is a day.
        """
        check_is_fitted(self)
        values = self._checked(X)
        if horizon < 0:
            raise wrong_option("option_clv_horizon", found=horizon)
        # What a buyer who is still there will do depends on frequency and age alone.
        (frequency, age), _, which = collapse(values[0], values[2])
        ahead = discounted_ahead(self.r_, self.alpha_, self.a_, self.b_, frequency, age, horizon, rate)
        return np.asarray(self._alive(values) * ahead[which])

    def probability_alive(self, X: Buyers) -> Floats:
        """Probability that each buyer has not dropped out by the end of the observation.

        Notes
        -----
        1 for who never bought again: in this model nobody drops out before a repeat purchase.
        """
        check_is_fitted(self)
        return self._alive(self._checked(X))

    def expected_new(self, horizon: float) -> float:
        """Repeat purchases expected of somebody in the `horizon` after their first purchase."""
        check_is_fitted(self)
        nothing = np.zeros(1)
        return float(purchases_ahead(self.r_, self.alpha_, self.a_, self.b_, nothing, nothing, horizon)[0])

    def _alive(self, values: list[Floats]) -> Floats:
        odds, _ = dropout_odds(self.r_, self.alpha_, self.a_, self.b_, *values)
        return np.asarray(special.expit(-odds))

    def _checked(self, X: Buyers) -> list[Floats]:
        frequency, recency, age = values = self._read(X)
        if not frequency.size:
            raise too_few("clv_nobody")
        refuse(~np.isfinite(frequency + recency + age) | (frequency < 0) | (frequency % 1 != 0), "option_clv_numbers")
        refuse((recency < 0) | (recency > age) | ((frequency > 0) != (recency > 0)), "option_clv_recency")
        return values

    def _rows(self, distinct: list[Floats]) -> Rows:
        return lambda theta: beta_geo_rows(theta, *distinct)

    def _centre(self, distinct: list[Floats], weights: Floats) -> Floats:
        # With a rate of one purchase in the mean age.
        return np.array([0.0, np.log(weights @ distinct[2] / weights.sum()), 0.0, 0.0])
