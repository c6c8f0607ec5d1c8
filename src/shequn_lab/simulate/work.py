"""The part of the work that is done on blocks, here or on other processors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context

import numpy as np

from shequn_lab.simulate.activities import attend, participations
from shequn_lab.simulate.block import Block, Outcome
from shequn_lab.simulate.orders import orders
from shequn_lab.simulate.record import Happenings
from shequn_lab.simulate.replies import replies
from shequn_lab.simulate.talk import talk
from shequn_lab.simulate.world import Week, World

#: Starts work on blocks, and returns what waits for the outcomes, in order.
Worker = Callable[[World, Week, Sequence[Block]], Callable[[], list[Outcome]]]


def live(world: World, week: Week, block: Block) -> Outcome:
    """Simulate some groups for one week."""
    attended, warmth = attend(block, world, week)
    talked = talk(block, warmth, world, week)
    answered = replies(block, talked, world, week)
    bought, standing = orders(block, warmth, world, week)
    took_part = participations(block, attended, world)
    after = warmth.after()
    members = np.flatnonzero(block.people.ordinary)
    return Outcome(
        happenings=Happenings.together([talked.openers, talked.likes, answered.happenings, took_part]),
        threads=answered.threads,
        last=talked.last,
        answers=answered.answers,
        held=np.union1d(answered.answered, block.rows[attended.row]),
        attended={"activity": attended.activity, "row": block.rows[attended.row], "at": attended.at},
        orders=bought,
        rows=block.rows[members],
        standing=standing.but(
            warm_day=after.warm_day, warm_visits=after.warm_visits, warm_orders=after.warm_orders
        ).take(members),
    )


@contextmanager
def workers(jobs: int) -> Iterator[Worker]:
    """Give a worker that uses so many processes; with one, the work is done here."""
    if jobs == 1:
        yield _here
        return
    # Spawned everywhere, so that every platform does the same.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield partial(_elsewhere, pool)


def _here(world: World, week: Week, blocks: Sequence[Block]) -> Callable[[], list[Outcome]]:
    return lambda: [live(world, week, block) for block in blocks]


def _elsewhere(
    pool: ProcessPoolExecutor, world: World, week: Week, blocks: Sequence[Block]
) -> Callable[[], list[Outcome]]:
    waiting: list[Future[Outcome]] = [pool.submit(live, world, week, block) for block in blocks]
    return lambda: [future.result() for future in waiting]
