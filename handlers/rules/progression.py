"""Up, down, or as before: the level of each exercise from what was told of it (rules B4x.2-B4x.4 and B11x).

The tables are the published ones, row by row. Every number is a design choice of ours unless a source is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal

from content.model import Catalog, Exercise
from handlers import facts as f
from handlers.diary import RECALLED, Day, Did
from handlers.judgement import MOST_CREDITS, away, in_flare
from handlers.person import Person
from handlers.rules import advice, safety
from handlers.rules.advice_rows import Seen

SORE_GREENS = 2  # green and not settled so often since the last change: one level down
OUT = timedelta(days=14)  # for so long an exercise is out that was red at level 1, or on RED_DAYS days of a week
RED_DAYS, IN_DAYS = 2, 7
EASY_ENOUGH = 6  # effort 0-10 up to which a level may go up
AT_LEVEL = timedelta(days=5)  # since the first day at a level, before it goes up; not asked of minutes on the move
NO_RED = 3  # days without red before a rise, today among them
SHORT_AWAY, LONG_AWAY = 7, 14  # days since an exercise was done: one level down, two levels down
UNUSED = 28  # days without this exercise, though others were done: two levels down
AWAY = 7  # days without a session, after which the first one rises nothing
SHORT_WALK = 1  # minutes of a walk, up to three times a day, of somebody for whom level 1 is too long (rules B11x)
WALK_DAYS = 5  # days of a week on which the whole of a walk counts
RED_MINUTES = 2  # after red, at least so many minutes less of moving
SETTLED_MORNINGS = 3  # the last mornings, before an exercise that was out is offered again

Told = Literal["settled", "not", "unknown"]
Against = Literal["", "held", "pause", "flare", "risen", "red", "sore", "away", "advice"]


# --- rules B4x.2: what a day means ---------------------------------------------------------------------------------


def worked_out(person: Person, catalog: Catalog, now: datetime, *, begins: bool = False) -> tuple[f.Judged, ...]:
    """What the days mean of which all is known now: each exercise once. begins: the next session begins.

    Of several falls of one exercise on the same day the largest counts, not their sum.
    """
    today, known = person.day(now), person
    told: list[f.Judged] = []
    for day in person.diary.days:
        if all(did.judged for did in day.did) or (day.on >= today and not day.morning):
            continue
        if (morning := _morning(day, person, today, begins=begins)) is None:
            continue
        for fact in _of_day(day, morning, person, known, catalog):
            told.append(replace(fact, level=min(fact.level, known.level(fact.exercise) or fact.level)))
            known = known.after(told[-1], now)
    return tuple(told)


def _morning(day: Day, person: Person, today: date, *, begins: bool) -> Told | None:
    """How the back took that day; None while it may still be told."""
    if day.morning:
        return day.morning
    later = any(each.on > day.on and each.did for each in person.diary.days)
    return "unknown" if begins or later or (today - day.on).days > RECALLED else None


def _of_day(day: Day, morning: Told, person: Person, known: Person, catalog: Catalog) -> Iterator[f.Judged]:
    """What that day means. person: as they were before any of this was worked out; known: with the days before it."""
    sore_red = [did.exercise for did in day.did if did.light == "red" and morning == "not"]
    for did in day.did:
        if not did.judged and did.exercise in catalog.exercises:
            fact = _judged(did, day, morning, person.level(did.exercise) or did.level, known)
            more = fact.why == "credit" and _too_often(did, day, person, catalog)
            yield replace(fact, credits=known.judged.of(did.exercise).credits, why="held") if more else fact
    if sore_red:
        for exercise in catalog.exercises.values():
            level = person.level(exercise.id)
            if exercise.kind == "hold" and exercise.id not in sore_red and level:
                yield f.Judged(exercise.id, day.on, max(1, level - 1), 0, "others_sore")


def _judged(did: Did, day: Day, morning: Told, level: int, known: Person) -> f.Judged:
    """One row of rules B4x.2. level: the one it was at until now."""
    standing = known.judged.of(did.exercise)
    same, lower = (did.exercise, day.on, level), (did.exercise, day.on, max(1, level - 1))
    flare = in_flare(known.judged, day.on)
    match did.light, morning:
        case "red", "not":
            return f.Judged(*lower, 0, "red_sore")
        case "red", _:
            return f.Judged(*same, 0, "held")
        case _ if flare:  # credits neither won nor lost, and no level changes (rules B6x)
            return f.Judged(*same, standing.credits, "held")
        case "green", "settled" if did.full:
            return f.Judged(*same, min(MOST_CREDITS, standing.credits + 1), "credit")
        case "green", "not" if standing.sore + 1 >= SORE_GREENS:
            return f.Judged(*lower, 0, "sore_down")
        case "green", "not":
            return f.Judged(*same, 0, "sore")
        case "amber", "not":
            return f.Judged(*lower, 0, "sore_down")
        case "hold" | "unknown", "not":
            return f.Judged(*same, 0, "held")
    return f.Judged(*same, standing.credits, "held")


def _too_often(did: Did, day: Day, person: Person, catalog: Catalog) -> bool:
    """Whether the whole walk was done on more days of this week than WALK_DAYS: more is not faster (rules B11x)."""
    week = person.diary.last(IN_DAYS, day.on)
    whole = [each for each in week for other in each.did if other.exercise == did.exercise and other.full]
    return catalog.exercises[did.exercise].kind == "minutes" and len(whole) > WALK_DAYS


def red(name: str, level: int, person: Person, exercise: Exercise, now: datetime) -> tuple[f.Fact, ...]:
    """What red means at once for this exercise, done at this level: lower next time, or out for a fortnight. What is
    counted in minutes is never out, but shorter (rules B11x)."""
    today = person.day(now)
    days = {day.on for day in person.diary.last(IN_DAYS, today) if day.light(name) == "red"} | {today}
    if level == 1 and may_be_short(exercise):
        return hurt(name, level, exercise, today), shortened(exercise)
    if exercise.kind == "minutes" or (level > 1 and len(days) < RED_DAYS):
        return (hurt(name, level, exercise, today),)
    out = f.TakenOut(name, today + OUT, asked_for=person.judged.of(name).was_out)
    return hurt(name, level, exercise, today), out


def may_be_short(exercise: Exercise) -> bool:
    """Whether level 1 of it can be cut to SHORT_WALK."""
    return exercise.kind == "minutes" and "gentle" in exercise.roles


def shortened(exercise: Exercise) -> f.DoseSet:
    """That level 1 is too long: SHORT_WALK until that was done easily."""
    return f.DoseSet(exercise.id, minutes=SHORT_WALK)


def is_short(name: str, person: Person) -> bool:
    """Whether they do SHORT_WALK of it instead of its level."""
    return any(dose.exercise == name and dose.minutes for dose in person.doses)


def hurt(name: str, level: int, exercise: Exercise, today: date) -> f.Judged:
    """That it was stopped because it hurt: lower next time."""
    return f.Judged(name, today, below(exercise, level), 0, "red")


def below(exercise: Exercise, level: int) -> int:
    """The level after red: the one below; of minutes on the move the longest of at least two minutes less."""
    if exercise.kind == "hold":
        return max(1, level - 1)
    return exercise.longest(exercise.level(level).minutes - RED_MINUTES)


# --- rules B4x.3: a rise -------------------------------------------------------------------------------------------


def may_rise(name: str, person: Person, catalog: Catalog, now: datetime) -> bool:
    """Whether this exercise has earned the day's one rise, the start gate being full and nothing else against it."""
    standing, exercise, today = person.judged.of(name), catalog.exercises[name], person.day(now)
    if standing.credits < MOST_CREDITS or (person.level(name) or 1) >= safety.top_level(person, exercise):
        return False
    if exercise.kind == "minutes":
        return not _limb_hurt(name, person, today)
    long_enough = standing.since is not None and today - standing.since >= AT_LEVEL
    return long_enough and easy_enough(name, person)


