"""The table of parameters in ``docs/model.md``, written from the scenario itself."""

from __future__ import annotations

from pathlib import Path

from shequn_lab.simulate.parameters import parameters
from shequn_lab.simulate.scenario import Scenario
from shequn_lab.terms import in_language, say

BEGIN = "<!-- parameters: written by `python -m shequn_lab.simulate --page docs/model.md` -->"
_MANY = 24
END = "<!-- end of parameters -->"


def parameter_table() -> str:
    """Return every parameter with unit, range, default and source, as a Markdown table."""
    heads = ("parameter", "unit", "low", "default", "high", "source", "meaning")
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    with in_language("en"):
        for name, default, about in parameters(Scenario()):
            values = default if about.parts else (default,)
            parts = ", ".join(about.parts) if len(about.parts) < _MANY else "each hour of the day"
            meaning = say(f"simulate_about_{name}") + (f" ({parts})" if parts else "")
            cells = [f"`{name}`", say(f"simulate_unit_{about.unit}"), f"{about.low:,.10g}"]
            cells += [", ".join(f"{value:,.10g}" for value in values), f"{about.high:,.10g}", about.source, meaning]
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def with_table(page: str) -> str:
    """Return the page with its table as it should be."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n\n{parameter_table()}\n\n{END}{rest.split(END)[1]}"


def rewrite(page: Path) -> Path:
    """Bring the table of a page up to date."""
    page.write_text(with_table(page.read_text(encoding="utf-8")), encoding="utf-8")
    return page
