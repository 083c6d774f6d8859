"""What we send and change in a chat, at the pace Telegram allows: people first, tidying up next, nudges last.

A failure is told by what it means for the message: nobody is there, it will never be taken, it was certainly not
shown (then it is tried again, a nudge too), or it may have been shown.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from cachetools import LRUCache
from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, InputFile, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.adapter import Clock, Refused, TryLater, Unreachable
from bot.platforms.shared.background import BackgroundTasks
from bot.platforms.shared.minute import Minute, Share
from bot.platforms.shared.rate_limiter import Lane, RateLimiter
from bot.platforms.telegram.countdown import Count, Countdowns
from bot.platforms.telegram.erasing import Erasing
from bot.platforms.telegram.layout import CAPTION, LONGEST, Markup, html, keyboard, left, link, offers, parts, size
from bot.platforms.telegram.locating import Locating
from bot.platforms.telegram.tidying import EditFate, Tidying
from bot.platforms.telegram.transport import NotSent, SlowDown, acknowledge, call, nobody_there, reason
from bot.speaking.speak import Attached, Utterance
from content.model import Catalog

log = logging.getLogger(__name__)

GROUP = 3.0  # seconds between two messages in a group: Telegram's FAQ names 20 a minute
ROOM = 2  # edits count for their chat like messages; of its burst they take no more than this, so a reply never waits
LOOKS, LOOK = 60, 0.5  # how often an edit looks for such a moment before it takes its turn, and how many seconds apart
REMEMBERED = 10_000  # messages and chats of which something is known only to save a request
SENDING = {"picture": "send_photo", "animation": "send_animation", "document": "send_document"}  # methods of the bot

T = TypeVar("T")


class Sender:
    """now: the clock (UTC). speed: how much faster than real holds run. minute: what a chat may get in one."""

    def __init__(
        self, bot: Bot, limiter: RateLimiter, catalog: Catalog, now: Clock, speed: float, minute: Minute
    ) -> None:
        self._bot, self._limiter, self._catalog = bot, limiter, catalog
        self._counting = Countdowns(now, speed, self._count)
        self._minute = minute
        self._tidying = Tidying(self._room, self._tidied, lambda *message: self._closed.pop(message, None))
        self._erasing = Erasing(bot, limiter, now, self._tidying.change)
        self.deleted = self._erasing.deleted
        self._locating = Locating(self._along, self.delete, now)
        self._closed: LRUCache[tuple[str, int], None] = LRUCache(REMEMBERED)  # their buttons are off, or about to be
        self._texts: LRUCache[tuple[str, int], str] = LRUCache(REMEMBERED)  # of messages, as they are without a count
        self._parts: LRUCache[str, int] = LRUCache(REMEMBERED)  # by nonce: how many parts of a long message are shown
        self._counted: LRUCache[tuple[str, int], None] = LRUCache(REMEMBERED)  # messages that may still show a count
        self.background = BackgroundTasks()

    # --- messages -------------------------------------------------------------------------------------------------

    async def ready(self, chat: str) -> None:
        """Wait for a nudge's turn, as `Platform.ready` says."""
        await self._minute.take(chat, Share.NUDGE)
        await self._limiter.acquire(chat, Lane.NUDGE)

    async def deliver(self, chat: str, utterance: Utterance, nonce: str) -> str:
        """Send one message; its id. Raises as `Platform.deliver` says."""
        words = self._catalog.speaking(utterance.language)
        lane = Lane.NUDGE if utterance.nudge else Lane.REPLY
        share = Share.NUDGE if utterance.nudge else Share.REPLY if utterance.silent else Share.SOUND
        texts, markup = parts(utterance), keyboard(utterance.buttons, utterance.text, words)
        await self._locating.before(chat, utterance, words)
        if utterance.instead and len(texts) == 1 and await self._changed(chat, texts[0], markup, utterance):
            return utterance.instead
        first, shown = self._parts.get(nonce, 0), ""
        for n, text in enumerate(texts[first:], first):
            last = n == len(texts) - 1
            if n > first or not utterance.nudge:  # a nudge has had its turn
                await self._minute.take(chat, share)
                await self._limiter.acquire(chat, lane)
            if not shown:
                self._end_count(chat)
            quiet = {"disable_notification": True} if utterance.silent or not last else {}
            under = (markup if last else {}) | quiet
            number = await self._send(chat, text, under, utterance.attached if last else None)
            shown = str(number)
            if not last:
                self._parts[nonce] = n + 1
            else:
                self._stands(chat, number, text, utterance)
        return shown

    async def _changed(self, chat: str, text: str, markup: Markup, utterance: Utterance) -> bool:
        """Change the message that this one takes the place of, without a sound; False: that cannot be done.

        Raises TryLater. That it may be changed twice does no harm.
        """
        number = int(utterance.instead)
        self._tidying.forget(chat, number)
        await self._minute.take(chat, Share.REPLY)
        await self._limiter.acquire(chat, Lane.REPLY)
        self._counting.end(chat)
        await self._counting.arrived(chat)
        fate = await self._edit(chat, "editMessageText", number, text=html(text), parse_mode=ParseMode.HTML, **markup)
        if fate == "later":
            raise TryLater
        if fate == "done":
            self._closed.pop((chat, number), None)
            self._stands(chat, number, text, utterance)
        return fate == "done"

    def _stands(self, chat: str, number: int, text: str, utterance: Utterance) -> None:
        """Note what a message says from now on, and begin its countdown."""
        if utterance.attached is None:
            self._texts[chat, number] = text
        if utterance.until and utterance.seconds:
            self._counting.begin(Count(chat, number, text, utterance.until, utterance.seconds, utterance))

    async def _send(self, chat: str, text: str, under: Mapping[str, Any], attached: Attached | None) -> int:
        """The id of the message. Without a text, what a picture shows is said under it: it has no other place here."""
        if not attached:
            return await self._text(chat, text, under)
        caption, quiet = text or attached.alt, bool(under.get("disable_notification"))
        if size(caption) > CAPTION:
            await self._text(chat, caption, {"disable_notification": True})
            caption = ""
        markup = under.get("reply_markup")
        buttons = InlineKeyboardMarkup.de_json(markup, self._bot) if markup else None
        more: dict[str, Any] = {"caption": html(caption) or None, "parse_mode": ParseMode.HTML, "reply_markup": buttons}
        more |= {"disable_notification": True} if quiet else {}
        file = InputFile(attached.content, attached.file)
        send: Callable[..., Awaitable[Message]] = getattr(self._bot, SENDING[attached.what.kind])
        return (await self._sure(chat, send(int(chat), file, **more))).message_id

    async def _text(self, chat: str, text: str, under: Mapping[str, Any]) -> int:
        more = {"text": html(text), "parse_mode": ParseMode.HTML, **under}
        message = await self._sure(chat, call(self._bot, "sendMessage", chat_id=int(chat), **more))
        return int(message["message_id"])

    async def _along(self, chat: str, text: str, under: Mapping[str, Any]) -> int:
        """Send a message that goes along with another; its id."""
        await self._minute.take(chat, Share.REPLY)
        await self._limiter.acquire(chat, Lane.REPLY)
        return await self._text(chat, text, under)

    async def _sure(self, chat: str, asking: Awaitable[T]) -> T:
        """What comes of asking; what it raises, said as a platform says it."""
        try:
            return await asking
        except SlowDown as error:
            self._limiter.back_off(error.seconds, chat)
            raise TryLater(error.seconds) from None
        except (Forbidden, ChatMigrated):
            raise Unreachable from None
        except BadRequest as error:
            if nobody_there(error):
                raise Unreachable from None
            raise Refused(reason(error)) from None
        except NotSent:
            raise TryLater from None
        except InvalidToken:
            log.error("LUMBOT_TELEGRAM_TOKEN: Telegram does not know this token any more")
            raise TryLater(60) from None

    async def point(self, chat: int, language: str, me: str) -> None:
        """Say in a group where we talk, but not more often than a group may be written to."""
        if not self._limiter.try_acquire(str(chat), every=GROUP):
            return
        words = self._catalog.speaking(language[:2])
        more = {"text": html(words.text("elsewhere")), **link(words.label("open_chat"), f"https://t.me/{me}")}
        try:
            await call(self._bot, "sendMessage", chat_id=chat, parse_mode=ParseMode.HTML, **more)
        except SlowDown as error:
            self._limiter.back_off(error.seconds, str(chat))
        except TelegramError:
            pass  # where we may not write there is nothing to say

    # --- buttons --------------------------------------------------------------------------------------------------

    async def close_buttons(self, chat: str, message: str, trace: str = "") -> None:
        """Take the buttons off that message, some time soon; the answer, if there is one, is written under it."""
        number = int(message)
        if not self._may_close(chat, number):
            return
        text, counted = self._texts.pop((chat, number), ""), self._counted.pop((chat, number), None)
        if text and (trace or counted):
            self.background.start(self._rewritten(chat, number, text, trace))
        else:
            self.background.start(self._tidying.change(chat, number))

    async def delete(self, chat: str, messages: Mapping[str, datetime]) -> None:
        """Delete these, some time soon. Those that are too old for that lose their buttons."""
        for message in messages:
            self._closed[chat, int(message)] = None
            self._tidying.forget(chat, int(message))
            self._texts.pop((chat, int(message)), None)
        self.background.start(self._erasing.delete(chat, messages))

    def pressed(self, chat: str, query: CallbackQuery) -> Callable[[bool], None]:
        """A button was pressed. Call what is returned when it is committed, with whether it counted.

        Then the press is answered. If it did not count, the buttons go, unless others stand there by now.
        """
        message = query.message
        number = message.message_id if message else 0
        counted = self._counting.end(chat, number)
        if isinstance(message, Message) and message.text:
            self._texts.setdefault((chat, number), counted.text if counted else message.text)
        if counted and counted.edited:
            self._counted[chat, number] = None
        theirs = offers(message, query.data)

        async def answered(took: bool) -> None:
            await acknowledge(self._bot, query.id)
            if not took and theirs and self._may_close(chat, number):
                await self._tidying.change(chat, number)

        return lambda took: self.background.start(answered(took))

    async def _rewritten(self, chat: str, message: int, text: str, trace: str) -> None:
        """The message as it was first, without buttons; trace: what was answered."""
        said = f"{html(text)}\n\n<i>{html(trace)}</i>" if trace else html(text)
        if size(text) + 2 + size(trace) > LONGEST:
            await self._tidying.change(chat, message)
        else:
            await self._tidying.change(chat, message, text=said, parse_mode=ParseMode.HTML)

    async def _tidied(self, chat: str, message: int, what: Mapping[str, Any]) -> EditFate:
        """Take the buttons off; what: another text, or nothing."""
        return await self._edit(chat, "editMessageText" if what else "editMessageReplyMarkup", message, **what)

    async def _room(self, chat: str) -> None:
        """Wait for a moment in which an edit keeps nobody from anything; when none comes, for its turn."""
        for _ in range(LOOKS):
            if self._may(chat, Share.TIDY):
                return
            await asyncio.sleep(LOOK)
        await self._minute.take(chat, Share.TIDY)
        await self._limiter.acquire(chat, Lane.TIDY)

    def _may(self, chat: str, share: Share) -> bool:
        """Take a turn for an edit, if it keeps nobody from anything."""
        if self._minute.wait(chat, share) > 0:
            return False
        if not self._limiter.try_acquire(chat, every=self._limiter.chat_every, burst=ROOM):
            return False
        self._minute.use(chat)
        return True

    async def _edit(self, chat: str, method: str, message: int, **more: Any) -> EditFate:
        """What became of one edit: done, never to be done (deleted, blocked), or worth another try."""
        try:
            await call(self._bot, method, chat_id=int(chat), message_id=message, **more)
        except SlowDown as error:
            self._limiter.back_off(error.seconds, chat)
            return "later"
        except BadRequest as error:
            return "done" if "not modified" in error.message else "never"
        except (Forbidden, InvalidToken, ChatMigrated):
            return "never"
        except TelegramError:
            return "later"
        return "done"

    def _may_close(self, chat: str, message: int) -> bool:
        """Note that its buttons go; False when that was noted before."""
        known = (chat, message) in self._closed
        self._closed[chat, message] = None
        return not known

    # --- countdowns -----------------------------------------------------------------------------------------------

    def _end_count(self, chat: str) -> None:
        """The next message is here, so nothing is counted any more; where the question stays, it goes back to what it
        said when its buttons go.
        """
        counted = self._counting.end(chat)
        if counted and counted.edited:
            self._texts[chat, counted.message] = counted.text
            self._counted[chat, counted.message] = None

    async def _count(self, count: Count, seconds_left: int) -> bool:
        """Show what is left, if nobody waits for anything."""
        if not self._may(count.chat, Share.COUNT):
            return True
        words = self._catalog.speaking(count.utterance.language)
        text = f"{count.text}\n\n{left(seconds_left, words)}"
        more = {"text": html(text), "parse_mode": ParseMode.HTML, **keyboard(count.utterance.buttons, text, words)}
        return await self._edit(count.chat, "editMessageText", count.message, **more) != "never"

    async def settle(self, within: float) -> None:
        """Count nothing any more, and wait so many seconds for what was begun."""
        self._counting.stop()
        await self.background.drain(within)
