"""Panels to turn a knob on; what they show at first also stands there without a kernel."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Any

from shequn_lab.metrics import retention_after, retention_on, retention_within
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import activity
from shequn_lab.terms import label, say
from shequn_lab.terms.formats import amount, interval, number
from shequn_lab.workbook.paper import paper_group
from shequn_lab.workbook.table import Table


class Panel:
    """A knob over a table.

    A front end with a kernel shows the knob; any other, and any print, shows the table for the first value.

    Parameters
    ----------
    name : str
        What the knob changes.
    values : sequence
        What it can be set to.
    start : object
        Where it stands at first; one of `values`.
    table : callable
        Value to :class:`~shequn_lab.workbook.table.Table`.
    """

    def __init__(self, name: str, values: Sequence[Any], start: Any, table: Callable[[Any], Table]) -> None:
        self.name, self.values, self.start, self.table = name, values, start, table

    def widget(self) -> Any:
        """Return knob and table, or None where ``ipywidgets`` is not installed."""
        try:
            import ipywidgets
        except ImportError:
            return None
        knob = ipywidgets.SelectionSlider(
            options=list(self.values), value=self.start, description=self.name, continuous_update=False
        )
        shown = ipywidgets.HTML(self.table(self.start)._repr_html_())

        def turn(change: Any) -> None:
            shown.value = self.table(change["new"])._repr_html_()

        knob.observe(turn, names="value")
        return ipywidgets.VBox([knob, shown])

    @property
    def caption(self) -> str:
        """Where the knob stands, and that it can be turned."""
        return say("panel_static", name=self.name, value=self.start)

    def __repr__(self) -> str:
        return f"{self.caption}\n{self.table(self.start)}"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        static = f"<p>{html.escape(self.caption)}</p>{self.table(self.start)._repr_html_()}"
        data = {"text/plain": repr(self), "text/html": static}
        widget = self.widget()
        drawn = widget._repr_mimebundle_(**kwargs) if widget is not None else {}
        return {**(drawn[0] if isinstance(drawn, tuple) else drawn), **data}


def cohort_panel(community: Community, *, n: int = 30) -> Panel:
    """Move the day of retention and watch numerator, denominator and who is still waiting.

    Parameters
    ----------
    community : Community
    n : int
        Days after joining to begin with.

    Returns
    -------
    Panel
        Retention on, within and after day n.
    """
    longest = max(n, min(90, community.observed.n_days - 1))
    heads = [say("panel_figure"), say("panel_value"), say("panel_interval"), "n", "k", say("panel_waiting")]

    def table(day: int) -> Table:
        found = [measure(community, day) for measure in (retention_on, retention_within, retention_after)]
        return Table(heads, [_row(estimate) for estimate in found])

    return Panel("n", range(1, longest + 1), n, table)


def _row(estimate: Estimate) -> list[str]:
    if not estimate.measurable:
        return [estimate.label, estimate.reason, "", "", "", ""]
    span = interval(estimate.low, estimate.high, estimate.unit)
    waiting = estimate.excluded.get("excluded_not_yet_observed", 0)
    counts = [number(estimate.n), number(estimate.k), number(waiting)]
    return [estimate.label, amount(estimate.value, estimate.unit), span, *counts]


def zone_panel() -> Panel:
    """Move the group on paper to another clock and watch its days change.

    Returns
    -------
    Panel
        Active members on each day, in zones from west to east.
    """
    zones = ["America/Los_Angeles", "Europe/London", "Asia/Shanghai", "Pacific/Auckland"]

    def table(zone: str) -> Table:
        matrix = activity(paper_group(zone))
        days = [f"{day:%m-%d}" for day in matrix.dense().columns]
        return Table([zone, *days], [[label("daily_active"), *(number(count) for count in matrix.daily())]])

    return Panel(say("panel_zone"), zones, "Asia/Shanghai", table)
