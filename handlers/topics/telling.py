"""What people tell by the way that later rules look at: sleep, medicine, not coping, pain down to the calf."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from handlers import facts as f
from handlers.moves import Exit, Leave, Move, State, go
from handlers.rules import safety
from handlers.say import say
from handlers.world import World

Told = Literal["sleep", "stand", "walk", "more_medicine", "side_effects", "coping", "calf"]
KEPT: Mapping[Told, tuple[f.Fact, str]] = {
    "sleep": (f.Limited("sleep"), "note.limited"),
    "stand": (f.Limited("stand"), "note.limited"),
    "walk": (f.Limited("walk"), "note.limited"),
    "more_medicine": (f.MedicineTold("more"), "note.medicine"),
    "side_effects": (f.MedicineTold("side_effects"), "note.medicine"),
    "coping": (f.NotCoping(), "note.not_coping"),
}  # what is kept of it, and what is said


def told(what: Told, state: State, w: World) -> Move:
    """What was told by the way is kept and answered in a line. A hot or swollen calf is urgent (rules B11)."""
    if what == "calf":
        return go(Leave(Exit.SIGNS, "calf"), f.LegTold("calf"), f.DangerSaid("body", ("calf",)))
    fact, key = KEPT[what]
    return go(state, fact, say(key, args=safety.numbers(w)))
