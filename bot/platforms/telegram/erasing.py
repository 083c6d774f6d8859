"""Deleting our own messages: many in one request. Telegram lets a bot delete what is younger than 48 hours, and one
message that is older fails the whole request; so those are sorted out, by how old they are when it is sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from cachetools import LRUCache
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.adapter import Clock
from bot.platforms.shared.rate_limiter import Lane, RateLimiter
from bot.platforms.telegram.transport import SlowDown, call

DELETABLE = timedelta(hours=48) - timedelta(minutes=1)  # Bot API, deleteMessage; a minute for clocks that differ
MOST = 100  # messages in one request (Bot API, deleteMessages)
TOGETHER = 0.5  # seconds in which what is to be deleted in a chat is gathered
TRIES, PAUSE = 4, 1.0  # of a request; seconds before the second, then doubled
REMEMBERED = 10_000  # messages that are known to be gone


class Erasing:
    """now: the clock (UTC). left: is told of each message that is too old."""

    def __init__(self, bot: Bot, limiter: RateLimiter, now: Clock, left: Callable[[str, int], Awaitable[None]]) -> None:
        self._bot, self._limiter, self._now, self._left = bot, limiter, now, left
        self._waiting: dict[str, dict[int, datetime]] = {}  # by chat: what is still to be deleted
        self._gone: LRUCache[tuple[str, int], None] = LRUCache(REMEMBERED)  # deleted, or never to be

    def deleted(self, chat: str, message: str) -> bool:
        """Whether it has been deleted by this process, or cannot be."""
        return (chat, int(message)) in self._gone

    async def delete(self, chat: str, messages: Mapping[str, datetime]) -> None:
        """Delete these, with whatever else waits to be deleted there. sent: when each was (UTC)."""
        new = {int(message): sent for message, sent in messages.items() if not self.deleted(chat, message)}
        if chat in self._waiting:
            return self._waiting[chat].update(new)  # whoever waits there takes them along
        self._waiting[chat] = new
        try:
            await asyncio.sleep(TOGETHER)
            for attempt in range(TRIES):
                if not await self._erased(chat):
                    return
                await asyncio.sleep(PAUSE * 2**attempt)
        finally:
            del self._waiting[chat]

    async def _erased(self, chat: str) -> bool:
        """Delete what waits there; whether something is left that may be tried again."""
        while waiting := self._waiting[chat]:
            await self._limiter.acquire(chat, Lane.TIDY)
            oldest = self._now() - DELETABLE
            for message in [message for message, sent in waiting.items() if sent <= oldest]:
                self._drop(chat, message)
                await self._left(chat, message)
            if not (batch := sorted(waiting, reverse=True)[:MOST]):
                return False
            try:
                await self._asked(chat, batch)
            except SlowDown as error:
                self._limiter.back_off(error.seconds, chat)
                return True
            except TelegramError:
                return True
            for message in batch:
                self._drop(chat, message)
        return False

    async def _asked(self, chat: str, batch: list[int]) -> None:
        """One request for all of these; where it is refused, one for each. Raises TelegramError: worth another try."""
        if len(batch) > 1:
            try:
                await call(self._bot, "deleteMessages", chat_id=int(chat), message_ids=batch)
            except BadRequest:
                pass  # one of them cannot be deleted, and so none was
            except (Forbidden, InvalidToken, ChatMigrated):
                return
            else:
                return
        for message in batch:
            try:
                await call(self._bot, "deleteMessage", chat_id=int(chat), message_id=message)
            except (BadRequest, Forbidden, InvalidToken, ChatMigrated):
                continue  # it is gone, too old, or nobody is there: no number of tries would change that

    def _drop(self, chat: str, message: int) -> None:
        self._gone[chat, message] = None
        self._waiting[chat].pop(message, None)
