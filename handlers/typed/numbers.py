"""Pain scores, minutes, seconds, ages and lengths of time in typed words. What is not clear is nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from content.typed import Typed, pattern
from handlers.typed.parting import END, Spot, Value, picked, plain

_OF_TEN = r"(?:/|\b(?:%s)\b|(?<=\d)) *\b(?:10|%s)\b"  # a lone slash is gone by now: "7 10"
_NUMBER = re.compile(r"-?\d{1,9}(?:[.,]\d{1,9})?")
_GLUED = re.compile(r"(\d+(?:[.,]\d+)?)([a-z]+)")
_BARE = 12  # words of a sentence in which a number may stand for minutes by itself
_DECADE = re.compile(r"\b([1-9]0)'?s\b")
_CODE = re.compile(r"\d'\d|[a-z]\d|\d(?!y)[a-z]{3}", re.IGNORECASE)  # a number within a word
YEAR = 365  # days
BARE = 3  # words in which a number is an age without being told like one
YOUNGEST = 8  # years; nobody younger types this, so that a smaller number is a slip
CHILD = 18  # years; a smaller number counts something else, unless it is told like an age
_TYPO = 3  # words that a message has at most in which a number may be misspelt


def score(said: str, known: Typed) -> int | None:
    """The one pain score 0-10 in these words ("about a 4", "7/10", "seven"), halves rounded up; None if not one."""
    found = scored(said, known)
    return found.value if found and found.sure else None


def only(text: str, known: Typed) -> bool:
    """Whether there is nothing but numbers, and words that stand between them: "3 or 4", "4.5", "300"."""
    words = plain(text.casefold().replace("-", " "))
    found = [word for word in words if word in known.numbers or word.replace(".", "").replace(",", "").isdecimal()]
    between = {*known.ranges, *known.beside, known.point, "between"}
    return bool(found) and all(word in between or word in found for word in words)


def scored(said: str, known: Typed) -> Value[int] | None:
    """The pain score that is told, whether or not all the rest of the sentence belongs to it."""
    tens = tuple(word for word, number in known.numbers.items() if number == 10)
    said = pattern(_OF_TEN, known.out_of, tens).sub(f" {_OUT} ", said)
    words = _split(plain(said))
    spots, counted, odd = _numbers(words, known)
    outs = {at for at, word in enumerate(words) if word == _OUT}
    spots = [spot for spot in spots if spot.last in outs] or spots  # what is told out of ten is the score
    if not spots and len(words) <= _TYPO:
        words = [_misspelt(word, known) for word in words]
        spots, counted, odd = _numbers(words, known)
    if odd:
        return None
    counted |= outs
    found = picked(words, spots, counted, known.beside_score, known, lambda value: 0 <= value <= 10)
    if not found or (not found.sure and all(words[spot.first] in known.doubtful for spot in spots)):
        return None  # a lone "one" in a sentence we do not understand is a word, not a number
    return Value(min(10, int(found.value + 0.5)), found.sure)


_OUT = "\ue001"


def _split(words: Sequence[str]) -> list[str]:
    """ "5min" as "5 min"; "4ish" as "4 ish"."""
    return [part for word in words for part in (_GLUED.fullmatch(word) or _Whole(word)).groups()]


class _Whole:
    def __init__(self, word: str) -> None:
        self.word = word

    def groups(self) -> tuple[str, ...]:
        return (self.word,)


def _numbers(words: Sequence[str], known: Typed) -> tuple[list[Spot[float]], set[int], bool]:
    """The numbers that count nothing, the places of those that do and of what they count, and whether some number is
    in a form that is none of ours ("19:00", "7-8")."""
    spots: list[Spot[float]] = []
    counted: set[int] = set()
    odd, at = False, 0
    while at < len(words):
        value, last = _number(words, at, known)
        if value is None:
            odd |= any(char.isdigit() for char in words[at]) and not _NUMBER.fullmatch(words[at])
            at += 1
            continue
        unit = words[last] if last < len(words) else ""
        if unit in known.counted or (
            unit == "more" and words[last + 1 : last + 2] != [] and words[last + 1] in known.counted
        ):
            counted |= set(range(at, last + 1))
            last += 1
        else:
            spots.append(Spot(value, at, last))
        at = last
    return spots, counted, odd


def _number(words: Sequence[str], at: int, known: Typed) -> tuple[float | None, int]:
    """The number that begins at this word, and the place behind it: "5", "five point two", "two and a half"."""
    word = words[at]
    if _NUMBER.fullmatch(word):
        value = float(word.replace(",", "."))
    elif word in known.numbers and not _no_number(words, at, known):
        value = float(known.numbers[word])
    else:
        return None, at
    last = at + 1
    if words[last : last + 1] == [known.point] and words[last + 1 : last + 2]:
        digit = words[last + 1]
        after = known.numbers.get(digit, int(digit) if digit.isdecimal() and digit.isascii() else None)
        if after is not None and after < 10:
            return value + after / 10, last + 2
    for half in known.and_half:
        parts = half.split()
        for lead in (*known.joining, ""):
            full = [*lead.split(), *parts]
            if list(words[last : last + len(full)]) == full:
                return value + 0.5, last + len(full)
    return value, last


def _no_number(words: Sequence[str], at: int, known: Typed) -> bool:
    """Whether this is a number word that is none beside the words next to it: "this one"."""
    beside = known.doubtful.get(words[at], ())
    return any(word in beside for word in (*words[at - 1 : at], *words[at + 1 : at + 2]))


def _misspelt(word: str, known: Typed) -> str:
    """The one number word that this is, with one letter wrong."""
    if len(word) < 3 or word in known.beside or word in known.beside_score or not word.isalpha():
        return word
    near = [name for name in known.numbers if len(name) > 2 and " " not in name and _one_off(word, name)]
    return near[0] if len(near) == 1 else word


@lru_cache(4096)
def _one_off(word: str, other: str) -> bool:
    """Whether one letter is another, is missing, too many, or two have changed places."""
    if abs(len(word) - len(other)) > 1 or word[:1] != other[:1]:
        return False
    if len(word) == len(other):
        wrong = [at for at in range(len(word)) if word[at] != other[at]]
        swapped = len(wrong) == 2 and word[wrong[0]] == other[wrong[1]] and word[wrong[1]] == other[wrong[0]]
        return len(wrong) == 1 or swapped
    long, short = sorted((word, other), key=len, reverse=True)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


# --- minutes, seconds ---------------------------------------------------------------------------------------------


def minutes(said: str, known: Typed) -> str:
    """ "15 min" as "min_15"; "" when there is not exactly one whole number between 0 and 999."""
    found = [int(number) for number in re.findall(r"(?<![\d.,-])\d{1,3}(?![\d.,])", said)]
    if not found and not any(c.isdigit() for c in said):
        found = [known.numbers[word] for word in said.split() if word in known.numbers]
    return f"min_{found[0]}" if len(found) == 1 and not any(hour in said for hour in known.hour_words) else ""


def seconds(said: str, known: Typed) -> str:
    """ "20 seconds" as "lead_20"; "" when there is not exactly one whole number."""
    return minutes(said, known).replace("min_", "lead_")


def spent(said: str, known: Typed, *, bare: bool = False) -> int | None:
    """How many minutes are told in a sentence: "twenty-two minutes", "half an hour"; None where that is not plain.

    bare: a lone number counts, too.
    """
    words = _split(plain(said.replace("-", " ")))
    found: list[int] = []
    text = f" {' '.join(words)} "
    for phrase, number in known.spans.items():
        if f" {phrase} " in text:
            found.append(number)
            text = text.replace(f" {phrase} ", " ")
    words, at = [word for word in text.split() if word != END], 0
    lone: list[int] = []
    while at < len(words):
        value, last = _whole(words, at, known)
        if value is None:
            at += 1
            continue
        unit = words[last] if last < len(words) else ""
        if unit in known.minute_words:
            found.append(value)
        elif unit in known.hour_units:
            found.append(value * 60)
        elif not _no_number(words, at, known) and (value != 1 or len(words) == 1 or words[at].isdecimal()):
            lone.append(-1 if unit in known.counted or unit in known.other_units else value)
        at = last
    odd = any(char.isdigit() for word in words for char in word if not word.isdecimal())
    if not found and bare and len(lone) == 1 and not odd and len(words) <= _BARE:
        found = lone
    return found[0] if len(set(found)) == 1 and 0 <= found[0] <= 999 else None


def _whole(words: Sequence[str], at: int, known: Typed) -> tuple[int | None, int]:
    """A whole number, "twenty two" included, and the place behind it."""
    word = words[at]
    if word.isascii() and word.isdecimal() and len(word) <= 4:
        return int(word), at + 1
    value = known.numbers.get(word)
    if value is None:
        return None, at
    unit = known.numbers.get(words[at + 1]) if at + 1 < len(words) else None
    if value >= 20 and value % 10 == 0 and unit is not None and 0 < unit < 10:
        return value + unit, at + 2
    return value, at + 1


# --- ages and lengths of time -------------------------------------------------------------------------------------


def age(said: str, known: Typed, year: int) -> tuple[int, int] | None:
    """Between which ages somebody is, in whole years: "67", "sixty seven and proud of it", "my 40s"; None if not plain.

    year: the present one. For a year of birth, "born in 1959", there are two ages it may be.
    """
    if _CODE.search(said):
        return None
    if len(decades := set(_DECADE.findall(said))) == 1:
        return (tens := int(decades.pop())), tens + 9
    words = _split(plain(said.replace("-", " ")))
    if len(named := {known.decades[word] for word in words if word in known.decades}) == 1:
        return (tens := named.pop()), tens + 9
    ages: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        value, last = _whole(words, at, known)
        if value is None:
            at += 1
            continue
        unit = words[last] if last < len(words) else ""
        if year - 120 <= value <= year:
            ages.append((year - value - 1, year - value))
        elif YOUNGEST <= value <= 120 and not _counts_else(unit, known):
            ages.append((value, value))
        at = last
    if not ages or len(words) > 40 or (len(set(ages)) > 1 and not _aged(words, known)):
        return None
    years, aged = ages[0], _aged(words, known)
    if years[0] < CHILD and not (aged or all(word in known.units for word in words[1:])):
        return None
    if years[0] == CHILD and any(word in known.not_yet for word in words):
        return None  # younger or not: asked again
    return years if aged or len(words) <= BARE or _whole(words, 0, known)[0] is not None else None


def _counts_else(unit: str, known: Typed) -> bool:
    """Whether what stands behind a number says that it counts something else than years."""
    if unit in known.units:
        return known.units[unit] != YEAR
    return unit in known.minute_words or unit in known.other_units


def _aged(words: Sequence[str], known: Typed) -> bool:
    """Whether it is told like an age, so that the first number is one."""
    return any(word in known.aged for word in words[:3])


def lasted(said: str, known: Typed) -> str:
    """How long something has gone on: "days", "weeks" or "months" (more than three); "" when that is not plain."""
    words = _split(plain(said.replace("-", " ")))
    found: set[str] = set()
    for at, word in enumerate(words):
        if (unit := known.units.get(word)) is None:
            continue
        value = next(
            (
                v
                for back in (1, 2)
                if at >= back
                for v, end in [_whole(words, at - back, known)]
                if v is not None and end == at
            ),
            None,
        )
        several = value if value is not None else known.several.get(words[at - 1] if at else "", 2)
        found.add(_length(unit * several))
    since = [days for phrase, days in known.since.items() if f" {phrase} " in f" {' '.join(words)} "]
    found |= {_length(days) for days in since} if not found else set()
    return found.pop() if len(found) == 1 else ""


def _length(days: int) -> str:
    return "days" if days < 7 else "weeks" if days <= 92 else "months"
