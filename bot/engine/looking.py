"""Whoever is due is looked up page by page, and hears of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, datetime

from bot.adapter import Clock, Platform
from bot.engine.inputs import ClockChanged, Input
from bot.engine.writer import StoppedError, Writer
from bot.store.queries import Broken, DuePerson, Store
from scheduler.nudges import FARTHEST

log = logging.getLogger(__name__)

CLAIM = 500  # people looked up at once
PAGES = 20  # of so many at each look something is worked out anew: the soonest first, and nobody else waits for it
ALWAYS = datetime.max.replace(tzinfo=UTC)
FIRST = DuePerson(datetime.min.replace(tzinfo=UTC), "")

DueQuery = Callable[[datetime, Iterable[str], DuePerson | None, int], Awaitable[list[DuePerson]]]


class Looking:
    """platforms: those we speak for now; it may change meanwhile."""

    def __init__(self, writer: Writer, platforms: Mapping[str, Platform]) -> None:
        self._writer, self._platforms = writer, platforms

    async def each(
        self,
        on: str,
        due: DueQuery,
        until: datetime,
        event: Callable[[DuePerson], Input | None],
        *,
        after: DuePerson | None = None,
    ) -> None:
        """Hear an event for everybody on that platform who is due by `until`, behind `after`, oldest first, each once;
        nobody any more when another process speaks there. What cannot be looked up any more keeps nothing else from
        being looked up. Raises Unavailable.
        """
        while on in self._platforms and (claimed := await self.guarded(due(until, [on], after, CLAIM))):
            await self.heard(claimed, event)
            if len(claimed) < CLAIM:
                return
            after = claimed[-1]

    async def heard(self, claimed: Iterable[DuePerson], event: Callable[[DuePerson], Input | None]) -> None:
        heard = [(one.person, what) for one in claimed if (what := event(one))]
        hearing = (self._writer.hear(person, what) for person, what in heard)
        if StoppedError in map(type, await asyncio.gather(*hearing, return_exceptions=True)):
            raise StoppedError  # any other one fails alone

    async def guarded(self, looking: Awaitable[list[DuePerson]]) -> list[DuePerson]:
        """Nobody, where nothing can be read any more. Raises Unavailable."""
        try:
            return await looking
        except Broken as broken:
            log.error("who is waiting cannot be read any more: %s", broken)
            await self._writer.doubt()
            return []


class Deriving:
    """When nudges are due is worked out anew where the rules of the zones are others than they were, where the clock
    was set back, and where it lies so far ahead that no clock that is right can have led to it.

    zones: the version of the rules of today; "" where that is nobody's business.
    """

    def __init__(self, store: Store, looking: Looking, *, now: Clock, zones: str) -> None:
        self._store, self._looking, self._now, self._zones = store, looking, now, zones
        self._known: set[str] = set()  # the platforms of which is known by which rules it was worked out
        self._walks: dict[str, DuePerson] = {}  # by platform: all up to here have been

    def again(self, platforms: Iterable[str]) -> None:
        """The clock was set back: everybody's anew."""
        self._walks = dict.fromkeys(platforms, FIRST)

    def leave(self, platform: str) -> None:
        self._known.discard(platform)
        self._walks.pop(platform, None)

    async def look(self, platform: str) -> None:
        """The next few pages. Raises Unavailable."""
        if platform not in self._known:
            if self._zones and await self._store.derived_from(platform) != self._zones:
                self._walks.setdefault(platform, FIRST)
            self._known.add(platform)
        for _ in range(PAGES):
            after = self._walks.get(platform) or DuePerson(self._now() + FARTHEST, "")
            page = await self._looking.guarded(self._store.nudges_due(ALWAYS, [platform], after, CLAIM))
            await self._looking.heard(page, lambda _: ClockChanged())
            if len(page) == CLAIM:
                if platform in self._walks:
                    self._walks[platform] = page[-1]
                continue
            if self._walks.pop(platform, None) and self._zones:
                await self._store.derive_from(platform, self._zones)
            return
