"""What is found wrong in requests to the Bot API and in its objects, and that what is right is let through."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.telegram import derive
from tests.fakes.telegram.check import Upload, api, check, check_result, check_type, read
from tests.fakes.telegram.html import HtmlError, parse, units
from tests.fakes.telegram.limits import Limits

ANN = {"id": 1001, "type": "private", "first_name": "Ann"}
HELLO = {"message_id": 1, "date": 1, "chat": ANN, "text": "Hello"}

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no end": ({"text": "<b>a", "parse_mode": "HTML"}, "can't parse entities: can't find end tag"),
    "crossed": ({"text": "<b><i>a</b></i>", "parse_mode": "HTML"}, "unmatched end tag"),
    "stray end": ({"text": "a</b>", "parse_mode": "HTML"}, "unexpected end tag"),
    "unknown tag": ({"text": "<br>a", "parse_mode": "HTML"}, 'unsupported start tag "br"'),
    "less than": ({"text": "a < b", "parse_mode": "HTML"}, "unclosed or unreadable tag"),
    "more than": ({"text": "a > b", "parse_mode": "HTML"}, "character '>' must be escaped"),
    "and": ({"text": "a & b", "parse_mode": "HTML"}, "character '&' must be escaped"),
    "nbsp": ({"text": "a&nbsp;b", "parse_mode": "HTML"}, "character '&' must be escaped"),
    "span": ({"text": "<span>a</span>", "parse_mode": "HTML"}, 'must have class "tg-spoiler"'),
    "bold code": ({"text": "<code><b>a</b></code>", "parse_mode": "HTML"}, "inside code or pre"),
    "mode": ({"text": "a", "parse_mode": "html5"}, "unsupported parse_mode"),
    "nothing": ({"text": "<b> </b>\n", "parse_mode": "HTML"}, "message text is empty"),
    "no text": ({}, "message text is empty"),
    "long": ({"text": "x" * 4097}, "message is too long"),
    "long faces": ({"text": "😀" * 2049}, "message is too long"),
    "misspelt": ({"text": "a", "silent": True}, "unknown parameter silent"),
    "not a truth": ({"text": "a", "disable_notification": "perhaps"}, "disable_notification is 'perhaps', not boolean"),
    "not a keyboard": ({"text": "a", "reply_markup": "{"}, "reply_markup is str, not"),
}
BUTTONS: dict[str, tuple[list[list[dict[str, Any]]], str]] = {
    "no action": ([[{"text": "a"}]], "must have exactly one action"),
    "two actions": ([[{"text": "a", "url": "https://x.y", "callback_data": "a"}]], "must have exactly one action"),
    "long data": ([[{"text": "a", "callback_data": "é" * 33}]], "BUTTON_DATA_INVALID"),
    "no data": ([[{"text": "a", "callback_data": ""}]], "BUTTON_DATA_INVALID"),
    "no words": ([[{"text": "", "callback_data": "a"}]], "must not be empty"),
    "misspelt": ([[{"text": "a", "callback": "a"}]], "unknown field callback"),
    "address": ([[{"text": "a", "url": "x.y"}]], "is invalid"),
    "many": ([[{"text": "a", "callback_data": "a"}]] * 101, "reply markup is too long"),
    "wide": ([[{"text": "a", "callback_data": "a"}] * 9], "more than 8 buttons in a row"),
    "style": ([[{"text": "a", "callback_data": "a", "style": "pink"}]], "none of danger, success, primary"),
}
ROWS = {
    f"button {name}": ({"text": "a", "reply_markup": {"inline_keyboard": rows}}, said)
    for name, (rows, said) in BUTTONS.items()
}


OTHERS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("setMyCommands", {"commands": [{"command": "Start", "description": "a"}]}),
    ("setMyCommands", {"commands": [{"command": "start", "description": ""}]}),
    ("setMyCommands", {"commands": [{"command": "start", "description": "a"}] * 101}),
    ("setMyCommands", {"commands": [], "language_code": "deu"}),
    ("setMyCommands", {"commands": [], "scope": {"type": "everybody"}}),
    ("setMyName", {"name": "x" * 65}),
    ("setMyDescription", {"description": "x" * 513}),
    ("setMyShortDescription", {"short_description": "x" * 121}),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}),
    ("sendChatAction", {"chat_id": 1001, "action": "sleeping"}),
    ("editMessageText", {"text": "x"}),
    ("getUpdates", {"limit": 101}),
    ("sendMesage", {}),
    ("getUpdates", {"offset": "one"}),
    ("sendMessage", {"chat_id": 1.5, "text": "a"}),
    ("sendDocument", {"chat_id": 1}),
    ("sendDocument", {"chat_id": 1, "document": {}}),
    ("sendDocument", {"chat_id": 1, "document": "a", "caption": "x" * 1025}),
    ("setWebhook", {"url": "http://x.y"}),
    ("setWebhook", {"url": "https://x.y", "secret_token": "a b"}),
    ("setWebhook", {"url": "https://x.y", "max_connections": 101}),
    ("sendMessage", {"chat_id": 1, "text": "a", "entities": [{"type": "bold", "offset": 0, "length": 2}]}),
    ("sendMessage", {"chat_id": 1, "text": "a", "entities": [{"type": "fat", "offset": 0, "length": 1}]}),
)


@pytest.mark.parametrize(("params", "said"), [*WRONG.values(), *ROWS.values()], ids=[*WRONG, *ROWS])
def test_what_telegram_would_not_take_is_found(params: dict[str, Any], said: str) -> None:
    faults = check("sendMessage", {"chat_id": 1001, **params})
    assert said.lower() in faults[0].lower()


@pytest.mark.parametrize(("method", "params"), OTHERS)
def test_in_other_methods_too(method: str, params: dict[str, Any]) -> None:
    assert len(check(method, params)) == 1


def test_what_is_right_is_let_through_typed_or_as_text() -> None:
    keyboard = '{"inline_keyboard": [[{"text": "a", "callback_data": "a"}, {"text": "b", "url": "https://x.y"}]]}'
    for method, params in (
        ("sendMessage", {"chat_id": "@news", "text": "1", "reply_markup": keyboard, "disable_notification": "true"}),
        ("sendMessage", {"chat_id": 1, "text": "1", "reply_markup": {"remove_keyboard": True}}),
        ("sendMessage", {"chat_id": 1, "text": "1", "entities": [{"type": "bold", "offset": 0, "length": 1}]}),
        ("sendDocument", {"chat_id": "1", "document": Upload("a", b"a")}),
        ("sendDocument", {"chat_id": "1", "document": "attach://x", "x": Upload("a", b"a")}),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "", "show_alert": "False"}),
        ("setMyCommands", {"commands": '[{"command": "a_1", "description": "A"}]', "scope": '{"type": "default"}'}),
        ("setMyName", {"name": "", "language_code": ""}),
        ("setWebhook", {"url": ""}),
        ("setWebhook", {"url": "http://127.0.0.1:1/x", "allowed_updates": '["message"]'}),
        ("editMessageReplyMarkup", {"chat_id": 1, "message_id": "2"}),
    ):
        assert not check(method, params)
    assert [read(["Integer", "String"], each) for each in ("-1", "@a")] == [-1, "@a"]


def test_a_person_sees_what_html_says() -> None:
    assert parse("<B>a</B>&#33;&#x1F600;").text == "a!😀"
    assert units("a😀") == 3
    assert parse(" <i> a </i> ").entities == [{"type": "italic", "offset": 0, "length": 1}]
    assert parse("<a>a</a><a href='/x'>b</a>").entities == [
        {"type": "text_link", "offset": 1, "length": 1, "url": "/x"}
    ]
    assert parse("<blockquote expandable>a</blockquote>").entities[0]["type"] == "expandable_blockquote"
    assert parse('<tg-emoji emoji-id="5">😀</tg-emoji>').entities[0]["custom_emoji_id"] == "5"
    assert [each["type"] for each in parse("/a <code>/b</code>").entities] == ["bot_command", "code"]
    for wrong in ("&#0;", "&#xD800;", "&lt", "<tg-emoji>a</tg-emoji>", "<blockquote><blockquote>", "<b", "</>"):
        with pytest.raises(HtmlError):
            parse(wrong)


def test_objects_are_held_against_their_type() -> None:
    assert not check_type("Message", HELLO)
    assert not check_result("getUpdates", [{"update_id": 1, "message": HELLO}])
    assert not check_result("editMessageText", True)
    assert check_result("getUpdates", {}) == ["getUpdates is dict, not Array of Update"]
    assert check_type("Message", {**HELLO, "date": "now"}) == ["Message.date is 'now', not Integer"]
    assert check_type("Message", {**HELLO, "texts": 1}) == ["Message has an unknown field texts"]
    assert check_type("Message", {"chat": {**ANN, "type": "room"}, "message_id": 1}) == [
        "Message lacks date",
        "Message.chat.type is 'room', none of private, group, supergroup, channel",
    ]
    assert check_type("ChatMember", {"status": "kicked", "user": {}, "until_date": 0}) == [
        f"ChatMember.user lacks {name}" for name in ("id", "is_bot", "first_name")
    ]
    assert check_type("Integer", True)


def test_limits_come_from_the_words_of_the_description() -> None:
    said = derive.limits(["String"], "Text of the message, 1-4096 characters after entities parsing")
    assert said == {"min": 1, "max": 4096, "count": "characters", "parsed": True}
    assert api()["methods"]["sendMessage"]["fields"]["text"]["limits"] == said
    assert derive.limits(["Array of BotCommand"], "A list. At most 100 commands can be specified.")["max"] == 100
    assert derive.limits(["Integer"], "Values between 1-100 are accepted.")["count"] == "value"
    assert derive.limits(["String"], "A two-letter ISO 639-1 language code") == {}
    assert derive.field({"types": ["String"], "required": True, "description": 'Type, always "user"'}) == {
        "types": ["String"],
        "required": True,
        "always": "user",
    }
    assert set(api()["methods"]) == set(derive.METHODS)


def test_the_server_takes_only_so_much() -> None:
    limits = Limits(per_second=3, per_chat=1, burst=2, per_group_minute=2)
    assert [limits.wait(1, 0.0) for _ in range(3)] == [0, 0, 1]
    assert [limits.wait(chat, 0.5) for chat in (2, 3)] == [0, 1]  # three in a second
    assert [limits.wait(1, 2.0), limits.wait(1, 2.0), limits.wait(1, 2.0)] == [0, 0, 1]
    assert [limits.wait(-1, 10.0 + n) for n in range(3)] == [0, 0, 58]
    assert limits.wait(-1, 70.0) == 0
