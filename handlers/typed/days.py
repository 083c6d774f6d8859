"""Weekdays in typed words, Monday 0. Days that are left out are left out; nothing is guessed."""

from __future__ import annotations

import re

from content.typed import Typed, pattern
from handlers.typed.parting import Value, plain, sure

_SPAN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")  # "mon-fri"
_BETWEEN = re.compile(r"[\s,/]+")
EVERY = frozenset(range(7))


def weekdays(said: str, known: Typed) -> str:
    """Weekday names as "days_024", with "monday to friday" and "every day except sunday"; "" when there is none."""
    ways = {way: name for name, ways in known.ways.items() if name.startswith("days_") for way in ways}
    if said in ways:
        return ways[said]
    words = [word for word in _BETWEEN.split(_SPAN.sub(" - ", said)) if word]
    words = [word.replace("'", "") for word in words]
    left_out = pattern(r"\b(?:%s)\b", known.left_out).search(said)
    cut = len(words)
    if left_out:
        cut = len([word for word in _BETWEEN.split(_SPAN.sub(" - ", said[: left_out.start()])) if word])
    kept = _named(words[:cut], known) | _sets(" ".join(words[:cut]), ways)
    out = _named(words[cut:], known) | _sets(" ".join(words[cut:]), ways) if left_out else set()
    if left_out and out and kept:
        kept -= out
    elif left_out and out:
        return ""
    return f"days_{''.join(map(str, sorted(kept)))}" if kept else ""


def told(said: str, known: Typed) -> Value[str] | None:
    """The days that are told, whether or not the rest of the sentence belongs to them.

    "Not on Fridays" alone is every other day, and asked back.
    """
    words = [_spelled(word, known) for word in plain(_SPAN.sub(" - ", said))]
    said = " ".join(words)
    if found := weekdays(said, known):
        taken = {at for at, word in enumerate(words) if word in known.days or word in known.left_out or word == "-"}
        beside = (*known.beside_days, *known.through)
        return Value(found, sure(words, taken, beside, known))
    letters = said.replace("/", " ").split()
    if len(letters) > 1 and all(letter in known.day_letters for letter in letters):
        days = sorted({known.day_letters[letter] for letter in letters})
        return Value(f"days_{''.join(map(str, days))}", len(days) == len(letters))
    out = _named(words, known)
    if out and out < EVERY and any(word in known.left_out or word in known.denying for word in words):
        return Value(f"days_{''.join(map(str, sorted(EVERY - out)))}", False)
    return None


def _named(words: list[str], known: Typed) -> set[int]:
    found: set[int] = set()
    for at, word in enumerate(words):
        if word in known.days:
            found.add(known.days[word])
        elif (word == "-" or word in known.through) and 0 < at < len(words) - 1:
            first, last = known.days.get(words[at - 1]), known.days.get(words[at + 1])
            if first is not None and last is not None:
                found |= {day % 7 for day in range(first, first + (last - first) % 7 + 1)}
    return found


def _sets(said: str, ways: dict[str, str]) -> set[int]:
    """The days of sets that have a name: "weekdays", "every day"."""
    text = f" {said} "
    return {
        int(day)
        for way, name in ways.items()
        if len(way) > 3 and f" {way} " in text
        for day in name.removeprefix("days_")
    }


def _spelled(word: str, known: Typed) -> str:
    """A weekday with two letters that have changed places, or one left out or too many, as it is written."""
    if len(word) < 6 or word in known.days:
        return word
    near = {name for name in known.days if len(name) >= 6 and _near(word, name)}
    numbers = {known.days[name] for name in near}
    return min(near) if len(numbers) == 1 else word


def _near(word: str, name: str) -> bool:
    if len(word) == len(name):
        wrong = [at for at in range(len(word)) if word[at] != name[at]]
        return len(wrong) == 1 or (len(wrong) == 2 and sorted(word) == sorted(name))
    long, short = sorted((word, name), key=len, reverse=True)
    return len(long) - len(short) == 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
