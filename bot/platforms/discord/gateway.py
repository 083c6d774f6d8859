"""The connection to Discord, kept for as long as we serve: whatever ends it, it is made anew, slower and slower.

The library resumes by itself after a short cut. What it cannot mend (a first handshake that fails, a session that ends,
a server that is down) ends the client here, and a fresh one takes its place.
"""

from __future__ import annotations

import asyncio
import logging
import re
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, NamedTuple

import aiohttp
import discord

from bot.adapter import PlatformError
from bot.platforms.discord.receiver import Receiver
from bot.platforms.discord.sender import seconds_left
from bot.platforms.shared.rate_limiter import RateLimiter

log = logging.getLogger(__name__)

LEAVING = 1.0  # seconds for saying goodbye
SPARE = 20  # sessions a day that are left for an operator who starts us by hand
HOURLY = 60  # tries, once they are a minute apart
WRONG_TOKEN = (
    "LUMBOT_DISCORD_TOKEN is not a token Discord knows: copy it again from the developer portal "
    "(discord.com/developers/applications, your application, Bot)"
)
UNKNOWN_TOKEN = 4004  # a close code of the gateway
ACKNOWLEDGING = re.compile(r"/(interactions|webhooks)/")  # paths whose requests have only seconds to be made


class Patience(NamedTuple):
    """How long we wait, in seconds.

    pause, longest: between two tries to connect, at first and at most. silent: without a word from Discord before the
    library begins anew; it says something every 41 s. stuck: without any progress of a client that is not connected
    before it is given up. look: between two looks at that.
    """

    pause: float = 1.0
    longest: float = 60.0
    silent: float = 60.0
    stuck: float = 60.0
    look: float = 1.0


class Stuck(Exception):
    """The library tries for ever, and nothing comes of it."""


class TooManyStarts(Exception):
    """Discord lets a bot begin some 1,000 sessions a day, and there is hardly one left."""


class Client(discord.AutoShardedClient):
    """One connection. Keeps no messages and no members, and asks for no privileged intent."""

    def __init__(self, hearing: Receiver, limiter: RateLimiter, patience: Patience) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            max_ratelimit_timeout=30.0,  # where a limit is used up and it takes longer, it is told to us
            heartbeat_timeout=patience.silent,
            http_trace=_watching(limiter),
        )
        self._hearing = hearing
        self._up: set[int] = set()  # shards that are connected
        self.was_up = False
        self.progress = 0.0  # when a shard was last connected or lost

    @property
    def me(self) -> int:
        return self.user.id if self.user else 0

    @property
    def connected(self) -> bool:
        return len(self._up) >= (self.shard_count or 1)

    async def on_message(self, message: discord.Message) -> None:
        self._hearing.wrote(message, self.me)

    async def on_raw_message_edit(self, change: discord.RawMessageUpdateEvent) -> None:
        self._hearing.changed(change.message, self.me)

    async def on_interaction(self, what: discord.Interaction) -> None:
        if what.type is discord.InteractionType.component:
            self._hearing.pressed(what)
        elif what.type is discord.InteractionType.application_command:
            self._hearing.called(what)
        elif what.type is discord.InteractionType.autocomplete:
            await self._hearing.typing(what)

    async def on_shard_connect(self, shard: int) -> None:
        self._moved(shard, up=True)

    on_shard_resumed = on_shard_connect

    async def on_shard_disconnect(self, shard: int) -> None:
        self._moved(shard, up=False)

    def _moved(self, shard: int, *, up: bool) -> None:
        self.progress = self.loop.time()
        self.was_up |= up
        (self._up.add if up else self._up.discard)(shard)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """The library would write down everything there was to it."""
        log.error("%s could not be taken: %s", event_method, type(sys.exception()).__name__)

    async def leave(self) -> None:
        """Let no more come in, but leave requests possible."""
        with suppress(TimeoutError, discord.DiscordException, aiohttp.ClientError, OSError):
            async with asyncio.timeout(LEAVING):
                for shard in self.shards.values():
                    await shard.disconnect()

    async def end(self) -> None:
        """Close everything, in a bounded time."""
        with suppress(Exception):
            async with asyncio.timeout(LEAVING / 2):
                await self.close()
        await self.http.close()


def _watching(limiter: RateLimiter) -> aiohttp.TraceConfig:
    """Tells our own pace of every "too many requests", and lets the library see only those about interactions.

    It would wait by itself, out of our lanes; and if nobody waited for it any longer meanwhile, it would never again
    send anything (discord.py 2.7.1 locks itself for a limit of the whole bot, and only who waits to the end unlocks).
    """

    async def ended(_session: Any, _context: Any, request: aiohttp.TraceRequestEndParams) -> None:
        if request.response.status == 429:
            seconds = seconds_left(request.response)
            everywhere = "X-RateLimit-Global" in request.response.headers
            place = "/".join(request.url.path.split("/")[:5])  # such as /api/v10/channels/1
            limiter.back_off(seconds, None if everywhere else place)
            if not ACKNOWLEDGING.search(place):
                raise discord.RateLimited(seconds)

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(ended)
    return trace


async def keep_connected(
    token: str, make: Callable[[], Client], connected: Callable[[Client], Awaitable[None]], patience: Patience
) -> None:
    """Connect, and connect again, until cancelled; the client of then is left as it is.

    connected: is told of each client that Discord let in. Raises PlatformError when Discord does not know the token.
    """
    logging.getLogger("discord").setLevel(logging.CRITICAL)  # its lines hold messages, tokens and whole tracebacks
    tries, pause = 0, patience.pause
    while True:
        client = make()
        began, let_in = asyncio.get_running_loop().time(), False
        try:
            await client.login(token)
            await connected(client)
            let_in = True
            await _stay(client, patience, again=tries > 0)
            trouble = "closed"
        except (discord.LoginFailure, discord.PrivilegedIntentsRequired):
            raise PlatformError(WRONG_TOKEN) from None
        except discord.ConnectionClosed as closed:
            if closed.code == UNKNOWN_TOKEN:
                raise PlatformError(WRONG_TOKEN) from None
            trouble = f"code {closed.code}"
        except Exception as error:  # noqa: BLE001  the library fails in many ways; all are mended alike
            trouble = type(error).__name__
        finally:
            if not let_in:
                await client.end()
        await client.leave()
        if client.was_up and client.loop.time() - began > patience.longest:
            tries, pause = 0, patience.pause  # it was there for a while
        if tries % HOURLY == 0:
            log.warning("Discord cannot be reached (%s); it is tried again until it can", trouble)
        await asyncio.sleep(pause)
        tries, pause = tries + 1, min(pause * 2, patience.longest)


async def _stay(client: Client, patience: Patience, *, again: bool) -> None:
    """Return when the connection has ended for good. Raises what ended it or kept it from beginning.

    again: it is worth a line that there is one.
    """
    if (await client.fetch_session_start_limits()).remaining < SPARE:
        raise TooManyStarts  # when they are used up, Discord takes the token back
    client.progress = client.loop.time()
    connection = asyncio.create_task(client.connect(), name="discord")
    try:
        while not (await asyncio.wait([connection], timeout=patience.look))[0]:
            if client.connected and again:
                log.warning("Discord can be reached again")
                again = False
            if not client.connected and client.loop.time() - client.progress > patience.stuck:
                raise Stuck
        await connection
    finally:
        connection.cancel()
        await asyncio.gather(connection, return_exceptions=True)
