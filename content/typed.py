"""What people type in one language: the shape of its `typed.yaml`, and the form in which typed words are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from content.danger import DangerWords
from content.menu import Command
from content.patterns import Patterns

_WORDY = {0xFDFA: " ", 0xFDFB: " "}  # single characters that stand for eighteen and eight; nobody types with them
_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u02b9\u0060\u00b4\uff07"), "'")
SHORT = 500  # characters of a text whose folding is remembered
_KEPT = frozenset("':/.,-")
_PLAIN = re.compile("[a-z0-9]+(?: [a-z0-9]+)*")  # is folded as it is
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_LONE = re.compile(r"(?<!\d)[:/.,](?!\d)|(?<=\d)[:/.,](?!\d)|(?<![^\W_])['-]|['-](?![^\W_])")
_MINUS = re.compile(r"(?<![^\W_])-(?=\d)")  # "-3" is not 3
_INITIALS = re.compile(r"\b([^\W\d_])\.([^\W\d_])\b\.?")  # a.m.
_SIGN = "\ue000"  # stands for a minus sign while lone dashes are dropped; people cannot type it through (private use)


def fold(text: str) -> str:
    """What someone typed, in the form in which typed words are compared. Folding twice is folding once.

    NFKC and casefolded; control, bidi and zero-width characters removed; apostrophes and dashes unified; of the
    punctuation only ' : / . , - stay, and those only inside a word or number ("7/10", "it's", "-3"); single spaces.
    """
    return _folded_before(text) if len(text) <= SHORT else _all_folded(text)


def _all_folded(text: str) -> str:
    folded = text[:100_000].translate(_WORDY)
    while not _PLAIN.fullmatch(folded):  # what was dropped may have stood between a letter and its accent
        before, folded = folded, _folded_once(folded)
        if folded == before:
            break
    return folded


_folded_before = lru_cache(256)(_all_folded)  # of one text it is asked many times


def _folded_once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).casefold()
    text = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)
    text = _DASHES.sub("-", text)
    text = "".join(map(_folded, text))
    text = _INITIALS.sub(r"\1\2", text)
    text = _LONE.sub(" ", _MINUS.sub(_SIGN, text)).replace(_SIGN, "-")
    return " ".join(text.split())


@lru_cache(4096)
def _folded(char: str) -> str:
    """The character itself, a space, or nothing at all."""
    if char.isalnum() or char in _KEPT:
        return char
    kind = unicodedata.category(char)
    if kind in ("Mn", "Mc"):  # vowel signs of many scripts, and accents that have no letter of their own
        return char
    return "" if kind in ("Cf", "Me", "Cn", "Co", "Cs") or (kind == "Cc" and not char.isspace()) else " "


def _ways(ways: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(fold, ways))))


def _bare(ways: Iterable[str]) -> tuple[str, ...]:
    """Folded, and without apostrophes: sentences are read without."""
    return tuple(way.replace("'", "") for way in _ways(ways))


def _names(names: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType({fold(name): meaning for name, meaning in names.items()})


def _with_places(ways: tuple[str, ...]) -> tuple[str, ...]:
    for way in ways:
        if way.count("{hour}") != 1 or way.count("{minutes}") > 1:
            raise ValueError(f"{way!r} must have {{hour}} once, and {{minutes}} at most once")
    return ways


def one_of(words: Iterable[str]) -> str:
    """A regular expression for any of these words, the longest first; one that nothing fits where there is none."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"


@cache
def pattern(template: str, *words: tuple[str, ...]) -> re.Pattern[str]:
    """A regular expression with words of a language in the place of each %s."""
    return re.compile(template % tuple(map(one_of, words)))


T = TypeVar("T")
Folded = Annotated[tuple[str, ...], AfterValidator(_ways)]
Named = Annotated[Mapping[str, T], AfterValidator(_names)]  # what is typed -> what it means
Bare = Annotated[tuple[str, ...], AfterValidator(_bare)]
Plain = Annotated[frozenset[str], AfterValidator(lambda words: frozenset(_bare(words)))]
Choices = Mapping[str, Folded]
Placed = Annotated[Patterns, AfterValidator(_with_places)]


