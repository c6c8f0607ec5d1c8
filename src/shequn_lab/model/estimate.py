"""A number that says how sure it is."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from shequn_lab.terms import Note, all_terms, label, say, term
from shequn_lab.terms.formats import amount, interval, money, number, percent

NOTHING = Note("")


@dataclass(frozen=True)
class Estimate:
    """One measured quantity with its interval and counts.

    Attributes
    ----------
    id : str
        Term id of the quantity.
    value : float
        The estimate in the unit of the term; NaN when there is nothing to divide by or it is not measurable.
    low, high : float
        Ends of the interval at `level`; NaN when there is none.
    n, k : float
        Denominator and numerator (`k` is NaN where the quantity is not a proportion).
    method : str
        How the interval was made.
    level : float
        Coverage the interval aims at.
    params : mapping
        What the quantity depends on, for example ``{"n": 7}``.
    excluded : mapping
        Why units were left out, and how many: reason (message id) to count.
    note : Note
        A remark; of an estimate without value, the reason.
    of : str
        What `n` and `k` count: ``members``, ``leads`` and ``respondents`` are people, ``posts``, ``days`` … are not.
    """

    id: str
    value: float
    low: float = math.nan
    high: float = math.nan
    n: float = 0
    k: float = math.nan
    method: str = ""
    level: float = 0.95
    params: Mapping[str, object] = field(default_factory=dict)
    excluded: Mapping[str, int] = field(default_factory=dict)
    note: Note = NOTHING
    of: str = "members"

    @classmethod
    def missing(cls, id: str, reason: Note, **params: object) -> Estimate:
        """Say that a quantity is not measurable here, and why."""
        return cls(id, math.nan, params=params, note=reason)

    @property
    def measurable(self) -> bool:
        """True when there is a value."""
        return math.isfinite(self.value)

    @property
    def unit(self) -> str:
        """Unit of the value, as in the glossary; minor units of money name their currency."""
        unit = term(self.id).unit
        return f"{unit} {self.params.get('currency', '')}".strip() if unit == "minor" else unit

    @property
    def label(self) -> str:
        """Name with parameters, in the language in force."""
        name, params = term(self.id).label, dict(self.params)
        if "n" in params:
            name = re.sub(r"\bn\b", str(params.pop("n")), name)
        # Enough values to tell two rows of a table apart; switched-off options are not worth a word.
        shown = [
            key if value is True else percent(value, 0) if isinstance(value, float) else self._word(key, value)
            for key, value in params.items()
            if value is not None and value is not False
        ]
        return name + (f" ({', '.join(shown)})" if shown else "")

    def _word(self, key: str, value: object) -> str:
        """Write a parameter: money in its main unit, and what names something of the glossary by its name."""
        if key.endswith("_minor"):
            return money(float(str(value)), str(self.params.get("currency")))
        return label(str(value)) if str(value) in all_terms() else str(value)

    @property
    def reason(self) -> str:
        """Why there is no value, in the language in force."""
        return say("not_measurable_because", reason=self.note) if self.note else say("not_measurable")

    def with_note(self, note: Note) -> Estimate:
        """Return the same estimate with a remark."""
        return replace(self, note=note)

    def __float__(self) -> float:
        return float(self.value)

    def __str__(self) -> str:
        if not self.measurable:
            return f"{self.label}{say('est_colon')}{self.reason}"
        parts = [f"{self.label}{say('est_colon')}{amount(self.value, self.unit)}"]
        if span := interval(self.low, self.high, self.unit):
            parts.append(say("ci_of", level=f"{100 * self.level:g}", interval=span))
        parts.append(f"n = {number(self.n)}" + (f", k = {number(self.k)}" if math.isfinite(self.k) else ""))
        parts += [f"{say(reason)} {number(count)}" for reason, count in self.excluded.items() if count]
        if self.note:
            parts.append(str(self.note))
        return say("est_comma").join(parts)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        name, _, rest = str(self).partition(say("est_colon"))
        return f'<div style="font-variant-numeric:tabular-nums"><b>{html.escape(name)}</b><br>{html.escape(rest)}</div>'

    def record(self) -> dict[str, object]:
        """Return a flat record for JSON and CSV; what is not a number becomes ``None``."""

        def plain(value: float) -> float | int | None:
            if not math.isfinite(value):
                return None
            return int(value) if float(value).is_integer() else float(value)

        return {
            "id": self.id,
            "kpi": term(self.id).kpi,
            "name": term(self.id).label,
            "params": dict(self.params),
            "value": float(self.value) if self.measurable else None,
            "low": float(self.low) if math.isfinite(self.low) else None,
            "high": float(self.high) if math.isfinite(self.high) else None,
            "n": plain(self.n),
            "k": plain(self.k),
            "of": self.of,
            "excluded": dict(self.excluded),
            "note": str(self.note) if self.note else "",
        }
