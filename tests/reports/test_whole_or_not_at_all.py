"""Programs that are interrupted or killed leave the older pages as they were, and nothing and nobody behind."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from older_pages import OLD, UNTOUCHED, left, posix

#: The command line with another template; run, and not imported: importing it would change the template here too.
PATIENT = Path(__file__).with_name("patient.py")


def command(template: Path, folder: Path, out: Path, *words: str) -> subprocess.Popen[str]:
    """Start the command line as the head of a group of its own."""
    environment = {**os.environ, "TEMPLATE": str(template), "SHEQUN_LANG": "en", "PYTHONUTF8": "1"}
    return subprocess.Popen(
        [sys.executable, str(PATIENT), "report", str(folder), "--out", str(out), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment,
        start_new_session=True,
        # Tests run in the background ignore Ctrl-C, and what they start would inherit that.
        preexec_fn=None if sys.platform == "win32" else functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )


def until(condition: Callable[[], object], seconds: float = 120) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "waited too long"
        time.sleep(0.05)


@pytest.fixture
def waiting(
    tiny_folder, out, template, tmp_path_factory
) -> Iterator[Callable[..., tuple[subprocess.Popen[str], list[int]]]]:
    """Start a report whose kernels wait; returns it, the kernels, and the processes that run the kernels."""
    started = tmp_path_factory.mktemp("started")
    path = template(
        "import os, pathlib, time\n"
        f"(pathlib.Path({str(started)!r}) / lang).write_text(f'{{os.getpid()}} {{os.getppid()}} ')\n"
        "time.sleep(300)"
    )
    running = []

    def start(languages: str) -> tuple[subprocess.Popen[str], list[int]]:
        process = command(path, tiny_folder, out, "--lang", languages)
        running.append(process)
        files = [started / lang for lang in languages.split(",")]
        until(lambda: process.poll() is not None or all(f.exists() and f.read_text()[-1:] == " " for f in files))
        assert process.poll() is None, process.communicate()
        return process, [int(pid) for f in files for pid in f.read_text().split()]

    yield start
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A process nobody has asked about yet is dead all the same.
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_the_page_is_named_on_the_last_line_and_nothing_goes_to_stderr(tiny_folder, out, template):
    process = command(template("1 + 1"), tiny_folder, out, "--lang", "en")
    told, complaints = process.communicate(timeout=200)
    assert process.returncode == 0
    assert complaints == ""
    assert told.splitlines()[-1].split()[-1] == str(out / "tiny.en.html")
    assert left(out)["tiny.en.html"] != OLD


@posix
@pytest.mark.parametrize(
    ("languages", "to"),
    [
        pytest.param("en", os.kill, id="the program alone"),
        pytest.param("zh,en", os.killpg, id="two at a time, from a terminal"),
        pytest.param("en", os.killpg, id="from a terminal", marks=pytest.mark.slow),
        pytest.param("zh,en", os.kill, id="two at a time", marks=pytest.mark.slow),
    ],
)
def test_ctrl_c_ends_with_one_line_and_leaves_the_older_pages(waiting, out, scratch, languages, to):
    process, others = waiting(languages)
    to(process.pid, signal.SIGINT)
    told, complaints = process.communicate(timeout=200)
    assert process.returncode == 130
    assert told == ""
    assert complaints == "interrupted; no half-written file was left\n"
    assert left(out) == UNTOUCHED
    # Jupyter may leave the address of a kernel that is gone.
    assert [name for name in left(scratch) if not name.endswith(".json")] == []
    assert not any(alive(pid) for pid in others)


@posix
@pytest.mark.usefixtures("scratch")
@pytest.mark.parametrize("languages", ["en", pytest.param("zh,en", marks=pytest.mark.slow)])
def test_a_killed_program_leaves_the_older_pages_and_nobody_behind(waiting, out, languages):
    process, others = waiting(languages)
    os.kill(process.pid, signal.SIGKILL)
    until(lambda: not any(alive(pid) for pid in others))
    assert process.wait(10) == -signal.SIGKILL
    assert left(out) == UNTOUCHED
