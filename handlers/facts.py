"""What happened, in the past tense. Facts are appended and never changed; a `Person` is their fold.

Only plain values (str int bool date datetime and tuples of them), so that they can be kept for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from handlers.together import CodeMissed as CodeMissed
from handlers.together import Linked as Linked
from handlers.together import NudgePlaceChosen as NudgePlaceChosen
from handlers.together import PlaceFound as PlaceFound
from handlers.together import PlaceLost as PlaceLost
from handlers.together import Unlinked as Unlinked


@dataclass(frozen=True, slots=True)
class AgeTold:
    adult: bool


@dataclass(frozen=True, slots=True)
class Consented:
    """A separate yes to keeping health data; `version` is the version of the words agreed to."""

    version: int


@dataclass(frozen=True, slots=True)
class ConsentRefused:
    pass


@dataclass(frozen=True, slots=True)
class Answered:
    """A safety question (or a whole list of them) and the answer: none one unsure yes no."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Screened:
    """The safety questions were gone through; `outcome` is a row of rules B2, or "go"."""

    outcome: str
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """No exercises until someone has looked: `kind` is "emergency" or "urgent", `reasons` are question ids."""

    kind: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Released:
    """The hold was lifted, `by` "seen" (a professional said yes) or "answers" (all questions answered no)."""

    by: str


@dataclass(frozen=True, slots=True)
class Cleared:
    """A professional said that gentle exercise is all right with the conditions told."""


@dataclass(frozen=True, slots=True)
class DangerSaid:
    """Words of danger were heard: `kind` is "body" or "crisis". The words themselves are not kept."""

    kind: str


@dataclass(frozen=True, slots=True)
class SignsCleared:
    """The lists asked after words of danger, "worse" or pain in a leg were all answered "none of these"."""


@dataclass(frozen=True, slots=True)
class PainRated:
    """0-10 (NRS-11); `when` is now, before, peak (highest during an exercise) or after."""

    when: str
    score: int
    exercise: str = ""


@dataclass(frozen=True, slots=True)
class LengthTold:
    """How long the back has been bothering them: days, weeks or months (more than three)."""

    how_long: str


@dataclass(frozen=True, slots=True)
class MinutesChosen:
    minutes: int


@dataclass(frozen=True, slots=True)
class SessionStarted:
    exercises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExerciseDone:
    """`light` is green, amber or red (rules B4); `seconds` is time spent in holds or moving."""

    exercise: str
    level: int
    light: str
    seconds: int


@dataclass(frozen=True, slots=True)
class ExerciseStopped:
    """Ended before its last step because it hurt."""

    exercise: str
    level: int
    light: str
    seconds: int


@dataclass(frozen=True, slots=True)
class ExerciseSkipped:
    """`reason` is pain, time, space or dislike."""

    exercise: str
    reason: str


@dataclass(frozen=True, slots=True)
class HurtDuring:
    """`where` is back, leg, knee or else."""

    exercise: str
    where: str


@dataclass(frozen=True, slots=True)
class LevelSet:
    exercise: str
    level: int


@dataclass(frozen=True, slots=True)
class SessionFinished:
    """`whole` is False when it was stopped or closed by itself; `seconds` in holds or moving."""

    done: tuple[str, ...]
    skipped: tuple[str, ...]
    seconds: int
    whole: bool


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """`change` is better, same or worse."""

    change: str


@dataclass(frozen=True, slots=True)
class ExercisesOff:
    """No session is offered on this local date; `why` is worse or leg."""

    day: date
    why: str


@dataclass(frozen=True, slots=True)
class MorningTold:
    """How the back was the morning after a session."""

    settled: bool


@dataclass(frozen=True, slots=True)
class LeadInSet:
    """Seconds to get set before a hold, 0-30."""

    seconds: int


@dataclass(frozen=True, slots=True)
class RestsSet:
    """Whether there are rests between holds."""

    on: bool


@dataclass(frozen=True, slots=True)
class ZoneSet:
    zone: str


@dataclass(frozen=True, slots=True)
class NudgesSet:
    """`at` is local wall time "07:45"; `days` are weekdays, Monday 0."""

    at: str
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NudgesStopped:
    pass


@dataclass(frozen=True, slots=True)
class NudgesPaused:
    """No nudges before this local date; None: they come again at once."""

    until: date | None


@dataclass(frozen=True, slots=True)
class Nudged:
    """The nudge of this scheduled local date was given."""

    day: date


@dataclass(frozen=True, slots=True)
class NudgeSkipped:
    """The nudge of this scheduled local date was not given; `why` is done, rest, busy, held, late or off."""

    day: date
    why: str


@dataclass(frozen=True, slots=True)
class NudgeUnknown:
    """A nudge may have been lost in a crash. It is not said again: a missed one is milder than a double one."""

    turn: int


@dataclass(frozen=True, slots=True)
class Snoozed:
    """The nudge of `day` comes again at `until` (UTC)."""

    until: datetime
    day: date


@dataclass(frozen=True, slots=True)
class RestDayTaken:
    day: date


@dataclass(frozen=True, slots=True)
class Lost:
    """The person could not be reached any more."""


@dataclass(frozen=True, slots=True)
class Found:
    """They are back."""


@dataclass(frozen=True, slots=True)
class SaveUnreadable:
    """A saved dialog or memory could not be read; `raw` is what it held."""

    raw: str


Fact = (
    AgeTold
    | Consented
    | ConsentRefused
    | Answered
    | Screened
    | Held
    | Released
    | Cleared
    | DangerSaid
    | SignsCleared
    | PainRated
    | LengthTold
    | MinutesChosen
    | SessionStarted
    | ExerciseDone
    | ExerciseStopped
    | ExerciseSkipped
    | HurtDuring
    | LevelSet
    | SessionFinished
    | CheckedIn
    | ExercisesOff
    | MorningTold
    | LeadInSet
    | RestsSet
    | ZoneSet
    | NudgesSet
    | NudgesStopped
    | NudgesPaused
    | Nudged
    | NudgeSkipped
    | NudgeUnknown
    | Snoozed
    | RestDayTaken
    | Lost
    | Found
    | CodeMissed
    | Linked
    | Unlinked
    | NudgePlaceChosen
    | PlaceLost
    | PlaceFound
    | SaveUnreadable
)
