"""When the plan pauses, and what ends that (rules B5x, PAUSE): no strength, no stretch, no swim; a short walk stays."""

from __future__ import annotations

from datetime import datetime, timedelta

from content.model import Catalog
from handlers import facts as f
from handlers.judgement import Pause
from handlers.person import Person
from handlers.rules import advice_rows as rows
from handlers.rules.advice import PAUSING, Row
from handlers.rules.advice_rows import Seen

AT_LEAST = timedelta(hours=48)  # since the newest fact that made a pausing row true
AFTER_RED = timedelta(hours=48)  # since it was told that red had not settled: so long not even a doctor's word ends it
NOT_YET = timedelta(days=7)  # ... where nobody was asked yet
NO_LEG = timedelta(hours=48)  # without a new symptom in a leg
FRESH = timedelta(hours=48)  # how old the latest reading may be: an older one is missing data
WAIT_AGAIN = timedelta(days=7)  # a doctor said "wait": asked again after this


def worked_out(person: Person, catalog: Catalog, now: datetime) -> tuple[f.Fact, ...]:
    """What follows for the pause from all that was told until now: it begins, is renewed by newer facts, or ends."""
    pause = person.judged.pause
    newer = _newest(person, now)
    if newer and (pause is None or newer[1] > pause.at):
        row, at = newer
        if pause and _order(pause.row) < _order(row.row):  # the first row stays the reason, the time is the newer one
            return (f.PlanPaused(pause.row, pause.pre, at),)
        pre = _pre(row, person, now)
        return (f.PlanPaused(row.row, pause.pre if pause and pre is None else pre, at),)
    if pause and (by := _over(pause, person, now)):
        return (f.PlanResumed(by),)
    return ()


def _newest(person: Person, now: datetime) -> tuple[Row, datetime] | None:
    """The first pausing row that is true, with the newest fact of all that are."""
    s = Seen(person, now)
    true = [(row, at) for row in PAUSING if (at := s.newest(row.true))]
    return (true[0][0], max(at for _, at in true)) if true else None


def _order(row: f.Row) -> int:
    return next((n for n, each in enumerate(PAUSING) if each.row == row), len(PAUSING))


def _pre(row: Row, person: Person, now: datetime) -> int | None:
    """The lowest pain before the session that caused it; None where no session did."""
    if row.row in ("eight_twice", "cannot", "worse_twice"):
        return None
    days = [day for day in rows.causes(row.row, Seen(person, now)) if day.pre is not None]
    return days[-1].pre if days else None


def _over(pause: Pause, person: Person, now: datetime) -> f.Ended | None:
    if pause.word == "go_on":
        return None if go_on_from(person, now) else "doctor"
    return "settled" if pause.word != "wait" and _settled(pause, person, now) else None


def go_on_from(person: Person, now: datetime) -> datetime | None:
    """From when on a doctor's "go on" counts, while that is still to come: nothing of strength comes sooner than that
    after red that had not settled (D). None: it counts."""
    red = rows.red_sore(Seen(person, now))
    return red + AFTER_RED if red and now - red < AFTER_RED else None


def _settled(pause: Pause, person: Person, now: datetime) -> bool:
    """Two days without anything new, a reading since that is low enough, and what a doctor said was asked."""
    rest = NOT_YET if pause.word == "not_yet" else AT_LEAST
    if pause.asked is None or now - pause.at < rest:
        return False
    day = next((each for each in reversed(person.diary.days) if each.readings), None)
    told = day.time("reading") if day else None
    if day is None or told is None or told <= pause.at or now - told > FRESH:
        return False
    leg = max((at for each in person.diary.days if (at := each.time("leg"))), default=None)
    return day.readings[-1] <= rows.settled_up_to(person, pause) and (leg is None or now - leg >= NO_LEG)


def asks_doctor(person: Person, now: datetime) -> bool:
    """Whether it is time to ask what a doctor said: once a day; after "wait" every seven days."""
    pause = person.judged.pause
    if pause is None or pause.word == "go_on":
        return False
    if pause.word == "wait" and pause.word_at and now - pause.word_at < WAIT_AGAIN:
        return False
    return pause.asked is None or person.day(pause.asked) != person.day(now)
