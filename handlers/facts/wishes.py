"""What somebody wants of their sessions, what they put right, and words of their own that they asked to have kept."""

from __future__ import annotations

from datetime import date
from typing import Literal

from handlers.facts.fact import Fact


class ExerciseExcluded(Fact):
    """They do not want this exercise any more."""

    exercise: str


class ExerciseIncluded(Fact):
    """They want it back."""

    exercise: str


class OnlyToday(Fact):
    """On this local date only these exercises."""

    exercises: tuple[str, ...]
    day: date


class MinutesToday(Fact):
    """So many minutes on this local date, whatever they chose for every day."""

    minutes: int
    day: date


class ExerciseSwapped(Fact):
    """In a session `other` came instead of `exercise`."""

    exercise: str
    other: str


class DoneAlone(Fact):
    """They did their exercises without us on this local date."""

    day: date


class PainCorrected(Fact):
    """The latest pain score was wrong: it is this, 0-10."""

    score: int


class PainTakenBack(Fact):
    """The latest pain score was wrong, and no other takes its place."""


class SessionTakenBack(Fact):
    """The latest session of this local date did not happen."""

    day: date


class Noted(Fact):
    """A note in their own words, which they asked to have kept. day: the local date it is of; None: told before."""

    text: str
    day: date | None = None


class FeedbackGiven(Fact):
    """What they want whoever runs this to know, in their own words."""

    text: str


WordsFor = Literal["note", "feedback"]
