"""Words of the source for kinds of events, put into the words of the house."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.errors import ReadError
from shequn_lab.model.schema import KNOWN_KINDS
from shequn_lab.readers.cells import unwrapped
from shequn_lab.readers.identities import Codes
from shequn_lab.readers.masking import mask
from shequn_lab.readers.roles import known_words, plain, visible
from shequn_lab.terms import say

#: A column with more different words than this holds texts, not kinds.
MOST_KINDS = 200


class Kinds:
    """Everything that has been done so far, by the word of the house for it.

    Parameters
    ----------
    chosen : mapping
        Word of the source to word of the house, from the mapping file.
    system : iterable of str
        Words of the source for notices of the platform.
    default : str
        What a row without a word is.
    where : str
        File and column, for errors.
    """

    def __init__(self, chosen: Mapping[str, str], system: tuple[str, ...], default: str, where: str) -> None:
        self._chosen = {plain(word): kind for word, kind in chosen.items()}
        self._chosen |= {plain(word): "system" for word in system}
        self._default, self._where = default, where
        self._code_of: dict[str, int] = {}
        self._seen: dict[str, int] = {}
        self.kinds: list[str] = []

    def codes(self, words: pa.Array) -> Codes:
        """Return the number of each kind of a column; numbers point into :attr:`kinds`.

        Raises
        ------
        ReadError
            If there are so many different words that the column must hold something else.
        """
        coded = pc.dictionary_encode(pc.fill_null(words, ""))
        fresh = [word for word in coded.dictionary.to_pylist() if word not in self._seen]
        if len(self._seen) + len(fresh) > MOST_KINDS:
            said = {"where": self._where, "n": len(self._seen) + len(fresh)}
            raise ReadError(say("read_many_kinds", **said), say("read_many_kinds_remedy"))
        for word in fresh:
            self._seen[word] = self.code(self._meaning(word))
        table = np.array([self._seen[word] for word in coded.dictionary.to_pylist()], dtype=np.int32)
        found: Codes = table[coded.indices.to_numpy()]
        return found

    def code(self, kind: str) -> int:
        """Return the number of a kind of the house."""
        if kind not in self._code_of:
            self._code_of[kind] = len(self.kinds)
            self.kinds.append(kind)
        return self._code_of[kind]

    def default(self, n: int) -> Codes:
        """Return the number of the default kind, `n` times."""
        return np.full(n, self.code(self._default), dtype=np.int32)

    def _meaning(self, word: str) -> str:
        shown = visible(unwrapped(word))
        if not shown:
            return self._default
        known = self._chosen.get(plain(shown))
        if known:
            return known
        if shown in KNOWN_KINDS:
            return shown
        known = known_words("kinds").get(plain(shown))
        # A word nobody knows stays as it is, but a cell that slipped here may hold somebody's number.
        return known or str(mask(pa.array([shown[:60]]))[0].as_py())
