"""What one turn hears besides the events of the talk, and what it comes to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.adapter import Address
from bot.engine.entries import OutboxEntry
from bot.store.queries import Code, FactRow, Row
from handlers.events import CodeRefused, Edited, Event, Located, Pressed, Said, Showed
from handlers.say import Say


@dataclass(frozen=True, slots=True)
class NudgeClaimed:
    """The sweep found that the nudge of this person is due. ours: the platforms we speak for; None: all of them."""

    ours: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class OutboxResumed:
    """Something is unsaid and nobody is saying it; `held` are the turns that somebody is.

    on: the platform on which it is so; "" for all of them.
    """

    held: frozenset[int] = frozenset()
    on: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryFailed:
    """What `turn` says could not be shown: nobody can be reached there. shown: how much of it had been shown before."""

    turn: int
    shown: int = 0


Input = Event | NudgeClaimed | OutboxResumed | DeliveryFailed
Theirs = Said | Pressed | Edited | Showed | Located | CodeRefused  # what a person did, so that they can be reached


@dataclass(frozen=True, slots=True)
class Merged:
    """Two became one. was: the row of the one who stays. gone: the other's, None for somebody new.

    at: where the code was typed. all_of: the facts of the turn are all there are of both, not only new ones.
    """

    was: Row
    gone: Row | None
    at: Address
    all_of: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn came to.

    row: to be kept on top of the turn before it; None: nothing changed. was: None: there was no row before.
    unsaid: all that the person has still to be told, of this turn and of those before.
    aside: to be said without being kept. forget: remove everything.
    took: what was pressed counted as an answer; it was not stale, forged or heard before.
    linked: they can be reached on several platforms. code: one they were given for linking. parted: where nobody is any
    more. redeem: the seal of a code they typed; the outcome is nothing else. joined: two became one.
    """

    person: str
    row: Row | None
    was: Row | None
    facts: tuple[FactRow, ...] = ()
    outbox: tuple[OutboxEntry, ...] = ()
    aside: tuple[Say, ...] = ()
    asked: int = 0
    language: str = "en"
    forget: bool = False
    took: bool = False
    linked: bool = False
    code: Code | None = None
    left_chats: tuple[Address, ...] = ()
    redeem: str = ""
    joined: Merged | None = None

    @property
    def now(self) -> Row | None:
        """The row as it is after this turn."""
        return None if self.forget else self.row or self.was


class MemoryUnreadable(Exception):
    """What is remembered of the person cannot be read: take the turn again with their facts."""


class AddressesWanted(Exception):
    """Where the person can be reached besides is to be known: take the turn again with their addresses."""


class Stranger(Exception):
    """Whoever is at that address may be no more the person they were: look it up, and take the turn again."""
