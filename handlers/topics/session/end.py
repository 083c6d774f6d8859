"""After an exercise, or instead of its end: left out, it hurt, how high the pain got, and the end of a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, get_args

from handlers import facts as f
from handlers.moves import Exit, Go, InSession, Into, Leave, Move, Within, choose, go
from handlers.rules import plan, safety
from handlers.say import SCORES, Say, lasting, say, texts_of
from handlers.session import Session
from handlers.world import World

WHY: Mapping[str, f.Reason] = {each: each for each in get_args(f.Reason)}
WHERE: Mapping[str, f.Where] = {"at_back": "back", "at_leg": "leg", "at_knee": "knee", "at_else": "else"}


class Skipping(InSession):
    def ask(self, w: World) -> Say:
        also = ("stop", "hurts", "skip")
        return say("skipping", *WHY, "back", also=also, args=texts_of(self.exercise, "name"))

    def on(self, answer: str, w: World) -> Move:
        hurts, ready = WhereHurts(self.session), Into(Within.READY, self.session)
        if (why := WHY.get(answer)) is None:
            return choose(answer, back=ready, skip=ready, hurts=hurts, stop=finish(self.session, w, whole=False))
        told = f.ExerciseSkipped(self.exercise, why)
        if why == "pain":
            return go(hurts, told)
        return onward(self.session.closed(done=False), w, told, say(f"note.skipped.{why}"))


class WhereHurts(InSession):
    """The hold has ended. Where it hurts decides what is asked next.

    earlier: it is of an exercise that is over. begun: they may be in the position, so the way out of it comes first.
    """

    earlier: bool = False
    begun: bool = False

    def ask(self, w: World) -> Say:
        eased = self.session.spent or self.begun
        key = "where_hurts" if eased else "where_hurts.earlier" if self.earlier else "where_hurts.before"
        return say(key, *WHERE, also=("stop", "hurts"), args=texts_of(self.exercise, "ease"))

    def on(self, answer: str, w: World) -> Move:
        where = "else" if answer == "stop" else WHERE.get(answer)
        if where is None:
            return choose(answer, hurts=self)
        return go(RatingPeak(self.session, where), f.HurtDuring(self.exercise, where))


def hurts_before(session: Session) -> WhichHurt | RatingAtRest:
    """It hurts on the card of an exercise that has not begun: the one before, or the back by itself."""
    return WhichHurt(session) if session.done_before is not None else RatingAtRest(session)


class WhichHurt(InSession):
    """Nothing of this exercise was done: the pain is from the one before, or there at rest."""

    def ask(self, w: World) -> Say:
        return say("which_hurt", "one_before", "at_rest", "back", also=("stop", "hurts"))

    def on(self, answer: str, w: World) -> Move:
        before = self.session.done_before
        if answer == "one_before" and before is not None:
            return WhereHurts(replace(self.session, at=before), earlier=True)
        ready, stop = Into(Within.READY, self.session), finish(self.session, w, whole=False)
        return choose(answer, at_rest=RatingAtRest(self.session), back=ready, hurts=self, stop=stop)


class RatingAtRest(InSession):
    """Pain at rest is a reading, and what it allows is decided as at the start of a session (rules B4)."""

    def ask(self, w: World) -> Say:
        return say("rating_at_rest", *SCORES, "back", also=("stop", "hurts"), wants="pain")

    def on(self, answer: str, w: World) -> Move:
        session, ready = self.session, Into(Within.READY, self.session)
        if answer not in SCORES:
            return choose(answer, back=ready, hurts=self, stop=finish(session, w, whole=False))
        told, gate = f.PainRated("now", int(answer)), safety.gate(int(answer))
        session = replace(session, before=int(answer))
        if gate == "walk":
            return finish(session, w, whole=False).having(told, say("note.at_rest_much", score=answer))
        if gate == "easier" and session.item.level > 1:
            easier = session.at_level(session.item.level - 1)
            return go(Into(Within.READY, easier), told, say("note.at_rest_easier", score=answer))
        return go(Into(Within.READY, session), told, say("note.at_rest", score=answer))


class RatingPeak(InSession):
    """The highest the pain got. `hurt`: where it hurt, when it was stopped for that."""

    hurt: Literal["", f.Where] = ""

    def ask(self, w: World) -> Say:
        if self.hurt:
            return say("rating_peak.stopped", *SCORES, also=("stop", "hurts"), wants="pain")
        also, done = ("stop", "hurts", "again"), texts_of(self.exercise, "done")
        return say("rating_peak", *SCORES, also=also, wants="pain", args=done)

    def on(self, answer: str, w: World) -> Move:
        if answer in SCORES:
            return rated(self.session, int(answer), self.hurt, w)
        if self.hurt and answer == "stop":
            return rated(self.session, None, self.hurt, w, whole=False)
        stop = finish(self.session.closed(done=self.session.spent > 0), w, whole=False)
        again = None if self.hurt else Into(Within.READY, replace(self.session, spent=0))
        return choose(answer, hurts=WhereHurts(self.session), stop=stop, again=again)


def rated(session: Session, peak: int | None, hurt: Literal["", f.Where], w: World, *, whole: bool = True) -> Move:
    """What the highest pain of an exercise means for it and for the rest of the session.

    peak: None when they stopped without telling. whole: False to end the session here.
    """
    item = session.item
    shown: f.Light = "red" if peak is None else safety.light(session.before, peak, leg=hurt == "leg")
    ended = f.ExerciseStopped if hurt else f.ExerciseDone
    told: list[f.Fact] = [] if peak is None else [f.PainRated("peak", peak, item.exercise)]
    told.append(ended(item.exercise, item.level, shown, session.spent))
    closed = session.closed(done=not hurt, stopped=bool(hurt) or shown == "red")
    if not hurt and shown != "red":
        return onward(closed, w, *told, say(f"note.{shown}", score=peak or 0))
    if item.level > 1:
        told.append(f.LevelSet(item.exercise, item.level - 1))
    if hurt == "leg":
        told.append(f.ExercisesOff(w.person.day(w.now), "leg"))
    if hurt == "leg" or not whole:
        return finish(closed, w, whole=False, exit=Exit.LEG if hurt == "leg" else None).having(*told)
    key = "note.gentler_next_time" if item.level > 1 else "note.no_more_today"
    return go(GoingOn(closed, item.exercise), *told, say(key, args=texts_of(item.exercise, "short")))


class GoingOn(InSession):
    """After the exercise `after` hurt: something gentler, or enough for today."""

    after: str = ""

    def ask(self, w: World) -> Say:
        if plan.gentle(w.person, w.catalog, self.after):
            return say("going_on", "gentle_walk", "stop", also=("hurts", "back"))
        return say("going_on.enough", "stop", also=("hurts", "back"))

    def on(self, answer: str, w: World) -> Move:
        if answer == "gentle_walk" and (walk := plan.gentle(w.person, w.catalog, self.after)):
            items = (*self.session.items[: self.session.at], walk)
            return Into(Within.READY, replace(self.session, items=items))
        end = finish(self.session, w, whole=False)
        return choose(answer, stop=end, back=end, hurts=end)


def onward(session: Session, w: World, *told: f.Fact | Say) -> Move:
    """To the next exercise, or to the end."""
    if session.at < len(session.items):
        return go(Into(Within.READY, session), *told)
    return finish(session, w, whole=True).having(*told)


def finish(session: Session, w: World, *, whole: bool, exit: Exit | None = None) -> Go:
    """The end of a session: what is said is what is recorded. exit: where it leads instead of the usual."""
    seconds = session.seconds + session.spent
    fact = f.SessionFinished(session.done, session.skipped, seconds, whole)
    if not seconds:
        return go(Leave(exit or Exit.STOPPED), fact, say("summary.nothing"))
    done = tuple(f"@exercise.{name}.short" for name in session.done) or ("@summary.part",)
    notes = [say("summary.whole" if whole else "summary.partly", time=lasting(seconds), what=done)]
    if session.skipped:
        notes.append(say("summary.skipped", what=tuple(f"@exercise.{name}.short" for name in session.skipped)))
    return go(Leave(exit or Exit.FINISHED), fact, *notes)
