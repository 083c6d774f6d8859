"""Before the first exercise: what is planned for today, the pain before it, and what that pain allows."""

from __future__ import annotations

from handlers import facts as f
from handlers.moves import HOME, Exit, Into, Leave, Move, Part, State, Within, choose, go
from handlers.rules import own_days, plan, safety
from handlers.say import SCORES, Say, say
from handlers.session import Item, Session
from handlers.world import World


class RatingBefore(State, part=Part.START):
    """What is planned, and the pain before it. own: an exercise they do by themselves today, instead of a session."""

    short: bool = False
    own: str = ""

    def ask(self, w: World) -> Say:
        items = planned(w, self.short, self.own)
        what = tuple(f"@exercise.{item.exercise}.short" for item in items)
        length = f"@minutes:{plan.minutes(items, w.catalog, w.person)}"
        also = ("stop", "back")
        return say("rating_before", *SCORES, "not_today", also=also, wants="pain", minutes=length, what=what)

    def on(self, answer: str, w: World) -> Move:
        if answer in SCORES:
            told = f.PainRated("before", int(answer))
            return start(int(answer), w, told, short=self.short, own=self.own)
        return choose(answer, not_today=Leave(Exit.NOT_TODAY), stop=HOME, back=HOME)


def planned(w: World, short: bool, own: str = "") -> tuple[Item, ...]:
    """What is to be done: today's session, or only the exercise they do by themselves."""
    if own:
        return (
            () if own_days.kept_out(own, w) else (Item(own, plan.level(w.person, w.catalog, own, w.person.day(w.now))),)
        )
    return plan.today(w.person, w.catalog, w.person.day(w.now), short=short)


def offer(w: World, *, short: bool = False, own: str = "") -> Move:
    """Today's session, asking for the pain before it; or why there is none."""
    return RatingBefore(short, own) if planned(w, short, own) else go(HOME, nothing(w))


def nothing(w: World) -> Say:
    """Why there is nothing to do: they left everything out, everything hurt today, or nothing is allowed yet."""
    if any(not w.person.wants(name, w.person.day(w.now)) for name in plan.turn_about(w.person, w.catalog)):
        return say("note.all_left_out")
    allowed = any(safety.top_level(w.person, each) for each in plan.taken_up(w.catalog))
    return say("note.nothing_left" if allowed else "note.nothing_allowed")


def start(before: int, w: World, *told: f.Fact | Say, short: bool = False, own: str = "") -> Move:
    """Into the first exercise, as the pain before it allows (rules B4, start gate)."""
    items = planned(w, short, own)
    if w.person.is_off(w.now):
        return go(HOME, *told, say("note.off_today"))
    if not items:
        return go(HOME, *told, nothing(w))
    match safety.gate(before):
        case "walk" if not _gentle(w):
            return go(HOME, *told, say("note.too_strong"))
        case "walk":
            return go(OfferingWalk(before), *told)
        case "easier":
            items, told = plan.easier(items), (*told, say("note.easier_today"))
    session = Session(w.now, items, before=before)
    started = f.SessionStarted(tuple(item.exercise for item in items))
    kit = (say(f"exercise.{own}.kit"),) if own else ()
    return go(Into(Within.READY, session), *told, started, *kit)


def _gentle(w: World) -> Item | None:
    return plan.gentle(w.person, w.catalog, *w.person.rests_today(w.now))


class OfferingWalk(State, part=Part.START):
    """The pain is too strong for strength or stretch: a gentle walk, or nothing."""

    before: int

    def ask(self, w: World) -> Say:
        return say("offering_walk", "gentle_walk", "not_today", also=("stop", "back"))

    def on(self, answer: str, w: World) -> Move:
        if answer == "gentle_walk" and (walk := _gentle(w)):
            session = Session(w.now, (walk,), before=self.before)
            return go(Into(Within.READY, session), f.SessionStarted((walk.exercise,)))
        return choose(answer, not_today=Leave(Exit.NOT_TODAY), stop=HOME, back=HOME)
