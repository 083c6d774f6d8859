"""What should be easier, in somebody's own words, how well it goes week by week, and a goal (rules B7)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from handlers.facts.fact import Fact

OwnWords = Literal["thing", "goal"]  # what their own words are of: one thing that should be easier, or a goal


class FunctionAsked(Fact):
    """On this local date they were asked what should be easier, or how it goes by now."""

    day: date


class FunctionNamed(Fact):
    """One thing that should be easier, in their own words, which they told to have kept."""

    activity: str


class FunctionDropped(Fact):
    """They are not asked about this any more."""

    activity: str


class FunctionRated(Fact):
    """How well it went in the week to this local date: 0 cannot, 10 as before; None: they did not do it."""

    activity: str
    score: int | None
    day: date


class GoalSet(Fact):
    """A goal in their own words; it takes the place of the one before."""

    goal: str


class GoalReached(Fact):
    """They say that they have reached it."""

    goal: str
