"""Runs that were made already: one line each, so that whatever was done before a kill is kept."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from shequn_lab.cases.case import Case
from shequn_lab.cases.measuring import Levels
from shequn_lab.simulate import Scenario
from shequn_lab.simulate.run import MODEL_VERSION


def cache_folder() -> Path:
    """Folder for what can be made again, as each system has it; ``SHEQUN_CACHE`` names another."""
    if own := os.environ.get("SHEQUN_CACHE"):
        return Path(own)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "shequn-lab"


class Runs:
    """What each run of a case found, kept in one file for each version of model, package and readings.

    Parameters
    ----------
    case : Case
    folder : Path
    """

    def __init__(self, case: Case, folder: Path) -> None:
        # Claims may be reworded without making any run anew.
        asked = [(r.id, r.metric, dict(r.params), r.before, r.after) for _, r in case.readings]
        version = _hash({"model": MODEL_VERSION, "package": metadata.version("shequn-lab"), "asked": asked})
        self.path = folder / f"{case.id}-{version}.jsonl"
        self._known: dict[str, Mapping[str, Levels]] = dict(_lines(self.path))

    def __contains__(self, key: str) -> bool:
        return key in self._known

    def __getitem__(self, key: str) -> Mapping[str, Levels]:
        return self._known[key]

    def add(self, key: str, found: Mapping[str, Levels]) -> None:
        """Keep a run."""
        self._known[key] = found
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8", newline="\n") as file:
            # The break comes first: what a kill cut short then spoils no other line.
            file.write("\n" + json.dumps({"run": key, "found": found}))


def run_key(scenario: Scenario, seed: int) -> str:
    """Name a run by everything that decides its tables."""
    given = scenario.to_mapping()
    return _hash({name: value for name, value in given.items() if not name.startswith("title")} | {"seed": seed})


def _hash(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:24]


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Levels]]]:
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
            yield row["run"], {name: (float(before), float(after)) for name, (before, after) in row["found"].items()}
        except (ValueError, KeyError, TypeError, AttributeError):
            # Empty, or cut short by a kill: that run is made again.
            continue
