"""Where somebody is, out of a sentence: "we moved to Tulsa Oklahoma last spring"."""

from __future__ import annotations

from content import cities
from content.typed import fold
from handlers.typed.parting import END, parted
from handlers.typed.phrases import without
from handlers.world import World

LONGEST = 60  # characters of a place by itself
MOST = 5  # words of one


def named(text: str, w: World, *, alone: bool = False) -> str:
    """The place as an answer, "typed:tulsa oklahoma"; "" where there is none.

    alone: a city was asked for, so the words may be nothing but its name, even one that we do not know.
    """
    known, said = w.words.typed, fold(text)
    plain = without(said, known.fillers)
    if alone and 1 < len(plain) <= LONGEST and cities.find(plain):
        return f"typed:{plain}"
    words = [word.replace("'", "") for word in parted(text).split()][:40]
    behind = [at for at in range(1, len(words)) if words[at - 1] in known.before_place]
    found = [span for span in _spans(words) if span[0] in behind or alone]
    found = [span for span in found if not all(word in known.no_place for word in words[span[0] : span[1]])]
    now = [span for span in found if span[0] in behind and not _former(words, span[0], w)]
    best = max(
        now or [span for span in found if not _former(words, span[0], w)],
        key=lambda span: span[1] - span[0],
        default=None,
    )
    if best:
        return f"typed:{' '.join(word for word in words[best[0] : best[1]] if word != END)}"
    few = 1 < len(plain) <= LONGEST and len(plain.split()) <= MOST
    return f"typed:{plain}" if alone and few and not any(word in known.no_place for word in plain.split()) else ""


def _former(words: list[str], at: int, w: World) -> bool:
    """Whether they say that they are there no more, or never were."""
    return any(word in w.words.typed.former_place for word in words[max(0, at - 3) : at])


def _spans(words: list[str]) -> list[tuple[int, int]]:
    """Where names of places stand, with the country or state behind them."""
    found: list[tuple[int, int]] = []
    for first in range(len(words)):
        for last in range(min(len(words), first + MOST), first, -1):
            if END in (words[first], words[last - 1]):
                continue
            name = [word for word in words[first:last] if word != END]
            if cities.is_named(" ".join(name)):
                found.append((first, last))
                break
    return found
