"""What people send which is no text, each as the smallest message content that the description allows."""

from __future__ import annotations

from itertools import count
from typing import Any

from tests.fakes.telegram.world import Object

_NUMBERS = count(1)


def thing(kind: str, user: Object, **more: Any) -> Object:
    """The content of a message of that kind. `more`: fields of the message (caption) or of the thing (latitude)."""
    made = _MAKERS[kind](user)
    said: Object = {kind: made}
    inside = set(more) & _OWN.get(kind, set())
    if isinstance(made, dict):
        made |= {name: more[name] for name in inside}
    said |= {name: each for name, each in more.items() if name not in inside}
    if kind == "animation":
        said["document"] = _file(mime_type="video/mp4")  # the server adds it, for old bots
    if kind == "venue":
        said["location"] = made["location"]
    return said


def _file(**more: Any) -> Object:
    number = next(_NUMBERS)
    return {"file_id": f"file-{number}", "file_unique_id": f"unique-{number}", **more}


def _moving(**more: Any) -> Object:
    return _file(width=320, height=240, duration=3, **more)


def _poll(_user: Object) -> Object:
    options = [{"persistent_id": str(n), "text": text, "voter_count": 0} for n, text in enumerate(("One", "Two"))]
    flags = ("is_closed", "allows_multiple_answers", "allows_revoting", "members_only")
    said = {"id": f"{next(_NUMBERS)}", "question": "Which?", "options": options, "total_voter_count": 0}
    return {**said, **dict.fromkeys(flags, False), "is_anonymous": True, "type": "regular"}


def _sticker(_user: Object) -> Object:
    return _file(type="regular", width=512, height=512, is_animated=False, is_video=False, emoji="👍")


def _place(_user: Object) -> Object:
    return {"latitude": 52.52, "longitude": 13.405}


_MAKERS: dict[str, Any] = {
    "sticker": _sticker,
    "photo": lambda _user: [_file(width=side, height=side, file_size=side * 10) for side in (90, 320, 800)],
    "voice": lambda _user: _file(duration=2, mime_type="audio/ogg"),
    "video": lambda _user: _moving(),
    "audio": lambda _user: _file(duration=180, title="Song"),
    "document": lambda _user: _file(file_name="plan.pdf", mime_type="application/pdf", file_size=1000),
    "animation": lambda _user: _moving(),
    "video_note": lambda _user: _file(length=240, duration=3),
    "dice": lambda _user: {"emoji": "🎲", "value": 4},
    "poll": _poll,
    "contact": lambda user: {"phone_number": "+4915100000000", "first_name": user["first_name"], "user_id": user["id"]},
    "location": _place,
    "venue": lambda user: {"location": _place(user), "title": "Park", "address": "Park Street 1"},
    "game": lambda _user: {"title": "Game", "description": "A game", "photo": [_file(width=90, height=90)]},
    "story": lambda user: {"chat": {"id": user["id"], "type": "private", "first_name": user["first_name"]}, "id": 1},
    "new_chat_title": lambda _user: "A new title",
    "left_chat_member": lambda user: user,
    "pinned_message": lambda user: {
        "message_id": 1,
        "date": 0,
        "chat": {"id": user["id"], "type": "private", "first_name": user["first_name"]},
    },
}
MEDIA = tuple(_MAKERS)

_OWN = {
    "location": {"latitude", "longitude", "horizontal_accuracy", "live_period", "heading"},
    "contact": {"phone_number", "first_name", "last_name", "user_id"},
    "dice": {"emoji", "value"},
    "document": {"file_name", "mime_type", "file_size"},
    "sticker": {"emoji"},
}
