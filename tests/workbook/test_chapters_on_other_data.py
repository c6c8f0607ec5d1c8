"""Every chapter runs to its end on data it was not written for: a real forum, and the communities of the cases."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import NAMES, complaints, on_community, run

import shequn_lab as sq
from shequn_lab.readers import read_table
from shequn_lab.workbook.copies import copy_of

FORUM = Path(__file__).parents[3] / "shared" / "real" / "forum_2023h2.csv.gz"
MAPPINGS = Path(__file__).parents[2] / "docs" / "howto" / "mappings"
#: One with sales, one with questions in place of targets, one whose figures are views.
THREE = ("beauty_wechat", "nike_run", "sports_cross")
CASES = [
    pytest.param(case, marks=pytest.mark.slow if case in THREE else pytest.mark.full)
    for case in (found.id for found in sq.list_cases())
]

pytestmark = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Folder of the forum as it comes in through the readers."""
    if not FORUM.is_file():
        pytest.skip("the forum is not on this machine")
    folder = tmp_path_factory.mktemp("communities") / "forum"
    mapping = MAPPINGS / "topic_forum.yaml"
    sq.save_community(read_table(FORUM, name="forum", mapping=mapping, key=b"k" * 32).community, folder)
    return str(folder)


@pytest.mark.slow
def test_it_runs_on_a_real_forum(name: str, forum: str) -> None:
    assert complaints(run(on_community(copy_of(name, "en", solutions=True), forum))) == []


@pytest.mark.parametrize("case", CASES)
def test_it_runs_on_the_community_of_a_case(name: str, case: str) -> None:
    assert complaints(run(on_community(copy_of(name, "en", solutions=True), case))) == []
