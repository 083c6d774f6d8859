"""How a row of the doctor's advice is said: what happened, in their own days and numbers; whom to ask and how soon;
what to tell there, what stays allowed and what ends it. Said again it has other words around the same instruction.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from handlers import facts as f
from handlers.diary import WEEK, Day
from handlers.rules import advice, advice_rows, safety
from handlers.rules.advice import Due, Meanwhile
from handlers.rules.advice_rows import Seen
from handlers.say import Arg, Say, dated, say
from handlers.world import World

VERSIONS = 2  # of each row; they take turns
SHOWN = 4  # days with a number, at most, that are told again
TELL: dict[Meanwhile, str] = {"pause": "pause", "off": "off", "gate": "gate", "flare": "flare", "no_rises": "rises"}
BY_THEMSELVES = ("medicine", "not_coping", "walk_legs")  # there are no numbers to tell
WITH_NUMBERS = ("mean_up", "six_weeks")


def seen(w: World) -> Seen:
    """This person, now."""
    return Seen(w.person, w.now)


def given(due: Due, w: World) -> tuple[f.Fact | Say, ...]:
    """The advice as it is recorded and said. After `not_coping` nothing of exercise is offered on that day."""
    today = w.person.day(w.now)
    off = (f.ExercisesOff(today, "coping"),) if due.row.row == "not_coping" else ()
    return (f.Advised(due.row.row, due.step), *off, *said(due, w))


def said(due: Due, w: World) -> tuple[Say, ...]:
    row, args = due.row.row, _args(due.row.row, w)
    if due.only_lists:
        return (say(f"advice.lists.{'first' if row == 'mean_up' else 'again'}", args=args),)
    version = 1 + (due.step - 1) % VERSIONS
    told = row == "six_weeks" and args["now"] == ""
    first = say(f"advice.{row}_told.{version}" if told else f"advice.{row}.{version}", args=args)
    if row in BY_THEMSELVES:
        return (first,)
    return first, say(f"advice.tell.{TELL.get(due.row.meanwhile, 'free')}.{version}", args=args)


def _args(row: f.Row, w: World) -> dict[str, Arg]:
    s, diary = seen(w), w.person.diary
    mean, base = diary.mean7(s.today.on), diary.base
    numbers = {"now": "" if mean is None or base is None else round(mean), "first": "" if base is None else round(base)}
    what = tuple(f"@advice.limit.{limit}" for limit in s.today.limited) or ("@advice.limit.much",)
    return {
        **safety.numbers(w),
        **(numbers if row in WITH_NUMBERS else {}),
        "days": _days((day.on for day in advice_rows.causes(row, s)), s.today.on),
        "numbers": _numbers(s.last(WEEK), s.today.on),
        "what": what,
        "sessions": w.person.sessions,
    }


def _days(days: Iterable[date], today: date) -> tuple[str, ...]:
    return tuple(f"@advice.day.{_day(day, today)}" for day in days) or ("@advice.day.lately",)


def _numbers(days: list[Day], today: date) -> tuple[str, ...]:
    """The highest number of each of the last days that have one, "6 on Tuesday"."""
    told = [day for day in days if day.readings][-SHOWN:]
    shown = tuple(f"@advice.number.{_day(day.on, today)}:{max(day.readings)}" for day in told)
    return shown or ("@advice.number.none",)


def _day(day: date, today: date) -> str:
    gone = (today - day).days
    return {0: "today", 1: "yesterday"}.get(gone, str(day.isoweekday())) if gone < WEEK else "lately"


def listed(w: World) -> tuple[Say, ...]:
    """The advice that stands, the latest first, each with the day it was given last: for the plan."""
    return tuple(
        say(f"advice.title.{each.row}", args=dated(each.last) | {"word": f"@advice.word.{each.word or 'none'}"})
        for each in advice.stands(seen(w))
    )