class Typed(BaseModel):
    """What `typed.yaml` has; what is compared whole is folded here, once. What each list is for, it says itself.

    ways, commands: choice or command id -> ways to say it. subjects: topic id -> keywords. days: Monday 0. questions,
    negations, logged: regular expressions over folded text, as written. past, to: such with the places {hour} and
    {minutes}. danger: what its `danger.yaml` has, which is put here when it is read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ways: Choices = Field(default_factory=dict)
    commands: Mapping[Command, Folded] = Field(default_factory=dict)
    subjects: Choices = Field(default_factory=dict)
    questions: Patterns = ()
    doses: Patterns = ()
    logged: Patterns = ()
    assents: Folded = ()
    plainly: Folded = ()
    fillers: Folded = ()
    contractions: Named[str] = Field(default_factory=dict)

    numbers: Named[int] = Field(default_factory=dict)
    out_of: Folded = ()
    and_half: Folded = ()
    counted: Bare = ()
    hour_words: Folded = ()
    doubtful: Choices = Field(default_factory=dict)
    point: str = ""
    joining: Folded = ()
    minute_words: Folded = ()
    hour_units: Folded = ()
    other_units: Folded = ()
    spans: Named[int] = Field(default_factory=dict)
    units: Named[int] = Field(default_factory=dict)
    several: Named[int] = Field(default_factory=dict)
    days_back: Named[int] = Field(default_factory=dict)
    ago: Folded = ()
    second_words: Folded = ()
    repeat_words: Folded = ()
    rest_words: Folded = ()
    since: Named[int] = Field(default_factory=dict)
    aged: Folded = ()
    decades: Named[int] = Field(default_factory=dict)

    beside: Plain = frozenset()
    beside_score: Plain = frozenset()
    beside_time: Plain = frozenset()
    beside_days: Plain = frozenset()
    bodily: Plain = frozenset()
    denying: Plain = frozenset()
    not_yet: Bare = ()
    bounds: Bare = ()
    ranges: Plain = frozenset()
    corrections: Bare = ()
    present: Plain = frozenset()
    bygone: Plain = frozenset()

    hours: Named[Annotated[int, Field(ge=0, le=24)]] = Field(default_factory=dict)
    parts: Named[Literal["am", "pm", "night"]] = Field(default_factory=dict)
    behind_hour: Bare = ()
    fractions: Named[Annotated[int, Field(gt=0, lt=60)]] = Field(default_factory=dict)
    past: Placed = ()
    to: Placed = ()
    offsets: Folded = ()
    ahead: Plain = frozenset()
    from_now: Bare = ()
    before_hour: Plain = frozenset()
    naught: Plain = frozenset()

    days: Named[Annotated[int, Field(ge=0, le=6)]] = Field(default_factory=dict)
    through: Folded = ()
    until: Folded = ()
    this_week: Folded = ()
    tomorrow: Plain = frozenset()
    after_work: Bare = ()
    left_out: Folded = ()
    day_letters: Named[Annotated[int, Field(ge=0, le=6)]] = Field(default_factory=dict)
    day_words: Folded = ()
    before_answer: Folded = ()
    before_place: Plain = frozenset()
    no_place: Plain = frozenset()
    former_place: Plain = frozenset()

    negations: Patterns = ()
    turns: Folded = ()

    danger: DangerWords = Field(default_factory=DangerWords, exclude=True)

    def in_full(self, said: str) -> str:
        """Folded text with its contractions written out: "i'm fine" as "i am fine"."""
        return " ".join(self.contractions.get(word, word) for word in said.split())

    def parts_in(self, words: Sequence[str]) -> list[tuple[int, str]]:
        """Where words name a part of the day; "am" is one only right behind an hour."""
        return [(at, word) for at, word in enumerate(words) if word in self.parts and word not in self.behind_hour]

    @cached_property
    def counted_beside(self) -> frozenset[str]:
        """What a number may count."""
        return frozenset((*self.counted, *self.other_units)) - frozenset((*self.behind_hour, *self.hour_units, "of"))

    @property
    def empty(self) -> tuple[str, ...]:
        """What people may type there is nothing of."""
        return tuple(name for name in type(self).model_fields if not getattr(self, name))
