"""The classifier of types: fitted to the training communities when it is needed, and what it is worth on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.neighbors import NearestNeighbors
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from threadpoolctl import threadpool_limits

from shequn_lab.chapters.typology.figures import FIGURES
from shequn_lab.chapters.typology.training import TYPES, type_training
from shequn_lab.errors import UnknownNameError
from shequn_lab.metrics.intervals import wilson
from shequn_lab.metrics.parts import Parts
from shequn_lab.model import Estimate
from shequn_lab.terms import wrong_option

#: A type is named from this probability on; the workbook's own line.
DECIDED = 0.6
#: A community counts as covered if it is no further from its nearest training communities than this share of them is.
COVERED = 0.99
N_NEIGHBOURS = 5
N_FOLDS, N_INNER_FOLDS, SEED = 10, 5, 0
STRENGTHS = (0.01, 0.1, 1.0, 10.0)
_LOGITS = "decision_function"
UNDECIDED = "undecided"
#: Ends of the classes of the highest probability by which calibration is checked; with three types none is below 1/3.
CONFIDENCE = (1 / 3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TypeModel:
    """What was fitted to training communities.

    Attributes
    ----------
    plain : Pipeline
        Square roots of the figures, standardised, into a multinomial logistic regression; its strength by
        cross-validation of the log-loss.
    temperature : float
        What its logits are divided by, so that probabilities are as sure as they are right.
    nearest : NearestNeighbors
        Of the training communities, on the standardised scale.
    reach : float
        Mean distance to the nearest others that ``COVERED`` of the training communities keep within.
    """

    plain: Pipeline
    temperature: float
    nearest: NearestNeighbors
    reach: float

    def probabilities(self, figures: Floats, *, calibrated: bool = True) -> Floats:
        """Probability of each type in the order of ``TYPES``; shapes (n, n_figures) to (n, 3)."""
        order = [list(self.plain.classes_).index(type_) for type_ in TYPES]
        logits = self.plain.decision_function(figures)[:, order]
        return np.asarray(softmax(logits / (self.temperature if calibrated else 1.0), axis=1), dtype=np.float64)

    def distances(self, figures: Floats) -> Floats:
        """Mean distance to the nearest training communities, shape (n,)."""
        return np.asarray(self.nearest.kneighbors(self.plain[:-1].transform(figures))[0].mean(axis=1))


def fit(figures: Floats, types: npt.NDArray[np.str_]) -> TypeModel:
    """Fit to communities of known type: `figures` of shape (n, n_figures), none of them missing."""
    true = np.unique(types, return_inverse=True)[1]
    with threadpool_limits(1):
        logits = {
            strength: cross_val_predict(_steps(strength), figures, types, cv=_folds(N_INNER_FOLDS), method=_LOGITS)
            for strength in STRENGTHS
        }
        best = min(STRENGTHS, key=lambda strength: _log_loss(logits[strength], true))
        plain = _steps(best).fit(figures, types)
        nearest = NearestNeighbors(n_neighbors=N_NEIGHBOURS).fit(plain[:-1].transform(figures))
        # Asked without points, each is told its nearest others.
        own = nearest.kneighbors()[0].mean(axis=1)
    # One temperature for all types: a sigmoid for each would change which type is likeliest.
    cooled = minimize_scalar(
        lambda power: _log_loss(logits[best] / np.exp(power), true), bounds=(-2, 2), method="bounded"
    )
    return TypeModel(plain, float(np.exp(cooled.x)), nearest, float(np.quantile(own, COVERED)))


def scale() -> Pipeline:
    """Return the scale on which communities are compared."""
    # Shares near zero and counts vary less than others: their square roots do not.
    return make_pipeline(FunctionTransformer(np.sqrt), StandardScaler())


def _steps(strength: float) -> Pipeline:
    return make_pipeline(scale(), LogisticRegression(C=strength, max_iter=1_000))


def _log_loss(logits: Floats, true: npt.NDArray[np.intp]) -> float:
    return float(-log_softmax(logits, axis=1)[np.arange(true.size), true].mean())


def _folds(n: int) -> StratifiedKFold:
    return StratifiedKFold(n, shuffle=True, random_state=SEED)


def training_for(figures: Sequence[str]) -> pd.DataFrame:
    """Return the training communities of which all these figures are known."""
    return type_training().dropna(subset=list(figures))


@cache
def fitted(figures: tuple[str, ...]) -> TypeModel:
    """Fit to these figures of the training communities; kept."""
    table = training_for(figures)
    return fit(table[list(figures)].to_numpy(float), table["type"].to_numpy(str))


@dataclass(frozen=True)
class TypeAccuracy:
    """What the classifier is worth on simulated communities that it was not fitted to.

    Attributes
    ----------
    figures : tuple of str
        What it was told of each community.
    decided_from : float
        Probability from which a type is named.
    predictions : DataFrame
        One row a training community, from the fold that it was kept out of: ``type`` (true), ``blended_with``,
        a calibrated probability for each type, the uncalibrated ones with the ending ``_plain``, ``covered``
        (near enough to those fitted to) and ``said`` (a type, or undecided).
    """

    figures: tuple[str, ...]
    decided_from: float
    predictions: pd.DataFrame

    @cached_property
    def _probabilities(self) -> Floats:
        return self.predictions[list(TYPES)].to_numpy(float)

    @cached_property
    def _right(self) -> npt.NDArray[np.bool_]:
        likeliest = np.asarray(TYPES)[self._probabilities.argmax(axis=1)]
        return np.asarray(likeliest == self.predictions["type"].to_numpy(str))

    @property
    def accuracy(self) -> Estimate:
        """Share of the communities whose likeliest type is the true one, undecided ones included."""
        return _share("type_accuracy", self._right)

    @property
    def decided(self) -> Estimate:
        """Share of the communities of which a type is named."""
        return _share("type_decided", self.predictions["said"] != UNDECIDED)

    @property
    def accuracy_decided(self) -> Estimate:
        """Share of the named types that are right."""
        return _share("type_accuracy_decided", self._right[(self.predictions["said"] != UNDECIDED).to_numpy()])

    @property
    def accuracy_blended(self) -> Estimate:
        """Accuracy among the blends of two types, where the type is the one of greater weight."""
        return _share("type_accuracy_blended", self._right[self.predictions["blended_with"].notna().to_numpy()])

    @property
    def confusion(self) -> pd.DataFrame:
        """Number of communities by true type (rows) and by what was said of them, undecided last."""
        found = pd.crosstab(self.predictions["type"], self.predictions["said"])
        return found.reindex(index=[*TYPES], columns=[*TYPES, UNDECIDED], fill_value=0)

    @property
    def reliability(self) -> pd.DataFrame:
        """Hold the highest probability against how often its type is true.

        Returns
        -------
        DataFrame
            One row for each class of probability with a community in it: ``from``, ``to``, ``predicted`` (mean),
            ``value`` (share that is right), ``low``, ``high`` (Wilson), ``n``, ``k``.
        """
        top = self._probabilities.max(axis=1)
        which = np.clip(np.digitize(top, CONFIDENCE) - 1, 0, len(CONFIDENCE) - 2)
        rows = []
        for i in np.unique(which):
            n, k = int((which == i).sum()), int(self._right[which == i].sum())
            low, high = wilson(k, n)
            ends = (CONFIDENCE[i], CONFIDENCE[i + 1])
            rows.append((*ends, top[which == i].mean(), k / n, float(low), float(high), n, k))
        return pd.DataFrame(rows, columns=["from", "to", "predicted", "value", "low", "high", "n", "k"])

    @property
    def losses(self) -> pd.DataFrame:
        """Brier score and log-loss, less is better, beside those of saying one third each.

        Returns
        -------
        DataFrame
            ``method`` (calibrated, uncalibrated, even), ``loss`` (term id), ``value``, ``low``, ``high`` (bootstrap
            over communities), ``n``.
        """
        true = (self.predictions["type"].to_numpy(str)[:, None] == np.asarray(TYPES)).astype(float)
        plain = self.predictions[[f"{type_}_plain" for type_ in TYPES]].to_numpy(float)
        methods = {"calibrated": self._probabilities, "uncalibrated": plain, "even": np.full_like(true, 1 / len(TYPES))}
        rows = []
        for method, said in methods.items():
            brier = ((said - true) ** 2).sum(axis=1)
            log_loss = -np.log(np.maximum((said * true).sum(axis=1), np.finfo(float).tiny))
            for id, loss in {"brier_score": brier, "log_loss": log_loss}.items():
                found = Parts(id, loss, np.ones(loss.size), of="communities", form="ratio").estimate()
                rows.append((method, id, found.value, found.low, found.high, loss.size))
        return pd.DataFrame(rows, columns=["method", "loss", "value", "low", "high", "n"])


def _share(id: str, chosen: npt.ArrayLike) -> Estimate:
    flags = np.asarray(chosen, dtype=float)
    return Parts(id, flags, np.ones(flags.size), of="communities").estimate()


def type_accuracy(figures: Sequence[str] = tuple(FIGURES), *, decided_from: float = DECIDED) -> TypeAccuracy:
    """Say how often the classifier is right, on simulated communities that it was not fitted to.

    Parameters
    ----------
    figures : sequence of str
        What it is told of each community: term ids as in :func:`type_figures`.
    decided_from : float
        Probability from which a type is named, 0–1.

    Returns
    -------
    TypeAccuracy
        Nested cross-validation: in each of ten folds everything that is chosen or fitted (strength, calibration,
        what counts as covered) comes from the other nine.

    Raises
    ------
    UnknownNameError
        For a figure that the training communities do not have.
    OptionError
        If there is no figure, or `decided_from` is no share.

    Notes
    -----
    The types are the simulator's: this is accuracy on simulated communities only, and says nothing of how often a
    real one would be put right. Intervals are Wilson's; the folds share training communities, so that they are
    somewhat too narrow.

    References
    ----------
    .. [1] Varma & Simon (2006), BMC Bioinformatics 7, 91, doi:10.1186/1471-2105-7-91 (nested cross-validation).
    .. [2] Guo et al. (2017), Proceedings of Machine Learning Research 70, 1321–1330 (the temperature).

    Examples
    --------
    >>> accuracy = type_accuracy().accuracy
    >>> accuracy.n
    270
    """
    for figure in figures:
        if figure not in FIGURES:
            raise UnknownNameError("figure", figure, FIGURES)
    if not figures:
        raise wrong_option("option_no_figures")
    check_decided(decided_from)
    # In the order of the table, so that the same figures are fitted once.
    chosen = tuple(id for id in FIGURES if id in figures)
    found = _out_of_fold(chosen)
    return TypeAccuracy(chosen, decided_from, found.assign(said=_said(found, decided_from)))


def check_decided(decided_from: float) -> None:
    """Refuse a threshold that is no share."""
    if not 0 <= decided_from <= 1:
        raise wrong_option("option_decided", found=decided_from)


def _said(found: pd.DataFrame, decided_from: float) -> npt.NDArray[np.object_]:
    likeliest = found[list(TYPES)].idxmax(axis=1)
    named = (found[list(TYPES)].max(axis=1) >= decided_from) & found["covered"]
    return np.where(named, likeliest.to_numpy(object), UNDECIDED)


@cache
def _out_of_fold(figures: tuple[str, ...]) -> pd.DataFrame:
    """Predict each training community by what was fitted to the other folds; kept."""
    table = training_for(figures)
    values, types = table[list(figures)].to_numpy(float), table["type"].to_numpy(str)
    parts = []
    for rest, kept in _folds(N_FOLDS).split(values, types):
        model = fit(values[rest], types[rest])
        part = table.iloc[kept][["type", "blended_with"]].copy()
        part[[*TYPES]] = model.probabilities(values[kept])
        part[[f"{type_}_plain" for type_ in TYPES]] = model.probabilities(values[kept], calibrated=False)
        parts.append(part.assign(covered=model.distances(values[kept]) <= model.reach))
    return pd.concat(parts).sort_index()
