"""Whether a code that somebody typed links them with whoever was given it. All in the transaction of the turn."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from bot.adapter import Address
from bot.engine.known import Known
from bot.engine.merge import join
from bot.engine.outcome import Merged
from bot.engine.turn import Turns
from bot.store.queries import FactRow, Row, Transaction
from handlers.dialog import session_in
from handlers.events import CodeRefused
from handlers.typed import codes


@dataclass(frozen=True, slots=True)
class TypedCode:
    """A code's seal and who typed it: as they are after the turn before it, where, and in which update."""

    seal: str
    known: Known
    at: Address
    update: str


def fresh() -> str:
    """A code nobody can guess."""
    code = ""
    while not codes.good(code):
        code = "".join(secrets.choice(codes.SIGNS) for _ in range(codes.LENGTH))
    return code


async def redeem(work: Transaction, turns: Turns, typed: TypedCode, now: datetime) -> Merged | CodeRefused | None:
    """What it comes to: the two are one, or it is refused. None: who typed it moved meanwhile, so take it anew.

    Of two who type the same code at once the second finds it used, on either database: whoever was given it is locked.
    """
    found = await work.code(typed.seal)
    if found is None:
        return CodeRefused("unknown")
    await work.lock({found.person, typed.known.id})
    people = {row.person: (row, addresses) for row, addresses in await work.known({found.person, typed.known.id}, ())}
    code, other = await work.code(typed.seal), people.get(typed.known.id)
    if (other and other[0].turn) != (typed.known.row and typed.known.row.turn):
        return None
    if code is None or found.person not in people:
        return CodeRefused("unknown")
    issuer, theirs = people[found.person]
    if now >= code.until:
        return CodeRefused("expired")
    own = typed.known.addresses if other else (typed.at,)
    if issuer.person == typed.known.id or {each.platform for each in theirs} & {each.platform for each in own}:
        return CodeRefused("own")
    facts = await work.facts(issuer.person)
    one = turns.reader.read(issuer, theirs) or turns.reader.remade(issuer, theirs, facts)
    if one.newer or typed.known.newer:
        return CodeRefused("later")
    for known in (one, typed.known):
        if known.row and _busy(known, known.row):
            return CodeRefused("busy", known.row.platform)
    history: list[FactRow] = await work.facts(typed.known.id) if other else []
    return join(turns, issuer, (one, facts), (typed.known, history), typed.at, typed.update, now)


def _busy(known: Known, row: Row) -> bool:
    """Whether a session goes on, or something is on its way to where they can be reached."""
    return bool((known.dialog and any(session_in(known.dialog))) or (row.outbox and not row.unreachable))
