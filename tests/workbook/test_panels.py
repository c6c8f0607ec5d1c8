"""Panels and tables show the same words with a kernel and without one."""

from __future__ import annotations

import sys

import pytest

import shequn_lab as sq
from shequn_lab.terms import in_language
from shequn_lab.workbook.table import Table


def test_a_table_is_aligned_by_the_width_of_its_characters() -> None:
    table = Table(["指标", "n"], [["日活", "5"], ["a", "1,200"]])
    assert repr(table).splitlines() == ["指标      n", "日活      5", "a     1,200"]


def test_a_reason_runs_on_where_figures_would_stand() -> None:
    table = Table(["figure", "value", "n"], [["one", "a long reason", ""], ["two", "3", "4"]])
    assert repr(table).splitlines()[1] == "one     a long reason"
    assert 'colspan="2"' in table._repr_html_()


def test_words_in_a_table_are_escaped() -> None:
    assert "<script>" not in Table(["<script>"], [["<script>"]])._repr_html_()


def test_estimates_without_a_value_give_their_reason() -> None:
    community = sq.open_community("demo_mothers")
    with in_language("en"):
        table = sq.estimate_table(sq.retention_on(community, 30), sq.purchase_conversion(community))
    assert table.rows[0] == ["retention on day 30", "8.5%", "6.7%–10.9%", "680", "58"]
    assert table.rows[1][1] == "not measurable here: this source holds no orders"


def test_a_panel_shows_its_first_table_without_a_kernel_and_turns_with_one() -> None:
    pytest.importorskip("ipywidgets", reason="the extra `course` is not installed")
    panel = sq.cohort_panel(sq.open_community("demo_mothers"), n=7)
    shown = panel._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in shown
    assert "12.2%" in shown["text/plain"]
    assert "12.2%" in shown["text/html"]
    knob, table = panel.widget().children
    knob.value = 30
    assert "8.5%" in table.value
    assert "12.2%" not in table.value


def test_a_panel_does_without_widgets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    shown = sq.zone_panel()._repr_mimebundle_()
    assert set(shown) == {"text/plain", "text/html"}
    assert "Asia/Shanghai" in shown["text/plain"]


def test_todays_list_hides_who_left() -> None:
    community = sq.student_community("2025001")
    shown = sq.todays_members(community)
    left = community.members["left_on"].notna().sum()
    assert len(shown.members) == len(community.members) - left
    assert left > 0
    mistake = float(sq.retention_on(shown, 30))
    with in_language("en"), pytest.raises(sq.WrongAnswerError, match="still in the group"):
        sq.check("ch06_q5", mistake, community)


def test_the_halves_meet_in_the_middle_and_cover_the_window() -> None:
    community = sq.open_community("demo_mothers").between("2025-04-01", "2025-05-02")
    (start, middle), (again, end) = sq.halves(community)
    assert (start, end) == (community.window.start, community.window.end)
    assert middle == again
    assert (middle - start).days == 15


def test_the_panel_of_a_fission_shows_generations_and_the_mistake_beside_them() -> None:
    panel = sq.fission_panel(k=0.13, seeds=1000)
    assert panel.start in panel.values
    assert list(panel.values) == sorted(set(panel.values))
    assert panel.table(0.1).rows[2] == ["2", "10", "1,110", "1,210"]
    assert panel.table(1).rows[-1] == ["6", "1,000", "7,000", "64,000"]
    assert "0.13" in panel.caption
