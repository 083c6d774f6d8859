"""Lumbot on Telegram when something goes wrong, with the real python-telegram-bot and a server on loopback.

The promise: what a person says is heard once, what we say arrives, in order, and is repeated only where nobody can
know whether it arrived.
"""

from __future__ import annotations

import asyncio
import gc
import logging

import pytest

from bot.adapter import Address
from bot.engine.writer import StoppedError
from bot.store.queries import Store
from content.model import Catalog
from tests.fakes.shared.engines import WAY
from tests.fakes.telegram.fates import always, answer, cut_after, cut_before, in_turn, internal, page, silence, too_many
from tests.fakes.telegram.limits import Limits
from tests.fakes.telegram.server import Server
from tests.fakes.telegram.talking import (
    HEALTH,
    Before,
    emptied,
    keyboards,
    pressed,
    reminded,
    rows,
    said,
    settled,
    talking,
    texts,
    tomorrow,
)

# --- heard once -----------------------------------------------------------------------------------------------------


POLLS = (internal(), page(502), page(404), cut_before(), cut_after(), silence(), too_many(0))


async def test_whatever_befalls_a_poll_everything_is_heard_once(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, _):
        for number, fate in enumerate(POLLS):
            person = server.person(2000 + number, "Bob")
            await said(playing, "/start", person)
            server.fate = in_turn("getUpdates", None, fate, None, fate)
            await pressed(playing, person, *WAY[:4])
            assert len(texts(person)) == 6, (
                fate
            )  # the hello, a question, a note, a list, asked back, another: nothing twice
            assert (await rows(playing, person)).turn >= 5, fate


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


async def test_many_messages_of_one_person_are_heard_once_though_we_stop_among_them(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    """Fewer than make the others wait: those are heard all, and answered in part (handlers/flooding.py)."""
    left = 10

    async def stops() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise StoppedError

    async with talking(server, sqlite_store, catalog, coach=lambda engine: Before(engine, stops)) as (playing, ann):
        await said(playing, "/start")
        await playing.down()
        for _ in range(15):
            await ann.writes("/about")
        await playing.up(wait=False)
        assert playing.serving
        await asyncio.wait([playing.serving])
        assert isinstance(playing.serving.exception(), StoppedError)
        await playing.down()
        await playing.up()
        await settled(playing)
        assert len(texts(ann)) == 1 + 15


async def test_every_chat_keeps_its_order_while_all_are_mixed(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    people = [server.person(2000 + n, f"P{n}", "en") for n in range(12)]
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
        assert texts(ann)[0].startswith("Hello,")
    assert "secret" not in caplog.text
    server.own_faults.clear()  # it was made to send nonsense


# --- said, and not too often ----------------------------------------------------------------------------------------


REPLIES = (
    (internal(), 1),
    (page(502), 1),
    (page(403), 1),
    (cut_before(), 1),
    (silence(), 1),
    (too_many(1), 1),
    (cut_after(), 2),
)


async def test_a_reply_comes_at_last_and_twice_only_when_nobody_can_know(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, _):
        for number, (fate, copies) in enumerate(REPLIES):
            person = server.person(2000 + number, "Bob")
            server.fate = in_turn("sendMessage", fate)
            await said(playing, "/start", person)
            await pressed(playing, person, "age_20_50")
            assert [text.startswith("Hello,") for text in texts(person)] == [True] * copies + [False], fate


NUDGES = ((too_many(1), 1), (internal(), 0), (cut_before(), 0), (silence(), 0), (cut_after(), 1))


async def test_a_nudge_is_tried_again_only_when_it_was_certainly_not_shown(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, _):
        people = [server.person(2000 + number, "Bob") for number in range(len(NUDGES))]
        for person in people:
            await reminded(playing, person)
        before = [len(texts(person)) for person in people]
        left = {person.chat_id: fate for person, (fate, _) in zip(people, NUDGES, strict=True)}
        server.fate = lambda name, given: left.pop(given["chat_id"], None) if name == "sendMessage" else None
        await tomorrow(playing, *people)
        assert left == {}
        for person, (fate, copies), had in zip(people, NUDGES, before, strict=True):
            assert len(texts(person)) == had + copies, fate
            kinds = [fact.kind for fact in await sqlite_store.facts((await rows(playing, person)).person)]
            assert kinds.count("Nudged") == 1, fate
            assert kinds.count("NudgeUnknown") == (fate.kind != "answer" or fate.status == 500), fate


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


async def test_buttons_go_at_last_whatever_befalls_the_edit(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    async with talking(server, sqlite_store, catalog) as (playing, _):
        for number, fate in enumerate((too_many(1), internal(), cut_before())):
            person = server.person(2000 + number, "Bob")
            await said(playing, "/start", person)
            server.fate = in_turn("editMessageText", fate)
            await pressed(playing, person, "age_20_50")
            await server.until(lambda: keyboards(person) == 1)  # noqa: B023  it is waited for
            assert person.shown[0].text.endswith("You: 20-50"), fate


async def test_fast_tapping_is_not_too_much_for_telegram(server: Server, sqlite_store: Store, catalog: Catalog) -> None:
    """Edits count for a chat as messages do."""
    server.limits = Limits()
    async with talking(server, sqlite_store, catalog, paced=True) as (playing, ann):
        await said(playing, "/start")
        await pressed(playing, ann, *WAY[:2])
        await server.until(lambda: keyboards(ann) == 1)
    assert server.too_many == 0


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
        await pressed(playing, ann, "age_20_50")
        await ann.deletes(ann.shown[-1])
        await said(playing, "hm")
        modified = "Bad Request: message is not modified: specified new message content and reply markup are the same"
        server.fate = always(answer(400, modified), "editMessageText", "editMessageReplyMarkup")
        await pressed(playing, ann, "agree")
        assert "(1/4)" in texts(ann)[-1]
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
        await pressed(playing, ann, "age_20_50")
        await said(playing, "my secret ache is 7")
    for word in (*HEALTH, "secret", server.token.partition(":")[2], "Lumbot: a program"):
        assert word not in caplog.text


async def test_what_is_given_up_at_the_end_is_no_noise(
    server: Server, sqlite_store: Store, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    held, ended = asyncio.Event(), asyncio.Event()

    async def stuck() -> None:
        held.set()
        await ended.wait()
        raise StoppedError  # the database did not answer until the end

    async with talking(server, sqlite_store, catalog, coach=lambda engine: Before(engine, stuck)) as (playing, ann):
        await ann.writes("/start")
        await held.wait()
        assert playing.serving
        for _ in range(3):  # asked to end, again and again
            playing.serving.cancel()
            await asyncio.sleep(0)
        await asyncio.wait([playing.serving])
        ended.set()
        await asyncio.sleep(0.01)
        gc.collect()
    assert "never retrieved" not in caplog.text
