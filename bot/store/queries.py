"""The open database: who is due, who is where, and the transactions of the writer, on SQLite or PostgreSQL.

What writes raises `Rejected` or `Unavailable`, what reads `Unavailable`.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from bot.adapter import Address
from bot.store.database import NEITHER, READING, Database, Lease, Rejected, Unavailable, open_database
from bot.store.file import StoreError
from bot.store.tables import PERSON, Code, DuePerson, FactRow, Row, Sqlite, meant_for, micros, moment
from bot.store.transaction import Transaction

__all__ = ["Code", "DuePerson", "FactRow", "Rejected", "Row", "Store", "StoreError", "Transaction", "Unavailable"]

Value = TypeVar("Value")


class Store:
    """The open database. Reading may be done by anybody; writing only by the writer."""

    def __init__(self, database: Database) -> None:
        self._database, self._way = database, database.way

    @classmethod
    async def open(cls, url: str, *, make_folder: bool = False, patience: float = 5.0) -> Store:
        """Open the database at `url` (sqlite:///file or postgresql://user:password@host/name), migrated to today.

        make_folder: make the folder of the SQLite file when it is missing. patience: seconds to wait for a lock.
        Raises StoreError.
        """
        return cls(await open_database(url, make_folder=make_folder, patience=patience))

    async def close(self) -> None:
        await self._database.close()

    @property
    def on_sqlite(self) -> bool:
        return isinstance(self._way, Sqlite)

    def lease(self, what: str, lasts: float) -> Lease:
        """Something that one process has at a time, by its name: it is lost after so many seconds of silence.

        On SQLite it is always ours: there, whoever talks has the whole file to themselves.
        """
        key = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], "big", signed=True)
        return self._database.lease(key, lasts)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        """One transaction. It is committed when the block ends well; otherwise nothing of it was ever there."""
        async with self._database.transaction() as run:
            yield Transaction(run, self._way)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """One transaction that only reads, and so waits for nobody."""
        async with self._database.transaction(READING) as run:
            yield Transaction(run, self._way)

    async def read(self, do: Callable[[sa.Connection], Value], begin: str = READING) -> Value:
        """What this function of a connection finds."""
        async with self._database.transaction(begin) as run:
            return await run(do)

    async def row_at(self, address: Address) -> Row | None:
        """The row of whoever is at this address."""
        async with self.reading() as work:
            return next((row for row, _ in await work.known([], [address])), None)

    async def row(self, person: str) -> Row | None:
        """The row of this person."""
        async with self.reading() as work:
            return next((row for row, _ in await work.known([person], [])), None)

    async def facts(self, person: str) -> list[FactRow]:
        """All facts of a person, oldest first."""
        async with self.reading() as work:
            return await work.facts(person)

    async def addresses(self, person: str) -> list[Address]:
        """Where a person can be reached, in the order of the names."""
        async with self.reading() as work:
            return [address for _, addresses in await work.known([person], []) for address in addresses]

    async def nudges_due(
        self, now: datetime, on: Iterable[str], after: DuePerson | None, limit: int
    ) -> list[DuePerson]:
        """Whose nudge is due by `now` on these platforms, oldest first, behind `after`; at most `limit`."""
        return await self._waiting(PERSON.c.nudge_at, "nudge_at IS NOT NULL", now, on, after, limit)

    async def wakes_due(self, now: datetime, on: Iterable[str], after: DuePerson | None, limit: int) -> list[DuePerson]:
        """Whose dialog must wake by `now` on these platforms, oldest first, behind `after`; at most `limit`."""
        return await self._waiting(PERSON.c.wake_at, "wake_at IS NOT NULL", now, on, after, limit)

    async def with_outbox(
        self, now: datetime, on: Iterable[str], after: DuePerson | None, limit: int
    ) -> list[DuePerson]:
        """Who can be reached and has something unsaid since `now` or before, oldest first; at most `limit`.

        Also those who are elsewhere, when something of it is for a chat of theirs on one of these platforms.
        """
        on = list(on)
        return await self._waiting(
            PERSON.c.changed, "outbox <> ''", now, on, after, limit, PERSON.c.unreachable.is_(False),
            also=[PERSON.c.outbox.contains(meant_for(name), autoescape=True) for name in on],
        )  # fmt: skip

    async def _waiting(
        self,
        due: sa.Column[Any],
        indexed: str,
        now: datetime,
        on: Iterable[str],
        after: DuePerson | None,
        limit: int,
        *more: sa.ColumnElement[bool],
        also: Sequence[sa.ColumnElement[bool]] = (),
    ) -> list[DuePerson]:
        there = sa.or_(PERSON.c.platform.in_(self._way.listed("on")), *also)
        query = sa.select(due, PERSON.c.person).where(sa.text(indexed), due <= micros(now), there, *more)
        if after:
            query = query.where(sa.tuple_(due, PERSON.c.person) > sa.tuple_(micros(after.due), after.person))
        query = query.order_by(due, PERSON.c.person).limit(limit)
        return await self.read(
            lambda connection: [
                DuePerson(moment(at), person) for at, person in connection.execute(query, {"on": self._way.sent(on)})
            ]
        )

    async def tidy(self) -> bool:
        """After somebody was forgotten: take the last copies out of the SQLite journal beside the file.

        Returns whether that is done; while somebody else reads the file it is not, and can be tried again.
        """
        if not self.on_sqlite:
            return True  # PostgreSQL empties what is dead by itself
        return await self.read(
            lambda connection: connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0] == 0, NEITHER
        )
