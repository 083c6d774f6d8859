"""What waits for the writer: one thing to be kept, and how a batch of them is told apart by person."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.adapter import Address
from bot.engine.entries import DeliveryReport
from bot.engine.outcome import Input


@dataclass(eq=False, slots=True)
class Request:
    """One thing to be kept: an event, or that something was told. `done` ends after the commit.

    sure: who is at the address was looked up for it.
    """

    key: Address | str
    done: asyncio.Future[bool]
    event: Input | None = None
    update: str = ""
    reports: DeliveryReport | None = None
    person: str = ""
    sure: bool = True

    @property
    def address(self) -> Address | None:
        return self.key if isinstance(self.key, Address) else None


def one_each(batch: list[Request]) -> tuple[list[list[Request]], list[Request]]:
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


def heard_in(requests: list[Request]) -> Request:
    """The one of them that is an event, or the first."""
    return next((request for request in requests if request.event is not None), requests[0])


def fail(request: Request, error: Exception) -> None:
    if not request.done.done():
        request.done.set_exception(error)
        request.done.exception()  # whoever waits sees it; where nobody does, it is no news
