"""What should be easier, in somebody's own words, how well it goes week by week, and a goal (rules B7).

The words are kept only because they were asked for. What holds words of danger is put aside until those have been
answered, and kept when they say so then.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from handlers import facts as f
from handlers.functioning import THINGS, Activity, Function
from handlers.moves import BACK, HOME, Away, Exit, Leave, Move, Part, State, choose, go
from handlers.rules import function as rules
from handlers.say import OWN_WORDS, SCORES, Arg, Say, dated, quoted, say
from handlers.world import World

LONGEST = 100  # characters of one thing, or of a goal
ONES: Mapping[str, int] = {"thing_1": 0, "thing_2": 1, "thing_3": 2}  # by their answer, so that no button has the words
WAYS = ("back", "stop", "menu")
_PARTS = re.compile(r"[;\n]+")


def own(text: str) -> str:
    """Their words as they are kept: in one line, not too long; "" where there is no word in it."""
    plain = quoted(" ".join(text.split()))
    return plain[:LONGEST].rstrip() if any(char.isalpha() for char in plain) else ""


def begin(due: rules.Due, today: date) -> Move:
    """What is to be asked of it on that local date, at a quiet moment."""
    asked = NamingThings(by_us=True) if due == "name" else RatingThing(today)
    return go(asked, f.FunctionAsked(today))


def opened(w: World) -> State:
    """What they come to who want to see it."""
    return Things() if w.person.function.activities else NamingThings()


def _away(answer: str) -> Move:
    return choose(answer, back=BACK, stop=BACK, menu=HOME)


# --- naming -------------------------------------------------------------------------------------------------------


class NamingThings(State, part=Part.CHECKIN):
    """One thing after the other, up to three. by_us: nobody asked for this question."""

    by_us: bool = False

    def ask(self, w: World) -> Say:
        if w.person.function.activities:
            return say("naming_things.more", "that_is_all", also=WAYS, wants="things")
        return say("naming_things", "not_now" if self.by_us else "back", also=(*WAYS, "yes"), wants="things")

    def on(self, answer: str, w: World) -> Move:
        if answer.startswith(OWN_WORDS):
            return named(answer.removeprefix(OWN_WORDS), w)
        if answer == "that_is_all" or (answer in ("back", "stop") and w.person.function.activities):
            return _rated_first(w.person.function, w)
        if answer == "yes":  # "ok": then they are to tell it
            return go(self, say("note.few_words"))
        return BACK if answer == "not_now" else _away(answer)

    def put_aside(self, text: str) -> State:
        return ThingAside("thing", text.strip()[: THINGS * LONGEST])


def named(text: str, w: World) -> Move:
    """These things are kept, as many as there is room for; then how each goes."""
    have = w.person.function.names
    told = dict.fromkeys(filter(None, map(own, _PARTS.split(text))))
    new = tuple(map(f.FunctionNamed, [name for name in told if name not in have][: THINGS - len(have)]))
    if not told:
        return None
    known = w.person.after_all(new, w.now).function
    return go(NamingThings() if len(known.activities) < THINGS else _rated_first(known, w), *new)


def _rated_first(known: Function, w: World) -> State | Away:
    """To how it goes, from the first thing on that nothing was told of."""
    at = next((at for at, each in enumerate(known.activities) if each.first is None), None)
    return BACK if at is None else RatingThing(w.person.day(w.now), at)


class NamingGoal(State, part=Part.CHECKIN):
    def ask(self, w: World) -> Say:
        return say("naming_goal", "skip_question", also=WAYS, wants="things")

    def on(self, answer: str, w: World) -> Move:
        if answer.startswith(OWN_WORDS):
            return goal_set(answer.removeprefix(OWN_WORDS))
        return BACK if answer == "skip_question" else _away(answer)

    def put_aside(self, text: str) -> State:
        return ThingAside("goal", text.strip()[:LONGEST])


def goal_set(text: str) -> Move:
    goal = own(text)
    return go(BACK, f.GoalSet(goal), say("note.goal_kept", goal=quoted(goal))) if goal else None


class ThingAside(State, part=Part.CHECKIN):
    """Words that held words of danger, which have been answered: kept only if they say so."""

    kind: f.OwnWords
    text: str

    def ask(self, w: World) -> Say:
        return say(f"thing_aside.{self.kind}", "keep_words", "leave_words", also=("back",))

    def on(self, answer: str, w: World) -> Move:
        left = go(BACK, say("note.words_left"))
        keeping = named(self.text, w) if self.kind == "thing" else goal_set(self.text)
        return choose(answer, keep_words=keeping or left, leave_words=left, back=left)


# --- how it goes --------------------------------------------------------------------------------------------------


class RatingThing(State, part=Part.CHECKIN):
    """How well one thing goes, 0 cannot and 10 as before. day: the local date on which they were asked."""

    day: date
    at: int = 0

    def ask(self, w: World) -> Say:
        key = "rating_thing" if self.at == 0 else "rating_thing.next"
        what = quoted(self._thing(w).name)
        return say(key, *SCORES, "not_done", "skip_question", also=WAYS, wants="ability", what=what)

    def on(self, answer: str, w: World) -> Move:
        if answer in SCORES or answer == "not_done":
            score = int(answer) if answer in SCORES else None
            told = f.FunctionRated(self._thing(w).name, score, self.day)
            if self.at + 1 < len(w.person.function.activities):
                return go(replace(self, at=self.at + 1), told)
            return _rated(w.person.function.after(told), told)
        return BACK if answer == "skip_question" else _away(answer)

    def _thing(self, w: World) -> Activity:
        return next(iter(w.person.function.activities[self.at :]), Activity(""))


def _rated(known: Function, told: f.Fact) -> Move:
    """All was told: what has really changed, and after the first time what they would like to get to."""
    first = len(known.weeks) < 2
    there = NamingGoal() if first and not known.goal else BACK
    return go(there, told, say(f"note.function.{'first' if first else rules.changed(rules.compared(known))}"))


# --- to look at it ------------------------------------------------------------------------------------------------


class Things(State, part=Part.CHECKIN):
    """What they named, how it goes, and the goal; with ways to change each."""

    def ask(self, w: World) -> Say:
        known = w.person.function
        lines = tuple(map(rules.line, known.activities))
        more = ("add_thing",) if len(known.activities) < THINGS else ()
        reached = ("goal_reached",) if known.goal and not known.reached else ()
        choices = ("rate_things", *more, "drop_thing", "change_goal" if known.goal else "set_goal", *reached, "back")
        goal = "@things.no_goal" if not known.goal else "@things.reached" if known.reached else "@things.goal"
        args: dict[str, Arg] = {"lines": lines, "words": quoted(known.goal), "goal": goal}
        if not known.weeks:
            return say("things", *choices, also=WAYS, args=args)
        return say("things.told", *choices, also=WAYS, args=args | dated(known.weeks[-1]))

    def on(self, answer: str, w: World) -> Move:
        reached = go(self, f.GoalReached(w.person.function.goal), say("note.goal_reached"))
        goal = NamingGoal()
        return choose(
            answer,
            rate_things=RatingThing(w.person.day(w.now)),
            add_thing=NamingThings(),
            drop_thing=DroppingThing(),
            set_goal=goal,
            change_goal=goal,
            goal_reached=reached,
        ) or _away(answer)


class DroppingThing(State, part=Part.CHECKIN):
    """Which of them is not to be asked about any more."""

    def ask(self, w: World) -> Say:
        names = w.person.function.names
        return say("dropping_thing", *list(ONES)[: len(names)], "back", also=WAYS, lines=tuple(map(quoted, names)))

    def on(self, answer: str, w: World) -> Move:
        names = w.person.function.names
        if (at := ONES.get(answer, THINGS)) >= len(names):
            return Leave(Exit.FUNCTION) if answer == "back" else _away(answer)
        return go(Leave(Exit.FUNCTION), f.FunctionDropped(names[at]), say("note.thing_dropped"))
