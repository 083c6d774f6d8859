"""From hello to the first session: what it is, 18 or older, consent, five short lists, the pain now, minutes a day."""

from __future__ import annotations

from dataclasses import dataclass

from handlers import facts as f
from handlers import plan
from handlers.parts import SCORES, Leave, Move, Say, World, go, say

CONSENT = 1  # the version of the words people agree to; raise it when they change
MINUTES = ("min_5", "min_10", "min_15")


@dataclass(frozen=True, slots=True)
class Hello:
    def ask(self, w: World) -> Say:
        return say("hello", "go_on", "what_kept")

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "go_on":
                return AskingAge()
            case "what_kept":
                return TellingKept(before_age=True)
        return None


@dataclass(frozen=True, slots=True)
class TellingKept:
    """What is kept and why, told before consent is asked for."""

    before_age: bool = False

    def ask(self, w: World) -> Say:
        return say("telling_kept", "go_on")

    def on(self, answer: str, w: World) -> Move:
        if answer == "go_on":
            return AskingAge() if self.before_age else AskingConsent()
        return Hello() if answer == "back" else None


@dataclass(frozen=True, slots=True)
class AskingAge:
    def ask(self, w: World) -> Say:
        return say("asking_age", "yes", "no", "back")

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "yes":
                return go(AskingConsent(), f.AgeTold(True))
            case "no":
                return go(TooYoung(), f.AgeTold(False))
            case "back":
                return Hello()
        return None


@dataclass(frozen=True, slots=True)
class TooYoung:
    def ask(self, w: World) -> Say:
        return say("too_young", "wrong_age")

    def on(self, answer: str, w: World) -> Move:
        return AskingAge() if answer in ("wrong_age", "back") else None


@dataclass(frozen=True, slots=True)
class AskingConsent:
    def ask(self, w: World) -> Say:
        return say("asking_consent", "agree", "no", "tell_more", "back")

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "agree":
                return go(Leave("screen"), f.Consented(CONSENT), say("note.five_lists"))
            case "no":
                return go(Declined(), f.ConsentRefused())
            case "tell_more":
                return TellingKept()
            case "back":
                return AskingAge()
        return None


@dataclass(frozen=True, slots=True)
class Declined:
    """No consent: nothing about health is kept, and nothing is sent until they write."""

    def ask(self, w: World) -> Say:
        return say("declined", "ask_again")

    def on(self, answer: str, w: World) -> Move:
        return AskingConsent() if answer in ("ask_again", "back") else None


# --- the starting point -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BaselinePain:
    def ask(self, w: World) -> Say:
        return say("baseline_pain", *SCORES, "back", wants="pain")

    def on(self, answer: str, w: World) -> Move:
        if answer in SCORES:
            return go(HowLong(), f.PainRated("now", int(answer)), say("note.thanks_pain", score=answer))
        return Leave("screen") if answer == "back" else None


@dataclass(frozen=True, slots=True)
class HowLong:
    def ask(self, w: World) -> Say:
        return say("how_long", "days", "weeks", "months", "back")

    def on(self, answer: str, w: World) -> Move:
        if answer in ("days", "weeks", "months"):
            return go(ChoosingMinutes(), f.LengthTold(answer))
        return BaselinePain() if answer == "back" else None


@dataclass(frozen=True, slots=True)
class ChoosingMinutes:
    def ask(self, w: World) -> Say:
        return say("choosing_minutes", *MINUTES, "back", wants="minutes")

    def on(self, answer: str, w: World) -> Move:
        if answer == "back":
            return HowLong()
        if not answer.startswith("min_"):
            return None
        asked = int(answer.removeprefix("min_"))
        if asked < 1:
            return go(self, say("note.minutes_limits"))
        fits = max([n for n in plan.WALK_AT_FIRST if n <= asked], default=min(plan.WALK_AT_FIRST))
        near = () if fits == asked else (say("note.minutes_near", minutes=f"@minutes:{fits}"),)
        return go(FirstOffer(), f.MinutesChosen(fits), *near)


@dataclass(frozen=True, slots=True)
class FirstOffer:
    def ask(self, w: World) -> Say:
        return say("first_offer", "start", "later", "back", minutes=f"@first_minutes:{w.person.minutes}")

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "start":
                return Leave("session")
            case "later":
                return Leave("remind")
            case "back":
                return ChoosingMinutes()
        return None
