"""What one turn comes to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.adapter import Address
from bot.engine.entries import OutboxEntry
from bot.store.queries import Code, FactRow, Row
from handlers.say import Say


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Nothing is to be kept. outbox: what the person has still to be told. aside: to be said without being kept."""

    person: str
    row: Row | None = None
    outbox: tuple[OutboxEntry, ...] = ()
    language: str = "en"
    aside: tuple[Say, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """`row` is to be kept on top of `was`, the row as it was read (None: somebody new), with these facts.

    outbox: all that the person has still to be told. took: what was pressed counted as an answer (it was not stale,
    forged or heard before), or the nudge that was claimed is settled. code: one they were given for linking.
    left_chats: where nobody is any more. caught_up: of what was still to be said some is not to be said any more.
    """

    person: str
    row: Row
    was: Row | None
    facts: tuple[FactRow, ...]
    outbox: tuple[OutboxEntry, ...]
    language: str
    took: bool = False
    code: Code | None = None
    left_chats: tuple[Address, ...] = ()
    caught_up: bool = False


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Everything of this person is to be removed. aside: said to them all the same, under the stamp `asked`."""

    person: str
    was: Row | None
    aside: tuple[Say, ...]
    asked: int
    language: str


@dataclass(frozen=True, slots=True)
class NeedsCode:
    """They typed a code with this seal; whose it is has to be looked up before the turn can be taken."""

    person: str
    seal: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Two became one. row: of the one who stays, on top of `was`. gone: the other's row, None for somebody new.

    at: where the code was typed. all_of: `facts` are all there are of both, not only new ones. outbox: of the one.
    """

    person: str
    row: Row
    was: Row
    gone: Row | None
    at: Address
    facts: tuple[FactRow, ...]
    all_of: bool
    outbox: tuple[OutboxEntry, ...]
    language: str


Outcome = Unchanged | Changed | Forgotten | NeedsCode | Merged


def together(first: Changed, then: Changed) -> Changed:
    """Two turns of one person in a row, as one to be kept on top of the row that was read."""
    code = then.code or first.code
    facts, left = (*first.facts, *then.facts), (*first.left_chats, *then.left_chats)
    caught_up = first.caught_up or then.caught_up
    return replace(then, was=first.was, facts=facts, code=code, left_chats=left, caught_up=caught_up)
