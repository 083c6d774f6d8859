"""The Telegram server of the tests behaves like Telegram, as far as its description and the library can tell."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, InvalidToken

from tests.fakes.telegram.check import check_type
from tests.fakes.telegram.server import Server
from tests.fakes.telegram.talking import library
from tests.fakes.telegram.things import MEDIA

YES_NO = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Yes", callback_data="y"), InlineKeyboardButton("No", callback_data="n")]]
)
ALL = list(telegram.constants.UpdateType)
NEVER = datetime.fromtimestamp(0, UTC)


async def call(server: Server, method: str, token: str = "", **params: Any) -> tuple[int, dict[str, Any]]:
    """A request as JSON, without the library."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.url}/bot{token or server.token}/{method}", json=params) as response,
    ):
        return response.status, await response.json()


def kept(said: Any, read: Any) -> bool:
    """Whether all that was said is in what was read; the library adds defaults."""
    if isinstance(said, dict):
        return all(name in read and kept(each, read[name]) for name, each in said.items())
    if isinstance(said, list):
        return len(said) == len(read) and all(kept(one, other) for one, other in zip(said, read, strict=True))
    return bool(said == read) or (said == 0 and read == NEVER)  # a message that is gone has no date


UNCLOSED = "can't parse entities: Can't find end tag corresponding to start tag \"b\""


# --- who may ask


async def test_the_bot_is_known_by_its_token(server: Server, bot: telegram.Bot) -> None:
    assert (bot.id, bot.username, bot.can_join_groups) == (123456789, "lumbot_bot", True)
    wrong = library(server, "1:wrong")
    with pytest.raises(InvalidToken, match="rejected by the server"):
        await wrong.initialize()
    await wrong.shutdown()
    assert (await call(server, "getMe", "1:wrong"))[1]["description"] == "Unauthorized"
    assert (await call(server, "getMe", "no token"))[0] == 404
    assert (await call(server, "getMee")) == (404, {"ok": False, "error_code": 404, "description": "Not Found"})
    assert server.faults == [("getMee", "unknown method")]
    server.faults.clear()


async def test_parameters_in_the_address_in_a_form_and_as_json_are_the_same(server: Server) -> None:
    server.person()
    address = f"{server.url}/bot{server.token}/sendMessage"
    async with aiohttp.ClientSession() as session:
        for response in (
            await session.post(address, params={"chat_id": "1001", "text": "a"}),
            await session.post(address, data={"chat_id": "1001", "text": "a"}),
        ):
            assert (await response.json())["result"]["text"] == "a"
        async with session.get(f"{address}?chat_id=1001&text=a") as response:
            assert response.status == 200
        async with session.post(address, data=b"[", headers={"Content-Type": "application/json"}) as response:
            assert response.status == 400
    assert (await call(server, "sendMessage", chat_id=1001, text="a"))[0] == 200
    assert len(server.chats[1001]) == server.calls["sendMessage"] == 4


# --- what people do


async def test_what_people_do_reads_back_without_loss(server: Server, bot: telegram.Bot) -> None:
    ann, group, channel = server.person(username="ann"), server.group(), server.group(-1009, "News", "channel")
    await bot.get_updates(allowed_updates=ALL)
    await bot.send_message(1001, "Really?", reply_markup=YES_NO)
    sent = [await ann.writes("/start x"), await ann.edits("/help@lumbot_bot me"), await ann.forwards("Read this")]
    sent += [await ann.sends(kind) for kind in MEDIA]
    sent += [await ann.sends("photo", caption="Me"), await ann.sends("location", latitude=1.5, longitude=-2.0)]
    sent += [await ann.presses("Yes"), await ann.writes("so", reply_to=ann.shown[0])]
    sent += [await ann.blocks(), await ann.unblocks()]
    sent += [await group.adds_bot(ann), await group.writes(ann, "/start@lumbot_bot"), await group.removes_bot(ann)]
    sent += [await channel.adds_bot(ann), await channel.posts("News"), await channel.edits_post("No news")]
    await ann.deletes(ann.shown[0])
    _, said = await call(server, "getUpdates")
    assert [each["update_id"] for each in said["result"]] == sorted({*sent, sent[-6] + 1})  # one more: the bot came
    for each in said["result"]:
        assert not check_type("Update", each)
        assert kept(each, telegram.Update.de_json(each, bot).to_dict())


async def test_a_command_is_marked(server: Server, bot: telegram.Bot) -> None:
    await server.person().writes("😀 /start@lumbot_bot a/b /1 http://x.y/z")
    (update,) = await bot.get_updates()
    assert update.message
    assert list(update.message.parse_entities().values()) == ["/start@lumbot_bot", "/1"]
    assert update.message.from_user
    assert update.message.from_user.language_code == "en"


