"""One exercise while it lasts: get set, hold, rest, the other side; paused, and interrupted.

Every way out is open at every step: pause, back, skip, easier, harder, it hurts, stop, typed or pressed.
"""

from __future__ import annotations

from dataclasses import field, replace
from datetime import datetime, timedelta

from content.model import Step
from handlers import facts as f
from handlers.moves import WAYS_OUT, Exit, InSession, Into, Leave, Move, State, Within, choose, go
from handlers.rules import holds, safety
from handlers.say import Arg, Say, lasting, say, texts_of
from handlers.session import Session, lasts
from handlers.topics.session.answers import aside
from handlers.topics.session.end import finish, unrated
from handlers.world import World

# may be typed at every step
WORDS = ("pause", "hurts", "unwell", "stop", "skip", "easier", "harder", "back", "how", "again")
ENDS = ("hurts", "unwell", "stop", "skip")  # they end a step: what was done of it by then counts
CUES = {"set": "getting_set", "hold": "holding", "change": "changing", "rest": "resting", "move": "moving"}
MORE_REST, LONGEST_REST = 15, 300  # seconds that one press adds to a rest, and what a rest may grow to
RESUME_LEAD_IN = 3  # seconds between "go on" and the rest of a hold


def enter(session: Session, at: int, w: World) -> Running | Into:
    """The state of being in this step; steps of no length are passed over; after the last comes the pain question."""
    steps = session.level(w).steps
    while at < len(steps) and not (seconds := lasts(steps[at], w.person)):
        at += 1
    if at >= len(steps):
        return Into(Within.PEAK, session)
    kind = steps[at].kind
    state = Holding if kind == "hold" else Moving if kind == "move" else Resting
    return state(session, at, _after(seconds, w))


def _after(seconds: float, w: World) -> datetime:
    """When a hold or rest of this many seconds ends (UTC)."""
    return w.now + timedelta(seconds=seconds / w.speed)


def _left(until: datetime, w: World) -> int:
    """How many seconds of a hold or rest are left until then, at least 0."""
    return max(0, round((until - w.now).total_seconds() * w.speed))


def _besides(*shown: str) -> tuple[str, ...]:
    """What may be typed beside the answers that are shown."""
    return tuple(word for word in WORDS if word not in shown)


class AtStep(InSession):
    """Somewhere in the steps of an exercise."""

    step: int

    def at(self, w: World) -> Step:
        return self.session.step(w, self.step)

    def on(self, answer: str, w: World) -> Move:
        pause, back = go(self, say("note.take_your_time")), Into(Within.READY, replace(self.session, spent=0))
        return choose(answer, pause=pause, back=back) or aside(self.session, answer, w)


class Running(AtStep):
    """A step that is being timed."""

    until: datetime = field()

    def cue(self, step: Step, w: World, *choices: str) -> Say:
        """What to do in this step, with its countdown."""
        left, texts = _left(self.until, w), f"@exercise.{self.session.item.exercise}"
        args: dict[str, Arg] = {"side": f"{texts}.side.{step.side}"} if step.side else {}
        args |= {"seconds": left, "cue": f"{texts}.{step.cue or step.kind}", "time": lasting(left)}
        args |= {"rep": step.rep, "reps": step.reps}
        also = _besides(*choices) if "done_now" in choices else (*_besides(*choices), "done_now")
        return say(CUES[step.kind], *choices, also=also, until=self.until, args=args)

    def on(self, answer: str, w: World) -> Move:
        left = _left(self.until, w)
        if answer == "rang":
            return enter(self.session.with_spent(self.at(w)), self.step + 1, w)
        if answer in ENDS:
            return aside(self.session.with_spent(self.at(w), left), answer, w)
        if answer == "done_now":
            return Into(Within.PEAK, self.session.with_spent(self.at(w), left))
        lapsed, paused = Interrupted(self.session, self.step), Paused(self.session, self.step, left)
        return choose(answer, lapsed=lapsed, pause=paused) or super().on(answer, w)


class Holding(Running):
    def ask(self, w: World) -> Say:
        return self.cue(self.at(w), w, "pause", *WAYS_OUT)


class Resting(Running):
    """Getting set, changing sides, or a rest between two holds."""

    def ask(self, w: World) -> Say:
        step = self.at(w)
        longer = () if step.kind == "set" else ("rest_more",)
        return self.cue(step, w, "go_now", *longer, "pause", *WAYS_OUT)

    def on(self, answer: str, w: World) -> Move:
        if answer == "go_now":
            return enter(self.session, self.step + 1, w)
        if answer == "rest_more" and (left := _left(self.until, w)) < LONGEST_REST:
            return replace(self, until=_after(left + MORE_REST, w))
        return choose(answer, rest_more=go(self, say("note.rest_limits"))) or super().on(answer, w)


class Moving(Running):
    """On the move for some minutes."""

    def goes_on(self, w: World) -> bool:
        """Whether some of it is left, and no more than there was: a clock that was set back leaves more."""
        return 0 < _left(self.until, w) <= self.at(w).seconds

    def ask(self, w: World) -> Say:
        return self.cue(self.at(w), w, "done_now", "pause", *WAYS_OUT)


