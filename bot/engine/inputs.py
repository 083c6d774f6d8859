"""What one turn hears besides the events of the talk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.adapter import Address
from handlers.events import CodeRefused, Edited, Event, Located, Pressed, Said, Showed


@dataclass(frozen=True, slots=True)
class NudgeClaimed:
    """This person is due, and if they are at this address their nudge goes out as soon as it is kept.

    at: None if it may only be left out, for being too late. claim: a name that no other claim has. still: whether it
    may still be said there; else they are as due as before.
    """

    at: Address | None = None
    claim: str = ""
    still: Callable[[Address], bool] = lambda _: True

    def ready(self, address: Address | None) -> bool:
        """Whether what goes to that address may go out now."""
        return address is not None and self.at == address and self.still(address)


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


@dataclass(frozen=True, slots=True)
class ClockChanged:
    """The clock, or the rules of their zone, were not what they are now: when they are due is worked out anew."""


Input = Event | NudgeClaimed | OutboxResumed | DeliveryFailed | ClockChanged
Theirs = Said | Pressed | Edited | Showed | Located | CodeRefused  # what a person did, so that they can be reached
