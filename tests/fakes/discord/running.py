"""`lumbot run`, real discord.py: as a process (`python -m tests.fakes.discord.running ADDRESS`), or in this one.

The process is the command itself, its settings come from the environment; the library is pointed at the server from
outside. In here it is all that the command starts, and that a request to end cancels.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from yarl import URL

from bot import __main__ as command, settings
from bot.app import AT_MOST, run, taught
from bot.platforms import PLATFORMS
from tests import ROOT
from tests.fakes.discord.pointing import pointed
from tests.fakes.discord.server import Server

LONG = 60.0  # real seconds; only what hangs takes so long


class Running(Protocol):
    async def ended(self) -> int:
        """Ask it to end; its exit code."""
        ...


class Process:
    def __init__(self, popen: subprocess.Popen[bytes]) -> None:
        self._popen = popen

    def kill(self) -> None:
        self._popen.kill()

    async def died(self) -> int:
        return await asyncio.to_thread(self._popen.wait, LONG)

    async def ended(self) -> int:
        self._popen.terminate()
        return await self.died()


@contextmanager
def running(server: Server, database: str, told: Path, **env: Any) -> Iterator[Process]:
    """The process, killed when the block ends, if it has not ended. told: where its standard error output goes.

    env: further settings, also instead of the token that the server knows.
    """
    settings = {"LUMBOT_DISCORD_TOKEN": server.token, "LUMBOT_DATABASE_URL": database} | env
    with told.open("ab") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.discord.running", server.origin],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=err,
            env=os.environ | {name: str(value) for name, value in settings.items()},
        )
    try:
        yield Process(process)
    finally:
        process.kill()
        process.wait()


class Here:
    def __init__(self, task: asyncio.Task[int]) -> None:
        self._task = task

    async def ended(self) -> int:
        loop = asyncio.get_running_loop()
        began = loop.time()
        self._task.cancel()
        await asyncio.wait([self._task])
        assert loop.time() - began < AT_MOST  # then a process ends whatever is left undone
        return 0 if self._task.cancelled() else self._task.result()


@asynccontextmanager
async def running_here(tokens: Mapping[str, str], database: str, **more: Any) -> AsyncIterator[Here]:
    """All that `lumbot run` starts, with these tokens by platform; cancelled when the block ends. more: settings."""
    given = {f"{platform}_token": token for platform, token in tokens.items()}
    chosen = settings.read(database_url=database, **given, **more)
    task = asyncio.create_task(run(PLATFORMS, chosen, taught(chosen)))
    try:
        yield Here(task)
    finally:
        task.cancel()
        await asyncio.wait([task])


def main(origin: str) -> int:
    server = Server()
    server.origin, server.rest = origin, f"{origin}/api/v10"
    server.gateway = URL(f"ws{origin.removeprefix('http')}/gateway/")
    with pointed(server):
        return command.main(["run"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
