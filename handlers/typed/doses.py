"""Seconds, repeats and rests of an exercise, and an order, in typed words."""

from __future__ import annotations

import re

from content.typed import fold, pattern
from handlers.typed.wishes import Wished
from handlers.world import World

_UNIT = r"(?<![\w.,])(-?\d{1,9}|%s) ?(?:more )?(%s)\b"
_ALONE = re.compile(r"(?<![\w.,])-?\d{1,9}(?![\w.,])")


def told(text: str, wished: Wished, w: World) -> str:
    """ "hold_12", "reps_4" or "rest_60", as it was typed, however much; "" where it is not plain."""
    known, said = w.words.typed, fold(text)
    units = {**dict.fromkeys(known.second_words, "hold"), **dict.fromkeys(known.repeat_words, "reps")}
    found = pattern(_UNIT, tuple(known.numbers), tuple(units)).findall(said)
    if len(found) == 1:
        number, part = found[0][0], units[found[0][1]]
    elif not found and len(lone := _ALONE.findall(said)) == 1:
        number, part = lone[0], "hold"
    else:
        return ""
    if part == "hold" and pattern(r"\b(?:%s)\b", known.rest_words).search(said):
        part = "rest"
    value = known.numbers.get(number)
    return f"{part}_{number if value is None else value}"


def in_order(text: str, exercises: tuple[str, ...], w: World) -> tuple[str, ...]:
    """These exercises in the order in which they are named in the text."""
    said = f" {fold(text).replace('-', ' ')} "

    def at(name: str) -> int:
        return min([spot for way in w.words.wishes.exercises[name] if (spot := _spot(said, way)) >= 0], default=0)

    return tuple(sorted(exercises, key=at))


def _spot(said: str, way: str) -> int:
    return said.find(f" {way} ")
