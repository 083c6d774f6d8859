"""Before the first exercise: what is planned for today, the pain before it, and what that pain allows."""

from __future__ import annotations

from dataclasses import replace

from handlers import facts as f
from handlers.moves import HOME, Exit, Into, Leave, Move, Part, State, Within, choose, go
from handlers.rules import advice, asking, changes, flares, hurt, own_days, pauses, plan, progression, safety
from handlers.rules.advice_rows import Seen
from handlers.say import SCORES, Arg, Say, say
from handlers.session import Item, Session
from handlers.world import World


class RatingBefore(State, part=Part.START):
    """What is planned, and the pain before it. own: an exercise they do by themselves today, instead of a session."""

    advises = True
    short: bool = False
    own: str = ""

    @property
    def asked(self) -> str:
        """What it is of, as a way out has it."""
        return f"{Exit.OWN_TODAY} {self.own}" if self.own else Exit.SESSION_SHORT if self.short else Exit.SESSION

    def ask(self, w: World) -> Say:
        named = _named(planned(w, self.short, self.own), w)
        return say("rating_before", *SCORES, "not_today", also=("stop", "back"), wants="pain", args=named)

    def on(self, answer: str, w: World) -> Move:
        if answer in SCORES:
            told = f.PainRated("before", int(answer))
            return start(int(answer), w, told, short=self.short, own=self.own)
        return choose(answer, not_today=Leave(Exit.NOT_TODAY), stop=HOME, back=HOME)


class MoreToday(State, part=Part.START):
    """Today's session was ended early, or something hurt in it: that was enough, and more is asked back first."""

    short: bool = False
    own: str = ""

    def ask(self, w: World) -> Say:
        args = _named(planned(w, self.short, self.own), w)
        args["hurt"] = (hurt.today_in_words(w.person, w.person.day(w.now)),)
        return say("more_today", "more_now", "not_today", also=("yes", "no", "stop", "back"), args=args)

    def on(self, answer: str, w: World) -> Move:
        exit = Exit.OWN_TODAY if self.own else Exit.SESSION_SHORT if self.short else Exit.SESSION
        more, home = Leave(exit, self.own), go(HOME, say("note.enough"))
        return choose(answer, more_now=more, yes=more, not_today=home, no=home, stop=home, back=home)


def more(w: World, *, short: bool = False, own: str = "") -> Move:
    """Whether they want more today, and what it would be; or that there is nothing more today, and why."""
    today = w.person.day(w.now)
    red = bool(own) and w.person.diary.day(today).red_session
    if red or not planned(w, short, own):
        return go(HOME, say("note.nothing_more", hurt=(hurt.today_in_words(w.person, today),)))
    return MoreToday(short, own)


def planned(w: World, short: bool, own: str = "") -> tuple[Item, ...]:
    """What is to be done: today's session, or only the exercise they do by themselves."""
    if own:
        return () if own_days.kept_out(own, w) else (plan.item_of(own, w.person, w.catalog, w.person.day(w.now)),)
    return plan.today(w.person, w.catalog, w.person.day(w.now), short=short)


def offer(w: World, *, short: bool = False, own: str = "") -> Move:
    """Today's session, asking for the pain before it; or why there is none."""
    items = planned(w, short, own)
    return go(RatingBefore(short, own), *changes.why(w, items)) if items else go(HOME, nothing(w))


def known(before: int, w: World, *lines: f.Fact | Say, short: bool = False, own: str = "") -> Move:
    """The same where the pain was told just now: what there is today is said, and it begins. lines: why it is less."""
    items = planned(w, short, own)
    today = (*changes.why(w, items), say("note.today", args=_named(items, w))) if items and w.person.sessions else ()
    return start(before, w, said=(*lines, *today), short=short, own=own)


def _named(items: tuple[Item, ...], w: World) -> dict[str, Arg]:
    """How long these take, and what they are, as something to say."""
    what = tuple(f"@exercise.{item.exercise}.short" for item in items)
    return {"minutes": f"@minutes:{plan.minutes(items, w.catalog, w.person)}", "what": what}


