"""Whether a code that somebody typed links them with whoever was given it. All in the transaction of the turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.adapter import Address
from bot.engine.entries import DeliveryReport
from bot.engine.outcome import Outcome
from bot.engine.turn import Turns
from bot.store.queries import FactRow, Row, Transaction
from handlers.events import CodeRefused
from handlers.saved import Newer


@dataclass(frozen=True, slots=True)
class TypedCode:
    """A code and who typed it: their id, row (None for somebody new), where, and in which update."""

    seal: str
    person: str
    row: Row | None
    at: Address
    update: str
    reports: Sequence[DeliveryReport]


async def redeem(work: Transaction, turns: Turns, typed: TypedCode, now: datetime) -> Outcome | CodeRefused | None:
    """What it comes to: the two are one, or it is refused. None: who typed it moved meanwhile, so take it anew.

    Of two who type the same code at once the second finds it used, on either database: whoever was given it is locked.
    """
    found = await work.code(typed.seal)
    if found is None:
        return CodeRefused("unknown")
    rows = await work.locked({found.person, typed.person})
    code, issuer, other = await work.code(typed.seal), rows.get(found.person), rows.get(typed.person)
    if (other and other.turn) != (typed.row and typed.row.turn):
        return None
    if code is None or issuer is None:
        return CodeRefused("unknown")
    if now >= code.until:
        return CodeRefused("expired")
    theirs = await work.addresses(issuer.person)
    own = await work.addresses(other.person) if other else [typed.at]
    if issuer == other or {each.platform for each in theirs} & {each.platform for each in own}:
        return CodeRefused("own")
    facts: list[FactRow] = await work.facts(other.person) if other else []
    try:
        return turns.join(
            (issuer, await work.facts(issuer.person), theirs),
            (other, facts, own),
            typed.at,
            now,
            update=typed.update,
            reports=typed.reports,
        )
    except Newer:
        return CodeRefused("later")
