"""One turn of one person: what is known of them, and what happened, give the row as it is afterwards. No I/O, no clock.

Whatever goes wrong in a turn stays in that turn: the person keeps their row and is told. A save that cannot be read
starts over at home and is kept as a fact; one that a newer Lumbot wrote is not touched.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.adapter import Address
from bot.engine.addressing import gone_from, left_chats, moved_to
from bot.engine.due import due_at, next_due
from bot.engine.entries import (
    DeliveryReport,
    OutboxEntry,
    Snapshot,
    dump_outbox,
    take_snapshot,
    unreachable,
    with_seen,
    without_lost,
    without_nudge,
)
from bot.engine.inputs import DeliveryFailed, Input, NudgeClaimed, OutboxResumed, Theirs
from bot.engine.known import Known, Reader
from bot.engine.outcome import Changed, Forgotten, NeedsCode, Outcome, Unchanged
from bot.store.queries import Code, FactRow, Row
from content.model import Catalog
from handlers import dialog as talk, saved
from handlers.dialog import Turn
from handlers.events import Event, Gone, NudgeDue, Pressed, Rang
from handlers.facts import Fact
from handlers.moves import Offer, Redeem
from handlers.person import Person
from handlers.say import say
from handlers.world import World

log = logging.getLogger(__name__)

STALE = "note.stale"  # said to who pressed a button of a step that has passed
AGAIN = timedelta(hours=1)  # when a nudge that failed is tried again


class Turns:
    """Takes turns. language: what new people are spoken to in. The rest is what every `World` holds."""

    def __init__(
        self, catalog: Catalog, *, speed: float, region: str, language: str, late: timedelta, code: Callable[[], str]
    ) -> None:
        self._catalog, self._speed, self._region, self._late, self._code = catalog, speed, region, late, code
        self.reader = Reader(language)
        self._newer: set[str] = set()

    def take(
        self,
        known: Known,
        event: Input | None,
        now: datetime,
        *,
        at: Address | None = None,
        update: str = "",
        reports: Sequence[DeliveryReport] = (),
        trouble: bool = False,
    ) -> Outcome:
        """The outcome of an event (None: nothing happened but that something was delivered).

        at: where it came from. update: the id of what the platform delivered, "" for none. trouble: the database
        refused this turn, so say that instead.
        """
        row = known.row
        if row is None and (at is None or not isinstance(event, Theirs)):
            return Unchanged(known.id)  # forgotten meanwhile, or never met
        seen = with_seen(row.seen if row else "", update)
        snapshot = take_snapshot(known.id, row, now, at if isinstance(event, Theirs) else None, seen or "", reports)
        if event is None or seen is None:
            return _same(known, snapshot)
        if isinstance(event, OutboxResumed):
            return _same(known, without_lost(snapshot, event))
        if known.newer:
            return self._left(known, event, known.newer)
        if isinstance(event, Gone | DeliveryFailed):
            snapshot, again = without_nudge(snapshot, event)
            gone = gone_from(known.person, row, at, again) if row else None
            if gone is None:
                return _same(known, snapshot)
            event = gone
        world = self.world(known.person, row, now, at)
        turn = _turn(known, event, world, trouble)
        if turn.forget:
            return Forgotten(known.id, row, turn.says, turn.dialog.turn, known.person.language)
        if isinstance(turn.wish, Redeem):
            return NeedsCode(known.id, turn.wish.seal)
        elsewhere = row and (turn.wish or not snapshot.at)  # a press or a word mostly stays where it is
        to = moved_to(row, event, turn, snapshot.at, known.addresses) if row and elsewhere else None
        if to and isinstance(event, NudgeClaimed) and event.ours is not None and to.platform not in event.ours:
            return _same(known, snapshot, to)  # whoever speaks there finds that it is due
        try:
            outcome = self._outcome(known, snapshot, _with_facts(turn, snapshot.happened, now), event, to)
        except Exception as error:  # noqa: BLE001  a dialog that cannot be kept fails alone, too
            _failed(known.id, error)
            turn = _with_facts(_troubled(known, event, world), snapshot.happened, now)
            return self._outcome(known, snapshot, turn, event, None)
        if not isinstance(outcome, Changed):
            return outcome
        took = isinstance(event, Pressed) and turn.dialog is not known.dialog and say(STALE) not in turn.says
        left = left_chats(turn, known.addresses) if turn.wish else ()
        return replace(outcome, took=took, left_chats=left)

    def world(self, person: Person, row: Row | None, now: datetime, at: Address | None = None) -> World:
        """What a turn of this person may look at. at: where they are now, if not where the row says."""
        here = at.platform if at else row.platform if row else ""
        due = row.nudge_at if row else None
        return World(now, self._catalog, person, self._speed, due, self._region, self._late, here, self._code)

    def _left(self, known: Known, event: Input, newer: saved.Newer) -> Unchanged:
        """Nothing is written to what a newer Lumbot saved; the person hears why, the operator once."""
        if known.id not in self._newer:
            self._newer.add(known.id)
            log.error("what is kept of %s was saved by a newer Lumbot (%s): start that one", known.id, newer)
        aside = (say("newer_save"),) if isinstance(event, Theirs) else ()
        return Unchanged(known.id, known.row, aside=aside, language=known.person.language)

    def _outcome(
        self, known: Known, snapshot: Snapshot, turn: Turn, event: Event | NudgeClaimed, to: Address | None
    ) -> Changed | Unchanged:
        """The row afterwards. to: where they are from now on, if neither where they were nor where they wrote from."""
        row, now, outbox = known.row, snapshot.now, snapshot.outbox
        number = row.turn + 1 if row else 1
        at = to or snapshot.at or (row.address if row else None)
        assert at is not None
        if turn.says:
            here = snapshot.at if to else None  # they leave this chat: what they asked for there is answered there
            entry = OutboxEntry(number, turn.dialog.turn, saved.dump_says(turn.says), turn.once, at=here)
            outbox = (*outbox, entry)
        after = (row or Row(known.id, *at, "", "", 0, "", "", None, None, False, now, now))._replace(
            platform=at.platform,
            chat=at.chat,
            turn=number,
            seen=snapshot.seen,
            outbox=dump_outbox(outbox),
            keyboard=snapshot.keyboard,
            changed=now,
            unreachable=unreachable(snapshot, event, known.person, at),
        )
        if row and isinstance(turn, _Troubled):
            after = after._replace(
                wake_at=None if isinstance(event, Rang) else row.wake_at,
                nudge_at=now + AGAIN if isinstance(event, NudgeClaimed) else row.nudge_at,
            )
        else:
            persons, nudges = self.reader.persons, known.person.nudges
            same = row and turn.person == persons.known(row.memory)
            ahead = turn.person.nudges == nudges and (nudges is None or (row and row.nudge_at and row.nudge_at > now))
            due = row.nudge_at if row and ahead else due_at(turn.person.nudges, now)
            after = after._replace(
                dialog=self.reader.dialogs.dump(turn.dialog),
                wake_at=talk.alarm(turn.dialog),
                memory=row.memory if row and same else persons.dump(turn.person),
                nudge_at=None if after.unreachable else due,
            )
        language = turn.person.language
        if row and after._replace(turn=row.turn, changed=row.changed) == row and not turn.facts:
            return Unchanged(known.id, row, outbox, language)
        code = Code(turn.wish.seal, known.id, turn.wish.until) if isinstance(turn.wish, Offer) else None
        return Changed(known.id, after, row, _fact_rows(after, turn.facts, now), outbox, language, code=code)


def _same(known: Known, snapshot: Snapshot, to: Address | None = None) -> Changed | Unchanged:
    """Nothing new was decided; what is undelivered may have become less. to: where they are from now on."""
    row, language = known.row, known.person.language
    if row is None:
        return Unchanged(known.id)
    outbox = dump_outbox(snapshot.outbox)
    at = to or row.address
    if (outbox, snapshot.keyboard, at) == (row.outbox, row.keyboard, row.address):
        return Unchanged(known.id, row, snapshot.outbox, language)
    after = row._replace(
        platform=at.platform,
        chat=at.chat,
        turn=row.turn + 1,
        outbox=outbox,
        keyboard=snapshot.keyboard,
        changed=snapshot.now,
    )
    return Changed(known.id, after, row, _fact_rows(after, snapshot.happened, snapshot.now), snapshot.outbox, language)


def _turn(known: Known, event: Event | NudgeClaimed, world: World, trouble: bool) -> Turn:
    try:
        if trouble:
            return _troubled(known, event, world)
        if known.row and known.dialog is None:
            turn = talk.lost(known.row.dialog, world)
        else:
            turn = _advanced(known.dialog or talk.NEW, event, world)
        return _with_facts(turn, known.unreadable, world.now)
    except Exception as error:  # noqa: BLE001  whatever is wrong with this turn, it fails alone
        _failed(known.id, error)
        return _troubled(known, event, world)


def _advanced(dialog: talk.Dialog, event: Event | NudgeClaimed, world: World) -> Turn:
    if isinstance(event, NudgeClaimed):
        due = next_due(world.person.nudges, world.now)
        if due is None or due.at > world.now:
            return Turn(dialog, world.person, (), ())
        event = NudgeDue(due.day, due.at)
    return talk.advance(dialog, event, world)


def _failed(person: str, error: Exception) -> None:
    """The kind and the place; the words of an error may hold what somebody typed."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    log.error(
        "a turn of %s failed: %s at %s:%s",
        person,
        type(error).__name__,
        where.filename,
        where.lineno,
        exc_info=error if log.isEnabledFor(logging.DEBUG) else None,
    )


