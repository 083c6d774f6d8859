"""From hello to the first session: what it is, 18 or older, consent, five short lists, the pain now, minutes a day."""

from __future__ import annotations

from handlers import facts as f
from handlers.moves import Exit, Leave, Move, Part, State, go
from handlers.rules import plan
from handlers.say import SCORES, Say, say
from handlers.world import World

CONSENT = 1  # the version of the words people agree to; raise it when they change


class Hello(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("hello", "go_on", "what_kept")

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "go_on":
                return AskingAge()
            case "what_kept":
                return TellingKept(before_age=True)
        return None


class TellingKept(State, part=Part.WELCOME):
    """What is kept and why, told before consent is asked for."""

    before_age: bool = False

    def ask(self, w: World) -> Say:
        return say("telling_kept", "go_on")

    def on(self, answer: str, w: World) -> Move:
        if answer == "go_on":
            return AskingAge() if self.before_age else AskingConsent()
        return Hello() if answer == "back" else None


class AskingAge(State, part=Part.WELCOME):
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


class TooYoung(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("too_young", "wrong_age")

    def on(self, answer: str, w: World) -> Move:
        return AskingAge() if answer in ("wrong_age", "back") else None


class AskingConsent(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("asking_consent", "agree", "no", "tell_more", "back")

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "agree":
                return go(Leave(Exit.SCREEN), f.Consented(CONSENT), say("note.five_lists"))
            case "no":
                return go(Declined(), f.ConsentRefused())
            case "tell_more":
                return TellingKept()
            case "back":
                return AskingAge()
        return None


class Declined(State, part=Part.WELCOME):
    """No consent: nothing about health is kept, and nothing is sent until they write."""

    def ask(self, w: World) -> Say:
        return say("declined", "ask_again")

    def on(self, answer: str, w: World) -> Move:
        return AskingConsent() if answer in ("ask_again", "back") else None


# --- the starting point -------------------------------------------------------------------------------------------


class BaselinePain(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("baseline_pain", *SCORES, "back", wants="pain")

    def on(self, answer: str, w: World) -> Move:
        if answer in SCORES:
            return go(HowLong(), f.PainRated("now", int(answer)), say("note.thanks_pain", score=answer))
        return Leave(Exit.SCREEN) if answer == "back" else None


class HowLong(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("how_long", "days", "weeks", "months", "back")

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "days" | "weeks" | "months":
                return go(ChoosingMinutes(), f.LengthTold(answer))
            case "back":
                return BaselinePain()
        return None


class ChoosingMinutes(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("choosing_minutes", *(f"min_{n}" for n in plan.MINUTES), "back", wants="minutes")

    def on(self, answer: str, w: World) -> Move:
        if answer == "back":
            return HowLong()
        if not answer.startswith("min_"):
            return None
        asked = int(answer.removeprefix("min_"))
        if asked < 1:
            return go(self, say("note.minutes_limits"))
        fits = max([n for n in plan.MINUTES if n <= asked], default=min(plan.MINUTES))
        near = () if fits == asked else (say("note.minutes_near", minutes=f"@minutes:{fits}"),)
        return go(FirstOffer(), f.MinutesChosen(fits), *near)


class FirstOffer(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("first_offer", "start", "later", "back", minutes=f"@first_minutes:{w.person.minutes}")

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "start":
                return Leave(Exit.SESSION)
            case "later":
                return Leave(Exit.REMIND)
            case "back":
                return ChoosingMinutes()
        return None
