"""Who somebody is, and whether anything may be kept of them."""

from __future__ import annotations

from typing import Literal

from handlers.facts.fact import Fact


class AgeTold(Fact, before_consent=True):
    """Whether they are 18 or older. Nothing more of it is kept before a yes to keeping anything."""

    adult: bool


class AgeBetween(Fact):
    """The ages they are between (years, both included); 0 where they told only whether they are 18."""

    youngest: int
    oldest: int


class Consented(Fact, before_consent=True):
    """A separate yes to keeping health data; `version` is the version of the words agreed to."""

    version: int


class ConsentRefused(Fact, before_consent=True):
    pass


class LanguageChosen(Fact, before_consent=True):
    """The code of a language, "de"."""

    language: str


class LengthTold(Fact):
    """How long the back has been bothering them: days, weeks or months (more than three)."""

    how_long: Literal["days", "weeks", "months"]


class MinutesChosen(Fact):
    minutes: int
