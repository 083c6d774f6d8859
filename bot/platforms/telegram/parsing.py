"""What an update of Telegram means to us: something a person did in their private chat, a call from a group, nothing.

Only what is typed is looked at. Of pictures, voices and the like we learn that they came; of a location its time zone.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from telegram import CallbackQuery, ChatMemberUpdated, Message, MessageOriginUser, Update
from telegram.constants import ChatMemberStatus, ChatType

from content.cities import zone_at
from handlers.events import Edited, Event, Gone, Located, Pressed, Said, Showed, country_of

WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]  # kinds of updates we ask for
_PRESSED = re.compile(r"(-?\d{1,18}):([a-z0-9_]{1,24})")
# What a message can hold, as we call it, and the library's fields for it; the first that is there counts.
_HOLDS = {
    "sticker": ("sticker", "animation"),
    "photo": ("photo",),
    "voice": ("voice", "audio"),
    "video": ("video", "video_note"),
    "file": ("document",),
    "contact": ("contact",),
    "poll": ("poll",),
    "dice": ("dice", "game"),
    "other": ("story", "paid_media", "invoice", "giveaway", "checklist"),
}
_AWAY = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)


class Inbound(NamedTuple):
    """A person did something in their private chat. query: the press of a button that has to be answered."""

    chat: str
    event: Event
    query: CallbackQuery | None = None


class Called(NamedTuple):
    """Somebody calls us where others can read along."""

    chat: int
    language: str


def meaning(update: Update, me: str) -> Inbound | Called | None:
    """What the update means; `me` is our own user name."""
    if update.callback_query:
        return _pressed(update.callback_query)
    if update.my_chat_member:
        return _member(update.my_chat_member)
    if update.message:
        return _message(update.message, me)
    changed = update.edited_message
    if changed and changed.chat.type == ChatType.PRIVATE and (text := changed.text or changed.caption):
        return Inbound(str(changed.chat.id), Edited(text))
    return None


def _pressed(query: CallbackQuery) -> Inbound | None:
    if query.message is None or query.message.chat.type != ChatType.PRIVATE:
        return None
    found = _PRESSED.fullmatch(query.data or "")
    country = country_of(query.from_user.language_code or "")
    event = Pressed(found[2], int(found[1]), country) if found else Pressed("", -1)  # not ours: a step that has passed
    return Inbound(str(query.message.chat.id), event, query)


def _member(change: ChatMemberUpdated) -> Inbound | Called | None:
    gone = change.new_chat_member.status in _AWAY
    if change.chat.type == ChatType.PRIVATE:
        return Inbound(str(change.chat.id), Gone()) if gone else None
    if gone or change.old_chat_member.status not in _AWAY or change.chat.type == ChatType.CHANNEL:
        return None
    return Called(change.chat.id, change.from_user.language_code or "")


def _message(message: Message, me: str) -> Inbound | Called | None:
    if message.from_user is None or message.from_user.is_bot:
        return None
    if message.chat.type == ChatType.PRIVATE:
        event = _event(message)
        return Inbound(str(message.chat.id), event) if event else None
    if message.chat.type == ChatType.CHANNEL or not _calls(message, me):
        return None
    return Called(message.chat.id, message.from_user.language_code or "")


def _event(message: Message) -> Event | None:
    text = message.text or message.caption
    origin = message.forward_origin
    own = isinstance(origin, MessageOriginUser) and origin.sender_user == message.from_user
    if origin and not own:
        return Showed("other") if text or _held(message) else None  # somebody else's words
    if text:
        return Said(text, country_of(message.from_user.language_code or "") if message.from_user else "")
    place = message.location or (message.venue.location if message.venue else None)
    if place:
        return Located(zone_at(place.latitude, place.longitude))
    kind = _held(message)
    return Showed(kind) if kind else None  # a pinned message, a changed setting: nobody said anything


def _held(message: Message) -> str:
    for kind, fields in _HOLDS.items():
        if any(getattr(message, field, None) for field in fields):
            return kind
    return "place" if message.venue else "location" if message.location else ""


def _calls(message: Message, me: str) -> bool:
    """Whether a message in a group is for us: our name, a command for us or for any bot, an answer to what we said."""
    text = (message.text or message.caption or "").lower()
    if re.match(rf"/[a-z0-9_]+(@{re.escape(me.lower())})?(\s|$)", text):
        return True
    answered = message.reply_to_message
    ours = bool(answered and answered.from_user and (answered.from_user.username or "").lower() == me.lower())
    return ours or bool(re.search(rf"@{re.escape(me.lower())}\b", text))
