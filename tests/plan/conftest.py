"""A small plan that is sound, as plain values, and the program to call."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from small_plan import PLAIN

from shequn_lab.plan.model import CommunityPlan
from shequn_lab.plan.reading import plan_from
from shequn_lab.terms import in_language


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


@pytest.fixture
def changed() -> Callable[..., CommunityPlan]:
    """Make the small plan with some of its values changed; keys are places such as ``growth.newcomers_per_day``."""

    def make(changes: dict[str, Any] | None = None) -> CommunityPlan:
        plain = copy.deepcopy(PLAIN)
        for where, value in (changes or {}).items():
            *parts, last = where.split(".")
            held: Any = plain
            for part in parts:
                held = held[int(part) if part.isdigit() else part]
            held[int(last) if last.isdigit() else last] = copy.deepcopy(value)
        return plan_from(plain, file="small.yaml")

    return make
