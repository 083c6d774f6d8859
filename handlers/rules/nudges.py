"""When a nudge is not given: whoever is busy, on hold, resting or done already is left in peace."""

from __future__ import annotations

from handlers.events import NudgeDue
from handlers.facts import Silence
from handlers.moves import Part, State
from handlers.world import World

AFTER_CRISIS = 2  # days; until then nothing, then one line that is not about exercise (rules B10)
LATE_SAID = 5  # minutes; a nudge later than this says so


def silence(state: State, under: State | None, due: NudgeDue, w: World, *, at_home: bool) -> Silence | None:
    """Why this nudge is not given; None when it is. at_home: nothing else has to be answered first."""
    person = w.person
    today = person.day(w.now)
    if w.now - due.at > w.late:
        return "late"
    if person.held or person.signs or person.crisis or state.part in (Part.DANGER, Part.CRISIS):
        return "held"
    if state.session or (under and under.session) or not at_home:
        return "busy"
    if person.did(today):
        return "done"
    if person.rest == today:
        return "rest"
    return "off" if person.is_off(w.now) else None


def after_crisis(due: NudgeDue, w: World) -> bool:
    """Whether this nudge is the one line after a crisis: how they are, and nothing of exercise."""
    person = w.person
    if person.crisis is None or person.held or person.followed or w.now - due.at > w.late:
        return False
    return (person.day(w.now) - person.day(person.crisis)).days >= AFTER_CRISIS