def easy_enough(name: str, person: Person) -> bool:
    """Whether it was told to be easy enough the last time it was done; untold is no."""
    effort = next((did.effort for day in reversed(person.diary.days) for did in day.did if did.exercise == name), None)
    return effort is not None and effort <= EASY_ENOUGH


def _limb_hurt(name: str, person: Person, today: date) -> bool:
    """Whether a knee, foot or calf hurt in it within two days (rules B11x)."""
    days = person.diary.last(NO_RED, today)
    return any(did.exercise == name and did.where in ("knee", "leg") for day in days for did in day.did)


def against_rises(person: Person, now: datetime) -> Against:
    """Why nothing may go up today, though the start gate be full: the first of all reasons; "" where there is none."""
    today = person.day(now)
    judged, diary = person.judged, person.diary
    mornings = [day.morning for day in diary.days if day.morning]
    latest = max([day.on for day in diary.days if day.did and day.on < today], default=None)
    why: dict[Against, object] = {
        "held": person.held or person.signs,
        "pause": judged.pause,
        "flare": in_flare(judged, today),
        "risen": judged.risen == today,
        "red": any(day.red_session for day in diary.last(NO_RED, today)),
        "sore": mornings[-1:] == ["not"],
        "away": latest is not None and (today - latest).days >= AWAY,
    }
    for reason, is_so in why.items():
        if is_so:
            return reason
    return "advice" if advice.no_rises(Seen(person, now)) else ""


