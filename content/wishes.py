"""What people wish for in sentences: words grouped by what they mean, and patterns over those groups.

A pattern is a row of words: `word`, `a|b` one of several, `<group>` a word of a group, `x?` may be missing, `..` up to
four words in between within a part of a sentence. `^` and `$` are the ends of such a part, and `=` in front wants the
whole message; there only words that say nothing may stand besides. In a group `walk*` is any word that begins so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from pydantic import BaseModel, ConfigDict, Field

from content.typed import fold

GAP = 4  # words that `..` may stand for
END = "|"  # the end of a part of a sentence, as a word
_NOT, _FILLER = "<not>", "<filler>"
_PART = re.compile(r"[.!?,;:()\n]+(?=\s|$)|\s[-\u2013\u2014]+\s|\n+")
_STRETCHED = re.compile(r"(.)\1{2,}")
_MARKS = str.maketrans("", "", "'")
_DROPPED = "\ufe0f\u200d"  # what may stand behind a picture character

Key = str  # a word, or "<group>"


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a pattern: what may stand there, and whether words may come before it."""

    keys: frozenset[Key]
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to wish. whole: it is the whole message; first, last: it begins or ends a part of a sentence."""

    wish: str
    items: tuple[Slot, ...]
    whole: bool
    first: bool
    last: bool
    denies: bool  # it has a "not" of its own
    way: str  # as it is written

    @property
    def anchor(self) -> frozenset[Key]:
        """The place that the fewest words fit."""
        return min((item.keys for item in self.items), key=lambda keys: sum(20 if key[0] == "<" else 1 for key in keys))


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared, with the ends of its parts."""
    parts = (fold(part).translate(_MARKS).replace("-", " ") for part in _PART.split(text))
    return [word for part in parts if part for word in (*part.split(), END)][:-1]


def shortened(word: str) -> str:
    """A word with its stretched letters written once: "stoppp" is "stop"."""
    return _STRETCHED.sub(r"\1", word)


