"""What each method does, once its request is found right. Raises Refused where the real server answers an error."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram.check import Params, Upload, written
from tests.fakes.telegram.world import Look, Object, Refused, Shown, World

SAME = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
DELETABLE = 48 * 3600.0  # seconds; from the words about deleteMessage
STALE = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@dataclass(slots=True)
class Callback:
    """A press. answers: what the bot answered to it. until: when it goes stale, in Unix time."""

    update: Object
    until: float
    answers: list[Params]


class Acts:
    """Methods by the name of the method, in snake_case."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.callbacks: dict[str, Callback] = {}
        self.commands: dict[tuple[str, str], list[Object]] = {}  # by scope and language
        self.words: dict[tuple[str, str], str] = {}  # name, description, short description by language
        self.chat_actions: list[tuple[int | str, str]] = []

    def find(self, method: str) -> Callable[[Params], Any]:
        """What that method does."""
        act: Callable[[Params], Any] = getattr(self, re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), method))
        return act

    def get_me(self, _params: Params) -> Object:
        can = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
        return {**self.world.me, **can, "can_connect_to_business": False, "has_main_web_app": False}

    def log_out(self, _params: Params) -> bool:
        return True

    close = log_out

    def send_message(self, params: Params) -> Object:
        return self._send(params, "text", "text", {})

    def send_document(self, params: Params) -> Object:
        file = self._file(params, "document")
        size = {"file_size": len(file.data), "file_name": file.name, "mime_type": file.content_type} if file else {}
        return self._send(params, "caption", "document", {"document": {**self._ids("document"), **size}}, file)

    def send_photo(self, params: Params) -> Object:
        file = self._file(params, "photo")
        sizes = [{**self._ids(f"photo{side}"), "width": side, "height": side} for side in (90, 320)]
        return self._send(params, "caption", "photo", {"photo": sizes}, file)

    def send_animation(self, params: Params) -> Object:
        file = self._file(params, "animation")
        moving = {**self._ids("animation"), "width": 320, "height": 240, "duration": 3}
        document = self._ids("document")  # the server adds it, for old bots
        return self._send(params, "caption", "animation", {"animation": moving, "document": document}, file)

    def send_chat_action(self, params: Params) -> bool:
        self.world.open(params["chat_id"])
        self.chat_actions.append((params["chat_id"], params["action"]))
        return True

    def edit_message_text(self, params: Params) -> Object:
        shown = self._to_edit(params)
        if shown.kind != "text":
            raise Refused(400, "Bad Request: there is no text in the message to edit")
        return self._edit(shown, params, "text")

    def edit_message_caption(self, params: Params) -> Object:
        shown = self._to_edit(params)
        if shown.kind == "text":
            raise Refused(400, "Bad Request: there is no caption in the message to edit")
        return self._edit(shown, params, "caption")

    def edit_message_reply_markup(self, params: Params) -> Object:
        shown = self._to_edit(params)
        was = shown.look
        return self._show(shown, Look(self.world.now(), was.text, was.html, was.entities, _inline(params)))

    def delete_message(self, params: Params) -> bool:
        place, world = self.world.open(params["chat_id"]), self.world
        shown = self._mine(place.chat["id"], params["message_id"])
        message = world.messages.get((place.chat["id"], params["message_id"]))
        if message is None:
            raise Refused(400, "Bad Request: message to delete not found")
        if world.now() - message["date"] > DELETABLE or not (shown or place.chat["type"] == "private"):
            raise Refused(400, "Bad Request: message can't be deleted for everyone")
        self._delete(place.chat["id"], params["message_id"])
        return True

    def delete_messages(self, params: Params) -> bool:
        chat_id, now = self.world.open(params["chat_id"]).chat["id"], self.world.now()
        there = [self.world.messages.get((chat_id, message_id)) for message_id in params["message_ids"]]
        if any(each and now - each["date"] > DELETABLE for each in there):  # one is enough, and none is deleted
            raise Refused(400, "Bad Request: message can't be deleted for everyone")
        for message_id in params["message_ids"]:  # those that are not there are passed over
            self._delete(chat_id, message_id)
        return True

    def answer_callback_query(self, params: Params) -> bool:
        callback = self.callbacks.get(params["callback_query_id"])
        if callback is None or self.world.now() > callback.until:
            raise Refused(400, STALE)
        callback.answers.append(params)
        return True

    def set_my_commands(self, params: Params) -> bool:
        self.commands[self._scope(params)] = params["commands"]
        return True

    def get_my_commands(self, params: Params) -> list[Object]:
        return self.commands.get(self._scope(params), [])

    def delete_my_commands(self, params: Params) -> bool:
        self.commands.pop(self._scope(params), None)
        return True

    def set_my_name(self, params: Params) -> bool:
        return self._set_words(params, "name")

    def set_my_description(self, params: Params) -> bool:
        return self._set_words(params, "description")

    def set_my_short_description(self, params: Params) -> bool:
        return self._set_words(params, "short_description")

    def get_my_name(self, params: Params) -> Object:
        return {"name": self._get_words(params, "name") or self.world.me["first_name"]}

    def get_my_description(self, params: Params) -> Object:
        return {"description": self._get_words(params, "description")}

    def get_my_short_description(self, params: Params) -> Object:
        return {"short_description": self._get_words(params, "short_description")}

    def get_chat(self, params: Params) -> Object:
        kinds = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
        chat = self.world.place(params["chat_id"]).chat
        gifts = {"accepted_gift_types": dict.fromkeys(kinds, False)}
        return {**chat, "accent_color_id": 0, "max_reaction_count": 11, **gifts}

    def leave_chat(self, params: Params) -> bool:
        place = self.world.open(params["chat_id"])
        if place.chat["type"] == "private":
            raise Refused(400, "Bad Request: chat member status can't be changed in private chats")
        place.closed = f"bot is not a member of the {place.chat['type']} chat"
        return True

    def _send(self, params: Params, field: str, kind: str, said: Object, file: Upload | None = None) -> Object:
        """The rest of what all sends share. field: text or caption."""
        place, world = self.world.open(params["chat_id"]), self.world
        reply = (params.get("reply_parameters") or {}).get("message_id")
        replied = world.messages.get((place.chat["id"], reply)) if reply else None
        if reply and not replied and not params["reply_parameters"].get("allow_sending_without_reply"):
            raise Refused(400, "Bad Request: message to be replied not found")
        look = world.look(written(params, field), params.get(field, ""), _inline(params))
        if replied:
            said["reply_to_message"] = {key: each for key, each in replied.items() if key != "reply_to_message"}
        silent = bool(params.get("disable_notification"))
        shown = world.say(place, said, kind, look, silent=silent, file=file)
        if not look.markup:
            shown.keyboard = params.get("reply_markup")
        if params.get("protect_content"):
            shown.message["has_protected_content"] = True
        _paint(shown)
        return shown.message

    def _to_edit(self, params: Params) -> Shown:
        if "inline_message_id" in params:
            raise Refused(400, "Bad Request: inline message ID is invalid")  # nothing here makes any
        return self.world.to_edit(params["chat_id"], params["message_id"])

    def _edit(self, shown: Shown, params: Params, field: str) -> Object:
        return self._show(shown, self.world.look(written(params, field), params.get(field, ""), _inline(params)))

    def _show(self, shown: Shown, look: Look) -> Object:
        was = shown.look
        if (was.text, was.entities, was.markup) == (look.text, look.entities, look.markup):
            raise Refused(400, SAME)
        shown.past.append(was)
        shown.look = look
        shown.message["edit_date"] = self.world.date()
        _paint(shown)
        return shown.message

    def _mine(self, chat_id: int, message_id: int) -> Shown | None:
        return next((each for each in self.world.shown[chat_id] if each.message_id == message_id), None)

    def _delete(self, chat_id: int, message_id: int) -> None:
        if shown := self._mine(chat_id, message_id):
            shown.deleted = True
        self.world.messages.pop((chat_id, message_id), None)

    def _file(self, params: Params, name: str) -> Upload | None:
        """The file that was uploaded, or None when it is known by an id or an address."""
        given = params[name]
        if isinstance(given, str) and given.startswith("attach://"):
            given = params.get(given.removeprefix("attach://"))
        if isinstance(given, str):
            return None
        if not isinstance(given, Upload):
            raise Refused(400, f"Bad Request: there is no {name} in the request")
        if not given.data:
            raise Refused(400, "Bad Request: file must be non-empty")
        return given

    def _ids(self, kind: str) -> Object:
        number = next(self.world.ids)
        return {"file_id": f"{kind}-{number}", "file_unique_id": f"unique-{kind}-{number}"}

    def _scope(self, params: Params) -> tuple[str, str]:
        scope = params.get("scope") or {"type": "default"}
        return json.dumps(scope, sort_keys=True), params.get("language_code", "")

    def _set_words(self, params: Params, what: str) -> bool:
        self.words[what, params.get("language_code", "")] = params.get(what, "")
        return True

    def _get_words(self, params: Params, what: str) -> str:
        return self.words.get((what, params.get("language_code", ""))) or self.words.get((what, ""), "")


def _inline(params: Params) -> Object | None:
    """The inline keyboard; an empty one is none."""
    markup = params.get("reply_markup") or {}
    rows = [row for row in markup.get("inline_keyboard", []) if row]
    return {"inline_keyboard": rows} if rows else None


def _paint(shown: Shown) -> None:
    """Put the look into the object of the message."""
    field, entities = ("text", "entities") if shown.kind == "text" else ("caption", "caption_entities")
    look, message = shown.look, shown.message
    for name, value in ((field, look.text), (entities, [*look.entities]), ("reply_markup", look.markup)):
        message.pop(name, None)
        if value:
            message[name] = value
