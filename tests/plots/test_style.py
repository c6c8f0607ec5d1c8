"""Colours that can be read, a font that is brought along, and settings that last only when asked to."""

import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pytest

from shequn_lab.plots import TIER_COLOURS, house_style, style, use_style


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


@pytest.mark.parametrize(
    ("colour", "luminance"), [("black", 0), ("white", 1), ("#808080", 0.2159), ("#ff0000", 0.2126)]
)
def test_luminance_is_that_of_the_standard(colour, luminance):
    assert style.luminance(colour) == pytest.approx(luminance, abs=1e-4)


def test_tiers_have_colours():
    assert set(TIER_COLOURS) == {"core", "active", "ordinary", "new", "silent"}


def test_zhplot_is_not_imported():
    code = "import sys, shequn_lab.plots as p; p.use_style(); assert 'zhplot' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_use_style_lasts():
    use_style()
    assert mpl.rcParams["font.family"] == ["Noto Sans SC"]
    assert mpl.rcParams["figure.facecolor"] == style.PAPER


def test_house_style_lasts_as_long_as_its_block():
    before = dict(mpl.rcParams)
    with house_style():
        assert mpl.rcParams["font.family"] == ["Noto Sans SC"]
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    ("text", "shown"), [("核心成员 🎉", "核心成员 □"), ("两\n行", "两\n行"), (12.5, "12.5"), ("", "")]
)
def test_what_the_font_lacks_becomes_an_empty_square(text, shown):
    assert style.printable(text) == shown
