"""What was done of a session, and how somebody wants it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from handlers.facts.fact import Fact

# of one exercise (rules B4); hold: pain rose, and it was another one; unknown: nothing was told of it
Light = Literal["green", "amber", "red", "hold", "unknown"]
Reason = Literal["pain", "time", "space", "dislike"]  # why an exercise was left out
Where = Literal["back", "leg", "knee", "else"]  # where it hurt


class SessionStarted(Fact):
    """before: the pain it was opened with, 0-10."""

    exercises: tuple[str, ...]
    before: int | None = None


class ExerciseDone(Fact):
    """`seconds` is time spent in holds or moving.

    full: it was the full dose (rules B4x.0); None: recorded when a light changed the level at once. where: it hurt.
    """

    exercise: str
    level: int
    light: Light
    seconds: int
    full: bool | None = None
    where: Literal["", Where] = ""


class ExerciseStopped(Fact):
    """Ended before its last step because it hurt. full: None as in `ExerciseDone`, else never True."""

    exercise: str
    level: int
    light: Light
    seconds: int
    full: bool | None = None
    where: Literal["", Where] = ""


class ExerciseSkipped(Fact):
    """`reason` is pain, time, space or dislike."""

    exercise: str
    reason: Reason


class FeltUnwell(Fact):
    """Dizzy or unwell in a session: no more exercises on this local date."""

    day: date


class HurtDuring(Fact):
    """`where` is back, leg, knee or else."""

    exercise: str
    where: Where


class LevelSet(Fact):
    exercise: str
    level: int


class SessionFinished(Fact):
    """`whole` is False when it was stopped or closed by itself; `seconds` in holds or moving."""

    done: tuple[str, ...]
    skipped: tuple[str, ...]
    seconds: int
    whole: bool


class OwnDaysChecked(Fact):
    """The list before an exercise that one does by oneself; `fine`: none of it fits."""

    exercise: str
    fine: bool


class OwnDaysChosen(Fact):
    """On which weekdays (Monday 0) they do this exercise by themselves; none: no more."""

    exercise: str
    days: tuple[int, ...]


class LeadInSet(Fact):
    """Seconds to get set before a hold, 0-30."""

    seconds: int


class RestsSet(Fact):
    """Whether there are rests between holds."""

    on: bool


class RestDayTaken(Fact):
    day: date
