"""What all facts have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, dataclass_transform


@dataclass_transform(frozen_default=True)
class Fact:
    """Each kind of fact is a frozen dataclass without saying so.

    before_consent: it is kept even before a yes to keeping health data.
    """

    before_consent: ClassVar[bool]
    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __init_subclass__(cls, *, before_consent: bool = False) -> None:
        cls.before_consent = before_consent
        dataclass(frozen=True)(cls)