async def test_a_press_carries_the_message_and_wants_an_answer(server: Server, bot: telegram.Bot) -> None:
    ann = server.person()
    await bot.send_message(1001, "A?", reply_markup=YES_NO)
    await bot.send_message(1001, "B?", reply_markup=YES_NO)
    await ann.presses("No")
    await ann.presses("y", server.chats[1001][0])
    last, first = (update.callback_query for update in await bot.get_updates())
    assert last
    assert first
    assert isinstance(last.message, telegram.Message)
    assert (last.data, last.message.text, first.data) == ("n", "B?", "y")
    assert last.message.reply_markup == YES_NO
    assert await last.answer("Good")
    assert [each["text"] for each in ann.answers()] == ["Good"]
    server.callbacks[first.id].until = 0
    for number in (first.id, "77"):
        with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
            await bot.answer_callback_query(number)


async def test_a_button_that_is_gone_can_be_pressed_by_a_screen_that_lags(server: Server, bot: telegram.Bot) -> None:
    ann = server.person()
    message = await bot.send_message(1001, "A?", reply_markup=YES_NO)
    await message.edit_text("A!")
    with pytest.raises(AssertionError, match="no button"):
        await ann.presses("Yes")
    await ann.presses("Yes", server.chats[1001][0])
    await message.delete()
    await ann.presses("Yes", server.chats[1001][0])
    edited, gone = (update.callback_query for update in await bot.get_updates())
    assert edited
    assert gone
    assert isinstance(edited.message, telegram.Message)
    assert edited.message.reply_markup is None
    assert gone.message
    assert not gone.message.is_accessible


# --- what the bot shows


async def test_html_is_read(server: Server, bot: telegram.Bot) -> None:
    server.person()
    html = ' <b>A <i>b</i></b> &lt;3 &amp; <a href="https://x.y/?a&amp;b">😀x</a>\n'
    html += '<pre><code class="language-py">/c</code></pre> '
    message = await bot.send_message(1001, html, parse_mode="HTML", disable_notification=True)
    assert message.text == "A b <3 & 😀x\n/c"
    kinds = [(each.type, each.offset, each.length) for each in message.entities]
    assert kinds == [("bold", 0, 3), ("italic", 2, 1), ("text_link", 9, 3), ("pre", 13, 2)]
    assert (message.entities[2].url, message.entities[3].language) == ("https://x.y/?a&b", "py")
    shown = server.chats[1001][0]
    assert (shown.text, shown.html, shown.silent, shown.entities[0]["type"]) == (message.text, html, True, "bold")


async def test_what_telegram_would_not_take_is_refused_and_written_down(server: Server) -> None:
    server.person()
    long = {"inline_keyboard": [[{"text": "a", "callback_data": "x" * 65}]]}
    for params, said in (
        ({"text": "<b>a", "parse_mode": "HTML"}, UNCLOSED),
        ({"text": ""}, "message text is empty"),
        ({"text": "a", "reply_markup": long}, "BUTTON_DATA_INVALID"),
    ):
        status, answer = await call(server, "sendMessage", chat_id=1001, **params)
        assert (status, answer) == (400, {"ok": False, "error_code": 400, "description": f"Bad Request: {said}"})
        assert server.faults[-1] == ("sendMessage", said)
    status, answer = await call(server, "sendMessage", chat_id=1001, text="a", reply_parameters={"message_id": 99})
    assert (status, answer["description"]) == (400, "Bad Request: message to be replied not found")
    assert len(server.faults) == 3  # that one may happen to anybody
    server.faults.clear()
    assert not server.chats[1001]


async def test_at_the_limits_all_is_well(server: Server, bot: telegram.Bot) -> None:
    server.person()
    await bot.send_message(1001, "<b>" + "😀" * 2048 + "</b>", parse_mode="HTML")
    row = [InlineKeyboardButton("a", callback_data="é" * 32)] * 8
    await bot.send_message(1001, "a", reply_markup=InlineKeyboardMarkup([row] * 12 + [row[:4]]))
    await bot.set_my_commands([telegram.BotCommand(f"c{n}" + "x" * 28, "d" * 256) for n in range(100)])
    reply = telegram.ReplyParameters(1, allow_sending_without_reply=True)
    await bot.send_message(1001, "a", reply_parameters=reply)


