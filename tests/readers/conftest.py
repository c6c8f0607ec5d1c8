"""Keys of tests stay in the test's own folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from shequn_lab.terms import in_language


@pytest.fixture(autouse=True)
def own_keys(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    monkeypatch.setenv("SHEQUN_KEYS", str(folder))
    return folder


@pytest.fixture(autouse=True)
def english() -> object:
    with in_language("en"):
        yield
