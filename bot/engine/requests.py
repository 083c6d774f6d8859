"""What waits for the writer: one thing to be kept each, by whom it is from, and how a batch of them is taken."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.adapter import Address
from bot.engine.entries import DeliveryReport
from bot.engine.outcome import Input

BATCH = 128  # people a commit; more would only make the first of them wait, and the loop stand still
CHAIN = 20  # events of one person in one commit


@dataclass(eq=False, slots=True)
class Request:
    """One thing to be kept: an event of whoever is at the address or has the id `key`, or that something was delivered.

    done: ends after the commit. person: their id, once it was looked up.
    """

    key: Address | str
    done: asyncio.Future[bool]
    event: Input | None = None
    update: str = ""
    report: DeliveryReport | None = None
    person: str = ""

    @property
    def address(self) -> Address | None:
        return self.key if isinstance(self.key, Address) else None

    def settle(self, took: bool) -> None:
        if not self.done.done():
            self.done.set_result(took)

    def fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)
            self.done.exception()  # whoever waits sees it; where nobody does, it is no news


class RequestQueue:
    """Events in order for each key, all keys in turn; and delivery reports, which join whatever is taken next."""

    def __init__(self) -> None:
        self._events: dict[Address | str, deque[Request]] = {}
        self._reports: deque[Request] = deque()

    def __bool__(self) -> bool:
        return bool(self._events or self._reports)

    def __iter__(self) -> Iterator[Request]:
        yield from (request for queue in self._events.values() for request in queue)
        yield from self._reports

    def add(self, request: Request) -> None:
        if request.report:
            self._reports.append(request)
        else:
            self._events.setdefault(request.key, deque()).append(request)

    def put_back(self, requests: Iterable[Request]) -> None:
        """Before all others, in the order they had."""
        for request in reversed([*requests]):
            if request.report:
                self._reports.appendleft(request)
            else:
                self._events.setdefault(request.key, deque()).appendleft(request)

    def take(self) -> list[Request]:
        """The next batch; who has more than fits is behind the others then."""
        batch = []
        for key in [*self._events][:BATCH]:
            queue = self._events.pop(key)
            batch += [queue.popleft() for _ in range(min(CHAIN, len(queue)))]
            if queue:
                self._events[key] = queue
        batch += [self._reports.popleft() for _ in range(min(BATCH, len(self._reports)))]
        return batch


def by_person(batch: Iterable[Request]) -> dict[str, list[Request]]:
    """The batch by whose it is, each in order."""
    chains: dict[str, list[Request]] = {}
    for request in batch:
        chains.setdefault(request.person, []).append(request)
    return chains
