"""Things to read, a page at a time, and the inversion table check, which never ends in "go ahead"."""

from __future__ import annotations

from dataclasses import replace

from handlers.moves import Exit, Leave, Move, Part, State
from handlers.rules import own_days
from handlers.say import Say, say
from handlers.world import World

WHILE_HELD = ("doctor", "medicines")  # what may be read while exercises are on hold


class Learning(State, part=Part.ASIDE):
    """All topics, each one press away."""

    def ask(self, w: World) -> Say:
        return say("learning", *(f"topic_{name}" for name in topics(w)), "back")

    def on(self, answer: str, w: World) -> Move:
        if answer.startswith("topic_"):
            return reading(answer.removeprefix("topic_"), w)
        return Leave(Exit.BACK) if answer == "back" else None


def topics(w: World) -> tuple[str, ...]:
    """The topics this person may read now: no exercise is shown before the safety questions (rules B0)."""
    if w.person.held:
        return WHILE_HELD
    ready = bool(w.person.consent and w.person.screened)
    return tuple(name for name, topic in w.catalog.topics.items() if ready or not topic.exercise)


def reading(name: str, w: World) -> Move:
    """The first page of a topic; None when there is none of that name for this person."""
    return Reading(name) if name in topics(w) else None


class Reading(State, part=Part.ASIDE):
    """`page` counts from 1."""

    topic: str
    page: int = 1

    def ask(self, w: World) -> Say:
        pages = w.words.numbered(f"topic.{self.topic}")
        page = min(self.page, len(pages))
        more = ("more_of_it",) if page < len(pages) else ("check_it",) if self.topic == "inversion" else ()
        also = ("sources",)
        return say(
            "reading",
            *more,
            *self._own(w),
            "topics",
            "back",
            also=also,
            title=f"@topic.{self.topic}.title",
            text=f"@{pages[page - 1]}",
            page=page,
            of=len(pages),
        )

    def _own(self, w: World) -> tuple[str, ...]:
        """That they can do what this page is about, where that is done by oneself."""
        exercise = w.catalog.exercises.get(w.catalog.topics[self.topic].exercise)
        return (own_days.CAN + exercise.id,) if exercise and exercise.own_days else ()

    def on(self, answer: str, w: World) -> Move:
        if name := own_days.named(answer, own_days.CAN):
            return Leave(Exit.OWN_DAYS, name)
        match answer:
            case "more_of_it" if self.page < len(w.words.numbered(f"topic.{self.topic}")):
                return replace(self, page=self.page + 1)
            case "topics":
                return Learning()
            case "check_it" if self.topic == "inversion":
                return CheckingInversion()
            case "sources":
                return Sources(self.topic)
            case "back" if self.page > 1:
                return replace(self, page=self.page - 1)
            case "back":
                return Leave(Exit.BACK)
        return None


class Sources(State, part=Part.ASIDE):
    """Where it is from, and when that was last looked at."""

    topic: str

    def ask(self, w: World) -> Say:
        topic = w.catalog.topics[self.topic]
        reviewed = topic.reviewed.isoformat() if topic.reviewed else "@sources.not_reviewed"
        return say(
            "sources", "topics", "back", lines=topic.sources, checked=topic.checked.isoformat(), reviewed=reviewed
        )

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "topics":
                return Learning()
            case "back":
                return Reading(self.topic)
        return None


class CheckingInversion(State, part=Part.ASIDE):
    """One question after the other (rules B8). Nothing of it is kept."""

    at: int = 0

    def ask(self, w: World) -> Say:
        name = w.catalog.inversion[self.at]
        return say(
            "checking_inversion",
            "yes",
            "no",
            "unsure",
            "back",
            question=f"@inversion.{name}",
            number=self.at + 1,
            of=len(w.catalog.inversion),
        )

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "yes" | "unsure":
                return InversionAnswer(False)
            case "no" if self.at + 1 < len(w.catalog.inversion):
                return CheckingInversion(self.at + 1)
            case "no":
                return InversionAnswer(True)
            case "back":
                return CheckingInversion(self.at - 1) if self.at else Reading("inversion")
        return None


class InversionAnswer(State, part=Part.ASIDE):
    """Please do not; or, at best, ask your doctor first."""

    asks_doctor: bool

    def ask(self, w: World) -> Say:
        key = "inversion_answer.doctor_first" if self.asks_doctor else "inversion_answer.please_do_not"
        return say(key, "topics", "menu", also=("back",))

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "topics":
                return Learning()
            case "menu":
                return Leave(Exit.HOME)
            case "back":
                return Reading("inversion")
        return None
