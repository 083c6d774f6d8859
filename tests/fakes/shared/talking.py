"""A talk with one person, without anything around it, for tests that say what is typed and look at what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.speaking.speak import speak
from content.model import Catalog
from handlers import dialog as talk, facts as f
from handlers.dialog import Dialog
from handlers.events import Event, Rang, Said
from handlers.moves import State
from handlers.person import Person
from handlers.session import Session
from handlers.topics.home import Home
from handlers.world import World

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
KNOWN = Person(adult=True, consent=1, screened=NOW, minutes=10, pain=2, baseline=2, nudges_asked=True)


class Talk:
    """One person's talk over this catalog, on a clock of its own."""

    def __init__(self, catalog: Catalog, dialog: Dialog = talk.NEW, person: Person | None = None) -> None:
        self.catalog, self.dialog, self.person, self.now = catalog, dialog, person or Person(), NOW
        self.said: list[str] = []
        self.facts: list[f.Fact] = []

    def world(self) -> World:
        return World(self.now, self.catalog, self.person)

    def where(self) -> type[State]:
        return type(self.dialog.state)

    @property
    def session(self) -> Session:
        assert self.dialog.state.session
        return self.dialog.state.session

    def hear(self, *texts: str | Event) -> list[str]:
        """What is said in answer to the last of these."""
        for each in texts:
            turn = talk.advance(self.dialog, Said(each) if isinstance(each, str) else each, self.world())
            self.dialog, self.person = turn.dialog, turn.person
            says = tuple(replace(said, version=0) for said in turn.says)  # tests quote the first wording on every day
            self.said = [one.text for one in speak(says, turn.dialog.turn, self.catalog.words["en"])]
            self.facts += turn.facts
            self.now += timedelta(seconds=1)
        return self.said

    def offered(self, *texts: str) -> tuple[str, ...]:
        """The answers that can be given after these."""
        self.hear(*texts)
        return talk.ask(self.dialog, self.world()).choices

    def wait(self, **spans: int) -> Talk:
        self.now += timedelta(**spans)
        return self

    def kept(self, kind: type[f.Fact]) -> list[f.Fact]:
        """The facts of this kind, oldest first."""
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def ring_through(self) -> list[str]:
        """Everything said until nothing is timed any more."""
        heard: list[str] = []
        while self.dialog.state.until:
            self.now = max(self.now, self.dialog.state.until)
            heard += self.hear(Rang())
        return heard


def at_home(catalog: Catalog, person: Person = KNOWN) -> Talk:
    """The talk of somebody who has been welcomed long ago."""
    return Talk(catalog, Dialog(Home(), turn=1, asked=1), person)
