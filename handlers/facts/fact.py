"""What all facts have in common."""

from __future__ import annotations

from typing import Any, ClassVar


class Fact:
    """What holds of a fact unless it says otherwise: it is kept only after a yes to keeping health data."""

    __slots__ = ()

    before_consent: ClassVar[bool] = False
    __dataclass_fields__: ClassVar[dict[str, Any]]  # each fact is a dataclass
