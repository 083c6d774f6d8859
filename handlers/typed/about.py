"""What somebody tells about themselves: their age, and which things of a list that is tapped fit them."""

from __future__ import annotations

import re

from content.typed import Typed
from handlers.say import Say
from handlers.typed.phrases import affirmed
from handlers.world import World

OLDEST = 120  # years; more than that is no age
_YEARS = re.compile(r"(?<![\d.,-])(\d{1,3})(?![\d.,])")


def age(said: str, known: Typed) -> str:
    """ "i am 67" as "age_67_67"; "" when there is not exactly one whole number that may be an age."""
    found = [int(years) for years in _YEARS.findall(said)]
    if not found and not any(c.isdigit() for c in said):
        found = _in_words(said, known)
    return f"age_{found[0]}_{found[0]}" if len(found) == 1 and 0 < found[0] <= OLDEST else ""


def _in_words(said: str, known: Typed) -> list[int]:
    """The one number in words, "sixty seven" as 67."""
    told = [known.numbers[word] for word in said.replace("-", " ").split() if word in known.numbers]
    tens = len(told) == 2 and told[0] >= 20 and told[0] % 10 == 0 and 0 < told[1] < 10
    return [sum(told)] if tens else told


def ticks(said: str, asked: Say, w: World) -> str:
    """ "bad knees and a bit wobbly" as "ticks:knee,dizzy": all that can be tapped and is named."""
    offered = (choice.partition("_") for choice in (*asked.choices, *asked.also))
    named = (tick for start, _, tick in offered if start in ("tick", "off") and _named(tick, said, w))
    return "ticks:" + ",".join(found) if (found := list(named)) else ""


def _named(tick: str, said: str, w: World) -> bool:
    return any(affirmed(way, said, w.words.typed) for way in w.words.ways(f"tick_{tick}"))
