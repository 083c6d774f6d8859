"""What all facts have in common."""

from __future__ import annotations

from typing import ClassVar


class Happened:
    """What holds of a fact unless it says otherwise: it is kept only after a yes to keeping health data."""

    __slots__ = ()

    before_consent: ClassVar[bool] = False
