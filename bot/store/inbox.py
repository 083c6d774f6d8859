"""What was delivered and is not heard yet. Each function is run in a transaction, with its connection."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from bot.store.tables import INBOX

Update = tuple[str, str]  # a platform, and its id of something it delivered

_KEEP = sa.text(
    'INSERT INTO inbox (platform, "update", raw) VALUES (:platform, :update, :raw) '
    'ON CONFLICT (platform, "update") DO UPDATE SET raw = excluded.raw'
)
_ONE = INBOX.c.platform == sa.bindparam("on"), INBOX.c.update == sa.bindparam("id")


def keep(connection: sa.Connection, platform: str, updates: Mapping[str, str]) -> None:
    """Keep these, as they came, by their ids; one that was kept before takes its place."""
    rows = [{"platform": platform, "update": update, "raw": raw} for update, raw in updates.items()]
    connection.execute(_KEEP, rows)


def left(connection: sa.Connection, platform: str) -> list[tuple[str, str]]:
    """All that is kept of that platform, each with its id, in the order of the numbers these end in."""
    query = sa.select(INBOX.c.update, INBOX.c.raw).where(INBOX.c.platform == platform)
    found = connection.execute(query.order_by(sa.func.length(INBOX.c.update), INBOX.c.update))
    return [(update, raw) for update, raw in found]


def drop(connection: sa.Connection, updates: Collection[Update]) -> None:
    """These are heard."""
    connection.execute(INBOX.delete().where(*_ONE), [{"on": platform, "id": update} for platform, update in updates])
