"""How strong the pain was, and how the back took it."""

from __future__ import annotations

from typing import Literal

from handlers.facts.fact import Fact

When = Literal["now", "before", "peak", "after"]  # when pain was asked for; peak: the highest during an exercise
Change = Literal["better", "same", "worse"]


class PainRated(Fact):
    """0-10 (NRS-11); `when` is now, before, peak (highest during an exercise) or after."""

    when: When
    score: int
    exercise: str = ""


class CheckedIn(Fact):
    """`change` is better, same or worse."""

    change: Change


class MorningTold(Fact):
    """How the back was the morning after a session."""

    settled: bool
