"""Tiers as a heat map and as a flow: legible, faithful to the counts, silent input."""

from __future__ import annotations

import re
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import PathPatch
from plot_legible import assert_legible, words

from shequn_lab import plots
from shequn_lab.terms import say
from shequn_lab.terms.tiers import OUTSIDE, tier_name

TIERS = ("silent", "new", "ordinary", "active", "core")
FEATURES = ("tenure_days", "longest_streak_days", "n_active_days_7", "n_messages", "n_replies_received", "n_ugc_posts")


def profile(tiers: tuple[str, ...] = TIERS) -> pd.DataFrame:
    rows = [(t, f, 7 * 10**i, 12.5 * i, i - 1.9) for i, t in enumerate(tiers) for f in FEATURES]
    frame = pd.DataFrame(rows, columns=["tier", "feature", "n", "median", "z"])
    return frame.astype({"tier": pd.CategoricalDtype(tiers, ordered=True)})


def ways(tiers: tuple[str, ...] = TIERS, scale: int = 300) -> pd.DataFrame:
    places = [*tiers, OUTSIDE]
    rng = np.random.default_rng(1)
    rows = [(a, b, int(rng.pareto(1) * scale * (a == b) + rng.integers(0, 5))) for a in places for b in places]
    return pd.DataFrame(rows[:-1], columns=["before", "after", "k"])


DRAWN = {
    "profile": (plots.plot_tier_profile, profile, {}),
    "flow": (plots.plot_tier_flow, ways, {"before": "2025-08-01", "after": "2025-08-31"}),
}


@pytest.mark.parametrize("tiers", [TIERS, ("level_1", "level_2"), TIERS[3:]], ids="-".join)
@pytest.mark.parametrize("name", DRAWN)
def test_the_figure_is_legible_and_leaves_its_input_alone(name: str, tiers, phone: bool, language: str) -> None:
    draw, frame, options = DRAWN[name]
    given = frame(tiers)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        texts = assert_legible(draw(given, phone=phone, **options))
    said = re.sub(r"\s", "", "".join(texts))
    assert all(re.sub(r"\s", "", tier_name(tier)) in said for tier in tiers)
    pd.testing.assert_frame_equal(given, frame(tiers))


@pytest.mark.parametrize("name", DRAWN)
def test_it_draws_on_axes_of_another_figure(name: str) -> None:
    draw, frame, options = DRAWN[name]
    ax = plt.figure(figsize=(10, 6)).add_subplot()
    assert draw(frame(), ax=ax, **options) is ax
    assert_legible(ax)


def test_without_anything_to_draw_the_figure_says_so(phone: bool, language: str) -> None:
    for ax in (plots.plot_tier_profile(profile().iloc[:0], phone=phone), plots.plot_tier_flow(ways().iloc[:0])):
        assert say("not_measurable") in assert_legible(ax)


def test_a_profile_shows_every_median_highest_tier_first(phone: bool) -> None:
    ax = plots.plot_tier_profile(profile(), phone=phone)
    assert [t.get_text() for t in ax.texts[: len(TIERS)]] == ["50", "37.5", "25", "12.5", "0"]
    heads = [" ".join(t.get_text().split()).partition(" ")[2] for t in ax.get_xticklabels()]
    assert [re.sub("^成员 ", "", head) for head in heads] == ["n = 70,000", "n = 7,000", "n = 700", "n = 70", "n = 7"]


def bands(ax) -> dict[tuple[float, float], float]:
    """Height of each band, by where it starts and ends."""
    paths = [patch.get_path().vertices for patch in ax.patches if isinstance(patch, PathPatch)]
    return {(p[0, 1], p[3, 1]): p[7, 1] - p[0, 1] for p in paths}


def test_bands_are_as_tall_as_they_had_members_and_fill_their_bars(phone: bool) -> None:
    frame = ways()
    ax = plots.plot_tier_flow(frame, phone=phone)
    tall = bands(ax)
    assert len(tall) == (frame["k"] > 0).sum()
    unit = sum(tall.values()) / frame["k"].sum()
    np.testing.assert_allclose(sorted(tall.values()), np.sort(unit * frame.loc[frame["k"] > 0, "k"]), rtol=1e-6)
    texts = [t.get_text() for t in words(ax.figure)]
    for side in ("before", "after"):
        for tier, k in frame.groupby(side)["k"].sum().items():
            assert f"{tier_name(tier)} {k:,}" in texts


def test_hidden_ways_have_no_band_and_no_number_gives_them_away(phone: bool) -> None:
    frame = ways().assign(suppressed=lambda f: f["k"].between(1, 4))
    ax = plots.plot_tier_flow(frame, phone=phone)
    assert len(bands(ax)) == (frame["k"] > 4).sum()
    assert not any(re.search(r"\d", t.get_text()) for t in words(ax.figure))
