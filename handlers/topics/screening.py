"""The safety questions: five short lists, and the single questions of a list when one of it may be true.

What the answers mean is decided in `safety`; here is only how they are asked.
"""

from __future__ import annotations

from dataclasses import replace

from content.model import Question
from handlers import facts as f
from handlers.moves import Exit, Leave, Move, Part, State, choose, go
from handlers.rules import plan, safety
from handlers.say import Say, say
from handlers.world import World


class Screening(State, part=Part.WELCOME):
    """One short list. "None" goes on; "one of these" and "not sure" lead into its single questions.

    found: ids of the questions answered yes or not sure so far; conditions: what they mean for the plan.
    """

    list: str
    found: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()

    def ask(self, w: World) -> Say:
        at, shown = safety.group(w.catalog, self.list)
        args = safety.listed(shown)
        return say("screening", "none", "one", "unsure", "back", args=args, number=at + 1, of=len(w.catalog.lists))

    def on(self, answer: str, w: World) -> Move:
        at, shown = safety.group(w.catalog, self.list)
        told = f.Answered(shown.id, answer)
        single = go(Single(shown.id, shown.questions[0].id, self.found, self.conditions), told)
        first = Leave(Exit.HOME if w.person.minutes else Exit.CONSENT)
        back = self.back_to(w.catalog.lists[at - 1].id, w) if at else first
        return choose(answer, none=self.onward(w, told), one=single, unsure=single, back=back)

    def back_to(self, name: str, w: World) -> Screening:
        """That list, with none of its own answers: they are asked again."""
        _, shown = safety.group(w.catalog, name)
        own = {q.id for q in shown.questions}
        meant = {q.condition for q in shown.questions} | ({"shoulder"} if "joints" in own else set())
        found = tuple(q for q in self.found if q not in own)
        return Screening(name, found, tuple(c for c in self.conditions if c not in meant))

    def onward(self, w: World, *told: f.Fact) -> Move:
        at, _ = safety.group(w.catalog, self.list)
        if at + 1 < len(w.catalog.lists):
            return go(replace(self, list=w.catalog.lists[at + 1].id), *told)
        return screened(self.found, self.conditions, w, *told)


class Single(State, part=Part.WELCOME):
    """One question of a list, by itself."""

    list: str
    question: str
    found: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()

    def ask(self, w: World) -> Say:
        return say("single", "yes", "no", "unsure", "back", question=f"@question.{self.question}.ask")

    def on(self, answer: str, w: World) -> Move:
        question = self._asked(w)
        told = f.Answered(question.id, answer)
        if answer not in safety.YES:
            back = Screening(self.list, self.found, self.conditions).back_to(self.list, w)
            return choose(answer, no=self.onward(w, told), back=back)
        if question.outcome in ("emergency", "urgent"):
            note = (say("note.unsure_is_yes"),) if answer == "unsure" else ()
            return go(Leave(Exit.HELD), told, f.Held(question.outcome, (question.id,)), *note)
        found = (*self.found, question.id)
        if question.id == "joints":
            return go(WhichJoint(self.list, found, self.conditions), told)
        more = (question.condition,) if question.condition else ()
        return replace(self, found=found, conditions=self.conditions + more).onward(w, told)

    def onward(self, w: World, *told: f.Fact) -> Move:
        _, shown = safety.group(w.catalog, self.list)
        at = shown.questions.index(self._asked(w)) + 1
        if at < len(shown.questions):
            return go(replace(self, question=shown.questions[at].id), *told)
        return Screening(self.list, self.found, self.conditions).onward(w, *told)

    def _asked(self, w: World) -> Question:
        _, shown = safety.group(w.catalog, self.list)
        return next((q for q in shown.questions if q.id == self.question), shown.questions[0])


class WhichJoint(State, part=Part.WELCOME):
    list: str
    found: tuple[str, ...]
    conditions: tuple[str, ...]

    def ask(self, w: World) -> Say:
        return say("which_joint", "knee_hip", "shoulder_wrist", "both", "back")

    def on(self, answer: str, w: World) -> Move:
        joints = {"knee_hip": ("knee",), "shoulder_wrist": ("shoulder",), "both": ("knee", "shoulder")}
        if answer in joints:
            return Single(self.list, "joints", self.found, self.conditions + joints[answer]).onward(w)
        return choose(answer, back=Single(self.list, "joints", self.found[:-1], self.conditions))


def screened(found: tuple[str, ...], conditions: tuple[str, ...], w: World, *told: f.Fact) -> Move:
    """Where the answers of all lists lead (rules B2)."""
    result = safety.outcome(dict.fromkeys(found, "yes"), w.catalog)
    kept = tuple(dict.fromkeys(conditions))
    if w.person.held and not found:
        told = (*told, f.Released("answers"))
    told = (*told, f.Screened(result, kept))
    if w.person.held and found:
        return go(Leave(Exit.HELD), *told, say("note.still_held"))
    match result:
        case "urgent" | "emergency":
            return go(Leave(Exit.HELD), *told, f.Held(result, found))
        case "clearance":
            return go(AskingClearance(), *told)
    note = say(f"note.screened.{result}")
    return go(AskingClearance() if safety.needs_clearance(found, w.catalog) else Leave(Exit.SCREENED), *told, note)


class AskingClearance(State, part=Part.WELCOME):
    """Something that a professional should be asked about first (rules B2, CLEARANCE)."""

    def ask(self, w: World) -> Say:
        return say("asking_clearance", "they_said_yes", "not_yet", "back")

    def on(self, answer: str, w: World) -> Move:
        some = plan.today(w.person, w.catalog, w.person.day(w.now))
        yes = go(Leave(Exit.SCREENED), f.Cleared(), say("note.cleared"))
        not_yet = go(Leave(Exit.SCREENED), say("note.until_cleared" if some else "note.wait_for_yes"))
        return choose(answer, they_said_yes=yes, not_yet=not_yet, back=Leave(Exit.SCREEN))
