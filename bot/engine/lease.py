"""Of all processes on one database, one talks as a bot: the one that holds its lease. The others look again and again.

A lease lasts three looks without an answer; the holder gives up after the first, so it has stopped before another can
begin. A process that dies, stands still or loses its network is replaced after four looks (8 s).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from bot.store.queries import Store

log = logging.getLogger(__name__)

EVERY = 2.0  # seconds between two looks
LETTING_GO = 0.5  # seconds for each of two steps; the server takes the lease anyway when the connection has gone

TAKEN = "another process talks on {}; waiting"
SILENT = "the database does not answer, so nobody knows who talks on {}; waiting"
OVER = "talking on {} from now on"


class LeaseHolder:
    """Inside `async with`: tries to hold, watches whether it still does, and gives back in the end.

    platform: its name. bot: which bot, the same in every process, without any secret. every: seconds between two looks.
    tell: called with one line when it has to wait, which says why, and another when that is over.
    """

    def __init__(
        self, store: Store, platform: str, bot: str, *, tell: Callable[[str], None], every: float = EVERY
    ) -> None:
        self._lease = store.lease(f"{platform} {bot}", 3 * every)
        self._platform, self._tell, self._every = platform, tell, every
        self._ours, self._gone = asyncio.Event(), asyncio.Event()
        self._gone.set()
        self._told = ""
        self._watching: asyncio.Task[None] | None = None

    async def __aenter__(self) -> LeaseHolder:
        self._watching = asyncio.create_task(self._watch(), name="holding")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.release()

    async def release(self) -> None:
        """Hold it no more, so that another process may at once."""
        self._set(False)
        if self._watching:
            self._watching.cancel()
            await asyncio.wait([self._watching], timeout=LETTING_GO)
        try:
            async with asyncio.timeout(LETTING_GO):
                await self._lease.close()
        except Exception as error:  # noqa: BLE001  the server does it for us
            log.debug("the lease on %s was not given back: %s", self._platform, type(error).__name__)

    async def acquired(self) -> None:
        """Wait until it is held."""
        await self._ours.wait()

    async def lost(self) -> None:
        """Wait until it is not held."""
        await self._gone.wait()

    def _set(self, ours: bool) -> None:
        for event, happened in ((self._ours, ours), (self._gone, not ours)):
            event.set() if happened else event.clear()

    async def _watch(self) -> None:
        while True:
            asked = asyncio.create_task(self._lease.held())
            try:
                await asyncio.wait([asked], timeout=self._every)
                answered = asked.done() and not asked.exception()
                self._note("" if answered and asked.result() else TAKEN if answered else SILENT)
            finally:
                asked.cancel()
                await asyncio.wait([asked])
            if not answered:
                await self._lease.close()
            await asyncio.sleep(self._every)

    def _note(self, why_not: str) -> None:
        self._set(not why_not)
        if why_not != self._told:
            self._tell((why_not or OVER).format(self._platform))
        self._told = why_not
