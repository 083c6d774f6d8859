"""When a person comes before an exercise: the hold after a red flag, the questions after words of danger, a crisis.

What is a red flag is decided in `safety`; here is only how it is said. While a hold is on there is nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from handlers import facts as f
from handlers.facts import Signs
from handlers.moves import HOME, Exit, Leave, Move, Part, State, choose, go
from handlers.rules import safety
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


class OnHold(State, part=Part.HOLD):
    """No exercises until somebody has looked. `person.held` says how urgent it is."""

    repeats = True

    def ask(self, w: World) -> Say:
        choices = ("been_seen", "what_to_say") + (("answer_again",) if w.person.held == "urgent" else ())
        reasons = w.person.reasons
        tell = f"@question.{reasons[0]}.tell" if len(reasons) == 1 else "@telling_what.several"
        key = "maternity" if reasons == ("pregnancy_signs",) else w.person.held or "emergency"
        return say(f"held.{key}", *choices, args=safety.numbers(w), tell=tell)

    def on(self, answer: str, w: World) -> Move:
        again = Leave(Exit.SCREEN) if w.person.held == "urgent" else None
        seen = BeenSeen(w.person.reasons)
        return choose(answer, been_seen=seen, what_to_say=TellingWhat(), answer_again=again, back=self)


class TellingWhat(State, part=Part.HOLD):
    """Words to say to whoever answers the phone."""

    def ask(self, w: World) -> Say:
        told = tuple(f"@question.{reason}.tell" for reason in w.person.reasons) or ("@telling_what.unsure",)
        return say("telling_what" if len(told) == 1 else "telling_what.one_of", "been_seen", "back", reasons=told)

    def on(self, answer: str, w: World) -> Move:
        return choose(answer, been_seen=BeenSeen(w.person.reasons), back=OnHold())


class BeenSeen(State, part=Part.HOLD):
    """`reasons`: the question ids of the hold that may end here."""

    reasons: tuple[str, ...] = ()

    def ask(self, w: World) -> Say:
        return say("been_seen", "it_is_fine", "wait_with_it", "did_not_ask", "back")

    def on(self, answer: str, w: World) -> Move:
        return choose(
            answer,
            it_is_fine=go(Leave(Exit.RELEASED), f.Released("seen"), say("note.released")),
            wait_with_it=go(Leave(Exit.HELD), say("note.wait_with_it")),
            did_not_ask=go(Leave(Exit.HELD), say("note.please_ask")),
            back=OnHold(),
        )


class CheckingSigns(State, part=Part.DANGER):
    """The lists whose yes is an emergency, asked again: after words of danger, after "worse", after pain in a leg.

    why: what made us ask.
    """

    repeats = True
    why: Signs
    list: str = URGENT_LISTS[0]

    def ask(self, w: World) -> Say:
        return say("checking_signs", "none", "one", "unsure", args=safety.listed(safety.group(w.catalog, self.list)[1]))

    def on(self, answer: str, w: World) -> Move:
        _, shown = safety.group(w.catalog, self.list)
        if answer == "none":
            told = f.Answered(shown.id, "none")
            rest = URGENT_LISTS[URGENT_LISTS.index(self.list) + 1 :]
            if rest:
                return go(replace(self, list=rest[0]), told)
            advice = say(f"note.checked_{self.why}", args=safety.numbers(w))
            return go(Leave(CHECKED[self.why]), told, f.SignsCleared(), advice)
        if answer in ("one", "unsure"):
            note = (say("note.unsure_is_yes"),) if answer == "unsure" else ()
            held = f.Held("emergency", tuple(q.id for q in shown.questions))
            return go(Leave(Exit.HELD), f.Answered(shown.id, answer), held, *note)
        return None


class InCrisis(State, part=Part.CRISIS):
    """Words of self-harm (rules B9): no coaching, no scores; the numbers in every reply until they leave the topic.

    again: it was said in full already.
    """

    repeats = True
    again: bool = False

    def ask(self, w: World) -> Say:
        key = "in_crisis.again" if self.again else "in_crisis"
        return say(key, "numbers_again", "safe_now", also=("yes", "no"), args=safety.numbers(w))

    def on(self, answer: str, w: World) -> Move:
        if answer in ("safe_now", "back"):
            return go(HOME, say("note.after_crisis", args=safety.numbers(w)))
        return self
