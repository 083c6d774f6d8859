"""Ann talks with Lumbot on Telegram: a running process with its clock in our hands, and what she does and sees."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
import telegram

from bot.adapter import Address, Listener
from bot.store.queries import Store
from content.model import Catalog
from handlers.events import Event
from tests.fakes.shared.engines import WAY
from tests.fakes.shared.playing import NothingKept, Played, Wrap, played
from tests.fakes.telegram.edge import BRIEF, TelegramEdge, Webhook
from tests.fakes.telegram.people import Person
from tests.fakes.telegram.server import Server

HEALTH = ("pain", "back", "exercise", "hurt", "sore", "doctor")
SECRET = "a-Secret_1"


def library(server: Server, token: str = "") -> telegram.Bot:
    return telegram.Bot(token or server.token, f"{server.url}/bot", f"{server.url}/file/bot")


@asynccontextmanager
async def talking(
    server: Server,
    store: Store,
    catalog: Catalog,
    webhook: Webhook | None = None,
    coach: Wrap = lambda engine: engine,
    *,
    wait: bool = True,
    paced: bool = False,
) -> AsyncIterator[tuple[Played, Person]]:
    """A running process, and Ann."""
    edge = TelegramEdge(server, catalog, webhook, paced=paced, patience=BRIEF)
    async with played(store, catalog, edge, coach=coach, wait=wait) as playing:
        yield playing, edge.person


def texts(person: Person) -> list[str]:
    return [(each.past or [each.look])[0].text for each in person.shown if each.keyboard is None]


def keyboards(person: Person) -> int:
    """How many messages show buttons."""
    return sum(bool(message.buttons) for message in person.shown)


async def said(playing: Played, text: str, person: Person | None = None) -> None:
    """Ann says it, or somebody else."""
    await (person.writes(text) if person else playing.edge.types(text))
    await settled(playing, person)


async def pressed(playing: Played, person: Person, *choices: str) -> None:
    for choice in choices:
        data = next(data for row in person.shown[-1].buttons for _, data in row if data.endswith(f":{choice}"))
        await person.presses(data)
        await settled(playing, person)


async def emptied(playing: Played) -> None:
    """Telegram knows of everything that it was heard."""
    edge = playing.edge
    assert isinstance(edge, TelegramEdge)
    await edge.server.until(lambda: edge.server.pending == 0)


def address(person: Person) -> Address:
    return Address("telegram", str(person.chat_id))


async def settled(playing: Played, person: Person | None = None) -> None:
    """All is heard, and Ann (or somebody else) has been shown everything."""
    await emptied(playing)
    await playing.engine.shown(address(person) if person else playing.edge.address)


class Before:
    """Lets something happen before the coach hears."""

    def __init__(self, coach: Listener, happen: Callable[[], Awaitable[None]]) -> None:
        self.coach, self.happen = coach, happen
        self.inbox = coach.inbox

    async def hear(self, address: Address, event: Event, update: str = "") -> bool:
        await self.happen()
        return await self.coach.hear(address, event, update)

    async def shown(self, address: Address) -> None:
        await self.coach.shown(address)

    async def fits(self, address: Address, text: str) -> bool:
        return await self.coach.fits(address, text)


class Nobody:
    """A coach for tests in which nobody talks."""

    inbox = NothingKept()

    async def hear(self, address: Address, event: Event, update: str = "") -> bool:
        raise AssertionError("nobody talks here")

    async def shown(self, address: Address) -> None:
        raise AssertionError("nobody talks here")

    async def fits(self, address: Address, text: str) -> bool:
        raise AssertionError("nobody talks here")


async def logged(caplog: pytest.LogCaptureFixture, words: str) -> None:
    """Wait until the operator has been told this."""
    async with asyncio.timeout(5):
        while words not in caplog.text:  # noqa: ASYNC110  the log has no event to wait for
            await asyncio.sleep(0.005)


async def rows(playing: Played, person: Person | None = None) -> Any:
    row = await (playing.store.row_at(address(person)) if person else playing.row())
    assert row
    return row


async def reminded(playing: Played, person: Person, *, zone: bool = True) -> None:
    """From hello to a reminder at 12:30 every day, or to the question for the city."""
    await said(playing, "/start", person)
    await pressed(playing, person, *WAY[: WAY.index("skip")], "later")
    await pressed(playing, person, "at_1230")
    if zone:
        await said(playing, "Lisbon", person)
        await pressed(playing, person, "yes")
        if any(data.endswith(":days_0123456") for row in person.shown[-1].buttons for _, data in row):
            await pressed(playing, person, "days_0123456")


async def tomorrow(playing: Played, *people: Person) -> None:
    """The next nudge is due: Ann's, or that of all these people."""
    row = await rows(playing, *people[:1])
    playing.clock.now = max(row.nudge_at or playing.clock.now + timedelta(days=1), playing.clock.now)
    await playing.engine.sweep()
    await playing.engine.nudged()
    for where in map(address, people) if people else [playing.edge.address]:
        await playing.engine.shown(where)


def callback(person: Person, message: dict[str, Any], data: str) -> dict[str, Any]:
    said = {"id": f"77{len(data)}", "from": person.user, "chat_instance": "1", "data": data, "message": message}
    return {"callback_query": said}
