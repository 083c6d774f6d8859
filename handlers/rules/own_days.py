"""What somebody does by themselves, on weekdays they chose: whether it is open to them, and offered today.

Which exercises these are is said by the role `own_days` in their files.
"""

from __future__ import annotations

from handlers.rules import safety
from handlers.say import Say, say
from handlers.world import World

LONGEST = 180  # minutes by oneself that can be told (D)
# How an answer begins in front of the exercise: they go and do it today; they can; they look at their days.
DO, CAN, DAYS = "do_", "can_", "ex_"
CHOOSE = CAN, DAYS


def left_out(name: str, w: World) -> Say | None:
    """Why matrix C8 does not open this exercise to them; None when it does."""
    exercise = w.catalog.exercises[name]
    if safety.top_level(w.person, exercise):
        return None
    told = tuple(f"@question.{asked}.tell" for asked in safety.against(w.person, exercise, w.catalog))
    return say("note.left_out", what=f"@exercise.{name}.short", reasons=told)


def kept_out(name: str, w: World) -> Say | None:
    """The same, or why its own list does not."""
    return left_out(name, w) or (not_fine(name, w) if w.person.on_own(name).fine is False else None)


def not_fine(name: str, w: World) -> Say:
    """What to do where something of its list fits."""
    return say(f"exercise.{name}.not_for_now", args=safety.numbers(w))


def why_not(name: str, w: World) -> Say | None:
    """Why it is not offered today; None when it is."""
    own, today = w.person.on_own(name), w.person.day(w.now)
    if closed := kept_out(name, w):
        return closed
    if own.done == today or name in w.person.rests_today(w.now):
        return say("note.nothing_left")
    if today.weekday() not in own.days:
        return say("note.another_day", what=f"@exercise.{name}.short")
    return say("note.off_today") if w.person.is_off(w.now) else None


def today(w: World) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The answers with which they go and do it today; and such that are not offered today: said or pressed all the
    same, they are told why."""
    chosen = [each.exercise for each in w.person.own if each.days and each.exercise in w.catalog.exercises]
    heard = tuple(DO + name for name in chosen if why_not(name, w))
    return tuple(DO + name for name in chosen if DO + name not in heard), heard


def choices(w: World) -> tuple[str, ...]:
    """The answers that lead to the list or the days of each that matrix C8 leaves open to them."""
    open_to = [each for each in w.catalog.exercises.values() if each.own_days and safety.top_level(w.person, each)]
    return tuple((DAYS if w.person.on_own(each.id).days else CAN) + each.id for each in open_to)


def named(answer: str, *starts: str) -> str:
    """The exercise in such an answer, "do_..." unless another start is given; "" in any other."""
    return next((answer.removeprefix(each) for each in starts or (DO,) if answer.startswith(each)), "")
