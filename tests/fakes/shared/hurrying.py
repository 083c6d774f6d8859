"""A loop that never sleeps, though it has sockets and threads: time stands still while anybody works, and jumps to the
next scheduled instant when nobody does.

For code that waits by the loop's own clock, and whose other ends are all in this process: then nothing depends on how
fast the machine is. A file of tests asks for it with `LOOP = HurryingLoop`.

The kernel may still be delivering what we sent ourselves. It does so at once, or nearly: a longer wait is given longer.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

FASTER = 50  # times, at most, than real time
LEAST, MOST = 0.001, 0.1  # real seconds before a jump
ROUND = 1e-7  # seconds that a round of the loop takes, so that whoever waits for less than the loop can tell gets on
START = 1000.0  # seconds on the clock at first


class _Hurry(selectors.DefaultSelector):
    """Where a loop would sleep, this adds the time to its clock."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.at_work = START, 0  # at_work: how many threads are

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += ROUND
        if (found := super().select(0)) or timeout == 0:
            return found
        if self.at_work:
            return super().select(1)  # its end wakes us
        if found := super().select(MOST if timeout is None else min(max(timeout / FASTER, LEAST), MOST)):
            return found
        if timeout is None:
            raise RuntimeError("everybody waits, and nothing is scheduled that could wake them")
        self.now += timeout
        return []


class HurryingLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._hurry = _Hurry()
        super().__init__(self._hurry)

    def time(self) -> float:
        return self._hurry.now

    def run_in_executor(  # type: ignore[override]  # as it is described, less generally
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = super().run_in_executor(executor, func, *args)
        self._hurry.at_work += 1
        future.add_done_callback(self._done)
        return future

    def _done(self, _: object) -> None:
        self._hurry.at_work -= 1
