"""Nudges: one for each scheduled local date, at the wall time, over every clock change, journey and outage."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import cycle
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings, strategies as st

from scheduler.nudges import Due, Plan, instant, next_nudge

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
HALF_HOURS = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)]
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@cache
def zones() -> list[str]:
    return sorted(available_timezones() - {"localtime", "Factory"})


def changes(zone: str, first: int, last: int) -> Iterator[datetime]:
    """Every instant from year `first` to year `last` at which that zone's offset changes, to the second."""
    place = ZoneInfo(zone)
    before, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    was = before.astimezone(place).utcoffset()
    while before < end:
        after = before + DAY
        if (now := after.astimezone(place).utcoffset()) != was:
            low, high = 0, 86_400
            while high - low > 1:
                middle = (low + high) // 2
                at = (before + timedelta(seconds=middle)).astimezone(place)
                low, high = (middle, high) if at.utcoffset() == was else (low, middle)
            yield before + timedelta(seconds=high)
        before, was = after, now


# --- the instant of a wall time -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "at", "zone", "expected"),
    [
        ("2026-07-01", "07:45", "Europe/Berlin", "2026-07-01T05:45"),
        ("2026-03-29", "01:59", "Europe/Berlin", "2026-03-29T00:59"),
        ("2026-03-29", "02:00", "Europe/Berlin", "2026-03-29T01:00"),  # left out: 02:00 becomes 03:00
        ("2026-03-29", "02:30", "Europe/Berlin", "2026-03-29T01:30"),  # left out: 02:30 becomes 03:30
        ("2026-03-29", "03:00", "Europe/Berlin", "2026-03-29T01:00"),
        ("2026-10-25", "02:30", "Europe/Berlin", "2026-10-25T00:30"),  # comes twice: the first
        ("2026-10-25", "03:00", "Europe/Berlin", "2026-10-25T02:00"),
        ("2026-03-08", "02:30", "America/New_York", "2026-03-08T07:30"),
        ("2026-11-01", "01:30", "America/New_York", "2026-11-01T05:30"),
        ("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03T15:45"),  # half an hour is left out
        ("2026-04-05", "01:45", "Australia/Lord_Howe", "2026-04-04T14:45"),  # half an hour comes twice
        ("2026-03-28", "23:30", "America/Nuuk", "2026-03-29T01:30"),  # left out: becomes 00:30 of the next date
        ("2018-11-04", "00:00", "America/Sao_Paulo", "2018-11-04T03:00"),  # no midnight on that date
        ("2011-12-29", "07:45", "Pacific/Apia", "2011-12-29T17:45"),
        ("2011-12-31", "07:45", "Pacific/Apia", "2011-12-30T17:45"),
        ("2026-01-01", "00:00", "Pacific/Kiritimati", "2025-12-31T10:00"),
        ("2026-01-01", "00:00", "Asia/Kathmandu", "2025-12-31T18:15"),
    ],
)
def test_the_instant_of_a_wall_time(day: str, at: str, zone: str, expected: str) -> None:
    found = instant(date.fromisoformat(day), at, zone)
    assert found == utc(expected)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("zone", "left_out"),
    [("Pacific/Apia", "2011-12-30"), ("Pacific/Kwajalein", "1993-08-21"), ("Pacific/Kiritimati", "1994-12-31")],
)
@pytest.mark.parametrize("at", HALF_HOURS)
def test_a_date_that_a_place_never_had_is_not_scheduled(zone: str, left_out: str, at: str) -> None:
    gone = date.fromisoformat(left_out)
    start = instant(gone - 3 * DAY, "00:00", zone) - MINUTE
    days = [due.day for due in walk(Plan(zone, at, EVERY_DAY, since=start), start, start + 6 * DAY)]
    expected = [gone + n * DAY for n in (-3, -2, -1, 1, 2)]
    assert days[:5] == expected


# --- every zone, every clock change, every half hour --------------------------------------------------------------


