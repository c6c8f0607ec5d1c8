"""Placing and measuring, and pictures that are forgotten once they are made."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import plot_frames as frames
import pytest

from shequn_lab.plots import figure_png, plot_survival, style
from shequn_lab.plots.layout import Sheet, finite, unmeasurable
from shequn_lab.terms import Note, in_language


def survival():
    return plot_survival(frames.survival(900, 184), median=22)


def test_the_same_picture_is_the_same_bytes():
    first, second = figure_png(survival()), figure_png(survival())
    assert first == second
    assert first.startswith(b"\x89PNG")


def test_a_picture_is_forgotten_unless_it_is_to_be_kept():
    open_before = plt.get_fignums()
    figure_png(survival(), dpi=48)
    assert plt.get_fignums() == open_before
    figure_png(survival(), dpi=48, close=False)
    assert len(plt.get_fignums()) == len(open_before) + 1


def test_a_picture_that_cannot_be_saved_is_forgotten_too(monkeypatch):
    ax = survival()

    def full(*_, **__):
        raise MemoryError

    monkeypatch.setattr(ax.figure, "savefig", full)
    with pytest.raises(MemoryError):
        figure_png(ax)
    assert not plt.fignum_exists(ax.figure.number)


def test_places_are_counted_in_css_pixels_from_the_upper_left():
    sheet = Sheet(None, (960, 480))
    box = sheet.main(96, 48, 480, 240).get_position()
    assert (box.x0, box.x1) == pytest.approx((0.1, 0.6))
    assert (box.y1, box.y0) == pytest.approx((0.9, 0.4))
    assert sheet.figure.get_size_inches() == pytest.approx((10, 5))


def test_an_axes_among_others_keeps_to_its_own_rectangle():
    figure, axs = plt.subplots(2, 2, figsize=(10, 10))
    given = axs[1, 0].get_position(original=True)
    sheet = Sheet(axs[1, 0], (1, 1))
    assert (sheet.width, sheet.height) == pytest.approx((given.width * 960, given.height * 960))
    inside = sheet.main(0, 0, sheet.width, sheet.height)
    assert inside is axs[1, 0]
    assert inside.get_position().bounds == pytest.approx(given.bounds)
    assert len(figure.axes) == 4


def test_words_measure_as_they_are_drawn_and_leave_nothing_behind():
    with style.house_style():
        sheet = Sheet(None, (400, 100))
        width, height = sheet.measure("留存 retention")
        box = sheet.text(0, 50, "留存 retention").get_window_extent()
        assert (width, height) == pytest.approx((box.width / sheet.scale, box.height / sheet.scale))
        assert len(sheet.figure.texts) == 1
        assert sheet.measure("") == (0, 0)
        assert sheet.widest([]) == 0
        assert sheet.widest(["a", "aaa", "aa"]) == sheet.measure("aaa")[0]


def test_lines_break_where_a_reader_would():
    with style.house_style():
        sheet = Sheet(None, (400, 100))
        lines = sheet.wrap("需要完整的成员名册，而来源的名册不完整 without breaking words", 90).split("\n")
        assert all(sheet.measure(line)[0] <= 110 for line in lines)
    assert len(lines) > 2
    assert not any(line.startswith(("，", "。")) for line in lines)
    assert "breaking" in "\n".join(lines)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_picture_of_nothing_gives_the_reason_where_it_is_known(lang):
    frame = pd.DataFrame()
    with in_language(lang), style.house_style():
        frame.attrs["note"] = Note("note_no_joins")
        told = "".join(text.get_text() for text in unmeasurable(None, (960, 400), frame).figure.texts)
        bare = [text.get_text() for text in unmeasurable(None, (960, 400), pd.DataFrame()).figure.texts]
        reason = str(Note("note_no_joins"))
    assert reason.replace(" ", "") in told.replace("\n", "").replace(" ", "")
    assert len(bare) == 1


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([1.0, np.nan], True),
        ([np.nan, np.nan], False),
        ([np.inf], False),
        ([], False),
        ([None, 2], True),
        (["x"], False),
    ],
)
def test_a_frame_has_something_to_draw_if_one_number_is_finite(values, found):
    assert finite(pd.DataFrame({"value": values})) is found
    assert not finite(pd.DataFrame({"other": values}))
