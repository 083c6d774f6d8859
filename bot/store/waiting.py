"""Who is waiting for something by a certain time, oldest first, also where a page cannot be read any more; and whether
anything can.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.store.database import WRITING, Broken
from bot.store.tables import ADDRESSES, PERSON, DuePerson, micros, moment

Read = Callable[[Callable[[sa.Connection], list[DuePerson]]], Awaitable[list[DuePerson]]]
Where = sa.ColumnElement[bool]


async def waiting(
    read: Read, due: sa.Column[Any], indexed: str, until: int, wanted: Where, after: DuePerson | None, limit: int
) -> list[DuePerson]:
    """Those whose `due` is not after `until` (microseconds), behind `after`, at most `limit`.

    indexed: the condition of the index that has them in order. wanted: what else must be true of their row. Where rows
    cannot be read, who is due is read from the index alone, and each row by itself. Raises Unavailable, and Broken
    when the index cannot be read either.
    """
    there = sa.text(indexed), due <= until
    query = _behind(sa.select(due, PERSON.c.person, PERSON.c.chat).where(*there, wanted), after, limit)
    try:
        return await read(_of(query))
    except Broken:
        found: list[DuePerson] = []
    while len(found) < limit:
        page = await read(_of(_behind(sa.select(due, PERSON.c.person, sa.literal("")).where(*there), after, limit)))
        for one in page:
            with suppress(Broken):
                alone = PERSON.c.person == one.person
                found += await read(_of(sa.select(due, PERSON.c.person, PERSON.c.chat).where(alone, wanted)))
        if len(page) < limit:
            break
        after = page[-1]
    return found[:limit]


async def probe(read: Callable[[Callable[[sa.Connection], None], str], Awaitable[None]]) -> None:
    """Whether anything can be read and kept. Raises Broken or Unavailable when nothing can.

    Both ends of the tables are tried, for a page may be damaged at one of them.
    """

    def tried(connection: sa.Connection, end: str) -> None:
        connection.execute(sa.select(ADDRESSES.c.person).where(ADDRESSES.c.platform == end)).all()
        connection.execute(PERSON.update().where(PERSON.c.person == end).values(turn=PERSON.c.turn))

    with suppress(Broken):
        return await read(partial(tried, end=""), WRITING)
    await read(partial(tried, end="\U0010ffff"), WRITING)


def _of(query: sa.Select[Any]) -> Callable[[sa.Connection], list[DuePerson]]:
    return lambda connection: _loaded(connection.execute(query))


def _loaded(found: Iterable[Sequence[Any]]) -> list[DuePerson]:
    return [DuePerson(moment(at), person, chat) for at, person, chat in found]


def _behind(query: sa.Select[Any], after: DuePerson | None, limit: int) -> sa.Select[Any]:
    """So many of the query, in order, behind that person."""
    due = query.selected_columns[0]
    if after:
        query = query.where(sa.tuple_(due, PERSON.c.person) > sa.tuple_(micros(after.due), after.person))
    return query.order_by(due, PERSON.c.person).limit(limit)
