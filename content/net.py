"""What is learnt of one language: the shape of a weights file, and reading it. `make learn` writes them: the net that
asks about danger, and the one that guesses what is wished for.

The file is LZMA over three parts: a line of JSON (`Head`), the n-grams one a line, and the weights: one signed byte per
n-gram for each row of `Head.rows`, row after row, and one unsigned byte per n-gram that says how rare it is.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from content.errors import ContentError
from content.files import refused
from content.typed import fold

BODY, MOOD = "body", "mood"  # the rows of the two heads
NONE, CRISIS, OTHER = "none", "crisis", "inverted"  # rows that stand for no question of ours
RARE = 16  # a rarity of 1.0 in the byte that holds it


class Range(BaseModel):
    """Numbers from `low` to `high`, both included, that are one word to the net: 38.0 to 42.5 is "#c"."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: float
    high: float
    name: str


class Likeness(BaseModel):
    """What makes words alike before anything is learnt of them.

    concepts: name -> words of up to three that mean it; a `*` at the end of a word stands for any ending. negations:
    words after which the next ones are also marked as denied. turns: words that end this. decimals, wholes: the ranges
    of numbers that are one word each, the first that fits; other numbers are "#n". pairs: two concepts in one text are
    something to learn by themselves.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    concepts: Mapping[str, tuple[str, ...]]
    negations: frozenset[str]
    turns: frozenset[str]
    decimals: tuple[Range, ...] = ()
    wholes: tuple[Range, ...] = ()
    pairs: bool = False


class Thresholds(BaseModel):
    """Probabilities (0-1) from which a head asks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    body: float = Field(gt=0, lt=1)
    mood: float = Field(gt=0, lt=1)


class Head(BaseModel):
    """What the parts of the file mean.

    rows: `body`, `mood`, then the classes: none, crisis, inverted and the ids of questions; of the net that guesses,
    the names of wishes. steps: what one step of a row's bytes is worth; biases: what it begins with. urgent: the
    classes whose question is an urgent one. characters: so many of the n-grams are of characters and come first. asks,
    sooner: when a head asks, and when it asks about what nothing else was made of; the net that guesses has neither.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: tuple[str, ...]
    steps: tuple[float, ...]
    biases: tuple[float, ...]
    urgent: frozenset[str]
    characters: int
    asks: Thresholds | None = None
    sooner: Thresholds | None = None
    lexicon: Likeness


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Vocabulary:
    """A lexicon made ready to look words up in: the concepts of whole words, and of beginnings by their length."""

    whole: Mapping[str, tuple[str, ...]]
    beginnings: Mapping[int, Mapping[str, tuple[str, ...]]]
    lexicon: Likeness


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Net:
    """grams: n-gram -> its place in each row. weights: row -> signed bytes. rarity: unsigned bytes, steps of 1/RARE."""

    head: Head
    known: Vocabulary
    grams: Mapping[str, int]
    weights: Mapping[str, memoryview]
    rarity: memoryview

    def __repr__(self) -> str:
        return f"Net({len(self.grams)} n-grams, {len(self.weights)} rows)"


def known(lexicon: Likeness) -> Vocabulary:
    """The lexicon turned round: word -> concepts."""
    whole: dict[str, tuple[str, ...]] = {}
    beginnings: dict[int, dict[str, tuple[str, ...]]] = {}
    for name, words in sorted(lexicon.concepts.items()):
        for word in words:
            if word.endswith("*"):
                begun = fold(word[:-1])
                found = beginnings.setdefault(len(begun), {})
                found[begun] = (*found.get(begun, ()), name)
            else:
                said = word if word.startswith("#") else fold(word)
                whole[said] = (*whole.get(said, ()), name)
    return Vocabulary(MappingProxyType(whole), MappingProxyType(dict(sorted(beginnings.items()))), lexicon)


def pack(head: Head, grams: list[str], weights: bytes, rarity: bytes) -> bytes:
    """The file. The same arguments always make the same bytes."""
    plain = head.model_dump(mode="json")
    for part, name in ((plain, "urgent"), (plain["lexicon"], "negations"), (plain["lexicon"], "turns")):
        part[name] = sorted(part[name])
    parts = (json.dumps(plain, ensure_ascii=False, sort_keys=True), *grams)
    return lzma.compress("\n".join(parts).encode() + b"\n\n" + weights + rarity, preset=9)


def unpack(path: Path, name: str) -> Net:
    """The net in this file.

    Raises:
        ContentError: it cannot be read, or its parts do not fit together.
    """
    try:
        texts, _, numbers = lzma.decompress(path.read_bytes()).partition(b"\n\n")
        first, *grams = texts.decode().split("\n")
        head = Head.model_validate(json.loads(first))
    except ValidationError as problem:
        raise refused(problem, name) from None
    except OSError as problem:
        raise ContentError(name, "", f"cannot be read ({problem.strerror})") from None
    except (lzma.LZMAError, EOFError, ValueError):
        raise ContentError(name, "", "is not what `make learn` writes") from None
    size, rows = len(grams), len(head.rows)
    if len(numbers) != size * (rows + 1) or not rows == len(head.steps) == len(head.biases):
        raise ContentError(name, "", "has not as many weights as it says; `make learn` writes it anew")
    whole_rows = head.rows[:2] == (BODY, MOOD) and {NONE, CRISIS, OTHER} | head.urgent <= {*head.rows[2:]}
    if head.asks and not (head.sooner and whole_rows):
        raise ContentError(name, "rows", "a row is missing; `make learn` writes it anew")
    whole = memoryview(numbers)
    weights = {row: whole[n * size : (n + 1) * size].cast("b") for n, row in enumerate(head.rows)}
    places = dict(zip(grams, range(size), strict=True))
    return Net(head, known(head.lexicon), MappingProxyType(places), MappingProxyType(weights), whole[rows * size :])
