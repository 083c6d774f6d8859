"""One day as somebody told it and what they did on it (rules B4x.0). Pain scores are 0-10 (NRS-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from handlers import facts as f
from handlers.changed import replace

SETTLED_BY = 1  # a morning is settled up to so many points above the pain before the session (rules B4)

Morning = Literal["", "settled", "not"]
Limit = Literal["sleep", "stand", "walk"]
# what the time of is kept: red, "worse", a morning that was not settled, a new leg symptom, what pain keeps them from,
# a reading, pain before a session, medicine, not coping
Mark = Literal["red", "worse", "sore", "leg", "limited", "reading", "before", "medicine", "coping", "walk"]


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class PutRight:
    """What was told wrong: the number that stands instead, as in `Corrected`; None: nothing does."""

    of: f.Told
    nth: int
    to: int | None


@dataclass(frozen=True)
class ByHand:
    """What they did by themselves and told afterwards: "" their exercises; minutes: 0 where they were not told."""

    exercise: str
    minutes: int


@dataclass(frozen=True)
class Day:
    """One day. readings: pain told now, before a session, or in the morning. before: those that opened a session.

    red: pain rose to red and no exercise was named for it. leg: it went into a leg; reach: how far down, if told.
    morning: how the back took this day's session; told_on: the day on which that was told; passed_over: not
    wanted to be told; asked: we asked for it by ourselves. worse: a check-in said so.
    after: the highest told straight after a session. at: when the latest of it was told (UTC). limited: what pain keeps
    them from. times: when each of these was told last (UTC); "sore" on the day of the session it is about.
    peaks: the highest pain told of an exercise, 0-10.
    whens: what each reading is (fewer on days from before this was kept). by_hand: done by themselves, told afterwards.
    right: what was put right. The rules look at `readings`, `before`, `after` and `morning`, in which the more careful
    of both stands, so that nothing is earned or ended by it; what is shown is `shown`, `highest` and `settled`.
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
    passed_over: bool = False
    asked: bool = False
    worse: bool = False
    limited: tuple[Limit, ...] = ()
    alone: bool = False
    at: datetime | None = None
    whens: tuple[f.When, ...] = ()
    right: tuple[PutRight, ...] = ()
    by_hand: tuple[ByHand, ...] = ()
    times: tuple[tuple[Mark, datetime], ...] = ()
    peaks: tuple[tuple[str, int], ...] = ()

    @property
    def v(self) -> float | None:
        """The mean of the readings of this day; None without any."""
        return sum(self.readings) / len(self.readings) if self.readings else None

    def stands(self, of: f.Told, nth: int, told: int | None) -> int | None:
        """What stands now where this was told: it, or what it was put right to; None: nothing."""
        return next((each.to for each in self.right if (each.of, each.nth) == (of, nth)), told)

    def when(self, nth: int) -> f.When:
        """What this reading is; now, where that was not kept."""
        return self.whens[nth] if nth < len(self.whens) else "now"

    @property
    def shown(self) -> tuple[int, ...]:
        """The readings as they stand, for what is shown; never for a rule."""
        found = (self.stands(self.of(nth), nth, score) for nth, score in enumerate(self.readings))
        return tuple(score for score in found if score is not None)

    def of(self, nth: int) -> f.Told:
        """The same reading, as what can be put right."""
        when = self.when(nth)
        return when if when in ("before", "morning") else "now"

    @property
    def highest(self) -> int | None:
        """The highest after a session as it stands, for what is shown."""
        return self.stands("after", 0, self.after)

    @property
    def settled(self) -> bool | None:
        """Whether the morning after it was settled as that stands, for what is shown; None: it was not told."""
        told = None if not self.morning else int(self.morning == "settled")
        found = self.stands("settled", 0, told)
        return None if found is None else bool(found)

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

    def time(self, mark: Mark) -> datetime | None:
        """When this was told last on this day (UTC); None where it was not."""
        return next((at for name, at in self.times if name == mark), None)

    def marked(self, at: datetime, *marks: Mark) -> Day:
        """The same with these told at that time."""
        return replace(self, times=tuple(sorted({**dict(self.times), **dict.fromkeys(marks, at)}.items())))

    def peak(self, exercise: str) -> int | None:
        """The highest pain told of this exercise on this day; None where none was."""
        return dict(self.peaks).get(exercise)

    def light(self, exercise: str) -> f.Light | None:
        """The worst light of this exercise on this day; None where it was not done."""
        return next((each.light for each in self.did if each.exercise == exercise), None)


WORST: tuple[f.Light, ...] = ("red", "unknown", "hold", "amber", "green")


def settles(score: int, day: Day) -> bool:
    """Whether this number in the morning is settled after the session of that day (rules B4x.0)."""
    return not day.leg and (day.pre is None or score <= day.pre + SETTLED_BY)