def walk(plan: Plan, now: datetime, end: datetime) -> Iterator[Due]:
    """Each nudge until `end`, given at the instant it is due."""
    while (due := next_nudge(plan, now)) and due.at <= end:
        assert due.at > now, "overdue though we are always in time"
        yield due
        plan, now = replace(plan, last=due.day), due.at


def calendar(place: ZoneInfo, change: datetime) -> dict[tuple[date, str], datetime]:
    """When each (date, half hour) around the change first shows on the wall; read off the clock, quarter by quarter.

    A wall time that never shows is as long after the change as it was past the time at which the clock leapt.
    """
    shown: dict[tuple[date, str], datetime] = {}
    start = change.replace(minute=0, second=0) - 3 * DAY
    for quarter in range(6 * 96):
        at = start + timedelta(minutes=15 * quarter)
        wall = at.astimezone(place)
        shown.setdefault((wall.date(), f"{wall:%H:%M}"), at)
    leapt = (change - timedelta(seconds=1)).astimezone(place).replace(tzinfo=None) + timedelta(seconds=1)
    lands = change.astimezone(place).replace(tzinfo=None)
    wall_ = leapt
    while wall_ < lands:
        shown.setdefault((wall_.date(), f"{wall_:%H:%M}"), change + (wall_ - leapt))
        wall_ += timedelta(minutes=15)
    return shown


def alike(place: ZoneInfo, change: datetime, all_of_them: list[datetime]) -> tuple[object, ...]:
    """What the clocks there show for three weeks before and after, as told by all their changes."""
    start, end = change - 21 * DAY, change + 21 * DAY
    told = [(at, at.astimezone(place).utcoffset()) for at in (start, *all_of_them) if start <= at <= end]
    return (change, *told)


def test_every_zone_every_change_of_2026_and_2027_every_half_hour_gives_one_nudge_a_date() -> None:
    """Many zones are names of clocks that go alike: of these the first has every half hour, each other has its own."""
    checked: set[tuple[str, datetime]] = set()
    calendars: dict[tuple[object, ...], dict[tuple[date, str], datetime]] = {}
    others = cycle(HALF_HOURS)
    for zone in zones():
        place = ZoneInfo(zone)
        found = list(changes(zone, 2026, 2027))
        for change in found:
            clocks = alike(place, change, found)
            if first := clocks not in calendars:
                calendars[clocks] = calendar(place, change)
            shown = calendars[clocks]
            middle = change.astimezone(place).date()
            start, end = change - timedelta(hours=50), change + timedelta(hours=50)
            for at in HALF_HOURS if first else (next(others), f"{change.astimezone(place):%H}:30"):
                dates = [middle + n * DAY for n in range(-3, 4)]
                expected = [Due(shown[day, at], day) for day in dates if start < shown.get((day, at), start) <= end]
                assert len(expected) >= 4
                given = list(walk(Plan(zone, at, EVERY_DAY, since=start), start, end))
                assert given == expected, (zone, change, at)
            checked.add((zone, change))
    # So that a machine without its zone files cannot pass: the zone database has more than 150 zones that change, and
    # they change in more than 60 ways.
    assert len({zone for zone, _ in checked}) > 150
    assert len(checked) > 600
    assert len(calendars) > 60


# --- the rules one by one -----------------------------------------------------------------------------------------

BERLIN = Plan("Europe/Berlin", "07:45", EVERY_DAY, since=utc("2026-06-01T12:00"))  # a Monday; 07:45 is 05:45 UTC


