"""After which exercises the highest pain is asked at once; of all others it is asked once, at the end of a session."""

from __future__ import annotations

from datetime import date
from itertools import dropwhile

from handlers.judgement import in_flare
from handlers.person import Person
from handlers.rules import progression, safety

FIRST_TIMES = 3  # sessions with an exercise, until it is known
AFTER_TROUBLE = 3  # session days after red, hurt, a flare-up or a pause
ONE_IN = 5  # sessions; in one of so many it is asked after each exercise


def after_each(names: tuple[str, ...], before: int, person: Person, today: date) -> tuple[str, ...]:
    """Those of these exercises after which it is asked, in a session that pain `before` (0-10) opens."""
    if before >= safety.EASIER_FROM or person.sessions % ONE_IN == ONE_IN - 1 or _lately(person, today):
        return names
    return tuple(name for name in names if _new(name, person))


def _new(name: str, person: Person) -> bool:
    """Whether it is done for one of the first times, or for the first time at a higher level."""
    return person.judged.of(name).times < FIRST_TIMES or progression.just_risen(name, person)


def _lately(person: Person, today: date) -> bool:
    """Whether there was trouble within the last three session days, or since."""
    judged = person.judged
    if in_flare(judged, today) or judged.pause:
        return True
    days = person.diary.session_days(len(person.diary.days) + 366, today)
    over = [person.day(judged.resumed)] if judged.resumed else []
    over += [judged.flare.ended] if judged.flare and judged.flare.ended else []
    trouble = [day.on for day in days if day.red_session or any(did.where for did in day.did)]
    last = max([*over, *trouble], default=None)
    if last is None:
        return False
    return len(list(dropwhile(lambda day: day.on <= last, days))) < AFTER_TROUBLE
