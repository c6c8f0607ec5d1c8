"""A report's parameters, checked before a kernel starts: papermill itself takes unknown and mistyped ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import papermill

from shequn_lab.errors import OptionError, UnknownNameError
from shequn_lab.model import Window
from shequn_lab.storage import share
from shequn_lab.terms import LANGUAGES, say

_WORDS = {"true": True, "yes": True, "false": False, "no": False}


def template(name: str = "case_study") -> Path:
    """Path of a report template.

    Raises
    ------
    UnknownNameError
    """
    known = {path.stem: path for path in share("templates").glob("*.ipynb")}
    if name not in known:
        raise UnknownNameError("template", name, known)
    return known[name]


@cache
def _declared(path: Path) -> dict[str, str]:
    found = papermill.inspect_notebook(str(path))
    return {name: str(about["inferred_type_name"]) for name, about in found.items()}


def checked(path: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters of the right names and types for a template.

    Parameters
    ----------
    path : Path
        The template.
    given : mapping
        Values; text is read as what the template declares.

    Raises
    ------
    UnknownNameError
        For a name the template does not declare; says which was probably meant.
    OptionError
        For a value of the wrong type, an unknown language or an impossible window.
    """
    declared = _declared(path)
    for name in given:
        if name not in declared:
            raise UnknownNameError("parameter", name, declared)
    values = {name: _read(name, value, declared[name]) for name, value in given.items()}
    if values.get("lang", "zh") not in LANGUAGES:
        raise OptionError(say("param_lang", found=values["lang"]), say("param_lang_remedy"))
    if int(values.get("run_in_days", 0)) < 0:
        raise OptionError(say("param_negative", name="run_in_days", found=values["run_in_days"]), say("param_days"))
    if values.get("start") and values.get("end"):
        Window(values["start"], values["end"])
    return values


def _read(name: str, value: Any, wanted: str) -> Any:
    wrong = OptionError(say("param_type", name=name, found=repr(value)), say(f"param_{wanted}"))
    if wanted == "bool":
        if isinstance(value, str) and value.lower() in _WORDS:
            return _WORDS[value.lower()]
        if not isinstance(value, bool):
            raise wrong
        return value
    if wanted == "int":
        if isinstance(value, bool):
            raise wrong
        try:
            return int(str(value))
        except ValueError:
            raise wrong from None
    if not isinstance(value, str):
        raise wrong
    return value
