"""Settings of the tests of the cases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shequn_lab.terms import in_language


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield
