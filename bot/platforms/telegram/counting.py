"""The countdown under a hold or a rest: the message is edited now and then, at most every five seconds, while nobody
waits for anything more important. It ends with the next message in the chat; it never keeps anybody from anything.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.speak import Utterance

log = logging.getLogger(__name__)

EVERY = 5.0  # seconds between two edits, at least
PLACES = 12  # edits in one countdown, about: a long walk is not edited every five seconds


@dataclass(slots=True)
class Count:
    """A message with a countdown: until when (UTC), how many seconds of hold that was, and what it said at first.

    edited: whether what is left was shown in it.
    """

    chat: str
    message: int
    text: str
    until: datetime
    seconds: int
    utterance: Utterance
    edited: bool = False


class Counting:
    """The countdowns that run, at most one a chat.

    now: the clock (UTC). speed: how many seconds of hold pass in one of the clock's.
    edit: shows what is left (seconds); returns whether to go on.
    """

    def __init__(
        self, now: Callable[[], datetime], speed: float, edit: Callable[[Count, int], Awaitable[bool]]
    ) -> None:
        self._now, self._speed, self._edit = now, speed, edit
        self._running: dict[str, tuple[Count, asyncio.Task[None]]] = {}

    def begin(self, count: Count) -> None:
        """Count down in that chat; whatever counted there ends."""
        self.end(count.chat)
        if self._next(count) > 0:
            self._running[count.chat] = count, asyncio.create_task(self._run(count), name="countdown")

    def end(self, chat: str, message: int | None = None) -> Count | None:
        """Edit nothing more in that chat (or only if it is this message); returns what was counted."""
        count, task = self._running.get(chat, (None, None))
        if count is None or task is None or message not in (None, count.message):
            return None
        del self._running[chat]
        if task is not asyncio.current_task():
            task.cancel()
        return count

    def stop(self) -> None:
        for chat in list(self._running):
            self.end(chat)

    async def _run(self, count: Count) -> None:
        try:
            while (pause := self._next(count)) > 0:
                await asyncio.sleep(pause)
                left = round((count.until - self._now()).total_seconds() * self._speed)
                if left <= 0:
                    return
                count.edited = True
                if not await self._edit(count, left):
                    return
        except Exception as error:  # noqa: BLE001  nobody waits for it; the hold goes on without
            log.error("a countdown stopped: %s", type(error).__name__)

    def _next(self, count: Count) -> float:
        """Seconds (of the clock) until the next edit, 0 when there is none: a round number of seconds will be left."""
        left = (count.until - self._now()).total_seconds()
        step = max(EVERY, 5 * round(count.seconds / self._speed / PLACES / 5))
        ahead = (left - 1e-3) // step * step  # what will be left after the next edit
        while ahead > 0 and left - ahead < min(step, EVERY) - 1e-3:
            ahead -= step
        return left - ahead if ahead > 0 else 0.0
