"""What people tell by the way that later rules look at: sleep, medicine, not coping, legs that hurt on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from handlers import facts as f
from handlers.moves import Exit, Leave, Move, State, go
from handlers.rules import advice, advice_words, first_walk, progression, safety
from handlers.rules.advice_rows import Seen
from handlers.say import say
from handlers.world import World

CALF: Literal["calf"] = "calf"
KEPT: Mapping[str, tuple[f.Fact, str]] = {
    "sleep": (f.Limited("sleep"), "note.limited"),
    "stand": (f.Limited("stand"), "note.limited"),
    "walk": (f.Limited("walk"), "note.limited"),
    "more_medicine": (f.MedicineTold("more"), "note.medicine"),
    "side_effects": (f.MedicineTold("side_effects"), "note.medicine"),
    "walk_standing": (f.WalkTold("standing"), "note.walk_legs"),
    "walk_bending": (f.WalkTold("bending"), "note.walk_legs"),
    "coping": (f.NotCoping(), "note.not_coping"),
}  # what is kept of it, and what is said where no advice is
ROWS: Mapping[str, f.Row] = {
    "sleep": "cannot",
    "stand": "cannot",
    "walk": "cannot",
    "more_medicine": "medicine",
    "side_effects": "medicine",
    "walk_standing": "walk_legs",
    "walk_bending": "walk_legs",
    "coping": "not_coping",
}  # the row of advice that it makes true


def told(what: str, state: State, w: World) -> Move:
    """What was told by the way is kept and answered in a line. A hot or swollen calf is urgent (rules B11).

    None for what is not kept.
    """
    if what == CALF:
        return go(Leave(Exit.SIGNS, CALF), f.LegTold(CALF), f.DangerSaid("body", (CALF,)))
    if what not in KEPT:
        return None
    fact, key = KEPT[what]
    due = advice.due(Seen(w.person.after(fact, w.now), w.now))
    said = due is not None and due.row.row == ROWS.get(what)
    if what == "coping":  # the line to talk to someone, and the question, are never put off
        heard = advice_words.given(due, w) if due and said else (say(key, args=safety.numbers(w)),)
        return go(Leave(Exit.MOOD), fact, *heard)
    notes = () if said and state.advises else (say(key, args=safety.numbers(w)),)
    return go(state, fact, *(_short_walks(w) if what == "walk_bending" else ()), *notes)


def _short_walks(w: World) -> tuple[f.Fact, ...]:
    """Legs that ease on bending forward: three short walks instead of a long one (rules B11x)."""
    walk = first_walk.of(w.person, w.catalog)
    return (progression.shortened(walk), f.LevelSet(walk.id, 1)) if walk else ()
