"""Lumbot for other people: one process, each platform by itself, and an end in good order.

A platform is served and spoken for only while this process holds it. One that fails does not stop the others: what an
operator must mend is one line and it is given up, anything else is served again. All that is said goes to stderr.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from bot import settings
from bot.adapter import NetworkPlatform, Platform, PlatformError
from bot.engine.engine import Engine
from bot.engine.lease import EVERY, LeaseHolder
from bot.platforms import Registry
from bot.settings import PREFIX, Settings, SettingsError
from bot.store import address
from bot.store.file import NotYet, alone
from bot.store.queries import Store
from content.load import load
from content.model import Catalog
from scheduler import zones
from scheduler.alarms import Alarms

log = logging.getLogger(__name__)

# The end takes less than 10 s in all, whatever stands still. Seconds each:
AT_MOST = 9.0
AFTERWARDS = 0.5  # for what does not want to end
IN_HAND = 2.5  # until what people sent is heard
TO_SAY = 1.0  # for each of three steps, until it is said and kept
HANGING_UP = 1.5
CLOSING = 1.0  # the database

ENDS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
OPENING = 5.0  # seconds between two tries to open the database, at most
PAUSE, LONGEST = 1.0, 60.0  # seconds before a platform that failed is served again: at first, and at most


def clock() -> datetime:
    return datetime.now(UTC)


def tell(line: str) -> None:
    """One line for the operator, whatever the log level."""
    with suppress(OSError, ValueError, AttributeError):  # a window that was closed, no standard error at all
        sys.stderr.write(f"lumbot: {line}\n")
        sys.stderr.flush()


def taught(chosen: Settings, folder: Path | None = None) -> Catalog:
    """What is taught and said. Raises ContentError, or SettingsError when that language cannot be chosen."""
    catalog = load(folder)
    spoken = sorted(catalog.choosable.values())
    if chosen.language in spoken:
        return replace(catalog, language=chosen.language)
    why = "not complete and reviewed yet" if chosen.language in catalog.words else "not there"
    raise SettingsError(
        f"LUMBOT_LANGUAGE: the words in '{chosen.language}' in content/ are {why}; set one of: {', '.join(spoken)}"
    )


@asynccontextmanager
async def opened(chosen: Settings, *, patient: bool = False) -> AsyncIterator[Store]:
    """The store, closed in the end. patient: a server that is not there yet, or is full, is waited for.

    Raises StoreError.
    """
    own = chosen.database_url == settings.own_database()  # only our own folder is made; another may be a typing error
    store = await _open(chosen, own=own, patient=patient)
    try:
        yield store
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING):  # a server that stands still would not let go of us
                await store.close()


async def _open(chosen: Settings, *, own: bool, patient: bool) -> Store:
    pause = PAUSE
    while True:
        try:
            return await Store.open(chosen.database_url, make_folder=own)
        except NotYet as why:
            if not patient:
                raise
            if pause == PAUSE:
                tell(f"{why}; waiting until then")
        await asyncio.sleep(pause)
        pause = min(pause * 2, OPENING)


def engine_for(chosen: Settings, catalog: Catalog, store: Store, platforms: Mapping[str, Platform]) -> Engine:
    """The engine with all its parts, not yet started."""
    gc.freeze()  # code and words stay; looking through them for what may go would stop the loop for some 50 ms
    return Engine(
        store,
        catalog,
        platforms,
        alarms=Alarms(),
        now=clock,
        speed=chosen.speed,
        region=chosen.region,
        contact=chosen.contact,
        late=timedelta(minutes=chosen.nudge_late_minutes),
        sweep_seconds=chosen.sweep_seconds,
        zones=zones.use_newest(),
        tidy=chosen.keep_messages == "no",
    )


async def until_told(work: Coroutine[Any, Any, int]) -> int:
    """Do the work; a request to end (Ctrl-C, SIGTERM, a closed window) ends it in good order, a second one at once.

    Returns what the work returned; 0 when it was ended.
    """
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    before = {each: signal.getsignal(each) for each in ENDS}
    # what whoever started us asked us not to hear is not heard: `nohup`
    asked = [each for each in ENDS if each is signal.SIGINT or before[each] is not signal.SIG_IGN]

    def end() -> None:
        for each in asked:
            signal.signal(each, signal.SIG_DFL)
        loop.call_later(AT_MOST, os._exit, 0)  # the loop itself waits for ever for a task that never ends
        task.cancel()

    for each in asked:  # not the loop's own way, which not every system has
        signal.signal(each, lambda *_: loop.call_soon_threadsafe(end))
    try:
        return await task
    except asyncio.CancelledError:
        loop.call_later(AFTERWARDS, os._exit, 0)
        return 0
    finally:
        for each in asked:
            signal.signal(each, before[each])


# --- on the platforms -----------------------------------------------------------------------------------------------


async def run(registry: Registry, chosen: Settings, catalog: Catalog) -> int:
    """Serve the platforms whose token is set, as `serve` says. Raises SettingsError, StoreError."""
    bots = {name: entry for name, entry in registry.items() if chosen.platforms[name].bot}
    if not bots:
        tokens = " or ".join(f"{PREFIX}{name}_TOKEN".upper() for name in registry)
        raise SettingsError(f"no token is set, so there is nobody to talk to: set {tokens}, or type make chat")
    lines = {}
    for name, entry in bots.items():
        make = resolve_name(entry.platform)  # takes a while, and only those with a token need it
        line: NetworkPlatform = make(chosen.platforms[name], catalog=catalog, now=clock, speed=chosen.speed)
        lines[line] = chosen.platforms[name].bot
    return await serve(lines, chosen, catalog)


async def serve(
    lines: Mapping[NetworkPlatform, str],
    chosen: Settings,
    catalog: Catalog,
    *,
    every: float = EVERY,
    pause: float = PAUSE,
) -> int:
    """Serve these lines until cancelled, or until none is left: the exit code.

    lines: each with which bot it is there: the same in every process, and no secret. every: seconds between two looks
    at who holds a line. pause: seconds before one that failed is served again, doubled each time. Raises StoreError.
    """
    path = address.file(chosen.database_url)
    async with opened(chosen, patient=True) as store, AsyncExitStack() as holdings:
        holdings.enter_context(alone(path, "run") if path else nullcontext())
        held: dict[str, Platform] = {}
        engine = engine_for(chosen, catalog, store, held)
        await engine.start()
        names = ", ".join(line.name for line in lines)
        tell(f"running on {names} (kept in {address.shown(chosen.database_url)}); Ctrl-C ends it")
        serving = []
        try:
            for line, bot in lines.items():
                holding = LeaseHolder(store, line.name, bot, tell=tell, every=every)
                one = PlatformRunner(line, engine, held, await holdings.enter_async_context(holding), pause)
                serving.append(asyncio.create_task(one.serve(), name=line.name))
            await unless_broken(engine, asyncio.wait(serving, return_when=asyncio.FIRST_EXCEPTION))
        finally:  # what is ours stays ours until all is said
            for task in serving:
                task.cancel()
            await asyncio.gather(*serving, return_exceptions=True)
            await engine.stop(TO_SAY)
            await asyncio.gather(*(hung_up(line) for line in lines))
        for task in serving:
            task.result()
        return 2


async def unless_broken(engine: Engine, work: Coroutine[Any, Any, object]) -> None:
    """Do the work, unless the database breaks for good. Raises StoreError then."""
    doing, breaking = asyncio.ensure_future(work), asyncio.ensure_future(engine.broken())
    try:
        for done in (await asyncio.wait((doing, breaking), return_when=asyncio.FIRST_COMPLETED))[0]:
            done.result()
    finally:
        for task in (doing, breaking):
            task.cancel()
        await asyncio.gather(doing, breaking, return_exceptions=True)


@dataclass(eq=False, slots=True)
class PlatformRunner:
    """One platform, served and spoken for while it is held.

    held: the platforms the engine speaks for now. pause: seconds before it is served again after a failure.
    """

    line: NetworkPlatform
    engine: Engine
    held: dict[str, Platform]
    holding: LeaseHolder
    pause: float = PAUSE

    async def serve(self) -> None:
        """Until cancelled, or until it is told that the operator must mend something."""
        while True:
            await self.holding.acquired()
            self.held[self.line.name] = self.line
            work = asyncio.create_task(self._while_held(), name="serving")
            lost = asyncio.create_task(self.holding.lost(), name="lost")
            try:
                await asyncio.wait([work, lost], return_when=asyncio.FIRST_COMPLETED)
            except asyncio.CancelledError:
                await self._ended(work)
                raise
            finally:
                lost.cancel()
            del self.held[self.line.name]  # before anything is waited for: another may speak at any moment
            given_up = work.done()
            await self._ended(work)
            await self.engine.leave(self.line.name)
            if given_up:
                await self.holding.release()
                return work.result()

    async def _while_held(self) -> None:
        """Wake whoever was waiting, then serve, again and again; returns when it is given up."""
        pause, awake = self.pause, False
        while True:
            began = asyncio.get_running_loop().time()
            try:
                if not awake:
                    await self.engine.wake([self.line.name])
                    awake = True
                await self.line.serve(self.engine)
                why = "ended"
            except PlatformError as wrong:
                return tell(str(wrong))
            except Exception as error:  # noqa: BLE001  a platform may fail in any way; it is served again
                why = type(error).__name__
            if (task := asyncio.current_task()) and task.cancelling():
                return None  # what ends in good order when it is asked to does not always raise
            if asyncio.get_running_loop().time() - began > LONGEST:
                pause = self.pause
            log.error("%s cannot be served (%s); again in %g s", self.line.name, why, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST)

    async def _ended(self, work: asyncio.Task[None]) -> None:
        """Cancel it, and wait until what is in hand is done."""
        for within in (IN_HAND, AFTERWARDS):
            work.cancel()
            if (await asyncio.wait([work], timeout=within))[0]:
                return
        log.warning("what was in hand on %s is left behind", self.line.name)


async def hung_up(line: NetworkPlatform) -> None:
    """Close its connections, but do not wait for ever."""
    try:
        async with asyncio.timeout(HANGING_UP):
            await line.disconnect()
    except Exception as error:  # noqa: BLE001  whatever it is, we leave
        log.warning("%s did not hang up in order: %s", line.name, type(error).__name__)
