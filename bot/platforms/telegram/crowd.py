"""Whoever sends very much at once does not keep the others waiting: what is theirs is kept, and so may be confirmed
before it is heard. What everybody else sends is confirmed when it is heard.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from bot.adapter import Listener
from bot.engine.writer import StoppedError
from bot.platforms.telegram.parsing import Inbound

log = logging.getLogger(__name__)

FEW = 20  # of one person in hand at once: more is kept; at most REMEMBERED, for what is not confirmed comes again
MOST = 2000  # kept and not yet heard, of all: while there is more, nothing is taken


class Read(NamedTuple):
    """An update that means something. id: as the engine knows it. raw: as it came, as JSON."""

    id: str
    raw: str
    found: Inbound


Hear = Callable[[Read], Awaitable[None]]


class Crowd:
    """hear: has one heard; returns when it is. What fails is told there, but for StoppedError."""

    def __init__(self, platform: str, coach: Listener, hear: Hear) -> None:
        self._platform, self._coach, self._hear = platform, coach, hear
        self._in_hand, self._behind = Counter[str](), Counter[str]()  # by chat: in all, and of these the kept ones
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, updates: Sequence[Read]) -> None:
        """Have these heard; returns when all are, or are kept. Raises StoppedError when one is not."""
        counts = self._in_hand + Counter(each.found.chat for each in updates)
        many = [each for each in updates if self._behind[each.found.chat] or counts[each.found.chat] > FEW]
        if many and await self._coach.inbox.keep(self._platform, {each.id: each.raw for each in many}):
            self.go_on(many)
        else:
            many = []
        own = [self._begun(each) for each in updates if each not in many]
        for found in await asyncio.gather(*own, return_exceptions=True):
            if isinstance(found, StoppedError):
                raise found
        while len(self._tasks) > MOST:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    def go_on(self, kept: Sequence[Read]) -> None:
        """Have these heard, which are kept: also after a start."""
        for each in kept:
            self._behind[each.found.chat] += 1
            task = self._begun(each)
            self._tasks.add(task)
            task.add_done_callback(lambda task, chat=each.found.chat: self._done(task, chat))  # type: ignore[misc]

    def _begun(self, update: Read) -> asyncio.Task[None]:
        chat = update.found.chat
        self._in_hand[chat] += 1
        task = asyncio.ensure_future(self._heard(update))
        task.add_done_callback(lambda _: self._less(self._in_hand, chat))
        return task

    async def _heard(self, update: Read) -> None:
        try:
            await self._hear(update)
        except StoppedError:
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, the others must not wait for it
            log.error("an update could not be taken: %s", type(error).__name__)
            await self._coach.inbox.drop(self._platform, update.id)

    def _done(self, task: asyncio.Task[None], chat: str) -> None:
        self._tasks.discard(task)
        self._less(self._behind, chat)
        if not task.cancelled():
            task.exception()  # stopped: it is kept, and heard after the next start

    @staticmethod
    def _less(counts: Counter[str], chat: str) -> None:
        counts[chat] -= 1
        if counts[chat] <= 0:
            del counts[chat]
