"""The connection to Discord: cut, resumed, refused, down at the start, a wrong token. Talks go on."""

from __future__ import annotations

import asyncio

import pytest

from bot.adapter import PlatformError, TryLater
from bot.platforms.discord.settings import DiscordSettings
from bot.speaking.speak import Utterance
from bot.store.queries import Store
from content.model import Catalog
from tests.fakes.discord.fates import Fate, answer, closes, cut, silence
from tests.fakes.discord.home import QUICK, Home, a_server, at_home
from tests.fakes.discord.people import Person
from tests.fakes.discord.pointing import discord
from tests.fakes.discord.server import Server, once
from tests.fakes.shared.engines import Clock
from tests.fakes.shared.skipping import skipping

from bot.platforms.discord import gateway  # isort: skip
from bot.platforms.discord.platform import Discord  # isort: skip

pytestmark = pytest.mark.usefixtures("quick")


@pytest.mark.parametrize("how", ["cut", "op 7", "op 9 resumable"])
async def test_what_was_said_while_it_was_cut_is_answered_once(home: Home, ann: Person, how: str) -> None:
    await home.says(ann, "hello")
    ways = {"cut": home.server.cut, "op 7": home.server.reconnect}
    await ways.get(how, lambda: home.server.invalidate(resumable=True))()
    await home.says(ann, "go on")
    await home.server.until(lambda: home.server.seen["resume"])
    await home.says(ann, "yes")
    assert len(ann.heard) == 3
    assert home.server.seen["identify"] == 1


async def test_a_gateway_that_says_nothing_any_more_is_left_and_what_it_missed_is_answered(
    server: Server, ann: Person, store: Store, catalog: Catalog
) -> None:
    async with at_home(server, store, catalog, patience=QUICK._replace(silent=2)) as home:
        await home.says(ann, "hello")
        server.silent()
        await home.says(ann, "go on")
        assert server.seen["resume"] == 1
        assert server.seen["identify"] == 1
        assert len(ann.heard) == 2


async def test_with_two_shards_people_and_servers_are_heard(store: Store, catalog: Catalog) -> None:
    async with a_server(shards=2) as server:
        home = Home(server, store, catalog)
        await home.start()
        ann = server.person("ann")
        guilds = [server.guild(ann) for _ in range(2)]
        await home.says(ann, "hello")
        called = await ann.commands("menu", where="guild")
        await server.until(lambda: called.shown and called.shown.edits)
        assert guilds
        await home.stop()


async def test_after_an_invalid_session_it_goes_on(home: Home, ann: Person) -> None:
    commands = home.server.calls["GET /applications/{application_id}/commands"]
    await home.server.invalidate()
    await home.server.until(lambda: home.server.seen["identify"] == 2)
    await home.server.connected()
    await home.says(ann, "hello")
    assert home.server.calls["GET /applications/{application_id}/commands"] == commands


@pytest.mark.parametrize(
    "fate", [cut(), answer(503, "down"), silence(), closes(4000)], ids=["cut", "503", "silence", "closed"]
)
async def test_a_first_handshake_that_fails_is_made_again(
    server: Server, ann: Person, store: Store, catalog: Catalog, fate: Fate
) -> None:
    home = Home(server, store, catalog)
    server.gateway_fate = once(fate, lambda what, _: what == ("identify" if fate.kind == "close" else "connect"))
    await home.start()
    await home.says(ann, "hello")
    await home.stop()


async def test_a_session_that_ends_for_good_is_begun_anew(home: Home, ann: Person) -> None:
    await home.server.cut(4013)
    await home.server.until(lambda: home.server.seen["identify"] == 2)
    await home.server.connected()
    await home.says(ann, "hello")


async def test_a_server_that_is_down_at_the_start_is_tried_again_with_one_line(
    server: Server, ann: Person, store: Store, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    route = discord.http.Route
    there, route.BASE = route.BASE, "http://127.0.0.1:9/api/v10"
    home = Home(server, store, catalog)
    start = asyncio.create_task(home.start())
    await server.until(lambda: caplog.records)
    route.BASE = there
    await start
    await home.says(ann, "hello")
    await home.stop()
    lines = [record.getMessage() for record in caplog.records if "cannot be reached" in record.getMessage()]
    assert lines == ["Discord cannot be reached (ClientConnectorError); it is tried again until it can"]


async def test_while_it_is_not_connected_a_message_waits(catalog: Catalog) -> None:
    line = Discord(DiscordSettings(token="a.b.c"), catalog=catalog, now=Clock())
    with skipping():
        with pytest.raises(TryLater):
            await line.deliver("1", Utterance("Hello"), "n")
        await line.close_buttons("1", "2:3")
        await line.disconnect()


@pytest.mark.parametrize("when", ["at the start", "while it runs"])
async def test_a_wrong_token_is_one_clear_line(server: Server, store: Store, catalog: Catalog, when: str) -> None:
    home = Home(server, store, catalog)
    if when == "at the start":
        home.line = Discord(DiscordSettings(token=f"x{server.token}"), catalog=catalog, now=home.clock)
        serving = asyncio.create_task(home.line.serve(home.engine))
    else:
        await home.start()
        serving, home.serving = home.serving or asyncio.create_task(asyncio.sleep(0)), None
        await server.cut(4004)
    with pytest.raises(PlatformError, match="LUMBOT_DISCORD_TOKEN is not a token Discord knows") as wrong:
        await serving
    assert server.token not in str(wrong.value)
    await home.line.disconnect()


async def test_the_last_sessions_of_a_day_are_not_used_up(server: Server, store: Store, catalog: Catalog) -> None:
    home = Home(server, store, catalog)
    server.seen["identify"] = 1000 - gateway.SPARE + 1
    serving = asyncio.create_task(home.line.serve(home.engine))
    await server.until(lambda: server.calls["GET /gateway/bot"] > 3)
    assert server.seen["connect"] == 0
    server.seen["identify"] = 0
    await server.connected()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    await home.line.disconnect()
