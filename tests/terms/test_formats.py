"""Numbers are written alike everywhere, in both languages; what is missing is a dash, never a zero."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequn_lab.terms import in_language
from shequn_lab.terms.formats import MISSING, amount, duration, durations, interval, money, number, percent

NAN, MINUS = math.nan, "\N{MINUS SIGN}"


@pytest.fixture(autouse=True)
def english():
    with in_language("en"):
        yield


def read(text: str) -> float:
    return float(text.replace(",", "").replace(MINUS, "-").rstrip("%"))


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_number_reads_back_as_the_rounded_one_with_a_true_minus(value: float, decimals: int) -> None:
    text = number(value, decimals)
    assert abs(read(text) - value) <= 0.5 * 10**-decimals + 1e-6
    assert "-" not in text
    assert not (read(text) == 0 and MINUS in text)


@given(st.floats(-100, 100))
def test_a_signed_share_shows_the_sign_of_what_it_rounds_to(share: float) -> None:
    text = percent(share, signed=True)
    assert text[0] == ("+" if read(text) > 0 else MINUS if read(text) < 0 else "0")
    assert not percent(share).startswith("+")


@pytest.mark.parametrize(
    "write", [number, percent, duration, lambda x: amount(x, "share"), lambda x: amount(x, "members")]
)
@pytest.mark.parametrize("value", [NAN, math.inf, -math.inf])
def test_what_is_missing_is_a_dash(write, value: float) -> None:
    assert write(value) == MISSING


@pytest.mark.parametrize(
    ("seconds", "en", "zh"),
    [
        (0, "0 s", "0 秒"),
        (119, "119 s", "119 秒"),
        (120, "2.0 min", "2.0 分钟"),
        (7_199, "120.0 min", "120.0 分钟"),
        (7_200, "2.0 h", "2.0 小时"),
        (172_800, "2.0 d", "2.0 天"),
    ],
)
def test_a_span_is_written_in_the_unit_of_its_size(seconds: float, en: str, zh: str) -> None:
    assert duration(seconds) == en
    with in_language("zh"):
        assert duration(seconds) == zh


def test_both_ends_of_a_span_are_in_the_unit_of_the_longer() -> None:
    assert durations(30, 7_200) == "0.0–2.0 h"


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (123_456, "CNY", "1,234.56"),
        (5, "EUR", "0.05"),
        (123_456, "JPY", "123,456"),
        (123_456, "KWD", "123.456"),
        (-250, "CNY", f"{MINUS}2.50"),
    ],
)
def test_money_is_written_in_its_main_unit(minor: int, currency: str, text: str) -> None:
    assert money(minor, currency) == amount(minor, f"minor {currency}") == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.4134, "share", "41.3%"),
        (0.12, "relative", "+12.0%"),
        (-0.12, "relative", f"{MINUS}12.0%"),
        (90, "seconds", "90 s"),
        (0.8824, "ratio", "0.882"),
        (370.0, "members", "370"),
        (63.4, "members", "63.4"),
        (12.0, "", "12"),
        (1, "days", "1 day"),
        (41.5, "days", "41.5 days"),
    ],
)
def test_a_value_is_written_in_its_unit(value: float, unit: str, text: str) -> None:
    with in_language("en"):
        assert amount(value, unit) == text


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        (0.375, 0.452, "share", "37.5%–45.2%"),
        (-0.05, 0.12, "relative", f"{MINUS}5.0%–12.0%"),
        (1602, 3276, "seconds", "26.7–54.6 min"),
        (339.6, 399.2, "members", "340–399"),
        (0.8, 0.9, "ratio", "0.800–0.900"),
        (-25, -0.6, "score", f"{MINUS}25.00 to {MINUS}0.60"),
        (-0.05, -0.02, "relative", f"{MINUS}5.0% to {MINUS}2.0%"),
        (26, 39.5, "days", "26–39.5"),
        (NAN, 1, "share", ""),
        (0, math.inf, "seconds", ""),
    ],
)
def test_both_ends_of_an_interval_are_written_alike_or_not_at_all(
    low: float, high: float, unit: str, text: str
) -> None:
    with in_language("en"):
        assert interval(low, high, unit) == text
