"""`lumbot run` as a process of its own, with the real discord.py: `python -m tests.discord.running ADDRESS`.

It is the command itself, its settings come from the environment; the library is pointed at the server from outside.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from yarl import URL

from tests.discord.pointing import pointed
from tests.discord.server import Server

ROOT = Path(__file__).parents[2]


@contextmanager
def running(server: Server, database: str, told: Path, **env: Any) -> Iterator[subprocess.Popen[bytes]]:
    """The process, killed when the block ends, if it has not ended. told: where its standard error output goes.

    env: further settings, also instead of the token that the server knows.
    """
    settings = {"LUMBOT_DISCORD_TOKEN": server.token, "LUMBOT_DATABASE_URL": database} | env
    with told.open("ab") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.discord.running", server.origin],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=err,
            env=os.environ | {name: str(value) for name, value in settings.items()},
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def main(origin: str) -> int:
    from bot.__main__ import main

    server = Server()
    server.origin, server.rest = origin, f"{origin}/api/v10"
    server.gateway = URL(f"ws{origin.removeprefix('http')}/gateway/")
    with pointed(server):
        return main(["run"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
