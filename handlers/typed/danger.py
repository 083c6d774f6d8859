"""Words of danger (rules B3, B8, B9) in what is typed, and the "no" that may take them back. Deaf to nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Literal, get_args

from content.typed import Typed, fold, pattern

Flag = Literal["crisis", "emergency", "urgent"]  # the most urgent first
Kind = Literal["crisis", "emergency", "sign"]
URGENCY: tuple[Kind, ...] = get_args(Kind)  # the most urgent first

SPELLED = 400  # characters; longer texts are searched as they are written
SHORTEST, CLOSE = 5, 0.85  # letters a misspelt word must have, and how alike (0-1) it must be
REACH = 4  # words before a sign in which a "no" or "not" takes it back
NEAR = 100  # characters that hold so many words
MARK = "ǀ"  # stands for the end of a sentence in folded text; a letter, so that folding keeps it

_SENTENCE = r"[.!?;\n]+(?=\s|$)|(?i:\b(%s),|,(?= ?(?:%s)\b))"
_TURN = rf"\b(?:%s|{MARK})\b"


@dataclass(frozen=True, slots=True)
class Danger:
    """What a text says of danger.

    flag: the most urgent kind; None: nothing, or all of it taken back. signs: the ids of the safety questions it points
    to, "overdose" or "inversion". certain: the words by themselves say that it is so; else the questions come first.
    other: it is about somebody else. taken_back: something was found and a "no" took it back. why: the concepts, rules
    and scopes, in the order found.
    """

    flag: Flag | None = None
    signs: tuple[str, ...] = ()
    certain: bool = False
    other: bool = False
    taken_back: bool = False
    why: tuple[str, ...] = ()


def hear(text: str, languages: tuple[Typed, ...]) -> Danger:
    """The most urgent danger in a text, misspelt words included. languages: those whose words of danger count."""
    said = fold(text)
    found = [_danger(text, said, known) for known in languages]
    kind = next((kind for kind in URGENCY if kind in found), None)
    if kind is None:
        return Danger()
    return Danger("crisis" if kind == "crisis" else "emergency", certain=kind == "emergency", why=(kind,))


def hurt(said: str, heard: tuple[Typed, ...]) -> bool:
    """Whether it says that it hurts."""
    return any(matches(known.hurts, said, known) for known in heard)


def _danger(text: str, said: str, known: Typed) -> Kind | None:
    found = _kind(text, said, known)
    if found is None and len(said) <= SPELLED and (spelled := _spelled(said, known.spelling)) != said:
        return _kind(spelled, spelled, known)
    return found


def _kind(text: str, said: str, known: Typed) -> Kind | None:
    if matches(known.crisis, said):
        return "crisis"
    if matches(known.emergencies, said, known):
        return "emergency"
    return "sign" if _sign(text, said, known) else None


def _sign(text: str, said: str, known: Typed) -> bool:
    """Whether there is a sign that no "no" of its own sentence takes back."""
    if matches(known.signs, said, known):
        return True
    sentence = pattern(_SENTENCE, known.comma_after, known.comma_before)
    if not sentence.search(text) or not matches(known.signs, said):
        return False
    return matches(known.signs, fold(sentence.sub(rf"\1 {MARK} ", text)), known)


def _spelled(said: str, words: tuple[str, ...]) -> str:
    """The same with each word that is nearly one of these written as that one; short words are left as they are."""
    return " ".join(_nearest(word, words) if len(word) >= SHORTEST else word for word in said.split())


@lru_cache(maxsize=4096)
def _nearest(word: str, words: tuple[str, ...]) -> str:
    return (get_close_matches(word, words, n=1, cutoff=CLOSE) or [word])[0]


def matches(patterns: tuple[str, ...], said: str, denying: Typed | None = None) -> bool:
    """Whether any of the patterns is found in the words, and is not taken back by a "no" of that language before it."""
    return any(
        not (denying and denied(said, found.start(), denying))
        for pattern in patterns
        for found in _compiled(pattern).finditer(said)
    )


def denied(said: str, at: int, known: Typed) -> bool:
    """Whether a negation ends within reach before this place, in its part of a sentence."""
    before = pattern(_TURN, known.turns).split(said[max(0, at - NEAR) : at])[-1]
    start = at - len(" ".join(before.split()[-REACH:])) - 1
    return any(match.end() <= at for match in _any_of(known.negations).finditer(said, max(0, start), at + NEAR))


@cache
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns) or '(?!)'})\b")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})")
