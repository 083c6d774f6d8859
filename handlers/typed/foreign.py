"""Which language a text is in that we do not speak, and whether it tells of danger: by words and letters alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from content.foreign import Foreign
from content.typed import fold

Tells = Literal["", "emergency", "crisis"]
TELLS: Mapping[str, Tells] = {each: each for each in get_args(Tells)}
LEAST = 2  # words that give a language away
SHARE = 0.4  # which part of all words they must be at least (D); names and English words are in many languages
FEW, LONG = 3, 5  # words of a text that one long word gives away, and the letters it has at least (D)
READ = 60  # words of a text that are looked at
ACCENTS = "\u0300", "\u036f"  # the first and the last of the marks that are accents, when letters are taken apart


@dataclass(frozen=True, slots=True)
class Recognised:
    """code: the language; about: what danger it tells of, "" for none."""

    code: str
    about: Tells = ""


@dataclass(frozen=True, slots=True)
class _Ready:
    gives_away: frozenset[str]
    script: frozenset[str]
    emergency: tuple[tuple[str, ...], ...]
    crisis: tuple[tuple[str, ...], ...]


def find(text: str, languages: Mapping[str, Foreign]) -> Recognised | None:
    """The language that a text gives itself away in; None: it may as well be English."""
    said = fold(text).split()[:READ]
    words = said if text.isascii() else [_plain(word) for word in said]
    there = frozenset(words)
    if text.isascii() and not _touched(there, tuple(languages.values())):
        return None
    best: tuple[int, Recognised] | None = None
    for code, language in languages.items():
        ready = _ready(language)
        about = _about(there, ready)
        given = sum(word in ready.gives_away for word in words)
        lettered = any(char in ready.script for word in said for char in word)
        weight = given + (2 if lettered else 0) + (1 if about else 0)
        several = given >= LEAST and given >= SHARE * len(words)
        several |= len(words) <= FEW and any(len(word) >= LONG and word in ready.gives_away for word in words)
        plain = lettered or several or about
        if plain and (best is None or weight > best[0]):
            best = weight, Recognised(code, about)
    return best[1] if best else None


def _about(words: frozenset[str], ready: _Ready) -> Tells:
    if any(_said(way, words) for way in ready.crisis):
        return "crisis"
    return "emergency" if any(_said(way, words) for way in ready.emergency) else ""


def _said(way: tuple[str, ...], words: frozenset[str]) -> bool:
    """Whether all its words are there, in whatever order."""
    return all(part in words or (part[-1] == "*" and _begun(part[:-1], words)) for part in way)


def _begun(part: str, words: frozenset[str]) -> bool:
    return any(word.startswith(part) for word in words)


def _touched(words: frozenset[str], languages: tuple[Foreign, ...]) -> bool:
    """Whether two words are in the lists, or one that tells of danger alone: most English texts are done with here."""
    listed, alone, begun = _listed(languages)
    several = words & listed
    few = len(words) <= FEW and any(len(word) >= LONG for word in several)
    return len(several) >= LEAST or few or bool(words & alone) or any(word.startswith(begun) for word in words)


@lru_cache(4)
def _listed(languages: tuple[Foreign, ...]) -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """All whole words of all lists; those that tell of danger by themselves; the beginnings that have any ending."""
    ready = [_ready(language) for language in languages]
    ways = [way for each in ready for way in (*each.emergency, *each.crisis)]
    whole = frozenset(part for way in ways for part in way if part[-1] != "*")
    given = frozenset(word for each in ready for word in each.gives_away)
    begun = tuple({part[:-1] for way in ways for part in way if part[-1] == "*"})
    return whole | given, frozenset(way[0] for way in ways if len(way) == 1), begun


def _plain(word: str) -> str:
    """The folded word without accents, as it is often typed."""
    parts = unicodedata.normalize("NFD", word.replace("ı", "i").replace("ł", "l"))
    return unicodedata.normalize("NFC", "".join(char for char in parts if not ACCENTS[0] <= char <= ACCENTS[1]))


@lru_cache(64)
def _ready(language: Foreign) -> _Ready:
    def ways(listed: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        return tuple(
            tuple(_plain(fold(part.rstrip("*"))) + "*" * part.endswith("*") for part in way.split()) for way in listed
        )

    return _Ready(
        frozenset(_plain(fold(word)) for word in language.gives_away),
        frozenset(char for letter in language.script for char in fold(letter)),
        ways(language.emergency),
        ways(language.crisis),
    )
