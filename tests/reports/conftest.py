"""Settings of the report tests, and pages rendered once for a session."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import nbformat.v4 as nb
import pytest
import report_communities
from older_pages import UNTOUCHED
from report_communities import SECTIONS

from shequn_lab.reports import render
from shequn_lab.reports.case_study import CaseStudy
from shequn_lab.reports.page import page
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


# -- older pages, and another template in the place of the report's -------------------------------------------


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_community(report_communities.tiny(), tmp_path_factory.mktemp("communities") / "tiny")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Folder with an older page of each language."""
    for name, text in UNTOUCHED.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def scratch(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder for temporary files, here and in programs started from here."""
    folder = tmp_path_factory.mktemp("scratch")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    return folder


@pytest.fixture
def template(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Put a notebook with some code in the place of the report's template."""
    parameters = 'community: str = ""\nlang: str = "zh"\nother_href: str = ""'
    show = 'from IPython.display import HTML\n\nHTML(f"<h1>{lang}</h1>")'

    def put(code: str) -> Path:
        cells = [nb.new_code_cell(parameters, metadata={"tags": ["parameters"]})]
        cells += [nb.new_code_cell(show), nb.new_code_cell(code), nb.new_code_cell(show)]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        path = tmp_path_factory.mktemp("templates") / "case_study.ipynb"
        path.write_text(nb.writes(nb.new_notebook(cells=cells, metadata=kernel)), encoding="utf-8")
        monkeypatch.setattr(render, "template", lambda name="case_study": path)
        return path

    return put


# -- pages of whole reports ----------------------------------------------------------------------------------


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
    out, name = tmp_path_factory.mktemp("pages"), hostile_folder.name
    done = shequn("report", hostile_folder, "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    pages = {lang: out / f"{name}.{lang}.html" for lang in ("zh", "en")}
    with in_language("en"):
        study = CaseStudy(hostile_folder, language="en", assume_first_seen_is_join=True, run_in_days=7)
        outputs = [nb.new_output("display_data", {"text/html": getattr(study, s)().markup()}) for s in SECTIONS]
        notebook = nb.new_notebook(cells=[nb.new_code_cell(outputs=outputs)])
        pages["assumed"] = out / "assumed.en.html"
        pages["assumed"].write_text(page(notebook, "en"), encoding="utf-8")
    return pages


@pytest.fixture(scope="session")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    path = chrome_path()
    if path is None:
        pytest.skip("no Chromium, Chrome or Edge is installed")
    with Chrome(path, tmp_path_factory.mktemp("profile")) as browser:
        yield browser
