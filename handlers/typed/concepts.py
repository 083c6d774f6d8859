"""Concepts in the words of a text: each way to say one is a path of words in one tree, which is walked once a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from content.danger import DangerWords
from handlers.typed.numbers_said import numeral
from handlers.typed.sentences import Word, plain, words
from handlers.typed.spelling import Spelling

GAP = 3  # words that ".." may stand for
IDIOM = "idiom"
_REMEMBERED = 20_000  # words


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept in a text. first, last: which words; start, end: their places, in words."""

    concept: str
    first: int
    last: int
    start: int
    end: int
    said: str


class _Node:
    __slots__ = ("concepts", "far", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.far: _Node | None = None  # behind ".."
        self.concepts: list[str] = []


class Lexicon:
    """The concepts of one language, made once."""

    __slots__ = ("_begins", "_emoji", "_fillers", "_of_word", "_root", "_same", "_single", "_spelling", "atoms")

    def __init__(self, known: DangerWords) -> None:
        self._emoji = {ord(char): f" {words} " for char, words in known.emoji.items()}
        self._same = {plain(typed): plain(meant) for typed, meant in known.same.items()}
        self._fillers = frozenset(map(plain, known.fillers))
        self._root = _Node()
        self._single: dict[str, set[str]] = {}  # word -> "{concept}" it says by itself
        self._begins: dict[str, set[str]] = {}  # the same for "begin*"
        literals: set[str] = set()
        concepts = {**known.words, **known.scopes}
        ways = {concept: [*self._alternatives(each)] for concept, each in concepts.items()}
        for concept, all_ways in ways.items():
            for way in all_ways:
                if len(way) == 1 and way[0][0] != "{":
                    self._one(way[0], f"{{{concept}}}")
        for concept, all_ways in (*ways.items(), (IDIOM, [*self._alternatives(known.idioms)])):
            for way in all_ways:
                for path in self._expanded(way, ways):
                    self._add(concept, path)
                    literals.update(part for part in path if part[0] not in "{.#" and part[-1] != "*")
        for word in (*self._single, *literals):
            self._of_word_add(word)
        self._spelling = Spelling([*map(plain, known.spelling)], [*map(plain, known.spelled)])
        self.atoms = lru_cache(_REMEMBERED)(self._atoms)

    # --- made once ------------------------------------------------------------------------------------------------

    def _alternatives(self, each: Iterable[str]) -> Iterator[tuple[str, ...]]:
        """Every way that these are short for, without fillers; none of which too little is left then."""
        for way in each:
            parts = plain(way).split()
            for chosen in product(*filter(None, map(self._meant, parts))):
                said = tuple(part for each in chosen for part in each.split())
                if said and said[0] != ".." and said[-1] != ".." and (len(said) > 1 or len(parts) == 1):
                    yield said

    def _meant(self, part: str) -> list[str]:
        """What may stand in this place; fillers are left out, for they are left out of the text."""
        typed = (self._same.get(each, each) for each in (part.split("/") if part[0] != "{" else [part]))
        left = (" ".join(word for word in each.split() if word not in self._fillers) for each in typed)
        return [*dict.fromkeys(filter(None, left))]

    def _one(self, word: str, atom: str) -> None:
        if word[-1] == "*":
            self._begins.setdefault(word[:-1], set()).add(atom)
        else:
            self._single.setdefault(word, set()).add(atom)

    def _of_word_add(self, word: str) -> None:
        self._single.setdefault(word, set())

    def _expanded(
        self, way: tuple[str, ...], ways: Mapping[str, list[tuple[str, ...]]], deep: int = 0
    ) -> Iterator[tuple[str, ...]]:
        """The way with each concept in it as "{concept}", for its single words, and as each of its longer ways."""
        choices: list[list[tuple[str, ...]]] = []
        for part in way:
            if part[0] != "{":
                choices.append([(part,)])
                continue
            longer = [each for each in ways[part[1:-1]] if len(each) > 1] if deep < 2 else []
            choices.append([(part,), *(path for each in longer for path in self._expanded(each, ways, deep + 1))])
        for chosen in product(*choices):
            yield tuple(part for each in chosen for part in each)

    def _add(self, concept: str, path: tuple[str, ...]) -> None:
        node = self._root
        for part in path:
            if part == "..":
                node.far = node.far or _Node()
                node = node.far
                continue
            if part[-1] == "*":
                self._begins.setdefault(part[:-1], set()).add(part)
            node = node.next.setdefault(part, _Node())
        if concept not in node.concepts:
            node.concepts.append(concept)

    # --- asked for each word ----------------------------------------------------------------------------------------

    def _atoms(self, word: str) -> tuple[str, ...]:
        """What in the tree this word fits: itself, the concepts that it says alone, how it begins, a kind of number."""
        if word[0].isdigit():
            return numeral(word)
        found = self._fitting(word)
        if not found and (right := self._spelling.repaired(word)) != word:
            found = self._fitting(right)
        return tuple(sorted(found))

    def _fitting(self, word: str) -> set[str]:
        found = set(self._single.get(word, ()))
        if word in self._single:
            found.add(word)
        for n in range(2, len(word) + 1):
            if atoms := self._begins.get(word[:n]):
                found |= atoms
        return found

    def split(self, text: str) -> list[Word]:
        """The words of a text, but for fillers."""
        return words(plain(text, self._emoji), self._same, self._fillers)

    def hits(self, said: list[Word]) -> list[Hit]:
        """Every concept in these words, in their order; none within an idiom."""
        atoms = [self.atoms(word.text) for word in said]
        found: dict[tuple[str, int, int], None] = {}
        for n, here in enumerate(atoms):
            if here:
                self._walk(self._root, n, n, atoms, said, found)
        idioms = [(first, last) for concept, first, last in found if concept == IDIOM]
        return [
            Hit(concept, first, last, said[first].at, said[last].at, " ".join(w.text for w in said[first : last + 1]))
            for concept, first, last in found
            if concept != IDIOM and not any(a <= last and first <= b and last - first <= b - a for a, b in idioms)
        ]

    def _walk(
        self,
        node: _Node,
        first: int,
        at: int,
        atoms: list[tuple[str, ...]],
        said: list[Word],
        found: dict[tuple[str, int, int], None],
    ) -> None:
        """All ways that go on from this node with the word at this place."""
        for atom in atoms[at]:
            if reached := node.next.get(atom):
                for concept in reached.concepts:
                    found[concept, first, at] = None
                after = at + 1
                if after < len(said) and said[after].part == said[at].part:
                    if reached.next:
                        self._walk(reached, first, after, atoms, said, found)
                    if reached.far:
                        for skipped in range(after, min(after + GAP + 1, len(said))):
                            if said[skipped].sentence != said[at].sentence:
                                break
                            self._walk(reached.far, first, skipped, atoms, said, found)


@lru_cache(16)
def lexicon(known: DangerWords) -> Lexicon:
    """What is made of the words of danger of a language, once."""
    return Lexicon(known)
