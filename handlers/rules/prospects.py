"""What has to happen before an exercise goes up a level, and before one more joins: told on the page of the plan.

Every threshold is that of `progression` and `plan`; nothing is decided here.
"""

from __future__ import annotations

from typing import Literal

from content.model import Level
from handlers.judgement import MOST_CREDITS, in_flare
from handlers.rules import plan, progression, safety
from handlers.world import World

Missing = Literal["top", "mornings", "credits", "days", "effort", "ready", progression.Against]


def rise(name: str, w: World) -> tuple[Missing, int]:
    """The first thing that is missing for a step up of this exercise, and how many of it: good days, or days."""
    person, exercise, today = w.person, w.catalog.exercises[name], w.person.day(w.now)
    standing = person.judged.of(name)
    if plan.level(person, w.catalog, name, today) >= safety.top_level(person, exercise):
        return "top", 0
    if person.judged.pause:
        return "pause", 0
    if in_flare(person.judged, today):
        return "flare", 0
    if (short := MOST_CREDITS - standing.credits) > 0:
        done = [day for day in person.diary.days if day.light(name) and day.on < today]
        return ("mornings" if done and not any(day.morning for day in done) else "credits"), short
    if exercise.kind == "hold":
        if standing.since is None or (left := (standing.since + progression.AT_LEVEL - today).days) > 0:
            return "days", progression.AT_LEVEL.days if standing.since is None else left
        if not progression.easy_enough(name, person):
            return "effort", progression.EASY_ENOUGH
    return progression.against_rises(person, w.now) or "ready", 0


def next_level(name: str, w: World) -> Level:
    """What it would be a step up: the highest allowed where it is there."""
    exercise, today = w.catalog.exercises[name], w.person.day(w.now)
    higher = plan.level(w.person, w.catalog, name, today) + 1
    return exercise.level(min(higher, safety.top_level(w.person, exercise) or 1))


def joins(w: World) -> tuple[str, int]:
    """The exercise that is taken up next, and after how many more settled session days; "" when all are."""
    open_to = [each.id for each in plan.taken_up(w.catalog) if safety.top_level(w.person, each)]
    coming = open_to[plan.how_many(w.person) :]
    return (coming[0], plan.JOIN_EVERY - w.person.judged.settled % plan.JOIN_EVERY) if coming else ("", 0)