@pytest.mark.parametrize(
    ("told", "changed", "now", "expected"),
    [
        ("Fridays only, and a Friday that Apia never had: the one after", {"zone": "Pacific/Apia", "days": (4,),
         "since": utc("2011-12-24T00:00")}, "2011-12-24T00:00", ("2012-01-05T17:45", "2012-01-06")),
        ("Fridays only, and the latest one Apia had is overdue", {"zone": "Pacific/Apia", "days": (4,),
         "since": utc("2011-12-20T00:00")}, "2012-01-05T17:00", ("2011-12-23T17:45", "2011-12-23")),
        ("set today after the hour: tomorrow", {}, "2026-06-01T12:00", ("2026-06-02T05:45", "2026-06-02")),
        ("set today before the hour: today", {"at": "18:00"}, "2026-06-01T12:00", ("2026-06-01T16:00", "2026-06-01")),
        ("at the very instant it is due", {}, "2026-06-02T05:45", ("2026-06-02T05:45", "2026-06-02")),
        ("what is scheduled at `since` is not due", {"since": utc("2026-06-02T05:45")}, "2026-06-02T05:45",
         ("2026-06-03T05:45", "2026-06-03")),
        ("late", {}, "2026-06-02T09:00", ("2026-06-02T05:45", "2026-06-02")),
        ("given today", {"last": date(2026, 6, 2)}, "2026-06-02T09:00", ("2026-06-03T05:45", "2026-06-03")),
        ("after ten days away, the latest only", {"last": date(2026, 6, 2)}, "2026-06-12T09:00",
         ("2026-06-12T05:45", "2026-06-12")),
        ("after a year away, the latest only", {}, "2027-06-12T05:00", ("2027-06-11T05:45", "2027-06-11")),
        ("chosen days only", {"days": (4,)}, "2026-06-02T09:00", ("2026-06-05T05:45", "2026-06-05")),
        ("overdue on a day not chosen", {"days": (4,)}, "2026-06-08T09:00", ("2026-06-05T05:45", "2026-06-05")),
        ("paused", {"paused_until": date(2026, 6, 20)}, "2026-06-02T09:00", ("2026-06-20T05:45", "2026-06-20")),
        ("a pause that is over changes nothing", {"paused_until": date(2026, 6, 2)}, "2026-06-03T09:00",
         ("2026-06-03T05:45", "2026-06-03")),
        ("paused and only Fridays", {"paused_until": date(2026, 6, 20), "days": (4,)}, "2026-06-02T09:00",
         ("2026-06-26T05:45", "2026-06-26")),
        ("another hour after today's was given", {"at": "18:00", "last": date(2026, 6, 2),
         "since": utc("2026-06-02T08:00")}, "2026-06-02T08:00", ("2026-06-03T16:00", "2026-06-03")),
        ("an earlier hour, already past today", {"at": "07:45", "last": date(2026, 6, 1),
         "since": utc("2026-06-02T08:00")}, "2026-06-02T08:00", ("2026-06-03T05:45", "2026-06-03")),
        ("flown to Honolulu, where the given date begins again", {"zone": "Pacific/Honolulu",
         "last": date(2026, 6, 2), "since": utc("2026-06-02T09:00")}, "2026-06-02T09:00",
         ("2026-06-03T17:45", "2026-06-03")),
        ("flown to Kiritimati, where it is tomorrow", {"zone": "Pacific/Kiritimati", "last": date(2026, 6, 2),
         "since": utc("2026-06-02T12:00")}, "2026-06-02T12:00", ("2026-06-02T17:45", "2026-06-03")),
        ("the clock went wrong by a month and was set right", {"last": date(2026, 7, 2)}, "2026-06-02T09:00",
         ("2026-06-02T05:45", "2026-06-02")),
        ("... by two days, which may be a journey", {"last": date(2026, 6, 4)}, "2026-06-02T09:00",
         ("2026-06-05T05:45", "2026-06-05")),
        ("set when the clock was four years ahead", {"since": utc("2030-06-02T05:45")}, "2026-06-02T05:45",
         ("2026-06-02T05:45", "2026-06-02")),
        ("paused for a week when it was four years ahead", {"paused_until": date(2030, 6, 9)}, "2026-06-02T05:45",
         ("2026-06-02T05:45", "2026-06-02")),
        ("paused for a year by a clock that is right", {"paused_until": date(2027, 6, 3)}, "2026-06-02T05:00",
         ("2027-06-03T05:45", "2027-06-03")),
        ("Saturday's 23:30 that comes on Sunday, asked for in between", {"zone": "America/Nuuk", "at": "23:30",
         "since": utc("2026-03-28T12:00")}, "2026-03-29T01:10", ("2026-03-29T01:30", "2026-03-28")),
        ("Saturday's 23:30 that comes on Sunday, chosen in between", {"zone": "America/Nuuk", "at": "23:30",
         "since": utc("2026-03-29T01:10")}, "2026-03-29T01:10", ("2026-03-29T01:30", "2026-03-28")),
        ("back over midnight: Sunday 00:00 has come, the wall says Saturday again", {"zone": "America/St_Johns",
         "at": "00:00", "since": utc("2010-11-06T12:00"), "last": date(2010, 11, 6)}, "2010-11-07T03:00",
         ("2010-11-07T02:30", "2010-11-07")),
    ],
)  # fmt: skip
def test_the_rules(told: str, changed: dict[str, object], now: str, expected: tuple[str, str]) -> None:
    due = next_nudge(replace(BERLIN, **changed), utc(now))  # type: ignore[arg-type]  # fields by name
    assert due == Due(utc(expected[0]), date.fromisoformat(expected[1])), told


