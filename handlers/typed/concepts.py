"""Concepts in the words of a text: each way to say one is a path of words in one tree, which is walked once a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from content.danger import DangerWords
from handlers.typed.numbers_said import numeral
from handlers.typed.sentences import Word, plain, shrunk, words
from handlers.typed.spelling import Spelling

GAP = 3  # words that ".." may stand for
IDIOM, GAPS = "idiom", ".."
DEEPEST = 2  # how often a concept may be said by one that is said by one
_REMEMBERED = 200_000  # steps from one word to the next


class Hit(NamedTuple):
    """A concept in a text. first, last: which words; start, end: their places, in words."""

    concept: str
    first: int
    last: int
    start: int
    end: int


class _Node:
    __slots__ = ("concepts", "far", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.far: _Node | None = None  # behind ".."
        self.concepts: list[str] = []


class _State:
    """All nodes that some words lead to. to: where each next word leads, as far as it was asked."""

    __slots__ = ("concepts", "far", "nodes", "to")

    def __init__(self, nodes: Sequence[_Node]) -> None:
        self.nodes = [node for node in nodes if node.next]
        self.concepts = tuple(dict.fromkeys(concept for node in nodes for concept in node.concepts))
        gaps = [node.far for node in nodes if node.far]
        self.far: _State | None = _State(gaps) if gaps else None
        self.to: dict[str, _State | None] = {}


class Lexicon:
    """The concepts of one language, made once."""

    __slots__ = (
        *("_begins", "_emoji", "_fillers", "_longest", "_root", "_same", "_single", "_spelling"),
        *("_asked", "_start", "_ways"),
    )

    def __init__(self, known: DangerWords) -> None:
        self._emoji = {ord(char): f" {words} " for char, words in known.emoji.items()}
        self._same = {plain(typed): plain(meant) for typed, meant in known.same.items()}
        self._fillers = frozenset(map(plain, known.fillers))
        self._root = _Node()
        self._single: dict[str, set[str]] = {}  # word -> the parts of ways that it fits
        self._begins: dict[str, set[str]] = {}  # the same for "begin*"
        concepts = {**known.words, **known.scopes}
        self._ways = {concept: [*filter(None, map(self._parts, each))] for concept, each in concepts.items()}
        for concept, ways in self._ways.items():
            for way in ways:
                if len(way) == 1:
                    for word in way[0]:
                        if " " not in word:
                            self._fit(word, f"{{{concept}}}")
        for concept, ways in (*self._ways.items(), (IDIOM, [*map(self._parts, known.idioms)])):
            for way in ways:
                for path in self._paths(way):
                    self._add(concept, path)
        self._ways = {}
        self._longest = max(map(len, self._begins), default=0)
        self._spelling = Spelling([*map(plain, known.spelling)], [*map(plain, known.spelled)])
        self._start, self._asked = _State([self._root]), 0

    # --- made once ------------------------------------------------------------------------------------------------

    def _parts(self, way: str) -> list[tuple[str, ...]]:
        """What may stand in each place of a way, without fillers, which are left out of the text, too."""
        said = plain(way).split()
        parts: list[tuple[str, ...]] = []
        for part in said:
            typed = (self._same.get(each, each) for each in (part.split("/") if part[0] != "{" else [part]))
            left = (" ".join(word for word in each.split() if word not in self._fillers) for each in typed)
            if each := tuple(dict.fromkeys(filter(None, left))):
                parts.append(each)
        while parts and parts[0] == (GAPS,):
            parts.pop(0)
        while parts and parts[-1] == (GAPS,):
            parts.pop()
        return parts if len(parts) > 1 or len(said) == 1 else []  # too little is left, where only fillers went

    def _fit(self, word: str, part: str) -> None:
        if word[-1] == "*":
            self._begins.setdefault(word[:-1], set()).add(part)
        else:
            self._single.setdefault(word, set()).add(part)

    def _paths(self, way: Sequence[tuple[str, ...]], deep: int = 0) -> Iterator[tuple[str, ...]]:
        """The way as paths in the tree: all words that may stand in one place are one step."""
        if not way:
            return
        places: list[list[tuple[str, ...]]] = []
        for part in way:
            if part[0] == GAPS:
                places.append([part])
            elif part[0][0] == "{":
                longer = [each for each in self._ways[part[0][1:-1]] if len(each) > 1 or " " in "".join(each[0])]
                paths = (path for each in longer for path in self._paths(each, deep + 1)) if deep < DEEPEST else ()
                places.append([part, *paths])
            else:
                words = tuple(sorted(word for word in part if " " not in word))
                step = "/".join(words)
                for word in words:
                    self._fit(word, step)
                places.append([*([(step,)] if words else []), *(tuple(each.split()) for each in part if " " in each)])
                for word in (word for each in part if " " in each for word in each.split()):
                    self._fit(word, word)
        for chosen in product(*places):
            yield tuple(step for each in chosen for step in each)

    def _add(self, concept: str, path: tuple[str, ...]) -> None:
        node = self._root
        for part in path:
            if part == GAPS:
                node.far = node.far or _Node()
                node = node.far
            else:
                node = node.next.setdefault(part, _Node())
        if concept not in node.concepts:
            node.concepts.append(concept)

    # --- asked for each word ----------------------------------------------------------------------------------------

    def _step(self, state: _State, word: str) -> _State | None:
        """Where the word leads from this state; None: nowhere."""
        if word in state.to:
            return state.to[word]
        steps = self._steps(word)
        if not steps and not word[0].isdigit():
            written = (*shrunk(word), self._spelling.repaired(word))
            steps = next((steps for each in written if (steps := self._steps(each))), set())
        reached = [node.next[step] for node in state.nodes for step in sorted(node.next.keys() & steps)]
        state.to[word] = _State(reached) if reached else None
        self._asked += 1
        if self._asked > _REMEMBERED:
            self._start, self._asked = _State([self._root]), 0
        return state.to[word]

    def _steps(self, word: str) -> set[str]:
        if word[0].isdigit():
            return {step for kind in (*numeral(word), word) for step in self._single.get(kind, ())}
        found = set(self._single.get(word, ()))
        for n in range(2, min(len(word), self._longest) + 1):
            if steps := self._begins.get(word[:n]):
                found |= steps
        return found

    def split(self, text: str) -> list[Word]:
        """The words of a text, but for fillers."""
        return words(plain(text, self._emoji), self._same, self._fillers)

    def hits(self, said: list[Word]) -> list[Hit]:
        """Every concept in these words, in their order; none within an idiom."""
        found: dict[tuple[str, int, int], None] = {}
        start = self._start
        for n, word in enumerate(said):
            if begun := self._step(start, word.text):
                self._reached(begun, n, n, said, found)
        idioms = [(first, last) for concept, first, last in found if concept == IDIOM]
        return [
            Hit(concept, first, last, said[first].at, said[last].at)
            for concept, first, last in found
            if concept != IDIOM and not any(_within(first, last, a, b) for a, b in idioms)
        ]

    def _reached(
        self, state: _State, first: int, at: int, said: list[Word], found: dict[tuple[str, int, int], None]
    ) -> None:
        """What ends here with the word at this place, and all ways that go on from it."""
        for concept in state.concepts:
            found[concept, first, at] = None
        after = at + 1
        if after == len(said) or said[after].part != said[at].part:
            return
        if state.nodes and (reached := self._step(state, said[after].text)):
            self._reached(reached, first, after, said, found)
        if state.far:
            for skipped in range(after, min(after + GAP + 1, len(said))):
                if said[skipped].sentence != said[at].sentence:
                    return
                if reached := self._step(state.far, said[skipped].text):
                    self._reached(reached, first, skipped, said, found)


def _within(first: int, last: int, a: int, b: int) -> bool:
    """Whether the words first to last end in the idiom a to b, or overlap it and are no longer than it."""
    return a <= last <= b or (a <= last and first <= b and last - first <= b - a)


@lru_cache(16)
def lexicon(known: DangerWords) -> Lexicon:
    """What is made of the words of danger of a language, once."""
    return Lexicon(known)
