"""Before an exercise begins to count: what it is, how to get into place, and how exactly it goes."""

from __future__ import annotations

from dataclasses import replace

from handlers.moves import InSession, Into, Move, Within, go
from handlers.say import Say, lasting, say
from handlers.topics.session.answers import aside
from handlers.world import World


class Ready(InSession):
    """What the exercise is and how to get into place. Nothing counts before "Ready"."""

    def ask(self, w: World) -> Say:
        session = self.session
        name = session.item.exercise
        exercise, level = session.exercise(w), session.level(w)
        holds = exercise.kind == "hold"
        form = f"@exercise.{name}.level.{session.item.level}" if holds else ""
        sets = "@dose.sides" if exercise.sides else "@dose.hold"
        dose = sets if holds else "@dose.walk"
        return say(
            "ready" if holds else "ready.moving",
            "ready",
            "how",
            "easier",
            "skip",
            "hurts",
            "stop",
            also=("back", "pause", "harder", "again"),
            number=session.at + 1,
            of=len(session.items),
            name=f"@exercise.{name}.name",
            kit=f"@exercise.{name}.kit",
            position=f"@exercise.{name}.position",
            form=form,
            reps=level.reps,
            hold=level.hold,
            time=lasting(level.minutes * 60),
            dose=dose,
        )

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "ready":
                return Into(Within.BEGIN, self.session)
            case "pause":
                return go(self, say("note.take_your_time"))
            case "back":
                previous = self.session.previous
                if previous is None:
                    return go(self, say("note.first_one"))
                return Ready(replace(self.session, at=previous, spent=0))
        return aside(self.session, answer, w)


class Explaining(InSession):
    """How exactly: the steps one by one, then the usual mistakes."""

    mistakes: bool = False

    def ask(self, w: World) -> Say:
        name = self.session.item.exercise
        part = "mistakes" if self.mistakes else "how"
        lines = tuple(f"@{key}" for key in w.words.numbered(f"exercise.{name}.{part}"))
        mistakes = () if self.mistakes else ("mistakes",)
        choices = ("ready", *mistakes, "easier", "skip", "hurts", "stop", "back")
        return say(
            f"explaining.{part}", *choices, also=("pause", "harder", "how"), name=f"@exercise.{name}.name", lines=lines
        )

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "ready":
                return Into(Within.BEGIN, self.session)
            case "mistakes":
                return Explaining(self.session, mistakes=True)
            case "back" if self.mistakes:
                return Explaining(self.session)
            case "back" | "pause":
                return Into(Within.READY, self.session)
        return aside(self.session, answer, w)
