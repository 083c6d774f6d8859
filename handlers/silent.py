"""When a nudge is not given: whoever is busy, on hold, resting or done already is left in peace."""

from __future__ import annotations

from handlers import doctor, home, routine, ways
from handlers.parts import NudgeDue, State, World

LATE_SAID = 5  # minutes; a nudge later than this says so


def silent(state: State, under: State | None, due: NudgeDue, w: World) -> str:
    """Why this nudge is not given; "" when it is."""
    person = w.person
    today = person.day(w.now)
    if w.now - due.at > w.late:
        return "late"
    if person.held or person.signs or isinstance(state, doctor.CheckingSigns | doctor.InCrisis):
        return "held"
    if routine.session_of(state) or (under and routine.session_of(under)) or not isinstance(ways.home_of(w), home.Home):
        return "busy"
    if person.did(today):
        return "done"
    if person.rest == today:
        return "rest"
    return "off" if person.is_off(w.now) else ""
