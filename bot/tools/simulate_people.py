"""Simulated people of twelve kinds: how their pain wobbles from day to day, what they do, and what they answer.

Nothing here is measured: every number is a guess of ours, wide enough to bring out what the rules do with it. All of it
comes from a generator with a seed, so that the same seed gives the same people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp
from random import Random

from content.model import Catalog
from handlers.session import Item

DAILY, MON_WED_FRI = (0, 1, 2, 3, 4, 5, 6), (0, 2, 4)  # weekdays, Monday 0
EMERGENCY_ON, SEEN_AFTER = (14, 20), 3  # in which days it happens, and after how many somebody has looked
PREGNANT_ON, CLEARED_AFTER = (30, 59), 9
AWAY_EVERY, AWAY_FOR = 60, 9  # days: how often somebody travels, and for how long
ZONES = ("Europe/London", "Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Australia/Sydney")
QUITS = ((35, 56), (120, 200))  # days from and to which somebody who comes back is gone
FADES_FROM, FADES_AFTER, FADED = 40, 90, 0.35  # days at least, days more on average, and the share that is left
HOUR = (9, 20)  # between these, local time, a day's session begins


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of person. about: what it is called on the page.

    start: pain at first (0-10, from and to). floor: where it goes to, `days` days until two thirds of the way are gone.
    wobble: points from one day to the next. flares: flare-ups a year, `flare` points more for some days.
    sessions: the share of days with one, of weekdays that are theirs. mornings, readings: the share of times that they
    tell how the back took it, and how it is without a session. answers: the share of questions at the end answered.
    overdoes: the share of days on which they do too much of something else: lifting, a garden.
    capacity: the level that is easy at first; grows: levels a session; hurts: points for each level above it.
    keeps: they keep at it; of all others most do less after some months, as people do.
    reminders: the share of people who want them. stable: nothing is wrong with their back that a doctor need hear of.
    """

    id: str
    about: str
    start: tuple[int, int] = (4, 6)
    floor: float = 2.0
    days: int = 60
    wobble: float = 0.6
    flares: float = 0.5
    flare: float = 2.5
    sessions: float = 0.45
    weekdays: tuple[int, ...] = DAILY
    minutes: tuple[int, ...] = (5, 10, 15)
    mornings: float = 0.85
    readings: float = 0.15
    answers: float = 0.97
    capacity: float = 1.8
    grows: float = 0.05
    hurts: float = 1.2
    overdoes: float = 0.01
    reminders: float = 0.7
    keeps: bool = False
    stable: bool = True
    only_walks: bool = False
    quits: bool = False
    travels: bool = False
    emergency: bool = False
    pregnant: bool = False


KINDS: Mapping[str, Kind] = {
    kind.id: kind
    for kind in (
        Kind("steady", "steady improver", floor=1.0, sessions=0.6, keeps=True, mornings=0.95),
        Kind("slow", "slow to improve", floor=3.6, days=150, grows=0.02, sessions=0.4),
        Kind("flares", "with flare-ups", floor=2.5, flares=6, flare=3.5, wobble=0.8, stable=False),
        Kind(
            "over_doer",
            "over-doer",
            sessions=0.95,
            grows=0.02,
            hurts=2.0,
            overdoes=0.12,
            keeps=True,
            wobble=0.9,
            stable=False,
        ),
        Kind("silent", "silent", sessions=0.06, mornings=0.1, readings=0.0, answers=0.2),
        Kind("no_mornings", "never answers mornings", mornings=0.0),
        Kind("mon_wed_fri", "reminders Mon, Wed, Fri", weekdays=MON_WED_FRI, sessions=0.85, reminders=1.0),
        Kind("walks", "only walks", only_walks=True, sessions=0.5),
        Kind("emergency", "emergency in week 3", stable=False, emergency=True),
        Kind("pregnant", "pregnant from month 2", stable=False, pregnant=True),
        Kind("travels", "travels", travels=True),
        Kind("comes_back", "quits and comes back", quits=True, sessions=0.5),
    )
}


