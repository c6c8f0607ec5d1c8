"""One way for all commands to end."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer

from shequn_lab import doctor
from shequn_lab.errors import OptionError

HEAVY = ("numpy", "pandas", "scipy", "matplotlib", "papermill", "rich.progress", "shequn_lab.metrics")


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch):
    """Let the doctor meet an error."""

    def let(error: BaseException) -> None:
        def checks():
            raise error

        monkeypatch.setattr(doctor, "checks", checks)

    return let


@pytest.mark.parametrize(
    ("error", "code", "complaint"),
    [
        (OptionError("found", "remedy"), 2, "found → remedy\n"),
        (KeyboardInterrupt(), 130, "interrupted; no half-written file was left\n"),
        (typer.Exit(0), 0, ""),
        (typer.Exit(1), 1, ""),
        (BrokenPipeError(), 0, ""),
    ],
    ids=["mistake", "interrupted", "well", "failed", "closed pipe"],
)
def test_a_command_ends_with_a_code_and_at_most_one_line(failing, invoke, error, code, complaint) -> None:
    failing(error)
    done = invoke("doctor")
    assert (done.code, done.err) == (code, complaint)


def test_an_unexpected_error_is_said_to_be_ours_and_shown_whole_only_when_asked_for(failing, invoke) -> None:
    failing(ZeroDivisionError("boom"))
    done = invoke("doctor")
    assert done.code == 1
    assert done.err.startswith("unexpected ZeroDivisionError: boom → ")
    assert done.err.count("\n") == 1
    with pytest.raises(ZeroDivisionError):
        invoke("--debug", "doctor")


def test_help_needs_nothing_heavy() -> None:
    program = (
        "import sys\nfrom shequn_lab.cli import app\napp(['--help'], standalone_mode=False)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "[]"
