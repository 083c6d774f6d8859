"""What happened, in the past tense. Facts are appended and never changed; a `Person` is their fold.

Only plain values (str int bool date datetime and tuples of them), so that they can be kept for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from handlers.together import CodeMissed as CodeMissed
from handlers.together import Happened
from handlers.together import Hold as Hold
from handlers.together import Linked as Linked
from handlers.together import NudgePlaceChosen as NudgePlaceChosen
from handlers.together import PlaceFound as PlaceFound
from handlers.together import PlaceLost as PlaceLost
from handlers.together import Signs as Signs
from handlers.together import Unlinked as Unlinked

Light = Literal["green", "amber", "red"]  # of one exercise (rules B4)
Reason = Literal["pain", "time", "space", "dislike"]  # why an exercise was left out
Where = Literal["back", "leg", "knee", "else"]  # where it hurt
When = Literal["now", "before", "peak", "after"]  # when pain was asked for; peak: the highest during an exercise
Change = Literal["better", "same", "worse"]
Silence = Literal["done", "rest", "busy", "held", "late", "off"]  # why a nudge was not given


@dataclass(frozen=True, slots=True)
class AgeTold(Happened):
    before_consent: ClassVar[bool] = True
    adult: bool


@dataclass(frozen=True, slots=True)
class Consented(Happened):
    """A separate yes to keeping health data; `version` is the version of the words agreed to."""

    before_consent: ClassVar[bool] = True
    version: int


@dataclass(frozen=True, slots=True)
class ConsentRefused(Happened):
    before_consent: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Answered(Happened):
    """A safety question (or a whole list of them) and the answer: none one unsure yes no."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Screened(Happened):
    """The safety questions were gone through; `outcome` is a row of rules B2, or "go"."""

    outcome: str
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held(Happened):
    """No exercises until someone has looked: `kind` is "emergency" or "urgent", `reasons` are question ids."""

    kind: Hold
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Released(Happened):
    """The hold was lifted, `by` "seen" (a professional said yes) or "answers" (all questions answered no)."""

    by: Literal["seen", "answers"]


@dataclass(frozen=True, slots=True)
class Cleared(Happened):
    """A professional said that gentle exercise is all right with the conditions told."""


@dataclass(frozen=True, slots=True)
class DangerSaid(Happened):
    """Words of danger were heard: `kind` is "body" or "crisis". The words themselves are not kept."""

    kind: Literal["body", "crisis"]


@dataclass(frozen=True, slots=True)
class SignsCleared(Happened):
    """The lists asked after words of danger, "worse" or pain in a leg were all answered "none of these"."""


@dataclass(frozen=True, slots=True)
class PainRated(Happened):
    """0-10 (NRS-11); `when` is now, before, peak (highest during an exercise) or after."""

    when: When
    score: int
    exercise: str = ""


@dataclass(frozen=True, slots=True)
class LengthTold(Happened):
    """How long the back has been bothering them: days, weeks or months (more than three)."""

    how_long: Literal["days", "weeks", "months"]


@dataclass(frozen=True, slots=True)
class MinutesChosen(Happened):
    minutes: int


@dataclass(frozen=True, slots=True)
class SessionStarted(Happened):
    exercises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExerciseDone(Happened):
    """`light` is green, amber or red (rules B4); `seconds` is time spent in holds or moving."""

    exercise: str
    level: int
    light: Light
    seconds: int


@dataclass(frozen=True, slots=True)
class ExerciseStopped(Happened):
    """Ended before its last step because it hurt."""

    exercise: str
    level: int
    light: Light
    seconds: int


@dataclass(frozen=True, slots=True)
class ExerciseSkipped(Happened):
    """`reason` is pain, time, space or dislike."""

    exercise: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class HurtDuring(Happened):
    """`where` is back, leg, knee or else."""

    exercise: str
    where: Where


@dataclass(frozen=True, slots=True)
class LevelSet(Happened):
    exercise: str
    level: int


@dataclass(frozen=True, slots=True)
class SessionFinished(Happened):
    """`whole` is False when it was stopped or closed by itself; `seconds` in holds or moving."""

    done: tuple[str, ...]
    skipped: tuple[str, ...]
    seconds: int
    whole: bool


@dataclass(frozen=True, slots=True)
class CheckedIn(Happened):
    """`change` is better, same or worse."""

    change: Change


@dataclass(frozen=True, slots=True)
class ExercisesOff(Happened):
    """No session is offered on this local date; `why` is worse or leg."""

    day: date
    why: Literal["worse", "leg"]


@dataclass(frozen=True, slots=True)
class MorningTold(Happened):
    """How the back was the morning after a session."""

    settled: bool


@dataclass(frozen=True, slots=True)
class LeadInSet(Happened):
    """Seconds to get set before a hold, 0-30."""

    seconds: int


@dataclass(frozen=True, slots=True)
class RestsSet(Happened):
    """Whether there are rests between holds."""

    on: bool


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


@dataclass(frozen=True, slots=True)
class RestDayTaken(Happened):
    day: date


@dataclass(frozen=True, slots=True)
class Lost(Happened):
    """The person could not be reached any more."""

    before_consent: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Found(Happened):
    """They are back."""

    before_consent: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class SaveUnreadable(Happened):
    """A saved dialog or memory could not be read; `raw` is what it held."""

    before_consent: ClassVar[bool] = True
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
