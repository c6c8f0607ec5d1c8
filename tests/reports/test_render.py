"""One report, rendered in this process: its page stands in its place whole, or the older one stays as it was."""

from __future__ import annotations

import tempfile
from pathlib import Path

import papermill
import pytest
from older_pages import OLD, UNTOUCHED, left, posix
from typer.testing import CliRunner

from shequn_lab.cli import app
from shequn_lab.reports import render
from shequn_lab.reports.render import Report, plan, render_many


def rendered(folder: Path, out: Path, lang: str = "en") -> Report:
    (report,) = render_many(plan([folder], [lang], out, {}))
    return report


def test_a_page_takes_the_place_of_an_older_one(tiny_folder, out, template):
    template("1 + 1")
    report = rendered(tiny_folder, out)
    assert report.failure == ""
    assert report.seconds > 0
    assert sorted(left(out)) == sorted(UNTOUCHED)
    assert "<h1>en</h1>" in left(out)["tiny.en.html"]
    assert left(out)["tiny.zh.html"] == OLD


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ('raise ValueError("boom")', "ValueError: boom"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ('from shequn_lab.errors import OptionError\nraise OptionError("found", "remedy")', "found → remedy"),
        ("import os\nos._exit(1)", "DeadKernelError: Kernel died"),
        pytest.param("import os\nos.kill(os.getpid(), 9)", "DeadKernelError: Kernel died", marks=posix),
        ("import sys\nsys.exit(0)", "did not run to its last cell"),
        ("import sys\nsys.exit(3)", "SystemExit: 3"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    ],
    ids=["error", "division", "ours", "dead kernel", "killed kernel", "exit", "exit 3", "interrupt inside"],
)
def test_a_cell_that_fails_leaves_the_older_page_and_says_why(tiny_folder, out, scratch, template, code, reason, capfd):
    template(code)
    report = rendered(tiny_folder, out)
    assert reason in report.failure
    assert "\n" not in report.failure
    assert left(out) == UNTOUCHED
    assert left(scratch) == {}
    assert capfd.readouterr().err == ""


def test_a_page_that_cannot_be_set_leaves_the_older_one(tiny_folder, out, scratch, template, monkeypatch):
    def broken(*_):
        raise RuntimeError("no such glyph")

    template("1 + 1")
    monkeypatch.setattr(render, "page", broken)
    assert rendered(tiny_folder, out).failure == "RuntimeError: no such glyph"
    assert (left(out), left(scratch)) == (UNTOUCHED, {})


def test_a_folder_that_fills_up_keeps_its_older_pages(tiny_folder, out, scratch, template, monkeypatch):
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def page_as_the_disk_fills(*_):
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
        return "x" * 100_000

    template("1 + 1")
    monkeypatch.setattr(render, "page", page_as_the_disk_fills)
    try:
        report = rendered(tiny_folder, out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert report.failure == (
        f"cannot write to {out} (File too large) → choose another folder with --out: one that you may write to and "
        "that has room"
    )
    assert (left(out), left(scratch)) == (UNTOUCHED, {})


@pytest.fixture
def no_kernel(monkeypatch):
    def started(*_, **__):
        raise AssertionError("a kernel was started")

    monkeypatch.setattr(papermill, "execute_notebook", started)


def test_a_read_only_folder_is_found_out_before_a_kernel_starts(tiny_folder, out, monkeypatch, no_kernel):
    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    result = CliRunner().invoke(app, ["report", str(tiny_folder), "--out", str(out), "--jobs", "1"])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert [line.split(" → ")[0] for line in result.stderr.splitlines()] == [
        f"failed tiny {lang}: cannot write to {out} (Permission denied)" for lang in ("zh", "en")
    ]
    assert left(out) == UNTOUCHED


def test_a_file_in_the_place_of_the_folder_is_kept(tiny_folder, out, no_kernel):
    report = rendered(tiny_folder, out / "tiny.zh.html")
    assert "cannot write to" in report.failure
    assert left(out) == UNTOUCHED


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ('raise ValueError("no Chinese today")', "ValueError: no Chinese today"),
        ("import os; os._exit(1)", "DeadKernelError: Kernel died"),
    ],
)
def test_one_report_that_fails_does_not_stop_the_others(tiny_folder, out, template, end, reason):
    template(f'if lang == "zh":\n    {end}')
    result = CliRunner().invoke(app, ["report", str(tiny_folder), "--out", str(out), "--jobs", "1"])
    assert result.exit_code == 1
    assert result.stdout.split()[-1] == str(out / "tiny.en.html")
    assert result.stderr == f"failed tiny zh: {reason}\n"
    assert left(out)["tiny.zh.html"] == OLD
    assert "<h1>en</h1>" in left(out)["tiny.en.html"]


def test_a_report_shows_itself_as_a_link_or_as_its_reason_with_nothing_left_raw():
    report = Report("<b>", "en", Path("out") / "x y.en.html")
    assert f'href="{(Path("out").resolve() / "x y.en.html").as_uri()}"' in report._repr_html_()
    failed = Report("x", "en", Path("x"), failure="<script>")
    for shown in (report, failed):
        assert "<b></b>" not in shown._repr_html_()
        assert "<script>" not in shown._repr_html_()
