"""The server in a process of its own: `python -m tests.fakes.telegram.alone PEOPLE WORD ...`, for what is measured.

Everybody has written all the words, in turn, before it prints its address and token. It prints another line when the
bot begins to fetch, and what it saw when there have been as many sendMessage as words; then it waits to be killed.
Each line is JSON.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests import ROOT
from tests.fakes.telegram.server import Server

FIRST = 10_001  # the chat of the first of them


@contextmanager
def serving(people: int, words: tuple[str, ...]) -> Iterator[subprocess.Popen[str]]:
    """The server, killed when the block ends; `tell` reads what it prints."""
    command = [sys.executable, "-m", "tests.fakes.telegram.alone", str(people), *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def tell(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Its next line; waits for it. Raises RuntimeError when it has ended."""
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise RuntimeError("the server has ended")
    told: dict[str, Any] = json.loads(line)
    return told


async def serve(count: int, words: tuple[str, ...]) -> None:
    async with Server() as server:
        server.checks = False  # the tests check every request; here the server must not be what is measured
        people = [server.person(FIRST + n, f"P{n}", "en") for n in range(count)]
        for word in words:
            for person in people:
                await person.writes(word)
        begun, last = asyncio.Event(), asyncio.Event()

        def look(method: str, _params: object) -> None:
            if method == "getUpdates":
                begun.set()
            elif method == "sendMessage" and server.calls[method] == count * len(words):
                last.set()

        server.fate = look
        say({"url": server.url, "token": server.token})
        await begun.wait()
        say({"begun": True})
        await last.wait()
        await server.until(lambda: not server.pending)
        say(seen(server, count * len(words)))
        await asyncio.Event().wait()


def seen(server: Server, wanted: int) -> dict[str, Any]:
    """seconds: from the first getUpdates to the last reply that was waited for. fewest, most: replies in one chat."""
    replies = [at for at, method, _ in server.requests if method == "sendMessage"]
    polls = [at for at, method, _ in server.requests if method == "getUpdates"]
    chats = [len(shown) for shown in server.chats.values()]
    return {
        "seconds": replies[wanted - 1] - polls[0],
        "fewest": min(chats),
        "most": max(chats),
        "faults": len(server.faults) + len(server.own_faults),
        "calls": dict(server.calls),
    }


def say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), tuple(sys.argv[2:])))
