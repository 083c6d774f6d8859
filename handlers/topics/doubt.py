"""Where it is not clear what was meant: is something wrong, is it about you, are you thinking of harming yourself?

Nothing here decides what is dangerous; it only asks, and hands over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from handlers import facts as f
from handlers.moves import BACK, Exit, Leave, Move, Part, State, choose, go
from handlers.rules import safety
from handlers.say import Say, say
from handlers.typed.danger import Flag
from handlers.world import World

FLAGS: Mapping[str, Flag] = {each: each for each in get_args(Flag)}


class WhatIsWrong(State, part=Part.ASIDE):
    """They said that something is wrong: the body, the mood, or just pain."""

    def ask(self, w: World) -> Say:
        return say("what_is_wrong", "hurts", "body_sign", "mood_sign", "nothing_wrong", args=safety.numbers(w))

    def on(self, answer: str, w: World) -> Move:
        body = go(Leave(Exit.SIGNS), f.DangerSaid("body"))
        hurts, mood = Leave(Exit.HURTS), Leave(Exit.MOOD)
        return choose(answer, hurts=hurts, body_sign=body, mood_sign=mood, nothing_wrong=BACK, back=BACK)


class AskingMood(State, part=Part.DANGER):
    """What was said may be about not wanting to live. Asking does no harm; not asking may."""

    repeats = True

    def ask(self, w: World) -> Say:
        return say("asking_mood", "yes", "no", "unsure", args=safety.numbers(w))

    def on(self, answer: str, w: World) -> Move:
        crisis = go(Leave(Exit.CRISIS), f.DangerSaid("crisis"))
        return choose(answer, yes=crisis, unsure=crisis, no=go(BACK, say("note.mood_told", args=safety.numbers(w))))


class AboutWhom(State, part=Part.DANGER):
    """Danger was told that seems to be somebody else's: whom to call for them comes first, then whose it is.

    signs: the ids of the safety questions it points to. What is somebody else's is no fact about this person.
    """

    repeats = True
    flag: Flag
    signs: tuple[str, ...] = ()

    def ask(self, w: World) -> Say:
        known = [sign for sign in self.signs if w.words.has(f"question.{sign}.tell")]
        tell = f"@question.{known[0]}.tell" if len(known) == 1 else "@telling_what.several"
        args = safety.numbers(w) | ({} if self.flag == "crisis" else {"tell": tell})
        return say(f"about_whom.{self.flag}", "its_me", "somebody_else", args=args)

    def on(self, answer: str, w: World) -> Move:
        me = go(Leave(Exit.SIGNS, " ".join(self.signs)), f.DangerSaid("body", self.signs))
        if self.flag == "crisis":
            me = go(Leave(Exit.CRISIS), f.DangerSaid("crisis"))
        theirs = go(BACK, say(f"note.for_somebody.{self.flag}", args=safety.numbers(w)))
        return choose(answer, its_me=me, somebody_else=theirs)


def about_whom(told: str) -> AboutWhom:
    """The question for what was told as its flag and the signs behind it: "emergency numb_saddle"."""
    flag, *signs = told.split()
    return AboutWhom(FLAGS[flag], tuple(signs))
