"""Where words go: boxes in device pixels, so that no label covers a line, a band or another label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text


def pixels(ax: Axes, x: Sequence[float] | np.ndarray, y: Sequence[float] | np.ndarray) -> np.ndarray:
    """Turn data coordinates into device pixels, one row per point."""
    return np.asarray(ax.transData.transform(np.column_stack([np.asarray(x, float), np.asarray(y, float)])))


def strip(ax: Axes, x: np.ndarray, low: np.ndarray, high: np.ndarray, pad: float = 0) -> np.ndarray:
    """Cover a band or line by narrow boxes [device px] (x0, y0, x1, y1), to keep words off it."""
    keep = np.isfinite(x) & np.isfinite(low) & np.isfinite(high)
    if keep.sum() < 1:
        return np.empty((0, 4))
    xs = np.linspace(x[keep][0], x[keep][-1], 400)
    lower, upper = np.interp(xs, x[keep], low[keep]), np.interp(xs, x[keep], high[keep])
    bottom, top = pixels(ax, xs, lower), pixels(ax, xs, upper)
    return np.column_stack([bottom[:-1, 0], np.minimum(bottom[:-1, 1], bottom[1:, 1]) - pad,
                            bottom[1:, 0], np.maximum(top[:-1, 1], top[1:, 1]) + pad])  # fmt: skip


def box_of(text: Text, pad: float = 0) -> np.ndarray:
    """Return the window extent of a text as (x0, y0, x1, y1) [device px]."""
    box = text.get_window_extent()
    return np.array([box.x0 - pad, box.y0 - pad, box.x1 + pad, box.y1 + pad])


def covered(box: np.ndarray, obstacles: np.ndarray) -> float:
    """Measure the area of `box` that lies under the obstacles, counted once for each of them."""
    if not len(obstacles):
        return 0.0
    width = np.minimum(box[2], obstacles[:, 2]) - np.maximum(box[0], obstacles[:, 0])
    height = np.minimum(box[3], obstacles[:, 3]) - np.maximum(box[1], obstacles[:, 1])
    return float(np.sum(np.clip(width, 0, None) * np.clip(height, 0, None)))


def best(
    boxes: Sequence[np.ndarray],
    soft: np.ndarray,
    hard: np.ndarray,
    bounds: np.ndarray,
    extra: Sequence[float] | None = None,
) -> int:
    """Choose among boxes the first that covers least.

    Parameters
    ----------
    boxes : sequence of (x0, y0, x1, y1)
        Candidates, best liked first.
    soft, hard : array, shape (m, 4)
        What should not (lines, bands), and what must not be covered (other words).
    bounds : (x0, y0, x1, y1)
        Where a word may stand.
    extra : sequence of float, optional
        What else speaks against each candidate, in the same unit: covered device px².
    """

    def cost(box: np.ndarray) -> float:
        inside = covered(box, bounds[None, :])
        outside = (box[2] - box[0]) * (box[3] - box[1]) - inside
        return covered(box, soft) + 50 * covered(box, hard) + 50 * max(outside, 0)

    costs = np.array([cost(box) for box in boxes]) + (0 if extra is None else np.asarray(extra))
    return int(np.argmin(np.round(costs, 1)))


def spread(centres: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Move labels along one axis as little as needed so that none overlaps and all stay between the ends."""
    order = np.argsort(centres, kind="stable")
    placed = np.array(centres, float)
    edge = low
    for i in order:
        placed[i] = max(placed[i], edge + heights[i] / 2)
        edge = placed[i] + heights[i] / 2
    edge = high
    for i in order[::-1]:
        placed[i] = min(placed[i], edge - heights[i] / 2)
        edge = placed[i] - heights[i] / 2
    return [float(value) for value in placed]


def put(ax: Axes, spot: Sequence[float] | np.ndarray, words: str, **options: Any) -> Text:
    """Write at a place given in device pixels; the words then stay with the data."""
    x, y = ax.transData.inverted().transform(spot)
    return ax.text(float(x), float(y), words, **options)
