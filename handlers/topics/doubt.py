"""Where it is not clear what was meant: is something wrong, is it about you, are you thinking of harming yourself?

Nothing here decides what is dangerous; it only asks, and hands over.
"""

from __future__ import annotations

from handlers import facts as f
from handlers.moves import BACK, Exit, Leave, Move, Part, State, choose, go
from handlers.rules import safety
from handlers.say import Say, say
from handlers.typed.rules import FLAGS, Flag
from handlers.world import World

SAID = "nerves"  # E1-E4: of all other emergencies they know best themselves what happened


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
        return say("asking_mood", "yes", "no", "unsure", "not_me", args=safety.numbers(w))

    def on(self, answer: str, w: World) -> Move:
        crisis = go(Leave(Exit.CRISIS), f.DangerSaid("crisis"))
        no = go(BACK, say("note.mood_told", args=safety.numbers(w)))
        return choose(answer, yes=crisis, unsure=crisis, no=no, not_me=ForSomebody("crisis"))


class AboutWhom(State, part=Part.DANGER):
    """Danger was told that seems to be somebody else's: whom to call for them comes first, then whose it is.

    signs: the ids of the safety questions it points to. What is somebody else's is no fact about this person.
    """

    repeats = True
    flag: Flag
    signs: tuple[str, ...] = ()

    def ask(self, w: World) -> Say:
        args, key = safety.numbers(w), f"about_whom.{self.flag}"
        nerves = [question.id for question in safety.group(w.catalog, SAID)[1].questions]
        known = [sign for sign in self.signs if self.flag == "urgent" or sign in nerves]
        if self.flag != "crisis" and len(known) == 1:
            return say(f"{key}.known", "its_me", "somebody_else", args=args, tell=f"@question.{known[0]}.tell")
        return say(key, "its_me", "somebody_else", args=args)

    def on(self, answer: str, w: World) -> Move:
        me = go(Leave(Exit.SIGNS, " ".join(self.signs)), f.DangerSaid("body", self.signs))
        if self.flag == "crisis":
            me = go(Leave(Exit.CRISIS), f.DangerSaid("crisis"))
        return choose(answer, its_me=me, somebody_else=ForSomebody(self.flag))


class ForSomebody(State, part=Part.ASIDE):
    """What to do for somebody else, and nothing beside it: the question that was open comes when they go on."""

    repeats = True
    flag: Flag

    def ask(self, w: World) -> Say:
        return say(
            f"for_somebody.{self.flag}", "go_on", also=("back", "somebody_else", "not_me"), args=safety.numbers(w)
        )

    def on(self, answer: str, w: World) -> Move:
        return choose(answer, go_on=BACK, back=BACK, somebody_else=self, not_me=self)

    def more(self, flag: Flag) -> ForSomebody:
        """The same after more was told of them: the more urgent counts."""
        return ForSomebody(min(flag, self.flag, key=FLAGS.index))


def about_whom(told: str) -> AboutWhom:
    """The question for what was told as its flag and the signs behind it: "emergency numb_saddle"."""
    flag, *signs = told.split()
    return AboutWhom(flag_named(flag), tuple(signs))


def for_somebody(flag: str) -> ForSomebody:
    """What to do for somebody else, by how urgent it is."""
    return ForSomebody(flag_named(flag))


def flag_named(name: str) -> Flag:
    return next(each for each in FLAGS if each == name)
