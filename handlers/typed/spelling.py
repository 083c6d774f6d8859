"""Misspelt words of danger: one letter dropped, doubled, wrong or swapped with the next, and stretched letters."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from handlers.typed.sentences import shrunk

SHORTEST = 5  # letters a word must have to be a misspelling: there are too many real words of four
LONGEST = 24


class Spelling:
    """The words that others may be misspellings of.

    right: those words. known: words that are no misspelling of any, though they are near.
    """

    __slots__ = ("_known", "_near", "_right")

    def __init__(self, right: Collection[str], known: Collection[str]) -> None:
        self._right, self._known = frozenset(right), frozenset(known)
        self._near: dict[str, list[str]] = {}
        for word in sorted(self._right):
            if len(word) >= SHORTEST - 1 and word.isalpha():
                for less in _shorter(word):
                    self._near.setdefault(less, []).append(word)

    def repaired(self, word: str) -> str:
        """The word that this one is a misspelling of; the same word where there is none."""
        if word in self._right or word in self._known or not word.isalpha() or len(word) > LONGEST:
            return word
        for less in shrunk(word):
            if less in self._right:
                return less
        if len(word) < SHORTEST:
            return word
        for less in _shorter(word):
            for right in self._near.get(less, ()):
                if right[0] == word[0] and len(right) >= SHORTEST - 1 and near(word, right):
                    return right
        return word


def _shorter(word: str) -> Iterator[str]:
    """The word, and each that is one letter shorter."""
    yield word
    for n in range(len(word)):
        yield word[:n] + word[n + 1 :]


def near(word: str, right: str) -> bool:
    """Whether one letter is dropped, added, wrong, or swapped with the next."""
    if abs(len(word) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(word), len(right)) and word[start] == right[start]:
        start += 1
    a, b = word[start:], right[start:]
    if a == b or a[1:] == b or a == b[1:] or a[1:] == b[1:]:
        return True
    return len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:]
