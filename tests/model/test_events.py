"""Events in memory are handed over batch by batch, the same rows whatever is asked for."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pyarrow as pa
import pytest

from shequn_lab.model import events
from shequn_lab.model.events import ArrowEvents, frame_of


def table(n_rows: int, *, pieces: int = 1) -> pa.Table:
    """Events cut into uneven pieces, and each column at other places."""
    column = {"member_id": [f"m{i % 3}" for i in range(n_rows)], "kind": ["message"] * n_rows, "n": list(range(n_rows))}
    chunks = {}
    for shift, (name, values) in enumerate(column.items()):
        cuts = sorted({0, n_rows, *(min(n_rows, shift + i * (n_rows // pieces + 1)) for i in range(1, pieces))})
        kind = pa.int64() if name == "n" else pa.string()
        chunks[name] = pa.chunked_array([pa.array(values[a:b], kind) for a, b in pairwise(cuts)], kind)
    return pa.table(chunks)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "BATCH_ROWS", 4)


@pytest.mark.parametrize("n_rows", [1, 3, 4, 5, 8, 17])
@pytest.mark.parametrize("pieces", [1, 3])
def test_batches_hold_every_row_once_in_order_and_never_more_than_they_may(n_rows: int, pieces: int) -> None:
    source = ArrowEvents(table(n_rows, pieces=pieces))
    batches = list(source.batches(["n"]))
    assert [n for batch in batches for n in batch.column(0).to_pylist()] == list(range(n_rows))
    assert all(0 < batch.num_rows <= 4 for batch in batches)
    assert source.n_rows == n_rows


@pytest.mark.parametrize("pieces", [1, 2, 5])
def test_batches_begin_at_the_same_rows_whichever_columns_are_asked_for(pieces: int) -> None:
    source = ArrowEvents(table(13, pieces=pieces))
    sizes = [
        [b.num_rows for b in source.batches(columns)] for columns in (["n"], ["member_id", "kind"], source.columns)
    ]
    assert sizes == [[4, 4, 4, 1]] * 3


def test_columns_come_as_asked_for_and_in_that_order() -> None:
    source = ArrowEvents(table(5))
    assert source.columns == ("member_id", "kind", "n")
    (first, *_) = source.batches(("n", "member_id"))
    assert first.schema.names == ["n", "member_id"]


def test_no_events_make_no_batch_and_an_empty_frame() -> None:
    source = ArrowEvents(table(0))
    assert source.n_rows == 0
    assert list(source.batches(["n"])) == []
    assert list(frame_of(source).columns) == ["member_id", "kind", "n"]


def test_the_frame_holds_what_the_table_held() -> None:
    given = table(9, pieces=4)
    source = ArrowEvents(given)
    assert source.table().equals(given.combine_chunks())
    pd.testing.assert_frame_equal(frame_of(source), given.to_pandas())
