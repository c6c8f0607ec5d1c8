from __future__ import annotations

import re

from shequn_lab.reports.blocks import How
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.terms import in_language


def test_a_table_head_may_name_both_ends_of_an_axis_and_break():
    markup = DataTable("t", 2, "Title", (("Wait\n(min)", "num"), ("0\t80 min", "wide-only")), (), "Source").markup()
    assert 'Wait<br>(min)</th><th class="wide-only" scope="col"><span class="ends"><span>0</span>' in markup
    assert "Table 2" in markup


def test_a_cell_may_hold_a_drawing():
    table = DataTable("t", 1, "T", (("x", ""),), ((Cell("<svg></svg>", "mark", svg=True),), (Cell("<svg>"),)), "")
    assert '<td class="mark"><svg></svg></td>' in table.markup()
    assert "&lt;svg&gt;" in table.markup()


def test_every_row_has_its_cells_in_order():
    rows = ((Cell("a"), Cell("1", "num")), (Cell("b"), Cell("2", "num")))
    markup = DataTable("t", 1, "T", (("x", ""), ("n", "num")), rows, "").markup()
    body = markup.partition("<tbody>")[2].partition("</tbody>")[0]
    assert body.count("<tr>") == 2
    assert re.findall(r"<td[^>]*>([^<]*)</td>", body) == ["a", "1", "b", "2"]


def test_how_it_was_computed_follows_only_where_it_is_said():
    heads, rows = (("x", ""),), ((Cell("1"),),)
    assert "<details>" not in DataTable("t", 1, "T", heads, rows, "").markup()
    assert "<pre>sq.kpi(c)</pre>" in DataTable("t", 1, "T", heads, rows, "", How("d", "", "", "sq.kpi(c)")).markup()


def test_a_card_names_its_cells_and_a_plain_table_does_not():
    heads, rows = (("Left\nundefined", ""), ("n", "num")), ((Cell('what "active" means'), Cell("12", "num")),)
    with in_language("en"):
        cards = DataTable("t", 1, "T", heads, rows, "", cards=True).markup()
    assert '<table class="cards">' in cards
    assert '<td class="" data-label="Left undefined"><span>what &quot;active&quot; means</span></td>' in cards
    assert "data-label" not in DataTable("t", 1, "T", heads, rows, "").markup()
