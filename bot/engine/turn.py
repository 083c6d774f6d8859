"""One turn of one person: the row as it was, and what happened, give the row as it is afterwards. No I/O, no clock.

Whatever goes wrong in a turn stays in that turn: the person keeps their row and is told. A save that cannot be read
starts over at home and is kept as a fact; one that a newer Lumbot wrote is not touched.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.adapter import Address
from bot.engine import merge
from bot.engine.addressing import gone_from, left_chats, moved_to
from bot.engine.due import next_due, nudge_at
from bot.engine.entries import DeliveryReport, OutboxEntry, dump_outbox
from bot.engine.outcome import (
    DeliveryFailed,
    Input,
    MemoryUnreadable,
    NudgeClaimed,
    OutboxResumed,
    Outcome,
    Stranger,
    Theirs,
)
from bot.engine.saves import SaveCache
from bot.engine.snapshot import Snapshot, take_snapshot, unreachable, with_seen, without_lost, without_nudge
from bot.store.queries import Code, FactRow, Row
from content.model import Catalog
from handlers import dialog as talk, saved
from handlers.dialog import Turn
from handlers.events import Event, Gone, NudgeDue, Pressed, Rang
from handlers.facts import Fact, SaveUnreadable
from handlers.moves import Offer, Redeem, Unlink
from handlers.person import Person
from handlers.say import say
from handlers.world import World

log = logging.getLogger(__name__)

STALE = "note.stale"  # said to who pressed a button of a step that has passed
AGAIN = timedelta(hours=1)  # when a nudge that failed is tried again


class Turns:
    """Takes turns. language: what new people are spoken to in. The rest is what every `World` holds."""

    def __init__(
        self,
        catalog: Catalog,
        *,
        speed: float,
        region: str,
        language: str,
        late: timedelta,
        code: Callable[[], str] = merge.fresh,
    ) -> None:
        self._catalog, self._speed, self._region, self._late, self._code = catalog, speed, region, late, code
        self._language = language
        self._dialogs = SaveCache(saved.load_dialog, saved.dump_dialog)
        self._persons = SaveCache(saved.load_person, saved.dump_person)
        self._newer: set[str] = set()

    def take(
        self,
        person: str,
        row: Row | None,
        now: datetime,
        *,
        event: Input | None = None,
        address: Address | None = None,
        update: str = "",
        reports: Sequence[DeliveryReport] = (),
        facts: Sequence[FactRow] | None = None,
        addresses: Sequence[Address] | None = None,
        sure: bool = True,
        trouble: bool = False,
    ) -> Outcome:
        """The outcome of an event (None: nothing happened but that something was told).

        row: None for somebody new, met at `address`. update: the id of what the platform delivered, "" for none.
        facts: all facts, after a MemoryUnreadable. addresses: all of theirs, after an AddressesWanted. sure: who is at
        that address was looked up just now. trouble: the database refused this turn, so say that instead.
        Raises MemoryUnreadable, AddressesWanted or Stranger.
        """
        if row is None and (address is None or not isinstance(event, Theirs)):
            return Outcome(person, None, None)  # forgotten meanwhile, or never met
        seen = with_seen(row.seen if row else "", update)
        snapshot = take_snapshot(person, row, now, address if isinstance(event, Theirs) else None, seen or "", reports)
        if event is None or seen is None:
            return self._same(snapshot)
        if isinstance(event, OutboxResumed):
            return self._same(without_lost(snapshot, event))
        try:
            before, dialog, unreadable = self._read(row, facts)
        except saved.Newer as newer:
            return self._left(person, row, event, newer)
        if row and address and not sure and (before.linked or address != row.address):
            raise Stranger
        if isinstance(event, Gone | DeliveryFailed):
            snapshot, again = without_nudge(snapshot, event)
            gone = gone_from(before, row, address, again) if row else None
            if gone is None:
                return self._same(snapshot)
            event = gone
        world = self._world(before, row, now, address)
        turn = self._turn(person, row, dialog, event, world, unreadable, trouble)
        if turn.forget:
            return Outcome(
                person, None, row, aside=turn.says, asked=turn.dialog.turn, language=before.language, forget=True
            )
        if isinstance(turn.wish, Redeem):
            return Outcome(person, None, row, redeem=turn.wish.seal)
        to = moved_to(row, event, turn, snapshot.at, addresses) if row else None
        if to and isinstance(event, NudgeClaimed) and event.ours is not None and to.platform not in event.ours:
            return self._same(snapshot, to)  # whoever speaks there finds that it is due
        left = left_chats(turn, addresses)
        took = isinstance(event, Pressed) and turn.dialog is not dialog and say(STALE) not in turn.says
        try:
            outcome = self._outcome(snapshot, _with_facts(turn, snapshot.happened, now), event, before, to)
            return replace(outcome, took=took, left_chats=left)
        except Exception as error:  # noqa: BLE001  a dialog that cannot be kept fails alone, too
            self._failed(person, error)
            turn = _with_facts(_troubled(dialog or talk.NEW, event, world, row), snapshot.happened, now)
            return self._outcome(snapshot, turn, event, before, None)

    def join(
        self,
        issuer: tuple[Row, Sequence[FactRow], Sequence[Address]],
        other: tuple[Row | None, Sequence[FactRow], Sequence[Address]],
        at: Address,
        now: datetime,
        *,
        update: str = "",
        reports: Sequence[DeliveryReport] = (),
    ) -> Outcome:
        """The outcome of a code that was typed `at` there: whoever was given it and whoever typed it are one.

        issuer, other: their rows (None: somebody new), all their facts, and where they are. update, told: as in `take`,
        of who typed it. Raises Newer.
        """
        parties, happened = [], []
        for row, facts, addresses in (issuer, other):
            person, dialog, unreadable = self._read(row, facts)
            theirs = row is other[0]
            seen = with_seen(row.seen if row else "", update if theirs else "") or (row.seen if row else "")
            snapshot = take_snapshot(issuer[0].person, row, now, at, seen, reports if theirs else ())
            happened += [*unreadable, *snapshot.happened]
            parties.append(
                merge.Party(
                    row, facts, person, dialog or talk.NEW, addresses, snapshot.outbox, snapshot.keyboard, snapshot.seen
                )
            )
        return merge.join(
            parties[0],
            parties[1],
            at,
            happened,
            now,
            fold=self._folded,
            world=lambda person: self._world(person, None, now, at),
        )

    # --- reading ------------------------------------------------------------------------------------------------

    def dialog(self, row: Row, now: datetime) -> tuple[talk.Dialog, World] | None:
        """The dialog of this row and what it may look at; None where they cannot be read."""
        try:
            dialog, person = self._dialogs.load(row.dialog), self._persons.load(row.memory)
        except (saved.Newer, saved.Unreadable):
            return None
        return dialog, self._world(person, row, now)

    def _world(self, person: Person, row: Row | None, now: datetime, at: Address | None = None) -> World:
        here = at.platform if at else row.platform if row else ""
        due = row.nudge_at if row else None
        return World(now, self._catalog, person, self._speed, due, self._region, self._late, here, self._code)

    def _read(self, row: Row | None, facts: Sequence[FactRow] | None) -> tuple[Person, talk.Dialog | None, list[Fact]]:
        """The person, their dialog (None if it cannot be read) and what has to be recorded about that."""
        if row is None:
            return Person(language=self._language), talk.NEW, []
        unreadable: list[Fact] = []
        try:
            person = self._persons.load(row.memory)
        except saved.Unreadable:
            if facts is None:
                raise MemoryUnreadable from None
            person = self._folded(facts)
            unreadable.append(SaveUnreadable(row.memory))
        try:
            return person, self._dialogs.load(row.dialog), unreadable
        except saved.Unreadable:
            return person, None, unreadable

    def _folded(self, facts: Iterable[FactRow]) -> Person:
        person = Person(language=self._language)
        for kept in facts:
            try:
                person = person.after(saved.load_fact(kept.kind, kept.data), kept.at)
            except saved.Unreadable:
                log.warning("a fact of %s, turn %d, cannot be read", kept.person, kept.turn)
        return person

    def _left(self, person: str, row: Row | None, event: Input, newer: saved.Newer) -> Outcome:
        """Nothing is written to what a newer Lumbot saved; the person hears why, the operator once."""
        if person not in self._newer:
            self._newer.add(person)
            log.error("what is kept of %s was saved by a newer Lumbot (%s): start that one", person, newer)
        spoken_to = isinstance(event, Theirs)
        return Outcome(person, None, row, aside=(say("newer_save"),) if spoken_to else (), language=self._language)

    # --- the turn -----------------------------------------------------------------------------------------------

    def _turn(
        self,
        person: str,
        row: Row | None,
        dialog: talk.Dialog | None,
        event: Event | NudgeClaimed,
        world: World,
        unreadable: list[Fact],
        trouble: bool,
    ) -> Turn:
        try:
            if trouble:
                return _troubled(dialog or talk.NEW, event, world, row)
            turn = (
                talk.lost(row.dialog, world) if row and dialog is None else _advanced(dialog or talk.NEW, event, world)
            )
            return _with_facts(turn, unreadable, world.now)
        except Exception as error:  # noqa: BLE001  whatever is wrong with this turn, it fails alone
            self._failed(person, error)
            return _troubled(dialog or talk.NEW, event, world, row)

    @staticmethod
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

    # --- the row afterwards -------------------------------------------------------------------------------------

    def _same(self, snapshot: Snapshot, to: Address | None = None) -> Outcome:
        """Nothing new was decided; what is unsaid may have become less. to: where they are from now on."""
        row = snapshot.row
        if row is None:
            return Outcome(snapshot.person, None, None)
        try:
            known = self._persons.load(row.memory)
            language, linked = known.language, bool(known.linked)
        except (saved.Newer, saved.Unreadable):
            language, linked = self._language, True
        kept = dump_outbox(snapshot.outbox)
        at = to or row.address
        if (kept, snapshot.keyboard, at) == (row.outbox, row.keyboard, row.address):
            return Outcome(snapshot.person, None, row, outbox=snapshot.outbox, language=language, linked=linked)
        after = row._replace(
            platform=at.platform,
            chat=at.chat,
            turn=row.turn + 1,
            outbox=kept,
            keyboard=snapshot.keyboard,
            changed=snapshot.now,
        )
        facts = _kept(after, snapshot.happened, snapshot.now)
        return Outcome(snapshot.person, after, row, facts, snapshot.outbox, language=language, linked=linked)

    def _outcome(
        self, snapshot: Snapshot, turn: Turn, event: Event | NudgeClaimed, before: Person, to: Address | None
    ) -> Outcome:
        row, now, outbox = snapshot.row, snapshot.now, snapshot.outbox
        number = row.turn + 1 if row else 1
        at = to or snapshot.at or (row.address if row else None)
        assert at is not None
        if turn.says:
            here = snapshot.at if to else None  # they leave this chat: what they asked for there is answered there
            outbox = (*outbox, OutboxEntry(number, turn.dialog.turn, saved.dump_says(turn.says), turn.once, at=here))
        after = (row or Row(snapshot.person, *at, "", "", 0, "", "", None, None, False, now, now))._replace(
            platform=at.platform,
            chat=at.chat,
            turn=number,
            seen=snapshot.seen,
            outbox=dump_outbox(outbox),
            keyboard=snapshot.keyboard,
            changed=now,
            unreachable=unreachable(snapshot, event, before, at),
        )
        if row and isinstance(turn, _Troubled):
            after = after._replace(
                wake_at=None if isinstance(event, Rang) else row.wake_at,
                nudge_at=now + AGAIN if isinstance(event, NudgeClaimed) else row.nudge_at,
            )
        else:
            after = after._replace(
                dialog=self._dialogs.dump(turn.dialog),
                wake_at=talk.alarm(turn.dialog),
                memory=row.memory
                if row and turn.person == self._persons.known(row.memory)
                else self._persons.dump(turn.person),
                nudge_at=None if after.unreachable else nudge_at(row, turn.person.nudges, before.nudges, now),
            )
        if row and after._replace(turn=row.turn, changed=row.changed) == row and not turn.facts:
            return Outcome(
                snapshot.person,
                None,
                row,
                outbox=outbox,
                language=turn.person.language,
                linked=bool(turn.person.linked),
            )
        code = Code(turn.wish.seal, snapshot.person, turn.wish.until) if isinstance(turn.wish, Offer) else None
        return Outcome(
            snapshot.person,
            after,
            row,
            _kept(after, turn.facts, now),
            outbox,
            language=turn.person.language,
            linked=bool(turn.person.linked or isinstance(turn.wish, Unlink)),
            code=code,
        )


def _advanced(dialog: talk.Dialog, event: Event | NudgeClaimed, world: World) -> Turn:
    if isinstance(event, NudgeClaimed):
        due = next_due(world.person.nudges, world.now)
        if due is None or due.at > world.now:
            return Turn(dialog, world.person, (), ())
        event = NudgeDue(due.day, due.at)
    return talk.advance(dialog, event, world)


@dataclass(frozen=True, slots=True)
class _Troubled(Turn):
    """A turn that failed, and what is said about it."""


def _troubled(dialog: talk.Dialog, event: Event | NudgeClaimed, world: World, row: Row | None) -> Turn:
    """Everything stays as it was. Who said something hears of it and gets the question again; a nudge is silent.

    Where not even the question can be asked, the talk starts again from home.
    """
    if not isinstance(event, Theirs | Rang):
        return _Troubled(dialog, world.person, (), ())
    try:
        return _Troubled(dialog, world.person, (say("trouble"), talk.ask(dialog, world)), ())
    except Exception:  # noqa: BLE001  whatever it is, nobody is left where nothing can be asked
        return talk.lost(row.dialog if row else "", world)


def _with_facts(turn: Turn, facts: Sequence[Fact], now: datetime) -> Turn:
    """The turn with what else happened, remembered too."""
    if not facts:
        return turn
    person = turn.person
    for fact in facts:
        person = person.after(fact, now)
    return replace(turn, person=person, facts=(*facts, *turn.facts))


def _kept(row: Row, facts: Sequence[Fact], now: datetime) -> tuple[FactRow, ...]:
    return tuple(FactRow(row.person, row.turn, n, now, *saved.dump_fact(fact)) for n, fact in enumerate(facts))
