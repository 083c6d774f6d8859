"""How updates come: fetched by long polling, or brought to our webhook. Nothing is confirmed before it is committed.

Telegram forgets an update when a later offset is asked for, or when the webhook answers 200; so both happen only
after `take` has returned. What came and could not be taken comes again.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from math import inf
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode, urlsplit

from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, TelegramError
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception

from bot.adapter import PlatformError
from bot.backoff import backoff
from bot.platforms.shared.settings import host_and_port
from bot.platforms.telegram.parsing import WANTED
from bot.platforms.telegram.settings import TelegramSettings
from bot.platforms.telegram.transport import Aiohttp, Patience, SlowDown

log = logging.getLogger(__name__)
SILENT = log.getChild("server")
SILENT.setLevel(logging.CRITICAL)  # it would quote what strangers send to the port, with a traceback

LONGEST = 10.0  # seconds between tries, at most: so long people wait when Telegram is back
IN_HAND = 5.0  # seconds in which what is in hand at the end must be committed
PAGE = 100  # updates fetched at once: as many as Telegram gives
BODY = 1 << 20  # bytes of an update, at most
BUSY = 40  # updates brought to the webhook at once

RIVAL = (
    "Telegram: another program fetches the messages of this bot (LUMBOT_TELEGRAM_TOKEN): stop that one, "
    "or let it use a bot of its own"
)

FAILURES = (TelegramError, TimeoutError)  # of any request

T = TypeVar("T")
Take = Callable[[Sequence[Any]], Coroutine[Any, Any, None]]


class Asking(NamedTuple):
    """Asks Telegram until it answers. server: as the operator may see it. pause: before the first new try, in s."""

    server: str
    pause: float

    async def answered(self, asking: Callable[[], Awaitable[T]], *, untaken: str = "", tries: float = inf) -> T:
        """What comes of asking, however often that takes; the operator hears why now and then, and when it works.

        untaken: what it may not take, for the operator. Raises PlatformError when Telegram does not know the token, and
        after so many tries RetryError.
        """

        def tell(state: RetryCallState) -> None:
            if state.attempt_number % 10 == 1 and state.outcome:
                log.warning("%s; trying again", self._trouble(state.outcome.exception(), untaken))

        retrying = AsyncRetrying(
            stop=lambda state: state.attempt_number >= tries,
            wait=backoff(self.pause, LONGEST),
            retry=retry_if_exception(lambda error: isinstance(error, FAILURES) and not isinstance(error, InvalidToken)),
            before_sleep=tell,
        )
        try:
            found: T = await retrying(asking)
        except InvalidToken:
            raise self.unknown_token() from None
        if retrying.statistics["attempt_number"] > 1:
            log.warning("Telegram (%s) answers now", self.server)
        return found

    def _trouble(self, error: BaseException | None, untaken: str) -> str:
        """What went wrong, for the operator."""
        match error:
            case BadRequest() if untaken:
                return f"{untaken} ({error.message})"
            case Conflict():
                return RIVAL
            case SlowDown():
                return f"Telegram ({self.server}) asks us to slow down"
            case TimeoutError():
                return f"Telegram ({self.server}) does not answer"
        return f"Telegram ({self.server}) cannot be reached or is in trouble ({type(error).__name__})"

    def unknown_token(self) -> PlatformError:
        known = "does not know this token; copy it again from @BotFather"
        return PlatformError(f"LUMBOT_TELEGRAM_TOKEN: Telegram ({self.server}) {known}")


class Polling:
    """Fetches updates with connections of its own, until it is cancelled."""

    def __init__(self, chosen: TelegramSettings, take: Take, patience: Patience, asking: Asking) -> None:
        self._url = f"{chosen.api}/bot{chosen.token.get_secret_value()}/getUpdates"
        self._take, self._patience, self._asking = take, patience, asking
        self._request = Aiohttp(patience)
        self._offset = 0

    async def run(self, bot: Bot) -> None:
        """Fetch for ever. Raises PlatformError when Telegram does not know the token any more."""
        try:
            while True:
                if updates := await self._asking.answered(partial(self._poll, bot)):
                    await self._taken(updates)
        finally:
            try:
                with suppress(*FAILURES):
                    async with asyncio.timeout(2):
                        if self._offset:  # tells Telegram what was taken last, so that it does not come again
                            await self._fetch(0, 1)
            finally:
                await self._request.shutdown()

    async def _poll(self, bot: Bot) -> list[dict[str, Any]]:
        try:
            return await self._fetch(self._patience.poll)
        except FAILURES as error:
            await self._request.shutdown()  # perhaps they are stuck: the next try gets new ones
            if isinstance(error, Conflict) and "webhook" in error.message:
                with suppress(TelegramError):
                    await bot.delete_webhook(drop_pending_updates=False)
            raise

    async def _fetch(self, poll: int, limit: int = PAGE) -> list[dict[str, Any]]:
        asked = {"offset": self._offset, "timeout": poll, "limit": limit, "allowed_updates": json.dumps(WANTED)}
        await self._request.initialize()
        async with asyncio.timeout(within := poll + self._patience.grace):
            found: object = await self._request.post(f"{self._url}?{urlencode(asked)}", read_timeout=within)
        if not isinstance(found, list) or not all(isinstance(each, dict) and "update_id" in each for each in found):
            raise NetworkError("the answer is no list of updates")
        return found

    async def _taken(self, updates: Sequence[dict[str, Any]]) -> None:
        """Take these; only then the offset moves. What is in hand when we are cancelled is finished first."""
        task = begun(self._take(updates))
        try:
            await asyncio.shield(task)
        finally:
            await asyncio.wait([task], timeout=IN_HAND)
            if task.done() and not task.cancelled() and task.exception() is None:
                self._offset = max(int(update["update_id"]) for update in updates) + 1


class WebhookServer:
    """The webhook: a small HTTP server that Telegram brings updates to."""

    def __init__(self, chosen: TelegramSettings, take: Take, patience: Patience, asking: Asking) -> None:
        self._url, self._secret = chosen.webhook_url, chosen.webhook_secret.get_secret_value()
        self._host, self._port = host_and_port(chosen.webhook_listen)
        self._take, self._patience, self._asking = take, patience, asking

    async def run(self, bot: Bot) -> None:
        """Listen, tell Telegram where, and serve until it is cancelled. Raises PlatformError."""
        app = web.Application(client_max_size=BODY)
        app.router.add_post(urlsplit(self._url).path or "/", self._brought)
        runner = web.AppRunner(app, access_log=None, logger=SILENT, shutdown_timeout=5)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, self._host, self._port).start()
            except OSError as error:
                raise PlatformError(
                    f"LUMBOT_TELEGRAM_WEBHOOK_LISTEN: cannot listen on {self._host}:{self._port} "
                    f"({error.strerror or type(error).__name__}); choose another address or port"
                ) from None
            more: dict[str, Any] = {"secret_token": self._secret, "max_connections": BUSY, "allowed_updates": WANTED}
            announce = partial(bot.set_webhook, self._url, **more)
            untaken = "LUMBOT_TELEGRAM_WEBHOOK_URL: Telegram does not take it"
            while True:
                await self._asking.answered(announce, untaken=untaken)
                await self._looked_after(bot)
        finally:
            await runner.cleanup()

    async def _looked_after(self, bot: Bot) -> None:
        """Tell the operator when nothing arrives here; returns when somebody else has taken the webhook away."""
        told = datetime.now(UTC)
        while True:
            await asyncio.sleep(self._patience.watch)
            try:
                found = await bot.get_webhook_info()
            except InvalidToken:
                raise self._asking.unknown_token() from None
            except TelegramError:
                continue  # what is brought to us tells more about Telegram than what we ask for
            if found.url != self._url:
                return log.warning("%s; the webhook is set again", RIVAL)
            if found.last_error_date and found.last_error_date > told:
                told = found.last_error_date
                why, wait = found.last_error_message, found.pending_update_count
                log.warning(
                    "LUMBOT_TELEGRAM_WEBHOOK_URL: Telegram cannot bring messages there (%s); %d wait", why, wait
                )

    async def _brought(self, request: web.Request) -> web.Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._secret.encode()):
            return web.Response(status=401)
        try:
            update = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        try:
            await asyncio.shield(begun(self._take([update])))
        except Exception as error:  # noqa: BLE001  not kept, so it must come again
            log.warning("an update was not kept, so it is asked for again: %s", type(error).__name__)
            return web.Response(status=503)
        return web.Response()


def begun(taking: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """A task that ends by itself even when nobody waits for it any more; then how it ended is no news."""
    task = asyncio.create_task(taking)
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return task


def shown(api: str) -> str:
    """The server as the operator may see it: its host alone."""
    return urlsplit(api).netloc.rpartition("@")[2] or "the server"
