"""Rings at a time, by name; and does something every so often. Names and times only, nothing of talk.

APScheduler keeps the times, in memory: a cache of the rows, which may die at any moment. Nothing is dropped for being
late. What rings runs as a task of ours, so that a ring set while the last one still runs is not lost.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from apscheduler.executors.base import BaseExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.date import DateTrigger

log = logging.getLogger(__name__)

# APScheduler tells every job it adds and removes, by name; names are people.
_quiet = logging.getLogger(f"{__name__}.apscheduler")
_quiet.setLevel(logging.WARNING)

# How often (seconds) we look whether the machine's clock was set or the machine slept.
LOOK = 1.0

# The rings and the beats are kept apart: a person called like a beat does not replace it.
RINGS, BEATS = "default", "beats"

Ring = Callable[[str], Awaitable[None]]


class Alarms:
    """An alarm clock for one event loop. Started once, stopped once.

    Before `start`, `ring_at` and `every` raise RuntimeError. After `stop` they do nothing, so that a turn which still
    ends may set its alarm: the row knows it, and the next process asks the row.
    """

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            logger=_quiet,
            executors={"default": _AtOnce()},
            jobstores={RINGS: {"type": "memory"}, BEATS: {"type": "memory"}},
            job_defaults={"misfire_grace_time": None, "coalesce": True},
        )
        self._tasks: set[asyncio.Task[None]] = set()
        self._beating: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._looking: asyncio.TimerHandle | None = None
        self._stopped = False

    def start(self) -> None:
        """Begin to ring. Raises RuntimeError outside a running loop, or after `stop`."""
        if self._stopped:
            raise RuntimeError("these alarms were stopped: make new ones")
        asyncio.get_running_loop()
        self._scheduler.start()
        self._look()

    def stop(self) -> None:
        """Ring no more. What already runs goes on; `finish` waits for it. A second `stop` does nothing."""
        if self._stopped:
            return
        self._stopped = True
        if self._looking:
            self._looking.cancel()
            self._looking = None
        self._scheduler.remove_all_jobs()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def finish(self, within: float) -> None:
        """Wait up to `within` seconds for what already rang, then cancel what still runs."""
        running = self._tasks - {asyncio.current_task()}
        if not running:
            return
        _, late = await asyncio.wait(running, timeout=within)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def ring_at(self, name: str, at: datetime, ring: Ring) -> None:
        """Call `ring(name)` once at `at`, at once if that is past. Replaces the alarm of that name.

        Never early by the machine's clock, and however late the loop is. Raises ValueError for `at` without a zone.
        """
        if at.tzinfo is None:
            raise ValueError("an alarm without a zone: times are UTC here")
        self._set(name, DateTrigger(at.astimezone(UTC), UTC), partial(ring, name), RINGS)

    def clear(self, name: str) -> None:
        """Forget the alarm of that name, if there is one. A ring that already runs goes on."""
        with suppress(JobLookupError):
            self._scheduler.remove_job(name, RINGS)

    def every(self, seconds: float, do: Callable[[], Awaitable[None]], name: str) -> None:
        """Call `do()` every so many seconds, first after one such time; one call at a time, a busy one is not joined.

        Replaces the one of that name. Raises ValueError unless `seconds` is above 0.
        """
        if not seconds > 0:
            raise ValueError(f"every {seconds} seconds: expected more than 0")
        self._set(name, _Beat(seconds), partial(self._beat, name, do), BEATS)

    def names(self) -> frozenset[str]:
        """The names whose alarm is still to ring."""
        return frozenset(job.id for job in self._scheduler.get_jobs(RINGS))

    # --- what happens then --------------------------------------------------------------------------------------

    def _set(self, name: str, when: BaseTrigger, do: Callable[[], Awaitable[None]], kept: str) -> None:
        if self._stopped:
            return
        if not self._scheduler.running:
            raise RuntimeError("start the alarms before you set one")
        self._scheduler.add_job(self._begin, when, (do,), id=name, name="alarm", jobstore=kept, replace_existing=True)

    def _begin(self, do: Callable[[], Awaitable[None]]) -> None:
        # The loop itself keeps only a weak reference to a task.
        task = asyncio.get_running_loop().create_task(_guarded(do))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _beat(self, name: str, do: Callable[[], Awaitable[None]]) -> None:
        if not self._beating[name].locked():
            async with self._beating[name]:
                await do()

    def _look(self) -> None:
        """Notice that the clock was set or the machine slept: APScheduler waits by a clock that does neither.

        Put forward: what is due by now rings now. Put back: a beat would stand still until the old time comes again,
        so it starts anew.
        """
        now = datetime.now(UTC)
        for job in self._scheduler.get_jobs(BEATS):
            if job.next_run_time > now + job.trigger.gap:
                job.modify(next_run_time=now + job.trigger.gap)
        self._scheduler.wakeup()
        self._looking = asyncio.get_running_loop().call_later(LOOK, self._look)


async def _guarded(work: Callable[[], Awaitable[None]]) -> None:
    try:
        await work()
    except Exception as error:  # noqa: BLE001 - whatever it is, the clock goes on
        log.error("what an alarm called failed: %s", _where(error))


def _where(error: BaseException) -> str:
    """The kinds of an error and of its causes, and where each arose; not their messages, which may quote a person."""
    lines: list[str] = []
    seen: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in seen:
        seen.append(cause)
        frames = reversed(traceback.extract_tb(cause.__traceback__)[-4:])
        places = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
        lines.append(f"{type(cause).__name__} at {places or 'no place'}")
        cause = cause.__cause__ or cause.__context__
    return "; from ".join(lines)


class _AtOnce(BaseExecutor):  # type: ignore[misc]  # APScheduler has no types
    """Calls the job right here in the loop. APScheduler's own drops a job whose name is still running."""

    def submit_job(self, job: Any, run_times: list[datetime]) -> None:
        job.func(*job.args)

    _do_submit_job = submit_job


class _Beat(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """`seconds` after now. APScheduler's own lists each beat it missed, which never ends when the clock leaps years."""

    def __init__(self, seconds: float) -> None:
        self.gap = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        return now + self.gap
