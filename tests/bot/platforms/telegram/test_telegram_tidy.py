"""What goes from a chat and what stays, and which messages make a sound."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import telegram

from bot.platforms.telegram.erasing import Erasing
from bot.platforms.telegram.transport import Aiohttp, Patience
from bot.store.queries import Store
from content.model import Catalog
from tests import TRANSCRIPTS
from tests.fakes.shared.playing import begins, steps
from tests.fakes.telegram.edge import CHAT, unlimited
from tests.fakes.telegram.server import Server
from tests.fakes.telegram.talking import talking


@pytest.fixture
async def bot(server: Server) -> AsyncIterator[telegram.Bot]:
    """The library on the transport that we use."""
    ways = f"{server.url}/bot", f"{server.url}/file/bot", Aiohttp(Patience()), Aiohttp(Patience())
    async with telegram.Bot(server.token, *ways) as bot:
        yield bot


GRAVE = ("call ", "Is something wrong?")  # what safety texts say, and nothing of a step


@pytest.mark.parametrize("talk", ["body_in_a_hold", "it_hurts", "words_of_danger", "emergency_in_own_words"])
async def test_tidying_up_a_session_leaves_every_safety_text_as_it_was(
    talk: str, server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    lines = (TRANSCRIPTS / f"{talk}.txt").read_text(encoding="utf-8").splitlines()
    async with talking(server, sqlite_store, catalog) as (playing, _):
        playing.clock.now = begins(lines)
        for step in steps(lines):
            await playing.plays(step)
        await asyncio.sleep(5)
    for message in server.chats[CHAT]:
        for look in (*message.past, message.look):
            if any(word in look.text for word in GRAVE):
                assert not message.deleted, look.text
                assert message.text.startswith(look.text)


async def test_of_a_session_its_results_are_left_and_only_what_came_by_itself_rang(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    lines = (TRANSCRIPTS / "first_session.txt").read_text(encoding="utf-8").splitlines()
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        playing.clock.now = begins(lines)
        rang = []
        for step in steps(lines):
            before = len(server.chats[CHAT])
            await playing.plays(step)
            new = server.chats[CHAT][before:]
            rang.append((step.line, [not each.silent for each in new]))
        await asyncio.sleep(5)
        left = [each.text for each in ann.shown]
    assert "Wall sit: 3 x 5 s. Pain 2." in left
    assert "Walking: 2 minutes. Pain 3." in left
    assert not any(text.startswith(("Hold.", "Get set", "And up")) for text in left)
    for line, sounds in rang:
        if line.startswith(">"):
            assert not any(sounds), line
        elif sounds:
            assert sounds[-1], line


async def test_what_is_too_old_fails_no_other(server: Server, bot: telegram.Bot) -> None:
    server.person(CHAT)
    began, left = datetime(2026, 3, 2, 9, 0, tzinfo=UTC), []
    ids: dict[str, datetime] = {}
    for hours in (0, 30, 47, 49):
        at = began + timedelta(hours=hours)
        server.now = at.timestamp
        ids[str((await bot.send_message(CHAT, f"{hours}")).message_id)] = at

    async def noted(chat: str, message: int) -> None:
        left.append(message)

    erasing = Erasing(bot, unlimited(), lambda: began + timedelta(hours=49), noted)
    await erasing.delete(str(CHAT), ids)
    assert [each.text for each in server.chats[CHAT] if not each.deleted] == ["0"]
    assert left == [server.chats[CHAT][0].message_id]
    assert server.calls["deleteMessages"] == 1
    assert all(erasing.deleted(str(CHAT), each) for each in ids)


async def test_where_a_batch_is_refused_each_is_tried(server: Server, bot: telegram.Bot) -> None:
    """Their clock and ours may differ."""
    server.person(CHAT)
    began = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    server.now = began.timestamp
    old = str((await bot.send_message(CHAT, "old")).message_id)
    server.now = (began + timedelta(hours=49)).timestamp
    new = [str((await bot.send_message(CHAT, "new")).message_id) for _ in range(2)]

    async def noted(chat: str, message: int) -> None:
        raise AssertionError("we take it for young")

    sent = dict.fromkeys((old, *new), began + timedelta(hours=40))
    await Erasing(bot, unlimited(), lambda: began + timedelta(hours=41), noted).delete(str(CHAT), sent)
    assert [each.text for each in server.chats[CHAT] if not each.deleted] == ["old"]
