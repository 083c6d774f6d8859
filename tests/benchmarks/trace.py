"""The way of one press, from Ready until a hold is shown: through how many of our files, and how many calls lead there.
That it was shown is kept afterwards, in a transaction of its own, which is not counted.

A call counts when the nearest frame of ours above it stands in another file; where there is none it comes from outside,
which is another file too. A coroutine or generator that goes on is no call. Before it is looked at, somebody else has
pressed the same button, so that what is imported or remembered the first time is left out.

The engine, its alarms and SQLite are real; the platform writes down what it is shown.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from dis import get_instructions
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from bot.engine.engine import Engine
from bot.speaking.speak import Utterance
from bot.store.queries import Store
from content.load import load
from scheduler.alarms import Alarms
from tests import ROOT
from tests.fakes.shared.engines import ANN, BOB, WAY, Clock, Talk

ROOMS = ("bot", "content", "handlers", "scheduler")


class Trace:
    """What is called while `on`: the files in the order they are entered, the calls that enter another file, and those
    of them that enter another folder.
    """

    def __init__(self) -> None:
        self.on = False
        self.files: dict[str, None] = {}
        self.calls = self.folders = 0

    def __call__(self, frame: FrameType, event: str, _arg: object) -> None:
        if not self.on or event != "call" or not (here := ours(frame.f_code.co_filename)):
            return
        if frame.f_lasti > start(frame.f_code):
            return  # it goes on where it waited
        there, caller = "", frame.f_back
        while caller and not there:
            there, caller = ours(caller.f_code.co_filename), caller.f_back
        self.files.setdefault(here)
        self.calls += here != there
        self.folders += here.rpartition("/")[0] != there.rpartition("/")[0]


@cache
def ours(file: str) -> str:
    """The file as seen from the root, "" for one that is not ours."""
    path = Path(file)
    inside = path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in ROOMS
    return path.relative_to(ROOT).as_posix() if inside else ""


@cache
def start(code: CodeType) -> int:
    """Where the first frame of this code begins; one that is further on has begun before."""
    return next(each.offset for each in get_instructions(code) if each.opname == "RESUME")


@contextmanager
def watched(trace: Trace) -> Iterator[None]:
    """Show it each call of this thread and of those begun meanwhile."""
    before = sys.getprofile(), threading.getprofile()
    sys.setprofile(trace)
    threading.setprofile(trace)
    try:
        yield
    finally:
        sys.setprofile(before[0])
        threading.setprofile(before[1])


async def press() -> Trace:
    """One press, from Ready until what it says is handed to the platform."""
    trace = Trace()

    def ended(_chat: str, _utterance: Utterance) -> None:
        trace.on = False

    with watched(trace), tempfile.TemporaryDirectory(prefix="lumbot-trace-") as folder:
        store = await Store.open(f"sqlite:///{folder}/lumbot.db")  # its thread begins here
        talk = Talk(store, load(), Clock(datetime.now(UTC)))
        talk.engine = Engine(store, talk.catalog, talk.platforms, alarms=Alarms(), now=talk.clock)
        await talk.engine.start()
        try:
            for address in (BOB, ANN):
                await talk.walk_in(address)
                talk.clock.move(seconds=1)  # else both would be told the very same, and it be remembered
                if address is ANN:
                    talk.platform.fate = ended
                    trace.on = True
                await talk.tap(WAY[-1], address=address)
        finally:
            await talk.engine.stop()
            await store.close()
    return trace


async def measure() -> dict[str, dict[str, Any]]:
    """The same for the table of all benchmarks."""
    trace = await press()
    found = {"files": len(trace.files), "calls into another file": trace.calls, "into another folder": trace.folders}
    return {
        f"one press, {name}": {"value": value, "goal": None, "unit": "", "held": True} for name, value in found.items()
    }


def main() -> None:
    trace = asyncio.run(press())
    told = f"{len(trace.files)} files, {trace.calls} calls into another file, {trace.folders} into another folder"
    sys.stdout.write("\n".join([told, *trace.files, ""]))


if __name__ == "__main__":
    main()
