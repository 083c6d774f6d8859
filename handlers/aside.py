"""The answers that mean the same at every step of an exercise: it hurts, stop, skip, how, again, easier, harder."""

from __future__ import annotations

from dataclasses import replace

from handlers import facts as f
from handlers import safety
from handlers.parts import Leave, Move, World, go, say
from handlers.session import Session


def aside(session: Session, answer: str, w: World) -> Move:
    """The answers that mean the same at every step of an exercise."""
    item = session.item
    match answer:
        case "hurts":
            return Leave("hurts", session)
        case "stop":
            return Leave("end", session)
        case "skip":
            return Leave("skip", session)
        case "how":
            return Leave("how", session)
        case "again":
            return Leave("ready", replace(session, spent=0))
        case "easier" if item.level > 1:
            return go(
                Leave("ready", session.at_level(item.level - 1)),
                f.LevelSet(item.exercise, item.level - 1),
                say("note.easier"),
            )
        case "easier":
            return go(Leave("ready", session), say("note.easiest", easier=f"@exercise.{item.exercise}.easier"))
        case "harder" if session.before >= safety.EASIER_FROM:
            return go(Leave("ready", session), say("note.not_harder_today"))
        case "harder" if item.level < safety.top_level(w.person, session.exercise(w)):
            return go(
                Leave("ready", session.at_level(item.level + 1)),
                f.LevelSet(item.exercise, item.level + 1),
                say("note.harder"),
            )
        case "harder":
            return go(Leave("ready", session), say("note.hardest"))
    return None
