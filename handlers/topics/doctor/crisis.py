"""Words of self-harm (rules B9): no coaching and no scores, the numbers in every reply; and the day after."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from handlers import facts as f
from handlers.moves import HOME, Exit, Go, Leave, Move, Part, State, go
from handlers.rules import crises, safety
from handlers.say import Say, say
from handlers.world import World


class InCrisis(State, part=Part.CRISIS):
    """They spoke of harming themselves. The numbers are in every reply until they leave the topic.

    again: it was said in full already. company: whether somebody is with them, once they told.
    """

    repeats = True
    again: bool = False
    company: Literal["", "with", "alone"] = ""

    def ask(self, w: World) -> Say:
        key = f"in_crisis.{self.company}" if self.company else "in_crisis.again" if self.again else "in_crisis"
        return say(key, "with_me", "alone", "numbers_again", "safe_now", "not_me", args=safety.numbers(w))

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "with_me":
                return InCrisis(again=True, company="with")
            case "alone":
                return InCrisis(again=True, company="alone")
            case "safe_now":
                return go(AfterCrisis(w.now), say("note.after_crisis"))
            case "not_me":
                return of_another()
            case "back":  # they left the topic, which says nothing of how they are
                return AfterCrisis(w.now)
        return InCrisis(again=True)


class AfterCrisis(State, part=Part.CRISIS):
    """Nothing of exercise for the rest of that day. From the next day on the first word is how they are.

    at: when they spoke of it (UTC).
    """

    repeats = True
    at: datetime

    def ask(self, w: World) -> Say:
        if crises.is_over(self.at, w):
            also = ("numbers_again", "not_me")
            return say("after_crisis", "all_right", "still_hard", also=also, args=safety.numbers(w))
        also = ("all_right", "not_me")
        return say("after_crisis.today", "still_hard", "numbers_again", also=also, args=safety.numbers(w))

    def on(self, answer: str, w: World) -> Move:
        if answer == "all_right" and crises.is_over(self.at, w):
            return go(HOME, f.CrisisPassed(), say("note.all_right", args=safety.numbers(w)))
        if answer in ("still_hard", "numbers_again"):
            return go(InCrisis(), f.DangerSaid("crisis"))
        return of_another() if answer == "not_me" else self


def of_another() -> Go:
    """It was about somebody else: what to do for them; and it is no fact about this person any more."""
    return go(Leave(Exit.FOR_SOMEBODY, "crisis"), f.CrisisOfAnother())


def said_again(state: State) -> State:
    """The same question for somebody who has it before them: it need not be said in full."""
    return replace(state, again=True) if isinstance(state, InCrisis) else state
