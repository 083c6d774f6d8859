"""`lumbot run` as a process of its own, on platforms of our own: `python -m tests.serving URL LOG EVERY NAME=KIND ...`.

Each thing a platform does is a line in LOG. KIND: "talks" begins with somebody's word in hand; "broken" must be mended
by the operator; "stuck" never has done with what is in hand. EVERY: seconds between two looks at who holds a platform.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot import running, settings
from bot.platforms import Address, Coach, PlatformError
from bot.speak import Utterance
from handlers.parts import Said

SOON = 0.3  # seconds


class Logged:
    """A platform that writes down what it does, at once, so that it outlives the process."""

    rate = 1000.0

    def __init__(self, name: str, kind: str, log: Path) -> None:
        self.name, self._kind, self._log = name, kind, log

    def note(self, what: str) -> None:
        with self._log.open("a") as file:
            file.write(f"{self.name} {what}\n")

    async def serve(self, coach: Coach) -> None:
        self.note("serving")
        if self._kind == "broken":
            raise PlatformError("LUMBOT_TESTS: is wrong; mend it")
        in_hand = asyncio.create_task(self._take(coach))
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.note("takes nothing more")
        await in_hand
        while self._kind == "stuck":
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.note("is stuck")

    async def _take(self, coach: Coach) -> None:
        self.note("in hand")
        await asyncio.sleep(SOON)
        await coach.hear(Address(self.name, "ann"), Said("/start"), "u1")
        self.note("heard")

    async def show(self, chat: str, utterance: Utterance, nonce: str) -> str:
        await asyncio.sleep(SOON)
        self.note("shown")
        return nonce

    async def close(self, chat: str, message: str) -> None:
        pass

    async def hang_up(self) -> None:
        self.note("hung up")


def main(url: str, log: Path, every: float, *lines: str) -> int:
    chosen = settings.read(database_url=url)
    made = [Logged(name, kind, log) for name, kind in (line.split("=") for line in lines)]
    work = running.run({line.name: line for line in made}, chosen, running.taught(chosen), every=every)
    return asyncio.run(running.until_told(work))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), *sys.argv[4:]))
