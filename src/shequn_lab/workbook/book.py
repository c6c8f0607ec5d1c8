"""The book: one static site from the chapters as they run, in both languages; nothing is loaded from elsewhere."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from nbconvert.filters import markdown2html
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from shequn_lab.terms import LANGUAGES, all_terms, in_language, say
from shequn_lab.workbook.copies import copy_of
from shequn_lab.workbook.running import run
from shequn_lab.workbook.source import chapters, exercise_part, headings, title

_ANCHOR = re.compile(r'<a class="anchor-link".*?</a>')
_SCOPED = re.compile(r"<style scoped>.*?</style>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_PERCENT = re.compile(r"(?<=\d) (?=%)")
_STRONG = re.compile(r"<strong>([^<]+)</strong>")
_SENTENCE = re.compile(r".+?[。.！!？?；;](?=\s|$|[\u4e00-\u9fff“])")


@dataclass(frozen=True)
class Page:
    """One chapter, set.

    Attributes
    ----------
    name, title, body : str
    sections : tuple of (anchor, words)
    """

    name: str
    title: str
    body: str
    sections: tuple[tuple[str, str], ...]


def write_book(folder: str | Path) -> list[Path]:
    """Run every chapter in both languages and write the site.

    Parameters
    ----------
    folder : str or Path
        Made if it is not there; holds ``zh/`` and ``en/`` afterwards, each with ``index.html`` and ``glossary.html``.

    Returns
    -------
    list of Path
        The pages.
    """
    written = []
    for lang in LANGUAGES:
        where = Path(folder) / lang
        where.mkdir(parents=True, exist_ok=True)
        with in_language(lang):
            pages = [chapter_page(name, lang) for name in chapters()]
            bodies = {page.name: page.body for page in pages}
            bodies |= {"index": _index(pages), "glossary": _glossary()}
            for name, body in bodies.items():
                path = where / f"{name}.html"
                path.write_text(_frame(name, body, pages, lang), encoding="utf-8", newline="\n")
                written.append(path)
    return written


def chapter_page(name: str, lang: str) -> Page:
    """Run a chapter and set it; answers are left to the reader."""
    notebook = run(copy_of(name, lang, solutions=True))
    blank = copy_of(name, lang)
    body, sections = [], []
    for cell, shown, after in zip(notebook.cells, blank.cells, [*notebook.cells[1:], None], strict=True):
        if cell.cell_type == "markdown":
            body.append(_prose(shown))
            sections += [(cell.id, words) for level, words in headings(shown) if level == 2]
        else:
            code = highlight(shown.source, PythonLexer(), HtmlFormatter())
            body.append(f'<div class="code">{code}</div>')
            # What a check says of the answer is for who gives it.
            body += [] if exercise_part(cell) else [_output(output, _alt(after)) for output in cell.outputs]
    return Page(name, title(blank, lang), "\n".join(body), tuple(sections))


def _prose(cell: Any) -> str:
    # A number and its percent sign stay on one line.
    text = _PERCENT.sub("\u00a0", _ANCHOR.sub("", markdown2html(cell.source)))
    known = {label.casefold(): term.id for term in all_terms().values() for label in _labels(term)}

    def linked(found: re.Match[str]) -> str:
        id = known.get(html.unescape(found[1]).casefold())
        return f'<a href="glossary.html#{id}">{found[0]}</a>' if id else found[0]

    return f'<div id="{html.escape(cell.id)}">{_STRONG.sub(linked, text)}</div>'


def _labels(term: Any) -> list[str]:
    return [term.zh, term.en] if term.definition_en else []


def _alt(after: Any) -> str:
    """Words for a picture: the first sentence that is said about it."""
    if after is None or after.cell_type != "markdown":
        return ""
    plain = html.unescape(_TAG.sub("", markdown2html(after.source))).strip()
    first = _SENTENCE.match(plain)
    return first[0] if first else plain.partition("\n")[0]


def _output(output: Any, alt: str) -> str:
    if output.output_type == "stream":
        return f'<div class="out"><pre>{html.escape(output.text)}</pre></div>'
    data = output.data
    if "image/png" in data:
        picture = data["image/png"].replace("\n", "")
        return f'<figure><img src="data:image/png;base64,{picture}" alt="{html.escape(alt)}"></figure>'
    if "text/html" in data:
        return f'<div class="out">{_SCOPED.sub("", data["text/html"])}</div>'
    return f'<div class="out"><pre>{html.escape(data["text/plain"])}</pre></div>'


def _index(pages: list[Page]) -> str:
    items = "".join(f'<li><a href="{page.name}.html">{html.escape(page.title)}</a></li>' for page in pages)
    return f"<h1>{html.escape(say('book_title'))}</h1><p>{html.escape(say('book_about'))}</p><ul>{items}</ul>"


def _glossary() -> str:
    entries = "".join(
        f'<dt id="{term.id}">{html.escape(term.label)} '
        f"<small>{html.escape(term.en if term.label == term.zh else term.zh)}</small></dt>"
        f"<dd>{html.escape(term.definition)}</dd>"
        for term in all_terms().values()
        if term.definition_en
    )
    return f"<h1>{html.escape(say('book_glossary'))}</h1><dl>{entries}</dl>"


def _frame(name: str, body: str, pages: list[Page], lang: str) -> str:
    other = next(code for code in LANGUAGES if code != lang)
    with in_language(other):
        switch = say("book_language")
    heading = next((page.title for page in pages if page.name == name), say("book_title"))
    style = resources.files(__package__).joinpath("book.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{html.escape(heading)}</title><style>{style}{_code_style()}</style></head><body>"
        f'<div class="frame"><nav class="side">{_side(name, pages)}</nav><main><div class="top">'
        f'<span>{html.escape(say("book_synthetic"))}</span><a href="../{other}/{name}.html" lang="{other}">{switch}</a>'
        f"</div>{body}</main></div></body></html>\n"
    )


def _code_style() -> str:
    return str(HtmlFormatter(style="default").get_style_defs(".highlight")).replace("background: #f8f8f8;", "")


def _side(name: str, pages: list[Page]) -> str:
    chapter_links = [(page.name, page.title, page.sections if page.name == name else ()) for page in pages]
    links = [("index", say("book_title"), ()), *chapter_links, ("glossary", say("book_glossary"), ())]
    items = []
    for target, words, sections in links:
        here = ' aria-current="page"' if target == name else ""
        inner = "".join(f'<li><a href="#{anchor}">{html.escape(text)}</a></li>' for anchor, text in sections)
        nested = f"<ol>{inner}</ol>" if inner else ""
        items.append(f'<li><a href="{target}.html"{here}>{html.escape(words)}</a>{nested}</li>')
    return f"<ol>{''.join(items)}</ol>"