TUESDAY = date(2026, 6, 2)
SNOOZED = replace(BERLIN, last=TUESDAY, snoozed_day=TUESDAY, snoozed_until=utc("2026-06-02T06:45"))


@pytest.mark.parametrize(
    ("told", "changed", "now", "expected"),
    [
        ("pending", {}, "2026-06-02T06:00", ("2026-06-02T06:45", "2026-06-02")),
        ("overdue", {}, "2026-06-02T20:00", ("2026-06-02T06:45", "2026-06-02")),
        (
            "overdue with the next date: one, and that is the date's",
            {},
            "2026-06-03T20:00",
            ("2026-06-03T05:45", "2026-06-03"),
        ),
        (
            "the next date's own nudge comes before the snooze",
            {"snoozed_until": utc("2026-06-03T06:30")},
            "2026-06-02T20:00",
            ("2026-06-03T05:45", "2026-06-03"),
        ),
        (
            "and in the same instant",
            {"snoozed_until": utc("2026-06-03T05:45")},
            "2026-06-02T20:00",
            ("2026-06-03T05:45", "2026-06-03"),
        ),
        (
            "void once a later date was given",
            {"last": date(2026, 6, 3), "snoozed_until": utc("2026-06-03T06:30")},
            "2026-06-03T06:00",
            ("2026-06-04T05:45", "2026-06-04"),
        ),
        (
            "on a day not chosen any more, still as asked",
            {"days": (4,)},
            "2026-06-02T06:00",
            ("2026-06-02T06:45", "2026-06-02"),
        ),
        (
            "void when the clock was a year ahead as it was asked for",
            {"snoozed_until": utc("2027-06-02T06:45"), "snoozed_day": date(2027, 6, 2)},
            "2026-06-02T06:00",
            ("2026-06-03T05:45", "2026-06-03"),
        ),
        (
            "void when paused since",
            {"paused_until": date(2026, 6, 10)},
            "2026-06-02T06:00",
            ("2026-06-10T05:45", "2026-06-10"),
        ),
        (
            "void when the plan was changed after it",
            {"since": utc("2026-06-02T07:00")},
            "2026-06-02T07:00",
            ("2026-06-03T05:45", "2026-06-03"),
        ),
    ],
)
def test_a_snooze(told: str, changed: dict[str, object], now: str, expected: tuple[str, str]) -> None:
    due = next_nudge(replace(SNOOZED, **changed), utc(now))  # type: ignore[arg-type]  # fields by name
    assert due == Due(utc(expected[0]), date.fromisoformat(expected[1])), told


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Honolulu", "Pacific/Kiritimati"])
def test_the_end_of_the_calendar(zone: str) -> None:
    for_ever = replace(SNOOZED, zone=zone, paused_until=date.max)
    assert next_nudge(for_ever, utc("2026-06-02T06:00")) is None
    for_ages = next_nudge(replace(for_ever, paused_until=date.max - DAY), utc("9999-06-02T06:00"))
    assert for_ages is not None
    assert for_ages.day == date.max - DAY
    no_monday_is_left = replace(for_ever, paused_until=date.max - DAY, days=(0,))
    assert next_nudge(no_monday_is_left, utc("9999-06-02T06:00")) is None


