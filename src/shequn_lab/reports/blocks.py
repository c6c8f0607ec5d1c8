"""Blocks of a report page: each knows its HTML, and nothing of where the numbers come from.

Every text is escaped here; what stands in a block is plain text.
"""

from __future__ import annotations

import base64
import html
import re
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from matplotlib.axes import Axes

from shequn_lab.plots import figure_png
from shequn_lab.plots.style import DPI
from shequn_lab.terms import language, say

# What must not break across lines: a bare interval, a date, a count.
_NUMBER = r"[+\N{MINUS SIGN}]?\d(?:[\d,.:]*\d)?%?"
_SPAN = rf"{_NUMBER}\s?(?:–|to|至)\s?{_NUMBER}(?: (?:min|h|s|d|分钟|小时|秒|天)(?![a-z]))?"
_WHOLE = re.compile(rf"(n = \d(?:[\d,]*\d)?|p [<=] \d(?:[\d.]*\d)?|\d{{4}}-\d{{2}}-\d{{2}}|{_SPAN})")
# A clause ends at its mark, unless the mark stands in brackets.
_CLAUSE = re.compile(r"(?:（[^）]*）|[^，；：。])*+[，；：。]?")
_CODE = re.compile(r"`([^`]+)`")


def text(plain: str) -> str:
    """Escape a text and keep its numbers whole."""
    # Every second part is a number that stays whole.
    parts = [html.escape(part) for part in _WHOLE.split(plain)]
    parts[1::2] = [f'<span class="nb">{number}</span>' for number in parts[1::2]]
    return _CODE.sub(r"<code>\1</code>", "".join(parts))


def joined(*sentences: str) -> str:
    """Put sentences in a row: with a space in English, without one in Chinese."""
    return ("" if language() == "zh" else " ").join(sentence for sentence in sentences if sentence)


def title_text(plain: str) -> str:
    """Escape a title; a Chinese one may break between clauses only where it can."""
    if language() != "zh":
        return text(plain)
    return "".join(f'<span class="clause">{text(part)}</span>' for part in _CLAUSE.findall(plain) if part)


class Block:
    """Something that shows itself as HTML."""

    def markup(self) -> str:
        """Return the HTML of this block."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return self.markup()

    def __repr__(self) -> str:
        return re.sub(r"<[^>]+>", " ", self.markup())[:400]


@dataclass(frozen=True, repr=False)
class Markup(Block):
    """Ready-made markup of several blocks in a row."""

    parts: tuple[Block, ...]

    def markup(self) -> str:
        """Return the HTML of all parts."""
        return "\n".join(part.markup() for part in self.parts)


@dataclass(frozen=True, repr=False)
class Heading(Block):
    """The top of the page."""

    running: str
    title: str
    lede: str
    badge: str
    other_language: str
    other_href: str

    def markup(self) -> str:
        """Return the HTML."""
        here, there = say("report_this_language"), self.other_language
        badge = f'<span class="badge">{text(self.badge)}</span> ' if self.badge else ""
        nav = f"<b>{html.escape(here)}</b>"
        if self.other_href:
            # A folder's name may hold what means something in an address.
            nav += f'<a href="{html.escape(quote(self.other_href))}">{html.escape(there)}</a>'
        return (
            f'<header><div class="running"><div><b>{say("report_kind")}</b><span>{text(self.running)}</span></div>'
            f"<nav>{nav}</nav></div>"
            f'<h1>{title_text(self.title)}</h1><p class="lede">{badge}{text(self.lede)}</p></header>'
        )


@dataclass(frozen=True, repr=False)
class Section(Block):
    """A section's head, and its entry in the contents."""

    id: str
    title: str
    short: str
    numeral: str = ""

    def markup(self) -> str:
        """Return the HTML."""
        numeral = f'<span class="numeral">{self.numeral}</span>' if self.numeral else ""
        return (
            f'<section id="{self.id}" data-numeral="{self.numeral}" data-short="{html.escape(self.short)}">'
            f"<h2>{numeral}{title_text(self.title)}</h2></section>"
        )


@dataclass(frozen=True)
class How:
    """How something was computed: definition, who counts, who does not, and the code."""

    definition: str
    base: str
    excluded: str
    code: str
    #: Further names and values.
    rules: tuple[tuple[str, str], ...] = ()

    def markup(self) -> str:
        """Return the HTML of the fold."""
        rows = {"report_definition": self.definition, "report_base": self.base, "report_excluded": self.excluded}
        items = "".join(f"<dt>{say(key)}</dt><dd>{text(value)}</dd>" for key, value in rows.items() if value)
        items += "".join(f"<dt>{text(name)}</dt><dd>{text(value)}</dd>" for name, value in self.rules)
        code = f"<pre>{html.escape(self.code)}</pre>" if self.code else ""
        return f'<details><summary>{say("report_how")}</summary><div class="how"><dl>{items}</dl>{code}</div></details>'


