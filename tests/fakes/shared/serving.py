"""`lumbot run` on platforms of our own, as a process: what `tests.fakes.shared.forked` begins.

Each thing a platform does is a line in a log. KIND: "talks" hears somebody at once; "busy" has somebody's word in hand
until it is asked to end; "broken" must be mended by the operator; "stuck" never has done with what is in hand.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot import app, settings
from bot.adapter import Address, Listener, PlatformError
from bot.speaking.speak import Utterance
from bot.store.queries import Store
from handlers.events import Said
from tests.fakes.shared.forked import Forked

LONG = 60.0  # seconds; only what hangs takes so long, also on a busy machine
SOON = 0.05  # seconds
BOUNDS = ("AT_MOST", "IN_HAND", "TO_SAY", "HANGING_UP", "CLOSING")  # how long the end may take


class Logged:
    """A platform that writes down what it does, at once, so that it outlives the process."""

    rate = 1000.0

    def __init__(self, name: str, kind: str, log: Path) -> None:
        self.name, self._kind, self._log = name, kind, log
        self._asked, self._heard = asyncio.Event(), asyncio.Event()

    def note(self, what: str) -> None:
        with self._log.open("a") as file:
            file.write(f"{self.name} {what}\n")

    async def serve(self, coach: Listener) -> None:
        self.note("serving")
        if self._kind == "broken":
            raise PlatformError("LUMBOT_TESTS: is wrong; mend it")
        in_hand = asyncio.create_task(self._take(coach))
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.note("takes nothing more")
            self._asked.set()
        await in_hand
        while self._kind == "stuck":
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.note("is stuck")

    async def _take(self, coach: Listener) -> None:
        self.note("in hand")
        if self._kind == "busy":
            await self._asked.wait()
            await asyncio.sleep(SOON)
        await coach.hear(Address(self.name, "ann"), Said("/start"), "u1")
        self.note("heard")
        self._heard.set()

    async def ready(self, chat: str) -> None:
        pass

    async def deliver(self, chat: str, utterance: Utterance, nonce: str) -> str:
        await self._heard.wait()
        await asyncio.sleep(SOON)
        self.note("shown")
        return nonce

    async def close_buttons(self, chat: str, message: str, trace: str = "") -> None:
        pass

    async def disconnect(self) -> None:
        self.note("hung up")


def serve(url: str, log: str, every: str, bounds: str, *lines: str) -> int:
    """every: seconds between two looks at who holds a platform. bounds: "NAME=SECONDS", as many as are not `LONG`."""
    for name in BOUNDS:
        setattr(app, name, LONG)
    for name, _, seconds in (each.partition("=") for each in bounds.split()):
        setattr(app, name, float(seconds))
    chosen = settings.read(database_url=url)
    made = [Logged(name, kind, Path(log)) for name, kind in (line.split("=") for line in lines)]
    work = app.serve({line: line.name for line in made}, chosen, app.taught(chosen), every=float(every))
    return asyncio.run(app.until_told(work))


# --- in the tests ---------------------------------------------------------------------------------------------------


class Process:
    """One of these processes, with a file of what its platforms did."""

    def __init__(self, forked: Forked, log: Path) -> None:
        self.forked, self._log = forked, log

    def did(self) -> list[str]:
        return self._log.read_text().splitlines()

    def told(self) -> list[str]:
        return self.forked.told().splitlines()

    def wait_for(self, what: str) -> None:
        """Wait until that is done, or told in a line of its own."""
        end = time.monotonic() + LONG
        while what not in self.did() and what not in self.told():
            assert time.monotonic() < end, f"'{what}' never came: {self.did()} {self.told()}"
            assert self.forked.poll() is None, f"it ended: {self.did()} {self.told()}"
            time.sleep(0.01)

    def ended(self) -> int:
        return self.forked.wait()


@contextmanager
def process(
    folder: Path, url: str, *lines: str, name: str = "p", every: float = LONG, bounds: str = ""
) -> Iterator[Process]:
    log = folder / f"{name}.log"
    log.touch()
    given = (url, str(log), str(every), bounds, *lines)
    with Forked(serve, *given, err=folder / f"{name}.err") as one:
        yield Process(one, log)


async def pace_of_looks(url: str) -> float:
    """Seconds between two looks at a lease in that database: many times what one takes, now, on this machine.

    Else a busy machine would seem to be a database that does not answer.
    """
    store, longest = await Store.open(url), 0.0
    for _ in range(3):
        lease, began = store.lease("pace", LONG), time.monotonic()
        assert await lease.held()
        longest = max(longest, time.monotonic() - began)
        await lease.close()
    await store.close()
    return max(0.2, 10 * longest)


def calm(told: list[str]) -> list[str]:
    """What the operator was told about who talks, without what a busy machine may add: that the database was silent."""
    lines, silent = ["talking from now on"], False
    for line in told:
        if "the database does not answer" in line:
            silent = True
        else:
            again = line == lines[-1] or ("from now on" in line and "from now on" in lines[-1])
            lines += [] if silent and again else [line]
            silent = False
    return lines[1:]
