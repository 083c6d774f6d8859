"""The open database, on SQLite or PostgreSQL: who is due, who is where, and what is read and kept in one transaction.

A row is only kept on top of the turn it was read at, so of two processes the second one sees that it moved.
What writes raises `Rejected`, `Unavailable` or `Broken`, what reads one of the last two.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from bot.adapter import Address
from bot.store.database import (
    NEITHER,
    READING,
    WRITING,
    Broken,
    Database,
    Lease,
    Rejected,
    Run,
    Unavailable,
    open_database,
)
from bot.store.file import StoreError
from bot.store.tables import (
    ADDRESSES,
    CODES,
    DERIVED,
    FACTS,
    PERSON,
    Code,
    DuePerson,
    FactRow,
    Postgres,
    Row,
    Sqlite,
    loaded,
    meant_for,
    micros,
    values_of,
)
from bot.store.waiting import probe, waiting

__all__ = ["Broken", "Code", "DuePerson", "FactRow", "Rejected", "Row", "Store", "StoreError", "Transaction"]
__all__ += ["Unavailable"]

PASSED = 3_600_000_000  # microseconds a code is still known after its time, so that who types it hears why

T = TypeVar("T")
Where = sa.ColumnElement[bool]


class Transaction:
    """One transaction of the writer: read, keep, and all of it is committed together or not at all."""

    def __init__(self, run: Run, way: Sqlite | Postgres) -> None:
        self.run, self._way = run, way

    async def known(self, persons: Iterable[str], at: Iterable[Address]) -> list[tuple[Row, tuple[Address, ...]]]:
        """The rows of these persons and of those at these addresses, each with all its addresses, in one query.

        A union of the two: an OR of them would read the whole table on PostgreSQL. Who is unknown is left out.
        """
        asked = self._way.asked(list(persons), list(at))
        return await self.run(
            lambda connection: [
                (loaded(Row, found[:-1]), tuple(sorted(Address(*each) for each in json.loads(found[-1]))))
                for found in connection.execute(self._way.known, asked)
            ]
        )

    async def facts(self, person: str) -> list[FactRow]:
        """All facts of a person, oldest first."""
        query = sa.select(FACTS).where(FACTS.c.person == person).order_by(FACTS.c.turn, FACTS.c.n)
        return await self.run(lambda connection: [loaded(FactRow, row) for row in connection.execute(query)])

    async def write(
        self,
        changed: Sequence[tuple[Row, int]] = (),
        new: Sequence[Row] = (),
        facts: Sequence[FactRow] = (),
        forgotten: Sequence[str] = (),
        codes: Sequence[Code] = (),
        left_chats: Sequence[Address] = (),
    ) -> set[str]:
        """Keep all of this; returns whose row was not kept because it had moved: theirs is to be decided anew.

        changed: rows, each with the turn it was read at. new: rows of new persons, each with its address.
        facts: added behind those there are, but not those of persons whose row had moved. forgotten: everything of
        these persons is removed. codes: each in the place of the one its person had. left_chats: nobody is there now.
        These two belong to rows that have not moved.
        """

        def written(connection: sa.Connection) -> set[str]:
            moved = {row.person for row, _ in changed} - (self._way.keep(connection, changed) if changed else set())
            if new:
                self._way.add(connection, PERSON, [values_of(row) for row in new])
                at = [{**row.address._asdict(), "person": row.person} for row in new]
                self._way.add(connection, ADDRESSES, at)
            self._add_facts(connection, [fact for fact in facts if fact.person not in moved])
            for table in (FACTS, ADDRESSES, CODES, PERSON) if forgotten else ():
                connection.execute(table.delete().where(table.c.person.in_(forgotten)))
            if offered := [code for code in codes if code.person not in moved]:
                # one code a person; those that have passed are swept away with the occasion
                persons = [code.person for code in offered]
                passed = CODES.c.until < micros(min(code.until for code in offered)) - PASSED
                connection.execute(CODES.delete().where(sa.or_(CODES.c.person.in_(persons), passed)))
                connection.execute(CODES.insert(), [values_of(code) for code in offered])
            for address in left_chats:
                there = ADDRESSES.c.platform == address.platform, ADDRESSES.c.chat == address.chat
                connection.execute(ADDRESSES.delete().where(*there))
            return moved

        return await self.run(written)

    # --- two who become one -------------------------------------------------------------------------------------

    async def lock(self, persons: Iterable[str]) -> None:
        """Nobody else can change the rows of these persons before this transaction ends."""
        query = sa.select(PERSON.c.person).where(PERSON.c.person.in_(sorted(persons))).order_by(PERSON.c.person)
        await self.run(lambda connection: connection.execute(query.with_for_update()).all())

    async def code(self, seal: str) -> Code | None:
        """The code with this seal, good or not. While its person is locked it stays as it is."""
        query = sa.select(CODES).where(CODES.c.seal == seal)
        return await self.run(lambda connection: next((loaded(Code, kept) for kept in connection.execute(query)), None))

    async def join(
        self, row: Row, was: Row, gone: Row | None, at: Address, facts: Sequence[FactRow], *, all_of: bool
    ) -> bool:
        """Two persons, whose rows are locked, become one; the code that led to it is used.

        row: of the one who stays, on top of `was`. gone: the other's row; all of them at `gone` go to the one who
        stays, `at` too. facts: what is added to theirs, or, with all_of, all there are of both from now on.
        Returns whether it was kept; not when a row had moved.
        """

        def written(connection: sa.Connection) -> bool:
            both = [was.person, *((gone.person,) if gone else ())]
            kept = PERSON.update().where(PERSON.c.person == was.person, PERSON.c.turn == was.turn)
            if connection.execute(kept.values(values_of(row))).rowcount != 1:
                return False
            if gone:
                connection.execute(
                    ADDRESSES.update().where(ADDRESSES.c.person == gone.person).values(person=was.person)
                )
            else:
                self._way.add(connection, ADDRESSES, [{**at._asdict(), "person": was.person}])
            for table in (FACTS, CODES) if all_of else (CODES,):
                connection.execute(table.delete().where(table.c.person.in_(both)))
            if gone:
                connection.execute(PERSON.delete().where(PERSON.c.person == gone.person))
            self._add_facts(connection, facts)
            return True

        return await self.run(written)

    def _add_facts(self, connection: sa.Connection, facts: Sequence[FactRow]) -> None:
        if facts:
            self._way.add(connection, FACTS, [values_of(fact) for fact in facts])


def _on(platforms: Iterable[str]) -> Where:
    return PERSON.c.platform.in_(list(platforms))


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

    async def read(self, do: Callable[[sa.Connection], T], begin: str = READING) -> T:
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
        return await self._waiting(PERSON.c.nudge_at, "nudge_at IS NOT NULL", now, _on(on), after, limit)

    async def wakes_due(self, now: datetime, on: Iterable[str], after: DuePerson | None, limit: int) -> list[DuePerson]:
        """Whose dialog must wake by `now` on these platforms, oldest first, behind `after`; at most `limit`."""
        return await self._waiting(PERSON.c.wake_at, "wake_at IS NOT NULL", now, _on(on), after, limit)

    async def with_outbox(
        self, now: datetime, on: Iterable[str], after: DuePerson | None, limit: int
    ) -> list[DuePerson]:
        """Who can be reached and has had something in the outbox since `now` or before, oldest first; at most `limit`.

        Also those who are elsewhere, when something of it is for a chat of theirs on one of these platforms.
        """
        on = list(on)
        there = sa.or_(_on(on), *(PERSON.c.outbox.contains(meant_for(name), autoescape=True) for name in on))
        wanted = sa.and_(PERSON.c.unreachable.is_(False), there)
        return await self._waiting(PERSON.c.changed, "outbox <> ''", now, wanted, after, limit)

    async def _waiting(
        self, due: sa.Column[Any], indexed: str, now: datetime, wanted: Where, after: DuePerson | None, limit: int
    ) -> list[DuePerson]:
        return await waiting(self.read, due, indexed, micros(now), wanted, after, limit)

    async def derived_from(self, platform: str) -> str:
        """The version of the rules of the zones by which everybody's `nudge_at` there was worked out; "" at first."""
        query = sa.select(DERIVED.c.zones).where(DERIVED.c.platform == platform)
        return await self.read(lambda connection: connection.execute(query).scalar() or "")

    async def derive_from(self, platform: str, zones: str) -> None:
        """It was worked out by these."""
        noted = DERIVED.insert().values(platform=platform, zones=zones)
        both = DERIVED.delete().where(DERIVED.c.platform == platform), noted
        await self.read(lambda connection: [*map(connection.execute, both)], WRITING)

    async def probe(self) -> None:
        """Whether anything can be read and kept at all. Raises Broken or Unavailable when nothing can."""
        await probe(self.read)

    def trouble(self, broken: Broken) -> str:
        """One line for the operator: what is broken, and how to mend it."""
        return self._database.trouble(broken)

    def lost(self) -> str:
        """One line for the operator where what we write to is not there any more, and all would be lost; else ""."""
        return self._database.lost()

    async def tidy(self) -> bool:
        """Put what the SQLite journal has into the file, so that a copy of it has that too, and nothing of who was
        forgotten stays beside it. Returns whether that is done; while somebody else reads the file it is not.
        """
        if not self.on_sqlite:
            return True  # PostgreSQL empties what is dead by itself
        return await self.read(
            lambda connection: connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0] == 0, NEITHER
        )
