"""What every page must hold, asked of the page itself in a browser."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

from browser import Chrome
from fontTools.ttLib import TTFont

#: Elements of the text that reach over the right edge of the window; a table may, inside its own frame.
TOO_WIDE = """
[...document.querySelectorAll('main, main *')]
  .filter(e => !e.closest('.scroll') && !e.closest('svg'))
  .filter(e => e.getBoundingClientRect().right > innerWidth + 0.5)
  .map(e => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 40)}`)
"""
#: Tables that have to be pushed sideways to be read.
SCROLLED = """
[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1)
  .map(e => e.closest('.table').id + ' ' + (e.scrollWidth - e.clientWidth))
"""
FIGURES = """
[...document.querySelectorAll('figure')].map(f => ({
  id: f.id,
  alt: [...f.querySelectorAll('img')].map(i => i.alt),
  shown: [...f.querySelectorAll('img')].filter(i => getComputedStyle(i).display !== 'none').map(i => i.className),
  loaded: [...f.querySelectorAll('img')].every(i => i.complete && i.naturalWidth > 0),
  scale: [...f.querySelectorAll('img')].filter(i => getComputedStyle(i).display !== 'none')
    .map(i => i.getBoundingClientRect().width / (i.naturalWidth / 2)),
}))
"""
TEXT = "document.documentElement.innerText"
#: Every word of the page, the folded ones too.
ALL_TEXT = """
(() => { const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); let text = '';
  while (all.nextNode()) if (!all.currentNode.parentElement.closest('style')) text += all.currentNode.data;
  return text; })()
"""
HEADINGS = """
[...document.querySelectorAll('main section[id], main figure[id], main .table[id]')].map(e => e.tagName + ' ' + e.id)
"""
LOST_LINKS = """
[...document.querySelectorAll('a[href^="#"]')].filter(a => !document.getElementById(a.hash.slice(1))).map(a => a.hash)
"""
IDS_TWICE = """
(() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  return ids.filter((id, i) => ids.indexOf(id) !== i); })()
"""
OTHER_LANGUAGE = "[...document.querySelectorAll('header nav a')].map(a => a.href)"
#: Lines of text whose boxes meet, where neither holds the other.
OVERLAPS = """
(() => { const boxes = [...document.querySelectorAll('main h1, main h2, main h3, main p, main td, main th, main li, '
    + 'main summary, main .cell > div, main img')]
    .filter(e => getComputedStyle(e).display !== 'none').map(e => [e, e.getBoundingClientRect()])
    .filter(([e, r]) => r.width > 0 && r.height > 0);
  const found = [];
  for (const [i, [a, p]] of boxes.entries()) for (const [b, q] of boxes.slice(i + 1))
    if (!a.contains(b) && !b.contains(a)
        && Math.min(p.right, q.right) - Math.max(p.left, q.left) > 1.5
        && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 1.5)
      found.push(a.textContent.trim().slice(0, 30) + ' | ' + b.textContent.trim().slice(0, 30));
  return found.slice(0, 5); })()
"""
SMALLEST_TYPE = """
Math.min(...[...document.querySelectorAll('main *')].filter(e => e.children.length === 0 && e.textContent.trim()
  && !e.closest('svg')).map(e => parseFloat(getComputedStyle(e).fontSize)))
"""


def assert_sound(chrome: Chrome, page: Path, *, lang: str, width: int) -> None:
    """Open a page and check all that holds for every page."""
    seen = chrome.open(page, width=width)
    assert [url for url in seen.requests if not url.startswith("data:")] == [page.resolve().as_uri()]
    assert seen.errors == []
    assert seen.dialogs == []
    assert chrome.ask("document.documentElement.lang") == lang
    assert chrome.ask("document.scripts.length") == 0
    assert chrome.ask(TOO_WIDE) == []
    assert chrome.ask("document.documentElement.scrollWidth") <= width
    assert chrome.ask(SCROLLED) == [] or width < 390
    assert chrome.ask(OVERLAPS) == []
    assert chrome.ask(SMALLEST_TYPE) >= 10
    assert chrome.ask(LOST_LINKS) == []
    assert chrome.ask(IDS_TWICE) == []
    for figure in chrome.ask(FIGURES):
        assert figure["shown"] == ["phone" if width <= 960 else "wide"], figure["id"]
        assert all(len(alt) > 20 for alt in figure["alt"]), figure["id"]
        assert figure["loaded"], figure["id"]
        # Pictures hold two pixels for each of the page's: drawn smaller, their words could not be read.
        assert 0.95 <= figure["scale"][0] <= 1.25 or width < 390, figure["id"]


def covered_by_font(page: Path) -> set[str]:
    """Characters of the font the page brings along, and Latin-1, which every machine has."""
    data = re.search(r'base64,([A-Za-z0-9+/=]+)\) format\("woff"\)', page.read_text(encoding="utf-8"))
    assert data, "no font is embedded"
    font = TTFont(io.BytesIO(base64.b64decode(data.group(1))))
    return set(map(chr, font.getBestCmap())) | set(map(chr, range(256)))
