"""Places: what people call where they live leads to their zone, and nonsense leads nowhere."""

import gc
import math
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, strategies as st

from content import cities
from content.cities import MOST, find, known, near_offset, zone_at
from tests.fakes.shared.forked import Forked

JANUARY = datetime(2026, 1, 15, 12, tzinfo=UTC)
JULY = datetime(2026, 7, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Kathmandu", "Asia/Kathmandu"),
        ("katmandu", "Asia/Kathmandu"),
        ("Lisbon", "Europe/Lisbon"),
        ("lisboa", "Europe/Lisbon"),
        ("lisbon, portugal", "Europe/Lisbon"),
        ("München", "Europe/Berlin"),
        ("munchen", "Europe/Berlin"),
        ("MUNICH", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("  New   York ", "America/New_York"),
        ("são paulo", "America/Sao_Paulo"),
        ("Xi'an", "Asia/Shanghai"),
        ("st. petersburg", "Europe/Moscow"),
        ("Paris, Texas", "America/Chicago"),
        ("paris texas", "America/Chicago"),
        ("birmingham, AL", "America/Chicago"),
        ("london, canada", "America/Toronto"),
        ("sydney australia", "Australia/Sydney"),
        ("san fran", "America/Los_Angeles"),
        ("北京", "Asia/Shanghai"),
        ("Москва", "Europe/Moscow"),
        ("دمشق", "Asia/Damascus"),
        ("पटना", "Asia/Kolkata"),
        ("İstanbul", "Europe/Istanbul"),
        ("nepal", "Asia/Kathmandu"),
        ("uk", "Europe/London"),
        ("netherlands", "Europe/Amsterdam"),
        ("Asia/Kathmandu", "Asia/Kathmandu"),
        ("asia/kathmandu", "Asia/Kathmandu"),
        ("america/new york", "America/New_York"),
        ("utc", "UTC"),
        ("europe lisbon", "Europe/Lisbon"),
        ("America/Port-au-Prince", "America/Port-au-Prince"),
        ("Munich, Bavaria", "Europe/Berlin"),
        ("Salem", "Asia/Kolkata"),
        ("Cancún", "America/Cancun"),
        ("islamabad", "Asia/Karachi"),
        ("Zaragoza", "Europe/Madrid"),
        ("Santa Anita - Los Ficus", "America/Lima"),
        ("saint-denis, réunion", "Indian/Reunion"),
    ],
)
def test_the_first_place_is_the_one_that_is_meant(typed: str, zone: str) -> None:
    assert find(typed)[0].zone == zone


@pytest.mark.parametrize(
    "junk",
    [
        "",
        " ",
        "asdfgh",
        "x, y",
        ",",
        ", portugal",
        "💥",
        "ok",
        "no",
        "\x00",
        "stop",
        "7",
        "menu",
        "lisbon, nepal",
        "\t\t",
        "\n",
        "a\tb",
        "%",
        "x" * 100_000,
    ],
)
def test_nonsense_is_nowhere(junk: str) -> None:
    assert find(junk) == ()


def test_two_towns_of_one_name_are_told_apart() -> None:
    found = find("Birmingham")
    assert [place.whole for place in found[:2]] == ["Birmingham, United Kingdom", "Birmingham, Alabama, United States"]
    assert {place.zone for place in found} >= {"Europe/London", "America/Chicago"}
    assert len({place.whole for place in found}) == len(found)


@pytest.mark.parametrize("typed", ["birmingham, alabama", "Birmingham AL", "birmingham, al, usa"])
def test_a_state_leaves_one(typed: str) -> None:
    assert [place.whole for place in find(typed)] == ["Birmingham, Alabama, United States"]


def test_far_fetched_places_are_left_out() -> None:
    assert [place.name for place in find("Birmingham")] == ["Birmingham"] * 3  # and not Cartersville


def test_a_country_with_several_zones_offers_each() -> None:
    assert [(p.name, p.zone) for p in find("portugal")] == [
        ("Lisbon", "Europe/Lisbon"),
        ("Funchal", "Atlantic/Madeira"),
        ("Ponta Delgada", "Atlantic/Azores"),
    ]
    assert {place.zone for place in find("Georgia")} >= {"Asia/Tbilisi", "America/New_York"}


