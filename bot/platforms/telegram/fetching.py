"""How updates come: fetched by long polling, or brought to our webhook. Nothing is confirmed before it is committed.

Telegram forgets an update when a later offset is asked for, or when the webhook answers 200; so both happen only
after `take` has returned. What came and could not be taken comes again.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from aiohttp import web
from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.platforms import PlatformError
from bot.platforms.telegram.meaning import WANTED
from bot.platforms.telegram.request import Aiohttp, Patience, SlowDown, seconds

log = logging.getLogger(__name__)

LONGEST = 60.0  # seconds between tries, at most
IN_HAND = 5.0  # seconds in which what is in hand at the end must be committed
BODY = 1 << 20  # bytes of an update, at most
BUSY = 40  # updates brought to the webhook at once

Take = Callable[[Sequence[Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram brings updates: the public URL, the secret it must send along, and where we listen for it."""

    url: str
    secret: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8080


class Backoff:
    """Waits longer each time something fails, and tells the operator: the first time, then every tenth."""

    def __init__(self, pause: float) -> None:
        self._pause, self._tries = pause, 0

    async def wait(self, why: str, at_least: float = 0) -> None:
        """Log one line now and then, and wait."""
        if self._tries % 10 == 0:
            log.warning("%s; trying again", why)
        self._tries += 1
        await asyncio.sleep(max(at_least, min(self._pause * 2.0 ** min(self._tries - 1, 16), LONGEST)))

    def good(self, what: str) -> None:
        """It works (again)."""
        if self._tries:
            log.warning("%s", what)
        self._tries = 0


def trouble(error: Exception, server: str) -> str:
    """What went wrong with the server, for the operator."""
    match error:
        case Conflict():
            return (
                "Telegram: another program fetches the messages of this bot (LUMBOT_TELEGRAM_TOKEN): stop that one, "
                "or let it use a bot of its own"
            )
        case SlowDown():
            return f"Telegram ({server}) asks us to slow down"
        case TimeoutError():
            return f"Telegram ({server}) does not answer"
    return f"Telegram ({server}) cannot be reached or is in trouble ({type(error).__name__})"


class Polling:
    """Fetches updates with connections of its own, until it is cancelled."""

    def __init__(self, token: str, api: str, take: Take, patience: Patience) -> None:
        self._url, self._server = f"{api}/bot{token}/getUpdates", shown(api)
        self._take, self._patience = take, patience
        self._offset = 0

    async def run(self, bot: Bot) -> None:
        """Fetch for ever. Raises PlatformError when Telegram does not know the token any more."""
        backoff, request = Backoff(self._patience.pause), Aiohttp(self._patience)
        try:
            while True:
                try:
                    await request.initialize()
                    updates = await self._fetch(request, self._patience.poll)
                    backoff.good(f"Telegram ({self._server}) answers again")
                except InvalidToken:
                    raise PlatformError(unknown_token(self._server)) from None
                except (TelegramError, TimeoutError) as error:
                    await request.shutdown()  # perhaps they are stuck: the next try gets new ones
                    await self._wait(backoff, error, bot)
                    continue
                if updates:
                    await self._taken(updates)
        finally:
            with suppress(TelegramError, TimeoutError):  # what was taken last is confirmed, so it does not come again
                await request.initialize()
                async with asyncio.timeout(2):
                    await (self._fetch(request, 0, 1) if self._offset else asyncio.sleep(0))
            await request.shutdown()

    async def _fetch(self, request: Aiohttp, poll: int, limit: int = 100) -> list[dict[str, Any]]:
        asked = {"offset": self._offset, "timeout": poll, "limit": limit, "allowed_updates": json.dumps(WANTED)}
        async with asyncio.timeout(poll + self._patience.grace):
            found: object = await request.post(
                f"{self._url}?{urlencode(asked)}", read_timeout=poll + self._patience.grace
            )
        return [update for update in found if isinstance(update, dict)] if isinstance(found, list) else []

    async def _taken(self, updates: Sequence[dict[str, Any]]) -> None:
        """Take these; only then the offset moves. What is in hand when we are cancelled is finished first."""
        task = asyncio.ensure_future(self._take(updates))
        try:
            await asyncio.shield(task)
        finally:
            await asyncio.wait([task], timeout=IN_HAND)
            if task.done() and not task.cancelled() and task.exception() is None:
                self._offset = max(int(update["update_id"]) for update in updates) + 1

    async def _wait(self, backoff: Backoff, error: Exception, bot: Bot) -> None:
        if isinstance(error, Conflict) and "webhook" in error.message:
            with suppress(TelegramError):
                await bot.delete_webhook(drop_pending_updates=False)
        await backoff.wait(trouble(error, self._server), seconds(error))


class Brought:
    """The webhook: a small HTTP server that Telegram brings updates to."""

    def __init__(self, where: Webhook, api: str, take: Take, patience: Patience) -> None:
        self._where, self._server, self._take, self._pause = where, shown(api), take, patience.pause
        self._secret = where.secret.encode()

    async def run(self, bot: Bot) -> None:
        """Listen, tell Telegram where, and serve until it is cancelled. Raises PlatformError."""
        app = web.Application(client_max_size=BODY)
        app.router.add_post(urlsplit(self._where.url).path or "/", self._brought)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, self._where.host, self._where.port).start()
            except OSError as error:
                raise PlatformError(
                    f"LUMBOT_TELEGRAM_WEBHOOK_LISTEN: cannot listen on {self._where.host}:{self._where.port} "
                    f"({error.strerror or type(error).__name__}); choose another address or port"
                ) from None
            await self._announce(bot)
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def _announce(self, bot: Bot) -> None:
        backoff = Backoff(self._pause)
        while True:
            try:
                await bot.set_webhook(
                    self._where.url, secret_token=self._where.secret, max_connections=BUSY, allowed_updates=WANTED
                )
                return
            except InvalidToken:
                raise PlatformError(unknown_token(self._server)) from None
            except TelegramError as error:
                await backoff.wait(trouble(error, self._server), seconds(error))

    async def _brought(self, request: web.Request) -> web.Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._secret):
            return web.Response(status=401)
        try:
            update = await request.json()
        except ValueError:
            return web.Response(status=400)
        try:
            await asyncio.shield(self._take([update]))
        except Exception as error:  # noqa: BLE001  not kept, so it must come again
            log.warning("an update was not kept, so it is asked for again: %s", type(error).__name__)
            return web.Response(status=503)
        return web.Response()


def shown(api: str) -> str:
    """The server as the operator may see it: its host alone."""
    return urlsplit(api).netloc.rpartition("@")[2] or "the server"


def unknown_token(server: str) -> str:
    return f"LUMBOT_TELEGRAM_TOKEN: Telegram ({server}) does not know this token; copy it again from @BotFather"
