"""Somebody at a plain terminal, for `tests.fakes.shared.playing`."""

from __future__ import annotations

import asyncio
import re

from bot.adapter import Listener
from bot.platforms.terminal.plain import HERE, PlainTerminal
from bot.speaking.speak import Button, Utterance
from content.model import Catalog
from handlers.events import Pressed, Said
from tests.fakes.shared.engines import Clock
from tests.fakes.shared.playing import Seen

MARK = "\x1e"  # tells one message from the next; no text of ours has it


class Sat(PlainTerminal):
    """The terminal, with somebody in front of it."""

    def __init__(self, edge: TerminalEdge, clock: Clock) -> None:
        super().__init__(edge.lines.append, clock)
        self.edge = edge

    async def serve(self, coach: Listener) -> None:
        self.edge.coach = coach
        await asyncio.Event().wait()

    async def disconnect(self) -> None:
        pass

    async def deliver(self, chat: str, utterance: Utterance, nonce: str) -> str:
        self.edge.lines.append(MARK)
        shown = await super().deliver(chat, utterance, nonce)
        self.edge.shown.append(utterance)
        return shown


class TerminalEdge:
    """lines: all that was written, a mark before each message."""

    address = HERE

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.shown: list[Utterance] = []
        self.coach: Listener | None = None

    def cleared(self) -> TerminalEdge:
        """For somebody else, who sees nothing of what was before."""
        self.lines.clear()
        self.shown.clear()
        return self

    @staticmethod
    def can(line: str) -> bool:
        """Whether a person can do that here: a terminal takes lines, and cannot be blocked."""
        return not line.startswith("> (") and line != "~ gone"

    def platform(self, catalog: Catalog, clock: Clock) -> Sat:
        return Sat(self, clock)

    async def ready(self) -> None:
        await asyncio.sleep(0)

    async def types(self, line: str) -> None:
        assert self.coach
        await self.coach.hear(HERE, Said(line))

    async def presses(self, label: str, turn: int) -> None:
        assert self.coach
        buttons = [button for each in self.shown for button in each.buttons]
        pressed = next(each for each in reversed(buttons) if _is(each, label, turn))
        await self.coach.hear(HERE, Pressed(pressed.id.partition(":")[2], turn))

    async def goes(self) -> None:
        raise AssertionError("a terminal cannot be blocked")

    def seen(self) -> list[Seen]:
        return [_seen(message.removeprefix("\n< ")) for message in "\n".join(self.lines).split(MARK)[1:]]


def _is(button: Button, label: str, turn: int) -> bool:
    return button.label == label and button.id.startswith(f"{turn}:")


def _seen(message: str) -> Seen:
    lines = [line.removeprefix("  ") for line in message.rstrip().split("\n")]
    lines = [line for line in lines if not line.startswith("Written to ")]
    buttons: tuple[str, ...] = ()
    if re.fullmatch(r"\[[^\]]+\](  \[[^\]]+\])*", lines[-1]):
        buttons = tuple(lines.pop()[1:-1].split("]  ["))
    return Seen("\n".join(lines).rstrip(), buttons)
