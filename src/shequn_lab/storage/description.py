"""``community.yaml``: what a folder holds, how to read it, and the checksums of its files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from shequn_lab.errors import ReadError
from shequn_lab.model import Community, Provenance, Window
from shequn_lab.model.schema import EVENTS, ROSTERS, SMALL_TABLES
from shequn_lab.storage.faults import unreadable
from shequn_lab.storage.tables import FORMATS
from shequn_lab.terms import say

FORMAT_VERSION = 1
DESCRIPTION = "community.yaml"
#: Folder of what was planted in a simulated community, apart from its tables.
TRUTH = "truth"
#: Every file that a community's folder may hold beside its description.
FILES = [f"{table.name}.{format}" for table in (*SMALL_TABLES, EVENTS) for format in FORMATS]
_SETTINGS = ("roster", "synthetic", "assume_first_seen_is_join", "run_in_days", "coverage_stated")


def checksum(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _span(window: Window) -> dict[str, str]:
    return {"start": window.start.isoformat(), "end": window.end.isoformat()}


def described(community: Community, sums: Mapping[str, str]) -> dict[str, Any]:
    """Return what ``community.yaml`` says of a community whose files have these checksums."""
    origin = community.provenance
    return {
        "format": FORMAT_VERSION,
        "name": community.name,
        "title": dict(community.title),
        "timezone": community.timezone,
        "observed": _span(community.observed),
        "window": _span(community.window),
        **{name: getattr(community, name) for name in _SETTINGS},
        "interactions": list(community.interactions) if community.interactions is not None else None,
        "provenance": {
            "source": origin.source,
            "reader": origin.reader,
            "sha256": origin.sha256,
            "rows": dict(origin.rows),
            "settings": dict(origin.settings),
            "kinds_unknown": list(origin.kinds_unknown),
            "remarks": dict(origin.remarks),
        },
        "checksums": dict(sums),
    }


def contents(folder: Path) -> tuple[dict[str, Any], dict[Path, str]]:
    """Return what ``community.yaml`` says of a community, and its files with their checksums."""
    about = _read_description(folder)
    try:
        version = int(about.get("format", 0))
        if version > FORMAT_VERSION:
            found = say("store_newer", where=folder.name, found=version, known=FORMAT_VERSION)
            raise ReadError(found, say("store_newer_remedy"))
        sums = dict(about["checksums"])
        # Only names that we write: a description from elsewhere leads to no other file.
        if strange := [name for name in sums if name not in FILES]:
            raise ValueError(strange[0])
        if EVENTS.name not in {Path(name).stem for name in sums}:
            raise KeyError(EVENTS.name)
        timezone = about["timezone"]
        windows = {key: Window(**about[key], timezone=timezone) for key in ("observed", "window")}
        settings = {key: about[key] for key in _SETTINGS}
        if settings["roster"] not in ROSTERS:
            raise ValueError(settings["roster"])
        if about["interactions"] is not None:
            settings["interactions"] = tuple(about["interactions"])
        origin = about["provenance"] | {"kinds_unknown": tuple(about["provenance"]["kinds_unknown"])}
        provenance = Provenance(**origin)
        names = {"name": str(about["name"]), "title": dict(about["title"])}
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, ReadError):
            raise
        raise unreadable(f"{folder.name}/{DESCRIPTION}", error) from None
    facts = {**names, "timezone": timezone, "provenance": provenance, **windows, **settings}
    return facts, {folder / name: str(digest) for name, digest in sums.items()}


def _read_description(folder: Path) -> dict[str, Any]:
    try:
        about = yaml.safe_load((folder / DESCRIPTION).read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise unreadable(f"{folder.name}/{DESCRIPTION}", error) from None
    if not isinstance(about, dict):
        raise unreadable(f"{folder.name}/{DESCRIPTION}", TypeError(type(about).__name__))
    return about
