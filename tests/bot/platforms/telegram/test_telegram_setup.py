"""How Lumbot on Telegram begins, what it tells the operator, and the webhook."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Any

import aiohttp
import pytest

from bot.adapter import Address, PlatformError
from bot.engine.writer import StoppedError
from bot.platforms.telegram.platform import Telegram
from bot.store.queries import Store
from content.model import Catalog
from tests.fakes.shared.engines import WAY, Clock
from tests.fakes.telegram.bots import free_port
from tests.fakes.telegram.edge import CHAT, QUICK, Webhook, chosen
from tests.fakes.telegram.fates import always, answer, in_turn
from tests.fakes.telegram.server import Server
from tests.fakes.telegram.talking import SECRET, Before, Nobody, logged, pressed, said, settled, talking, texts

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
    assert [each["command"] for each in commands] == list(catalog.menu)


@pytest.mark.parametrize("fate", [answer(401, "Unauthorized"), answer(404, "Not Found")])
async def test_a_token_that_telegram_does_not_know_is_one_line(server: Server, catalog: Catalog, fate: Any) -> None:
    server.fate = always(fate, "getMe")
    telegram = Telegram(chosen(server.token, server.url), catalog=catalog, now=Clock(), patience=QUICK)
    with pytest.raises(PlatformError, match=r"LUMBOT_TELEGRAM_TOKEN.*@BotFather") as wrong:
        await telegram.serve(Nobody())
    await telegram.disconnect()
    assert server.token not in str(wrong.value)
    assert "\n" not in str(wrong.value)


async def test_a_token_that_is_taken_back_while_it_runs_ends_it(server: Server, catalog: Catalog) -> None:
    telegram = Telegram(chosen(server.token, server.url), catalog=catalog, now=Clock(), patience=QUICK)
    server.fate = always(answer(401, "Unauthorized"), "getUpdates")
    with pytest.raises(PlatformError, match="LUMBOT_TELEGRAM_TOKEN"):
        await telegram.serve(Nobody())
    await telegram.disconnect()


async def test_a_server_that_is_down_is_tried_until_it_is_up(
    server: Server, sqlite_store: Store, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    await server.down()
    async with talking(server, sqlite_store, catalog, wait=False) as (playing, ann):
        await logged(caplog, "cannot be reached")
        await server.up()
        await said(playing, "/start")
        assert texts(ann)[0].startswith("Hello,")
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
        assert texts(ann)[0].startswith("Hello,")
    assert "another program fetches the messages of this bot (LUMBOT_TELEGRAM_TOKEN)" in caplog.text


async def test_a_webhook_that_somebody_left_behind_is_taken_away(
    server: Server, sqlite_store: Store, catalog: Catalog
) -> None:
    async with aiohttp.ClientSession() as session:
        url = f"{server.url}/bot{server.token}/setWebhook"
        await session.post(url, json={"url": "https://example.org/left"})
    async with talking(server, sqlite_store, catalog) as (playing, ann):
        await said(playing, "/start")
        assert texts(ann)[0].startswith("Hello,")


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
        own = chosen(server.token, server.url, webhook)
        telegram = Telegram(own, catalog=catalog, now=Clock(), patience=QUICK)
        with pytest.raises(PlatformError, match="LUMBOT_TELEGRAM_WEBHOOK_LISTEN: cannot listen on"):
            await telegram.serve(Nobody())
        await telegram.disconnect()


async def test_a_webhook_that_telegram_does_not_take_is_told_in_its_words(
    server: Server, sqlite_store: Store, catalog: Catalog, webhook: Webhook, caplog: pytest.LogCaptureFixture
) -> None:
    why = "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
    server.fate = in_turn("setWebhook", answer(400, f"Bad Request: {why}"))
    async with talking(server, sqlite_store, catalog, webhook) as (playing, ann):
        await said(playing, "/start")
        assert texts(ann)[0].startswith("Hello,")
    assert "LUMBOT_TELEGRAM_WEBHOOK_URL: Telegram does not take it" in caplog.text
    assert "ports 80, 88, 443 or 8443" in caplog.text


async def test_a_webhook_that_is_taken_away_is_set_again(
    server: Server, sqlite_store: Store, catalog: Catalog, webhook: Webhook, caplog: pytest.LogCaptureFixture
) -> None:
    async with talking(server, sqlite_store, catalog, webhook) as (playing, ann):
        await server.until(lambda: server.updates.hook)
        server.updates.delete_hook({})
        await said(playing, "/start")
        assert texts(ann)[0].startswith("Hello,")
    assert "another program fetches the messages of this bot (LUMBOT_TELEGRAM_TOKEN)" in caplog.text


async def test_what_telegram_cannot_bring_is_told(
    server: Server, sqlite_store: Store, catalog: Catalog, webhook: Webhook, caplog: pytest.LogCaptureFixture
) -> None:
    async with talking(server, sqlite_store, catalog, webhook):
        await server.until(lambda: server.updates.hook)
        assert server.updates.hook
        server.updates.hook.error = int(server.now()) + 60, "Connection timed out"
        await logged(caplog, "Telegram cannot bring messages there (Connection timed out); 0 wait")
        calls = server.calls["getWebhookInfo"]
        await server.until(lambda: server.calls["getWebhookInfo"] >= calls + 3)
    assert caplog.text.count("cannot bring") == 1


async def test_what_strangers_send_to_the_port_is_not_logged(
    server: Server, sqlite_store: Store, catalog: Catalog, webhook: Webhook, caplog: pytest.LogCaptureFixture
) -> None:
    async with talking(server, sqlite_store, catalog, webhook):
        await server.until(lambda: server.updates.hook)
        for sent in (b"\x16\x03\x01 tls", b"POST / HTTP/1.1\r\nHost: a\r\nBad Header \x00\r\n\r\n"):
            reader, writer = await asyncio.open_connection(webhook.host, webhook.port)
            writer.write(sent + b"\r\n\r\n")
            assert b" 400 " in await reader.readline()
            writer.close()
            await writer.wait_closed()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
