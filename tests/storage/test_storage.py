"""A community's folder: what is written is what is read, and a bad folder is told apart clearly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas.testing as pdt
import pyarrow.parquet as pq
import pytest
from communities import tiny
from stored import full, only_line

from shequn_lab import storage
from shequn_lab.errors import OptionError, ReadError, ShequnError
from shequn_lab.model import Community
from shequn_lab.storage import open_community, save_community
from shequn_lab.terms import in_language


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


def plain(community: Community) -> dict[str, list[object]]:
    """Return the events as plain values, whatever Arrow types hold them."""
    return community.event_source.table().to_pydict()


@pytest.fixture(params=["parquet", "csv"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return save_community(tiny(), tmp_path / "tiny", format=request.param)


@pytest.mark.parametrize("format", ["parquet", "csv"])
def test_what_is_written_is_what_is_read(format: Any, tmp_path: Path) -> None:
    kept = full()
    found = open_community(save_community(kept, tmp_path / "full", format=format))
    pdt.assert_frame_equal(found.members, kept.members)
    pdt.assert_frame_equal(found.posts, kept.posts)
    assert found.event_source.columns == kept.event_source.columns
    assert plain(found) == plain(kept)
    assert found.provenance == replace(kept.provenance, kinds_unknown=("抢红包",))
    for name in ("name", "title", "observed", "window", "roster", "run_in_days", "interactions", "coverage_stated"):
        assert getattr(found, name) == getattr(kept, name)
    assert not found.assume_first_seen_is_join
    assert not found.synthetic


def test_what_was_read_is_written_to_the_same_bytes(tmp_path: Path) -> None:
    # The first writing may name the inside of a list otherwise than Parquet does.
    once = save_community(open_community(save_community(full(), tmp_path / "made")), tmp_path / "once")
    again = save_community(open_community(once), tmp_path / "again")
    assert {p.name: p.read_bytes() for p in once.iterdir()} == {p.name: p.read_bytes() for p in again.iterdir()}


def test_a_community_may_be_saved_into_the_folder_it_is_read_from(tmp_path: Path) -> None:
    folder = save_community(tiny(), tmp_path / "tiny")
    save_community(open_community(folder).between("2026-03-03", "2026-03-05"), folder)
    again = open_community(folder)
    assert again.window.start == dt.date(2026, 3, 3)
    assert again.event_source.n_rows == tiny().event_source.n_rows


def test_texts_that_look_like_formulas_are_neutralised_in_csv(tmp_path: Path) -> None:
    text = (save_community(full(), tmp_path / "full", format="csv") / "events.csv").read_text(encoding="utf-8-sig")
    assert '"\'=1+1"' in text
    assert '"=1+1"' not in text
    assert '"@all"' not in text


def test_csv_written_by_hand_is_read(tmp_path: Path) -> None:
    folder = save_community(tiny(), tmp_path / "tiny", format="csv")
    rows = [
        "member_id,occurred_at,kind,mentions",
        "bo,2026-03-03T02:00:00Z,message,an|chen",
        "an,2026-03-02T01:00:00Z,like,",
    ]
    (folder / "events.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"events\.csv does not match its checksum"):
        open_community(folder)
    events = open_community(folder, verify=False).events
    assert events["member_id"].tolist() == ["an", "bo"]
    assert list(events["mentions"].iloc[1]) == ["an", "chen"]
    assert events["mentions"].iloc[0] is None


def test_a_bad_cell_written_by_hand_is_named_with_its_row(tmp_path: Path) -> None:
    folder = save_community(tiny(), tmp_path / "tiny", format="csv")
    path = folder / "members.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2026-03-03,", "3 March,", 1), encoding="utf-8")
    with pytest.raises(ReadError, match=r"members\.csv.*'3 March'") as caught:
        open_community(folder, verify=False)
    assert "Row #3" in only_line(caught.value)


def test_many_batches_and_row_groups_keep_the_order_of_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = save_community(tiny(), tmp_path / "one")
    monkeypatch.setattr(storage.parquet, "BATCH_ROWS", 2)
    monkeypatch.setattr(storage.parquet, "_GROUP_ROWS", 5)
    parts = open_community(save_community(open_community(folder), tmp_path / "many"))
    assert pq.ParquetFile(tmp_path / "many" / "events.parquet").num_row_groups == 3
    batches = list(parts.event_source.batches(["event_id", "occurred_at"]))
    assert [b.num_rows for b in batches] == [2, 2, 1] * 3
    assert [b.num_rows for b in parts.event_source.batches(["kind"])] == [b.num_rows for b in batches]
    assert [v for b in batches for v in b.column(0).to_pylist()] == tiny().events["event_id"].tolist()


# -- whole or not at all ---------------------------------------------------------------------------


@pytest.mark.parametrize("ends", [OSError("disk full"), KeyboardInterrupt()], ids=["disk full", "Ctrl-C"])
@pytest.mark.parametrize("step", ["tables", "checksum", "first move", "second move"])
def test_a_crash_while_saving_leaves_the_old_community(
    step: str, ends: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = save_community(tiny(), tmp_path / "tiny")

    def breaks(real: Callable[..., Any], after: int) -> Callable[..., Any]:
        calls = iter(range(99))

        def call(*args: Any, **settings: Any) -> Any:
            if next(calls) == after:
                raise ends
            return real(*args, **settings)

        return call

    with monkeypatch.context() as patch:
        if step == "tables":
            patch.setattr(storage.tables, "write_parquet", breaks(storage.write_parquet, 1))
        elif step == "checksum":
            patch.setattr(storage.writing, "checksum", breaks(storage.checksum, 0))
        else:
            patch.setattr(Path, "replace", breaks(Path.replace, ["first move", "second move"].index(step)))
        with pytest.raises(type(ends)):
            save_community(full(), folder)
    assert open_community(folder).name == "test"
    assert [p.name for p in tmp_path.iterdir()] == ["tiny"]


def test_what_a_killed_run_left_is_not_dropped_before_the_new_community_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = save_community(tiny(), tmp_path / "tiny")
    folder.rename(tmp_path / ".tiny-old")  # killed between the two moves
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("no")))
        with pytest.raises(OSError, match="no"):
            save_community(tiny(), folder)
    assert open_community(tmp_path / ".tiny-old").name == "test"
    save_community(tiny(), folder)
    assert [p.name for p in tmp_path.iterdir()] == ["tiny"]


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work", encoding="utf-8")
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    for name in ("thesis", "file"):
        with pytest.raises(ShequnError, match="is not a community's folder") as caught:
            save_community(tiny(), tmp_path / name)
        assert "nothing here was changed" in only_line(caught.value)
    assert (tmp_path / "thesis" / "chapter.txt").read_text(encoding="utf-8") == "years of work"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "thesis"]


def test_notes_beside_a_community_are_not_swept_away_with_it(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ShequnError, match=r"notes\.txt") as caught:
        save_community(tiny(), folder)
    only_line(caught.value)
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert open_community(folder).name == "test"


def test_an_unknown_format_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="parquet, csv"):
        save_community(tiny(), tmp_path / "tiny", format="xlsx")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_another_format_replaces_the_files_of_the_first(tmp_path: Path) -> None:
    save_community(tiny(), tmp_path / "tiny", format="csv")
    save_community(tiny(), tmp_path / "tiny")
    assert sorted(p.name for p in (tmp_path / "tiny").iterdir()) == [
        "community.yaml",
        "events.parquet",
        "members.parquet",
    ]
