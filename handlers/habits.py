"""Parts of what we remember about someone: when to nudge them, their past sessions, what they do by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from handlers import facts as f

FIRST_WEEK, FIRST_WEEK_DAYS = 2, 7  # exercises, once: two in the first week ...
ONE_MORE_EVERY = 4  # ... then one more every four days
AHEAD = timedelta(days=2)  # a date noted further ahead of now than this is of a clock that was wrong
LONGEST_PAUSE = 365  # days
TRIES, MISSED = 5, timedelta(hours=1)  # so many wrong codes within this time, and no more are taken
GIVEN = 4  # days with a nudge that are remembered: as many as tell how rare they are (rules/rarer.py)


ABOUT_NUDGES = (f.NudgesPaused, f.Snoozed, f.NudgeToCome, f.MoreNudgesSet, f.NudgeAgainSet, f.WeeklySet)


@dataclass(frozen=True, slots=True)
class Nudges:
    """When to nudge. `at` is wall time "07:45" in `zone`; `days` are weekdays, Monday 0.

    last: the latest scheduled local date given or skipped. since: set or changed at (UTC).
    snoozed_until: the nudge of `snoozed_day` comes again then (UTC). paused_until: the first date they come again.
    more: further wall times on the same days. again: one more comes so many minutes after one that was not answered,
    0: none; `follows`: that is what `snoozed_until` is for; again_on: the latest date it was for. weekly: the first one
    of a week tells of the week before.
    """

    zone: str
    at: str
    days: tuple[int, ...]
    last: date | None = None
    since: datetime | None = None
    paused_until: date | None = None
    snoozed_until: datetime | None = None
    snoozed_day: date | None = None
    more: tuple[str, ...] = ()
    again: int = 0
    follows: bool = False
    again_on: date | None = None
    weekly: bool = True

    def paused(self, today: date) -> date | None:
        """The first date on which they come again, if they are paused on that day.

        No pause is longer than LONGEST_PAUSE or for ever: it was made by a clock that was wrong.
        """
        until = self.paused_until
        if until is None or until <= today or (until < date.max and (until - today).days > LONGEST_PAUSE):
            return None
        return until

    def after(self, fact: f.Fact) -> Nudges:
        """The same once this is known too."""
        match fact:
            case f.NudgesPaused(until):
                return replace(self, paused_until=until, snoozed_until=None, snoozed_day=None, follows=False)
            case f.Snoozed(until, day):
                return replace(self, snoozed_until=until, snoozed_day=day, follows=False)
            case f.Nudged() | f.NudgeSkipped():
                return replace(self, snoozed_until=None, snoozed_day=None, follows=False)
            case f.NudgeToCome(until, day, again):
                on = day if again else self.again_on
                return replace(self, snoozed_until=until, snoozed_day=day, follows=again, again_on=on)
            case f.MoreNudgesSet(hours):
                return replace(self, more=hours, again=0)
            case f.NudgeAgainSet(minutes):
                return replace(self, more=(), again=minutes)
            case f.WeeklySet(on):
                return replace(self, weekly=on)
            case _:
                return self

    def renewed(self, new: Nudges) -> Nudges:
        """The new hour and days, with what stays of this: the later hours, or that one more follows."""
        later = tuple(each for each in self.more if each > new.at)
        return replace(new, more=later, again=self.again, weekly=self.weekly)


def believed(nudged: date | None, given: Iterable[date], today: date) -> date | None:
    """The latest date of a nudge; that of the latest one given by now where it lies days ahead of today, or behind
    that: by a clock that was wrong.
    """
    latest = max(given, default=None)
    wrong = nudged and (nudged > today + AHEAD or (latest and nudged < latest - AHEAD))
    return latest if wrong else nudged


def lately(misses: Iterable[datetime], now: datetime) -> tuple[datetime, ...]:
    """When wrong codes were typed (UTC), within an hour."""
    return tuple(missed for missed in misses if abs(now - missed) < MISSED)


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent by ourselves. given: when the latest nudges were given (UTC), one a day, at most GIVEN.

    snoozes: how often they were put off on the day `snoozed_on`.
    """

    given: tuple[datetime, ...] = ()
    snoozes: int = 0
    snoozed_on: date | None = None

    def after(self, fact: f.Fact, at: datetime, day: Callable[[datetime], date]) -> Sent:
        """The same once this, which happened at `at` (UTC), is known too. day: the person's day at an instant."""
        match fact:
            case f.Nudged():
                earlier = (each for each in self.given if day(each) != day(at))
                return replace(self, given=(*earlier, at)[-GIVEN:])
            case f.Snoozed():
                return replace(self, snoozes=self.put_off(day(at)) + 1, snoozed_on=day(at))
            case _:
                return self

    def put_off(self, today: date) -> int:
        """How often they were put off today."""
        return self.snoozes if self.snoozed_on == today else 0


NOTHING_SENT = Sent()


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

    level: the one it was chosen at. minutes: of moving, fewer than the level has, until that is done easily.
    """

    exercise: str
    reps: int = 0
    hold: int = 0
    rest: int = 0
    level: int = 1
    minutes: int = 0


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


def longer(doses: tuple[Dose, ...], fact: f.LevelSet | f.Judged) -> tuple[Dose, ...]:
    """The same; once a level is set or has risen, without fewer minutes of that exercise than its level has."""
    if isinstance(fact, f.Judged) and fact.why != "rise":
        return doses
    return tuple(each for each in doses if each.exercise != fact.exercise or not each.minutes)


Wanted = f.DoseSet | f.OrderSet | f.ExerciseExcluded | f.ExerciseIncluded
Reached = f.Unlinked | f.PlatformLost | f.PlatformFound | f.NudgePlatformChosen


def wanted_after(excluded: tuple[str, ...], doses: tuple[Dose, ...], fact: Wanted) -> dict[str, Any]:
    """What they want of the exercises, once this is known; by the names a `Person` has for it."""
    match fact:
        case f.OrderSet(exercises):
            return {"order": exercises}
        case f.ExerciseExcluded(exercise):
            return {"excluded": tuple(sorted({*excluded, exercise}))}
        case f.ExerciseIncluded(exercise):
            return {"excluded": tuple(name for name in excluded if name != exercise)}
        case f.DoseSet(exercise, reps, hold, rest, level, minutes=minutes):
            others = tuple(each for each in doses if each.exercise != exercise)
            new = Dose(exercise, reps, hold, rest, level, minutes)
            return {"doses": (*others, new) if reps or hold or rest or minutes else others}


def reached_after(linked: tuple[str, ...], unreached: tuple[str, ...], on: str, fact: Reached) -> dict[str, Any]:
    """Where they are reached, once this is known; by the names a `Person` has for it. on: where nudges go."""
    match fact:
        case f.Unlinked(platforms):
            left = tuple(name for name in linked if name not in platforms)
            there = tuple(name for name in unreached if name in left)
            if len(left) < 2:  # one alone is no link
                return {"linked": (), "unreached": (), "nudge_on": on if on in left else ""}
            return {"linked": left, "unreached": there, "nudge_on": on if on in left else ""}
        case f.PlatformLost(platform):
            return {"unreached": tuple(sorted({*unreached, platform}))}
        case f.PlatformFound(platform):
            return {"unreached": tuple(name for name in unreached if name != platform)}
        case f.NudgePlatformChosen(platform):
            return {"nudge_on": platform}
