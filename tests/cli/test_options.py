"""Words that several commands understand alike."""

from __future__ import annotations

import pytest

from shequn_lab.cli.options import one_of
from shequn_lab.errors import OptionError


def test_a_known_format_is_given_back() -> None:
    assert one_of("csv", ("json", "csv")) == "csv"


def test_an_unknown_format_is_answered_with_those_known() -> None:
    with pytest.raises(OptionError, match="unknown format xml → use one of: json, csv"):
        one_of("xml", ("json", "csv"))
