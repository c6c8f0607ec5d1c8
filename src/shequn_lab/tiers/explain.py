"""What tiers look like, and a few rules that say nearly the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.model_selection import cross_val_predict
from sklearn.tree import DecisionTreeClassifier

from shequn_lab.errors import NotEnoughDataError
from shequn_lab.metrics.intervals import wilson
from shequn_lab.model import Estimate
from shequn_lab.terms import say
from shequn_lab.terms.formats import number, percent
from shequn_lab.terms.tiers import tier_name
from shequn_lab.tiers.null import log_scale, standardised

N_FOLDS = 5


def tier_profile(features: pd.DataFrame, tiers: pd.Series) -> pd.DataFrame:
    """Describe tiers by their features.

    Parameters
    ----------
    features : DataFrame
        As from :func:`member_features`; columns with unknown values are left out.
    tiers : Series
        Tier of the same members, ordered categorical.

    Returns
    -------
    DataFrame
        Tidy: ``tier``, ``feature``, ``n`` members, ``median``, and ``z``, the mean on the standardised log scale:
        0 is the whole population, 1 a standard deviation above it.
    """
    known = features.loc[tiers.index].dropna(axis="columns")
    logs = pd.DataFrame(standardised(log_scale(known.to_numpy(float))), index=known.index, columns=known.columns)
    parts = {"median": known.groupby(tiers, observed=True).median(), "z": logs.groupby(tiers, observed=True).mean()}
    tidy = pd.DataFrame({name: part.rename_axis(columns="feature").stack() for name, part in parts.items()})
    tidy = tidy.rename_axis(["tier", "feature"]).reset_index()
    tidy.insert(2, "n", tidy["tier"].map(tiers.value_counts()).astype(int))
    return tidy


@dataclass(frozen=True)
class Surrogate:
    """A shallow tree that says nearly the same as a model.

    Attributes
    ----------
    tree : DecisionTreeClassifier
    features : tuple of str
        What it asks about.
    fidelity : Estimate
        Share of members of whom it says what the model says, cross-validated.
    """

    tree: DecisionTreeClassifier
    features: tuple[str, ...]
    fidelity: Estimate

    def rules(self) -> list[str]:
        """Say the tree as rules, one for each leaf, and its fidelity, in the language in force."""
        return [*self._leaves(0, ()), str(self.fidelity)]

    def _leaves(self, node: int, conditions: tuple[str, ...]) -> list[str]:
        tree = self.tree.tree_
        if tree.children_left[node] < 0:
            values = tree.value[node][0]
            tier = self.tree.classes_[int(np.argmax(values))]
            share = float(values.max() / values.sum())
            given = say("tiers_and").join(conditions) or say("tiers_always")
            n = number(tree.n_node_samples[node])
            return [say("tiers_leaf", given=given, tier=tier_name(tier), n=n, share=percent(share, 0))]
        name, bound = self.features[tree.feature[node]], float(tree.threshold[node])
        # Bounds between whole numbers: at most 4 is said, rather than at most 4.5.
        words = {"feature": say(f"tiers_feature_{name}"), "bound": number(np.floor(bound))}
        found = []
        for side, child in (("most", tree.children_left[node]), ("more", tree.children_right[node])):
            found += self._leaves(child, (*conditions, say(f"tiers_{side}", **words)))
        return found


def surrogate(features: pd.DataFrame, tiers: pd.Series, *, max_depth: int = 3, random_state: int = 0) -> Surrogate:
    """Fit a shallow decision tree that says the same as some tiers.

    Parameters
    ----------
    features : DataFrame
        As from :func:`member_features`; columns with unknown values are left out.
    tiers : Series
        Tier of the same members.
    max_depth : int
        Questions up to an answer.
    random_state : int

    Raises
    ------
    NotEnoughDataError
        If fewer than two tiers have as many members as the cross-validation has folds.
    """
    known = features.loc[tiers.index].dropna(axis="columns")
    names = tiers.astype(str)
    if (names.value_counts() >= N_FOLDS).sum() < 2:
        raise NotEnoughDataError(say("tiers_no_surrogate", needed=N_FOLDS), say("tiers_no_surrogate_remedy"))
    tree = DecisionTreeClassifier(max_depth=max_depth, min_samples_leaf=N_FOLDS, random_state=random_state)
    data = known.to_numpy(float)
    same = int((cross_val_predict(tree, data, names, cv=N_FOLDS) == names.to_numpy()).sum())
    low, high = wilson(same, len(names))
    fidelity = Estimate(
        "surrogate_fidelity",
        same / len(names),
        float(low),
        float(high),
        n=len(names),
        k=same,
        method="Wilson, 5-fold cross-validation",
    )
    return Surrogate(tree.fit(data, names), tuple(known.columns), fidelity)
