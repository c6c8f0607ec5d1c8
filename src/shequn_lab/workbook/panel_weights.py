"""A panel with the weights of a platform choice: turn them, and watch the order of the platforms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shequn_lab.chapters import platform_choice, platform_sensitivity
from shequn_lab.chapters.typology.platforms import WEIGHTS
from shequn_lab.terms import label, say
from shequn_lab.terms.formats import number, percent
from shequn_lab.workbook.panels import Panel
from shequn_lab.workbook.table import Table

#: Weights are turned in whole steps; the workbook's own, in twentieths, are whole.
HIGHEST, STEPS = 10, 20


class WeightPanel(Panel):
    """A knob for the weight of each criterion, over the ranking of the platforms.

    Parameters
    ----------
    weights : mapping of str to int
        Where the knobs stand at first: 0–10 for each criterion.
    """

    def __init__(self, weights: Mapping[str, int]) -> None:
        super().__init__(say("panel_weights"), (), dict(weights), ranking)

    def widget(self) -> Any:
        """Return knobs and table, or None where ``ipywidgets`` is not installed."""
        try:
            import ipywidgets
        except ImportError:
            return None
        look = {"style": {"description_width": "16em"}, "layout": {"width": "32em"}, "continuous_update": False}
        knobs = {
            id: ipywidgets.IntSlider(value=weight, min=0, max=HIGHEST, description=label(id), **look)
            for id, weight in self.start.items()
        }
        shown = ipywidgets.HTML(self.table(self.start)._repr_html_())

        def turn(_: Any) -> None:
            weights = {id: knob.value for id, knob in knobs.items()}
            # With every weight at 0 there is no order to show.
            if any(weights.values()):
                shown.value = self.table(weights)._repr_html_()

        for knob in knobs.values():
            knob.observe(turn, names="value")
        return ipywidgets.VBox([*knobs.values(), shown])

    @property
    def caption(self) -> str:
        """Where the knobs stand, and that they can be turned."""
        told = say("list_comma").join(f"{label(id)} {weight}" for id, weight in self.start.items())
        return say("panel_weights_static", told=told)


def ranking(weights: Mapping[str, float]) -> Table:
    """Rank the platforms by these weights, and say how often each is first when the weights move."""
    choice = platform_choice(weights).join(platform_sensitivity(weights)["first_share"])
    heads = [say("record_platform"), say("panel_rank"), say("panel_score"), say("panel_first")]
    rows = [
        [label(str(platform)), number(row["rank"]), number(row["score"], 2), percent(row["first_share"], 0)]
        for platform, row in choice.iterrows()
    ]
    return Table(heads, rows)


def weight_panel(weights: Mapping[str, int] | None = None) -> Panel:
    """Turn the weights by which a platform is chosen.

    Parameters
    ----------
    weights : mapping of str to int, optional
        0–10 for some or all criteria of :func:`~shequn_lab.platform_scores`; the others begin at the workbook's own.

    Returns
    -------
    Panel
        Rank, score, and how often each platform is first when the weights move.

    Raises
    ------
    UnknownNameError
        For a criterion that there is not.
    OptionError
        For weights below zero or all zero.
    """
    own = {id: round(STEPS * weight) for id, weight in WEIGHTS.items()}
    given = own | dict(weights or {})
    platform_choice(given)
    return WeightPanel(given)
