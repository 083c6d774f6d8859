"""Parts of what we remember about someone: when to nudge them, their past sessions, what they do by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

FIRST_WEEK, FIRST_WEEK_DAYS = 2, 7  # exercises, once: two in the first week ...
ONE_MORE_EVERY = 4  # ... then one more every four days


@dataclass(frozen=True, slots=True)
class Nudges:
    """When to nudge. `at` is wall time "07:45" in `zone`; `days` are weekdays, Monday 0.

    last: the latest scheduled local date given or skipped. since: set or changed at (UTC).
    snoozed_until: the nudge of `snoozed_day` comes again then (UTC). paused_until: the first date they come again.
    """

    zone: str
    at: str
    days: tuple[int, ...]
    last: date | None = None
    since: datetime | None = None
    paused_until: date | None = None
    snoozed_until: datetime | None = None
    snoozed_day: date | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """One session of the past: its local date, the seconds spent in it, and how many exercises were done."""

    day: date
    seconds: int
    done: int


@dataclass(frozen=True, slots=True)
class OwnDays:
    """An exercise that somebody does by themselves on these weekdays, Monday 0. `done`: the local date it last was.

    fine: whether nothing of its list fits them; None: not asked yet, or to be asked again.
    """

    exercise: str
    days: tuple[int, ...] = ()
    fine: bool | None = None
    done: date | None = None


def taken_up(first_session: date | None, day: date) -> int:
    """How many exercises were taken up by that day, when that went by the calendar."""
    gone = (day - first_session).days if first_session else 0
    return FIRST_WEEK if gone < FIRST_WEEK_DAYS else FIRST_WEEK + 1 + (gone - FIRST_WEEK_DAYS) // ONE_MORE_EVERY
