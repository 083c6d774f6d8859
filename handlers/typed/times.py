"""Times of day in typed words. Nothing is guessed: what may be two times, or a bound, is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from content.typed import Typed, one_of, pattern
from handlers.typed.parting import Spot, Value, picked, plain

_OFFSET = r"(?:%s) ?(-)?(\d{1,2})(?:[: .](\d{2}))?"  # a plus sign is gone by now
_WRITTEN = re.compile(r"(\d{1,2})[:.h](\d{2})|(\d{2})(\d{2})")
_GLUED = re.compile(r"(\d{1,2}(?:[:.h]?\d{2})?)(%s)")
_HOUR_ONLY = re.compile(r"(\d{1,2})h")
_DIGITS = re.compile(r"\d{1,2}")
_SHORT = 12  # words in which an hour may be told by its number alone


@dataclass(frozen=True, slots=True)
class Told:
    """An hour and minute as they were told. half: "am", "pm", "night" or "" where none was. exact: written as a clock
    shows it, so that 7:45 is in the morning.
    """

    hour: int
    minute: int
    half: str = ""
    exact: bool = False
    wall: bool = False  # one digit only: on a clock on the wall it may be either half


def clock(said: str, known: Typed, *, wall: bool = False) -> str:
    """A time of day: "at_0745", or "unclear_0700" when it may be morning or evening; "" if there is none.

    "7:45" is in the morning, as in what we show people; read off a clock on the wall it may be either half.
    """
    found = told(said, known, wall=wall)
    return found.value if found else ""


def told(said: str, known: Typed, *, wall: bool = False, now: int | None = None) -> Value[str] | None:
    """The time that is told, whether or not the rest of the sentence belongs to it.

    now: minutes since midnight on the person's clock, for "in 20 minutes"; None: such is not understood.
    """
    words = _split(plain(said.replace("-", " ")), known)
    if now is not None and (ahead := later(words, known)) is not None:
        at = (now + ahead[0]) % 1440
        exact = Told(at // 60, at % 60, exact=True)
        return picked(words, [Spot(_placed(exact, wall=False), 0, 0)], ahead[1], known.beside_time, known, bool)
    spots, belongs = _spots(words, known)
    named = known.parts_in(words)
    whole = {known.parts[word] for _, word in named}
    part = whole.pop() if len(whole) == 1 else ""
    last = known.parts[named[-1][1]] if named else ""
    placed = [
        Spot(_placed(spot.value, part or (last if len(spots) == 1 else ""), wall=wall), spot.first, spot.last)
        for spot in spots
    ]
    return picked(words, placed, belongs | {at for at, _ in named}, known.beside_time, known, bool)


def half(said: str, known: Typed) -> str:
    """Which half of the day these words name: "am" or "pm"; "" when they name none, or both."""
    named = {"am" if known.parts[word] == "am" else "pm" for word in said.split() if word in known.parts}
    return named.pop() if len(named) == 1 else ""


def offset(said: str, known: Typed) -> int | None:
    """ "utc -3:30" as minutes ahead of UTC; None when it is nothing like that."""
    found = pattern(_OFFSET, known.offsets).fullmatch(said)
    return found and (-1 if found[1] else 1) * (int(found[2]) * 60 + int(found[3] or 0))


def later(words: Sequence[str], known: Typed) -> tuple[int, set[int]] | None:
    """ "in 20 minutes", "two hours from now": how many minutes ahead, and the words that say so."""
    for at in range(len(words)):
        value, last, some = _amount(words, at, known)
        if value is None:
            continue
        before = words[at - 1] if at else ""
        behind = " ".join(words[last : last + 3])
        after = next((way for way in known.from_now if f"{behind} ".startswith(f"{way} ")), None)
        if before in known.ahead or after is not None or (at == 0 and last == len(words) and some):
            end = last + len((after or "").split())
            return value, set(range(max(0, at - 1) if before in known.ahead else at, end))
    return None


def _amount(words: Sequence[str], at: int, known: Typed) -> tuple[int | None, int, bool]:
    text = f"{' '.join(words[at : at + 5])} "
    for phrase in sorted(known.spans, key=len, reverse=True):
        if text.startswith(f"{phrase} "):
            return known.spans[phrase], at + len(phrase.split()), True
    value = _number(words, at, known)
    unit = words[at + 1] if at + 1 < len(words) else ""
    if value is None or not (unit in known.minute_words or unit in known.hour_units):
        return None, at, False
    total = value * (60 if unit in known.hour_units else 1)
    return (total, at + 2, True) if 0 < total <= 24 * 60 else (None, at, False)


def _split(words: Sequence[str], known: Typed) -> list[str]:
    """ "7pm" as "7 pm", "18h" as "18:00"."""
    made: list[str] = []
    glued = _glued(tuple(known.behind_hour))
    for word in words:
        if found := glued.fullmatch(word):
            made += found.groups()
        elif found := _HOUR_ONLY.fullmatch(word):
            made.append(f"{found[1]}:00")
        else:
            made.append(word)
    return made


@lru_cache(8)
def _glued(marks: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(_GLUED.pattern % one_of(mark.replace("'", "") for mark in marks))


def _spots(words: Sequence[str], known: Typed) -> tuple[list[Spot[Told]], set[int]]:
    """Every time of day in these words, and the places of what belongs to each."""
    spots: list[Spot[Told]] = []
    belongs: set[int] = set()
    written = any(_WRITTEN.fullmatch(word) or word in known.behind_hour for word in words)
    at = 0
    while at < len(words):
        found, last = _time(words, at, known, alone=not written)
        if found is None:
            at += 1
            continue
        half = next((known.parts[word] for word in words[last : last + 1] if word in known.parts), "")
        if half:
            belongs.add(last)
            last += 1
        spots.append(Spot(_with(found, half), at, last))
        at = last
    return spots, belongs


def _with(told: Told, half: str) -> Told:
    return Told(told.hour, told.minute, half, told.exact, told.wall) if half else told


def _time(words: Sequence[str], at: int, known: Typed, *, alone: bool) -> tuple[Told | None, int]:
    """The time of day that begins at this word, and the place behind it."""
    word = words[at]
    if word in known.hours:
        return Told(known.hours[word], 0, exact=True), at + 1
    if relative := _relative(words, at, known):
        return relative
    if found := _WRITTEN.fullmatch(word):
        hour, minute = (found[1], found[2]) if found[1] else (found[3], found[4])
        return Told(int(hour), int(minute), exact=True, wall=len(hour) == 1), at + 1
    hour_told = _number(words, at, known)
    if hour_told is None or not 0 <= hour_told <= 24:
        return None, at
    behind = words[at + 1 : at + 2]
    if behind and behind[0] in known.hour_units and hour_told > 12 and words[max(0, at - 1)] in known.before_hour:
        return Told(hour_told, 0, exact=True), at + 2
    if behind and (
        behind[0] in known.minute_words or behind[0] in known.hour_units or behind[0] in known.counted_beside
    ):
        return None, at
    minute_told, last = _minute(words, at + 1, known)
    if minute_told is not None and (last >= len(words) or words[last] not in known.minute_words):
        return Told(hour_told, minute_told), last
    last = at + 1
    if behind and behind[0] in known.behind_hour and behind[0] not in known.parts:
        return Told(hour_told, 0), last + 1
    if behind and behind[0] in known.parts:
        return Told(hour_told, 0), last
    said_part = any(word in known.parts for word in words[last : last + 3])
    told = said_part or (
        alone and (_DIGITS.fullmatch(word) or len(words) <= _SHORT or words[max(0, at - 1)] in known.before_hour)
    )
    return (Told(hour_told, 0), last) if told else (None, at)


def _minute(words: Sequence[str], at: int, known: Typed) -> tuple[int | None, int]:
    """ "thirty", "forty five", "oh five", "15" behind an hour, where it can be nothing else."""
    if at >= len(words):
        return None, at
    word = words[at]
    if word in known.naught and words[at + 1 : at + 2] and (value := known.numbers.get(words[at + 1])) is not None:
        return (value, at + 2) if 0 < value < 10 else (None, at)
    if word.isascii() and word.isdecimal() and len(word) == 2 and int(word) < 60:
        return int(word), at + 1
    tens = known.numbers.get(word)
    if tens is None or not 10 <= tens < 60:
        return None, at
    ones = known.numbers.get(words[at + 1]) if at + 1 < len(words) else None
    if tens >= 20 and tens % 10 == 0 and ones is not None and 0 < ones < 10:
        return tens + ones, at + 2
    return tens, at + 1


def _relative(words: Sequence[str], at: int, known: Typed) -> tuple[Told, int] | None:
    """ "half past seven", "half seven", "quarter to eight", "ten past 6"."""
    text = " ".join(words[at : at + 6])
    hours, fractions = tuple(known.numbers), tuple(known.fractions)
    for to, ways in ((False, known.past), (True, known.to)):
        for way in ways:
            if (match := _by_hour(way, hours, fractions).match(text)) is None:
                continue
            named = match.groupdict()
            hour, minutes = _value(named["hour"], known), _value(named.get("minutes", "30"), known)
            if not (0 <= hour <= 23 and 0 < minutes < 60):
                continue
            last = at + len(match[0].split())
            return (
                Told((hour - 1) % 24 or (12 if hour == 1 else 0), 60 - minutes) if to else Told(hour, minutes)
            ), last
    return None


@lru_cache(32)
def _by_hour(way: str, hours: tuple[str, ...], fractions: tuple[str, ...]) -> re.Pattern[str]:
    """ "half {hour}" as a pattern with the groups of its places."""
    hour, minutes = (rf"\d{{1,2}}|{one_of(words)}" for words in (hours, (*hours, *fractions)))
    named = way.replace("{hour}", f"(?P<hour>{hour})").replace("{minutes}", f"(?P<minutes>{minutes})")
    return re.compile(rf"(?:a )?(?:{named})\b")


def _value(word: str, known: Typed) -> int:
    return int(word) if word.isdecimal() else known.fractions.get(word, known.numbers.get(word, -1))


def _number(words: Sequence[str], at: int, known: Typed) -> int | None:
    word = words[at]
    if word.isascii() and word.isdecimal() and len(word) <= 3:
        return int(word)
    return None if word in known.doubtful and len(words) > 4 else known.numbers.get(word)


def _placed(told: Told, half: str = "", *, wall: bool) -> str:
    half = told.half or half
    hour, minute = told.hour, told.minute
    if half == "night":
        half = "am" if hour < 5 or hour == 12 else "pm"
    if not (0 <= hour <= 24 and 0 <= minute <= 59) or (hour == 24 and minute):
        return ""
    hour %= 24
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (0 if half == "am" else 12)
    elif not (told.exact and not (wall and told.wall)) and 1 <= hour <= 11:
        return f"unclear_{hour:02}{minute:02}"
    return f"at_{hour:02}{minute:02}"
