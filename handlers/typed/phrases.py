"""What is said in typed words, wherever in them: a topic, a change of the back, a phrase that no "not" takes back."""

from __future__ import annotations

import re
from collections.abc import Collection

from content.typed import Typed
from handlers.typed.danger import denied, matches
from handlers.typed.numbers import scored
from handlers.world import World

PRESSING = ("medicines",)  # topics that win over others: a question about a dose must never get another page


def change(said: str, offered: Collection[str], w: World) -> str:
    """ "much worse since yesterday, 8" as "worse:8". Better and same only count where they are offered."""
    for way in ("worse", "better", "same"):
        if way != "worse" and way not in offered:
            continue
        if any(affirmed(phrase, said, w.words.typed) for phrase in w.words.ways(way)):
            told = scored(said, w.words.typed)
            return way if told is None else f"{way}:{told.value}"
    return ""


def topic(said: str, known: Typed) -> str:
    """The topic of a question, or of a sentence that is nothing but a keyword."""
    asks = bool(matches(known.questions, said))
    found = {
        (topic in PRESSING, len(way), topic)
        for topic, ways in known.subjects.items()
        for way in ways
        if said == way or (asks and _within(way, said))
    }
    return max(found)[2] if found else ""


def affirmed(way: str, said: str, known: Typed) -> bool:
    """Whether these words are in it, and no "not" before them."""
    found = _within(way, said)
    return found is not None and not denied(said, found.start(), known)


def without(said: str, fillers: tuple[str, ...], *, front: bool = True) -> str:
    """The words without "please", "um" and the like at either end; front: False leaves the beginning as it is."""
    words = said.split()
    while front and len(words) > 1 and words[0] in fillers:
        words.pop(0)
    while len(words) > 1 and words[-1] in fillers:
        words.pop()
    return " ".join(words)


def _within(way: str, said: str) -> re.Match[str] | None:
    return re.search(rf"(?<![\w-]){re.escape(way)}(?![\w-])", said) if way in said else None
