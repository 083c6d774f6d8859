"""What was said with a message over time: a message may be changed into another, which is said as much as a new one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.fakes.shared.playing import Seen


class Look(NamedTuple):
    """How a message looked from a time on (seconds). ids: of its buttons, "turn:choice"."""

    at: float
    text: str
    buttons: tuple[str, ...]
    ids: tuple[str, ...]


def said(looks: Iterable[Look]) -> Iterator[Look]:
    """Those of the looks of one message, in order, that say something new: not a countdown, or what was answered."""
    text, turn = None, ""
    for look in looks:
        now = look.ids[0].partition(":")[0] if look.ids else ""
        if text is None or (now and now != turn) or not look.text.startswith(text):
            text, turn = look.text, now or turn
            yield look


def in_order(messages: Iterable[Iterable[Look]]) -> list[Seen]:
    """All that was said with these messages, in the order in which it came."""
    found = sorted((look for looks in messages for look in said(looks)), key=lambda look: look.at)
    return [Seen(look.text, look.buttons) for look in found]
