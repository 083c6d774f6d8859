"""What people do on Discord, brought to the coach: at once acknowledged, each thing once, each person in order.

Outside our private chat with somebody nobody reads a word about health: there we only say where we talk.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import discord

from bot.bounded import Seen
from bot.pace import Pace
from bot.platforms import Address, Coach
from bot.platforms.discord import layout, meaning
from bot.platforms.discord.commands import suggest
from bot.platforms.discord.sending import TROUBLE, Sending
from content.model import Catalog
from content.words import Words
from handlers.parts import Event

log = logging.getLogger(__name__)

NAME = "discord"
ACKNOWLEDGED = 5.0  # seconds after which we go on without having heard that Discord knows; it forgets after 3
SHOWN = 5.0  # seconds we wait to see whether an answer reaches somebody
READ = 1.0  # seconds a suggestion waits for the cities; without them it is zones only
IN_HAND = 2.0  # seconds that are left for what is being heard when we are told to end
PUBLIC = 3.0  # seconds between two pointers in one channel


class Hearing:
    """Hears until `finish`. Nothing in here raises: what fails is one line in the log, without what it was about.

    cities: set when they have been read, and can be suggested.
    """

    def __init__(self, coach: Coach, sending: Sending, pace: Pace, catalog: Catalog, cities: asyncio.Event) -> None:
        self._coach, self._sending, self._pace, self._catalog = coach, sending, pace, catalog
        self._cities = cities
        self._seen = Seen()
        self._last: dict[str, asyncio.Task[None]] = {}  # what each person did last, while it is being heard
        self._deaf = False

    # --- messages -------------------------------------------------------------------------------------------------

    def wrote(self, message: discord.Message, me: int) -> None:
        """Somebody sent a message to us, or in a channel we can see."""
        if self._deaf or not meaning.typed(message) or self._seen.again(message.id):
            return
        if message.guild:
            if any(each.id == me for each in message.mentions):
                self._sending.beside.begin(self._point(message.channel, me))
            return
        self._sending.met(str(message.author.id), message.channel.id)
        self._add(message.author, self._hear(message.author, meaning.meaning(message, me), f"d{message.id}"))

    def changed(self, message: discord.Message, me: int) -> None:
        """Somebody changed a message of theirs."""
        if self._deaf or message.guild or not meaning.typed(message):
            return
        event = meaning.changed(message, me)
        if event and message.edited_at:
            when = int(message.edited_at.timestamp() * 1000)
            if not self._seen.again(message.id << 16 ^ when):
                self._add(message.author, self._hear(message.author, event, f"d{message.id}e{when}"))

    async def _point(self, channel: Any, me: int) -> None:
        """Say in a public channel where we talk, but not again and again."""
        if self._pace.spare(f"#{channel.id}", every=PUBLIC):
            words = self._catalog.words["en"]
            there = layout.link(words.label("open_chat"), f"https://discord.com/users/{me}")
            with suppress(*TROUBLE):  # where we may not write there is nothing to say
                await channel.send(words.text("elsewhere"), view=there)

    # --- buttons --------------------------------------------------------------------------------------------------

    def pressed(self, press: discord.Interaction) -> None:
        """Somebody pressed a button or chose from a list."""
        if not self._deaf and not self._seen.again(press.id):
            known = asyncio.create_task(_acknowledged(press.response.defer()))
            self._add(press.user, self._press(press, known))

    async def _press(self, press: discord.Interaction, known: asyncio.Task[None]) -> None:
        await known
        event, label = meaning.pressed(press.data or {}), layout.label_of(press)
        if await self._hear(press.user, event, f"d{press.id}"):
            self._sending.answered(press, label, self._words(press).text("answered", answer=label))

    # --- slash commands -------------------------------------------------------------------------------------------

    def called(self, call: discord.Interaction) -> None:
        """Somebody called a command, wherever they were."""
        if not self._deaf and not self._seen.again(call.id):
            known = asyncio.create_task(_acknowledged(call.response.defer(ephemeral=True)))
            work = self._call(call, known) if meaning.private(call) else self._call_elsewhere(call, known)
            self._add(call.user, work)

    async def typing(self, call: discord.Interaction) -> None:
        """Somebody types an option of a command."""
        if self._deaf or self._seen.again(call.id):
            return
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(READ):
                    await self._cities.wait()
            found = await suggest(call, self._catalog, self._words(call), cities=self._cities.is_set())
            async with asyncio.timeout(ACKNOWLEDGED):
                await call.response.autocomplete(found)
        except Exception as error:  # noqa: BLE001  they can still type it to the end
            log.info("nothing could be suggested: %s", type(error).__name__)

    async def _call(self, call: discord.Interaction, known: asyncio.Task[None]) -> None:
        """In our chat: the answers are ordinary messages, and of the call itself nothing is left."""
        await known
        if call.channel_id:
            self._sending.met(str(call.user.id), call.channel_id)
        try:
            await self._hear(call.user, meaning.command(dict(call.data or {})), f"d{call.id}")
        finally:
            self._sending.beside.begin(_gone(call))

    async def _call_elsewhere(self, call: discord.Interaction, known: asyncio.Task[None]) -> None:
        """Where others may read: the talk goes on in our chat; here only they see where that is.

        A reminder is not even asked for before a message has arrived there.
        """
        await known
        chat, words = str(call.user.id), self._words(call)
        event = meaning.command(dict(call.data or {}))
        channel = await self._reached(chat, words if event.text.startswith("/reminders") else None)
        try:
            if channel:
                await self._hear(call.user, event, f"d{call.id}")
                with suppress(TimeoutError):
                    async with asyncio.timeout(SHOWN):
                        await self._coach.shown(Address(NAME, chat))
        finally:
            there = channel if not self._sending.away(chat) else 0
            self._sending.beside.begin(_told(call, words, f"https://discord.com/channels/@me/{there}" if there else ""))

    async def _reached(self, chat: str, words: Words | None) -> int:
        """Our chat with somebody, 0 if it cannot be opened. words: only if a test message arrives there, too."""
        try:
            async with asyncio.timeout(SHOWN):
                if words:
                    return await self._sending.say(chat, words.text("test_message"))
                return await self._sending.open(chat)
        except Exception as error:  # noqa: BLE001  whatever it is, they learn that we cannot reach them
            log.info("somebody who called us elsewhere cannot be reached: %s", type(error).__name__)
            return 0

    # --- all of it ------------------------------------------------------------------------------------------------

    async def _hear(self, who: discord.abc.User, event: Event, update: str) -> bool:
        return await self._coach.hear(Address(NAME, str(who.id)), event, update)

    def _words(self, call: discord.Interaction) -> Words:
        return self._catalog.words.get(str(call.locale)[:2]) or self._catalog.words["en"]

    def _add(self, who: discord.abc.User, work: Coroutine[Any, Any, Any]) -> None:
        """Do it after whatever the same person did before; other people's goes on beside it."""
        person = str(who.id)
        task = asyncio.create_task(_after(self._last.get(person), work))
        self._last[person] = task
        task.add_done_callback(lambda done: self._last.pop(person) if self._last.get(person) is done else None)

    async def finish(self) -> None:
        """Take nothing more, and wait until what is in hand has been heard, or for so long as is left for it."""
        self._deaf = True
        if self._last:
            await asyncio.wait(list(self._last.values()), timeout=IN_HAND)


