"""Points discord.py at a server of ours for as long as a block lasts. The production code has no hook for this."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

with warnings.catch_warnings():  # Python 3.11 warns of audioop, which discord.py imports for voice
    warnings.simplefilter("ignore", DeprecationWarning)
    import discord
    import discord.app_commands
    import discord.asset
    import discord.gateway
    import discord.http

if TYPE_CHECKING:
    from tests.fakes.discord.server import Server


__all__ = ["discord", "pointed"]


@contextmanager
def pointed(server: Server) -> Iterator[None]:
    route, socket, asset = discord.http.Route, discord.gateway.DiscordWebSocket, discord.asset.Asset
    before = route.BASE, socket.DEFAULT_GATEWAY, asset.BASE
    route.BASE, socket.DEFAULT_GATEWAY, asset.BASE = server.rest, server.gateway, server.origin
    try:
        yield
    finally:
        route.BASE, socket.DEFAULT_GATEWAY, asset.BASE = before
