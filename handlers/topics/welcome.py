"""From hello to the first session: what it is, the age, consent, short lists, the pain now. And what is asked after it:
how many minutes a day it may be, how long it has been bothering them.
"""

from __future__ import annotations

from handlers import facts as f
from handlers.moves import HOME, Exit, Leave, Move, Part, State, choose, go
from handlers.rules import plan
from handlers.say import SCORES, Say, say
from handlers.world import World

ADULT = 18  # years (rules B0)
AGES = ("age_18_19", "age_20_50", "age_51_69", "age_70_130", "age_0_17")  # youngest and oldest, in years
CONSENT = 1  # the version of the words people agree to; raise it when they change


class Hello(State, part=Part.WELCOME):
    """What it is, and how old they are."""

    def ask(self, w: World) -> Say:
        return say("hello", *AGES, also=("go_on", "what_kept", "yes", "no"), wants="age")

    def on(self, answer: str, w: World) -> Move:
        return choose(answer, go_on=AskingAge(), what_kept=TellingKept(before_age=True)) or AskingAge().on(answer, w)


class TellingKept(State, part=Part.WELCOME):
    """What is kept and why, told before consent is asked for."""

    before_age: bool = False

    def ask(self, w: World) -> Say:
        return say("telling_kept", "go_on")

    def on(self, answer: str, w: World) -> Move:
        return choose(answer, go_on=AskingAge() if self.before_age else AskingConsent(), back=Hello())


class AskingAge(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("asking_age", *AGES, "back", also=("yes", "no"), wants="age")

    def on(self, answer: str, w: World) -> Move:
        if answer.startswith("age_"):
            youngest, _, oldest = answer.removeprefix("age_").partition("_")
            if int(youngest) >= ADULT:
                return go(AskingConsent(), f.AgeTold(True, int(youngest), int(oldest or youngest)))
            answer = "no"
        yes, no = go(AskingConsent(), f.AgeTold(True)), go(TooYoung(), f.AgeTold(False))
        return choose(answer, yes=yes, no=no, back=Hello())  # "yes, I am" tells no age: then everything is asked


class TooYoung(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("too_young", "wrong_age")

    def on(self, answer: str, w: World) -> Move:
        return choose(answer, wrong_age=AskingAge(), back=AskingAge())


class AskingConsent(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("asking_consent", "agree", "no", "tell_more", "back")

    def on(self, answer: str, w: World) -> Move:
        agree = go(Leave(Exit.SCREEN), f.Consented(CONSENT), say("note.lists"))
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
            length = (
                f"@minutes:{plan.minutes(plan.today(w.person, w.catalog, w.person.day(w.now)), w.catalog, w.person)}"
            )
            note = say("note.first_session", score=answer, length=length)
            return go(Leave(Exit.SESSION), f.PainRated("now", int(answer)), note)
        return choose(answer, back=Leave(Exit.SCREEN))


class HowLong(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("how_long", "days", "weeks", "months", "back")

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "days" | "weeks" | "months":
                return go(Leave(Exit.CHECKED), f.LengthTold(answer))
        return choose(answer, back=ChoosingMinutes())


class ChoosingMinutes(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("choosing_minutes", *(f"min_{n}" for n in plan.MINUTES), "back", wants="minutes")

    def on(self, answer: str, w: World) -> Move:
        if not answer.startswith("min_"):
            return choose(answer, back=HOME)
        asked = int(answer.removeprefix("min_"))
        if asked < 1:
            return go(self, say("note.minutes_limits"))
        fits = max([n for n in plan.MINUTES if n <= asked], default=min(plan.MINUTES))
        near = () if fits == asked else (say("note.minutes_near", minutes=f"@minutes:{fits}"),)
        further = Leave(Exit.CHECKED) if w.person.how_long else HowLong()
        return go(further, f.MinutesChosen(fits), *near)
