"""Nudges become rarer for somebody who does not answer, and end with a goodbye (rules B10, the shape after S54).

Days are those of `Person.day`. Days on which nudges were paused do not count; held days need no counting, for a hold
ends by their own word only. Nothing here makes nudges more frequent than they were chosen.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from handlers.habits import LONGEST_PAUSE
from handlers.person import Person

FEW_FROM, WEEKLY_FROM, LAST_FROM = 2, 10, 30  # days without a press or a word from which on each row holds
FEW, FEW_IN = 3, 7  # the first row: at most so many nudges in so many days, and never on two days running
ONE_IN = 7  # the second: one in so many days; the first of the last two keeps that distance too
APART = 14  # days between the last two, of which the second is the goodbye

# chosen: as they chose; fewer: the nudge is one of those that are left; rare: it is left out
How = Literal["chosen", "fewer", "less_often", "goodbye", "rare"]


def silent_from(person: Person, heard: datetime) -> date:
    """The day from which silence is counted: that of the last press or word, or the last one of a pause after it."""
    nudges, day = person.nudges, person.day(heard)
    until = nudges.paused_until if nudges else None
    if until is None or (until - day).days > LONGEST_PAUSE:  # for ever, or by a clock that was wrong
        return day
    return max(day, until - timedelta(days=1))


def unanswered(person: Person, heard: datetime, today: date) -> list[date]:
    """The days before today on which a nudge was given and nothing was pressed or typed since, oldest first."""
    return [day for at in person.sent.given if at > heard and (day := person.day(at)) < today]


def how(person: Person, heard: datetime, now: datetime) -> How:
    """What becomes of a nudge that is due now. heard: when they last pressed or typed anything (UTC)."""
    today = person.day(now)
    since, days = silent_from(person, heard), unanswered(person, heard, today)
    silent = (today - since).days
    if silent < FEW_FROM or not days:
        return "chosen"  # who chose Mondays, and answers on Mondays, ignores nothing
    apart = (today - days[-1]).days
    if silent < WEEKLY_FROM:
        lately = [day for day in days if (today - day).days < FEW_IN]
        if apart < 2 or len(lately) >= FEW:
            return "rare"
        asked = any((day - since).days >= FEW_FROM for day in days[1:])  # before the first, nothing was unanswered
        return "fewer" if asked else "less_often"
    if silent < LAST_FROM or (days[-1] - since).days < LAST_FROM:
        return "rare" if apart < ONE_IN else "fewer"
    return "rare" if apart < APART else "goodbye"


def ignored(person: Person, heard: datetime, now: datetime) -> bool:
    """Whether they come back after nudges that nobody answered."""
    today = person.day(now)
    silent = (today - silent_from(person, heard)).days
    return silent >= FEW_FROM and bool(unanswered(person, heard, today))


def fewer_days(days: tuple[int, ...], most: int) -> tuple[int, ...]:
    """At most so many (1 or 2) of these weekdays, Monday 0: the first one, and the one furthest from it."""
    first = days[0]
    if most < 2 or len(days) < 2:
        return (first,)
    return first, max(days[1:], key=lambda day: (min(day - first, first + 7 - day), -day))
