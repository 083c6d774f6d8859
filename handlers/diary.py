"""What somebody told and did, day by day: what the rules of the plan and of advice look back on (rules B4x.0).

A day begins at 04:00 on the person's own clock. Pain scores are 0-10 (NRS-11).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import fmean
from typing import Literal

from handlers import facts as f

KEPT = 60  # days looked back on: six weeks, and what came before them
ENOUGH = 3  # days with a number, for a mean of several days (rules B4x.0)
WEEK, FORTNIGHT = 7, 14  # days
ANEW = 28  # days without a number, after which the first week is counted anew (rules B4x.0)
RECALLED = 3  # days within which a morning may still be told (rules B4x.0)
SETTLED_BY = 1  # a morning is settled up to so many points above the pain before the session (rules B4)

Morning = Literal["", "settled", "not"]


@dataclass(frozen=True, slots=True)
class Did:
    """One exercise on one day: the highest level it was done at, and its worst light.

    full: the planned level with all repeats, timed by us, with the start gate full and outside a flare. effort: how
    hard it was, 0-10, if told. judged: what it means for the level is worked out. where: where it hurt, if it did.
    """

    exercise: str
    level: int
    light: f.Light
    full: bool = False
    effort: int | None = None
    judged: bool = False
    where: Literal["", f.Where] = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One day. readings: pain told now, before a session, or in the morning. before: those that opened a session.

    red: pain rose to red and no exercise was named for it. leg: it went into a leg; reach: how far down, if told.
    morning: how the back took this day's session; told_on: the day on which that was told. worse: a check-in said so.
    after: the highest told straight after a session. at: when the latest of it was told (UTC).
    """

    on: date
    readings: tuple[int, ...] = ()
    before: tuple[int, ...] = ()
    after: int | None = None
    did: tuple[Did, ...] = ()
    red: bool = False
    leg: bool = False
    reach: Literal["", f.Reach] = ""
    morning: Morning = ""
    told_on: date | None = None
    worse: bool = False
    limited: bool = False
    alone: bool = False
    at: datetime | None = None

    @property
    def v(self) -> float | None:
        """The mean of the readings of this day; None without any."""
        return fmean(self.readings) if self.readings else None

    @property
    def pre(self) -> int | None:
        """The lowest pain that opened a session on this day."""
        return min(self.before, default=None)

    @property
    def red_session(self) -> bool:
        """Whether pain rose to red in a session of this day, with or without an exercise named for it."""
        return self.red or any(each.light == "red" for each in self.did)

    @property
    def settles_first(self) -> bool:
        """Whether a settled morning now would be the first after a session without red."""
        return bool(self.did) and not self.morning and not self.red_session

    def light(self, exercise: str) -> f.Light | None:
        """The worst light of this exercise on this day; None where it was not done."""
        return next((each.light for each in self.did if each.exercise == exercise), None)


WORST: tuple[f.Light, ...] = ("red", "unknown", "hold", "amber", "green")


