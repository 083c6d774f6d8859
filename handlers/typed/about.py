"""What somebody tells about themselves: their age, and which things of a list that is tapped fit them."""

from __future__ import annotations

import re

from content.typed import Typed
from handlers.say import Say
from handlers.typed.phrases import affirmed
from handlers.world import World

OLDEST = 120  # years; more than that is no age
TENS, UNITS = range(20, 100, 10), range(1, 10)


def age(said: str, known: Typed) -> str:
    """ "i am 67" and "sixty-seven" as "age_67_67"; "" when there is not just one number, or more than it is said."""
    words = re.sub(r"[-,.!]", " ", said).split()
    told = [word for word in words if word not in known.age_words]
    found = [int(word) if word.isdecimal() and len(word) < 4 else known.numbers.get(word, 0) for word in told]
    if len(found) == 2 and found[0] in TENS and found[1] in UNITS and not told[0].isdecimal():
        found = [sum(found)]
    return f"age_{found[0]}_{found[0]}" if len(found) == 1 and 0 < found[0] <= OLDEST else ""


def ticks(said: str, asked: Say, w: World) -> str:
    """ "bad knees and a bit wobbly" as "ticks:knee,dizzy": all that can be tapped and is named."""
    offered = (choice.partition("_") for choice in (*asked.choices, *asked.also))
    named = (tick for start, _, tick in offered if start in ("tick", "off") and _named(tick, said, w))
    return "ticks:" + ",".join(found) if (found := list(named)) else ""


def _named(tick: str, said: str, w: World) -> bool:
    return any(affirmed(way, said, w.words.typed) for way in w.words.ways(f"tick_{tick}"))
