"""Whether a code that somebody typed links them with whoever was given it, all in the transaction of the turn.

Then two rows become one, and two histories one history: nothing that was recorded is lost, and its order holds. Both
are at rest: no session goes on and nothing is on its way to either.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge

from bot.adapter import Address
from bot.engine.due import due_at
from bot.engine.entries import OutboxEntry, dump_outbox, dump_seen, outbox_of, seen_in, with_seen
from bot.engine.known import Known
from bot.engine.outcome import Merged
from bot.engine.turn import Turns, fact_rows
from bot.store.queries import FactRow, Transaction
from handlers import dialog as talk, merging, saved
from handlers.events import CodeRefused
from handlers.facts import Fact, PlatformLost
from handlers.say import say
from handlers.topics import linking
from handlers.typed import codes

DECLINED = {"Consented": False, "ConsentRefused": True}


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
    if not linking.good(code.until, now):
        return CodeRefused("expired")
    own = typed.known.addresses if other else (typed.at,)
    if issuer.person == typed.known.id or {each.platform for each in theirs} & {each.platform for each in own}:
        return CodeRefused("own")
    facts = await work.facts(issuer.person)
    one = turns.reader.read(issuer, theirs) or turns.reader.remade(issuer, theirs, facts)
    if one.newer or typed.known.newer:
        return CodeRefused("later")
    for known in (one, typed.known):
        row, session = known.row, known.dialog and any(talk.session_in(known.dialog))
        # a session goes on, or something is on its way to where they can be reached
        if row and (session or (row.outbox and not row.unreachable)):
            return CodeRefused("busy", row.platform)
    return join(turns, one, facts, typed, await work.facts(typed.known.id) if other else [], now)


# --- two who become one ---------------------------------------------------------------------------------------------


def side(known: Known, facts: Sequence[FactRow]) -> merging.OneOfTwo:
    """What the talk is to know of one of the two."""
    consent = [DECLINED[fact.kind] for fact in facts if fact.kind in DECLINED]
    return merging.OneOfTwo(known.person, known.dialog or talk.NEW, consent[-1] if consent else False)


def history(person: str, one: Sequence[FactRow], other: Sequence[FactRow]) -> list[FactRow]:
    """The facts of both as those of `person`: by time, those of each in their own order, turns numbered anew from 1.

    There are no more turns than both had together.
    """
    turns: dict[tuple[int, int], int] = {}
    lines = ([(fact.at, which, fact) for fact in facts] for which, facts in enumerate((one, other)))
    found = []
    for _, which, fact in merge(*lines, key=lambda each: each[0]):
        turn = turns.setdefault((which, fact.turn), len(turns) + 1)
        found.append(fact._replace(person=person, turn=turn))
    return found


def join(
    turns: Turns, one: Known, theirs: Sequence[FactRow], typed: TypedCode, own: Sequence[FactRow], now: datetime
) -> Merged:
    """The one they are from now on: the issuer's id and row, where the other typed the code.

    one: the issuer. theirs: all the issuer's facts. own: all facts of who typed it.
    """
    two, at, was, gone = typed.known, typed.at, one.row, typed.known.row
    assert was
    sides = side(one, theirs), side(two, own)
    facts = history(was.person, theirs, own) if own else list(theirs)
    both = turns.reader.folded(facts) if own else one.person
    platforms = tuple(sorted({each.platform for each in (*one.addresses, *two.addresses, at)}))
    told: list[Fact] = [*one.unreadable, *two.unreadable, merging.linked(*sides, platforms, now)]
    if was.unreachable:
        told.append(PlatformLost(was.platform))
    person = both.after_all(told, now)
    settled = tuple(merging.settled(one.person, two.person, person))
    world = turns.world(person.after_all(settled, now), None, now, at)
    turn = merging.joined(*sides, world)
    number = was.turn + (gone.turn if gone else 0) + 2  # above all there was; the notice has the number before it
    notice = saved.dump_says((say("note.linked_there", place=linking.named((at.platform,), world)[0]),))
    outbox = (
        *(entry._replace(at=entry.at or was.address) for entry in outbox_of(was)),  # what nobody there can be told now
        *(() if was.unreachable else (OutboxEntry(number - 1, turn.dialog.turn, notice, at=was.address),)),
        OutboxEntry(number, turn.dialog.turn, saved.dump_says(turn.says)),
    )
    before = gone.seen if gone else ""
    seen = seen_in(with_seen(before, typed.update) or before)  # the last to be kept: where it goes on
    row = was._replace(
        **at._asdict(),
        dialog=saved.dump_dialog(turn.dialog),
        memory=saved.dump_person(world.person),
        turn=number,
        seen=dump_seen([*seen_in(was.seen), *seen]),
        outbox=dump_outbox(outbox),
        wake_at=talk.alarm(turn.dialog),
        nudge_at=due_at(world.person, now),
        unreachable=False,
        created=min(was.created, gone.created if gone else was.created),
        changed=now,
        keyboard=gone.keyboard if gone else "",
    )
    new = fact_rows(row, (*told, *settled, *turn.facts))
    return Merged(
        was.person, row, was, gone, at, (*facts, *new) if own else new, bool(own), outbox, world.person.language
    )
