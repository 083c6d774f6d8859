"""What there was before a turn: the row, what of it was told meanwhile, and where the person did something."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.adapter import REMEMBERED, Address
from bot.engine.entries import DeliveryReport, OutboxEntry, after_reports, outbox_of
from bot.engine.outcome import DeliveryFailed, NudgeClaimed, OutboxResumed
from bot.store.queries import Row
from handlers.events import Event, Gone, PlatformGone
from handlers.facts import Fact, NudgeUnknown
from handlers.person import Person


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What there was before a turn: the row, and what of it was told meanwhile.

    at: where the person did something, None when they did nothing. seen: with this update. keyboard: the message whose
    buttons are open, as the row keeps it. happened: what else is to be recorded.
    """

    person: str
    row: Row | None
    now: datetime
    at: Address | None
    seen: str
    outbox: tuple[OutboxEntry, ...]
    keyboard: str
    happened: tuple[Fact, ...] = ()


def take_snapshot(
    person: str, row: Row | None, now: datetime, at: Address | None, seen: str, reports: Sequence[DeliveryReport]
) -> Snapshot:
    outbox, happened = after_reports(outbox_of(row), reports)
    shown = [row.keyboard if row else "", *(one.keyboard for one in reports if one.keyboard is not None)]
    return Snapshot(person, row, now, at, seen, outbox, shown[-1], tuple(happened))


def without_lost(snapshot: Snapshot, event: OutboxResumed) -> Snapshot:
    """Without the nudges that were left there by a process that died: whether they were shown is not known."""
    lost = [
        entry
        for entry in snapshot.outbox
        if entry.once and entry.turn not in event.held and event.on in ("", snapshot.row and snapshot.row.platform)
    ]
    rest = tuple(entry for entry in snapshot.outbox if entry not in lost)
    return replace(snapshot, outbox=rest, happened=(*snapshot.happened, *(NudgeUnknown(entry.turn) for entry in lost)))


def without_nudge(snapshot: Snapshot, event: Gone | DeliveryFailed) -> tuple[Snapshot, bool]:
    """Without the nudge that could not be shown, and whether there was one of which nothing was shown."""
    if isinstance(event, Gone):
        return snapshot, False
    left = tuple(entry for entry in snapshot.outbox if not (entry.once and entry.turn == event.turn))
    return replace(snapshot, outbox=left), len(left) < len(snapshot.outbox) and not event.shown


def unreachable(snapshot: Snapshot, event: Event | NudgeClaimed, before: Person, at: Address) -> bool:
    """Whether nobody can be reached at that address after this."""
    if snapshot.at:
        return at != snapshot.at and at.platform in before.unreached
    return isinstance(event, Gone) or (
        not isinstance(event, PlatformGone) and bool(snapshot.row and snapshot.row.unreachable)
    )


def with_seen(seen: str, update: str) -> str | None:
    """The list of the last few update ids with one more ("": none came); None when it is in there already."""
    if not update:
        return seen
    known = seen_in(seen)
    return None if update in known else dump_seen([*known, update])


def seen_in(seen: str) -> list[str]:
    """The update ids in such a list, oldest first; of a broken one none: at worst one update counts twice."""
    try:
        return list(json.loads(seen)) if seen else []
    except (TypeError, ValueError):
        return []


def dump_seen(updates: Sequence[str]) -> str:
    """The last of these as the row keeps them."""
    return json.dumps(list(updates[-REMEMBERED:]))
