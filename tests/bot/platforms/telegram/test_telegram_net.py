"""How updates and requests travel: fetched or posted, refused, cut, slowed, lost; as with the real Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
import telegram
from aiohttp import web
from telegram.error import BadRequest, Conflict, NetworkError, RetryAfter, TimedOut

from tests.fakes.telegram.fates import (
    always,
    answer,
    cut_after,
    cut_before,
    in_turn,
    internal,
    page,
    silence,
    slow,
    too_many,
)
from tests.fakes.telegram.limits import Limits
from tests.fakes.telegram.server import Server
from tests.fakes.telegram.talking import library

# The library says so whenever it makes a RetryAfter
pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2:DeprecationWarning")


async def test_updates_stay_until_they_are_confirmed(server: Server, bot: telegram.Bot) -> None:
    ann = server.person()
    ids = [await ann.writes(str(n)) for n in range(5)]
    assert ids == list(range(ids[0], ids[0] + 5))
    for _ in range(2):
        assert [each.update_id for each in await bot.get_updates(limit=2)] == ids[:2]
    assert [each.update_id for each in await bot.get_updates(offset=ids[2])] == ids[2:]
    assert server.pending == 3
    assert [each.update_id for each in await bot.get_updates(offset=-1)] == ids[4:]
    assert await bot.get_updates(offset=ids[4] + 1) == ()
    assert server.pending == 0


async def test_an_update_may_come_twice_or_late(server: Server, bot: telegram.Bot) -> None:
    said = {"message": {"message_id": 1, "date": 1, "chat": {"id": 1001, "type": "private"}, "text": "a"}}
    number = server.push(said)
    server.push({**said, "update_id": number})
    server.push({**said, "update_id": number - 5})
    server.push({"poll_answer": {"poll_id": "1", "option_ids": [], "option_persistent_ids": []}})
    assert [each.update_id for each in await bot.get_updates()] == [number, number, number - 5, number + 1]


async def test_a_long_poll_is_woken(server: Server, bot: telegram.Bot) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=20))
    await server.until(lambda: server.calls["getUpdates"])
    number = await server.person().writes("a")
    assert [each.update_id for each in await polling] == [number]
    assert await bot.get_updates(offset=number + 1, timeout=0) == ()


async def test_only_what_was_asked_for_comes(server: Server, bot: telegram.Bot) -> None:
    ann = server.person()
    count = {"chat": {"id": 1001, "type": "private"}, "message_id": 1, "date": 1, "reactions": []}
    server.push({"message_reaction_count": count})
    await bot.get_updates(allowed_updates=["callback_query", "message_reaction_count"])
    await ann.writes("a")
    server.push({"message_reaction_count": count})
    assert [bool(each.message_reaction_count) for each in await bot.get_updates()] == [True]
    await bot.get_updates(allowed_updates=[])
    await ann.writes("a")
    assert len(await bot.get_updates()) == 2


async def test_two_cannot_fetch_at_once(server: Server, bot: telegram.Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await server.until(lambda: server.calls["getUpdates"])
    async with library(server) as other:
        second = asyncio.create_task(other.get_updates(timeout=20))
        with pytest.raises(Conflict, match="by other getUpdates request; make sure that only one bot instance"):
            await first
        await bot.set_webhook("https://x.y/z")
        with pytest.raises(Conflict, match="terminated by setWebhook request"):
            await second
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


class Hook:
    """A bot's webhook: answers what `status` says of each update, and writes down what it got."""

    def __init__(self) -> None:
        self.got: list[tuple[str, int, str | None]] = []
        self.status: Callable[[str], int] = lambda _text: 200
        self.inside = self.most = 0
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.inside += 1
        self.most = max(self.most, self.inside)
        message = (await request.json())["message"]
        await asyncio.sleep(0.01)
        self.inside -= 1
        self.got.append(
            (message["text"], message["chat"]["id"], request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        )
        return web.Response(status=self.status(message["text"]))


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook, app = Hook(), web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app, shutdown_timeout=0.05)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_a_webhook_gets_each_update_until_it_takes_it(server: Server, bot: telegram.Bot, hook: Hook) -> None:
    ann, bob = server.person(), server.person(1002, "Bob")
    await ann.writes("early")
    await bot.set_webhook(hook.url, secret_token="s-1", max_connections=2)
    await server.until(lambda: server.pending == 0)
    assert hook.got == [("early", 1001, "s-1")]
    tries: list[str] = []

    def status(text: str) -> int:
        tries.append(text)
        return 500 if text == "a" and tries.count("a") < 3 else 200

    hook.status = status
    for text in ("a", "b"):
        await ann.writes(text)
    await bob.writes("c")
    assert server.pending == 3
    await server.until(lambda: server.pending == 0)
    assert [text for text, chat, _ in hook.got[1:] if chat == 1001] == ["a", "a", "a", "b"]  # b waits for a
    assert [text for text, *_ in hook.got].index("c") < 4  # c does not
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.max_connections) == (hook.url, 0, 2)
    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
    assert [status for _, status in server.updates.delivered].count(500) == 2


