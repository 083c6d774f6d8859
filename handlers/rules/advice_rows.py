"""When each row of the doctor's advice is true (rules B5x), one function a row: from what was told, and now.

Each gives the instant (UTC) of the newest fact that makes it true, or None. Missing data makes none true but
`six_weeks`. Every number is a design choice of ours unless a source is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial
from itertools import pairwise
from statistics import fmean
from typing import get_args

from handlers import facts as f
from handlers.diary import ENOUGH, FORTNIGHT, SETTLED_BY, WEEK, Day, Mark
from handlers.judgement import Pause
from handlers.person import Person
from handlers.rules import function, safety

APART = 2  # days at most between two days with readings of safety.HIGH_PAIN or more
LATELY = 2  # days: a session within them is one that "worse" may come from; a reading within them is the latest
WORSE_DAYS, RED_DAYS, SORE_DAYS = 2, 2, 3  # so many in seven days
RISING_DAYS, RISEN = 3, 2  # session days within a fortnight on which the pain before rose each time, by so much in all
MEAN_RISEN = 2  # points of a week's mean above that of the first days: a real change [S1][S6]
FLARE_WORSE, FLARE_LONG, FLARE_RISEN = (3, 4), 7, 2  # days of a flare-up: worse on these, or not over from this one on
STRONG = 4  # a fortnight never below this; pain that rises before sessions up to this
EASED = 1  # points by which this week's mean is lower than last week's where it eases
SIX_WEEKS = 42  # days since the first session, and again after as many
REAL_FALL, REAL_SHARE, LOW = 2, 0.3, 3  # points, share of the first mean; a mean below LOW is let be [S2]
UNKNOWN_USUAL = 4  # a reading that ends a pause where too little was told to know what is usual
MENTIONED: Mapping[Mark, int] = {"medicine": 14, "coping": 7, "walk": 14}  # days for which what was told of it counts
TROUBLE: frozenset[Mark] = frozenset(("sore", "red", "worse", "limited", "medicine", "coping", "walk"))
REACH: tuple[f.Reach, ...] = get_args(f.Reach)  # the nearest first


Predicate = Callable[["Seen"], datetime | None]


@dataclass(frozen=True)
class Seen:
    """Somebody, and now (UTC). What is worked out of that is worked out once."""

    person: Person
    now: datetime
    _lasts: dict[int, list[Day]] = field(default_factory=dict, repr=False, compare=False)
    _rows: dict[Predicate, datetime | None] = field(default_factory=dict, repr=False, compare=False)

    def last(self, days: int) -> list[Day]:
        """D(n) of rules B4x.0, oldest first."""
        if days not in self._lasts:
            self._lasts[days] = list(self.person.diary.last(days, self.today.on))
        return self._lasts[days]

    def newest(self, row: Predicate) -> datetime | None:
        """What makes that row true, as the row itself says."""
        if row in OF_TROUBLE and self.quiet:
            return None
        if row not in self._rows:
            self._rows[row] = row(self)
        return self._rows[row]

    @cached_property
    def quiet(self) -> bool:
        """Whether nothing was told in a fortnight that any row in OF_TROUBLE looks at: none of them is true then."""
        since = self.today.on - timedelta(days=FORTNIGHT)
        fell = any(each.hurt and each.hurt > since for each in self.person.judged.standings)
        told = (high(day) or any(mark in TROUBLE for mark, _ in day.times) for day in self.last(FORTNIGHT))
        return not fell and not any(told)

    @cached_property
    def today(self) -> Day:
        return self.person.diary.day(self.person.day(self.now))

    @property
    def fell(self) -> bool:
        """Whether everyday things became harder, two weekly answers running (rules B7)."""
        return function.function_down(self.person, self.today.on)

    @property
    def does_more(self) -> bool:
        """Whether everyday things are easier than at first, by a weekly answer of late."""
        return function.does_more(self.person, self.today.on)

    def newer(self, day: Day, mark: Mark) -> datetime | None:
        """When this was told of that day, after the last pause had ended: an old week does not pause again."""
        at, over = day.time(mark), self.person.judged.resumed
        return at if at and (over is None or at > over) else None

    def times(self, days: Iterable[Day], mark: Mark) -> list[datetime]:
        return sorted(at for day in days if (at := self.newer(day, mark)))


def high(day: Day) -> bool:
    """Whether a reading of that day was 8 or more."""
    return max(day.readings, default=0) >= safety.HIGH_PAIN


def leg_down(s: Seen) -> datetime | None:
    """Row `urgent`: pain went further down the leg than the day before."""
    today, before = s.today, s.person.diary.day(s.today.on - timedelta(days=1))
    both = today.reach and before.reach
    return today.time("leg") if both and REACH.index(today.reach) > REACH.index(before.reach) else None


def sore_reds(s: Seen) -> list[Day]:
    """The days of the last week on which pain was red, and not settled the next morning."""
    return [day for day in s.last(WEEK) if day.red_session and day.morning == "not" and s.newer(day, "sore")]


def red_sore(s: Seen) -> datetime | None:
    return max(s.times(sore_reds(s), "sore"), default=None)


def eight_twice(s: Seen) -> datetime | None:
    """The later day is today, and no day between has only readings below 8."""
    days = [day for day in s.last(APART + 1) if day.readings and s.newer(day, "reading")]
    both = len(days) > 1 and days[-1].on == s.today.on and high(days[-1]) and high(days[-2])
    return days[-1].time("reading") if both else None


def cannot(s: Seen) -> datetime | None:
    return s.newer(s.today, "limited")


def trained(s: Seen) -> bool:  # with us or by themselves
    return any(day.did or day.red or day.alone for day in s.last(LATELY))


def worse_after(s: Seen) -> datetime | None:
    return s.today.time("worse") if trained(s) else None


def worse_twice(s: Seen) -> datetime | None:
    times = s.times(s.last(WEEK), "worse")
    return times[-1] if len(times) >= WORSE_DAYS else None


def two_red(s: Seen) -> datetime | None:
    times = s.times(s.last(WEEK), "red")
    return times[-1] if len(times) >= RED_DAYS else None


def sore(s: Seen) -> list[Day]:
    """The days whose morning after, within the last week, was not settled."""
    since = s.today.on - timedelta(days=WEEK)
    days = [day for day in s.last(WEEK + ENOUGH) if day.morning == "not" and day.told_on and day.told_on > since]
    return [day for day in days if s.newer(day, "sore")]


def three_sore(s: Seen) -> datetime | None:
    times = s.times(sore(s), "sore")
    return times[-1] if len(times) >= SORE_DAYS else None


def rising(s: Seen) -> datetime | None:
    """The pain before each of the last three sessions rose, to STRONG or more, though a level fell for pain meanwhile.

    That it has to be STRONG, and that a level which fell after days away or by "easier" does not count, departs from
    the published table (D): it sent people whose pain is stable to a doctor three or four times a year.
    """
    days = [day for day in s.last(FORTNIGHT) if (day.did or day.red) or day.before][-RISING_DAYS:]
    pres = [day.pre for day in days if day.pre is not None and s.newer(day, "before")]
    if len(pres) < RISING_DAYS or not all(a < b for a, b in pairwise(pres)):
        return None
    fell = any(each.hurt and each.hurt >= days[0].on for each in s.person.judged.standings)
    return days[-1].time("before") if fell and pres[-1] - pres[0] >= RISEN and pres[-1] >= STRONG else None


def mean_up(s: Seen) -> datetime | None:
    diary, today = s.person.diary, s.today.on
    mean, base, until = diary.mean7(today), diary.base, diary.base_until
    if mean is None or base is None or until is None or today - timedelta(days=WEEK) < until:
        return None
    return _latest(s.last(WEEK)) if mean >= base + MEAN_RISEN else None


def flare_bad(s: Seen) -> datetime | None:
    """An open flare-up that is worse on day 3 or 4, or not over by day 7."""
    flare = s.person.judged.flare
    if flare is None or flare.ended is not None:
        return None
    n, (low, most) = (s.today.on - flare.began).days, FLARE_WORSE
    since = [day for day in s.person.diary.days if day.on >= flare.began]
    first = next((day.v for day in since if day.on == flare.began and day.v is not None), None)
    if low <= n <= most:
        then = [day for day in since if low <= (day.on - flare.began).days <= most]
        worse = any(day.worse or _up(day.v, first, FLARE_RISEN) for day in then)
        return max((day.at for day in then if day.at), default=None) if worse else None
    latest = [day for day in s.last(LATELY) if day.readings]
    long = n >= FLARE_LONG and latest and _up(latest[-1].v, flare.usual, FLARE_RISEN)
    return latest[-1].time("reading") if long else None


def worse_rest(s: Seen) -> datetime | None:
    return None if trained(s) else s.today.time("worse")


def eight_once(s: Seen) -> datetime | None:
    return s.today.time("reading") if high(s.today) and not eight_twice(s) else None


def _unsaid(s: Seen, mark: Mark, row: f.Row) -> datetime | None:
    """When it was told, if that was after the row was said last: it is over with that."""
    told = max([at for day in s.last(MENTIONED[mark]) if (at := day.time(mark))], default=None)
    given = s.person.judged.advice(row)
    return told if told and (given is None or given.at is None or told > given.at) else None


medicine: Predicate = partial(_unsaid, mark="medicine", row="medicine")
not_coping: Predicate = partial(_unsaid, mark="coping", row="not_coping")
walk_legs: Predicate = partial(_unsaid, mark="walk", row="walk_legs")
OF_TROUBLE: frozenset[Predicate] = frozenset((
    red_sore, eight_twice, cannot, worse_after, worse_twice, two_red, three_sore, rising, worse_rest, eight_once,
    medicine, not_coping, walk_legs,
))  # true only where TROUBLE, HIGH_PAIN or a fall for pain lies within a fortnight  # fmt: skip


def function_down(s: Seen) -> datetime | None:
    return s.now if s.fell else None


def fortnight(s: Seen) -> datetime | None:
    """Two whole weeks of strong pain that does not ease [S28], the first number being as old."""
    first = s.person.diary.first
    if not first or (s.today.on - first[0][0]).days < FORTNIGHT - 1:
        return None
    middle = s.today.on - timedelta(days=WEEK)
    values = [(day.on > middle, day.v) for day in s.last(FORTNIGHT) if day.v is not None]
    last, this = ([v for later, v in values if later is week] for week in (False, True))
    if min(len(last), len(this)) < ENOUGH or min(v for _, v in values) < STRONG:
        return None
    return _latest(s.last(WEEK)) if fmean(this) > fmean(last) - EASED else None


def period(s: Seen) -> int:
    """Days since the last full six weeks were over, 0 on that day; -1 in the first six."""
    first = s.person.first_session
    gone = (s.today.on - first).days if first else 0
    return gone % SIX_WEEKS if gone >= SIX_WEEKS else -1


def six_weeks(s: Seen) -> datetime | None:
    """Six weeks without a real fall. Where the numbers cannot say it, what they answered does."""
    since, judged = period(s), s.person.judged
    if since < 0 or s.does_more:
        return None
    mean, base = s.person.diary.mean7(s.today.on), s.person.diary.base
    if mean is None or base is None:
        asked = judged.compared and (s.today.on - judged.compared).days <= since
        return s.now if asked and judged.no_better else None
    flat = base - mean < REAL_FALL and base - mean < REAL_SHARE * base and mean >= LOW
    return _latest(s.last(WEEK)) if flat else None


def asks_better(s: Seen) -> bool:
    """Whether "better than when we began?" is to be asked: six weeks are over, and there are no numbers to say it."""
    since, judged, given = period(s), s.person.judged, s.person.judged.advice("six_weeks")
    if since < 0 or (s.person.diary.mean7(s.today.on) is not None and s.person.diary.base is not None):
        return False
    told = (judged.compared, given.last if given else None)
    return not any(day and (s.today.on - day).days <= since for day in told)


def settled_up_to(person: Person, pause: Pause) -> float:
    """Up to which reading that pause may end: a point above the pain before the session that caused it; where none
    did, above what was usual until then."""
    usual = person.diary.usual(person.day(pause.at)) if pause.pre is None else pause.pre
    return UNKNOWN_USUAL if usual is None else usual + SETTLED_BY


def _latest(days: Iterable[Day]) -> datetime | None:
    return max((at for day in days if (at := day.time("reading"))), default=None)


def _up(value: float | None, over: float | None, by: int) -> bool:
    return value is not None and over is not None and value >= over + by


def causes(row: f.Row, s: Seen) -> Iterator[Day]:
    """The days whose facts make this row true, oldest first: what there is to tell a doctor."""
    week = s.last(WEEK)
    found: dict[str, list[Day]] = {
        "red_sore": sore_reds(s),
        "eight_twice": [day for day in s.last(APART + 1) if high(day)],
        "cannot": [s.today],
        "worse_after": [s.today],
        "worse_twice": [day for day in week if day.worse],
        "two_red": [day for day in week if day.red_session],
        "three_sore": sore(s),
        "rising": [day for day in s.last(FORTNIGHT) if day.before or (day == s.today and day.readings)][-RISING_DAYS:],
    }
    return iter(found.get(row, ()))
