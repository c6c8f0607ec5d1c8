"""Several things at a time, each in a process that hears of Ctrl-C from us and ends when we do."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
#: How long a process may take to tidy up once nobody waits for it any more [s].
_GRACE_SECONDS = 20


def in_processes(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    jobs: int,
    done: Callable[[Item, Result | BaseException], None],
) -> None:
    """Call `work` on each item, in `jobs` processes.

    Parameters
    ----------
    work : callable
        Importable by name.
    items : sequence
    jobs : int
    done : callable
        Told of each item and its result, or of what went wrong, in the order of their ends.
    """
    others = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(items)), mp_context=context, initializer=_settle) as pool:
        try:
            with _deaf():
                futures = {pool.submit(_call, work, item): item for item in items}
            for future in as_completed(futures):
                done(futures[future], future.exception() or future.result())
        except BaseException:
            # Nobody waits for the rest: let the processes tidy up and go.
            for process in set(multiprocessing.active_children()) - others:
                process.terminate()
            pool.shutdown(wait=True, cancel_futures=True)
            raise


@contextmanager
def _deaf() -> Iterator[None]:
    """Ignore Ctrl-C while processes start: they inherit that, and would otherwise die noisily in their imports."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.default_int_handler)


def _settle() -> None:
    """First thing in each process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_follow, daemon=True).start()


def _call(work: Callable[[Item], Result], item: Item) -> Result:
    try:
        return work(item)
    except SystemExit:
        # What was begun has been tidied up, and nobody waits for what comes next.
        os._exit(1)


def _leave(*_: object) -> None:
    raise SystemExit(1)


def _follow() -> None:
    """End when the program that started this process has ended, in whatever way."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    os._exit(1)
