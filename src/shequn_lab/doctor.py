"""Is this installation sound? Each check says what it found and, if it is not well, what to do."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from packaging.markers import Marker
from packaging.requirements import Requirement

from shequn_lab.plots.style import font_file
from shequn_lab.storage import known_communities
from shequn_lab.terms import say

_BIN = Path(sys.executable).parent
_LOCKED = re.compile(r"^([A-Za-z0-9_.\-]+)==([^\s;\\]+)\s*(?:;\s*([^\\]+?))?\s*\\?$", re.MULTILINE)


@dataclass(frozen=True)
class Check:
    """One thing looked at: what, whether it is well, what was found, what to do."""

    what: str
    well: bool
    found: str
    remedy: str = ""


def checks() -> Iterator[Check]:
    """Look at Python, packages, font, kernel, write access and sample data."""
    yield _python()
    yield _packages()
    yield _font()
    yield _kernel()
    yield _write()
    yield _data()


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check(say("doctor_python"), sys.version_info >= (3, 11), version, say("doctor_python_bad"))


def lock_file() -> Path | None:
    """Path of the lock beside the package, in a checkout."""
    path = Path(__file__).resolve().parents[2] / "requirements.lock"
    return path if path.is_file() else None


def _packages() -> Check:
    what, remedy, lock = say("doctor_packages"), say("doctor_packages_remedy"), lock_file()
    if lock is None:
        floors = [Requirement(text) for text in metadata.requires("shequn-lab") or []]
        wanted = [(r.name, str(r.specifier)) for r in floors if r.marker is None]
        missing = [name for name, spec in wanted if not _satisfied(name, spec)]
        found = say("doctor_packages_missing", names=", ".join(missing)) if missing else say("doctor_packages_nolock")
        return Check(what, not missing, found, remedy)
    locked = _LOCKED.findall(lock.read_text(encoding="utf-8"))
    # Tools of development may be absent; what is there must be as locked.
    here = [(name, version) for name, version, marker in locked if not marker or Marker(marker).evaluate()]
    other = [f"{name} {_version(name)} ≠ {version}" for name, version in here if _version(name) not in (None, version)]
    needed = {Requirement(text).name for text in metadata.requires("shequn-lab") or [] if "extra ==" not in text}
    missing = sorted(name for name in needed if _version(name) is None)
    if missing:
        return Check(what, False, say("doctor_packages_missing", names=", ".join(missing)), remedy)
    if other:
        return Check(what, False, say("doctor_packages_other", names=", ".join(other[:5])), remedy)
    return Check(what, True, say("doctor_packages_ok", count=sum(_version(name) is not None for name, _ in here)))


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _satisfied(name: str, spec: str) -> bool:
    version = _version(name)
    return version is not None and version in Requirement(f"{name}{spec}").specifier


def _font() -> Check:
    what = say("doctor_font")
    try:
        path = font_file()
    except (ModuleNotFoundError, OSError):
        return Check(what, False, say("doctor_font_bad"), say("doctor_font_remedy"))
    return Check(what, True, path.name)


def _kernel() -> Check:
    what, remedy = say("doctor_kernel"), say("doctor_kernel_remedy")
    try:
        spec = KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        return Check(what, False, say("doctor_kernel_bad"), remedy)
    # Jupyter takes a bare name for the Python that runs it; a path is that Python's own or another's.
    first, (major, minor) = Path(spec.argv[0] if spec.argv else ""), sys.version_info[:2]
    own = str(first) in ("python", f"python{major}", f"python{major}.{minor}") or first.parent == _BIN
    return Check(what, own, spec.display_name if own else say("doctor_kernel_bad"), remedy)


def _write() -> Check:
    here = Path.cwd()
    try:
        with tempfile.TemporaryFile(dir=here):
            pass
    except OSError:
        return Check(say("doctor_write"), False, say("doctor_write_bad", where=here), say("doctor_write_remedy"))
    return Check(say("doctor_write"), True, say("doctor_write_ok", where=here))


def _data() -> Check:
    known = ", ".join(known_communities())
    return Check(say("doctor_data"), bool(known), known or say("doctor_data_bad"), say("doctor_data_remedy"))
