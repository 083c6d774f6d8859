"""What we remember about someone: the fold of their facts, a few hundred bytes, and nothing that facts do not say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from typing import Literal
from zoneinfo import ZoneInfo

from content.model import LEAD_IN
from handlers import diary, facts as f, habits, judgement, put_right
from handlers.changed import replace
from handlers.diary import Diary
from handlers.functioning import NOTHING, Function
from handlers.habits import NOTHING_SENT, Dose, Nudges as Nudges, OwnDays as OwnDays, Past as Past, Sent, taken_up
from handlers.judgement import Judgement
from handlers.lately import NEVER, Lately

DAY_BEGINS = timedelta(hours=4)  # after midnight: who is up at two is still in yesterday (rules B4x.0)
OFF_AT_LEAST = timedelta(hours=12)
REMEMBERED = 40  # sessions kept for progress; the facts keep them all


@dataclass(frozen=True)
class Person:
    language: str = "en"
    adult: bool | None = None
    youngest: int = 0  # the ages they were between on the local date `age_at` (years); 0 where it is not known
    oldest: int = 0
    age_at: date | None = None
    consent: int = 0
    screened: datetime | None = None
    conditions: tuple[str, ...] = ()
    cleared: bool = False
    held: Literal["", f.Hold] = ""
    reasons: tuple[str, ...] = ()
    pain: int | None = None
    pain_at: datetime | None = None
    baseline: int | None = None
    how_long: Literal["", "days", "weeks", "months"] = ""
    minutes: int = 0
    levels: tuple[tuple[str, int], ...] = ()
    past: tuple[Past, ...] = ()
    sessions: int = 0
    first_session: date | None = None
    signs: Literal["", f.Signs] = ""  # why the urgent lists are still to be answered: signs, worse or leg
    off: date | None = None  # no session is offered on this local date, nor for half a day after `off_at`
    off_at: datetime | None = None
    rested: tuple[str, ...] = ()  # exercises that are left out on the local date `rested_on`, since they hurt
    rested_on: date | None = None
    morning: date | None = None  # the local date the morning-after question was last answered
    rest: date | None = None
    lead_in: int = LEAD_IN  # seconds to get set before a hold
    rests: bool = True
    zone: str = ""
    nudges: Nudges | None = None
    nudges_asked: bool = False
    nudged: date | None = None  # the latest scheduled local date given or skipped, whether nudges are on or not
    away: bool = False
    linked: tuple[str, ...] = ()  # the platforms they talk on, where there are several
    unreached: tuple[str, ...] = ()  # those of them on which they cannot be reached now
    nudge_on: str = ""  # the platform their nudges go to, "last" for where they talked last, "" when not asked yet
    code_misses: tuple[datetime, ...] = ()  # when wrong codes were typed (UTC), within an hour
    excluded: tuple[str, ...] = ()  # exercises they do not want
    only: tuple[str, ...] = ()  # on the local date `only_on` no others than these
    only_on: date | None = None
    minutes_today: int = 0  # on the local date `minutes_on` so many minutes, whatever they chose for every day
    minutes_on: date | None = None
    own: tuple[OwnDays, ...] = ()  # one each for the exercises they do by themselves
    held_at: datetime | None = None  # when the reasons of the hold were told last (UTC)
    told: tuple[str, ...] = ()  # the questions that `signs` points to, to be asked with the urgent lists
    followed: int = 0  # how often we asked by ourselves in this hold, or after a crisis
    ask_then: bool = False  # they want to be asked that without reminders, too
    diary: Diary = diary.EMPTY
    judged: Judgement = judgement.NOTHING
    order: tuple[str, ...] = ()  # the order they want their exercises in
    doses: tuple[Dose, ...] = ()  # one each for the exercises of which they want a dose of their own
    sent: Sent = NOTHING_SENT
    mornings: bool | None = None  # whether we ask by ourselves how the back took a session; None: they were not asked
    signs_at: datetime | None = None  # since when there are `signs` (UTC); None once it was asked after by ourselves
    crisis: datetime | None = None  # when they last spoke of harming themselves (UTC); None once that has passed
    function: Function = NOTHING  # what should be easier, in their own words
    lately: Lately = NEVER

    @property
    def begun(self) -> bool:
        """Whether they have told the pain they begin with; earlier people may have chosen their minutes alone."""
        return self.baseline is not None or self.minutes > 0

    def clock(self, at: datetime) -> datetime:
        """The instant `at` on the person's own clock (UTC while their zone is not known)."""
        return at.astimezone(ZoneInfo(self.zone) if self.zone else UTC)

    def day(self, at: datetime) -> date:
        """The person's local date at that instant; a day begins at 04:00."""
        return (self.clock(at) - DAY_BEGINS).date()

    def level(self, exercise: str) -> int | None:
        """The level last set for this exercise, or None."""
        return dict(self.levels).get(exercise)

    def minutes_for(self, day: date) -> int:
        """Minutes of a session on that local date."""
        return self.minutes_today if self.minutes_on == day and self.minutes_today else self.minutes

    def wants(self, exercise: str, day: date) -> bool:
        """Whether they want this exercise on that local date."""
        only = self.only if self.only_on == day else ()
        return exercise in only if only else exercise not in self.excluded

    def on_own(self, exercise: str) -> OwnDays:
        """What is known of an exercise that they may do by themselves."""
        return next((each for each in self.own if each.exercise == exercise), OwnDays(exercise))

    def did(self, day: date) -> bool:
        """Whether a session with at least one finished exercise is recorded for that local date."""
        return any(past.day == day and past.done > 0 for past in self.past)

    def is_off(self, now: datetime) -> bool:
        """Whether no session is offered now: that day, and half a day at least, for midnight may be a guess."""
        if self.off is None or self.off_at is None:
            return False
        return self.day(now) <= self.off <= self.day(now) + habits.AHEAD or abs(now - self.off_at) < OFF_AT_LEAST

    def nudged_by(self, now: datetime) -> date | None:
        """The latest scheduled local date given or skipped, as far as that can be true now."""
        given = (self.day(at) for at in self.sent.given if at <= now)
        return habits.believed(self.nudged, given, self.day(now))

    def rests_today(self, now: datetime) -> tuple[str, ...]:
        """The exercises that are left out today because they hurt."""
        return self.rested if self.rested_on == self.day(now) else ()

    def after_all(self, facts: Iterable[f.Fact], at: datetime) -> Person:
        """This person once these facts, which happened at `at` (UTC), are known too."""
        return reduce(lambda person, fact: person.after(fact, at), facts, self)

    def after(self, fact: f.Fact, at: datetime) -> Person:
        """This person once `fact`, which happened at `at` (UTC), is known too."""
        today = self.day(at)
        known = put_right.told(diary.told(self.diary, fact, today, at), fact)
        judged = judgement.worked_out(self.judged, fact, today, at, self.level(getattr(fact, "exercise", "")))
        match fact:
            case f.MorningTold(True, _, on) if on and self.diary.day(on).settles_first:
                judged = judgement.settled(judged, on, today)
            case f.ExerciseDone(full=None):
                judged = judgement.counted(judged, taken_up(self.first_session, today))
        function, lately = self.function.after(fact), self.lately.after(fact, today)
        new = self._after(fact, at)
        signs_at = new.signs_at if new.signs == self.signs else at if new.signs else None
        return replace(new, diary=known, judged=judged, function=function, lately=lately, signs_at=signs_at)

    def _after(self, fact: f.Fact, at: datetime) -> Person:
        old = self.nudges
        match fact:
            case f.AgeTold() | f.LanguageChosen() | f.LengthTold() | f.MinutesChosen():
                return replace(self, **vars(fact))  # its one field is called as ours is
            case f.AgeBetween(youngest, oldest):
                return replace(self, youngest=youngest, oldest=oldest, age_at=self.day(at))
            case f.Consented() | f.ConsentRefused():
                return replace(self, consent=getattr(fact, "version", 0))
            case f.Screened(_, conditions):
                # a yes is for the answers it was asked for: new answers, new question
                own = tuple(replace(each, fine=None) for each in self.own)
                return replace(self, screened=at, conditions=conditions, cleared=False, own=own)
            case f.Held(kind, reasons):
                held = replace(self, held=kind, reasons=reasons, held_at=at, cleared=False, signs="", told=())
                return held if self.held == kind else replace(held, followed=0, ask_then=False)
            case f.Answered(_, answer) if answer in ("one", "unsure"):
                return replace(self, screened=None)  # a red flag may be behind it: the lists are due until gone through
            case f.DangerSaid("body", signs):
                return replace(self, signs=self.signs or "signs", told=tuple(dict.fromkeys((*self.told, *signs))))
            case f.DangerSaid("crisis"):
                return replace(self, crisis=at, followed=self.followed if self.held else 0)
            case f.CrisisPassed() | f.CrisisOfAnother():
                return replace(self, crisis=None)
            case f.SignsCleared():
                return replace(self, signs="", told=())
            case f.FollowedUp() if self.signs and not self.held and not self.crisis:
                return replace(self, signs_at=None)
            case f.FollowedUp():
                return replace(self, followed=self.followed + 1)
            case f.FollowUpWanted():
                return replace(self, ask_then=True)
            case f.Released(by):
                return self._released(by)
            case f.ConditionTold(_, told, ask_first):
                kept = tuple(dict.fromkeys((*self.conditions, *told)))
                own = tuple(replace(each, fine=None) for each in self.own)
                return replace(self, conditions=kept, cleared=self.cleared and not ask_first, own=own)
            case f.Cleared():
                return replace(self, cleared=True)
            case f.PainRated(when, score, _) if when != "peak":
                return self._after_pain(score, at)
            case f.LevelSet(exercise, level) | f.Judged(exercise, _, level):
                longer = habits.longer(self.doses, fact)
                return replace(self, levels=tuple(sorted({**dict(self.levels), exercise: level}.items())), doses=longer)
            case f.SessionFinished(done, _, seconds, _):
                return self._after_session(seconds, done, at)
            case f.FeltUnwell(day):
                return replace(self, off=day, off_at=at)
            case f.ExercisesOff(day, why):
                return replace(self, off=day, off_at=at, signs=self.signs if why == "coping" else why)
            case f.AskedAgain(what):
                return replace(self, screened=None) if what == "lists" else replace(self, signs=self.signs or "signs")
            case f.HurtDuring(exercise, where):
                resting = self._resting(exercise, at)
                return replace(resting, signs="leg") if where == "leg" else resting
            case f.ExerciseDone(exercise, _, "red", _) | f.ExerciseStopped(exercise, _, _, _):
                return self._resting(exercise, at)
            case f.MorningTold(_, score, _):
                rated = self if score is None else replace(self, pain=score, pain_at=at)
                return replace(rated, morning=self.day(at))
            case f.RestDayTaken(day):
                return replace(self, rest=day)
            case f.OwnDaysChecked(exercise, fine):
                return self._with_own(replace(self.on_own(exercise), fine=fine))
            case f.OwnDaysChosen(exercise, days):
                return self._with_own(replace(self.on_own(exercise), days=days))
            case f.PainCorrected() | f.PainTakenBack() if self.pain is not None:
                return self._with_pain(getattr(fact, "score", None))
            case f.DoneAlone() | f.DidByHand() | f.SessionTakenBack():
                return replace(self, past=habits.past_after(self.past, fact)[-REMEMBERED:])
            case f.Corrected():
                return self._put_right(fact)
            case f.DoseSet() | f.OrderSet() | f.ExerciseExcluded() | f.ExerciseIncluded():
                return replace(self, **habits.wanted_after(self.excluded, self.doses, fact))
            case f.OnlyToday(exercises, day):
                return replace(self, only=exercises, only_on=day)
            case f.MinutesToday(minutes, day):
                return replace(self, minutes_today=minutes, minutes_on=day)
            case f.Unlinked() | f.PlatformLost() | f.PlatformFound() | f.NudgePlatformChosen():
                return replace(self, **habits.reached_after(self.linked, self.unreached, self.nudge_on, fact))
            case f.LeadInSet(seconds):
                return replace(self, lead_in=seconds)
            case f.RestsSet(on):
                return replace(self, rests=on)
            case f.Lost() | f.Found():
                return replace(self, away=isinstance(fact, f.Lost))
            case f.MorningsWanted(on):
                return replace(self, mornings=on)
            case f.ZoneSet(zone):
                return replace(self, zone=zone, nudges=old and replace(old, zone=zone))
            case f.NudgesSet(at=hour, days=days):
                new = Nudges(self.zone, hour, days, since=at, last=self.nudged_by(at))
                return replace(self, nudges=old.renewed(new) if old else new, nudges_asked=True)
            case f.NudgesStopped():
                return replace(self, nudges=None, nudges_asked=True)
            case f.Nudged(day) | f.NudgeSkipped(day, _):
                last = max(self.nudged_by(at) or day, day)
                plan = old and replace(old.after(fact), last=last)
                return replace(self, nudges=plan, nudged=last, sent=self.sent.after(fact, at, self.day))
            case _ if old and isinstance(fact, habits.ABOUT_NUDGES):
                return replace(self, nudges=old.after(fact), sent=self.sent.after(fact, at, self.day))
            case f.CodeMissed():
                return replace(self, code_misses=(*habits.lately(self.code_misses, at), at)[-habits.TRIES :])
            case f.Linked():
                both = {name: value for name, value in vars(fact).items() if name != "platforms"}
                return replace(self, **both, linked=fact.platforms, unreached=(), code_misses=())
            case _:
                return self

    def _released(self, by: str) -> Person:
        """That somebody has looked is no yes to anything else. It once was, which what was told then still means."""
        sciatica = by != "answers" and "one_leg" in self.reasons and "sciatica" not in self.conditions
        kept = (*self.conditions, "sciatica") if sciatica else self.conditions
        free = replace(self, held="", reasons=(), held_at=None, followed=0, ask_then=False)
        return replace(free, cleared=by == "seen", conditions=kept)

    def _resting(self, exercise: str, at: datetime) -> Person:
        kept = tuple(name for name in self.rests_today(at) if name != exercise)
        return replace(self, rested=(*kept, exercise), rested_on=self.day(at))

    def _after_pain(self, score: int, at: datetime) -> Person:
        baseline = score if self.baseline is None else self.baseline
        return replace(self, pain=score, pain_at=at, baseline=baseline)

    def _put_right(self, fact: f.Corrected) -> Person:
        latest = self.pain_at is not None and self.day(self.pain_at) == fact.day and fact.was == self.pain
        new = self._with_pain(fact.to) if latest and fact.of not in ("minutes", "settled") else self
        return replace(new, past=habits.past_after(self.past, fact))

    def _with_pain(self, score: int | None) -> Person:
        first = score if score is not None and self.baseline == self.pain and not self.sessions else self.baseline
        return replace(self, pain=score, pain_at=None if score is None else self.pain_at, baseline=first)

    def _after_session(self, seconds: int, done: tuple[str, ...], at: datetime) -> Person:
        if not seconds:
            return self
        day = self.day(at)
        past = (*self.past, Past(day, seconds, len(done)))[-REMEMBERED:]
        own = tuple(replace(each, done=day) if each.exercise in done else each for each in self.own)
        first = self.first_session or day
        return replace(self, past=past, sessions=self.sessions + 1, first_session=first, own=own)

    def _with_own(self, new: OwnDays) -> Person:
        return replace(self, own=(*(each for each in self.own if each.exercise != new.exercise), new))
