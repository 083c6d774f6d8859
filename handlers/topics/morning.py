"""How the back took the last session: asked the day after it, or recalled before the next one (rules B4x.0)."""

from __future__ import annotations

from handlers import facts as f
from handlers.diary import settles
from handlers.moves import HOME, Exit, Leave, Move, Part, State, choose, go
from handlers.rules import mornings
from handlers.say import SCORES, Say, say
from handlers.world import World


class MorningAfter(State, part=Part.START):
    """Before the next session, or before `own`, which they do by themselves; alone: nothing follows but the menu.

    It asks about the back, not about tired thighs.
    """

    short: bool = False
    own: str = ""
    alone: bool = False

    def ask(self, w: World) -> Say:
        if mornings.yesterday(w):
            also = ("settled", "still_sore", "back", "stop")
            return say("morning_after", *SCORES, "skip_question", also=also, wants="pain")
        choices, args = ("settled", "still_sore", "skip_question"), mornings.named(w)
        return say("morning_recalled", *choices, also=("back", "stop", *SCORES), wants="pain", args=args)

    def on(self, answer: str, w: World) -> Move:
        day, on = mornings.due(w.person, w.now), self._on()
        if answer in SCORES and day and mornings.yesterday(w):
            score = int(answer)
            fine = settles(score, day)
            heard = say("note.settled" if fine else "note.not_settled", score=score)
            return go(on, f.MorningTold(fine, score, day.on), heard)
        skipped = (f.MorningSkipped(day.on),) if day else ()
        if answer in SCORES:  # a number, days later, is the pain now
            return go(on, *skipped, f.PainRated("now", int(answer)))
        told = {"settled": True, "still_sore": False}.get(answer)
        if told is not None:  # without a day: asked before days were kept
            fine = told and not (day and day.leg)
            notes = () if fine else (say("note.still_sore"),)
            return go(on, f.MorningTold(fine, None, day.on if day else None), *notes)
        return choose(answer, skip_question=go(on, *skipped), back=HOME, stop=HOME)

    def _on(self) -> Leave:
        if self.alone:
            return Leave(Exit.CHECKED)
        if self.own:
            return Leave(Exit.OWN_TODAY, self.own)
        return Leave(Exit.SESSION_SHORT if self.short else Exit.SESSION)


class OfferingMorning(State, part=Part.NUDGE):
    """The same, asked by ourselves: it begins without a word of health, since a locked screen may show it."""

    def ask(self, w: World) -> Say:
        return say("offering_morning", "go_on", "skip_question", also=("checkin", "back", "stop"))

    def on(self, answer: str, w: World) -> Move:
        day = mornings.due(w.person, w.now)
        skipped = go(HOME, *((f.MorningSkipped(day.on),) if day else ()))
        asked = MorningAfter(alone=True)
        return choose(answer, go_on=asked, checkin=asked, skip_question=skipped, back=HOME, stop=HOME)


class AskingMornings(State, part=Part.CHECKIN):
    """May we ask by ourselves, on the morning after a session? Asked once."""

    def ask(self, w: World) -> Say:
        return say("asking_mornings", "yes", "no", also=("back", "stop"))

    def on(self, answer: str, w: World) -> Move:
        no = go(HOME, f.MorningsWanted(False), say("note.mornings_off"))
        return choose(answer, yes=go(HOME, f.MorningsWanted(True), say("note.mornings_on")), no=no, back=no, stop=no)
