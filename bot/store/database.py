"""How the two databases are reached: a transaction is a block in which functions of a connection are run.

What the database cannot keep is `Rejected`; what may pass, a lost connection or a lock, is `Unavailable`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from pathlib import Path
from typing import Protocol, TypeVar

import sqlalchemy as sa

from bot.store import address, migrations
from bot.store.file import StoreError
from bot.store.tables import ALL, Postgres, Sqlite

NEEDS_MORE = "LUMBOT_DATABASE_URL: PostgreSQL needs one more package; install it with: pip install 'lumbot[postgres]'"
WRITING, READING, NEITHER = "BEGIN IMMEDIATE", "BEGIN", ""  # how SQLite begins; PostgreSQL has but one way
TROUBLE = (sa.exc.DBAPIError, sa.exc.TimeoutError, OSError, TimeoutError)
FAILURES = (*TROUBLE, sa.exc.StatementError, ValueError, OverflowError)  # how a transaction that was not kept ends

T = TypeVar("T")


class Rejected(Exception):
    """The database will never keep this: a mark it has no place for, a row that breaks a rule."""


class Unavailable(Exception):
    """The database did not answer, or not in time. Whether a commit that was under way was kept is not known."""


class Run(Protocol):
    """Runs a function of the transaction's connection, and returns what it returns."""

    async def __call__(self, do: Callable[[sa.Connection], T], /) -> T: ...


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
    kind = "bot.store.sqlite" if isinstance(meant, Path) else "bot.store.postgres"  # only what is used is imported
    try:
        module = import_module(kind)
    except ImportError:
        raise StoreError(NEEDS_MORE) from None
    database: Database = await module.opened(meant, make_folder=make_folder, patience=patience)
    return database


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


def failure(error: BaseException) -> Rejected | Unavailable:
    """What one of FAILURES comes to: the data is refused, or the database did not answer."""
    kind = Rejected if _refused(error) else Unavailable
    return kind(type(getattr(error, "orig", error)).__name__)


def _refused(error: BaseException) -> bool:
    """Whether trying again would end the same way: the data itself is what the database will not have."""
    if isinstance(error, (sa.exc.IntegrityError, sa.exc.DataError)):
        return True
    if isinstance(error, sa.exc.DBAPIError):
        state = str(getattr(error.orig, "sqlstate", None) or "")
        return state[:2] in ("22", "23", "54") or isinstance(getattr(error.orig, "__cause__", None), ValueError)
    return isinstance(error, (ValueError, OverflowError, sa.exc.StatementError))
