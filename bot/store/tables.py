"""The tables as SQLAlchemy sees them (how they came to be is in `migrations`), and what the two databases want their
own way. Only the store and this file know SQL.

Instants are kept as whole microseconds since 1970 (UTC), so both databases compare them alike.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa

from bot.adapter import Address

KeptRow = TypeVar("KeptRow", "Row", "FactRow", "Code")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_INSTANTS = ("wake_at", "nudge_at", "created", "changed", "at", "until")


class Row(NamedTuple):
    """One person as kept.

    platform, chat: where they last wrote from, so where to speak. turn: how often the row was kept.
    dialog, memory, seen, outbox: text made by `bot.engine.turn`; `outbox` is "" when all is told.
    keyboard: the message whose buttons are open, as text of `bot.engine.entries.Keyboard`; "" for none.
    wake_at, nudge_at, created, changed: aware, UTC.
    """

    person: str
    platform: str
    chat: str
    dialog: str
    memory: str
    turn: int
    seen: str
    outbox: str
    wake_at: datetime | None
    nudge_at: datetime | None
    unreachable: bool
    created: datetime
    changed: datetime
    keyboard: str = ""

    @property
    def address(self) -> Address:
        return Address(self.platform, self.chat)


class FactRow(NamedTuple):
    """A fact as kept: the turn it happened in, its place in that turn, when (UTC), its kind and its data as text."""

    person: str
    turn: int
    n: int
    at: datetime
    kind: str
    data: str


class Code(NamedTuple):
    """A code for linking: its seal, who was given it, and until when (UTC) it is good."""

    seal: str
    person: str
    until: datetime


class DuePerson(NamedTuple):
    """A person something is due for, when (UTC), and the chat where they are."""

    due: datetime
    person: str
    chat: str = ""


def micros(at: datetime) -> int:
    """Whole microseconds since 1970. `at` must be aware."""
    return (at - _EPOCH) // _MICROSECOND


def moment(micro: int) -> datetime:
    """The instant (UTC) of that many microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=micro)


def meant_for(platform: str) -> str:
    """What stands in `outbox` when something of it is to be said on that platform, wherever they are now."""
    return f'"at":[{json.dumps(platform)},'


def loaded(kind: type[KeptRow], values: Iterable[Any]) -> KeptRow:
    """What the database has, in the order of its columns, as a `Row`, a `FactRow` or a `Code`."""
    named = zip(kind._fields, values, strict=True)
    return kind._make(moment(value) if name in _INSTANTS and value is not None else value for name, value in named)


def values_of(kept: Row | FactRow | Code) -> dict[str, Any]:
    """What the database has of it, by column."""
    return {name: micros(value) if isinstance(value, datetime) else value for name, value in kept._asdict().items()}


# --- the tables -----------------------------------------------------------------------------------------------------

ALL = sa.MetaData()


def _table(name: str, *columns: str, **other: type[sa.types.TypeEngine[Any]]) -> sa.Table:
    """A table of texts, but for `other` columns and for instants and numbers."""
    kinds = dict.fromkeys((*_INSTANTS, "turn"), sa.BigInteger) | other
    return sa.Table(name, ALL, *(sa.Column(each, kinds.get(each, sa.Text)) for each in columns))


PERSON = _table("person", *Row._fields, unreachable=sa.Boolean)
ADDRESSES = _table("addresses", "platform", "chat", "person")
FACTS = _table("facts", *FactRow._fields, n=sa.Integer)
CODES = _table("codes", *Code._fields)
DERIVED = _table("derived", "platform", "zones")  # by which rules of the zones `nudge_at` was worked out there
INBOX = _table("inbox", "platform", "update", "raw")  # delivered, and not heard yet

_KNOWN = f"""
WITH wanted AS ({{wanted}})
SELECT {", ".join(f"person.{column.name}" for column in PERSON.c)},
  (SELECT {{list}} FROM addresses WHERE addresses.person = person.person)
FROM wanted JOIN person ON person.person = wanted.person
"""
_CHANGING = [name for name in Row._fields if name not in ("person", "created")]


class Sqlite:
    """The statements that SQLite wants its own way. Lists travel as one JSON text, so a statement never changes."""

    known = sa.text(
        _KNOWN.format(
            wanted="""
            SELECT value AS person FROM json_each(:persons) UNION
            SELECT addresses.person FROM json_each(:chats) AS asked JOIN addresses
            ON platform = json_extract(asked.value, '$[0]') AND chat = json_extract(asked.value, '$[1]')""",
            list="json_group_array(json_array(platform, chat))",
        )
    )
    # run as it is: SQLAlchemy takes longer over many rows than SQLite does
    update = f"UPDATE person SET {', '.join(f'{n} = :{n}' for n in _CHANGING)} WHERE person = :person AND turn = :was"

    @staticmethod
    def asked(persons: list[str], at: list[Address]) -> dict[str, Any]:
        return {"persons": json.dumps(persons), "chats": json.dumps(at)}

    def keep(self, connection: sa.Connection, rows: Sequence[tuple[Row, int]]) -> set[str]:
        # Rows read in this transaction cannot have moved: BEGIN IMMEDIATE holds the only writing lock since before.
        # So how many were kept is all that needs asking; of several it is not known which one moved.
        values = [{**values_of(row), "was": was} for row, was in rows]
        if connection.exec_driver_sql(self.update, values).rowcount == len(rows):
            return {row.person for row, _ in rows}
        if len(rows) == 1:
            return set()
        raise ValueError("one of these rows was not read in this transaction, and moved")

    def add(self, connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
        connection.execute(table.insert(), rows)


def _given(columns: Iterable[sa.Column[Any]]) -> str:
    """Rows as PostgreSQL makes them of one array a column."""
    arrays = ", ".join(f"CAST(:{column.name} AS {column.type}[])" for column in columns)
    return f"unnest({arrays}) AS given ({', '.join(column.name for column in columns)})"


class Postgres:
    """The statements that PostgreSQL wants its own way: one array a column, so a statement is planned once."""

    known = sa.text(
        _KNOWN.format(
            wanted="""
            SELECT unnest(CAST(:persons AS text[])) AS person UNION
            SELECT addresses.person FROM unnest(CAST(:platforms AS text[]), CAST(:chats AS text[]))
            AS asked (platform, chat) JOIN addresses USING (platform, chat)""",
            list="coalesce(json_agg(json_build_array(platform, chat))::text, '[]')",
        )
    )
    update = sa.text(
        f"UPDATE person SET {', '.join(f'{name} = given.{name}' for name in _CHANGING)} "
        f"FROM {_given([*PERSON.c, sa.Column('was', sa.BigInteger)])} "
        "WHERE person.person = given.person AND person.turn = given.was RETURNING person.person"
    )
    inserts: Mapping[str, sa.TextClause] = {
        table.name: sa.text(f"INSERT INTO {table} ({', '.join(table.c.keys())}) SELECT * FROM {_given(table.c)}")
        for table in (PERSON, ADDRESSES, FACTS)
    }

    @staticmethod
    def asked(persons: list[str], at: list[Address]) -> dict[str, Any]:
        return {"persons": persons, "platforms": [each.platform for each in at], "chats": [each.chat for each in at]}

    def keep(self, connection: sa.Connection, rows: Sequence[tuple[Row, int]]) -> set[str]:
        values = [{**values_of(row), "was": was} for row, was in rows]
        values.sort(key=lambda value: value["person"])  # two processes lock rows in the same order
        return {*connection.execute(self.update, _arrays(values)).scalars()}

    def add(self, connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
        connection.execute(self.inserts[table.name], _arrays(rows))


def _arrays(rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}
