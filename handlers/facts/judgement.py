"""What was worked out from what somebody told: levels, what is out, pauses, flare-ups and advice, with the reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from handlers.facts.fact import Fact

# why a level is what it is. credit: green and settled; held: nothing changes; red: at once; red_sore: red and not
# settled; others_sore: another exercise was; sore: green and not settled, for once; sore_down: not settled, so down;
# rise; stay: a rise was taken back; away: not done for long
Why = Literal["credit", "held", "red", "red_sore", "others_sore", "sore", "sore_down", "rise", "stay", "away"]
Row = Literal[
    "crisis", "emergency", "urgent", "red_sore", "eight_twice", "cannot", "worse_after", "worse_twice", "two_red",
    "three_sore", "rising", "mean_up", "flare_bad", "worse_rest", "eight_once", "medicine", "not_coping",
    "walk_legs", "function_down", "fortnight", "six_weeks", "soon",
]  # of rules B5x, in their order  # fmt: skip
Ended = Literal["doctor", "settled"]  # a pause, by a doctor's word or two settled days
DoctorsWord = Literal["go_on", "wait", "not_yet"]


class Judged(Fact):
    """What the exercise on that day means for its level (rules B4x.2-B4x.4): from now on `level`, with `credits`.

    day: the day it was done; for a rise, or coming back, the day on which that is decided.
    """

    exercise: str
    day: date
    level: int
    credits: int
    why: Why


class EffortTold(Fact):
    """How hard this exercise was today, 0-10."""

    exercise: str
    effort: int


class RedUnnamed(Fact):
    """Pain rose to red in a session, and no exercise was named for it."""


class TakenOut(Fact):
    """This exercise is in no session before that day; `asked_for`: then, too, only when they ask for it."""

    exercise: str
    until: date
    asked_for: bool = False


class BroughtBack(Fact):
    """It is in sessions again, at level 1: they were offered it and said yes, or asked for it."""

    exercise: str


class Advised(Fact):
    """This row of rules B5x was said; `step`: for how often since it became true."""

    row: Row
    step: int = 1


class DoctorAsked(Fact):
    """What a doctor said about this row was asked."""

    row: Row


class ComparedWithBegin(Fact):
    """Whether the back is better than when they began, told where there are no numbers to say it."""

    change: Literal["better", "same", "worse"]


class DoctorSaid(Fact):
    """What whoever was asked about it said: go on gently, wait; or nobody was asked yet."""

    row: Row
    word: DoctorsWord


class PlanPaused(Fact):
    """No strength, no stretch, no swim until that is over (rules B5x, PAUSE).

    pre: the lowest pain before the session that caused it; None where no session did. since: when the newest fact that
    made the row true was told (UTC); None: just now.
    """

    row: Row
    pre: int | None = None
    since: datetime | None = None


class PlanResumed(Fact):
    """`by`: a doctor's word, or two settled days."""

    by: Ended


class FlareBegan(Fact):
    """A flare-up (rules B6x) since that day. usual: the pain before it, in tenths; None where too little was told."""

    day: date
    usual: int | None = None


class FlareEnded(Fact):
    """settled: the numbers are down again; unknown: nothing was told of it for long; paused: a pause goes first."""

    why: Literal["settled", "unknown", "paused"]


class FlareDenied(Fact):
    """More pain than usual on that day, and they say that it is no flare-up."""

    day: date


class FlareTold(Fact):
    """We said what a flare-up is, how the number is beside the first day's, or that it is over."""

    what: Literal["is", "compared", "over"]
