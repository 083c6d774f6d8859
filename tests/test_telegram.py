"""Lumbot on Telegram when something goes wrong, with the real python-telegram-bot and a server on loopback.

The promise: what a person says is heard once, what we say arrives, in order, and is repeated only where nobody can
know whether it arrived.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.platforms import Address, Coach, PlatformError
from bot.platforms.telegram import Telegram, Webhook
from bot.store import Store
from bot.writer import StoppedError
from content.menu import MENU
from content.model import Catalog
from handlers.dialog import NEW
from handlers.parts import KINDS, Event
from handlers.saved import load_dialog
from tests.engines import WAY, Clock
from tests.playing import Played, Wrap, played
from tests.telegram.edge import CHAT, QUICK, TelegramEdge
from tests.telegram.fates import always, answer, cut_after, cut_before, in_turn, internal, page, silence, too_many
from tests.telegram.people import Person
from tests.telegram.server import Server

HEALTH = ("pain", "back", "exercise", "hurt", "sore", "doctor")
SECRET = "a-Secret_1"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server() as server:
        yield server
        assert server.faults == []
        assert server.own_faults == []


@asynccontextmanager
async def talking(
    server: Server,
    store: Store,
    catalog: Catalog,
    webhook: Webhook | None = None,
    coach: Wrap = lambda engine: engine,
    *,
    wait: bool = True,
) -> AsyncIterator[tuple[Played, Person]]:
    """A running process, and Ann."""
    edge = TelegramEdge(server, catalog, webhook)
    async with played(store, catalog, edge, coach=coach, wait=wait) as playing:
        yield playing, edge.person


def texts(person: Person) -> list[str]:
    return [(message.past or [message.look])[0].text for message in person.shown]


async def said(playing: Played, text: str) -> None:
    await playing.edge.types(text)
    await settled(playing)


async def pressed(playing: Played, person: Person, *choices: str) -> None:
    for choice in choices:
        data = next(data for row in person.shown[-1].buttons for _, data in row if data.endswith(f":{choice}"))
        await person.presses(data)
        await settled(playing)


async def emptied(playing: Played) -> None:
    """Telegram knows of everything that it was heard."""
    edge = playing.edge
    assert isinstance(edge, TelegramEdge)
    await edge.server.until(lambda: edge.server.pending == 0)


async def settled(playing: Played) -> None:
    await emptied(playing)
    await playing.engine.shown(playing.edge.address)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


# --- setting up -----------------------------------------------------------------------------------------------------


async def test_menu_name_and_descriptions_are_set_when_they_differ(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    sets = ("setMyCommands", "setMyName", "setMyDescription", "setMyShortDescription")
    async with talking(server, sqlite_store, catalog):
        await server.until(lambda: server.calls["setMyShortDescription"] == 1)
    async with talking(server, sqlite_store, catalog):
        await server.until(lambda: server.calls["getMyShortDescription"] == 2)
    assert [server.calls[each] for each in sets] == [1, 0, 1, 1]  # the name is right already
    commands = next(params["commands"] for _, method, params in server.requests if method == sets[0])
    assert [each["command"] for each in commands] == list(MENU)


@pytest.mark.parametrize("fate", [answer(401, "Unauthorized"), answer(404, "Not Found")])
async def test_a_token_that_telegram_does_not_know_is_one_line(server: Server, catalog: Catalog, fate: Any) -> None:
    server.fate = always(fate, "getMe")
    telegram = Telegram(server.token, catalog=catalog, now=Clock(), api=server.url, patience=QUICK)
    with pytest.raises(PlatformError, match=r"LUMBOT_TELEGRAM_TOKEN.*@BotFather") as wrong:
        await telegram.serve(Nobody())
    await telegram.hang_up()
    assert server.token not in str(wrong.value)
    assert "\n" not in str(wrong.value)


async def test_a_token_that_is_taken_back_while_it_runs_ends_it(server: Server, catalog: Catalog) -> None:
    telegram = Telegram(server.token, catalog=catalog, now=Clock(), api=server.url, patience=QUICK)
    server.fate = always(answer(401, "Unauthorized"), "getUpdates")
    with pytest.raises(PlatformError, match="LUMBOT_TELEGRAM_TOKEN"):
        await telegram.serve(Nobody())
    await telegram.hang_up()


async def test_a_server_that_is_down_is_tried_until_it_is_up(
    server: Server, sqlite_store: Store, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    await server.down()
    async with talking(server, sqlite_store, catalog, wait=False) as (playing, ann):
        await logged(caplog, "cannot be reached")
        await server.up()
        await said(playing, "/start")
        assert texts(ann)[0].startswith("Hello.")
    lines = [record.getMessage() for record in caplog.records]
    assert sum("cannot be reached" in line for line in lines) <= 2  # not a line for every try
    assert any("answers" in line for line in lines)
    assert server.token not in caplog.text


async def test_a_second_poller_is_named_and_tried_until_it_stops(
    server: Server, sqlite_store: Store, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    conflict = answer(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance")
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        server.fate = in_turn("getUpdates", conflict, conflict)
        await said(playing, "/start")
        assert texts(ann)[0].startswith("Hello.")
    assert "another program fetches the messages of this bot (LUMBOT_TELEGRAM_TOKEN)" in caplog.text


async def test_a_webhook_that_somebody_left_behind_is_taken_away(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    async with aiohttp.ClientSession() as session:
        url = f"{server.url}/bot{server.token}/setWebhook"
        await session.post(url, json={"url": "https://example.org/left"})
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await said(playing, "/start")
        assert texts(ann)[0].startswith("Hello.")


# --- heard once -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fate", [internal(), page(502), cut_before(), cut_after(), silence(), too_many(0)])
async def test_whatever_befalls_a_poll_everything_is_heard_once(
    server: Server, sqlite_store: Store, catalog: Catalog, fate: Any
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await said(playing, "/start")
        server.fate = in_turn("getUpdates", None, fate, None, fate)
        for choice in WAY[:4]:
            await pressed(playing, ann, choice)
        assert len(texts(ann)) == 6  # the hello, two questions, a note, two lists: nothing twice
        assert (await rows(playing)).turn >= 5


async def test_what_comes_again_changes_nothing(server: Server, sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await said(playing, "/start")
        number = await ann.writes("go on")
        await settled(playing)
        update = {"message": ann.last, "update_id": number}
        for _ in range(3):
            server.push(update)
            await settled(playing)
        assert len(texts(ann)) == 2


async def test_every_chat_keeps_its_order_while_all_are_mixed(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    people = [server.person(2000 + n, f"P{n}", "en") for n in range(20)]
    words = ("/start", "go on", "yes", "no", "ask me again", "yes", "none")
    async with talking(server, sqlite_store, catalog) as (playing, _):
        for word in words:
            for person in people:
                await person.writes(word)
        await emptied(playing)
        for person in people:
            await playing.engine.shown(Address("telegram", str(person.chat_id)))
    assert len({tuple(texts(person)) for person in people}) == 1
    assert len(texts(people[0])) >= len(words)


async def test_an_update_that_cannot_be_read_holds_nobody_up(
    server: Server, sqlite_store: Store, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        server.push({"message": {"message_id": "what", "text": "my secret pain"}})
        await said(playing, "/start")
        assert texts(ann)[0].startswith("Hello.")
    assert "secret" not in caplog.text
    server.own_faults.clear()  # it was made to send nonsense


# --- said, and not too often ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fate", "copies"),
    [(internal(), 1), (page(502), 1), (cut_before(), 1), (silence(), 1), (too_many(1), 1), (cut_after(), 2)],
    ids=["500", "502", "cut before", "silence", "429", "cut after"],
)
async def test_a_reply_comes_at_last_and_twice_only_when_nobody_can_know(
    server: Server, sqlite_store: Store, catalog: Catalog, fate: Any, copies: int
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        server.fate = in_turn("sendMessage", fate)
        await said(playing, "/start")
        await pressed(playing, ann, "go_on")
    found = texts(ann)
    assert [text.startswith("Hello.") for text in found] == [True] * copies + [False]


@pytest.mark.parametrize(
    ("fate", "copies"),
    [(too_many(1), 1), (internal(), 0), (cut_before(), 0), (silence(), 0), (cut_after(), 1)],
    ids=["429", "500", "cut before", "silence", "cut after"],
)
async def test_a_nudge_is_tried_again_only_when_it_was_certainly_not_shown(
    server: Server, sqlite_store: Store, catalog: Catalog, fate: Any, copies: int
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await reminded(playing, ann)
        before = len(texts(ann))
        server.fate = in_turn("sendMessage", fate)
        await tomorrow(playing)
        assert len(texts(ann)) == before + copies
        kinds = [fact.kind for fact in await sqlite_store.facts((await rows(playing)).person)]
        assert kinds.count("Nudged") == 1
        assert kinds.count("NudgeUnknown") == (fate.kind != "answer" or fate.status == 500)


async def test_a_nudge_is_tried_again_when_the_server_could_not_be_reached(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await reminded(playing, ann)
        before = len(texts(ann))
        await server.down()
        going = asyncio.create_task(tomorrow(playing))
        await asyncio.sleep(0.1)
        await server.up()
        await going
        assert len(texts(ann)) == before + 1


async def test_what_fails_around_an_answer_is_no_failure(
    server: Server, sqlite_store: Store, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    """A press too old to be answered, a message that was deleted, one that is as it should be already."""
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await said(playing, "/start")
        server.fate = always(
            answer(400, "Bad Request: query is too old and response timeout expired or query ID is invalid"),
            "answerCallbackQuery",
        )
        await pressed(playing, ann, "go_on")
        await ann.deletes(ann.shown[-1])
        await said(playing, "yes")
        modified = "Bad Request: message is not modified: specified new message content and reply markup are the same"
        server.fate = always(answer(400, modified), "editMessageText", "editMessageReplyMarkup")
        await pressed(playing, ann, "agree")
        assert "(1 of 5)" in texts(ann)[-1]
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_message_telegram_will_never_take_is_given_up(
    server: Server, sqlite_store: Store, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        server.fate = in_turn("sendMessage", answer(400, "Bad Request: can't parse entities: in <my secret pain>"))
        await said(playing, "/start")
        await said(playing, "go on")
        assert len(texts(ann)) == 1
    assert "given up" in caplog.text
    assert "secret" not in caplog.text


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


@pytest.mark.parametrize("kind", [*THINGS, *MORE])
async def test_what_is_no_text_gets_a_kind_answer_and_changes_nothing(
    server: Server, sqlite_store: Store, catalog: Catalog, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await ann.sends(kind)  # as the very first thing
        await settled(playing)
        assert len(texts(ann)) >= 1
        await said(playing, "/start")
        await pressed(playing, ann, *WAY[:3])
        state = load_dialog((await rows(playing)).dialog).state
        await ann.sends(kind)
        await ann.forwards("my back hurts, says somebody")
        await settled(playing)
        assert load_dialog((await rows(playing)).dialog).state == state
        assert state != NEW.state
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_every_kind_has_a_name_in_the_talk() -> None:
    from bot.platforms.telegram.meaning import _HOLDS

    assert set(_HOLDS.values()) <= set(KINDS)


async def test_a_caption_is_what_somebody_says(server: Server, sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await said(playing, "/start")
        await ann.sends("photo", caption="go on")
        await settled(playing)
        assert "18 or older" in texts(ann)[-1]


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
        assert "emergency" in texts(ann)[-2]


async def test_a_location_gives_the_zone_and_is_kept_nowhere(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await reminded(playing, ann, zone=False)
        assert "share your location" in ann.shown[-1].text
        await ann.sends("location", latitude=38.7223, longitude=-9.1393)
        await settled(playing)
        await pressed(playing, ann, "yes")
        row = await rows(playing)
        assert "Europe/Lisbon" in row.memory
        kept = f"{row}{await sqlite_store.facts(row.person)}"
        assert "38.7" not in kept
        assert "9.13" not in kept


async def test_what_somebody_types_stays_text(server: Server, sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await reminded(playing, ann, zone=False)
        for text in ("<b>Lisbon</b>", "a & b", "&lt;", "<script>", "*_`[x](y)", "\u202eabc", "x" * 4096):
            await said(playing, text)
    assert server.faults == []
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
        assert ann.shown[0].text.endswith("\n\nYou: Go on")
        assert [bool(message.buttons) for message in ann.shown].count(True) == 1


async def test_an_old_button_is_answered_with_todays_question(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await said(playing, "/start")
        await pressed(playing, ann, *WAY[:2])
        first = ann.shown[0]
        await ann.presses("Go on", first)
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


# --- ending ---------------------------------------------------------------------------------------------------------


async def test_what_is_in_hand_is_finished_and_confirmed(server: Server, sqlite_store: Store, catalog: Catalog) -> None:
    held = asyncio.Event()

    async def slowly() -> None:
        held.set()
        await asyncio.sleep(0.1)  # the database takes its time

    async with talking(server, sqlite_store, catalog, coach=lambda engine: Before(engine, slowly)) as (_, ann):
        await ann.writes("/start")
        await held.wait()
    assert server.pending == 0
    assert len(texts(ann)) == 1


async def test_nothing_about_anybody_is_logged_whatever_the_level(
    server: Server, sqlite_store: Store, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        server.fate = in_turn("sendMessage", cut_after(), internal(), page(502))
        await said(playing, "/start")
        await said(playing, "my secret ache is 7")
        await pressed(playing, ann, "go_on")
    for word in (*HEALTH, "secret", server.token.partition(":")[2], "Lumbot. I walk"):
        assert word not in caplog.text


# --- the webhook ----------------------------------------------------------------------------------------------------


@pytest.fixture
def webhook() -> Webhook:
    port = free_port()
    return Webhook(f"http://127.0.0.1:{port}/telegram", SECRET, "127.0.0.1", port)


async def test_the_same_talk_through_the_webhook(
    server: Server, sqlite_store: Store, catalog: Catalog, webhook: Webhook
) -> None:
    async with talking(server, sqlite_store, catalog, webhook) as (playing, ann):
        await server.until(lambda: server.calls["setWebhook"] == 1)
        await said(playing, "/start")
        await pressed(playing, ann, *WAY[:5])
        assert len(texts(ann)) == 7
    assert server.calls["getUpdates"] == 0
    assert {status for _, status in server.updates.delivered} == {200}


async def test_the_webhook_opens_for_telegram_only(
    server: Server, sqlite_store: Store, catalog: Catalog, webhook: Webhook
) -> None:
    async with talking(server, sqlite_store, catalog, webhook) as (playing, ann):
        await server.until(lambda: server.calls["setWebhook"] == 1)
        update = {"update_id": 1, "message": ann._reach.world.add(ann.place.chat, {"text": "/start"}, ann.user)}
        name = "X-Telegram-Bot-Api-Secret-Token"
        async with aiohttp.ClientSession() as session:
            for headers in ({}, {name: "wrong"}, {name: ""}, {name: SECRET + "\u00e9"}):
                async with session.post(webhook.url, json=update, headers=headers) as found:
                    assert found.status == 401
            async with session.post(webhook.url, data=b"{", headers={name: SECRET}) as found:
                assert found.status == 400
            async with session.get(webhook.url, headers={name: SECRET}) as found:
                assert found.status == 405
            async with session.post(webhook.url, json={"update_id": 5}, headers={name: SECRET}) as found:
                assert found.status == 200
        await settled(playing)
    assert server.calls["sendMessage"] == 0
    assert await sqlite_store.row_at(Address("telegram", str(CHAT))) is None


async def test_the_webhook_says_200_only_after_the_commit(
    server: Server, sqlite_store: Store, catalog: Catalog, webhook: Webhook
) -> None:
    stops = [True, True, False]

    async def refused_at_first() -> None:
        if stops.pop(0):
            raise StoppedError  # it stops before it is kept

    async with talking(
        server, sqlite_store, catalog, webhook, coach=lambda engine: Before(engine, refused_at_first)
    ) as (playing, ann):
        await said(playing, "/start")
    assert [status for _, status in server.updates.delivered] == [503, 503, 200]
    assert len(texts(ann)) == 1


async def test_a_port_that_is_taken_is_one_line(server: Server, catalog: Catalog, webhook: Webhook) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", webhook.port))
        taken.listen()
        telegram = Telegram(server.token, catalog=catalog, now=Clock(), api=server.url, webhook=webhook, patience=QUICK)
        with pytest.raises(PlatformError, match="LUMBOT_TELEGRAM_WEBHOOK_LISTEN: cannot listen on"):
            await telegram.serve(Nobody())
        await telegram.hang_up()


# --- what the tests above share -------------------------------------------------------------------------------------


class Before:
    """Lets something happen before the coach hears."""

    def __init__(self, coach: Coach, happen: Callable[[], Awaitable[None]]) -> None:
        self.coach, self.happen = coach, happen

    async def hear(self, address: Address, event: Event, update: str = "") -> bool:
        await self.happen()
        return await self.coach.hear(address, event, update)

    async def shown(self, address: Address) -> None:
        await self.coach.shown(address)

    async def fits(self, address: Address, text: str) -> bool:
        return await self.coach.fits(address, text)


class Nobody:
    """A coach for tests in which nobody talks."""

    async def hear(self, address: Address, event: Event, update: str = "") -> bool:
        raise AssertionError("nobody talks here")

    async def shown(self, address: Address) -> None:
        raise AssertionError("nobody talks here")

    async def fits(self, address: Address, text: str) -> bool:
        raise AssertionError("nobody talks here")


async def logged(caplog: pytest.LogCaptureFixture, words: str) -> None:
    """Wait until the operator has been told this."""
    async with asyncio.timeout(5):
        while words not in caplog.text:  # noqa: ASYNC110  the log has no event to wait for
            await asyncio.sleep(0.005)


async def rows(playing: Played) -> Any:
    row = await playing.row()
    assert row
    return row


async def reminded(playing: Played, person: Person, *, zone: bool = True) -> None:
    """From hello to a reminder at 12:30 every day, or to the question for the city."""
    await said(playing, "/start")
    await pressed(playing, person, *WAY[: WAY.index("start")], "later")
    await pressed(playing, person, "at_1230")
    if zone:
        await said(playing, "Lisbon")
        await pressed(playing, person, "yes")
        if any(data.endswith(":days_0123456") for row in person.shown[-1].buttons for _, data in row):
            await pressed(playing, person, "days_0123456")


async def tomorrow(playing: Played) -> None:
    """The next nudge is due."""
    row = await rows(playing)
    playing.clock.now = max(row.nudge_at or playing.clock.now + timedelta(days=1), playing.clock.now)
    await playing.engine.sweep()
    await playing.engine.shown(playing.edge.address)


def callback(person: Person, message: dict[str, Any], data: str) -> dict[str, Any]:
    said = {"id": f"77{len(data)}", "from": person.user, "chat_instance": "1", "data": data, "message": message}
    return {"callback_query": said}
