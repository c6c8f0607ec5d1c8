"""Every word a reader sees, once: terms with definitions, and sentences in both languages.

``terms.yaml`` is the glossary; the files in ``messages/`` hold sentences with ``{placeholders}``, of which
``{count:row|rows}`` writes a count and the word that goes with it. The language is a setting of the running
program (``SHEQUN_LANG`` or :func:`set_language`), Chinese unless asked otherwise.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from shequn_lab.errors import OptionError, UnknownNameError, worded_by

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def _checked(code: str) -> Language:
    if code not in LANGUAGES:
        # No language is in force yet, so both are spoken.
        raise OptionError(f"{code!r} 不是本软件的语言 / is not a language of this package", "zh, en")
    return code


_language: ContextVar[Language | None] = ContextVar("shequn_language", default=None)


def language() -> Language:
    """Return the language in force: ``"zh"`` or ``"en"``."""
    return _language.get() or _checked(os.environ.get("SHEQUN_LANG") or "zh")


def set_language(code: str) -> None:
    """Choose the language of labels, tables, plots and messages.

    Parameters
    ----------
    code : {"zh", "en"}

    Raises
    ------
    OptionError
        For any other code.
    """
    _language.set(_checked(code))


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Speak `code` inside a ``with`` block only."""
    token = _language.set(_checked(code))
    try:
        yield
    finally:
        _language.reset(token)


@dataclass(frozen=True)
class Term:
    """One entry of the glossary.

    Attributes
    ----------
    id : str
        The name used in code.
    zh, en : str
        Label in each language.
    unit : str
        Unit of the value: ``share``, ``days``, ``members``, ``seconds`` …, or empty.
    definition_zh, definition_en : str
    source : str
        Where the definition comes from.
    kpi : str
        Id of the course's KPI row, or empty.
    """

    id: str
    zh: str
    en: str
    unit: str
    definition_zh: str
    definition_en: str
    source: str
    kpi: str = ""

    @property
    def label(self) -> str:
        """Label in the language in force."""
        return self.zh if language() == "zh" else self.en

    @property
    def definition(self) -> str:
        """Definition in the language in force."""
        return self.definition_zh if language() == "zh" else self.definition_en


#: The same safe loader in C, where PyYAML was built with it: eight times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _load(name: str) -> Any:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - both are safe


@cache
def all_terms() -> Mapping[str, Term]:
    """Return the whole glossary, by id, in the order of the file."""
    return {row["id"]: Term(**row) for row in _load("terms.yaml")}


@cache
def _messages() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    folder = resources.files(__package__).joinpath("messages")
    for name in sorted(path.name for path in folder.iterdir() if path.name.endswith(".yaml")):
        for key, texts in _load(f"messages/{name}").items():
            if key in found:
                raise RuntimeError(f"message {key!r} is written twice, again in {name}")
            found[key] = texts
    return found


def term(id: str) -> Term:
    """Look up one term.

    Raises
    ------
    UnknownNameError
        With the closest known id.
    """
    terms = all_terms()
    if id not in terms:
        raise UnknownNameError("term", id, terms)
    return terms[id]


def label(id: str) -> str:
    """Label of a term in the language in force."""
    return term(id).label


class _Shown(str):
    """What fills a placeholder; ``{n:row|rows}`` adds the word that goes with this count."""

    def __format__(self, spec: str) -> str:
        one, choice, many = spec.partition("|")
        return f"{self} {one if self == '1' else many}" if choice else super().__format__(spec)


def say(id: str, /, **values: object) -> str:
    """Return the sentence `id` in the language in force, placeholders filled.

    A placeholder ``{n:row|rows}`` writes a count with its word: ``1 row``, ``2 rows``, ``<5 rows``.
    """
    messages = _messages()
    if id not in messages:
        raise UnknownNameError("message", id, messages)
    shown = {key: _Shown(value) for key, value in values.items()}
    return messages[id][language()].format_map(shown)


@dataclass(frozen=True)
class Note:
    """A sentence that is put into words only when it is shown, in the language in force then.

    Parameters
    ----------
    id : str
        Message id.
    values : mapping
        What fills the placeholders; a nested :class:`Note` is shown in the same language.
    """

    id: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return say(self.id, **self.values) if self.id else ""

    def __bool__(self) -> bool:
        return bool(self.id)


def wrong_option(id: str, /, **values: object) -> OptionError:
    """Return the error for a parameter that makes no sense: sentence `id`, and what to do, ``{id}_remedy``."""
    return OptionError(say(id, **values), say(f"{id}_remedy", **values))


worded_by(say)
