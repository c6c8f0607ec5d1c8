"""A damaged, foreign or unknown folder: one clear line, or every problem at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from communities import tiny
from stored import only_line, rewritten

from shequn_lab.errors import OptionError, ReadError, SchemaError, UnknownNameError
from shequn_lab.storage import check_community, checksum, find_community, open_community, save_community, share
from shequn_lab.terms import in_language


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return save_community(tiny(), tmp_path / "tiny")


def signed(folder: Path) -> Path:
    """Give the files, as they are now, checksums that match."""
    return rewritten(folder, checksums={p.name: checksum(p) for p in folder.iterdir() if p.suffix != ".yaml"})


def test_a_changed_file_is_noticed_and_can_still_be_looked_at(folder: Path) -> None:
    path = folder / "members.parquet"
    pq.write_table(pq.read_table(path).slice(0, 6), path, compression="none")
    with pytest.raises(ReadError, match=r"members\.parquet does not match its checksum") as caught:
        open_community(folder)
    assert "verify=False" in only_line(caught.value)
    assert len(open_community(folder, verify=False).members) == 6


@pytest.mark.parametrize("name", ["members.parquet", "events.parquet"])
def test_a_cut_file_is_unreadable_not_a_crash(name: str, folder: Path) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(ReadError, match=name.replace(".", r"\.")) as caught:
        open_community(folder, verify=False)
    assert "restore it from a copy" in only_line(caught.value)
    assert str(folder) not in str(caught.value)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "events.parquet").unlink()
    with pytest.raises(ReadError, match=r"events\.parquet is missing") as caught:
        open_community(folder)
    assert "put the file back" in only_line(caught.value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: [1", "flow sequence"),
        ("- one\n- two\n", "list"),
        ("", "NoneType"),
        ("format: 1\n", "checksums"),
        ("!!python/object/apply:os.getcwd []\n", "python/object"),
    ],
    ids=["broken", "a list", "empty", "almost empty", "code"],
)
def test_a_description_that_is_not_one_is_said_to_be_unreadable(text: str, found: str, folder: Path) -> None:
    (folder / "community.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=r"tiny/community\.yaml cannot be read") as caught:
        open_community(folder)
    assert found in only_line(caught.value)


def test_a_description_in_another_encoding_is_said_to_be_unreadable(folder: Path) -> None:
    (folder / "community.yaml").write_bytes("title: 母婴群".encode("gb18030"))
    with pytest.raises(ReadError, match="cannot be read") as caught:
        open_community(folder)
    only_line(caught.value)


@pytest.mark.parametrize(
    "change",
    [
        {"checksums": "none"},
        {"checksums": {"members.parquet": "0"}},
        {"timezone": "Mars/Olympus"},
        {"timezone": 8},
        {"window": {"start": "2026-03-xx", "end": "2026-03-12"}},
        {"observed": "all"},
        {"roster": "most"},
        {"title": "a text"},
        {"provenance": {"kinds_unknown": [], "path": "x"}},
        {"provenance": "me"},
        {"format": "new"},
        {"interactions": 3},
    ],
    ids=str,
)
def test_a_wrong_entry_of_the_description_is_one_clear_line(change: dict[str, Any], folder: Path) -> None:
    with pytest.raises(ReadError, match=r"tiny/community\.yaml cannot be read") as caught:
        open_community(rewritten(folder, **change))
    only_line(caught.value)


def test_a_reporting_window_outside_the_observed_days_is_refused(folder: Path) -> None:
    with pytest.raises(OptionError, match="reaches outside"):
        open_community(rewritten(folder, window={"start": "2025-01-01", "end": "2026-03-12"}))


def test_a_newer_format_asks_for_an_upgrade(folder: Path) -> None:
    with pytest.raises(ReadError, match="format 2, this one reads up to 1") as caught:
        open_community(rewritten(folder, format=2, checksums="in a way of its own"))
    assert "upgrade shequn-lab" in only_line(caught.value)


@pytest.mark.parametrize(
    "name", ["../events.parquet", "sub/events.parquet", "..\\events.parquet", "events.pickle", ".."]
)
def test_a_description_leads_to_no_file_outside_its_folder(name: str, folder: Path) -> None:
    (folder.parent / "events.parquet").write_bytes((folder / "events.parquet").read_bytes())
    (folder / "events.parquet").unlink()
    digest = checksum(folder.parent / "events.parquet")
    with pytest.raises(ReadError, match="cannot be read") as caught:
        open_community(rewritten(folder, checksums={name: digest}))
    assert name in only_line(caught.value)


def test_an_absolute_path_in_a_description_is_not_followed(folder: Path) -> None:
    own = folder / "events.parquet"
    with pytest.raises(ReadError, match="cannot be read"):
        open_community(rewritten(folder, checksums={str(own.resolve()): checksum(own)}))


# -- finding it ------------------------------------------------------------------------------------


def test_an_unknown_name_is_answered_with_the_one_probably_meant() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'demo_mothers'") as caught:
        open_community("demo_mother")
    only_line(caught.value)
    assert open_community("demo_mothers").name == "demo_mothers"


def test_a_folder_that_is_not_there_is_not_taken_for_a_misspelt_name(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="there is no folder") as caught:
        open_community(tmp_path / "demo_mother")
    assert "demo_mothers" in only_line(caught.value)


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_what_holds_no_description_is_no_community(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "chat.csv"
    path.mkdir() if kind == "folder" else path.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"holds no community\.yaml") as caught:
        open_community(path)
    only_line(caught.value)


def test_a_folder_wins_over_a_name_that_comes_along(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    folder.rename(folder.with_name("demo_mothers"))
    assert open_community("demo_mothers").name == "test"
    assert find_community("demo_mothers") == Path("demo_mothers")


def test_an_installed_package_finds_what_came_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (share("data") / "demo_mothers" / "community.yaml").is_file()
    assert list(share("templates").glob("*.ipynb"))
    for part in ("data", "templates"):
        (tmp_path / "_share" / part).mkdir(parents=True)
    monkeypatch.setattr("shequn_lab.storage.places.resources.files", lambda _: tmp_path)
    assert [share(part) for part in ("data", "templates")] == [tmp_path / "_share" / p for p in ("data", "templates")]


# -- all problems at once --------------------------------------------------------------------------


def test_a_sound_community_passes_the_check(folder: Path) -> None:
    assert check_community(folder).event_source.n_rows == tiny().event_source.n_rows


def test_the_check_reports_files_members_and_events_at_once(folder: Path) -> None:
    members = pd.read_parquet(folder / "members.parquet")
    members.loc[1, "member_id"], members.loc[2, "role"] = "an", "king"
    members.to_parquet(folder / "members.parquet")
    events = pq.read_table(folder / "events.parquet")
    late = events.take([1, 0, *range(2, events.num_rows)])
    kinds = pa.array([None, *late["kind"].to_pylist()[1:]])
    pq.write_table(late.set_column(late.column_names.index("kind"), "kind", kinds), folder / "events.parquet")
    with pytest.raises(SchemaError) as caught:
        check_community(folder)
    found = {(p.table, p.column, p.row) for p in caught.value.problems}
    assert found == {
        ("members.parquet", "", ""),
        ("events.parquet", "", ""),
        ("members", "member_id", "0, 1"),
        ("members", "role", "2"),
        ("events", "kind", "0"),
        ("events", "member_id", "8, 10"),  # bo, whom the members table no longer knows
    }
    assert all(p.found and p.remedy for p in caught.value.problems)


def test_the_check_names_every_lost_and_unreadable_file(folder: Path) -> None:
    (folder / "members.parquet").unlink()
    (folder / "events.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(SchemaError) as caught:
        check_community(folder)
    assert [p.table for p in caught.value.problems] == ["members.parquet", "events.parquet", "events.parquet"]
    with pytest.raises(SchemaError) as caught:
        check_community(signed(folder))
    assert [p.table for p in caught.value.problems] == ["events.parquet"]


def test_the_check_sees_events_out_of_the_order_of_time(folder: Path) -> None:
    events = pq.read_table(folder / "events.parquet")
    pq.write_table(events.take([1, 0, *range(2, events.num_rows)]), folder / "events.parquet")
    with pytest.raises(SchemaError, match=r"events\.occurred_at row 1: 1 row comes before"):
        check_community(signed(folder))


@pytest.mark.parametrize("dtype", [pa.timestamp("us"), pa.timestamp("ms", "UTC"), pa.string()], ids=str)
def test_the_check_sees_stored_instants_of_another_type(dtype: pa.DataType, folder: Path) -> None:
    events = pq.read_table(folder / "events.parquet")
    at = events["occurred_at"].cast(dtype)
    pq.write_table(events.set_column(1, "occurred_at", at), folder / "events.parquet")
    with pytest.raises(SchemaError, match=r"events\.occurred_at: has type"):
        check_community(signed(folder))
