"""Two rows become one, and two histories one history: nothing that was recorded is lost, and its order holds. Pure.

Both are at rest: no session goes on and nothing is on its way to either (`redeem` sees to it).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from heapq import merge

from bot.adapter import Address
from bot.engine.due import due_at
from bot.engine.entries import OutboxEntry, dump_outbox, dump_seen, outbox_of, seen_in, with_seen
from bot.engine.known import Known
from bot.engine.outcome import Merged
from bot.engine.turn import Turns, fact_rows, remembered
from bot.store.queries import FactRow, Row
from handlers import dialog as talk, merging, saved
from handlers.facts import Fact, PlatformLost
from handlers.say import say
from handlers.topics import linking

DECLINED = {"Consented": False, "ConsentRefused": True}


def side(known: Known, facts: Sequence[FactRow]) -> merging.Side:
    """What the talk is to know of one of the two."""
    consent = [DECLINED[fact.kind] for fact in facts if fact.kind in DECLINED]
    return merging.Side(known.person, known.dialog or talk.NEW, consent[-1] if consent else False)


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
    turns: Turns,
    was: Row,
    issuer: tuple[Known, Sequence[FactRow]],
    other: tuple[Known, Sequence[FactRow]],
    at: Address,
    update: str,
    now: datetime,
) -> Merged:
    """The one they are from now on: the issuer's id and row, where the other typed the code.

    was: the issuer's row. issuer, other: each with all their facts. at, update: where the code was typed, and in which
    update.
    """
    (one, theirs), (two, own) = issuer, other
    sides, gone = (side(one, theirs), side(two, own)), two.row
    facts = history(was.person, theirs, own) if own else list(theirs)
    both = replace(turns.reader.folded(facts), language=one.person.language) if own else one.person
    platforms = tuple(sorted({each.platform for each in (*one.addresses, *two.addresses, at)}))
    told: list[Fact] = [*one.unreadable, *two.unreadable, merging.linked(*sides, platforms, now)]
    if was.unreachable:
        told.append(PlatformLost(was.platform))
    person = remembered(both, told, now)
    settled = tuple(merging.settled(one.person, two.person, person))
    world = turns.world(remembered(person, settled, now), None, now, at)
    turn = merging.joined(*sides, world)
    number = was.turn + (gone.turn if gone else 0) + 2  # above all there was; the notice has the number before it
    notice = saved.dump_says((say("note.linked_there", place=linking.named((at.platform,), world)[0]),))
    outbox = (
        *(entry._replace(at=entry.at or was.address) for entry in outbox_of(was)),  # what nobody there can be told now
        *(() if was.unreachable else (OutboxEntry(number - 1, turn.dialog.turn, notice, at=was.address),)),
        OutboxEntry(number, turn.dialog.turn, saved.dump_says(turn.says)),
    )
    seen = gone.seen if gone else ""
    row = was._replace(
        platform=at.platform,
        chat=at.chat,
        dialog=saved.dump_dialog(turn.dialog),
        memory=saved.dump_person(world.person),
        turn=number,
        seen=dump_seen([*seen_in(was.seen), *seen_in(with_seen(seen, update) or seen)]),  # the last: where it goes on
        outbox=dump_outbox(outbox),
        wake_at=talk.alarm(turn.dialog),
        nudge_at=due_at(world.person.nudges, now),
        unreachable=False,
        created=min(was.created, gone.created if gone else was.created),
        changed=now,
        keyboard=gone.keyboard if gone else "",
    )
    new = fact_rows(row, (*told, *settled, *turn.facts))
    return Merged(
        was.person, row, was, gone, at, (*facts, *new) if own else new, bool(own), outbox, world.person.language
    )
