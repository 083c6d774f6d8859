"""What is to be shown: one task for each address that has something to hear, so order is kept and chats do not wait
for each other. Each message is shown, then marked told in the row, then comes the next: at worst one comes twice.

What must not be said twice (a nudge) is tried again only when it is certain that it was not shown.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Literal

from tenacity import AsyncRetrying

from bot.adapter import Address, Clock, Platform, Refused, TryLater, Unreachable, Waits
from bot.backoff import backoff
from bot.engine.entries import DeliveryReport, Keyboard, OutboxEntry
from bot.engine.inputs import DeliveryFailed
from bot.engine.known import SaveCache
from bot.engine.screen import Screen
from bot.engine.writer import Steps, StoppedError, Writer
from bot.speaking.speak import Attached, Utterance, speak, worded
from content.model import Catalog
from handlers.saved import dump_says, load_says
from handlers.say import EXPORT

log = logging.getLogger(__name__)

LONGEST = 60.0  # seconds between tries, at most
EXPORTED = "lumbot-export.json"  # the name of the file that an export is handed over as

Fate = Literal["shown", "lost", "refused", "unreachable", "dropped"]


@dataclass(slots=True, eq=False)
class Delivery:
    """Something to say to a person. kept: it is in their row, and reported there once it is shown."""

    person: str
    entry: OutboxEntry
    language: str
    kept: bool = True


@dataclass(slots=True, eq=False)
class _Chat:
    """The queue of one address, what stands there, the id of the last message shown, and the task that empties the
    queue.
    """

    screen: Screen
    items: deque[Delivery] = field(default_factory=deque)
    message: str = ""
    task: asyncio.Task[None] | None = None


class Outbox:
    """platforms: those we speak for now; it may change meanwhile.

    writer: marks something told, and hears that nobody can be reached at an address.
    export: everything kept of a person, as text. pause: seconds before the first new try after a failure.
    tidy: whether steps that are over go from the chat; if not, all that was shown stays there.
    """

    def __init__(
        self,
        platforms: Mapping[str, Platform],
        catalog: Catalog,
        writer: Writer,
        *,
        now: Clock,
        speed: float,
        export: Callable[[str], Awaitable[str]],
        at: Steps,
        pause: float,
        tidy: bool = True,
    ) -> None:
        self._platforms, self._catalog, self._now, self._speed = platforms, catalog, now, speed
        self._writer, self._export, self._at, self._tidy = writer, export, at, tidy
        self._wait = backoff(pause, LONGEST)
        self._chats: dict[Address, _Chat] = {}
        self._says = SaveCache(load_says, dump_says)  # many hear the same

    def add(self, address: Address, items: Sequence[Delivery], keyboard: Keyboard | None = None) -> None:
        """Say these, behind what is already waiting there; what is waiting already is not added again.

        keyboard: the message whose buttons are open, as the row has it.
        """
        if address.platform not in self._platforms or not items:
            return  # another process speaks there
        chat = self._chats.get(address)
        if chat is None:
            chat = self._chats[address] = _Chat(Screen.load(address, keyboard, tidy=self._tidy))
        queued = {(item.person, item.entry.turn) for item in chat.items if item.kept}
        chat.items.extend(item for item in items if not item.kept or (item.person, item.entry.turn) not in queued)
        if chat.task is None:
            chat.task = asyncio.create_task(self._empty(address, chat), name="outbox")

    def queued(self) -> dict[str, frozenset[int]]:
        """The turns that are waiting to be said, by person."""
        waiting: dict[str, frozenset[int]] = {}
        for chat in self._chats.values():
            for item in chat.items:
                waiting[item.person] = waiting.get(item.person, frozenset()) | {item.entry.turn}
        return waiting

    def drop(self, person: str) -> None:
        """Say nothing more to them of what is waiting."""
        for chat in self._chats.values():
            chat.items = deque(item for item in chat.items if item.person != person)

    def keep_only(self, person: str, address: Address, turns: Collection[int]) -> None:
        """Of what waits to be said to them there say only these turns; a message that is on its way goes out."""
        if (chat := self._chats.get(address)) and chat.items:
            now = chat.items[0]
            wanted = (each for each in chat.items if each.person != person or not each.kept or each.entry.turn in turns)
            chat.items = deque(wanted)
            platform = self._platforms.get(address.platform)
            if now not in chat.items and isinstance(platform, Waits):
                platform.overtake(address.chat)

    async def shown(self, address: Address) -> None:
        """Wait until nothing is waiting there."""
        while (chat := self._chats.get(address)) and chat.task:
            await asyncio.wait([chat.task])

    async def stop(self, within: float = 1.0) -> None:
        """Wait up to `within` seconds until all is said, then leave the rest to the rows."""
        tasks = [chat.task for chat in self._chats.values() if chat.task]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=within)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def leave(self, platform: str) -> None:
        """Say nothing more on that platform: another process speaks there now, and the rows have what is left."""
        chats = [(address, chat) for address, chat in self._chats.items() if address.platform == platform]
        tasks = [chat.task for _, chat in chats if chat.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for address, chat in chats:  # one that was cancelled before it began has not left by itself
            if self._chats.get(address) is chat:
                del self._chats[address]

    async def _empty(self, address: Address, chat: _Chat) -> None:
        try:
            there = True
            while there and chat.items:
                item = chat.items[0]
                there = await self._say(address, chat, item)
                if chat.items and chat.items[0] is item:
                    chat.items.popleft()
        except StoppedError:
            pass  # the row still has it
        except Exception as error:  # the row still has it, and the sweep finds it there
            log.error("could not say something: %s", type(error).__name__, exc_info=log.isEnabledFor(logging.DEBUG))
        finally:
            del self._chats[address]

    async def _say(self, address: Address, chat: _Chat, item: Delivery) -> bool:
        """Show what is left of one entry, message by message; returns whether there is still somebody there."""
        messages = self._messages(item)
        for n, message in enumerate(messages[item.entry.shown :], item.entry.shown):
            message = chat.screen.placed(message, item.entry, n, last=n + 1 == len(messages))
            if message.attached:
                message = await self._filled(message, message.attached, item.person)
            self._at("before send")
            fate = await self._show(address, message, chat, item, n)
            self._at("after send")
            if fate == "dropped":
                return True
            if fate in ("lost", "unreachable"):
                if item.kept and (fate == "lost" or item.entry.at):
                    await self._writer.report(DeliveryReport(item.person, item.entry.turn, lost=fate == "lost"))
                if item.kept and fate == "unreachable":
                    await self._writer.hear(address, DeliveryFailed(item.entry.turn, n))
                return fate == "lost"
            shown = fate == "shown"
            passed = chat.screen.show(message, item.entry, chat.message, self._now()) if shown else None
            if item.kept:
                now_open = None if item.entry.at else chat.screen.dump(self._platforms.get(address.platform))
                left = n + 1 if n + 1 < len(messages) else None
                await self._writer.report(DeliveryReport(item.person, item.entry.turn, left, keyboard=now_open))
            self._at("told")
            if passed:
                words = self._catalog.speaking(item.language)
                await chat.screen.close(passed, self._platforms, item.entry, words)
        if item.entry.shown >= len(messages) and item.kept:
            await self._writer.report(DeliveryReport(item.person, item.entry.turn))
        return True

    def _messages(self, item: Delivery) -> tuple[Utterance, ...]:
        words = self._catalog.speaking(item.language)
        try:
            return speak(self._says.load(item.entry.says), item.entry.asked, words, now=self._now(), speed=self._speed)
        except Exception as error:  # noqa: BLE001  no number of tries would find the words
            log.error("no words for what turn %d of %s says: %s", item.entry.turn, item.person, type(error).__name__)
            return ()

    async def _filled(self, message: Utterance, attached: Attached, person: str) -> Utterance:
        """The message with what goes along: a document is made now, anything else is a file of the content.

        Without that file it is said in words.
        """
        what = attached.what
        if what == EXPORT:
            file, content = EXPORTED, (await self._export(person)).encode()
        else:
            try:
                path = self._catalog.pictures[what.kind, what.name]
                file, content = path.name, await asyncio.to_thread(path.read_bytes)
            except (KeyError, OSError) as error:
                log.error("there is no %s '%s': %s", what.kind, what.name, type(error).__name__)
                return replace(message, text=worded(message), attached=None)
        return replace(message, attached=replace(attached, file=file, content=content))

    async def _show(self, address: Address, message: Utterance, chat: _Chat, item: Delivery, n: int) -> Fate:
        """Show one message, however often that takes; `n` is its place in what the turn says."""
        nonce = hashlib.sha256(f"{item.person}:{item.entry.turn}:{n}".encode()).hexdigest()[:24]
        failures = count()
        async for attempt in AsyncRetrying(wait=self._wait):
            with attempt:
                if not (chat.items and chat.items[0] is item and (platform := self._platforms.get(address.platform))):
                    break
                try:
                    if item.entry.once and (n or attempt.retry_state.attempt_number > 1):
                        await platform.ready(address.chat)  # before the first one it was waited for
                    chat.message = await platform.deliver(address.chat, message, nonce)
                    return "shown"
                except Unreachable:
                    return "unreachable"
                except Refused as why:
                    log.error("%s refuses a message, which is given up: %s", address.platform, why)
                    return "refused"
                except TryLater:
                    if not (chat.items and chat.items[0] is item):
                        return "dropped"
                    raise
                except Exception as error:  # a platform may fail in any way; it is tried again
                    if item.entry.once:
                        log.warning("a nudge may have been lost: %s", type(error).__name__)
                        return "lost"
                    if next(failures) % 60 == 0:
                        log.warning("%s does not take a message: %s", address.platform, type(error).__name__)
                    raise
        return "dropped"
