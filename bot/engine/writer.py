"""The one writer: takes what is waiting of everybody, and commits it in one transaction.

Nothing is acknowledged before its commit. What the database refuses, or cannot do any more, fails alone; while it does
not answer the batch is kept and tried again. Of two processes the later one sees that a row moved, and takes the turn
again.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from cachetools import LRUCache

from bot.adapter import Address, Clock
from bot.engine.chain import Chain, Request, taken
from bot.engine.entries import DeliveryReport
from bot.engine.inbox import Inbox
from bot.engine.inputs import Input
from bot.engine.known import Known
from bot.engine.merge import redeem
from bot.engine.outcome import Changed, Forgotten, Merged, Outcome
from bot.engine.queue import Queue
from bot.engine.turn import Turns
from bot.store.file import StoreError
from bot.store.inbox import drop
from bot.store.queries import Broken, Store, Transaction, Unavailable

log = logging.getLogger(__name__)

BREATH = 32  # people after whom others get a chance to run
APART = 4096  # people of whom it is remembered that they fail alone
PAUSES = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)  # seconds between tries while the database does not answer


Steps = Callable[[str], object]  # is told the name of each step, for tests


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
        inbox: Inbox,
        *,
        now: Clock,
        committed: Callable[[Sequence[Outcome]], None],
        at: Steps,
    ) -> None:
        self._store, self._turns, self._now, self._committed, self._at = store, turns, now, committed, at
        self._inbox = inbox
        self._queue = Queue()
        self._some = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._batch: list[Request] = []
        self._stopping = False
        self._apart: LRUCache[Address | str, None] = LRUCache(APART)  # who failed alone: tried alone at once next time
        self._over = asyncio.Event()
        self._why = StoreError()

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
        for request in (*self._batch, *self._queue):
            request.fail(StoppedError())

    async def broken(self) -> None:
        """Wait until nothing works any more, and never will. Raises StoreError then."""
        await self._over.wait()
        raise self._why

    def give_up(self, why: str) -> None:
        """Nothing that is kept from now on could be found again."""
        self._why = StoreError(why)
        self._over.set()

    async def doubt(self) -> None:
        """Something is broken: find out whether all is. Raises Unavailable when nothing works now."""
        try:
            await self._store.probe()
        except Broken as broken:
            if broken.known:
                self.give_up(self._store.trouble(broken))
            raise Unavailable(str(broken)) from broken

    def hear(self, who: Address | str, event: Input, update: str = "") -> asyncio.Future[bool]:
        """Ends when the turn is committed: whether what was pressed counted as an answer.

        `who` is an address or a person; turns of one are taken in order.
        """
        at, person = (None, who) if isinstance(who, str) else (who, "")
        return self._added(Request(at, person, event, update))

    def report(self, report: DeliveryReport) -> asyncio.Future[bool]:
        """Ends when the report is committed; it joins the person's next turn when one is waiting."""
        return self._added(Request(person=report.person, report=report))

    def _added(self, request: Request) -> asyncio.Future[bool]:
        if self._stopping:
            request.fail(StoppedError())
        else:
            self._queue.add(request)
        self._some.set()
        return request.done

    # --- the loop -----------------------------------------------------------------------------------------------

    async def _write(self) -> None:
        while self._queue or not self._stopping:
            if not self._queue:
                self._some.clear()
                await self._some.wait()
                continue
            self._batch = self._queue.take()
            await self._keep_at_last(self._batch)
            self._batch = []

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
        """Keep the batch, or, where something in it is refused or broken, each by itself. Raises Unavailable."""
        alone = [request for request in batch if not request.whose.isdisjoint(self._apart)]
        together = [request for request in batch if request not in alone] if alone else batch
        try:
            if together:
                await self._keep(together)
        except Unavailable:
            raise
        except Exception as error:  # one of them fails: find out which
            alone = [request for request in batch if not request.done.done()]
            if len(batch) == 1:
                log.debug("refused: %s", type(error).__name__, exc_info=error)
        for request in alone:
            for trouble in (False, True):
                try:
                    await self._keep([request], trouble=trouble)
                    break
                except Unavailable:
                    raise
                except Exception as error:  # noqa: BLE001  it fails alone
                    if isinstance(error, Broken):
                        await self.doubt()
                    whose = request.person or "somebody new"
                    log.error("a turn of %s could not be kept: %s", whose, type(error).__name__)
                    if trouble:
                        self._apart.update(dict.fromkeys(request.whose))
                        request.fail(error)

    async def _keep(self, batch: list[Request], *, trouble: bool = False) -> None:
        """One transaction. What was committed is acknowledged; what has to be taken again goes back to wait."""
        self._at("heard")
        chains: list[Chain] = []
        async with self._store.writing() as work:
            people = await self._known(work, batch)
            whose: dict[str, list[Request]] = {}
            for request in batch:
                whose.setdefault(request.person, []).append(request)
            for n, (person, requests) in enumerate(whose.items(), 1):
                behind = self._queue.behind(requests)
                chains.append(
                    await taken(people[person], requests, self._turns, self._now, trouble=trouble, behind=behind)
                )
                if n % BREATH == 0:
                    await asyncio.sleep(0)
            moved = await _written(work, [chain.outcome for chain in chains])
            for chain in chains:
                if chain.typed and chain.known.id not in moved and not await self._redeemed(work, chain):
                    chain.left = (chain.typed[1], *chain.left)
            done = [request for chain in chains if chain.known.id not in moved for request, _ in chain.answered]
            heard = self._inbox.among((request.at.platform, request.update) for request in done if request.at)
            if heard:
                await work.run(partial(drop, updates=heard))
            self._at("before commit")
        self._at("after commit")
        self._inbox.kept.difference_update(heard)
        kept = [chain for chain in chains if chain.known.id not in moved]
        try:
            self._committed([chain.outcome for chain in kept])
        except Exception as error:  # it is committed, whatever comes after it
            log.error("after a commit: %s", type(error).__name__, exc_info=log.isEnabledFor(logging.DEBUG))
        again = {id(request) for chain in kept for request in chain.left}
        if moved or again:
            self._queue.put_back(each for each in batch if each.person in moved or id(each) in again)
        for chain in kept:
            for request, took in chain.answered:
                if not request.done.done():
                    request.done.set_result(took)

    async def _known(self, work: Transaction, batch: Sequence[Request]) -> dict[str, Known]:
        """Everybody in the batch, each request with its person; whoever is at an address that nobody is at is new."""
        persons = {request.person for request in batch if not request.at}
        people: dict[str, Known] = {}
        at: dict[Address, str] = {}
        reader = self._turns.reader
        for row, addresses in await work.known(persons, {request.at for request in batch if request.at}):
            known = reader.read(row, addresses)
            people[row.person] = known or reader.remade(row, addresses, await work.facts(row.person))
            at |= dict.fromkeys(addresses, row.person)
        for request in batch:
            if request.at:
                request.person = at.setdefault(request.at, at.get(request.at) or secrets.token_hex(8))
            if request.person not in people:
                people[request.person] = reader.new(request.person)
        return people

    async def _redeemed(self, work: Transaction, chain: Chain) -> bool:
        """Keep what a typed code comes to; False: it has to be taken again."""
        assert chain.typed
        typed, request = chain.typed
        found = await redeem(work, self._turns, typed, self._now())
        if found is None:
            return False
        if isinstance(found, Merged):
            if not await work.join(found.row, found.was, found.gone, found.at, found.facts, all_of=found.all_of):
                return False
            chain.outcome = found
        else:
            refused = self._turns.take(typed.known, found, self._now(), at=typed.at, update=typed.update)
            await _written(work, [refused])
            chain.take(refused)
        chain.answered.append((request, False))
        return True


async def _written(work: Transaction, outcomes: Sequence[Outcome]) -> set[str]:
    """Write what changed; returns whose row had moved."""
    changed = [outcome for outcome in outcomes if isinstance(outcome, Changed)]
    return await work.write(
        changed=[(outcome.row, outcome.was.turn) for outcome in changed if outcome.was],
        new=[outcome.row for outcome in changed if not outcome.was],
        facts=[fact for outcome in changed for fact in outcome.facts],
        forgotten=[outcome.person for outcome in outcomes if isinstance(outcome, Forgotten)],
        codes=[outcome.code for outcome in changed if outcome.code],
        left_chats=[address for outcome in changed for address in outcome.left_chats],
    )
