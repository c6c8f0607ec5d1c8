"""An estimate prints its value with interval and counts, or why there is none; never one for the other."""

from __future__ import annotations

import json
import math
from dataclasses import FrozenInstanceError

import pytest

from shequn_lab.errors import UnknownNameError
from shequn_lab.model import Estimate
from shequn_lab.terms import Note, in_language

RETENTION = Estimate("retention_on", 0.25, 0.12, 0.45, n=28, k=7, method="Wilson", params={"n": 7})
WAIT = Estimate("reply_latency", 1800.0, 1602.0, 3276.0, n=91)


@pytest.fixture(autouse=True)
def english():
    with in_language("en"):
        yield


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "retention on day 7: 25.0%, 95% CI 12.0%–45.0%, n = 28, k = 7"),
        ("zh", "第 7 天留存：25.0%，95% 区间 12.0%–45.0%，n = 28, k = 7"),
    ],
)
def test_a_proportion_says_value_interval_and_both_counts(lang: str, line: str) -> None:
    with in_language(lang):
        assert str(RETENTION) == repr(RETENTION) == line


def test_what_is_no_proportion_has_no_numerator_to_say() -> None:
    assert str(WAIT).endswith("30.0 min, 95% CI 26.7–54.6 min, n = 91")


def test_without_an_interval_none_is_said() -> None:
    assert "CI" not in str(Estimate("stickiness", 0.5, n=1))


def test_another_level_is_said() -> None:
    assert "90% CI" in str(Estimate("stickiness", 0.5, 0.4, 0.6, n=9, level=0.9))


def test_nothing_measured_is_said_with_its_reason_and_is_no_zero() -> None:
    missing = Estimate.missing("stickiness", Note("note_no_case"), days=30)
    assert not missing.measurable
    assert math.isnan(float(missing))
    assert missing.params == {"days": 30}
    assert str(missing).endswith("not measurable here: nobody qualifies")
    with in_language("zh"):
        assert str(missing).endswith("没有符合条件的对象")
    assert Estimate("stickiness", 0.0, n=4).measurable
    assert "0.0%" in str(Estimate("stickiness", 0.0, n=4))


def test_the_reason_may_be_missing_too() -> None:
    assert Estimate("stickiness", math.nan).reason == "not measurable here"


@pytest.mark.parametrize(
    ("params", "shown"),
    [
        ({"n": 7}, "retention on day 7"),
        ({"n": 30, "clock": "elapsed"}, "retention on day 30 (elapsed)"),
        ({"n": 7, "strict": True, "loose": False, "horizon": None}, "retention on day 7 (strict)"),
        ({"n": 7, "top": 0.1}, "retention on day 7 (10%)"),
    ],
)
def test_parameters_tell_two_figures_of_one_name_apart(params: dict[str, object], shown: str) -> None:
    assert Estimate("retention_on", 0.5, params=params).label == shown


def test_who_was_left_out_is_counted_and_nobody_is_not_mentioned() -> None:
    excluded = {"excluded_not_yet_observed": 12, "excluded_no_join_date": 0}
    said = str(Estimate("retention_on", 0.5, n=4, k=2, params={"n": 7}, excluded=excluded))
    assert said.endswith(" 12")
    assert said.count(",") == 3


def test_a_remark_comes_last_and_leaves_the_figure_as_it_was() -> None:
    noted = RETENTION.with_note(Note("note_no_case"))
    assert str(noted) == f"{RETENTION}, nobody qualifies"
    assert RETENTION.note == Note("")


def test_an_estimate_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        RETENTION.value = 1.0  # type: ignore[misc]


def test_a_quantity_that_is_no_term_is_not_shown() -> None:
    with pytest.raises(UnknownNameError):
        str(Estimate("retentoin_on", 0.5))


def test_in_a_notebook_nothing_is_left_raw() -> None:
    noted = Estimate("retention_on", 0.5, n=2, params={"n": 7, "of": "<script>"})
    assert "<script>" not in noted._repr_html_()
    assert "<b>retention on day 7 (&lt;script&gt;)</b>" in noted._repr_html_()


def test_a_record_is_plain_json_and_tells_nothing_from_zero() -> None:
    def read(estimate: Estimate) -> dict[str, object]:
        return json.loads(json.dumps(estimate.record(), allow_nan=False))

    told = {"value": 0.25, "low": 0.12, "high": 0.45, "n": 28, "k": 7, "params": {"n": 7}, "id": "retention_on"}
    assert read(RETENTION).items() >= told.items()
    assert read(RETENTION)["note"] == ""
    assert read(WAIT)["k"] is None
    missing = read(Estimate.missing("stickiness", Note("note_no_case")))
    assert missing.items() >= {"value": None, "low": None, "high": None, "note": "nobody qualifies"}.items()
    assert read(Estimate("stickiness", 0.0, n=4, k=0)).items() >= {"value": 0.0, "n": 4, "k": 0}.items()
    assert read(Estimate("stickiness", 0.5, n=4.5))["n"] == 4.5
