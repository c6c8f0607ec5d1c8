"""A scenario from a case or from a file of one's own, at another size or length."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from shequn_lab.cases.loading import load_case
from shequn_lab.errors import ReadError
from shequn_lab.simulate import Scenario
from shequn_lab.terms import say, wrong_option

#: What grows with the number of members when rates are to stay as they are.
_COUNTS = (
    "joins_per_day",
    "campaign_joins_per_day",
    "leads_per_day",
    "leads_per_activity",
    "ugc_posts_per_day",
    "n_followers",
    "follows_per_day",
)
_YAML = (".yaml", ".yml")


def find_scenario(name: str | Path, *, baseline: bool = False) -> tuple[Scenario, int | None]:
    """Find a scenario: that of a case, or one written in a file.

    Parameters
    ----------
    name : str or Path
        Id of a case, a case file, or a YAML file of parameter names and values.
    baseline : bool
        Of a case the scenario without what was done.

    Returns
    -------
    Scenario
    int or None
        The case's own seed.

    Raises
    ------
    UnknownNameError, CaseError, ScenarioError
        With everything that is wrong.
    ReadError
        If there is no such file.
    """
    path = Path(name)
    if path.suffix in _YAML:
        if not path.is_file():
            raise ReadError(say("cli_no_file", where=path), say("cli_no_file_remedy"))
        content = _content(path)
        if "scenario" not in content:
            return Scenario.from_mapping({"name": path.stem} | content), None
    case = load_case(name)
    return (case.baseline if baseline else case.treated), case.seed


def _content(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        why = getattr(error, "problem", None) or type(error).__name__
        raise ReadError(f"{path.name}: {say('case_yaml', why=why)}", say("case_yaml_remedy")) from None
    if not isinstance(content, dict):
        found = type(content).__name__
        raise ReadError(f"{path.name}: {say('case_not_mapping', found=found)}", say("case_not_mapping_remedy"))
    return content


def resized(scenario: Scenario, *, members: int | None = None, days: int | None = None) -> Scenario:
    """Return a scenario that begins with so many members, all rates as they were, or lasts so many days.

    Raises
    ------
    ScenarioError
        For a size or length out of range.
    OptionError
        If a scenario without members is to be resized.
    """
    changes: dict[str, Any] = {}
    if members is not None:
        if not scenario.n_founders:
            raise wrong_option("case_no_founders")
        factor = members / scenario.n_founders
        changes = {name: getattr(scenario, name) * factor for name in _COUNTS}
        changes |= {"n_founders": members, "n_followers": round(changes["n_followers"])}
    if days is not None:
        changes["n_days"] = days
    return scenario.replace(**changes)
