"""What happened, in the past tense. Facts are appended and never changed; a `Person` is their fold.

Only plain values (str int bool date datetime and tuples of them), so that they can be kept for ever. A fact may be
renamed: `FORMER` has the names that rows may still know it by.
"""

from __future__ import annotations

from collections.abc import Mapping

from handlers.facts.fact import Fact as Fact
from handlers.facts.function import *  # noqa: F403  one name for all of them: `facts.Held`
from handlers.facts.judgement import *  # noqa: F403
from handlers.facts.nudges import *  # noqa: F403
from handlers.facts.own_ways import *  # noqa: F403
from handlers.facts.pain import *  # noqa: F403
from handlers.facts.reach import *  # noqa: F403
from handlers.facts.safety import *  # noqa: F403
from handlers.facts.sessions import *  # noqa: F403
from handlers.facts.welcome import *  # noqa: F403
from handlers.facts.wishes import *  # noqa: F403

FORMER: Mapping[str, str] = {
    "NudgePlaceChosen": "NudgePlatformChosen",
    "PlaceFound": "PlatformFound",
    "PlaceLost": "PlatformLost",
}  # former name -> today's
BY_NAME: Mapping[str, type[Fact]] = {kind.__name__: kind for kind in Fact.__subclasses__()}
