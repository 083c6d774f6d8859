"""What one turn hears besides the events of the talk."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from handlers.events import CodeRefused, Edited, Event, Located, Pressed, Said, Showed


@dataclass(frozen=True, slots=True)
class NudgeClaimed:
    """The sweep found that the nudge of this person is due. ours: the platforms we speak for; None: all of them."""

    ours: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class OutboxResumed:
    """Something waits in the outbox and nobody delivers it; `held` are the turns that somebody does.

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
