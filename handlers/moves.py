"""Where a dialog goes: a state is a question with its answers; a move leads to the next one, or away from a topic.

Ways away are enums, not texts, so that a mistyped one is refused by the type checker before anybody walks into it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum, auto
from typing import Any, ClassVar, dataclass_transform

from handlers.facts import Fact
from handlers.say import Say
from handlers.session import Session
from handlers.world import World


class Part(Enum):
    """The part of the talk a state belongs to. What a command does, and what may interrupt, goes by it."""

    WELCOME = auto()  # from hello to the first offer: the open question comes first
    START = auto()  # before the first exercise
    SESSION = auto()  # an exercise, or between two
    CHECKIN = auto()
    NUDGE = auto()
    REMINDERS = auto()  # setting them up
    ASIDE = auto()  # a talk about something else, from which one comes back
    DANGER = auto()  # the questions after words of danger
    HOLD = auto()  # no exercises until somebody has looked
    CRISIS = auto()


class Exit(StrEnum):
    """The ways out of a topic. Only `routes` knows where each leads."""

    BACK = "back"
    HOME = "home"
    MORNING = "morning"  # how the back took the last session, or how it is
    CONSENT = "consent"
    SCREEN = "screen"
    SCREENED = "screened"
    CLEARED = "cleared"
    CONDITION = "condition"  # one was told by the way
    CONDITION_TOLD = "condition_told"
    HELD = "held"
    RELEASED = "released"
    SIGNS = "signs"  # words of danger were heard
    DOUBT = "doubt"  # what was typed may be about danger
    FEVERISH = "feverish"  # a cold is told: is there fever with it?
    UNWELL = "unwell"  # dizzy, and that is over for today
    OTHER_LANGUAGE = "other_language"  # "es crisis": they write in it, and tell of that
    MOOD = "mood"  # ... or about not wanting to live
    CRISIS = "crisis"
    ABOUT_WHOM = "about_whom"  # danger that seems to be somebody else's
    FOR_SOMEBODY = "for_somebody"  # ... and is
    WRONG = "wrong"  # they say that something is wrong
    HURTS = "hurts"
    WORSE = "worse"
    LEG = "leg"  # pain went into a leg
    CHECKED_SIGNS = "checked_signs"
    CHECKED_WORSE = "checked_worse"
    CHECKED_LEG = "checked_leg"
    CHECKED_DOUBT = "checked_doubt"
    SESSION = "session"
    SESSION_SHORT = "session_short"
    OWN_DAYS = "own_days"  # what they can do by themselves, and on which days
    OWN_TODAY = "own_today"  # to that, today; "<exercise> min_20": it is done
    FINISHED = "finished"
    STOPPED = "stopped"  # a session in which nothing was done
    NOT_TODAY = "not_today"
    MENU_IN_SESSION = "menu_in_session"
    CHECKIN = "checkin"
    CHECKED = "checked"
    FLARE = "flare"  # a bad day; or what a number was told for that may be of one
    REMINDED = "reminded"
    REMINDERS = "reminders"
    PAUSING = "pausing"  # for how long nudges are paused
    MORE_OFTEN = "more_often"  # more than one nudge a day
    TIMEZONE = "timezone"
    LANGUAGE = "language"
    PROGRESS = "progress"
    FUNCTION = "function"  # what should be easier
    LEARN = "learn"
    PLAN = "plan"  # what is in, what comes next, what is out and why
    MORE = "more"
    HELP = "help"
    ABOUT = "about"
    PRIVACY = "privacy"
    TIMER = "timer"
    EXPORT = "export"
    DELETE = "delete"
    FORGET = "forget"  # everything is deleted
    LINK = "link"
    WHERE = "where"  # where nudges go
    UNLINK = "unlink"
    PARTED = "parted"  # this chat is theirs no more
    WORDS = "words"  # a note, or words for whoever runs this
    CONFIRM = "confirm"  # what was understood is asked back
    CONFIRMED = "confirmed"  # it was meant
    SILENCE = "silence"  # nowhere, and without asking again


class Within(StrEnum):
    """The places inside a session that a move can lead to."""

    READY = "ready"
    BEGIN = "begin"
    HOW = "how"
    SKIP = "skip"
    HURTS = "hurts"
    UNWELL = "unwell"  # dizzy or unwell
    PEAK = "peak"  # how high the pain got
    END = "end"


@dataclass(frozen=True, slots=True)
class Leave:
    """A topic ends, by this way out.

    answer: what was told already of what is asked there; it is left out where it fits nothing.
    """

    exit: Exit
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Into:
    """On to another place within the session."""

    within: Within
    session: Session


Away = Leave | Into
BACK, HOME = Leave(Exit.BACK), Leave(Exit.HOME)


def doors(*exits: Exit) -> Mapping[str, Leave]:
    """The ways out by the choice that is called like each."""
    return {exit.value: Leave(exit) for exit in exits}


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


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class State:
    """Being in a state *is* saying its `ask` and having its alarm set. `on` says where an answer leads, or None when
    it means nothing here. Each kind of state names its `part`, and is a frozen dataclass without saying so.

    repeats: it is said again as it is when something was not understood, never put off. read: there is nothing to
    decide in it, so that "ok" leads back. advises: advice that is due (rules B5) is said before it. until: when what is
    timed ends (UTC). session: the one it belongs to. Whoever has these two as fields makes them a `field()`, without
    this default.
    """

    part: ClassVar[Part]
    repeats: ClassVar[bool] = False
    read: ClassVar[bool] = False
    advises: ClassVar[bool] = False
    until: datetime | None = None
    session: Session | None = None
    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __init_subclass__(cls, *, part: Part) -> None:
        cls.part = part
        dataclass(frozen=True)(cls)

    @abstractmethod
    def ask(self, w: World) -> Say: ...
    @abstractmethod
    def on(self, answer: str, w: World) -> Move: ...

    def put_aside(self, text: str) -> State:
        """The state that a text with words of danger leaves: whoever takes free words keeps them until it may ask."""
        return self

    def same_question(self, before: State) -> bool:
        """Whether this is the question that was open `before`, a state of the same kind: its buttons count on."""
        return self == before


WAYS_OUT = ("hurts", "stop")  # the last two answers of every state of a session, in this order


def with_ways_out(*choices: str) -> tuple[str, ...]:
    """These answers, with those of `WAYS_OUT` among them as the last: so they never move about under a thumb."""
    return (*(each for each in choices if each not in WAYS_OUT), *(each for each in WAYS_OUT if each in choices))


class InSession(State, part=Part.SESSION):
    """What holds of every state of an exercise, and between two: `WAYS_OUT` end what it offers."""

    session: Session = field()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__(part=Part.SESSION)

    @property
    def exercise(self) -> str:
        """The id of the exercise at hand."""
        return self.session.item.exercise


@dataclass(frozen=True, slots=True)
class Go:
    """On to `to`, having told these facts and said these notes, in this order; a wish is passed on."""

    to: State | Away
    told: tuple[Fact | Say | Wish, ...] = ()

    def having(self, *told: Fact | Say | Wish) -> Go:
        """The same, with this told before."""
        return Go(self.to, (*told, *self.told))


def go(to: State | Away, *told: Fact | Say | Wish) -> Go:
    """A `Go`, written the short way."""
    return Go(to, told)


Move = State | Away | Go | None


def choose(answer: str, /, **moves: Move) -> Move:
    """Where this answer leads, of all that lead somewhere."""
    return moves.get(answer)
