"""The learnt net (rules B3, B9): what the words of danger miss, it asks about. It only asks.

A text becomes n-grams: of characters (2-5, in words), of words (1-3), words after a "no", concepts of a lexicon, pairs
of them where the lexicon says so, and what the rules of danger found in it: their concepts, the rules that fitted, and
those that were taken back. Each has a weight for every row, and a rarity (idf); weights are divided by the length of
the vector of rarities, that of the characters' and that of the others, and added up. A head's probability is the mean
of two opinions: its own row (a logistic regression, yes or no), and what the classes say together (a logistic
regression over all classes).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from math import exp, log, sqrt
from operator import itemgetter
from typing import Literal

from content.net import BODY, CRISIS, MOOD, NONE, OTHER, RARE, Net, Vocabulary
from content.typed import fold

Asks = Literal["", "body", "urgent", "mood"]

READ = 2_000  # characters; what comes after them the net does not read
DENIED = 5  # words a "no" reaches
SURE = 1e-9  # no probability is nearer to 0 or 1 than this

_CLAUSES = re.compile(r"[.!?;,:()\n…—–]+(?=\s|$)|\s[-–—]\s|\.\.+")
_STRETCHED = re.compile(r"(.)\1{2,}")
_NUMBER = re.compile(r"(\d{1,6})([.,]\d{1,3})?([^\W\d_]{0,3})")
_END = "|"  # between clauses; folded text has none


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the net makes of one text. found: what each row says of it."""

    net: Net
    found: Mapping[str, float]

    def asks(self, *, sooner: bool = False) -> Asks:
        """What to ask: of the body (E1-E8), also the urgent question that is `nearest`, the mood, nothing.

        sooner: nothing else was made of it, so that to ask passes over nothing, and less is needed.
        """
        head = self.net.head
        when = head.sooner if sooner else head.asks
        if when is None:
            return ""
        if _probability(self.found, MOOD, (CRISIS,)) >= when.mood:
            return "mood"
        if _probability(self.found, BODY, _body(self.found)) < when.body:
            return ""
        return "urgent" if self.nearest() in head.urgent else "body"

    def scores(self) -> Mapping[str, float]:
        """The probabilities (0-1) of the two heads, and of the urgent questions among the classes."""
        return {
            "body": _probability(self.found, BODY, _body(self.found)),
            "urgent": _share(self.found, self.net.head.urgent),
            "mood": _probability(self.found, MOOD, (CRISIS,)),
        }

    def nearest(self) -> str:
        """The id of the question of `content/questions.yaml` that is nearest, whether or not the net would ask it."""
        known = {row: value for row, value in self.found.items() if row not in (BODY, MOOD, NONE, CRISIS, OTHER)}
        return max(known, key=known.__getitem__)


def read(text: str, net: Net, hints: Collection[str] = ()) -> Opinion:
    """The text, read by the net: once, whatever is asked of its opinion. hints: those of `Danger`."""
    return Opinion(net, _rows(text, net, hints=hints))


def shares(text: str, net: Net, rows: Collection[str]) -> Mapping[str, float]:
    """The probability (0-1) of each of these classes, as if there were no others."""
    return _shares(_rows(text, net, rows))


def grams(text: str, known: Vocabulary, hints: Collection[str] = ()) -> tuple[set[str], set[str]]:
    """The n-grams of characters and the others of a text, as the net is taught and as it reads; hints are others."""
    words = list(_words(text[:READ], known))
    characters = {part for word in words if word != _END for part in _parts(word)}
    classed = [_number(word, known) or word for word in words]
    around = ["^", *classed, "$"]
    others = {
        *classed,
        *map(" ".join, pairwise(around)),
        *map(" ".join, zip(around, around[1:], around[2:], strict=False)),
    }
    denied = set(_denied(classed, known))
    others.update(f"!{classed[at]}" for at in denied)
    named = set()
    for at, concept in _concepts(classed, known):
        named.add(f"={concept}")
        if at in denied:
            named.add(f"=!{concept}")
    others |= named
    if known.lexicon.pairs:
        others.update(map("&".join, combinations(sorted(named), 2)))
    others.update(hints)
    return characters, others


