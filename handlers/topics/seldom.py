"""Nudges that nobody answered: whether they should come less often, and the last one (rules B10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from handlers import facts as f
from handlers.moves import HOME, Exit, Leave, Move, Part, State, choose, go
from handlers.rules.nudges import asks_first
from handlers.rules.rarer import fewer_days
from handlers.say import Say, clock, named_days, say
from handlers.world import World

SELDOM: Mapping[str, int] = {"twice_a_week": 2, "once_a_week": 1}  # days a week


class LessOften(State, part=Part.NUDGE):
    """The first nudge that is left of those that became rarer. `day`: the scheduled date it stands for.

    Only what is less than they chose is offered, and the short session, or how the back is where that comes first.
    """

    day: date

    def ask(self, w: World) -> Say:
        days = w.person.nudges.days if w.person.nudges else ()
        fewer = (each for each, most in SELDOM.items() if most < len(days))
        short = "checkin" if asks_first(w) else "short"
        also = ("start", "rest_day", "not_today", "stop_reminders")
        return say("less_often", *fewer, "pause", short, "as_before", also=also)

    def on(self, answer: str, w: World) -> Move:
        plan = w.person.nudges
        if answer in SELDOM and plan:
            days = fewer_days(plan.days, SELDOM[answer])
            told = say("note.nudges_set", time=clock(plan.at), days=named_days(days))
            return go(HOME, f.NudgesSet(plan.at, days), told)
        return choose(
            answer,
            pause=Leave(Exit.PAUSING),
            short=Leave(Exit.SESSION_SHORT),
            start=Leave(Exit.SESSION),
            checkin=Leave(Exit.CHECKIN),
            as_before=go(HOME, say("note.as_before")),
            rest_day=Leave(Exit.NOT_TODAY),
            not_today=Leave(Exit.NOT_TODAY),
            stop_reminders=go(HOME, f.NudgesStopped(), say("note.stopped_reminders")),
            back=HOME,
        )


class Goodbye(State, part=Part.NUDGE):
    """The last nudge. What they answer, and whatever they write later, lets nudges go on as they were chosen."""

    def ask(self, w: World) -> Say:
        return say("goodbye", "keep", "close_delete", also=("start", "short", "stop_reminders"))

    def on(self, answer: str, w: World) -> Move:
        return choose(
            answer,
            keep=go(HOME, say("note.as_before")),
            close_delete=Leave(Exit.DELETE),
            start=Leave(Exit.SESSION),
            short=Leave(Exit.SESSION_SHORT),
            stop_reminders=go(HOME, f.NudgesStopped(), say("note.stopped_reminders")),
            back=HOME,
        )
