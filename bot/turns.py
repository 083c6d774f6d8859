"""One turn of one person: the row as it was, and what happened, give the row as it is afterwards. No I/O, no clock.

Whatever goes wrong in a turn stays in that turn: the person keeps their row and is told. A save that cannot be read
starts over at home and is kept as a fact; one that a newer Lumbot wrote is not touched.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from bot.platforms import Address
from bot.saves import Saves
from bot.store import Kept, Row
from bot.unsaid import Told, Unsaid, after_telling, dump_unsaid, unsaid_of
from content.model import Catalog
from handlers import dialog as talk
from handlers import saved
from handlers.facts import Fact, NudgeUnknown, SaveUnreadable
from handlers.parts import Edited, Event, Gone, Located, NudgeDue, Pressed, Rang, Said, Say, Showed, Turn, World, say
from handlers.person import Nudges, Person
from scheduler.nudges import Due, Plan, next_nudge

log = logging.getLogger(__name__)

SEEN = 20  # how many update ids a row remembers: a platform delivers again within seconds
STALE = "note.stale"  # said to who pressed a button of a step that has passed
AGAIN = timedelta(hours=1)  # when a nudge that failed is tried again


@dataclass(frozen=True, slots=True)
class Swept:
    """The sweep found that the nudge of this person is due."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """Something is unsaid and nobody is saying it; `held` are the turns that somebody is."""

    held: frozenset[int] = frozenset()


Heard = Event | Swept | Resumed
Theirs = Said | Pressed | Edited | Showed | Located  # what a person did, so that they can be reached


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn came to.

    row: to be kept on top of the turn before it; None: nothing changed. new: there was no row before.
    unsaid: all that the person has still to be told, of this turn and of those before.
    aside: to be said without being kept. forget: remove everything.
    took: what was pressed counted as an answer; it was not stale, forged or heard before.
    """

    person: str
    row: Row | None
    was: Row | None
    facts: tuple[Kept, ...] = ()
    unsaid: tuple[Unsaid, ...] = ()
    aside: tuple[Say, ...] = ()
    asked: int = 0
    language: str = "en"
    forget: bool = False
    took: bool = False

    @property
    def now(self) -> Row | None:
        """The row as it is after this turn."""
        return None if self.forget else self.row or self.was


class MemoryUnreadable(Exception):
    """What is remembered of the person cannot be read: take the turn again with their facts."""


