"""When a person comes before an exercise: the hold after a red flag, the questions after words of danger, a crisis.

What is a red flag is decided in `rules`; here is only how it is said. While a hold is on there is nothing else.
"""

from __future__ import annotations

from handlers.topics.doctor.crisis import AfterCrisis as AfterCrisis, InCrisis as InCrisis, said_again as said_again
from handlers.topics.doctor.danger import (
    AskingSign as AskingSign,
    CheckingSigns as CheckingSigns,
    FeelingUnwell as FeelingUnwell,
    Feverish as Feverish,
    checking as checking,
    held as held,
    held_at_once as held_at_once,
    signs_told as signs_told,
)
from handlers.topics.doctor.hold import (
    BeenSeen as BeenSeen,
    CannotReach as CannotReach,
    InHold as InHold,
    OnceMore as OnceMore,
    OnHold as OnHold,
    SeenYet as SeenYet,
    TellingWhat as TellingWhat,
    WhoLooked as WhoLooked,
    on_hold as on_hold,
)
