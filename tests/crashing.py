"""A process of its own that talks to one person and ends, as if the machine had died, at a named step of a turn.

`python -m tests.crashing URL LOG STEP HOW_OFTEN EVENT`: EVENT is a choice to press, "sweep", or a text that is typed on
Discord. Every message shown is a line in LOG; an event that was acknowledged writes "acknowledged". Exit code 9: it
died there.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from bot.engine import Engine
from bot.platforms import Address
from bot.speak import Utterance
from bot.store import Store
from content.load import load
from handlers.parts import Pressed, Said
from handlers.saved import load_dialog
from tests.engines import ANN, Clock, HeldAlarms

DIED = 9
ON_DISCORD = Address("discord", "d-ann")


class Written:
    """A platform whose messages reach the file at once, so that they outlive the process."""

    name = "tests"
    rate = 1e9

    def __init__(self, log: Path) -> None:
        self.log = log

    async def show(self, chat: str, utterance: Utterance, nonce: str) -> str:
        write(self.log, nonce)
        return nonce

    async def close(self, chat: str, message: str) -> None:
        pass


def write(log: Path, line: str) -> None:
    with log.open("a") as file:
        file.write(f"{line}\n")


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
    engine = Engine(store, load(), written, alarms=HeldAlarms(clock), now=clock, at=at)
    await engine.start()
    if event == "sweep":
        await engine.sweep()
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


if __name__ == "__main__":
    asyncio.run(talk(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5]))
