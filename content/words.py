"""Key + arguments -> text, in one language; label -> choice.

A text is a `str.format` template with plain names only, checked when loaded. A key or an argument that is missing is a
`ContentError` naming both, never a half-finished sentence.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from content.errors import ContentError
from content.menu import Command

REMEMBERED = 10_000  # labels: times are choices too, so they have a bound, though it is never met
Plural = tuple[str, str]  # the text for one, and for any other number of, `n`

LABELS = {
    "topic_": "topic.{}.title",
    "ex_": "exercise.{}.name",
    "can_": "exercise.{}.can",  # "I can get to a pool"
    "do_": "exercise.{}.today",  # "Swim today"
    "did_": "exercise.{}.finished",  # "I'm out"
}  # the text on a button by how its choice begins; the rest of the choice is an id
_CLOCK = re.compile(r"at_([0-2]\d)([0-5]\d)")
_MINUTES = re.compile(r"min_(\d{1,4})")
_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u02b9\u0060\u00b4\uff07"), "'")
_KEPT = frozenset("':/.,-")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_LONE = re.compile(r"(?<!\d)[:/.,](?!\d)|(?<=\d)[:/.,](?!\d)|(?<![^\W_])['-]|['-](?![^\W_])")
_MINUS = re.compile(r"(?<![^\W_])-(?=\d)")  # "-3" is not 3
_INITIALS = re.compile(r"\b([^\W\d_])\.([^\W\d_])\b\.?")  # a.m.
_SIGN = "\ue000"  # stands for a minus sign while lone dashes are dropped; people cannot type it through (private use)


class Understood(BaseModel):
    """What people type, as `understand.yaml` has it; what is compared whole is folded here, once.

    ways, commands: choice or command id -> ways to say it. numbers, hours: word -> number. days: weekday name -> 0..6,
    Monday 0. parts: word -> "am" or "pm". signs, emergencies, crisis, hurts, questions, negations: regular
    expressions over folded text, as written. logged: the same; a group called like an exercise holds the minutes that
    were spent with it. fillers: single words. spelling: words of danger that are known also when misspelt. subjects:
    topic id -> keywords.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ways: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    commands: Mapping[Command, tuple[str, ...]] = Field(default_factory=dict)
    numbers: Mapping[str, int] = Field(default_factory=dict)
    hours: Mapping[str, Annotated[int, Field(ge=0, le=24)]] = Field(default_factory=dict)
    days: Mapping[str, Annotated[int, Field(ge=0, le=6)]] = Field(default_factory=dict)
    parts: Mapping[str, Literal["am", "pm"]] = Field(default_factory=dict)
    signs: tuple[str, ...] = ()
    emergencies: tuple[str, ...] = ()
    crisis: tuple[str, ...] = ()
    hurts: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    logged: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    spelling: tuple[str, ...] = ()
    subjects: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)

    @field_validator("ways", "commands", "subjects")
    @classmethod
    def _fold_ways(cls, ways: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        return MappingProxyType(
            {name: tuple(dict.fromkeys(filter(None, map(fold, said)))) for name, said in ways.items()}
        )

    @field_validator("signs", "emergencies", "crisis", "hurts", "questions", "logged")
    @classmethod
    def _try_patterns(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as problem:
                raise ValueError(f"{pattern!r} is not a regular expression ({problem.msg})") from None
        return patterns

    @field_validator("numbers", "hours", "days", "parts")
    @classmethod
    def _fold_names(cls, names: Mapping[str, Any]) -> Mapping[str, Any]:
        return MappingProxyType({fold(name): meaning for name, meaning in names.items()})


def fold(text: str) -> str:
    """What someone typed, in the form in which typed words are compared. Folding twice is folding once.

    NFKC and casefolded; control, bidi and zero-width characters removed; apostrophes and dashes unified; of the
    punctuation only ' : / . , - stay, and those only inside a word or number ("7/10", "it's", "-3"); single spaces.
    """
    folded = _folded_once(text[:100_000])
    while (again := _folded_once(folded)) != folded:  # what was dropped may have stood between a letter and its accent
        folded = again
    return folded


def _folded_once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).casefold()
    text = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)
    text = _DASHES.sub("-", text)
    text = "".join(map(_folded, text))
    text = _INITIALS.sub(r"\1\2", text)
    text = _LONE.sub(" ", _MINUS.sub(_SIGN, text)).replace(_SIGN, "-")
    return " ".join(text.split())


def _folded(char: str) -> str:
    """The character itself, a space, or nothing at all."""
    if char.isalnum() or char in _KEPT:
        return char
    kind = unicodedata.category(char)
    if kind in ("Mn", "Mc"):  # vowel signs of many scripts, and accents that have no letter of their own
        return char
    return "" if kind in ("Cf", "Me", "Cn", "Co", "Cs") or (kind == "Cc" and not char.isspace()) else " "