def _words(text: str, known: Vocabulary) -> Iterator[str]:
    """The folded words, stretched letters cut to two, with a mark between clauses."""
    begun = False
    for clause in _CLAUSES.split(text):
        said = _STRETCHED.sub(r"\1\1", fold(clause)).split()
        if said and begun:
            yield _END
        yield from said
        begun = begun or bool(said)


@lru_cache(4096)
def _parts(word: str) -> tuple[str, ...]:
    """Runs of two to five characters of a word with a space at both ends; a shorter word is a run by itself."""
    padded = f" {word} "
    sizes = range(2, min(6, len(padded)))
    runs = (padded[at : at + size] for size in sizes for at in range(len(padded) - size + 1))
    return (*runs, padded) if len(padded) < 6 else tuple(runs)


def _number(word: str, known: Vocabulary) -> str:
    """What numbers like this one are called, with the letters behind it; "" for what is none."""
    found = _NUMBER.fullmatch(word)
    if found is None:
        return ""
    whole, decimals, unit = found.groups()
    value = float(whole + (decimals or "").replace(",", "."))
    ranges = known.lexicon.decimals if decimals else known.lexicon.wholes
    return next((each.name for each in ranges if each.low <= value <= each.high), "#n") + unit


def _denied(words: list[str], known: Vocabulary) -> Iterator[int]:
    """The places of words that come after a "no", before anything turns it."""
    left = 0
    for at, word in enumerate(words):
        if word in known.lexicon.negations:
            left = DENIED
        elif word == _END or word in known.lexicon.turns:
            left = 0
        elif left:
            left -= 1
            yield at


def _concepts(words: list[str], known: Vocabulary) -> Iterator[tuple[int, str]]:
    """Where which concept of the lexicon is named."""
    for at, word in enumerate(words):
        for size in range(1, 4):
            said = word if size == 1 else " ".join(words[at : at + size])
            for concept in known.whole.get(said, ()):
                yield at, concept
        for size, beginnings in known.beginnings.items():
            if size > len(word):
                break
            for concept in beginnings.get(word[:size], ()):
                yield at, concept


def _rows(text: str, net: Net, rows: Collection[str] | None = None, hints: Collection[str] = ()) -> dict[str, float]:
    """What each row, or each of these, says of this text (log-odds for the heads)."""
    both = [[net.grams[gram] for gram in kind if gram in net.grams] for kind in grams(text, net.known, hints)]
    every = zip(net.head.rows, net.head.biases, net.head.steps, strict=True)
    used = [each for each in every if rows is None or each[0] in rows]
    found = {row: bias for row, bias, _ in used}
    for places in both:
        length = sqrt(sum(net.rarity[at] ** 2 for at in places)) / RARE
        if places:
            of = itemgetter(*places, places[0])  # of one place alone it would give no tuple
            for row, _, step in used:
                weights = net.weights[row]
                found[row] += (sum(of(weights)) - weights[places[0]]) * step / length
    return found


def _shares(found: Mapping[str, float]) -> Mapping[str, float]:
    """The probability of each of these rows among all of them."""
    most = max(found.values())
    parts = {row: exp(value - most) for row, value in found.items()}
    whole = sum(parts.values())
    return {row: part / whole for row, part in parts.items()}


def _share(found: Mapping[str, float], classes: Iterable[str]) -> float:
    """The probability of these classes among all of them."""
    shares = _shares({row: value for row, value in found.items() if row not in (BODY, MOOD)})
    return sum(shares[row] for row in classes)


def _body(found: Mapping[str, float]) -> list[str]:
    return [row for row in found if row not in (BODY, MOOD, NONE, CRISIS)]


def _probability(found: Mapping[str, float], head: str, classes: Iterable[str]) -> float:
    share = min(max(_share(found, classes), SURE), 1 - SURE)
    return 1 / (1 + exp(-max(-50.0, (found[head] + log(share / (1 - share))) / 2)))
