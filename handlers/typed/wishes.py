"""What somebody wishes for in a sentence: every pattern of a language that fits it, and no "not" takes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from content.wishes import END, GAP, Pattern, Slot, Wishes, forms, shortened, words_of

MOST = 120  # words; whoever says more wishes for nothing that can be told by patterns
REACH = 4  # words before a wish in which a "not" takes it back
SHORTEST = 5  # letters a misspelt word must have

Places = Mapping[str, list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Wished:
    """What a sentence wishes for. names: the wishes. whole: those of them that are the whole
    message. exercises: the ids named in it.
    asks: it is a question. share: how much of
    the message each wish, with words that say nothing, explains (0-1). groups: everything that is named in it.
    """

    names: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    exercises: tuple[str, ...] = ()
    asks: bool = False
    share: Mapping[str, float] = field(default_factory=dict)
    groups: frozenset[str] = frozenset()


def find(text: str, known: Wishes) -> Wished:
    """All that a text wishes for, misspelt words included."""
    asks = "?" in text
    words = [shortened(word) for word in words_of(known.pictured(text))]
    if not 0 < len(words) <= MOST:
        return Wished()
    found = _find(words, known, asks)
    if found.names:
        return found
    spelled = [_spelled(word, known) for word in words]
    return _find(spelled, known, asks) if spelled != words else found


def bears_out(name: str, wished: Wished, known: Wishes) -> bool:
    """Whether the words that this wish is made of stand in the text, wherever they are."""
    rows = known.bearing.get(name, ())
    return any(all((part.lstrip("!") in wished.groups) != (part[0] == "!") for part in row) for row in rows)


def _find(words: list[str], known: Wishes, asks: bool) -> Wished:
    places = known.keys(words)
    numbers = sorted({n for key in places for n in known.by_anchor.get(key, ())})
    text = _Text(words, places)
    fitting = [(each, span) for each in map(known.patterns.__getitem__, numbers) if (span := text.fits(each))]
    told: dict[str, set[int]] = {}
    for each, span in fitting:
        told.setdefault(each.wish, set()).update(span)
    besides = text.filler | {at for key in _BESIDE for first, last in places.get(key, ()) for at in range(first, last)}
    share = {name: len(at | besides) / len(words) for name, at in told.items()}
    whole = frozenset(each.wish for each, _ in fitting if each.whole)
    exercises = tuple(name for name in known.exercises if f"<{name}>" in places)
    groups = frozenset(key[1:-1] for key in places if key[0] == "<")
    return Wished(frozenset(told), whole, exercises, asks or text.asks(), share, groups)


_BESIDE = ("<ex>", "<number>", "<minute>", "<session>", "<later>", "<day_time>")  # they belong to a wish


class _Text:
    """The words of a text, and what stands where."""

    def __init__(self, words: list[str], places: Places) -> None:
        self.words, self.places = words, places
        self.filler = {at for first, last in places.get("<filler>", ()) for at in range(first, last)}
        self.filler |= {at for at, word in enumerate(words) if word == END}
        denied = (first for first, _ in places.get("<not>", ()))
        self.denied = {at for at in denied if not (words[at] == "no" and _part(words, at) == at)}

    def asks(self) -> bool:
        """Whether a part of it begins like a question."""
        starts = {0} | {at + 1 for at, word in enumerate(self.words) if word == END}
        starts -= {first for first, _ in self.places.get("<not_asking>", ())}
        if any(first in starts for first, _ in self.places.get("<asking>", ())):
            return True
        return any(
            set(range(_part(self.words, first), first)) <= self.filler for first, _ in self.places.get("<question>", ())
        )

    def fits(self, each: Pattern) -> set[int] | None:
        """The words that the pattern is made of here; None where it does not fit."""
        for first, last in self._starts(each.items[0]):
            part = _part(self.words, first)
            before = range(0 if each.whole else part, first)
            if (each.whole or each.first) and not set(before) <= self.filler:
                continue
            if not each.denies and any(at in self.denied for at in range(max(part, first - REACH), first)):
                continue
            if (found := self._rest(each, 1, last)) is not None:
                return found | set(range(first, last))
        return None

    def _rest(self, each: Pattern, n: int, at: int) -> set[int] | None:
        """The same for the places of the pattern from the nth on, behind the word before `at`."""
        words = self.words
        if n == len(each.items):
            if not (each.whole or each.last):
                return set()
            end = len(words) if each.whole else next((i for i in range(at, len(words)) if words[i] == END), len(words))
            return set() if set(range(at, end)) <= self.filler else None
        item = each.items[n]
        for first, last in self._starts(item):
            between = range(at, first)
            if first < at or (each.whole and not set(between) <= self.filler):
                continue
            if not each.whole:
                if len(between) > (GAP if item.gap else 0) or END in words[at:first]:
                    continue
                if not each.denies and self.denied & set(between):
                    continue
            if (found := self._rest(each, n + 1, last)) is not None:
                return found | set(range(first, last))
        return None

    def _starts(self, item: Slot) -> list[tuple[int, int]]:
        return sorted(place for key in item.keys for place in self.places.get(key, ()))


def _part(words: list[str], at: int) -> int:
    """Where the part of the sentence begins that this word is in."""
    return next((n + 1 for n in range(at - 1, -1, -1) if words[n] == END), 0)


def _spelled(word: str, known: Wishes) -> str:
    if len(word) < SHORTEST or word in known.vocabulary or not word.isalpha():
        return word
    return _nearest(word, known)


def _nearest(word: str, known: Wishes) -> str:
    near = {known.near[form] for form in forms(word) if known.near.get(form)}
    return near.pop() if len(near) == 1 else word
