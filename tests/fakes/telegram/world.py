"""What is on the other side: chats, who blocked the bot, and every message there, as people see it."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.fakes.telegram.check import Upload
from tests.fakes.telegram.html import Entity, Parsed

Object = dict[str, Any]

BOT_ID = 123456789


class Refused(Exception):
    """The server answers an error: HTTP status, its description, its parameters."""

    def __init__(self, status: int, description: str, parameters: Object | None = None) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


@dataclass(frozen=True, slots=True)
class Look:
    """How a message looked from a time on (Unix time)."""

    at: float
    text: str
    html: str
    entities: tuple[Entity, ...]
    markup: Object | None


@dataclass(slots=True)
class Shown:
    """A message of the bot. message: the object as the Bot API gives it. text: also the caption of a file."""

    message: Object
    look: Look
    kind: str
    silent: bool
    file: Upload | None = None
    past: list[Look] = field(default_factory=list)  # before each edit, the oldest first
    deleted: bool = False
    keyboard: Object | None = None  # a reply keyboard, its removal, or a forced reply

    @property
    def message_id(self) -> int:
        return int(self.message["message_id"])

    @property
    def chat_id(self) -> int:
        return int(self.message["chat"]["id"])

    @property
    def text(self) -> str:
        return self.look.text

    @property
    def html(self) -> str:
        return self.look.html

    @property
    def entities(self) -> list[Entity]:
        return list(self.look.entities)

    @property
    def edits(self) -> list[Look]:
        """How it looked after each edit."""
        return [*self.past[1:], self.look] if self.past else []

    @property
    def buttons(self) -> list[list[tuple[str, str]]]:
        """Rows of what is written on a button, and its data or address."""
        return rows(self.look.markup)


def rows(markup: Object | None) -> list[list[tuple[str, str]]]:
    """The buttons of an inline keyboard."""
    keyboard = (markup or {}).get("inline_keyboard", [])
    return [[(each["text"], each.get("callback_data") or each.get("url") or "") for each in row] for row in keyboard]


@dataclass(slots=True)
class Place:
    """A chat. closed: why the bot may not write there, in the words of a 403."""

    chat: Object
    closed: str = ""
    met: bool = True  # the bot has seen it


class World:
    """now: Unix time in seconds."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.now = now
        self.places: dict[int, Place] = {}
        self.shown: defaultdict[int, list[Shown]] = defaultdict(list)
        self.messages: dict[tuple[int, int], Object] = {}  # of everybody
        self.ids = count(1)
        self.me: Object = {"id": BOT_ID, "is_bot": True, "first_name": "Lumbot", "username": "lumbot_bot"}

    def date(self) -> int:
        return int(self.now())

    def place(self, chat_id: int | str) -> Place:
        """The chat with that id or @name. Raises Refused."""
        if isinstance(chat_id, str) and not chat_id.lstrip("-").isdigit():
            named = [each for each in self.places.values() if f"@{each.chat.get('username')}" == chat_id]
            found = named[0] if named else None
        else:
            found = self.places.get(int(chat_id))
        if found is None or not found.met:
            raise Refused(400, "Bad Request: chat not found")
        return found

    def open(self, chat_id: int | str) -> Place:
        """The same, when the bot may write there. Raises Refused."""
        place = self.place(chat_id)
        if place.closed:
            raise Refused(403, f"Forbidden: {place.closed}")
        return place

    def add(self, chat: Object, said: Object, sender: Object | None) -> Object:
        """A new message in that chat, by the bot or a person."""
        message = {"message_id": next(self.ids), "date": self.date(), "chat": chat, **said}
        if sender:
            message["from"] = sender
        self.messages[chat["id"], message["message_id"]] = message
        return message

    def say(self, place: Place, said: Object, kind: str, look: Look, *, silent: bool, file: Upload | None) -> Shown:
        """A new message of the bot."""
        channel = place.chat["type"] == "channel"
        sender = {"sender_chat": place.chat} if channel else {}
        message = self.add(place.chat, {**sender, **said}, None if channel else self.me)
        shown = Shown(message, look, kind, silent, file)
        self.shown[place.chat["id"]].append(shown)
        return shown

    def to_edit(self, chat_id: int | str, message_id: int) -> Shown:
        """A message of the bot which is still there. Raises Refused."""
        place = self.open(chat_id)
        for each in reversed(self.shown[place.chat["id"]]):
            if each.message_id == message_id and not each.deleted:
                return each
        if (place.chat["id"], message_id) in self.messages:  # somebody else's
            raise Refused(400, "Bad Request: message can't be edited")
        raise Refused(400, "Bad Request: message to edit not found")

    def look(self, parsed: Parsed, html: str, markup: Object | None) -> Look:
        return Look(self.now(), parsed.text, html, tuple(parsed.entities), markup)
