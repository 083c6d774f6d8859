"""What one turn costs without anything around it: a typed one and a pressed one, in CPU time of this process.

Typed are the lines that people of our tests wrote, each at home; pressed is every button on the way from hello to the
first hold. Each is taken as if for the first time: nothing that is remembered of a text helps the next.
"""

from __future__ import annotations

import time
from statistics import median, quantiles
from typing import Any

from content.load import load
from handlers.dialog import NEW, Dialog, advance
from handlers.events import Pressed, Said
from handlers.person import Person
from handlers.topics import home
from handlers.topics.welcome import CONSENT
from handlers.world import World
from tests.fakes.shared.engines import WAY
from tests.fakes.shared.stores import NOON
from tests.lines import load as lines

TYPED_GOAL, PRESSED_GOAL = 1.0, 0.25  # ms of CPU at p50
STALL = 50.0  # ms, the longest that a turn may take
LINES = 600


async def measure() -> dict[str, dict[str, Any]]:
    """A few seconds."""
    catalog = load()
    known = Person(adult=True, consent=CONSENT, screened=NOON, pain=3, baseline=3, minutes=10, zone="Europe/Berlin")
    there, world = Dialog(home.Home(), turn=7, asked=7), World(NOON, catalog, known)
    advance(there, Said("warm up"), world)
    said = [each.text for each in lines(measuring=False)]
    some = said[:: max(1, len(said) // LINES)]
    typed = [spent(lambda text=text: advance(there, Said(text), world)) for text in some]
    pressed = [each for _ in range(20) for each in presses(world)]
    return {
        "typed turn, pure, p50": {**line(median(typed), TYPED_GOAL), "p95 and longest, ms": ends(typed)},
        "typed turn, pure, longest": line(max(typed), STALL),
        "pressed turn, pure, p50": {**line(median(pressed), PRESSED_GOAL), "p95 and longest, ms": ends(pressed)},
    }


def presses(world: World) -> list[float]:
    """Milliseconds of each press from hello on."""
    turn = advance(NEW, Said("/start"), World(NOON, world.catalog, Person()))
    found = []
    for choice in WAY:
        w = World(NOON, world.catalog, turn.person)
        dialog, press = turn.dialog, Pressed(choice, turn.dialog.turn)
        began = time.process_time_ns()
        turn = advance(dialog, press, w)
        found.append((time.process_time_ns() - began) / 1e6)
    return found


def spent(do: Any) -> float:
    """Milliseconds of CPU."""
    began = time.process_time_ns()
    do()
    return (time.process_time_ns() - began) / 1e6


def line(value: float, goal: float) -> dict[str, Any]:
    return {"value": round(value, 3), "goal": goal, "unit": "ms of CPU", "held": value <= goal}


def ends(found: list[float]) -> list[float]:
    return [round(quantiles(found, n=20)[-1], 2), round(max(found), 2)]
