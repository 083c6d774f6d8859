"""Words of danger, at the pace Telegram allows: whatever waits gives way."""

from __future__ import annotations

import asyncio

import pytest

from bot.store.queries import Store
from content.model import Catalog
from tests.fakes.telegram.limits import Limits
from tests.fakes.telegram.server import Server
from tests.fakes.telegram.talking import said, settled, talking, texts


@pytest.mark.parametrize("apart", [0.0, 0.4, 2.0])
async def test_words_of_danger_wait_for_no_answer_to_junk(
    apart: float, server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    """At the pace Telegram allows, also when the minute's answers are used up."""
    now = asyncio.get_running_loop().time
    server.limits = Limits()
    async with talking(server, sqlite_store, catalog, paced=True) as (playing, ann):
        await said(playing, "/start")
        await asyncio.sleep(60)
        for _ in range(12):
            await ann.writes("asdfgh")
            await asyncio.sleep(apart)
        began = now()
        await ann.writes("I want to die")
        await server.until(lambda: "can't keep you safe" in "".join(texts(ann)))
        assert now() - began < 1.5
        await settled(playing)
        assert "is somebody with you" in texts(ann)[-1].lower()
    assert server.too_many == 0
