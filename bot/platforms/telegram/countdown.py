"""The countdown under a hold or a rest: the message is edited now and then, at most every five seconds, while nobody
waits for anything more important. It ends with the next message in the chat; it never keeps anybody from anything.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.adapter import Clock
from bot.speaking.speak import Utterance

log = logging.getLogger(__name__)

EVERY = 5.0  # seconds between two edits, at least
LATE = 0.5  # seconds by which a round number may be late and still be shown
EDITS = 12  # edits in one countdown, about: a long walk is not edited every five seconds


@dataclass(slots=True)
class Count:
    """A message with a countdown: until when (UTC), how many seconds of hold that was, and what it said at first.

    edited: whether what is left was shown in it. since: when it was last changed (UTC).
    """

    chat: str
    message: int
    text: str
    until: datetime
    seconds: int
    utterance: Utterance
    edited: bool = False
    since: datetime = field(init=False)


class Countdowns:
    """The countdowns that run, at most one a chat.

    now: the clock (UTC). speed: how many seconds of hold pass in one of the clock's.
    edit: shows what is left (seconds); returns whether to go on.
    """

    def __init__(self, now: Clock, speed: float, edit: Callable[[Count, int], Awaitable[bool]]) -> None:
        self._now, self._speed, self._edit = now, speed, edit
        self._running: dict[str, tuple[Count, asyncio.Task[None]]] = {}
        self._on_its_way: dict[str, asyncio.Future[bool]] = {}  # by chat: the edit that Telegram has not answered yet

    def begin(self, count: Count) -> None:
        """Count down in that chat; whatever counted there ends."""
        self.end(count.chat)
        count.since = self._now()
        if self._next(count):
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

    async def arrived(self, chat: str) -> None:
        """Wait for the edit that is on its way there, so that it cannot come after what is asked for now."""
        if edit := self._on_its_way.pop(chat, None):
            await asyncio.wait([edit])

    def stop(self) -> None:
        for chat in list(self._running):
            self.end(chat)

    async def _run(self, count: Count) -> None:
        try:
            while found := self._next(count):
                pause, left = found
                await asyncio.sleep(pause)
                count.edited, count.since = True, self._now()
                edit = self._on_its_way[count.chat] = asyncio.ensure_future(
                    self._edit(count, round(left * self._speed))
                )
                if not await asyncio.shield(edit):
                    return
        except Exception as error:  # noqa: BLE001  nobody waits for it; the hold goes on without
            log.error("a countdown stopped: %s", type(error).__name__)

    def _next(self, count: Count) -> tuple[float, float] | None:
        """Seconds (of the clock) until the next edit, and how many will be left then: a round number; None at the end.

        How long an edit takes does not count, so that the next is not put off by it.
        """
        now = self._now()
        left = (count.until - now).total_seconds()
        soonest = max((count.since - now).total_seconds() + EVERY, 0.0)
        step = max(EVERY, 5 * round(count.seconds / self._speed / EDITS / 5))
        then = (left - soonest + LATE) // step * step
        return (max(left - then, soonest + 1e-3), then) if then > 0 else None
