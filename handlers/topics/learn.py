"""Things to read, a page at a time, and the inversion table check, which never ends in "go ahead"."""

from __future__ import annotations

from handlers.moves import BACK, HOME, Exit, Leave, Move, Part, State, choose
from handlers.rules import own_days
from handlers.say import Say, say
from handlers.world import World

WHILE_HELD = ("doctor", "medicines")  # what may be read while exercises are on hold


class Learning(State, part=Part.ASIDE):
    """All topics, each one press away."""

    def ask(self, w: World) -> Say:
        return say("learning", *(f"topic_{name}" for name in topics(w)), "back")

    def on(self, answer: str, w: World) -> Move:
        pages = {f"topic_{name}": Reading(name) for name in topics(w)}
        doses = {f"dose_{name}": Reading(name, len(texts(name, w)) - 1) for name in topics(w)}
        return choose(answer, back=BACK, **pages, **doses)


def topics(w: World) -> tuple[str, ...]:
    """The topics this person may read now: no exercise is shown before the safety questions (rules B0)."""
    if w.person.held:
        return WHILE_HELD
    ready = bool(w.person.consent and w.person.screened)
    return tuple(name for name, topic in w.catalog.topics.items() if ready or not topic.exercise)


def texts(topic: str, w: World) -> tuple[str, ...]:
    """The keys of its pages; of an exercise the last two say how much of it: the article's dose, and what we do."""
    exercise = w.catalog.topics[topic].exercise
    doses = (f"exercise.{exercise}.article", f"exercise.{exercise}.ours") if exercise else ()
    return (*w.words.numbered(f"topic.{topic}"), *doses)


class Reading(State, part=Part.ASIDE):
    """`page` counts from 1."""

    topic: str
    page: int = 1

    def ask(self, w: World) -> Say:
        pages = texts(self.topic, w)
        page = min(self.page, len(pages))
        more = ("more_of_it",) if page < len(pages) else ("check_it",) if self.topic == "inversion" else ()
        title, text = f"@topic.{self.topic}.title", f"@{pages[page - 1]}"
        choices = (*more, *self._own(w), "topics", "back")
        return say("reading", *choices, also=("sources",), title=title, text=text, page=page, of=len(pages))

    def _own(self, w: World) -> tuple[str, ...]:
        """That they can do what this page is about, where that is done by oneself."""
        exercise = w.catalog.exercises.get(w.catalog.topics[self.topic].exercise)
        return (own_days.CAN + exercise.id,) if exercise and exercise.own_days else ()

    def on(self, answer: str, w: World) -> Move:
        if name := own_days.named(answer, own_days.CAN):
            return Leave(Exit.OWN_DAYS, name)
        more = self.page < len(texts(self.topic, w))
        return choose(
            answer,
            more_of_it=Reading(self.topic, self.page + 1) if more else None,
            topics=Learning(),
            check_it=CheckingInversion() if self.topic == "inversion" else None,
            sources=Sources(self.topic),
            back=Reading(self.topic, self.page - 1) if self.page > 1 else BACK,
        )


class Sources(State, part=Part.ASIDE):
    """Where it is from, and when that was last looked at."""

    read = True
    topic: str

    def ask(self, w: World) -> Say:
        topic = w.catalog.topics[self.topic]
        reviewed = topic.reviewed.isoformat() if topic.reviewed else "@sources.not_reviewed"
        checked = topic.checked.isoformat()
        return say("sources", "topics", "back", lines=topic.sources, checked=checked, reviewed=reviewed)

    def on(self, answer: str, w: World) -> Move:
        return choose(answer, topics=Learning(), back=Reading(self.topic))


class CheckingInversion(State, part=Part.ASIDE):
    """One question after the other (rules B8). Nothing of it is kept."""

    at: int = 0

    def ask(self, w: World) -> Say:
        questions = w.catalog.inversion
        asked, number, of = f"@inversion.{questions[self.at]}", self.at + 1, len(questions)
        return say("checking_inversion", "yes", "no", "unsure", "back", question=asked, number=number, of=of)

    def on(self, answer: str, w: World) -> Move:
        onward = CheckingInversion(self.at + 1) if self.at + 1 < len(w.catalog.inversion) else InversionAnswer(True)
        back = CheckingInversion(self.at - 1) if self.at else Reading("inversion")
        stop = InversionAnswer(False)
        return choose(answer, yes=stop, unsure=stop, no=onward, back=back)


class InversionAnswer(State, part=Part.ASIDE):
    """Please do not; or, at best, ask your doctor first."""

    read = True
    asks_doctor: bool

    def ask(self, w: World) -> Say:
        key = "inversion_answer.doctor_first" if self.asks_doctor else "inversion_answer.please_do_not"
        return say(key, "topics", "menu", also=("back",))

    def on(self, answer: str, w: World) -> Move:
        return choose(answer, topics=Learning(), menu=HOME, back=Reading("inversion"))
