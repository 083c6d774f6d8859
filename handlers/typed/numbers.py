"""Numbers, times of day and weekdays in typed words. Nothing is guessed: what is not clear is nothing."""

from __future__ import annotations

import re
from functools import cache

from content.typed import Typed, one_of, pattern

MOST_WORDS = 12  # a longer sentence is about something else
_OF_TEN = r"(?:/|\b(?:%s)\b|(?<=\d)) *\b(?:10|%s)\b"  # a lone slash is gone by now: "7 10"
_COUNTED = r"(?:\d|\b) ?(?:%s)\b"
_CLOCK = r"\b(\d{1,2})(?:[:.h]?(\d{2}))?(?:\s*(%s))?\b"
_OFFSET = r"(?:%s) ?(-)?(\d{1,2})(?:[: .](\d{2}))?"  # a plus sign is gone by now
_NUMBER = re.compile(r"(?<![\d.,:/-])(-?\d{1,9}(?:[.,]\d{1,9})?)(?![\d:/.,-])")
_SPAN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")  # "mon-fri"
_BETWEEN = re.compile(r"[\s,/]+")


def score(said: str, known: Typed) -> int | None:
    """The one pain score 0-10 in these words ("about a 4", "7/10", "seven"), halves rounded up; None if not one."""
    tens = tuple(word for word, number in known.numbers.items() if number == 10)
    said = pattern(_OF_TEN, known.out_of, tens).sub("", said, count=1) or said
    words = said.split()
    if len(words) > MOST_WORDS or pattern(_COUNTED, known.counted).search(said):
        return None
    found = [float(number.replace(",", ".")) for number in _NUMBER.findall(said)]
    if not any(c.isdigit() for c in said):
        found = [float(known.numbers[word]) for word in words if word in known.numbers]
    elif len(found) != len(re.findall(r"\d+(?:[.,]\d+)?", said)):
        return None  # there is another number, in a form that is no score
    if len(set(found)) != 1 or not 0 <= found[0] <= 10:
        return None
    return min(10, int(found[0] + (1 if any(half in said for half in known.and_half) else 0.5)))


def minutes(said: str, known: Typed) -> str:
    """ "15 min" as "min_15"; "" when there is not exactly one whole number between 0 and 999."""
    found = [int(number) for number in re.findall(r"(?<![\d.,-])\d{1,3}(?![\d.,])", said)]
    if not found and not any(c.isdigit() for c in said):
        found = [known.numbers[word] for word in said.split() if word in known.numbers]
    return f"min_{found[0]}" if len(found) == 1 and not any(hour in said for hour in known.hour_words) else ""


def seconds(said: str, known: Typed) -> str:
    """ "20 seconds" as "lead_20"; "" when there is not exactly one whole number."""
    return minutes(said, known).replace("min_", "lead_")


def clock(said: str, known: Typed, *, wall: bool = False) -> str:
    """A time of day: "at_0745", or "unclear_0700" when it may be morning or evening; "" if there is none.

    "7:45" is in the morning, as in what we show people; read off a clock on the wall it may be either half.
    """
    words = said.split()
    if len(words) > MOST_WORDS:
        return ""
    for word, hour in known.hours.items():
        if word in words:
            return f"at_{hour:02}00"
    part = next((known.parts[word] for word in words if word in known.parts), "")
    night = part == "night"
    if relative := _relative(said, known):
        return _placed(*relative, part, exact=False, night=night)
    found = list(pattern(_CLOCK, known.behind_hour).finditer(said))
    if len(found) > 1:
        found = [match for match in found if match[2] or match[3]]
    if len(found) == 1:
        digits, minute, mark = found[0].groups()
        exact = minute is not None and not (wall and len(digits) == 1)
        return _placed(int(digits), int(minute or 0), known.parts.get(mark, part), exact=exact, night=night)
    named = [known.numbers[word] for word in words if word in known.numbers]
    return _placed(named[0], 0, part, exact=False, night=night) if len(named) == 1 and not found else ""


def half(said: str, known: Typed) -> str:
    """Which half of the day these words name: "am" or "pm"; "" when they name none, or both."""
    named = {"am" if known.parts[word] == "am" else "pm" for word in said.split() if word in known.parts}
    return named.pop() if len(named) == 1 else ""


def offset(said: str, known: Typed) -> int | None:
    """ "utc -3:30" as minutes ahead of UTC; None when it is nothing like that."""
    found = pattern(_OFFSET, known.offsets).fullmatch(said)
    return found and (-1 if found[1] else 1) * (int(found[2]) * 60 + int(found[3] or 0))


def _relative(said: str, known: Typed) -> tuple[int, int] | None:
    """ "half past seven", "half seven", "quarter to eight", "ten past 6": the one that is told first."""
    hours, fractions = tuple(known.numbers), tuple(known.fractions)
    ways = ((way, to) for to, ways in ((False, known.past), (True, known.to)) for way in ways)
    told = ((match, to) for way, to in ways if (match := _by_hour(way, hours, fractions).search(said)))
    for match, to in sorted(told, key=lambda each: each[0].start()):
        named = match.groupdict()
        hour, minutes = _number(named["hour"], known), _number(named.get("minutes", "30"), known)
        if 0 <= hour <= 23 and 0 < minutes < 60:
            return ((hour - 1) % 24 or (12 if hour == 1 else 0), 60 - minutes) if to else (hour, minutes)
    return None


@cache
def _by_hour(way: str, hours: tuple[str, ...], fractions: tuple[str, ...]) -> re.Pattern[str]:
    """ "half {hour}" as a pattern with the groups of its places."""
    hour, minutes = (rf"\d{{1,2}}|{one_of(words)}" for words in (hours, (*hours, *fractions)))
    named = way.replace("{hour}", f"(?P<hour>{hour})").replace("{minutes}", f"(?P<minutes>{minutes})")
    return re.compile(rf"\b(?:{named})\b")


def _number(word: str, known: Typed) -> int:
    return int(word) if word.isdigit() else known.fractions.get(word, known.numbers.get(word, -1))


def _placed(hour: int, minute: int, half: str, *, exact: bool, night: bool = False) -> str:
    if night and (hour < 5 or hour == 12):
        half = "am"  # "1 at night"
    if not (0 <= hour <= 23 and 0 <= minute <= 59):
        return ""
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (0 if half == "am" else 12)
    elif not exact and 1 <= hour <= 11:
        return f"unclear_{hour:02}{minute:02}"
    return f"at_{hour:02}{minute:02}"


def weekdays(said: str, known: Typed) -> str:
    """Weekday names as "days_024", with "monday to friday" and "every day except sunday"; "" when there is none."""
    ways = {way: name for name, ways in known.ways.items() if name.startswith("days_") for way in ways}
    if said in ways:
        return ways[said]
    words = [word for word in _BETWEEN.split(_SPAN.sub(" - ", said)) if word]
    found: set[int] = set()
    for at, word in enumerate(words):
        if word in known.days:
            found.add(known.days[word])
        elif (word == "-" or word in known.through) and 0 < at < len(words) - 1:
            first, last = known.days.get(words[at - 1]), known.days.get(words[at + 1])
            if first is not None and last is not None:
                found |= {day % 7 for day in range(first, first + (last - first) % 7 + 1)}
    left_out = pattern(r"\b(?:%s)\b", known.left_out).search(said)
    if left_out and found:
        if said[: left_out.start()].strip() not in ways:
            return ""
        found = set(range(7)) - found
    return f"days_{''.join(map(str, sorted(found)))}" if found else ""
