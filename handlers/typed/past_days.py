"""A day that is over, in typed words: "yesterday", "on tuesday", "3 days ago". What is not clear is no day."""

from __future__ import annotations

from datetime import date

from content.typed import Typed, fold, pattern

_AGO = r"\b(\d{1,3}|[^\W\d]+) (%s) (?:%s)\b"
_DAY = r"\b(%s)\b"


def back(text: str, known: Typed, today: date) -> int | None:
    """How many days ago the day lies that is told; None where none is, or not plainly. A weekday is the latest past."""
    said = fold(text).replace("'", "")
    if found := pattern(_AGO, tuple(known.units), known.ago).search(said):
        number = int(found[1]) if found[1].isdecimal() else known.numbers.get(found[1], known.several.get(found[1], 0))
        return number * known.units[found[2]] if number else None
    named = [way for way in known.days_back if f" {way} " in f" {said} "]
    if named:
        return known.days_back[max(named, key=len)]
    days = {known.days[word] for word in pattern(_DAY, tuple(known.days)).findall(said)}
    return (today.weekday() - days.pop()) % 7 or 7 if len(days) == 1 else None


def over(text: str, groups: frozenset[str], known: Typed) -> bool:
    """Whether it tells of a day that is over, plainly or not."""
    return "other_day" in groups or bool(pattern(_AGO, tuple(known.units), known.ago).search(fold(text)))


def without(said: str, known: Typed) -> str:
    """A text without "3 days ago", so that its number counts nothing else."""
    return pattern(_AGO, tuple(known.units), known.ago).sub(" ", said)
