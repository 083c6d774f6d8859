"""A process of its own that talks to one person and ends, as if the machine had died, at a named step of a turn.

Every message shown is a line in its log; an event that was acknowledged writes "acknowledged".
"""

from __future__ import annotations

import asyncio
import os
from functools import cache
from pathlib import Path

from bot.adapter import Address
from bot.engine.engine import Engine
from bot.speaking.speak import Utterance
from bot.store.queries import Store
from content.load import load
from content.model import Catalog
from handlers.events import Pressed, Said
from handlers.saved import load_dialog
from tests.fakes.shared.engines import ANN, Clock, HeldAlarms
from tests.fakes.shared.forked import Forked

DIED = 9  # the exit code of whoever died there
ON_DISCORD = Address("discord", "d-ann")


class Written:
    """A platform whose messages reach the file at once, so that they outlive the process."""

    name = "tests"
    rate = 1e9

    def __init__(self, log: Path) -> None:
        self.log = log

    async def ready(self, chat: str) -> None:
        pass

    async def deliver(self, chat: str, utterance: Utterance, nonce: str) -> str:
        write(self.log, nonce)
        return nonce

    async def close_buttons(self, chat: str, message: str, trace: str = "") -> None:
        pass


def write(log: Path, line: str) -> None:
    with log.open("a") as file:
        file.write(f"{line}\n")


@cache
def catalog() -> Catalog:
    """Loaded in the process that this one was forked from."""
    return load()


async def talk(url: str, log: Path, step: str, how_often: int, event: str) -> None:
    left = how_often

    def at(name: str) -> None:
        nonlocal left
        left -= name == step
        if not left:
            os._exit(DIED)

    store, clock = await Store.open(url), Clock()
    row = await store.row_at(ANN)
    written = dict.fromkeys(("tests", "telegram", "discord"), Written(log))
    engine = Engine(store, catalog(), written, alarms=HeldAlarms(clock), now=clock, at=at)
    await engine.start()
    if event == "sweep":
        await engine.sweep()
        await engine.nudged()
    elif event.startswith("/"):
        await engine.hear(ON_DISCORD, Said(event), "u1")
        write(log, "acknowledged")
        await engine.shown(ON_DISCORD)
    else:
        assert row
        await engine.hear(ANN, Pressed(event, load_dialog(row.dialog).turn), "u1")
        write(log, "acknowledged")
    await engine.shown(ANN)
    await engine.stop()
    await store.close()


def main(url: str, log: str, step: str, how_often: int, event: str) -> None:
    asyncio.run(talk(url, Path(log), step, how_often, event))


async def die(url: str, log: Path, step: str, how_often: int, event: str) -> int:
    """Run a process that dies at this step when it comes to it for the nth time; its exit code.

    event: a choice to press, "sweep", or a text that is typed on Discord.
    """
    with Forked(main, url, str(log), step, how_often, event) as one:
        return await asyncio.to_thread(one.wait)
