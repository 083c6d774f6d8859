"""What a place to talk must be able to do, and the two ways it may fail. One file per platform; SDKs stay inside it.

A platform lays out the buttons of an `Utterance` its own way; nobody else learns which platform a person is on.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from bot.speak import Utterance


class Address(NamedTuple):
    """Where somebody can be reached: the name of a platform, and the chat there."""

    platform: str
    chat: str


class Unreachable(Exception):
    """This chat will not take messages any more: blocked, closed or gone. Trying again is useless."""


class TryLater(Exception):
    """The platform asks us to wait `seconds` seconds before this message is shown again. Nothing was shown."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"try again in {seconds:g} s")
        self.seconds = seconds


class Platform(Protocol):
    """One way to reach people. `name` is the first half of every address it serves."""

    @property
    def name(self) -> str: ...

    async def show(self, chat: str, utterance: Utterance, nonce: str) -> None:
        """Show one message and return when it has been shown.

        nonce: the same for every attempt at the same message, so that a platform which can tell shows it once.
        Raises Unreachable, or TryLater(seconds); any other exception means it may be tried again.
        """
        ...
