"""Where somebody can be reached, one person on several platforms, and what could not be read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from handlers.facts.fact import Fact
from handlers.facts.safety import Hold, Signs


class Lost(Fact, before_consent=True):
    """The person could not be reached any more."""


class Found(Fact, before_consent=True):
    """They are back."""


class CodeMissed(Fact, before_consent=True):
    """A code for linking was typed that nobody was given."""


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
    held_at: datetime | None = None
    told: tuple[str, ...] = ()
    crisis: datetime | None = None
    youngest: int = 0
    oldest: int = 0
    age_at: date | None = None


class Unlinked(Fact, before_consent=True):
    """The chats on these platforms are this person's no more."""

    platforms: tuple[str, ...]


class NudgePlatformChosen(Fact):
    """`platform` is where nudges go; "last": wherever they talked last."""

    platform: str


class PlatformLost(Fact, before_consent=True):
    """They cannot be reached on this platform any more, but on another."""

    platform: str


class PlatformFound(Fact, before_consent=True):
    """They are back on this platform."""

    platform: str


class SaveUnreadable(Fact, before_consent=True):
    """A saved dialog or memory could not be read; `raw` is what it held."""

    raw: str