def placeholders(template: str) -> frozenset[str]:
    """The names in a template.

    Raises:
        ValueError: it is not a template with plain names only, such as "{x.y}", "{0}", "{x!r}" or a lone brace.
    """
    names = set()
    for _, name, form, conversion in string.Formatter().parse(template):
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            raise ValueError(f"'{{{name}}}' is not a plain name in braces")
        names.add(name)
    return frozenset(names)


class Words:
    """All texts of one language. Nothing changes after it is made; one may be shared by everyone.

    missing: the keys that were taken from the fallback because this language does not have them (rules G9).
    """

    __slots__ = ("_forms", "_keys", "_labels", "_ways", "file", "language", "missing", "understood")

    def __init__(
        self,
        language: str,
        texts: Mapping[str, str | Plural],
        understood: Understood | None = None,
        fallback: Words | None = None,
        file: str = "",
    ) -> None:
        """Parse every template once.

        Raises:
            ContentError: a template has a placeholder that is not a plain name.
        """
        self.language = language
        self.file = file or f"content/{language}"
        self.understood = understood or Understood()
        self.missing: tuple[str, ...] = ()
        self._forms: dict[str, tuple[Callable[..., str], ...]] = {}
        self._labels = lru_cache(REMEMBERED)(self._label)
        self._ways = lru_cache(REMEMBERED)(self._every_way)
        names: dict[str, frozenset[str]] = {}
        if fallback is not None:
            self.missing = tuple(sorted(set(fallback.keys()) - texts.keys()))
            self._forms.update(fallback._forms)
            names.update(fallback.keys())
        for key, text in texts.items():
            forms = (text,) if isinstance(text, str) else text
            try:
                names[key] = frozenset[str]().union(*map(placeholders, forms), ("n",) if len(forms) > 1 else ())
            except ValueError as problem:
                raise ContentError(self.file, key, str(problem)) from None
            self._forms[key] = tuple(form.format for form in forms)
        self._keys: Mapping[str, frozenset[str]] = MappingProxyType(names)

    def __repr__(self) -> str:
        return f"Words({self.language!r}, {len(self._forms)} texts)"

    def text(self, key: str, /, **args: str | int) -> str:
        """The text of this key with its placeholders filled in. A text with `one` and `other` goes by `n`.

        Raises:
            ContentError: there is no such key, or an argument it needs was not given.
        """
        try:
            forms = self._forms[key]
            return forms[len(forms) > 1 and args["n"] != 1](**args)
        except KeyError as missing:
            if key not in self._forms:
                raise ContentError(self.file, key, "there is no such text") from None
            raise ContentError(self.file, key, f"the text needs {{{missing.args[0]}}}, which was not given") from None

    def has(self, key: str) -> bool:
        return key in self._forms

    def keys(self) -> Mapping[str, frozenset[str]]:
        """Every key with its placeholders; `n` is one of them where the text depends on a number."""
        return self._keys

    def join(self, parts: Sequence[str]) -> str:
        """A list as one says it: "a", "a and b", "a, b and c"."""
        if len(parts) < 2:
            return "".join(parts)
        return ", ".join(parts[:-1]) + self.text("list.and") + parts[-1]

    def label(self, choice: str) -> str:
        """What is written on the button of this choice.

        Raises:
            ContentError: it has no words, and is no number, time, minutes, topic or exercise either.
        """
        return self._labels(choice)

    def _label(self, choice: str) -> str:
        if self.has(f"choice.{choice}"):
            return self.text(f"choice.{choice}")
        if choice.isascii() and choice.isdigit():
            return choice
        if clock := _CLOCK.fullmatch(choice):
            return f"{clock[1]}:{clock[2]}"
        if minutes := _MINUTES.fullmatch(choice):
            return self.text("minutes", n=int(minutes[1]))
        for start, key in LABELS.items():
            if choice.startswith(start) and self.has(key.format(choice[len(start) :])):
                return self.text(key.format(choice[len(start) :]))
        raise ContentError(self.file, f"choice.{choice}", "there is no such text")

    def ways(self, choice: str) -> tuple[str, ...]:
        """Every way to type this choice, folded: its label first, then its other ways."""
        return self._ways(choice)

    def _every_way(self, choice: str) -> tuple[str, ...]:
        said = (self.label(choice), *self.understood.ways.get(choice, ()))
        return tuple(dict.fromkeys(folded for folded in map(fold, said) if folded))

    def numbered(self, prefix: str) -> tuple[str, ...]:
        """The keys `prefix.1`, `prefix.2`, ... as far as they go."""
        return tuple(takewhile(self.has, (f"{prefix}.{n}" for n in range(1, len(self._forms) + 2))))
