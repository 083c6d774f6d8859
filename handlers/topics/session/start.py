"""Before the first exercise: what is planned for today, the pain before it, and what that pain allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers import facts as f
from handlers.moves import Exit, Into, Leave, Move, Part, Untimed, Within, go
from handlers.rules import plan, safety
from handlers.say import SCORES, Say, say
from handlers.session import Session
from handlers.world import World


@dataclass(frozen=True, slots=True)
class RatingBefore(Untimed):
    """What is planned, and the pain before it."""

    part: ClassVar[Part] = Part.START
    short: bool = False

    def ask(self, w: World) -> Say:
        items = plan.today(w.person, w.catalog, w.person.day(w.now), short=self.short)
        what = tuple(f"@exercise.{item.exercise}.short" for item in items)
        length = f"@minutes:{plan.minutes(items, w.catalog, w.person)}"
        return say(
            "rating_before", *SCORES, "not_today", also=("stop", "back"), wants="pain", minutes=length, what=what
        )

    def on(self, answer: str, w: World) -> Move:
        if answer in SCORES:
            told = f.PainRated("before", int(answer))
            return start(int(answer), w, told, short=self.short)
        if answer in ("stop", "back"):
            return Leave(Exit.HOME)
        return Leave(Exit.NOT_TODAY) if answer == "not_today" else None


def offer(w: World, *, short: bool = False) -> Move:
    """Today's session, asking for the pain before it; or why there is none."""
    if not plan.today(w.person, w.catalog, w.person.day(w.now), short=short):
        return go(Leave(Exit.HOME), nothing(w))
    return RatingBefore(short)


def nothing(w: World) -> Say:
    """Why there is nothing to do: everything hurt today, or nothing is allowed yet."""
    return say("note.nothing_left" if w.person.rests_today(w.now) else "note.nothing_allowed")


def start(before: int, w: World, *told: f.Fact | Say, short: bool = False) -> Move:
    """Into the first exercise, as the pain before it allows (rules B4, start gate)."""
    items = plan.today(w.person, w.catalog, w.person.day(w.now), short=short)
    if w.person.is_off(w.now):
        return go(Leave(Exit.HOME), *told, say("note.off_today"))
    if not items:
        return go(Leave(Exit.HOME), *told, nothing(w))
    match safety.gate(before):
        case "walk" if items[0].exercise != "walking":
            return go(Leave(Exit.HOME), *told, say("note.too_strong"))
        case "walk":
            return go(OfferingWalk(before), *told)
        case "easier":
            items, told = plan.easier(items), (*told, say("note.easier_today"))
    session = Session(w.now, items, before=before)
    return go(Into(Within.READY, session), *told, f.SessionStarted(tuple(item.exercise for item in items)))


@dataclass(frozen=True, slots=True)
class OfferingWalk(Untimed):
    """The pain is too strong for strength or stretch: a gentle walk, or nothing."""

    part: ClassVar[Part] = Part.START
    before: int

    def ask(self, w: World) -> Say:
        return say("offering_walk", "gentle_walk", "not_today", also=("stop", "back"))

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "gentle_walk":
                session = Session(w.now, (plan.gentle_walk(w.catalog),), before=self.before)
                return go(Into(Within.READY, session), f.SessionStarted(("walking",)))
            case "not_today":
                return Leave(Exit.NOT_TODAY)
            case "stop" | "back":
                return Leave(Exit.HOME)
        return None