async def _after(before: asyncio.Task[None] | None, work: Coroutine[Any, Any, Any]) -> None:
    if before:
        await asyncio.wait([before])
    try:
        await work
    except Exception as error:  # noqa: BLE001  the next thing they do must not wait for it
        log.error("something somebody did could not be taken: %s", type(error).__name__)


async def _acknowledged(saying: Coroutine[Any, Any, Any]) -> None:
    """Let Discord know; if it was told before, or it is too late for that, what was done still counts."""
    try:
        async with asyncio.timeout(ACKNOWLEDGED):
            await saying
    except TROUBLE as error:
        log.info("an interaction could not be acknowledged: %s", type(error).__name__)


async def _gone(call: discord.Interaction) -> None:
    """Take "is thinking" away."""
    with suppress(*TROUBLE):
        async with asyncio.timeout(ACKNOWLEDGED):
            await call.delete_original_response()


async def _told(call: discord.Interaction, words: Words, there: str) -> None:
    """Say to nobody but them where the talk goes on; without such a place, how to let us in."""
    here: dict[str, Any] = {"content": words.text("cant_reach")}
    if there:
        here = {"content": words.text("elsewhere"), "view": layout.link(words.label("open_chat"), there)}
    with suppress(*TROUBLE):
        async with asyncio.timeout(ACKNOWLEDGED):
            await call.edit_original_response(**here)
