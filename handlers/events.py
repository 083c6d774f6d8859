"""What just happened: everything a dialog can hear. Each is a frozen value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?[-_]([A-Za-z]{2})")
Refusal = Literal["unknown", "expired", "own", "later", "too_many", "busy"]  # why a code for linking links nothing


@dataclass(frozen=True, slots=True)
class Said:
    """The person typed this. Any text at all, of any length. country: of the language they set, where that is told.

    early: when it was typed, the question that follows words of danger had not been shown yet.
    """

    text: str
    country: str = ""
    early: bool = False


@dataclass(frozen=True, slots=True)
class Pressed:
    """The person pressed the button `choice` of the question that was asked in turn `turn`. country: as in `Said`."""

    choice: str
    turn: int
    country: str = ""


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
class FollowUpDue:
    """It is time to ask somebody on hold whether somebody has looked."""


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
    """The person sent something that is no text: one of MEDIA. What it held was never looked at."""

    kind: str


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """The code they typed links nothing, and `why`.

    unknown, expired, own (typed on the platform it is from), later (the other one was saved by a newer version),
    too_many (wrong ones were typed before it), busy (something is going on or undelivered on `platform`).
    """

    why: Refusal
    platform: str = ""


@dataclass(frozen=True, slots=True)
class PlatformGone:
    """They cannot be reached on the platform `lost` any more, but on another, where the talk goes on.

    again: a nudge that was for there has not been shown.
    """

    lost: str
    again: bool = False


MEDIA = ("sticker", "photo", "voice", "video", "file", "contact", "poll", "location", "place", "dice", "other")
Done = Said | Pressed | Located | Edited | Showed | CodeRefused  # by the person
Event = Done | Rang | Woke | NudgeDue | FollowUpDue | Gone | PlatformGone


def country_of(locale: str) -> str:
    """The country of a locale, "GB" of "en-GB", in any case; "" for a language alone.

    "" for en-US, too: it is what phones and Discord say of everybody who chose nothing else.
    """
    found = _LOCALE.fullmatch(locale)
    country = found[1].upper() if found else ""
    return "" if locale.replace("_", "-").lower() == "en-us" else country
