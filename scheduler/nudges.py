"""When the next nudge is due, for a zone, an hour, days, pauses and snoozes. Pure: it is told `now`.

A nudge belongs to a scheduled local *date*, and each date has at most one, whatever clocks, zones and hours do.
Zone and wall time are what is kept, never an offset; the instant is worked out anew each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

# A chosen weekday comes round in seven days; twice that leaves room for a date that a place left out.
LOOK = 14


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
        _place(self.zone)
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
    """
    _aware(now)
    if plan.paused_until == date.max:
        return None
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
    return datetime.combine(day, _wall(at), _place(zone)).astimezone(UTC)


# --- the dates ----------------------------------------------------------------------------------------------------


def _regular(plan: Plan, now: datetime) -> Due | None:
    """The latest owed date whose instant has come, or else the first whose instant has not."""
    today = now.astimezone(_place(plan.zone)).toordinal()
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
    place = _place(plan.zone)
    return max(
        plan.last.toordinal() + 1 if plan.last else 1,
        plan.paused_until.toordinal() if plan.paused_until else 1,
        plan.since.astimezone(place).toordinal() - 1 if plan.since else 1,
    )


def _snooze(plan: Plan) -> Due | None:
    """The snooze, unless it is void: overtaken by a later date, by a change of plan or by a pause."""
    until, day = plan.snoozed_until, plan.snoozed_day
    if until is None or day is None:
        return None
    void = (
        (plan.last and day < plan.last)
        or (plan.since and until <= plan.since)
        or (plan.paused_until and until.astimezone(_place(plan.zone)).date() < plan.paused_until)
    )
    return None if void else Due(until.astimezone(UTC), day)


def _owed(plan: Plan, days: range) -> Iterator[Due]:
    """Those of the dates which are chosen, exist there, and come after the plan; `days` has none given or paused."""
    place = _place(plan.zone)
    for number in days:
        if (number - 1) % 7 not in plan.days:  # day 1 of the calendar is a Monday
            continue
        try:
            day = date.fromordinal(number)
            at = instant(day, plan.at, plan.zone)
            there = at.astimezone(place).date() == day or _exists(day, place)
        except (OverflowError, ValueError):  # beyond the calendar
            continue
        if there and (plan.since is None or at > plan.since):
            yield Due(at, day)


def _exists(day: date, place: ZoneInfo) -> bool:
    """Whether that place had the date at all; a few islands left one out when they crossed the date line."""
    return datetime.combine(day, time(), place).astimezone(UTC).astimezone(place).date() == day


# --- names and checks ---------------------------------------------------------------------------------------------


@cache
def _zones() -> frozenset[str]:
    # Neither is a place: one is whatever this machine is set to, the other says that nobody set it.
    return frozenset(available_timezones() - {"localtime", "Factory"})


@cache
def _place(zone: str) -> ZoneInfo:
    # Kept for good (a few hundred at most): zoneinfo itself keeps eight, and reads the file again for the ninth.
    if zone not in _zones():
        raise ValueError(f"unknown time zone {zone[:60]!r}: expected an IANA name such as Europe/Berlin")
    return ZoneInfo(zone)


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
