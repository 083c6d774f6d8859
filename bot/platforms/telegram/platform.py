"""Lumbot on Telegram: updates become events, utterances become messages.

What is typed, pressed or shared in a private chat is heard; a group only ever gets a pointer to the private chat.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from telegram import Bot, Update
from telegram.error import TelegramError
from tenacity import RetryError

from bot.adapter import Address, Clock, Listener, PlatformError
from bot.platforms.shared.minute import Minute
from bot.platforms.shared.rate_limiter import RateLimiter
from bot.platforms.telegram.crowd import Crowd, id_of
from bot.platforms.telegram.parsing import Called, Inbound, meaning
from bot.platforms.telegram.profile import set_up
from bot.platforms.telegram.sender import Sender
from bot.platforms.telegram.settings import TelegramSettings
from bot.platforms.telegram.transport import Aiohttp, Patience
from bot.platforms.telegram.updates import PAGE, Asking, Polling, WebhookServer, shown
from content.model import Catalog

log = logging.getLogger(__name__)

MOST = 29  # messages in any one second: a little below the 30 that Telegram's FAQ names
BURST = 4  # of these, how many at once
INTRODUCED = 5  # tries to show our name, purpose and commands
CHAT_EVERY, CHAT_BURST = 1.05, 3  # seconds between messages to one chat, after a burst; the FAQ asks for a second


class Telegram:
    """The platform "telegram". A chat is the id of a private chat.

    now: the clock (UTC). speed: how much faster than real holds run. limiter: how fast we may send; by default as fast
    as Telegram allows, and then as much in a minute, too, unless `minute` is given.
    """

    name = "telegram"

    def __init__(
        self,
        chosen: TelegramSettings,
        *,
        catalog: Catalog,
        now: Clock,
        speed: float = 1.0,
        limiter: RateLimiter | None = None,
        minute: Minute | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._chosen, self._catalog = chosen, catalog
        self._patience = patience or Patience()
        token, requests = chosen.token.get_secret_value(), (Aiohttp(self._patience), Aiohttp(self._patience))
        self._bot = Bot(token, f"{chosen.api}/bot", f"{chosen.api}/file/bot", *requests)
        minute = minute or Minute(bounded=limiter is None)
        limiter = limiter or RateLimiter(MOST, burst=BURST, chat_every=CHAT_EVERY, chat_burst=CHAT_BURST)
        self.rate = limiter.rate
        self._sender = sender = Sender(self._bot, limiter, catalog, now, speed, minute)
        self.ready, self.deliver, self.close_buttons = sender.ready, sender.deliver, sender.close_buttons
        self.delete, self.deleted, self.overtake = sender.delete, sender.deleted, minute.overtake
        self._asking = Asking(shown(chosen.api), self._patience.pause)
        self._me = ""

    async def serve(self, coach: Listener) -> None:
        """Hear what people send until cancelled, as `NetworkPlatform` says. Raises PlatformError."""
        await self._asking.answered(self._greet)
        self._sender.background.start(self._introduce())
        try:
            crowd = Crowd(self.name, coach, partial(self._heard, coach))
            crowd.go_on([json.loads(raw) for raw in await coach.inbox.left(self.name)])
            serve = WebhookServer if self._chosen.webhook_url else Polling
            await serve(self._chosen, partial(self._take, crowd), self._patience, self._asking).run(self._bot)
        finally:
            await self._sender.settle(2.0)

    async def disconnect(self) -> None:
        """Close all connections."""
        await self._sender.settle(1.0)
        with suppress(TelegramError, RuntimeError):
            await self._bot.shutdown()

    async def _greet(self) -> None:
        """Ask Telegram who we are. Raises TelegramError."""
        await self._bot.initialize()
        self._me = self._bot.username
        if not self._chosen.webhook_url:
            await self._bot.delete_webhook(drop_pending_updates=False)  # else nothing can be fetched

    async def _introduce(self) -> None:
        """Show our name, purpose and commands. Nothing depends on it, so it is given up after some tries."""
        ask = partial(set_up, self._bot, self._catalog)
        untaken = "Telegram does not take the bot's menu"
        with suppress(RetryError, PlatformError):  # who fetches says so, too
            for what in await self._asking.answered(ask, untaken=untaken, tries=INTRODUCED):
                log.info("Telegram shows a new %s", what)

    async def _take(self, crowd: Crowd, updates: Sequence[Any]) -> None:
        """Have these heard; returns when all may be confirmed. Raises StoppedError when one may not."""
        await crowd.take(updates, more=len(updates) == PAGE)

    async def _heard(self, coach: Listener, raw: Any) -> bool:
        """Let the coach hear this update; returns when it is taken, False where it says nothing to it."""
        try:
            update = Update.de_json(raw, self._bot)
            found = meaning(update, self._me)
        except Exception as error:  # noqa: BLE001  one that cannot be read is passed over
            log.error("an update cannot be read: %s", type(error).__name__)
            return False
        if isinstance(found, Called):
            self._sender.background.start(self._sender.point(found.chat, found.language, self._me))
        if not isinstance(found, Inbound):
            return False
        committed = self._sender.pressed(found.chat, found.query) if found.query else None
        took = await coach.hear(Address(self.name, found.chat), found.event, id_of(raw))
        if committed:
            committed(took)
        return True
