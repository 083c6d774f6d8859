"""What may be said of numbers: only a real change is called a change, and an old number is never "now" (rules B7, B13).

Functions over plain numbers. Pain is 0-10, higher is worse.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

REAL_CHANGE = 2  # points on 0-10; Farrar 2001, Ostelo 2008
REAL_SHARE = 30  # per cent of the first week's mean (Ostelo 2008)
LOW_START, LOW_CHANGE = 4, 1  # from a start of 4 or less, 1 point may be a change [S2]; less is always a wobble
OLD = 7  # days; a number told longer ago than this is not "now" (D)
FEW_WEEKS, SIX_WEEKS, AFTER_SIX, LONG = 21, 35, 56, 84  # days since the first session that B13's sentences go by
FLAT_FROM = 14  # days before flat numbers are worth a word (D6 of the features: day 14 and 30)

Change = Literal["lower", "maybe", "same", "higher", "unknown"]
Sentence = Literal["week_1", "weeks_2_3", "flat", "week_6", "long", ""]


def pain_changed(mean7: float | None, base: float | None) -> Change:
    """The mean of the last seven days against that of the first week.

    lower: it fell by 2 points and by 30 %. maybe: by one of the two, or by 1 point from a start of 4 or less; never by
    less than 1 point, which is a wobble however low it began.
    """
    if mean7 is None or base is None:
        return "unknown"
    fall = round(base - mean7, 6)
    points, share = fall >= REAL_CHANGE, fall >= round(base * REAL_SHARE / 100, 6)
    if fall <= -REAL_CHANGE:
        return "higher"
    if points and share:
        return "lower"
    may = points or share or base <= LOW_START
    return "maybe" if may and fall >= LOW_CHANGE else "same"


def told_lately(told: date | None, today: date) -> bool:
    """Whether a number told on that local date may be spoken of as how it is now."""
    return told is not None and (today - told).days <= OLD


def honest(days: int, how_long: str, pain: Change) -> Sentence:
    """Which of B13's sentences is true for them, `days` after the first session; "" where none is.

    how_long: how long the back bothered them when they began; "months" is more than three.
    """
    if days < OLD:
        return "week_1"
    if pain in ("same", "higher") and days >= FLAT_FROM:
        return "flat" if pain == "same" else ""
    if days < FEW_WEEKS:
        return "weeks_2_3"
    if how_long == "months" or days >= LONG:
        return "long"
    return "week_6" if SIX_WEEKS <= days < AFTER_SIX else ""


# --- a week against its plan --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Week:
    """done: days with a session. planned: days one was planned on; None where nothing is planned by days."""

    done: int
    planned: int | None = None


def week_of(today: date) -> tuple[date, ...]:
    """The seven days of the week, Monday first, that this date is in."""
    monday = today - timedelta(days=today.weekday())
    return tuple(monday + timedelta(days=n) for n in range(7))


def week(done: Iterable[date], weekdays: Collection[int], excused: Collection[date], today: date) -> Week:
    """The week of `today` against the plan.

    weekdays: those planned, Monday 0. excused: days of rest, sickness, a flare-up, a pause or a hold: a session on one
    counts, none is no miss.
    """
    days = week_of(today)
    held = {day for day in done if day in days}
    if not weekdays:
        return Week(len(held))
    planned = {day for day in days if day.weekday() in weekdays and (day in held or day not in excused)}
    return Week(len(held), len(planned))
