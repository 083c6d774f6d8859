"""The facts of one person on several platforms; the rest of the facts, and what facts are, is in `facts`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class CodeMissed:
    """A code for linking was typed that nobody was given."""


@dataclass(frozen=True, slots=True)
class Linked:
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
    held: str = ""
    reasons: tuple[str, ...] = ()
    signs: str = ""
    off: date | None = None
    off_at: datetime | None = None
    rested: tuple[str, ...] = ()
    rested_on: date | None = None


@dataclass(frozen=True, slots=True)
class Unlinked:
    """The chats on these platforms are this person's no more."""

    platforms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NudgePlaceChosen:
    """`platform` is where nudges go; "last": wherever they talked last."""

    platform: str


@dataclass(frozen=True, slots=True)
class PlaceLost:
    """They cannot be reached on this platform any more, but on another."""

    platform: str


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """They are back on this platform."""

    platform: str
