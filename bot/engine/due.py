"""When we write to a person by ourselves: their next nudge, from what they want to what the scheduler computes."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime

from handlers.person import Nudges, Person
from handlers.rules import holds, mornings
from scheduler.nudges import Due, Plan, next_nudge


def next_due(nudges: Nudges | None, now: datetime, nudged: date | None = None) -> Due | None:
    """The next nudge of somebody who wants them. nudged: the latest date given or skipped that may be believed."""
    if nudges is None:
        return None
    plan = Plan(**{field.name: getattr(nudges, field.name) for field in fields(Plan)})
    return next_nudge(replace(plan, last=nudged) if nudged else plan, now)


def due_at(person: Person, now: datetime) -> datetime | None:
    """When we write to this person by ourselves next (UTC): a nudge, or a question."""
    due, asked = next_due(person.nudges, now, person.nudged_by(now)), asked_at(person, now)
    return min((at for at in (due.at if due else None, asked) if at), default=None)


def asked_at(person: Person, now: datetime) -> datetime | None:
    """When we ask by ourselves next (UTC): whether somebody has looked, or how the back took yesterday's session."""
    asked = (holds.follow_up(person, now), mornings.ask_at(person, now))
    return min((at for at in asked if at), default=None)
