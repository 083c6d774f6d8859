"""Where a person's clock is: cities, countries and zones by name, in any script.

All names lie folded in one block of bytes that is searched as a whole (a few milliseconds): a person is asked for their
city once, and an index of 350,000 names would cost fifty megabytes for good. City data: GeoNames, CC BY 4.0; what is in
`cities.xz`, and in which order, says `tests/cities.py`, which makes it.
"""

from __future__ import annotations

import lzma
import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from sys import intern
from zoneinfo import ZoneInfo, available_timezones

MOST = 5
_SHORTEST = 3  # letters of a Latin name: "ok" and "no" are answers, not towns
_PREFIX, _LARGE = 4, 100_000  # letters after which the beginning of a name will do, for cities of this many people
_MAIN = 10  # a city's own name counts as much as another name of a city ten times as large
_FAR = 200  # what counts this many times less than the best is left out
_ALSO = {
    "GB": ("uk", "great britain", "england", "scotland", "wales"),
    "US": ("usa", "america"),
    "NL": ("holland",),
    "AE": ("uae",),
    "CZ": ("czech republic",),
    "TR": ("turkiye",),
}
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u064b-\u065f]+")  # Latin, Greek, Cyrillic; Hebrew; Arabic
_NOTHING = re.compile("['.\u2019\u02bc\u02bb`]")
_SPACES = re.compile("[-_ ]+")

_LINES = 1 << 20  # there are fewer lines than this
_PARTS, _TOP = 256, 56  # parts of the index, by the highest bits of 64

Area = tuple[str, str]  # a country's two letters, and a US state's or ""


@dataclass(frozen=True, slots=True)
class Place:
    """A city and its zone. `state` only where a country's cities are told apart by it; population 0 if unknown."""

    name: str
    country: str
    zone: str
    population: int
    state: str = ""

    @property
    def whole(self) -> str:
        """The name as it is on a letter: "Birmingham, Alabama, United States"."""
        return ", ".join(filter(None, (self.name, self.state, self.country)))


def find(name: str) -> tuple[Place, ...]:
    """The places that may be meant, best first, at most five; empty when there is none.

    A city ("Lisbon", "münchen", "北京"), narrowed by country or US state ("Paris, Texas"), a country or US state (its
    largest city in each zone), or a zone name ("Asia/Kathmandu").
    """
    return _table().find(name[:200])


def is_named(name: str) -> bool:
    """Whether a city, country or state is called so, or a city and then its country or state. Quick."""
    return _table().is_named(_key(name[:200]))


def near_offset(minutes: int, now: datetime) -> tuple[Place, ...]:
    """The largest city of each zone whose clocks are `minutes` ahead of UTC at `now`, largest first, at most five."""
    off = timedelta(minutes=minutes)
    return tuple(p for p in _table().largest if now.astimezone(ZoneInfo(p.zone)).utcoffset() == off)[:MOST]


def known(zone: str) -> str:
    """The zone itself where it is one that has a clock of its own; "" for any other text."""
    return zone if zone in zones() else ""


def zone_at(latitude: float, longitude: float) -> str:
    """The zone of a point on earth, in degrees; "" at sea and for numbers that are no such point.

    Borders: Timezone Boundary Builder, from OpenStreetMap (ODbL), in the reduced form of tzf. Near a border it may be
    the neighbour's zone, so a person is always asked whether the time is right.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # not a number is in no range, either
        return ""
    from tzfpy import get_tz  # here, since it takes a while and few people share where they are

    return known(get_tz(longitude, latitude) or "")


def ready() -> None:
    """Read the table now instead of at the first question; it takes about a quarter of a second."""
    _table()


def folded(text: str) -> str:
    """Without case, accents and punctuation. Tabs and newlines stay: the table is folded as one text."""
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text).casefold()).replace("\u0131", "i")
    return _SPACES.sub(" ", _NOTHING.sub("", text))


def _zone_key(name: str) -> str:
    """ "Europe/Lisbon" however it is written; what people type has lost its slash by now."""
    return " ".join(name.casefold().replace("/", " ").replace("_", " ").split())


def _key(text: str) -> str:
    return " ".join(folded(text).split())


def _hashed(name: bytes) -> int:
    """44 bits of a name's hash, in front of room for the number of a line."""
    return (hash(name) & 0xFFFFFFFFFFF) * _LINES


def _rows(table: bytes) -> Iterator[list[str]]:
    return (line.split("\t") for line in table.decode().split("\n"))