@dataclass(frozen=True, repr=False)
class Paragraph(Block):
    """A paragraph, or a premise marked by a rule and one word; `how` says what its figures rest on."""

    body: str
    premise: str = ""
    lead: str = ""
    how: How | None = None

    def markup(self) -> str:
        """Return the HTML."""
        if self.premise:
            return f'<div class="premise"><b>{text(self.premise)}</b>{text(self.body)}</div>'
        lead = f"<b>{text(self.lead)}</b>" if self.lead else ""
        return f"<p>{lead}{text(self.body)}</p>{self.how.markup() if self.how else ''}"


@dataclass(frozen=True, repr=False)
class Finding(Block):
    """One finding: number, sentence with evidence, what to do."""

    number: str
    unit: str
    sentence: str
    evidence: str
    todo: str
    link: str
    link_text: str

    def markup(self) -> str:
        """Return the HTML of the list item."""
        unit = f" <small>{text(self.unit)}</small>" if self.unit else ""
        link = f' <a href="#{self.link}">{html.escape(self.link_text)}</a>' if self.link else ""
        return (
            f'<li><div class="figure-number">{text(self.number)}{unit}</div>'
            f'<div><h3>{title_text(self.sentence)}</h3><p class="evidence">{text(self.evidence)}{link}</p></div>'
            f'<div class="todo"><b>{say("report_todo")}</b>{text(self.todo)}</div></li>'
        )


@dataclass(frozen=True, repr=False)
class Findings(Block):
    """The list of findings."""

    items: tuple[Finding, ...]

    def markup(self) -> str:
        """Return the HTML."""
        return f'<ol class="findings">{"".join(item.markup() for item in self.items)}</ol>'


@dataclass(frozen=True)
class KeyFigure:
    """One cell of the strip of key figures; `spark` is SVG markup."""

    name: str
    value: str
    unit: str
    range: str
    n: str
    spark: str


@dataclass(frozen=True, repr=False)
class Strip(Block):
    """The strip of key figures."""

    cells: tuple[KeyFigure, ...]
    note: str

    def markup(self) -> str:
        """Return the HTML."""
        cells = "".join(
            f'<div class="cell"><div class="name">{text(c.name)}</div>'
            f'<div class="value">{text(c.value)}<small>{text(c.unit)}</small></div>'
            f'<div class="range">{text(c.range)}</div><div class="n">{text(c.n)}</div><div>{c.spark}</div></div>'
            for c in self.cells
        )
        return f'<div class="strip">{cells}</div><p class="note">{text(self.note)}</p>'


@dataclass(frozen=True, repr=False)
class Figure(Block):
    """A figure, drawn twice: wide and for the phone.

    `draw` takes ``phone`` and returns the axes.
    """

    id: str
    number: int
    title: str
    subtitle: str
    alt: str
    source: str
    how: How
    draw: Callable[[bool], Axes] = field(repr=False)

    def markup(self) -> str:
        """Return the HTML, pictures included."""
        images = "".join(
            f'<img class="{name}" alt="{html.escape(self.alt)}" width="{w}" height="{h}" '
            f'src="data:image/png;base64,{png}">'
            for name, (png, w, h) in {"wide": drawn(self.draw, False), "phone": drawn(self.draw, True)}.items()
        )
        return (
            f'<figure id="{self.id}"><p class="caption"><span class="tag">{say("report_figure", n=self.number)}</span>'
            f'{title_text(self.title)}</p><p class="subtitle">{text(self.subtitle)}</p>{images}'
            f'<p class="source">{text(self.source)}</p>{self.how.markup()}</figure>'
        )


def drawn(draw: Callable[[bool], Axes], phone: bool) -> tuple[str, int, int]:
    """Draw one picture: PNG as base64, and its size in CSS pixels."""
    picture = figure_png(draw(phone))
    # Width and height stand in the first chunk of every PNG.
    width, height = struct.unpack(">II", picture[16:24])
    scale = DPI / 96
    return base64.b64encode(picture).decode("ascii"), round(width / scale), round(height / scale)


@dataclass(frozen=True, repr=False)
class Facts(Block):
    """Name and value, line by line; values in `code` are set as such."""

    rows: Sequence[tuple[str, str]]

    def markup(self) -> str:
        """Return the HTML."""
        return f'<dl class="facts">{"".join(f"<dt>{text(k)}</dt><dd>{text(v)}</dd>" for k, v in self.rows)}</dl>'