class Turns:
    """Takes turns. language: what new people are spoken to in. The rest is what every `World` holds."""

    def __init__(self, catalog: Catalog, *, speed: float, region: str, language: str, late: timedelta) -> None:
        self._catalog, self._speed, self._region, self._late = catalog, speed, region, late
        self._language = language
        self._dialogs = Saves(saved.load_dialog, saved.dump_dialog)
        self._persons = Saves(saved.load_person, saved.dump_person)
        self._newer: set[str] = set()

    def take(
        self,
        person: str,
        row: Row | None,
        now: datetime,
        *,
        event: Heard | None = None,
        address: Address | None = None,
        update: str = "",
        told: Sequence[Told] = (),
        facts: Sequence[Kept] | None = None,
        trouble: bool = False,
    ) -> Outcome:
        """The outcome of an event (None: nothing happened but that something was told).

        row: None for somebody new, met at `address`. update: the id of what the platform delivered, "" for none.
        facts: all facts, after a MemoryUnreadable. trouble: the database refused this turn, so say that instead.
        Raises MemoryUnreadable.
        """
        if row is None and (address is None or not isinstance(event, Theirs)):
            return Outcome(person, None, None)  # forgotten meanwhile, or never met
        unsaid, happened = after_telling(unsaid_of(row), told)
        shown = [row.keyboard if row else "", *(one.keyboard for one in told if one.keyboard is not None)]
        seen = with_seen(row.seen if row else "", update)
        elsewhere = isinstance(event, Gone) and row is not None and address not in (None, row.address)
        if event is None or seen is None or elsewhere:
            return self._same(person, row, now, unsaid, shown[-1], happened)
        if isinstance(event, Resumed):
            lost = [entry for entry in unsaid if entry.once and entry.turn not in event.held]
            unsaid = tuple(entry for entry in unsaid if entry not in lost)
            happened += [NudgeUnknown(entry.turn) for entry in lost]
            return self._same(person, row, now, unsaid, shown[-1], happened)
        try:
            before, dialog, unreadable = self._read(row, facts)
        except saved.Newer as newer:
            return self._left(person, row, event, newer)
        world = self._world(before, row, now)
        turn = self._turn(person, row, dialog, event, world, unreadable, trouble)
        if turn.forget:
            return Outcome(
                person, None, row, aside=turn.says, asked=turn.dialog.turn, language=before.language, forget=True
            )
        took = isinstance(event, Pressed) and turn.dialog is not dialog and say(STALE) not in turn.says
        try:
            outcome = self._outcome(
                person, row, now, _with_facts(turn, happened, now), event, before, unsaid, shown[-1], address, seen
            )
            return replace(outcome, took=took)
        except Exception as error:  # noqa: BLE001  a dialog that cannot be kept fails alone, too
            self._failed(person, error)
            turn = _troubled(dialog or talk.NEW, event, world, row)
            turn = _with_facts(turn, happened, now)
            return self._outcome(person, row, now, turn, event, before, unsaid, shown[-1], address, seen)

    # --- reading ------------------------------------------------------------------------------------------------

    def dialog(self, row: Row, now: datetime) -> tuple[talk.Dialog, World] | None:
        """The dialog of this row and what it may look at; None where they cannot be read."""
        try:
            dialog, person = self._dialogs.load(row.dialog), self._persons.load(row.memory)
        except (saved.Newer, saved.Unreadable):
            return None
        return dialog, self._world(person, row, now)

    def _world(self, person: Person, row: Row | None, now: datetime) -> World:
        return World(now, self._catalog, person, self._speed, row.nudge_at if row else None, self._region, self._late)

    def _read(self, row: Row | None, facts: Sequence[Kept] | None) -> tuple[Person, talk.Dialog | None, list[Fact]]:
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

    def _folded(self, facts: Iterable[Kept]) -> Person:
        person = Person(language=self._language)
        for kept in facts:
            try:
                person = person.after(saved.load_fact(kept.kind, kept.data), kept.at)
            except saved.Unreadable:
                log.warning("a fact of %s, turn %d, cannot be read", kept.person, kept.turn)
        return person

    def _left(self, person: str, row: Row | None, event: Event | Swept, newer: saved.Newer) -> Outcome:
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
        event: Event | Swept,
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

    def _same(
        self,
        person: str,
        row: Row | None,
        now: datetime,
        unsaid: tuple[Unsaid, ...],
        keyboard: str,
        happened: Sequence[Fact],
    ) -> Outcome:
        """Nothing new was decided; what is unsaid may have become less."""
        if row is None:
            return Outcome(person, None, None)
        try:
            language = self._persons.load(row.memory).language
        except (saved.Newer, saved.Unreadable):
            language = self._language
        kept = dump_unsaid(unsaid)
        if (kept, keyboard) == (row.unsaid, row.keyboard):
            return Outcome(person, None, row, unsaid=unsaid, language=language)
        after = row._replace(turn=row.turn + 1, unsaid=kept, keyboard=keyboard, changed=now)
        return Outcome(person, after, row, _kept(after, happened, now), unsaid, language=language)

    def _outcome(
        self,
        person: str,
        row: Row | None,
        now: datetime,
        turn: Turn,
        event: Event | Swept,
        before: Person,
        unsaid: tuple[Unsaid, ...],
        keyboard: str,
        address: Address | None,
        seen: str,
    ) -> Outcome:
        spoken = isinstance(event, Theirs)
        number = row.turn + 1 if row else 1
        if turn.says:
            unsaid = (*unsaid, Unsaid(number, turn.dialog.turn, saved.dump_says(turn.says), turn.once))
        at = address if spoken and address else row.address if row else address
        assert at is not None
        after = (row or Row(person, *at, "", "", 0, "", "", None, None, False, now, now))._replace(
            platform=at.platform,
            chat=at.chat,
            turn=number,
            seen=seen,
            unsaid=dump_unsaid(unsaid),
            keyboard=keyboard,
            changed=now,
            unreachable=not spoken and (isinstance(event, Gone) or bool(row and row.unreachable)),
        )
        if row and isinstance(turn, _Troubled):
            after = after._replace(
                wake_at=None if isinstance(event, Rang) else row.wake_at,
                nudge_at=now + AGAIN if isinstance(event, Swept) else row.nudge_at,
            )
        else:
            after = after._replace(
                dialog=self._dialogs.dump(turn.dialog),
                wake_at=talk.alarm(turn.dialog),
                memory=row.memory
                if row and turn.person == self._persons.known(row.memory)
                else self._persons.dump(turn.person),
                nudge_at=None if after.unreachable else _nudge_at(row, turn.person.nudges, before.nudges, now),
            )
        if row and after._replace(turn=row.turn, changed=row.changed) == row and not turn.facts:
            return Outcome(person, None, row, unsaid=unsaid, language=turn.person.language)
        return Outcome(person, after, row, _kept(after, turn.facts, now), unsaid, language=turn.person.language)


