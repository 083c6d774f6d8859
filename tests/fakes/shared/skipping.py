"""Waiting that takes no time: where the loop would sleep until some instant, its clock is put forward to it instead.

So a wait of a minute is over at once, and however slow or busy the machine is, no time limit runs out meanwhile: the
clock stands still as long as there is anything to do. For code with sockets whose other ends are in the same loop, and
with threads. Not for what waits for another process, or for a thread that goes by its own clock.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

Found = list[tuple[selectors.SelectorKey, int]]

# What was written to a socket of this machine can be read at once, or nearly: a longer wait is given longer for that.
FASTER = 50  # times, at most, than real time
LEAST, MOST = 0.002, 0.1  # real seconds before the clock is put forward
STUCK = 10.0  # real seconds in which something must happen where nothing is scheduled


@contextmanager
def skipping() -> Iterator[None]:
    """The running loop skips its waits in this block.

    While a thread of somebody's own pool works (the database's), the clock stands still; while one of the loop's own
    pool works, which may take as long as it likes, waits are real.
    """
    loop: Any = asyncio.get_running_loop()
    if isinstance(loop.run_in_executor, _Threads):  # it does already
        yield
        return
    selector, background = loop._selector, _Threads(loop.run_in_executor)
    wait: Callable[[float | None], Found] = selector.select
    now: float = loop.time()

    def select(timeout: float | None = None) -> Found:
        nonlocal now
        if timeout is not None and timeout <= 0:
            return wait(0)
        if background.own or (timeout is None and background.others):
            return wait(None)
        if timeout is None:
            if found := wait(STUCK):
                return found
            raise RuntimeError("everybody waits, and nothing is scheduled that could wake them")
        found = wait(timeout if background.others else min(timeout, MOST, max(LEAST, timeout / FASTER)))
        now += 0 if found else timeout
        return found

    loop.time, selector.select, loop.run_in_executor = (lambda: now), select, background
    try:
        yield
    finally:
        del loop.time, selector.select, loop.run_in_executor
        ahead, real = now - loop.time(), loop.time
        loop.time = lambda: ahead + real()  # what was to happen some time happens as much later


class _Threads:
    """Counts what is done in threads now."""

    def __init__(self, begin: Callable[..., asyncio.Future[Any]]) -> None:
        self._begin = begin
        self.own, self.others = 0, 0

    def __call__(self, pool: Executor | None, do: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:
        future = self._begin(pool, do, *args)
        self._count(pool, 1)
        future.add_done_callback(lambda _: self._count(pool, -1))
        return future

    def _count(self, pool: Executor | None, by: int) -> None:
        if pool is None:
            self.others += by
        else:
            self.own += by
