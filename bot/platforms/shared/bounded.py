"""What is remembered only to save a request or to tell a doubled one: so much of it, and the oldest is forgotten."""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

MOST = 10_000

Key = TypeVar("Key")
Value = TypeVar("Value")


class Bounded(OrderedDict[Key, Value]):
    """A dict that forgets what was set longest ago."""

    def __setitem__(self, key: Key, value: Value) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        if len(self) > MOST:
            self.popitem(last=False)


class Seen:
    """Tells what came before."""

    def __init__(self) -> None:
        self._seen: Bounded[int, None] = Bounded()

    def again(self, number: int) -> bool:
        """Whether it came before; from now on it did."""
        before = number in self._seen
        self._seen[number] = None
        return before
