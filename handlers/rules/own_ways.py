"""An order, seconds, repeats and rests of their own, within limits (FEATURES B16).

Less than the level has is always open. More is a step up by another name: it is open only where a rise would be, for an
exercise with a credit, and as far as the next level goes; it is the day's one rise then. It raises no level, and does
not outlive a fall.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from content.model import Catalog, Exercise
from handlers import facts as f
from handlers.habits import Dose
from handlers.person import Person
from handlers.rules import progression, safety
from handlers.session import Item

SHORTEST_HOLD, FEWEST_REPEATS = 2, 1  # seconds, repeats (D)
REST = (5, 120)  # seconds between two holds, the least and the most (D)
NEEDED = 1  # credits for more than the level has, as for "harder" (rules B4x.3)

Part = Literal["hold", "reps", "rest"]
PARTS: Mapping[str, Part] = {"hold": "hold", "reps": "reps", "rest": "rest"}
LEAST = {"hold": SHORTEST_HOLD, "reps": FEWEST_REPEATS, "rest": REST[0]}


@dataclass(frozen=True, slots=True)
class Limits:
    """least, most: what may be chosen. own: what the level has. later: the most once more is open."""

    least: int
    most: int
    own: int
    later: int


def limits(part: Part, level: int, person: Person, exercise: Exercise, now: datetime) -> Limits:
    """What may be chosen of it at this level."""
    own = getattr(exercise.level(level), part)
    if part == "rest":
        return Limits(REST[0], REST[1], own, REST[1])
    later = max(own, _next(part, level, person, exercise))
    opened = _open(person, exercise.id, now)
    return Limits(min(LEAST[part], own), later if opened else own, own, later)


def _open(person: Person, name: str, now: datetime) -> bool:
    return person.judged.of(name).credits >= NEEDED and progression.rises_open(person, now)


def _next(part: Part, level: int, person: Person, exercise: Exercise) -> int:
    """As much of it as the next level has, if the matrix opens that; all together no more than one of both has."""
    if level >= safety.top_level(person, exercise):
        return 0
    other = "reps" if part == "hold" else "hold"
    here, ahead, dose = exercise.level(level), exercise.level(level + 1), of(person, exercise.id)
    beside = (getattr(dose, other) if dose else 0) or getattr(here, other)
    most = max(here.reps * here.hold, ahead.reps * ahead.hold) // beside
    wanted: int = getattr(ahead, part)
    return min(wanted, most)


def of(person: Person, name: str) -> Dose | None:
    """The dose of their own of this exercise."""
    return next((each for each in person.doses if each.exercise == name), None)


def chosen(part: Part, value: int, level: int, person: Person, exercise: Exercise) -> f.DoseSet:
    """The dose with this much of it; what was chosen before of the rest stays. The level's own is no choice."""
    own, before = exercise.level(level), of(person, exercise.id)
    wanted = {each: getattr(before, each) if before else 0 for each in LEAST} | {part: value}
    kept = {each: number if number != getattr(own, each) else 0 for each, number in wanted.items()}
    raised = any(kept[each] > getattr(own, each) for each in ("reps", "hold"))
    return f.DoseSet(exercise.id, **kept, level=level, raised=raised and part != "rest")


def shaped(
    items: tuple[Item, ...], person: Person, catalog: Catalog, fits: Callable[[tuple[Item, ...]], bool]
) -> tuple[Item, ...]:
    """A day's session at their own doses as far as it fits the minutes, and in their own order."""
    for at, item in enumerate(items):
        own = dosed(item, person, catalog)
        if own != item and fits(with_own := (*items[:at], own, *items[at + 1 :])):
            items = with_own
    return ordered(items, person, catalog)


def dosed(item: Item, person: Person, catalog: Catalog) -> Item:
    """The item at their own dose; more than the level has only at the level it was chosen at, and in no flare-up."""
    dose, own = of(person, item.exercise), item.dose(catalog)
    if dose is None:
        return item
    if catalog.exercises[item.exercise].kind != "hold":
        return replace(item, minutes=dose.minutes) if 0 < dose.minutes < own.minutes else item
    flare = person.judged.flare is not None and person.judged.flare.ended is None
    capped = item.level < dose.level or flare
    reps = min(dose.reps, own.reps) if capped else dose.reps
    hold = min(dose.hold, own.hold) if capped else dose.hold
    return replace(item, reps=reps, hold=hold, rest=dose.rest)


def ordered(items: tuple[Item, ...], person: Person, catalog: Catalog) -> tuple[Item, ...]:
    """The items in their order: the warm-up stays first, what they did not name keeps its place behind."""
    if not person.order:
        return items
    place = {name: at for at, name in enumerate(person.order)}
    warm = [item for item in items if "warm_up" in catalog.exercises[item.exercise].roles]
    rest = [item for item in items if item not in warm]
    return (*warm, *sorted(rest, key=lambda item: place.get(item.exercise, len(place))))


def order_with(names: tuple[str, ...], last: bool, all_of: tuple[str, ...], person: Person) -> tuple[str, ...]:
    """The whole order with these first, or last. all_of: the exercises there are, in the order until now."""
    before = (*person.order, *(name for name in all_of if name not in person.order))
    rest = tuple(name for name in before if name not in names)
    return (*rest, *names) if last else (*names, *rest)
