"""One cell names several people, each once, and everybody is nobody in particular."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

from shequn_lab.readers.identities import People
from shequn_lab.readers.mentions import Mentions, chosen

KEY = bytes(range(32))


def named(cells: pa.Array | list[str | None], separator: str = "") -> list[list[str]]:
    """People of each cell, by the first name they were met under."""
    people = People(KEY)
    met = {people.code(name): name for name in ("an", "bo", "小 李", "chen")}
    given = cells if isinstance(cells, pa.Array) else pa.array(cells, pa.string())
    offsets, who = Mentions(people, separator).read(given)
    assert offsets.dtype == who.dtype == np.int32
    assert offsets.size == len(given) + 1
    return [[met.get(code, "?") for code in who[a:b]] for a, b in pairwise(offsets)]


@pytest.mark.parametrize(
    "cell", ["an,bo", "an; bo", "@an @bo", "＠an，＠bo", "an|bo", "an、bo", "@an\u2005@bo\u2005", "bo an an"]
)
def test_any_of_the_usual_signs_parts_people(cell: str) -> None:
    assert sorted(named([cell])[0]) == ["an", "bo"]


def test_a_stated_separator_leaves_the_others_alone() -> None:
    assert named(["小 李/an"], "/") == [["小 李", "an"]]


def test_everybody_and_nobody_name_nobody() -> None:
    assert named(["@所有人", "@all", "", None, " , ", "@全体成员 @an"]) == [[], [], [], [], [], ["an"]]


def test_lists_are_taken_as_they_are() -> None:
    given = pa.array([["an", "小 李"], None, [], ["an", "an"]], pa.list_(pa.string()))
    assert named(given) == [["an", "小 李"], [], [], ["an"]]


def test_no_cells_name_nobody() -> None:
    assert named([]) == []


def test_lists_of_kept_rows_stay_together() -> None:
    offsets, who = np.array([0, 2, 2, 3, 6], np.int32), np.array([7, 8, 9, 4, 5, 6], np.int32)
    kept, left = chosen(offsets, who, np.array([True, False, False, True]))
    assert kept.tolist() == [0, 2, 5]
    assert left.tolist() == [7, 8, 4, 5, 6]
    nobody, none = chosen(offsets, who, np.zeros(4, dtype=bool))
    assert (nobody.tolist(), none.tolist()) == ([0], [])
