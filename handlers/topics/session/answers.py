"""The answers that mean the same at every step of an exercise: it hurts, stop, skip, how, again, easier, harder."""

from __future__ import annotations

from dataclasses import replace

from handlers import facts as f
from handlers.moves import Into, Move, Within, go
from handlers.rules import safety
from handlers.say import say
from handlers.session import Session
from handlers.world import World


def aside(session: Session, answer: str, w: World) -> Move:
    """The answers that mean the same at every step of an exercise."""
    item = session.item
    match answer:
        case "hurts":
            return Into(Within.HURTS, session)
        case "stop":
            return Into(Within.END, session)
        case "skip":
            return Into(Within.SKIP, session)
        case "how":
            return Into(Within.HOW, session)
        case "again":
            return Into(Within.READY, replace(session, spent=0))
        case "easier" if item.level > 1:
            return go(
                Into(Within.READY, session.at_level(item.level - 1)),
                f.LevelSet(item.exercise, item.level - 1),
                say("note.easier"),
            )
        case "easier":
            return go(Into(Within.READY, session), say("note.easiest", easier=f"@exercise.{item.exercise}.easier"))
        case "harder" if session.before >= safety.EASIER_FROM:
            return go(Into(Within.READY, session), say("note.not_harder_today"))
        case "harder" if item.level < safety.top_level(w.person, session.exercise(w)):
            return go(
                Into(Within.READY, session.at_level(item.level + 1)),
                f.LevelSet(item.exercise, item.level + 1),
                say("note.harder"),
            )
        case "harder":
            return go(Into(Within.READY, session), say("note.hardest"))
    return None