async def test_a_message_is_edited_and_deleted(server: Server, bot: telegram.Bot) -> None:
    ann = server.person()
    await ann.writes("Hello")
    message = await bot.send_message(1001, "A", reply_markup=YES_NO)
    for same in (
        bot.edit_message_text("A", 1001, message.message_id, reply_markup=YES_NO),
        message.edit_reply_markup(YES_NO),
    ):
        with pytest.raises(
            BadRequest, match="not modified: specified new message content and reply markup are exactly"
        ):
            await same
    edited = await message.edit_text("B", reply_markup=YES_NO)
    assert isinstance(edited, telegram.Message)
    assert (edited.text, edited.reply_markup, edited.message_id) == ("B", YES_NO, message.message_id)
    assert edited.edit_date
    await message.edit_text("C")
    shown = server.chats[1001][0]
    assert [shown.text, shown.buttons, [each.text for each in shown.edits]] == ["C", [], ["B", "C"]]
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await message.edit_caption("D")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("D", 1001, message.message_id - 1)
    assert await message.delete()
    assert shown.deleted
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await message.edit_text("D")
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await message.delete()


async def test_an_old_message_cannot_be_deleted(server: Server, bot: telegram.Bot) -> None:
    server.person()
    now = server.now()
    server.now = lambda: now
    message = await bot.send_message(1001, "A")
    server.now = lambda: now + 49 * 3600
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await message.delete()
    assert not server.chats[1001][0].deleted


async def test_files_arrive_and_have_captions(server: Server, bot: telegram.Bot) -> None:
    server.person()
    sent = await bot.send_document(
        1001, b"date,pain\n", caption="<b>Yours</b>", parse_mode="HTML", filename="days.csv", reply_markup=YES_NO
    )
    photo = await bot.send_photo(1001, b"\x89PNG", caption="Look")
    again = await bot.send_photo(1001, photo.photo[-1].file_id)
    first, second, third = server.chats[1001]
    assert first.file
    assert (first.file.name, first.file.data, first.text, first.buttons[0][1]) == (
        "days.csv",
        b"date,pain\n",
        "Yours",
        ("No", "n"),
    )
    assert sent.document
    assert sent.document.file_name == "days.csv"
    assert (second.text, third.file, len(again.photo)) == ("Look", None, 2)
    edited = await photo.edit_caption("See")
    assert isinstance(edited, telegram.Message)
    assert edited.caption == "See"
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await photo.edit_text("See")
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(1001, b"a", caption="x" * 1025)
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(1001, b"")
    server.faults.clear()


async def test_it_writes_only_where_it_may(server: Server, bot: telegram.Bot) -> None:
    ann, bob, group = server.person(), server.person(1002, "Bob", met=False), server.group()
    for unknown in (1002, 7, "@nobody"):
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(unknown, "a")
    await bob.writes("hello")
    await bot.send_message(1002, "a")
    await ann.blocks()
    with pytest.raises(Forbidden, match="Forbidden: bot was blocked by the user"):
        await bot.send_message(1001, "a")
    await ann.unblocks()
    await bot.send_message(1001, "a")
    await group.removes_bot(ann)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.chat_id, "a")
    await group.adds_bot(ann)
    await bot.send_message(group.chat_id, "a")
    assert await bot.leave_chat(group.chat_id)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_chat_action(group.chat_id, "typing")
    kinds = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    assert [each.new_chat_member.status for each in kinds] == ["kicked", "member", "kicked", "member"]


async def test_the_profile_is_kept_by_language(server: Server, bot: telegram.Bot) -> None:
    private = telegram.BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([("start", "Begin")])
    await bot.set_my_commands([("start", "Anfangen")], scope=private, language_code="de")
    assert [each.description for each in await bot.get_my_commands()] == ["Begin"]
    assert [each.description for each in await bot.get_my_commands(private, "de")] == ["Anfangen"]
    assert await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()
    await bot.set_my_name("Lumi")
    await bot.set_my_name("Lumine", "fr")
    assert [(await bot.get_my_name(each)).name for each in ("fr", "de", None)] == ["Lumine", "Lumi", "Lumi"]
    await bot.set_my_description("Long")
    await bot.set_my_short_description("Short", "es")
    assert (await bot.get_my_description()).description == "Long"
    assert (await bot.get_my_short_description("es")).short_description == "Short"
    assert (await bot.get_my_short_description()).short_description == ""
    assert server.calls["setMyCommands"] == server.calls["setMyName"] == 2


async def test_a_chat_is_described(server: Server, bot: telegram.Bot) -> None:
    server.person(username="ann")
    chat = await bot.get_chat("@ann")
    assert (chat.id, chat.type, chat.first_name) == (1001, "private", "Ann")
    assert await bot.send_chat_action(1001, "typing")
    assert server.acts.chat_actions == [(1001, "typing")]
