"""An SQLite file, which one thread has for itself: nothing in it takes long, so nothing else has to go on meanwhile.

A whole function of statements goes to that thread and back once; an asynchronous driver would cross over several times
a statement.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import URL

from bot.store.database import FAILURES, READING, WRITING, Broken, Lease, Rejected, Run, Unavailable, failure, migrate
from bot.store.file import StoreError, file_trouble, ready
from bot.store.tables import Postgres, Sqlite

SMALL = 64 * 2**20  # bytes; a file up to this size is checked whole at start (some 10 ms a MB)

T = TypeVar("T")


class SqliteDatabase:
    """An SQLite file, and the one thread that touches it."""

    def __init__(self, path: Path, patience: float) -> None:
        self.name, self._path = str(path), path
        self._file = _identity(path)
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

        async def run(do: Callable[[sa.Connection], T]) -> T:
            def there() -> T:
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

        async def ended(*, commit: bool) -> None:
            await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, end, commit))

        async with nullcontext() if begin == READING else self._writing:
            try:
                try:
                    yield run
                except BaseException:
                    await ended(commit=False)
                    raise
                await ended(commit=True)
            except FAILURES as error:
                raise failure(error) from error

    def trouble(self, broken: Broken) -> str:
        return file_trouble(self._path, _said(broken))

    def lost(self) -> str:
        return "" if _identity(self._path) == self._file else file_trouble(self._path, "replaced")

    def lease(self, key: int, lasts: float) -> Lease:
        return FileLease()

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)
        self._thread.shutdown(wait=False)


class FileLease:
    """A lease on something in a file: whoever has the file to themselves (`file.alone`) has it too."""

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


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file that is, whatever it is called; None: there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _said(failed: Exception) -> str:
    """What SQLite itself said."""
    return str(getattr(failed.__cause__, "orig", failed.__cause__))


async def opened(path: Path, *, make_folder: bool, patience: float) -> SqliteDatabase:
    """Raises StoreError."""
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
        if isinstance(error, Rejected | Unavailable | Broken):
            raise StoreError(file_trouble(path, _said(error))) from None
        raise
    return file
