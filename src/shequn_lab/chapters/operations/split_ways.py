"""Four ways of splitting a community, simulated on the same luck and compared (O13)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np
import pandas as pd
from scipy import stats

from shequn_lab.chapters.operations.entry import WITHIN_DAYS
from shequn_lab.metrics.intervals import LEVEL
from shequn_lab.metrics.latency import questions_asked
from shequn_lab.metrics.measures import PARTS
from shequn_lab.model import Community
from shequn_lab.model.clock import US_PER_DAY
from shequn_lab.model.schema import SPLIT_WAYS
from shequn_lab.rollups import exchanges, member_rows
from shequn_lab.simulate import Scenario, simulate
from shequn_lab.terms import wrong_option

#: One group that grows too large for itself, in which what happens in a group matters: unanswered questions drive
#: members away, answers hold them.
SPLIT_SCENARIO = Scenario(
    name="splitting",
    n_days=90,
    n_founders=260,
    joins_per_day=5,
    place_capacity=100_000,
    split_members=200,
    split_share=0.3,
    leaves_per_day=0.006,
    latency_leave_effect=2,
    patience_hours=6,
    belonging_leave_effect=0.5,
    belonging_visit_effect=0.5,
)
NO_SPLIT = "no_split"
FIGURES = (
    "members_present",
    "entry_returned",
    "speaking_share",
    "answered_within_day",
    "split_groups",
    "split_largest",
    "split_parted_ties",
)
_DAY_SECONDS = US_PER_DAY / 1_000_000
_COLUMNS = ["value", "low", "high", "difference", "difference_low", "difference_high"]


def compare_splits(
    scenario: Scenario = SPLIT_SCENARIO, *, ways: Sequence[str] = SPLIT_WAYS, seeds: Sequence[int] = tuple(range(1, 9))
) -> pd.DataFrame:
    """Simulate a community without a split and with each way of splitting, under common random numbers.

    Parameters
    ----------
    scenario : Scenario
        Its ``split_members`` says at which size groups split; a group that splits again draws anew who moves.
    ways : sequence of {"same_level", "parent_child", "split_and_merge", "regional"}
        What they mean here stands in ``docs/model.md``; the course only names them.
    seeds : sequence of int
        Two at least. Each is used for all ways, so that people, days and their luck are the same in all.

    Returns
    -------
    DataFrame
        Indexed by ``way`` (``no_split`` first) and ``figure`` (term id): ``value`` (mean over seeds) with ``low`` and
        ``high`` (t interval), and ``difference`` from not splitting with ``difference_low`` and ``difference_high``
        (paired t interval); NaN where a figure had no value under every seed.

    Notes
    -----
    An experiment in a model, no forecast. In it a split changes who sits with whom: the sizes of groups, which ties
    are parted, and who is left to answer. People of a region are no more alike than others, nobody grows into leading
    a new group, and a further group costs no operator's time; so nothing here says which way suits real people best.

    References
    ----------
    .. [1] D2, four ways of splitting.

    Examples
    --------
    >>> small = SPLIT_SCENARIO.replace(n_days=40, n_founders=120, split_members=80)
    >>> table = compare_splits(small, ways=["parent_child"], seeds=[1, 2])
    >>> bool(table.loc[("parent_child", "split_groups"), "difference"] > 0)
    True
    """
    if len(seeds) < 2:
        raise wrong_option("split_seeds", found=len(seeds))
    for way in ways:
        if way not in SPLIT_WAYS:
            raise wrong_option("option_not_one_of", found=way, known=", ".join(SPLIT_WAYS))
    if not scenario.split_members:
        raise wrong_option("split_never")
    recorded = scenario.replace(group_records=1, split_afresh=1)
    variants = {NO_SPLIT: recorded.replace(split_members=0)}
    variants |= {way: recorded.replace(split_way=way) for way in ways}
    rows = [
        (name, seed, figure, value)
        for seed in seeds
        for name, variant in variants.items()
        for figure, value in _figures(simulate(variant, seed=seed))
    ]
    runs = pd.DataFrame(rows, columns=["way", "seed", "figure", "value"])
    values = runs.pivot(index=["way", "figure"], columns="seed", values="value")
    return _summed_up(values.reindex(pd.MultiIndex.from_product([list(variants), FIGURES], names=["way", "figure"])))


def _summed_up(values: pd.DataFrame) -> pd.DataFrame:
    """Means over the seeds (columns), and of the differences from not splitting."""
    found = values.to_numpy(dtype=float)
    alone = found[values.index.get_level_values("way") == NO_SPLIT]
    less = found - np.tile(alone, (len(found) // len(alone), 1))
    # Not splitting differs from itself by nothing, and of nothing there is no interval.
    less[: len(alone)] = np.nan
    return pd.DataFrame(np.column_stack([*_mean(found), *_mean(less)]), index=values.index, columns=_COLUMNS)


def _mean(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n = values.shape[1]
    mean, error = values.mean(axis=1), values.std(axis=1, ddof=1) / np.sqrt(n)
    half = stats.t.ppf(0.5 + LEVEL / 2, n - 1) * error
    return mean, mean - half, mean + half


def _figures(community: Community) -> Iterator[tuple[str, float]]:
    # The bare numbers: intervals, which cost a hundred times as much, come from the seeds.
    for figure in ("members_present", "speaking_share"):
        yield figure, PARTS[figure](community, figure).value
    yield "entry_returned", PARTS["retention_within"](community, "retention_within", n=WITHIN_DAYS).value
    asked = questions_asked(community)
    watched = asked[asked["asked_at"] + US_PER_DAY <= community.observed.end_at]
    yield "answered_within_day", float((watched["answered"] & (watched["seconds"] <= _DAY_SECONDS)).mean())
    group = _last_groups(community)
    # Numbers of groups: -1 for those who are gone, and for operators, who sit in all.
    sizes = np.bincount(group[group >= 0])
    yield "split_groups", float((sizes > 0).sum())
    yield "split_largest", float(sizes.max(initial=0))
    yield "split_parted_ties", _parted(community, group)


def _last_groups(community: Community) -> np.ndarray:
    """Group in which each member sits at the end, as a number."""
    spells = cast("pd.DataFrame", community.roles)
    spells = spells[(spells["role"] == "member") & spells["until_on"].isna() & spells["group_id"].notna()]
    found = np.full(len(community.members), -1)
    found[member_rows(community, spells["member_id"])] = pd.factorize(spells["group_id"])[0]
    return found


def _parted(community: Community, group: np.ndarray) -> float:
    """Share of the pairs who answered one another whose two members, both still there, sit apart in the end."""
    found = exchanges(community)
    pairs = np.unique(np.sort(np.column_stack([found.source, found.target]), axis=1), axis=0)
    ends = group[pairs]
    there = (ends >= 0).all(axis=1)
    return float((ends[there, 0] != ends[there, 1]).mean()) if there.any() else float("nan")
