"""Where communities are: by folder or, for those that come along, by name."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from shequn_lab.errors import ReadError, UnknownNameError
from shequn_lab.storage.description import DESCRIPTION
from shequn_lab.terms import say

#: Where the files that come along stand in a checkout.
_AT_TOP = {"data": "data", "templates": "reports/templates", "notebooks": "notebooks"}


def share(part: str) -> Path:
    """Folder of the files that come along: ``"data"``, ``"templates"`` or ``"notebooks"``.

    In a checkout they stand at the top level; an installed package carries them inside.
    """
    packed = Path(str(resources.files("shequn_lab"))) / "_share" / part
    if packed.is_dir():
        return packed
    return Path(__file__).resolve().parents[3] / _AT_TOP[part]


def known_communities() -> dict[str, Path]:
    """Return the communities that come with the package, name to folder."""
    folder = share("data")
    found = sorted(folder.glob(f"*/{DESCRIPTION}")) if folder.is_dir() else []
    return {path.parent.name: path.parent for path in found}


def find_community(name_or_folder: str | Path) -> Path:
    """Return the folder of a community named by its path or, when it comes along, by its name."""
    folder = Path(name_or_folder)
    if (folder / DESCRIPTION).is_file():
        return folder
    known = known_communities()
    if str(name_or_folder) in known:
        return known[str(name_or_folder)]
    if folder.exists():
        raise ReadError(say("store_not_found", where=folder), say("store_not_found_remedy", known=", ".join(known)))
    if folder.name != str(name_or_folder):
        raise ReadError(say("store_no_folder", where=folder), say("store_not_found_remedy", known=", ".join(known)))
    raise UnknownNameError("community", str(name_or_folder), known)