@dataclass(frozen=True, slots=True)
class _Troubled(Turn):
    """A turn that failed, and what is said about it."""


def _troubled(known: Known, event: Event | NudgeClaimed, world: World) -> Turn:
    """Everything stays as it was. Who said something hears of it and gets the question again; a nudge is silent.

    Where not even the question can be asked, the talk starts again from home.
    """
    dialog = known.dialog or talk.NEW
    if not isinstance(event, Theirs | Rang):
        return _Troubled(dialog, world.person, (), ())
    try:
        return _Troubled(dialog, world.person, (say("trouble"), talk.ask(dialog, world)), ())
    except Exception:  # noqa: BLE001  whatever it is, nobody is left where nothing can be asked
        return talk.lost(known.row.dialog if known.row else "", world)


def _with_facts(turn: Turn, facts: Sequence[Fact], now: datetime) -> Turn:
    """The turn with what else happened, remembered too."""
    if not facts:
        return turn
    person = turn.person
    for fact in facts:
        person = person.after(fact, now)
    return replace(turn, person=person, facts=(*facts, *turn.facts))


def _fact_rows(row: Row, facts: Sequence[Fact], now: datetime) -> tuple[FactRow, ...]:
    return tuple(FactRow(row.person, row.turn, n, now, *saved.dump_fact(fact)) for n, fact in enumerate(facts))
