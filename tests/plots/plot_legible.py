"""Measure every visible word of a figure."""

import itertools

from matplotlib.text import Text


def words(figure):
    """All visible texts that say something."""
    figure.canvas.draw()
    found = []
    for axes in figure.axes:
        # Ticks outside the limits, and those of an axis that is off, are never drawn.
        axis_texts = [t for axis in (axes.xaxis, axes.yaxis) for t in axis.findobj(Text)]
        drawn = set()
        if axes.axison:
            for axis in (axes.xaxis, axes.yaxis):
                low, high = sorted(axis.get_view_interval())
                for tick in axis.get_major_ticks():
                    if low - 1e-9 <= tick.get_loc() <= high + 1e-9:
                        drawn |= {id(tick.label1), id(tick.label2)}
                drawn.add(id(axis.label))
        found += [t for t in axis_texts if id(t) in drawn]
        inside = {id(t) for t in axis_texts}
        found += [t for t in axes.findobj(Text) if id(t) not in inside]
    found += figure.texts
    return [t for t in dict.fromkeys(found) if t.get_visible() and t.get_text().strip()]


def assert_legible(ax):
    """Every word inside the canvas, none on another, none smaller than 10 CSS px."""
    figure = ax.get_figure(root=True)
    texts = words(figure)
    assert texts
    boxes = [t.get_window_extent() for t in texts]
    canvas, slack = figure.bbox, 1.0
    for text, box in zip(texts, boxes, strict=True):
        where = f"{text.get_text()!r} at {box.extents.round()} of {canvas.extents}"
        assert box.x0 >= -slack, where
        assert box.y0 >= -slack, where
        assert box.x1 <= canvas.x1 + slack, where
        assert box.y1 <= canvas.y1 + slack, where
        assert text.get_fontsize() / 0.75 >= 10, where
    pairs = list(zip(texts, boxes, strict=True))
    for (a, first), (b, second) in itertools.combinations(pairs, 2):
        if a.get_rotation() or b.get_rotation():
            continue  # the box of slanted words is mostly empty
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        down = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert across <= slack or down <= slack, f"{a.get_text()!r} covers {b.get_text()!r}"
    return [t.get_text() for t in texts]
