"""The safety questions: short lists, the single questions of a list when one of it may be true, and what is tapped.

What the answers mean is decided in `safety`; here is only how they are asked.
"""

from __future__ import annotations

from dataclasses import field, replace
from datetime import datetime, timedelta

from content.model import Question
from handlers import facts as f
from handlers.moves import Exit, Leave, Move, Part, State, choose, go
from handlers.rules import holds, plan, safety
from handlers.rules.safety import AskedBack
from handlers.say import Say, say
from handlers.world import World

LEG, SCIATICA = "one_leg", "sciatica"  # pain into a leg that was told, and what it means once nothing else is behind it
TWICE = 2  # seconds; a second tap so soon is a double tap
Ids = tuple[str, ...]


class Screening(State, part=Part.WELCOME):
    """One short list. "None" goes on; "one of these" and "not sure" lead into its single questions.

    found: ids of the questions answered yes or not sure so far; conditions: what they mean for the plan. since: when it
    was shown (UTC). asked_back: "none" is being asked back, too fast or unsure; "before": that was done already.
    """

    list: str
    found: Ids = ()
    conditions: Ids = ()
    since: datetime | None = field(default=None, compare=False)
    asked_back: AskedBack = ""

    def ask(self, w: World) -> Say:
        if self.asked_back == "now":
            return AGAIN
        (at, shown), of = safety.group(w.catalog, self.list), len(w.catalog.lists) - 1
        args = safety.listed(shown, safety.asked_of(w, shown))
        return say("screening", "none", "one", "unsure", "back", also=("hedged",), args=args, number=at + 1, of=of)

    def on(self, answer: str, w: World) -> Move:
        if safety.doubtful(answer, self.since, self.asked_back, w):
            return replace(self, asked_back="now")
        at, shown = safety.group(w.catalog, self.list)
        told = f.Answered(shown.id, "unsure" if answer == "hedged" else answer)
        first = safety.asked_of(w, shown)[0].id
        single = go(Single(shown.id, first, self.found, self.conditions), told)
        back: Move = Leave(Exit.HOME if w.person.begun else Exit.CONSENT)
        if self.asked_back == "now":
            back = replace(self, asked_back="before", since=w.now)
        elif at:
            back = anew(w.catalog.lists[at - 1].id, self.found, self.conditions, w)
        none = onward(self.list, self.found, self.conditions, w, told, asked_back=self.asked_back)
        return choose(answer, none=none, one=single, unsure=single, hedged=single, back=back)

    def lists(self, signs: Ids, w: World) -> bool:
        """Whether this list asks for all of these."""
        return {*signs} <= {q.id for q in safety.asked_of(w, safety.group(w.catalog, self.list)[1])}


AGAIN = say("screening.again", "none", "one", also=("unsure", "hedged", "back"))


def at_list(name: str, w: World, found: Ids = (), conditions: Ids = (), *, asked_back: AskedBack = "") -> State:
    """This list, shown now: the last one is tapped."""
    before: AskedBack = "before" if asked_back else ""
    if name == w.catalog.lists[-1].id:
        told, found, conditions = safety.ticked(found, conditions, w)
        return AboutYou(found, conditions, told, since=w.now, asked_back=before)
    return Screening(name, found, conditions, w.now, before)


def begin(told: Ids, w: World) -> State:
    """The first list, with what was told before it could be kept. told: the ids of the questions it points to."""
    kept = keeping(Screening(w.catalog.lists[0].id, since=w.now), told, w)
    return replace(kept, conditions=(*kept.conditions, SCIATICA)) if LEG in told else kept


def keeping(state: Screening | Single, what: Ids, w: World) -> Screening | Single:
    """The same with what was told before its list: it is ticked there. what: the ids of its questions."""
    firsts = {question.id: tick for tick, question in reversed([*safety.ticks(w).items()])}
    ticks = tuple(firsts[each] for each in what if each in firsts)
    found, conditions = safety.with_ticks(state.found, state.conditions, ticks, w)
    return replace(state, found=found, conditions=conditions)


def anew(name: str, found: Ids, conditions: Ids, w: World) -> State:
    """This list once more, with none of its own answers: they are asked again."""
    _, shown = safety.group(w.catalog, name)
    own = {q.id for q in shown.questions}
    meant = {condition for q in shown.questions for condition in q.ticked.values()}
    kept = tuple(c for c in conditions if c not in meant)
    return at_list(name, w, tuple(q for q in found if q not in own), kept, asked_back="before")


