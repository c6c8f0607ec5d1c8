"""Panels to turn a knob on; what they show at first also stands there without a kernel."""

from __future__ import annotations

import html
from functools import cached_property
from typing import Any

from shequn_lab.metrics import retention_after, retention_on, retention_within
from shequn_lab.model import Community, Estimate
from shequn_lab.terms import say
from shequn_lab.terms.formats import interval, number, percent

_CELL = "padding:4px 16px 4px 0;text-align:{side}"


class CohortPanel:
    """What becomes of the three retentions when their day is moved.

    A front end with a kernel shows a slider; any other shows the table as it was at first.
    """

    def __init__(self, community: Community, *, n: int) -> None:
        self.community, self.n = community, n

    def _estimates(self, n: int) -> list[Estimate]:
        return [measure(self.community, n) for measure in (retention_on, retention_within, retention_after)]

    def table(self, n: int) -> str:
        """Return the table for day `n` as HTML."""
        heads = [say("panel_figure"), say("panel_value"), say("panel_interval"), "n", "k", say("panel_waiting")]
        rows = [heads, *(_row(e) for e in self._estimates(n))]
        lines = []
        for i, row in enumerate(rows):
            tag = "td" if i else "th"
            cells = (
                f'<{tag} style="{_CELL.format(side="right" if j else "left")}">{html.escape(cell)}</{tag}>'
                for j, cell in enumerate(row)
            )
            lines.append(f"<tr>{''.join(cells)}</tr>")
        return f"<table>{''.join(lines)}</table>"

    @cached_property
    def widget(self) -> Any:
        """The slider with its table."""
        import ipywidgets

        longest = max(self.n, min(90, self.community.observed.n_days - 1))
        slider = ipywidgets.IntSlider(self.n, min=1, max=longest, description="n", continuous_update=False)
        shown = ipywidgets.HTML(self.table(self.n))

        def turn(change: Any) -> None:
            shown.value = self.table(change["new"])

        slider.observe(turn, names="value")
        return ipywidgets.VBox([slider, shown])

    def __repr__(self) -> str:
        return "\n".join([say("panel_static", n=self.n), *map(str, self._estimates(self.n))])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        drawn = self.widget._repr_mimebundle_(**kwargs) or {}
        data = drawn[0] if isinstance(drawn, tuple) else drawn
        static = f"<p>{html.escape(say('panel_static', n=self.n))}</p>{self.table(self.n)}"
        return {**data, "text/plain": repr(self), "text/html": static}


def _row(estimate: Estimate) -> list[str]:
    if not estimate.measurable:
        return [estimate.label, estimate.reason, "", "", "", ""]
    span = interval(estimate.low, estimate.high, estimate.unit)
    waiting = estimate.excluded.get("excluded_not_yet_observed", 0)
    counts = [number(estimate.n), number(estimate.k), number(waiting)]
    return [estimate.label, percent(estimate.value), span, *counts]


def cohort_panel(community: Community, *, n: int = 30) -> CohortPanel:
    """Move the day of retention and watch numerator, denominator and who is still waiting.

    Parameters
    ----------
    community : Community
    n : int
        Days after joining to begin with.

    Returns
    -------
    CohortPanel
        A slider over a table of retention on, within and after day n; without a kernel the table for `n`.
    """
    return CohortPanel(community, n=n)
