"""Of two processes on a real PostgreSQL one holds, and the other takes over whatever becomes of the first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from bot.engine import lease
from bot.engine.lease import OVER, SILENT, TAKEN, LeaseHolder
from bot.store.queries import Store
from tests.fakes.shared.serving import LONG, calm, pace_of_looks


@pytest.fixture(autouse=True)
def _long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may take its time to let go."""
    monkeypatch.setattr(lease, "LETTING_GO", LONG)


@pytest.fixture
async def every(postgres_url: str) -> float:
    """Seconds between two looks of whoever waits."""
    return await pace_of_looks(postgres_url)


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


class Looking:
    """Somebody who holds, or would like to."""

    def __init__(self, holding: LeaseHolder, told: Told) -> None:
        self.holding, self.told, self.looks = holding, told, 0
        self._look = holding._lease.held
        holding._lease.held = self._held  # type: ignore[method-assign]

    async def _held(self) -> bool:
        found = await self._look()
        self.looks += 1
        return found

    async def holds(self) -> None:
        """Wait until it does."""
        await asyncio.wait_for(self.holding.acquired(), LONG)

    async def holds_now(self) -> bool:
        acquired = asyncio.create_task(self.holding.acquired())
        await asyncio.sleep(0)
        return acquired.done() or not acquired.cancel()

    async def has_looked(self, times: int = 1) -> None:
        """Wait until it has, so many times more."""
        wanted = self.looks + times
        async with asyncio.timeout(LONG):
            while self.looks < wanted:  # noqa: ASYNC110  what it waits for is in the database
                await asyncio.sleep(0.01)


@asynccontextmanager
async def holding(store: Store, every: float = LONG, bot: str = "7", platform: str = "tests") -> AsyncIterator[Looking]:
    """every: seconds between two looks; one that looks seldom loses nothing because the machine is busy."""
    told = Told()
    one = LeaseHolder(store, platform, bot, tell=told, every=every)
    looking = Looking(one, told)
    async with one:
        yield looking


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


async def test_one_holds_and_the_other_is_told_once_and_follows(shared: tuple[Store, Store], every: float) -> None:
    async with holding(shared[1], every) as second:
        async with holding(shared[0]) as first:
            await asyncio.gather(first.has_looked(), second.has_looked(2))
            async with asyncio.timeout(LONG):
                while await first.holds_now() == await second.holds_now():  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        await second.holds()
    assert calm(second.told) in ([], [TAKEN.format("tests"), OVER.format("tests")])


async def test_the_next_is_told_once_why_it_waits_and_takes_over_at_the_end(
    shared: tuple[Store, Store], every: float
) -> None:
    async with holding(shared[0]) as first:
        await first.holds()
        async with holding(shared[1], every) as second:
            await second.has_looked(3)
            assert not await second.holds_now()
            assert calm(second.told) == [TAKEN.format("tests")]
            await first.holding.release()
            await second.holds()
            assert calm(second.told)[1:] == [OVER.format("tests")]


async def test_when_the_connection_is_killed_one_of_them_holds_again(
    shared: tuple[Store, Store], postgres_url: str, every: float
) -> None:
    async with holding(shared[0]) as first:  # it is busy elsewhere, and will not be the quicker one
        await first.holds()
        async with holding(shared[1], every) as second:
            await second.has_looked()
            assert not await second.holds_now()
            assert await kill_holders(postgres_url) == 1
            await second.holds()


async def test_whoever_lost_its_connection_knows_and_waits(
    shared: tuple[Store, Store], postgres_url: str, every: float
) -> None:
    async with holding(shared[0], every) as first:
        await first.holds()
        while not await kill_holders(postgres_url):  # noqa: ASYNC110
            await asyncio.sleep(0)
        await asyncio.wait_for(first.holding.lost(), LONG)
        assert set(first.told) - {OVER.format("tests")} == {SILENT.format("tests")}
        await first.holds()


async def test_a_process_that_stands_still_is_replaced(shared: tuple[Store, Store], every: float) -> None:
    """Its machine sleeps, or its network is gone: the server hears nothing more of it."""
    lease = shared[0].lease("tests 7", 3 * every)
    assert await lease.held()
    async with holding(shared[1], every) as second:
        while not second.looks:
            assert await lease.held()
            await asyncio.sleep(every / 4)
        assert calm(second.told) == [TAKEN.format("tests")]
        await second.holds()
    await lease.close()


async def test_other_bots_and_other_platforms_are_not_in_the_way(shared: tuple[Store, Store]) -> None:
    async with holding(shared[0]) as a, holding(shared[1], bot="8") as b, holding(shared[1], platform="x") as c:
        for one in (a, b, c):
            await one.holds()


async def test_on_a_file_it_is_always_held(sqlite_url: str) -> None:
    store = await Store.open(sqlite_url)
    async with holding(store) as one:
        await one.holds()
    await store.close()
