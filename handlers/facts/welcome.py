"""Who somebody is, and whether anything may be kept of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from handlers.facts.fact import Fact


@dataclass(frozen=True, slots=True)
class AgeTold(Fact):
    before_consent: ClassVar[bool] = True
    adult: bool


@dataclass(frozen=True, slots=True)
class Consented(Fact):
    """A separate yes to keeping health data; `version` is the version of the words agreed to."""

    before_consent: ClassVar[bool] = True
    version: int


@dataclass(frozen=True, slots=True)
class ConsentRefused(Fact):
    before_consent: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class LengthTold(Fact):
    """How long the back has been bothering them: days, weeks or months (more than three)."""

    how_long: Literal["days", "weeks", "months"]


@dataclass(frozen=True, slots=True)
class MinutesChosen(Fact):
    minutes: int
