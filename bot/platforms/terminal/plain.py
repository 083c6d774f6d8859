"""Talking in plain text: a line that comes in is a message, what is said goes out as lines without any colour.

A line that means something for the question being asked goes in at once; any other waits until the countdown is over,
so a file of lines walks through a whole session, and "pause" or "it hurts" still end a hold.
"""

from __future__ import annotations

import asyncio
import getpass
import os
import socket
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from math import inf
from typing import IO, Any

from bot.adapter import Address, Clock, Listener, TryLater
from bot.speaking.speak import Attached, Button, Utterance, clean, plain
from handlers.events import Event, Said

HERE = Address("terminal", "local")  # on a database that only one person uses
LONGEST = 1_000_000  # bytes read as one line; more than anybody types
ECHOED = 300  # characters of a line that are shown again
LEAVING = "The talk goes on next time: type make chat"
PATIENCE = 10.0  # seconds after a countdown's end in which the next question must have come


class PlainTerminal:
    """A terminal as a platform, in plain text. It remembers the last question it showed.

    now: the clock (UTC). write: takes one line without its end; may raise OSError when nobody reads any more.
    here: where it is. Its first half is the name of the platform, so that nobody else's words come out here.
    """

    rate = inf

    def __init__(self, write: Callable[[str], None], now: Clock, here: Address = HERE) -> None:
        self.here, self.name, self.write, self.now = here, here.platform, write, now
        self.buttons: tuple[Button, ...] = ()
        self.until: datetime | None = None
        self.count = 0  # messages shown
        self.closed = asyncio.Event()  # nobody reads what is written
        self._news = asyncio.Event()

    async def ready(self, chat: str) -> None:
        """Nobody waits here."""

    async def deliver(self, chat: str, utterance: Utterance, nonce: str) -> str:
        """Write one message. Raises TryLater when nobody reads: it stays unsaid, and is said next time."""
        try:
            await self._put(utterance)
        except (OSError, ValueError):  # a broken pipe, a full disk; ValueError: the stream has been closed
            self.closed.set()
            raise TryLater(60) from None
        self.buttons, self.until = utterance.buttons, utterance.until
        self.count += 1
        self._news.set()
        return ""

    async def close_buttons(self, chat: str, message: str, trace: str = "") -> None:
        """What stands in a terminal stays; only the last question's buttons can be pressed anyway."""

    async def _put(self, utterance: Utterance) -> None:
        for line in [*plain(utterance), *self._saved(utterance)]:
            self.write(line)

    def _saved(self, utterance: Utterance) -> list[str]:
        """A line about the document that goes along, which is now a file, if there is one."""
        document = utterance.attached
        return ["  " + saved(document, self.now())] if document and document.what.kind == "document" else []

    async def talk(self, coach: Listener, lines: AsyncIterator[str]) -> None:
        """Say every line to the coach, in order, each after what the one before it caused has been shown."""
        async for line in lines:
            if not line.strip():
                continue
            await self._turn_of(coach, line)
            if self.closed.is_set():
                return
            self.write(f"> {echoed(line)}")
            await self.say(coach, Said(line))

    async def say(self, coach: Listener, event: Event) -> None:
        """Let the coach hear it, and wait until its answer has been shown or cannot be."""
        await coach.hear(self.here, event)
        await first_of(coach.shown(self.here), self.closed.wait())

    async def _turn_of(self, coach: Listener, line: str) -> None:
        """Wait until the line means something for the question being asked, or no countdown runs any more."""
        while (until := self.until) is not None and not self.closed.is_set() and not await coach.fits(self.here, line):
            self._news.clear()
            left = (until - self.now()).total_seconds()
            with suppress(TimeoutError):
                async with asyncio.timeout(max(left, 0) + PATIENCE):
                    await first_of(self._news.wait(), self.closed.wait())
            if not self._news.is_set():
                return
            await coach.shown(self.here)


def shared_here() -> Address:
    """Where this terminal is on a database that others use too: by who sits at it, and at which machine."""
    try:
        who = getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container where nobody has a name, a system without names
        who = str(os.getuid()) if hasattr(os, "getuid") else "somebody"
    return Address(f"{HERE.platform}/{who}@{socket.gethostname()}", HERE.chat)


async def first_of(*waits: Coroutine[Any, Any, object]) -> None:
    """Return when the first of these coroutines is done; the others are cancelled. Its exception is raised here."""
    tasks = [asyncio.create_task(wait) for wait in waits]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()


async def lines_of(stream: IO[bytes]) -> AsyncIterator[str]:
    """The lines of a stream that may block, without their ends; one is read when the one before it has been used.

    Of a line longer than anybody types only the first `LONGEST` bytes are kept.
    Read by a thread that nobody waits for: a read that never ends must not keep the program from leaving.
    """
    loop = asyncio.get_running_loop()
    wanted = threading.Semaphore(0)
    queue: asyncio.Queue[bytes] = asyncio.Queue()

    def read() -> None:
        while wanted.acquire():
            try:
                line = rest = stream.readline(LONGEST)
                while len(rest) == LONGEST and not rest.endswith(b"\n"):
                    rest = stream.readline(LONGEST)
            except (OSError, ValueError):
                line = b""
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(queue.put_nowait, line)
            if not line:
                return

    threading.Thread(target=read, name="lines", daemon=True).start()
    while True:
        wanted.release()
        if not (line := await queue.get()):
            return
        yield line.decode("utf-8", "replace").rstrip("\r\n")


def echoed(text: str) -> str:
    """What was typed, as it stands in the talk: on one line, and not all of it when it is very long."""
    shown = clean(text)
    return shown if len(shown) <= ECHOED else f"{shown[:ECHOED]} ..."


def saved(document: Attached, now: datetime) -> str:
    """Write it into the folder we are in, for nobody else to read; a line that says where it is.

    A file that is there already is never overwritten. What cannot be written is said in the line.
    """
    called, ending = os.path.splitext(document.file)
    for n in range(1, 100):
        name = f"{called}-{now:%Y-%m-%d}{'' if n == 1 else f'-{n}'}{ending}"
        try:
            with os.fdopen(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(document.content)
        except FileExistsError:
            continue
        except OSError as wrong:
            return f"The file could not be written here: {wrong.strerror}."
        return f"Written to {os.path.abspath(name)}"
    return "There are too many such files here already; remove some."