class Paused(AtStep):
    """left: seconds of the step that remain."""

    left: int

    def ask(self, w: World) -> Say:
        kind = self.at(w).kind
        key = f"paused.{kind if kind in ('hold', 'move') else 'between'}"
        time, name = lasting(self.left), f"@exercise.{self.exercise}.short"
        also = ("pause", "unwell", "back", "harder", "how", "ready")
        return say(key, "go_on", "again", "easier", "skip", *WAYS_OUT, also=also, time=time, name=name)

    def on(self, answer: str, w: World) -> Move:
        if answer in ENDS:
            return aside(self.session.with_spent(self.at(w), self.left), answer, w)
        resuming = Resuming(self.session, self.step, self.left, _after(RESUME_LEAD_IN, w))
        return choose(answer, go_on=resuming, ready=resuming) or super().on(answer, w)


class Resuming(AtStep):
    """Three seconds to get back into place, then the rest of the step."""

    left: int
    until: datetime = field()

    def ask(self, w: World) -> Say:
        shown = ("pause", *WAYS_OUT)
        return say("resuming", *shown, also=_besides(*shown), until=self.until, seconds=_left(self.until, w))

    def on(self, answer: str, w: World) -> Move:
        paused = Paused(self.session, self.step, self.left)
        if answer == "rang":
            entered = enter(self.session, self.step, w)
            return replace(entered, until=_after(self.left, w)) if isinstance(entered, Running) else entered
        return choose(answer, lapsed=Interrupted(self.session, self.step), pause=paused) or paused.on(answer, w)


class SomethingWrong(AtStep):
    """Words nobody understood while a step ran: its clock has stopped, and they come out of the position first."""

    repeats = True
    left: int

    def ask(self, w: World) -> Say:
        shown, ease = ("unwell", "all_fine", *WAYS_OUT), texts_of(self.exercise, "ease")
        return say("something_wrong", *shown, also=(*_besides(*shown), "go_on", "ready"), args=ease)

    def on(self, answer: str, w: World) -> Move:
        paused = Paused(self.session, self.step, self.left)
        return paused.on("go_on" if answer == "all_fine" else answer, w)


class Unwell(InSession):
    """Dizzy or unwell: sit or lie down; what may be behind it is asked, and there is no more today."""

    repeats = True

    def ask(self, w: World) -> Say:
        args = safety.numbers(w) | {"question": "@question.chest.ask"}
        return say("unwell", "yes", "no", "unsure", *WAYS_OUT, also=("passed",), args=args)

    def on(self, answer: str, w: World) -> Move:
        off = f.FeltUnwell(w.person.day(w.now))
        told = f.Answered("chest", answer)
        over = finish(self.session.closed(done=False, stopped=True), w, whole=False, exit=Exit.STOPPED)
        if answer in safety.YES:
            why = holds.told("emergency", ("chest",), unsure=answer == "unsure")
            held = go(Leave(Exit.HELD, why), told, f.Held("emergency", ("chest",)))
            return held.having(*(each for each in over.told if isinstance(each, f.Fact)))
        rest = say("note.unwell", args=safety.numbers(w))
        ends = over.having(off, rest)
        return choose(answer, no=ends.having(told), hurts=self, stop=ends, passed=ends)


class Interrupted(AtStep):
    """We were away in the middle of a step. It does not count as done; a person decides how to go on."""

    def ask(self, w: World) -> Say:
        step, what = self.at(w), f"@exercise.{self.exercise}"
        if step.kind == "move":
            return say(
                "interrupted.moving", "carry_on", "done_now", *WAYS_OUT, also=_besides(*WAYS_OUT), name=f"{what}.name"
            )
        shown = ("skip", *WAYS_OUT)
        args: dict[str, Arg] = {"name": f"{what}.short", "rep": step.rep, "reps": step.reps}
        return say("interrupted", "carry_on", *shown, also=_besides(*shown), args=args)

    def on(self, answer: str, w: World) -> Move:
        step = self.at(w)
        done = Into(Within.PEAK, self.session.with_spent(step)) if step.kind == "move" else None
        carry_on = enter(self.session, self._start(w), w)
        return choose(answer, carry_on=carry_on, done_now=done) or super().on(answer, w)

    def _start(self, w: World) -> int:
        """The step to begin at again: the getting set before the hold, so that nobody is thrown into it."""
        steps = self.session.level(w).steps
        at = max(0, min(self.step, len(steps) - 1))
        return at - 1 if at and steps[at].kind == "hold" and steps[at - 1].kind in ("set", "change") else at


def ended(state: State, w: World) -> tuple[f.Fact, ...]:
    """What is recorded when a session ends without anyone ending it: the running step as far as it was seen."""
    session = state.session
    if session is None:
        return ()
    if isinstance(paused := put_down(state, w), Paused):
        session = session.with_spent(paused.at(w), paused.left)
    over = f.SessionFinished(session.done, session.skipped, session.seconds + session.spent, False)
    return (*unrated(session), over)


def stopped(state: State, w: World) -> State | None:
    """The question whether something is wrong, where a step runs; None where none does."""
    paused = put_down(state, w)
    if state.until is None or not isinstance(paused, Paused):
        return None
    return SomethingWrong(paused.session, paused.step, paused.left)


def put_down(state: State, w: World) -> State:
    """The same place with nothing running: what a talk about something else comes back to."""
    match state:
        case Running(session, step, until):
            return Paused(session, step, _left(until, w))
        case Resuming(session, step, left, _):
            return Paused(session, step, left)
    return state
