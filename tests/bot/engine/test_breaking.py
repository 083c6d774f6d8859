"""What breaks under us while we run: a right taken away, a full disk, a file that may not be written or is gone, a
server that stands still. Each stops its own people only, or is waited for, or is one line that names it.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import sqlalchemy as sa

from bot.store.queries import Store, StoreError
from bot.store.sqlite import SqliteDatabase
from content.model import Catalog
from handlers.events import Said
from tests.bot.engine.test_engine import forever, holding, seed
from tests.bot.engine.test_lasting import WENT_WRONG, crowd
from tests.fakes.shared.engines import ANN, BOB, Talk, talking
from tests.fakes.shared.stores import NOON, changed

LIMITED = "limited"


async def do(address: str, *statements: str) -> None:
    connection = await asyncpg.connect(address)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


@asynccontextmanager
async def as_somebody(address: str) -> AsyncIterator[Store]:
    """The store of a user who may use the tables, and no more."""
    await do(
        address,
        f"DO $$ BEGIN CREATE ROLE {LIMITED} LOGIN; EXCEPTION WHEN duplicate_object THEN END $$",
        f"GRANT USAGE ON SCHEMA public TO {LIMITED}",  # a schema made anew gives nobody that
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {LIMITED}",
    )
    split = urlsplit(address)
    store = await Store.open(urlunsplit(split._replace(netloc=f"{LIMITED}:@{split.hostname or ''}")))
    try:
        yield store
    finally:
        await store.close()
        await do(address, f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {LIMITED}")


def each_connection(store: Store, pragma: str) -> Callable[[], None]:
    """The setting of SQLite is made on every connection from now on; what ends that."""
    engine = store._database._engine  # type: ignore[attr-defined]

    def connected(connection: Any, _record: object) -> None:
        connection.execute(pragma)

    def ended() -> None:
        sa.event.remove(engine, "connect", connected)
        engine.dispose()

    engine.dispose()
    sa.event.listen(engine, "connect", connected)
    return ended


async def over(talk: Talk) -> str:
    """The line with which it is over."""
    with pytest.raises(StoreError) as why:
        await talk.engine.broken()
    line = str(why.value)
    assert "\n" not in line
    assert "LUMBOT_DATABASE_URL" in line
    return line


# --- a right, on PostgreSQL -----------------------------------------------------------------------------------------


async def test_a_right_that_is_taken_away_stops_only_who_needs_it(postgres_url: str, catalog: Catalog) -> None:
    async with as_somebody(postgres_url) as store, talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        await talk.walk_in(BOB, until="time")
        await do(postgres_url, f"REVOKE INSERT ON facts FROM {LIMITED}")
        await asyncio.gather(talk.engine.hear(ANN, Said("/help")), talk.engine.hear(BOB, talk.button("time", BOB)))
        await asyncio.gather(talk.engine.shown(ANN), talk.engine.shown(BOB))
        assert WENT_WRONG not in talk.platform.texts(ANN)[-1]
        assert WENT_WRONG in talk.platform.texts(BOB)[-1]
        await do(postgres_url, f"GRANT INSERT ON facts TO {LIMITED}")
        assert WENT_WRONG not in (await talk.tap("time", address=BOB))[-1]


async def test_when_nothing_may_be_written_any_more_it_is_over(postgres_url: str, catalog: Catalog) -> None:
    async with as_somebody(postgres_url) as store, talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        await do(postgres_url, f"REVOKE UPDATE ON person FROM {LIMITED}")
        heard = asyncio.create_task(talk.hear("/help"))
        assert "grant it the right" in await over(talk)
        heard.cancel()


# --- the disk and the file, on SQLite -------------------------------------------------------------------------------


async def test_a_full_disk_is_waited_for(
    sqlite_store: Store, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    async with talking(sqlite_store, catalog) as talk:
        await talk.walk_in(until="3")
        await sqlite_store.tidy()
        free = each_connection(sqlite_store, "PRAGMA max_page_count = 1")  # no more than there are
        people = [BOB._replace(chat=f"somebody{n}") for n in range(40)]  # there is no page left for so many
        heard = [asyncio.create_task(talk.engine.hear(who, Said("/start"))) for who in people]
        while "the database does not answer" not in caplog.text:  # noqa: ASYNC110  the log has no event to wait for
            await asyncio.sleep(0.005)
        assert not all(task.done() for task in heard)
        free()
        await asyncio.gather(*heard, *(talk.engine.shown(who) for who in people))
        assert all(talk.platform.to(who) for who in people)
        assert not talk.engine._writer._over.is_set()


async def test_a_file_that_may_not_be_written_any_more_is_one_line(sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(sqlite_store, catalog) as talk:
        await talk.walk_in(until="3")
        free = each_connection(sqlite_store, "PRAGMA query_only = ON")
        heard = asyncio.create_task(talk.hear("/help"))
        assert "mend the rights" in await over(talk)
        heard.cancel()
        free()


@pytest.mark.parametrize("how", ["removed", "replaced"])
async def test_a_file_that_is_not_there_any_more_is_noticed_by_the_sweep(
    sqlite_store: Store, catalog: Catalog, tmp_path: Path, how: str
) -> None:
    """Whoever is acknowledged from now on would be lost."""
    file = tmp_path / "lumbot.db"
    async with talking(sqlite_store, catalog) as talk:
        await talk.walk_in(until="3")
        await talk.sweep()
        assert not talk.engine._writer._over.is_set()
        file.rename(tmp_path / "before.db")
        if how == "replaced":
            shutil.copyfile(tmp_path / "before.db", file)
        await talk.sweep()
        assert "removed or replaced" in await over(talk)


async def test_a_copy_of_the_file_has_all_that_was_before_the_last_sweep(
    sqlite_store: Store, catalog: Catalog, tmp_path: Path
) -> None:
    async with talking(sqlite_store, catalog) as talk:
        await talk.walk_in(until="3")
        await talk.sweep()
        row = await talk.row()
        shutil.copyfile(tmp_path / "lumbot.db", tmp_path / "copy.db")
    copy = await Store.open(f"sqlite:///{tmp_path / 'copy.db'}")
    assert await copy.row_at(ANN) == row
    await copy.close()


async def test_whoever_was_forgotten_before_a_crash_is_out_of_the_journal_after_the_next_start(
    sqlite_url: str, catalog: Catalog, tmp_path: Path
) -> None:
    first = await Store.open(sqlite_url)
    async with talking(first, catalog) as talk:
        await talk.walk_in(BOB._replace(chat="a-chat-that-is-forgotten"), until="3")
        await talk.hear("/delete", BOB._replace(chat="a-chat-that-is-forgotten"))
        await talk.tap("delete_all", address=BOB._replace(chat="a-chat-that-is-forgotten"))
        assert await first.row_at(BOB._replace(chat="a-chat-that-is-forgotten")) is None
        for name in ("lumbot.db", "lumbot.db-wal"):
            shutil.copyfile(tmp_path / name, tmp_path / f"died-{name}")
    await first.close()
    died = await Store.open(f"sqlite:///{tmp_path / 'died-lumbot.db'}")
    async with talking(died, catalog) as talk:
        await talk.sweep()
        assert holding(tmp_path, "a-chat-that-is-forgotten") == []
    await died.close()


def test_on_sqlite_it_is_told_which_file_is_written_to(tmp_path: Path) -> None:
    file = tmp_path / "lumbot.db"
    file.touch()
    database = SqliteDatabase(file, 1)
    assert database.lost() == ""
    file.unlink()
    assert "removed or replaced" in database.lost()


# --- a server that stands still, or comes again ---------------------------------------------------------------------


async def test_a_server_that_stands_still_is_waited_for_and_nobody_is_lost(postgres_url: str, catalog: Catalog) -> None:
    """A lock on the table: whoever wants to write stands still, as behind a server that hangs."""
    store = await Store.open(postgres_url)
    await crowd(store)
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        locking = await asyncpg.connect(postgres_url)
        transaction = locking.transaction()
        await transaction.start()
        await locking.execute("LOCK TABLE person IN ACCESS EXCLUSIVE MODE")
        heard = asyncio.create_task(talk.hear("/help"))
        sweep = asyncio.create_task(talk.sweep())
        done, _ = await asyncio.wait([heard, sweep], timeout=0.3)
        assert not done
        await transaction.rollback()
        await locking.close()
        assert await heard
        await sweep
        nudges = [chat for chat, utterance, _ in talk.platform.shown if utterance.nudge]
        assert len(nudges) == len(set(nudges)) == 12
        assert await store.nudges_due(NOON, ["tests"], None, 1) == []
    await store.close()


async def test_a_server_that_throws_everybody_out_is_asked_again(postgres_url: str, catalog: Catalog) -> None:
    """As a restart does it: every connection ends, also in the middle of a burst of nudges."""
    store = await Store.open(postgres_url)
    await crowd(store)
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        free = asyncio.Event()
        talk.platform.fate = lambda _chat, utterance: forever(free) if utterance.nudge else None
        sweep = asyncio.create_task(talk.engine.sweep())
        await sweep
        await do(
            postgres_url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        assert await talk.hear("/help")
        free.set()
        await talk.sweep()
        nudges = [chat for chat, utterance, _ in talk.platform.shown if utterance.nudge]
        assert len(nudges) == len(set(nudges)) == 12
    await store.close()


async def test_a_table_that_is_gone_before_the_start_is_one_line(postgres_url: str) -> None:
    store = await Store.open(postgres_url)
    await seed(store)
    await changed(store, "ALTER TABLE lumbot_version RENAME TO lost")
    await store.close()
    with pytest.raises(StoreError) as why:
        await Store.open(postgres_url)
    assert "\n" not in str(why.value)
    await do(postgres_url, "ALTER TABLE lost RENAME TO lumbot_version")
