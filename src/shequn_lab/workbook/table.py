"""A small table of words that shows itself alike in a notebook and in a terminal."""

from __future__ import annotations

import html
from dataclasses import dataclass

import pandas as pd
from rich.cells import cell_len

from shequn_lab.terms import say

_WORDS = "padding:4px 16px 4px 0;text-align:left;vertical-align:top"
_NUMBER = "padding:4px 16px 4px 0;text-align:right;vertical-align:top;white-space:nowrap"


@dataclass(frozen=True)
class Table:
    """Rows of text under heads; the first column is set left, the others right.

    Attributes
    ----------
    heads : list of str
    rows : list of list of str
        A row with words in its first two cells alone lets the second run on: a reason in the place of figures.
    words : bool
        Whether all columns hold words: set left, and broken into lines where a page is narrow.
    """

    heads: list[str]
    rows: list[list[str]]
    words: bool = False

    def __repr__(self) -> str:
        lines = [self.heads, *self.rows]
        full = [line for line in lines if not _is_reason(line)]
        widths = [max(cell_len(line[i]) for line in full) for i in range(len(self.heads))]
        widths[0] = max(cell_len(line[0]) for line in lines)
        return "\n".join(_line(line, widths, words=self.words).rstrip() for line in lines)

    def _repr_html_(self) -> str:
        other = _WORDS if self.words else _NUMBER
        rows = "".join(_row(line, "td", other) for line in self.rows)
        return f"<table><thead>{_row(self.heads, 'th', other)}</thead><tbody>{rows}</tbody></table>"


def or_reason(frame: pd.DataFrame) -> pd.DataFrame | Table:
    """Show a frame, or, where it has no rows, why it has none.

    Parameters
    ----------
    frame : DataFrame
        With the reason in ``attrs["note"]`` where it is empty.

    Returns
    -------
    DataFrame or Table
        The frame itself; or one line that says what is missing.
    """
    if len(frame):
        return frame
    reason = frame.attrs.get("note") or say("note_no_case")
    return Table([say("not_measurable_because", reason=reason)], [])


def _is_reason(line: list[str]) -> bool:
    return len(line) > 2 and not any(line[2:])


def _line(line: list[str], widths: list[int], *, words: bool) -> str:
    gaps = [" " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)]
    first = line[0] + gaps[0]
    if _is_reason(line):
        return f"{first}  {line[1]}"
    others = zip(line[1:], gaps[1:], strict=True)
    return "  ".join([first, *(cell + gap if words else gap + cell for cell, gap in others)])


def _row(line: list[str], tag: str, other: str) -> str:
    cells = [f'<{tag} style="{_WORDS}">{html.escape(line[0])}</{tag}>']
    if _is_reason(line):
        span = len(line) - 1
        cells.append(f'<{tag} colspan="{span}" style="{_WORDS}">{html.escape(line[1])}</{tag}>')
    else:
        cells += [f'<{tag} style="{other}">{html.escape(cell)}</{tag}>' for cell in line[1:]]
    return f"<tr>{''.join(cells)}</tr>"
