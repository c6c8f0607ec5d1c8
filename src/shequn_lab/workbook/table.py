"""A small table of words that shows itself alike in a notebook and in a terminal."""

from __future__ import annotations

import html
from dataclasses import dataclass

from rich.cells import cell_len

_CELL = "padding:4px 16px 4px 0;text-align:{side};vertical-align:top"


@dataclass(frozen=True)
class Table:
    """Rows of words under heads; the first column is set left, the others right.

    Attributes
    ----------
    heads : list of str
    rows : list of list of str
        A row with words in its first two cells alone lets the second run on: a reason in the place of figures.
    """

    heads: list[str]
    rows: list[list[str]]

    def __repr__(self) -> str:
        lines = [self.heads, *self.rows]
        full = [line for line in lines if not _is_reason(line)]
        widths = [max(cell_len(line[i]) for line in full) for i in range(len(self.heads))]
        widths[0] = max(cell_len(line[0]) for line in lines)
        return "\n".join(_line(line, widths).rstrip() for line in lines)

    def _repr_html_(self) -> str:
        head, *rows = (_row(line, tag) for line, tag in zip([self.heads, *self.rows], self._tags(), strict=True))
        return f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"

    def _tags(self) -> list[str]:
        return ["th"] + ["td"] * len(self.rows)


def _is_reason(line: list[str]) -> bool:
    return len(line) > 2 and not any(line[2:])


def _line(line: list[str], widths: list[int]) -> str:
    first = line[0] + " " * (widths[0] - cell_len(line[0]))
    if _is_reason(line):
        return f"{first}  {line[1]}"
    return "  ".join([first, *(" " * (width - cell_len(c)) + c for c, width in zip(line[1:], widths[1:], strict=True))])


def _row(line: list[str], tag: str) -> str:
    cells = [f'<{tag} style="{_CELL.format(side="left")}">{html.escape(line[0])}</{tag}>']
    if _is_reason(line):
        span = len(line) - 1
        cells.append(f'<{tag} colspan="{span}" style="{_CELL.format(side="left")}">{html.escape(line[1])}</{tag}>')
    else:
        cells += [f'<{tag} style="{_CELL.format(side="right")}">{html.escape(cell)}</{tag}>' for cell in line[1:]]
    return f"<tr>{''.join(cells)}</tr>"
