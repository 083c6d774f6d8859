"""How the two databases are reached: a transaction is a block in which functions of a connection are run.

PostgreSQL waits in the loop. SQLite never waits long, and has one thread for itself: a whole function of statements
goes there and back once, where a driver that is asynchronous by itself would cross over several times a statement.
What the database cannot keep is `Rejected`; what may pass, a lost connection or a lock, is `Unavailable`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.store import address, migrations
from bot.store.file import StoreError, file_trouble, ready, server_trouble
from bot.store.tables import ALL, Postgres, Sqlite

SMALL = 64 * 2**20  # bytes; a file up to this size is checked whole at start (some 10 ms a MB)
WRITING, READING, NEITHER = "BEGIN IMMEDIATE", "BEGIN", ""  # how SQLite begins; PostgreSQL has but one way
# What a server does not know is left out. The keepalive asks after a machine that has gone, for servers before 14.
WATCHED = sa.text(
    "SELECT set_config(name, wanted, false) FROM pg_settings JOIN (VALUES ('idle_session_timeout', :lasts), "
    "('tcp_keepalives_idle', '2'), ('tcp_keepalives_interval', '1'), ('tcp_keepalives_count', '3')) "
    "AS asked (name, wanted) USING (name)"
)
_TROUBLE = (sa.exc.DBAPIError, sa.exc.TimeoutError, OSError, TimeoutError)

Value = TypeVar("Value")


class Rejected(Exception):
    """The database will never keep this: a mark it has no place for, a row that breaks a rule."""


class Unavailable(Exception):
    """The database did not answer, or not in time. Whether a commit that was under way was kept is not known."""


class Run(Protocol):
    """Runs a function of the transaction's connection, and returns what it returns."""

    async def __call__(self, do: Callable[[sa.Connection], Value], /) -> Value: ...


class Lease(Protocol):
    """Something that one process has at a time. It is lost when `held` was not called for `lasts` seconds."""

    async def held(self) -> bool:
        """Take it if it is free; whether it is ours now. Raises Unavailable: it is lost; `close` before another try."""
        ...

    async def close(self) -> None:
        """Give it back."""
        ...


class Database(Protocol):
    """An open database. `name` is what may be told of it; `way` has the statements it wants its own way."""

    name: str
    way: Sqlite | Postgres

    def transaction(self, begin: str = WRITING) -> AbstractAsyncContextManager[Run]:
        """A transaction, committed when the block ends well. Raises Rejected or Unavailable."""

    def lease(self, key: int, lasts: float) -> Lease: ...

    async def close(self) -> None: ...


async def open_database(url: str, *, make_folder: bool, patience: float) -> Database:
    """The database at this address, with today's tables. Raises StoreError."""
    try:
        meant = address.parsed(url)
    except ValueError as wrong:
        raise StoreError(f"LUMBOT_DATABASE_URL: {wrong}") from None
    if isinstance(meant, Path):
        return await _open_file(meant, make_folder, patience)
    return await _open_server(meant, patience)


# --- SQLite ---------------------------------------------------------------------------------------------------------


class SqliteDatabase:
    """An SQLite file, and the one thread that touches it."""

    def __init__(self, path: Path, patience: float) -> None:
        self.name = str(path)
        self.way: Sqlite | Postgres = Sqlite()
        self._engine = sa.create_engine(
            URL.create("sqlite", database=str(path)),
            hide_parameters=True,
            pool_size=4,
            connect_args={"timeout": patience, "check_same_thread": False},
        )
        prepare(self._engine)
        self._thread = ThreadPoolExecutor(1, "sqlite")
        self._writing = asyncio.Lock()  # two that want to write would wait for each other in the one thread

    @asynccontextmanager
    async def transaction(self, begin: str = WRITING) -> AsyncIterator[Run]:
        begun: list[sa.Connection] = []

        async def run(do: Callable[[sa.Connection], Value]) -> Value:
            def there() -> Value:
                if not begun:
                    begun.append(self._engine.connect().execution_options(begin=begin))
                    begun[0].begin()
                return do(begun[0])

            return await asyncio.get_running_loop().run_in_executor(self._thread, there)

        def end(commit: bool) -> None:
            for connection in begun:
                with connection:
                    if commit:
                        connection.commit()

        async with nullcontext() if begin == READING else self._writing:
            with _translated():
                try:
                    yield run
                except BaseException:
                    await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, end, False))
                    raise
                await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, end, True))

    def lease(self, key: int, lasts: float) -> Lease:
        return FileLease()

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)
        self._thread.shutdown(wait=False)


class FileLease:
    """A lease on something in a file: whoever has the file to themselves (`database_file.alone`) has it too."""

    async def held(self) -> bool:
        return True

    async def close(self) -> None:
        pass


def prepare(engine: sa.Engine) -> None:
    """Durable, one writer at a time, and nothing left behind of what is deleted."""

    @sa.event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver would begin by itself, and deferred
        cursor = connection.cursor()
        for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begun(connection: sa.Connection) -> None:
        # a deferred transaction that reads and then writes fails at once when another wrote in between
        if begin := connection.get_execution_options().get("begin", WRITING):
            connection.exec_driver_sql(begin)


