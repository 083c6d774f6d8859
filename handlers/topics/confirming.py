"""Was that meant? A value or a wish that its sentence did not quite bear out is asked back before it counts."""

from __future__ import annotations

from handlers.moves import BACK, Exit, Leave, Move, Part, State, choose
from handlers.say import Arg, Say, clock, days_of, named_days, say
from handlers.world import World


class Confirming(State, part=Part.ASIDE):
    """answer: what it is if they say yes: a value for the question it was said to, or "answer:<choice>:",
    "wish:<name>:<what with it>" and "command:<name>:<what with it>".
    """

    answer: str

    def ask(self, w: World) -> Say:
        key, args = self._shown()
        also = ("none", "back") if key == "none" else ("back",)
        return say(f"confirming.{key}", "yes", "no", also=also, args=args)

    def on(self, answer: str, w: World) -> Move:
        yes = Leave(Exit.CONFIRMED, self.answer)  # "no, none of them" is a yes to "so none of these?"
        return choose(answer, yes=yes, none=yes, no=BACK, back=BACK)

    def _shown(self) -> tuple[str, dict[str, Arg]]:
        kind, _, rest = self.answer.partition(":")
        if kind == "done":
            return "done", {"what": f"@exercise.{rest.partition(':')[0]}.short"}
        if rest:
            words = "choice" if kind == "answer" else "wished"
            return "wish", {"what": f"@{words}.{rest.partition(':')[0]}"}
        if kind.isdecimal():
            return "score", {"score": kind}
        at, _, days = kind.partition(" ")
        if at.startswith("at_"):
            told = named_days(days_of(days))
            return ("time_on", {"time": clock(at[3:]), "days": told}) if told else ("time", {"time": clock(at[3:])})
        if at.startswith("days_"):
            return "days", {"days": named_days(days_of(at))}
        return ("none" if kind == "none" else "no"), {}
