"""Typed text as the words of its sentences: small letters without accents, fillers left out, misspelt ones repaired."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

MOST = 100_000  # characters that are read
BLOWN_UP = 4  # characters that one may stand for; what stands for more (U+FDFA: 18) is no letter anybody types
STOP, COMMA = 3, 1  # how much further apart words are with the end of a sentence, or of a part of one, between them

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,]\d+)?|[.!?;\n]+|[,:()/+*-]")
_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u02b9\u0060\u00b4\uff07"), "'")
_TAILS = ("'ll", "'ve", "'re", "'m", "'d", "'s")
_STRETCHED = re.compile(r"(\w)\1{2,}")
_ENDS = frozenset(".!?;\n")
_LATIN = range(0x300, 0x370)  # accents that a letter has, in the form where they stand behind it


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text. at: its place, in words, where the ends of sentences count too. part, sentence: which one."""

    text: str
    at: int
    part: int
    sentence: int


def plain(text: str, emoji: Mapping[int, str] = MappingProxyType({})) -> str:
    """The text in small letters, without accents, in the signs that people type by hand."""
    text = text[:MOST].replace("`", "'")
    if not text.isascii():
        text = text.translate(_APOSTROPHES)
        text = text.translate({ord(char): emoji.get(ord(char)) or _plain(char) for char in set(text)})
    return text.lower()


def _plain(char: str) -> str:
    if char.isascii():
        return char
    plain = unicodedata.normalize("NFKD", char.casefold())
    if len(plain) > BLOWN_UP:
        return " "
    return "".join(each for each in plain if ord(each) not in _LATIN and unicodedata.category(each) not in _UNSEEN)


_UNSEEN = frozenset({"Cf", "Me", "Cn", "Co", "Cs"})


def words(text: str, same: dict[str, str], fillers: frozenset[str]) -> list[Word]:
    """The words of a plain text. same: typed word -> the words it stands for."""
    found: list[Word] = []
    at = part = sentence = 0
    text = text.replace("\x00", "")
    for token in _TOKEN.findall(text):
        first = token[0]
        if token.isspace():
            at, part = at + COMMA, part + 1
            continue
        if first in _ENDS:
            at, part, sentence = at + STOP, part + 1, sentence + 1
            continue
        if first in ",:()":
            at, part = at + COMMA, part + 1
            continue
        if first in "/+*-":
            continue
        if "'" in token:
            token = _without_tail(token)
        token = same.get(token, token)
        for word in token.split():
            if word not in fillers:
                found.append(Word(word, at, part, sentence))
                at += 1
    return found


def _without_tail(token: str) -> str:
    """ "it's" as "it", "can't" as "cant"."""
    for tail in _TAILS:
        if token.endswith(tail):
            token = token[: -len(tail)]
            break
    return token.replace("'", "")


def shrunk(word: str) -> tuple[str, ...]:
    """ "nooo" as "noo" and "no"."""
    return (_STRETCHED.sub(r"\1\1", word), _STRETCHED.sub(r"\1", word))
