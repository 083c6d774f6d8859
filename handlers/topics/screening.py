"""The safety questions: short lists, the single questions of a list when one of it may be true, and what is tapped.

What the answers mean is decided in `safety`; here is only how they are asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from content.model import Question
from handlers import facts as f
from handlers.moves import Exit, Leave, Move, Part, State, choose, go
from handlers.rules import plan, safety
from handlers.say import Say, say
from handlers.world import World

HASTE = timedelta(seconds=3)  # "none" of these, faster than a list can be read, is asked back once (D)
TWICE = timedelta(seconds=2)  # a second tap so soon is a double tap (D)


class Screening(State, part=Part.WELCOME):
    """One short list. "None" goes on; "one of these" and "not sure" lead into its single questions.

    found: ids of the questions answered yes or not sure so far; conditions: what they mean for the plan. since: when
    the list was shown (UTC), if that is known. asked_back: whether "none" came so fast, or so unsure, that it was asked
    back, of this list or of one before.
    """

    list: str
    found: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    since: datetime | None = None
    asked_back: Literal["", "now", "before"] = ""

    def ask(self, w: World) -> Say:
        if self.asked_back == "now":
            return say("screening.again", "none", "one", also=("unsure", "back", "hedged"))
        _, shown = safety.group(w.catalog, self.list)
        args = safety.listed(shown, w.person)
        return say("screening", "none", "one", "unsure", "back", also=("hedged",), args=args)

    def on(self, answer: str, w: World) -> Move:
        at, shown = safety.group(w.catalog, self.list)
        hasty = answer == "none" and self.since and w.speed == 1 and w.now - self.since < HASTE
        if (hasty and not self.asked_back) or (answer == "hedged" and self.asked_back != "now"):
            return replace(self, asked_back="now")
        answer = "unsure" if answer == "hedged" else answer
        told = f.Answered(shown.id, answer)
        first = next((q for q in shown.questions if safety.concerns(w.person, q)), shown.questions[0])
        single = go(Single(shown.id, first.id, self.found, self.conditions), told)
        start = Leave(Exit.HOME if w.person.baseline is not None else Exit.CONSENT)
        back = self.back_to(w.catalog.lists[at - 1].id, w) if at else start
        return choose(answer, none=self.onward(w, told), one=single, unsure=single, back=back)

    def back_to(self, name: str, w: World) -> Screening:
        """That list, with none of its own answers: they are asked again."""
        _, shown = safety.group(w.catalog, name)
        own = {q.id for q in shown.questions}
        meant = {condition for q in shown.questions for condition in (q.condition, *q.ticked.values())}
        found = tuple(q for q in self.found if q not in own)
        kept = tuple(c for c in self.conditions if c not in meant)
        return Screening(name, found, kept, asked_back=self.asked_back and "before")

    def onward(self, w: World, *told: f.Fact) -> Move:
        at, _ = safety.group(w.catalog, self.list)
        if at + 1 >= len(w.catalog.lists):
            return concluded(self.found, self.conditions, w, *told)
        asked_back: Literal["", "before"] = "before" if self.asked_back else ""
        name = w.catalog.lists[at + 1].id
        return go(at_list(name, w, self.found, self.conditions, asked_back=asked_back), *told)


def at_list(
    name: str,
    w: World,
    found: tuple[str, ...] = (),
    conditions: tuple[str, ...] = (),
    *,
    asked_back: Literal["", "before"] = "",
) -> State:
    """This list, shown now: the last one is tapped."""
    if name == w.catalog.lists[-1].id:
        return AboutYou(found, conditions)
    return Screening(name, found, conditions, w.now, asked_back)


class AboutYou(State, part=Part.WELCOME):
    """What changes which exercises suit them: what fits is tapped, then Done.

    ticked: what was tapped. since: when the last of it was (UTC).
    """

    found: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    ticked: tuple[str, ...] = ()
    since: datetime | None = None

    def ask(self, w: World) -> Say:
        ticks = [f"off_{tick}" if tick in self.ticked else f"tick_{tick}" for tick in ticks_of(w)]
        over = "done" if self.ticked else "none"
        return say("about_you", *ticks, "unsure_one", over, "back", wants="conditions")

    def on(self, answer: str, w: World) -> Move:
        start, _, tick = answer.partition("_")
        if start == "tick" and tick in ticks_of(w):
            return replace(self, ticked=tuple(dict.fromkeys((*self.ticked, tick))), since=w.now)
        if start == "off" and tick in self.ticked:
            twice = self.since and w.now - self.since < TWICE and tick == self.ticked[-1]
            return self if twice else replace(self, ticked=tuple(each for each in self.ticked if each != tick))
        if answer.startswith("ticks:"):
            told = (tick for tick in answer.removeprefix("ticks:").split(",") if tick in ticks_of(w))
            return KeepingInMind(self.found, self.conditions, tuple(dict.fromkeys((*self.ticked, *told))))
        shown = w.catalog.lists[-1]
        first = next((q for q in shown.questions if safety.concerns(w.person, q)), shown.questions[0])
        return choose(
            answer,
            none=concluded(self.found, self.conditions, w, f.Answered(shown.id, "none")),
            done=KeepingInMind(self.found, self.conditions, self.ticked),
            unsure_one=go(Single(shown.id, first.id, self.found, self.conditions), f.Answered(shown.id, "unsure")),
            back=Screening(shown.id, self.found, self.conditions).back_to(w.catalog.lists[-2].id, w),
        )


def ticks_of(w: World) -> Mapping[str, Question]:
    """What can be tapped in the last list, in order, and the question it belongs to."""
    asked = (q for q in w.catalog.lists[-1].questions if safety.concerns(w.person, q))
    return {tick: question for question in asked for tick in question.ticked}


class KeepingInMind(State, part=Part.WELCOME):
    """What was tapped or told, in words, before it counts."""

    found: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    ticked: tuple[str, ...] = ()

    def ask(self, w: World) -> Say:
        return say("keeping_in_mind", "right", "change", what=tuple(f"@question.{tick}.keep" for tick in self.ticked))

    def on(self, answer: str, w: World) -> Move:
        change = AboutYou(self.found, self.conditions, self.ticked)
        if answer != "right":
            return choose(answer, change=change, back=change)
        asked = ticks_of(w)
        fits = {tick: asked[tick] for tick in self.ticked if tick in asked}
        found = tuple(dict.fromkeys(question.id for question in fits.values()))
        meant = tuple(condition for tick, q in fits.items() if (condition := q.ticked[tick]))
        told = (f.Answered(name, "yes") for name in found)
        return concluded((*self.found, *found), self.conditions + meant, w, *told)


class Single(State, part=Part.WELCOME):
    """One question of a list, by itself; with `last` it is the last of all, for it was left out at its place."""

    list: str
    question: str
    found: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    last: bool = False

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
        if self.last:
            return concluded(self.found, self.conditions, w, *told, asked=(self.question,))
        _, shown = safety.group(w.catalog, self.list)
        at = shown.questions.index(self._asked(w)) + 1
        following = next((q for q in shown.questions[at:] if safety.concerns(w.person, q)), None)
        if following:
            return go(replace(self, question=following.id), *told)
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


def concluded(
    found: tuple[str, ...], conditions: tuple[str, ...], w: World, *told: f.Fact, asked: tuple[str, ...] = ()
) -> Move:
    """Where the answers of all lists lead, once what was left out for the age and matters after all was `asked` too."""
    left = next((q for q in safety.left_out(w.person, found, w.catalog) if q.id not in asked), None)
    if left is None:
        return screened(found, conditions, w, *told)
    name = next(group.id for group in w.catalog.lists if left in group.questions)
    return go(Single(name, left.id, found, conditions, last=True), *told)


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
