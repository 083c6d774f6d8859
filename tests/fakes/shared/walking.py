"""The walk through every state there is, walked once a run: the tests that use it run in one process.

Thousands of places differ only in the exercise, the page or the number. So what is tried in a place is tried whole in
one place of each kind, and in turns in all the others.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import pytest
from xdist.scheduler import LoadScopeScheduling

from bot.tools.paths import WalkedStep
from bot.tools.walks import walks
from content.model import Catalog
from handlers import dialog as talk
from handlers.dialog import Dialog
from handlers.world import World

COMMANDS = (
    "start", "session", "checkin", "reminders", "progress", "learn", "help", "menu", "back", "stop", "pause", "privacy",
    "export", "delete", "about", "timezone", "screen", "link", "language",
)  # fmt: skip
WALKERS = (
    "tests/handlers/test_every_path.py::",
    "tests/handlers/test_states.py::",
    "tests/bot/test_command_line.py::test_the_walk_takes_only_steps_that_were_offered",
    "tests/handlers/test_meaning.py::test_every_label_typed_is_its_button_pressed",
)
Place = tuple[Dialog, World]
Thing = TypeVar("Thing")


@dataclass
class Walked:
    """places: each place once, with the world it was seen in. kinds: one place of each kind; others: the rest."""

    steps: list[WalkedStep]
    kinds: list[Place] = field(default_factory=list)
    others: list[Place] = field(default_factory=list)

    def __post_init__(self) -> None:
        seen: set[Hashable] = set()
        for step in self.steps:
            if id(step.before) in seen:
                continue
            sort = _kind(step.before, step.world)
            (self.others if sort in seen else self.kinds).append((step.before, step.world))
            seen |= {id(step.before), sort}

    @property
    def places(self) -> list[Place]:
        return self.kinds + self.others

    def turns(self, tried: Sequence[Thing], one: Thing) -> Iterator[Place]:
        """Where to try one of these: in one place of each kind, and in its share of the others."""
        yield from self.kinds
        yield from self.others[tried.index(one) :: len(tried)]


def _kind(dialog: Dialog, world: World) -> Hashable:
    """What is said there, what may be answered, and what of the person decides what comes next."""
    asked, person = talk.ask(dialog, world), world.person
    known = (person.consent, person.screened, person.held, person.signs, person.nudges, person.linked, person.away)
    return (
        type(dialog.state).__name__, type(dialog.under).__name__, asked.key, asked.choices, asked.also, asked.wants,
        bool(getattr(dialog.state, "until", None)), bool(dialog.missed), *map(bool, known), person.is_off(world.now),
    )  # fmt: skip


@pytest.fixture(scope="session")
def walked(catalog: Catalog) -> Walked:
    return Walked(list(walks(catalog, COMMANDS)))


@pytest.fixture(scope="session")
def steps(walked: Walked) -> list[WalkedStep]:
    return walked.steps


class Together(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
    """Gives each test to the next process that is free, and all that walk to one.

    `--dist loadgroup` would do that, but does nothing with pytest 9.2 (pytest-xdist issue 1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        return "walk" if nodeid.startswith(WALKERS) else nodeid
