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
from dataclasses import replace
from datetime import datetime

from bot.adapter import Address
from bot.engine.entries import DeliveryReport
from bot.engine.outcome import AddressesWanted, Input, MemoryUnreadable, Merged, Outcome, Stranger
from bot.engine.redeem import TypedCode, redeem
from bot.engine.requests import Request, fail, heard_in, one_each
from bot.engine.turn import Turns
from bot.store.queries import Row, Store, Transaction, Unavailable
from handlers.events import CodeRefused

log = logging.getLogger(__name__)

BATCH = 128  # turns a commit; more would only make the first of them wait, and the loop stand still
BREATH = 32  # turns after which others get a chance to run
KNOWN = 50_000  # addresses whose person need not be looked up; a cache of the table
PAUSES = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)  # seconds between tries while the database does not answer


class StoppedError(Exception):
    """The writer was stopped before this was kept: it was not heard."""


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
        self._reports: list[Request] = []
        self._alone: list[list[Request]] = []  # of one person each, for a transaction of its own
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
        waiting = (one for queue in (*self._waiting.values(), *self._alone) for one in queue)
        for request in (*self._batch, *waiting, *self._reports):
            fail(request, StoppedError())

    def hear(self, who: Address | str, event: Input, update: str = "") -> asyncio.Future[bool]:
        """Ends when the turn is committed: whether what was pressed counted as an answer.

        `who` is an address or a person; turns of one are taken in order.
        """
        request = Request(who, asyncio.get_running_loop().create_future(), event, update)
        if not self._refuses(request):
            self._waiting.setdefault(who, deque()).append(request)
        return request.done

    def report(self, reports: DeliveryReport) -> asyncio.Future[bool]:
        """Ends when it is committed that this was told; it joins the person's next turn when one is waiting."""
        request = Request(reports.person, asyncio.get_running_loop().create_future(), reports=reports)
        if not self._refuses(request):
            self._reports.append(request)
        return request.done

    def _refuses(self, request: Request) -> bool:
        if self._stopping:
            fail(request, StoppedError())
        self._some.set()
        return self._stopping

    # --- the loop -----------------------------------------------------------------------------------------------

    async def _write(self) -> None:
        while True:
            if not (self._waiting or self._reports or self._alone):
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
        if self._alone:
            return self._alone.pop(0)
        batch = []
        for key in list(self._waiting)[:BATCH]:
            queue = self._waiting.pop(key)
            batch.append(queue.popleft())
            if queue:
                self._waiting[key] = queue  # behind the others: each in turn
        batch += self._reports[:BATCH]
        del self._reports[:BATCH]
        return batch

    async def _keep_at_last(self, batch: list[Request]) -> None:
        """Keep the batch, however long the database does not answer."""
        tries = 0
        while True:
            try:
                return await self._keep_each(batch)
            except Unavailable as error:
                pause = PAUSES[min(tries, len(PAUSES) - 1)]
                if tries in (0, 10) or tries % 60 == 0:
                    log.warning("the database does not answer (%s); %d turns wait", error, len(batch))
                tries += 1
                await asyncio.sleep(pause)
                batch = [request for request in batch if not request.done.done()]

    async def _keep_each(self, batch: list[Request]) -> None:
        """Keep the batch, or, where something in it is refused, each by itself. Raises Unavailable."""
        try:
            return await self._keep(batch)
        except Unavailable:
            raise
        except Exception as error:  # one of them is refused: find out which
            if len(batch) == 1:
                log.debug("refused: %s", type(error).__name__, exc_info=error)
        for request in batch:
            for trouble in (False, True):
                try:
                    await self._keep([request], trouble=trouble)
                    break
                except Unavailable:
                    raise
                except Exception as error:  # noqa: BLE001  it fails alone
                    log.error(
                        "a turn of %s could not be kept: %s", request.person or "somebody new", type(error).__name__
                    )
                    if trouble:
                        fail(request, error)

    async def _keep(self, batch: list[Request], *, trouble: bool = False) -> None:
        """One transaction. What was committed is acknowledged; what has to be taken again goes back to wait."""
        self._at("heard")
        async with self._store.writing() as work:
            rows = await self._rows(work, batch)
            turns, back = one_each(batch)
            taken: list[tuple[list[Request], Outcome]] = []
            alone = []
            for n, requests in enumerate(turns, 1):
                outcome = await self._take(work, rows, requests, trouble)
                if outcome and outcome.redeem and len(batch) > len(requests):
                    alone.append(requests)
                    continue
                if outcome and outcome.redeem:
                    outcome = await self._redeemed(work, rows, requests, outcome.redeem)
                if outcome:
                    taken.append((requests, outcome))
                else:
                    back += requests
                if n % BREATH == 0:
                    await asyncio.sleep(0)
            moved = await self._write_down(work, [outcome for _, outcome in taken])
            self._at("before commit")
        self._at("after commit")
        self._alone += alone
        kept = [(requests, outcome) for requests, outcome in taken if outcome.person not in moved]
        back += [request for requests, outcome in taken if outcome.person in moved for request in requests]
        self._after([outcome for _, outcome in kept])
        again = set(map(id, back))
        for requests, outcome in kept:
            for request in requests:
                if id(request) not in again and not request.done.done():
                    request.done.set_result(outcome.took)
        for request in back:
            if request.event is None:
                self._reports.insert(0, request)
            else:
                self._waiting.setdefault(request.key, deque()).appendleft(request)

    def _after(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            known = outcome.now if not outcome.linked else None
            if known:
                self._know(known.address, outcome.person)
            elif outcome.was:
                self._persons.pop(outcome.was.address, None)
            for address in outcome.left_chats:
                self._persons.pop(address, None)
            if outcome.joined:
                self._renamed(outcome.joined)
        try:
            self._committed(outcomes)
        except Exception as error:  # it is committed, whatever comes after it
            log.error(
                "after a commit: %s", type(error).__name__, exc_info=error if log.isEnabledFor(logging.DEBUG) else None
            )

    async def _rows(self, work: Transaction, batch: list[Request]) -> dict[str, Row]:
        """The rows of everybody in the batch, each request with its person; an address nobody is at gets a new one."""
        unknown: list[Request] = []
        for request in batch:
            request.person = request.key if isinstance(request.key, str) else self._persons.get(request.key, "")
            request.sure = isinstance(request.key, str)
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
                request.person, request.sure = found.get(request.address) or secrets.token_hex(8), True
            if found:
                rows |= await work.rows(set(found.values()))
        return rows

    async def _take(
        self,
        work: Transaction,
        rows: dict[str, Row],
        requests: list[Request],
        trouble: bool,
        refused: CodeRefused | None = None,
    ) -> Outcome | None:
        """What the turn comes to; None: whose it is must be looked up anew. refused: what is heard instead."""
        heard = heard_in(requests)
        reports = [request.reports for request in requests if request.reports]
        facts, addresses = None, None
        while True:
            try:
                return self._turns.take(
                    heard.person,
                    rows.get(heard.person),
                    self._now(),
                    event=refused or heard.event,
                    address=heard.address,
                    update=heard.update,
                    reports=reports,
                    facts=facts,
                    addresses=addresses,
                    sure=heard.sure,
                    trouble=trouble,
                )
            except MemoryUnreadable:
                facts = await work.facts(heard.person)
            except AddressesWanted:
                addresses = await work.addresses(heard.person)
            except Stranger:
                if heard.address:
                    self._persons.pop(heard.address, None)
                return None

    async def _redeemed(
        self, work: Transaction, rows: dict[str, Row], requests: list[Request], seal: str
    ) -> Outcome | None:
        """What a code comes to that was typed; None: take it again."""
        heard = heard_in(requests)
        assert heard.address
        reports = [request.reports for request in requests if request.reports]
        typed = TypedCode(seal, heard.person, rows.get(heard.person), heard.address, heard.update, reports)
        outcome = await redeem(work, self._turns, typed, self._now())
        if isinstance(outcome, CodeRefused):
            return await self._take(work, rows, requests, False, outcome)
        return outcome

    @staticmethod
    async def _write_down(work: Transaction, outcomes: Sequence[Outcome]) -> set[str]:
        """Write what changed; returns whose row had moved."""
        for outcome in outcomes:
            if outcome.row and (two := outcome.joined):
                kept = await work.join(outcome.row, two.was, two.gone, two.at, outcome.facts, all_of=two.all_of)
                return set() if kept else {outcome.person}
        return await work.write(
            changed=[outcome.row for outcome in outcomes if outcome.row and outcome.was],
            new=[outcome.row for outcome in outcomes if outcome.row and not outcome.was],
            facts=[fact for outcome in outcomes for fact in outcome.facts],
            forgotten=[outcome.person for outcome in outcomes if outcome.forget],
            codes=[outcome.code for outcome in outcomes if outcome.code],
            left_chats=[address for outcome in outcomes for address in outcome.left_chats],
        )

    def _renamed(self, two: Merged) -> None:
        """What was told to the one who is gone was told to the one who stayed."""
        self._persons.pop(two.at, None)
        for request in self._reports:
            if request.reports and two.gone and request.reports.person == two.gone.person:
                request.reports = replace(
                    request.reports, person=two.was.person, turn=request.reports.turn + two.was.turn
                )
                request.key = two.was.person

    def _know(self, address: Address, person: str) -> None:
        if len(self._persons) >= KNOWN and address not in self._persons:
            del self._persons[next(iter(self._persons))]
        self._persons[address] = person
