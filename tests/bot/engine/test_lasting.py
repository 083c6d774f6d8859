"""What does not pass by itself, on real databases: it stops its own people only, and when nothing works, that is said.

Damage is done behind the engine's back while it runs.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from bot.adapter import Address
from bot.store.database import NEITHER
from bot.store.queries import Broken, Store, StoreError
from content.model import Catalog
from handlers.events import Pressed, Said
from tests.bot.engine.test_engine import nudged, seed
from tests.fakes.shared.engines import ANN, BOB, Talk, talking
from tests.fakes.shared.stores import NOON, changed

PAGE = 4096  # bytes, as SQLite makes them
LEAF = 0x0D  # the first byte of a page with rows
PEOPLE = [Address("tests", f"chat-of-{n}-") for n in range(12)]
POISONED = PEOPLE[5]
WENT_WRONG = "went wrong"


async def crowd(store: Store) -> None:
    """Each with so long a row that no two share a page, and a nudge that is due at noon."""
    seen = json.dumps([f"{n:0>150}" for n in range(20)])
    await seed(store, *(nudged(f"p{n:0>2}", chat=who.chat, seen=seen) for n, who in enumerate(PEOPLE)))


async def damage(store: Store, file: Path, who: Address) -> None:
    """The page of that person's row is destroyed; nothing of it is remembered elsewhere."""
    assert await store.tidy()
    destroy(file, who.chat.encode())
    await store.read(lambda connection: connection.exec_driver_sql("PRAGMA shrink_memory"), NEITHER)


def destroy(file: Path, mark: bytes) -> None:
    """Destroy the only page with rows that has this mark."""
    content = file.read_bytes()
    pages = [n for n in range(0, len(content), PAGE) if content[n] == LEAF and mark in content[n : n + PAGE]]
    assert len(pages) == 1
    with file.open("r+b") as written:
        written.seek(pages[0])
        written.write(b"\xff" * 16)


async def said(talk: Talk, text: str) -> dict[Address, str]:
    """All say it at once; the last that each of them was told after that, "" for nothing."""
    before = {who: len(talk.platform.to(who)) for who in PEOPLE}
    await asyncio.gather(*(talk.engine.hear(who, Said(text)) for who in PEOPLE))
    await asyncio.gather(*(talk.engine.shown(who) for who in PEOPLE))
    return {who: "\n".join(talk.platform.texts(who)[before[who] :]) for who in PEOPLE}


async def test_a_damaged_page_stops_its_own_people_only(sqlite_store: Store, catalog: Catalog, tmp_path: Path) -> None:
    await crowd(sqlite_store)
    async with talking(sqlite_store, catalog) as talk:
        await damage(sqlite_store, tmp_path / "lumbot.db", POISONED)
        with pytest.raises(Broken):
            await sqlite_store.row_at(POISONED)
        for _ in range(2):
            told = await said(talk, "/help")
            assert WENT_WRONG in told.pop(POISONED)
            assert all(told.values())
            assert not any(WENT_WRONG in each for each in told.values())
        shown = len(talk.platform.shown)
        await talk.sweep()
        nudged_now = [chat for chat, utterance, _ in talk.platform.shown[shown:] if utterance.nudge]
        assert sorted(nudged_now) == sorted(who.chat for who in PEOPLE if who != POISONED)
        assert not talk.engine._writer._over.is_set()


async def test_danger_is_answered_also_where_nothing_can_be_kept(
    sqlite_store: Store, catalog: Catalog, tmp_path: Path
) -> None:
    await crowd(sqlite_store)
    async with talking(sqlite_store, catalog) as talk:
        await damage(sqlite_store, tmp_path / "lumbot.db", POISONED)
        told = await said(talk, "i cannot control my bladder and my legs are numb")
        assert WENT_WRONG not in told[POISONED]
        assert all("emergency department" in each for each in told.values())


async def test_a_table_that_is_gone_stops_only_what_needs_it(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        await talk.walk_in(BOB, until="time")
        await changed(store, "ALTER TABLE facts RENAME TO lost")
        both: list[tuple[Address, Said | Pressed]] = [(ANN, Said("/help")), (BOB, talk.button("time", BOB))]
        await asyncio.gather(*(talk.engine.hear(who, what) for who, what in both))
        await asyncio.gather(talk.engine.shown(ANN), talk.engine.shown(BOB))
        assert WENT_WRONG not in talk.platform.texts(ANN)[-1]
        assert WENT_WRONG in talk.platform.texts(BOB)[-1]
        await changed(store, "ALTER TABLE lost RENAME TO facts")
        assert WENT_WRONG not in (await talk.tap("time", address=BOB))[-1]
        assert (await talk.facts(BOB))[-1] == "ExerciseSkipped"


async def test_when_nothing_works_it_is_over_and_said_in_one_line(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        await changed(store, "ALTER TABLE person RENAME TO lost")
        heard = asyncio.create_task(talk.hear("/help"))
        with pytest.raises(StoreError) as why:
            await talk.engine.broken()
        heard.cancel()
        assert "\n" not in str(why.value)
        assert "put back a copy" in str(why.value)
        await changed(store, "ALTER TABLE lost RENAME TO person")


async def test_the_sweep_finds_out_too(store: Store, catalog: Catalog) -> None:
    await crowd(store)
    async with talking(store, catalog) as talk:
        await changed(store, "ALTER TABLE person RENAME TO lost")
        sweep = asyncio.create_task(talk.engine.sweep())
        with pytest.raises(StoreError):
            await talk.engine.broken()
        await sweep
        await changed(store, "ALTER TABLE lost RENAME TO person")
        await talk.sweep()
        assert len({chat for chat, _, _ in talk.platform.shown}) == len(PEOPLE)
        assert await store.nudges_due(NOON, ["tests"], None, 1) == []
