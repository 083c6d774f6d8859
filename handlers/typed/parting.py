"""A value in a sentence: which of the numbers is meant, and whether everything beside it belongs to it.

A value is `sure` when nothing but filler stands beside it; else it is asked back, or, next to words about the body, in
a denial, a bound or a range, not taken at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from content.typed import Typed, fold

T = TypeVar("T")

MOST_WORDS = 60  # in a longer text a number says nothing of what was asked
REACH = 3  # words before a value in which a "not" denies it


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """A value that was told. sure: nothing that does not belong to it stands beside it."""

    value: T
    sure: bool


@dataclass(frozen=True, slots=True)
class Spot(Generic[T]):
    """A value in a row of words, from the word `first` to the one before `last`."""

    value: T
    first: int
    last: int


END = "|"  # the end of a part of a sentence, as a word
_PART = re.compile(r"[.!?,;()\n]+(?=\s|$)|\s[-\u2013\u2014]+\s")


def parted(text: str) -> str:
    """A text as typed words are compared, with the ends of its parts kept."""
    return f" {END} ".join(filter(None, map(fold, _PART.split(text))))


def plain(said: str) -> list[str]:
    """The words of a folded text without apostrophes."""
    return said.replace("'", "").split()


def chosen(words: Sequence[str], spots: Sequence[Spot[T]], known: Typed) -> Spot[T] | None:
    """The one value that is meant: the corrected one, the one of now, or the only one. None where that is not plain."""
    meant = [spot for spot in spots if not _denied(words, spot, known)]
    meant = [spot for spot in meant if not _bound(words, spot, known)]
    if not meant:
        return None
    cut = max((at for at in _phrases(words, known.corrections) if at <= meant[-1].first), default=0)
    after = [spot for spot in meant if spot.first >= cut]
    if cut and len({spot.value for spot in after}) == 1 and len(after) < len(meant):
        return after[-1]
    if any(_ranged(words, one, two, known) for one, two in pairwise(spots)):
        return None
    if len({spot.value for spot in meant}) == 1:
        return meant[-1]
    now = [spot for spot in meant if _near(words, spot, known.present)]
    past = [spot for spot in meant if _near(words, spot, known.bygone)]
    if len(now) == 1 and now[0] not in past:
        return now[0]
    left = [spot for spot in meant if spot not in past]
    return left[0] if past and len(left) == 1 else None


def sure(words: Sequence[str], taken: Collection[int], beside: Collection[str], known: Typed) -> bool:
    """Whether every word that is not taken says nothing, or belongs to the value."""
    if not known.beside:  # a language that does not say what is filler is taken at its word
        return True
    return all(
        word == END or word in beside or word in known.beside for at, word in enumerate(words) if at not in taken
    )


def bodily(words: Sequence[str], taken: Collection[int], known: Typed) -> bool:
    """Whether a word about the body stands there that a value does not explain."""
    return any(word in known.bodily for at, word in enumerate(words) if at not in taken)


def _denied(words: Sequence[str], spot: Spot[T], known: Typed) -> bool:
    return any(word in known.denying for word in _before(words, spot))


def _bound(words: Sequence[str], spot: Spot[T], known: Typed) -> bool:
    before = " ".join(words[max(0, spot.first - REACH) : spot.first]).rpartition(END)[2].strip()
    return any(f" {before}".endswith((f" {way}", f" {way} about", f" {way} the")) for way in known.bounds)


def _ranged(words: Sequence[str], one: Spot[T], two: Spot[T], known: Typed) -> bool:
    between = words[one.last : two.first]
    if len(between) == 1 and between[0] in known.ranges:
        return one.value != two.value
    return not between and one.value != two.value


def _phrases(words: Sequence[str], phrases: Collection[str]) -> list[int]:
    """The places right behind any of these phrases."""
    found = []
    for phrase in phrases:
        parts = phrase.split()
        found += [
            at + len(parts) for at in range(len(words) - len(parts) + 1) if list(words[at : at + len(parts)]) == parts
        ]
    return found


def _near(words: Sequence[str], spot: Spot[T], these: Collection[str]) -> bool:
    around = (*_before(words, spot), *words[spot.last : spot.last + 1])
    return any(word in these for word in around)


def _before(words: Sequence[str], spot: Spot[T]) -> list[str]:
    """The words before a value, in its part of the sentence."""
    before = list(words[max(0, spot.first - REACH) : spot.first])
    return before[len(before) - before[::-1].index(END) :] if END in before else before


def picked(
    words: Sequence[str],
    spots: Sequence[Spot[T]],
    also: Collection[int],
    beside: Collection[str],
    known: Typed,
    fits: Callable[[T], bool],
) -> Value[T] | None:
    """The value that is meant, where there is one that fits. also: words that belong to it without being it."""
    if len(words) > MOST_WORDS:
        return None
    spot = chosen(words, spots, known)
    if spot is None or not fits(spot.value):
        return None
    taken = {at for each in spots for at in range(each.first, each.last)} | set(also)
    if bodily(words, taken, known):
        return None
    return Value(spot.value, sure(words, taken, beside, known))
