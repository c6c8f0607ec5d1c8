"""The activity matrix in compressed rows against the same matrix drawn in full."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import oracle
import pytest
from communities import build, tiny, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import World

from shequn_lab.rollups import ActivityMatrix, activity

Grid = npt.NDArray[np.int64]


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Draw interactions by member and day: empty, thin and full ones."""
    n_members, n_days = draw(st.integers(1, 8)), draw(st.integers(1, 40))
    chance = np.random.default_rng(draw(st.integers(0, 10**6)))
    share = draw(st.sampled_from((0.0, 0.05, 0.4, 0.9, 1.0)))
    return (chance.random((n_members, n_days)) < share) * chance.integers(1, 9, (n_members, n_days))


def compressed(grid: Grid) -> ActivityMatrix:
    members = np.array([f"m{i}" for i in range(len(grid))], dtype=object)
    rows, days = np.nonzero(grid)
    return ActivityMatrix(
        members=members,
        first_day=20000,
        n_days=grid.shape[1],
        indptr=np.searchsorted(rows, np.arange(len(grid) + 1)).astype(np.int64),
        days=days.astype(np.int32),
        counts=grid[rows, days].astype(np.int32),
        counted=np.ones(len(grid), dtype=bool),
    )


@given(grid=grids())
def test_compressed_rows_hold_the_grid(grid: Grid) -> None:
    matrix = compressed(grid)
    assert np.array_equal(matrix.dense().to_numpy(), grid > 0)
    assert matrix.daily().tolist() == (grid > 0).sum(axis=0).tolist()
    assert matrix.rows.tolist() == np.nonzero(grid)[0].tolist()


@given(grid=grids(), n=st.integers(1, 45), first=st.integers(0, 10))
def test_trailing_counts_members_with_any_of_the_last_days(grid: Grid, n: int, first: int) -> None:
    looked = grid.copy()
    looked[:, :first] = 0
    expected = [int((looked[:, max(0, d - n + 1) : d + 1] > 0).any(axis=1).sum()) for d in range(grid.shape[1])]
    assert compressed(grid).trailing(n, first=first).tolist() == expected


@given(grid=grids(), n=st.integers(1, 45), n_groups=st.integers(1, 4), first=st.integers(0, 3))
def test_groups_of_members_sum_to_all_of_them(grid: Grid, n: int, n_groups: int, first: int) -> None:
    matrix = compressed(grid)
    groups = np.arange(len(grid)) % n_groups
    found = matrix.trailing(n, groups, first)
    assert found.shape == (groups.max() + 1, grid.shape[1])
    assert found.sum(axis=0).tolist() == matrix.trailing(n, first=first).tolist()
    for g in range(groups.max() + 1):
        assert found[g].tolist() == compressed(grid[groups == g]).trailing(n, first=first).tolist()


@given(grid=grids(), n=st.integers(1, 45))
def test_a_member_who_was_never_active_may_belong_to_no_group(grid: Grid, n: int) -> None:
    with_silent = np.vstack([grid, np.zeros((2, grid.shape[1]), grid.dtype)])
    groups = np.r_[np.arange(len(grid)), -1, -1]
    assert compressed(with_silent).trailing(n, groups).sum(axis=0).tolist() == compressed(grid).trailing(n).tolist()


def test_a_window_longer_than_all_days_counts_everybody_seen_so_far() -> None:
    grid = np.array([[0, 1, 0, 0], [0, 0, 0, 2], [0, 0, 0, 0]])
    assert compressed(grid).trailing(99).tolist() == [0, 1, 1, 2]


@pytest.mark.parametrize("piece", [1, 3])
def test_counting_piece_by_piece_changes_nothing(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    grid = np.random.default_rng(1).integers(0, 2, (6, 30))
    plain = [compressed(grid).trailing(n, np.arange(6) % 2).tolist() for n in (1, 7, 30)]
    monkeypatch.setattr("shequn_lab.rollups.matrix._PIECE", piece)
    assert [compressed(grid).trailing(n, np.arange(6) % 2).tolist() for n in (1, 7, 30)] == plain


@given(grid=grids(), day=st.integers(-1, 45))
def test_streaks_are_walked_day_by_day(grid: Grid, day: int) -> None:
    current, longest = compressed(grid).streaks(day)
    for i, row in enumerate(grid > 0):
        run = best = 0
        for d in range(day + 1):
            run = run + 1 if d < row.size and row[d] else 0
            best = max(best, run)
        assert (current[i], longest[i]) == (run, best)


@given(grid=grids(), day=st.integers(-1, 45))
def test_the_last_active_day_is_the_last_one_so_far(grid: Grid, day: int) -> None:
    expected = [max((d for d in np.flatnonzero(row).tolist() if d <= day), default=-1) for row in grid]
    assert compressed(grid).last_until(day).tolist() == expected


@given(grid=grids(), start=st.integers(-2, 41), length=st.integers(0, 41))
def test_totals_sum_interactions_between_two_days(grid: Grid, start: int, length: int) -> None:
    expected = grid[:, max(0, start) : max(0, start + length)].sum(axis=1)
    assert compressed(grid).totals(start, start + length).tolist() == expected.tolist()


@settings(max_examples=30)
@given(w=worlds())
def test_the_matrix_of_a_community_is_the_set_of_its_active_days(w: World) -> None:
    community = build(w)
    days = oracle.days_of(oracle.observed(w))
    for kinds, counts in (("interaction", oracle.is_interaction), ("speaking", oracle.speaks)):
        for operators in (False, True):
            matrix = activity(community, kinds=kinds, include_operators=operators)  # type: ignore[arg-type]
            drawn = matrix.dense()
            people = oracle.plain_members(w, operators=operators)
            assert sorted(drawn.index) == sorted(p.id for p in people)
            assert [stamp.date() for stamp in drawn.columns] == days
            for p in people:
                active = {d for d, on in zip(days, drawn.loc[p.id], strict=True) if on}
                assert active == oracle.active_days(w, p.id, counts)
            # Rows left out are empty, so that every sum may run over all rows.
            assert not np.diff(matrix.indptr)[~matrix.counted].any()


def test_the_matrix_of_talk_is_not_overwritten_by_the_matrix_of_everything() -> None:
    community = tiny()
    talk, whole = activity(community, kinds="speaking"), activity(community)
    # an likes on the fourth and says nothing.
    assert whole.counts.sum() - talk.counts.sum() == 1
    assert activity(community, kinds="speaking") is talk
