"""How strong the pain was, and how the back took it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from handlers.facts.fact import Fact

# when pain was asked for; peak: the highest during an exercise or a session; morning: the day after one
When = Literal["now", "before", "peak", "after", "morning"]
Change = Literal["better", "same", "worse"]


class PainRated(Fact):
    """0-10 (NRS-11). exercise: the one that a peak is of; "": of the whole session."""

    when: When
    score: int
    exercise: str = ""


class CheckedIn(Fact):
    """`change` is better, same or worse."""

    change: Change


class MorningTold(Fact):
    """How the back took the session of `for_day`; None: of the day before. score: 0-10, where a number was told."""

    settled: bool
    score: int | None = None
    for_day: date | None = None


class MorningSkipped(Fact):
    """They did not want to say how the back took the session of that day."""

    for_day: date
