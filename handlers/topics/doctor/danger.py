"""The questions after words of danger, after "worse" and after pain in a leg, and what is certain without asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from content.model import QuestionList
from handlers import facts as f
from handlers.facts import Signs
from handlers.moves import Exit, Go, Leave, Move, Part, State, choose, go
from handlers.rules import holds, safety
from handlers.say import Say, say
from handlers.world import World

# The way out once all was answered "none", by why it was asked.
CHECKED: Mapping[Signs, Exit] = {
    "signs": Exit.CHECKED_SIGNS,
    "worse": Exit.CHECKED_WORSE,
    "leg": Exit.CHECKED_LEG,
    "doubt": Exit.CHECKED_DOUBT,
}
URGENT_LISTS = ("nerves", "danger")  # rules B3: after words of danger, and after "worse", these are asked again
LEG = "one_leg"  # asked too after pain in a leg (rules B4)
# What is true of somebody beside the sign: where there is none of it, the condition is asked for.
BESIDE = {"pregnancy_signs": "pregnant", "weight_cancer": "cancer", "fragile": "bones"}
FRAGILE = "fragile"  # sudden pain, with bones that may be weak
LEG_DOWN = "leg_down"  # pain goes further down a leg than the day before: urgent, whatever is answered (rules B5)
CALF = "calf"  # hot, red or swollen: urgent (rules B11)
AT_ONCE = frozenset({"overdose", "other"})  # emergencies that no list asks for: they have a question of their own
SIT = frozenset({"chest", "other"})  # whoever tells of these sits or lies down before they read on
FEVER = ("very_ill", "infection")  # what a cold or a sick day with fever points to


class CheckingSigns(State, part=Part.DANGER):
    """The lists whose yes is an emergency, asked again: after words of danger, after "worse", after pain in a leg.

    why: what made us ask. list: the one that is open; "": the first. signs: the ids of the questions that what
    they told points to. A list that holds one of them comes first; the urgent ones are asked singly after both lists.
    """

    repeats = True
    why: Signs
    list: str = ""
    signs: tuple[str, ...] = ()

    def ask(self, w: World) -> Say:
        args = {**safety.listed(self._shown(w)), **safety.numbers(w)}
        return say("checking_signs", "none", "one", "unsure", args=args)

    def _shown(self, w: World) -> QuestionList:
        return safety.group(w.catalog, self.list or self._order(w)[0])[1]

    def _order(self, w: World) -> tuple[str, ...]:
        """The lists in the order they are asked."""
        named = [name for name in URGENT_LISTS if _within(self.signs, safety.group(w.catalog, name)[1])]
        return tuple(sorted(URGENT_LISTS, key=lambda name: name not in named))

    def told_more(self, signs: tuple[str, ...], w: World) -> Go:
        """More words of danger while it is asked: as good as a yes, or one more question where they are only urgent."""
        if signs and set(signs) <= set(_urgent(signs, w)):
            return go(replace(self, signs=tuple(dict.fromkeys((*self.signs, *signs)))))
        shown = self._shown(w)
        known = tuple(dict.fromkeys((*_within(self.signs, shown), *signs)))
        return held("emergency", known or tuple(q.id for q in shown.questions), f.Answered(shown.id, "one"))

    def on(self, answer: str, w: World) -> Move:
        shown, order = self._shown(w), self._order(w)
        if answer == "none":
            told = f.Answered(shown.id, "none")
            rest = order[order.index(shown.id) + 1 :] if shown.id in order else ()
            if rest:
                return go(replace(self, list=rest[0]), told)
            if LEG_DOWN in self.signs:
                return held("urgent", (LEG_DOWN,), told)
            weak = (FRAGILE,) if BESIDE[FRAGILE] in w.person.conditions else ()  # a broken bone is one more question
            return _singly(self.why, tuple(dict.fromkeys((*_urgent(self.signs, w), *weak))), w).having(told)
        if answer in ("one", "unsure"):
            reasons = _within(self.signs, shown) or tuple(q.id for q in shown.questions)
            return held("emergency", reasons, f.Answered(shown.id, answer), unsure=answer == "unsure")
        return None


class AskingSign(State, part=Part.DANGER):
    """One urgent question by itself, after the lists whose yes is an emergency. signs: this one and those after it."""

    repeats = True
    why: Signs
    signs: tuple[str, ...]

    def ask(self, w: World) -> Say:
        key = "asking_sign.at_once" if self.signs[0] in AT_ONCE else "asking_sign"
        asked = f"@question.{self.signs[0]}.ask"
        return say(key, "yes", "no", "unsure", args=safety.numbers(w), question=asked)

    def on(self, answer: str, w: World) -> Move:
        told = f.Answered(self.signs[0], answer)
        if answer == "no":
            return _singly(self.why, self.signs[1:], w).having(told)
        if answer in safety.YES:
            kind: f.Hold = "emergency" if self.signs[0] in AT_ONCE else "urgent"
            return held(kind, self.signs[:1], told, unsure=answer == "unsure")
        return None


class Feverish(State, part=Part.DANGER):
    """ "A cold", "a sick day": fever or chills would make it something else."""

    repeats = True

    def ask(self, w: World) -> Say:
        return say("feverish", "yes", "no", also=("unsure",), args=safety.numbers(w))

    def on(self, answer: str, w: World) -> Move:
        if answer in safety.YES:
            return go(checking("signs", FEVER), f.DangerSaid("body", FEVER))
        return choose(answer, no=Leave(Exit.NOT_TODAY))


class FeelingUnwell(State, part=Part.DANGER):
    """Dizzy or unwell, told outside an exercise: sit or lie down first; E6 is asked once, and no more today."""

    repeats = True

    def ask(self, w: World) -> Say:
        also, asked = ("passed", "stop"), "@question.chest.ask"
        return say("unwell", "yes", "no", "unsure", also=also, args=safety.numbers(w), question=asked)

    def on(self, answer: str, w: World) -> Move:
        told = f.Answered("chest", answer)
        if answer in safety.YES:
            return held("emergency", ("chest",), told, unsure=answer == "unsure")
        over = go(Leave(Exit.UNWELL), f.FeltUnwell(w.person.day(w.now)), say("note.unwell", args=safety.numbers(w)))
        return choose(answer, no=over.having(told), passed=over, stop=over)


def checking(why: Signs, signs: tuple[str, ...] = ()) -> CheckingSigns | AskingSign:
    """The questions that what was told leads to. signs: the ids of the questions it points to."""
    if set(signs) == {CALF} or set(signs) & AT_ONCE:
        return AskingSign(why, tuple(sorted(signs, key=lambda sign: sign not in AT_ONCE)))
    return CheckingSigns(why, signs=tuple(dict.fromkeys((*signs, LEG) if why == "leg" else signs)))


def signs_told(signs: tuple[str, ...], w: World) -> Go:
    """Words of danger that are not certain by themselves: the questions they lead to, and whom to call meanwhile."""
    told, key = f.DangerSaid("body", signs), "note.signs.sit" if SIT & {*signs} else "note.signs"
    return go(Leave(Exit.SIGNS, " ".join(signs)), told, say(key))


def held_at_once(signs: tuple[str, ...], w: World) -> Go:
    """Words that are certain by themselves: an emergency, with what this person told. signs: ids; none if unknown."""
    known = w.person.reasons if w.person.held == "emergency" else ()
    return held("emergency", tuple(dict.fromkeys((*known, *signs))), f.DangerSaid("body", signs))


def held(kind: f.Hold, reasons: tuple[str, ...], *told: f.Fact, unsure: bool = False) -> Go:
    """On hold for these reasons. They go along with the way out, for somebody of whom nothing may be kept yet. unsure:
    "not sure" was the answer, which counts as a yes.
    """
    return go(Leave(Exit.HELD, holds.told(kind, reasons, unsure=unsure)), *told, f.Held(kind, reasons))


def _singly(why: Signs, signs: tuple[str, ...], w: World) -> Go:
    """The urgent questions, one by one; when none is left the condition they told of with it, or the way back."""
    if signs:
        return go(AskingSign(why, signs))
    known = {q.id for q in safety.questions(w.catalog) if q.condition in w.person.conditions}
    told = [BESIDE[sign] for sign in w.person.told if sign in BESIDE and BESIDE[sign] not in known]
    on = Leave(Exit.CONDITION, told[0]) if told and w.person.screened and why == "signs" else Leave(CHECKED[why])
    return go(on, f.SignsCleared(), say(f"note.checked_{why}", args=safety.numbers(w)))


def _urgent(signs: tuple[str, ...], w: World) -> tuple[str, ...]:
    """Those of the signs whose yes is urgent."""
    return (*safety.urgent_of(signs, w.catalog), *(sign for sign in signs if sign == CALF))


def _within(signs: tuple[str, ...], shown: QuestionList) -> tuple[str, ...]:
    """Those of the signs that this list asks for."""
    return tuple(q.id for q in shown.questions if q.id in signs)
