"""The page about the model says what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest

from shequn_lab.simulate import page

PAGE = Path(__file__).parents[2] / "docs" / "model.md"


def test_the_table_of_parameters_in_the_page_is_current():
    text = PAGE.read_text(encoding="utf-8")
    assert page.with_table(text) == text, f"run: python -m shequn_lab.simulate --page {PAGE.name}"


def test_every_file_the_page_names_is_there():
    rooms = Path(page.__file__).parent
    named = {word.strip("`") for word in PAGE.read_text(encoding="utf-8").replace("(", " ").replace(")", " ").split()}
    files = {word for word in named if word.endswith(".py") and "/" not in word}
    assert len(files) > 10
    assert {name for name in files if not (rooms / name).exists()} == set()


@pytest.mark.parametrize("head", ["Purpose", "Entities", "Process overview", "Design concepts", "Initialisation"])
def test_the_page_follows_the_protocol(head):
    assert f" {head}" in PAGE.read_text(encoding="utf-8")