def onward(name: str, found: Ids, conditions: Ids, w: World, *told: f.Fact, asked_back: AskedBack = "before") -> Move:
    """To the list after this one, or to where the answers of all of them lead."""
    at, _ = safety.group(w.catalog, name)
    if at + 1 >= len(w.catalog.lists):
        return concluded(found, conditions, w, *told)
    return go(at_list(w.catalog.lists[at + 1].id, w, found, conditions, asked_back=asked_back), *told)


class AboutYou(State, part=Part.WELCOME):
    """What changes which exercises suit them: what fits is tapped, then Done.

    ticked: what was tapped. since: when it was shown, or tapped last (UTC). asked_back: as of every list.
    """

    found: Ids = ()
    conditions: Ids = ()
    ticked: Ids = ()
    since: datetime | None = field(default=None, compare=False)
    asked_back: AskedBack = ""

    def ask(self, w: World) -> Say:
        if self.asked_back == "now":
            return AGAIN
        ticks = [f"off_{tick}" if tick in self.ticked else f"tick_{tick}" for tick in safety.ticks(w)]
        late = [f"tick_{tick}" if tick in self.ticked else f"off_{tick}" for tick in safety.ticks(w)]
        over, more = ("done", ()) if self.ticked else ("none", ("hedged",))
        also = (*late, "one", "unsure", *more)
        return say("about_you", *ticks, "unsure_one", over, "back", also=also, wants="conditions")

    def same_question(self, before: State) -> bool:
        """A button of the list counts until the list is left, however much was tapped since it was shown."""
        return self == before or (isinstance(before, AboutYou) and "now" not in (self.asked_back, before.asked_back))

    def on(self, answer: str, w: World) -> Move:
        start, _, tick = answer.partition("_")
        if start in ("tick", "off") and tick in safety.ticks(w):
            return self._tapped(tick, w, on=start == "tick")
        if answer.startswith("ticks:"):
            told = (tick for tick in answer.removeprefix("ticks:").split(",") if tick in safety.ticks(w))
            return KeepingInMind(self.found, self.conditions, tuple(dict.fromkeys((*self.ticked, *told))))
        if safety.doubtful(answer, self.since, self.asked_back, w):
            return replace(self, asked_back="now")
        shown, again = w.catalog.lists[-1], self.asked_back == "now"
        listed = replace(self, asked_back="before", since=w.now)
        found, conditions = safety.with_ticks(self.found, self.conditions, self.ticked, w)
        single = singles(shown.id, found, conditions, w, f.Answered(shown.id, "unsure"))
        back = listed if again else anew(w.catalog.lists[-2].id, found, conditions, w)
        none = concluded(self.found, self.conditions, w, f.Answered(shown.id, "none"))
        done, one = KeepingInMind(self.found, self.conditions, self.ticked), listed if again else single
        return choose(answer, none=none, done=done, one=one, unsure_one=single, unsure=single, hedged=single, back=back)

    def _tapped(self, tick: str, w: World, *, on: bool) -> Move:
        """A tick, or one taken away; never by a double tap, which is one tap."""
        if on is (tick in self.ticked):
            return Leave(Exit.SILENCE) if w.pressed else self
        if on:
            return replace(self, ticked=(*self.ticked, tick), since=w.now)
        twice = (
            w.pressed
            and tick == self.ticked[-1]
            and self.since is not None
            and w.now - self.since < timedelta(seconds=TWICE)
        )
        return self if twice else replace(self, ticked=tuple(each for each in self.ticked if each != tick))


class KeepingInMind(State, part=Part.WELCOME):
    """What was tapped or told, in words, before it counts."""

    found: Ids = ()
    conditions: Ids = ()
    ticked: Ids = ()

    def ask(self, w: World) -> Say:
        what = tuple(f"@question.{tick}.keep" for tick in self.ticked)
        return say("keeping_in_mind", "right", "change", also=("back",), wants="conditions", what=what)

    def on(self, answer: str, w: World) -> Move:
        change = AboutYou(self.found, self.conditions, self.ticked, asked_back="before")
        found, conditions = safety.with_ticks(self.found, self.conditions, self.ticked, w)
        told = (f.Answered(name, "yes") for name in found if name not in self.found)
        right = concluded(found, conditions, w, *told)
        more = change.on(answer, w) if answer.startswith("ticks:") else None
        return choose(answer, right=right, change=change, back=change) or more


