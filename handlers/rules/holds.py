"""When a hold may end, by whose word, and when it is asked after. No study sets these numbers: they are ours."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from math import ceil

from content.model import Catalog
from handlers import facts as f
from handlers.person import Person
from handlers.rules import plan

NOT_WITHIN = timedelta(hours=2)  # of an emergency being told nobody was seen and sent home (rules B2)
ENOUGH: Mapping[f.Hold, tuple[f.By, ...]] = {
    "emergency": ("hospital", "doctor"),
    "urgent": ("hospital", "doctor", "phone"),
}  # whose word ends which hold (rules B2)
COMMON = frozenset({"cough", "never_eases"})  # one of these alone is said to be common, and needs a word even so
UNSURE = "unsure"  # beside the reasons: they are not sure, which counts as a yes
TOO_SOON = timedelta(hours=3)  # a morning that comes sooner than this after an emergency was told is not asked on
AFTER = timedelta(hours=48)  # ... and then, and for an urgent hold only then
MORNING, EVENING = (8, 30), (20, 30)  # between these, local time, we ask by ourselves (rules B10)


def enough(kind: f.Hold, by: str) -> bool:
    """Whether the word of this one ends such a hold."""
    return by in ENOUGH[kind]


def too_soon(kind: f.Hold, told: datetime | None, now: datetime) -> bool:
    """Whether an emergency was told less than two hours ago, so that nobody can have been seen and sent home."""
    return kind == "emergency" and told is not None and abs(now - told) < NOT_WITHIN


def minutes_left(told: datetime, now: datetime) -> int:
    """In how many minutes an emergency that was told then may end, rounded up, at least 1."""
    return max(1, ceil((told + NOT_WITHIN - now) / timedelta(minutes=1)))


def common(reasons: Collection[str]) -> bool:
    """Whether this alone is common, though somebody's word is needed first (U7 or night pain)."""
    return len(reasons) == 1 and set(reasons) <= COMMON


def first_levels(person: Person, catalog: Catalog) -> tuple[f.LevelSet, ...]:
    """That everything begins at level 1 again, for what would begin higher."""
    higher = (each.id for each in plan.taken_up(catalog) if person.level(each.id) != 1)
    return tuple(f.LevelSet(name, 1) for name in higher if person.level(name) or catalog.exercises[name].first_minutes)


# --- "have you been seen?" -----------------------------------------------------------------------------------------


def _to_ask(person: Person) -> tuple[datetime, ...]:
    """What is still to be asked by ourselves, and when (UTC): after a hold, or after questions of danger left open."""
    if person.held:
        return follow_ups(person)[person.followed :]
    open_since = None if person.crisis else person.signs_at
    return (by_day(person, open_since + AFTER),) if person.signs and open_since else ()


def follow_ups(person: Person) -> tuple[datetime, ...]:
    """When it is asked whether they were seen (UTC), once each, whether that is over or not."""
    told = person.held_at
    if not person.held or told is None:
        return ()
    later = by_day(person, told + AFTER)
    return (_next_morning(person, told), later) if person.held == "emergency" else (later,)


def follow_up(person: Person, now: datetime) -> datetime | None:
    """When it is asked next (UTC), or questions left open come again, at an hour that is ours even if that is late.

    None: not any more, or not wanted.
    """
    if not (person.nudges or person.ask_then) or person.away:
        return None
    left = _to_ask(person)
    if not left:
        return None
    soon = left[0] - now <= 2 * AFTER  # later: what it follows was told to a clock that was wrong
    return by_day(person, max(left[0], now) if soon else now)


def _next_morning(person: Person, told: datetime) -> datetime:
    """The first 8:30 that is not too soon; a day later at the same hour where their clock is not known."""
    if not person.zone:
        return told + timedelta(days=1)
    local = person.clock(told + TOO_SOON)
    morning = local.replace(hour=MORNING[0], minute=MORNING[1], second=0, microsecond=0)
    return (morning if morning >= local else morning + timedelta(days=1)).astimezone(told.tzinfo)


def by_day(person: Person, at: datetime) -> datetime:
    """That instant, or the next one at which we may ask by ourselves."""
    if not person.zone:
        return at
    local = person.clock(at)
    morning = local.replace(hour=MORNING[0], minute=MORNING[1], second=0, microsecond=0)
    if local < morning:
        return morning.astimezone(at.tzinfo)
    evening = local.replace(hour=EVENING[0], minute=EVENING[1], second=0, microsecond=0)
    return at if local <= evening else (morning + timedelta(days=1)).astimezone(at.tzinfo)


def told(kind: f.Hold, reasons: Collection[str], *, unsure: bool) -> str:
    """How urgent a hold is, whether it is one because somebody was not sure, and its reasons, as a way out has it."""
    return " ".join((kind, *((UNSURE,) if unsure else ()), *reasons))