@dataclass(frozen=True, slots=True)
class Diary:
    """The days with anything told or done, oldest first, at most KEPT of them back.

    first: the day and mean of the first days with a number, of at most a fortnight: what `base` is worked out from.
    """

    days: tuple[Day, ...] = ()
    first: tuple[tuple[date, float], ...] = ()

    def day(self, day: date) -> Day:
        """That day; an empty one where nothing was told."""
        return next((each for each in reversed(self.days) if each.on == day), Day(day))

    def last(self, days: int, today: date) -> Iterator[Day]:
        """D(n): what there is of today and the n-1 days before, oldest first."""
        before, start = today - timedelta(days=days), len(self.days)
        while start and self.days[start - 1].on > before:
            start -= 1
        return (each for each in self.days[start:] if each.on <= today)

    def with_day(self, day: Day) -> Diary:
        """The same with this day in the place of what there was of it."""
        last = self.days[-1].on if self.days else day.on
        if last <= day.on:  # as nearly always: the latest day, or a new one
            days = [*(self.days[:-1] if last == day.on else self.days), day]
        else:
            days = sorted((*(each for each in self.days if each.on != day.on), day), key=lambda each: each.on)
        oldest = max(day.on, last) - timedelta(days=KEPT)
        new = replace(self, days=tuple(each for each in days if each.on > oldest))
        return new._counted(day) if day.readings else new

    def _counted(self, day: Day) -> Diary:
        """The same with the first days brought up to this one."""
        told = [each.on for each in self.days if each.readings and each.on < day.on]
        first = self.first
        if told and (day.on - told[-1]).days > ANEW:
            first = ()
        if first and (day.on - first[0][0]).days >= FORTNIGHT:
            return self
        kept = tuple(each for each in first if each[0] != day.on)
        return replace(self, first=tuple(sorted((*kept, (day.on, fmean(day.readings))))))

    @property
    def latest(self) -> tuple[date, int] | None:
        """The latest reading and its day."""
        return next(((each.on, each.readings[-1]) for each in reversed(self.days) if each.readings), None)

    @property
    def base(self) -> float | None:
        """The mean of the first seven days; of the first three days with a number where these have fewer."""
        if not self.first:
            return None
        week = [v for day, v in self.first if (day - self.first[0][0]).days < WEEK]
        early = [v for _, v in self.first[:ENOUGH]]
        return fmean(week) if len(week) >= ENOUGH else fmean(early) if len(early) >= ENOUGH else None

    def mean7(self, today: date) -> float | None:
        """The mean of the seven days to today; None with fewer than three values."""
        return self._mean(list(self.last(WEEK, today)))

    def usual(self, today: date) -> float | None:
        """The mean of the seven days before today, or before the first day of an open flare; else `base`; else None."""
        before = self.mean7(today - timedelta(days=1))
        return self.base if before is None else before

    @staticmethod
    def _mean(days: list[Day]) -> float | None:
        values = [each.v for each in days if each.v is not None]
        return fmean(values) if len(values) >= ENOUGH else None

    def session_days(self, days: int, today: date) -> list[Day]:
        """The days of D(n) on which exercises were done with us, oldest first."""
        return [each for each in self.last(days, today) if each.did or each.red]


def settles(score: int, day: Day) -> bool:
    """Whether this number in the morning is settled after the session of that day (rules B4x.0)."""
    return not day.leg and (day.pre is None or score <= day.pre + SETTLED_BY)


def told(diary: Diary, fact: f.Fact, today: date, at: datetime) -> Diary:
    """The diary once this fact, which happened at `at` (UTC) on that day, is known too."""
    day = diary.day(today)
    match fact:
        case f.PainRated("now" | "before" | "morning" as when, score, _):
            before = (*day.before, score) if when == "before" else day.before
            day = replace(day, readings=(*day.readings, score), before=before)
        case f.PainRated("after", score, _):
            day = replace(day, after=max(score, day.after or 0))
        case f.ExerciseDone(name, level, light, _, full, where) | f.ExerciseStopped(name, level, light, _, full, where):
            if full is None:  # recorded before there was a diary: it changed the level then
                return diary
            day = _with(day, Did(name, level, light, full, where=where))
        case f.EffortTold(name, effort):
            day = replace(day, did=tuple(_effort(each, name, effort) for each in day.did))
        case f.RedUnnamed():
            day = replace(day, red=True)
        case f.HurtDuring(_, "leg"):
            day = replace(day, leg=True)
        case f.LegTold(reach):
            day = replace(day, leg=True, reach=reach)
        case f.CheckedIn("worse"):
            day = replace(day, worse=True)
        case f.Limited():
            day = replace(day, limited=True)
        case f.DoneAlone(on):
            return diary.with_day(replace(diary.day(on), alone=True))
        case f.MorningTold(settled, _, for_day) if for_day:
            slept = diary.day(for_day)
            return diary.with_day(replace(slept, morning="settled" if settled else "not", told_on=today, at=at))
        case f.Judged(name, on, why=why) if why != "red":
            slept = diary.day(on)
            did = tuple(replace(each, judged=True) if each.exercise == name else each for each in slept.did)
            return diary.with_day(replace(slept, did=did)) if slept.did else diary
        case _:
            return diary
    return diary.with_day(replace(day, at=at))


def _with(day: Day, did: Did) -> Day:
    """The day with this done too; of an exercise done twice the worst light counts, and the level it was done at."""
    before = next((each for each in day.did if each.exercise == did.exercise), None)
    if before and WORST.index(before.light) < WORST.index(did.light):
        did = replace(before, full=before.full and did.full)
    elif before:
        did = replace(did, effort=did.effort if did.effort is not None else before.effort)
    return replace(day, did=(*(each for each in day.did if each.exercise != did.exercise), did))


def _effort(did: Did, exercise: str, effort: int) -> Did:
    return replace(did, effort=effort) if did.exercise == exercise else did


EMPTY = Diary()
