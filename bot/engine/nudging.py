"""Who is due is claimed a few seconds ahead, and nothing of that is kept: until the request of a nudge goes out its
person is as due as before, for us or for whoever comes after us, however we end.

Each waits for the platform's pace first. Then the turn is taken; it is committed with those of others, and only then is
the nudge *begun*: what is begun and not told when a process dies may have been shown, and is not sent again.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from bot.adapter import Address, Clock, Platform, TryLater
from bot.engine.inputs import NudgeClaimed
from bot.engine.outbox import Outbox
from bot.engine.writer import Steps, StoppedError, Writer
from bot.store.queries import Broken, DuePerson, Store, Unavailable

log = logging.getLogger(__name__)

AHEAD = 3.0  # seconds of a platform's pace for which people are claimed
WIRE = 1.0  # seconds of a platform's pace that may be begun at once: as long as a slow answer takes
MOST = 500  # people claimed at once, however fast a platform is
PAUSE = 1.0  # seconds before a platform that is not ready is asked again, at least
PLACES = 3  # so often a nudge is moved to where it belongs before it waits for the next look


class Nudging:
    """platforms: those we speak for now; it may change meanwhile. late: what is later than this is left out.

    at: told the step "queued" when somebody begins to wait for their turn.
    """

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        writer: Writer,
        outbox: Outbox,
        *,
        now: Clock,
        late: timedelta,
        at: Steps,
    ) -> None:
        self._store, self._platforms, self._writer, self._outbox = store, platforms, writer, outbox
        self._now, self._late, self._at = now, late, at
        self._rounds: dict[str, asyncio.Task[None]] = {}
        self._waiting: dict[str, dict[str, asyncio.Task[None]]] = {}  # by platform, then by person
        self._wires: dict[str, asyncio.Semaphore] = {}
        self._claims: set[str] = set()  # decided, or about to be, and not yet handed on to be said
        self._stopped = False

    async def look(self) -> None:
        """Claim whoever is due on platforms where nobody is being claimed; returns when the first of them are."""
        first: list[Awaitable[object]] = []
        for name in self._platforms:
            if not self._stopped and name not in self._rounds:
                claimed = asyncio.Event()
                task = self._rounds[name] = asyncio.create_task(self._round(name, claimed), name="nudging")
                first.append(claimed.wait())
                task.add_done_callback(lambda _, name=name, claimed=claimed: self._over(name, claimed))  # type: ignore[misc]
        await asyncio.gather(*first)

    def ours(self, claim: str | None) -> bool:
        """Whether this nudge is ours to say, and has not been handed on yet; from now on it has."""
        if not claim or claim not in self._claims:
            return False
        self._claims.discard(claim)
        return True

    async def settled(self) -> None:
        """Wait until all who were due have been told."""
        while tasks := [*self._rounds.values(), *(task for each in self._waiting.values() for task in each.values())]:
            await asyncio.wait(tasks)

    async def leave(self, platform: str) -> None:
        """Nobody is told there by us any more: who waits is as due as before."""
        tasks = [*self._waiting.get(platform, {}).values()]
        if platform in self._rounds:
            tasks.append(self._rounds[platform])
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def stop(self) -> None:
        """Claim nobody any more, and let go of all who wait."""
        self._stopped = True
        for name in {*self._rounds, *self._waiting}:
            await self.leave(name)

    # --- one platform -------------------------------------------------------------------------------------------------

    def _over(self, name: str, claimed: asyncio.Event) -> None:
        self._rounds.pop(name, None)
        claimed.set()

    async def _round(self, name: str, claimed: asyncio.Event) -> None:
        """Claim all who are due there, page by page, each when half of those before have been told."""
        ahead, wire = (int(min(MOST, max(1, self._platforms[name].rate * each))) for each in (AHEAD, WIRE))
        self._wires.setdefault(name, asyncio.Semaphore(wire))
        waiting = self._waiting.setdefault(name, {})
        last: DuePerson | None = None
        try:
            while name in self._platforms:
                now = self._now()
                page = await self._store.nudges_due(now, [name], last, ahead)
                for one in await self._not_late([one for one in page if one.person not in waiting], now):
                    waiting[one.person] = asyncio.create_task(self._give(one.person, Address(name, one.chat)))
                    waiting[one.person].add_done_callback(lambda _, person=one.person: waiting.pop(person, None))  # type: ignore[misc]
                claimed.set()
                if len(page) < ahead:
                    return
                last = page[-1]
                while len(waiting) > ahead // 2:
                    await asyncio.wait([*waiting.values()], return_when=asyncio.FIRST_COMPLETED)
        except Broken:
            with suppress(Unavailable):
                await self._writer.doubt()
            log.error("who is to be nudged on %s cannot be read any more", name)
        except (Unavailable, StoppedError) as error:
            log.warning("nobody is nudged for now: %s", type(error).__name__)

    async def _not_late(self, due: list[DuePerson], now: datetime) -> list[DuePerson]:
        """Those who are still to be told; that the others are too late is recorded at once, at nobody's pace."""
        overdue = [one for one in due if one.due < now - self._late]
        asked = (self._decided(one.person, None) for one in overdue)
        left_out = await asyncio.gather(*asked, return_exceptions=True)  # one who fails fails alone
        settled = {one.person for one, done in zip(overdue, left_out, strict=True) if done}
        return [one for one in due if one.person not in settled]

    async def _give(self, person: str, address: Address) -> None:
        """Wait for the chat and for the pace, decide what is said, and see to it that it is."""
        try:
            for _ in range(PLACES):
                self._at("queued")
                await self._outbox.shown(address)
                if await self._given(person, address):
                    return
                row = await self._store.row(person)
                if row is None or row.address == address or row.platform not in self._wires:
                    return
                address = row.address
        except (Unavailable, StoppedError):
            pass  # they are as due as before
        except Exception as error:  # whatever it is, they are as due as before
            log.error("a nudge was not given: %s", type(error).__name__, exc_info=log.isEnabledFor(logging.DEBUG))

    async def _given(self, person: str, address: Address) -> bool:
        async with self._wires[address.platform]:
            while platform := self._platforms.get(address.platform):
                try:
                    await platform.ready(address.chat)
                    break
                except TryLater as later:
                    await asyncio.sleep(max(later.seconds, PAUSE))
                except Exception as error:  # noqa: BLE001  it shows when it is said, and is recorded then
                    log.debug("not ready: %s", type(error).__name__)
                    break
            settled = await self._decided(person, address)
            await self._outbox.shown(address)
            return settled

    async def _decided(self, person: str, address: Address | None) -> bool:
        """Take the turn: whether it is settled. address: None if it may only be left out."""
        claim = secrets.token_hex(4)
        self._claims.add(claim)
        try:
            # whoever gives up waiting takes nothing back
            return await asyncio.shield(self._writer.hear(person, NudgeClaimed(address, claim, self._still)))
        finally:
            self._claims.discard(claim)

    def _still(self, address: Address) -> bool:
        """Whether we may speak there; asked when the turn is taken, for the database may have stood still."""
        return not self._stopped and address.platform in self._platforms
