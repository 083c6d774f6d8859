"""A PostgreSQL: it is waited for in the loop, and several processes may share it."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.store.database import FAILURES, NEEDS_MORE, TROUBLE, WRITING, Broken, Lease, Run, Unavailable, failure, migrate
from bot.store.file import NotYet, StoreError, server_trouble
from bot.store.tables import Postgres, Sqlite

# What a server does not know is left out. The keepalive asks after a machine that has gone, for servers before 14.
WATCHED = sa.text(
    "SELECT set_config(name, wanted, false) FROM pg_settings JOIN (VALUES ('idle_session_timeout', :lasts), "
    "('tcp_keepalives_idle', '2'), ('tcp_keepalives_interval', '1'), ('tcp_keepalives_count', '3')) "
    "AS asked (name, wanted) USING (name)"
)


class PostgresDatabase:
    """A PostgreSQL."""

    def __init__(
        self, engine: AsyncEngine, leases: AsyncEngine, name: str, told: Callable[[BaseException], str]
    ) -> None:
        self.name, self._engine, self._leases, self._told = name, engine, leases, told
        self.way: Sqlite | Postgres = Postgres()

    @asynccontextmanager
    async def transaction(self, begin: str = WRITING) -> AsyncIterator[Run]:
        try:
            async with self._engine.begin() as connection:
                yield connection.run_sync
        except FAILURES as error:
            raise failure(error) from error

    def trouble(self, broken: Broken) -> str:
        return self._told(broken.__cause__ or broken)

    def lost(self) -> str:
        return ""

    def lease(self, key: int, lasts: float) -> Lease:
        return AdvisoryLease(self._leases, key, lasts)

    async def close(self) -> None:
        await self._engine.dispose()
        await self._leases.dispose()


class AdvisoryLease:
    """A lease by an advisory lock, on a connection of its own.

    The server ends a session it did not hear of for so long (PostgreSQL 14 and newer), or whose machine has gone.
    """

    def __init__(self, engine: AsyncEngine, key: int, lasts: float) -> None:
        self._engine, self._key, self._lasts = engine, key, lasts
        self._connection: AsyncConnection | None = None
        self._ours = False

    async def held(self) -> bool:
        try:
            if self._connection is None:
                self._connection = await self._engine.connect()
                await self._connection.execution_options(isolation_level="AUTOCOMMIT")
                await self._connection.execute(WATCHED, {"lasts": str(int(self._lasts * 1000))})
            ask = sa.select(sa.true() if self._ours else sa.func.pg_try_advisory_lock(self._key))
            self._ours = bool(await self._connection.scalar(ask))
        except FAILURES as error:
            raise failure(error) from error
        return self._ours

    async def close(self) -> None:
        connection, self._connection, self._ours = self._connection, None, False
        if connection:
            with suppress(sa.exc.SQLAlchemyError, *TROUBLE):
                await connection.invalidate()
                await connection.close()


async def opened(url: sa.URL, *, make_folder: bool, patience: float) -> PostgresDatabase:
    """Raises StoreError."""
    how: dict[str, Any] = {
        "hide_parameters": True,
        "connect_args": {
            "timeout": patience,
            "command_timeout": 60,
            "server_settings": {"application_name": "lumbot", "jit": "off"},
        },
    }
    try:
        engine = create_async_engine(url, pool_size=4, max_overflow=4, **how)
        leases = create_async_engine(url, poolclass=sa.NullPool, **how)
    except ImportError:
        raise StoreError(NEEDS_MORE) from None
    where = str(url.query.get("host") or f"{url.host or 'localhost'}:{url.port or 5432}")

    def told(error: BaseException) -> str:
        return server_trouble(error, where, url.database or "", url.username or "")

    def check(connection: sa.Connection) -> None:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(1281715810)))  # one process migrates at a time
        migrate(connection, "LUMBOT_DATABASE_URL")

    try:
        async with engine.begin() as connection:
            await connection.run_sync(check)
    except BaseException as error:
        await engine.dispose()
        if isinstance(error, (sa.exc.SQLAlchemyError, OSError, TimeoutError, ValueError, TypeError, OverflowError)):
            passing = not isinstance(error, (socket.gaierror, TypeError)) and isinstance(failure(error), Unavailable)
            raise (NotYet if passing else StoreError)(told(error)) from None
        raise
    return PostgresDatabase(engine, leases, f"postgresql://{where}/{url.database or ''}", told)
