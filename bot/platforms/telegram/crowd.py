"""Whoever sends very much at once does not keep the others waiting: what is theirs is kept, and so may be confirmed
before it is heard. What everybody else sends is confirmed when it is heard.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from bot.adapter import Listener
from bot.engine.writer import StoppedError

log = logging.getLogger(__name__)

FEW = 20  # of one person in hand at once: more is kept; at most REMEMBERED, for what is not confirmed comes again
MOMENT = 2.0  # seconds for which others are taken first, at most
SLICE = 40  # begun at once: some 10 ms, and more than is answered each by itself (handlers/flooding.py)
MOST = 2000  # kept and not yet heard, of all: while there is more, nothing is taken

Raw = dict[str, Any]  # an update as it came
Hear = Callable[[Raw], Awaitable[bool]]


class Crowd:
    """hear: has one heard; returns when it is, whether it meant anything. Raises StoppedError; what else it raises
    concerns that one alone.
    """

    def __init__(self, platform: str, coach: Listener, hear: Hear) -> None:
        self._platform, self._coach, self._hear = platform, coach, hear
        self._in_hand, self._behind = Counter[object](), Counter[object]()  # by sender: in all, and of these the kept
        self._later = deque[Raw]()  # kept, and not begun
        self._starting: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, updates: Sequence[Raw], *, more: bool = False) -> None:
        """Have these heard; returns when all are, or are kept. Raises StoppedError when one is not.

        more: others wait to be taken behind these; first they are, so that nobody's word waits for what is kept.
        """
        counts = self._in_hand + Counter(map(sender, updates))
        many = [each for each in updates if self._behind[sender(each)] or counts[sender(each)] > FEW]
        if many and await self._coach.inbox.keep(self._platform, {id_of(each): json.dumps(each) for each in many}):
            self.go_on(many, later=True)
        else:
            many = []
        kept = {id_of(each) for each in many}
        own = [self._begun(each) for each in updates if id_of(each) not in kept]
        heard = await asyncio.gather(*own, return_exceptions=True)
        if not more:
            self._start()
        for found in heard:
            if isinstance(found, StoppedError):
                raise found
        while len(self._tasks) + len(self._later) > MOST:
            self._start()
            await asyncio.wait({*self._tasks, *self._starting}, return_when=asyncio.FIRST_COMPLETED)

    def go_on(self, kept: Sequence[Raw], *, later: bool = False) -> None:
        """Have these heard, which are kept: also after a start. later: in a moment, or when nothing more waits."""
        self._behind.update(map(sender, kept))
        self._later += kept
        if not later:
            self._start()
        elif not self._timer:
            self._timer = asyncio.get_running_loop().call_later(MOMENT, self._start)

    def _start(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None
        if self._later and not self._starting:
            task = asyncio.ensure_future(self._started())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _started(self) -> None:
        """Begin all that is kept; others get a chance to run in between."""
        n = 0
        while self._later:
            each = self._later.popleft()
            task = self._begun(each, kept=True)
            self._tasks.add(task)
            task.add_done_callback(partial(self._done, sender(each)))
            n += 1
            if n % SLICE == 0:
                await asyncio.sleep(0)

    def _begun(self, update: Raw, *, kept: bool = False) -> asyncio.Task[None]:
        who = sender(update)
        self._in_hand[who] += 1
        task = asyncio.ensure_future(self._heard(update, kept=kept))
        task.add_done_callback(lambda _: _less(self._in_hand, who))
        return task

    async def _heard(self, update: Raw, *, kept: bool) -> None:
        try:
            meant = await self._hear(update)
        except StoppedError:
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, the others must not wait for it
            log.error("an update could not be taken: %s", type(error).__name__)
            meant = False
        if kept and not meant:
            await self._coach.inbox.drop(self._platform, id_of(update))

    def _done(self, who: object, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        _less(self._behind, who)
        if not task.cancelled():
            task.exception()  # stopped: it is kept, and heard after the next start


def id_of(update: Raw) -> str:
    """The update's id as the engine knows it."""
    return f"t{update['update_id']}"


def sender(update: Raw) -> object:
    """Whose it is, without all of it being read; 0 where that is not told."""
    return next((each["from"].get("id") for each in update.values() if isinstance(each, dict) and "from" in each), 0)


def _less(counts: Counter[object], who: object) -> None:
    counts[who] -= 1
    if counts[who] <= 0:
        del counts[who]
