"""Today's session from what we know of a person (rules B12, the shape of B11x, PAUSE). Levels: `progression`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from content.model import Catalog, Exercise
from handlers.judgement import in_flare
from handlers.person import Person
from handlers.rules import flares, hurt, own_ways, progression, safety
from handlers.session import Item, Session, lasts
from handlers.world import World

MINUTES = (5, 10, 15, 20)  # a day, to choose from
ANY_MINUTES = (3, 30)  # the fewest and the most that can be typed instead
JOIN_EVERY = 3  # settled session days until one more exercise joins
STRENGTH_DAYS, IN_DAYS = 4, 7  # exercise days in a week at most; the others are walk days
RUNNING = 2  # exercise days one after the other, then a walk day, once the walk is longer than a warm-up
WARM_UP, WARM_UP_SHARE, SHORTEST = 5, 3, 2  # minutes: min(step, 5, max(2, a third of the day's minutes))
PAUSED_MOST = 5  # minutes of a walk in a pause, and at most half of the present step
GENTLE = 2  # minutes, when the pain is too strong for more
SETTING_UP = 10  # seconds to read and get into place, for each exercise that is held


def today(person: Person, catalog: Catalog, day: date, *, short: bool = False) -> tuple[Item, ...]:
    """The exercises of that day, in the order of doing; empty when nothing is allowed. At most `person.minutes`."""
    person = hurt.careful(person, day)
    if person.judged.pause or person.diary.day(day).red_session:  # after red to a short walk, or to the end (rules B4)
        walk = paused(person, catalog, day)
        return (walk,) if walk else ()
    budget = (person.minutes_for(day) or min(MINUTES)) * 60
    open_to = [name for name in turn_about(person, catalog) if not left_out(name, person, day)]
    walks = [name for name in open_to if "warm_up" in catalog.exercises[name].roles]
    others = [name for name in open_to if name not in walks]
    for_walk = bool(walks) and walk_day(person, catalog, day)
    if for_walk:
        others = [name for name in others if not catalog.exercises[name].core]
    chosen = [_walk(name, person, catalog, day, warm_up=bool(others) and not for_walk) for name in walks[:1]]
    for name in others:
        if short and chosen:
            break
        first = not any(catalog.exercises[item.exercise].kind == "hold" for item in chosen)  # made to fit
        item = _fitting(Item(name, level(person, catalog, name, day)), chosen, budget, person, catalog, lower=first)
        chosen += [item] if item else []
    chosen.sort(key=lambda item: (catalog.exercises[item.exercise].order or 0, item.exercise))
    wanted = own_ways.shaped(tuple(chosen), person, catalog, lambda items: length(items, catalog, person) <= budget)
    return flares.dosed(wanted, person, catalog, day)


def crowded_out(person: Person, catalog: Catalog, day: date) -> tuple[str, ...]:
    """The exercises of that day that its minutes have no room for."""
    roomy = replace(person, minutes=max(ANY_MINUTES), minutes_today=0)
    there = {item.exercise for item in today(person, catalog, day)}
    return tuple(item.exercise for item in today(roomy, catalog, day) if item.exercise not in there)


def _fitting(
    item: Item, chosen: list[Item], budget: int, person: Person, catalog: Catalog, *, lower: bool
) -> Item | None:
    """The item as it fits beside what is chosen; lower: at a lower level rather than not at all."""
    while length((*chosen, item), catalog, person) > budget:
        if not lower or item.level <= 1:
            return None
        item = Item(item.exercise, item.level - 1)
    return item


def left_out(name: str, person: Person, day: date, *, rests: bool = True) -> bool:
    """Whether it is left out on that day, for a while or for good, by them or by what it did. rests: or by what the
    morning was."""
    rested = person.rested if person.rested_on == day else ()
    sore = (rests and progression.resting(name, person, day)) or flares.left_out(name, person, day)
    return name in rested or not person.wants(name, day) or sore


def walk_day(person: Person, catalog: Catalog, day: date) -> bool:
    """Whether that day is for the walk: exercise days are four in a week at most; and two of them one after the other
    are followed by a walk day, once the walk has grown longer than the warm-up."""
    before = [each for each in person.diary.session_days(IN_DAYS, day) if each.on < day]
    strength = [any(_core_hold(did.exercise, catalog) for did in each.did) for each in before]
    if sum(strength) >= STRENGTH_DAYS:
        return True
    walk = next((each.id for each in taken_up(catalog) if "warm_up" in each.roles), "")
    if not walk or not safety.top_level(person, catalog.exercises[walk]):
        return False
    longer = _minutes(walk, level(person, catalog, walk, day), catalog) > warm_up_minutes(person, day)
    return longer and len(strength) >= RUNNING and all(strength[-RUNNING:])


def _core_hold(name: str, catalog: Catalog) -> bool:
    exercise = catalog.exercises.get(name)
    return exercise is not None and exercise.core and exercise.kind == "hold"


def _minutes(name: str, level: int, catalog: Catalog) -> int:
    return catalog.exercises[name].level(level).minutes


def warm_up_minutes(person: Person, day: date) -> int:
    """How long the walk before exercises is at most."""
    return min(WARM_UP, max(SHORTEST, (person.minutes_for(day) or min(MINUTES)) // WARM_UP_SHARE))


def _walk(name: str, person: Person, catalog: Catalog, day: date, *, warm_up: bool) -> Item:
    """The warm-up of that day; of a walk the whole step, as far as the minutes go, but before exercises a short one."""
    step = level(person, catalog, name, day)
    if catalog.exercises[name].kind == "hold":
        return Item(name, step)
    most = warm_up_minutes(person, day) if warm_up else person.minutes_for(day) or min(MINUTES)
    return Item(name, min(step, catalog.exercises[name].longest(most)))


def full(item: Item, person: Person, catalog: Catalog, day: date) -> bool:
    """Whether this is the planned level, with all it has, or more; of minutes on the move as far as the day's go."""
    planned, exercise = level(person, catalog, item.exercise, day), catalog.exercises[item.exercise]
    own, dose = exercise.level(item.level), item.dose(catalog)
    cut = item.minutes and not progression.is_short(item.exercise, person)
    if dose.reps < own.reps or dose.hold < own.hold or cut or in_flare(person.judged, day):
        return False
    if exercise.kind == "minutes":
        planned = min(planned, exercise.longest(person.minutes_for(day) or min(MINUTES)))
    return item.level >= planned


