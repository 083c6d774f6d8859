"""Parts of what we remember about someone: when to nudge them, their past sessions, what they do by themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from handlers import facts as f

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


@dataclass(frozen=True, slots=True)
class Dose:
    """Repeats, seconds of a hold and of rest of an exercise, as somebody wants it; 0: the level's own.

    level: the one it was chosen at.
    """

    exercise: str
    reps: int = 0
    hold: int = 0
    rest: int = 0
    level: int = 1


def past_after(
    past: tuple[Past, ...], fact: f.DoneAlone | f.DidByHand | f.SessionTakenBack | f.Corrected
) -> tuple[Past, ...]:
    """The sessions of the past once this is known too, oldest first."""
    match fact:
        case f.DoneAlone(day):
            return (*past, Past(day, 0, 1))
        case f.DidByHand(_, minutes, day):
            return tuple(sorted((*past, Past(day, minutes * 60, 1)), key=lambda each: each.day))
        case f.SessionTakenBack(day) if past and past[-1].day == day:
            return past[:-1]
        case f.Corrected("minutes", day, nth, _, to):
            there = [at for at, each in enumerate(past) if each.day == day][nth : nth + 1]
            kept = [
                each if at not in there else replace(each, seconds=(to or 0) * 60)
                for at, each in enumerate(past)
                if at not in there or to is not None
            ]
            return tuple(kept)
    return past


def wanted_after(doses: tuple[Dose, ...], fact: f.DoseSet | f.OrderSet) -> dict[str, Any]:
    """The doses of their own, or the order, once this is known; by the name a `Person` has for it."""
    if isinstance(fact, f.OrderSet):
        return {"order": fact.exercises}
    new = Dose(fact.exercise, fact.reps, fact.hold, fact.rest, fact.level)
    others = tuple(each for each in doses if each.exercise != fact.exercise)
    return {"doses": (*others, new) if fact.reps or fact.hold or fact.rest else others}
