"""More than one nudge a day, only for who wishes it: up to three hours, or one more when the first was not answered."""

from __future__ import annotations

from handlers import facts as f
from handlers.habits import Nudges
from handlers.moves import Exit, Go, Leave, Move, Part, State, choose, go
from handlers.rules.nudges import HOURS
from handlers.say import Say, clock, hour, say
from handlers.world import World

MOST = 3  # hours a day
AGAIN = {"again_120": 120}  # minutes after a nudge that was not answered (rules B10: once a day, only if wished)
BACK_TO = Leave(Exit.REMINDERS)


class MoreOften(State, part=Part.ASIDE):
    """What there is besides the one nudge of the day: more of them, the week, the morning after a session."""

    def ask(self, w: World) -> Say:
        plan = w.person.nudges
        if plan is None:
            return say("more_often.off", "set_up", "back")
        hours = ("add_hour",) if 1 + len(plan.more) < MOST else ()
        again = () if plan.again else tuple(AGAIN)
        once = ("only_once",) if plan.again or plan.more else ()
        weekly = "weekly_off" if plan.weekly else "weekly_on"
        mornings = "mornings_off" if w.person.mornings else "mornings_on"
        return say("more_often", *hours, *again, *once, weekly, mornings, "back")

    def on(self, answer: str, w: World) -> Move:
        if answer in AGAIN and w.person.nudges:
            return go(BACK_TO, f.NudgeAgainSet(AGAIN[answer]), say("note.once_more"))
        if answer in ("weekly_on", "weekly_off"):
            return go(BACK_TO, f.WeeklySet(answer == "weekly_on"), say(f"note.{answer}"))
        if answer in ("mornings_on", "mornings_off"):
            return go(BACK_TO, f.MorningsWanted(answer == "mornings_on"), say(f"note.{answer}"))
        once = go(BACK_TO, f.NudgeAgainSet(0), say("note.only_once"))
        return choose(answer, add_hour=AddingHour(), only_once=once, set_up=BACK_TO, back=BACK_TO)


class AddingHour(State, part=Part.ASIDE):
    """One hour more on the same days."""

    def ask(self, w: World) -> Say:
        return say("adding_hour", *(each for each in HOURS if _is_new(each, w.person.nudges)), "back", wants="time")

    def on(self, answer: str, w: World) -> Move:
        at, _, _ = answer.partition(" ")
        if at.startswith("unclear_"):
            return WhichHalfToo(at.removeprefix("unclear_"))
        return _added(at, w) if at.startswith("at_") else choose(answer, back=MoreOften())


class WhichHalfToo(State, part=Part.ASIDE):
    """ "7" may be the morning or the evening. `at` is "0700", the earlier of the two."""

    at: str

    def ask(self, w: World) -> Say:
        return say("which_half", f"at_{self.at}", f"at_{int(self.at) + 1200:04}", "back", wants="half")

    def on(self, answer: str, w: World) -> Move:
        if answer in ("am", "pm"):
            answer = f"at_{int(self.at) + (1200 if answer == 'pm' else 0):04}"
        return _added(answer, w) if answer.startswith("at_") else choose(answer, back=AddingHour())


def _is_new(at: str, plan: Nudges | None) -> bool:
    return plan is not None and hour(at) not in (plan.at, *plan.more)


def _added(at: str, w: World) -> Move:
    """This hour too. The first of the day is the one the others follow, so that each date is begun once."""
    plan = w.person.nudges
    if plan is None:
        return BACK_TO
    first, *more = sorted({plan.at, *plan.more, hour(at)})
    if len(more) >= MOST:
        return go(BACK_TO, say("note.three_a_day"))
    set_anew: Go = go(BACK_TO, f.MoreNudgesSet(tuple(more)), say("note.hour_added", time=clock(hour(at))))
    return set_anew if first == plan.at else set_anew.having(f.NudgesSet(first, plan.days))
