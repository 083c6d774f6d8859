"""One turn of one person: what is known of them, and what happened, give the row as it is afterwards. No I/O, no clock.

Whatever goes wrong in a turn stays in that turn: the person keeps their row and is told. A save that cannot be read
starts over at home and is kept as a fact; one that a newer Lumbot wrote is not touched.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.adapter import Address
from bot.engine.addressing import gone_from, left_chats, moved_to
from bot.engine.due import asked_at, due_at, next_due
from bot.engine.entries import (
    STALE,
    DeliveryReport,
    OutboxEntry,
    Snapshot,
    dump_outbox,
    dump_seen,
    seen_in,
    take_snapshot,
    with_seen,
)
from bot.engine.inputs import ClockChanged, DeliveryFailed, Input, NudgeClaimed, OutboxResumed, Theirs
from bot.engine.known import Known, Reader
from bot.engine.outcome import Changed, Forgotten, NeedsCode, Outcome, Unchanged
from bot.store.queries import Code, FactRow, Row
from content.model import Catalog
from handlers import dialog as talk, saved
from handlers.dialog import Turn
from handlers.events import Event, FollowUpDue, Gone, NudgeDue, Pressed, Rang, Said
from handlers.facts import Fact
from handlers.moves import Offer, Redeem
from handlers.person import Nudges, Person
from handlers.say import Say, say
from handlers.world import World

log = logging.getLogger(__name__)

VERY_MANY = "note.very_many"  # said to who sent so much at once that only the last of it is answered
AGAIN = timedelta(hours=1)  # when a nudge that failed is tried again


class Turns:
    """Takes turns. All it is given is what every `World` holds."""

    def __init__(
        self,
        catalog: Catalog,
        *,
        speed: float,
        region: str,
        late: timedelta,
        code: Callable[[], str],
        contact: str = "",
    ) -> None:
        self._catalog, self._speed, self._region, self._late, self._code = catalog, speed, region, late, code
        self._contact = contact
        self.reader = Reader(catalog.language)
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
        flood: bool = False,
        unanswered: bool = False,
    ) -> Outcome:
        """The outcome of an event (None: nothing happened but that something was delivered).

        at: where it came from. update: the id of what the platform delivered, "" for none. trouble: the database
        refused this turn, so say that instead. flood: there is so much of theirs that of what still waits to be said
        only what may not be left out is said. unanswered: some of it was passed over just before.
        """
        row = known.row
        if row is None and (at is None or not isinstance(event, Theirs)):
            return Unchanged(known.id)  # forgotten meanwhile, or never met
        seen = with_seen(row.seen if row else "", update)
        snapshot = take_snapshot(known, now, at if isinstance(event, Theirs) else None, seen or "", reports)
        if event is None or seen is None:
            return _same(snapshot)
        if isinstance(event, OutboxResumed):
            return _same(snapshot.without_lost(event))
        if isinstance(event, Said) and snapshot.danger_waits:
            event = replace(event, early=True)
        if known.newer:
            return self._left(known, event, known.newer)
        if isinstance(event, ClockChanged):
            return _same(snapshot, nudge_at=None if row and row.unreachable else due_at(known.person, now))
        if isinstance(event, Gone | DeliveryFailed):
            snapshot, again = snapshot.without_nudge(event)
            gone = gone_from(known.person, row, at, again) if row else None
            if gone is None:
                return _same(snapshot)
            event = gone
        world, caught_up = self.world(known.person, row, now, at), False
        turn = _troubled(known, event, world) if trouble else _turn(known, event, world)
        if turn.forget:
            return Forgotten(known.id, row, turn.says, turn.dialog.turn, known.person.language)
        if isinstance(turn.wish, Redeem):
            return NeedsCode(known.id, turn.wish.seal)
        elsewhere = row and (turn.wish or not snapshot.at)  # a press or a word mostly stays where it is
        to = moved_to(row, event, turn, snapshot.at, known.addresses) if row and elsewhere else None
        if isinstance(event, NudgeClaimed) and turn.once and not event.ready(to or (row.address if row else None)):
            return _same(snapshot, to)  # as due as before
        try:
            if turn.says and (flood or isinstance(event, Theirs)):
                before, snapshot = len(snapshot.outbox), snapshot.caught_up(turn.says, flood=flood)
                caught_up = flood or len(snapshot.outbox) < before
                unanswered = unanswered or caught_up
                if flood and unanswered and isinstance(event, Theirs) and not turn.says[0].safety:
                    turn = replace(turn, says=(say(VERY_MANY), *turn.says))
            outcome = self._outcome(snapshot, turn, event, to)
        except Exception as error:  # noqa: BLE001  a dialog that cannot be kept fails alone, too
            _failed(known.id, error)
            return self._outcome(snapshot, _troubled(known, event, world), event, None)
        if isinstance(outcome, Unchanged):
            return outcome
        took = isinstance(event, NudgeClaimed) or (
            isinstance(event, Pressed) and turn.dialog is not known.dialog and say(STALE) not in turn.says
        )
        left = left_chats(turn, known.addresses) if turn.wish else ()
        return replace(outcome, took=took, left_chats=left, caught_up=caught_up)

    @staticmethod
    def pass_over(known: Known, updates: Sequence[str], now: datetime) -> Outcome:
        """These were heard."""
        assert known.row
        snapshot = take_snapshot(known, now, None, dump_seen([*seen_in(known.row.seen), *updates]), ())
        return _kept(snapshot, known.row.address, snapshot.outbox, (), known.person.language, seen=snapshot.seen)

    def world(self, person: Person, row: Row | None, now: datetime, at: Address | None = None) -> World:
        """What a turn of this person may look at. at: where they are now, if not where the row says."""
        here = at.platform if at else row.platform if row else ""
        due = row.nudge_at if row else None
        rest = self._region, self._late, here, self._code
        return World(now, self._catalog, person, self._speed, due, *rest, contact=self._contact)

    def _left(self, known: Known, event: Input, newer: saved.Newer) -> Unchanged:
        """Nothing is written to what a newer Lumbot saved; the person hears why, the operator once."""
        if known.id not in self._newer:
            self._newer.add(known.id)
            log.error("what is kept of %s was saved by a newer Lumbot (%s): start that one", known.id, newer)
        aside = (say("newer_save"),) if isinstance(event, Theirs) else ()
        return Unchanged(known.id, known.row, aside=aside, language=known.person.language)

    def _outcome(
        self, snapshot: Snapshot, turn: Turn, event: Event | NudgeClaimed, to: Address | None
    ) -> Changed | Unchanged:
        """The row afterwards. to: where they are from now on, if neither where they were nor where they wrote from."""
        known, now, outbox = snapshot.known, snapshot.now, snapshot.outbox
        row, turn = known.row, _with_facts(turn, snapshot.happened, now)
        at = to or snapshot.at or (row.address if row else None)
        assert at is not None
        if turn.says:
            here = snapshot.at if to else None  # they leave this chat: what they asked for there is answered there
            says = saved.dump_says(turn.says)
            number, asked = row.turn + 1 if row else 1, turn.dialog.turn
            claim = event.claim if turn.once and isinstance(event, NudgeClaimed) else None
            pressed = f"{event.turn}:{event.choice}" if isinstance(event, Pressed) else None
            unasked = None if isinstance(event, Theirs) else True
            entry = OutboxEntry(number, asked, says, turn.once, at=here, claim=claim, pressed=pressed, unasked=unasked)
            outbox = (*outbox, entry)
        more: dict[str, Any] = {"seen": snapshot.seen, "unreachable": snapshot.unreachable(event, at)}
        if row and isinstance(turn, _Troubled):
            more["wake_at"] = None if isinstance(event, Rang) else row.wake_at
            more["nudge_at"] = now + AGAIN if isinstance(event, NudgeClaimed) else row.nudge_at
        else:
            persons = self.reader.persons
            same = row and turn.person == persons.known(row.memory)
            wanted = _wanted(turn.person, now)
            ahead = wanted == _wanted(known.person, now) and (
                wanted == (None, None) or (row and row.nudge_at and row.nudge_at > now)
            )
            due = row.nudge_at if row and ahead else due_at(turn.person, now)
            more["dialog"] = self.reader.dialogs.dump(turn.dialog)
            more["wake_at"] = talk.alarm(turn.dialog)
            more["memory"] = row.memory if row and same else persons.dump(turn.person)
            more["nudge_at"] = None if more["unreachable"] else due
        code = Code(turn.wish.seal, known.id, turn.wish.until) if isinstance(turn.wish, Offer) else None
        return _kept(snapshot, at, outbox, turn.facts, turn.person.language, code, **more)


def _same(snapshot: Snapshot, to: Address | None = None, **more: Any) -> Changed | Unchanged:
    """Nothing new was decided; what is undelivered may have become less. to: where they are from now on. more: what
    else of the row is new.
    """
    known = snapshot.known
    if known.row is None:
        return Unchanged(known.id)
    return _kept(snapshot, to or known.row.address, snapshot.outbox, snapshot.happened, known.person.language, **more)


def _kept(
    snapshot: Snapshot,
    at: Address,
    outbox: tuple[OutboxEntry, ...],
    facts: Sequence[Fact],
    language: str,
    code: Code | None = None,
    **more: Any,
) -> Changed | Unchanged:
    """What is to be kept. at: where they are from now on. more: what else of the row is new."""
    known, now = snapshot.known, snapshot.now
    row = known.row or Row(known.id, *at, "", "", 0, "", "", None, None, False, now, now)
    same = row._replace(**at._asdict(), outbox=dump_outbox(outbox), keyboard=snapshot.keyboard, **more)
    if same == known.row and not facts:
        return Unchanged(known.id, row, outbox, language)
    after = same._replace(turn=row.turn + 1, changed=now)
    return Changed(known.id, after, known.row, fact_rows(after, facts), outbox, language, code=code)


def fact_rows(row: Row, facts: Iterable[Fact]) -> tuple[FactRow, ...]:
    """What happened in the turn that this row was changed in."""
    return tuple(FactRow(row.person, row.turn, n, row.changed, *saved.dump_fact(fact)) for n, fact in enumerate(facts))


def _turn(known: Known, event: Event | NudgeClaimed, world: World) -> Turn:
    try:
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
        due = _due(world)
        return talk.advance(dialog, due, world) if due else Turn(dialog, world.person, (), ())
    return talk.advance(dialog, event, world)


def _due(world: World) -> Event | None:
    """What we have to say by ourselves now, if anything."""
    asked = asked_at(world.person, world.now)
    if asked and asked <= world.now:
        return FollowUpDue()
    due = next_due(world.person.nudges, world.now, world.person.nudged_by(world.now))
    return NudgeDue(due.day, due.at) if due and due.at <= world.now else None


def _wanted(person: Person, now: datetime) -> tuple[Nudges | None, datetime | None]:
    """What is to be said by ourselves: their nudges, and when it is asked whether they were seen (UTC)."""
    return person.nudges, asked_at(person, now)


def _failed(person: str, error: Exception) -> None:
    """The kind and the place; the words of an error may hold what somebody typed."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    what = type(error).__name__, where.filename, where.lineno
    log.error("a turn of %s failed: %s at %s:%s", person, *what, exc_info=log.isEnabledFor(logging.DEBUG))


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
    for asked in (talk.ask, _as_it_is):
        try:
            return _Troubled(dialog, world.person, (say("trouble"), asked(dialog, world)), ())
        except Exception:  # noqa: BLE001  whatever it is, nobody is left where nothing can be asked
            continue
    return talk.lost(known.row.dialog if known.row else "", world)


def _as_it_is(dialog: talk.Dialog, world: World) -> Say:
    """The open question in its first wording: which day it is may be what went wrong."""
    return dialog.state.ask(world)


def _with_facts(turn: Turn, facts: Sequence[Fact], now: datetime) -> Turn:
    """The turn with what else happened, remembered too."""
    return replace(turn, person=turn.person.after_all(facts, now), facts=(*facts, *turn.facts)) if facts else turn
