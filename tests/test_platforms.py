"""What holds on every platform, with its real SDK and its server on loopback: the same talk, heard once, and no more
than one question with buttons.

Every request of every transcript is checked against the description of the API: names, types and limits.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import Store
from content.model import Catalog
from tests.discord.edge import DiscordEdge
from tests.discord.pointing import pointed
from tests.discord.server import Server as Discord
from tests.playing import FIRST, TRANSCRIPTS, Edge, begins, played, same_talk, steps
from tests.telegram.edge import TelegramEdge
from tests.telegram.server import Server as Telegram
from tests.terminals import TerminalEdge

ALL = sorted(TRANSCRIPTS.glob("*.txt"))
NAMES = ("terminal", "telegram", "discord")
EDGES: dict[str, type[TerminalEdge | TelegramEdge | DiscordEdge]] = dict(
    zip(NAMES, (TerminalEdge, TelegramEdge, DiscordEdge), strict=True)
)


def playable(path: Path, name: str) -> bool:
    return all(EDGES[name].can(line.rstrip()) for line in path.read_text(encoding="utf-8").splitlines())


PLAYED = [(name, path) for name in NAMES for path in ALL if playable(path, name)]


@pytest.fixture
async def edge(
    request: pytest.FixtureRequest, catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Edge]:
    """The platform of that name, and Ann there."""
    monkeypatch.chdir(tmp_path)  # a terminal writes an export where it is
    if request.param == "terminal":
        yield TerminalEdge()
    elif request.param == "telegram":
        async with Telegram() as server:
            yield TelegramEdge(server, catalog)
            assert server.faults == []
            assert server.own_faults == []
    else:
        async with Discord() as server_of_discord:
            with pointed(server_of_discord):
                yield DiscordEdge(server_of_discord)
            assert server_of_discord.faults == []


@pytest.mark.parametrize(("edge", "path"), PLAYED, indirect=["edge"], ids=lambda each: getattr(each, "stem", each))
async def test_a_transcript_is_the_same_talk(path: Path, edge: Edge, sqlite_store: Store, catalog: Catalog) -> None:
    await same_talk(path, sqlite_store, catalog, edge)


def test_most_of_them_are_played_everywhere() -> None:
    for name in NAMES:
        assert sum(each == name for each, _ in PLAYED) >= len(ALL) - 6
    assert all((name, FIRST) in PLAYED for name in NAMES)


@pytest.mark.parametrize("edge", NAMES, indirect=True)
async def test_the_same_on_postgresql(edge: Edge, store: Store, catalog: Catalog) -> None:
    await same_talk(FIRST, store, catalog, edge)


@pytest.mark.parametrize("edge", NAMES, indirect=True)
async def test_after_a_restart_a_button_of_last_week_is_answered(
    edge: Edge, sqlite_store: Store, catalog: Catalog
) -> None:
    lines = FIRST.read_text(encoding="utf-8").splitlines()
    async with played(sqlite_store, catalog, edge, begins(lines)) as playing:
        for step in steps(lines)[:6]:
            await playing.plays(step)
        question = edge.seen()[-1]
        await playing.down()
        playing.clock.move(days=7)
        await playing.up()
        await edge.presses("Go on", 1)
        await playing.taken()
        await playing.engine.shown(edge.address)
        assert edge.seen()[-1].text == f"That step has passed. You are here:\n\n{question.text}" or (
            edge.seen()[-1].text == question.text and edge.seen()[-2].text.startswith("That step has passed")
        )
        assert sorted(edge.seen()[-1].buttons) == sorted(question.buttons)


@pytest.mark.parametrize("edge", ["telegram"], indirect=True)
async def test_in_the_end_one_question_has_buttons(edge: TelegramEdge, sqlite_store: Store, catalog: Catalog) -> None:
    lines = FIRST.read_text(encoding="utf-8").splitlines()
    async with played(sqlite_store, catalog, edge, begins(lines)) as playing:
        for step in steps(lines):
            await playing.plays(step)
            await edge.server.until(lambda: sum(bool(message.buttons) for message in edge.person.shown) <= 1)
        assert edge.person.shown[-1].buttons
