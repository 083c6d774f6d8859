"""How the two databases are reached: a transaction is a block in which functions of a connection are run.

What the database cannot keep is `Rejected`; what may pass, a lost connection or a lock, is `Unavailable`; what will not
pass by itself, a damaged page or a missing table, is `Broken`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from pathlib import Path
from typing import Literal, Protocol, TypeVar

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


class Broken(Exception):
    """The database cannot do this, and waiting will not mend it: a damaged page, a missing table, a right taken away.

    known: whether that is certain. What we have never heard of is taken for it until nothing else works either.
    """

    def __init__(self, kind: str, *, known: bool) -> None:
        super().__init__(kind)
        self.known = known


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
        """A transaction, committed when the block ends well. Raises Rejected, Unavailable or Broken."""

    def trouble(self, broken: Broken) -> str:
        """One line for the operator: what is broken, and how to mend it."""

    def lost(self) -> str:
        """One line for the operator where the file that is written to is not the one of that name any more; else ""."""
        ...

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


def failure(error: BaseException) -> Rejected | Unavailable | Broken:
    """What one of FAILURES comes to: the data is refused, the database did not answer, or it is broken."""
    driver = getattr(error, "orig", None) or error
    kind = type(driver).__name__
    if isinstance(error, sa.exc.DBAPIError) and not isinstance(error, (sa.exc.IntegrityError, sa.exc.DataError)):
        code = getattr(driver, "sqlite_errorcode", None)
        fate = _of_file(code & 0xFF) if code is not None else _of_server(driver, error)
        return Rejected(kind) if fate == "refused" else Unavailable(kind) if fate == "passing" else _broken(kind, fate)
    refused = isinstance(error, (sa.exc.StatementError, ValueError, OverflowError))
    return Rejected(kind) if refused else Unavailable(kind)


Fate = Literal["refused", "passing", "lasting", "unknown"]


def _broken(kind: str, fate: Fate) -> Broken:
    return Broken(kind, known=fate == "lasting")


def _of_file(code: int) -> Fate:
    """By SQLite's primary result code, https://sqlite.org/rescode.html. A full disk passes once there is room."""
    match code:
        case sqlite3.SQLITE_TOOBIG | sqlite3.SQLITE_CONSTRAINT | sqlite3.SQLITE_MISMATCH | sqlite3.SQLITE_RANGE:
            return "refused"
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_NOMEM | sqlite3.SQLITE_INTERRUPT:
            return "passing"
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PROTOCOL:
            return "passing"
        case sqlite3.SQLITE_ERROR | sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return "lasting"
    return "unknown"


def _of_server(driver: object, error: sa.exc.DBAPIError) -> Fate:
    """By the class of PostgreSQL's error code, https://www.postgresql.org/docs/current/errcodes-appendix.html.

    Read-only (25006) is a server that has just been replaced; without a code it is the connection that failed.
    """
    state = str(getattr(driver, "sqlstate", None) or "")
    if state[:2] in ("22", "23", "54") or isinstance(getattr(driver, "__cause__", None), ValueError):
        return "refused"
    if state[:2] in ("", "08", "40", "53", "57") or state in ("25006", "55P03") or error.connection_invalidated:
        return "passing"
    return "lasting" if state[:2] in ("28", "3D", "3F", "42", "XX") else "unknown"
