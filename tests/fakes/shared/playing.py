"""Plays a transcript through everything: a platform with its real SDK and its server on loopback, the engine, a store.

What a transcript is, and its signs, stands in `bot.tools.replay`. Here the same lines are typed, pressed and waited
for by a person at the far end of a platform; what they see must be what the transcript says, message by message.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.adapter import Address, Listener, NetworkPlatform
from bot.engine.engine import Engine
from bot.store.queries import Row, Store
from bot.tools.replay import AWAY, START
from content.model import Catalog
from handlers.events import Event
from handlers.saved import load_dialog, load_person
from handlers.world import always_the_same
from scheduler import nudges
from tests import TRANSCRIPTS
from tests.fakes.shared.engines import Clock, HeldAlarms

PATIENCE = 60.0  # real seconds; only what hangs takes so long
FIRST = TRANSCRIPTS / "first_session.txt"


class Edge(Protocol):
    """A platform, and a person at the other end of it."""

    @property
    def address(self) -> Address: ...
    def platform(self, catalog: Catalog, clock: Clock) -> NetworkPlatform:
        """A new one, as after a start."""
        ...

    @staticmethod
    def can(line: str) -> bool:
        """Whether what this line of a transcript says can be done there."""
        ...

    async def types(self, line: str) -> None:
        """The person types this, or does what stands in brackets: "(sticker)"."""
        ...

    async def presses(self, label: str, turn: int) -> None:
        """The person presses that button of the question asked in that turn, even if it is gone from the screen."""
        ...

    async def goes(self) -> None:
        """The person blocks us, as far as one can there."""
        ...

    async def ready(self) -> None:
        """Wait until the platform has connected."""
        ...

    def seen(self) -> list[Seen]:
        """All messages that came, in order, as they were first."""
        ...


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as somebody sees it: its words, and what stands on its buttons, in any order."""

    text: str
    buttons: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text + (f"\n  {sorted(self.buttons)}" if self.buttons else "")


@dataclass
class Step:
    """One line of a person (or time passing), and what comes of it."""

    number: int
    line: str
    wanted: list[Seen] = field(default_factory=list)


def steps(lines: list[str]) -> list[Step]:
    """The transcript as steps; comments, the clock at the top and what is recorded are left out."""
    found: list[Step] = []
    message: list[str] = []
    for number, line in enumerate([*lines, "#"], 1):
        if line.startswith("<"):
            _said(found, message)
            message = [line[2:]]
        elif message and (line.startswith("  ") or not line):
            message.append(line[2:])
        elif line:
            _said(found, message)
            message = []
            if line.startswith((">", "~")):
                found.append(Step(number, line))
    return found


def _said(found: list[Step], message: list[str]) -> None:
    """Add this message to what the last step caused."""
    while message and not message[-1]:
        message.pop()
    if message and re.fullmatch(r"\(\w+: a file\)", message[-1]):
        message.pop()
    if not message:
        return
    buttons: tuple[str, ...] = ()
    if re.fullmatch(r"\[[^\]]+\](  \[[^\]]+\])*", message[-1]):
        buttons = tuple(message.pop()[1:-1].split("]  ["))
    found[-1].wanted.append(Seen("\n".join(message), buttons))


class NothingKept:
    """For a coach in whose test nothing is kept before it is heard."""

    async def keep(self, platform: str, updates: Mapping[str, str]) -> bool:
        return False

    async def left(self, platform: str) -> list[str]:
        return []

    async def drop(self, platform: str, update: str) -> None: ...


class Heard:
    """The engine, and a note of each event that it has kept."""

    def __init__(self, engine: Engine, heard: asyncio.Queue[None]) -> None:
        self._engine, self._heard = engine, heard
        self.inbox = engine.inbox

    async def hear(self, address: Address, event: Event, update: str = "") -> bool:
        took = await self._engine.hear(address, event, update)
        self._heard.put_nowait(None)
        return took

    async def shown(self, address: Address) -> None:
        await self._engine.shown(address)

    async def fits(self, address: Address, text: str) -> bool:
        return await self._engine.fits(address, text)


Wrap = Callable[[Listener], Listener]


