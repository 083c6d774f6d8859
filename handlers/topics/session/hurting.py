"""After an exercise, or in the midst of it: left out, it hurt, and how high the pain got."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, get_args

from handlers import facts as f
from handlers.moves import WAYS_OUT, Exit, Go, InSession, Into, Leave, Move, Within, choose, go
from handlers.rules import flares, plan, progression, safety
from handlers.say import SCORES, Say, say, texts_of
from handlers.session import Session
from handlers.topics.session.end import ending, finish, lights, onward, result
from handlers.world import World

WHY: Mapping[str, f.Reason] = {each: each for each in get_args(f.Reason)}
WHERE: Mapping[str, f.Where] = {"at_back": "back", "at_leg": "leg", "at_knee": "knee", "at_else": "else"}


class Skipping(InSession):
    def ask(self, w: World) -> Say:
        why = (each for each in WHY if each != "pain")  # that is the same as "It hurts", which is there anyway
        return say("skipping", *why, "back", *WAYS_OUT, also=("skip", "pain"), args=texts_of(self.exercise, "name"))

    def on(self, answer: str, w: World) -> Move:
        hurts, ready = WhereHurts(self.session), Into(Within.READY, self.session)
        if (why := WHY.get("pain" if answer == "hurts" else answer)) is None:
            return choose(answer, back=ready, skip=ready, stop=ending(self.session, w, whole=False))
        told = f.ExerciseSkipped(self.exercise, why)
        if why == "pain":
            return go(hurts, told)
        return onward(self.session.closed(done=False), w, told, say(f"note.skipped.{why}"))


class WhereHurts(InSession):
    """The hold has ended. Where it hurts decides what is asked next.

    earlier: it is of an exercise that is over. begun: they may be in the position, so the way out of it comes first.
    score: how high it got, 0-10, when that was told before the place.
    """

    earlier: bool = False
    begun: bool = False
    score: int | None = None

    def ask(self, w: World) -> Say:
        eased = (self.session.spent or self.begun) and self.score is None
        key = "where_hurts" if eased else "where_hurts.before"
        key = "where_hurts.earlier" if self.earlier or self.score is not None else key
        return say(key, *WHERE, *WAYS_OUT, also=SCORES, args=texts_of(self.exercise, "ease"))

    def on(self, answer: str, w: World) -> Move:
        if answer in SCORES:
            return go(self.told(answer), say("note.thanks_score", score=answer))
        where = "else" if answer == "stop" else WHERE.get(answer)
        if where is None:
            return choose(answer, hurts=self)
        hurt = f.HurtDuring(self.exercise, where)
        if self.score is None:
            return go(RatingPeak(self.session, where), hurt)
        return rated(self.session, self.score, where, w).having(hurt)

    def told(self, score: str) -> WhereHurts:
        """The same with this number told, if one was."""
        return replace(self, score=int(score)) if score else self


def hurts_before(session: Session) -> WhichHurt | RatingAtRest:
    """It hurts on the card of an exercise that has not begun: the one before, or the back by itself."""
    return WhichHurt(session) if session.done_before is not None else RatingAtRest(session)


def last_hurt(session: Session) -> WhereHurts | None:
    """It was the exercise done before the one at hand that hurt."""
    before = session.done_before
    return None if before is None else WhereHurts(replace(session, at=before), earlier=True)


class WhichHurt(InSession):
    """Nothing of this exercise was done: the pain is from the one before, or there at rest."""

    def ask(self, w: World) -> Say:
        return say("which_hurt", "one_before", "at_rest", "back", *WAYS_OUT)

    def on(self, answer: str, w: World) -> Move:
        if answer == "one_before":
            return last_hurt(self.session)
        ready, stop = Into(Within.READY, self.session), ending(self.session, w, whole=False)
        return choose(answer, at_rest=RatingAtRest(self.session), back=ready, hurts=self, stop=stop)


class RatingAtRest(InSession):
    """Pain at rest is a reading, and what it allows is decided as at the start of a session (rules B4)."""

    def ask(self, w: World) -> Say:
        return say("rating_at_rest", *SCORES, "back", *WAYS_OUT, wants="pain")

    def on(self, answer: str, w: World) -> Move:
        session, ready = self.session, Into(Within.READY, self.session)
        if answer not in SCORES:
            return choose(answer, back=ready, hurts=self, stop=ending(session, w, whole=False))
        told, gate = f.PainRated("now", int(answer)), safety.gate(int(answer))
        nothing_yet = not (session.done or session.waits or session.spent)
        if gate != "walk" and nothing_yet and flares.concerns(w.person.after(told, w.now), w.catalog, w.now):
            over = f.SessionFinished(
                (), session.skipped, 0, whole=False
            )  # it begins anew, by what that means for today
            return go(Leave(Exit.FLARE, Exit.SESSION), told, over)
        session = replace(session, before=int(answer))
        if gate == "walk":
            return ending(session, w, whole=False).having(told, say("note.at_rest_much", score=answer))
        if gate == "easier" and session.item.level > 1:
            easier = session.at_level(session.item.level - 1)
            return go(Into(Within.READY, easier), told, say("note.at_rest_easier", score=answer))
        return go(Into(Within.READY, session), told, say("note.at_rest", score=answer))


class RatingPeak(InSession):
    """The highest the pain got. `hurt`: where it hurt, when it was stopped for that."""

    hurt: Literal["", f.Where] = ""

    def ask(self, w: World) -> Say:
        if self.hurt:
            return say("rating_peak.stopped", *SCORES, *WAYS_OUT, wants="pain")
        done = texts_of(self.exercise, "done")
        return say("rating_peak", *SCORES, *WAYS_OUT, also=("again",), wants="pain", args=done)

    def on(self, answer: str, w: World) -> Move:
        if answer in SCORES:
            return rated(self.session, int(answer), self.hurt, w)
        if self.hurt and answer == "stop":
            return rated(self.session, None, self.hurt, w, whole=False)
        stop = ending(self.session.closed(done=self.session.spent > 0), w, whole=False)
        again = None if self.hurt else Into(Within.READY, replace(self.session, spent=0))
        return choose(answer, hurts=WhereHurts(self.session), stop=stop, again=again)


def rated(session: Session, peak: int | None, hurt: Literal["", f.Where], w: World, *, whole: bool = True) -> Go:
    """What the highest pain of an exercise means for it and for the rest of the session.

    peak: None when they stopped without telling. whole: False to end the session here.
    """
    item, today = session.item, w.person.day(w.now)
    shown: f.Light = "red" if peak is None else safety.light(session.before, peak, leg=hurt == "leg")
    told: list[f.Fact | Say] = [] if peak is None else [f.PainRated("peak", peak, item.exercise)]
    done = not hurt or session.spent >= plan.timed(session, w)  # that it hurt may be told once all of it is done
    if done:
        full = not hurt and plan.whole(session, w)
        told.append(f.ExerciseDone(item.exercise, item.level, shown, session.spent, full, hurt))
    else:
        told.append(f.ExerciseStopped(item.exercise, item.level, shown, session.spent, False, hurt))
    if not hurt and peak is not None:
        told += result(session, w, peak)
    closed = session.closed(done=done, stopped=bool(hurt) or shown == "red").without(item.exercise)
    if not hurt and shown != "red":
        return onward(closed, w, *told, say(f"note.{shown}", score=peak or 0))
    if peak is not None:
        others = lights(closed, peak, frozenset({item.exercise}))
        told += [each for each, _ in others]
        closed = closed.without(*(each.exercise for each, _ in others))
    exercise = session.exercise(w)
    if shown == "red":
        told += progression.red(item.exercise, item.level, w.person, exercise, w.now)
    else:
        told.append(progression.hurt(item.exercise, item.level, exercise, today))
    if hurt == "leg":
        told.append(f.ExercisesOff(today, "leg"))
    if hurt == "leg" or not whole:
        return finish(closed, w, whole=False, exit=Exit.LEG if hurt == "leg" else None).having(*told)
    key = "note.gentler_next_time" if item.level > 1 else "note.no_more_today"
    return go(GoingOn(closed, item.exercise), *told, say(key, args=texts_of(item.exercise, "short")))


class GoingOn(InSession):
    """After the exercise `after` hurt: something gentler, or enough for today."""

    after: str = ""

    def ask(self, w: World) -> Say:
        if plan.gentle(w.person, w.catalog, self.after):
            return say("going_on", "gentle_walk", *WAYS_OUT, also=("back", "no", "go_on"))
        return say("going_on.enough", *WAYS_OUT, also=("back", "no", "go_on"))

    def on(self, answer: str, w: World) -> Move:
        walk = plan.gentle(w.person, w.catalog, self.after)
        if answer in ("gentle_walk", "go_on") and walk:
            items = (*self.session.items[: self.session.at], walk)
            return Into(Within.READY, replace(self.session, items=items))
        end = ending(self.session, w, whole=False)
        return choose(answer, stop=end, back=end, hurts=end, no=end, go_on=end)
