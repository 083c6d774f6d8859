"""When the next nudge of a person is due: from what they want to what the scheduler computes."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.person import Nudges
from scheduler.nudges import Due, Plan, next_nudge

if TYPE_CHECKING:
    from bot.store.queries import Row  # a transcript is played without a database


def next_due(nudges: Nudges | None, now: datetime) -> Due | None:
    """The next nudge of somebody who wants them."""
    if nudges is None:
        return None
    return next_nudge(Plan(**{field.name: getattr(nudges, field.name) for field in fields(Plan)}), now)


def nudge_at(row: Row | None, plan: Nudges | None, before: Nudges | None, now: datetime) -> datetime | None:
    """When the next nudge is due (UTC)."""
    if row and plan == before and row.nudge_at and row.nudge_at > now:
        return row.nudge_at  # the same plan, still ahead
    due = next_due(plan, now)
    return due.at if due else None
