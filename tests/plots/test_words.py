"""Labels find a place where they cover neither each other nor what is drawn."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequn_lab.plots import words


@pytest.fixture
def ax():
    axes = plt.figure(figsize=(4, 3)).add_subplot()
    axes.set(xlim=(0, 10), ylim=(0, 100))
    return axes


def test_spread_keeps_order_and_distance():
    placed = words.spread([10, 11, 12, 50], [8, 8, 8, 8], 0, 60)
    assert placed == sorted(placed)
    assert all(b - a >= 8 - 1e-9 for a, b in itertools.pairwise(placed))
    top = words.spread([59, 60, 60], [8, 8, 8], 0, 60)
    assert max(top) <= 56


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_labels_with_room_enough_stay_between_the_ends_and_apart(centres):
    placed = words.spread(centres, [10.0] * len(centres), 0, 100)
    assert min(placed) >= 5 - 1e-9
    assert max(placed) <= 95 + 1e-9
    assert all(b - a >= 10 - 1e-9 for a, b in itertools.pairwise(sorted(placed)))


def test_labels_that_are_apart_already_stay_where_they_are():
    assert words.spread([80, 20, 50], [10, 10, 10], 0, 100) == [80, 20, 50]


boxes = st.tuples(*[st.integers(0, 12)] * 4).map(
    lambda b: np.array([min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3])], float)
)


@given(boxes, st.lists(boxes, max_size=4))
def test_what_is_covered_is_counted_square_by_square(box, others):
    def squares(b):
        return set(itertools.product(range(int(b[0]), int(b[2])), range(int(b[1]), int(b[3]))))

    found = words.covered(box, np.array(others).reshape(-1, 4))
    assert found == sum(len(squares(box) & squares(other)) for other in others)


def test_the_first_of_the_places_that_cover_least_is_taken():
    room, nothing = np.array([0, 0, 100, 100]), np.empty((0, 4))
    places = [np.array([x, 0, x + 10, 10.0]) for x in (0, 20, 40, 95)]
    band, other = np.array([[0, 0, 30, 10.0]]), np.array([[40, 0, 42, 10.0]])
    assert words.best(places, nothing, nothing, room) == 0
    assert words.best(places, band, nothing, room) == 2
    # Another word is worse than a line, and outside is worst of all.
    assert words.best(places, band, other, room) == 0
    assert words.best(places, band, nothing, room, extra=[0, 0, 1e6, 0]) == 0
    assert words.best([places[3], places[0]], nothing, nothing, room) == 1


def test_a_strip_covers_its_band_and_nothing_of_a_band_without_values(ax):
    x, low, high = np.array([0.0, 5, 10]), np.array([10.0, 20, 10]), np.array([30.0, 60, 30])
    strips = words.strip(ax, x, low, high)
    (left, bottom), (right, top) = words.pixels(ax, [0, 10], [10, 60])
    assert (strips[:, 0].min(), strips[:, 2].max()) == pytest.approx((left, right))
    assert (strips[:, 1].min(), strips[:, 3].max()) == pytest.approx((bottom, top), abs=1)
    middle = words.pixels(ax, [2.5], [35])[0]
    inside = (strips[:, 0] <= middle[0]) & (strips[:, 2] >= middle[0]) & (strips[:, 3] >= middle[1])
    assert inside.any()
    assert len(words.strip(ax, x, low * np.nan, high)) == 0


def test_words_stand_where_they_are_put(ax):
    spot = words.pixels(ax, [4], [70])[0]
    text = words.put(ax, spot, "here", va="bottom")
    assert text.get_position() == pytest.approx((4, 70))
    box = words.box_of(text, pad=2)
    assert box[:2] == pytest.approx(spot - 2, abs=2)
