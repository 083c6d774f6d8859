"""What a platform delivered of people who send more than can be heard at once: it is kept before it is confirmed, so
that nobody waits behind them; and goes in the transaction in which it is heard.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from functools import partial

from bot.store import inbox
from bot.store.database import WRITING
from bot.store.inbox import Update
from bot.store.queries import Broken, Rejected, Store, Unavailable

log = logging.getLogger(__name__)

PAUSE = 0.5  # seconds between tries while the database does not answer


class Inbox:
    """What is kept and not heard yet, in the database; `kept` has the ids of it, of the platforms that are ours."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.kept: set[Update] = set()

    async def keep(self, platform: str, updates: Mapping[str, str]) -> bool:
        """Keep these updates, as they came, by their ids; returns when they are committed, however long that takes.

        Returns whether they are: not where the database is broken.
        """
        while True:
            try:
                await self._store.read(lambda connection: inbox.keep(connection, platform, updates), WRITING)
            except Unavailable:
                await asyncio.sleep(PAUSE)
            except (Broken, Rejected) as error:
                log.error("updates could not be kept: %s", error)
                return False
            else:
                self.kept.update((platform, update) for update in updates)
                return True

    async def left(self, platform: str) -> list[str]:
        """All that was kept there and not heard yet, in order. Raises Unavailable."""
        try:
            found = await self._store.read(partial(inbox.left, platform=platform))
        except Broken as error:
            log.error("what was delivered before cannot be read any more: %s", error)
            return []
        self.kept.update((platform, update) for update, _ in found)
        return [raw for _, raw in found]

    async def drop(self, platform: str, update: str) -> None:
        """This one will never be heard."""
        try:
            await self._store.read(partial(inbox.drop, updates=[(platform, update)]), WRITING)
        except (Unavailable, Broken, Rejected) as error:
            log.debug("not dropped: %s", type(error).__name__)
        self.kept.discard((platform, update))

    def among(self, updates: Iterable[Update]) -> list[Update]:
        """Those of these which are kept."""
        return [each for each in updates if each in self.kept] if self.kept else []
