"""What somebody puts right or adds of the last days, and an order and doses of their own."""

from __future__ import annotations

from datetime import date
from typing import Literal

from handlers.facts.fact import Fact
from handlers.facts.sessions import Light

# what was told: pain now, before a session, in the morning; the highest after one; how the morning was; what was done
Told = Literal["now", "before", "morning", "after", "settled", "minutes"]


class Corrected(Fact):
    """What was told of that day was wrong: it is `to`, where it `was` something else; None: it does not count.

    A score (0-10), minutes, or whether it had settled (1 or 0). nth: which reading, or which session, of that day,
    from 0. light: what the higher pain now means for each exercise done on that day; "": what it meant before.
    """

    of: Told
    day: date
    nth: int
    was: int | None
    to: int | None
    light: Literal["", Light] = ""


class PainRecalled(Fact):
    """How strong the pain was on a day that is over, 0-10, told afterwards."""

    score: int
    day: date


class DidByHand(Fact):
    """They did this by themselves on that local date, and told it afterwards. "": their exercises, without a name.

    minutes: 0 where they were not told. It counts as done, and earns nothing.
    """

    exercise: str
    minutes: int
    day: date


class DoseSet(Fact):
    """Of this exercise so many repeats, seconds of a hold and seconds of rest, as they want it; 0: the level's own.

    level: the one it was chosen at; raised: something of it is more than that level has. minutes: of moving, fewer than
    the level has.
    """

    exercise: str
    reps: int = 0
    hold: int = 0
    rest: int = 0
    level: int = 1
    raised: bool = False
    minutes: int = 0


class OrderSet(Fact):
    """They want their exercises in this order; none: in ours."""

    exercises: tuple[str, ...]
