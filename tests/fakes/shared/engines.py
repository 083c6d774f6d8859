"""What engine tests hold in their hands: the clock, the alarms and a platform that writes down what it was shown.

These are the edges of the process (time and network); everything between them is the real thing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from math import inf
from typing import Any

from bot.adapter import Address
from bot.engine.engine import Engine
from bot.speaking.speak import Utterance
from bot.store.queries import Row, Store
from content.model import Catalog
from handlers.events import Event, Pressed, Said
from handlers.saved import load_dialog
from scheduler.alarms import Alarms
from tests.fakes.shared.stores import NOON

ANN = Address("tests", "ann")
BOB = Address("tests", "bob")

# the buttons from hello to the first hold
WAY = ("age_20_50", "agree", *["none"] * 6, "3", "skip", "time", "ready")  # the first "none" comes too fast


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


class HeldAlarms(Alarms):
    """Alarms on the clock of the test: what is due rings when the test says so."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.set: dict[str, tuple[datetime, Callable[[str], Awaitable[None]]]] = {}
        self.sweep: Callable[[], Awaitable[None]] | None = None

    def start(self) -> None:
        pass

    def stop(self) -> None:
        self.set.clear()

    async def finish(self, within: float) -> None:
        pass

    def ring_at(self, name: str, at: datetime, ring: Callable[[str], Awaitable[None]]) -> None:
        self.set[name] = (at, ring)

    def clear(self, name: str) -> None:
        self.set.pop(name, None)

    def every(self, seconds: float, do: Callable[[], Awaitable[None]], name: str) -> None:
        self.sweep = do

    async def ring(self) -> int:
        """Ring whatever is due by now; returns how many rang."""
        due = [name for name, (at, _) in self.set.items() if at <= self.clock.now]
        await asyncio.gather(*(self.set.pop(name)[1](name) for name in due))
        return len(due)


class Recording:
    """A platform that takes every message, or does with it what `fate` says: it is called before each and may raise."""

    name = "tests"
    rate: float = inf

    def __init__(self) -> None:
        self.closed: list[tuple[str, str]] = []
        self.shown: list[tuple[str, Utterance, str]] = []
        self.fate: Callable[[str, Utterance], Awaitable[None] | None] = lambda _chat, _utterance: None

    async def ready(self, chat: str) -> None:
        pass

    async def deliver(self, chat: str, utterance: Utterance, nonce: str) -> str:
        if waiting := self.fate(chat, utterance):
            await waiting
        self.shown.append((chat, utterance, nonce))
        return str(len(self.shown))

    async def close_buttons(self, chat: str, message: str, trace: str = "") -> None:
        self.closed.append((chat, message))

    def to(self, address: Address = ANN) -> list[Utterance]:
        return [utterance for chat, utterance, _ in self.shown if chat == address.chat]

    def texts(self, address: Address = ANN) -> list[str]:
        return [utterance.text for utterance in self.to(address)]


class Talk:
    """An engine, and its edges. on: the names of the platforms; one and the same stands behind all of them."""

    def __init__(
        self, store: Store, catalog: Catalog, clock: Clock, on: Sequence[str] = ("tests",), **more: Any
    ) -> None:
        self.store, self.catalog, self.clock = store, catalog, clock
        self.alarms = HeldAlarms(clock)
        self.platform = Recording()
        self.platforms = dict.fromkeys(on, self.platform)
        self.engine = Engine(store, catalog, self.platforms, alarms=self.alarms, now=clock, **{"pause": 0.001, **more})

    async def hear(self, event: Event | str, address: Address = ANN, update: str = "") -> list[str]:
        """Hear it (a text is typed), wait until everything is shown, and return the new texts."""
        before = len(self.platform.to(address))
        await self.engine.hear(address, Said(event) if isinstance(event, str) else event, update)
        await self.engine.shown(address)
        return self.platform.texts(address)[before:]

    async def tap(self, *choices: str, address: Address = ANN, update: str = "") -> list[str]:
        """Press these buttons, one after the other; returns the texts that came after the last."""
        texts: list[str] = []
        for choice in choices:
            texts = await self.hear(self.button(choice, address), address, update)
        return texts

    def button(self, choice: str, address: Address = ANN) -> Pressed:
        """That button under the last message which has any."""
        asked = next(each for each in reversed(self.platform.to(address)) if each.buttons)
        ids = [each.id.partition(":") for each in asked.buttons]
        assert choice in [each for _, _, each in ids], f"no {choice} under {asked.text!r}: {ids}"
        return Pressed(choice, int(ids[0][0]))

    async def row(self, address: Address = ANN) -> Row:
        found = await self.store.row_at(address)
        assert found
        return found

    async def kind(self, address: Address = ANN) -> str:
        """The name of the state the dialog is in."""
        return type(load_dialog((await self.row(address)).dialog).state).__name__

    async def facts(self, address: Address = ANN) -> list[str]:
        """The kinds of all that happened."""
        return [fact.kind for fact in await self.store.facts((await self.row(address)).person)]

    async def walk_in(self, address: Address = ANN, until: str = "ready") -> None:
        """From hello to just before the button `until` of the way below is pressed."""
        await self.hear("/start", address)
        await self.tap(*WAY[: WAY.index(until)], address=address)

    async def sweep(self) -> None:
        """Look who is due, and wait until all of them have been told."""
        await self.engine.sweep()
        await self.engine.nudged()

    async def wait(self, address: Address = ANN, **by: float) -> list[str]:
        """Let time pass, ring what is due, and return the new texts."""
        before = len(self.platform.to(address))
        self.clock.move(**by)
        await self.alarms.ring()
        await self.sweep()
        await self.engine.shown(address)
        return self.platform.texts(address)[before:]


@asynccontextmanager
async def talking(store: Store, catalog: Catalog, clock: Clock | None = None, **more: Any) -> AsyncIterator[Talk]:
    """A started engine on that store, stopped in the end."""
    talk = Talk(store, catalog, clock or Clock(), **more)
    await talk.engine.start()
    try:
        yield talk
    finally:
        await talk.engine.stop(0.2)
