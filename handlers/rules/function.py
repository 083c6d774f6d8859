"""What should be easier: when it is asked, what has really changed, and when a fall asks for a doctor (rules B7).

Scores are 0-10, 0 cannot, 10 as before. "Did not do it" is an answer and never a 0: where it was given there is nothing
to compare, and what is missing never makes anything true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from handlers.functioning import WEEK, Activity, Function
from handlers.person import Person
from handlers.say import Say, quoted, say

FIRST_AFTER = 7  # days since the first session (rules B7: the end of the first week)
OFFERS = 3  # so often it is asked what should be easier: once, and twice again after "not now" (D)
REAL_MEAN = 2  # points of the mean of what can be compared that are more than a wobble [S10]
REAL_ONE = 3  # points of one thing [S10]
RUNNING = 14  # days between two weekly answers that still count as running; one may have been passed over (D)
TOLD_LATELY = 28  # days; an older answer says nothing of today (rules B5, row `function_down`: again after 28 days)

Due = Literal["", "name", "rate"]
Changed = Literal["up", "down", "same", "unknown"]
Pairs = tuple[tuple[int, int], ...]  # of each thing that can be compared its first score, and a later one


def due(person: Person, day: date) -> Due:
    """What of it is to be asked on that local date, at a quiet moment; `name`: what it is, after a session only."""
    known = person.function
    if known.asked and (day - known.asked).days < WEEK:
        return ""
    if known.activities:
        answered = known.weeks and (day - known.weeks[-1]).days < WEEK
        return "" if answered else "rate"
    first = person.first_session
    begun = first is not None and (day - first).days >= FIRST_AFTER
    return "name" if begun and known.offers < OFFERS and person.did(day) else ""


def compared(known: Function) -> Pairs:
    """First and latest scores of what can be compared."""
    return tuple(_pairs(known.activities, known.weeks[-1])) if known.weeks else ()


def compared_before(known: Function) -> Pairs:
    """First scores, and those of the weekly answer before the latest."""
    if len(known.weeks) < 2:
        return ()
    return tuple(_pairs(known.activities, known.weeks[0], before=True))


def _pairs(activities: Iterable[Activity], week: date, *, before: bool = False) -> Iterator[tuple[int, int]]:
    for each in activities:
        score = each.before if before else each.now
        if each.first is not None and each.first_on and each.first_on < week and score is not None:
            yield each.first, score


def changed(pairs: Pairs) -> Changed:
    """What has really changed: 2 points of the mean, or 3 of one; where one rose and another fell, the mean decides."""
    if not pairs:
        return "unknown"
    changes = [later - first for first, later in pairs]
    mean_up = sum(changes) >= REAL_MEAN * len(changes)
    mean_down = sum(changes) <= -REAL_MEAN * len(changes)
    one_up, one_down = max(changes) >= REAL_ONE, min(changes) <= -REAL_ONE
    if mean_up or (one_up and not (one_down or mean_down)):
        return "up"
    return "down" if mean_down or (one_down and not one_up) else "same"


def fallen(pairs: Pairs) -> bool:
    """Whether the mean is 2 or more below the first, or one thing 3 or more."""
    changes = [later - first for first, later in pairs]
    return bool(changes) and (sum(changes) <= -REAL_MEAN * len(changes) or min(changes) <= -REAL_ONE)


def function_down(person: Person, day: date) -> bool:
    """Row `function_down` of rules B5: a fall in two weekly answers running, the later one told lately."""
    known = person.function
    if len(known.weeks) < 2:
        return False
    older, later = known.weeks
    running = (later - older).days <= RUNNING and 0 <= (day - later).days < TOLD_LATELY
    return running and fallen(compared_before(known)) and fallen(compared(known))


def does_more(person: Person, day: date) -> bool:
    """Whether everyday things are really easier than at first, as told lately."""
    known = person.function
    told = bool(known.weeks) and 0 <= (day - known.weeks[-1]).days < TOLD_LATELY
    return told and changed(compared(known)) == "up"


def line(each: Activity) -> Say:
    """One of them as something to say: how it went at first, and last."""
    what, first, now = quoted(each.name), each.first, each.now
    if first is None:
        return say("function.line.none", what=what)
    if now is None:
        return say("function.line.no_number", what=what, first=first)
    return say("function.line.same" if now == first else "function.line.both", what=what, first=first, now=now)
