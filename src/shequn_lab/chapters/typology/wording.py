"""Parts of sentences that are put into words only when they are shown, in the language in force then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shequn_lab.terms import Note, label, say


@dataclass(frozen=True)
class Names:
    """Labels of terms."""

    ids: tuple[str, ...]

    def __str__(self) -> str:
        return say("list_comma").join(label(id) for id in self.ids)


@dataclass(frozen=True)
class Lacks:
    """Kinds of record of which nothing is known, and why."""

    reasons: Mapping[str, Note]

    def __str__(self) -> str:
        told = [say("type_lack", kind=Note(f"type_kind_{kind}"), reason=note) for kind, note in self.reasons.items()]
        return say("outcome_semicolon").join(told)