class _Table:
    """Every city as one line of folded names, and beside it what the city is."""

    def __init__(self) -> None:
        read = lzma.decompress((files("content") / "cities.xz").read_bytes())
        _, countries, states, cities, lines = read.split(b"\n\n", 4)
        people, codes, state, zones, names = zip(*_rows(cities), strict=True)
        self._text = b"\n" + lines
        self._starts = array("L", self._at(b"\n"))
        self._index = self._indexed()
        self._people = array("L", map(int, people))
        self._names, self._zone = names, tuple(map(intern, zones))
        self._in: tuple[Area, ...] = tuple(zip(map(intern, codes), map(intern, state), strict=True))
        self._countries: dict[str, str] = dict(_rows(countries))
        self._states: dict[str, str] = dict(_rows(states))
        self._areas: dict[str, list[Area]] = defaultdict(list)
        for code, name in self._countries.items():
            for also in (name, name.removeprefix("The "), code, *_ALSO.get(code, ())):
                self._areas[_key(also)].append((code, ""))
        for code, name in self._states.items():
            for also in (name, code):
                self._areas[_key(also)].append(("US", code))
        self.zones = {_zone_key(zone): zone for zone in available_timezones() if "/" in zone or zone == "UTC"}
        self._of: dict[Area, list[int]] = defaultdict(list)
        for area, n in self._largest():
            self._of[area].append(n)
        first = {self._zone[n]: n for n in sorted((n for found in self._of.values() for n in found), reverse=True)}
        self.largest = tuple(map(self.place, sorted(first.values())))

    def _largest(self) -> Iterator[tuple[Area, int]]:
        """The largest city of each zone of each country and state; cities come largest first."""
        seen = set()
        for n, zone in enumerate(self._zone):
            for area in {(self._in[n][0], ""), self._in[n]}:
                if (area, zone) not in seen:
                    seen.add((area, zone))
                    yield area, n

    def place(self, n: int) -> Place:
        code, state = self._in[n]
        country = self._countries.get(code, "")
        return Place(self._names[n], country, self._zone[n], self._people[n], self._states.get(state, ""))

    def find(self, name: str) -> tuple[Place, ...]:
        if zone := self.zones.get(_zone_key(name)):
            city = next((place for place in self.largest if place.zone == zone), None)
            return (city or Place(zone.rpartition("/")[2].replace("_", " "), "", zone, 0),)
        head, *tails = map(_key, name.split(","))
        if any(tails):
            scores = self._cities(head)
            for areas in filter(None, map(self._areas.get, tails)):  # a part we do not know, "Bavaria", narrows nothing
                scores = self._within(scores, areas)
            return self._best(scores)
        scores = self._cities(head)
        if len(head) >= _SHORTEST or head == "uk":
            for n in (n for area in self._areas.get(head, ()) for n in self._of[area]):
                scores[n] = scores.get(n, 0) + self._people[n] * _MAIN
        return self._best(scores or self._two_parts(head.split()) or self._beginning(head))

    def is_named(self, key: str) -> bool:
        if (len(key) >= _SHORTEST or key == "uk") and (key in self._areas or self._exact(key.encode())):
            return True
        words = key.split()
        cuts = ((" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words)))
        return any(
            area in self._areas and len(city) >= _SHORTEST and bool(self._within(self._cities(city), self._areas[area]))
            for city, area in cuts
        )

    def _indexed(self) -> array[int]:
        """Each name's hash with its line, sorted: a name is looked up without searching all the text."""
        parts = [array("Q") for _ in range(_PARTS)]  # sorted one by one, so that little is in memory at once
        for n in range(len(self._starts)):
            for name in filter(None, self._line(n).split(b"\t")):
                found = _hashed(name) | n
                parts[found >> _TOP].append(found)
        made = array("Q")
        for part in parts:
            made.extend(array("Q", sorted(part)))
        return made

    def _exact(self, name: bytes) -> list[int]:
        """The lines that have exactly this name."""
        start = _hashed(name)
        first, last = bisect_left(self._index, start), bisect_left(self._index, start + _LINES)
        found = (self._index[at] - start for at in range(first, last))
        return [n for n in found if b"\t" + name + b"\t" in self._line(n)]

    def _line(self, n: int) -> bytes:
        end = self._starts[n + 1] if n + 1 < len(self._starts) else len(self._text)
        return self._text[self._starts[n] : end]

    def _best(self, scores: Mapping[int, int]) -> tuple[Place, ...]:
        order = sorted(scores, key=lambda n: -scores[n])
        places = (self.place(n) for n in order if scores[n] * _FAR >= scores[order[0]])
        return tuple({(place.whole, place.zone): place for place in places}.values())[:MOST]

    def _two_parts(self, words: list[str]) -> dict[int, int]:
        """ "paris texas": a city and then a country or state, without the comma."""
        for cut in range(1, len(words)):
            if areas := self._areas.get(" ".join(words[cut:])):
                return self._within(self._cities(" ".join(words[:cut])), areas)
        return {}

    def _within(self, scores: Mapping[int, int], areas: Iterable[Area]) -> dict[int, int]:
        return {
            n: scores[n]
            for country, state in areas
            for n in scores
            if self._in[n][0] == country and state in ("", self._in[n][1])
        }

    def _cities(self, key: str) -> dict[int, int]:
        """The cities of this name, and how much each counts."""
        scores: dict[int, int] = {}
        if len(key) >= _SHORTEST or not key.isascii():
            name = b"\t" + key.encode() + b"\t"
            for n in self._exact(key.encode()):
                main = self._text.startswith(b"\n" + name, self._starts[n])
                scores[n] = max(self._people[n], 1) * (_MAIN if main else 1)
        return scores

    def _beginning(self, key: str) -> dict[int, int]:
        found = self._lines(b"\n\t" + key.encode()) if len(key) >= _PREFIX else ()
        return {n: self._people[n] for n in found if self._people[n] >= _LARGE}

    def _lines(self, what: bytes) -> Iterator[int]:
        return (bisect_right(self._starts, at) - 1 for at in self._at(what))

    def _at(self, what: bytes) -> Iterator[int]:
        at = self._text.find(what)
        while at >= 0:
            yield at
            at = self._text.find(what, at + 1)


@cache
def zones() -> frozenset[str]:
    """The zones that places lie in: no offsets (Etc/GMT+2 is the open sea), no names kept for old programs only."""
    return frozenset(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))


@cache
def _table() -> _Table:
    return _Table()
