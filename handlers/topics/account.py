"""The language that is spoken; what is kept, a copy of it, and its end."""

from __future__ import annotations

from handlers import facts as f
from handlers.moves import BACK, Exit, Leave, Move, Part, State, choose, doors, go
from handlers.say import Say, say
from handlers.world import World

DOORS = doors(Exit.EXPORT, Exit.DELETE)


class ChoosingLanguage(State, part=Part.ASIDE):
    """Each by its own name. May be chosen before consent."""

    def ask(self, w: World) -> Say:
        offered = tuple(w.catalog.choosable)
        return say("choosing_language", *offered, "back") if len(offered) > 1 else say("choosing_language.one", "back")

    def on(self, answer: str, w: World) -> Move:
        if language := w.catalog.choosable.get(answer):
            return go(BACK, f.LanguageChosen(language), say("note.language_chosen"))
        return choose(answer, back=BACK)


class Privacy(State, part=Part.ASIDE):
    """What, why, how long, who. May be read before consent."""

    page: int = 1

    def ask(self, w: World) -> Say:
        pages = w.words.numbered("privacy")
        more = ("more_of_it",) if self.page < len(pages) else ()
        return say(f"privacy.{min(self.page, len(pages))}", *more, "export", "delete", "back")

    def on(self, answer: str, w: World) -> Move:
        more = Privacy(self.page + 1) if self.page < len(w.words.numbered("privacy")) else None
        back = Privacy(self.page - 1) if self.page > 1 else BACK
        return choose(answer, more_of_it=more, back=back, **DOORS)


class Deleting(State, part=Part.ASIDE):
    """Asked once; a yes removes everything."""

    def ask(self, w: World) -> Say:
        return say("deleting", "delete_all", "keep_it", also=("back",))

    def on(self, answer: str, w: World) -> Move:
        kept = go(BACK, say("note.kept"))
        return choose(answer, delete_all=Leave(Exit.FORGET), keep_it=kept, back=kept)
