"""Updates a second through the Telegram adapter, and what kill -9 does to 100 pending messages; beside the peers.

Ours is the whole durable turn: SQLite with synchronous FULL, de-duplication, the dialog, the reply with its buttons,
and the edit that takes the buttons off the question before. The peers say again what they hear and keep nothing. Every
bot and the server are processes of their own; the server is the same for all. In turn, so that what else the machine
does meets them all; medians of three.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from bot.adapter import Address
from bot.store.queries import Store
from content.load import load
from content.model import Catalog
from handlers.saved import load_dialog
from tests.fakes.telegram.alone import serving, tell
from tests.fakes.telegram.bots import free_port, missing, running
from tests.fakes.telegram.killing import MESSAGES, MOMENTS, WAYS, answered, crowd, end_of, killed
from tests.fakes.telegram.server import Server

PEOPLE = 300
WORDS = ("/start", "go on", *("yes", "back") * 4)  # each has one message for an answer
COUNT = PEOPLE * len(WORDS)
ROUNDS = 3
GOAL = 2.0
OURS, PTB = "lumbot", "ptb"
BOTS = {
    OURS: "ours",
    PTB: "python-telegram-bot, one after the other",
    "aiogram": "aiogram, a task each",
    "aiogram-in-turn": "aiogram, one after the other",
}


async def measure() -> dict[str, dict[str, Any]]:
    """Both; about two minutes on two free cores."""
    return await asyncio.to_thread(throughput) | await survival(load())


# --- updates a second -----------------------------------------------------------------------------------------------


def throughput() -> dict[str, dict[str, Any]]:
    """Updates a second, from the first getUpdates to the last reply, and the bot's own time on a core for each."""
    there = [name for name in BOTS if not missing(name)]
    rounds = [{name: through(name) for name in there} for _ in range(ROUNDS)]
    rate = {name: median(COUNT / one[name]["seconds"] for one in rounds) for name in there}
    ratio = median(one[PTB]["seconds"] / one[OURS]["seconds"] for one in rounds)  # of the same round
    cores = {name: median(one[name]["core"] for one in rounds) for name in there}
    return {
        "updates/s through the Telegram adapter, ours over PTB": {
            "value": round(ratio, 2),
            "goal": GOAL,
            "unit": "x",
            "held": ratio >= GOAL,
            "updates/s": {BOTS[name]: round(rate[name]) for name in there},
            "ms of a core for each": {BOTS[name]: round(1000 * cores[name] / COUNT, 2) for name in there},
            "requests for each": {BOTS[name]: round(rounds[0][name]["requests"] / COUNT, 2) for name in there},
            "without": [f"{BOTS[name]}: {missing(name)} is not installed" for name in BOTS if missing(name)],
        }
    }


def through(name: str) -> dict[str, float]:
    """One bot, 3,000 updates: seconds, seconds on a core from the first getUpdates on, requests."""
    with serving(PEOPLE, WORDS) as server, tempfile.TemporaryDirectory(prefix="lumbot-bench-") as folder, quiet():
        at = tell(server)
        database = [f"sqlite:///{folder}/lumbot.db"] if name == OURS else []
        with running(name, at["url"], at["token"], *database) as bot:
            tell(server)
            before = on_a_core(bot.pid)
            seen = tell(server)
            core = on_a_core(bot.pid) - before
    if (seen["fewest"], seen["most"], seen["faults"]) != (len(WORDS), len(WORDS), 0):
        raise RuntimeError(f"{name} did not answer each once: {seen}")
    return {"seconds": seen["seconds"], "core": core, "requests": sum(seen["calls"].values())}


def on_a_core(process: int) -> float:
    """Seconds that this process has been on a core; Linux only."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def quiet() -> Iterator[None]:
    """What the bots say on the standard error output is not part of a table."""
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


# --- kill -9 --------------------------------------------------------------------------------------------------------


async def survival(catalog: Catalog) -> dict[str, dict[str, Any]]:
    """100 messages are pending, the bot is killed in the middle, at three moments, and started again."""
    lost: dict[str, list[int]] = {}
    more: dict[str, Any] = {}
    for way, webhook in (("polling", False), ("webhook", True)):
        with quiet():
            ours = [await ours_after(moment, webhook, catalog) for moment in MOMENTS]
        lost[f"ours, {way}"] = [one["lost"] for one in ours]
        more[f"ours, {way}"] = ours
        if webhook and missing("ptb-writing by webhook"):
            more["without"] = "python-telegram-bot, webhook: tornado is not installed"
            continue
        with quiet():
            theirs = [await theirs_after(moment, webhook) for moment in MOMENTS]
        lost[f"python-telegram-bot, {way}"] = [one["lost"] for one in theirs]
        more[f"python-telegram-bot, {way}"] = theirs
    worst = max(one["lost"] + one["twice"] for way in ("polling", "webhook") for one in more[f"ours, {way}"])
    return {
        "messages lost or heard twice when killed with 100 pending": {
            "value": worst,
            "goal": 0,
            "unit": f"of {MESSAGES}",
            "held": worst == 0,
            "killed at message": MOMENTS,
            "lost": lost,
            "in full": more,
        }
    }


async def ours_after(moment: int, webhook: bool, catalog: Catalog) -> dict[str, int]:
    """Messages lost and heard twice, and replies repeated in the chat where most were."""
    port = [str(free_port())] if webhook else []
    with tempfile.TemporaryDirectory(prefix="lumbot-bench-") as folder:
        url = f"sqlite:///{folder}/lumbot.db"
        async with Server() as server:
            people = await crowd(server)
            begin = partial(running, OURS, server.url, server.token, url, *port)
            with suppress(TimeoutError):  # then something was lost, and is counted
                await killed(server, begin, moment, answered(server, people, catalog))
        store = await Store.open(url)
        rows = [await store.row_at(Address("telegram", str(person.chat_id))) for person, _ in people]
        await store.close()
    heard, each = [load_dialog(row.dialog).turn if row else 0 for row in rows], len(WAYS[0])
    return {
        "lost": sum(max(0, each - count) for count in heard),
        "twice": sum(max(0, count - each) for count in heard),
        "replies repeated in one chat": max(
            len(person.shown) - len(end_of(way, catalog).texts) for person, way in people
        ),
    }


async def theirs_after(moment: int, webhook: bool) -> dict[str, int]:
    """Messages lost and handled twice by python-telegram-bot's own Updater."""
    port = [str(free_port())] if webhook else []
    with tempfile.TemporaryDirectory(prefix="lumbot-bench-") as folder:
        file = Path(folder) / "ids"
        async with Server() as server:
            await crowd(server)
            begin = partial(running, "ptb-writing", server.url, server.token, str(file), *port)
            await killed(server, begin, moment, lambda: server.pending == 0 and server.calls["getMe"] > 1)
        ids = Counter(file.read_text().split())
    return {"lost": MESSAGES - len(ids), "twice": sum(count - 1 for count in ids.values())}
