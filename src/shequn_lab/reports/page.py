"""An executed notebook to one HTML file: nothing is loaded from anywhere else."""

from __future__ import annotations

import base64
import html
import io
import re
from copy import deepcopy
from functools import cache
from itertools import count
from typing import Any

import nbformat
from fontTools import subset
from fontTools.ttLib import TTFont
from nbconvert import HTMLExporter

from shequn_lab import __version__
from shequn_lab.plots.style import font_file
from shequn_lab.storage import share
from shequn_lab.terms import in_language, say

#: A section's opening up to its numeral, which comes twice: for the contents and before the title.
_HEAD = re.compile(
    r'<section id="([^"]+)" data-numeral="([^"]*)" data-short="([^"]*)">(<h2>(?:<span class="numeral">)?)\d*'
)
_SECTION = re.compile(r'<section id="([^"]+)" data-numeral="([^"]*)" data-short="([^"]*)">')
_CAPTION = re.compile(r'(<(figure|div class="table") id="([^"]*)"><p class="caption"><span class="tag">)[^<]*')
_LINK = re.compile(r'(<a href="#([^"]+)">)[^<]*')
_TITLE = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_FONT_HERE = "/* font */"
#: Chinese characters and their punctuation.
_HAN = "unicode-range:U+2E80-9FFF,U+F900-FAFF,U+FE30-FE4F,U+FF00-FFEF;"


def page(notebook: nbformat.NotebookNode, lang: str) -> str:
    """Set the HTML outputs of a notebook as one page.

    Parameters
    ----------
    notebook : NotebookNode
        Executed; its outputs are trusted, since they come from this package's blocks, which escape all text.
    lang : {"zh", "en"}

    Returns
    -------
    str
        A whole HTML document.
    """
    with in_language(lang):
        notebook = _numbered(notebook)
    body = "\n".join(_outputs(notebook))
    contents = [
        {"id": id, "numeral": numeral, "title": html.unescape(title)} for id, numeral, title in _SECTION.findall(body)
    ]
    heading = _TITLE.search(body)
    with in_language(lang):
        facts = {
            "lang": lang,
            "version": __version__,
            "title": html.unescape(_TAG.sub("", heading.group(1))) if heading else say("report_kind"),
            "contents": contents,
            "contents_label": say("report_contents"),
            "style": (share("templates") / "page" / "style.css").read_text(encoding="utf-8"),
            "font": _FONT_HERE,
        }
    exporter: Any = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="page", extra_template_basedirs=[str(share("templates"))]
    )
    page = str(exporter.from_notebook_node(notebook, resources={"page": facts})[0])
    # The whole page says which characters it needs: contents and running head are written by the template.
    words = _TAG.sub("", re.sub(r"<(style|svg)\b.*?</\1>", "", page, flags=re.DOTALL))
    return page.replace(_FONT_HERE, _fallback_font(words, han_only=lang == "en"), 1)


def _numbered(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a copy whose sections, figures and tables are numbered as they stand on the page, links to them too."""
    numerals, figures, tables = count(1), count(1), count(1)
    names: dict[str, str] = {}

    def section(found: re.Match[str]) -> str:
        numeral = str(next(numerals)) if found[2] else ""
        return f'<section id="{found[1]}" data-numeral="{numeral}" data-short="{found[3]}">{found[4]}{numeral}'

    def caption(found: re.Match[str]) -> str:
        figure = found[2] == "figure"
        names[found[3]] = say("report_figure" if figure else "report_table", n=next(figures if figure else tables))
        return found[1] + names[found[3]]

    notebook = deepcopy(notebook)
    for data in _html(notebook):
        data["text/html"] = _CAPTION.sub(caption, _HEAD.sub(section, data["text/html"]))
    # Findings stand before the figures that they lead to.
    for data in _html(notebook):
        data["text/html"] = _LINK.sub(
            lambda found: found[1] + names[found[2]] if found[2] in names else found[0], data["text/html"]
        )
    return notebook


def _outputs(notebook: nbformat.NotebookNode) -> list[str]:
    return [data["text/html"] for data in _html(notebook)]


def _html(notebook: nbformat.NotebookNode) -> list[dict[str, Any]]:
    """Return the outputs that a page shows."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output["data"] for output in outputs if "text/html" in output.get("data", {})]


@cache
def _font_bytes() -> bytes:
    return font_file().read_bytes()


def _fallback_font(text: str, *, han_only: bool) -> str:
    """Embed the characters this page uses, for machines without a Chinese font; readers' own fonts come first."""
    characters = {c for c in html.unescape(text) if ord(c) > 0x7F} | set(map(chr, range(0x20, 0x7F)))
    options = subset.Options(flavor="woff", layout_features=["kern", "tnum"], notdef_outline=True, hinting=False)
    font = TTFont(io.BytesIO(_font_bytes()))
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(characters)))
    cutter.subset(font)
    font.flavor = "woff"
    buffer = io.BytesIO()
    font.save(buffer)
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return (
        f'@font-face{{font-family:"Shequn Fallback";font-weight:400;{_HAN if han_only else ""}'
        f'src:url(data:font/woff;base64,{data}) format("woff")}}'
    )