# --- any history --------------------------------------------------------------------------------------------------


@dataclass
class Life:
    """A plan, a clock and a machine that sweeps; what was given, and what must hold each time it gives."""

    plan: Plan
    now: datetime
    given: list[Due]
    snoozes: int = 0

    def sweep(self) -> list[Due]:
        """Give what is due, as the engine does. Never two at once."""
        found: list[Due] = []
        while (due := next_nudge(self.plan, self.now)) and due.at <= self.now:
            found.append(due)
            assert len(found) == 1, "a backlog"
            snoozed = due.day == self.plan.snoozed_day and due.at == self.plan.snoozed_until
            self.check(due, snoozed)
            if snoozed:
                self.snoozes -= 1
            else:
                self.given.append(due)
            last = max(due.day, self.plan.last or due.day)
            self.plan = replace(self.plan, last=last, snoozed_until=None, snoozed_day=None)
        if due:
            assert due.at > self.now
        return found

    def check(self, due: Due, snoozed: bool) -> None:
        assert self.plan.since is None or due.at > self.plan.since
        wall = self.now.astimezone(ZoneInfo(self.plan.zone))
        assert self.plan.paused_until is None or wall.date() >= self.plan.paused_until, "while paused"
        if snoozed:
            assert self.snoozes > 0, "a snooze nobody asked for"
            return
        assert due.day not in {earlier.day for earlier in self.given}, "twice for one date"
        assert due.day.weekday() in self.plan.days, "on a day not chosen"
        assert due.at == instant(due.day, self.plan.at, self.plan.zone)

    def snooze(self, minutes: int) -> None:
        if self.given and self.plan.last == self.given[-1].day:
            until = self.now + minutes * MINUTE
            self.plan = replace(self.plan, snoozed_until=until, snoozed_day=self.plan.last)
            self.snoozes = 1


