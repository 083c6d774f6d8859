"""What people do on Discord, brought to the coach: at once acknowledged, each thing once, each person in order.

Outside our private chat with somebody nobody reads a word about health: there we only say where we talk.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any

import aiohttp
import discord
from cachetools import LRUCache

from bot.adapter import Address, Listener
from bot.platforms.discord import layout, parsing
from bot.platforms.discord.commands import suggest
from bot.platforms.discord.sender import REMEMBERED, TROUBLE, Sender
from bot.platforms.shared.rate_limiter import RateLimiter
from bot.speaking.speak import Utterance
from content.model import Catalog
from content.words import Words
from handlers.events import Event

log = logging.getLogger(__name__)

NAME = "discord"
FORGOTTEN = 3.0  # seconds after which Discord takes no answer any more
KNOWN = 1.0  # seconds after which we go on without having heard that Discord knows
LEFT = 30.0  # seconds for the last thing that is done about a call, and for a pointer
SHOWN = 5.0  # seconds we wait to see whether an answer reaches somebody
IN_HAND = 2.0  # seconds that are left for what is being heard when we are told to end
PUBLIC = 3.0  # seconds between two pointers in one channel


class Receiver:
    """Hears until `finish`. Nothing in here raises: what fails is one line in the log, without what it was about.

    cities: set when they have been read, and can be suggested.
    """

    def __init__(
        self, coach: Listener, sending: Sender, limiter: RateLimiter, catalog: Catalog, cities: asyncio.Event
    ) -> None:
        self._coach, self._sender, self._limiter, self._catalog = coach, sending, limiter, catalog
        self._cities = cities
        self._seen: LRUCache[int, None] = LRUCache(REMEMBERED)
        self._last: dict[str, asyncio.Task[None]] = {}  # what each person did last, while it is being heard
        self._telling: set[asyncio.Task[None]] = set()  # that we heard
        self._deaf = False

    # --- messages -------------------------------------------------------------------------------------------------

    def wrote(self, message: discord.Message, me: int) -> None:
        """Somebody sent a message to us, or in a channel we can see."""
        if not (parsing.typed(message) and self._new(message.id)):
            return
        if message.guild:
            if any(each.id == me for each in message.mentions):
                self._sender.background.start(self._point(message.channel, me))
            return
        self._sender.channels[str(message.author.id)] = message.channel.id
        self._add(message.author, self._hear(message.author, parsing.meaning(message, me), f"d{message.id}"))

    def changed(self, message: discord.Message, me: int) -> None:
        """Somebody changed a message of theirs."""
        if message.guild or not parsing.typed(message) or not message.edited_at:
            return  # without a time Discord only added a preview to it
        when, event = int(message.edited_at.timestamp() * 1000), parsing.changed(message, me)
        if event and self._new(message.id << 16 ^ when):
            self._add(message.author, self._hear(message.author, event, f"d{message.id}e{when}"))

    async def _point(self, channel: Any, me: int) -> None:
        """Say in a public channel where we talk, but not again and again."""
        if self._limiter.try_acquire(f"#{channel.id}", every=PUBLIC):
            words = self._catalog.words[self._catalog.language]
            there = layout.link(words.label("open_chat"), f"https://discord.com/users/{me}")
            with suppress(*TROUBLE):  # where we may not write there is nothing to say
                async with asyncio.timeout(LEFT):
                    await channel.send(words.text("elsewhere"), view=there)

    # --- buttons --------------------------------------------------------------------------------------------------

    def pressed(self, press: discord.Interaction) -> None:
        """Somebody pressed a button or chose from a list."""
        if self._new(press.id):
            known = self._acknowledge(press.response.defer)
            self._add(press.user, self._press(press, known))

    async def _press(self, press: discord.Interaction, known: asyncio.Task[None]) -> None:
        await asyncio.wait([known], timeout=KNOWN)
        self._sender.pressed(press)
        await self._hear(press.user, parsing.located(parsing.pressed(press.data or {}), press), f"d{press.id}")

    # --- slash commands -------------------------------------------------------------------------------------------

    def called(self, call: discord.Interaction) -> None:
        """Somebody called a command, wherever they were."""
        if self._new(call.id):
            known = self._acknowledge(partial(call.response.defer, ephemeral=True))
            work = self._call(call, known) if parsing.private(call) else self._call_elsewhere(call, known)
            self._add(call.user, work)

    async def typing(self, call: discord.Interaction) -> None:
        """Somebody types an option of a command."""
        if not self._new(call.id):
            return
        try:
            found = await suggest(call, self._catalog, self._words(call), self._cities)
            async with asyncio.timeout(FORGOTTEN):
                await call.response.autocomplete(found)
        except Exception as error:  # noqa: BLE001  they can still type it to the end
            log.info("nothing could be suggested: %s", type(error).__name__)

    async def _call(self, call: discord.Interaction, known: asyncio.Task[None]) -> None:
        """In our chat: the answers are ordinary messages, and of the call itself nothing is left."""
        await asyncio.wait([known], timeout=KNOWN)
        if call.channel_id:
            self._sender.channels[str(call.user.id)] = call.channel_id
        try:
            await self._hear(call.user, parsing.located(parsing.command(dict(call.data or {})), call), f"d{call.id}")
        finally:
            self._sender.background.start(_gone(call, known))

    async def _call_elsewhere(self, call: discord.Interaction, known: asyncio.Task[None]) -> None:
        """Where others may read: the talk goes on in our chat; here only they see where that is.

        A reminder is not even asked for before a message has arrived there.
        """
        await asyncio.wait([known], timeout=KNOWN)
        chat, heard = str(call.user.id), False
        event = parsing.command(dict(call.data or {}))
        tested = event.text.startswith("/reminders")
        test = Utterance(self._words(call).text("test_message"))
        try:
            reached = await _arrived(self._sender.deliver(chat, test, "") if tested else self._sender.open(chat))
            if heard := reached or not (tested or chat in self._sender.away):  # what fails only now is said later
                await self._hear(call.user, event, f"d{call.id}")
        finally:
            self._sender.background.start(self._point_from(call, known, wait=heard))

    async def _point_from(self, call: discord.Interaction, known: asyncio.Task[None], *, wait: bool) -> None:
        """Say to nobody but them where the talk goes on; if no message arrives there, how to let us in.

        wait: something is on its way to them.
        """
        chat, words = str(call.user.id), self._words(call)
        if wait:
            with suppress(TimeoutError):
                async with asyncio.timeout(SHOWN):
                    await self._coach.shown(Address(NAME, chat))
        await asyncio.wait([known])
        here: dict[str, Any] = {"content": words.text("cant_reach")}
        if chat not in self._sender.away:
            channel = self._sender.channels.get(chat)
            place = f"channels/@me/{channel}" if channel else f"users/{call.application_id}"
            there = layout.link(words.label("open_chat"), f"https://discord.com/{place}")
            here = {"content": words.text("elsewhere"), "view": there}
        with suppress(*TROUBLE):
            async with asyncio.timeout(LEFT):
                await call.edit_original_response(**here)

    # --- all of it ------------------------------------------------------------------------------------------------

    async def _hear(self, who: discord.abc.User, event: Event, update: str) -> bool:
        return await self._coach.hear(Address(NAME, str(who.id)), event, update)

    def _new(self, number: int) -> bool:
        """Whether it is to be heard: we still take something, and it did not come before; from now on it did."""
        if self._deaf or number in self._seen:
            return False
        self._seen[number] = None
        return True

    def _words(self, call: discord.Interaction) -> Words:
        return self._catalog.speaking(str(call.locale)[:2])

    def _add(self, who: discord.abc.User, work: Coroutine[Any, Any, Any]) -> None:
        """Do it after whatever the same person did before; other people's goes on beside it."""
        person = str(who.id)
        task = asyncio.create_task(_after(self._last.get(person), work))
        self._last[person] = task
        task.add_done_callback(lambda done: self._last.pop(person) if self._last.get(person) is done else None)

    def _acknowledge(self, saying: Callable[[], Awaitable[object]]) -> asyncio.Task[None]:
        """Let Discord know that we heard, before anything else is done."""
        telling = asyncio.create_task(_acknowledged(saying))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)
        return telling

    async def finish(self) -> None:
        """Take nothing more, and wait until what is in hand has been heard, or for so long as is left for it."""
        self._deaf = True
        if in_hand := [*self._last.values(), *self._telling]:
            await asyncio.wait(in_hand, timeout=IN_HAND)


