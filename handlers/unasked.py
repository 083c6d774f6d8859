"""What people send that is no new message: a location, a message changed later, a sticker, a photo, their voice.

None of it answers a question, but for a location where a city is asked for. None of it is kept, counts as a mistake,
or leads away from where somebody is.
"""

from __future__ import annotations

from content.words import fold
from handlers import home, reminders, ways
from handlers.danger import danger, matches
from handlers.events import Edited, Located, Showed
from handlers.moves import Exit, Leave, Move, Part, State, go
from handlers.say import Say, say
from handlers.understand import understand
from handlers.world import World

NOTES = {
    "sticker": "note.only_words",
    "dice": "note.only_words",
    "voice": "note.cannot_listen",
    "photo": "note.cannot_look",
    "video": "note.cannot_look",
    "file": "note.cannot_look",
}  # by what was shown; for anything else "note.cannot_use"


def unasked(event: Located | Edited | Showed, state: State, turn: int, w: World) -> Move:
    """What comes of it; None: nothing, not a word."""
    if isinstance(event, Located) and isinstance(state, reminders.NamingCity | reminders.ConfirmingZone):
        return state.on(f"zone:{event.zone}", w)
    spoken = isinstance(event, Showed) and event.kind == "voice"  # it may be about pain, so it is always answered
    if state.until and not spoken:
        return None
    match event:
        case Located(zone) if _may_set_clock(state, w):
            return Leave(Exit.TIMEZONE, answer=f"zone:{zone}")
        case Located():
            return go(state, _note("note.no_place_now", turn))
        case Edited():
            return go(state, _note("note.edited", turn))
        case Showed(kind):
            return go(state, _note(NOTES.get(kind, "note.cannot_use"), turn))


def urgent(text: str, state: State, w: World) -> bool:
    """Whether a changed message says what counts even so: words of danger, of a crisis, or that it hurts."""
    known, said = w.words.understood, fold(text)
    if danger(text, said, known) or matches(known.hurts, said, known.negations):
        return True
    meaning = understand(text, state.ask(w), w)
    return meaning is not None and meaning.kind == "answer" and meaning.value in ("hurts", "pain")


def _may_set_clock(state: State, w: World) -> bool:
    """Whether somebody is where the command "timezone" leads somewhere."""
    busy = state.session or state.part in (Part.WELCOME, Part.CRISIS, Part.DANGER)
    return not busy and isinstance(ways.home_of(w), home.Home)


def _note(key: str, turn: int) -> Say:
    """One of the two wordings of a note: they take turns, so that no line is said three times running."""
    return say(f"{key}.{1 + turn % 2}")
