"""Value by age: legible in both languages and widths, what is not observed or withheld is not drawn."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from plot_frames import CASES
from plot_legible import assert_legible, words

from shequn_lab.plots import plot_ltv
from shequn_lab.terms import say


def values(members: int, days: int, currency: str = "CNY", loss: bool = False) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    starts = pd.date_range("2023-07-01", periods=max(days // 30, 1), freq="MS")
    rows = []
    for i, cohort in enumerate(starts):
        total = np.cumsum(rng.gamma(2, 900, len(starts)) - (4_000 if loss else 0))
        for block in range(len(starts)):
            seen = block < len(starts) - i
            rows.append((cohort, block, total[block] if seen else np.nan, members // len(starts) if seen else 0))
    frame = pd.DataFrame(rows, columns=["cohort", "block", "value", "n"])
    pooled = frame.groupby("block", as_index=False).agg(value=("value", "mean"), n=("n", "sum")).assign(cohort=pd.NaT)
    frame = pd.concat([frame, pooled], ignore_index=True)
    half = 0.3 * frame["value"].abs()
    frame = frame.assign(low=frame["value"] - half, high=frame["value"] + half).set_index(["cohort", "block"])
    frame.attrs = {"block_days": 30, "currency": currency}
    return frame


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("currency", ["CNY", "JPY", "KWD"])
def test_the_figure_is_legible(case: str, currency: str, phone: bool, language: str) -> None:
    frame = values(*CASES[case], currency)
    before = frame.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = assert_legible(plot_ltv(frame, phone=phone))
    assert frame.equals(before)
    assert say("plot_ltv_axis", currency=currency) in found
    assert any(text.startswith(say("plot_ltv_all") + "\n") for text in found)


def test_losses_are_legible_below_zero(phone: bool, language: str) -> None:
    assert any("−" in text for text in assert_legible(plot_ltv(values(900, 184, loss=True), phone=phone)))


def test_what_has_not_been_observed_is_not_drawn() -> None:
    frame = values(900, 184)
    lines = [line for line in plot_ltv(frame).lines if len(line.get_xdata()) > 1]
    for line in lines:
        assert np.isfinite(line.get_ydata()).all()
    # Cohorts end where they have been seen to; the oldest and all together reach the end.
    ends = sorted(max(line.get_xdata()) for line in lines)
    assert ends == [30, 60, 90, 120, 150, 180, 180]


def test_withheld_points_are_neither_drawn_nor_written() -> None:
    frame = values(900, 184)
    cohorts = frame.index.get_level_values("cohort")
    frame["suppressed"] = cohorts == pd.Timestamp("2023-07-01")
    frame.loc[cohorts.isna() & (frame.index.get_level_values("block") == 2), "suppressed"] = True
    ax = plot_ltv(frame)
    found = [text.get_text() for text in words(ax.figure)]
    assert "<5" in found
    drawn = {round(float(y), 6) for line in ax.lines for y in line.get_ydata()}
    # Of the last block the oldest cohort is all there is.
    hidden = frame.loc[frame["suppressed"] & (frame.index.get_level_values("block") < 5), "value"]
    assert not {round(v, 6) for v in hidden.dropna()} & drawn


def test_nothing_known_is_said() -> None:
    frame = values(900, 184)
    frame[["value", "low", "high"]] = np.nan
    assert say("not_measurable") in [text.get_text() for text in words(plot_ltv(frame).figure)]
    frame = values(900, 184).assign(suppressed=True)
    assert say("not_measurable") in [text.get_text() for text in words(plot_ltv(frame).figure)]
