"""Numbers, times of day and weekdays in typed words. Nothing is guessed: what is not clear is nothing."""

from __future__ import annotations

import re

from content.words import Understood

MOST_WORDS = 12  # a longer sentence is about something else
_OF_TEN = re.compile(r"(?:/|\b(?:out of|of|over)\b|(?<=\d)) *\b(?:10|ten)\b")  # a lone slash is gone by now: "7 10"
_NUMBER = re.compile(r"(?<![\d.,:/-])(-?\d{1,9}(?:[.,]\d{1,9})?)(?![\d:/.,-])")
_COUNTED = re.compile(r"(?:\d|\b) ?(?:am|pm|o'clock|h|hours?|min(?:ute)?s?|days?|weeks?|months?|years?|times|of)\b")
_CLOCK = re.compile(r"\b(\d{1,2})(?:[:.h]?(\d{2}))?(?:\s*(am|pm|o'clock))?\b")


def score(said: str, known: Understood) -> int | None:
    """The one pain score 0-10 in these words ("about a 4", "7/10", "seven"), halves rounded up; None if not one."""
    said = _OF_TEN.sub("", said, count=1) or said
    words = said.split()
    if len(words) > MOST_WORDS or _COUNTED.search(said):
        return None
    found = [float(number.replace(",", ".")) for number in _NUMBER.findall(said)]
    if not any(c.isdigit() for c in said):
        found = [float(known.numbers[word]) for word in words if word in known.numbers]
    elif len(found) != len(re.findall(r"\d+(?:[.,]\d+)?", said)):
        return None  # there is another number, in a form that is no score
    if len(set(found)) != 1 or not 0 <= found[0] <= 10:
        return None
    return min(10, int(found[0] + (1 if "a half" in said else 0.5)))


def minutes(said: str, known: Understood) -> str:
    """ "15 min" as "min_15"; "" when there is not exactly one whole number between 0 and 999."""
    found = [int(number) for number in re.findall(r"(?<![\d.,-])\d{1,3}(?![\d.,])", said)]
    if not found and not any(c.isdigit() for c in said):
        found = [known.numbers[word] for word in said.split() if word in known.numbers]
    return f"min_{found[0]}" if len(found) == 1 and "hour" not in said else ""


def seconds(said: str, known: Understood) -> str:
    """ "20 seconds" as "lead_20"; "" when there is not exactly one whole number."""
    return minutes(said, known).replace("min_", "lead_")


def clock(said: str, known: Understood, *, wall: bool = False) -> str:
    """A time of day: "at_0745", or "unclear_0700" when it may be morning or evening; "" if there is none.

    "7:45" is in the morning, as in what we show people; read off a clock on the wall it may be either half.
    """
    if len(said.split()) > MOST_WORDS:
        return ""
    for word, hour in known.hours.items():
        if word in said.split():
            return f"at_{hour:02}00"
    part = next((word for word in said.split() if word in known.parts), "")
    half = known.parts.get(part, "")
    relative = _relative(said, known)
    if relative is not None:
        return _placed(*relative, half, exact=False, night=part == "night")
    found = list(_CLOCK.finditer(said))
    if len(found) > 1:
        found = [match for match in found if match[2] or match[3]]
    if len(found) == 1:
        digits, minute, mark = found[0].groups()
        half = mark if mark in ("am", "pm") else half
        exact = minute is not None and not (wall and len(digits) == 1)
        return _placed(int(digits), int(minute or 0), half, exact=exact, night=part == "night")
    named = [known.numbers[word] for word in said.split() if word in known.numbers]
    return _placed(named[0], 0, half, exact=False, night=part == "night") if len(named) == 1 and not found else ""


def _relative(said: str, known: Understood) -> tuple[int, int] | None:
    """ "half past seven", "half seven", "quarter to eight", "ten past 6"."""
    if (half := re.search(r"\bhalf ([a-z]+|\d{1,2})\b", said)) and half[1] != "past":
        said = f"half past {half[1]}"
    match = re.search(
        r"\b(half|quarter|[a-z]+|\d{1,2})\s+(?:minutes\s+)?(past|to|after|before)\s+([a-z]+|\d{1,2})\b", said
    )
    if not match:
        return None
    amount, way, hour = (
        {"half": 30, "quarter": 15}.get(match[1], known.numbers.get(match[1], _int(match[1]))),
        match[2],
        known.numbers.get(match[3], _int(match[3])),
    )
    if amount is None or hour is None or not 0 <= hour <= 23 or not 0 < amount < 60:
        return None
    return (hour, amount) if way in ("past", "after") else ((hour - 1) % 24 or (12 if hour == 1 else 0), 60 - amount)


def _int(word: str) -> int | None:
    return int(word) if word.isdigit() else None


def _placed(hour: int, minute: int, half: str, *, exact: bool, night: bool = False) -> str:
    if night and (hour < 5 or hour == 12):
        half = "am"  # "1 at night"
    if not (0 <= hour <= 23 and 0 <= minute <= 59):
        return ""
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif not exact and 1 <= hour <= 11:
        return f"unclear_{hour:02}{minute:02}"
    return f"at_{hour:02}{minute:02}"


def weekdays(said: str, known: Understood) -> str:
    """Weekday names as "days_024", with "monday to friday" and "every day except sunday"; "" when there is none."""
    ways = {way: name for name, ways in known.ways.items() if name.startswith("days_") for way in ways}
    if said in ways:
        return ways[said]
    words = [word for word in re.split(r"[\s,/]+", re.sub(r"(?<=[a-z])-(?=[a-z])", " to ", said)) if word]
    found: set[int] = set()
    for at, word in enumerate(words):
        if word in known.days:
            found.add(known.days[word])
        elif word in ("to", "till", "until", "through") and 0 < at < len(words) - 1:
            first, last = known.days.get(words[at - 1]), known.days.get(words[at + 1])
            if first is not None and last is not None:
                found |= {day % 7 for day in range(first, first + (last - first) % 7 + 1)}
    left_out = re.search(r"\b(?:except|but|not|without)\b", said)
    if left_out and found:
        if said[: left_out.start()].strip() not in ways:
            return ""
        found = set(range(7)) - found
    return f"days_{''.join(map(str, sorted(found)))}" if found else ""
