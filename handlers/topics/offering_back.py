"""An exercise that was out because it hurt may be tried again, at its first level: offered once (rules B4x.2)."""

from __future__ import annotations

from handlers import facts as f
from handlers.moves import HOME, Exit, Leave, Move, Part, State, choose, go
from handlers.say import Say, say
from handlers.world import World


class OfferingBack(State, part=Part.START):
    """Before the next session, when its time is over and the last mornings were settled."""

    of: str
    short: bool = False

    def ask(self, w: World) -> Say:
        return say("offering_back", "try_it", "leave_out", also=("back", "stop"), what=f"@exercise.{self.of}.short")

    def on(self, answer: str, w: World) -> Move:
        on, today = Leave(Exit.SESSION_SHORT if self.short else Exit.SESSION), w.person.day(w.now)
        back = go(on, f.BroughtBack(self.of), f.LevelSet(self.of, 1))
        what = f"@exercise.{self.of}.short"
        out = go(on, f.TakenOut(self.of, today, asked_for=True), say("note.stays_out", what=what))
        return choose(answer, try_it=back, leave_out=out, back=HOME, stop=HOME)