def whole(session: Session, w: World) -> bool:
    """Whether the exercise at hand was done at the full dose (rules B4x.0): all, the start gate full, no flare."""
    item, day = session.item, w.person.day(w.now)
    all_of_it = session.spent >= timed(session, w)
    if session.exercise(w).own_days:  # by their own clock; what is told afterwards did not begin with us
        all_of_it = all_of_it and w.now - session.started >= timedelta(seconds=session.spent)
    gate = session.before < safety.EASIER_FROM
    return all_of_it and gate and not in_flare(w.person.judged, day) and full(item, w.person, w.catalog, day)


def timed(session: Session, w: World) -> int:
    """Seconds of holds and moving that the exercise at hand has."""
    return sum(step.seconds for step in session.level(w).steps if step.kind in ("hold", "move"))


def paused(person: Person, catalog: Catalog, day: date) -> Item | None:
    """What is left in a pause: a walk of 2-5 minutes, at most half of the present step; None where none is allowed.

    A sore morning after a session in which something else hurt takes no walk away: it is what the advice names.
    """
    for each in taken_up(catalog):
        beside = progression.beside_what_hurt(each.id, person, day) and not left_out(each.id, person, day, rests=False)
        if "gentle" in each.roles and safety.top_level(person, each) and (beside or not left_out(each.id, person, day)):
            half = _minutes(each.id, level(person, catalog, each.id, day), catalog) // 2
            return Item(each.id, each.longest(min(PAUSED_MOST, max(SHORTEST, half))))
    return None


def how_many(person: Person) -> int:
    """How many exercises somebody has taken up: two at first, then one more for every three settled session days."""
    return person.judged.joined + person.judged.settled // JOIN_EVERY


def turn_about(person: Person, catalog: Catalog) -> tuple[str, ...]:
    """The exercises this person may do and has taken up, those whose turn it is first: the warm-up, then one that does
    most, then the others; done longest ago before done lately, so that a short session leaves none out for long."""
    known = [each for each in taken_up(catalog) if safety.top_level(person, each)][: how_many(person)]
    first = [each.id for each in known if "warm_up" in each.roles]
    rest = [each for each in known if "warm_up" not in each.roles]
    rest.sort(key=lambda each: person.judged.of(each.id).last or date.min)  # of one day, the order of taking up
    most = next((each for each in rest if each.core), None)
    rest.sort(key=lambda each: each is not most)
    return (*first, *(each.id for each in rest))


def taken_up(catalog: Catalog) -> tuple[Exercise, ...]:
    """The exercises of sessions, in the order in which they are taken up."""
    return catalog.taken_up


def level(person: Person, catalog: Catalog, name: str, day: date) -> int:
    """The level of this exercise on that day, never above what is allowed; lower after days without it. The first time
    level 1, or the one that its first minutes say for the minutes a day they chose."""
    exercise = catalog.exercises[name]
    first = max([first for chosen, first in exercise.first_minutes.items() if chosen <= person.minutes], default=0)
    wanted = (person.level(name) or exercise.longest(first)) - progression.levels_lost(name, person, day)
    return min(max(1, wanted), safety.top_level(person, exercise) or 1)


def item_of(name: str, person: Person, catalog: Catalog, day: date) -> Item:
    """This exercise as it is done on that day, in whatever session."""
    person = hurt.careful(person, day)
    return flares.less(Item(name, level(person, catalog, name, day)), person, catalog, day)


def easier(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The same session one level down, level 1 at least (rules B4, start gate 5-6)."""
    return tuple(Item(item.exercise, max(1, item.level - 1)) for item in items)


def gentle(person: Person, catalog: Catalog, *left_out: str) -> Item | None:
    """What is left when the pain is strong: very little of an exercise with that role; None where none is allowed."""
    for each in taken_up(catalog):
        if "gentle" in each.roles and each.id not in left_out and safety.top_level(person, each):
            return Item(each.id, each.longest(GENTLE))
    return None


def length(items: tuple[Item, ...], catalog: Catalog, person: Person) -> int:
    """Seconds a session takes this person, with getting into place for what is held."""
    doses = [item.dose(catalog) for item in items]
    return sum(times * lasts(step, person) for dose in doses for step, times in dose.alike) + SETTING_UP * sum(
        dose.hold > 0 for dose in doses
    )


def minutes(items: tuple[Item, ...], catalog: Catalog, person: Person) -> int:
    """The same in minutes, rounded, at least 1."""
    return max(1, round(length(items, catalog, person) / 60))
