"""Which column plays which role: by the mapping first, by the name under which exports know it otherwise."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from shequn_lab.errors import ReadError
from shequn_lab.terms import say

#: What a column of an events file can be.
EVENT_ROLES = (
    "member",
    "at",
    "kind",
    "event_id",
    "topic",
    "reply_to",
    "place",
    "question",
    "n_chars",
    "mentions",
    "text",
)
#: What a column of a members file can be.
MEMBER_ROLES = ("member", "joined", "left", "role")
# The joiners U+200C and U+200D stay: they make one sign of several.
_INVISIBLE = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class ColumnUse:
    """A column and the role it plays.

    Attributes
    ----------
    role : str
    column : str
        Name in the header.
    position : int
        Counted from 0.
    how : {"mapping", "synonym"}
    """

    role: str
    column: str
    position: int
    how: Literal["mapping", "synonym"]


def visible(text: str) -> str:
    """Return `text` without invisible and control characters, in composed form, stripped."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).strip()


def plain(name: str) -> str:
    """Return a name as it is compared: without case, width, spaces, underscores, hyphens."""
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", visible(name))).casefold()


@cache
def vocabulary() -> Mapping[str, Any]:
    """Return what ``synonyms.yaml`` holds."""
    text = resources.files(__package__).joinpath("synonyms.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


@cache
def known_words(group: str) -> Mapping[str, str]:
    """Word, as compared, to what it means, for one group of ``synonyms.yaml``."""
    return {plain(str(word)): meaning for meaning, words in vocabulary()[group].items() for word in words}


def match(
    header: Sequence[str],
    chosen: Mapping[str, str],
    wanted: Sequence[str] = EVENT_ROLES,
    *,
    file: str = "",
) -> list[ColumnUse]:
    """Find the role of each column.

    Parameters
    ----------
    header : sequence of str
    chosen : mapping
        Role to column, from the mapping file; these columns must be there.
    wanted : sequence of str
        Roles to look for.
    file : str
        Named in errors.

    Returns
    -------
    list of ColumnUse
        Empty when a column of `chosen` is not in this header.

    Raises
    ------
    ReadError
        If two columns claim one role.
    """
    names = [plain(name) for name in header]
    uses: list[ColumnUse] = []
    for role, column in chosen.items():
        places = [i for i, name in enumerate(header) if visible(name) == visible(column)]
        places = places or [i for i, name in enumerate(names) if name == plain(column)]
        if not places:
            return []
        if len(places) > 1:
            raise ReadError(say("read_twice", file=file, column=column), say("read_twice_remedy"))
        uses.append(ColumnUse(role, visible(header[places[0]]), places[0], "mapping"))
    for group in ("columns", "weak"):
        words = known_words(group)
        taken, done = {use.position for use in uses}, {use.role for use in uses}
        found: dict[str, list[int]] = {}
        for i, name in enumerate(names):
            known = words.get(name, "")
            if known in wanted and known not in done and i not in taken:
                found.setdefault(known, []).append(i)
        for role, places in found.items():
            if len(places) > 1:
                both = [visible(header[i]) for i in places]
                said = {"file": file, "columns": say("read_and").join(both), "role": role, "first": both[0]}
                raise ReadError(say("read_claims", **said), say("read_claims_remedy", **said))
            uses.append(ColumnUse(role, visible(header[places[0]]), places[0], "synonym"))
    return sorted(uses, key=lambda use: use.position)


def absent(header: Sequence[str], chosen: Mapping[str, str]) -> list[str]:
    """Columns of the mapping that `header` does not hold."""
    names = {plain(name) for name in header}
    return [column for column in chosen.values() if plain(column) not in names]


def closest(name: str, known: Iterable[str]) -> str:
    """Return what `name` was probably meant to be, or nothing."""
    table = {plain(word): word for word in known if plain(word)}
    found = difflib.get_close_matches(plain(name), table, n=1, cutoff=0.6)
    return table[found[0]] if found else ""


def guesses(header: Sequence[str], role: str) -> str:
    """Columns whose names come close to a name known for `role`."""
    words = [str(word) for word in vocabulary()["columns"][role]]
    return say("list_comma").join(f"{visible(name)} ≈ {close}" for name in header if (close := closest(name, words)))
