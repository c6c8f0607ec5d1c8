"""People named in an event: one cell for several of them."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.readers.identities import Codes, People
from shequn_lab.readers.roles import plain, vocabulary

_ANY = re.compile(r"[,;|、，；\s\u2005]+")


class Mentions:
    """Splits cells into people.

    Parameters
    ----------
    people : People
    separator : str
        Between people; empty for any of ``, ; |``, their Chinese forms and spaces.
    """

    def __init__(self, people: People, separator: str = "") -> None:
        self._people = people
        self._split = re.compile(re.escape(separator)) if separator else _ANY
        self._everybody = {plain(word) for word in vocabulary()["everybody"]}

    def read(self, cells: pa.Array) -> tuple[Codes, Codes]:
        """Return people named in each cell.

        Parameters
        ----------
        cells : pyarrow.Array of string, or of lists

        Returns
        -------
        offsets : int32 array of shape (n + 1,)
            Cell i names the people ``offsets[i]`` to ``offsets[i + 1]``.
        who : int32 array
        """
        if pa.types.is_list(cells.type) or pa.types.is_large_list(cells.type):
            cells = pc.fill_null(pc.binary_join(cells.cast(pa.list_(pa.string())), "\x1f"), "")
            split = re.compile("\x1f")
        else:
            cells, split = pc.fill_null(cells, ""), self._split
        coded = pc.dictionary_encode(cells)
        lists = [self._named(cell, split) for cell in coded.dictionary.to_pylist()]
        codes = coded.indices.to_numpy()
        sizes = np.array([len(found) for found in lists], dtype=np.int32)[codes] if lists else np.zeros(0, np.int32)
        offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        filled = np.flatnonzero(sizes)
        who = [code for row in filled for code in lists[codes[row]]]
        return offsets, np.array(who, dtype=np.int32)

    def _named(self, cell: str, split: re.Pattern[str]) -> list[int]:
        found: dict[int, None] = {}
        for part in split.split(cell):
            name = part.strip().removeprefix("@").removeprefix("\uff20")
            # Naming everybody names nobody in particular.
            if name and plain(name) not in self._everybody:
                code = self._people.code(name)
                if code >= 0:
                    found[code] = None
        return list(found)


def chosen(offsets: Codes, who: Codes, rows: np.ndarray) -> tuple[Codes, Codes]:
    """Keep the lists of some rows."""
    sizes = np.diff(offsets)
    kept = np.zeros(sizes.size, dtype=bool)
    kept[rows] = True
    return np.concatenate([[0], np.cumsum(sizes[kept])]).astype(np.int32), who[np.repeat(kept, sizes)]
