"""From hello to the first session: what it is, 18 or older, consent, five short lists, the pain now, minutes a day."""

from __future__ import annotations

from handlers import facts as f
from handlers.moves import Exit, Leave, Move, Part, State, choose, go
from handlers.rules import plan
from handlers.say import SCORES, Say, say
from handlers.world import World

CONSENT = 1  # the version of the words people agree to; raise it when they change


class Hello(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("hello", "go_on", "what_kept")

    def on(self, answer: str, w: World) -> Move:
        return choose(answer, go_on=AskingAge(), what_kept=TellingKept(before_age=True))


class TellingKept(State, part=Part.WELCOME):
    """What is kept and why, told before consent is asked for."""

    before_age: bool = False

    def ask(self, w: World) -> Say:
        return say("telling_kept", "go_on")

    def on(self, answer: str, w: World) -> Move:
        return choose(answer, go_on=AskingAge() if self.before_age else AskingConsent(), back=Hello())


class AskingAge(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("asking_age", "yes", "no", "back")

    def on(self, answer: str, w: World) -> Move:
        yes, no = go(AskingConsent(), f.AgeTold(True)), go(TooYoung(), f.AgeTold(False))
        return choose(answer, yes=yes, no=no, back=Hello())


class TooYoung(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("too_young", "wrong_age")

    def on(self, answer: str, w: World) -> Move:
        return choose(answer, wrong_age=AskingAge(), back=AskingAge())


class AskingConsent(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("asking_consent", "agree", "no", "tell_more", "back")

    def on(self, answer: str, w: World) -> Move:
        agree = go(Leave(Exit.SCREEN), f.Consented(CONSENT), say("note.five_lists"))
        no = go(Declined(), f.ConsentRefused())
        return choose(answer, agree=agree, no=no, tell_more=TellingKept(), back=AskingAge())


class Declined(State, part=Part.WELCOME):
    """No consent: nothing about health is kept, and nothing is sent until they write."""

    def ask(self, w: World) -> Say:
        return say("declined", "ask_again")

    def on(self, answer: str, w: World) -> Move:
        return choose(answer, ask_again=AskingConsent(), back=AskingConsent())


# --- the starting point -------------------------------------------------------------------------------------------


class BaselinePain(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("baseline_pain", *SCORES, "back", wants="pain")

    def on(self, answer: str, w: World) -> Move:
        if answer in SCORES:
            return go(HowLong(), f.PainRated("now", int(answer)), say("note.thanks_pain", score=answer))
        return choose(answer, back=Leave(Exit.SCREEN))


class HowLong(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("how_long", "days", "weeks", "months", "back")

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "days" | "weeks" | "months":
                return go(ChoosingMinutes(), f.LengthTold(answer))
        return choose(answer, back=BaselinePain())


class ChoosingMinutes(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("choosing_minutes", *(f"min_{n}" for n in plan.MINUTES), "back", wants="minutes")

    def on(self, answer: str, w: World) -> Move:
        if not answer.startswith("min_"):
            return choose(answer, back=HowLong())
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
        return choose(answer, start=Leave(Exit.SESSION), later=Leave(Exit.REMIND), back=ChoosingMinutes())
