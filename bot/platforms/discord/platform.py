"""Lumbot on Discord: what people type and press becomes events, utterances become direct messages.

A chat is the id of a person, not of a channel; a message is "channel:message".
In servers and in other people's chats nothing is said but where we talk.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from bot.adapter import Clock, Listener
from bot.platforms.discord.commands import introduce
from bot.platforms.discord.gateway import Client, Patience, keep_connected
from bot.platforms.discord.receiver import NAME, Receiver
from bot.platforms.discord.sender import TROUBLE, Sender, retrying
from bot.platforms.discord.settings import DiscordSettings
from bot.platforms.shared.rate_limiter import RateLimiter
from content import cities
from content.model import Catalog

log = logging.getLogger(__name__)

MOST = 29  # requests in any one second, well below the 50 that Discord's documentation names for a bot
BURST = 4  # of these, how many at once
USUAL = Patience()
INTRODUCED = 5  # tries to register the slash commands


class Discord:
    """The platform "discord".

    now: the clock (UTC). speed: how much faster than real holds run; only at 1 does Discord's own countdown agree with
    the seconds a text names, so only then it is shown. limiter: how fast we may ask; a safe rate without it.
    patience: how long we wait for Discord. cities: reads which there are; called once, in a thread.
    """

    name = NAME

    def __init__(
        self,
        chosen: DiscordSettings,
        *,
        catalog: Catalog,
        now: Clock,
        speed: float = 1.0,
        limiter: RateLimiter | None = None,
        patience: Patience = USUAL,
        cities: Callable[[], object] = cities.ready,
    ) -> None:
        self._token = chosen.token.get_secret_value()
        self._catalog, self._patience, self._read = catalog, patience, cities
        self._limiter = limiter or RateLimiter(MOST, burst=BURST)
        self.rate = self._limiter.rate
        self._sender = sender = Sender(self._limiter, now, countdown=speed == 1.0)
        self.ready, self.deliver, self.close_buttons = sender.ready, sender.deliver, sender.close_buttons
        self.delete, self.deleted = sender.delete, sender.deleted
        self._client: Client | None = None
        self._introduced = False
        self._cities = asyncio.Event()

    async def serve(self, coach: Listener) -> None:
        """Hear what people do until cancelled, as `NetworkPlatform` says. Raises PlatformError."""
        hearing = Receiver(coach, self._sender, self._limiter, self._catalog, self._cities)
        try:
            make = partial(Client, hearing, self._limiter, self._patience)
            await keep_connected(self._token, make, self._connected, self._patience)
        finally:
            await asyncio.gather(hearing.finish(), self._client.leave() if self._client else asyncio.sleep(0))

    async def _connected(self, client: Client) -> None:
        """Requests go through this client from now on."""
        before, self._client, self._sender.client = self._client, client, client
        if before:
            await before.end()
        if not self._introduced:
            self._introduced = True
            self._sender.background.start(self._introduce())
            self._sender.background.start(self._read_cities())

    async def _read_cities(self) -> None:
        """Read them before somebody types the name of one."""
        await asyncio.to_thread(self._read)
        self._cities.set()

    async def _introduce(self) -> None:
        """Register the commands if there are other ones. Nothing depends on it, so it is given up after some tries."""
        async for attempt in retrying(INTRODUCED):
            with attempt:
                try:
                    if self._client and await introduce(self._client, self._catalog):
                        log.info("Discord shows new commands")
                    return
                except TROUBLE as error:
                    log.warning("Discord does not take the commands: %s", type(error).__name__)
                    raise
        self._introduced = False

    async def disconnect(self) -> None:
        """Close all connections."""
        await self._sender.background.drain(0.3)
        client, self._client, self._sender.client = self._client, None, None
        if client:
            await client.end()
