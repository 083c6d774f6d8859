"""What waits for the writer: everybody has a queue of their own, and all of them come in turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from bot.adapter import Address
from bot.engine.chain import Request

BATCH = 128  # people a commit; more would only make the first of them wait, and the loop stand still
CHAIN = 40  # events of one person in one commit


class Queue:
    """What waits: events in order for each key, all keys in turn; delivery reports, which join whatever comes next."""

    def __init__(self) -> None:
        self._events: dict[Address | str, deque[Request]] = {}
        self._reports: deque[Request] = deque()

    def __bool__(self) -> bool:
        return bool(self._events or self._reports)

    def __iter__(self) -> Iterator[Request]:
        yield from (request for queue in self._events.values() for request in queue)
        yield from self._reports

    def _of(self, request: Request) -> deque[Request]:
        return self._reports if request.report else self._events.setdefault(request.at or request.person, deque())

    def behind(self, requests: Iterable[Request]) -> int:
        """How many more wait of those whose these are."""
        keys = {request.at or request.person for request in requests if not request.report}
        return sum(len(self._events.get(key, ())) for key in keys)

    def add(self, request: Request) -> None:
        self._of(request).append(request)

    def put_back(self, requests: Iterable[Request]) -> None:
        """Before all others, in the order they had."""
        for request in reversed([*requests]):
            self._of(request).appendleft(request)

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
