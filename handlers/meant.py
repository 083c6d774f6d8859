"""What to do about something that was typed and not asked for: danger, pain, a change, a topic, a command."""

from __future__ import annotations

from dataclasses import replace

from content.menu import Command
from handlers import checkin, doctor, learn, reminders, safety, ways
from handlers import facts as f
from handlers.moves import Exit, Go, Leave, Move, Part, Read, State, go
from handlers.say import say
from handlers.understand import Meaning
from handlers.world import World


def meant(meaning: Meaning, state: State, under: State | None, w: World) -> Move:
    """Where it leads from this state; None: nowhere."""
    if state.part is Part.CRISIS and meaning.value != "menu":
        return state
    match meaning.kind:
        case "crisis":
            return go(doctor.InCrisis(), f.DangerSaid("crisis"))
        case "sign":
            return _sign(state, w)
        case "emergency":
            told = (f.DangerSaid("body"), f.Held("emergency", ()))
            return go(Leave(Exit.HELD), *told) if w.person.held != "emergency" else state
        case "hurts":
            return ways.run(Command.HURTS, state, under, w)
        case "change":
            return _change(meaning.value, state, under, w)
        case "topic":
            return _topic(meaning.value, state, w)
        case "command" if meaning.at:
            return _answered(meaning, state, under, w)
        case "command":
            return ways.run(Command(meaning.value), state, under, w)
        case _:
            return None


def _sign(state: State, w: World) -> Move:
    """Words of danger: the questions that decide how urgent it is, or at once what they already said."""
    told = f.DangerSaid("body")
    if isinstance(state, doctor.CheckingSigns):
        asked = state.on("one", w)
        return go(asked.to, told, *asked.told) if isinstance(asked, Go) else asked
    if w.person.held == "emergency":
        return go(Leave(Exit.HELD) if state.part is Part.ASIDE else state, told)
    return go(Leave(Exit.SIGNS), told, say("note.signs", args=safety.numbers(w)))


def _change(value: str, state: State, under: State | None, w: World) -> Move:
    """ "Much worse, 8": a whole check-in in one sentence; in the middle of an exercise, that it hurts."""
    change, _, score = value.partition(":")
    if change == "worse" and state.session:
        return ways.run(Command.HURTS, state, under, w)
    after = isinstance(state, checkin.Comparing) and state.after
    return ways.unless_welcome(checkin.changed(checkin.CHANGES[change], w, score, after=after), state, under, w)


def _topic(name: str, state: State, w: World) -> Move:
    if name in learn.topics(w):
        return Read(name)
    return doctor.Held() if w.person.held else go(state, say("note.first_this"))


def _answered(meaning: Meaning, state: State, under: State | None, w: World) -> Move:
    """A command, and an answer to what it asks. Where the command leads elsewhere now, the answer is left out."""
    if meaning.at.startswith("worse"):
        return _change(meaning.at, state, under, w)
    move = ways.run(Command(meaning.value), state, under, w)
    match move:
        case Leave():
            return replace(move, answer=meaning.at)
        case reminders.PausingReminders() | reminders.NamingCity():
            return move.on(meaning.at, w) or move
    return move
