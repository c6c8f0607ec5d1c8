"""The five elements of a community and the four senses, each a weighted mean of named figures (E1–E6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from shequn_lab import metrics
from shequn_lab.metrics.latency import only_openers_answered
from shequn_lab.model import Community, Estimate
from shequn_lab.terms import Note, wrong_option
from shequn_lab.terms.formats import percent

#: A score whose components with a value hold less of the weight than this is not given.
LEAST_WEIGHT = 0.5


@dataclass(frozen=True)
class Component:
    """One figure of a score.

    Attributes
    ----------
    id : str
        Term id of the figure.
    weight : float
    nothing, full : float
        Values of the figure that are worth 0 and 100; in between it is straight, beyond them nothing is added.
        Where less is better, `full` is the lower one.
    """

    id: str
    weight: float
    nothing: float
    full: float

    def points(self, value: float) -> float:
        """Return what a value of the figure is worth, 0–100."""
        return float(100 * np.clip((value - self.nothing) / (self.full - self.nothing), 0, 1))


Profile = Mapping[str, Sequence[Component]]

# Weights and reference values are the workbook's own: round numbers that tell ordinary communities apart, no norms.
SENSES: Profile = {
    "sense_ritual": (
        Component("activity_week_share", 0.5, 0.0, 1.0),
        Component("newcomer_spoke_share", 0.5, 0.0, 0.8),
    ),
    "sense_participation": (
        Component("speaking_share", 0.4, 0.0, 0.6),
        Component("active_share", 0.3, 0.0, 0.8),
        Component("participation_rate", 0.3, 0.0, 0.3),
    ),
    "sense_organisation": (
        Component("operator_share", 0.3, 0.0, 0.02),
        Component("answered_within_day", 0.4, 0.3, 1.0),
        Component("push_band_share", 0.3, 0.0, 1.0),
    ),
    "sense_belonging": (
        Component("retention_within", 0.4, 0.0, 0.8),
        Component("peer_answer_share", 0.3, 0.0, 1.0),
        Component("network_reciprocity", 0.3, 0.0, 0.8),
    ),
}
ELEMENTS: Profile = {
    "element_interest": (
        Component("topic_coherence", 0.35, 0.0, 0.3),
        Component("main_topic_share", 0.25, 0.0, 1.0),
        Component("participation_rate", 0.2, 0.0, 0.3),
        Component("ugc_share", 0.2, 0.0, 0.4),
    ),
    "element_structure": (
        Component("network_reciprocity", 0.3, 0.0, 0.8),
        Component("network_transitivity", 0.2, 0.0, 0.5),
        Component("network_in_gini", 0.2, 1.0, 0.4),
        Component("operator_share", 0.3, 0.0, 0.02),
    ),
    "element_output": (
        Component("posts_per_member", 0.2, 0.0, 0.5),
        Component("ugc_share", 0.2, 0.0, 0.4),
        Component("value_share", 0.2, 0.0, 0.8),
        Component("interaction_rate", 0.2, 0.0, 0.3),
        Component("contribution_gini", 0.2, 1.0, 0.4),
    ),
    "element_operation": (
        *(Component(sense, 0.15, 0.0, 100.0) for sense in SENSES),
        Component("answered_within_day", 0.15, 0.3, 1.0),
        Component("push_band_share", 0.1, 0.0, 1.0),
        Component("retention_within", 0.15, 0.0, 0.8),
    ),
    "element_replication": (
        Component("group_variation", 0.35, 1.0, 0.0),
        Component("k_factor", 0.35, 0.0, 1.0),
        Component("operator_share", 0.3, 0.0, 0.02),
    ),
}
#: What stands in, with the same weight, where a figure cannot be measured: what is published for what is said.
STAND_INS = {"topic_coherence": Component("category_concentration", 0.35, 0.1, 0.6)}
COLUMNS = ["value", "low", "high", "weight", "note"]


#: What becomes of a measured figure before it counts; a report withholds figures that point at few members.
Seen = Callable[[Estimate], Estimate]


def _as_measured(figure: Estimate) -> Estimate:
    return figure


def _answered(community: Community) -> Estimate:
    found = metrics.reply_latency(community, opening_only=only_openers_answered(community)).within_day
    # Which questions have a recognisable answer follows from the source, not from a choice.
    return replace(found, params={})


def _of_network(id: str) -> Callable[[Community], Estimate]:
    return lambda community: metrics.network_estimates(community)[id]


_FIGURES: dict[str, Callable[[Community], Estimate]] = {
    "answered_within_day": _answered,
    "retention_within": lambda community: metrics.retention_within(community, 30),
    **{id: _of_network(id) for id in ("network_reciprocity", "network_transitivity", "network_in_gini")},
}


def _figure(community: Community, id: str) -> Estimate:
    """Measure one component; kept, as several scores share it."""
    measure = _FIGURES.get(id) or getattr(metrics, id)
    return community.remember(("component", community.window, id), lambda: measure(community))


def element_scores(community: Community, *, profile: Profile = ELEMENTS, seen: Seen = _as_measured) -> pd.DataFrame:
    """Score the five elements (E1–E5), 0–100.

    Parameters
    ----------
    community : Community
    profile : mapping of str to sequence of Component
        Which figures make up which score, with weights and reference values; the workbook's own unless given.
    seen : callable, optional
        Takes each measured figure and returns it, or a missing one where it must not be shown: a withheld figure
        drops out of the scores too, from which it could otherwise be worked back.

    Returns
    -------
    DataFrame
        Indexed by term id: ``value``, ``low``, ``high``, ``weight`` (share of the weight that could be measured) and
        ``note`` (why there is no score). A component that cannot be measured drops out, and the others carry its
        weight; a score with less than half of its weight is not given.

    Notes
    -----
    The interval is the weighted mean of the ends of the components' intervals: as wide as if all erred together, so
    it covers at least as often as they do, however they hang together. Reference values are no norms: a score says
    where a community lies on them. Two communities are compared with :func:`compare_elements`, which takes the same
    components for both.

    References
    ----------
    .. [1] D2, the five elements and the four senses; their measures are the workbook's own.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> list(element_scores(sq.open_community("demo_mothers")).columns)
    ['value', 'low', 'high', 'weight', 'note']
    """
    return _scores(element_components(community, profile=profile, seen=seen), profile)


def sense_scores(community: Community, *, profile: Profile = SENSES, seen: Seen = _as_measured) -> pd.DataFrame:
    """Score the four senses (E6) from what members did, 0–100.

    Parameters and returns are those of :func:`element_scores`.

    See Also
    --------
    sense_questionnaire : what members say of them.
    """
    return element_scores(community, profile=profile, seen=seen)


def element_components(community: Community, *, profile: Profile = ELEMENTS, seen: Seen = _as_measured) -> pd.DataFrame:
    """Show what the scores are made of.

    Parameters are those of :func:`element_scores`.

    Returns
    -------
    DataFrame
        One row for each score and component: ``score``, ``component`` (term ids), ``weight``, ``nothing``, ``full``;
        the figure itself in ``figure`` (Estimate), and its worth in ``points``, ``points_low``, ``points_high``, NaN
        where it cannot be measured.
    """
    rows = []
    for score, components in profile.items():
        for component in components:
            used, figure = _measured(community, component, seen)
            ends = sorted(_ends(used, figure))
            rows.append(
                {
                    "score": score,
                    "component": used.id,
                    "weight": component.weight,
                    "nothing": used.nothing,
                    "full": used.full,
                    "figure": figure,
                    "points": used.points(figure.value),
                    "points_low": ends[0],
                    "points_high": ends[1],
                }
            )
    return pd.DataFrame(rows)


def _measured(community: Community, component: Component, seen: Seen) -> tuple[Component, Estimate]:
    if component.id in SENSES:
        row = sense_scores(community, seen=seen).loc[component.id]
        note = row["note"] or Note("")
        return component, Estimate(component.id, row["value"], row["low"], row["high"], note=note, of="scores")
    figure = seen(_figure(community, component.id))
    if figure.measurable or component.id not in STAND_INS:
        return component, figure
    other = STAND_INS[component.id]
    instead = seen(_figure(community, other.id))
    return (other, instead) if instead.measurable else (component, figure)


def _ends(component: Component, figure: Estimate) -> tuple[float, float]:
    """Worth of both ends; of a figure without an interval, nothing is known of how sure it is: 0 to 100."""
    if not figure.measurable:
        return np.nan, np.nan
    if not (np.isfinite(figure.low) and np.isfinite(figure.high)):
        return 0.0, 100.0
    return component.points(figure.low), component.points(figure.high)


def _scores(parts: pd.DataFrame, profile: Profile) -> pd.DataFrame:
    rows = {}
    for score in profile:
        own = parts[parts["score"] == score]
        known = own[own["points"].notna()]
        share = known["weight"].sum() / own["weight"].sum()
        # Weights are sums of tenths: half of them must not fall short by rounding.
        if share < LEAST_WEIGHT - 1e-9:
            note = Note("note_half_missing", {"share": percent(share, 0)})
            rows[score] = [np.nan, np.nan, np.nan, share, note]
            continue
        weights = known["weight"].to_numpy() / known["weight"].sum()
        means = [float(weights @ known[name].to_numpy()) for name in ("points", "points_low", "points_high")]
        rows[score] = [*means, share, Note("")]
    return pd.DataFrame.from_dict(rows, orient="index", columns=COLUMNS).rename_axis("score")


def compare_elements(communities: Sequence[Community], *, profile: Profile = ELEMENTS) -> pd.DataFrame:
    """Score several communities by the components that can be measured in all of them.

    Parameters
    ----------
    communities : sequence of Community
        Two or more.
    profile : mapping of str to sequence of Component

    Returns
    -------
    DataFrame
        One row for each community and score: ``community`` (name), ``score``, and the columns of
        :func:`element_scores`; in a score, all communities are measured by the same components.
    """
    if len(communities) < 2:
        raise wrong_option("elements_compared_none")
    parts = [element_components(community, profile=profile) for community in communities]
    # A stand-in is another figure: it is compared only where all stand in.
    alike = np.logical_and.reduce([part["component"].eq(parts[0]["component"]) for part in parts])
    common = alike & np.logical_and.reduce([part["points"].notna() for part in parts])
    tables = []
    for community, part in zip(communities, parts, strict=True):
        shared = part.assign(points=part["points"].where(common))
        tables.append(_scores(shared, profile).reset_index().assign(community=community.name))
    found = pd.concat(tables, ignore_index=True)
    return found[["community", "score", *COLUMNS]]
