"""What somebody tells about themselves where what fits is tapped: all of it that they name."""

from __future__ import annotations

from handlers.rules import safety
from handlers.say import Say
from handlers.typed.phrases import affirmed
from handlers.typed.wishes import Wished
from handlers.typed.wishing import told
from handlers.world import World


def ticks(said: str, wished: Wished, asked: Say, w: World) -> str:
    """ "bad knees and a bit wobbly" as "ticks:knee,dizzy": all that can be tapped and is named or told."""
    offered = dict.fromkeys(filter(None, map(_tick, (*asked.choices, *asked.also))))
    questions = safety.ticks(w)
    named = {tick for tick in offered if _named(tick, said, w)}
    known = {questions[tick].id for tick in named if tick in questions}
    found = [tick for tick in offered if tick in named or (tick in told(wished) and tick not in known)]
    return "ticks:" + ",".join(found) if found else ""


def _tick(choice: str) -> str:
    start, _, tick = choice.partition("_")
    return tick if start in ("tick", "off") else ""


def _named(tick: str, said: str, w: World) -> bool:
    return any(affirmed(way, said, w.words.typed) for way in w.words.ways(f"tick_{tick}"))
