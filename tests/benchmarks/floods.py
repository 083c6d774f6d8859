"""One person sends 1,500 messages, and forty others one each, right behind: how long they wait. `lumbot run` at
Telegram's pace, against a server on loopback.

All of it is there in the same instant, as after an outage, so that nobody's wait is hidden in the time it takes to
write. Beside it, in the same run: the forty without the flood, who wait for Telegram's pace alone (29 a second).
"""

from __future__ import annotations

import asyncio
import tempfile
from statistics import quantiles
from typing import Any

from tests.benchmarks.updates import on_a_core, quiet
from tests.fakes.telegram.bots import running
from tests.fakes.telegram.people import Person
from tests.fakes.telegram.server import Server

FLOOD, OTHERS = 1500, 40
FIRST = 70_001  # the chat of the flooder; those of the others are behind it
WITHIN = 120.0  # seconds; only what hangs takes so long
OTHERS_GOAL, LAST_GOAL = 2.0, 10.0  # seconds
LAST = "/privacy"


class Said:
    """When each chat was told something first, in seconds of the loop."""

    def __init__(self, server: Server) -> None:
        self.first: dict[int, float] = {}
        self.last = 0.0  # when the flooder's last word was answered
        server.fate = self._look

    def _look(self, method: str, params: Any) -> None:
        if method == "sendMessage":
            now, chat = asyncio.get_running_loop().time(), int(params["chat_id"])
            self.first.setdefault(chat, now)
            if chat == FIRST and not self.last and "What I keep" in params["text"]:
                self.last = now


async def measure() -> dict[str, dict[str, Any]]:
    """About a minute."""
    with tempfile.TemporaryDirectory(prefix="lumbot-bench-") as folder, quiet():
        async with Server() as server:
            server.checks = False
            with running("lumbot-paced", server.url, server.token, f"sqlite:///{folder}/lumbot.db") as bot:
                flooder, *others = [server.person(FIRST + n, f"P{n}", "en") for n in range(1 + OTHERS)]
                await met(server, [flooder, *others])
                alone, *_ = await told(server, others, "30")
                await asyncio.sleep(3)
                core = on_a_core(bot.pid)
                behind, last, messages, fetched = await told(server, others, "agree", flooder)
                core = on_a_core(bot.pid) - core
    worst = quantiles(behind, n=20, method="inclusive")[-1]
    return {
        f"{OTHERS} people behind {FLOOD:,} messages of one, p95": {
            "value": round(worst, 2),
            "goal": OTHERS_GOAL,
            "unit": "s",
            "held": worst < OTHERS_GOAL,
            "p50 and longest, s": [round(quantiles(behind, n=2)[0], 2), round(max(behind), 2)],
            "without the flood, p95 and longest, s": [
                round(quantiles(alone, n=20, method="inclusive")[-1], 2),
                round(max(alone), 2),
            ],
            "the last page fetched after, s": round(fetched, 2),
            "of a core, s": round(core, 2),
        },
        "the last word of who sent them, after its end": {
            "value": round(last, 2),
            "goal": LAST_GOAL,
            "unit": "s",
            "held": last < LAST_GOAL,
            "answers to them in all": messages,
        },
    }


async def met(server: Server, people: list[Person]) -> None:
    """All of them have said hello, and were answered."""
    for person in people:
        await person.writes("/start")
    await server.until(lambda: all(person.shown for person in people), WITHIN)
    await asyncio.sleep(3)  # the pace is as it was


async def told(
    server: Server, others: list[Person], word: str, flooder: Person | None = None
) -> tuple[list[float], float, int, float]:
    """The flood, then this word of each of the others; how long each waited, and the flooder's last word; its answers;
    and when all was fetched.

    The word has one message for an answer.
    """
    said, loop = Said(server), asyncio.get_running_loop()
    before = len(server.chats[FIRST])
    if flooder:
        for n in range(FLOOD):
            await flooder.writes(f"hm h{'m' * (n % 50)}")
        await flooder.writes(LAST)
    began = loop.time()
    for person in others:
        await person.writes(word)
    await server.until(lambda: server.pending == 0, WITHIN)
    fetched = loop.time() - began
    chats = {person.chat_id for person in others}
    await server.until(lambda: chats <= said.first.keys() and (not flooder or said.last), WITHIN)
    return (
        [said.first[chat] - began for chat in chats],
        said.last - began if flooder else 0.0,
        len(server.chats[FIRST]) - before,
        fetched,
    )
