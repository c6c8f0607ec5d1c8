"""The frame of the project: lock, environment, Makefile and public names keep step with each other."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import shequn_lab as sq
from shequn_lab.storage import share

TOP = Path(__file__).parents[1]
LOCK = (TOP / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))


def locked() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9_.\-]+)==([^\s;\\]+)", LOCK, re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


def test_the_lock_names_no_host() -> None:
    assert "://" not in LOCK
    assert "index-url" not in LOCK


def test_every_entry_of_the_lock_is_hashed() -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", LOCK.strip())
    assert len(entries) > 100
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_lock_satisfies_every_floor() -> None:
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    versions = locked()
    for text in wanted:
        need = Requirement(text)
        assert all(v in need.specifier for v in versions[canonicalize_name(need.name)]), text


def test_the_conda_environment_holds_python_pip_and_the_lock_alone() -> None:
    environment = yaml.safe_load((TOP / "environment.yml").read_text(encoding="utf-8"))
    python, pip, packages = environment["dependencies"]
    assert python.startswith("python=3.11")
    assert pip == "pip"
    assert packages == {"pip": ["--require-hashes -r requirements.lock"]}
    assert ">=3.11" in PROJECT["project"]["requires-python"]


def test_every_command_of_the_makefile_says_what_it_does() -> None:
    text = (TOP / "Makefile").read_text(encoding="utf-8")
    names = re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    assert names
    for name in names.group(1).split():
        assert re.search(rf"^{name}:.*## \S", text, re.MULTILINE), name


def test_public_names_are_those_of_their_rooms() -> None:
    assert sq.__all__ == sorted(set(sq.__all__))
    for name in sq.__all__:
        room = import_module(f"shequn_lab.{sq._ROOM_OF[name]}")
        assert getattr(sq, name) is getattr(room, name)
        assert name in getattr(room, "__all__", [name])


def test_importing_the_package_pulls_in_nothing_heavy() -> None:
    heavy = ["numpy", "pandas", "sklearn", "scipy", "seaborn", "matplotlib", "papermill", "pandera"]
    program = f"import sys, shequn_lab; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_templates_and_sample_data_are_found() -> None:
    assert (share("templates") / "case_study.ipynb").is_file()
    assert "demo_mothers" in sq.known_communities()
