"""Of two processes on a real PostgreSQL one holds, and the other takes over whatever becomes of the first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from bot.holding import OVER, SILENT, TAKEN, Holding
from bot.store import Store

EVERY = 0.25  # seconds between two looks
LONG = 10.0  # seconds in which another takes over at the pace of a real process; here it is far more than needed


@pytest.fixture
async def shared(postgres_url: str) -> AsyncIterator[tuple[Store, Store]]:
    """What two processes have open."""
    stores = await Store.open(postgres_url), await Store.open(postgres_url)
    yield stores
    for store in stores:
        await store.close()


class Told(list[str]):
    """What the operator was told."""

    def __call__(self, line: str) -> None:
        self.append(line)


@asynccontextmanager
async def holding(
    store: Store, told: Told | None = None, bot: str = "7", platform: str = "tests"
) -> AsyncIterator[Holding]:
    async with Holding(store, platform, bot, tell=told if told is not None else Told(), every=EVERY) as one:
        yield one


async def is_held(one: Holding, within: float = LONG) -> bool:
    try:
        await asyncio.wait_for(one.gained(), within)
    except TimeoutError:
        return False
    return True


async def kill_holders(postgres_url: str) -> int:
    """End the connection of whoever holds something in this database; how many there were."""
    connection = await asyncpg.connect(postgres_url)
    try:
        found = await connection.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return len(found)
    finally:
        await connection.close()


async def test_one_holds_and_the_other_is_told_once_and_follows(shared: tuple[Store, Store]) -> None:
    told = Told()
    async with holding(shared[1], told) as second:
        async with holding(shared[0]) as first:
            one, other = (first, second) if await is_held(first, EVERY * 3) else (second, first)
            assert await is_held(one)
            assert not await is_held(other, EVERY * 5)
        assert await is_held(second)
    assert told in ([], [TAKEN.format("tests"), OVER.format("tests")])


async def test_the_next_is_told_once_why_it_waits_and_takes_over_at_the_end(shared: tuple[Store, Store]) -> None:
    told = Told()
    async with holding(shared[0]) as first:
        assert await is_held(first)
        async with holding(shared[1], told) as second:
            assert not await is_held(second, EVERY * 6)
            assert told == [TAKEN.format("tests")]
            await first.let_go()
            assert await is_held(second)
            assert told[1:] == [OVER.format("tests")]


async def test_when_the_connection_is_killed_one_of_them_holds_again(
    shared: tuple[Store, Store], postgres_url: str
) -> None:
    async with holding(shared[0]) as first:
        assert await is_held(first)
        async with holding(shared[1]) as second:
            assert not await is_held(second, EVERY * 3)
            first._every = LONG  # it is busy elsewhere, and will not be the quicker one
            await asyncio.sleep(EVERY * 2)
            assert await kill_holders(postgres_url) == 1
            assert await is_held(second)


async def test_whoever_lost_its_connection_knows_and_waits(shared: tuple[Store, Store], postgres_url: str) -> None:
    told = Told()
    async with holding(shared[0], told) as first:
        assert await is_held(first)
        assert await kill_holders(postgres_url) == 1
        await asyncio.wait_for(first.lost(), LONG)
        assert told == [SILENT.format("tests")]
        assert await is_held(first)


async def test_a_process_that_stands_still_is_replaced(shared: tuple[Store, Store]) -> None:
    """Its machine sleeps, or its network is gone: the server hears nothing more of it."""
    lease = shared[0].lease("tests 7", 3 * EVERY)
    assert await lease.held()
    async with holding(shared[1]) as second:
        assert not await is_held(second, EVERY)
        assert await is_held(second)
    await lease.close()


async def test_other_bots_and_other_platforms_are_not_in_the_way(shared: tuple[Store, Store]) -> None:
    async with holding(shared[0]) as a, holding(shared[1], bot="8") as b, holding(shared[1], platform="x") as c:
        assert all([await is_held(one) for one in (a, b, c)])


async def test_on_a_file_it_is_always_held(sqlite_url: str) -> None:
    store = await Store.open(sqlite_url)
    async with holding(store) as one:
        assert await is_held(one)
    await store.close()
