"""When to nudge, and what became of each nudge."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from handlers.facts.fact import Fact

Silence = Literal["done", "rest", "busy", "held", "late", "off", "rare", "answered"]  # why a nudge was not given


class ZoneSet(Fact):
    zone: str


class NudgesSet(Fact):
    """`at` is local wall time "07:45"; `days` are weekdays, Monday 0."""

    at: str
    days: tuple[int, ...]


class NudgesStopped(Fact):
    pass


class NudgesPaused(Fact):
    """No nudges before this local date; None: they come again at once."""

    until: date | None


class Nudged(Fact):
    """The nudge of this scheduled local date was given."""

    day: date


class NudgeSkipped(Fact):
    """The nudge of this scheduled local date was not given; `why` is one of `Silence`.

    rare: nudges are rarer while nobody answers. answered: it was to follow one that was not answered, and that one was.
    """

    day: date
    why: Silence


class NudgeUnknown(Fact):
    """A nudge may have been lost in a crash. It is not said again: a missed one is milder than a double one."""

    turn: int


class Snoozed(Fact):
    """The nudge of `day` comes again at `until` (UTC)."""

    until: datetime
    day: date


class NudgeToCome(Fact):
    """One more on the date `day`, at `until` (UTC): at another hour of theirs, or, `again`, if this is not answered."""

    until: datetime
    day: date
    again: bool = False


class MoreNudgesSet(Fact):
    """`hours` are further local wall times on the same days, at most two, each later than the first; none: once a day.

    Nothing follows then on what is not answered.
    """

    hours: tuple[str, ...]


class NudgeAgainSet(Fact):
    """One more comes so many minutes after one that was not answered, once a day; 0: none. Once a day, then."""

    minutes: int


class WeeklySet(Fact):
    """Whether the first nudge of a week tells of the week before."""

    on: bool


class MorningsWanted(Fact):
    """Whether it is asked by ourselves how the back took a session, on the morning after it."""

    on: bool


class MorningAsked(Fact):
    """That was asked by ourselves, of the session of this local date; it is not asked again before the next session."""

    day: date
