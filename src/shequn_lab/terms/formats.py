"""How numbers are written, everywhere: tables, reports, the terminal, plots.

Percent with one decimal and the sign repeated in a range; thousands separated; "—" for what is missing.
"""

from __future__ import annotations

import math

from shequn_lab.terms import say

MISSING = "—"
#: Decimal places of currencies whose minor unit is not a hundredth.
_PLACES = {"CLP": 0, "ISK": 0, "JPY": 0, "KRW": 0, "VND": 0, "BHD": 3, "JOD": 3, "KWD": 3, "OMR": 3, "TND": 3}


#: Units of which there are no halves: the ends of an interval are rounded.
_WHOLE = ("members", "people", "views", "posts", "count")
#: Figures of simulated runs are shown with three digits from here on.
_ROUGH_FROM = 1_000


def number(value: float, decimals: int = 0) -> str:
    """Write a plain number: ``1,234`` or ``1,234.5``; the minus is a true minus sign."""
    if not math.isfinite(value):
        return MISSING
    text = f"{value:,.{decimals}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    return text.replace("-", "\N{MINUS SIGN}")


def percent(share: float, decimals: int = 1, *, signed: bool = False) -> str:
    """Write a share of one as per cent: ``0.413`` is ``41.3%``; `signed` writes a plus as well."""
    if not math.isfinite(share):
        return MISSING
    text = number(100 * share, decimals)
    # A change that rounds to nothing has no sign.
    plus = signed and share > 0 and float(text.replace(",", "")) > 0
    return f"{'+' if plus else ''}{text}%"


def rough(value: float) -> float:
    """Round a large figure to three digits: runs do not say more, least of all those of a sample 1:N."""
    if not math.isfinite(value) or abs(value) < _ROUGH_FROM:
        return value
    return float(round(value, 2 - math.floor(math.log10(abs(value)))))


def _scale(seconds: float) -> tuple[str, int, int]:
    """Choose the unit for a time span: its name, its size in seconds, and how many decimals."""
    for limit, unit, size, decimals in ((120, "s", 1, 0), (7_200, "min", 60, 1), (172_800, "h", 3_600, 1)):
        if seconds < limit:
            return unit, size, decimals
    return "d", 86_400, 1


def duration(seconds: float) -> str:
    """Write a time span: under two minutes in seconds, under two hours in minutes, under two days in hours."""
    if not math.isfinite(seconds):
        return MISSING
    unit, size, decimals = _scale(seconds)
    return say(f"span_{unit}", n=number(seconds / size, decimals))


def durations(low: float, high: float) -> str:
    """Write an interval of time spans, both ends in one unit: ``26.7–54.6 min``."""
    unit, size, decimals = _scale(high)
    return say(f"span_{unit}", n=f"{number(low / size, decimals)}–{number(high / size, decimals)}")


def money(minor: float, currency: str) -> str:
    """Write minor units of a currency in its main unit, without its name: 123456 of CNY are ``1,234.56``."""
    places = _PLACES.get(currency, 2)
    return number(minor / 10**places, places)


def minor(main: float, currency: str) -> int:
    """Turn an amount in the main unit of a currency into minor units: 12.5 of CNY are 1,250."""
    return round(main * 10 ** _PLACES.get(currency, 2))


def amount(value: float, unit: str) -> str:
    """Write a value in its unit, as :class:`~shequn_lab.terms.Term` names units; ``minor CNY`` is money."""
    unit, _, currency = unit.partition(" ")
    match unit:
        case "minor":
            return money(value, currency)
        case "points":
            return say("in_points", n=number(100 * value, 1))
        case "share":
            return percent(value)
        case "relative":
            return percent(value, signed=True)
        case "seconds":
            return duration(value)
        case "ratio":
            return number(value, 3)
        case "score" | "per_day":
            return number(value, 2)
        case "days":
            return say("in_days", n=_plain(value))
        case _:
            return _plain(value)


def _plain(value: float) -> str:
    whole = math.isfinite(value) and float(value).is_integer()
    return number(value, 0 if whole else 1)


def interval(low: float, high: float, unit: str) -> str:
    """Write both ends of an interval in their unit: ``37.5%–45.2%``; empty when there is none."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    if unit == "seconds":
        return durations(low, high)
    if unit == "relative":
        return ends(percent(low), percent(high))
    if unit == "points":
        return say("in_points", n=ends(number(100 * low, 1), number(100 * high, 1)))
    if unit == "days":
        return ends(_plain(low), _plain(high))
    if unit in _WHOLE:
        low, high = round(low), round(high)
    return ends(amount(low, unit), amount(high, unit))


def ends(low: str, high: str) -> str:
    """Join both ends of an interval: with a dash, which before a minus sign could not be read."""
    return say("ends_below_zero", low=low, high=high) if high.startswith("−") else f"{low}–{high}"
