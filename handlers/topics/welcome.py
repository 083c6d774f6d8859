"""From hello to the first session: what it is, the age, consent, short lists, the pain now. And what is asked after it:
how many minutes a day it may be, how long it has been bothering them.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from handlers import facts as f
from handlers.moves import HOME, Exit, Go, Leave, Move, Part, State, choose, go
from handlers.rules import first_walk, plan, safety
from handlers.say import SCORES, Say, say
from handlers.world import World

ADULT = 18  # years (rules B0)
AGES = ("age_18_19", "age_20_50", "age_51_69", "age_70_130", "age_0_17")  # youngest and oldest, in years
CONSENT = 2  # the version of the words people agree to; raise it when they change
ENOUGH = 1  # the oldest version that covers all that is kept of those who agreed to it


class BeforeConsent(State, part=Part.WELCOME):
    """What holds until somebody has agreed that something is kept of them.

    told: ids of the safety questions that what they told already points to. It goes along to the lists, and nowhere if
    they do not agree.
    """

    told: tuple[str, ...] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__(part=Part.WELCOME)

    def on(self, answer: str, w: World) -> Move:
        match self.leads(answer, w):
            case BeforeConsent() as to:
                return replace(to, told=self.told)
            case Go(BeforeConsent() as to, said):
                return Go(replace(to, told=self.told), said)
            case move:
                return move

    @abstractmethod
    def leads(self, answer: str, w: World) -> Move:
        """Where this answer leads, apart from what was told."""


def keeping(state: State | None, told: str) -> State | None:
    """The same with this told as well; any other state is as it was."""
    if not isinstance(state, BeforeConsent):
        return state
    return replace(state, told=tuple(dict.fromkeys((*state.told, *told.split()))))


class Hello(BeforeConsent):
    """What it is, and how old they are."""

    def ask(self, w: World) -> Say:
        return say("hello", *AGES, also=("go_on", "what_kept", "yes"), wants="age")

    def leads(self, answer: str, w: World) -> Move:
        return choose(answer, go_on=AskingAge(), what_kept=TellingKept(before_age=True)) or AskingAge().on(answer, w)


class TellingKept(BeforeConsent):
    """What is kept and why, told before consent is asked for."""

    before_age: bool = False
    youngest: int = 0
    oldest: int = 0

    def ask(self, w: World) -> Say:
        return say("telling_kept", "go_on")

    def leads(self, answer: str, w: World) -> Move:
        further = AskingAge() if self.before_age else AskingConsent(youngest=self.youngest, oldest=self.oldest)
        return choose(answer, go_on=further, back=Hello())


class AskingAge(BeforeConsent):
    def ask(self, w: World) -> Say:
        return say("asking_age", *AGES, "back", also=("yes", "no"), wants="age")

    def leads(self, answer: str, w: World) -> Move:
        if answer.startswith("age_"):
            told = [int(years) for years in answer.removeprefix("age_").split("_")]
            youngest, oldest = told[0], told[-1]
            if youngest >= ADULT:
                return go(AskingConsent(youngest=youngest, oldest=oldest), f.AgeTold(True))
            answer = "no"
        yes, no = go(AskingConsent(), f.AgeTold(True)), go(TooYoung(), f.AgeTold(False))
        return choose(answer, yes=yes, no=no, back=Hello())  # "yes, I am" tells no age: then everything is asked


class TooYoung(State, part=Part.WELCOME):
    repeats = True

    def ask(self, w: World) -> Say:
        return say("too_young", "wrong_age")

    def on(self, answer: str, w: World) -> Move:
        return choose(answer, wrong_age=AskingAge(), back=AskingAge())


class AskingConsent(BeforeConsent):
    """youngest, oldest: the ages they are between (years), kept once they have said yes; 0 where that is not known."""

    youngest: int = 0
    oldest: int = 0

    def ask(self, w: World) -> Say:
        return say("asking_consent", "agree", "no", "tell_more", "back")

    def leads(self, answer: str, w: World) -> Move:
        age = f.AgeBetween(self.youngest, self.oldest)
        agree = go(Leave(Exit.SCREEN, " ".join(self.told)), f.Consented(CONSENT), age, say("note.lists"))
        no = go(Declined(), f.ConsentRefused())
        tell_more = TellingKept(youngest=self.youngest, oldest=self.oldest)
        return choose(answer, agree=agree, no=no, tell_more=tell_more, back=AskingAge())


class Declined(State, part=Part.WELCOME):
    """No consent: nothing about health is kept, and nothing is sent until they write."""

    repeats = True

    def ask(self, w: World) -> Say:
        return say("declined", "ask_again", also=("tell_more",))

    def on(self, answer: str, w: World) -> Move:
        asking = AskingConsent()
        return choose(answer, ask_again=asking, back=asking, tell_more=TellingKept())


# --- the starting point -------------------------------------------------------------------------------------------


class BaselinePain(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("baseline_pain", *SCORES, "back", wants="pain")

    def on(self, answer: str, w: World) -> Move:
        if answer in SCORES:
            return go(Leave(Exit.SESSION), f.PainRated("now", int(answer)), first_session(int(answer), w))
        return choose(answer, back=Leave(Exit.SCREEN))


def first_session(score: int, w: World) -> Say:
    """What the first session begins with, where the pain lets it begin."""
    items = plan.today(w.person, w.catalog, w.person.day(w.now))
    if not items or safety.gate(score) == "walk" or w.person.is_off(w.now):
        return say("note.thanks_pain", score=score)
    length = f"@minutes:{plan.minutes(items, w.catalog, w.person)}"
    return say("note.first_session", score=score, length=length)


# --- after it -----------------------------------------------------------------------------------------------------


class HowLong(State, part=Part.WELCOME):
    def ask(self, w: World) -> Say:
        return say("how_long", "days", "weeks", "months", "back")

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "days" | "weeks" | "months":
                return go(Leave(Exit.CHECKED), f.LengthTold(answer))
        return choose(answer, back=HowFar() if first_walk.of(w.person, w.catalog) else ChoosingMinutes())


class ChoosingMinutes(State, part=Part.WELCOME):
    advises = True

    def ask(self, w: World) -> Say:
        return say("choosing_minutes", *(f"min_{n}" for n in plan.MINUTES), "back", wants="minutes")

    def on(self, answer: str, w: World) -> Move:
        if not answer.startswith("min_"):
            return choose(answer, back=HOME)
        asked, (least, most) = int(answer.removeprefix("min_")), plan.ANY_MINUTES
        if not least <= asked <= most:
            return go(self, say("note.minutes_limits", least=least, most=most))
        first = HowFar() if first_walk.of(w.person, w.catalog) else HowLong()
        return go(Leave(Exit.CHECKED) if w.person.how_long else first, f.MinutesChosen(asked))


class HowFar(State, part=Part.WELCOME):
    """How long they can walk and feel fine: the first walk goes by it (rules B11x)."""

    def ask(self, w: World) -> Say:
        return say("how_far", *first_walk.ANSWERS, "unsure", "back", also=("skip_question",), wants="minutes")

    def on(self, answer: str, w: World) -> Move:
        told = first_walk.ANSWERS.get(answer, int(answer.removeprefix("min_")) if answer.startswith("min_") else 0)
        walk = first_walk.of(w.person, w.catalog)
        if not told or walk is None:
            return choose(answer, unsure=HowLong(), skip_question=HowLong(), back=ChoosingMinutes())
        starts = first_walk.starts(told, first_walk.allowed(w.person, walk))
        return FirstWalk(starts) if len(starts) > 1 else go(HowLong(), *first_walk.begins(starts[0], walk))


class FirstWalk(State, part=Part.WELCOME):
    """Of two first walks the one they like. starts: minutes."""

    starts: tuple[int, ...]

    def ask(self, w: World) -> Say:
        return say("first_walk", *(f"min_{each}" for each in self.starts), "back", wants="minutes")

    def on(self, answer: str, w: World) -> Move:
        walk = first_walk.of(w.person, w.catalog)
        if answer.startswith("min_") and walk:
            most = min(int(answer.removeprefix("min_")), max(self.starts))
            return go(HowLong(), *first_walk.begins(most, walk))
        return choose(answer, back=HowFar())
