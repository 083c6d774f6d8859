"""After the doctor's advice (rules B5x): what is asked with it, what a doctor said, and what is left in a pause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from handlers import facts as f
from handlers.moves import HOME, Exit, Leave, Move, Part, State, choose, go
from handlers.rules import pauses, plan, safety
from handlers.say import Arg, Say, dated, say
from handlers.world import World

LIMITS: Mapping[str, f.Limited] = {
    "cant_sleep": f.Limited("sleep"),
    "cant_stand": f.Limited("stand"),
    "cant_walk": f.Limited("walk"),
}
REACHES: Mapping[str, f.Reach] = {
    "to_buttock": "buttock",
    "to_thigh": "thigh",
    "to_knee": "knee",
    "to_calf": "calf",
    "to_foot": "foot",
}
MEDICINE: Mapping[str, f.MedicineTold] = {
    "takes_more": f.MedicineTold("more"),
    "side_effects": f.MedicineTold("side_effects"),
}
WORDS: Mapping[str, f.DoctorsWord] = {"said_go_on": "go_on", "said_wait": "wait", "not_seen": "not_yet"}
COMPARED: Mapping[str, Literal["better", "same", "worse"]] = {"better": "better", "same": "same", "worse": "worse"}


class AskingLimits(State, part=Part.CHECKIN):
    """Whether the pain keeps them from sleep, or from being on their feet.

    session_after: a session was asked for, and comes after it.
    """

    session_after: bool = False

    def ask(self, w: World) -> Say:
        return say("asking_limits", *LIMITS, "none", also=("back",), args=safety.numbers(w))

    def on(self, answer: str, w: World) -> Move:
        if answer in LIMITS:
            return go(HOME, LIMITS[answer])
        return choose(answer, none=Leave(Exit.SESSION) if self.session_after else HOME, back=HOME)


class AskingReach(State, part=Part.CHECKIN):
    """Whether the pain goes into a leg, and how far down. If so, the questions about a leg come next."""

    def ask(self, w: World) -> Say:
        return say("asking_reach", "no_leg", *REACHES, also=("back",), args=safety.numbers(w))

    def on(self, answer: str, w: World) -> Move:
        if answer in REACHES:
            off = f.ExercisesOff(w.person.day(w.now), "leg")
            return go(Leave(Exit.LEG), f.LegTold(REACHES[answer]), off)
        return choose(answer, no_leg=HOME, back=HOME)


class AskingMedicine(State, part=Part.CHECKIN):
    """After six weeks without a change: whether they need more medicine than before; then whether they cope."""

    def ask(self, w: World) -> Say:
        return say("asking_medicine", *MEDICINE, "neither", also=("back",))

    def on(self, answer: str, w: World) -> Move:
        if answer in MEDICINE:
            return go(AskingCoping(), MEDICINE[answer])
        return choose(answer, neither=AskingCoping(), back=HOME)


class AskingCoping(State, part=Part.CHECKIN):
    def ask(self, w: World) -> Say:
        return say("asking_coping", "i_manage", "too_much", also=("back",))

    def on(self, answer: str, w: World) -> Move:
        return choose(answer, i_manage=HOME, too_much=go(HOME, f.NotCoping()), back=HOME)


class AskingBetter(State, part=Part.CHECKIN):
    """Six weeks are over, and there are no numbers that tell whether it is better."""

    def ask(self, w: World) -> Say:
        return say("asking_better", *COMPARED, also=("back",))

    def on(self, answer: str, w: World) -> Move:
        if answer in COMPARED:
            return go(HOME, f.ComparedWithBegin(COMPARED[answer]), say("note.thanks_compared"))
        return choose(answer, back=HOME)


# --- a pause --------------------------------------------------------------------------------------------------------


class AskingDoctor(State, part=Part.START):
    """A session is asked for in a pause: what did the doctor say? row: the advice it is about."""

    row: f.Row

    def ask(self, w: World) -> Say:
        return say("asking_doctor", *WORDS, "not_now", also=("back", "stop"))

    def on(self, answer: str, w: World) -> Move:
        if (word := WORDS.get(answer)) is None:
            return choose(answer, not_now=InPause(), back=HOME, stop=HOME)
        told = f.DoctorSaid(self.row, word)
        known = replace(w, person=w.person.after(told, w.now))
        over = resumed(known) if word == "go_on" else ()
        return go(Leave(Exit.SESSION) if over else InPause(), told, *over)


class InPause(State, part=Part.START):
    """What is left in a pause: a short walk, where that is allowed; and what ends it."""

    def ask(self, w: World) -> Say:
        pause, walk = w.person.judged.pause, plan.paused(w.person, w.catalog, w.person.day(w.now))
        word = (pause.word if pause else "") or "open"
        begins = pauses.go_on_from(w.person, w.now)
        again = dated(w.person.clock(begins).date()) if word == "go_on" and begins else {}
        if walk is None:
            key = "in_pause.no_walk.go_on" if again else "in_pause.no_walk"
            return say(key, "rest_day", also=("back", "stop"), args=again)
        length: dict[str, Arg] = {"length": f"@minutes:{plan.minutes((walk,), w.catalog, w.person)}"}
        return say(f"in_pause.{word}", "gentle_walk", "rest_day", also=("back", "stop"), args=length | again)

    def on(self, answer: str, w: World) -> Move:
        walk = Leave(Exit.SESSION_SHORT) if plan.paused(w.person, w.catalog, w.person.day(w.now)) else None
        return choose(answer, gentle_walk=walk, rest_day=Leave(Exit.NOT_TODAY), back=HOME, stop=HOME)


def resumed(w: World) -> tuple[f.Fact | Say, ...]:
    """That the pause is over, and that it is said; nothing while it goes on."""
    told = pauses.worked_out(w.person, w.catalog, w.now)
    return tuple(
        each for fact in told if isinstance(fact, f.PlanResumed) for each in (fact, say(f"note.resumed.{fact.by}"))
    )


def before_session(w: World, *, walk: bool) -> Move:
    """What comes before a session in a pause; None: nothing more. walk: they chose the walk that is left."""
    pause = w.person.judged.pause
    if pause is None:
        return None
    if over := resumed(w):
        return go(Leave(Exit.SESSION_SHORT if walk else Exit.SESSION), *over)
    if pauses.asks_doctor(w.person, w.now):
        return go(AskingDoctor(pause.row), f.DoctorAsked(pause.row))
    return None if walk else InPause()
