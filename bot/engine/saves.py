"""Reads saves, and remembers the last few: a cache of the rows, so that a lively talk is not parsed at every turn.

Equal texts are equal values, and all of them are frozen, so what is remembered is never out of date.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

REMEMBERED = 4096

Value = TypeVar("Value")


class SaveCache(Generic[Value]):
    """One kind of save. `load` and `dump` are those of `handlers.saved`."""

    def __init__(self, load: Callable[[str], Value], dump: Callable[[Value], str]) -> None:
        self._load, self._dump = load, dump
        self._known: dict[str, Value] = {}

    def load(self, text: str) -> Value:
        """The value of this text. Raises what `handlers.saved` raises."""
        if (value := self._known.get(text)) is None:
            value = self._load(text)
            self._remember(text, value)
        return value

    def known(self, text: str) -> Value | None:
        """The value of this text, if it was read or written lately."""
        return self._known.get(text)

    def dump(self, value: Value) -> str:
        text = self._dump(value)
        self._remember(text, value)
        return text

    def _remember(self, text: str, value: Value) -> None:
        if len(self._known) >= REMEMBERED and text not in self._known:
            del self._known[next(iter(self._known))]
        self._known[text] = value
