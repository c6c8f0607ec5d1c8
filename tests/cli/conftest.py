"""A small chat, imported once, and the program to call in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from command_line import CHAT, shequn

from shequn_lab.cli import main
from shequn_lab.cli.output import settings
from shequn_lab.terms import in_language


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a small chat, imported."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "chat.csv").write_text(CHAT, encoding="gb18030")
    done = shequn("import", "chat.csv", "--as", "班级群", "--into", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "6 rows = 5 kept + 0 system + 0 repeated + 1 rejected" in done.stdout
    assert "1 rejected row, with line and reason" in done.stdout
    return folder


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Start in English and with no option of the program given, whatever a test asks for."""
    before = dict(settings)
    with in_language("en"):
        yield
    settings.update(before)


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., SimpleNamespace]:
    """Run the program in this process: quicker, and what it calls can be replaced."""

    def run(*words: object) -> SimpleNamespace:
        monkeypatch.setattr(sys, "argv", ["shequn", *map(str, words)])
        # Typer puts its own in their places.
        for name in ("excepthook", "stdout", "stderr"):
            monkeypatch.setattr(sys, name, getattr(sys, name))
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        return SimpleNamespace(code=end.value.code, **capsys.readouterr()._asdict())

    return run
