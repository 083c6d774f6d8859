"""What holds on every platform, with its real SDK and its server on loopback: the same talk, heard once, and no more
than one question with buttons.

Every request of every transcript is checked against the description of the API: names, types and limits.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    AsyncExitStack,
    asynccontextmanager,
    nullcontext,
)
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.store.queries import Store
from content.model import Catalog
from handlers.saved import load_dialog
from tests import TRANSCRIPTS
from tests.fakes.discord.edge import DiscordEdge
from tests.fakes.discord.home import a_store
from tests.fakes.discord.pointing import pointed
from tests.fakes.discord.server import Server as Discord
from tests.fakes.shared.looks import in_order
from tests.fakes.shared.playing import FIRST, Edge, Played, Seen, begins, played, said_as_written, steps
from tests.fakes.shared.skipping import skipping
from tests.fakes.shared.terminals import TerminalEdge
from tests.fakes.telegram.edge import CHAT, TelegramEdge
from tests.fakes.telegram.server import Server as Telegram
from tests.fakes.telegram.world import Shown

PASSED_OVER = (
    "~ welcome",
    "~ exercises",
    "~ session",
)  # what only the dialog itself can play: nothing is pressed there
ALL = [
    path
    for path in sorted(TRANSCRIPTS.glob("*.txt"))
    if not any(line.startswith(PASSED_OVER) for line in path.read_text(encoding="utf-8").splitlines())
]
NAMES = ("terminal", "telegram", "discord")
EDGES: dict[str, type[TerminalEdge | TelegramEdge | DiscordEdge]] = dict(
    zip(NAMES, (TerminalEdge, TelegramEdge, DiscordEdge), strict=True)
)


def playable(path: Path, name: str) -> bool:
    return all(EDGES[name].can(line.rstrip()) for line in path.read_text(encoding="utf-8").splitlines())


PLAYED = [(name, path) for name in NAMES for path in ALL if playable(path, name)]


class Newcomer(TelegramEdge):
    """Somebody new in the chat of whoever was there before, and sees nothing of that."""

    def __init__(self, server: Telegram, catalog: Catalog) -> None:
        server.world.places.pop(CHAT, None)
        super().__init__(server, catalog)
        self._before = len(server.chats[CHAT])

    def shown(self) -> list[Shown]:
        return self.server.chats[CHAT][self._before :]

    def seen(self) -> list[Seen]:
        return in_order(map(self._looks, self.shown()))


class House:
    """One server and one process of a platform, for one person after the other."""

    def __init__(
        self,
        name: str,
        catalog: Catalog,
        store: Callable[[], AbstractAsyncContextManager[Store]],
        waits: Callable[[], AbstractContextManager[None]] = skipping,
    ) -> None:
        self._name, self._catalog, self._store, self._waits = name, catalog, store, waits
        self._open = AsyncExitStack()
        self._playing: Played | None = None

    @asynccontextmanager
    async def talk(self) -> AsyncIterator[Played]:
        """Somebody who comes for the first time, and the process. After a talk that failed the next has a new one."""
        with self._waits():
            try:
                if self._playing is None:
                    self._come, self._faults = await self._server()
                    store = await self._open.enter_async_context(self._store())
                    self._playing = await self._open.enter_async_context(played(store, self._catalog, self._come()))
                else:
                    await self._playing.meets(self._come())
                yield self._playing
                if self._name != "terminal":
                    await asyncio.sleep(2.0)  # what is tidied up now is no business of whoever comes next
                assert self._faults() == []
            except BaseException:
                await self.close()
                raise

    async def _server(self) -> tuple[Callable[[], Edge], Callable[[], list[Any]]]:
        """Who comes there, and what was wrong about what the server was asked."""
        if self._name == "telegram":
            there = await self._open.enter_async_context(Telegram())
            return partial(Newcomer, there, self._catalog), lambda: [*there.faults, *there.own_faults]
        if self._name == "discord":
            server = await self._open.enter_async_context(Discord())
            self._open.enter_context(pointed(server))
            return partial(DiscordEdge, server), lambda: server.faults
        terminal = TerminalEdge()
        return terminal.cleared, list

    async def close(self) -> None:
        self._playing = None
        with self._waits():
            await self._open.aclose()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def houses(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, House]]:
    """By the name of the platform; each is opened when it is needed."""
    found = {name: House(name, catalog, lambda: a_store(tmp_path_factory.mktemp("house"))) for name in NAMES}
    yield found
    for house in found.values():
        await house.close()


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a terminal writes an export where it is


many = pytest.mark.asyncio(loop_scope="module")  # who talk in one process


@many
@pytest.mark.parametrize(("name", "path"), PLAYED, ids=lambda each: getattr(each, "stem", each))
async def test_a_transcript_is_the_same_talk(name: str, path: Path, houses: dict[str, House]) -> None:
    async with houses[name].talk() as playing:
        await said_as_written(path, playing)


def test_most_of_them_are_played_everywhere() -> None:
    for name in NAMES:
        assert sum(each == name for each, _ in PLAYED) >= len(ALL) - 6
    assert all((name, FIRST) in PLAYED for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
async def test_the_same_on_postgresql(name: str, postgres_url: str, catalog: Catalog) -> None:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Store]:
        store = await Store.open(postgres_url)
        yield store
        await store.close()

    house = House(name, catalog, opened, nullcontext)  # PostgreSQL is another process
    async with house.talk() as playing:
        await said_as_written(FIRST, playing)
    await house.close()


@many
@pytest.mark.parametrize("name", NAMES)
async def test_after_a_restart_a_button_of_last_week_is_answered(name: str, houses: dict[str, House]) -> None:
    lines = FIRST.read_text(encoding="utf-8").splitlines()
    async with houses[name].talk() as playing:
        edge, playing.clock.now = playing.edge, begins(lines)
        for step in steps(lines)[:6]:
            await playing.plays(step)
        question = edge.seen()[-1]
        await playing.down()
        playing.clock.move(days=7)
        await playing.up()
        await edge.presses("20-50", 1)
        await playing.taken()
        await playing.engine.shown(edge.address)
        assert edge.seen()[-1].text == f"That step has passed. You are here:\n\n{question.text}" or (
            edge.seen()[-1].text == question.text and edge.seen()[-2].text.startswith("That step has passed")
        )
        assert sorted(edge.seen()[-1].buttons) == sorted(question.buttons)


RED = ["It hurts", "Stop here"]


@many
@pytest.mark.parametrize("name", ["telegram", "discord"])
@pytest.mark.parametrize("talk", ["first_session", "it_hurts", "pause_and_resume", "skip_with_reason", "leg_pain"])
async def test_a_thumb_that_was_on_its_way_finds_it_hurts_and_stop(
    name: str, talk: str, houses: dict[str, House]
) -> None:
    """It goes for a place of the screen it sees, and lands 300 ms after another has come."""
    lines = (TRANSCRIPTS / f"{talk}.txt").read_text(encoding="utf-8").splitlines()
    async with houses[name].talk() as playing:
        edge, playing.clock.now = playing.edge, begins(lines)
        assert isinstance(edge, TelegramEdge | DiscordEdge)
        screens: list[list[list[str]]] = [[]]
        for step in steps(lines):
            await playing.plays(step)
            if (screen := edge.screen()) != screens[-1]:
                screens.append(screen)
        inside = 0
        for before, after in pairwise(screens):
            if all(any(RED[0] in row for row in screen) for screen in (before, after)):
                inside += 1
                assert before[-1] == after[-1] == RED
        assert inside >= 2


@many
@pytest.mark.parametrize("name", ["telegram", "discord"])
async def test_it_hurts_pressed_as_the_hold_ends_is_heard(name: str, houses: dict[str, House]) -> None:
    lines = FIRST.read_text(encoding="utf-8").splitlines()
    async with houses[name].talk() as playing:
        edge, playing.clock.now = playing.edge, begins(lines)
        assert isinstance(edge, TelegramEdge | DiscordEdge)
        for step in steps(lines):
            await playing.plays(step)
            if step.wanted and step.wanted[-1].text.startswith("Hold"):
                break
        seen = edge.screen()
        place = next((-n, row.index(RED[0])) for n, row in enumerate(reversed(seen), 1) if RED[0] in row)
        row = await playing.row()
        assert row
        assert row.wake_at
        playing.clock.now = row.wake_at
        await playing.alarms.ring()
        await playing.engine.shown(edge.address)
        playing.clock.move(seconds=0.3)
        row = await playing.row()
        assert row
        await edge.presses(edge.screen()[place[0]][place[1]], load_dialog(row.dialog).turn)
        await playing.taken()
        row = await playing.row()
        assert row
        assert type(load_dialog(row.dialog).state).__name__ == "WhereHurts"


@many
@pytest.mark.parametrize("name", ["telegram"])
async def test_in_the_end_one_question_has_buttons(name: str, houses: dict[str, House]) -> None:
    lines = FIRST.read_text(encoding="utf-8").splitlines()
    async with houses[name].talk() as playing:
        edge, playing.clock.now = playing.edge, begins(lines)
        assert isinstance(edge, Newcomer)
        for step in steps(lines):
            await playing.plays(step)
            await edge.server.until(
                lambda: sum(bool(message.buttons) for message in edge.shown() if not message.deleted) <= 1
            )
        assert edge.shown()[-1].buttons
