"""When we write to a person by ourselves: their next nudge, from what they want to what the scheduler computes."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from handlers.person import Nudges, Person
from handlers.rules import holds, mornings
from scheduler.nudges import Due, Plan, next_nudge


def next_due(nudges: Nudges | None, now: datetime) -> Due | None:
    """The next nudge of somebody who wants them."""
    if nudges is None:
        return None
    return next_nudge(Plan(**{field.name: getattr(nudges, field.name) for field in fields(Plan)}), now)


def due_at(person: Person, now: datetime) -> datetime | None:
    """When we write to this person by ourselves next (UTC): a nudge, or a question."""
    due, asked = next_due(person.nudges, now), asked_at(person, now)
    return min((at for at in (due.at if due else None, asked) if at), default=None)


def asked_at(person: Person, now: datetime) -> datetime | None:
    """When we ask by ourselves next (UTC): whether somebody has looked, or how the back took yesterday's session."""
    asked = (holds.follow_up(person, now), mornings.ask_at(person, now))
    return min((at for at in asked if at), default=None)
