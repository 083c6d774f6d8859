"""A score that ought to stand in the diary, and of which day, in typed words."""

from __future__ import annotations

import re

from handlers.typed import numbers, past_days
from handlers.typed.parting import parted
from handlers.world import World


def back(text: str, w: World) -> str:
    """The day that is told, as "back_1"; "" where none is."""
    told = past_days.back(text, w.words.typed, w.person.day(w.now))
    return "" if told is None else f"back_{told}"


def edited(text: str, w: World) -> str:
    """The score that ought to stand there, and of which day, with the one that stands there if that was told."""
    found, day = corrected(text, w), back(text, w)
    if found is None:
        return day
    others = {int(number) for number in re.findall(r"\b\d{1,2}\b", text)} - {found}
    was = f"was_{others.pop()}" if day and len(others) == 1 else ""
    return " ".join(filter(None, (str(found), day, was)))


def corrected(text: str, w: World) -> int | None:
    """The score that ought to stand there."""
    found = numbers.scored(parted(text), w.words.typed)
    return found.value if found else None
