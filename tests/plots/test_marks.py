"""Marks for table cells: SVG inside its box, at the right place, with words for those who hear it."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from shequn_lab.plots import range_mark, sparkline
from shequn_lab.terms import in_language

SVG = "{http://www.w3.org/2000/svg}"


def paths(markup):
    """Points of each path."""
    found = []
    for path in ET.fromstring(markup).iter(f"{SVG}path"):
        numbers = [float(x) for x in path.get("d").replace("M", " ").replace("L", " ").split()]
        found.append(list(zip(numbers[::2], numbers[1::2], strict=True)))
    return found


@pytest.mark.parametrize("values", [(0.1, 0.2, 0.3), (np.nan, 0.2, np.nan), (np.nan,) * 3, (-5, 0.5, 9)])
def test_range_mark_is_svg_inside_its_box(values):
    markup = range_mark(*values, start=0, end=1)
    root = ET.fromstring(markup)
    assert root.tag == f"{SVG}svg"
    assert root.get("aria-label")
    assert not list(root.iter(f"{SVG}text"))
    assert all(0 <= x <= 156 for points in paths(markup) for x, _ in points)


def test_interval_and_value_stand_where_the_axis_says():
    axis, interval, value = paths(range_mark(0.25, 0.5, 1.0, start=0, end=2, width=202))
    assert [x for x, _ in axis] == [1, 201]
    assert [x for x, _ in interval] == [26, 101]
    assert {x for x, _ in value} == {51}


@pytest.mark.parametrize(("values", "parts"), [((np.nan, 0.2, np.nan), 2), ((0.1, np.nan, 0.3), 2), ((np.nan,) * 3, 1)])
def test_what_is_not_known_is_not_drawn(values, parts):
    assert len(paths(range_mark(*values, start=0, end=1))) == parts


def test_range_mark_of_an_axis_without_length():
    assert "nan" not in range_mark(1, 2, 3, start=2, end=2).lower()


def test_marks_escape_their_label():
    assert "<script>" not in range_mark(0, 1, 2, start=0, end=2, label='"><script>')
    assert "<script>" not in sparkline([1, 2], label='"><script>')


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


def test_sparkline_ends_in_a_dot_and_has_its_median_behind_it():
    level, line = paths(sparkline([0, 10, 4], width=108, height=38))
    (dot,) = ET.fromstring(sparkline([0, 10, 4], width=108, height=38)).iter(f"{SVG}circle")
    assert line == [(3, 34), (53, 4), (103, 22)]
    assert {y for _, y in level} == {22}
    assert (float(dot.get("cx")), float(dot.get("cy"))) == line[-1]
