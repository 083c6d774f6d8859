"""What is kept, a copy of it, and its end."""

from __future__ import annotations

from handlers.moves import Exit, Leave, Move, Part, State, doors, go
from handlers.say import Say, say
from handlers.world import World

DOORS = doors(Exit.EXPORT, Exit.DELETE)


class Privacy(State, part=Part.ASIDE):
    """What, why, how long, who. May be read before consent."""

    page: int = 1

    def ask(self, w: World) -> Say:
        pages = w.words.numbered("privacy")
        more = ("more_of_it",) if self.page < len(pages) else ()
        return say(f"privacy.{min(self.page, len(pages))}", *more, "export", "delete", "back")

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "more_of_it" if self.page < len(w.words.numbered("privacy")):
                return Privacy(self.page + 1)
            case "back":
                return Privacy(self.page - 1) if self.page > 1 else Leave(Exit.BACK)
        return Leave(DOORS[answer]) if answer in DOORS else None


class Deleting(State, part=Part.ASIDE):
    """Asked once; a yes removes everything."""

    def ask(self, w: World) -> Say:
        return say("deleting", "delete_all", "keep_it", also=("back",))

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "delete_all":
                return Leave(Exit.FORGET)
            case "keep_it" | "back":
                return go(Leave(Exit.BACK), say("note.kept"))
        return None
