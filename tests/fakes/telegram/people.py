"""The people and chats at the other end. What they do becomes an update, as the real server words it.

Every deed returns its update_id. Each update is checked against the description before it goes.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from itertools import count
from typing import Any

from tests.fakes.telegram.acts import Acts, Callback
from tests.fakes.telegram.check import check_type
from tests.fakes.telegram.html import commands, plain
from tests.fakes.telegram.things import thing
from tests.fakes.telegram.world import Object, Place, Shown, World, rows

CALLBACK_SECONDS = 900.0  # a press can be answered for about that long; nobody says exactly
_NUMBERS = count(1)


class Reach:
    """How a deed becomes an update."""

    def __init__(self, world: World, acts: Acts, push: Callable[[Object], int]) -> None:
        self.world, self.acts, self._push = world, acts, push

    def push(self, kind: str, said: Object) -> int:
        faults = check_type("Update", {"update_id": 1, kind: said})
        assert not faults, f"not as Telegram would say it: {faults}"
        return self._push({kind: said})

    def my_chat_member(self, chat: Object, who: Object, old: str, new: str) -> int:
        """The bot was blocked, let in, thrown out, or let back in."""
        said = {"chat": chat, "from": who, "date": self.world.date()}
        bot = {name: self.world.me[name] for name in ("id", "is_bot", "first_name", "username")}
        return self.push(
            "my_chat_member", {**said, "old_chat_member": _member(bot, old), "new_chat_member": _member(bot, new)}
        )


class Person:
    """Somebody, in a chat with the bot or in a group."""

    def __init__(self, reach: Reach, place: Place, user: Object) -> None:
        self._reach, self.place, self.user = reach, place, user
        self.last: Object | None = None  # their last message

    @property
    def chat_id(self) -> int:
        return int(self.place.chat["id"])

    @property
    def shown(self) -> list[Shown]:
        """What the bot has said here and is still there."""
        return [each for each in self._reach.world.shown[self.chat_id] if not each.deleted]

    async def writes(self, text: str, reply_to: Shown | None = None) -> int:
        """Types something."""
        return self._say(_texts(text) | ({"reply_to_message": deepcopy(reply_to.message)} if reply_to else {}))

    async def sends(self, kind: str, **more: Any) -> int:
        """Sends no text: sticker, photo, voice, location, contact, poll, dice ... `more` goes into the message, or,
        for a location, a contact or a dice, into the thing: sends("location", latitude=1.0, longitude=2.0)."""
        return self._say(thing(kind, self.user, **more))

    async def forwards(self, text: str, of: str = "Somebody") -> int:
        """Passes on what another has written."""
        origin = {"type": "hidden_user", "sender_user_name": of, "date": self._reach.world.date() - 60}
        return self._say({**_texts(text), "forward_origin": origin})

    async def edits(self, text: str) -> int:
        """Writes their last message anew."""
        assert self.last, "nothing to edit"
        was = {name: each for name, each in self.last.items() if name not in ("text", "entities")}
        self.last = {**was, "edit_date": self._reach.world.date(), **_texts(text)}
        return self._reach.push("edited_message", self.last)

    async def presses(self, button: str, message: Shown | None = None) -> int:
        """Presses the button with that writing or data: of the latest message that shows one, or of `message`, where
        one that has since been taken away may still be pressed, as by a screen that lags behind."""
        shown, data = self._button(button, message)
        number = f"{self.user['id']}{next(_NUMBERS):09}"
        said: Object = {"id": number, "from": self.user, "chat_instance": f"-{self.chat_id}77", "data": data}
        said["message"] = (
            {"chat": self.place.chat, "message_id": shown.message_id, "date": 0}
            if shown.deleted
            else deepcopy(shown.message)
        )
        until = self._reach.world.now() + CALLBACK_SECONDS
        self._reach.acts.callbacks[number] = Callback(said, until, [])
        return self._reach.push("callback_query", said)

    def copies(self) -> str:
        """Presses the newest button that copies something; what is in the clipboard then."""
        keyboards = [(each.look.markup or {}).get("inline_keyboard", []) for each in reversed(self.shown)]
        return next(str(b["copy_text"]["text"]) for rows in keyboards for row in rows for b in row if "copy_text" in b)

    @property
    def keyboard(self) -> list[str]:
        """What is written on the buttons under the typing field, which outlive the message they came with."""
        opened = [each.keyboard for each in self._reach.world.shown[self.chat_id] if each.keyboard]
        rows = opened[-1].get("keyboard", []) if opened else []
        return [button["text"] for row in rows for button in row]

    async def blocks(self) -> int:
        """Blocks the bot: it may write no more."""
        self.place.closed = "bot was blocked by the user"
        return self._reach.my_chat_member(self.place.chat, self.user, "member", "kicked")

    async def unblocks(self) -> int:
        """Lets it back in."""
        self.place.closed = ""
        return self._reach.my_chat_member(self.place.chat, self.user, "kicked", "member")

    async def deletes(self, message: Shown) -> None:
        """Deletes a message; the bot is not told."""
        message.deleted = True
        self._reach.world.messages.pop((message.chat_id, message.message_id), None)

    def answers(self) -> list[Object]:
        """What the bot answered to their presses, in order: the parameters of answerCallbackQuery."""
        ours = (each for each in self._reach.acts.callbacks.values() if each.update["from"]["id"] == self.user["id"])
        return [answer for each in ours for answer in each.answers]

    def _say(self, said: Object) -> int:
        self.place.met = True
        self.last = self._reach.world.add(self.place.chat, said, self.user)
        return self._reach.push("message", self.last)

    def _button(self, wanted: str, message: Shown | None) -> tuple[Shown, str]:
        if message:
            looks = [message.look, *reversed(message.past)]
            found = [(message, data) for look in looks for data in _data(look.markup, wanted)]
        else:
            found = [(each, data) for each in reversed(self.shown) for data in _data(each.look.markup, wanted)]
        seen = [each.buttons for each in self.shown if each.buttons][-1:]
        assert found, f"no button {wanted!r} to be seen; the last ones are {seen}"
        return found[0]


class Group:
    """A group or a channel with the bot in it. Its privacy mode is not played: all that is written reaches the bot."""

    def __init__(self, reach: Reach, place: Place) -> None:
        self._reach, self.place = reach, place
        self._posts = list[Object]()

    @property
    def chat_id(self) -> int:
        return int(self.place.chat["id"])

    def member(self, person: Person) -> Person:
        """That person in this group: writes, sends, presses."""
        return Person(self._reach, self.place, person.user)

    async def writes(self, person: Person, text: str) -> int:
        return await self.member(person).writes(text)

    async def adds_bot(self, person: Person) -> int:
        """Somebody puts the bot into it; the bot sees the change, and in a group a message about it."""
        self.place.closed, self.place.met = "", True
        number = self._reach.my_chat_member(self.place.chat, person.user, "left", self._as())
        if self.place.chat["type"] != "channel":
            bot = {name: self._reach.world.me[name] for name in ("id", "is_bot", "first_name", "username")}
            self.member(person)._say({"new_chat_members": [bot]})
        return number

    async def removes_bot(self, person: Person) -> int:
        """Somebody throws it out."""
        self.place.closed = f"bot was kicked from the {self.place.chat['type']} chat"
        return self._reach.my_chat_member(self.place.chat, person.user, self._as(), "kicked")

    async def posts(self, text: str) -> int:
        """A post in the channel."""
        said = {**_texts(text), "sender_chat": self.place.chat}
        self._posts.append(self._reach.world.add(self.place.chat, said, None))
        return self._reach.push("channel_post", self._posts[-1])

    async def edits_post(self, text: str) -> int:
        """The last post, anew."""
        said = {**self._posts[-1], **_texts(text), "edit_date": self._reach.world.date()}
        return self._reach.push("edited_channel_post", said)

    def _as(self) -> str:
        return "administrator" if self.place.chat["type"] == "channel" else "member"


def _texts(text: str) -> Object:
    """A text as it arrives, with its commands found."""
    parsed = plain(text)
    return {"text": parsed.text, **({"entities": found} if (found := commands(parsed.text)) else {})}


def _data(markup: Object | None, wanted: str) -> list[str]:
    """The data of the buttons with that writing or data."""
    return [data for row in rows(markup) for label, data in row if wanted in (label, data)]


def _member(user: Object, status: str) -> Object:
    said: Object = {"status": status, "user": user}
    if status == "kicked":
        said["until_date"] = 0
    if status == "administrator":
        rights = "be_edited manage_chat delete_messages manage_video_chats restrict_members promote_members change_info"
        rights += " invite_users post_stories edit_stories delete_stories post_messages edit_messages"
        said |= {f"can_{right}": right in ("manage_chat", "post_messages") for right in rights.split()}
        said["is_anonymous"] = False
    return said
