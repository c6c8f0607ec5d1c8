"""Key figures as a table in a picture: every word of every row, and a dash for what there is not."""

import numpy as np
import pandas as pd
import plot_frames as frames
import pytest
from plot_legible import assert_legible

from shequn_lab import plots
from shequn_lab.terms import in_language


def table(*rows):
    return pd.DataFrame(rows, columns=["name", "value_text", "interval_text", "n"])


def test_every_row_is_told_in_full(phone):
    ax = plots.plot_kpis(frames.kpis(), phone=phone)
    told = "".join(assert_legible(ax)).replace("\n", "").replace(" ", "")
    for row in frames.kpis().itertuples():
        assert row.name.replace(" ", "") in told
        assert row.value_text.replace(" ", "") in told
    assert "935" in told


@pytest.mark.parametrize("n", [None, np.nan, "many"])
def test_what_there_is_not_is_a_dash(n):
    texts = assert_legible(plots.plot_kpis(table(("MAU", None, np.nan, n))))
    assert texts.count("—") == 3


def test_a_picture_is_as_high_as_its_rows_need():
    def height(*rows):
        return plots.plot_kpis(table(*rows)).figure.get_size_inches()[1] * 96

    row = ("MAU", "370", "340–399", 935)
    assert height(row, row, row) - height(row, row) == pytest.approx(30)
    assert height(("a long name " * 12, "370", "340–399", 935)) > height(row)


def test_the_words_of_its_head_are_in_the_language_in_force():
    heads = {}
    for lang in ("zh", "en"):
        with in_language(lang):
            heads[lang] = assert_legible(plots.plot_kpis(table(("MAU", "370", "340–399", 935))))
    assert not set(heads["zh"]) & set(heads["en"]) - {"MAU", "370", "340–399", "935", "n"}
