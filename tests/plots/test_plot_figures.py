"""Every figure × language × width × size of community: legible, silent, input untouched."""

import io
import re
import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import plot_frames as frames
import pytest
import seaborn as sns
from matplotlib.axes import Axes
from plot_legible import assert_legible

from shequn_lab import plots
from shequn_lab.terms import Note, say

HAN = re.compile("[\u4e00-\u9fff]")


def draw(name, case, **options):
    """Call one figure; return the axes and the frames it was given."""
    members, days = frames.CASES[case]
    match name:
        case "active":
            given = [frames.active(members, days)]
            return plots.plot_active(*given, **options), given
        case "headcount":
            given = [frames.headcount(members, days)]
            return plots.plot_active(*given, **options), given
        case "hours":
            counts, n_days = frames.hours(members, days)
            extra = {"peak": (13, 22), "peak_label": "13:00–21:59 48.8%", "zone": "UTC"} if case != "tiny" else {}
            extra |= {"second_zone": ("UTC+8", 8)} if case == "half" else {}
            extra |= {"second_zone": ("UTC-3:30", -3.5)} if case == "forty" else {}
            return plots.plot_active_hours(counts, n_days=n_days, **extra, **options), [counts, n_days]
        case "cohorts":
            frame = frames.cohorts(members, days)
            given = [frame, frames.overall(frame)]
            return plots.plot_cohorts(frame, overall=given[1], first_seen=case == "half", **options), given
        case "curves":
            given = [frames.curves(members, days)]
            return plots.plot_retention_curves(*given, **options), given
        case "contribution":
            given = list(frames.contribution(members, {"tiny": 1.0, "forty": 1.6}.get(case, 9.0)))
            return plots.plot_contribution(*given, gini=0.882, **options), given
        case "survival":
            given = [frames.survival(members, days)]
            return plots.plot_survival(*given, median=None if case == "tiny" else 22, **options), given
        case "promotion" | "growth_accounting" | "funnel" | "shares":
            given = [getattr(frames, "weeks" if name == "growth_accounting" else name)(members, days)]
            return getattr(plots, f"plot_{name}")(*given, **options), given
        case _:
            given = [frames.kpis()]
            return plots.plot_kpis(*given, **options), given


FIGURES = ["active", "headcount", "hours", "cohorts", "curves", "contribution", "survival", "kpis"]
FIGURES += ["promotion", "growth_accounting", "funnel", "shares"]


@pytest.mark.parametrize(
    ("name", "case"),
    [
        pytest.param(n, c, marks=pytest.mark.slow if c == "two_years" else ())
        for n in FIGURES
        for c in frames.CASES
        if n != "kpis" or c == "half"
    ],
)
def test_figure_is_legible(name, case, phone, language):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax, _ = draw(name, case, phone=phone)
        texts = assert_legible(ax)
    assert isinstance(ax, Axes)
    if name in ("hours", "cohorts", "curves", "survival", "active"):
        assert any(HAN.search(text) for text in texts) == (language == "zh")


@pytest.mark.parametrize("name", FIGURES)
def test_input_is_not_changed(name, phone):
    _, given = draw(name, "half", phone=phone)
    _, again = draw(name, "half", phone=phone)
    for frame, fresh in zip(given, again, strict=True):
        (pd.testing.assert_series_equal if isinstance(frame, pd.Series) else pd.testing.assert_frame_equal)(
            frame, fresh
        )


@pytest.mark.parametrize("name", FIGURES)
def test_look_does_not_depend_on_what_was_set_before(name):
    before = plots.figure_png(draw(name, "half")[0], dpi=48)
    sns.set_theme(style="darkgrid", font="DejaVu Sans", font_scale=2)
    settings = dict(mpl.rcParams)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = draw(name, "half")[0]
        assert dict(mpl.rcParams) == settings
        ax.figure.set_dpi(100)
        buffer = io.BytesIO()
        ax.figure.savefig(buffer, dpi=48)
    texts = {t.get_fontname() for t in ax.figure.findobj(mpl.text.Text) if t.get_text()}
    assert texts <= {"Noto Sans SC"}
    assert len(before) > 500


