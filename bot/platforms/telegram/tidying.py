"""Changes of messages that nobody waits for: the newest message first, and one change a message, the last that was
wanted. Each waits for a moment in which it keeps nobody from anything.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

EditFate = Literal["done", "never", "later"]  # of an edit; never: it was deleted, say, or we are blocked
TRIES, PAUSE = 4, 1.0  # of a change; seconds before the second, then doubled

Edit = Callable[[str, int, Mapping[str, Any]], Awaitable[EditFate]]


class Tidying:
    """room: waits for such a moment in a chat. edit: makes the change (chat, message, what).

    never: is told of a message that cannot be changed.
    """

    def __init__(self, room: Callable[[str], Awaitable[None]], edit: Edit, never: Callable[[str, int], None]) -> None:
        self._room, self._edit, self._never = room, edit, never
        self._waiting: dict[str, dict[int, Mapping[str, Any]]] = {}  # by chat and message: what it is to become

    def forget(self, chat: str, message: int) -> None:
        """It is not to be changed any more."""
        self._waiting.get(chat, {}).pop(message, None)

    async def change(self, chat: str, message: int, **what: Any) -> None:
        """Change it, some time soon. Twice does no harm, so what fails is tried a few times."""
        if chat in self._waiting:
            self._waiting[chat][message] = what  # whoever is at it there takes this along
            return
        waiting: dict[int, Mapping[str, Any]] = {message: what}
        self._waiting[chat], tries = waiting, Counter[int]()
        try:
            while waiting:
                await self._room(chat)
                if not waiting:
                    return
                newest = max(waiting)
                wanted = waiting.pop(newest)
                fate = await self._edit(chat, newest, wanted)
                tries[newest] += 1
                if fate == "later" and tries[newest] < TRIES:
                    waiting.setdefault(newest, wanted)
                    await asyncio.sleep(PAUSE * 2 ** (tries[newest] - 1))
                elif fate != "done":
                    self._never(chat, newest)
        finally:
            del self._waiting[chat]
