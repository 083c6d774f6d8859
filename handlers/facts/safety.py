"""Answers to safety questions, what follows from them, and words of danger."""

from __future__ import annotations

from datetime import date
from typing import Literal

from handlers.facts.fact import Fact

Hold = Literal["emergency", "urgent"]  # how urgent the look is that exercises wait for
# why the urgent lists are asked: words of danger, "worse", pain in a leg, words that may be about danger
Signs = Literal["signs", "worse", "leg", "doubt"]


class Answered(Fact):
    """A safety question (or a whole list of them) and the answer: none one unsure yes no."""

    question: str
    answer: str


class Screened(Fact):
    """The safety questions were gone through; `outcome` is a row of rules B2, or "go"."""

    outcome: str
    conditions: tuple[str, ...] = ()


class Held(Fact):
    """No exercises until someone has looked: `kind` is "emergency" or "urgent", `reasons` are question ids."""

    kind: Hold
    reasons: tuple[str, ...] = ()


class Released(Fact):
    """The hold was lifted, `by` "seen" (a professional said yes) or "answers" (all questions answered no)."""

    by: Literal["seen", "answers"]


class Cleared(Fact):
    """A professional said that gentle exercise is all right with the conditions told."""


class DangerSaid(Fact):
    """Words of danger were heard: `kind` is "body" or "crisis". The words themselves are not kept."""

    kind: Literal["body", "crisis"]


class SignsCleared(Fact):
    """The lists asked after words of danger, "worse" or pain in a leg were all answered "none of these"."""


class ExercisesOff(Fact):
    """No session is offered on this local date; `why` is worse or leg."""

    day: date
    why: Literal["worse", "leg"]
