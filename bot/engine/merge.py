"""Two rows become one, and two histories one history: nothing that was recorded is lost, and its order holds. Pure."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import merge

from bot.adapter import Address
from bot.engine.due import next_due
from bot.engine.entries import OutboxEntry, dump_outbox
from bot.engine.outcome import Merged, Outcome
from bot.engine.snapshot import dump_seen, seen_in
from bot.store.queries import FactRow, Row
from handlers import dialog as talk, merging, saved
from handlers.facts import Fact, PlatformLost
from handlers.person import Person
from handlers.say import say
from handlers.topics import linking
from handlers.typed import codes
from handlers.world import World

DECLINED = {"Consented": False, "ConsentRefused": True}


def fresh() -> str:
    """A code nobody can guess."""
    code = ""
    while not codes.good(code):
        code = "".join(secrets.choice(codes.SIGNS) for _ in range(codes.LENGTH))
    return code


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two, as read: row (None for somebody new), facts, what is remembered, where the talk is.

    unsaid, keyboard, seen: as the row has them, with what was told meanwhile taken off. addresses: where they are.
    """

    row: Row | None
    facts: Sequence[FactRow]
    person: Person
    dialog: talk.Dialog
    addresses: Sequence[Address]
    outbox: Sequence[OutboxEntry] = ()
    keyboard: str = ""
    seen: str = ""

    @property
    def side(self) -> merging.Side:
        """What the talk is to know of them."""
        consent = [DECLINED[fact.kind] for fact in self.facts if fact.kind in DECLINED]
        return merging.Side(self.person, self.dialog, consent[-1] if consent else False)


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
    issuer: Party,
    other: Party,
    at: Address,
    happened: Sequence[Fact],
    now: datetime,
    fold: Callable[[Sequence[FactRow]], Person],
    world: Callable[[Person], World],
) -> Outcome:
    """The one they are from now on: the issuer's id and row, where the other typed the code.

    at: there. happened: what else happened to the other. fold: what facts come to.
    """
    was = issuer.row
    assert was is not None
    gone = other.row
    facts = history(was.person, issuer.facts, other.facts) if other.facts else list(issuer.facts)
    both = replace(fold(facts), language=issuer.person.language) if other.facts else issuer.person
    told, person = _told(issuer, other, at, happened, both, now, world)
    turn = merging.joined(issuer.side, other.side, world(person))
    number = was.turn + (gone.turn if gone else 0) + 2  # above all there was; the notice has the number before it
    notice = saved.dump_says((say("note.linked_there", place=linking.named((at.platform,), world(person))[0]),))
    outbox = [
        *(entry if entry.at else replace(entry, at=was.address) for entry in issuer.outbox),
        *(replace(entry, turn=entry.turn + was.turn) for entry in other.outbox),
        *([] if was.unreachable else [OutboxEntry(number - 1, turn.dialog.turn, notice, at=was.address)]),
        OutboxEntry(number, turn.dialog.turn, saved.dump_says(turn.says)),
    ]
    due = next_due(person.nudges, now)
    row = was._replace(
        platform=at.platform,
        chat=at.chat,
        dialog=saved.dump_dialog(turn.dialog),
        memory=saved.dump_person(person),
        turn=number,
        seen=dump_seen([*seen_in(issuer.seen), *seen_in(other.seen)]),  # the last are of where the talk goes on
        outbox=dump_outbox(outbox),
        wake_at=talk.alarm(turn.dialog),
        nudge_at=due.at if due else None,
        unreachable=False,
        created=min(was.created, gone.created if gone else was.created),
        changed=now,
        keyboard=other.keyboard,
    )
    new = [FactRow(was.person, number, n, now, *saved.dump_fact(fact)) for n, fact in enumerate((*told, *turn.facts))]
    return Outcome(
        was.person,
        row,
        was,
        (*facts, *new) if other.facts else tuple(new),
        tuple(outbox),
        language=person.language,
        linked=True,
        joined=Merged(was, gone, at, all_of=bool(other.facts)),
    )


def _told(
    issuer: Party,
    other: Party,
    at: Address,
    happened: Sequence[Fact],
    person: Person,
    now: datetime,
    world: Callable[[Person], World],
) -> tuple[list[Fact], Person]:
    """What happens in the turn in which they become one, and who they are then. person: the fold of both histories."""
    platforms = tuple(sorted({each.platform for each in (*issuer.addresses, *other.addresses, at)}))
    lost = [PlatformLost(issuer.row.platform)] if issuer.row and issuer.row.unreachable else []
    facts: list[Fact] = [
        *happened,
        *merging.ended(issuer.side, world(issuer.person)),
        *merging.ended(other.side, world(other.person)),
        merging.linked(issuer.side, other.side, platforms, now),
        *lost,
    ]
    person = _after(person, facts, now)
    settled = tuple(merging.settled(issuer.person, other.person, person))
    return [*facts, *settled], _after(person, settled, now)


def _after(person: Person, facts: Iterable[Fact], now: datetime) -> Person:
    for fact in facts:
        person = person.after(fact, now)
    return person