def rises_open(person: Person, now: datetime) -> bool:
    """Whether anything may go up today at all, the start gate being full."""
    return not against_rises(person, now)


def rise(names: tuple[str, ...], person: Person, catalog: Catalog, now: datetime) -> f.Judged | None:
    """The day's one rise among these exercises, in their order; None where none has earned it."""
    if not rises_open(person, now):
        return None
    name = next((each for each in names if may_rise(each, person, catalog, now)), None)
    if name is None:
        return None
    level = person.level(name) or 1
    return f.Judged(name, person.day(now), level if is_short(name, person) else level + 1, 0, "rise")


def just_risen(name: str, person: Person) -> bool:
    """Whether it went up a level and was not done there yet."""
    standing = person.judged.of(name)
    return standing.why == "rise" and standing.since is None


def effort_wanted(did: Did, person: Person, exercise: Exercise) -> bool:
    """Whether the effort is asked: a rise is due if this day brings the third credit, or has all three already."""
    credits = person.judged.of(did.exercise).credits
    due = did.light == "green" and did.full and credits >= MOST_CREDITS - 1
    return due and exercise.kind == "hold" and did.level < safety.top_level(person, exercise)


# --- rules B4x.4: coming back --------------------------------------------------------------------------------------


def levels_lost(name: str, person: Person, today: date) -> int:
    """How many levels lower it is after so many days without it: 0, 1 or 2.

    While other exercises were done, days on which this one was left out are no absence before there are UNUSED of them
    (D: the published table counts each exercise by itself, and our own turns, which leave one out for a week or two,
    then took levels away as fast as they were won).
    """
    gone = away(person.judged.of(name), today)
    latest = max((each.last for each in person.judged.standings if each.last), default=today)
    nothing = min(gone, (today - latest).days)
    if nothing >= LONG_AWAY or gone >= UNUSED:
        return 2
    return 1 if nothing >= SHORT_AWAY else 0


# --- what is left out today ----------------------------------------------------------------------------------------


def resting(name: str, person: Person, today: date) -> bool:
    """Whether it is left out today: out for long, or for the day after a sore morning or a red one nobody answered."""
    standing = person.judged.of(name)
    if standing.out_until is not None:
        return True
    day = next((each for each in reversed(person.diary.days) if each.light(name) and each.on < today), None)
    if day is None or day.light(name) == "green":
        return False
    if day.morning == "not":
        return day.told_on == today
    latest = person.diary.latest
    unanswered = day.light(name) == "red" and not day.morning and day.pre is not None
    return unanswered and not (latest and latest[0] > day.on and latest[1] <= (day.pre or 0) + 1)


def beside_what_hurt(name: str, person: Person, today: date) -> bool:
    """Whether another exercise of the session with it last time was the one that hurt."""
    day = next((each for each in reversed(person.diary.days) if each.light(name) and each.on < today), None)
    return day is not None and day.light(name) == "hold"


def offered_again(person: Person, catalog: Catalog, now: datetime) -> str:
    """An exercise that was out and may be tried again at level 1, if they like; "" when there is none."""
    today = person.day(now)
    mornings = [day.morning for day in person.diary.days if day.morning][-SETTLED_MORNINGS:]
    if len(mornings) < SETTLED_MORNINGS or "not" in mornings or not rises_open(person, now):
        return ""
    for standing in person.judged.standings:
        over = standing.out_until is not None and standing.out_until <= today and not standing.asked_for
        exercise = catalog.exercises.get(standing.exercise)
        if over and exercise and person.wants(exercise.id, today) and safety.top_level(person, exercise):
            return standing.exercise
    return ""
