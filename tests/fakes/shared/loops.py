"""An asyncio loop whose time jumps: when nothing is left to do now, it is the next scheduled instant at once.

For code that waits by the loop's own clock. No threads and no sockets: what waits for these would wait for ever, so a
loop with nothing scheduled raises RuntimeError.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Jump(selectors.SelectSelector):
    """Where a loop would sleep, this adds the time to its clock."""

    def __init__(self, start: float, tick: float) -> None:
        super().__init__()
        self.now, self._tick = start, tick

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if timeout is None and not found:
            raise RuntimeError("everybody waits, and nothing is scheduled that could wake them")
        if not found:
            self.now += max(timeout or 0.0, self._tick)
        return found


class JumpingLoop(asyncio.SelectorEventLoop):
    """A loop that begins at `start` seconds and never sleeps.

    tick: seconds that each round of the loop takes, for code that asks again and again until its time has come.
    """

    def __init__(self, start: float = 0.0, tick: float = 0.0) -> None:
        self._jump = _Jump(start, tick)
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.now


def run(coroutine: Coroutine[Any, Any, T], start: float = 0.0, tick: float = 0.0) -> T:
    """Run it to its end in jumping time; what it returns."""
    with asyncio.Runner(loop_factory=lambda: JumpingLoop(start, tick)) as runner:
        return runner.run(coroutine)
