"""Which of the last days were off, so that a week is told against its plan and none of them is called a miss."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from handlers import facts as f

KEPT = 14  # days back to which days off are remembered: this week and the one before


@dataclass(frozen=True, slots=True)
class Lately:
    """off: local dates of rest, sickness, a flare-up, a pause or a hold. held, paused, flared: the first date of one
    that is not over.

    dimmed: the latest local date with a session that was not whole, or not green all through.
    """

    off: tuple[date, ...] = ()
    held: date | None = None
    dimmed: date | None = None
    paused: date | None = None
    flared: date | None = None

    def after(self, fact: f.Fact, today: date) -> Lately:
        """The same once this fact, which happened on that local date, is known too."""
        match fact:
            case f.RestDayTaken(day) | f.FeltUnwell(day) | f.ExercisesOff(day, _):
                return self._with(today, [day])
            case f.Held():
                return self if self.held else replace(self, held=today)
            case f.Released() if self.held:
                return replace(self._with(today, _days(self.held, today)), held=None)
            case f.PlanPaused() if self.paused is None:
                return replace(self, paused=today)
            case f.PlanResumed() if self.paused:
                return replace(self._with(today, _days(self.paused, today)), paused=None)
            case f.FlareBegan(day):
                return replace(self, flared=day)
            case f.FlareEnded() if self.flared:
                return replace(self._with(today, _days(self.flared, today)), flared=None)
            case f.NudgesPaused(None):
                return replace(self, off=tuple(day for day in self.off if day < today))
            case f.NudgesPaused(until) if until:
                last = min(until - timedelta(days=1), today + timedelta(days=KEPT))
                return self._with(today, _days(today, last))
            case f.SessionFinished(seconds=spent, whole=False) if spent:
                return replace(self, dimmed=today)
            case f.ExerciseStopped():
                return replace(self, dimmed=today)
            case f.ExerciseDone(light=light) if light != "green":
                return replace(self, dimmed=today)
            case _:
                return self

    def days_off(self, today: date) -> frozenset[date]:
        """All of them, with those of what goes on."""
        since = (first for first in (self.held, self.paused, self.flared) if first)
        return frozenset((*self.off, *(day for first in since for day in _days(first, today))))

    def _with(self, today: date, days: Iterable[date]) -> Lately:
        kept = (day for day in {*self.off, *days} if day >= today - timedelta(days=KEPT))
        return replace(self, off=tuple(sorted(kept)))


def _days(first: date, last: date) -> list[date]:
    """The dates from the one to the other, both included; of a long span the last ones."""
    return [last - timedelta(days=n) for n in range(min((last - first).days, KEPT), -1, -1)]


NEVER = Lately()
