"""Where plans are, and how one is opened."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from shequn_lab.cases.plain import read_yaml
from shequn_lab.errors import ReadError, UnknownNameError
from shequn_lab.plan.model import CommunityPlan
from shequn_lab.plan.reading import PlanError, plan_from
from shequn_lab.terms import say, wrong_option

EXAMPLES = ("sound", "incomplete", "contradictory")
_YAML = (".yaml", ".yml")
#: One step into a plan: a key, or a number in brackets, counted from 1.
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def list_plans() -> list[str]:
    """Return the names of the plans that come along."""
    return list(EXAMPLES)


def load_plan(name: str | Path, changes: Mapping[str, Any] | None = None) -> CommunityPlan:
    """Open a plan.

    Parameters
    ----------
    name : str or Path
        A file ending in ``.yaml``, or one that comes along: ``sound``, ``incomplete``, ``contradictory``.
    changes : mapping, optional
        Plain values to put in the place of what the file says, by their place as a finding names it:
        ``{"growth.newcomers_per_day": 5, "targets[2].at_least": 0.3}``. The place after the last of a list adds to it;
        None takes a key away. The file stays as it is.

    Returns
    -------
    CommunityPlan
        What is not written in it is empty.

    Raises
    ------
    UnknownNameError
        With the closest known name.
    ReadError
        If there is no such file.
    PlanError
        With everything that cannot be read, one line each.
    OptionError
        For a change of something that is not in the plan.

    Examples
    --------
    >>> from shequn_lab.plan import load_plan
    >>> load_plan("sound").goal.days
    90
    >>> load_plan("sound", {"goal.days": 60}).goal.days
    60
    """
    path = Path(name)
    if path.suffix in _YAML:
        if not path.is_file():
            raise ReadError(say("cli_no_file", where=path), say("cli_no_file_remedy"))
        return _read(path, changes or {})
    if str(name) not in EXAMPLES:
        raise UnknownNameError("plan", str(name), EXAMPLES)
    shipped = _read(Path(str(resources.files(__package__))) / f"{name}.yaml", changes or {})
    return dataclasses.replace(shipped, own=False)


def template(lang: str) -> str:
    """Return the text of an empty plan with comments in one language."""
    return resources.files(__package__).joinpath(f"template.{lang}.yaml").read_text(encoding="utf-8")


def _read(path: Path, changes: Mapping[str, Any]) -> CommunityPlan:
    content = read_yaml(path, PlanError)
    for where, value in changes.items():
        _put(content, where, value)
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    return plan_from(content, file=path.name, lines=dict(_lines(node)))


def _put(content: Any, where: str, value: Any) -> None:
    """Put a plain value at a place such as ``targets[2].at_least``; None takes it away."""
    *way, last = [int(index) - 1 if index else key for key, index in _STEP.findall(where)] or [""]
    held = content
    for step in way:
        held = _into(held, step, where)
    if isinstance(held, dict) and isinstance(last, str):
        held[last] = value
        if value is None:
            del held[last]
    elif isinstance(held, list) and isinstance(last, int) and 0 <= last <= len(held):
        held[last : last + 1] = [value]
    else:
        raise wrong_option("plan_no_place", where=where)


def _into(held: Any, step: int | str, where: str) -> Any:
    """Go one step into a plan; a part that is not there is made."""
    if isinstance(held, dict) and isinstance(step, str):
        return held.setdefault(step, {})
    if isinstance(held, list) and isinstance(step, int) and 0 <= step < len(held):
        return held[step]
    raise wrong_option("plan_no_place", where=where)


def _lines(node: Any, where: str = "", seen: frozenset[int] = frozenset()) -> Iterator[tuple[str, int]]:
    """Yield place and line of everything that is written; what refers to itself is followed once."""
    if id(node) in seen:
        return
    seen |= {id(node)}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = f"{where}.{key.value}" if where else str(key.value)
            yield place, key.start_mark.line + 1
            yield from _lines(value, place, seen)
    elif isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value, start=1):
            yield f"{where}[{i}]", item.start_mark.line + 1
            yield from _lines(item, f"{where}[{i}]", seen)
