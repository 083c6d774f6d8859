"""What a dialog hears, what it says, and what it may look at. Everything here is a frozen value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from content.model import Catalog, Exercise
from content.words import Words

if TYPE_CHECKING:
    from handlers.facts import Fact
    from handlers.person import Person
    from handlers.session import Session


# --- what just happened -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """The person typed this. Any text at all, of any length."""

    text: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """The person pressed the button `choice` of the question that was asked in turn `turn`."""

    choice: str
    turn: int


@dataclass(frozen=True, slots=True)
class Rang:
    """The alarm the dialog asked for rang. Early, late and doubled rings are harmless."""


@dataclass(frozen=True, slots=True)
class Woke:
    """We were away (a restart) while this dialog was waiting for its alarm."""


@dataclass(frozen=True, slots=True)
class NudgeDue:
    """The day's nudge is due. `day` is the scheduled local date, `at` the scheduled instant (UTC)."""

    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Gone:
    """The person cannot be reached there any more: blocked us, or closed the door."""


@dataclass(frozen=True, slots=True)
class Located:
    """The person shared a location. `zone` is the IANA zone it lies in, "" when none was found; the place is gone."""

    zone: str


@dataclass(frozen=True, slots=True)
class Edited:
    """The person changed a message they typed earlier: this is what it says now."""

    text: str


@dataclass(frozen=True, slots=True)
class Showed:
    """The person sent something that is no text: one of KINDS. What it held was never looked at."""

    kind: str


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """The code they typed links nothing. `why`: unknown, expired, own (typed on the platform it is from) or later."""

    why: str


@dataclass(frozen=True, slots=True)
class Moved:
    """They cannot be reached on the platform `lost` any more, but on another, where the talk goes on.

    again: a nudge that was for there has not been shown.
    """

    lost: str
    again: bool = False


KINDS = ("sticker", "photo", "voice", "video", "file", "contact", "poll", "location", "place", "dice", "other")
Event = Said | Pressed | Rang | Woke | NudgeDue | Gone | Located | Edited | Showed | CodeRefused | Moved


# --- what is said -------------------------------------------------------------------------------------------------

Arg = str | int | tuple[str, ...]
SCORES = tuple(str(n) for n in range(11))  # the answers of a pain question: 0 none, 10 the worst imaginable (NRS-11)


@dataclass(frozen=True, slots=True)
class Say:
    """One thing to say: the key of a text, its arguments and the answers offered.

    choices: the buttons, in order; each `[a-z0-9_]{1,24}`.
    also: answers that count when typed, though they have no button.
    args: (name, value) pairs. A value "@key" or "@key:n" is itself looked up in the words; a tuple is joined
        as a list ("a, b and c"), or, when it is called `lines`, written one under the other.
    until: when the countdown that goes with it ends (UTC).
    wants: what else may be typed: "" "pain" "time" "half" "city" "days" "minutes" "seconds" "code".
    file: "export" sends the person all that is kept of them.
    """

    key: str
    choices: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    args: tuple[tuple[str, Arg], ...] = ()
    until: datetime | None = None
    wants: str = ""
    file: str = ""


def say(
    key: str,
    *choices: str,
    also: tuple[str, ...] = (),
    until: datetime | None = None,
    wants: str = "",
    file: str = "",
    args: Mapping[str, Arg] | None = None,
    **more: Arg,
) -> Say:
    """A `Say`, written the short way: `args` and the other names together are its arguments."""
    return Say(key, choices, also, (*(args or {}).items(), *more.items()), until, wants, file)


def lasting(seconds: int) -> str:
    """So many seconds as an argument to say: in minutes from a minute and a half on, and for a minute sharp."""
    return f"@minutes:{round(seconds / 60)}" if seconds == 60 or seconds > 90 else f"@seconds:{seconds}"


def dated(day: date) -> dict[str, Arg]:
    """A date as the arguments `weekday`, `day` and `month` of a text."""
    return {"weekday": f"@weekday.{day.isoweekday()}", "day": day.day, "month": f"@month.{day.month}"}


# --- what a dialog may look at ------------------------------------------------------------------------------------


def always_the_same() -> str:
    """The code of worlds in which nothing is left to chance: transcripts and tests."""
    return "K7PD3XQM"


@dataclass(frozen=True, slots=True)
class World:
    """All that `advance` may know besides the dialog and the event. Handlers never ask for the time: they get it.

    now: UTC. speed: how many times faster than real the clock of holds and rests runs.
    nudge_at: when the next nudge is due (UTC), as the store has it. region: whose emergency numbers to use until
    the person's zone is known. late: how late a nudge may come before it is left out.
    here: the name of the platform they talk on now. code: proposes a code for linking, a new one at each call.
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

    @property
    def words(self) -> Words:
        """The words of this person's language."""
        return self.catalog.speaking(self.person.language)

    def exercise(self, name: str) -> Exercise:
        return self.catalog.exercises[name]

    def after(self, seconds: float) -> datetime:
        """The instant at which a hold or rest of this many seconds ends."""
        return self.now + timedelta(seconds=seconds / self.speed)

    def left(self, until: datetime) -> int:
        """How many seconds of a hold or rest are left until then, at least 0."""
        return max(0, round((until - self.now).total_seconds() * self.speed))


# --- where a dialog goes ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Leave:
    """A topic ends; `ways.py` alone knows where `way` leads. `session`: the one that goes on there, if any.

    answer: what was told already of what is asked there; it is left out where it fits nothing.
    """

    way: str
    session: Session | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Whoever types the code with this seal before `until` (UTC) on another platform is this person too."""

    seal: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Redeem:
    """They typed a code with this seal. What it comes to is told by a `CodeRefused`, or two talks become one."""

    seal: str


@dataclass(frozen=True, slots=True)
class Unlink:
    """The chats on these platforms are theirs no more."""

    platforms: tuple[str, ...]


Wish = Offer | Redeem | Unlink  # what a turn wants done about who is who; whoever keeps the people does it


@dataclass(frozen=True, slots=True)
class Go:
    """On to `to`, having told these facts and said these notes, in this order; a wish is passed on."""

    to: State | Leave
    told: tuple[Fact | Say | Wish, ...] = ()


def go(to: State | Leave, *told: Fact | Say | Wish) -> Go:
    """A `Go`, written the short way."""
    return Go(to, told)


class State(Protocol):
    """Being in a state *is* saying its `ask` and having its alarm set. `on` says where an answer leads, or None
    when it means nothing here. States that time something have a field `until` (UTC)."""

    def ask(self, w: World) -> Say: ...

    def on(self, answer: str, w: World) -> Move: ...


@dataclass(frozen=True, slots=True)
class Turn:
    """What one event did: the dialog and the person afterwards, what to say, and what happened.

    forget: the person asked for everything to be deleted; nothing of this turn is kept.
    once: what is said must not be said twice, even if it may have been lost (a nudge).
    wish: what is wanted done about who is who. With a `Redeem` the turn is nothing else: another follows in its place.
    """

    dialog: Dialog
    person: Person
    says: tuple[Say, ...]
    facts: tuple[Fact, ...]
    forget: bool = False
    once: bool = False
    wish: Wish | None = None


Move = State | Leave | Go | None

if TYPE_CHECKING:
    from handlers.dialog import Dialog