def _nudge_at(row: Row | None, plan: Nudges | None, before: Nudges | None, now: datetime) -> datetime | None:
    """When the next nudge is due (UTC)."""
    if row and plan == before and row.nudge_at and row.nudge_at > now:
        return row.nudge_at  # the same plan, still ahead
    due = next_due(plan, now)
    return due.at if due else None


def _advanced(dialog: talk.Dialog, event: Event | Swept, world: World) -> Turn:
    if isinstance(event, Swept):
        due = next_due(world.person.nudges, world.now)
        if due is None or due.at > world.now:
            return Turn(dialog, world.person, (), ())
        event = NudgeDue(due.day, due.at)
    return talk.advance(dialog, event, world)


@dataclass(frozen=True, slots=True)
class _Troubled(Turn):
    """A turn that failed, and what is said about it."""


def _troubled(dialog: talk.Dialog, event: Event | Swept, world: World, row: Row | None) -> Turn:
    """Everything stays as it was. Who said something hears of it and gets the question again; a nudge is silent.

    Where not even the question can be asked, the talk starts again from home.
    """
    if not isinstance(event, Theirs | Rang):
        return _Troubled(dialog, world.person, (), ())
    try:
        return _Troubled(dialog, world.person, (say("trouble"), talk.ask(dialog, world)), ())
    except Exception:  # noqa: BLE001  whatever it is, nobody is left where nothing can be asked
        return talk.lost(row.dialog if row else "", world)


def next_due(nudges: Nudges | None, now: datetime) -> Due | None:
    """The next nudge of somebody who wants them."""
    if nudges is None:
        return None
    return next_nudge(Plan(**{field.name: getattr(nudges, field.name) for field in fields(Plan)}), now)


def with_seen(seen: str, update: str) -> str | None:
    """The list of the last few update ids with one more ("": none came); None when it is in there already."""
    if not update:
        return seen
    try:
        known = list(json.loads(seen)) if seen else []
    except (TypeError, ValueError):
        known = []  # broken: at worst one update counts twice, which is better than none ever
    return None if update in known else json.dumps([*known, update][-SEEN:])


def _with_facts(turn: Turn, facts: Sequence[Fact], now: datetime) -> Turn:
    """The turn with what else happened, remembered too."""
    if not facts:
        return turn
    person = turn.person
    for fact in facts:
        person = person.after(fact, now)
    return replace(turn, person=person, facts=(*facts, *turn.facts))


def _kept(row: Row, facts: Sequence[Fact], now: datetime) -> tuple[Kept, ...]:
    return tuple(Kept(row.person, row.turn, n, now, *saved.dump_fact(fact)) for n, fact in enumerate(facts))
