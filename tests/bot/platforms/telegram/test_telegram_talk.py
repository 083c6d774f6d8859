"""Whatever people do in Telegram is heard or passed over, and buttons show what is open and what was chosen."""

from __future__ import annotations

import logging

import pytest

from bot.adapter import Address
from bot.store.queries import Store
from content.model import Catalog
from handlers.dialog import NEW
from handlers.events import MEDIA
from handlers.saved import load_dialog
from tests.fakes.shared.engines import WAY
from tests.fakes.telegram.server import Server
from tests.fakes.telegram.talking import (
    HEALTH,
    callback,
    pressed,
    reminded,
    rows,
    said,
    settled,
    talking,
    texts,
    tomorrow,
)

# --- who is there ---------------------------------------------------------------------------------------------------


async def test_who_blocks_us_is_left_alone_until_their_next_word(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await reminded(playing, ann)
        await ann.blocks()
        await settled(playing)
        assert (await rows(playing)).unreachable
        calls = server.calls["sendMessage"]
        await tomorrow(playing)
        await tomorrow(playing)
        assert server.calls["sendMessage"] == calls
        await ann.unblocks()
        await said(playing, "hello again")
        assert not (await rows(playing)).unreachable
        before = len(texts(ann))
        await tomorrow(playing)  # that of yesterday is too late
        await tomorrow(playing)
        assert len(texts(ann)) == before + 1


async def test_a_403_without_a_word_before_means_the_same(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await reminded(playing, ann)
        ann.place.closed = "bot was blocked by the user"
        calls = server.calls["sendMessage"]
        await tomorrow(playing)
        assert (await rows(playing)).unreachable
        await tomorrow(playing)
        assert server.calls["sendMessage"] == calls + 1


async def test_a_group_only_ever_hears_where_we_talk(server: Server, sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        group, channel = server.group(-1001, "Family"), server.group(-1002, "News", kind="channel")
        await group.adds_bot(ann)
        await channel.adds_bot(ann)
        await server.settled(-1001, 1)
        for text in ("just chatting", "/start@other_bot", "my back hurts", "/checkin@lumbot_bot 9 worse"):
            await group.writes(ann, text)
        await channel.posts("/start")
        await channel.edits_post("@lumbot_bot")
        await settled(playing)
        assert await sqlite_store.row_at(Address("telegram", "-1001")) is None
    assert 1 <= len(server.chats[-1001]) <= 2
    assert -1002 not in server.chats or server.chats[-1002] == []
    for message in server.chats[-1001]:
        assert not any(word in message.text.lower() for word in HEALTH)
        assert message.buttons == [[("Open our chat", "https://t.me/lumbot_bot")]]


# --- what is no text ------------------------------------------------------------------------------------------------

THINGS = ("sticker", "photo", "voice", "video", "audio", "document", "animation", "video_note", "dice", "poll")
MORE = ("contact", "venue", "story", "game")


async def test_what_is_no_text_gets_a_kind_answer_and_changes_nothing(
    server: Server, sqlite_store: Store, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, _):
        for number, kind in enumerate((*THINGS, *MORE)):
            person = server.person(2000 + number, "Bob")
            await person.sends(kind)  # as the very first thing
            await settled(playing, person)
            assert len(texts(person)) >= 1, kind
            await said(playing, "/start", person)
            await pressed(playing, person, *WAY[:3])
            state = load_dialog((await rows(playing, person)).dialog).state
            await person.sends(kind)
            await person.forwards("my back hurts, says somebody")
            await settled(playing, person)
            assert load_dialog((await rows(playing, person)).dialog).state == state, kind
            assert state != NEW.state
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_every_kind_has_a_name_in_the_talk() -> None:
    from bot.platforms.telegram.parsing import _HOLDS

    assert set(_HOLDS) <= set(MEDIA)


async def test_a_caption_is_what_somebody_says(server: Server, sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await said(playing, "/start")
        await ann.sends("photo", caption="go on")
        await settled(playing)
        assert "How old are you?" in texts(ann)[-1]


async def test_words_of_danger_in_a_changed_message_are_heard(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await said(playing, "/start")
        await pressed(playing, ann, *WAY[:3])
        await ann.writes("hmm")
        await settled(playing)
        await ann.edits("I can't pee and my legs are numb")
        await settled(playing)
        assert "emergency" in texts(ann)[-1]


async def test_a_language_with_a_country_adds_its_number(server: Server, sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, _):
        for number, (language, wanted) in enumerate((("en-GB", "(999 in the UK)"), ("en", "911 in the US"))):
            ann = server.person(2000 + number, language_code=language)
            await ann.writes("I want to die")
            await settled(playing)
            assert wanted in texts(ann)[-1]


async def test_a_location_gives_the_zone_and_is_kept_nowhere(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await reminded(playing, ann, zone=False)
        assert ann.keyboard == ["Share my location"]
        assert "share your location" in ann.shown[-2].text
        await said(playing, ann.keyboard[0])  # as some apps on a desk do
        assert "can't share it" in ann.shown[-1].text
        assert len([each for each in ann.shown if each.keyboard]) == 1
        await ann.sends("location", latitude=38.7223, longitude=-9.1393)
        await settled(playing)
        await pressed(playing, ann, "yes")
        assert ann.keyboard == []
        await server.until(lambda: not [each for each in ann.shown if each.keyboard])
        row = await rows(playing)
        assert "Europe/Lisbon" in row.memory
        kept = f"{row}{await sqlite_store.facts(row.person)}"
        assert "38.7" not in kept
        assert "9.13" not in kept


async def test_a_code_is_copied_by_one_tap_and_sends_nothing(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await reminded(playing, ann)
        await said(playing, "/link")
        told = ann.shown[-1]
        assert [each["type"] for each in told.entities] == ["code"]
        assert told.text[told.entities[0]["offset"] :].startswith(ann.copies())
        assert "has_protected_content" not in told.message
        await said(playing, ann.copies())
        assert "same app" in ann.shown[-1].text


async def test_what_somebody_types_stays_text(server: Server, sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await reminded(playing, ann, zone=False)
        for text in ("<b>Lisbon</b>", "a & b", "&lt;", "<script>", "*_`[x](y)", "\u202eabc", "x" * 4096):
            await said(playing, text)
    assert all(message.entities == [] for message in ann.shown if "You:" not in message.text)


# --- buttons and countdowns -----------------------------------------------------------------------------------------


async def test_every_press_is_answered_and_leaves_what_was_chosen(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await said(playing, "/start")
        await pressed(playing, ann, *WAY[:4])
        await server.until(lambda: len(ann.answers()) == 4)
        await server.until(lambda: sum("You: " in message.text for message in ann.shown) == 4)
        assert ann.shown[0].text.endswith("\n\nYou: 20-50")
        assert [bool(message.buttons) for message in ann.shown].count(True) == 1


async def test_an_old_button_is_answered_with_todays_question(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await said(playing, "/start")
        await pressed(playing, ann, WAY[0], "no")
        first = ann.shown[0]
        await ann.presses("20-50", first)
        await settled(playing)
        assert texts(ann)[-1].startswith("That step has passed.")
        await server.until(lambda: [bool(each.buttons) for each in ann.shown].count(True) == 1)
        await server.until(lambda: len(ann.answers()) == 3)


async def test_buttons_of_another_program_do_no_harm(server: Server, sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await said(playing, "/start")
        message = ann.shown[0]
        markup = {"inline_keyboard": [[{"text": "X", "callback_data": data}] for data in ("x", "1:GO", "9" * 30)]}
        message.message["reply_markup"] = markup
        for data in ("x", "1:GO", "9" * 30):
            server.push(callback(ann, message.message, data))
            await settled(playing)
        assert (await rows(playing)).turn
