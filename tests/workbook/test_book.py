"""The book is a site by itself: both languages, no answers, nothing loaded from elsewhere, no dead link."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from books import NAMES

from shequn_lab.workbook import book
from shequn_lab.workbook.source import read_chapter


class Links(HTMLParser):
    """What a page points to, what can be pointed to in it, and its pictures."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: list[str] = []
        self.pictures: list[dict[str, str | None]] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.targets += [str(found["href"])] if "href" in found else []
        self.ids += [str(found["id"])] if "id" in found else []
        self.pictures += [found] if tag == "img" else []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the book with the outputs that stand in the sources, in place of a run."""

    def held(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
        outputs = {
            c.id: c.outputs for c in read_chapter(notebook.metadata["shequn"]["chapter"]).cells if "outputs" in c
        }
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = outputs[cell.id]
        return notebook

    folder = tmp_path_factory.mktemp("book")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(book, "run", held)
        book.write_book(folder)
    return folder


def test_every_chapter_is_there_in_both_languages(site: Path) -> None:
    for lang in ("zh", "en"):
        names = {page.stem for page in (site / lang).iterdir()}
        assert names == {*NAMES, "index", "glossary"}
        assert all(f'<html lang="{lang}">' in page.read_text(encoding="utf-8") for page in (site / lang).iterdir())


def test_every_link_leads_somewhere_in_the_book(site: Path) -> None:
    pages = {page.resolve(): Links(page) for page in site.rglob("*.html")}
    n_glossary = 0
    for page, links in pages.items():
        assert len(links.ids) == len(set(links.ids))
        for target in links.targets:
            file, _, anchor = target.partition("#")
            there = (page.parent / file).resolve() if file else page
            assert there in pages, target
            assert not anchor or anchor in pages[there].ids, target
            n_glossary += file == "glossary.html" and bool(anchor)
    assert n_glossary >= 10


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"https?://|<script|@import|url\(", text), page
        assert all(str(picture["src"]).startswith("data:image/png") for picture in Links(page).pictures)


def test_every_picture_has_words(site: Path) -> None:
    for page in site.rglob("[0-9]*.html"):
        pictures = Links(page).pictures
        assert pictures
        assert all(len(str(picture["alt"])) > 10 for picture in pictures)


def test_the_book_tells_no_answer(site: Path) -> None:
    for page in site.rglob("[0-9]*.html"):
        text = re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8"))
        assert "SOLUTION" not in text
        assert "HIDDEN" not in text
        assert "参考：" not in text
        assert "A model answer" not in text
        assert "ch06_q3：" not in text


def test_a_number_is_never_parted_from_its_percent_sign(site: Path) -> None:
    for page in (site / "en").glob("[0-9]*.html"):
        body = re.sub(r"(?s)<(pre|figure|style)\b.*?</\1>", "", page.read_text(encoding="utf-8"))
        assert not re.search(r"\d %", body.partition("<main>")[2]), page
        assert re.search(r"\d\u00a0%", body), page
