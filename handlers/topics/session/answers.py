"""The answers that mean the same at every step of an exercise: it hurts, stop, skip, how, again, easier, harder."""

from __future__ import annotations

from dataclasses import replace

from handlers import facts as f
from handlers.moves import Into, Move, Within, go
from handlers.person import Person
from handlers.rules import flares, hurt, progression, safety
from handlers.say import Say, say, texts_of
from handlers.session import Item, Session
from handlers.world import World

WAYS = {"hurts": Within.HURTS, "stop": Within.END, "skip": Within.SKIP, "how": Within.HOW, "unwell": Within.UNWELL}


def own_ways(session: Session, w: World) -> tuple[str, ...]:
    """The gentler ways that are theirs in the exercise at hand, as something to say."""
    person = hurt.careful(w.person, w.person.day(w.now))
    if not person.conditions:
        return ()
    exercise = session.exercise(w)
    start = f"exercise.{exercise.id}.modified"
    known = {f"{start}.{name}" for name in safety.gentler_for(person, exercise)}
    keys = [key for key in sorted(known) if w.words.has(key)]
    return tuple(dict.fromkeys(f"@{key}" for key in keys)) or (("@own_way.gentler",) if known else ())


def aside(session: Session, answer: str, w: World) -> Move:
    """The answers that mean the same at every step of an exercise."""
    item, ready = session.item, Into(Within.READY, session)
    careful = hurt.careful(w.person, w.person.day(w.now))
    match answer:
        case "again":
            return Into(Within.READY, replace(session, spent=0))
        case "easier" if item.level > 1:
            return _at_level(session, item.level - 1, say("note.easier"), w)
        case "easier" if progression.may_be_short(session.exercise(w)) and item.minutes != progression.SHORT_WALK:
            short = progression.shortened(session.exercise(w))
            shorter = session.with_item(replace(item, minutes=short.minutes))
            return go(Into(Within.READY, shorter), short, say("note.short_walk"))
        case "easier":
            return go(ready, say("note.easiest", args=texts_of(item.exercise, "easier")))
        case "harder" if item.level >= safety.top_level(careful, session.exercise(w)):
            return go(ready, say("note.hardest"))
        case "harder" if session.before >= safety.EASIER_FROM:
            return go(ready, say("note.not_harder_today"))
        case "harder" if not progression.rises_open(w.person, w.now):
            return go(ready, say("note.harder_another_day"))
        case "harder" if not w.person.judged.of(item.exercise).credits:
            return go(ready, say("note.harder_not_yet"))
        case "harder":
            return _judged(session, item.level + 1, "rise", w, say("note.harder"))
        case "stay" if may_stay(item, w.person):
            return _judged(session, item.level - 1, "stay", w, say("note.stayed"))
    return Into(WAYS[answer], session) if answer in WAYS else None


def may_stay(item: Item, person: Person) -> bool:
    """Whether this level is a rise that can be taken back, since it was not done yet."""
    there = item.level > 1 and item.level == person.level(item.exercise)
    return there and progression.just_risen(item.exercise, person)


def _judged(session: Session, level: int, why: f.Why, w: World, note: Say) -> Move:
    return _at_level(session, level, note, w, f.Judged(session.item.exercise, w.person.day(w.now), level, 0, why))


def _at_level(session: Session, level: int, note: Say, w: World, told: f.Fact | None = None) -> Move:
    """The exercise at hand at another level, as it is done on such a day."""
    name = session.item.exercise
    item = flares.less(Item(name, level), w.person, w.catalog, w.person.day(w.now))
    return go(Into(Within.READY, session.with_item(item)), told or f.LevelSet(name, level), note)
