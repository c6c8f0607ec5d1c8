"""Colours, marks, and the way labels find their place."""

import itertools
import subprocess
import sys
import xml.etree.ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest

from shequn_lab.plots import TIER_COLOURS, figure_png, layout, range_mark, sparkline, style, ticks, use_style, words
from shequn_lab.terms import in_language

SVG = "{http://www.w3.org/2000/svg}"


def test_text_on_any_cell_reads():
    for share in np.linspace(0, 1, 101):
        ground = style.SEQUENTIAL_MAP(share)
        chosen = style.text_colour(ground)
        assert style.contrast(chosen, ground) >= 3.9
        assert style.contrast(chosen, ground) >= style.contrast(
            {style.INK: "white", "white": style.INK}[chosen], ground
        )


@pytest.mark.parametrize("colour", [style.INK, style.INK_2, style.SEQ_6, style.SEQ_7, style.CALL_OUT, style.LINK])
def test_text_on_paper_reads(colour):
    assert style.contrast(colour, style.PAPER) >= 4.5


def test_masked_text_reads():
    assert style.contrast(style.MASK_TEXT, style.MASK) >= 4.5


def test_tiers_have_colours():
    assert set(TIER_COLOURS) == {"core", "active", "ordinary", "new", "silent"}


def test_zhplot_is_not_imported():
    code = "import sys, shequn_lab.plots as p; p.use_style(); assert 'zhplot' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_use_style_lasts():
    use_style()
    assert mpl.rcParams["font.family"] == ["Noto Sans SC"]
    assert mpl.rcParams["figure.facecolor"] == style.PAPER


def test_same_picture_same_bytes():
    import plot_frames as frames

    from shequn_lab.plots import plot_survival

    first, second = (figure_png(plot_survival(frames.survival(900, 184), median=22)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("values", [(0.1, 0.2, 0.3), (np.nan, 0.2, np.nan), (np.nan,) * 3, (-5, 0.5, 9)])
def test_range_mark_is_svg_inside_its_box(values):
    root = ET.fromstring(range_mark(*values, start=0, end=1))
    assert root.tag == f"{SVG}svg"
    assert root.get("aria-label")
    assert not list(root.iter(f"{SVG}text"))
    for path in root.iter(f"{SVG}path"):
        numbers = [float(x) for x in path.get("d").replace("M", " ").replace("L", " ").split()]
        assert all(0 <= x <= 156 for x in numbers[::2])


def test_range_mark_of_an_axis_without_length():
    assert "NaN" not in range_mark(1, 2, 3, start=2, end=2).replace("nan", "NaN")


def test_marks_escape_their_label():
    assert "<script>" not in range_mark(0, 1, 2, start=0, end=2, label='"><script>')


def test_marks_speak_both_languages():
    with in_language("zh"):
        assert "区间" in range_mark(0.1, 0.2, 0.3, start=0, end=1)
    with in_language("en"):
        assert "interval" in range_mark(0.1, 0.2, 0.3, start=0, end=1)
        assert "not measurable" in sparkline([np.nan])


@pytest.mark.parametrize("values", [[1, 2, np.nan, 4], [3.0], [5, 5, 5], [], [np.nan] * 4, [np.nan, 1, np.nan]])
def test_sparkline_is_svg_inside_its_box(values):
    text = sparkline(values)
    root = ET.fromstring(text)
    assert "nan" not in text
    for dot in root.iter(f"{SVG}circle"):
        assert 3 <= float(dot.get("cx")) <= 129


def test_sparkline_leaves_gaps():
    path = list(ET.fromstring(sparkline([1, 2, np.nan, 4, 5])).iter(f"{SVG}path"))[-1]
    assert path.get("d").count("M") == 2


def test_spread_keeps_order_and_distance():
    placed = words.spread([10, 11, 12, 50], [8, 8, 8, 8], 0, 60)
    assert placed == sorted(placed)
    assert all(b - a >= 8 - 1e-9 for a, b in itertools.pairwise(placed))
    top = words.spread([59, 60, 60], [8, 8, 8], 0, 60)
    assert max(top) <= 56


@pytest.mark.parametrize("top", [1, 7, 35, 411, 12345])
def test_ticks_are_few_and_round(top):
    at, labels = ticks.count_ticks(top)
    assert at[0] == 0
    assert 3 <= len(at) <= 8
    assert len(set(labels)) == len(labels)


def test_wrap_breaks_where_a_reader_would():
    with style.house_style():
        sheet = layout.Sheet(None, (400, 100))
        lines = sheet.wrap("分母需要完整的成员名册，而来源的名册不完整 without breaking words", 90).split("\n")
        assert all(sheet.measure(line)[0] <= 110 for line in lines)
    assert len(lines) > 2
    assert not any(line.startswith(("，", "。")) for line in lines)
    assert "breaking" in "\n".join(lines)
