"""What somebody told and did, day by day: what the rules of the plan and of advice look back on (rules B4x.0).

A day begins at 04:00 on the person's own clock. Pain scores are 0-10 (NRS-11).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean

from handlers import facts as f
from handlers.changed import replace
from handlers.day import (
    SETTLED_BY as SETTLED_BY,
    WORST as WORST,
    ByHand as ByHand,
    Day as Day,
    Did as Did,
    Limit as Limit,
    Mark as Mark,
    Morning as Morning,
    PutRight as PutRight,
    settles as settles,
)

KEPT = 21  # days looked back on: a fortnight (rules B5x), and the week before a flare-up in it
ENOUGH = 3  # days with a number, for a mean of several days (rules B4x.0)
WEEK, FORTNIGHT = 7, 14  # days
ANEW = 28  # days without a number, after which the first week is counted anew (rules B4x.0)
RECALLED = 3  # days within which a morning may still be told (rules B4x.0)


@dataclass(frozen=True)
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
            first = tuple(each for each in first if each[0] > day.on)  # a day may be told of afterwards
        if first and (day.on - first[0][0]).days >= FORTNIGHT:
            return self
        mean, before = fmean(day.readings), dict(first).get(day.on)
        if day.right and before is not None:  # what was put right makes no later mean look better
            mean = min(mean, before)
        kept = tuple(each for each in first if each[0] != day.on)
        return replace(self, first=tuple(sorted((*kept, (day.on, mean)))))

    @property
    def latest(self) -> tuple[date, int] | None:
        """The latest reading and its day."""
        return next(((each.on, each.readings[-1]) for each in reversed(self.days) if each.readings), None)

    @property
    def base(self) -> float | None:
        """The mean of the first seven days; of the first three days with a number where these have fewer."""
        days = self._of_base
        return fmean(v for _, v in days) if days else None

    @property
    def base_until(self) -> date | None:
        """The last day that counts for `base`: the seventh, or a later one where these have too few; None without."""
        days = self._of_base
        return max(days[-1][0], days[0][0] + timedelta(days=WEEK - 1)) if days else None

    @property
    def _of_base(self) -> tuple[tuple[date, float], ...]:
        week = tuple(each for each in self.first if (each[0] - self.first[0][0]).days < WEEK)
        early = self.first[:ENOUGH]
        return week if len(week) >= ENOUGH else early if len(early) >= ENOUGH else ()

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


def told(diary: Diary, fact: f.Fact, today: date, at: datetime) -> Diary:
    """The diary once this fact, which happened at `at` (UTC) on that day, is known too."""
    day = diary.day(today)
    match fact:
        case f.PainRated("now" | "before" | "morning" as when, score, _):
            whens = (*map(day.when, range(len(day.readings))), when)
            day = replace(day, readings=(*day.readings, score), whens=whens).marked(at, "reading")
        case f.SessionStarted(_, before) if before is not None:
            day = replace(day, before=(*day.before, before)).marked(at, "before")
        case f.PainRated("peak", score, exercise) if exercise:
            highest = max(score, day.peak(exercise) or 0)
            day = replace(day, peaks=tuple(sorted({**dict(day.peaks), exercise: highest}.items())))
        case f.PainRated("after", score, _):
            day = replace(day, after=max(score, day.after or 0))
        case f.ExerciseDone(name, level, light, _, full, where) | f.ExerciseStopped(name, level, light, _, full, where):
            if full is None:  # recorded before there was a diary: it changed the level then
                return diary
            day = _with(day, Did(name, level, light, full, where=where))
            day = day.marked(at, "red") if light == "red" else day
        case f.EffortTold(name, effort):
            day = replace(day, did=tuple(_effort(each, name, effort) for each in day.did))
        case f.RedUnnamed():
            day = replace(day, red=True).marked(at, "red")
        case f.HurtDuring(_, "leg") | f.ExercisesOff(_, "leg"):
            day = replace(day, leg=True).marked(at, "leg")
        case f.LegTold(reach):
            day = replace(day, leg=True, reach=reach).marked(at, "leg")
        case f.CheckedIn("worse"):
            day = replace(day, worse=True).marked(at, "worse")
        case f.Limited(what):
            day = replace(day, limited=tuple(dict.fromkeys((*day.limited, what)))).marked(at, "limited")
        case f.MedicineTold():
            day = day.marked(at, "medicine")
        case f.WalkTold():
            day = day.marked(at, "walk")
        case f.NotCoping():
            day = day.marked(at, "coping")
        case f.DoneAlone(on):
            return diary.with_day(replace(diary.day(on), alone=True))
        case f.MorningTold(settled, score, for_day) if for_day:
            slept = replace(diary.day(for_day), morning="settled" if settled else "not", told_on=today, at=at)
            known = diary.with_day(slept if settled else slept.marked(at, "sore"))
            if score is None:
                return known
            day = known.day(today)
            return known.with_day(replace(day, readings=(*day.readings, score)).marked(at, "reading"))
        case f.MorningAsked(for_day):
            return diary.with_day(replace(diary.day(for_day), asked=True))
        case f.MorningSkipped(for_day):
            return diary.with_day(replace(diary.day(for_day), passed_over=True))
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
