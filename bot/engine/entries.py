"""What has been decided and not yet shown, as the row keeps it: after a crash it is said, never lost.

One entry a turn, oldest first. It is shortened as its messages are shown and goes when all are.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, NamedTuple, cast

from bot.adapter import REMEMBERED, Address
from bot.engine.inputs import DeliveryFailed, NudgeClaimed, OutboxResumed
from bot.engine.known import Known
from bot.store.queries import Row
from handlers.events import Event, Gone, PlatformGone
from handlers.facts import Fact, NudgeUnknown
from handlers.saved import load_says
from handlers.say import Say

log = logging.getLogger(__name__)

Kind = Literal["", "passing", "safety"]
STALE = "note.stale"  # said to who pressed a button of a step that has passed
LINE = "line"  # what says whom to call, where nobody understood
CALLED = {"emergency", "crisis", "call"}  # the arguments of a text that says whom to call

_text = json.JSONEncoder(separators=(",", ":")).encode


class OutboxEntry(NamedTuple):
    """What a turn still has to say. `turn` is the row's, `asked` the dialog's (the stamp of its buttons).

    says: as `handlers.saved` dumps them. once: may not be said twice. shown: how many of its messages were shown.
    at: where it is said; None: where they are. claim: of what may not be said twice, the claim it was decided for:
    only who made that says it. pressed: the id of the button that it answers, None where none was pressed.
    unasked: nobody did anything that it answers, so it makes a sound; None: it answers somebody.
    """

    turn: int
    asked: int
    says: str
    once: bool = False
    shown: int = 0
    at: Address | None = None
    claim: str | None = None
    pressed: str | None = None
    unasked: bool | None = None


Going = tuple[tuple[str, int], ...]  # the ids of messages, each with when it was sent (seconds since 1970)


class Keyboard(NamedTuple):
    """The message whose buttons are open: where it stands, the dialog's turn it asks in, and its id there.

    message: "" where no buttons are open. sent: when (seconds since 1970). kind: "passing" where it may go once its
    step is over, "safety" for a safety text. going: other messages in that chat that are still to be deleted.
    """

    platform: str
    chat: str
    asked: int
    message: str
    sent: int = 0
    kind: Kind = ""
    going: Going = ()

    @property
    def address(self) -> Address:
        return Address(self.platform, self.chat)

    @classmethod
    def load(cls, text: str) -> Keyboard | None:
        """As the row keeps it; what cannot be read is no keyboard: its buttons stay, and do no harm."""
        try:
            platform, chat, asked, message, *more = json.loads(text or "[]")
            sent, kind, going = more or (0, "", ())
            left = tuple((str(each), int(at)) for each, at in going)
            return cls(str(platform), str(chat), int(asked), str(message), int(sent), cast(Kind, kind), left)
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
    entries = [{name: value for name, value in entry._asdict().items() if value is not None} for entry in outbox]
    return _text(entries) if entries else ""


# --- before a turn ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What there was before a turn: who it is of, and what of their outbox was told meanwhile.

    at: where the person did something, None when they did nothing. seen: with this update. keyboard: the message whose
    buttons are open, as the row keeps it. happened: what else is to be recorded.
    """

    known: Known
    now: datetime
    at: Address | None
    seen: str
    outbox: tuple[OutboxEntry, ...]
    keyboard: str
    happened: tuple[Fact, ...] = ()

    def without_lost(self, event: OutboxResumed) -> Snapshot:
        """Without the nudges that were left there by a process that died: whether they were shown is not known."""
        row = self.known.row
        there = event.on in ("", row and row.platform)
        lost = [entry for entry in self.outbox if there and entry.once and entry.turn not in event.held]
        rest = tuple(entry for entry in self.outbox if entry not in lost)
        return replace(self, outbox=rest, happened=(*self.happened, *(NudgeUnknown(entry.turn) for entry in lost)))

    def without_nudge(self, event: Gone | DeliveryFailed) -> tuple[Snapshot, bool]:
        """Without the nudge that could not be shown, and whether there was one of which nothing was shown."""
        if isinstance(event, Gone):
            return self, False
        left = tuple(entry for entry in self.outbox if not (entry.once and entry.turn == event.turn))
        return replace(self, outbox=left), len(left) < len(self.outbox) and not event.shown

    def caught_up(self, says: Iterable[Say], *, flood: bool) -> Snapshot:
        """Without what was still to be said and only asks again, when this is said now.

        flood: without anything else too, as where this answers words of danger. Safety texts are said all the same,
        each once.
        """
        said, kept = _safety(says), list[OutboxEntry]()
        urgent = _endangered(says)
        if urgent and any(CALLED & dict(each.args).keys() for each in says if each.safety):
            said.add(LINE)  # whom to call is in there
        for entry in reversed(self.outbox):
            waiting = _says(entry)
            safety = _safety(waiting)
            if (
                entry.once
                or entry.at
                or (entry.shown and not urgent)
                or safety - said
                or not (flood or urgent or _again(waiting))
            ):
                kept.append(entry)
                said |= safety
        return replace(self, outbox=tuple(reversed(kept)))

    @property
    def danger_waits(self) -> bool:
        """Whether a question that words of danger led to is still to be shown."""
        return any(not entry.at and _endangered(_says(entry)) for entry in self.outbox)

    def unreachable(self, event: Event | NudgeClaimed, at: Address) -> bool:
        """Whether nobody can be reached at that address after this."""
        if self.at:
            return at != self.at and at.platform in self.known.person.unreached
        row = self.known.row
        return isinstance(event, Gone) or (not isinstance(event, PlatformGone) and bool(row and row.unreachable))