class Played:
    """An engine with a clock in our hands, one person, one platform."""

    def __init__(self, store: Store, catalog: Catalog, edge: Edge, start: datetime, coach: Wrap) -> None:
        self.store, self.catalog, self.edge, self.coach = store, catalog, edge, coach
        self.clock = Clock(start)
        self.heard = asyncio.Queue[None]()  # what the platform brought, one for each event that was kept
        self.alarms = HeldAlarms(self.clock)
        self.serving: asyncio.Task[None] | None = None

    async def up(self, *, wait: bool = True) -> None:
        """Start the process. wait: until the platform has connected."""
        self.alarms = HeldAlarms(self.clock)
        self.line = self.edge.platform(self.catalog, self.clock)
        self.engine = Engine(
            self.store,
            self.catalog,
            {self.line.name: self.line},
            alarms=self.alarms,
            now=self.clock,
            pause=0.01,
            code=always_the_same,
        )
        await self.engine.start()
        self.serving = asyncio.create_task(self.line.serve(self.coach(Heard(self.engine, self.heard))))
        if wait:
            await self.edge.ready()
        await self.engine.shown(self.edge.address)

    async def down(self) -> None:
        """End it in good order."""
        if self.serving:
            self.serving.cancel()
            await asyncio.wait([self.serving])
        await self.engine.stop(1.0)
        await self.line.disconnect()

    async def meets(self, edge: Edge) -> None:
        """Somebody else comes, and nothing is kept of who was there before."""
        if row := await self.row():
            async with self.store.writing() as work:
                await work.write(forgotten=[row.person])
        self.alarms.set.clear()
        while not self.heard.empty():
            self.heard.get_nowait()
        self.edge = edge

    async def row(self) -> Row | None:
        return await self.store.row_at(self.edge.address)

    async def plays(self, step: Step) -> None:
        """Let it happen, and wait until everything it causes has been shown."""
        sign, text = step.line[0], step.line[1:].strip()
        if sign == "~":
            await self._passes(text)
        elif pressed := re.fullmatch(r"\[(.+)\](?: from (\d+) turns? ago)?", text):
            row = await self.row()
            turn = load_dialog(row.dialog).turn if row else 0
            await self.edge.presses(pressed[1], turn - int(pressed[2] or 0))
        else:
            await self.edge.types(text)
        if sign == ">" or text == "gone":
            await self.taken()
        await self.engine.shown(self.edge.address)

    async def taken(self, count: int = 1) -> None:
        """Wait until so many events have been brought and kept."""
        async with asyncio.timeout(PATIENCE):
            for _ in range(count):
                await self.heard.get()

    async def _passes(self, text: str) -> None:
        if text == "restart":
            await self.down()
            self.clock.now += AWAY
            await self.up()
        elif text == "gone":
            await self.edge.goes()
        elif clock := re.fullmatch(r"until (\d\d:\d\d)", text):
            row = await self.row()
            person = load_person(row.memory) if row else None
            zone = (person and person.zone) or "UTC"
            day = person.day(self.clock.now) if person else self.clock.now.date()
            ahead = (nudges.instant(day + timedelta(days=n), clock[1], zone) for n in range(3))
            await self._wait(next(at for at in ahead if at > self.clock.now))
        else:
            span = re.fullmatch(r"(\d+(?:\.\d+)?) ?([a-z]+)", text)
            assert span, text
            unit = {"s": "seconds", "min": "minutes", "h": "hours"}.get(span[2], span[2].rstrip("s") + "s")
            await self._wait(self.clock.now + timedelta(**{unit: float(span[1])}))

    async def _wait(self, until: datetime) -> None:
        """Let time pass, instant by instant: what is due happens at its own time."""
        while True:
            row = await self.row()
            due = [at for at in (row.wake_at, row.nudge_at) if at and at <= until] if row else []
            self.clock.now = max(self.clock.now, min(due, default=until))
            await self.alarms.ring()
            await self.engine.sweep()
            await self.engine.nudged()
            await self.engine.shown(self.edge.address)
            if not due:
                return


@asynccontextmanager
async def played(
    store: Store,
    catalog: Catalog,
    edge: Edge,
    start: datetime = START,
    coach: Wrap = lambda engine: engine,
    *,
    wait: bool = True,
) -> AsyncIterator[Played]:
    """A running process, ended in good order. coach: what the platform talks to instead of the engine itself."""
    playing = Played(store, catalog, edge, start, coach)
    await playing.up(wait=wait)
    try:
        yield playing
    finally:
        await playing.down()


def begins(lines: list[str]) -> datetime:
    """The clock at the start of a transcript."""
    for line in lines:
        if line.startswith("@"):
            return datetime.strptime(line[1:].strip(), "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    return START


async def same_talk(
    path: Path, store: Store, catalog: Catalog, edge: Edge, look: Callable[[Played], None] | None = None
) -> None:
    """Play this transcript in a process of its own; what the person sees must be what it says.

    look: called after each step.
    """
    async with played(store, catalog, edge) as playing:
        await said_as_written(path, playing, look)


async def said_as_written(path: Path, playing: Played, look: Callable[[Played], None] | None = None) -> None:
    """The same in a process that runs already."""
    lines = path.read_text(encoding="utf-8").splitlines()  # noqa: ASYNC240  it is small
    playing.clock.now = begins(lines)
    await playing.engine.sweep()  # that the clock was set back is over before anybody comes
    before = len(playing.edge.seen())
    for step in steps(lines):
        await playing.plays(step)
        seen = playing.edge.seen()
        new, before = seen[before:], len(seen)
        at = f"{path.name}, line {step.number}: {step.line}"
        for n, (was, wanted) in enumerate(zip(new, step.wanted, strict=False)):
            assert was.text == wanted.text, f"{at}, message {n + 1}"
            assert sorted(was.buttons) == sorted(wanted.buttons), f"{at}, message {n + 1}"
        assert len(new) == len(step.wanted), f"{at}\nsaw: " + "\n".join(map(str, new))
        if look:
            look(playing)
