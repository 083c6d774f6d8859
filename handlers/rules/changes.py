"""What is different from last time, and why, in one line each: said when a session is offered."""

from __future__ import annotations

from collections.abc import Iterator

from content.model import Catalog, Exercise, Level
from handlers import facts as f
from handlers.judgement import FIRST, Standing, in_flare
from handlers.rules import hurt, mornings, plan, progression
from handlers.say import Say, dated, say
from handlers.session import Item
from handlers.world import World

DOWN: tuple[f.Why, ...] = ("red", "red_sore", "others_sore", "sore_down", "away")


def rise(w: World) -> f.Judged | None:
    """The day's one rise (rules B4x.3) of what is planned today, those that do most first, if it fits the minutes."""
    day = w.person.day(w.now)
    items = plan.today(w.person, w.catalog, day)
    whole = [item.exercise for item in items if plan.full(item, w.person, w.catalog, day)]
    whole.sort(key=lambda name: not w.catalog.exercises[name].core)
    while found := progression.rise(tuple(whole), w.person, w.catalog, w.now):
        after = plan.today(w.person.after(found, w.now), w.catalog, day)
        if Item(found.exercise, found.level) in after:
            return found
        whole.remove(found.exercise)
    return None


def dose(level: Level, exercise: Exercise) -> tuple[Say, ...]:
    """How much that is, in words."""
    if exercise.kind == "minutes":
        return (say("exercises.dose.minutes", time=f"@minutes:{level.minutes}"),)
    sides = "sides" if exercise.sides else "hold"
    return (say(f"exercises.dose.{sides}", reps=level.reps, hold=level.hold),)


def risen(found: f.Judged, catalog: Catalog) -> Say:
    """That one has gone up a level, to what, and how to take it back."""
    if found.level == 1:  # from less than its first level
        return say("note.longer_walk", name=f"@exercise.{found.exercise}.name")
    exercise = catalog.exercises[found.exercise]
    to = dose(exercise.level(found.level), exercise)
    return say("note.risen", name=f"@exercise.{found.exercise}.name", dose=to)


def come_back(items: tuple[Item, ...], w: World) -> tuple[f.Judged, ...]:
    """That these begin lower again after days without them (rules B4x.4)."""
    today = w.person.day(w.now)
    lost = [item.exercise for item in items if _lower_after_days_away(item.exercise, w)]
    return tuple(f.Judged(name, today, plan.level(w.person, w.catalog, name, today), 0, "away") for name in lost)


def why(w: World, items: tuple[Item, ...]) -> tuple[Say, ...]:
    """Why today's session is not what it was: lower levels, what is left out, what is taken up."""
    return tuple(_changed(w, items))


def _changed(w: World, items: tuple[Item, ...]) -> Iterator[Say]:
    today, there = w.person.day(w.now), {item.exercise for item in items}
    if mornings.missing(w.person, today):
        yield say("why.mornings")
    elif (
        w.person.did(today)
        and not hurt.enough(w.person, today)
        and not in_flare(w.person.judged, today)
        and not any(_short(item, w) for item in items)
    ):
        yield say("why.more")
    known = {each.exercise for each in w.person.judged.standings if each.times}
    known |= {each.id for each in plan.taken_up(w.catalog)[:FIRST]} if known else {each.exercise for each in items}
    if new := [item.exercise for item in items if item.exercise not in known]:
        yield say("why.new", what=tuple(f"@exercise.{name}.short" for name in new))
    latest = next(iter(hurt.lately(w.person, today)), None)
    if latest and latest.on != today:  # what hurt today was said when more was asked for
        yield say("why.limb" if latest.where in hurt.ROWS else "why.hurt", hurt=(hurt.in_words(latest, today),))
    said = latest.exercise if latest else ""
    resting: list[str] = []
    for standing in w.person.judged.standings:
        if standing.exercise not in w.catalog.exercises or (standing.exercise == said and standing.why == "red"):
            continue
        name = {"name": f"@exercise.{standing.exercise}.name"}
        if standing.out_until is not None:
            if standing.on and standing.last == standing.on and not _done_since(w, standing):
                yield say("why.out", args=name | dated(standing.out_until))
        elif standing.exercise in there and _lower_after_days_away(standing.exercise, w):
            yield say("why.away", args=name)
        elif standing.exercise in there and standing.why in DOWN and standing.since is None and standing.on:
            yield say(f"why.{standing.why}", args=name | dated(standing.on))
        elif standing.exercise not in there and progression.resting(standing.exercise, w.person, today):
            resting.append(f"@exercise.{standing.exercise}.short")
    if resting:
        yield say("why.resting", what=tuple(resting))


def _short(item: Item, w: World) -> bool:
    """Whether it is for three times a day."""
    return progression.is_short(item.exercise, w.person)


def _lower_after_days_away(name: str, w: World) -> bool:
    """Whether it really is lower after days without it: who is at level 1 stays there, and hears nothing of it."""
    today = w.person.day(w.now)
    lost = progression.levels_lost(name, w.person, today)
    return bool(lost) and plan.level(w.person, w.catalog, name, today) < (w.person.level(name) or 1)


def _done_since(w: World, standing: Standing) -> bool:
    """Whether another session was done since this exercise was taken out."""
    return any(day.did and standing.on and day.on > standing.on for day in w.person.diary.days)
