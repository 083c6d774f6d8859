"""How has the back been? Better, same or worse, and 0-10.

"Worse" brings the doctor in and takes today's session away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

from handlers import facts as f
from handlers.moves import BACK, Exit, Go, Leave, Move, Part, State, choose, go
from handlers.person import Person
from handlers.rules import encouraging, flares, safety
from handlers.say import SCORES, Say, say
from handlers.world import World

CHANGES: Mapping[str, f.Change] = {each: each for each in get_args(f.Change)}  # by their answer


class Comparing(State, part=Part.CHECKIN):
    """after: straight after a session. score: the number, when it was told before the change."""

    after: bool = False
    score: int | None = None

    def ask(self, w: World) -> Say:
        return say("comparing.after" if self.after else "comparing", *CHANGES, "not_now", also=("back", "no", *SCORES))

    def on(self, answer: str, w: World) -> Move:
        change, _, score = answer.partition(":")
        if change in CHANGES and (not score or score in SCORES):
            return changed(CHANGES[change], w, score, after=self.after, before=self.score)
        if answer in SCORES:
            when: f.When = "after" if self.after else "now"
            told = f.PainRated(when, int(answer))
            return go(replace(self, score=int(answer)), told, say("note.thanks_score", score=answer))
        away = _away(w.person, w) if self.score is not None else Leave(Exit.CHECKED) if self.after else BACK
        return choose(answer, not_now=away, back=away, no=self)  # "no" answers nothing: it is asked again


class RatingNow(State, part=Part.CHECKIN):
    change: f.Change
    after: bool = False

    def ask(self, w: World) -> Say:
        return say("rating_now.worse" if self.change == "worse" else "rating_now", *SCORES, "back", wants="pain")

    def on(self, answer: str, w: World) -> Move:
        if answer in SCORES:
            return checked(self.change, int(answer), w, after=self.after)
        return choose(answer, back=Comparing(self.after))


def changed(change: f.Change, w: World, score: str = "", *, after: bool = False, before: int | None = None) -> Go:
    """Better, same or worse was told. "Worse" takes the exercises away at once, before the number is told.

    score: the number, where it was told with it; before: where it was told, and recorded, before it.
    """
    told = (f.CheckedIn(change), *((f.ExercisesOff(w.person.day(w.now), "worse"),) if change == "worse" else ()))
    if score:
        return checked(change, int(score), w, after=after).having(*told)
    return _advised(change, before, w, *told) if before is not None else go(RatingNow(change, after), *told)


def checked(change: f.Change, score: int, w: World, *, after: bool = False) -> Go:
    """What the score of a check-in leads to, its change being told already."""
    return _advised(change, score, w, f.PainRated("after" if after else "now", score))


def _advised(change: f.Change, score: int, w: World, *told: f.Fact) -> Go:
    if change == "worse":
        return go(Leave(Exit.WORSE), *told)  # what is advised comes before the questions there
    if score >= safety.HIGH_PAIN:
        return go(Leave(Exit.CHECKED), *told, say("note.thanks_score", score=score))
    return go(_away(w.person.after_all(told, w.now), w), *told, encouraging.reply(change, score, w.person, w.now))


def _away(known: Person, w: World) -> Leave:
    """Where it goes on after a number: to a bad day, if it may be of one."""
    return Leave(Exit.FLARE, Exit.CHECKED) if flares.concerns(known, w.catalog, w.now) else Leave(Exit.CHECKED)
