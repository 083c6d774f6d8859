"""What is known of somebody before a turn: the row as it was read, and what it comes to once it is parsed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from cachetools import LRUCache

from bot.adapter import Address
from bot.store.queries import FactRow, Row
from handlers import saved
from handlers.dialog import NEW, Dialog
from handlers.facts import Fact, SaveUnreadable
from handlers.person import Person

log = logging.getLogger(__name__)

REMEMBERED = 4096

T = TypeVar("T")


class SaveCache(Generic[T]):
    """One kind of save, and its last few texts. `load` and `dump` are those of `handlers.saved`.

    Equal texts are equal values, and all of them are frozen, so what is remembered is never out of date.
    """

    def __init__(self, load: Callable[[str], T], dump: Callable[[T], str]) -> None:
        self._load, self._dump = load, dump
        self._known: LRUCache[str, T] = LRUCache(REMEMBERED)

    def load(self, text: str) -> T:
        """The value of this text. Raises what `handlers.saved` raises."""
        if (value := self._known.get(text)) is None:
            value = self._known[text] = self._load(text)
        return value

    def known(self, text: str) -> T | None:
        """The value of this text, if it was read or written lately."""
        return self._known.get(text)

    def dump(self, value: T) -> str:
        text = self._dump(value)
        self._known[text] = value
        return text


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

    def read(self, row: Row, addresses: tuple[Address, ...]) -> Known | None:
        """The person of this row; None where the memory cannot be read, so that it must be remade of the facts."""
        try:
            person = self.persons.load(row.memory)
        except saved.Unreadable:
            return None
        except saved.Newer as newer:
            return Known(row.person, row, addresses, Person(language=self._language), None, newer=newer)
        return self._with_dialog(Known(row.person, row, addresses, person))

    def remade(self, row: Row, addresses: tuple[Address, ...], facts: Iterable[FactRow]) -> Known:
        """The person of a row whose memory cannot be read: what all their facts come to."""
        lost = (SaveUnreadable(row.memory),)
        return self._with_dialog(Known(row.person, row, addresses, self.folded(facts), unreadable=lost))

    def _with_dialog(self, known: Known) -> Known:
        assert known.row
        try:
            return replace(known, dialog=self.dialogs.load(known.row.dialog))
        except saved.Unreadable:
            return replace(known, dialog=None)
        except saved.Newer as newer:
            return replace(known, dialog=None, newer=newer)

    def folded(self, facts: Iterable[FactRow]) -> Person:
        """What these facts, oldest first, come to; what cannot be read of them is left out."""
        person = Person(language=self._language)
        for fact in facts:
            try:
                person = person.after(saved.load_fact(fact.kind, fact.data), fact.at)
            except saved.Unreadable:
                log.warning("a fact of %s, turn %d, cannot be read", fact.person, fact.turn)
        return person
