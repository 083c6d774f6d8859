"""What is left on a phone, and what it does meanwhile: `python -m tests.phone [telegram|discord ...]`.

A whole first evening (`first_session.txt`) and a session of somebody who has done it for weeks, at real speed on a
clock that skips waiting: how many messages of the bot are left, how often one was changed, how often the phone made a
sound, how often Telegram said "too many requests", and the most sends and edits in any 60 s of the chat.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from bisect import bisect_right
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.store.queries import Row, Store
from bot.tools.paths import opened
from content.load import load
from content.model import Catalog
from handlers.person import Nudges, Past, Person
from handlers.rules import plan
from handlers.saved import dump_dialog, dump_person, load_dialog
from handlers.session import Item, Session
from handlers.topics import welcome
from handlers.topics.session import ready
from tests.fakes.discord.edge import DiscordEdge
from tests.fakes.discord.pointing import pointed
from tests.fakes.discord.server import Server as Discord
from tests.fakes.shared.engines import Clock
from tests.fakes.shared.playing import FIRST, Played, steps
from tests.fakes.shared.skipping import skipping
from tests.fakes.telegram.edge import CHAT, TelegramEdge
from tests.fakes.telegram.limits import Limits
from tests.fakes.telegram.server import Server as Telegram

EVENING = datetime(2026, 3, 2, 18, 40, tzinfo=UTC)
THINKS = 2.0  # seconds before somebody presses or types
LATE = 2.0  # seconds by which a step may end later than in the talk that is played, where it took a second to press
LONGEST = 3600.0  # seconds of a session; longer is no session


class LoopClock(Clock):
    """Goes with the loop."""

    def __init__(self) -> None:
        self._began = asyncio.get_running_loop().time()

    @property
    def now(self) -> datetime:
        return EVENING + timedelta(seconds=asyncio.get_running_loop().time() - self._began)

    @now.setter
    def now(self, _: datetime) -> None:
        """Time passes by itself."""


@dataclass(frozen=True, slots=True)
class Count:
    left: int
    sent: int
    edits: int
    rings: int
    too_many: int
    most: int
    seconds: int = 0

    def __str__(self) -> str:
        return (
            f"{self.left:3} messages left of {self.sent:3} sent, {self.edits:3} edits, {self.rings:3} with a sound, "
            f"{self.too_many} times 429, at most {self.most or '?'} sends and edits in 60 s; {self.seconds} s"
        )


class Phone:
    """Somebody at the far end of a platform."""

    def __init__(self, playing: Played) -> None:
        self.playing = playing

    async def passes(self, seconds: float) -> None:
        """Let so much time pass; what is due happens at its own time."""
        playing = self.playing
        until = playing.clock.now + timedelta(seconds=seconds)
        while (left := (until - playing.clock.now).total_seconds()) > 0:
            row = await playing.row()
            due = (row.wake_at - playing.clock.now).total_seconds() if row and row.wake_at else left
            await asyncio.sleep(max(0.01, min(left, due)))
            await playing.alarms.ring()
            await playing.engine.sweep()

    async def first_evening(self) -> None:
        for step in steps(FIRST.read_text(encoding="utf-8").splitlines()):
            sign, text = step.line[0], step.line[1:].strip()
            if sign == "~" and text.endswith(" s"):
                row, seconds = await self.playing.row(), float(text.removesuffix(" s"))
                due = (row.wake_at - self.playing.clock.now).total_seconds() if row and row.wake_at else 0.0
                await self.passes(due + 0.1 if 0 < due < seconds + LATE else seconds)
            elif sign == "~":
                return
            else:
                await self.passes(THINKS)
                await self.playing.plays(step)

    async def session(self) -> None:
        await self.playing.edge.types("/session")
        await self.playing.taken()
        began, inside = self.playing.clock.now, False
        while (self.playing.clock.now - began).total_seconds() < LONGEST:
            await self.playing.engine.shown(self.playing.edge.address)
            await self.passes(THINKS)
            await self.playing.engine.shown(self.playing.edge.address)
            row = await self.playing.row()
            assert row
            dialog = load_dialog(row.dialog)
            if inside and dialog.state.session is None:
                return
            inside |= dialog.state.session is not None
            asked = next(seen for seen in reversed(self.playing.edge.seen()) if seen.buttons)
            if dialog.state.until is None:
                label = next(each for each in ("Ready", "2", *asked.buttons) if each in asked.buttons)
                edge: Any = self.playing.edge
                await edge.person.presses(label)
                await self.playing.taken()


def grown(catalog: Catalog) -> Person:
    """Somebody who has done it for four weeks, ten minutes a day, and everything went well."""
    nudges = Nudges("Europe/Lisbon", "08:30", (0, 1, 2, 3, 4, 5, 6))
    before = EVENING - timedelta(days=28)
    told = Person(adult=True, consent=welcome.CONSENT, screened=EVENING - timedelta(days=2), zone=nudges.zone)
    return replace(
        told,
        minutes=10,
        pain=2,
        baseline=4,
        sessions=28,
        nudges=nudges,
        nudges_asked=True,
        first_session=before.date(),
        levels=tuple((each.id, 2) for each in plan.taken_up(catalog)),
        past=(Past(before.date(), 300, 2),),
    )


def session(catalog: Catalog) -> ready.Ready:
    """The first card of a session of some ten minutes: a walk and five exercises that are held."""
    there = list(plan.taken_up(catalog))
    walks, held = ([each for each in there if (each.kind == "hold") is hold] for hold in (False, True))
    items = tuple(Item(each.id, 2) for each in (*walks[:1], *held[:5]))
    return ready.Ready(Session(EVENING, items, before=2, each=(items[-1].exercise,)))


@asynccontextmanager
async def talks(name: str, catalog: Catalog) -> AsyncIterator[tuple[Played, Any]]:
    """A process and its server."""
    with skipping(), tempfile.TemporaryDirectory() as folder:
        store = await Store.open(f"sqlite:///{folder}/phone.db")
        server: Any = Telegram() if name == "telegram" else Discord()
        async with server:
            if name == "telegram":
                server.limits = Limits()
                playing = Played(store, catalog, TelegramEdge(server, catalog, paced=True), EVENING, lambda each: each)
                playing.clock = LoopClock()
                server.now = lambda: playing.clock.now.timestamp()
                await playing.up()
                yield playing, server
                await playing.down()
            else:
                with pointed(server):
                    playing = Played(store, catalog, DiscordEdge(server), EVENING, lambda each: each)
                    playing.clock = LoopClock()
                    await playing.up()
                    yield playing, server
                    await playing.down()
        await store.close()


async def measured(name: str, catalog: Catalog, *, first: bool) -> Count:
    async with talks(name, catalog) as (playing, server):
        if not first:
            address, now = playing.edge.address, playing.clock.now
            dialog, memory = dump_dialog(opened(session(catalog))), dump_person(grown(catalog))
            row = Row("grown", *address, dialog, memory, 1, "", "", None, None, False, now, now)
            async with playing.store.writing() as work:
                await work.write(new=[row])
        phone = Phone(playing)
        began = playing.clock.now
        await (phone.first_evening() if first else phone.session())
        took = (playing.clock.now - began).total_seconds()
        await phone.passes(120)
        return replace(counted(name, server, playing), seconds=round(took))


def counted(name: str, server: Any, playing: Played) -> Count:
    if name == "telegram":
        shown = server.chats[CHAT]
        edits, too_many = sum(len(each.past) for each in shown), server.too_many
        loud = [each for each in shown if not each.silent]
        times = [at for at, method, given in server.requests if method.startswith(("send", "edit"))]
    else:
        edge: Any = playing.edge
        world = server.world
        shown = [each for each in world.channels[edge.person.dm.id] if each.author is world.bot]
        edits, too_many = sum(len(each.edits) for each in shown), server.rest.counts.too_many
        loud = [each for each in shown if not each.silent]
        times = [each.at.timestamp() for each in shown]
        times += [edit.at.timestamp() for each in shown for edit in each.edits]
    times.sort()
    most = max(bisect_right(times, first + 60.0) - n for n, first in enumerate(times))
    left = sum(not each.deleted for each in shown)
    return Count(left, len(shown), edits, len(loud), too_many, most if name == "telegram" else 0)


async def main(names: list[str]) -> None:
    catalog = load()
    for name in names or ["telegram"]:
        for first in (True, False):
            count = await measured(name, catalog, first=first)
            print(f"{name}, {'first evening' if first else 'grown session'}: {count}")  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
