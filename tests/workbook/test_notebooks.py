"""Every chapter keeps the house's form: languages in pairs, short cells, a sentence for each picture."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median

import pytest
from books import HAN, NAMES, code_cells, graded, lines, prose, text_cells

from shequn_lab.workbook.catalogue import exercises_of
from shequn_lab.workbook.source import cell_language, exercise_part, headings, read_chapter

pytestmark = pytest.mark.parametrize("name", NAMES)


def test_there_is_a_chapter_to_look_at(name: str) -> None:
    assert re.fullmatch(r"\d\d_[a-z_]+", name)


def test_every_chinese_cell_stands_before_its_english_one(name: str) -> None:
    cells = [cell for cell in read_chapter(name).cells if cell_language(cell)]
    for zh, en in zip(cells[::2], cells[1::2], strict=True):
        assert (cell_language(zh), cell_language(en)) == ("zh", "en"), zh.id
        assert zh.id.removesuffix("-zh") == en.id.removesuffix("-en")
        assert [level for level, _ in headings(zh)] == [level for level, _ in headings(en)], zh.id
        assert zh.source.count("<details>") == en.source.count("<details>"), zh.id
    every = read_chapter(name).cells
    assert all(cell_language(c) or exercise_part(c) for c in every if c.cell_type == "markdown")


def test_code_is_short_and_has_words_around_it(name: str) -> None:
    cells = code_cells(name)
    assert max(len(lines(cell)) for cell in cells) <= 12
    assert median(len(lines(cell)) for cell in cells) <= 5
    kinds = [cell.cell_type for cell in read_chapter(name).cells]
    assert ("code", "code") not in pairwise(kinds)


def test_code_defines_nothing_and_names_no_path(name: str) -> None:
    for cell in code_cells(name):
        assert not re.search(r"^\s*(def|class|lambda|for|while|with|try|if)\b|\blambda\b", cell.source, re.MULTILINE)
        assert not re.search(r"""["'][^"']*[/\\][^"']*["']|\bopen\(|Path\(|^[%!]""", cell.source, re.MULTILINE), cell.id


def test_the_first_code_names_the_community(name: str) -> None:
    first = code_cells(name)[0].source
    assert first.count('sq.set_language("zh")') == 1
    assert first.count("sq.open_community(") == 1
    assert re.search(r'^student = "demo"$', first, re.MULTILINE)


def test_every_picture_is_followed_by_a_sentence(name: str) -> None:
    cells = read_chapter(name).cells
    drawn = [i for i, c in enumerate(cells) if c.cell_type == "code" and "sq.plot_" in c.source]
    assert drawn
    for i in drawn:
        assert any("image/png" in output.get("data", {}) for output in cells[i].outputs), cells[i].id
        assert cell_language(cells[i + 1]) == "zh"
        assert re.match(rf"[{HAN}“A-Z]", cells[i + 1].source), cells[i].id


def test_it_was_run_from_top_to_bottom_without_a_complaint(name: str) -> None:
    assert [cell.execution_count for cell in code_cells(name)] == list(range(1, len(code_cells(name)) + 1))
    outputs = [output for cell in code_cells(name) for output in cell.outputs]
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]
    # Widgets have ids of their own at each run, and their state would be loaded from elsewhere.
    assert not [o for o in outputs if "application/vnd.jupyter.widget-view+json" in o.get("data", {})]
    assert "widgets" not in read_chapter(name).metadata


def test_what_a_check_says_wraps_between_words(name: str) -> None:
    for test in graded(name, "test").values():
        assert [set(output.get("data", {})) for output in test.outputs] == [{"text/plain", "text/html"}]


def test_its_exercises_are_those_that_can_be_checked(name: str) -> None:
    declared = exercises_of(f"ch{name[:2]}")
    answers, tests, written = (graded(name, part) for part in ("answer", "test", "written"))
    assert list(answers) == list(tests) == list(declared)
    assert 6 <= len(declared) + len(written) <= 10
    assert len(written) == 1
    for id in declared:
        question = id.partition("_")[2]
        assert answers[id].source.splitlines()[0].startswith(f"{question} = ")
        assert "..." in answers[id].source.splitlines()[0]
        assert f'sq.check("{id}", {question}' in tests[id].source
        if not declared[id].prediction:
            assert f'assert sq.is_right("{id}", {question}' in tests[id].source.partition("HIDDEN TESTS")[2]
            assert "mine" not in tests[id].source.partition("HIDDEN TESTS")[2]
    assert not set(written) & set(declared)


def test_chinese_is_set_as_chinese(name: str) -> None:
    for cell in text_cells(name, "zh"):
        text = prose(cell)
        for line in text.splitlines():
            assert not re.search(rf"[{HAN}][,;:?!]|[,;?!][{HAN}]|[{HAN}] ?\(|\) ?[{HAN}]", line), line
            assert not re.search(rf"[{HAN}][A-Za-z0-9]|[A-Za-z0-9%][{HAN}]", line), line
            assert not re.search(rf"[{HAN}] [{HAN}]", line.replace("**", "")), line
            assert line.count("“") == line.count("”"), line


def test_english_is_set_as_english(name: str) -> None:
    for cell in text_cells(name, "en"):
        text = prose(cell)
        assert not re.search(r"[，。；：！？“”]", text), cell.id
        assert not re.search(r"[A-Za-z][,;][A-Za-z]|\S  +\S", text), cell.id


def test_self_test_questions_have_one_right_answer(name: str) -> None:
    for lang, right in (("zh", "对。"), ("en", "Right.")):
        asked = [cell for cell in text_cells(name, lang) if "<details>" in cell.source]
        assert asked
        for cell in asked:
            feedback = re.findall(r"</summary>\s+(.+?)\s+</details>", cell.source, re.DOTALL)
            assert len(feedback) >= 3
            assert sum(said.startswith(right) for said in feedback) == 1, cell.id
