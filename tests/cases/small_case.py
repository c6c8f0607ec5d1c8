"""A case small enough to be run many times in a test."""

from __future__ import annotations

import copy
from typing import Any

from shequn_lab.cases import Case
from shequn_lab.cases.check import case_from


def words(text: str = "words") -> dict[str, str]:
    return {"zh": f"{text}（中）", "en": text}


_PLAIN: dict[str, Any] = {
    "id": "small",
    "number": "C99",
    "title": words("A small case"),
    "story": words("Nothing happens."),
    "did": [words("held talks")],
    "sources": [{"id": "D1", "title": "《社群营销在网络营销中的应用总结》"}],
    "scale": 10,
    "scale_words": words("one in ten"),
    "seed": 5,
    "scenario": {"n_days": 24, "n_founders": 30, "joins_per_day": 1.0},
    "treated": {"joins_per_day": 4.0},
    "ranges": [
        {"parameter": "joins_per_day", "low": 0.5, "high": 8.0, "within": "treated", "reason": words("assumed")},
        {"parameter": "leaves_per_day", "low": 0.0, "high": 0.02, "within": "both", "reason": words("assumed")},
        {"parameter": "n_founders", "low": 20, "high": 40, "within": "both", "reason": words("assumed")},
    ],
    "claims": [
        {
            "id": "growth",
            "published": words("members doubled"),
            "source": "D1",
            "undefined": words("when"),
            "readings": [
                {
                    "id": "grown",
                    "words": words("members at the end against the first week"),
                    "population": words("members present"),
                    "metric": "members_present",
                    "compare": "relative",
                    "before": [0, 7],
                    "after": [17, 24],
                    "value": 1.0,
                },
                {
                    "id": "present",
                    "words": words("members at the end"),
                    "population": words("members present"),
                    "metric": "members_present",
                    "compare": "level",
                    "after": [0, 24],
                    "value": 800,
                    "scaled": True,
                },
            ],
        },
        {
            "id": "loyal",
            "published": words("60 % more loyal"),
            "source": "D1",
            "undefined": words("loyalty"),
            "not_mappable": words("a survey answer"),
        },
    ],
    "questions": [
        {
            "id": "came",
            "words": words("How many more came?"),
            "readings": [
                {
                    "id": "came_more",
                    "words": words("joins against the baseline"),
                    "population": words("newcomers"),
                    "metric": "joins_total",
                    "compare": "lift",
                    "after": [0, 24],
                }
            ],
        }
    ],
}


def plain() -> dict[str, Any]:
    """What stands in the file of the small case; a fresh copy."""
    return copy.deepcopy(_PLAIN)


def small(**changes: Any) -> Case:
    return case_from(plain() | changes, name="small")
