"""How fast the timer goes for this person: the seconds to get set before a hold, and whether there are rests."""

from __future__ import annotations

from handlers import facts as f
from handlers.moves import BACK, Move, Part, State, choose, go
from handlers.say import Say, say
from handlers.world import World

LEADS = ("lead_0", "lead_5", "lead_10", "lead_20")
MOST = 30  # seconds to get set, at most


class Pace(State, part=Part.ASIDE):
    def ask(self, w: World) -> Say:
        person = w.person
        rests = "rests_off" if person.rests else "rests_on"
        key = "pace" if person.rests else "pace.no_rests"
        return say(key, *LEADS, rests, "back", wants="seconds", lead=f"@seconds:{person.lead_in}")

    def on(self, answer: str, w: World) -> Move:
        if answer in ("rests_off", "rests_on"):
            return go(self, f.RestsSet(answer == "rests_on"), say("note.pace_set"))
        if not answer.startswith("lead_"):
            return choose(answer, back=BACK)
        seconds = int(answer.removeprefix("lead_"))
        if seconds > MOST:
            return go(self, say("note.lead_limits", most=f"@seconds:{MOST}"))
        return go(self, f.LeadInSet(seconds), say("note.pace_set"))