async def _open_file(path: Path, make_folder: bool, patience: float) -> SqliteDatabase:
    ready(path, make_folder=make_folder)
    file = SqliteDatabase(path, patience)

    def check(connection: sa.Connection) -> None:
        if path.stat().st_size <= SMALL and connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() != "ok":
            raise StoreError(file_trouble(path, "malformed"))
        migrate(connection, str(path))

    try:
        async with file.transaction() as run:
            await run(check)
    except BaseException as error:
        await file.close()
        if isinstance(error, Rejected | Unavailable):
            raise StoreError(file_trouble(path, str(getattr(error.__cause__, "orig", error.__cause__)))) from None
        raise
    return file


# --- PostgreSQL -----------------------------------------------------------------------------------------------------


class PostgresDatabase:
    """A PostgreSQL."""

    def __init__(self, engine: AsyncEngine, leases: AsyncEngine, name: str) -> None:
        self.name, self._engine, self._leases = name, engine, leases
        self.way: Sqlite | Postgres = Postgres()

    @asynccontextmanager
    async def transaction(self, begin: str = WRITING) -> AsyncIterator[Run]:
        with _translated():
            async with self._engine.begin() as connection:
                yield connection.run_sync

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
        with _translated():
            if self._connection is None:
                self._connection = await self._engine.connect()
                await self._connection.execution_options(isolation_level="AUTOCOMMIT")
                await self._connection.execute(WATCHED, {"lasts": str(int(self._lasts * 1000))})
            ask = sa.select(sa.true() if self._ours else sa.func.pg_try_advisory_lock(self._key))
            self._ours = bool(await self._connection.scalar(ask))
        return self._ours

    async def close(self) -> None:
        connection, self._connection, self._ours = self._connection, None, False
        if connection:
            with suppress(sa.exc.SQLAlchemyError, *_TROUBLE):
                await connection.invalidate()
                await connection.close()


async def _open_server(url: URL, patience: float) -> PostgresDatabase:
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
    except ModuleNotFoundError:
        raise StoreError(
            "LUMBOT_DATABASE_URL: PostgreSQL needs one more package; install it with: pip install 'lumbot[postgres]'"
        ) from None
    where = str(url.query.get("host") or f"{url.host or 'localhost'}:{url.port or 5432}")

    def check(connection: sa.Connection) -> None:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(1281715810)))  # one process migrates at a time
        migrate(connection, "LUMBOT_DATABASE_URL")

    try:
        async with engine.begin() as connection:
            await connection.run_sync(check)
    except BaseException as error:
        await engine.dispose()
        if isinstance(error, (sa.exc.SQLAlchemyError, OSError, TimeoutError, ValueError, TypeError, OverflowError)):
            raise StoreError(server_trouble(error, where, url.database or "", url.username or "")) from None
        raise
    return PostgresDatabase(engine, leases, f"postgresql://{where}/{url.database or ''}")


# --- both -----------------------------------------------------------------------------------------------------------


def migrate(connection: sa.Connection, name: str) -> None:
    """Take the missing steps. Raises StoreError where the database is not ours, or newer than this program."""
    tables = set(sa.inspect(connection).get_table_names())
    known = migrations.known()
    if migrations.TABLE in tables:
        version = connection.exec_driver_sql(f"SELECT version_num FROM {migrations.TABLE}").scalar()
        if version == known[-1]:
            return
        if version is not None and version not in known:
            raise StoreError(
                f"{name}: was written by a newer Lumbot (version {version} of its tables, this one "
                f"knows {known[-1]}); start that Lumbot, or choose another with LUMBOT_DATABASE_URL"
            )
    elif tables & set(ALL.tables) or (tables and connection.dialect.name == "sqlite"):
        raise StoreError(
            f"{name}: holds the tables of another program, and is left as it is; "
            f"choose another with LUMBOT_DATABASE_URL"
        )
    migrations.upgrade(connection)


@contextmanager
def _translated() -> Iterator[None]:
    """What a database says in a block, as Rejected or Unavailable; anything else comes through."""
    try:
        yield
    except (*_TROUBLE, sa.exc.StatementError, ValueError, OverflowError) as error:
        kind = Rejected if _refused(error) else Unavailable
        raise kind(type(getattr(error, "orig", error)).__name__) from error


def _refused(error: BaseException) -> bool:
    """Whether trying again would end the same way: the data itself is what the database will not have."""
    if isinstance(error, (sa.exc.IntegrityError, sa.exc.DataError)):
        return True
    if isinstance(error, sa.exc.DBAPIError):
        state = str(getattr(error.orig, "sqlstate", None) or "")
        return state[:2] in ("22", "23", "54") or isinstance(getattr(error.orig, "__cause__", None), ValueError)
    return isinstance(error, (ValueError, OverflowError, sa.exc.StatementError))
