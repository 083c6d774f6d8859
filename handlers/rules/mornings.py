"""Whether it is still to be asked how the back took a session (rules B4x.0)."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.diary import RECALLED, Day
from handlers.person import Person
from handlers.say import Arg, dated
from handlers.world import World


def due(person: Person, now: datetime) -> Day | None:
    """The latest session day of which the morning may still be told; None where none is, or it was passed over."""
    today = person.day(now)
    days = [day for day in person.diary.last(RECALLED + 1, today) if day.did and day.on < today]
    return days[-1] if days and not days[-1].morning and not days[-1].passed_over else None


def yesterday(w: World) -> bool:
    """Whether that day was yesterday, so that a number told now is that of the morning after."""
    day = due(w.person, w.now)
    return day is not None and w.person.day(w.now) - day.on == timedelta(days=1)


def named(w: World) -> dict[str, Arg]:
    """The day as something to say."""
    day = due(w.person, w.now)
    return dated(day.on if day else w.person.day(w.now))
