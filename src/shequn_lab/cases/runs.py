"""Run a case again and again: parameters drawn inside the stated ranges, baseline and treated on the same luck."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from shequn_lab.cases.cache import Runs, cache_folder, run_key
from shequn_lab.cases.case import Case, Range, Reading
from shequn_lab.cases.design import Pair, draws, fixed, seeds
from shequn_lab.cases.measuring import Levels, figure, levels
from shequn_lab.cases.result import Rerun
from shequn_lab.model import Community
from shequn_lab.simulate import Scenario, simulate
from shequn_lab.terms import wrong_option
from shequn_lab.workers import in_processes

#: Seeds on which one parameter at a time is moved, at most.
TORNADO_SEEDS = 10


@dataclass(frozen=True)
class WhatIf:
    """The same case twice, on the same luck.

    Attributes
    ----------
    as_told : Community
        The treated scenario as the case has it.
    changed : Community
        The same with other parameters.
    """

    as_told: Community
    changed: Community


def what_if(case: Case, *, seed: int | None = None, **changes: Any) -> WhatIf:
    """Simulate a case with other parameters, beside the case as it is, under common random numbers.

    Parameters
    ----------
    case : Case
    seed : int, optional
        The case's own when not given.
    **changes
        Parameters of :class:`~shequn_lab.simulate.Scenario`.

    Returns
    -------
    WhatIf

    Raises
    ------
    ScenarioError
        For unknown names (did you mean) and values out of range, all at once.

    Examples
    --------
    >>> from shequn_lab.cases import load_case, what_if
    >>> both = what_if(load_case("nike_run"), promotion_share=0.6)  # doctest: +SKIP
    """
    other = case.treated.replace(**changes)
    chosen = case.seed if seed is None else seed
    return WhatIf(simulate(case.treated, seed=chosen), simulate(other, seed=chosen))


@dataclass(frozen=True)
class Task:
    """One run to be made."""

    scenario: Scenario
    seed: int

    @property
    def key(self) -> str:
        """Name of the run."""
        return run_key(self.scenario, self.seed)


@dataclass(frozen=True)
class Plan:
    """Everything a rerun consists of.

    Attributes
    ----------
    pair : Pair
        The scenarios as the case has them, with what was set otherwise.
    ranges : tuple of Range
        What stays uncertain.
    drawn : DataFrame
        Parameters of each run.
    pairs : list of (Task, Task)
        Baseline and treated of each run.
    nominal : list of (Task, Task)
        The scenarios as they are, on the tornado's seeds.
    swings : mapping
        (parameter, ``"low"`` or ``"high"``) to baseline and treated on the tornado's seeds.
    """

    pair: Pair
    ranges: tuple[Range, ...]
    drawn: pd.DataFrame
    pairs: list[tuple[Task, Task]]
    nominal: list[tuple[Task, Task]]
    swings: Mapping[tuple[str, str], list[tuple[Task, Task]]]
    needs_baseline: bool

    def tasks(self) -> dict[str, Task]:
        """Return the different runs by name; the tornado's baselines only where a figure needs them."""
        both = [*self.pairs, *self.nominal]
        moved = [pair for pairs in self.swings.values() for pair in pairs]
        found = [task for pair in both for task in pair]
        found += [task for pair in moved for task in (pair if self.needs_baseline else pair[1:])]
        return {task.key: task for task in found}


def plan(case: Case, *, n_seeds: int, set: Mapping[str, Any] | None = None, swings: bool = True) -> Plan:
    """Say which runs a rerun consists of; errors as for :func:`rerun`."""
    if isinstance(n_seeds, bool) or not isinstance(n_seeds, int) or n_seeds < 2:
        raise wrong_option("case_seeds", found=n_seeds)
    pair, ranges = fixed(case, set or {})
    drawn, own_seeds = draws(case, ranges, n_seeds), seeds(case, n_seeds)
    pairs = []
    for seed, row in zip(own_seeds, drawn.to_dict("records"), strict=True):
        moved = pair
        for range_ in ranges:
            moved = moved.put(range_, row[range_.parameter])
        pairs.append((Task(moved.baseline, seed), Task(moved.treated, seed)))
    few = own_seeds[:TORNADO_SEEDS] if swings else []

    def on_few(moved: Pair) -> list[tuple[Task, Task]]:
        return [(Task(moved.baseline, seed), Task(moved.treated, seed)) for seed in few]

    ends = {(r.parameter, end): on_few(pair.put(r, getattr(r, end))) for r in ranges for end in ("low", "high")}
    lifts = any(reading.compare == "lift" for _, reading in case.readings)
    return Plan(pair, ranges, drawn, pairs, on_few(pair), ends, lifts)


