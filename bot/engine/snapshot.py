"""What there was before a turn: the row, what of it was told meanwhile, and where the person did something."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.adapter import REMEMBERED, Address
from bot.engine.entries import Told, Unsaid, after_telling, unsaid_of
from bot.engine.outcome import Resumed, Swept, Unreached
from bot.store.queries import Row
from handlers.events import Event, Gone, Moved
from handlers.facts import Fact, NudgeUnknown
from handlers.person import Person


@dataclass(frozen=True, slots=True)
class Had:
    """What there was before a turn: the row, and what of it was told meanwhile.

    at: where the person did something, None when they did nothing. seen: with this update. keyboard: the message whose
    buttons are open, as the row keeps it. happened: what else is to be recorded.
    """

    person: str
    row: Row | None
    now: datetime
    at: Address | None
    seen: str
    unsaid: tuple[Unsaid, ...]
    keyboard: str
    happened: tuple[Fact, ...] = ()


def what_was(person: str, row: Row | None, now: datetime, at: Address | None, seen: str, told: Sequence[Told]) -> Had:
    unsaid, happened = after_telling(unsaid_of(row), told)
    shown = [row.keyboard if row else "", *(one.keyboard for one in told if one.keyboard is not None)]
    return Had(person, row, now, at, seen, unsaid, shown[-1], tuple(happened))


def without_lost(had: Had, event: Resumed) -> Had:
    """Without the nudges that were left there by a process that died: whether they were shown is not known."""
    lost = [
        entry
        for entry in had.unsaid
        if entry.once and entry.turn not in event.held and event.on in ("", had.row and had.row.platform)
    ]
    rest = tuple(entry for entry in had.unsaid if entry not in lost)
    return replace(had, unsaid=rest, happened=(*had.happened, *(NudgeUnknown(entry.turn) for entry in lost)))


def without_nudge(had: Had, event: Gone | Unreached) -> tuple[Had, bool]:
    """Without the nudge that could not be shown, and whether there was one of which nothing was shown."""
    if isinstance(event, Gone):
        return had, False
    left = tuple(entry for entry in had.unsaid if not (entry.once and entry.turn == event.turn))
    return replace(had, unsaid=left), len(left) < len(had.unsaid) and not event.shown


def unreachable(had: Had, event: Event | Swept, before: Person, at: Address) -> bool:
    """Whether nobody can be reached at that address after this."""
    if had.at:
        return at != had.at and at.platform in before.unreached
    return isinstance(event, Gone) or (not isinstance(event, Moved) and bool(had.row and had.row.unreachable))


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
