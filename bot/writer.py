"""The one writer: takes all turns that are waiting, at most one a person, and commits them in one transaction.

Nothing is acknowledged before its commit. A turn the database refuses fails alone; while the database does not answer
the batch is kept and tried again. Of two processes the later one sees that a row moved, and takes the turn again.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.platforms import Address
from bot.store import Row, Store, Unanswered, Work
from bot.turns import Heard, MemoryUnreadable, Outcome, Turns
from bot.unsaid import Told

log = logging.getLogger(__name__)

BATCH = 128  # turns a commit; more would only make the first of them wait, and the loop stand still
BREATH = 32  # turns after which others get a chance to run
KNOWN = 50_000  # addresses whose person need not be looked up; a cache of the table
PAUSES = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)  # seconds between tries while the database does not answer


class StoppedError(Exception):
    """The writer was stopped before this was kept: it was not heard."""


@dataclass(eq=False, slots=True)
class Request:
    """One thing to be kept: an event, or that something was told. `done` ends after the commit."""

    key: Address | str
    done: asyncio.Future[bool]
    event: Heard | None = None
    update: str = ""
    told: Told | None = None
    person: str = ""

    @property
    def address(self) -> Address | None:
        return self.key if isinstance(self.key, Address) else None


class Writer:
    """committed: called with the outcomes of a batch after its commit, before its requests are acknowledged.

    at: told the name of each step, in order ("heard", "before commit", "after commit").
    """

    def __init__(
        self,
        store: Store,
        turns: Turns,
        *,
        now: Callable[[], datetime],
        committed: Callable[[Sequence[Outcome]], None],
        at: Callable[[str], None],
    ) -> None:
        self._store, self._turns, self._now, self._committed, self._at = store, turns, now, committed, at
        self._waiting: dict[Address | str, deque[Request]] = {}
        self._told: list[Request] = []
        self._some = asyncio.Event()
        self._persons: dict[Address, str] = {}
        self._task: asyncio.Task[None] | None = None
        self._batch: list[Request] = []
        self._stopping = False

    def start(self) -> None:
        self._task = asyncio.create_task(self._write(), name="writer")

    async def stop(self, within: float = 5.0) -> None:
        """Take nothing more, keep what is waiting for up to `within` seconds, and fail the rest with StoppedError."""
        self._stopping = True
        self._some.set()
        if self._task:
            _, late = await asyncio.wait([self._task], timeout=within)
            for task in late:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        for request in (*self._batch, *(one for queue in self._waiting.values() for one in queue), *self._told):
            _fail(request, StoppedError())

    def hear(self, who: Address | str, event: Heard, update: str = "") -> asyncio.Future[bool]:
        """Ends when the turn is committed: whether what was pressed counted as an answer.

        `who` is an address or a person; turns of one are taken in order.
        """
        request = Request(who, asyncio.get_running_loop().create_future(), event, update)
        if not self._refuses(request):
            self._waiting.setdefault(who, deque()).append(request)
        return request.done

    def tell(self, told: Told) -> asyncio.Future[bool]:
        """Ends when it is committed that this was told; it joins the person's next turn when one is waiting."""
        request = Request(told.person, asyncio.get_running_loop().create_future(), told=told)
        if not self._refuses(request):
            self._told.append(request)
        return request.done

    def _refuses(self, request: Request) -> bool:
        if self._stopping:
            _fail(request, StoppedError())
        self._some.set()
        return self._stopping

    # --- the loop -----------------------------------------------------------------------------------------------

    async def _write(self) -> None:
        while True:
            if not (self._waiting or self._told):
                if self._stopping:
                    return
                self._some.clear()
                await self._some.wait()
                continue
            self._batch = self._taken()
            await self._keep_at_last(self._batch)
            self._batch = []

    def _taken(self) -> list[Request]:
        """The next batch: the first request of each who waits, and what was told."""
        batch = []
        for key in list(self._waiting)[:BATCH]:
            queue = self._waiting.pop(key)
            batch.append(queue.popleft())
            if queue:
                self._waiting[key] = queue  # behind the others: each in turn
        batch += self._told[:BATCH]
        del self._told[:BATCH]
        return batch

    async def _keep_at_last(self, batch: list[Request]) -> None:
        """Keep the batch, however long the database does not answer."""
        tries = 0
        while True:
            try:
                return await self._keep_each(batch)
            except Unanswered as error:
                pause = PAUSES[min(tries, len(PAUSES) - 1)]
                if tries in (0, 10) or tries % 60 == 0:
                    log.warning("the database does not answer (%s); %d turns wait", error, len(batch))
                tries += 1
                await asyncio.sleep(pause)
                batch = [request for request in batch if not request.done.done()]

    async def _keep_each(self, batch: list[Request]) -> None:
        """Keep the batch, or, where something in it is refused, each by itself. Raises Unanswered."""
        try:
            return await self._keep(batch)
        except Unanswered:
            raise
        except Exception as error:  # one of them is refused: find out which
            if len(batch) == 1:
                log.debug("refused: %s", type(error).__name__, exc_info=error)
        for request in batch:
            for trouble in (False, True):
                try:
                    await self._keep([request], trouble=trouble)
                    break
                except Unanswered:
                    raise
                except Exception as error:  # noqa: BLE001  it fails alone
                    log.error(
                        "a turn of %s could not be kept: %s", request.person or "somebody new", type(error).__name__
                    )
                    if trouble:
                        _fail(request, error)

    async def _keep(self, batch: list[Request], *, trouble: bool = False) -> None:
        """One transaction. What was committed is acknowledged; what has to be taken again goes back to wait."""
        self._at("heard")
        async with self._store.writing() as work:
            rows = await self._rows(work, batch)
            turns, back = self._one_each(batch)
            outcomes = []
            for n, requests in enumerate(turns, 1):
                outcomes.append(await self._take(work, rows, requests, trouble))
                if n % BREATH == 0:
                    await asyncio.sleep(0)
            moved = await self._write_down(work, outcomes)
            self._at("before commit")
        self._at("after commit")
        for requests, outcome in zip(turns, outcomes, strict=True):
            if outcome.person in moved:
                back += requests
        kept = [outcome for outcome in outcomes if outcome.person not in moved]
        self._after(kept)
        again = set(map(id, back))
        for requests, outcome in zip(turns, outcomes, strict=True):
            for request in requests:
                if id(request) not in again and not request.done.done():
                    request.done.set_result(outcome.took)
        for request in back:
            if request.event is None:
                self._told.insert(0, request)
            else:
                self._waiting.setdefault(request.key, deque()).appendleft(request)

    def _after(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            if outcome.now:
                self._know(outcome.now.address, outcome.person)
            elif outcome.was:
                self._persons.pop(outcome.was.address, None)
        try:
            self._committed(outcomes)
        except Exception as error:  # it is committed, whatever comes after it
            log.error(
                "after a commit: %s", type(error).__name__, exc_info=error if log.isEnabledFor(logging.DEBUG) else None
            )

    async def _rows(self, work: Work, batch: list[Request]) -> dict[str, Row]:
        """The rows of everybody in the batch, each request with its person; an address nobody is at gets a new one."""
        unknown: list[Request] = []
        for request in batch:
            request.person = request.key if isinstance(request.key, str) else self._persons.get(request.key, "")
            if not request.person:
                unknown.append(request)
        known = {request.person for request in batch if request.person}
        rows = await work.rows(known) if known else {}
        # known, but without a row: another process forgot them
        unknown += [request for request in batch if request.address and request.person and request.person not in rows]
        if unknown:
            found = await work.whose({request.address for request in unknown if request.address})
            for request in unknown:
                assert request.address
                request.person = found.get(request.address) or secrets.token_hex(8)
            if found:
                rows |= await work.rows(set(found.values()))
        return rows

    @staticmethod
    def _one_each(batch: list[Request]) -> tuple[list[list[Request]], list[Request]]:
        """The batch by person: one event each, with what was told them; and the events that must wait."""
        turns: dict[str, list[Request]] = {}
        back = []
        for request in batch:
            mine = turns.setdefault(request.person, [])
            if request.event is not None and any(other.event is not None for other in mine):
                back.append(request)
            else:
                mine.append(request)
        return list(turns.values()), back

    async def _take(self, work: Work, rows: dict[str, Row], requests: list[Request], trouble: bool) -> Outcome:
        heard = next((request for request in requests if request.event is not None), requests[0])
        told = [request.told for request in requests if request.told]
        row, facts = rows.get(heard.person), None
        while True:
            try:
                return self._turns.take(
                    heard.person,
                    row,
                    self._now(),
                    event=heard.event,
                    address=heard.address,
                    update=heard.update,
                    told=told,
                    facts=facts,
                    trouble=trouble,
                )
            except MemoryUnreadable:
                facts = await work.facts(heard.person)

    @staticmethod
    async def _write_down(work: Work, outcomes: Sequence[Outcome]) -> set[str]:
        """Write what changed; returns whose row had moved."""
        return await work.write(
            changed=[outcome.row for outcome in outcomes if outcome.row and outcome.was],
            new=[outcome.row for outcome in outcomes if outcome.row and not outcome.was],
            facts=[fact for outcome in outcomes for fact in outcome.facts],
            forgotten=[outcome.person for outcome in outcomes if outcome.forget],
        )

    def _know(self, address: Address, person: str) -> None:
        if len(self._persons) >= KNOWN and address not in self._persons:
            del self._persons[next(iter(self._persons))]
        self._persons[address] = person


def _fail(request: Request, error: Exception) -> None:
    if not request.done.done():
        request.done.set_exception(error)
        request.done.exception()  # whoever waits sees it; where nobody does, it is no news
