"""Names by profile."""

from __future__ import annotations

import pandas as pd
import pytest

from shequn_lab.terms import in_language
from shequn_lab.tiers import NamingRule
from shequn_lab.tiers.naming import refusal


def names(messages: list[float], days: list[float], shares: list[float]) -> list[str]:
    return NamingRule().names(pd.DataFrame({"n_messages": messages, "n_active_days": days}), shares)


@pytest.mark.parametrize(
    ("messages", "days", "shares", "expected"),
    [
        ([0, 10, 80], [0, 8, 25], [0.6, 0.3, 0.1], ["silent", "ordinary", "core"]),
        ([0, 10, 80], [0, 8, 25], [0.4, 0.3, 0.3], ["silent", "ordinary", "active"]),
        ([2, 3], [2, 3], [0.5, 0.5], ["silent", "ordinary"]),
        ([3, 40, 90], [3, 12, 25], [0.5, 0.4, 0.1], ["ordinary", "active", "core"]),
        ([3, 9], [3, 5], [0.9, 0.1], ["ordinary", "ordinary"]),
        ([3, 9], [3, 6], [0.8, 0.2], ["ordinary", "core"]),
        ([0, 1], [0, 30], [0.9, 0.1], ["silent", "silent"]),
    ],
)
def test_the_middle_member_gives_the_name(messages, days, shares, expected) -> None:
    assert names(messages, days, shares) == expected


def test_the_same_name_twice_is_refused() -> None:
    assert refusal(["silent", "silent"])
    assert not refusal(["silent", "core"])


def test_the_naming_rule_can_be_read_aloud() -> None:
    for lang, words in (("zh", "不超过 20%"), ("en", "at most 20%")):
        with in_language(lang):
            assert words in NamingRule().describe()
