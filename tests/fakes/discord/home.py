"""Lumbot between an engine on a held clock and a Discord of our own on loopback, for the tests of that platform."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from bot.adapter import Address
from bot.engine.engine import Engine
from bot.platforms.discord.settings import DiscordSettings
from bot.platforms.shared.rate_limiter import RateLimiter
from bot.store.database import NEITHER
from bot.store.queries import Row, Store
from content.model import Catalog
from handlers.saved import load_dialog
from tests.fakes.discord.people import Person
from tests.fakes.discord.pointing import pointed
from tests.fakes.discord.server import Server
from tests.fakes.discord.world import Shown
from tests.fakes.shared.engines import WAY, Clock, HeldAlarms
from tests.fakes.shared.skipping import skipping

# after the library, which warns when it is first imported
from bot.platforms.discord.gateway import Patience  # isort: skip
from bot.platforms.discord.platform import Discord  # isort: skip


QUICK = Patience(pause=0.02, longest=0.1, stuck=0.3, look=0.02)


class Home:
    """A Discord, an engine, and Lumbot between them. more: for `Discord`."""

    def __init__(self, server: Server, store: Store, catalog: Catalog, **more: Any) -> None:
        self.server, self.store, self.catalog, self.more = server, store, catalog, more
        self.clock = Clock()
        self.alarms = HeldAlarms(self.clock)
        self.serving: asyncio.Task[None] | None = None
        self.build()

    def build(self) -> None:
        """A new process: nothing is left of the one before but the database."""
        quick = RateLimiter(1000, burst=900, kept=0, chat_every=0.001, chat_burst=100)
        more = {"catalog": self.catalog, "now": self.clock, "limiter": quick, "patience": QUICK, **self.more}
        self.line = Discord(DiscordSettings(token=self.server.token), **more)
        self.engine = Engine(
            self.store, self.catalog, {"discord": self.line}, alarms=self.alarms, now=self.clock, pause=0.001
        )

    async def start(self, *, engine: bool = True) -> None:
        if engine:
            await self.engine.start()
        self.serving = asyncio.create_task(self.line.serve(self.engine))
        await self.server.connected()
        await self.server.until(lambda: self.server.commands)

    async def leave(self) -> None:
        """What a request to end does first."""
        if self.serving:
            self.serving.cancel()
            with suppress(asyncio.CancelledError):
                await self.serving
            self.serving = None

    async def stop(self) -> None:
        await self.leave()
        await self.engine.stop(0.5)
        await self.line.disconnect()

    async def restart(self) -> None:
        await self.stop()
        self.build()
        await self.start()

    async def wait(self, **by: float) -> None:
        """Let time pass, and ring what is due."""
        self.clock.move(**by)
        await self.alarms.ring()
        await self.engine.sweep()
        await self.engine.nudged()

    async def says(self, person: Person, text: str, count: int = 1) -> list[str]:
        """They write it; what has been answered when there are so many messages more."""
        before = len(person.heard)
        await person.writes(text)
        await self.server.until(lambda: len(person.heard) >= before + count)
        return person.heard[before:]

    async def taps(self, person: Person, *choices: str) -> None:
        """They press these, one after the other; each is answered with another question before the next."""
        for choice in choices:
            pressed = button(person, choice)
            assert pressed, f"no {choice} under {person.heard[-1]!r}"
            before = offered(person)
            await person.presses(pressed)
            await self.server.until(lambda before=before: offered(person) not in (before, ()))  # type: ignore[misc]

    async def walk_in(self, person: Person, until: str = "ready") -> None:
        """From hello to just before the button `until` of the way in is pressed."""
        await self.says(person, "/start")
        await self.taps(person, *WAY[: WAY.index(until)])

    async def row(self, person: Person) -> Row:
        found = await self.store.row_at(Address("discord", str(person.id)))
        assert found
        return found

    async def kind(self, person: Person) -> str:
        """The name of the state the dialog is in."""
        return type(load_dialog((await self.row(person)).dialog).state).__name__

    async def facts(self, person: Person) -> list[str]:
        return [fact.kind for fact in await self.store.facts((await self.row(person)).person)]


def asked(person: Person) -> Shown | None:
    """The newest message with buttons, if the newest message has any."""
    return person.sees[-1] if person.sees and person.sees[-1].rows else None


def offered(person: Person) -> tuple[str, ...]:
    """The custom ids of what can be pressed under the question asked now: another question has others, also where it
    took the place of the one before."""
    question = asked(person)
    return tuple(part.custom_id for row in question.rows for part in row) if question else ()


def button(person: Person, choice: str) -> str:
    """The custom id of that choice under the question asked now, "" if it is not there."""
    return next((each for each in offered(person) if each.endswith(f":{choice}")), "")


def first(shown: Shown) -> str:
    """What a message said before anything was changed about it."""
    return shown.edits[0].content if shown.edits else shown.content


@asynccontextmanager
async def a_store(folder: Path) -> AsyncIterator[Store]:
    """A new store in that folder: its tables are made once and copied, and the disk is not waited for."""
    path = folder / "discord.db"
    if not _new:
        await (await Store.open(f"sqlite:///{path}")).close()
        _new.append(path.read_bytes())
    path.write_bytes(_new[0])
    store = await Store.open(f"sqlite:///{path}")
    await store.read(lambda connection: connection.exec_driver_sql("PRAGMA synchronous = OFF"), NEITHER)
    try:
        yield store
    finally:
        await store.close()


_new: list[bytes] = []  # the file of a store as it is when it is opened for the first time


@asynccontextmanager
async def a_server(**more: Any) -> AsyncIterator[Server]:
    """A Discord that the library is pointed at, and nobody waits: time passes when there is nothing else to do."""
    with skipping():
        async with Server(**more) as server:
            with pointed(server):
                yield server


@asynccontextmanager
async def at_home(server: Server, store: Store, catalog: Catalog, **more: Any) -> AsyncIterator[Home]:
    """A home there that has been started."""
    home = Home(server, store, catalog, **more)
    await home.start()
    try:
        yield home
    finally:
        await home.stop()
