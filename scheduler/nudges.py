"""When the next nudge is due, for a zone, an hour, days, pauses and snoozes. Pure: it is told `now`.

A nudge belongs to a scheduled local *date*, and each date has at most one, whatever clocks, zones and hours do.
Zone and wall time are what is kept, never an offset; the instant is worked out anew each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from scheduler.zones import place

# A chosen weekday comes round in seven days; twice that leaves room for a date that a place left out.
LOOK = 14

# What lies further ahead than this was noted by a clock that was wrong: a date given, an instant, the end of a pause.
GIVEN, NOTED, PAUSE = timedelta(days=2), timedelta(days=3), timedelta(days=366)
_LATEST = datetime.max.replace(tzinfo=UTC) - PAUSE - NOTED  # from there on nothing lies further ahead
FARTHEST = PAUSE + timedelta(days=LOOK + 2)  # no nudge is due later than this, as long as the clock is right


@dataclass(frozen=True, slots=True)
class Plan:
    """What a person wants, and how far we are with it.

    zone: IANA name, "Europe/Berlin". at: wall time, "07:45". days: chosen weekdays, Monday is 0; never empty.
    last: the latest scheduled local date that was given or skipped; no date up to it is ever due again.
    since: when the plan was set or changed (UTC); nothing scheduled at or before it is due.
    paused_until: the first local date on which nudges come again; `date.max` is for ever.
    snoozed_until: when the person asked to be reminded again (UTC); snoozed_day: the scheduled date it stands for.
    Whoever gives or skips a nudge moves `last` to its day and clears the snooze.

    Raises ValueError, one line, for an unknown zone, a wall time that is not HH:MM, no or wrong days, half a snooze,
    or an instant without a zone.
    """

    zone: str
    at: str
    days: tuple[int, ...]
    last: date | None = None
    since: datetime | None = None
    paused_until: date | None = None
    snoozed_until: datetime | None = None
    snoozed_day: date | None = None

    def __post_init__(self) -> None:
        place(self.zone)
        _wall(self.at)
        if not self.days or not set(self.days) <= set(range(7)):
            raise ValueError(f"days {self.days!r}: expected at least one weekday, 0 (Monday) to 6")
        if (self.snoozed_until is None) != (self.snoozed_day is None):
            raise ValueError("snoozed_until and snoozed_day are set together or not at all")
        for instant_ in (self.since, self.snoozed_until):
            if instant_ is not None:
                _aware(instant_)


@dataclass(frozen=True, slots=True)
class Due:
    """A nudge: the instant it is due (UTC) and the scheduled local date it belongs to."""

    at: datetime
    day: date


def next_nudge(plan: Plan, now: datetime) -> Due | None:
    """The next nudge; one that is not after `now` is overdue: it is due at once.

    Of several overdue dates only the latest is returned, so an outage ends with one nudge and no backlog. A pending
    snooze comes first, unless the next date's own nudge is not later or overdue: that takes its place, and once it is
    given (`last` is past the snoozed date) the snooze is void. A date the place never had (Apia, 2011-12-30) is not
    scheduled. None when paused for ever, to the end of the calendar. Raises ValueError when `now` has no zone.

    Of the plan nothing is believed that a right clock cannot have noted by `now`: it counts as not there.
    """
    _aware(now)
    if plan.paused_until == date.max:
        return None
    plan = _believed(plan, now)
    regular = _regular(plan, now)
    snooze = _snooze(plan)
    if snooze and (regular is None or (regular.at > now and snooze.at < regular.at)):
        return snooze
    return regular


def instant(day: date, at: str, zone: str) -> datetime:
    """The UTC instant of the wall time `at` ("HH:MM") on a local date.

    A wall time that a clock change leaves out moves forward by what was left out: 02:30 becomes 03:30 (which may be
    past midnight). One that comes twice is the first of the two. These are the rules of RFC 5545, and of `fold=0`.
    Raises ValueError for an unknown zone or a bad wall time, OverflowError at the very ends of the calendar.
    """
    return datetime.combine(day, _wall(at), place(zone)).astimezone(UTC)


def _believed(plan: Plan, now: datetime) -> Plan:
    """The plan without what a clock that was wrong left in it."""
    if now > _LATEST:
        return plan
    today = now.astimezone(place(plan.zone)).date()
    snoozed = plan.snoozed_until is None or plan.snoozed_until <= now + NOTED
    return replace(
        plan,
        last=plan.last if plan.last and plan.last <= today + GIVEN else None,
        since=plan.since if plan.since and plan.since <= now + NOTED else None,
        paused_until=plan.paused_until if plan.paused_until and plan.paused_until <= today + PAUSE else None,
        snoozed_until=plan.snoozed_until if snoozed else None,
        snoozed_day=plan.snoozed_day if snoozed else None,
    )


# --- the dates ----------------------------------------------------------------------------------------------------


def _regular(plan: Plan, now: datetime) -> Due | None:
    """The latest owed date whose instant has come, or else the first whose instant has not."""
    today = now.astimezone(place(plan.zone)).toordinal()
    first = _first(plan)
    # From tomorrow: where clocks go back over midnight, tomorrow's first minutes come before today's last hour.
    for due in _owed(plan, range(today + 1, max(first, today - LOOK) - 1, -1)):
        if due.at <= now:
            return due
    # From yesterday: where clocks go forward over midnight, yesterday's 23:30 comes at 00:30.
    start = max(first, today - 1)
    return next((due for due in _owed(plan, range(start, start + LOOK + 2)) if due.at > now), None)


def _first(plan: Plan) -> int:
    """A date (its number in the calendar) before which nothing is owed."""
    return max(
        plan.last.toordinal() + 1 if plan.last else 1,
        plan.paused_until.toordinal() if plan.paused_until else 1,
        plan.since.astimezone(place(plan.zone)).toordinal() - 1 if plan.since else 1,
    )


def _snooze(plan: Plan) -> Due | None:
    """The snooze, unless it is void: overtaken by a later date, by a change of plan or by a pause."""
    until, day = plan.snoozed_until, plan.snoozed_day
    if until is None or day is None:
        return None
    void = (
        (plan.last and day < plan.last)
        or (plan.since and until <= plan.since)
        or (plan.paused_until and until.astimezone(place(plan.zone)).date() < plan.paused_until)
    )
    return None if void else Due(until.astimezone(UTC), day)


def _owed(plan: Plan, days: range) -> Iterator[Due]:
    """Those of the dates which are chosen, exist there, and come after the plan; `days` has none given or paused."""
    zone = place(plan.zone)
    for number in days:
        if (number - 1) % 7 not in plan.days:  # day 1 of the calendar is a Monday
            continue
        try:
            day = date.fromordinal(number)
            at = instant(day, plan.at, plan.zone)
            there = at.astimezone(zone).date() == day or _exists(day, zone)
        except (OverflowError, ValueError):  # beyond the calendar
            continue
        if there and (plan.since is None or at > plan.since):
            yield Due(at, day)


def _exists(day: date, zone: ZoneInfo) -> bool:
    """Whether that place had the date at all; a few islands left one out when they crossed the date line."""
    return datetime.combine(day, time(), zone).astimezone(UTC).astimezone(zone).date() == day


# --- names and checks ---------------------------------------------------------------------------------------------


@cache
def _wall(at: str) -> time:
    try:
        wall = time.fromisoformat(at)
    except ValueError:
        wall = None
    if wall is None or wall.isoformat("minutes") != at:
        raise ValueError(f"wall time {at[:60]!r}: expected HH:MM, 00:00 to 23:59")
    return wall


def _aware(at: datetime) -> None:
    if at.tzinfo is None:
        raise ValueError("an instant without a zone: times are UTC here")
