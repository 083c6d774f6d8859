"""Whether it is still to be asked how the back took a session, and by whom first (rules B4x.0)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.diary import RECALLED, Day
from handlers.person import Person
from handlers.rules.holds import MORNING, by_day
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


# --- asked by ourselves, by one yes, on days without a nudge ---------------------------------------------------------

ASKED_FROM = 2  # sessions after which it is asked once whether we may
UNTOLD = 3  # session days running without a told morning, after which it is said what is missing (D)


def may_be_asked(person: Person, now: datetime) -> bool:
    """Whether to ask, once, if we may: the day after today's session has no nudge."""
    today = person.day(now)
    known = person.mornings is None and person.zone and person.nudges_asked and person.sessions >= ASKED_FROM
    return bool(known) and person.did(today) and not _nudged(person, today + timedelta(days=1))


def ask_at(person: Person, now: datetime) -> datetime | None:
    """When it is asked by ourselves (UTC): once, on the day after a session, at the hour of their nudges or at 8:30."""
    today = person.day(now)
    done = max((day for day in person.diary.days if day.did and day.on <= today), key=lambda day: day.on, default=None)
    stopped = person.held or person.signs or person.crisis or person.away or not person.zone
    if not person.mornings or stopped or done is None or done.morning or done.passed_over or done.asked:
        return None
    morning = done.on + timedelta(days=1)
    if morning < today or _nudged(person, morning):
        return None
    hour = time.fromisoformat(person.nudges.at) if person.nudges else time(*MORNING)
    at = by_day(person, datetime.combine(morning, hour, ZoneInfo(person.zone)).astimezone(UTC))
    at = at if at > now else by_day(person, now)
    return at if person.day(at) == morning else None


def _nudged(person: Person, day: date) -> bool:
    """Whether that day has a nudge of its own."""
    plan = person.nudges
    return plan is not None and day.weekday() in plan.days and not plan.paused(day)


def missing(person: Person, today: date) -> bool:
    """Whether told mornings are what is missing; true at the first session of a week only."""
    before = [day for day in person.diary.days if day.did and day.on < today]
    first = not any(day.on >= today - timedelta(days=today.weekday()) for day in before)
    return first and len(before) >= UNTOLD and not any(day.morning for day in before[-UNTOLD:])
