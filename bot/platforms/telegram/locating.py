"""The button that shares a location. Telegram has it only in a keyboard under the typing field, which comes with a
message of its own, never one with other buttons, and stays until another message takes it away.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from cachetools import LRUCache

from bot.adapter import Clock
from bot.speaking.speak import Utterance
from content.words import Words

REMEMBERED = 10_000  # chats

Send = Callable[[str, str, dict[str, Any]], Awaitable[int]]  # chat, text, what goes under it; the id of the message
Delete = Callable[[str, dict[str, datetime]], Awaitable[None]]


class Locating:
    """Both messages are ours alone: they make no sound, and are deleted when the question is over."""

    def __init__(self, send: Send, delete: Delete, now: Clock) -> None:
        self._send, self._delete, self._now = send, delete, now
        self._open: LRUCache[str, dict[str, datetime]] = LRUCache(REMEMBERED)  # the message it came with, and when

    async def before(self, chat: str, utterance: Utterance, words: Words) -> None:
        """Open it before a question whose answer a location may be, and take it away before any other."""
        if utterance.wants == "city" and len(utterance.buttons) < 2:  # not where a button may be the answer
            if chat not in self._open:
                button = {"text": words.label("share_location"), "request_location": True}
                keyboard = {"keyboard": [[button]], "resize_keyboard": True, "one_time_keyboard": True}
                self._open[chat] = await self._sent(chat, words.text("location_hint"), keyboard)
        elif chat in self._open and utterance.buttons and utterance.wants != "city" and not utterance.nudge:
            gone = await self._sent(chat, words.text("location_over"), {"remove_keyboard": True})
            await self._delete(chat, self._open.pop(chat) | gone)

    async def _sent(self, chat: str, text: str, markup: dict[str, Any]) -> dict[str, datetime]:
        number = await self._send(chat, text, {"reply_markup": markup, "disable_notification": True})
        return {str(number): self._now()}
