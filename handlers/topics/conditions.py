"""A condition that is told after the lists: its one question, and what is left out from then on (matrix C8)."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import facts as f
from handlers.moves import BACK, Exit, Leave, Move, Part, State, choose, go
from handlers.person import Person
from handlers.rules import safety
from handlers.say import Say, say
from handlers.world import World

JOINTS: Mapping[str, tuple[str, ...]] = {
    "knee_hip": ("knee",),
    "shoulder_wrist": ("shoulder",),
    "both": ("knee", "shoulder"),
}


class AskingCondition(State, part=Part.ASIDE):
    """question: the id of the one question of this condition."""

    question: str

    def ask(self, w: World) -> Say:
        return say("single", "yes", "no", "unsure", "back", question=f"@question.{self.question}.ask")

    def on(self, answer: str, w: World) -> Move:
        if answer not in safety.YES:
            return choose(answer, no=go(BACK, f.Answered(self.question, "no")), back=BACK)
        if self.question == "joints":
            return TellingJoint()
        condition = next((q.condition for q in safety.questions(w.catalog) if q.id == self.question), None)
        return _told(self.question, (condition,) if condition else (), w)


class TellingJoint(State, part=Part.ASIDE):
    """Which joint it is."""

    def ask(self, w: World) -> Say:
        return say("which_joint", *JOINTS, "back")

    def on(self, answer: str, w: World) -> Move:
        return (
            _told("joints", JOINTS[answer], w) if answer in JOINTS else choose(answer, back=AskingCondition("joints"))
        )


def told(question: str) -> AskingCondition:
    """Where a condition leads that was told by the way. question: the id of its question, such as "pregnant"."""
    return AskingCondition(question)


def _told(question: str, conditions: tuple[str, ...], w: World) -> Move:
    """What follows from it: what is left out now is said in one line; two of some are urgent together (rules B2)."""
    cluster = safety.together(question, w.person, w.catalog)
    fact = f.ConditionTold(question, conditions, safety.needs_clearance((question,), w.catalog))
    if cluster:
        return go(Leave(Exit.HELD), fact, f.Held("urgent", cluster))
    return go(Leave(Exit.CONDITION_TOLD), fact, left_out(w.person, w.person.after(fact, w.now), w))


def left_out(before: Person, after: Person, w: World) -> Say:
    """One line: which exercises are left out from now on, and which are done in a gentler way."""
    out, gentler = list[str](), list[str]()
    for each in w.catalog.exercises.values():
        was, now = safety.allowed(before, each), safety.allowed(after, each)
        if now != was and now == "no":
            out.append(f"@exercise.{each.id}.short")
        elif now != was and now == "modified":
            gentler.append(f"@exercise.{each.id}.short")
    if not out:
        return say("note.gentler_now", gentler=tuple(gentler)) if gentler else say("note.nothing_out")
    return say("note.out_now", out=tuple(out))
