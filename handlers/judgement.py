"""What has been worked out about somebody so far: where they stand in each exercise, pauses, flare-ups, advice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from handlers import facts as f
from handlers.changed import replace

FIRST = 2  # exercises in the first sessions (rules B12)
MOST_CREDITS = 3  # rules B4x.2
FOR_PAIN: tuple[f.Why, ...] = ("red", "red_sore", "others_sore", "sore_down")  # why a level falls because of pain


@dataclass(frozen=True)
class Standing:
    """Where somebody stands in one exercise, beside its level.

    times: sessions it was done in. credits: green and settled days with the full dose, of MOST_CREDITS. since: the
    first day at this level. last: the day it was done last. sore: green mornings that were not settled since the last
    change. why: the last change of level, and `on` which day. out_until: in no session before that day and until it is
    brought back; asked_for: until they ask for it. was_out: it has been out before. hurt: the latest day of which its
    level fell for pain.
    """

    exercise: str
    times: int = 0
    credits: int = 0
    since: date | None = None
    last: date | None = None
    sore: int = 0
    why: Literal["", f.Why] = ""
    on: date | None = None
    out_until: date | None = None
    asked_for: bool = False
    was_out: bool = False
    hurt: date | None = None


@dataclass(frozen=True)
class Pause:
    """No strength, stretch or swim since `at` (UTC), the newest fact that made `row` true. pre: as in `PlanPaused`.

    began: when it began (UTC), newer facts left aside. asked: when what a doctor said was asked last. word: what they
    said, told at `word_at` (UTC).
    """

    row: f.Row
    at: datetime
    pre: int | None = None
    began: datetime | None = None
    asked: datetime | None = None
    word: Literal["", f.DoctorsWord] = ""
    word_at: datetime | None = None


@dataclass(frozen=True)
class Flare:
    """A flare-up since the day `began`. usual: the pain before it, 0-10; ended: its last day, None while it is open.

    why: it ended. explained, over_said: it was said what it is, and that it is over. compared: the day on which its
    number was last set beside that of the first day.
    """

    began: date
    usual: float | None = None
    ended: date | None = None
    why: Literal["", "settled", "unknown", "paused"] = ""
    explained: bool = False
    compared: date | None = None
    over_said: bool = False


@dataclass(frozen=True)
class Given:
    """Advice that was given: its row, its first and last day, how often. word: what a doctor said, on `word_on`.

    at: when it was said last (UTC). step: how often since the row became true.
    """

    row: f.Row
    first: date
    last: date
    times: int = 1
    word: Literal["", f.DoctorsWord] = ""
    word_on: date | None = None
    at: datetime | None = None
    step: int = 1


@dataclass(frozen=True)
class Judgement:
    """resumed: when the last pause ended (UTC): older facts cause no new one. risen: the day of the latest rise.

    compared: the day on which they said whether they are better than when we began, without numbers.

    joined: exercises taken up when `settled`, the settled session days since then, was 0. no_flare: the day on which
    they last said that more pain than usual is no flare-up.
    """

    standings: tuple[Standing, ...] = ()
    pause: Pause | None = None
    resumed: datetime | None = None
    flare: Flare | None = None
    no_flare: date | None = None
    given: tuple[Given, ...] = ()
    risen: date | None = None
    compared: date | None = None
    no_better: bool = False
    joined: int = FIRST
    settled: int = 0

    def of(self, exercise: str) -> Standing:
        """Where they stand in this exercise."""
        return next((each for each in self.standings if each.exercise == exercise), Standing(exercise))

    def advice(self, row: f.Row) -> Given | None:
        """When this row was said; None if it never was."""
        return next((each for each in self.given if each.row == row), None)

    def with_standing(self, new: Standing) -> Judgement:
        others = (each for each in self.standings if each.exercise != new.exercise)
        return replace(self, standings=tuple(sorted((*others, new), key=lambda each: each.exercise)))


def worked_out(old: Judgement, fact: f.Fact, today: date, at: datetime, level: int | None) -> Judgement:
    """The judgement once this fact, which happened at `at` (UTC) on that day, is known too.

    level: that of the exercise of this fact until now; None where none was set.
    """
    match fact:
        case f.ExerciseDone(name, full=bool()) | f.ExerciseStopped(name, full=bool()):
            standing = old.of(name)
            since, times = standing.since or today, standing.times + 1
            return old.with_standing(replace(standing, last=today, since=since, times=times))
        case f.Judged(name, _, _, _, why):
            new = old.with_standing(_judged(old.of(name), fact, level))
            return replace(new, risen=today) if why == "rise" else new
        case f.LevelSet(name):
            fell = today if level is not None and fact.level < level else None
            return old.with_standing(replace(old.of(name), credits=0, since=None, sore=0, why="", on=fell))
        case f.DidByHand(name, _, day) if name and (old.of(name).last or day) < day:
            return old.with_standing(replace(old.of(name), last=day))
        case f.DoseSet(raised=True):
            return replace(old, risen=today)
        case f.TakenOut(name, until, asked_for):
            out = replace(old.of(name), out_until=until, asked_for=asked_for, was_out=True, credits=0, on=today)
            return old.with_standing(out)
        case f.BroughtBack(name):
            old_one = old.of(name)
            return old.with_standing(Standing(name, old_one.times, last=old_one.last, was_out=old_one.was_out))
        case f.PlanPaused(row, pre, begun):
            begun = begun or at
            before = old.pause or Pause(row, at, began=begun)  # a word that was told stays, the question is anew
            if before.word == "go_on":  # it was not said of what is newer
                before = replace(before, word="")
            return replace(old, pause=replace(before, row=row, at=begun, pre=pre, asked=None))
        case f.DoctorAsked() if old.pause:
            return replace(old, pause=replace(old.pause, asked=at))
        case f.PlanResumed():
            return replace(old, pause=None, resumed=at)
        case f.FlareBegan(day, usual):
            return replace(old, flare=Flare(day, None if usual is None else usual / 10))
        case f.FlareEnded(why) if old.flare:
            return replace(old, flare=replace(old.flare, ended=today, why=why))
        case f.FlareDenied(day):
            return replace(old, no_flare=day)
        case f.FlareTold(what) if old.flare:
            return replace(old, flare=_said_of(old.flare, what, today))
        case f.Advised(row, step):
            return _with(old, _said(old.advice(row), row, step, today, at))
        case f.Held(kind):
            return _with(old, _said(old.advice(kind), kind, 1, today, at))
        case f.DangerSaid("crisis"):
            return _with(old, _said(old.advice("crisis"), "crisis", 1, today, at))
        case f.DoctorSaid(row, word):
            given = old.advice(row) or Given(row, today, today)
            pause = old.pause and replace(old.pause, word=word, word_at=at)
            return replace(_with(old, replace(given, word=word, word_on=today)), pause=pause)
        case f.ComparedWithBegin(change):
            return replace(old, compared=today, no_better=change != "better")
        case _:
            return old


def _judged(standing: Standing, fact: f.Judged, before: int | None) -> Standing:
    """Where they stand after this; before: the level until now."""
    new = replace(standing, credits=fact.credits)
    if fact.why in FOR_PAIN and (before is None or fact.level < before):
        new = replace(new, hurt=fact.day)
    if fact.why == "sore_down" or (before is not None and fact.level != before):
        return replace(new, sore=0, since=None, why=fact.why, on=fact.day)
    return replace(new, sore=standing.sore + 1) if fact.why == "sore" else new


def _said_of(flare: Flare, what: Literal["is", "compared", "over"], today: date) -> Flare:
    if what == "compared":
        return replace(flare, compared=today)
    return replace(flare, explained=True) if what == "is" else replace(flare, over_said=True)


def _said(before: Given | None, row: f.Row, step: int, today: date, at: datetime) -> Given:
    if before is None:
        return Given(row, today, today, at=at, step=step)
    return replace(before, last=today, times=before.times + 1, at=at, step=step)


def _with(old: Judgement, new: Given) -> Judgement:
    return replace(old, given=(*(each for each in old.given if each.row != new.row), new))


def counted(old: Judgement, joined: int) -> Judgement:
    """The same for somebody whose exercises were taken up by the calendar, so many until now."""
    return replace(old, joined=max(old.joined, joined))


def settled(old: Judgement, *days: date) -> Judgement:
    """The same with one settled session day more, unless one of these days lies in a flare-up: nothing joins then."""
    return old if any(in_flare(old, day) for day in days) else replace(old, settled=old.settled + 1)


def in_flare(judged: Judgement, day: date) -> bool:
    """Whether that day lies in a flare-up; its last day does."""
    flare = judged.flare
    return flare is not None and flare.began <= day and (flare.ended is None or day <= flare.ended)


def away(standing: Standing, today: date) -> int:
    """Days since this exercise was done last; 0 where it never was."""
    return (today - standing.last) // timedelta(days=1) if standing.last else 0


NOTHING = Judgement()
