"""The events of one person that are kept together: taken one after the other, each on the row the one before left.

A chain ends where the next event may be somebody else's business: when everything is forgotten, at a code, where a chat
was left, and after a row that could not be read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.adapter import Address, Clock
from bot.engine.entries import DeliveryReport, outbox_of, seen_in
from bot.engine.inputs import Input
from bot.engine.known import Known, Reader
from bot.engine.merge import TypedCode
from bot.engine.outcome import Changed, Forgotten, NeedsCode, Outcome, Unchanged, together
from bot.engine.turn import Turns
from handlers import flooding
from handlers.events import Edited, Pressed, Said


@dataclass(eq=False, slots=True)
class Request:
    """One thing to be kept: an event, or that something was delivered. `done` ends after the commit.

    at: where it came from. person: whose it is; "" until that is looked up.
    """

    at: Address | None = None
    person: str = ""
    event: Input | None = None
    update: str = ""
    report: DeliveryReport | None = None
    done: asyncio.Future[bool] = field(default_factory=asyncio.Future)

    @property
    def whose(self) -> set[Address | str]:
        """All that we know them by."""
        return {each for each in (self.at, self.person) if each}

    def fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)
            self.done.exception()  # whoever waits sees it; where nobody does, it is no news


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

    def take(self, outcome: Outcome) -> None:
        """One outcome more."""
        self.outcome = outcome
        if isinstance(outcome, Changed):
            self.changed = self.outcome = together(self.changed, outcome) if self.changed else outcome
        elif isinstance(outcome, Unchanged) and self.changed and not outcome.aside:
            self.outcome = self.changed

    def go_on(self, reader: Reader) -> None:
        """What is known now is what the last event left."""
        if self.changed:
            row = self.changed.row
            self.known = reader.read(row, self.known.addresses or (row.address,)) or self.known

    @property
    def ended(self) -> bool:
        left = isinstance(self.outcome, Changed) and bool(self.outcome.left_chats)
        return left or isinstance(self.outcome, Forgotten) or self.typed is not None


async def taken(
    known: Known, requests: Sequence[Request], turns: Turns, now: Clock, *, trouble: bool, behind: int = 0
) -> Chain:
    """Take these requests of one person. trouble: the database refused them, so say that instead.

    behind: how many more of theirs wait. From very many on (`handlers.flooding`) most are heard and not answered.
    """
    reports = [request.report for request in requests if request.report]
    events = [request for request in requests if request.event is not None]
    chain = Chain(known, Unchanged(known.id, known.row))
    chain.answered = [(request, False) for request in requests if request.event is None]
    if reports and not events:
        chain.take(turns.take(known, None, now(), reports=reports))
    flood = len(events) + behind + len(outbox_of(known.row)) > flooding.FROM
    passed, unanswered = list[Request](), False
    for n, request in enumerate(events):
        if n:
            await asyncio.sleep(0)  # others get a chance to run
            last = n == len(events) - 1 and not behind
            if flood and not last and _passes_over(chain.known, request, turns, now):
                passed.append(request)
                continue
            unanswered = bool(passed)
            _pass_over(chain, passed, turns, now)
            chain.go_on(turns.reader)
        unreadable = chain.known.dialog is None or bool(chain.known.unreadable)
        outcome = turns.take(
            chain.known,
            request.event,
            now(),
            at=request.at,
            update=request.update,
            reports=reports,
            trouble=trouble,
            flood=flood,
            unanswered=unanswered,
        )
        if isinstance(outcome, NeedsCode):
            if reports:
                chain.take(turns.take(chain.known, None, now(), reports=reports))
                chain.go_on(turns.reader)
            assert request.at
            chain.typed = TypedCode(outcome.seal, chain.known, request.at, request.update), request
        else:
            chain.take(outcome)
            chain.answered.append((request, isinstance(outcome, Changed) and outcome.took))
        reports = []
        if chain.ended or unreadable:
            chain.left = events[n + 1 :]
            break
    _pass_over(chain, passed, turns, now)
    return chain


def _passes_over(known: Known, request: Request, turns: Turns, now: Clock) -> bool:
    """Whether this is heard, in the midst of very many, without a turn of its own."""
    event, row = request.event, known.row
    if row is None or known.dialog is None or not isinstance(event, Said | Edited | Pressed):
        return False
    if request.update and request.update in seen_in(row.seen):
        return False  # it was heard before
    return not flooding.taken(event, known.dialog, turns.world(known.person, row, now()))


def _pass_over(chain: Chain, passed: list[Request], turns: Turns, now: Clock) -> None:
    """Note that these were heard, and are not answered."""
    if passed:
        chain.go_on(turns.reader)
        chain.take(turns.pass_over(chain.known, [request.update for request in passed if request.update], now()))
        chain.answered += [(request, False) for request in passed]
        passed.clear()