def nothing(w: World) -> Say:
    """Why there is nothing to do: they left everything out, everything hurt today, or nothing is allowed yet."""
    if any(flares.left_out(name, w.person, w.person.day(w.now)) for name in plan.turn_about(w.person, w.catalog)):
        return say("note.flare_nothing")
    if any(not w.person.wants(name, w.person.day(w.now)) for name in plan.turn_about(w.person, w.catalog)):
        return say("note.all_left_out")
    allowed = any(safety.top_level(w.person, each) for each in plan.taken_up(w.catalog))
    return say("note.nothing_left" if allowed else "note.nothing_allowed")


def start(
    before: int, w: World, *facts: f.Fact, said: tuple[f.Fact | Say, ...] = (), short: bool = False, own: str = ""
) -> Move:
    """Into the first exercise, as the pain before it allows (rules B4, start gate). facts: what was told just now;
    said: what is said of today's session, unless something else comes first.
    """
    if w.person.is_off(w.now):
        return go(HOME, *facts, say("note.off_today"))
    begun = w.person.after_all((*facts, f.SessionStarted((), before)), w.now)
    paused = tuple(fact for fact in pauses.worked_out(begun, w.catalog, w.now) if isinstance(fact, f.PlanPaused))
    if paused or (safety.gate(before) != "walk" and advice.comes_first(Seen(begun, w.now))):
        return go(HOME, *facts, *paused)  # where it is said
    if before < safety.HIGH_PAIN and flares.concerns(w.person.after_all(facts, w.now), w.catalog, w.now):
        return go(Leave(Exit.FLARE, RatingBefore(short, own).asked), *facts)
    told = (*facts, *said)
    judged = progression.worked_out(w.person, w.catalog, w.now, begins=True)
    w = replace(w, person=w.person.after_all(judged, w.now))
    gate = safety.gate(before)
    risen = changes.rise(w) if gate == "full" and not own else None
    if risen:
        w = replace(w, person=w.person.after(risen, w.now))
    items = planned(w, short, own)
    if not items:
        return go(HOME, *facts, *judged, nothing(w))
    if gate == "walk":
        walk = _gentle(w)
        return go(OfferingWalk(before), *facts, *judged) if walk else go(HOME, *facts, *judged, say("note.too_strong"))
    notes: list[f.Fact | Say] = []
    if gate == "easier":
        easier = flares.dosed(plan.easier(items), w.person, w.catalog, w.person.day(w.now))
        notes.append(say("note.easier_today" if easier != items else "note.easiest_today"))
        items = easier
    if risen:
        notes += (risen, changes.risen(risen, w.catalog))
    back = changes.come_back(items, w)
    kit = (say(f"exercise.{own}.kit"),) if own else ()
    return _begun(Session(w.now, items, before=before), w, *told, *judged, *back, *notes, after=kit)


def _begun(session: Session, w: World, *told: f.Fact | Say, after: tuple[Say, ...] = ()) -> Move:
    """Into the first exercise of this session."""
    names = tuple(item.exercise for item in session.items)
    each = asking.after_each(names, session.before, w.person, w.person.day(w.now))
    started = f.SessionStarted(names, session.before)
    return go(Into(Within.READY, replace(session, each=each)), *told, started, *after)


def _gentle(w: World) -> Item | None:
    return plan.gentle(w.person, w.catalog, *w.person.rests_today(w.now))


class OfferingWalk(State, part=Part.START):
    """The pain is too strong for strength or stretch: a gentle walk, or nothing."""

    advises = True
    before: int

    def ask(self, w: World) -> Say:
        return say("offering_walk", "gentle_walk", "not_today", also=("stop", "back"))

    def on(self, answer: str, w: World) -> Move:
        if answer == "gentle_walk" and (walk := _gentle(w)):
            return _begun(Session(w.now, (walk,), before=self.before), w)
        return choose(answer, not_today=Leave(Exit.NOT_TODAY), stop=HOME, back=HOME)
