"""When we write to a person by ourselves: their next nudge, from what they want to what the scheduler computes."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from handlers.person import Nudges, Person
from handlers.rules.holds import follow_up
from scheduler.nudges import Due, Plan, next_nudge


def next_due(nudges: Nudges | None, now: datetime) -> Due | None:
    """The next nudge of somebody who wants them."""
    if nudges is None:
        return None
    return next_nudge(Plan(**{field.name: getattr(nudges, field.name) for field in fields(Plan)}), now)


def due_at(person: Person, now: datetime) -> datetime | None:
    """When we write to this person by ourselves next (UTC): a nudge, or whether somebody has looked."""
    due, asked = next_due(person.nudges, now), follow_up(person, now)
    return min((at for at in (due.at if due else None, asked) if at), default=None)
