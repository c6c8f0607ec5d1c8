"""Check a mapping, key by key, and report everything that is wrong with it at once."""

from __future__ import annotations

import codecs
import datetime as dt
import reprlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from shequn_lab.errors import OptionError, Problem, SchemaError
from shequn_lab.model import clock
from shequn_lab.model.schema import KNOWN_KINDS, ROLES, ROSTERS
from shequn_lab.readers.mapping import MembersFile, TableMapping, TimeRule, load_yaml
from shequn_lab.readers.roles import EVENT_ROLES, MEMBER_ROLES, closest
from shequn_lab.terms import LANGUAGES, say

Given = TableMapping | Mapping[str, Any] | str | Path | None

# Keeps a hostile file from filling the screen or the memory.
_SHORT = reprlib.Repr()
_SHORT.maxlevel, _SHORT.maxstring = 1, 60


def mapping_of(given: Given) -> TableMapping:
    """Return a checked mapping from a file, from its content, or as it is.

    Parameters
    ----------
    given : TableMapping, mapping, str, Path or None
        A path names a YAML file.

    Raises
    ------
    SchemaError
        With every problem: unknown keys (and what was probably meant), wrong types, wrong values.
    ReadError
        If the file is missing or no plain YAML.
    """
    if given is None:
        return TableMapping()
    if isinstance(given, TableMapping):
        return given
    if isinstance(given, Mapping):
        return _Check("mapping").whole(given)
    path = Path(given)
    content = load_yaml(path)
    return _Check(path.name).whole({} if content is None else content, path.resolve().parent)


