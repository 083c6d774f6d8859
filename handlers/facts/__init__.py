"""What happened, in the past tense. Facts are appended and never changed; a `Person` is their fold.

Only plain values (str int bool date datetime and tuples of them), so that they can be kept for ever. A fact may be
renamed: `FORMER` has the names that rows may still know it by.
"""

from __future__ import annotations

from collections.abc import Mapping

from handlers.facts.happened import Happened as Happened
from handlers.facts.nudges import (
    Nudged as Nudged,
    NudgeSkipped as NudgeSkipped,
    NudgesPaused as NudgesPaused,
    NudgesSet as NudgesSet,
    NudgesStopped as NudgesStopped,
    NudgeUnknown as NudgeUnknown,
    Silence as Silence,
    Snoozed as Snoozed,
    ZoneSet as ZoneSet,
)
from handlers.facts.pain import (
    Change as Change,
    CheckedIn as CheckedIn,
    MorningTold as MorningTold,
    PainRated as PainRated,
    When as When,
)
from handlers.facts.reach import (
    CodeMissed as CodeMissed,
    Found as Found,
    Linked as Linked,
    Lost as Lost,
    NudgePlaceChosen as NudgePlaceChosen,
    PlaceFound as PlaceFound,
    PlaceLost as PlaceLost,
    SaveUnreadable as SaveUnreadable,
    Unlinked as Unlinked,
)
from handlers.facts.safety import (
    Answered as Answered,
    Cleared as Cleared,
    DangerSaid as DangerSaid,
    ExercisesOff as ExercisesOff,
    Held as Held,
    Hold as Hold,
    Released as Released,
    Screened as Screened,
    Signs as Signs,
    SignsCleared as SignsCleared,
)
from handlers.facts.sessions import (
    ExerciseDone as ExerciseDone,
    ExerciseSkipped as ExerciseSkipped,
    ExerciseStopped as ExerciseStopped,
    HurtDuring as HurtDuring,
    LeadInSet as LeadInSet,
    LevelSet as LevelSet,
    Light as Light,
    Reason as Reason,
    RestDayTaken as RestDayTaken,
    RestsSet as RestsSet,
    SessionFinished as SessionFinished,
    SessionStarted as SessionStarted,
    Where as Where,
)
from handlers.facts.welcome import (
    AgeTold as AgeTold,
    Consented as Consented,
    ConsentRefused as ConsentRefused,
    LengthTold as LengthTold,
    MinutesChosen as MinutesChosen,
)

Fact = (
    AgeTold
    | Consented
    | ConsentRefused
    | LengthTold
    | MinutesChosen
    | Answered
    | Screened
    | Held
    | Released
    | Cleared
    | DangerSaid
    | SignsCleared
    | ExercisesOff
    | PainRated
    | CheckedIn
    | MorningTold
    | SessionStarted
    | ExerciseDone
    | ExerciseStopped
    | ExerciseSkipped
    | HurtDuring
    | LevelSet
    | SessionFinished
    | LeadInSet
    | RestsSet
    | RestDayTaken
    | ZoneSet
    | NudgesSet
    | NudgesStopped
    | NudgesPaused
    | Nudged
    | NudgeSkipped
    | NudgeUnknown
    | Snoozed
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
FORMER: Mapping[str, str] = {}  # former name -> today's; whatever was ever kept under it is read as that fact
