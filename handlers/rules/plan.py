"""Today's session from what we know of a person. The numbers are rules B4 (levels), B11 (at first) and B12 (shape)."""

from __future__ import annotations

from datetime import date

from content.model import Catalog, Exercise
from handlers.person import Person
from handlers.rules import safety
from handlers.session import Item, lasts

MINUTES = (5, 10, 15)  # a day, to choose from
FIRST_WEEK, FIRST_WEEK_DAYS = 2, 7  # two exercises in the first week ...
ONE_MORE_EVERY = 4  # ... then one more every four days
GENTLE = 2  # minutes, when the pain is too strong for more
SETTING_UP = 10  # seconds to read and get into place, for each exercise


def today(person: Person, catalog: Catalog, day: date, *, short: bool = False) -> tuple[Item, ...]:
    """The exercises of that day, in the order of doing; empty when nothing is allowed. At most `person.minutes`."""
    count = 1 if short else how_many(person, day)
    budget = (person.minutes_for(day) or min(MINUTES)) * 60
    chosen: list[Item] = []
    left_out = person.rested if person.rested_on == day else ()
    for name in turn_about(person, catalog):
        if name in left_out or not person.wants(name, day):
            continue
        item = Item(name, level(person, catalog, name))
        while not chosen and item.level > 1 and length((item,), catalog, person) > budget:
            item = Item(name, item.level - 1)  # the first one, mostly a warm-up, is made to fit rather than left out
        if len(chosen) < count and length((*chosen, item), catalog, person) <= budget:
            chosen.append(item)
    return tuple(sorted(chosen, key=lambda item: (catalog.exercises[item.exercise].order or 0, item.exercise)))


def how_many(person: Person, day: date) -> int:
    """How many exercises a session has: two in the first week, then one more every four days."""
    gone = (day - person.first_session).days if person.first_session else 0
    return FIRST_WEEK if gone < FIRST_WEEK_DAYS else FIRST_WEEK + 1 + (gone - FIRST_WEEK_DAYS) // ONE_MORE_EVERY


def turn_about(person: Person, catalog: Catalog) -> tuple[str, ...]:
    """The exercises this person may do, those whose turn it is first: the warm-up, then the others in turn once all are
    known, so that a short session does not always leave out the same one."""
    known = [each for each in taken_up(catalog) if safety.top_level(person, each)]
    first = [each.id for each in known if "warm_up" in each.roles]
    rest = [each.id for each in known if "warm_up" not in each.roles]
    if rest and person.first_session and person.past and how_many(person, person.past[-1].day) > FIRST_WEEK:
        at = person.sessions % len(rest)
        rest = rest[at:] + rest[:at]
    return (*first, *rest)


def taken_up(catalog: Catalog) -> list[Exercise]:
    """The exercises of sessions, in the order in which they are taken up."""
    found = [each for each in catalog.exercises.values() if each.take_up]
    return sorted(found, key=lambda each: (each.take_up or 0, each.id))


def level(person: Person, catalog: Catalog, name: str) -> int:
    """The level of this exercise today, never above what is allowed. The first time level 1, or the one that its first
    minutes say for the minutes a day they chose."""
    exercise = catalog.exercises[name]
    first = max([first for chosen, first in exercise.first_minutes.items() if chosen <= person.minutes], default=0)
    wanted = person.level(name) or _longest(exercise, first)
    return min(wanted, safety.top_level(person, exercise) or 1)


def _longest(exercise: Exercise, minutes: int) -> int:
    """The longest level of so many minutes at most; level 1 if there is none."""
    return max([n for n, each in enumerate(exercise.levels, 1) if 0 < each.minutes <= minutes], default=1)


def easier(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The same session one level down, level 1 at least (rules B4, start gate 5-6)."""
    return tuple(Item(item.exercise, max(1, item.level - 1)) for item in items)


def gentle(person: Person, catalog: Catalog, *left_out: str) -> Item | None:
    """What is left when the pain is strong: very little of an exercise with that role; None where none is allowed."""
    for each in taken_up(catalog):
        if "gentle" in each.roles and each.id not in left_out and safety.top_level(person, each):
            return Item(each.id, _longest(each, GENTLE))
    return None


def length(items: tuple[Item, ...], catalog: Catalog, person: Person) -> int:
    """Seconds a session takes this person, with getting into place."""
    steps = [step for item in items for step in catalog.exercises[item.exercise].level(item.level).steps]
    return sum(lasts(step, person) for step in steps) + SETTING_UP * len(items)


def minutes(items: tuple[Item, ...], catalog: Catalog, person: Person) -> int:
    """The same in minutes, rounded, at least 1."""
    return max(1, round(length(items, catalog, person) / 60))
