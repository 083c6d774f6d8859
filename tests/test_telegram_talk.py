"""Whole talks on Telegram, with the real python-telegram-bot: what is seen there is what the transcripts say.

Every request of every transcript is checked against the description of the Bot API: names, types and limits.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import Store
from content.model import Catalog
from tests.playing import TRANSCRIPTS, same_talk
from tests.telegram.edge import TelegramEdge
from tests.telegram.server import Server

ALL = sorted(TRANSCRIPTS.glob("*.txt"))


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server() as server:
        yield server
        assert server.faults == []
        assert server.own_faults == []


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
async def test_a_transcript_is_the_same_talk_on_telegram(
    path: Path, server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    await same_talk(path, sqlite_store, catalog, TelegramEdge(server, catalog))
    open_now = [message for message in server.chats[1001] if message.buttons]
    assert len(open_now) <= 1, "more than one question has buttons"
    assert not open_now or open_now[0] is server.chats[1001][-1]
