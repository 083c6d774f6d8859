"""Who somebody is, and whether anything may be kept of them."""

from __future__ import annotations

from typing import Literal

from handlers.facts.fact import Fact


class AgeTold(Fact, before_consent=True):
    """Whether they are 18 or older; between which ages they are (years, both included), 0 where that was not asked."""

    adult: bool
    youngest: int = 0
    oldest: int = 0


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
