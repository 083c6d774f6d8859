"""What has been done, told without praise that was not earned and without alarm: one point up or down is noise."""

from __future__ import annotations

from datetime import timedelta

from handlers.moves import BACK, HOME, Exit, Leave, Move, Part, State, choose
from handlers.say import Arg, Say, lasting, say
from handlers.world import World

REAL_CHANGE = 2  # points on 0-10; Farrar 2001, Ostelo 2008


class Progress(State, part=Part.ASIDE):
    def ask(self, w: World) -> Say:
        past = w.person.past
        if not past:
            return say("progress.nothing", "menu", "back", also=("session",))
        today = w.person.day(w.now)
        week = [p for p in past if p.day > today - timedelta(days=7)]
        month = [p for p in past if p.day > today - timedelta(days=30)]
        args = self._pain(w) | {"week": len(week), "month": len(month), "time": lasting(sum(p.seconds for p in month))}
        return say("progress", "menu", "back", also=("session",), args=args)

    def on(self, answer: str, w: World) -> Move:
        return choose(answer, menu=HOME, back=BACK, session=Leave(Exit.SESSION))

    @staticmethod
    def _pain(w: World) -> dict[str, Arg]:
        first, now = w.person.baseline, w.person.pain
        if first is None or now is None:
            return {"pain": "@progress.pain.unknown"}
        change = now - first
        way = "lower" if change <= -REAL_CHANGE else "higher" if change >= REAL_CHANGE else "same"
        return {"first": first, "now": now, "pain": f"@progress.pain.{way}"}