@dataclass(slots=True)
class Body:
    """One person's back, day by day. `next_day` first; all numbers of a day are asked for after it."""

    kind: Kind
    random: Random
    start: float = 0.0
    wobble: float = 0.0
    flare_left: int = 0
    sore: float = 0.0
    capacity: float = 0.0
    day: int = -1
    gone: range = field(default_factory=lambda: range(0))
    fades: float = 1e9  # the day from which they do less
    turns: int = 0  # the day on which what makes their kind happens
    minutes: int = 5
    reminded: bool = False

    @classmethod
    def of(cls, kind: Kind, seed: str) -> Body:
        random = Random(seed)
        new = cls(kind, random, start=random.uniform(*kind.start), capacity=kind.capacity + random.uniform(-0.5, 0.5))
        new.minutes = random.choice(kind.minutes)
        new.reminded = random.random() < kind.reminders
        if not kind.keeps:
            new.fades = FADES_FROM + random.expovariate(1 / FADES_AFTER)
        if kind.quits:
            new.gone = range(random.randint(*QUITS[0]), random.randint(*QUITS[1]))
        if kind.emergency:
            new.turns = random.randint(*EMERGENCY_ON)
        if kind.pregnant:
            new.turns = random.randint(*PREGNANT_ON)
        return new

    def next_day(self) -> None:
        """One day later: an old wobble fades, a new one comes; a flare-up may begin."""
        self.day += 1
        self.wobble = 0.6 * self.wobble + self.random.gauss(0, self.kind.wobble)
        self.sore *= 0.4
        self.flare_left -= self.flare_left > 0
        if self.random.random() < self.kind.overdoes:
            self.sore += self.random.uniform(1.5, 4)
        if self.random.random() < self.kind.flares / 365:
            self.flare_left = self.random.randint(3, 9)

    def _level(self) -> float:
        kind = self.kind
        trend = kind.floor + (self.start - kind.floor) * exp(-self.day / kind.days)
        flare = kind.flare * min(1.0, self.flare_left / 3)
        return trend + self.wobble + flare + self.sore

    @property
    def pain(self) -> int:
        """How strong the pain is now, 0-10."""
        return score(self._level())

    @property
    def there(self) -> bool:
        """Whether they look at the chat at all on this day."""
        if self.day in self.gone:
            return False
        return not (self.travelling and self.random.random() < 0.6)

    @property
    def travelling(self) -> bool:
        return self.kind.travels and self.day % AWAY_EVERY >= AWAY_EVERY - AWAY_FOR

    @property
    def zone(self) -> str:
        """Where they are."""
        return ZONES[1 + self.day // AWAY_EVERY % (len(ZONES) - 1)] if self.travelling else ZONES[0]

    def trains(self, weekday: int) -> bool:
        """Whether they feel like a session on this day."""
        share = self.kind.sessions * (FADED if self.day >= self.fades else 1)
        return weekday in self.kind.weekdays and self.random.random() < share

    def does(self, share: float) -> bool:
        """Whether they do this time what they do this share of times."""
        return self.random.random() < share

    def peak(self, before: int, level: float) -> int:
        """How high the pain gets in an exercise that is this hard, in levels of a hold."""
        over = max(0.0, level - self.capacity)
        rise = over * self.kind.hurts + max(0.0, self.random.gauss(-0.6, 0.8))
        self.capacity += self.kind.grows * (0.3 if rise >= 2 else 1.0)
        self.sore += max(0.0, 0.5 * rise - 0.6)
        return score(before + rise)

    def effort(self, level: float) -> int:
        """How hard that was, 0-10."""
        return score(4.5 + 1.5 * (level - self.capacity) + self.random.gauss(0, 0.8))


def hard(item: Item, catalog: Catalog) -> float:
    """How hard this is for a body, in levels of a hold: three steps of minutes count as one."""
    return item.level if catalog.exercises[item.exercise].kind == "hold" else 0.6 + item.level / 3


def score(value: float) -> int:
    return max(0, min(10, round(value)))


def crowd(people: int) -> list[Kind]:
    """So many people, of all kinds in turn."""
    kinds = list(KINDS.values())
    return [kinds[n % len(kinds)] for n in range(people)]
