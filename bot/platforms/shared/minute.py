"""What one chat may get in a minute: new messages and changed ones count alike. Telegram punishes more with minutes of
silence, and does not say where it begins; about 20 is reported. Who matters less gives way first, so that what people
wait for, and what they must hear, still has room.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from enum import IntEnum

from bot.adapter import TryLater

WINDOW = 61.0  # seconds; one more than a minute, for what is longer on its way than what came before it
FEW = 1024  # chats remembered before the first sweep


class Share(IntEnum):
    """How many there may be in a minute for one of this kind to be among them: the more, the later it gives way."""

    COUNT = 8  # a countdown
    TIDY = 11  # buttons taken off
    NUDGE = 12
    REPLY = 15  # somebody did something, and waits
    SOUND = 17  # a step is over, or a safety text


class Minute:
    """All times are the running loop's, in seconds. A chat never gets more than `Share.SOUND` in any minute.

    bounded: False where somebody else sees to it.
    """

    def __init__(self, *, bounded: bool = True) -> None:
        self._bounded = bounded
        self._sent: dict[str, deque[float]] = {}
        self._sweep_at = FEW
        self._overtaken: dict[str, asyncio.Event] = {}  # by chat: is set for the replies that wait there

    def wait(self, chat: str, share: Share) -> float:
        """Seconds until one of this kind may go; 0: now."""
        now, sent = asyncio.get_running_loop().time(), self._sent.get(chat) if self._bounded else None
        while sent and sent[0] <= now - WINDOW:
            sent.popleft()
        return sent[-share] + WINDOW - now if sent and len(sent) >= share else 0.0

    def use(self, chat: str) -> None:
        """One goes now."""
        if not self._bounded:
            return
        now = asyncio.get_running_loop().time()
        self._sent.setdefault(chat, deque()).append(now)
        if len(self._sent) >= self._sweep_at:
            self._sent = {each: sent for each, sent in self._sent.items() if sent[-1] > now - WINDOW}
            self._sweep_at = max(FEW, 2 * len(self._sent))

    async def take(self, chat: str, share: Share) -> None:
        """Wait until one of this kind may go, and count it. Raises TryLater when a reply was overtaken."""
        while (seconds := self.wait(chat, share)) > 0:
            if share is not Share.REPLY:
                await asyncio.sleep(seconds)
                continue
            overtaken = self._overtaken.setdefault(chat, asyncio.Event())
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await overtaken.wait()
                    raise TryLater
        self._overtaken.pop(chat, None)
        self.use(chat)

    def overtake(self, chat: str) -> None:
        """No reply that waits there is to go any more."""
        if overtaken := self._overtaken.pop(chat, None):
            overtaken.set()
