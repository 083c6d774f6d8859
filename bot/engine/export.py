"""Everything that is kept of one person, as JSON they can read: keys in order, times in UTC."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.adapter import Address
from bot.engine.entries import outbox_of
from bot.store.queries import FactRow, Row


def export(row: Row, addresses: Sequence[Address], facts: Sequence[FactRow], now: datetime) -> str:
    """The JSON text. A save that cannot be read is given as the text it is."""
    return json.dumps(
        {
            "made": _time(now),
            "person": row.person,
            "platforms": [address.platform for address in addresses],
            "first_met": _time(row.created),
            "last_changed": _time(row.changed),
            "unreachable": row.unreachable,
            "dialog": _read(row.dialog),
            "dialog_wakes": _time(row.wake_at),
            "next_nudge": _time(row.nudge_at),
            "memory": _read(row.memory),
            # without the number of the form they are kept in, which is nobody's business
            "still_to_be_said": [_read(entry.says, "says") for entry in outbox_of(row)],
            "facts": [{"at": _time(fact.at), "what": fact.kind, "data": _read(fact.data)} for fact in facts],
        },
        ensure_ascii=False,
        indent=1,
        sort_keys=True,
    )


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None


def _read(text: str, part: str = "") -> Any:
    try:
        kept = json.loads(text)
    except ValueError:
        return text
    return kept.get(part, kept) if part and isinstance(kept, dict) else kept
