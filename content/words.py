"""Key + arguments -> text, in one language; label -> choice.

What is said day after day has several versions, numbered from 1: `note.same.1`, `note.same.2`, ... are the versions of
`note.same`. Whoever says it, says `note.same`; `version` tells which of them that is.

A text is a `str.format` template with plain names only, checked when loaded. A key or an argument that is missing is a
`ContentError` naming both, never a half-finished sentence.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from types import MappingProxyType

from content.errors import ContentError
from content.language import BASE, ENGLISH, PLURALS, Language
from content.net import Net
from content.typed import Typed, fold
from content.wishes import Wishes

REMEMBERED = 10_000  # labels: times are choices too, so they have a bound, though it is never met
Plural = Mapping[str, str]  # the text for each form that the number `n` may ask for

LABELS = {
    "topic_": "topic.{}.title",
    "ex_": "exercise.{}.name",
    "can_": "exercise.{}.can",  # "I can get to a pool"
    "do_": "exercise.{}.today",  # "Swim today"
    "in_": "exercise.{}.name",
    "did_": "exercise.{}.finished",  # "I'm out"
    "tick_": "question.{}.tick",
}  # the text on a button by how its choice begins; the rest of the choice is an id
TICK, TICKED = "tick_", "off_"  # begin the choice that ticks something, and the one that takes the tick away
ADD = "add_"  # begins the choice that brings an exercise back
_CLOCK = re.compile(r"at_([01]\d|2[0-3])([0-5]\d)")
_MINUTES = re.compile(r"min_(\d{1,4})")
_ENTRY = re.compile(r"ent_([1-7])_\d_([a-z]+)_(\d{1,2})")  # its weekday, how many days ago, what it is, the how manyth


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

    about: what its `language.yaml` has. typed: what people type in it; wishes: what they wish for. heard: what people
    type in it, and in the fallback, whose words of danger always count. missing: the keys that were taken from the
    fallback because this language does not have them (rules G9). net: what was learnt of what people type in it, and
    guesses: of what they wish for; None: nothing was. lacking: the words of danger it has none of. choosable: whether
    people may choose it: the base, or one that is complete in both and reviewed.
    """

    __slots__ = (
        *("_forms", "_keys", "_versions", "label", "ways", "about", "choosable", "file", "heard"),
        *("guesses", "lacking", "language", "missing", "net", "typed", "wishes"),
    )

    def __init__(
        self,
        language: str,
        texts: Mapping[str, str | Plural],
        typed: Typed | None = None,
        fallback: Words | None = None,
        about: Language = ENGLISH,
        names: Mapping[str, str] = MappingProxyType({}),
        files: Mapping[str, str] = MappingProxyType({}),
        net: Net | None = None,
        wishes: Wishes | None = None,
        guesses: Net | None = None,
    ) -> None:
        """Parse every template once. names: texts that are the same in every language. files: where each text is from.

        Raises:
            ContentError: a template has a placeholder that is not a plain name, or a plural the wrong forms.
        """
        self.language, self.about = language, about
        self.file = f"content/{language}"
        self.typed, self.net, self.guesses = typed or Typed(), net, guesses
        self.wishes = wishes or Wishes()
        self.heard = (self.typed, fallback.typed) if fallback else (self.typed,)
        self.missing: tuple[str, ...] = ()
        self.lacking = (*(() if self.typed.negations else ("negations",)), *self.typed.danger.lacking)
        self._forms: dict[str, Callable[..., str]] = {}
        self.label: Callable[[str], str] = lru_cache(REMEMBERED)(self._label)
        self.ways: Callable[[str], tuple[str, ...]] = lru_cache(REMEMBERED)(self._every_way)
        found: dict[str, frozenset[str]] = {}
        if fallback is not None:
            self.missing = tuple(sorted(set(fallback.keys()) - texts.keys()))
            self._forms.update(fallback._forms)
            found.update(fallback.keys())
        for key, text in texts.items():
            try:
                found[key], self._forms[key] = _parsed(text, about)
            except ValueError as problem:
                raise ContentError(files.get(key, self.file), key, str(problem)) from None
        self.choosable = language == BASE or not (self.missing or self.lacking or about.reviewed is None)
        self._forms.update((key, name.format) for key, name in (*about.names(), *names.items()))
        self._keys: Mapping[str, frozenset[str]] = MappingProxyType(found)
        stems = (key.removesuffix(".1") for key in found if key.endswith(".1"))
        self._versions = {stem: self.numbered(stem) for stem in stems if stem not in self._forms}

    def __repr__(self) -> str:
        return f"Words({self.language!r}, {len(self._forms)} texts)"

    def text(self, key: str, /, **args: str | int) -> str:
        """The text of this key with its placeholders filled in. A text with several forms goes by `n`.

        Raises:
            ContentError: there is no such key, or an argument it needs was not given.
        """
        try:
            return self._forms[key](**args)
        except KeyError as missing:
            if key not in self._forms:
                raise ContentError(self.file, key, "there is no such text") from None
            raise ContentError(self.file, key, f"the text needs {{{missing.args[0]}}}, which was not given") from None

    def versions(self, key: str) -> tuple[str, ...]:
        """The keys of all that this text may be: itself alone, or its versions; none where there is no such text."""
        return (key,) if key in self._forms else self._versions.get(key, ())

    def version(self, key: str, number: int) -> str:
        """The key of the version that is said for this number; the versions take turns. A single text is itself."""
        found = self._versions.get(key)
        return found[number % len(found)] if found else key

    def has(self, key: str) -> bool:
        return key in self._forms

    def keys(self) -> Mapping[str, frozenset[str]]:
        """Every key with its placeholders; `n` is one of them where the text depends on a number."""
        return self._keys

    def join(self, parts: Sequence[str]) -> str:
        """A list as one says it: "a", "a and b", "a, b and c"."""
        return self.about.join(parts)

    def _label(self, choice: str) -> str:
        """What is written on the button of this choice.

        Raises:
            ContentError: it has no words, and is no number, time, minutes, topic or exercise either.
        """
        if self.has(f"choice.{choice}"):
            return self.text(f"choice.{choice}")
        if choice.isascii() and choice.isdigit():
            return choice
        if clock := _CLOCK.fullmatch(choice):
            return self.about.clock(int(clock[1]), int(clock[2]))
        if minutes := _MINUTES.fullmatch(choice):
            return self.text("minutes", n=int(minutes[1]))
        if entry := _ENTRY.fullmatch(choice):
            day, what = self.text(f"weekday.{entry[1]}"), self.text(f"entry.{entry[2]}")
            return self.text(
                "entry.again" if entry[3] != "0" else "entry", day=day, what=what, number=int(entry[3]) + 1
            )
        if choice.startswith(TICKED):
            return self.text("ticked", label=self.label(choice.replace(TICKED, TICK, 1)))
        if choice.startswith(ADD) and self.has(f"exercise.{choice.removeprefix(ADD)}.name"):
            return self.text("bring_back", name=self.text(f"exercise.{choice.removeprefix(ADD)}.name"))
        for start, key in LABELS.items():
            if choice.startswith(start) and self.has(key.format(choice[len(start) :])):
                return self.text(key.format(choice[len(start) :]))
        raise ContentError(self.file, f"choice.{choice}", "there is no such text")

    def _every_way(self, choice: str) -> tuple[str, ...]:
        """Every way to type this choice, folded: its label first, then others; with and without contractions."""
        said = [fold(way) for way in (self.label(choice), *self.typed.ways.get(choice, ()))]
        return tuple(dict.fromkeys(filter(None, (*said, *map(self.typed.in_full, said)))))

    def numbered(self, prefix: str) -> tuple[str, ...]:
        """The keys `prefix.1`, `prefix.2`, ... as far as they go."""
        return tuple(takewhile(self.has, (f"{prefix}.{n}" for n in range(1, len(self._forms) + 2))))


def _parsed(text: str | Plural, about: Language) -> tuple[frozenset[str], Callable[..., str]]:
    """The placeholders of a text, and what fills them in. Raises ValueError."""
    if isinstance(text, str):
        return placeholders(text), text.format
    if wrong := about.wrong(frozenset(text)):
        raise ValueError(wrong)
    forms = {form: text.get(form, text["other"]).format for form in PLURALS}
    return frozenset({"n"}).union(*map(placeholders, text.values())), lambda **args: forms[about.plural(args["n"])](
        **args
    )
