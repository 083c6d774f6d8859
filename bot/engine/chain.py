"""The events of one person that are kept together: taken one after the other, each on the row the one before left.

A chain ends where the next event may be somebody else's business: when everything is forgotten, at a code, where a chat
was left, and after a row that could not be read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.engine.known import Known
from bot.engine.outcome import Changed, Forgotten, NeedsCode, Outcome, Unchanged, together
from bot.engine.redeem import TypedCode
from bot.engine.requests import Request
from bot.engine.turn import Turns


@dataclass(slots=True)
class Chain:
    """What the events came to. answered: the requests that were taken, each with whether its press counted.

    left: those that have to wait for another transaction. typed: a code that is still to be looked up, and its request.
    """

    known: Known
    outcome: Outcome
    changed: Changed | None = None
    answered: list[tuple[Request, bool]] = field(default_factory=list)
    left: Sequence[Request] = ()
    typed: tuple[TypedCode, Request] | None = None

    def take(self, outcome: Outcome, turns: Turns) -> None:
        """One outcome more; what is known afterwards is what the next event is taken on."""
        self.outcome = outcome
        if isinstance(outcome, Changed):
            self.changed = self.outcome = together(self.changed, outcome)
            self.known = turns.reader.read(outcome.row, self.known.addresses or (outcome.row.address,))
        elif isinstance(outcome, Unchanged) and self.changed and not outcome.aside:
            self.outcome = self.changed

    @property
    def ended(self) -> bool:
        left = isinstance(self.outcome, Changed) and bool(self.outcome.left_chats)
        return left or isinstance(self.outcome, Forgotten) or self.typed is not None


async def taken(
    known: Known, requests: Sequence[Request], turns: Turns, now: Callable[[], datetime], *, trouble: bool
) -> Chain:
    """Take these requests of one person. trouble: the database refused them, so say that instead."""
    reports = [request.report for request in requests if request.report]
    events = [request for request in requests if request.event is not None]
    chain = Chain(known, Unchanged(known.id, known.row))
    chain.answered = [(request, False) for request in requests if request.event is None]
    if reports and not events:
        chain.take(turns.take(known, None, now(), reports=reports), turns)
    for n, request in enumerate(events):
        if n:
            await asyncio.sleep(0)  # others get a chance to run
        unreadable = chain.known.dialog is None or bool(chain.known.unreadable)
        outcome = turns.take(
            chain.known,
            request.event,
            now(),
            at=request.address,
            update=request.update,
            reports=reports,
            trouble=trouble,
        )
        if isinstance(outcome, NeedsCode):
            if reports:
                chain.take(turns.take(chain.known, None, now(), reports=reports), turns)
            assert request.address
            chain.typed = TypedCode(outcome.seal, chain.known, request.address, request.update), request
        else:
            chain.take(outcome, turns)
            chain.answered.append((request, isinstance(outcome, Changed) and outcome.took))
        reports = []
        if chain.ended or unreadable:
            chain.left = events[n + 1 :]
            break
    return chain