async def test_a_webhook_gets_several_at_once_but_not_too_many(server: Server, bot: telegram.Bot, hook: Hook) -> None:
    await bot.set_webhook(hook.url, max_connections=3)
    for n in range(20):
        await server.person(2000 + n).writes("a")
    await server.until(lambda: server.pending == 0)
    assert (len(hook.got), hook.most) == (20, 3)


async def test_a_webhook_that_is_not_there_is_tried_again_or_removed(server: Server, bot: telegram.Bot) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook")
    await server.person().writes("a")
    await server.until(lambda: len(server.updates.delivered) > 1)
    assert {status for _, status in server.updates.delivered} == {0}
    assert (await bot.get_webhook_info()).last_error_date
    await bot.delete_webhook()
    assert [each.message.text for each in await bot.get_updates() if each.message] == ["a"]
    await bot.delete_webhook(drop_pending_updates=True)
    assert server.pending == 0
    for url, secret in (("http://x.y/z", "a"), ("https://x.y/z", "a b")):
        with pytest.raises(BadRequest):
            await bot.set_webhook(url, secret_token=secret)
    server.faults.clear()


# --- trouble


async def test_requests_meet_their_fates(server: Server, bot: telegram.Bot) -> None:
    server.person()
    server.fate = in_turn(
        "sendMessage", page(), internal(), too_many(7), answer(400, "Bad Request: no"), cut_before(), None, cut_after()
    )

    async def fails(kind: type[Exception], match: str) -> Exception:
        with pytest.raises(kind, match=match) as caught:
            await bot.send_message(1001, "a")
        return caught.value

    await fails(NetworkError, "Bad Gateway")
    await fails(NetworkError, "Internal Server Error")
    assert isinstance(await fails(RetryAfter, "Retry in 7 seconds"), RetryAfter)
    await fails(BadRequest, "No")
    await fails(NetworkError, "disconnected")
    assert not server.chats[1001]
    await bot.send_message(1001, "a")
    await fails(NetworkError, "disconnected")
    await bot.send_message(1001, "a")
    assert len(server.chats[1001]) == 3  # the cut one was sent
    assert server.calls["sendMessage"] == 8


async def test_silence_and_slowness(server: Server, bot: telegram.Bot) -> None:
    server.person()
    server.fate = always(silence(), "sendMessage")
    with pytest.raises(TimedOut):
        await bot.send_message(1001, "a", read_timeout=0.05)
    assert not server.chats[1001]
    server.fate = always(slow(0.05))
    await bot.send_message(1001, "a")
    with pytest.raises(TimedOut):
        await bot.send_message(1001, "a", read_timeout=0.01)
    assert len(server.chats[1001]) == 2


async def test_it_can_be_gone_for_a_while(server: Server) -> None:
    server.person()
    async with library(server) as bot:
        await server.down()
        with pytest.raises(NetworkError):
            await bot.send_message(1001, "a")
        await server.up()
        await bot.send_message(1001, "a")
    assert len(server.chats[1001]) == 1


async def test_too_much_is_too_much(server: Server, bot: telegram.Bot) -> None:
    now = 0.0
    server.tick, server.limits = lambda: now, Limits(per_second=5, burst=2)
    group = server.group()
    for n in range(10):
        server.person(1001 + n)
    for _ in range(2):
        await bot.send_message(1001, "a")
    with pytest.raises(RetryAfter, match="Retry in 1 seconds"):
        await bot.send_message(1001, "a")
    for n in range(3):
        await bot.send_message(1002 + n, "a")
    with pytest.raises(RetryAfter):
        await bot.send_message(1009, "a")
    await bot.get_me()
    for now in (1.0, 2.0, 3.0, 4.0):  # noqa: B007  the clock of the limits
        for _ in range(5):
            await bot.send_message(group.chat_id, "a")
    now = 5.0
    with pytest.raises(RetryAfter, match="Retry in 56 seconds"):
        await bot.send_message(group.chat_id, "a")
    await bot.send_message(1001, "a")
    assert server.too_many == 3


async def test_waiting_in_vain_tells_what_was_seen(server: Server, bot: telegram.Bot) -> None:
    server.person()
    await bot.send_message(1001, "Hello there")
    with pytest.raises(TimeoutError, match=r"not within 0.05 s; calls .*'sendMessage': 1.*Hello there"):
        await server.settled(1001, 2, within=0.05)
    assert (await server.settled(1001, 1))[0].text == "Hello there"
