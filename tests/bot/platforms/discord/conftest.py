"""Discord for a test, where nobody waits; Ann; and Lumbot there, when it is asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.store.queries import Store
from content.model import Catalog
from tests.fakes.discord.home import Home, a_server, a_store, at_home
from tests.fakes.discord.people import Person
from tests.fakes.discord.pointing import discord
from tests.fakes.discord.server import Server


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with a_store(tmp_path) as store:
        yield store


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with a_server() as server:
        yield server
    assert server.faults == []


@pytest.fixture
def ann(server: Server) -> Person:
    return server.person("ann")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library does not wait for 5 s before a session begins."""

    async def at_once(_self: Any, _shard: int | None, *, initial: bool = False) -> None: ...

    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)


@pytest.fixture
async def home(server: Server, store: Store, catalog: Catalog) -> AsyncIterator[Home]:
    async with at_home(server, store, catalog) as home:
        yield home
