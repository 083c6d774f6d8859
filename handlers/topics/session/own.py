"""An exercise that somebody does by themselves, without a timer: how to, how many minutes it was, then as any other."""

from __future__ import annotations

from dataclasses import replace

from handlers.moves import WAYS_OUT, InSession, Into, Move, Within, go
from handlers.rules import plan
from handlers.rules.own_days import LONGEST
from handlers.say import Say, lasting, say, texts_of
from handlers.session import Session
from handlers.topics.session.answers import aside, own_ways
from handlers.world import World


class OnTheirOwn(InSession):
    """They go and do it, and come back to say so."""

    def ask(self, w: World) -> Say:
        choices = (f"did_{self.exercise}", "how", "easier", *WAYS_OUT)
        args = texts_of(self.exercise, "name") | {"time": lasting(self.session.level(w).minutes * 60)}
        args |= texts_of(self.exercise, "position", "twist")
        also = ("skip", "harder", "pause", "again")
        if ways := own_ways(self.session, w):
            return say("on_their_own.own_way", *choices, also=also, args=args, lines=ways)
        return say("on_their_own", *choices, also=also, args=args)

    def on(self, answer: str, w: World) -> Move:
        if answer == f"did_{self.exercise}":
            return TellingMinutes(self.session)
        if answer.startswith("min_"):
            return told(self.session, answer)
        return go(self, say("note.take_your_time")) if answer == "pause" else aside(self.session, answer, w)


class TellingMinutes(InSession):
    def ask(self, w: World) -> Say:
        minutes = (f"min_{level.minutes}" for level in self.session.exercise(w).levels)
        return say("telling_minutes", *minutes, "back", *WAYS_OUT, wants="minutes")

    def on(self, answer: str, w: World) -> Move:
        if answer.startswith("min_"):
            return told(self.session, answer)
        return Into(Within.READY, self.session) if answer == "back" else aside(self.session, answer, w)


def told(session: Session, answer: str) -> Move:
    """Done, for so many minutes ("min_20")."""
    minutes = int(answer.removeprefix("min_"))
    if not 0 < minutes <= LONGEST:
        return go(TellingMinutes(session), say("note.own_minutes", most=LONGEST))
    noted = say("note.thanks_score", score=f"@minutes:{minutes}")
    return go(Into(Within.PEAK, replace(session, spent=minutes * 60)), noted)


def logged(name: str, answer: str, w: World) -> Move:
    """The same, told afterwards; of the pain before it the latest number is known."""
    item = plan.item_of(name, w.person, w.catalog, w.person.day(w.now))
    session = Session(w.now, (item,), before=w.person.pain or 0, each=(name,))
    return told(session, answer) if answer else TellingMinutes(session)
