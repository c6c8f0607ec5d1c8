"""Where plans are, and how one is opened."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from shequn_lab.cases.plain import read_yaml
from shequn_lab.errors import ReadError, UnknownNameError
from shequn_lab.plan.model import CommunityPlan
from shequn_lab.plan.reading import PlanError, plan_from
from shequn_lab.terms import say

EXAMPLES = ("sound", "incomplete", "contradictory")
_YAML = (".yaml", ".yml")


def list_plans() -> list[str]:
    """Return the names of the plans that come along."""
    return list(EXAMPLES)


def load_plan(name: str | Path) -> CommunityPlan:
    """Open a plan.

    Parameters
    ----------
    name : str or Path
        A file ending in ``.yaml``, or one that comes along: ``sound``, ``incomplete``, ``contradictory``.

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

    Examples
    --------
    >>> from shequn_lab.plan import load_plan
    >>> load_plan("sound").goal.days
    90
    """
    path = Path(name)
    if path.suffix in _YAML:
        if not path.is_file():
            raise ReadError(say("cli_no_file", where=path), say("cli_no_file_remedy"))
        return _read(path)
    if str(name) not in EXAMPLES:
        raise UnknownNameError("plan", str(name), EXAMPLES)
    shipped = _read(Path(str(resources.files(__package__))) / f"{name}.yaml")
    return dataclasses.replace(shipped, own=False)


def template(lang: str) -> str:
    """Return the text of an empty plan with comments in one language."""
    return resources.files(__package__).joinpath(f"template.{lang}.yaml").read_text(encoding="utf-8")


def _read(path: Path) -> CommunityPlan:
    content = read_yaml(path, PlanError)
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    return plan_from(content, file=path.name, lines=dict(_lines(node)))


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
