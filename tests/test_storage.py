"""A community's folder: whole or not at all, and honest about damage."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import shequn_lab as sq
from shequn_lab import storage
from shequn_lab.storage import check_community, open_community, save_community


@pytest.fixture(scope="module")
def demo() -> sq.Community:
    return open_community("demo_mothers")


def same(a: sq.Community, b: sq.Community) -> None:
    for left, right in ((a.members, b.members), (a.posts, b.posts)):
        pd.testing.assert_frame_equal(
            left.dropna(axis=1, how="all"), right.dropna(axis=1, how="all"), check_dtype=False
        )
    frames = []
    for frame in (a.events, b.events):
        plain = frame.assign(mentions=frame["mentions"].map(lambda m: None if m is None or not len(m) else list(m)))
        frames.append(plain.astype({"member_id": str, "kind": str, "topic_id": str, "place_id": str}))
    pd.testing.assert_frame_equal(*frames, check_dtype=False)
    for name in ("observed", "window", "roster", "synthetic", "provenance", "title", "coverage_stated", "interactions"):
        assert getattr(a, name) == getattr(b, name), name


@pytest.mark.parametrize("format", ["parquet", "csv"])
def test_what_was_saved_is_what_is_opened(demo: sq.Community, tmp_path: Path, format: str) -> None:
    folder = save_community(demo, tmp_path / "copy", format=format)
    same(demo, open_community(folder))
    assert sq.kpi(open_community(folder))[3].value == sq.kpi(demo)[3].value


def test_a_crash_in_the_middle_leaves_the_old_community(
    demo: sq.Community, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = save_community(demo, tmp_path / "copy")

    def crash(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(storage, "write_parquet", crash)
    with pytest.raises(OSError, match="disk full"):
        save_community(demo, folder)
    assert len(open_community(folder).members) == len(demo.members)
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_a_folder_of_something_else_is_left_alone(demo: sq.Community, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine", encoding="utf-8")
    with pytest.raises(sq.ShequnError):
        save_community(demo, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_changed_file_is_noticed_and_can_still_be_looked_at(demo: sq.Community, tmp_path: Path) -> None:
    folder = save_community(demo, tmp_path / "copy", format="csv")
    with (folder / "members.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    with pytest.raises(sq.ReadError, match=r"members\.csv"):
        open_community(folder)
    assert len(open_community(folder, verify=False).members) == len(demo.members)


def test_a_lost_file_is_named(demo: sq.Community, tmp_path: Path) -> None:
    folder = save_community(demo, tmp_path / "copy")
    (folder / "events.parquet").unlink()
    with pytest.raises(sq.ReadError, match=r"events\.parquet"):
        open_community(folder)


def test_a_description_that_points_outside_is_not_followed(demo: sq.Community, tmp_path: Path) -> None:
    folder = save_community(demo, tmp_path / "copy")
    (folder / "members.parquet").rename(tmp_path / "members.parquet")
    text = (folder / "community.yaml").read_text(encoding="utf-8")
    (folder / "community.yaml").write_text(text.replace("members.parquet", "../members.parquet"), encoding="utf-8")
    with pytest.raises(sq.ReadError, match=r"members\.parquet"):
        open_community(folder)


@pytest.mark.parametrize("text", ["name: [", "- a list", "name: x", "!!python/object/apply:os.getcwd []"])
def test_a_broken_description_is_one_clear_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "community.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(sq.ReadError, match=r"community\.yaml"):
        open_community(tmp_path)


def test_checking_looks_at_every_event(demo: sq.Community, tmp_path: Path) -> None:
    folder = save_community(demo, tmp_path / "copy")
    assert check_community(folder).name == "demo_mothers"
