"""What is known of somebody before a turn: the row as it was read, and what it comes to once it is parsed."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from bot.adapter import Address
from bot.engine.saves import SaveCache
from bot.store.queries import FactRow, Row
from handlers import saved
from handlers.dialog import NEW, Dialog
from handlers.facts import Fact, SaveUnreadable
from handlers.person import Person

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody, as read. row: None for somebody new. addresses: all of theirs. dialog: None where it cannot be read.

    unreadable: what is to be recorded about that. newer: a newer Lumbot saved the row, so nothing of it may change.
    """

    id: str
    row: Row | None
    addresses: tuple[Address, ...]
    person: Person
    dialog: Dialog | None = NEW
    unreadable: tuple[Fact, ...] = ()
    newer: saved.Newer | None = None


class Reader:
    """Parses rows, with a cache of the last few texts. language: what new people are spoken to in."""

    def __init__(self, language: str) -> None:
        self._language = language
        self.dialogs = SaveCache(saved.load_dialog, saved.dump_dialog)
        self.persons = SaveCache(saved.load_person, saved.dump_person)

    def new(self, id: str) -> Known:
        """Somebody we meet for the first time."""
        return Known(id, None, (), Person(language=self._language))

    def remembers(self, row: Row) -> bool:
        """Whether the memory of this row can be read; if not, `read` wants the facts."""
        try:
            self.persons.load(row.memory)
        except saved.Unreadable:
            return False
        except saved.Newer:
            pass
        return True

    def read(self, row: Row, addresses: tuple[Address, ...], facts: Iterable[FactRow] = ()) -> Known:
        """The person of this row. facts: all of theirs, where the memory cannot be read."""
        unreadable: tuple[Fact, ...] = ()
        try:
            try:
                person = self.persons.load(row.memory)
            except saved.Unreadable:
                person, unreadable = self.folded(facts), (SaveUnreadable(row.memory),)
            try:
                dialog = self.dialogs.load(row.dialog)
            except saved.Unreadable:
                dialog = None
        except saved.Newer as newer:
            return Known(row.person, row, addresses, Person(language=self._language), None, newer=newer)
        return Known(row.person, row, addresses, person, dialog, unreadable)

    def folded(self, facts: Iterable[FactRow]) -> Person:
        """What these facts, oldest first, come to; what cannot be read of them is left out."""
        person = Person(language=self._language)
        for fact in facts:
            try:
                person = person.after(saved.load_fact(fact.kind, fact.data), fact.at)
            except saved.Unreadable:
                log.warning("a fact of %s, turn %d, cannot be read", fact.person, fact.turn)
        return person
