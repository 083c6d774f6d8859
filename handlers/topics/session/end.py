"""The end of a session: how high the pain got in it, in which exercise, how hard it was, and what was done."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from handlers import facts as f
from handlers.diary import Did
from handlers.moves import WAYS_OUT, Exit, Go, InSession, Into, Leave, Move, Within, choose, go
from handlers.rules import plan, progression, safety
from handlers.say import SCORES, Arg, Say, lasting, say
from handlers.session import Finished, Session
from handlers.world import World

NAMED = 2  # points above the start of the session from which it is asked in which exercise (rules B4x.1)
SECONDS = 60  # fewer than this are not told: to whoever stopped at once that sounds like mockery
IN, ALL, NOT_SURE, LEG, THAT_IS_ALL = "in_", "all_of_them", "not_sure", "into_leg", "that_is_all"

Rated = tuple[f.ExerciseDone, Finished]


def done(session: Session, w: World) -> Move:
    """The exercise at hand is done; how high the pain got is asked at once, or once at the end."""
    item = session.item
    finished = Finished(item.exercise, item.level, session.spent, plan.whole(session, w))
    waits = (*session.without(item.exercise).waits, finished)
    closed = replace(session.closed(done=True), waits=waits)
    last = closed.at >= len(closed.items)
    return onward(closed, w, *result(session, w), *(() if last else (say(f"exercise.{item.exercise}.done"),)))


def result(session: Session, w: World, *peak: int) -> tuple[Say, ...]:
    """What was done of the exercise at hand, as what stays of it in the chat. peak: how high the pain got in it."""
    if not session.spent:
        return ()
    exercise, level = session.exercise(w), session.level(w)
    all_of_it = session.spent >= plan.timed(session, w)
    kind = "time" if exercise.kind != "hold" or not all_of_it else "sides" if exercise.sides else "hold"
    args: dict[str, Arg] = {"name": f"@exercise.{exercise.id}.name", "time": lasting(session.spent)}
    args |= {"reps": level.reps, "hold": level.hold}
    if peak:
        return (say(f"result.{kind}.rated", args=args, score=peak[0]),)
    return (say(f"result.{kind}", args=args),)


def onward(session: Session, w: World, *told: f.Fact | Say) -> Go:
    """To the next exercise, or to the end."""
    if session.at < len(session.items):
        return go(Into(Within.READY, session), *told)
    return ending(session, w, whole=True, told=told)


def ending(session: Session, w: World, *, whole: bool, told: tuple[f.Fact | Say, ...] = ()) -> Go:
    """To the end of a session; how high the pain got is asked first, where that is not known of all that was done."""
    if session.waits:
        return go(RatingHighest(session, whole), *told)
    return finish(session, w, whole=whole).having(*told)


class RatingHighest(InSession):
    """The highest the pain got in the whole session."""

    whole: bool = True

    def ask(self, w: World) -> Say:
        return say("rating_highest", *SCORES, *WAYS_OUT, wants="pain")

    def on(self, answer: str, w: World) -> Move:
        if answer in SCORES:
            peak, told = int(answer), f.PainRated("peak", int(answer))
            if peak - self.session.before >= NAMED:
                return go(InWhich(self.session, peak, whole=self.whole), told)
            return settled(self.session, peak, frozenset(), w, whole=self.whole).having(told)
        return choose(answer, hurts=self, stop=finish(self.session, w, whole=self.whole))


class InWhich(InSession):
    """Pain rose: in which exercise (several may be named), or did it go into a leg? picked: what was named so far."""

    peak: int
    picked: tuple[str, ...] = ()
    whole: bool = True

    def ask(self, w: World) -> Say:
        left = tuple(IN + each.exercise for each in self.session.waits if each.exercise not in self.picked)
        if self.picked:
            return say("in_which.more", *left, THAT_IS_ALL, LEG, *WAYS_OUT, also=(ALL, NOT_SURE))
        every = (ALL,) if len(left) > 1 else ()
        return say("in_which", *left, *every, NOT_SURE, LEG, *WAYS_OUT)

    def on(self, answer: str, w: World) -> Move:
        done = tuple(each.exercise for each in self.session.waits)
        name = answer.removeprefix(IN)
        if answer.startswith(IN) and name in done:
            picked = tuple(dict.fromkeys((*self.picked, name)))
            return self._settled(picked, w) if len(picked) == len(done) else replace(self, picked=picked)
        match answer:
            case "all_of_them":
                return self._settled(done, w)
            case "that_is_all":
                return self._settled(self.picked, w)
            case "not_sure" | "stop":
                return self._settled((), w)
            case "into_leg":
                return self._settled(self.picked, w, leg=True)
        return choose(answer, hurts=self)

    def _settled(self, named: tuple[str, ...], w: World, *, leg: bool = False) -> Go:
        return settled(self.session, self.peak, frozenset(named), w, whole=self.whole, leg=leg)


def lights(session: Session, peak: int, named: Collection[str]) -> list[Rated]:
    """The light of all that waits for one (rules B4x.1); named: the exercises in which pain rose."""
    rose, shown = peak - session.before >= NAMED, safety.light(session.before, peak)
    return [
        (f.ExerciseDone(one.exercise, one.level, light, one.seconds, one.full), one)
        for one in session.waits
        for light in [shown if not rose or one.exercise in named else "hold"]
    ]


def settled(session: Session, peak: int, named: Collection[str], w: World, *, whole: bool, leg: bool = False) -> Go:
    """What the highest pain means for each exercise, and on to how hard it was, where a rise is due; or to the end."""
    told: list[f.Fact | Say] = []
    rated = lights(session, peak, named)
    for fact, one in rated:
        light: f.Light = "red" if leg and one.exercise in named else fact.light
        told.append(replace(fact, light=light))
        if light == "red":
            told += progression.red(one.exercise, one.level, w.person, w.catalog.exercises[one.exercise], w.now)
    reds = tuple(each.exercise for each in told if isinstance(each, f.ExerciseDone) and each.light == "red")
    rose = peak - session.before >= NAMED
    if not reds and (leg or (rose and not named and safety.light(session.before, peak) == "red")):
        told.append(f.RedUnnamed())
    left = replace(session, waits=())
    if leg:
        told.append(f.ExercisesOff(w.person.day(w.now), "leg"))
        return finish(left, w, whole=whole, exit=Exit.LEG).having(*told)
    if reds:
        told.append(say("note.gentler_those", what=tuple(f"@exercise.{name}.short" for name in reds)))
    elif rose:
        told.append(say("note.rose", score=peak))
    for fact, _ in rated:
        did = Did(fact.exercise, fact.level, fact.light, bool(fact.full))
        if not reds and progression.effort_wanted(did, w.person, w.catalog.exercises[fact.exercise]):
            return go(AskingEffort(left, fact.exercise, whole), *told)
    return finish(left, w, whole=whole).having(*told)


class AskingEffort(InSession):
    """How hard an exercise was that may go up a level next time."""

    of: str
    whole: bool = True

    def ask(self, w: World) -> Say:
        what = f"@exercise.{self.of}.short"
        return say("asking_effort", *SCORES, "skip_question", *WAYS_OUT, wants="pain", what=what)

    def on(self, answer: str, w: World) -> Move:
        over = finish(self.session, w, whole=self.whole)
        if answer in SCORES:
            return over.having(f.EffortTold(self.of, int(answer)))
        return choose(answer, skip_question=over, stop=over, hurts=Into(Within.HURTS, self.session))


def unrated(session: Session) -> Iterator[f.ExerciseDone]:
    """What is recorded of exercises of which nothing was told."""
    return (f.ExerciseDone(one.exercise, one.level, "unknown", one.seconds, False) for one in session.waits)


def finish(session: Session, w: World, *, whole: bool, exit: Exit | None = None) -> Go:
    """The end of a session: what is said is what is recorded. exit: where it leads instead of the usual."""
    seconds = session.seconds + session.spent
    facts = (*unrated(session), f.SessionFinished(session.done, session.skipped, seconds, whole))
    if not seconds:
        return go(Leave(exit or Exit.STOPPED), *facts, say("summary.nothing"))
    done, key = tuple(f"@exercise.{name}.short" for name in session.done), "whole" if whole else "partly"
    notes = [say("summary.nothing")]
    if seconds >= SECONDS:
        notes = [say(f"summary.{key}", time=lasting(seconds), what=done or ("@summary.part",))]
    elif done:
        notes = [say(f"summary.{key}.brief", what=done)]
    if session.skipped:
        notes.append(say("summary.skipped", what=tuple(f"@exercise.{name}.short" for name in session.skipped)))
    return go(Leave(exit or Exit.FINISHED), *facts, *notes)