def _says(entry: OutboxEntry) -> tuple[Say, ...]:
    """What it says; nothing where that cannot be read."""
    try:
        return load_says(entry.says)
    except Exception:  # noqa: BLE001  where it is to be shown, that is in the log
        return ()


def _safety(says: Iterable[Say]) -> set[str]:
    """The safety texts among these; the versions of the line that says whom to call are one."""
    return {LINE if each.key.startswith(f"{LINE}.") else each.key for each in says if each.safety}


def _again(says: Iterable[Say]) -> bool:
    """Whether it only asks the same again: it was not understood, or an old button was pressed."""
    return any(each.key == STALE or each.key.startswith("pardon.") for each in says)


def _endangered(says: Iterable[Say]) -> bool:
    """Whether these are what words of danger led to, and not just the line under what nobody understood."""
    return bool(_safety(says) - {LINE})


def take_snapshot(
    known: Known, now: datetime, at: Address | None, seen: str, reports: Iterable[DeliveryReport]
) -> Snapshot:
    outbox, keyboard = outbox_of(known.row), known.row.keyboard if known.row else ""
    lost: list[Fact] = []
    for one in reports:
        lost += [NudgeUnknown(entry.turn) for entry in outbox if one.lost and entry.turn == one.turn]
        outbox = tuple(
            entry._replace(shown=one.shown or 0) if entry.turn == one.turn else entry
            for entry in outbox
            if entry.turn != one.turn or one.shown is not None
        )
        keyboard = keyboard if one.keyboard is None else one.keyboard
    return Snapshot(known, now, at, seen, outbox, keyboard, tuple(lost))


def with_seen(seen: str, update: str) -> str | None:
    """The list of the last few update ids with one more ("": none came); None when it is in there already."""
    if not update:
        return seen
    known = seen_in(seen)
    return None if update in known else dump_seen([*known, update])


def seen_in(seen: str) -> list[str]:
    """The update ids in such a list, oldest first; of a broken one none: at worst one update counts twice."""
    try:
        return list(json.loads(seen)) if seen else []
    except (TypeError, ValueError):
        return []


def dump_seen(updates: Sequence[str]) -> str:
    """The last of these as the row keeps them."""
    return json.dumps(list(updates[-REMEMBERED:]))
