"""How buttons stand under a message, for a thumb, and where a long text is cut. The platforms give their limits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.speaking.speak import Button

SCORES = 4  # pain scores a row: wide enough for a thumb

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"\s+")


def rows(buttons: Sequence[Button], *, most: int, wide: int, scores: int = SCORES) -> list[list[Button]]:
    """The buttons in rows, in their order. The one most likely next, the first, has a row to itself: it is biggest.

    What begins with a number (pain scores, hours, minutes) stands side by side, alike, above the rest. What is in red
    ("It hurts", "Stop here") is the last row, so that its place, counted from the bottom, is always the same.
    most: buttons a row, at most. wide: characters that fit a row, whose buttons are all as wide as the longest.
    scores: of plain numbers, so many a row.
    """
    last = [button for button in buttons if button.style == "danger"]
    numbers = [button for button in buttons if button.label[:1].isdecimal()]
    if len(numbers) == 1:
        numbers = []  # one alone is a button like any other
    words = [button for button in buttons if button not in numbers and button not in last]
    if all(button.label.isdecimal() for button in numbers):
        found = [numbers[at : at + scores] for at in range(0, len(numbers), scores)]
    else:
        found = _filled(numbers, most, wide)
    if not numbers and words and words[0].style and len(words) + len(last) > 2:
        found, words = [words[:1]], words[1:]
    return [*found, *_filled(words, most, wide), *([last] if last else [])]


def _filled(buttons: Sequence[Button], most: int, wide: int) -> list[list[Button]]:
    """As many a row as fit."""
    found: list[list[Button]] = []
    for button in buttons:
        row = [*found[-1], button] if found else []
        if row and len(row) <= most and len(row) * max(len(each.label) for each in row) <= wide:
            found[-1] = row
        else:
            found.append([button])
    return found


def split(text: str, most: int) -> list[str]:
    """The text in parts of at most `most` characters: cut between paragraphs, else sentences, words, anywhere."""
    parts: list[str] = []
    while len(text) > most:
        at = _cut(text, most)
        parts.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [part for part in (*parts, text) if part]


def _cut(text: str, most: int) -> int:
    """Where to cut so that the first part has at most `most` characters and at least a third of them, if it can be."""
    for mark in ("\n\n", _SENTENCE, _WORD):
        if isinstance(mark, str):
            at = text.rfind(mark, 0, most + 1)
        else:
            at = max((found.start() for found in mark.finditer(text, 0, most + 2) if found.start() <= most), default=-1)
        if at >= most // 3:
            return at
    return most
