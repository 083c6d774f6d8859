"""The tables as SQLAlchemy sees them (how they came to be is in `migrations`), and what the two databases want their
own way. Only the store and this file know SQL.

Instants are kept as whole microseconds since 1970 (UTC), so both databases compare them alike.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.adapter import Address

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

ALL = sa.MetaData()
PERSON = sa.Table(
    "person",
    ALL,
    sa.Column("person", sa.Text, primary_key=True),
    *(sa.Column(name, sa.Text) for name in ("platform", "chat", "dialog", "memory")),
    sa.Column("turn", sa.BigInteger),
    sa.Column("seen", sa.Text),
    sa.Column("outbox", sa.Text),
    sa.Column("wake_at", sa.BigInteger),
    sa.Column("nudge_at", sa.BigInteger),
    sa.Column("unreachable", sa.Boolean),
    sa.Column("created", sa.BigInteger),
    sa.Column("changed", sa.BigInteger),
    sa.Column("keyboard", sa.Text),
)
ADDRESSES = sa.Table("addresses", ALL, *(sa.Column(name, sa.Text) for name in ("platform", "chat", "person")))
FACTS = sa.Table(
    "facts",
    ALL,
    sa.Column("person", sa.Text),
    sa.Column("turn", sa.BigInteger),
    sa.Column("n", sa.Integer),
    sa.Column("at", sa.BigInteger),
    sa.Column("kind", sa.Text),
    sa.Column("data", sa.Text),
)
CODES = sa.Table(
    "codes", ALL, sa.Column("seal", sa.Text), sa.Column("person", sa.Text), sa.Column("until", sa.BigInteger)
)


class Row(NamedTuple):
    """One person as kept.

    platform, chat: where they last wrote from, so where to speak. turn: how often the row was kept.
    dialog, memory, seen, unsaid: text made by `bot.engine.turn`; `outbox` is "" when all is told.
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
    """A person something is due for, and when (UTC)."""

    due: datetime
    person: str


def micros(at: datetime) -> int:
    """Whole microseconds since 1970. `at` must be aware."""
    return (at - _EPOCH) // _MICROSECOND


def moment(micro: int) -> datetime:
    """The instant (UTC) of that many microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=micro)


def meant_for(platform: str) -> str:
    """What stands in `outbox` when something of it is to be said on that platform, wherever they are now."""
    return f'"at":[{json.dumps(platform)},'


def _maybe(at: datetime | None) -> int | None:
    return None if at is None else micros(at)


def row_of(kept: Sequence[Any]) -> Row:
    """The row as the database has it, as a `Row`."""
    person, platform, chat, dialog, memory, turn, seen, outbox, wake, nudge, away, created, changed, keyboard = kept
    return Row(
        person,
        platform,
        chat,
        dialog,
        memory,
        turn,
        seen,
        outbox,
        wake if wake is None else moment(wake),
        nudge if nudge is None else moment(nudge),
        away,
        moment(created),
        moment(changed),
        keyboard,
    )


def values_of(row: Row) -> dict[str, Any]:
    return {
        **row._asdict(),
        "wake_at": _maybe(row.wake_at),
        "nudge_at": _maybe(row.nudge_at),
        "created": micros(row.created),
        "changed": micros(row.changed),
    }


def fact_of(kept: Sequence[Any]) -> FactRow:
    person, turn, n, at, kind, data = kept
    return FactRow(person, turn, n, moment(at), kind, data)


_KNOWN = f"""
WITH wanted AS ({{wanted}})
SELECT {", ".join(f"person.{column.name}" for column in PERSON.c)},
  (SELECT {{list}} FROM addresses WHERE addresses.person = person.person)
