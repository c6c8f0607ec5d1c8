"""Probabilities, confusion and ranking: legible in both languages, wide and on a phone; nothing known is said."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from plot_legible import assert_legible, words

from shequn_lab.plots import plot_platform_choice, plot_type, plot_type_confusion
from shequn_lab.terms import label, say

TYPES = ["marketing_type", "content_type", "service_type"]
PLATFORMS = [
    "wechat_group", "qq_group", "weibo_super_topic", "douyin_fan_group", "xiaohongshu", "facebook", "forum", "own_app",
]  # fmt: skip


def chances(*values: float) -> pd.DataFrame:
    return pd.DataFrame({"value": values}, index=pd.Index(TYPES, name="type"))


@pytest.mark.parametrize("values", [(0.34, 0.33, 0.33), (0.0, 0.0, 1.0)])
@pytest.mark.parametrize("decided_from", [0.5, 0.9])
def test_probabilities_are_legible(values: tuple[float, ...], decided_from: float, phone: bool, language: str) -> None:
    frame = chances(*values)
    before = frame.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = plot_type(frame, decided_from=decided_from, phone=phone)
        found = assert_legible(ax)
    assert frame.equals(before)
    assert [bar.get_width() for bar in ax.patches] == pytest.approx(values)
    assert say("plot_type_line", share=f"{100 * decided_from:.0f}%") in found
    assert f"{100 * values[0]:.0f}%" in found


def test_only_a_type_above_the_line_stands_out() -> None:
    colours = [bar.get_facecolor() for bar in plot_type(chances(0.6, 0.3, 0.1)).patches]
    assert colours[0] != colours[1] == colours[2]
    torn = [bar.get_facecolor() for bar in plot_type(chances(0.55, 0.35, 0.1)).patches]
    assert len(set(torn)) == 1


def test_what_is_not_measurable_is_said_with_its_reason() -> None:
    frame = chances(*[np.nan] * 3)
    frame.attrs["note"] = "no orders here"
    found = " ".join(t.get_text() for t in words(plot_type(frame).figure))
    assert say("not_measurable") in found
    assert "no orders here" in found


@pytest.mark.parametrize("most", [9, 900])
def test_a_confusion_is_legible_and_holds_every_count(most: int, phone: bool, language: str) -> None:
    counts = np.random.default_rng(1).integers(0, most, (3, 4))
    counts[1] = 0
    frame = pd.DataFrame(counts, index=TYPES, columns=[*TYPES, "undecided"])
    before = frame.copy()
    found = assert_legible(plot_type_confusion(frame, phone=phone))
    assert frame.equals(before)
    assert all(str(count) in found for count in counts.ravel())
    assert say("type_undecided") in found
    assert say("plot_confusion_true") in found


@pytest.mark.parametrize("shared", [False, True])
def test_a_ranking_is_legible(shared: bool, phone: bool, language: str) -> None:
    frame = pd.DataFrame({"score": np.linspace(5, 1, 8)}, index=pd.Index(PLATFORMS, name="platform"))
    if shared:
        frame["first_share"] = [0.88, *[0.01] * 7]
    before = frame.copy()
    ax = plot_platform_choice(frame, phone=phone)
    found = assert_legible(ax)
    assert frame.equals(before)
    assert [bar.get_width() for bar in ax.patches] == pytest.approx(frame["score"] - 1)
    assert any(text.startswith("5.00") and ("88%" in text) == shared for text in found)
    assert label("forum") in found
