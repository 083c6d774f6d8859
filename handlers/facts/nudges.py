"""When to nudge, and what became of each nudge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from handlers.facts.happened import Happened

Silence = Literal["done", "rest", "busy", "held", "late", "off"]  # why a nudge was not given


@dataclass(frozen=True, slots=True)
class ZoneSet(Happened):
    zone: str


@dataclass(frozen=True, slots=True)
class NudgesSet(Happened):
    """`at` is local wall time "07:45"; `days` are weekdays, Monday 0."""

    at: str
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NudgesStopped(Happened):
    pass


@dataclass(frozen=True, slots=True)
class NudgesPaused(Happened):
    """No nudges before this local date; None: they come again at once."""

    until: date | None


@dataclass(frozen=True, slots=True)
class Nudged(Happened):
    """The nudge of this scheduled local date was given."""

    day: date


@dataclass(frozen=True, slots=True)
class NudgeSkipped(Happened):
    """The nudge of this scheduled local date was not given; `why` is done, rest, busy, held, late or off."""

    day: date
    why: Silence


@dataclass(frozen=True, slots=True)
class NudgeUnknown(Happened):
    """A nudge may have been lost in a crash. It is not said again: a missed one is milder than a double one."""

    turn: int


@dataclass(frozen=True, slots=True)
class Snoozed(Happened):
    """The nudge of `day` comes again at `until` (UTC)."""

    until: datetime
    day: date
