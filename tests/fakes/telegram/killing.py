"""Twenty people have written five words each when the bot comes; it is killed in the middle of that, and comes again.

Each way through the words ends where no other does: a word that is lost, heard twice or too early shows in the end.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Protocol

from bot.adapter import Address
from bot.speaking.speak import speak
from bot.store.queries import Store
from content.model import Catalog
from handlers import dialog as talk
from handlers.events import Said
from handlers.person import Person as Known
from handlers.saved import load_dialog
from handlers.world import World
from tests.fakes.shared.stores import NOON
from tests.fakes.telegram.people import Person
from tests.fakes.telegram.server import Server
from tests.fakes.telegram.world import Shown

MESSAGES = 100
FIRST = 3001  # the chat of the first of them
WITHIN = 60.0  # seconds; only what hangs takes so long, also on a busy machine
WAYS: tuple[tuple[str, ...], ...] = (
    ("/start", "go on", "yes i am", "agree", "none"),
    ("hello", "go on", "yes i am", "no", "ask me again"),
    ("/start", "what do you keep?", "go on", "home", "go on"),
    ("my back is not what it was", "go on", "back", "go on", "no"),
)
_chance = random.Random(20261122)
MOMENTS = [_chance.randrange(first, first + 15) for first in (1, 16, 31)]  # messages sent; later all has been heard


class Process(Protocol):
    """What we do to a bot."""

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


Begin = Callable[[], AbstractContextManager[Process]]


@dataclass(frozen=True, slots=True)
class End:
    """How somebody's talk ends: the dialog, the kinds of facts, and all texts they were shown."""

    dialog: talk.Dialog
    facts: tuple[str, ...]
    texts: tuple[str, ...]


def end_of(way: tuple[str, ...], catalog: Catalog) -> End:
    """What these words come to when each is heard once, in order."""
    dialog, known, facts, texts = talk.NEW, Known(language="en"), list[str](), list[str]()
    for word in way:
        turn = talk.advance(dialog, Said(word), World(NOON, catalog, known, late=timedelta(minutes=90)))
        dialog, known = turn.dialog, turn.person
        facts += [type(fact).__name__ for fact in turn.facts]
        texts += [each.text for each in speak(turn.says, dialog.turn, catalog.words["en"], now=NOON, speed=1.0)]
    return End(replace(dialog, heard=None), tuple(facts), tuple(texts))


async def crowd(server: Server) -> list[tuple[Person, tuple[str, ...]]]:
    """The people, each with their way; all have written, in turn, and nothing has been fetched yet."""
    count = MESSAGES // len(WAYS[0])
    people = [(server.person(FIRST + n, f"P{n}", "en"), WAYS[n % len(WAYS)]) for n in range(count)]
    for step in range(len(WAYS[0])):
        for person, way in people:
            await person.writes(way[step])
    return people


async def killed(server: Server, begin: Begin, moment: int, done: Callable[[], Any]) -> None:
    """Begin; kill -9 in the instant in which message number `moment` reaches the server, which still shows it; begin
    again, and end that in good order when it is `done`. Raises TimeoutError, with what was seen, when it never is.
    """
    left = moment
    with begin() as first:

        def kill(method: str, _params: object) -> None:
            nonlocal left
            left -= method == "sendMessage"
            if left == 0 and method == "sendMessage":
                first.kill()

        server.fate = kill
        await server.until(lambda: first.poll() is not None, WITHIN)
    server.fate = lambda _method, _params: None
    assert left <= 0, f"it ended by itself: {server.seen()}"
    with begin() as second:
        await server.until(done, WITHIN)
        second.terminate()
        await asyncio.to_thread(second.wait, WITHIN)


def answered(server: Server, people: list[tuple[Person, tuple[str, ...]]], catalog: Catalog) -> Callable[[], bool]:
    """Whether everything was taken and everybody was shown all that they should be."""
    wanted = {way: end_of(way, catalog).texts for way in WAYS}

    def all_of_them() -> bool:
        return server.pending == 0 and all(
            repeated(first_looks(person.shown), wanted[way]) is not None for person, way in people
        )

    return all_of_them


def first_looks(shown: list[Shown]) -> list[str]:
    """The texts of these messages as they were before any edit."""
    return [(each.past or [each.look])[0].text for each in shown]


def repeated(texts: list[str], wanted: tuple[str, ...]) -> int | None:
    """How many of these were shown twice in a row more often than they should; None if it differs otherwise."""
    n = twice = 0
    for text in texts:
        if n < len(wanted) and text == wanted[n]:
            n += 1
        elif n and text == wanted[n - 1]:
            twice += 1
        else:
            return None
    return twice if n == len(wanted) else None


async def found(store: Store, person: Person) -> tuple[talk.Dialog, tuple[str, ...], list[str]]:
    """What is kept of somebody: the dialog, the kinds of facts, the ids of the updates that were heard."""
    row = await store.row_at(Address("telegram", str(person.chat_id)))
    assert row, f"chat {person.chat_id} was never heard"
    kinds = tuple(fact.kind for fact in await store.facts(row.person))
    return replace(load_dialog(row.dialog), heard=None), kinds, json.loads(row.seen)