class Wishes(BaseModel):
    """What `wishes.yaml` has. groups: what a word may mean; wishes: their patterns, by name; pictures: picture
    characters, as the words they stand for; exercises: how each is called in sentences, by its id; kinds: several
    exercises under one name. borne_out: by wish, the groups of which words must stand in a text, "a & b", and of
    which none may ("!c"), for a guess of it to be more than a guess; one of these rows is enough.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    groups: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    exercises: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    wishes: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    pictures: Mapping[str, str] = Field(default_factory=dict)
    borne_out: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)

    @cached_property
    def bearing(self) -> Mapping[str, tuple[frozenset[str], ...]]:
        """The rows of `borne_out` as sets. Raises ValueError for one that names no group."""
        rows = {
            name: tuple(frozenset(map(str.strip, row.split("&"))) for row in each)
            for name, each in self.borne_out.items()
        }
        known = {*self.groups, *self.exercises, "ex"}
        if unknown := {part.lstrip("!") for each in rows.values() for row in each for part in row} - known:
            raise ValueError(f"borne_out names {min(unknown)}, which is no group")
        return rows

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """All patterns, in the order of the file. Raises ValueError for one that cannot be read."""
        made = (each for name, ways in self.wishes.items() for way in ways for each in _patterns(name, way))
        known = {f"<{name}>" for name in (*self.groups, *self.exercises, "ex")}
        found = tuple(made)
        for each in found:
            if unknown := {key for item in each.items for key in item.keys if key[0] == "<"} - known:
                raise ValueError(f"wishes.{each.wish} names {min(unknown)}, which is no group")
        return found

    @cached_property
    def by_anchor(self) -> Mapping[Key, tuple[int, ...]]:
        """The numbers of the patterns that need this key."""
        found: dict[Key, list[int]] = {}
        for n, each in enumerate(self.patterns):
            for key in each.anchor:
                found.setdefault(key, []).append(n)
        return {key: tuple(numbers) for key, numbers in found.items()}

    @cached_property
    def _named(self) -> Mapping[str, tuple[str, ...]]:
        every = tuple(way for ways in self.exercises.values() for way in ways)
        return {**self.groups, **self.exercises, "ex": every}

    @cached_property
    def _single(self) -> Mapping[str, tuple[Key, ...]]:
        found: dict[str, list[Key]] = {}
        for name, ways in self._named.items():
            for way in ways:
                if " " not in way and not way.endswith("*"):
                    found.setdefault(_plain(way), []).append(f"<{name}>")
        for word in (key for each in self.patterns for item in each.items for key in item.keys if key[0] != "<"):
            if word not in found.setdefault(word, []):
                found[word].append(word)
        return {word: tuple(dict.fromkeys(keys)) for word, keys in found.items()}

    @cached_property
    def _stems(self) -> Mapping[str, tuple[Key, ...]]:
        found: dict[str, list[Key]] = {}
        for name, ways in self._named.items():
            for way in ways:
                if way.endswith("*"):
                    found.setdefault(_plain(way[:-1]), []).append(f"<{name}>")
        return {stem: tuple(keys) for stem, keys in found.items()}

    @cached_property
    def _phrases(self) -> Mapping[str, tuple[tuple[tuple[str, ...], Key], ...]]:
        found: dict[str, list[tuple[tuple[str, ...], Key]]] = {}
        for name, ways in self._named.items():
            for way in ways:
                words = tuple(_plain(way).split())
                if len(words) > 1:
                    found.setdefault(words[0], []).append((words, f"<{name}>"))
        return {first: tuple(each) for first, each in found.items()}

    @cached_property
    def near(self) -> Mapping[str, str]:
        """Each word with one letter left out -> the word; "" where it is that of several. Long words only."""
        found: dict[str, str] = {}
        for word in sorted(self.vocabulary):
            if len(word) >= 5:
                for form in forms(word):
                    found[form] = word if found.get(form, word) == word else ""
        return found

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        return frozenset((*self._single, *(w for each in self._phrases.values() for p, _ in each for w in p)))

    def keys(self, words: list[str]) -> dict[Key, list[tuple[int, int]]]:
        """What stands where: for each key the places (first word, the one behind the last)."""
        found: dict[Key, list[tuple[int, int]]] = {}
        for at, word in enumerate(words):
            for key in self._single.get(word, ()):
                found.setdefault(key, []).append((at, at + 1))
            if self._stems:
                for size in range(3, len(word) + 1):
                    for key in self._stems.get(word[:size], ()):
                        found.setdefault(key, []).append((at, at + 1))
            for phrase, key in self._phrases.get(word, ()):
                if tuple(words[at : at + len(phrase)]) == phrase:
                    found.setdefault(key, []).append((at, at + len(phrase)))
        return found

    def pictured(self, text: str) -> str:
        """The text with picture characters as the words they stand for."""
        if text.isascii() or not any(char in self.pictures for char in text):
            return text
        return "".join(f" {self.pictures[c]} " if c in self.pictures else "" if c in _DROPPED else c for c in text)


def forms(word: str) -> Iterator[str]:
    """The word itself, and with each one of its letters left out."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _plain(way: str) -> str:
    return fold(way).translate(_MARKS).replace("-", " ")


def _patterns(wish: str, way: str) -> Iterator[Pattern]:
    """A pattern for each choice of what may be missing."""
    marks = way.split()
    whole = marks[:1] == ["="]
    marks = marks[1:] if whole else marks
    optional = [at for at, mark in enumerate(marks) if mark.endswith("?")]
    for chosen in product((True, False), repeat=len(optional)):
        left_out = {at for at, there in zip(optional, chosen, strict=True) if not there}
        kept = [mark.removesuffix("?") for at, mark in enumerate(marks) if at not in left_out]
        first, last = kept[:1] == ["^"], kept[-1:] == ["$"]
        items: list[Slot] = []
        gap = False
        for mark in kept[first : len(kept) - last]:
            if mark == "..":
                gap = True
                continue
            keys = frozenset(filter(None, map(_key, mark.split("|"))))
            items.append(Slot(keys, gap))
            gap = False
        if not items:
            raise ValueError(f"wishes.{wish}: {way!r} is nothing but gaps")
        denies = any(
            _NOT in item.keys or item.keys & {"no", "dont", "not", "cant", "never", "without"} for item in items
        )
        yield Pattern(wish, tuple(items), whole, first, last, denies, way)


def _key(mark: str) -> Key:
    return mark if mark.startswith("<") else _plain(mark)
