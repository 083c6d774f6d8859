"""Where somebody can be reached, one person on several platforms, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from handlers.facts.fact import Fact
from handlers.facts.safety import Hold, Signs


@dataclass(frozen=True, slots=True)
class Lost(Fact):
    """The person could not be reached any more."""

    before_consent: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Found(Fact):
    """They are back."""

    before_consent: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class CodeMissed(Fact):
    """A code for linking was typed that nobody was given."""

    before_consent: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Linked(Fact):
    """Two who talked to us became one person, on these platforms.

    What was recorded of both stands before this. The rest is what follows from both for safety, the more careful of
    each, as in `Person`; other settings are told by the facts behind it.
    """

    platforms: tuple[str, ...]
    adult: bool | None = None
    consent: int = 0
    screened: datetime | None = None
    conditions: tuple[str, ...] = ()
    cleared: bool = False
    held: Literal["", Hold] = ""
    reasons: tuple[str, ...] = ()
    signs: Literal["", Signs] = ""
    off: date | None = None
    off_at: datetime | None = None
    rested: tuple[str, ...] = ()
    rested_on: date | None = None


@dataclass(frozen=True, slots=True)
class Unlinked(Fact):
    """The chats on these platforms are this person's no more."""

    before_consent: ClassVar[bool] = True
    platforms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NudgePlatformChosen(Fact):
    """`platform` is where nudges go; "last": wherever they talked last."""

    platform: str


@dataclass(frozen=True, slots=True)
class PlatformLost(Fact):
    """They cannot be reached on this platform any more, but on another."""

    before_consent: ClassVar[bool] = True
    platform: str


@dataclass(frozen=True, slots=True)
class PlatformFound(Fact):
    """They are back on this platform."""

    before_consent: ClassVar[bool] = True
    platform: str


@dataclass(frozen=True, slots=True)
class SaveUnreadable(Fact):
    """A saved dialog or memory could not be read; `raw` is what it held."""

    before_consent: ClassVar[bool] = True
    raw: str
