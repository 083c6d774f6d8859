"""Many people over many days in a process of its own, which dies at some step, as if the machine had, and is begun
again where it was. The clock is held; everything that is kept is real.

What it writes down outlives it: each nudge that was shown, each part of a day that is over, and its memory then.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from bot.adapter import Address
from bot.engine.engine import Engine
from bot.speaking.speak import Utterance
from bot.store.queries import Store
from handlers.events import Event, Pressed, Said
from tests.fakes.shared.crashing import DIED, catalog, write
from tests.fakes.shared.engines import Clock, HeldAlarms
from tests.fakes.shared.stores import NOON

PARTS = (-6.0, 0.0, 0.5, 6.0)  # of a day, in hours from noon, when all nudges are due
RATE = 20  # messages a second: so many may be on the wire
ACTIVE = 0.1  # of all people, who do something in one part of a day; three at least
WORDS = ("/menu", "thanks", "/help", "my pain is 3", "not today", "what is this", "ok")
CHOICES = {"session", "start", "ready", "go_now", "done_now", "stop", "home", "back", "none", "settled"}
CHOICES |= {str(score) for score in range(11)}
AT_ONCE = 200  # people who do something in the same moment


def address(person: int) -> Address:
    return Address("tests", f"c{person}")


def when(part: int) -> datetime:
    """The time of that part, counted from the first of the first day."""
    return NOON + timedelta(days=part // len(PARTS), hours=PARTS[part % len(PARTS)])


class Chats:
    """A platform that remembers the last buttons of each chat, and writes each nudge down."""

    name = "tests"
    rate = RATE

    def __init__(self, log: Path, clock: Clock) -> None:
        self.log, self.clock, self.count = log, clock, 0
        self.buttons: dict[str, list[str]] = {}

    async def ready(self, chat: str) -> None:
        pass

    async def deliver(self, chat: str, utterance: Utterance, nonce: str) -> str:
        self.count += 1
        if utterance.nudge:
            write(self.log, f"nudge {chat} {self.clock.now:%Y-%m-%d}")
        self.buttons[chat] = [each.id for each in utterance.buttons]
        return str(self.count)

    async def close_buttons(self, chat: str, message: str, trace: str = "") -> None:
        pass

    async def delete(self, chat: str, messages: Mapping[str, datetime]) -> None:
        pass

    def deleted(self, chat: str, message: str) -> bool:
        return False

    def overtake(self, chat: str) -> None:
        pass

    def act(self, person: int, random: Random) -> Event:
        """What they do now: a button that is there, or a word."""
        ids = [each.partition(":") for each in self.buttons.get(f"c{person}", ())]
        there = [(int(turn), choice) for turn, _, choice in ids if choice in CHOICES]
        if there and random.random() < 0.7:
            turn, choice = random.choice(there)
            return Pressed(choice, turn)
        return Said(random.choice(WORDS))


def memory() -> int:
    """Bytes that are ours; 0 where that is not told."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * 4096 if statm.exists() else 0


async def live(url: str, log: Path, people: int, first: int, last: int, seed: int, steps: int) -> None:
    left = steps

    def at(_step: str) -> None:
        nonlocal left
        left -= 1
        if not left:
            os._exit(DIED)

    store, clock = await Store.open(url), Clock(when(first))
    chats = Chats(log, clock)
    engine = Engine(store, catalog(), {"tests": chats}, alarms=HeldAlarms(clock), now=clock, pause=0.001, at=at)
    await engine.start()
    for part in range(first, last):
        clock.now, random = when(part), Random(f"{seed} {part}")
        await engine.sweep()
        await engine.nudged()
        active = random.sample(range(people), max(3, round(people * ACTIVE)))
        for n in range(0, len(active), AT_ONCE):
            some = active[n : n + AT_ONCE]
            acts = [(address(each), chats.act(each, random)) for each in some]
            await asyncio.gather(*(engine.hear(who, act, f"{part}") for who, act in acts))
            await asyncio.gather(*(engine.shown(who) for who, _ in acts))
        write(log, f"over {part} {memory()}")
    await engine.stop()
    await store.close()


def main(url: str, log: str, people: int, first: int, last: int, seed: int, steps: int) -> None:
    asyncio.run(live(url, Path(log), people, first, last, seed, steps))
