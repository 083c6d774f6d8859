"""What we remember of what should be easier for somebody: the things in their own words, and the scores that count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from handlers import facts as f

WEEK = 7  # days; an answer sooner than this after the last weekly one puts that right
THINGS = 3  # so many at most (rules B7)


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that should be easier. Scores are 0-10, 0 cannot, 10 as before; None where there is no number.

    first: the first number there was, told on the local date `first_on`. now: in the latest weekly answer, before: in
    the one before that.
    """

    name: str
    first: int | None = None
    first_on: date | None = None
    now: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """weeks: the local dates of the latest two weekly answers, the older one first.

    asked: the local date they were last asked; offers: how often they were asked what it is, and nothing was named.
    """

    activities: tuple[Activity, ...] = ()
    weeks: tuple[date, ...] = ()
    asked: date | None = None
    offers: int = 0
    goal: str = ""
    reached: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.activities)

    def after(self, fact: f.Fact) -> Function:
        """The same once this fact is known too."""
        match fact:
            case f.FunctionAsked(day):
                return replace(self, asked=day, offers=self.offers + (not self.activities))
            case f.FunctionNamed(name) if name not in self.names and len(self.activities) < THINGS:
                return replace(self, activities=(*self.activities, Activity(name)), offers=0)
            case f.FunctionDropped(name):
                return replace(self, activities=tuple(each for each in self.activities if each.name != name))
            case f.FunctionRated(name, score, day) if name in self.names:
                return self._begun(day)._rated(name, score)
            case f.GoalSet(goal):
                return replace(self, goal=goal, reached=False)
            case f.GoalReached():
                return replace(self, reached=True)
            case _:
                return self

    def _begun(self, day: date) -> Function:
        """The same with a weekly answer of that day begun, unless there is one of this week already."""
        if self.weeks and (day - self.weeks[-1]).days < WEEK:
            return self
        older = tuple(replace(each, before=each.now, now=None) for each in self.activities)
        return replace(self, activities=older, weeks=(*self.weeks, day)[-2:])

    def _rated(self, name: str, score: int | None) -> Function:
        week = self.weeks[-1]
        rated = tuple(_scored(each, score, week) if each.name == name else each for each in self.activities)
        return replace(self, activities=rated)


def _scored(activity: Activity, score: int | None, week: date) -> Activity:
    if activity.first_on in (None, week):  # put right within the week, it is still the first one
        return replace(activity, now=score, first=score, first_on=None if score is None else week)
    return replace(activity, now=score)


NOTHING = Function()