FROM wanted JOIN person ON person.person = wanted.person
"""


class Sqlite:
    """The statements that SQLite wants its own way. Lists travel as one JSON text, so a statement never changes."""

    @staticmethod
    def listed(name: str) -> Any:
        return sa.select(sa.func.json_each(sa.bindparam(name)).table_valued("value").c.value)

    @staticmethod
    def sent(values: Iterable[str]) -> Any:
        return json.dumps(list(values))

    def __init__(self) -> None:
        update = PERSON.update().where(PERSON.c.person == sa.bindparam("p"), PERSON.c.turn == sa.bindparam("was"))
        kept = [column.name for column in PERSON.c if column.name not in ("person", "created")]
        compiled = update.values({name: sa.bindparam(name) for name in kept}).compile(dialect=sqlite.dialect())
        self.update = str(compiled)  # run as it is: SQLAlchemy takes longer over many rows than SQLite does
        self._in_order = itemgetter(*compiled.positiontup or ())
        wanted = """
            SELECT value AS person FROM json_each(:persons) UNION
            SELECT addresses.person FROM json_each(:chats) AS asked JOIN addresses
            ON platform = json_extract(asked.value, '$[0]') AND chat = json_extract(asked.value, '$[1]')"""
        self.known = sa.text(_KNOWN.format(wanted=wanted, list="json_group_array(json_array(platform, chat))"))

    @staticmethod
    def asked(persons: list[str], at: list[Address]) -> dict[str, Any]:
        return {"persons": json.dumps(persons), "chats": json.dumps(at)}

    def keep(self, connection: sa.Connection, rows: Sequence[tuple[Row, int]]) -> set[str]:
        # Rows read in this transaction cannot have moved: BEGIN IMMEDIATE holds the only writing lock since before.
        # So how many were kept is all that needs asking; of several it is not known which one moved.
        values = [{**values_of(row), "p": row.person, "was": was} for row, was in rows]
        kept = connection.exec_driver_sql(self.update, [self._in_order(value) for value in values]).rowcount
        if kept == len(rows):
            return {row.person for row, _ in rows}
        if len(rows) == 1:
            return set()
        raise ValueError("one of these rows was not read in this transaction, and moved")

    def add(self, connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
        connection.execute(table.insert(), rows)


class Postgres:
    """The statements that PostgreSQL wants its own way: one array a column, so a statement is planned once."""

    @staticmethod
    def listed(name: str) -> Any:
        return sa.select(sa.func.unnest(sa.bindparam(name, type_=postgresql.ARRAY(sa.Text))))

    @staticmethod
    def sent(values: Iterable[str]) -> Any:
        return list(values)

    @staticmethod
    def _columns(table: sa.Table, *more: sa.Column[Any]) -> Any:
        columns = [*table.c, *more]
        arrays = (sa.bindparam(f"{column.name}s", type_=postgresql.ARRAY(column.type)) for column in columns)
        return (
            sa.func.unnest(*arrays)
            .table_valued(*(sa.column(column.name, column.type) for column in columns))
            .render_derived(name="given")
        )

    @staticmethod
    def _arrays(rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
        return {f"{name}s": [row[name] for row in rows] for name in rows[0]}

    def __init__(self) -> None:
        wanted = """
            SELECT unnest(:persons) AS person UNION
            SELECT addresses.person FROM unnest(:platforms, :chats) AS asked (platform, chat)
            JOIN addresses USING (platform, chat)"""
        texts = (sa.bindparam(name, type_=postgresql.ARRAY(sa.Text)) for name in ("persons", "platforms", "chats"))
        kept = "coalesce(json_agg(json_build_array(platform, chat))::text, '[]')"
        self.known = sa.text(_KNOWN.format(wanted=wanted, list=kept)).bindparams(*texts)
        given = self._columns(PERSON, sa.Column("was", sa.BigInteger))
        new = {column.name: given.c[column.name] for column in PERSON.c if column.name not in ("person", "created")}
        self.update = (
            PERSON.update()
            .where(PERSON.c.person == given.c.person, PERSON.c.turn == given.c.was)
            .values(new)
            .returning(PERSON.c.person)
        )
        self.inserts = {
            table.name: table.insert().from_select(
                [column.name for column in table.c], sa.select(*self._columns(table).c)
            )
            for table in (PERSON, ADDRESSES, FACTS)
        }

    @staticmethod
    def asked(persons: list[str], at: list[Address]) -> dict[str, Any]:
        return {"persons": persons, "platforms": [each.platform for each in at], "chats": [each.chat for each in at]}

    def keep(self, connection: sa.Connection, rows: Sequence[tuple[Row, int]]) -> set[str]:
        values = [{**values_of(row), "was": was} for row, was in rows]
        values.sort(key=lambda value: value["person"])  # two processes lock rows in the same order
        kept = connection.execute(self.update, self._arrays(values))
        return {person for (person,) in kept}

    def add(self, connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
        connection.execute(self.inserts[table.name], self._arrays(rows))