class _Check:
    """Collects problems while it turns plain values into a :class:`TableMapping`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []

    def whole(self, content: Any, folder: Path | None = None) -> TableMapping:
        readers: dict[str, Callable[[str, Any], Any]] = {
            "columns": lambda key, value: self.words(key, value, EVENT_ROLES),
            "separator": self.text,
            "kinds": self.words,
            "roles": lambda key, value: self.words(key, value, meanings=ROLES),
            "default_kind": self.text,
            "time": self.time,
            "observed": self.observed,
            "title": lambda key, value: self.words(key, value, LANGUAGES),
            "system_senders": self.texts,
            "system_kinds": self.texts,
            "header_line": lambda key, value: self.whole_number(key, value, 1),
            "sheet": self.text,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "quoted": self.flag,
            "repeated_by": self.repeated_by,
            "assume_first_seen_is_join": self.flag,
            "keep_text": self.flag,
            "run_in_days": lambda key, value: self.whole_number(key, value, 0),
            "roster": lambda key, value: self.one_of(key, value, ROSTERS),
            "members": self.members,
        }
        values = self.keys("", content, readers)
        for word in values.get("kinds", {}).values():
            # A word of one's own is fine, a misspelt one of the house is not.
            if word not in KNOWN_KINDS and (meant := closest(word, KNOWN_KINDS)):
                self.report(
                    "kinds", say("read_map_kind", word=word, meant=meant), say("read_map_kind_remedy", meant=meant)
                )
        if self.problems:
            raise SchemaError(self.problems)
        return TableMapping(**values, name=self.name, folder=folder)

    def report(self, where: str, found: str, remedy: str) -> None:
        self.problems.append(Problem(self.name, where, "", found, remedy))

    def wrong(self, where: str, value: Any, wanted: str, **said: Any) -> None:
        self.report(where, say("read_map_value", value=_SHORT.repr(value)), say(f"read_map_want_{wanted}", **said))

    def keys(self, where: str, content: Any, readers: Mapping[str, Callable[[str, Any], Any]]) -> dict[str, Any]:
        if not isinstance(content, Mapping):
            self.wrong(where, content, "mapping")
            return {}
        found: dict[str, Any] = {}
        for key, value in content.items():
            place = f"{where}.{key}" if where else str(key)[:60]
            if key not in readers:
                meant = closest(str(key), readers)
                hint = say("read_map_meant", meant=meant) if meant else ""
                self.report(place, say("read_map_key"), hint + say("read_map_key_remedy", known=", ".join(readers)))
            elif value is not None:
                result = readers[key](place, value)
                if result is not None:
                    found[str(key)] = result
        return found

    def text(self, where: str, value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.wrong(where, value, "text")
            return None
        return str(value)

    def flag(self, where: str, value: Any) -> bool | None:
        if not isinstance(value, bool):
            self.wrong(where, value, "flag")
            return None
        return value

    def whole_number(self, where: str, value: Any, least: int) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self.wrong(where, value, "number", least=least)
            return None
        return value

    def one_of(self, where: str, value: Any, allowed: Sequence[str]) -> str | None:
        if value not in allowed:
            self.wrong(where, value, "one_of", allowed=", ".join(allowed))
            return None
        return str(value)

    def texts(self, where: str, value: Any) -> tuple[str, ...] | None:
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list):
            self.wrong(where, value, "list")
            return None
        return tuple(text for item in value if (text := self.text(where, item)) is not None)

    def words(
        self, where: str, value: Any, known: Sequence[str] = (), meanings: Sequence[str] = ()
    ) -> dict[str, str] | None:
        if known:
            return self.keys(where, value, dict.fromkeys(known, self.text))
        if not isinstance(value, Mapping):
            self.wrong(where, value, "mapping")
            return None
        found: dict[str, str] = {}
        for word, meaning in value.items():
            text = self.text(where, word)
            meant = self.one_of(f"{where}.{text}", meaning, meanings) if meanings else self.text(where, meaning)
            if text is not None and meant is not None:
                found[text] = meant
        return found

    def time(self, where: str, value: Any) -> TimeRule:
        readers = {"format": self.format, "timezone": self.timezone, "day_first": self.flag}
        return TimeRule(**self.keys(where, value, readers))

    def format(self, where: str, value: Any) -> str | None:
        text = self.text(where, value)
        if text is not None and not any(mark in text for mark in ("%H", "%I", "%X", "%c", "%T", "%R", "%s")):
            self.wrong(where, value, "format")
        return text

    def timezone(self, where: str, value: Any) -> str | None:
        try:
            clock.zone(str(value))
        except OptionError as error:
            self.report(where, error.found, error.remedy)
            return None
        return str(value)

    def observed(self, where: str, value: Any) -> tuple[dt.date, dt.date] | None:
        span = self.keys(where, value, dict.fromkeys(("start", "end"), self.day))
        if len(span) == 2 and span["end"] > span["start"]:
            return span["start"], span["end"]
        if len(span) == 2 or (isinstance(value, Mapping) and not {"start", "end"} <= set(value)):
            self.wrong(where, value, "span")
        return None

    def day(self, where: str, value: Any) -> dt.date | None:
        try:
            return clock.as_date(value)
        except OptionError as error:
            self.report(where, error.found, error.remedy)
            return None

    def encoding(self, where: str, value: Any) -> str | None:
        try:
            info = codecs.lookup(str(value))
            "".encode(info.name)  # refuses codecs that are not text, such as zip
        except (LookupError, ValueError):
            self.wrong(where, value, "encoding")
            return None
        return info.name

    def delimiter(self, where: str, value: Any) -> str | None:
        text = {"tab": "\t", "\\t": "\t"}.get(str(value), str(value))
        if len(text) != 1 or text in '"\r\n':
            self.wrong(where, value, "delimiter")
            return None
        return text

    def repeated_by(self, where: str, value: Any) -> tuple[str, ...] | None:
        names = self.texts(where, value)
        known = (*EVENT_ROLES, "row")
        for name in names or ():
            if name not in known:
                self.wrong(where, name, "one_of", allowed=", ".join(known))
        if names and "row" in names and len(names) > 1:
            self.wrong(where, value, "row_alone")
        return names

    def members(self, where: str, value: Any) -> MembersFile | None:
        readers = {"file": self.text, "columns": lambda key, given: self.words(key, given, MEMBER_ROLES)}
        given = self.keys(where, value, readers)
        if "file" not in given:
            self.wrong(where, value, "members")
            return None
        return MembersFile(**given)