class Single(State, part=Part.WELCOME):
    """One question of a list, by itself; with `last` it is the last of all, for it was left out at its place.

    again: it is asked once more, since the answer was unsure.
    """

    list: str
    question: str
    found: Ids = ()
    conditions: Ids = ()
    last: bool = False
    again: bool = False

    def ask(self, w: World) -> Say:
        key, asked = "single.again" if self.again else "single", f"@question.{self.question}.ask"
        return say(key, "yes", "no", "unsure", "back", also=("hedged", "none"), question=asked)

    def on(self, answer: str, w: World) -> Move:
        if answer == "hedged" and not self.again:
            return replace(self, again=True)
        question, answer = self._asked(w), {"hedged": "unsure", "none": "no"}.get(answer, answer)
        told = f.Answered(question.id, answer)
        if answer not in safety.YES:
            name = w.catalog.lists[-1].id if self.last else self.list
            return choose(answer, no=self.onward(w, told), back=anew(name, self.found, self.conditions, w))
        if question.outcome in ("emergency", "urgent"):
            why = holds.told(question.outcome, (question.id,), unsure=answer == "unsure")
            return go(Leave(Exit.HELD, why), told, f.Held(question.outcome, (question.id,)))
        found = (*self.found, question.id)
        if question.id == "joints":
            return go(WhichJoint(self.list, found, self.conditions), told)
        more = (question.condition,) if question.condition else ()
        return replace(self, found=found, conditions=self.conditions + more).onward(w, told)

    def onward(self, w: World, *told: f.Fact) -> Move:
        if self.last:
            return concluded(self.found, self.conditions, w, *told, asked=(self.question,))
        return singles(self.list, self.found, self.conditions, w, *told, after=self._asked(w))

    def _asked(self, w: World) -> Question:
        _, shown = safety.group(w.catalog, self.list)
        return next((q for q in shown.questions if q.id == self.question), shown.questions[0])


def singles(name: str, found: Ids, conditions: Ids, w: World, *told: f.Fact, after: Question | None = None) -> Move:
    """The questions of a list one by one, from the first or the one `after` this, but for what is known already."""
    _, shown = safety.group(w.catalog, name)
    left = shown.questions[shown.questions.index(after) + 1 :] if after else shown.questions
    asked = (q for q in left if q in safety.asked_of(w, shown) and not safety.known(q, found, conditions))
    following = next(asked, None)
    if following is None:
        return onward(name, found, conditions, w, *told)
    return go(Single(name, following.id, found, conditions), *told)


class WhichJoint(State, part=Part.WELCOME):
    list: str
    found: Ids
    conditions: Ids

    def ask(self, w: World) -> Say:
        return say("which_joint", "knee_hip", "shoulder_wrist", "both", "back")

    def on(self, answer: str, w: World) -> Move:
        joints = {"knee_hip": ("knee",), "shoulder_wrist": ("shoulder",), "both": ("knee", "shoulder")}
        if answer in joints:
            return Single(self.list, "joints", self.found, self.conditions + joints[answer]).onward(w)
        return choose(answer, back=Single(self.list, "joints", self.found[:-1], self.conditions))


def concluded(found: Ids, conditions: Ids, w: World, *told: f.Fact, asked: Ids = ()) -> Move:
    """Where the answers of all lists lead, once what was left out for the age and matters after all was `asked` too."""
    left = next((q for q in safety.left_out(w, found) if q.id not in asked), None)
    if left is None:
        return screened(found, conditions, w, *told)
    name = next(group.id for group in w.catalog.lists if left in group.questions)
    return go(Single(name, left.id, found, conditions, last=True), *told)


def screened(found: Ids, conditions: Ids, w: World, *told: f.Fact) -> Move:
    """Where the answers of all lists lead (rules B2)."""
    result, also = safety.outcome(dict.fromkeys(found, "yes"), w.catalog), safety.said_too(found, w.catalog)
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
            return go(AskingClearance(), *told, *also)
    notes = (say(f"note.screened.{result}"), *also)
    return go(AskingClearance() if safety.needs_clearance(found, w.catalog) else Leave(Exit.SCREENED), *told, *notes)


class AskingClearance(State, part=Part.WELCOME):
    """Something that a professional should be asked about first (rules B2, CLEARANCE)."""

    def ask(self, w: World) -> Say:
        return say("asking_clearance", "they_said_yes", "not_yet", "back")

    def on(self, answer: str, w: World) -> Move:
        some = plan.today(w.person, w.catalog, w.person.day(w.now))
        yes = go(Leave(Exit.SCREENED), f.Cleared(), say("note.cleared"))
        not_yet = go(Leave(Exit.SCREENED), say("note.until_cleared" if some else "note.wait_for_yes"))
        return choose(answer, they_said_yes=yes, not_yet=not_yet, back=Leave(Exit.SCREEN))