def rerun(
    case: Case,
    *,
    seeds: int = 200,
    jobs: int = 1,
    set: Mapping[str, Any] | None = None,
    swings: bool = True,
    cache: Path | None = None,
    done: Callable[[], None] = lambda: None,
) -> Rerun:
    """Run a case with many seeds and say where its claims come out.

    Parameters
    ----------
    case : Case
    seeds : int
        Runs; each has a seed of its own and parameters of its own, drawn inside the stated ranges.
    jobs : int
        Processes; the result does not depend on it.
    set : mapping, optional
        Parameters fixed to values of one's own: in the treated scenario only where they belong to the treatment, in
        both otherwise.
    swings : bool
        Whether each range is also moved from end to end by itself, on up to ten seeds.
    cache : Path, optional
        Folder of what was run before; the user's cache when not given. A rerun that was stopped goes on from there.
    done : callable
        Told of each run as it ends, those found in the cache included.

    Returns
    -------
    Rerun

    Raises
    ------
    OptionError
        For fewer than 2 seeds or less than one process.
    ScenarioError
        For unknown parameters or values out of range.
    """
    if jobs < 1:
        raise wrong_option("case_jobs", found=jobs)
    planned = plan(case, n_seeds=seeds, set=set, swings=swings)
    readings = tuple(reading for _, reading in case.readings)
    runs, tasks = Runs(case, cache or cache_folder()), planned.tasks()
    open_ = [task for key, task in tasks.items() if key not in runs]
    for _ in range(len(tasks) - len(open_)):
        done()

    def keep(task: Task, result: Mapping[str, Levels] | BaseException) -> None:
        if isinstance(result, BaseException):
            raise result
        runs.add(task.key, result)
        done()

    if readings:
        _make(partial(_run, readings), open_, jobs, keep)
    return _result(case, planned, runs, readings, dict(set or {}))


def _make(
    work: Callable[[Task], dict[str, Levels]],
    tasks: Sequence[Task],
    jobs: int,
    keep: Callable[[Task, Mapping[str, Levels] | BaseException], None],
) -> None:
    if jobs > 1 and len(tasks) > 1:
        in_processes(work, tasks, jobs=jobs, done=keep)
        return
    for task in tasks:
        keep(task, work(task))


def _run(readings: tuple[Reading, ...], task: Task) -> dict[str, Levels]:
    """Make one run; of the community only the figures asked for are kept."""
    community = simulate(task.scenario, seed=task.seed)
    return {reading.id: levels(reading, community) for reading in readings}


def _result(case: Case, planned: Plan, runs: Runs, readings: tuple[Reading, ...], given: Mapping[str, Any]) -> Rerun:
    def figures(reading: Reading, pair: tuple[Task, Task], which: int) -> float:
        baseline = runs[pair[0].key][reading.id] if which == 0 or reading.compare == "lift" else (float("nan"),) * 2
        found = baseline if which == 0 else runs[pair[1].key][reading.id]
        return figure(reading, case.scale, found, baseline)

    values = [
        {"reading": r.id, "run": i, "baseline": figures(r, pair, 0), "treated": figures(r, pair, 1)}
        for r in readings
        for i, pair in enumerate(planned.pairs)
    ]
    alone = [
        {"reading": r.id, "parameter": name, "end": end, "seed": pair[1].seed, "value": figures(r, pair, 1)}
        for r in readings
        for (name, end), pairs in {("", "nominal"): planned.nominal, **planned.swings}.items()
        for pair in pairs
    ]
    return Rerun(
        case=case,
        set=given,
        ranges=planned.ranges,
        pair=planned.pair,
        draws=planned.drawn,
        values=pd.DataFrame(values, columns=["reading", "run", "baseline", "treated"]),
        alone=pd.DataFrame(alone, columns=["reading", "parameter", "end", "seed", "value"]),
    )
