"""Somebody writes in a language that we do not speak: three sentences in it, and whom to call."""

from __future__ import annotations

from content.foreign import FOREIGN
from handlers import facts as f
from handlers.moves import BACK, Exit, Leave, Move, Part, State, choose, go
from handlers.rules import safety
from handlers.say import Arg, Say, say
from handlers.typed.foreign import Tells
from handlers.world import World


class OtherLanguage(State, part=Part.DANGER):
    """Whether what matters most is so, asked in their language and in no English lists.

    code: the language, as in `content/languages.yaml`. about: the danger that their words told of, "" for none.
    """

    repeats = True
    code: str
    about: Tells = ""

    def ask(self, w: World) -> Say:
        yes, no = f"yes_{self.code}", f"no_{self.code}"
        return say(f"{FOREIGN}{self.code}.answer", yes, no, also=("yes", "no"), call=self._call(w))

    def on(self, answer: str, w: World) -> Move:
        call = say(f"{FOREIGN}{self.code}.call", call=self._call(w))
        yes: Move = go(Leave(Exit.HELD, "emergency"), f.DangerSaid("body"), f.Held("emergency", ()), call)
        if self.about == "crisis":
            yes = go(Leave(Exit.CRISIS), f.DangerSaid("crisis"), call)
        off = (f.FeltUnwell(w.person.day(w.now)),) if self.about else ()
        return choose(answer.removesuffix(f"_{self.code}"), yes=yes, no=go(BACK, *off))

    def _call(self, w: World) -> Arg:
        """The number, where it is known; else words for it in their language."""
        place = safety.region(w)
        return (place.emergency if place else "") or f"@{FOREIGN}{self.code}.number"
