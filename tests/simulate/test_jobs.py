"""Processors, blocks and further processes change no table, with every feedback on."""

from __future__ import annotations

import pandas as pd
import pytest
from scenarios import EVERYTHING

from shequn_lab.simulate import block, simulate, simulate_into, simulate_with_truth, streams, talk
from shequn_lab.storage import open_community, open_truth


def same(one, two) -> None:
    assert one.event_source.table().equals(two.event_source.table())
    assert list(one.tables()) == list(two.tables())
    for name, frame in one.tables().items():
        pd.testing.assert_frame_equal(frame, two.tables()[name])


@pytest.fixture(scope="module")
def alone():
    return simulate(EVERYTHING, seed=9)


def test_two_processes_give_the_tables_of_one(alone, monkeypatch):
    monkeypatch.setattr(block, "BLOCK_MEMBERS", 50)
    same(alone, simulate(EVERYTHING, seed=9, jobs=2))


def test_blocks_of_another_size_give_the_same_tables(alone, monkeypatch):
    monkeypatch.setattr(block, "BLOCK_MEMBERS", 1)
    monkeypatch.setattr(talk, "CHUNK_MEMBERS", 13)
    same(alone, simulate(EVERYTHING, seed=9))


def test_a_process_that_is_added_changes_no_table(alone, monkeypatch):
    monkeypatch.setattr(streams, "PROCESSES", {"something_new": 63, **streams.PROCESSES})
    same(alone, simulate(EVERYTHING, seed=9))


@pytest.mark.parametrize(
    ("off", "theirs"),
    [
        ({"questionnaire_every_days": 0}, {"questionnaires"}),
        ({"n_followers": 0, "follows_per_day": 0}, {"followers"}),
        ({"first_orders_per_day": 0}, {"orders"}),
        ({"group_records": 0}, {"groups", "roles"}),
    ],
)
def test_a_process_that_nothing_depends_on_can_be_left_out_without_a_trace(alone, off, theirs):
    without = simulate(EVERYTHING.replace(**off), seed=9)
    assert set(alone.tables()) - set(without.tables()) == theirs
    assert alone.event_source.table().equals(without.event_source.table())
    for name, frame in without.tables().items():
        pd.testing.assert_frame_equal(frame, alone.tables()[name])


def test_written_week_by_week_or_kept_in_memory_it_is_the_same_community(alone, tmp_path):
    stored = open_community(simulate_into(tmp_path / "c", EVERYTHING, seed=9))
    for name, frame in alone.tables().items():
        pd.testing.assert_frame_equal(frame, stored.tables()[name], check_dtype=False)
    words = dict.fromkeys(("member_id", "kind", "topic_id", "place_id"), "str")
    one, two = (c.events.drop(columns="mentions").astype(words) for c in (alone, stored))
    pd.testing.assert_frame_equal(one, two, check_dtype=False)


def test_planted_truth_is_kept_beside_the_tables_and_not_in_them(tmp_path):
    folder = simulate_into(tmp_path / "c", EVERYTHING, seed=9)
    truth = open_truth(folder)
    assert set(truth) == {"members", "planted"}
    expected = simulate_with_truth(EVERYTHING, seed=9)
    pd.testing.assert_frame_equal(truth["members"], expected.truth, check_dtype=False)
    inside = {path.name for path in folder.iterdir() if path.is_file()}
    assert not any("truth" in name or "planted" in name for name in inside)


def test_nobody_outside_the_simulator_and_the_storage_reads_the_truth():
    from pathlib import Path

    import shequn_lab

    rooms = Path(shequn_lab.__file__).parent
    for room in ("metrics", "reports", "plots", "rollups", "readers"):
        for file in (rooms / room).rglob("*.py"):
            assert "open_truth" not in file.read_text(encoding="utf-8"), file
