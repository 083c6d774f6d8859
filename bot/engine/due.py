"""When the next nudge of a person is due: from what they want to what the scheduler computes."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from handlers.person import Nudges
from scheduler.nudges import Due, Plan, next_nudge


def next_due(nudges: Nudges | None, now: datetime) -> Due | None:
    """The next nudge of somebody who wants them."""
    if nudges is None:
        return None
    return next_nudge(Plan(**{field.name: getattr(nudges, field.name) for field in fields(Plan)}), now)


def due_at(nudges: Nudges | None, now: datetime) -> datetime | None:
    """When the next nudge is due (UTC)."""
    due = next_due(nudges, now)
    return due.at if due else None
