"""A table of a report page, with a title that states what it shows."""

from __future__ import annotations

import html
from dataclasses import dataclass

from shequn_lab.reports.blocks import Block, How, text, title_text
from shequn_lab.terms import language, say


@dataclass(frozen=True)
class Cell:
    """A cell of a table: text, or ready-made SVG."""

    body: str
    kind: str = ""
    svg: bool = False


@dataclass(frozen=True, repr=False)
class DataTable(Block):
    """A table with a title that states what it shows."""

    id: str
    number: int
    title: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str
    how: How | None = None
    #: On a phone each row becomes a card that names its cells: for tables with more words than numbers.
    cards: bool = False

    def markup(self) -> str:
        """Return the HTML."""
        heads = "".join(f'<th class="{kind}" scope="col">{_head(name)}</th>' for name, kind in self.heads)
        names = [name.replace("\n", "" if language() == "zh" else " ") if self.cards else "" for name, _ in self.heads]
        body = "".join(
            f"<tr>{''.join(_cell(cell, name) for cell, name in zip(row, names, strict=True))}</tr>" for row in self.rows
        )
        kind = ' class="cards"' if self.cards else ""
        return (
            f'<div class="table" id="{self.id}"><p class="caption">'
            f'<span class="tag">{say("report_table", n=self.number)}</span>{title_text(self.title)}</p>'
            f'<div class="scroll"><table{kind}><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
            f'<p class="source">{text(self.source)}</p>{self.how.markup() if self.how else ""}</div>'
        )


def _head(name: str) -> str:
    # A range head names both ends of the axis below it.
    if "\t" in name:
        return f'<span class="ends">{"".join(f"<span>{html.escape(end)}</span>" for end in name.split(chr(9)))}</span>'
    return "<br>".join(html.escape(line) for line in name.split("\n"))


def _cell(cell: Cell, name: str) -> str:
    body = cell.body if cell.svg else text(cell.body)
    if name and body:
        return f'<td class="{cell.kind}" data-label="{html.escape(name)}"><span>{body}</span></td>'
    return f'<td class="{cell.kind}">{body}</td>'
