"""What hurt in a session changes the rest of that day, and the next one (rules B4, B11x, matrix C8).

Every number is a design choice of ours unless a source is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from handlers import facts as f
from handlers.person import Person
from handlers.say import Say, say

CAREFUL_DAYS = 2  # the day on which a knee or leg hurt, and the next (rules B11x)
ROWS: Mapping[str, str] = {"knee": "knee", "leg": "sciatica"}  # where it hurt -> the row of matrix C8 it goes by then


@dataclass(frozen=True, slots=True)
class Hurt:
    """Where it hurt in this exercise on that day. score: the highest pain of it, 0-10; None where it was not told."""

    on: date
    exercise: str
    where: f.Where
    score: int | None


def lately(person: Person, today: date) -> tuple[Hurt, ...]:
    """What hurt within CAREFUL_DAYS, the latest first."""
    days = reversed(list(person.diary.last(CAREFUL_DAYS, today)))
    return tuple(
        Hurt(day.on, did.exercise, did.where, day.peak(did.exercise))
        for day in days
        for did in reversed(day.did)
        if did.where
    )


def careful(person: Person, today: date) -> Person:
    """Somebody as matrix C8 sees them on that day: a knee or a leg that hurt lately counts like a bad one."""
    rows = dict.fromkeys(ROWS[each.where] for each in lately(person, today) if each.where in ROWS)
    new = tuple(row for row in rows if row not in person.conditions)
    return replace(person, conditions=(*person.conditions, *new)) if new else person


def enough(person: Person, today: date) -> bool:
    """Whether today's session was ended early, or not all of it was fine: then more of it is asked back first."""
    return person.lately.dimmed == today


def today_in_words(person: Person, today: date) -> Say:
    """In a sentence why it was enough for today."""
    if hurts := [each for each in lately(person, today) if each.on == today]:
        return in_words(hurts[0], today)
    return say("hurt.rose" if person.diary.day(today).red_session else "hurt.early")


def in_words(hurt: Hurt, today: date) -> Say:
    """Where it hurt, how much, in what and when."""
    when = "@hurt.today" if hurt.on == today else (say("hurt.on", weekday=f"@weekday.{hurt.on.isoweekday()}"),)
    args = {"when": when, "what": f"@exercise.{hurt.exercise}.short"}
    if hurt.score is None:
        return say(f"hurt.{hurt.where}.plain", args=args)
    return say(f"hurt.{hurt.where}", args=args, score=hurt.score)
