"""Before an exercise begins to count: what it is, how to get into place, and how exactly it goes."""

from __future__ import annotations

from dataclasses import replace

from handlers.moves import WAYS_OUT, InSession, Into, Move, Within, choose, go
from handlers.rules import progression
from handlers.say import Arg, Say, lasting, say, texts_of
from handlers.topics.session.answers import aside, may_stay, own_ways
from handlers.topics.session.hurting import hurts_before, last_hurt
from handlers.world import World


class Ready(InSession):
    """What the exercise is and how to get into place. Nothing counts before "Ready"."""

    def ask(self, w: World) -> Say:
        exercise, level = self.session.exercise(w), self.session.level(w)
        short = progression.is_short(exercise.id, w.person) and self.session.item.minutes
        key, form, dose = "ready.moving", "", "@dose.walk_short" if short else "@dose.walk"
        if exercise.kind == "hold":
            key, form = "ready", f"@exercise.{exercise.id}.level.{self.session.item.level}"
            dose = "@dose.sides" if exercise.sides else "@dose.hold"
        args: dict[str, Arg] = {"number": self.session.at + 1, "of": len(self.session.items)}
        args |= texts_of(exercise.id, "name", "kit", "position") | {"form": form}
        args |= {"reps": level.reps, "hold": level.hold, "time": lasting(level.minutes * 60), "dose": dose}
        begins = not w.person.sessions and not self.session.at
        over, too = (("later",), ()) if begins else ((), ("later",))
        stay = ("stay",) if may_stay(self.session.item, w.person) else ()
        earlier = ("last_hurt",) if self.session.done_before is not None else ()
        choices, also = (
            ("ready", "how", *stay, "easier", "skip", *earlier, *over, *WAYS_OUT),
            ("back", "pause", "unwell", "harder", "again", *too),
        )
        if ways := own_ways(self.session, w):
            return say(f"{key}.own_way", *choices, also=also, args=args, lines=ways)
        return say(key, *choices, also=also, args=args)

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "ready":
                return Into(Within.BEGIN, self.session)
            case "pause":
                return go(self, say("note.take_your_time"))
            case "hurts" if not self.session.spent:
                return hurts_before(self.session)
            case "last_hurt":
                return last_hurt(self.session)
            case "later":
                return aside(self.session, "stop", w)
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
        part = "mistakes" if self.mistakes else "how"
        lines = tuple(f"@{key}" for key in w.words.numbered(f"exercise.{self.exercise}.{part}"))
        mistakes = () if self.mistakes else ("mistakes",)
        choices, also = (
            ("ready", *mistakes, "easier", "skip", "back", *WAYS_OUT),
            ("pause", "unwell", "harder", "how"),
        )
        return say(f"explaining.{part}", *choices, also=also, args=texts_of(self.exercise, "name"), lines=lines)

    def on(self, answer: str, w: World) -> Move:
        begin, ready = Into(Within.BEGIN, self.session), Into(Within.READY, self.session)
        mistakes, how = Explaining(self.session, mistakes=True), Explaining(self.session)
        back = how if self.mistakes else ready
        if answer == "hurts" and not self.session.spent:
            return hurts_before(self.session)
        return choose(answer, ready=begin, mistakes=mistakes, back=back, pause=ready) or aside(self.session, answer, w)