PLACES = st.sampled_from(
    [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Nuuk",
        "Africa/Cairo",
        "Pacific/Kiritimati",
        "Pacific/Honolulu",
        "Pacific/Apia",
        "Africa/Casablanca",
    ]
)
HOURS = st.one_of(st.sampled_from(HALF_HOURS), st.times().map(lambda at: f"{at:%H:%M}"))
DAYS = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
STARTS = st.integers(0, 2 * 365 * 1440).map(lambda minutes: utc("2026-01-01T00:00") + minutes * MINUTE)
DEEDS = st.one_of(
    st.tuples(st.just("live"), st.integers(1, 20 * 1440)),  # minutes, with a sweep every so often
    st.tuples(st.just("live"), st.integers(1, 1440)),
    st.tuples(st.just("outage"), st.integers(1, 40 * 1440)),  # minutes without one
    st.tuples(st.just("travel"), PLACES),
    st.tuples(st.just("hour"), HOURS),
    st.tuples(st.just("days"), DAYS),
    st.tuples(st.just("snooze"), st.sampled_from([15, 60, 240, 1440])),
    st.tuples(st.just("pause"), st.integers(1, 30)),
    st.tuples(st.just("unpause"), st.none()),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(PLACES, HOURS, DAYS, STARTS, st.integers(7, 240), st.lists(DEEDS, min_size=4, max_size=25))
def test_any_history_never_gives_twice_nor_on_a_day_off_nor_in_a_pause_nor_a_backlog(
    zone: str, at: str, days: tuple[int, ...], start: datetime, every: int, deeds: list[tuple[str, object]]
) -> None:
    life = Life(Plan(zone, at, days, since=start), start, [])
    for deed, much in deeds:
        match deed, much:
            case "live", int(minutes):
                end = life.now + minutes * MINUTE
                while life.now < end:
                    life.now += every * MINUTE
                    life.sweep()
            case "outage", int(minutes):
                life.now += minutes * MINUTE
            case "travel", str(place):
                life.plan = replace(life.plan, zone=place, since=life.now)
            case "hour", str(hour):
                life.plan = replace(life.plan, at=hour, since=life.now)
            case "days", tuple(chosen):
                life.plan = replace(life.plan, days=chosen, since=life.now)
            case "snooze", int(minutes):
                life.snooze(minutes)
            case "pause", int(count):
                today = life.now.astimezone(ZoneInfo(life.plan.zone)).date()
                life.plan = replace(life.plan, paused_until=today + count * DAY)
            case "unpause", _:
                life.plan = replace(life.plan, paused_until=None, since=life.now)
            case _:
                raise AssertionError(deed)
    assert [due.day for due in life.given] == sorted({due.day for due in life.given})


@settings(max_examples=100, deadline=None)
@given(PLACES, HOURS, DAYS, STARTS, st.lists(st.integers(1, 6 * 1440), min_size=5, max_size=60))
@example("America/Nuuk", "23:30", EVERY_DAY, utc("2026-03-27T12:00"), [30] * 200)
@example("Europe/Berlin", "02:30", EVERY_DAY, utc("2026-10-23T12:00"), [7] * 900)
def test_nobody_is_dropped_the_latest_scheduled_date_between_two_sweeps_is_given(
    zone: str, at: str, days: tuple[int, ...], start: datetime, pauses: list[int]
) -> None:
    """With nothing changed, what a sweep gives is the last date whose instant came since the sweep before."""
    first = start.astimezone(ZoneInfo(zone)).date() - 2 * DAY
    dates = [first + n * DAY for n in range(sum(pauses) // 1440 + 6)]
    owed = [Due(instant(day, at, zone), day) for day in dates if day.weekday() in days]
    instants = [due.at for due in owed]
    life = Life(Plan(zone, at, days, since=start), start, [])
    for minutes in pauses:
        before, life.now = life.now, life.now + minutes * MINUTE
        came = owed[bisect_right(instants, before) : bisect_right(instants, life.now)]
        assert life.sweep() == came[-1:]


# --- bad input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "zone",
    [
        "",
        "Berlin",
        "Europe/Atlantis",
        "../../etc/passwd",
        "/etc/localtime",
        "Europe",
        "right/Europe/Berlin",
        "localtime",
        "Europe/Berlin\0",
        "x" * 10_000,
    ],
)
def test_an_unknown_zone_is_one_line(zone: str) -> None:
    for ask in (lambda: Plan(zone, "07:45", EVERY_DAY), lambda: instant(TUESDAY, "07:45", zone)):
        with pytest.raises(ValueError, match="unknown time zone") as told:
            ask()
        assert "\n" not in str(told.value)
        assert len(str(told.value)) < 160


def test_every_zone_is_known() -> None:
    assert len(zones()) > 400
    assert all(instant(TUESDAY, "07:45", zone) for zone in zones())


@pytest.mark.parametrize("at", ["", "7:45", "24:00", "07:60", "0745", "07:45:00", "07:45Z", "07.45", "noon", "٠٧:٤٥"])
def test_a_bad_wall_time_is_one_line(at: str) -> None:
    with pytest.raises(ValueError, match="expected HH:MM"):
        Plan("Europe/Berlin", at, EVERY_DAY)


@pytest.mark.parametrize("days", [(), (7,), (-1,), (0, 1, 9)])
def test_bad_days(days: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="at least one weekday"):
        Plan("Europe/Berlin", "07:45", days)


def test_half_a_snooze_and_instants_without_a_zone() -> None:
    naive = datetime.combine(TUESDAY, time(6, 0))
    with pytest.raises(ValueError, match="together"):
        replace(BERLIN, snoozed_until=utc("2026-06-02T06:45"))
    with pytest.raises(ValueError, match="without a zone"):
        replace(BERLIN, since=naive)
    with pytest.raises(ValueError, match="without a zone"):
        next_nudge(BERLIN, naive)
