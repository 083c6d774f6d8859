"""Telegram for a test, where nobody waits."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import telegram

from tests.fakes.shared.skipping import skipping
from tests.fakes.telegram.server import Server
from tests.fakes.telegram.talking import library


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    with skipping():
        async with Server() as server:
            yield server
    assert server.faults == server.own_faults == []


@pytest.fixture
async def bot(server: Server) -> AsyncIterator[telegram.Bot]:
    """The library alone, which asks for what the test says."""
    async with library(server) as bot:
        yield bot
