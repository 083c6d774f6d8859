"""Answers to safety questions, what follows from them, and words of danger."""

from __future__ import annotations

from datetime import date
from typing import Literal

from handlers.facts.fact import Fact

Hold = Literal["emergency", "urgent"]  # how urgent the look is that exercises wait for
# why the urgent lists are asked: words of danger, "worse", pain in a leg, words that may be about danger
Signs = Literal["signs", "worse", "leg", "doubt"]
Reach = Literal["buttock", "thigh", "knee", "calf", "foot"]  # how far down a leg pain goes, the nearest first
By = Literal["hospital", "doctor", "phone"]  # who looked; phone: a doctor or nurse by phone


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
    """The hold was lifted, by the word of whoever looked, or by "answers" (all questions answered no).

    "seen" was told before it was asked who looked; it stood for a yes to the conditions told, too.
    """

    by: Literal["seen", "answers"] | By


class Cleared(Fact):
    """A professional said that gentle exercise is all right with the conditions told."""


class ConditionTold(Fact):
    """Told after the lists: this question was answered yes or not sure. `conditions` is what it means for the plan;
    `ask_first`: a professional has to say yes to it.
    """

    question: str
    conditions: tuple[str, ...]
    ask_first: bool


class DangerSaid(Fact):
    """Words of danger were heard: `kind` is "body" or "crisis". The words themselves are not kept.

    signs: the ids of the questions they point to.
    """

    kind: Literal["body", "crisis"]
    signs: tuple[str, ...] = ()


class CrisisPassed(Fact):
    """On a day after a crisis they said that they are all right."""


class CrisisOfAnother(Fact):
    """What was heard as words of self-harm was about somebody else."""


class FollowedUp(Fact, before_consent=True):
    """We asked by ourselves: on a hold, whether somebody has looked; after a crisis, how they are."""


class FollowUpWanted(Fact):
    """They want to be asked whether somebody has looked."""


class SignsCleared(Fact):
    """The lists asked after words of danger, "worse" or pain in a leg were all answered "none of these"."""


class ExercisesOff(Fact):
    """No session is offered on this local date; `why` is worse, leg or coping."""

    day: date
    why: Literal["worse", "leg", "coping"]


class AskedAgain(Fact):
    """Safety questions come first now, until they are answered: those whose yes is an emergency, or all lists. They go
    with advice that was given (rules B5).
    """

    what: Literal["signs", "lists"]


class Limited(Fact):
    """The pain keeps them from this."""

    by_pain: Literal["sleep", "stand", "walk"]


class MedicineTold(Fact):
    """They take more medicine for the pain than before, or have side effects."""

    what: Literal["more", "side_effects"]


class WalkTold(Fact):
    """Their legs hurt on the way: the calf always after the same distance, and it goes when they stand; or both ease
    when they sit or bend forward."""

    eases: Literal["standing", "bending"]


class NotCoping(Fact):
    """They said that they do not cope."""


class LegTold(Fact):
    """How far down the leg the pain goes."""

    reach: Reach