async def _after(before: asyncio.Task[None] | None, work: Coroutine[Any, Any, Any]) -> None:
    if before:
        await asyncio.wait([before])
    try:
        await work
    except Exception as error:  # noqa: BLE001  the next thing they do must not wait for it
        log.error("something somebody did could not be taken: %s", type(error).__name__)


async def _acknowledged(saying: Callable[[], Awaitable[object]]) -> None:
    """If it was told before, or it is too late for that, what was done still counts. A cut is not the end of it."""
    try:
        async with asyncio.timeout(FORGOTTEN):
            try:
                await saying()
            except (aiohttp.ClientError, OSError):
                await saying()
    except TROUBLE as error:
        log.info("an interaction could not be acknowledged: %s", type(error).__name__)


async def _arrived(asking: Awaitable[object]) -> bool:
    """Whether a message has arrived, or our chat with somebody could be opened, soon enough."""
    try:
        async with asyncio.timeout(SHOWN):
            await asking
    except Exception as error:  # noqa: BLE001  whatever it is, there is no message
        log.info("somebody who called us elsewhere cannot be reached now: %s", type(error).__name__)
        return False
    return True


async def _gone(call: discord.Interaction, known: asyncio.Task[None]) -> None:
    """Take "is thinking" away."""
    await asyncio.wait([known])
    with suppress(*TROUBLE):
        async with asyncio.timeout(LEFT):
            await call.delete_original_response()
