"""When to nudge, and what became of each nudge."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from handlers.facts.fact import Fact

Silence = Literal["done", "rest", "busy", "held", "late", "off"]  # why a nudge was not given


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
    """The nudge of this scheduled local date was not given; `why` is done, rest, busy, held, late or off."""

    day: date
    why: Silence


class NudgeUnknown(Fact):
    """A nudge may have been lost in a crash. It is not said again: a missed one is milder than a double one."""

    turn: int


class Snoozed(Fact):
    """The nudge of `day` comes again at `until` (UTC)."""

    until: datetime
    day: date
