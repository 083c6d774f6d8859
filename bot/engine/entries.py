"""What has been decided and not yet shown, as the row keeps it: after a crash it is said, never lost.

One entry a turn, oldest first. It is shortened as its messages are shown and goes when all are.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from bot.adapter import Address
from bot.store.queries import Row
from handlers.facts import Fact, NudgeUnknown

log = logging.getLogger(__name__)

_text = json.JSONEncoder(separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """What a turn still has to say. `turn` is the row's, `asked` the dialog's (the stamp of its buttons).

    says: as `handlers.saved` dumps them. once: may not be said twice. shown: how many of its messages were shown.
    at: where it is said; None: where they are.
    """

    turn: int
    asked: int
    says: str
    once: bool = False
    shown: int = 0
    at: Address | None = None


class Keyboard(NamedTuple):
    """The message whose buttons are open: where it stands, the dialog's turn it asks in, and its id there."""

    platform: str
    chat: str
    asked: int
    message: str

    @property
    def address(self) -> Address:
        return Address(self.platform, self.chat)

    @classmethod
    def load(cls, text: str) -> Keyboard | None:
        """As the row keeps it; what cannot be read is no keyboard: its buttons stay, and do no harm."""
        try:
            platform, chat, asked, message = json.loads(text or "[]")
            return cls(str(platform), str(chat), int(asked), str(message))
        except (TypeError, ValueError):
            return None

    def dump(self) -> str:
        return _text(self)


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """The first `shown` messages of what was said in `turn` have been shown; None: all of them, or it is given up.

    lost: whether it was shown is not known, and it may not be said again. keyboard: the message whose buttons are
    open now, as the row keeps it, "" for none; None: the same as before.
    """

    person: str
    turn: int
    shown: int | None = None
    lost: bool = False
    keyboard: str | None = None


def outbox_of(row: Row | None) -> tuple[OutboxEntry, ...]:
    """What this row has still to say, oldest first; what cannot be read is given up."""
    if row is None or not row.outbox:
        return ()
    try:
        return tuple(map(_entry, json.loads(row.outbox)))
    except (TypeError, ValueError):
        log.error("what %s has still to be told cannot be read, and is given up", row.person)
        return ()


def _entry(kept: dict[str, Any]) -> OutboxEntry:
    at = kept.pop("at", None)
    return OutboxEntry(**kept, at=Address(*map(str, at)) if at else None)


def dump_outbox(outbox: Iterable[OutboxEntry]) -> str:
    """As the row keeps it; "" when all is told."""
    entries = [
        {
            "turn": entry.turn,
            "asked": entry.asked,
            "says": entry.says,
            "once": entry.once,
            "shown": entry.shown,
            **({"at": entry.at} if entry.at else {}),
        }
        for entry in outbox
    ]
    return _text(entries) if entries else ""


def after_reports(
    outbox: tuple[OutboxEntry, ...], told: Sequence[DeliveryReport]
) -> tuple[tuple[OutboxEntry, ...], list[Fact]]:
    """What is still to be said once this was told, and what happened: a nudge may have been lost."""
    happened: list[Fact] = []
    for one in told:
        for entry in outbox:
            if entry.turn == one.turn:
                rest = () if one.shown is None else (replace(entry, shown=one.shown),)
                outbox = tuple(part for other in outbox for part in (rest if other is entry else (other,)))
                happened += [NudgeUnknown(entry.turn)] if one.lost else []
    return outbox, happened