@pytest.mark.parametrize("name", FIGURES)
def test_draws_on_axes_of_another_figure(name):
    figure, axs = plt.subplots(2, 2, figsize=(18, 14), layout="constrained")
    ax, _ = draw(name, "forty", ax=axs[0, 1])
    assert ax is axs[0, 1]
    assert ax.figure is figure
    alone = plt.figure(figsize=(10, 5)).add_subplot()
    assert draw(name, "forty", ax=alone)[0] is alone
    assert_legible(alone)


def test_empty_frames_say_so(language, phone):
    days = pd.Series(0, index=range(1, 8))
    active = frames.active(5, 10).assign(value=np.nan)
    active.attrs["note"] = Note("note_no_joins")
    contribution, groups = frames.contribution(5)
    cohorts = frames.cohorts(60, 40)
    drawn = [
        plots.plot_active(active, phone=phone),
        plots.plot_active(active.iloc[:0], phone=phone),
        plots.plot_active_hours(pd.DataFrame(), n_days=days, phone=phone),
        plots.plot_active_hours(frames.hours(5, 10)[0], n_days=days, phone=phone),
        plots.plot_cohorts(cohorts.assign(value=np.nan), phone=phone),
        plots.plot_cohorts(cohorts.iloc[:0], phone=phone),
        plots.plot_retention_curves(frames.curves(5, 10).iloc[:0], phone=phone),
        plots.plot_contribution(contribution.iloc[:0], groups.iloc[:0], phone=phone),
        plots.plot_survival(frames.survival(5, 10).assign(value=np.nan), phone=phone),
        plots.plot_kpis(frames.kpis().iloc[:0], phone=phone),
        plots.plot_promotion(frames.promotion(60, 40).iloc[:0], phone=phone),
        plots.plot_growth_accounting(frames.weeks(60, 40).iloc[:0], phone=phone),
        plots.plot_funnel(frames.funnel(60, 40).iloc[:0], phone=phone),
        plots.plot_shares(frames.shares(60, 40).assign(value=np.nan), phone=phone),
    ]
    for ax in drawn:
        assert say("not_measurable") in assert_legible(ax)
    reason = "".join(assert_legible(drawn[0])).replace("\n", "").replace(" ", "")
    assert say("note_no_joins").replace(" ", "") in reason


def test_words_from_outside_cannot_break_a_figure():
    frame, groups = frames.contribution(900)
    groups["group"] = ["$x$ 🎉", "a_b^c", "<b>", "𠮷野"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = plots.plot_contribution(frame, groups)
        texts = "".join(assert_legible(ax))
    assert "$x$ □" in texts


def test_weekdays_never_observed_are_hatched():
    counts, n_days = frames.hours(5, 4)
    assert (n_days == 0).sum() == 3
    ax = plots.plot_active_hours(counts, n_days=n_days)
    assert sum(bool(patch.get_hatch()) for patch in ax.patches) == 3
    assert_legible(ax)


def test_no_interaction_at_all_is_zero_not_missing():
    counts, n_days = frames.hours(5, 14)
    assert "0" in assert_legible(plots.plot_active_hours(counts * 0, n_days=n_days))


def test_groups_may_be_named_by_their_cuts(language, phone):
    frame, groups = frames.contribution(900)
    groups = groups.drop(columns="group").set_index(pd.Index([0.01, 0.1, 0.5, 1.0], name="top"))
    texts = assert_legible(plots.plot_contribution(frame, groups, phone=phone))
    words = {"zh": ["前 1%", "其次 9%", "其次 40%", "其余 50%"], "en": ["top 1%", "next 9%", "next 40%", "other 50%"]}
    assert [name for name in words[language] if not any(text.startswith(name) for text in texts)] == []
