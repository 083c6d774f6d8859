"""What a dialog may look at besides itself and the event. Handlers never ask for the time: they get it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.model import Catalog
from content.words import Words
from handlers.person import Person


def always_the_same() -> str:
    """The code of worlds in which nothing is left to chance: transcripts and tests."""
    return "K7PD3XQM"


@dataclass(frozen=True, slots=True)
class World:
    """All that `advance` may know besides the dialog and the event. Handlers never ask for the time: they get it.

    now: UTC. speed: how many times faster than real the clock of holds and rests runs.
    nudge_at: when the next nudge is due (UTC), as the store has it. region: whose emergency numbers to use until
    the person's zone is known. late: how late a nudge may come before it is left out.
    country: where the language they set there is spoken so ("GB" of en-GB), "" when that is not told.
    here: the name of the platform they talk on now. code: proposes a code for linking, a new one at each call.
    pressed: whether they pressed a button just now.
    contact: how a person can be reached who runs this, as it is shown to people; "" where nobody said.
    """

    now: datetime
    catalog: Catalog
    person: Person
    speed: float = 1.0
    nudge_at: datetime | None = None
    region: str = ""
    late: timedelta = timedelta(minutes=90)
    here: str = ""
    code: Callable[[], str] = always_the_same
    country: str = ""
    pressed: bool = False
    contact: str = ""

    @property
    def words(self) -> Words:
        """The words of this person's language."""
        return self.catalog.speaking(self.person.language)
