"""The loop around the dialogs: what is heard is kept, then said; what is due is looked up and heard.

The database is the only truth. Alarms, queues and names in here are a cache of it, and may die at any moment.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import assert_never

from bot.adapter import Address, Clock, Platform
from bot.engine.entries import Keyboard, OutboxEntry
from bot.engine.export import export
from bot.engine.inbox import Inbox
from bot.engine.inputs import Input, OutboxResumed, Theirs
from bot.engine.looking import ALWAYS, Deriving, Looking
from bot.engine.merge import fresh
from bot.engine.nudging import Nudging
from bot.engine.outbox import Delivery, Outbox
from bot.engine.outcome import Changed, Forgotten, Merged, NeedsCode, Outcome, Unchanged
from bot.engine.turn import Turns
from bot.engine.writer import Steps, StoppedError, Writer
from bot.store.queries import Broken, DuePerson, Row, Store, Unavailable
from content.model import Catalog
from handlers.dialog import ask
from handlers.events import Edited, Event, Rang, Said, Woke
from handlers.saved import dump_says, load_says
from handlers.say import Say, say
from handlers.typed import hearing
from scheduler.alarms import Alarms

log = logging.getLogger(__name__)

STALE = timedelta(minutes=1)  # what waits in an outbox for so long, and nobody is saying, was left by a crash


class Engine:
    """One process of Lumbot: `start`, then `hear` for whatever happens, then `stop`.

    platforms: those we speak for now. Where several processes share them it may change meanwhile: `wake` when one has
    come, `leave` when one has gone.
    now: the clock (UTC). speed, region, contact, late: as every `World` has them.
    sweep_seconds: how often it is looked up who is due. pause: seconds before a message that failed is tried again,
    doubled each time.
    zones: the version of the rules of the time zones. code: proposes codes for linking. tidy: whether steps that are
    over go from a chat. at: is told the name of each step a turn passes, in order; tests stop the process there.
    """

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        platforms: Mapping[str, Platform],
        *,
        alarms: Alarms,
        now: Clock,
        speed: float = 1.0,
        region: str = "",
        contact: str = "",
        late: timedelta = timedelta(minutes=90),
        sweep_seconds: float = 20.0,
        pause: float = 0.5,
        zones: str = "",
        code: Callable[[], str] = fresh,
        tidy: bool = True,
        at: Steps = str,  # told each step, for tests; this is nobody
    ) -> None:
        self._store, self._platforms, self._alarms, self._now = store, platforms, alarms, now
        self._sweep_seconds, self._soon = sweep_seconds, timedelta(seconds=2 * sweep_seconds)
        self._turns = Turns(catalog, speed=speed, region=region, late=late, code=code, contact=contact)
        self.inbox = Inbox(store)
        self._writer = Writer(store, self._turns, self.inbox, now=now, committed=self._committed, at=at)
        self._outbox = Outbox(
            platforms, catalog, self._writer, now=now, speed=speed, export=self._export, at=at, pause=pause, tidy=tidy
        )
        self._nudging = Nudging(store, platforms, self._writer, self._outbox, now=now, late=late, at=at)
        self._looking = Looking(self._writer, platforms)
        self._deriving = Deriving(store, self._looking, now=now, zones=zones)
        self._swept: datetime | None = None
        self._set: dict[str, str] = {}  # whose alarm is set, and the platform they are on
        self._untidy = True  # whoever was here before may have died before they tidied

    async def start(self) -> None:
        """Begin to write, to ring and to sweep, and wake everybody whose dialog was waiting while we were away."""
        self._writer.start()
        self._alarms.start()
        self._alarms.every(self._sweep_seconds, self.sweep, "sweep")
        await self.wake()

    async def stop(self, within: float = 2.0) -> None:
        """Hear nothing more, say for up to `within` seconds what is still to be said, leave the rest to the rows."""
        self._alarms.stop()
        await self._nudging.stop()
        await self._alarms.finish(within)
        await self._outbox.stop(within)
        await self._writer.stop(within)

    async def hear(self, address: Address, event: Event, update: str = "") -> bool:
        """Take the turn of whoever is at `address`; returns after the commit, and only then may it be acknowledged.

        update: the platform's id of what it delivered; the same one again changes nothing.
        Returns whether a button that was pressed counted as an answer (not stale, forged or heard before).
        Raises StoppedError when the engine stopped before it was kept.
        """
        if isinstance(event, Said | Edited):
            event = replace(event, text=storable(event.text))
        if not update and isinstance(event, Theirs):
            update = secrets.token_hex(4)  # if an answer of the database gets lost, this tells whether it was kept
        try:
            return await asyncio.shield(self._writer.hear(address, event, update))
        except Broken:
            self._unkept(address, event)
            return False

    async def broken(self) -> None:
        """Wait until the database cannot do anything any more, and never will. Raises StoreError then."""
        await self._writer.broken()

    async def shown(self, address: Address) -> None:
        """Wait until everything there is to say at that address has been shown."""
        await self._outbox.shown(address)

    async def nudged(self) -> None:
        """Wait until everybody who was found to be due has been told."""
        await self._nudging.settled()

    async def fits(self, address: Address, text: str) -> bool:
        """Whether the text means something for the question that is being asked there now."""
        row = await self._store.row_at(address)
        known = self._turns.reader.read(row, ()) if row else None
        if known is None or known.dialog is None:
            return False
        world = self._turns.world(known.person, row, self._now())
        return hearing.fits(storable(text), ask(known.dialog, world), world)

    # --- what is due --------------------------------------------------------------------------------------------

    async def wake(self, on: Iterable[str] | None = None) -> None:
        """After a start: say what outboxes still hold, and wake every dialog that was waiting for its alarm.

        on: the names of the platforms that are ours from now on; all of them if not given. Raises Unavailable.
        """
        for name in list(self._platforms if on is None else on):
            await self._looking.each(name, self._store.with_outbox, ALWAYS, partial(self._resumed, name, {}))
            await self._looking.each(name, self._store.wakes_due, ALWAYS, lambda _: Woke())

    async def leave(self, name: str) -> None:
        """A platform was taken out of `platforms`: ring and say nothing there any more; the rows have what is left."""
        for person in [person for person, where in self._set.items() if where == name]:
            del self._set[person]
            self._alarms.clear(person)
        self._deriving.leave(name)
        await self._nudging.leave(name)
        await self._outbox.leave(name)

    async def sweep(self) -> None:
        """Hear what is due: alarms that did not ring, what outboxes hold, nudges; set the next alarms."""
        now, each, names = self._now(), self._looking.each, [*self._platforms]
        try:
            if self._swept and now < self._swept:
                await self._set_back(names)
            self._swept = now
            for name in names:
                await each(name, self._store.wakes_due, now + self._soon, partial(self._rung, name))
            queued = self._outbox.queued()
            for name in names:
                left, resumed = self._store.with_outbox, partial(self._resumed, name, queued)
                await each(name, left, now - STALE, resumed)
                await each(name, left, ALWAYS, resumed, after=DuePerson(now + STALE, ""))  # by a clock that was wrong
            await self._nudging.look()
            for name in names:
                await self._deriving.look(name)
            if lost := self._store.lost():
                self._writer.give_up(lost)
            elif self._untidy:
                self._untidy = not await self._store.tidy()
        except (Unavailable, StoppedError) as error:
            log.warning("the sweep was cut short: %s", type(error).__name__)

    async def _set_back(self, names: Sequence[str]) -> None:
        """The clock was put back: what was to end by the old one is as if nobody had been there, and all nudges are
        worked out anew.
        """
        self._deriving.again(names)
        for name in names:
            await self._looking.each(name, self._store.wakes_due, ALWAYS, lambda _: Woke())

    def _rung(self, on: str, waiting: DuePerson) -> Input | None:
        if waiting.due <= self._now():
            return Rang()
        self._ring_at(waiting.person, on, waiting.due)
        return None

    @staticmethod
    def _resumed(on: str, queued: Mapping[str, frozenset[int]], waiting: DuePerson) -> Input:
        return OutboxResumed(queued.get(waiting.person, frozenset()), on)

    async def _ring(self, person: str) -> None:
        self._set.pop(person, None)
        with suppress(StoppedError, Broken):
            await asyncio.shield(self._writer.hear(person, Rang()))

    # --- after a commit -----------------------------------------------------------------------------------------

    def _committed(self, outcomes: Sequence[Outcome]) -> None:
        """What a commit changed: the alarm, and what is to be said. Called by the writer."""
        self._untidy = True
        for outcome in outcomes:
            match outcome:
                case Unchanged(person, row):
                    self._say(outcome, row, row)
                case Changed(person, row, was):
                    if outcome.caught_up:
                        self._outbox.keep_only(person, row.address, {entry.turn for entry in outcome.outbox})
                    self._say(outcome, row, was)
                case Merged(person, row, was, gone):
                    if gone:
                        self._set_alarm(gone.person, None)
                    self._say(outcome, row, was)
                case Forgotten(person, was):
                    row = None
                    self._outbox.drop(person)
                    if was and not was.unreachable:
                        self._aside(person, was, outcome.aside, outcome.asked, outcome.language)
                case NeedsCode():
                    continue  # it has become one of the others
                case _:
                    assert_never(outcome)
            self._set_alarm(person, row)

    def _say(self, outcome: Unchanged | Changed | Merged, row: Row | None, was: Row | None) -> None:
        """What there is to say, each at its place: where they are, or in another chat of theirs."""
        if row is None or row.unreachable:
            return
        said: dict[Address, list[Delivery]] = {}
        for entry in outcome.outbox:
            if not entry.once or self._nudging.ours(entry.claim):  # whoever decided on a nudge says it, nobody else
                said.setdefault(entry.at or row.address, []).append(Delivery(outcome.person, entry, outcome.language))
        for address, items in said.items():
            there = address == row.address
            keyboard = Keyboard.load((row if there else was or row).keyboard)
            self._outbox.add(address, items, keyboard if keyboard and (there or keyboard.address == address) else None)
        if isinstance(outcome, Unchanged) and outcome.aside:
            self._aside(outcome.person, row, outcome.aside, 0, outcome.language)

    def _unkept(self, address: Address, event: Event) -> None:
        """Who cannot be kept is answered all the same: what belongs to danger, or else that it went wrong."""
        somebody = self._turns.reader.new(secrets.token_hex(8))
        outcome = self._turns.take(somebody, event, self._now(), at=address)
        if isinstance(outcome, Changed):
            urgent = tuple(each for entry in outcome.outbox for each in load_says(entry.says) if each.safety)
            says = urgent or (say("trouble"),)
            self._aside(somebody.id, outcome.row, says, 0, outcome.language)

    def _aside(self, person: str, row: Row, says: tuple[Say, ...], asked: int, language: str) -> None:
        """Said where they are, without being kept."""
        entry = OutboxEntry(row.turn, asked, dump_says(says))
        keyboard = Keyboard.load(row.keyboard)
        self._outbox.add(row.address, [Delivery(person, entry, language, kept=False)], keyboard)

    def _set_alarm(self, person: str, row: Row | None) -> None:
        wake_at = row.wake_at if row and row.platform in self._platforms else None
        if row and wake_at and self._now() < wake_at <= self._now() + self._soon:
            self._ring_at(person, row.platform, wake_at)
        elif person in self._set:
            del self._set[person]
            self._alarms.clear(person)

    def _ring_at(self, person: str, on: str, at: datetime) -> None:
        self._set[person] = on
        self._alarms.ring_at(person, at, self._ring)

    async def _export(self, person: str) -> str:
        row = await self._store.row(person)
        if row is None:
            return ""
        return export(row, await self._store.addresses(person), await self._store.facts(person), self._now())


def storable(text: str) -> str:
    """The text without what no database keeps: the mark NUL, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()
