"""The doctor's advice: which row is said now, and what it holds back (rules B5x). When each is true: `advice_rows`.

The table is the published one, row by row. Every number is a design choice of ours unless a source is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from handlers import facts as f
from handlers.judgement import Given
from handlers.rules import advice_rows as rows, safety
from handlers.rules.advice_rows import Predicate, Seen

# today: call today; days: within one or two days; tomorrow: if it is still so then; week: this week; routine: a visit
Urgency = Literal["today", "days", "tomorrow", "week", "routine"]
# pause: rules B5x, PAUSE; off: no exercises that day; gate: as the pain before a session allows; flare: its dose
Meanwhile = Literal["pause", "off", "gate", "flare", "no_rises", ""]
# signs: E1-E8; leg: those, and the one about a leg; lists: all; limits: sleep, stand, walk; reach: how far down a leg
Asked = Literal["signs", "leg", "lists", "limits", "reach", "mood", "medicine"]

EACH_TIME = 0  # said again whenever it is told again
NEVER = -1  # ... never while it is true
DAILY_TIMES = 3  # a row that is said daily is said so often; then all lists are asked
QUIET_AFTER = 7  # days after a row of 1-15 in which rows 16-21 are not said
MEAN_AGAIN = (3, 7)  # days after the lists were asked: a reading then makes `mean_up` a matter for the doctor


@dataclass(frozen=True, slots=True)
class Row:
    """One row. again: days after which it is said again while it is true. waits: rows 16-21, but for `not_coping`,
    whose crisis line never waits. daily: said DAILY_TIMES, then all lists.
    """

    row: f.Row
    true: Predicate
    urgency: Urgency
    meanwhile: Meanwhile
    asked: tuple[Asked, ...]
    again: int
    waits: bool = False
    daily: bool = False


TABLE: tuple[Row, ...] = (
    # rows 1-3: crises, holds and the questions after words of danger, which come before any session and any row here
    Row("red_sore", rows.red_sore, "today", "pause", ("signs",), 1, daily=True),
    Row("eight_twice", rows.eight_twice, "today", "pause", ("limits", "lists"), 1, daily=True),
    Row("cannot", rows.cannot, "today", "pause", ("signs",), 1),
    Row("worse_after", rows.worse_after, "today", "off", ("signs",), EACH_TIME),
    Row("worse_twice", rows.worse_twice, "days", "pause", ("signs",), 3),
    Row("two_red", rows.two_red, "days", "pause", ("reach",), 3),
    Row("three_sore", rows.three_sore, "days", "pause", (), 3),
    Row("rising", rows.rising, "days", "pause", (), 3),
    Row("mean_up", rows.mean_up, "days", "no_rises", ("lists",), 7),
    Row("flare_bad", rows.flare_bad, "days", "flare", ("signs",), 3),
    Row("worse_rest", rows.worse_rest, "tomorrow", "off", ("signs",), EACH_TIME),
    Row("eight_once", rows.eight_once, "tomorrow", "gate", ("limits",), NEVER),
    Row("medicine", rows.medicine, "week", "", (), 14, waits=True),
    Row("not_coping", rows.not_coping, "week", "off", ("mood",), 7),
    Row("walk_legs", rows.walk_legs, "week", "", (), 14, waits=True),
    Row("function_down", rows.function_down, "week", "no_rises", ("limits",), 28, waits=True),
    Row("fortnight", rows.fortnight, "routine", "", (), 28, waits=True),
    Row("six_weeks", rows.six_weeks, "routine", "", ("medicine",), rows.SIX_WEEKS, waits=True),
    # row 21, `soon`: an answer of the safety lists, said there; levels 1-2 by matrix C8
)
BY_ROW = {each.row: each for each in TABLE}
PAUSING = tuple(each for each in TABLE if each.meanwhile == "pause")
FIRST = tuple(each.row for each in TABLE[:12])  # rows 4-15
URGENT: tuple[f.Row, ...] = ("crisis", "emergency", "urgent", *FIRST)  # rows 1-15


def rows_true(s: Seen) -> Iterator[Row]:
    """The rows that are true now, in their order. A row that began the pause is true until that is over."""
    pause = s.person.judged.pause
    return (each for each in TABLE if (pause and pause.row == each.row) or s.newest(each.true))


@dataclass(frozen=True, slots=True)
class Due:
    """A row that is said now, for the `step`th time since it became true. asked: what is asked after it."""

    row: Row
    step: int
    asked: tuple[Asked, ...]

    @property
    def only_lists(self) -> bool:
        """Whether nothing is advised yet, or not once more: only the lists are asked."""
        return (self.row.row == "mean_up" and self.step == 1) or (self.row.daily and self.step > DAILY_TIMES)


def due(s: Seen) -> Due | None:
    """The advice that is said now: the first row that is true and is to be said, or to be said again."""
    others = (each for each in rows_true(s) if each.row not in FIRST and not (each.waits and _lately(s)))
    return next((said for each in (*_first_rows(s), *others) if (said := _due(each, s))), None)


def comes_first(s: Seen) -> bool:
    """Whether one of rows 4-15 is said now, and so before a session that this pain would open."""
    found = due(s)
    return found is not None and found.row.row in FIRST


def _first_rows(s: Seen) -> Iterator[Row]:
    """Rows 4-15 that are true, but for what a row before them has said already: that there is a pause; anything, today;
    or to the very words that make them true.
    """
    paused = said_today = False
    said = max((each.at for row in FIRST if (each := s.person.judged.advice(row)) and each.at), default=None)
    for row in rows_true(s):
        newest = s.newest(row.true)
        told_anew = row.again == EACH_TIME and bool(newest and (said is None or newest > said))
        if row.row not in FIRST:
            break
        hidden = said_today or (paused and row.meanwhile == "pause")
        if told_anew or not (hidden or row.again == EACH_TIME):
            yield row
        given = s.person.judged.advice(row.row)
        paused = paused or row.meanwhile == "pause"
        said_today = said_today or bool(given and given.last == s.today.on)


def _lately(s: Seen) -> bool:
    """Whether one of rows 1-15 was said within a week."""
    given = [each for row in URGENT if (each := s.person.judged.advice(row))]
    return any((s.today.on - each.last).days < QUIET_AFTER for each in given)


def _due(row: Row, s: Seen) -> Due | None:
    given = s.person.judged.advice(row.row)
    if given is None or given.at is None or _anew(row, given, s):
        return Due(row, 1, row.asked)
    if not _again(row, given, s):
        return None
    if row.row == "mean_up":
        holds = given.step > 1 or _gone(given, s) <= MEAN_AGAIN[1]
        return Due(row, given.step + 1, ()) if holds else Due(row, 1, row.asked)
    over = row.daily and given.step >= DAILY_TIMES
    return Due(row, given.step + 1, ("lists",) if over else () if row.daily else row.asked)


def _gone(given: Given, s: Seen) -> int:
    return (s.today.on - given.last).days


def _anew(row: Row, given: Given, s: Seen) -> bool:
    """Whether it was over since it was said last: the pause ended, or for a row of one day the day did."""
    resumed = s.person.judged.resumed
    if row.meanwhile == "pause":
        return bool(resumed and given.at and given.at < resumed)
    return row.again == NEVER and _gone(given, s) > 0


def _again(row: Row, given: Given, s: Seen) -> bool:
    """Whether it is said again, being true still."""
    newest, gone = s.newest(row.true), _gone(given, s)
    fresh = bool(newest and given.at and newest > given.at)
    pause = s.person.judged.pause
    if row.meanwhile == "pause" and pause and pause.word == "wait" and pause.word_at:
        fresh = bool(newest and newest > pause.word_at)  # a doctor knows of it: only what is newer is for them again
        if not fresh:
            return False
    match row.row:
        case "worse_after" | "worse_rest":
            return fresh
        case "cannot":  # the next day, if it is told again
            return fresh and gone >= row.again
        case "red_sore" | "eight_twice":
            return given.step <= DAILY_TIMES and gone >= row.again and _still_high(s)
        case "mean_up" if given.step == 1:
            return fresh and gone >= MEAN_AGAIN[0]
        case "six_weeks":
            return gone > rows.period(s)
    return row.again > 0 and gone >= row.again


def _still_high(s: Seen) -> bool:
    """Whether the latest reading, of today, is higher than the pain before the session was, and one point."""
    pause, readings = s.person.judged.pause, s.today.readings
    if not readings or pause is None:
        return False
    return readings[-1] > rows.settled_up_to(s.person, pause)


def no_rises(s: Seen) -> bool:
    """Whether nothing goes up: a row says so, or one of urgency today or one or two days is open."""
    return any(each.meanwhile == "no_rises" or each.urgency in ("today", "days") for each in rows_true(s))


def stands(s: Seen) -> tuple[Given, ...]:
    """The advice that was given and is not over, the latest first: for the plan."""
    found = sorted(s.person.judged.given, key=lambda each: each.last, reverse=True)
    return tuple(each for each in found if _stands(each, s))


def _stands(given: Given, s: Seen) -> bool:
    """Whether that is not over: it is true still, or what was said only once was said not long ago."""
    row, held = BY_ROW.get(given.row), s.person.held
    if row is None:
        over = {"crisis": not s.person.crisis, "emergency": held != "emergency", "urgent": held != "urgent"}
        return not over.get(given.row, _gone(given, s) >= safety.RESCREEN_AFTER.days)
    if row.meanwhile == "pause":
        pause = s.person.judged.pause
        return pause is not None and (given.at is None or given.at >= (pause.began or pause.at))
    return _gone(given, s) < max(row.again, 1) or row in rows_true(s)
