"""Parts of what we remember about someone: when to nudge them, their past sessions, what they do by themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from handlers import facts as f

FIRST_WEEK, FIRST_WEEK_DAYS = 2, 7  # exercises, once: two in the first week ...
ONE_MORE_EVERY = 4  # ... then one more every four days
GIVEN = 4  # days with a nudge that are remembered: as many as tell how rare they are (rules/rarer.py)


@dataclass(frozen=True, slots=True)
class Nudges:
    """When to nudge. `at` is wall time "07:45" in `zone`; `days` are weekdays, Monday 0.

    last: the latest scheduled local date given or skipped. since: set or changed at (UTC).
    snoozed_until: the nudge of `snoozed_day` comes again then (UTC). paused_until: the first date they come again.
    more: further wall times on the same days. again: one more comes so many minutes after one that was not answered,
    0: none; `follows`: that is what `snoozed_until` is for; again_on: the latest date it was for.
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
            case _:
                return self

    def renewed(self, new: Nudges) -> Nudges:
        """The new hour and days, with what stays of this: the later hours, or that one more follows."""
        return replace(new, more=tuple(each for each in self.more if each > new.at), again=self.again)


@dataclass(frozen=True, slots=True)
class Lately:
    """given: when the latest nudges were given (UTC), one a day, at most GIVEN. snoozes: how often they were put off on
    the day `snoozed_on`.
    """

    given: tuple[datetime, ...] = ()
    snoozes: int = 0
    snoozed_on: date | None = None

    def after(self, fact: f.Fact, at: datetime, day: Callable[[datetime], date]) -> Lately:
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


NEVER = Lately()


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
