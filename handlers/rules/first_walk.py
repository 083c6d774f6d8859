"""How much somebody walks at first, by how long they can walk and feel fine (rules B11x). Minutes throughout."""

from __future__ import annotations

from collections.abc import Mapping

from content.model import Catalog, Exercise
from handlers import facts as f
from handlers.person import Person
from handlers.rules import plan, progression, safety

# What is offered as an answer, and the fewest minutes it means.
ANSWERS: Mapping[str, int] = {"walk_0_1": 1, "walk_2_4": 2, "walk_5_9": 5, "walk_10_19": 10, "walk_20_90": 20}
LEAST, LONG = 2, 10  # who cannot walk LEAST begins with SHORT_WALK; who can walk LONG chooses between two (D)
SHARE = (4, 5)  # of what is comfortable: 80 % (K)
FIRST_MOST, LONG_MOST = 5, 20  # the most at first; where they can walk LONG and choose the longer one (D)


def starts(comfortable: int, most: int = LONG_MOST) -> tuple[int, ...]:
    """The first walks to choose from for somebody who can walk so long and feel fine; one where there is no choice.

    most: minutes that are allowed (matrix C8).
    """
    if comfortable < LEAST:
        return (progression.SHORT_WALK,)
    part = min(comfortable * SHARE[0] // SHARE[1], most)
    if comfortable < LONG or part <= FIRST_MOST:
        return (max(LEAST, min(FIRST_MOST, part)),)
    return FIRST_MOST, min(LONG_MOST, part)


def allowed(person: Person, exercise: Exercise) -> int:
    """Minutes of it that they may do at most (matrix C8)."""
    return exercise.level(safety.top_level(person, exercise)).minutes


def of(person: Person, catalog: Catalog) -> Exercise | None:
    """The exercise this is about: what warms up and is counted in minutes, where they may do it."""
    found = (each for each in plan.taken_up(catalog) if "warm_up" in each.roles and each.kind == "minutes")
    return next((each for each in found if safety.top_level(person, each)), None)


def begins(minutes: int, exercise: Exercise) -> tuple[f.Fact, ...]:
    """What is recorded where the first walk is so long: the longest level of so many minutes; or that 1 is too long."""
    level = exercise.longest(minutes)
    short = (progression.shortened(exercise),) if minutes < exercise.level(level).minutes else ()
    return f.LevelSet(exercise.id, level), *short
