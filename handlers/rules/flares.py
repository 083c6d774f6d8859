"""A flare-up: when it is one, which day of it it is, how much is done on it, and when it is over (rules B6x).

v is the mean of a day's readings, 0-10; `usual` the pain before the flare-up. Every number is a design choice of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal

from content.model import Catalog
from handlers import facts as f
from handlers.judgement import Flare, in_flare
from handlers.person import Person
from handlers.rules import safety
from handlers.session import Item

RISEN, STRONG = 2, 4  # points above the usual, and the number itself, from which it may be a flare-up
APART = timedelta(days=2)  # between two such days at most, for it to be one without asking
LATEST = timedelta(days=2)  # so old a number may be that says how it is now
AGAIN = timedelta(days=7)  # since its end: the same one, and its days count on
HALF_UNTIL, MOST_UNTIL = 2, 4  # the last day number of half the dose, and of three quarters
OVER_FROM, OVER_BY_ONE_FROM = 3, 5  # day numbers: over by the two latest numbers; by the latest alone
UNKNOWN_FROM = 10  # day number: closed where no number came lately
ASKED_ON = (3, 7)  # day numbers on which the number is asked and compared with the first day's
RED_DAYS = 7  # for so many days an exercise that was red is left out, today among them
LEAST_MINUTES = 2  # of moving, however little half of it is
WALK_MOST, WALKS = 5, 3  # minutes of a walk, and walks a day, while half is done

Dose = Literal["half", "most", "full"]
SHARES: Mapping[Dose, tuple[int, int]] = {"half": (1, 2), "most": (3, 4), "full": (1, 1)}


# --- when it is one -------------------------------------------------------------------------------------------------


def high(v: float, usual: float | None) -> bool:
    """Whether this is a number of a flare-up; without a usual one no number says so."""
    return usual is not None and v >= usual + RISEN and v >= STRONG


def down(v: float, usual: float | None) -> bool:
    """Whether this number lies below it again; without a usual one what is not strong does."""
    return v < STRONG if usual is None else v < usual + RISEN


def running(person: Person) -> Flare | None:
    """The flare-up that is open; None where there is none."""
    flare = person.judged.flare
    return flare if flare and flare.ended is None else None


def usual(person: Person, today: date) -> float | None:
    """The pain to compare with: the usual one, that before a flare-up which is open or just over."""
    flare = _same(person, today)
    return flare.usual if flare and flare.usual is not None else person.diary.usual(today)


def _same(person: Person, today: date) -> Flare | None:
    """The flare-up that goes on, or that one today would be the same as."""
    flare = person.judged.flare
    return flare if flare and (flare.ended is None or today - flare.ended <= AGAIN) else None


def closed_to(person: Person) -> bool:
    """Whether none can begin: a hold or a pause goes first."""
    return bool(person.held or person.judged.pause)


def began(person: Person, day: date, today: date) -> f.FlareBegan:
    """A flare-up since that day, or the one before again."""
    if same := _same(person, today):
        return f.FlareBegan(same.began, None if same.usual is None else round(same.usual * 10))
    before = person.diary.usual(day)
    return f.FlareBegan(day, None if before is None else round(before * 10))


def by_itself(person: Person, today: date) -> date | None:
    """The first of two days that make a flare-up without being asked: the latest two with a number."""
    told = [(day.on, day.v) for day in person.diary.days if day.v is not None and day.on <= today][-2:]
    if closed_to(person) or running(person) or len(told) < 2 or today - told[1][0] > LATEST:
        return None
    before = usual(person, told[0][0])
    near = told[1][0] - told[0][0] <= APART
    return told[0][0] if near and all(high(v, before) for _, v in told) else None


def asks(person: Person, now: datetime) -> bool:
    """Whether "one of those days?" is asked today: the number says so, and nothing more severe goes first."""
    today = person.day(now)
    day = person.diary.day(today)
    if day.v is None or day.readings[-1] >= safety.HIGH_PAIN or person.judged.no_flare == today:
        return False
    return not (closed_to(person) or running(person)) and high(day.v, usual(person, today))


# --- when it is over ------------------------------------------------------------------------------------------------


def number(flare: Flare, day: date) -> int:
    """Which day of it that is; the first is 0."""
    return (day - flare.began).days


def ends(person: Person, today: date) -> Literal["", "settled", "unknown", "paused"]:
    """Why the open flare-up ends today; "" while it goes on, or where there is none."""
    if (flare := running(person)) is None:
        return ""
    if closed_to(person):
        return "paused"
    n, told = number(flare, today), _told(person, flare, today)
    fresh = bool(told) and today - told[-1][0] <= LATEST
    low = [down(v, flare.usual) for _, v in told[-2:]]
    if fresh and n >= OVER_BY_ONE_FROM and low[-1]:
        return "settled"
    if fresh and n >= OVER_FROM and low == [True, True]:
        return "settled"
    return "unknown" if n >= UNKNOWN_FROM and not fresh else ""


def _told(person: Person, flare: Flare, today: date) -> list[tuple[date, float]]:
    """The days since it began that have a number."""
    return [(day.on, day.v) for day in person.diary.days if day.v is not None and flare.began <= day.on <= today]


def worked_out(person: Person, catalog: Catalog, now: datetime) -> tuple[f.Fact, ...]:
    """That a flare-up began by itself, or is over, as far as the numbers say so now."""
    today = person.day(now)
    if running(person):
        why = ends(person, today)
        return (f.FlareEnded(why),) if why else ()
    first = by_itself(person, today)
    return (began(person, first, today),) if first else ()


# --- what is done on it ---------------------------------------------------------------------------------------------


def unknown(person: Person) -> bool:
    """Whether the last one was closed without a number, and none has been told since."""
    flare, latest = person.judged.flare, person.diary.latest
    if flare is None or flare.ended is None or flare.why != "unknown":
        return False
    return latest is None or latest[0] < flare.ended


def dose(person: Person, day: date) -> Dose:
    """How much of each exercise is done on that day."""
    flare = person.judged.flare
    if unknown(person):
        return "most"
    if flare is None or not in_flare(person.judged, day):
        return "full"
    n = number(flare, day)
    if n <= HALF_UNTIL:
        return "half"
    told = _told(person, flare, day)
    low = bool(told) and day - told[-1][0] <= LATEST and down(told[-1][1], flare.usual)
    return "full" if n > MOST_UNTIL and low else "most"


def left_out(name: str, person: Person, day: date) -> bool:
    """Whether a flare-up leaves this exercise out: it was red lately."""
    return dose(person, day) != "full" and any(each.light(name) == "red" for each in person.diary.last(RED_DAYS, day))


def dosed(items: tuple[Item, ...], person: Person, catalog: Catalog, day: date) -> tuple[Item, ...]:
    """The same session as it is done on that day: less of each, and without what was red lately."""
    if dose(person, day) == "full":
        return items
    return tuple(less(item, person, catalog, day) for item in items if not left_out(item.exercise, person, day))


def less(item: Item, person: Person, catalog: Catalog, day: date) -> Item:
    """The exercise as it is done on that day. Minutes are rounded down, repeats up; seconds and the level stay."""
    how = dose(person, day)
    if how == "full":
        return item
    exercise = catalog.exercises[item.exercise]
    own, given = exercise.level(item.level), item.dose(catalog)
    of, parts = SHARES[how]
    if exercise.kind == "hold":
        return replace(item, reps=min(given.reps, -(-own.reps * of // parts)))
    most = WALK_MOST if how == "half" and "gentle" in exercise.roles else given.minutes
    return replace(item, minutes=min(given.minutes, most, max(LEAST_MINUTES, own.minutes * of // parts)))


def walks_left(person: Person, day: date) -> int:
    """How many walks may still be taken on that day, while half is done; else one, if nothing was done yet."""
    taken = sum(past.day == day and past.done > 0 for past in person.past)
    return max(0, (WALKS if dose(person, day) == "half" else 1) - taken)


# --- what is asked and said -----------------------------------------------------------------------------------------


def compared_on(person: Person, today: date) -> int:
    """The day number, of ASKED_ON, for which the number is to be asked and compared; 0: none."""
    if (flare := running(person)) is None:
        return 0
    due = max((n for n in ASKED_ON if n <= number(flare, today)), default=0)
    return 0 if flare.compared and number(flare, flare.compared) >= due else due


def first_number(person: Person) -> float | None:
    """What was told on its first day; None where nothing was."""
    flare = person.judged.flare
    return person.diary.day(flare.began).v if flare else None


def concerns(person: Person, catalog: Catalog, now: datetime) -> bool:
    """Whether the number that was just told has something to do with a flare-up that has to be said or asked."""
    today = person.day(now)
    compared = compared_on(person, today) and person.diary.day(today).v is not None
    return bool(compared or worked_out(person, catalog, now) or asks(person, now))


def over_unsaid(person: Person) -> bool:
    """Whether the last one is over by its numbers, and that was not said yet."""
    flare = person.judged.flare
    return flare is not None and flare.ended is not None and flare.why == "settled" and not flare.over_said
