"""What of the last days can be put right, and what follows from it: it may lower, and never earns (FEATURES C6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from content.model import Catalog
from handlers import facts as f
from handlers.diary import SETTLED_BY, WORST, Day
from handlers.judgement import in_flare
from handlers.person import Person
from handlers.rules import progression, safety

DAYS_BACK = 7  # so many days back something can be put right or told afterwards (D)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something told: which of that day (as in `Corrected`), and what stands there now."""

    of: f.Told
    day: date
    nth: int
    value: int

    @property
    def score(self) -> bool:
        """Whether it is a pain score."""
        return self.of not in ("settled", "minutes")


def entries(person: Person, today: date) -> tuple[Entry, ...]:
    """All that can be put right, the newest first."""
    days = (today - timedelta(days=back) for back in range(DAYS_BACK + 1))
    return tuple(each for day in days for each in reversed(tuple(_of_day(person, day))))


def _of_day(person: Person, on: date) -> Iterator[Entry]:
    """What was told on that day, in its order as far as that is known."""
    day = person.diary.day(on)
    slept = next((each for each in person.diary.days if each.told_on == on), None)
    if slept and slept.settled is not None and "morning" not in day.whens:  # else its number says it
        yield Entry("settled", slept.on, 0, int(slept.settled))
    for nth, told in enumerate(day.readings):
        if (score := day.stands(day.of(nth), nth, told)) is not None:
            yield Entry(day.of(nth), on, nth, score)
    for nth, past in enumerate(each for each in person.past if each.day == on):
        yield Entry("minutes", on, nth, round(past.seconds / 60))
    if day.highest is not None:
        yield Entry("after", on, 0, day.highest)


def shown_on(entry: Entry, person: Person) -> date:
    """The day on which it was told: of how the back took a session, the day after it."""
    return (person.diary.day(entry.day).told_on or entry.day) if entry.of == "settled" else entry.day


def meant(person: Person, today: date, *, day: date | None = None, was: int | None = None) -> Entry | None:
    """The score they mean: of that day, or of any; the one with this number, where one has it, else the latest."""
    found = [each for each in entries(person, today) if each.score and day in (None, each.day)]
    exact = [each for each in found if each.value == was]
    return next(iter(exact or found), None)


def corrected(entry: Entry, to: int | None, person: Person, catalog: Catalog, now: datetime) -> tuple[f.Fact, ...]:
    """The fact that puts it right, and what the day means now for each exercise done on it."""
    day = person.diary.day(entry.day)
    light = _light(entry, to, day)
    fact = f.Corrected(entry.of, entry.day, entry.nth, entry.value, to, light)
    gone = entry.of == "minutes" and to is None
    return (fact, *_lowered(day, person.after(fact, now), person, catalog, now, light=light, gone=gone))


def _light(entry: Entry, to: int | None, day: Day) -> Literal["", f.Light]:
    """What the numbers mean now for what was done on that day, where that is worse than before; else ""."""
    if to is None or day.pre is None or day.after is None or entry.of not in ("before", "after"):
        return ""
    before = min(day.pre, to) if entry.of == "before" else day.pre
    highest = max(day.after, to) if entry.of == "after" else day.after
    new, old = safety.light(before, highest), safety.light(day.pre, day.after)
    if WORST.index(new) >= WORST.index(old):
        return ""
    several = len(day.did) > 1 and new != "red" and highest > before + SETTLED_BY
    return "hold" if several else new  # it rose by 2 or more, and nobody knows in which (rules B4x.1)


def _lowered(
    day: Day, after: Person, person: Person, catalog: Catalog, now: datetime, *, light: str, gone: bool
) -> Iterator[f.Fact]:
    """What was earned by that day is taken back, and what red means for one exercise alone."""
    for did in day.did:
        if did.exercise not in catalog.exercises:
            continue
        worse = bool(light) and WORST.index(after.diary.day(day.on).light(did.exercise) or "green") < WORST.index(
            did.light
        )
        level = after.level(did.exercise) or did.level
        if light == "red" and worse and len(day.did) == 1:
            then = now - (after.day(now) - day.on)  # red on that day
            for fact in progression.red(did.exercise, did.level, after, catalog.exercises[did.exercise], then):
                yield replace(fact, level=min(level, fact.level)) if isinstance(fact, f.Judged) else fact
        elif (worse or gone) and _earned(day, did.exercise, person):
            credits = max(0, after.judged.of(did.exercise).credits - 1)
            yield f.Judged(did.exercise, day.on, level, credits, "held")


def _earned(day: Day, exercise: str, person: Person) -> bool:
    """Whether that day brought this exercise a credit (rules B4x.2)."""
    did = next(each for each in day.did if each.exercise == exercise)
    settled = day.morning == "settled" and did.light == "green" and did.full
    return did.judged and settled and not in_flare(person.judged, day.on)
