"""What a place to talk must be able to do, and the ways it may fail. One file or folder per platform; SDKs stay inside.

A platform lays out the buttons of an `Utterance` its own way; nobody else learns which platform a person is on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol, runtime_checkable

from bot.speaking.speak import Utterance
from handlers.events import Event

Clock = Callable[[], datetime]  # tells the time: aware, UTC

REMEMBERED = 40  # of each person, so many of the last updates are known when a platform delivers them again: all that
# one platform has delivered and not yet had confirmed


class Address(NamedTuple):
    """Where somebody can be reached: the name of a platform, and the chat there."""

    platform: str
    chat: str


class Unreachable(Exception):
    """This chat will not take messages any more: blocked, closed or gone. Trying again is useless."""


class Refused(Exception):
    """The platform will never take this message, whoever it is for. Nothing was shown; trying again is useless."""


class TryLater(Exception):
    """Nothing was shown, that is certain. The platform asks us to wait `seconds` before the message is tried again.

    0: it did not say for how long.
    """

    def __init__(self, seconds: float = 0) -> None:
        super().__init__(f"try again in {seconds:g} s" if seconds else "try again later")
        self.seconds = seconds


class PlatformError(Exception):
    """A platform cannot be used as it is set up: one line that names the setting and says how to mend it."""


class Platform(Protocol):
    """One way to reach people. `name` is the first half of every address it serves."""

    @property
    def name(self) -> str: ...

    @property
    def rate(self) -> float:
        """How many messages a second it takes from us, in all; nudges are not looked up faster than that."""
        ...

    async def ready(self, chat: str) -> None:
        """Wait until a nudge may go to that chat at our pace: the one delivered next waits for nothing more."""
        ...

    async def deliver(self, chat: str, utterance: Utterance, nonce: str) -> str:
        """Show one message and return when it has been shown: its id there, "" if it has none.

        A nudge goes out at once: whoever delivers one has waited until the chat is `ready`, before each attempt.
        Where `utterance.instead` names a message of ours, and that can still be changed, it is changed to this one,
        without a sound, and its id is returned. Where that cannot be done, this is a new message.
        nonce: the same for every attempt at the same message, so that a platform which can tell shows it once.
        Raises Unreachable, Refused or TryLater; after any other exception it may have been shown or not.
        """
        ...

    async def close_buttons(self, chat: str, message: str, trace: str = "") -> None:
        """Take the buttons off a message whose question is open no more. What fails is left as it is, and not told.

        trace: what was answered, to be written under the question where that is the way there.
        """
        ...


@runtime_checkable
class Deletes(Platform, Protocol):
    """A platform where messages can be deleted."""

    async def delete(self, chat: str, messages: Mapping[str, datetime]) -> None:
        """Delete these messages of ours, some time soon; by their ids, with when each was sent (UTC)."""
        ...

    def deleted(self, chat: str, message: str) -> bool:
        """Whether that has been done by this process, or cannot be done."""
        ...


@runtime_checkable
class Waits(Platform, Protocol):
    """A platform where a message may have to wait for long until its chat may get one more."""

    def overtake(self, chat: str) -> None:
        """An answer that waits there is not wanted any more: its `deliver` raises TryLater, if it has not gone yet."""
        ...


class KeptUpdates(Protocol):
    """What a platform delivered and is not heard yet: kept, so that it may be confirmed before that."""

    async def keep(self, platform: str, updates: Mapping[str, str]) -> bool:
        """Keep these updates, as they came, by their ids; whether they are. Each goes when `hear` has taken it."""
        ...

    async def left(self, platform: str) -> list[str]:
        """All that was kept there by whoever was here before, and not heard, in order."""
        ...

    async def drop(self, platform: str, update: str) -> None:
        """This one will never be heard."""
        ...


class Listener(Protocol):
    """What a platform needs of the engine."""

    @property
    def inbox(self) -> KeptUpdates: ...

    async def hear(self, address: Address, event: Event, update: str = "") -> bool: ...
    async def shown(self, address: Address) -> None: ...
    async def fits(self, address: Address, text: str) -> bool: ...


class NetworkPlatform(Platform, Protocol):
    """A platform that other people reach us on, through the network."""

    async def serve(self, coach: Listener) -> None:
        """Connect, and let the coach hear what people send, until it is cancelled; then take nothing more, finish
        what is in hand, and return. A server that is down is tried again, with one line about it, for ever.

        Raises PlatformError when it cannot be used as it is set up.
        """
        ...

    async def disconnect(self) -> None:
        """Close all connections; nothing is shown any more."""
        ...
