"""Settings of the report tests, and pages rendered once for a session."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import pytest
import report_communities

from shequn_lab.storage import save_community
from shequn_lab.terms import in_language

pytest.register_assert_rewrite("page_checks")
from browser import Chrome, chrome_path  # noqa: E402


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"), mpl.rc_context():
        yield
    plt.close("all")


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with in_language(request.param):
        yield request.param


def shequn(*words: object, **settings: object) -> subprocess.CompletedProcess[str]:
    """Run the command line as a reader would."""
    command = [sys.executable, "-m", "shequn_lab", *map(str, words)]
    environment = {**os.environ, "SHEQUN_LANG": "en", "PYTHONUTF8": "1"}
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, timeout=400, **settings)  # type: ignore[call-overload]


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Folder of the sample community's two pages, and how the command that made them ended."""
    out = tmp_path_factory.mktemp("demo")
    return out, shequn("report", "demo_mothers", "--out", out)


@pytest.fixture(scope="session")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_community(report_communities.hostile(), tmp_path_factory.mktemp("communities") / "50% & #1 群")


@pytest.fixture(scope="session")
def hostile_pages(hostile_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages of an imported community without joinings (zh, en), and with the first interaction taken for one."""
    plain, assumed = tmp_path_factory.mktemp("plain"), tmp_path_factory.mktemp("assumed")
    for words in (
        ("--lang", "zh,en", "--out", plain),
        ("--lang", "en", "--out", assumed, "--assume-first-seen-is-join", "--run-in-days", "7"),
    ):
        done = shequn("report", hostile_folder, *words)
        assert done.returncode == 0, done.stderr
    name = hostile_folder.name
    return {
        "zh": plain / f"{name}.zh.html",
        "en": plain / f"{name}.en.html",
        "assumed": assumed / f"{name}.en.html",
    }


@pytest.fixture(scope="session")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    path = chrome_path()
    if path is None:
        pytest.skip("no Chromium, Chrome or Edge is installed")
    with Chrome(path, tmp_path_factory.mktemp("profile")) as browser:
        yield browser
