"""`lumbot run` on Discord: killed, asked to end, beside Telegram. The library, database and the server's HTTP are real.

What a signal does is tried with processes; what becomes of what is in hand, at any moment, with all they run, in here.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path

import pytest

from bot.adapter import Address
from bot.store.queries import Store
from content.model import Catalog
from tests.fakes.discord.fates import Fate, broken, silence, slow, too_many
from tests.fakes.discord.home import Home, asked, button
from tests.fakes.discord.people import Person
from tests.fakes.discord.pointing import pointed
from tests.fakes.discord.running import Here, Process, running, running_here
from tests.fakes.discord.server import Server
from tests.fakes.discord.world import Shown
from tests.fakes.shared.skipping import skipping
from tests.fakes.telegram.server import Server as Telegram


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """What a process tells."""
    return tmp_path / "told"


class Told:
    """What was told in here."""

    def __init__(self, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
        self._capsys, self._caplog, self._told = capsys, caplog, ""

    def lines(self) -> list[str]:
        self._told += self._capsys.readouterr().err
        return self._told.splitlines() + [each.getMessage() for each in self._caplog.records]


@pytest.fixture
def told_here(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Told:
    return Told(capsys, caplog)


async def walked_in(server: Server, url: str, catalog: Catalog, until: str = "ready") -> Person:
    """Somebody who has come to where that button may be pressed, quickly, in a process that has ended."""
    store = await Store.open(url)
    with pointed(server):
        home = Home(server, store, catalog)
        home.clock.now = server.now()
        await home.start()
        ann = server.person("ann")
        await home.walk_in(ann, until)
        await home.stop()
    await store.close()
    return ann


def here(server: Server, url: str) -> AbstractAsyncContextManager[Here]:
    """Lumbot on that server, in here."""
    return running_here({"discord": server.token}, url)


async def all_said(url: str, person: Person) -> bool:
    """Whether in a while nothing is left that is still to be said."""
    store = await Store.open(url)
    try:
        for _ in range(100):
            row = await store.row_at(Address("discord", str(person.id)))
            if row and not json.loads(row.outbox or "[]"):
                return True
            await asyncio.sleep(0.1)
        return False
    finally:
        await store.close()


def lines(told: Path) -> list[str]:
    return told.read_text().splitlines()


# --- kill -9 ----------------------------------------------------------------------------------------------------------


async def test_killed_in_a_hold_it_offers_to_carry_on_and_a_button_of_last_week_has_passed(
    sqlite_url: str, catalog: Catalog, told: Path, told_here: Told
) -> None:
    async with Server() as server:
        ann = await walked_in(server, sqlite_url, catalog)
        with running(server, sqlite_url, told, LUMBOT_SPEED=0.1) as first:  # so slow that nothing rings by itself

            def kill(method: str, _path: str, body: object) -> Fate | None:
                """In the instant in which the hold reaches Discord, which still shows it."""
                if method in ("POST", "PATCH") and isinstance(body, dict) and "Hold" in str(body.get("content")):
                    first.kill()
                return None

            await server.connected()
            server.fate = kill
            await ann.presses(button(ann, "ready"))
            await server.until(lambda: button(ann, "go_now"))
            await ann.presses(button(ann, "go_now"))
            await first.died()
            server.fate = None
        assert all(line.startswith("lumbot: running on discord") for line in lines(told))
        assert len([text for text in ann.heard if text.startswith("Hold")]) == 1
        with skipping(), pointed(server):
            async with here(server, sqlite_url) as second:
                await server.until(lambda: ann.heard[-1].startswith("I was away for a moment. Carry on with"))
                assert (
                    len([text for text in ann.heard if text.startswith("Hold")]) <= 1
                )  # it goes, as a step that is over
                await server.until(
                    lambda: [shown.buttons for shown in ann.sees if shown.buttons] == [ann.sees[-1].buttons]
                )
                offered = ann.sees[-1]
                yes = {"type": 2, "style": 2, "label": "Yes", "custom_id": "l:2:yes"}
                old = Shown(1, ann.dm.id, server.world.bot, server.now(), "Are you 18 or older?")
                old.components = [{"type": 1, "components": [yes]}]
                pressed = await ann.presses("Yes", server.world.show(old))
                assert (await pressed.answered()).seconds < 1
                await server.until(lambda: ann.heard[-1].startswith("That step has passed."))
                assert ann.heard[-1].endswith(offered.content)
                await server.until(lambda: offered not in ann.sees)
                assert asked(ann)
                await ann.presses("Yes, carry on")
                await server.until(lambda: "Get set" in ann.heard[-1])
                assert await second.ended() == 0
        assert all(line.startswith("lumbot: running on discord") for line in told_here.lines())
        assert not server.faults


# --- asked to end -----------------------------------------------------------------------------------------------------


def on(*what: str) -> Callable[[str, str], bool]:
    """Requests whose method and path contain all of these."""
    return lambda method, path: all(each in f"{method} {path}" for each in what)


STARTING = {
    "Discord is silent": (silence(), on("GET", "/users/@me")),
    "Discord is broken": (broken(500), on("GET", "/users/@me")),
    "too many at login": (too_many(60, everywhere=True), on("GET", "/users/@me")),
    "the gateway is silent": (silence(), on("connect")),
    "the session is silent": (silence(), on("identify")),
    "the commands are silent": (silence(), on("commands")),
}
TALKING = {
    "nothing is wrong": (slow(0), on("/")),
    "it sends slowly": (slow(1.0), on("POST", "/messages")),
    "it sends into silence": (silence(), on("POST", "/messages")),
    "it sends too fast": (too_many(20), on("POST", "/messages")),
    "it is too fast everywhere": (too_many(20, everywhere=True), on("POST", "/messages")),
    "Discord is broken": (broken(500), on("/")),
    "Discord is silent": (silence(), on("/")),
}


@pytest.mark.parametrize("phase", STARTING)
async def test_asked_to_end_while_it_starts(server: Server, sqlite_url: str, told_here: Told, phase: str) -> None:
    fate, when = STARTING[phase]
    struck = asyncio.Event()

    def choose(what: str, path: object, _body: object = None) -> Fate | None:
        if not when(what, str(path)):
            return None
        struck.set()
        return fate

    server.fate = server.gateway_fate = choose
    async with here(server, sqlite_url) as lumbot:
        await struck.wait()
        assert await lumbot.ended() == 0
    assert all(
        line.startswith("lumbot: running on discord") or "cannot be reached" in line for line in told_here.lines()
    )


@pytest.mark.parametrize("phase", TALKING)
async def test_asked_to_end_while_it_talks_it_loses_nothing(
    server: Server, sqlite_url: str, catalog: Catalog, told_here: Told, phase: str
) -> None:
    fate, when = TALKING[phase]
    ann = await walked_in(server, sqlite_url, catalog, until="age_20_50")
    async with here(server, sqlite_url) as lumbot:
        await server.connected()
        server.fate = lambda method, path, _body: fate if when(method, path) else None
        count = len(server.requests)
        await ann.presses(button(ann, "age_20_50"))
        await server.until(lambda: len(server.requests) > count)
        assert await lumbot.ended() == 0
    server.fate = None
    async with here(server, sqlite_url) as lumbot:
        await server.connected()
        await server.until(lambda: asked(ann) and "May I?" in ann.heard[-1])
        assert await all_said(sqlite_url, ann)
        assert await lumbot.ended() == 0
    assert len(ann.heard) == 2
    assert all(line.startswith("lumbot: running on discord") for line in told_here.lines())


async def test_asked_to_end_in_a_hold_it_offers_to_carry_on(
    server: Server, sqlite_url: str, catalog: Catalog, told_here: Told
) -> None:
    ann = await walked_in(server, sqlite_url, catalog)
    async with here(server, sqlite_url) as lumbot:
        await server.connected()
        await ann.presses(button(ann, "ready"))
        await server.until(lambda: "<t:" in ann.heard[-1])
        counting = ann.sees[-1]
        assert await lumbot.ended() == 0
    async with here(server, sqlite_url) as lumbot:
        await server.until(lambda: "I was away for a moment" in ann.heard[-1])
        await server.until(lambda: counting not in ann.sees)  # it would count how long ago that was
        assert await lumbot.ended() == 0
    assert all(line.startswith("lumbot: running on discord") for line in told_here.lines())


# --- two platforms in one process -------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", ["", "discord", "telegram"])
async def test_one_process_talks_on_both_and_a_wrong_token_stops_that_one_only(
    sqlite_url: str, told: Path, told_here: Told, wrong: str
) -> None:
    """Where both tokens are right it is a process, which hears the signal; what is wrong is tried in here."""

    def written() -> list[str]:
        return told_here.lines() if wrong else lines(told)

    async with Server() as server, Telegram() as telegram, AsyncExitStack() as work:
        tokens = {"telegram": telegram.token, "discord": server.token}
        if wrong:
            tokens[wrong] = {"telegram": f"1{telegram.token}", "discord": f"x{server.token}"}[wrong]
        bob, ann = telegram.person(1001, "Bob", "en"), server.person("ann")
        await bob.writes("/start")
        if wrong:
            work.enter_context(skipping())
            work.enter_context(pointed(server))
            lumbot: Here | Process = await work.enter_async_context(
                running_here(tokens, sqlite_url, telegram_api=telegram.url)
            )
        else:
            env = {f"LUMBOT_{name.upper()}_TOKEN": token for name, token in tokens.items()}
            lumbot = work.enter_context(running(server, sqlite_url, told, **env, LUMBOT_TELEGRAM_API=telegram.url))
        if wrong != "discord":
            await server.connected()
            await ann.writes("hello")
            await server.until(lambda: ann.heard and ann.heard[0].startswith("Hello"))
        if wrong != "telegram":
            await server.until(lambda: bob.shown)
        if wrong:
            await server.until(lambda: f"LUMBOT_{wrong.upper()}_TOKEN" in "".join(written()))
        assert written()[0].startswith("lumbot: running on ")
        assert len(written()) == (2 if wrong else 1)
        assert await lumbot.ended() == 0
        assert not any(token in line for token in tokens.values() for line in written())
        assert telegram.faults == []


# --- secrets ----------------------------------------------------------------------------------------------------------


async def test_nothing_of_anybody_is_in_the_log_of_a_process_that_logs_everything(
    sqlite_url: str, catalog: Catalog, told: Path
) -> None:
    async with Server() as server:
        ann = await walked_in(server, sqlite_url, catalog)
        server.guild(ann)
        with running(server, sqlite_url, told, LUMBOT_LOG_LEVEL="debug") as process:
            await server.connected()
            await ann.writes("ouch, my knee hurts")
            await server.until(lambda: asked(ann) and "how strong" in ann.heard[-1].lower())
            called = await ann.commands("checkin", {"pain": 9, "change": "worse"}, where="guild")
            await server.until(lambda: called.shown and called.shown.edits)
            await server.cut()
            await server.until(lambda: server.seen["resume"])
            assert await process.ended() == 0
        for secret in ("ouch", "knee", "hurt", "worse", str(ann.id), str(ann.dm.id), server.token, called.token):
            assert [line for line in lines(told) if secret in line] == []