@pytest.mark.parametrize("typed", ["springfield", "usa", "san jose", "victoria", "santa"])
def test_never_more_than_a_person_can_read(typed: str) -> None:
    found = find(typed)
    assert 1 < len(found) <= MOST
    assert {place.zone for place in found} <= available_timezones()


@pytest.mark.parametrize(
    ("minutes", "now", "first"),
    [
        (345, JANUARY, "Kathmandu"),
        (0, JANUARY, "London"),
        (60, JULY, "London"),
        (-300, JANUARY, "New York City"),
        (-240, JULY, "New York City"),
        (630, JULY, "Lord Howe"),
    ],
)
def test_an_offset_offers_the_largest_cities_that_have_it_now(minutes: int, now: datetime, first: str) -> None:
    found = near_offset(minutes, now)
    assert len(found) <= MOST
    assert all(now.astimezone(ZoneInfo(p.zone)).utcoffset() == timedelta(minutes=minutes) for p in found)
    assert len({place.zone for place in found}) == len(found)
    assert [place.population for place in found] == sorted((p.population for p in found), reverse=True)
    assert first in [place.name for place in found] or first == "Lord Howe"


def test_an_offset_no_clock_has_is_nowhere() -> None:
    assert near_offset(13, JANUARY) == ()


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (38.72, -9.14, "Europe/Lisbon"),
        (27.7, 85.3, "Asia/Kathmandu"),
        (40.7, -74.0, "America/New_York"),
        (51.5, -0.1, "Europe/London"),
        (-33.9, 151.2, "Australia/Sydney"),
        (31.23, 121.47, "Asia/Shanghai"),
        (-31.55, 159.08, "Australia/Lord_Howe"),
        (-90, 0, "Antarctica/McMurdo"),
    ],
)
def test_a_point_on_land_has_a_zone(latitude: float, longitude: float, zone: str) -> None:
    assert zone_at(latitude, longitude) == zone
    assert known(zone) == zone


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(0, 0), (40, -30), (0, 180), (0, -180), (90, 0), (90.01, 0), (0, 180.5), (-91, 10), (10, -1e9),
     (math.nan, 0), (0, math.nan), (math.inf, 0), (0, -math.inf)],
)  # fmt: skip
def test_the_sea_and_what_is_no_point_have_none(latitude: float, longitude: float) -> None:
    assert zone_at(latitude, longitude) == ""


@given(st.floats(), st.floats())
@example(-0.0, -180.0)
def test_any_point_has_a_zone_with_a_clock_or_none(latitude: float, longitude: float) -> None:
    zone = zone_at(latitude, longitude)
    assert not zone or (zone == ZoneInfo(zone).key and zone in available_timezones() and not zone.startswith("Etc/"))


@pytest.mark.parametrize(
    "zone", ["", "Etc/GMT+2", "UTC", "EST", "Europe", "../passwd", "/etc/localtime", "Mars/Base", "\0"]
)
def test_what_is_no_place_on_earth_is_not_known(zone: str) -> None:
    assert known(zone) == ""


def test_the_borders_are_not_read_before_they_are_needed(tmp_path: Path) -> None:
    """By nothing that a process imports."""
    code = "import sys, content.cities, handlers.dialog; sys.exit('tzfpy' in sys.modules)"
    with Forked(exec, code, err=tmp_path / "told") as one:
        assert one.wait() == 0


def held(what: object) -> int:
    """Bytes of all that hangs on it."""
    total, seen, left = 0, set[int](), [what]
    while left:
        each = left.pop()
        if id(each) not in seen and not isinstance(each, type):
            seen.add(id(each))
            total += sys.getsizeof(each)
            left += gc.get_referents(each)
    return total


def test_the_table_stays_small(tmp_path: Path) -> None:
    """What it keeps; and, in a process of its own, what reading it takes at most."""
    assert 5 * 2**20 < held(cities._table()) < 20 * 2**20
    most = "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss"
    code = f"import resource, sys, content.cities as p; was = {most}; p.ready(); print({most} - was, file=sys.stderr)"
    with Forked(exec, code, err=tmp_path / "told") as one:
        assert one.wait() == 0
        assert 5 * 2**20 < int(one.told()) * (1 if sys.platform == "darwin" else 1024) < 60 * 2**20
