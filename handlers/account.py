"""What is kept, a copy of it, and its end."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.parts import Leave, Move, Say, World, go, say


@dataclass(frozen=True, slots=True)
class Privacy:
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
            case "export" | "delete":
                return Leave(answer)
            case "back":
                return Privacy(self.page - 1) if self.page > 1 else Leave("back")
        return None


@dataclass(frozen=True, slots=True)
class Deleting:
    """Asked once; a yes removes everything."""

    def ask(self, w: World) -> Say:
        return say("deleting", "delete_all", "keep_it", also=("back",))

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "delete_all":
                return Leave("forget")
            case "keep_it" | "back":
                return go(Leave("back"), say("note.kept"))
        return None
