"""Where the cases are, and how one is opened."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from shequn_lab.cases.case import Case
from shequn_lab.cases.check import case_from
from shequn_lab.cases.plain import read_yaml
from shequn_lab.errors import UnknownNameError


def _files() -> dict[str, Path]:
    folder = Path(str(resources.files(__package__)))
    return {path.stem: path for path in folder.glob("*.yaml")}


def load_case(name: str | Path) -> Case:
    """Open a case.

    Parameters
    ----------
    name : str or Path
        Id of one that comes along, such as ``xiaomi``, or a file of your own ending in ``.yaml``.

    Returns
    -------
    Case

    Raises
    ------
    UnknownNameError
        With the closest known id.
    CaseError
        With everything that is wrong in the file, one line each.

    Examples
    --------
    >>> from shequn_lab.cases import load_case
    >>> load_case("xiaomi").number
    'C4'
    """
    path = Path(name)
    if path.suffix in (".yaml", ".yml") and path.is_file():
        return read_case(path)
    files = _files()
    if str(name) not in files:
        raise UnknownNameError("case", str(name), files)
    return _known(str(name))


@cache
def _known(name: str) -> Case:
    return read_case(_files()[name])


def read_case(path: Path) -> Case:
    """Read a case file."""
    return case_from(read_yaml(path), name=path.stem)


def list_cases() -> list[Case]:
    """Open every case that comes along, in the order of the course."""
    return sorted((load_case(name) for name in _files()), key=lambda case: int(case.number[1:]))
