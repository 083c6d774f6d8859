"""What we send and change in direct messages, at our own pace: people first, tidying up next, nudges last.

A failure is told by what it means for the message: nobody is there, it will never be taken, it was certainly not
shown (then a nudge is tried again, too), or it may have been shown: then the nonce keeps a second try from doubling it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

import aiohttp
import discord
from cachetools import LRUCache
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt

from bot.adapter import Clock, Refused, TryLater, Unreachable
from bot.backoff import backoff
from bot.platforms.discord import layout
from bot.platforms.shared.background import BackgroundTasks
from bot.platforms.shared.rate_limiter import Lane, RateLimiter
from bot.speaking.speak import Utterance

log = logging.getLogger(__name__)

PATIENCE = 60.0  # seconds for one request, with the tries the library makes by itself
SOON = 1.0  # seconds after which a message is tried again while we are not connected
LATER = 60.0  # seconds to wait where Discord says no more than "too many" or "go away"
HELD_BACK = (40003, 20026)  # we open direct messages too fast; we are taken for spam, and may open none for now
TOO_OFTEN = 10  # times in a row after which somebody whose chat cannot be opened counts as not reachable
REMEMBERED = 10_000  # messages and chats of which something is known only to save a request
TIDIED = 3  # tries to take the buttons off
OPENING = "opening"  # what our pace calls the opening of direct messages
CHANNEL_GONE = 10003
NOBODY = (  # codes of Discord's documentation, "JSON Error Codes":
    10013,  # no such user
    50007,  # takes no messages from us
    50033,  # no such recipient
    50278,  # shares no server with us
)
TROUBLE = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError, RuntimeError)  # of any request


class Sender:
    """now: the clock (UTC). countdown: whether `Utterance.until` is shown. client: whom requests go through, if any."""

    def __init__(self, limiter: RateLimiter, now: Clock, *, countdown: bool) -> None:
        self.client: discord.Client | None = None
        self._limiter, self._now, self._countdown = limiter, now, countdown
        self.channels: LRUCache[str, int] = LRUCache(REMEMBERED)  # of direct messages, by chat; else they are opened
        self.away: LRUCache[str, None] = LRUCache(REMEMBERED)  # chats that took no message the last time
        self._parts: LRUCache[str, int] = LRUCache(REMEMBERED)  # by nonce: how many parts of a long message are shown
        self._closed: LRUCache[str, None] = LRUCache(REMEMBERED)  # messages whose buttons are off, or about to be
        self._texts: LRUCache[str, str] = LRUCache(REMEMBERED)  # messages with buttons, as they are without a countdown
        self._pressed: LRUCache[str, discord.Interaction] = LRUCache(REMEMBERED)  # by message: the press of its button
        self._gone: LRUCache[str, None] = LRUCache(REMEMBERED)  # messages that are deleted, or cannot be
        self._going = set[str]()  # messages that are being deleted
        self._refused: LRUCache[str, int] = LRUCache(REMEMBERED)  # by chat: how often it could not be opened so fast
        self.background = BackgroundTasks()

    # --- messages -------------------------------------------------------------------------------------------------

    async def ready(self, chat: str) -> None:
        """Open the direct messages, and wait for a nudge's turn, as `Platform.ready` says."""
        with self._reached(chat):
            await self._channel(chat, Lane.NUDGE)
            await self._limiter.acquire(chat, Lane.NUDGE)

    async def deliver(self, chat: str, utterance: Utterance, nonce: str) -> str:
        """Send one message; "channel:message". Raises as `Platform.deliver` says."""
        lane = Lane.NUDGE if utterance.nudge else Lane.REPLY
        with self._reached(chat):
            try:
                return await self._show(chat, utterance, nonce, lane)
            except discord.NotFound as gone:
                if gone.code != CHANNEL_GONE or self.channels.pop(chat, None) is None:
                    raise
                return await self._show(chat, utterance, nonce, lane)

    async def _show(self, chat: str, utterance: Utterance, nonce: str, lane: Lane) -> str:
        channel = await self._channel(chat, lane)
        texts, shown = layout.parts(utterance), ""
        if utterance.instead and len(texts) == 1 and await self._changed(chat, utterance, texts[0]):
            return utterance.instead
        first = self._parts.get(nonce, 0)
        for n in range(first, len(texts)):
            if n > first or lane is not Lane.NUDGE:  # a nudge has had its turn
                await self._limiter.acquire(chat, lane)
            where = self._connected().get_partial_messageable(channel)  # only now: it may be another than before
            text = texts[n]
            more: dict[str, Any] = {"nonce": f"{nonce[:22]}-{n}" if n else nonce} if nonce else {}
            if last := n == len(texts) - 1:
                text = layout.counted(text, utterance, self._now()) if self._countdown else text
                more |= layout.under(utterance)
            async with asyncio.timeout(PATIENCE):
                quiet = utterance.silent or not last
                message = await where.send(text, suppress_embeds=True, silent=quiet, **more)
            shown = f"{channel}:{message.id}"
            if "view" in more:
                self._texts[shown] = texts[n]
            if not last and nonce:
                self._parts[nonce] = n + 1
        return shown

    async def _changed(self, chat: str, utterance: Utterance, text: str) -> bool:
        """Change the message that this one takes the place of, without a sound; False: that cannot be done."""
        channel, _, number = utterance.instead.partition(":")
        await self._limiter.acquire(chat, Lane.REPLY)
        where = self._connected().get_partial_messageable(int(channel)).get_partial_message(int(number))
        shown = layout.counted(text, utterance, self._now()) if self._countdown else text
        try:
            async with asyncio.timeout(PATIENCE):
                await where.edit(content=shown, view=layout.view(utterance.buttons))
        except (discord.NotFound, discord.Forbidden):
            return False
        except (aiohttp.ClientError, OSError, TimeoutError):
            raise TryLater from None  # to change it twice does no harm
        self._closed.pop(utterance.instead, None)
        self._pressed.pop(utterance.instead, None)
        self._texts[utterance.instead] = text
        return True

    async def _channel(self, chat: str, lane: Lane) -> int:
        """The id of the direct messages with somebody, opened if need be. Raises as `show` or the library does."""
        if (known := self.channels.get(chat)) is not None:
            return known
        await self._limiter.acquire(OPENING, lane, every=0)
        try:
            async with asyncio.timeout(PATIENCE):
                opened = await self._connected().create_dm(discord.Object(int(chat)))
        except discord.HTTPException as error:
            if error.status >= 500:
                raise TryLater from None  # whatever was done, nothing was shown yet
            if error.code in HELD_BACK or error.status not in (400, 404):
                raise
            raise Unreachable from None  # 50035: there is no such person
        except (aiohttp.ClientError, OSError, TimeoutError):
            raise TryLater from None
        self._refused.pop(chat, None)
        self.channels[chat] = opened.id
        return opened.id

    async def open(self, chat: str) -> None:
        """Open the direct messages with somebody, if need be. Raises as `Platform.deliver` says."""
        with self._reached(chat):
            await self._channel(chat, Lane.REPLY)

    def _connected(self) -> discord.Client:
        if self.client is None or self.client.is_closed():
            raise TryLater(SOON)
        return self.client

    @contextmanager
    def _reached(self, chat: str) -> Iterator[None]:
        """Notes whether there is somebody, and says what went wrong as a platform says it."""
        try:
            with self._translated(chat):
                yield
        except Unreachable:
            self.away[chat] = None
            raise
        self.away.pop(chat, None)

    @contextmanager
    def _translated(self, chat: str) -> Iterator[None]:
        try:
            yield
        except discord.RateLimited as late:
            raise TryLater(late.retry_after) from None
        except discord.HTTPException as error:
            raise self._fate(error, chat) from None
        except aiohttp.ClientConnectorError:
            raise TryLater from None

    def _fate(self, error: discord.HTTPException, chat: str) -> Exception:
        """What this answer means. One of the server's own faults is left as it is: the message may have been shown."""
        if error.status == 429:
            return TryLater(seconds_left(error.response))
        if error.code in HELD_BACK:
            self._limiter.back_off(LATER, OPENING)
            self._refused[chat] = self._refused.get(chat, 0) + 1
            return Unreachable() if self._refused[chat] >= TOO_OFTEN else TryLater(LATER)
        if error.code in NOBODY:
            return Unreachable()
        if error.status == 401:
            log.error("LUMBOT_DISCORD_TOKEN: Discord does not know this token any more")
            return TryLater(LATER)
        if error.status == 403:  # without a code it comes from the machines in front, and is about us
            return Unreachable() if error.code else TryLater(LATER)
        return error if error.status >= 500 else Refused(f"{error.status}, code {error.code}")

    # --- what stands there already --------------------------------------------------------------------------------

    def pressed(self, press: discord.Interaction) -> None:
        """A button was pressed: for a while its message can be changed through that, at no cost."""
        if press.message:
            self._pressed[f"{press.message.channel.id}:{press.message.id}"] = press

    async def close_buttons(self, chat: str, message: str, trace: str = "") -> None:
        """Take the buttons off that message, some time soon; the answer, if there is one, is written under it."""
        if message in self._closed:
            return
        self._closed[message] = None
        text, press = self._texts.pop(message, None), self._pressed.pop(message, None)
        if press and press.message:
            self.background.start(self._answered(press, press.message, trace))
        else:
            self.background.start(self._change(chat, message, layout.answered(text, trace) if text and trace else text))

    async def _answered(self, press: discord.Interaction, message: discord.Message, trace: str) -> None:
        text = layout.answered(message.content, trace) if trace else layout.over(message.content)
        try:
            async with asyncio.timeout(PATIENCE):  # costs nothing of the budget of requests
                await press.edit_original_response(content=text, view=None)
        except TROUBLE:
            await self._change(str(press.user.id), f"{message.channel.id}:{message.id}", text)

    async def delete(self, chat: str, messages: Mapping[str, datetime]) -> None:
        """Delete these, one by one, some time soon; here they may be of any age."""
        for message in messages:
            if message not in self._gone and message not in self._going:
                self._closed[message] = None
                self._texts.pop(message, None)
                self._pressed.pop(message, None)
                self._going.add(message)
                self.background.start(self._delete(chat, message))

    def deleted(self, chat: str, message: str) -> bool:
        """Whether it has been deleted by this process, or cannot be."""
        return message in self._gone

    async def _delete(self, chat: str, message: str) -> None:
        channel, _, number = message.partition(":")
        try:
            async for attempt in retrying(TIDIED):
                with attempt, suppress(Unreachable, Refused), self._translated(chat):
                    await self._limiter.acquire(chat, Lane.TIDY)
                    where = self._connected().get_partial_messageable(int(channel)).get_partial_message(int(number))
                    async with asyncio.timeout(PATIENCE):
                        await where.delete()
                if attempt.retry_state.outcome and not attempt.retry_state.outcome.failed:
                    self._gone[message] = None
        finally:
            self._going.discard(message)

    async def _change(self, chat: str, message: str, text: str | None) -> None:
        """Take the buttons off; tried again a few times where that may help, then left as it is.

        text: what the message says from now on; None if we do not know, because an earlier process showed it.
        """
        channel, _, number = message.partition(":")
        async for attempt in retrying(TIDIED):
            with attempt, suppress(Unreachable, Refused), self._translated(chat):
                await self._limiter.acquire(chat, Lane.TIDY)
                where = self._connected().get_partial_messageable(int(channel)).get_partial_message(int(number))
                async with asyncio.timeout(PATIENCE):
                    text = layout.over((await where.fetch()).content) if text is None else text
                    await where.edit(content=text, view=None)


def retrying(tries: int) -> AsyncRetrying:
    """So many tries in all, slower and slower; then it is left as it is."""
    again = retry_if_exception_type((TryLater, *TROUBLE))
    wait = backoff(SOON, LATER)
    return AsyncRetrying(stop=stop_after_attempt(tries), wait=wait, retry=again, retry_error_callback=lambda _: None)


def seconds_left(response: Any) -> float:
    """How long an answer with "too many requests" asks us to wait."""
    try:
        return float(response.headers.get("Retry-After", LATER))
    except ValueError:
        return LATER
