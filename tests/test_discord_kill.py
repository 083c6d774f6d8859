"""`lumbot run` on Discord as a process: killed, asked to end, beside Telegram. The command, its database, the library
and the server's HTTP are real.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.platforms import Address
from bot.store import Store
from content.model import Catalog
from tests.discord.fates import Fate, broken, silence, slow, too_many
from tests.discord.people import Person
from tests.discord.pointing import pointed
from tests.discord.running import running
from tests.discord.server import Server
from tests.discord.world import Shown
from tests.discords import Home, asked, button
from tests.telegram.server import Server as Telegram

LONG = 15.0  # seconds; far more than any step takes
ENDED = 10.0  # seconds that the end may take
FASTER = 5  # times; a hold of 5 s takes one


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server() as server:
        yield server
        assert not server.faults


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """What the process tells."""
    return tmp_path / "told"


async def walked_in(server: Server, url: str, catalog: Catalog, until: str = "ready") -> Person:
    """Somebody who has come to where that button may be pressed, quickly, in a process that has ended."""
    store = await Store.open(url)
    with pointed(server):
        home = Home(server, store, catalog)
        home.clock.now = datetime.now(UTC)
        await home.start()
        ann = server.person("ann")
        await home.walk_in(ann, until)
        await home.stop()
    await store.close()
    return ann


async def ended(process: subprocess.Popen[bytes]) -> int:
    """Ask it to end; its exit code. Raises TimeoutExpired when that takes too long."""
    process.terminate()
    return await asyncio.to_thread(process.wait, ENDED)


async def unsaid(url: str, person: Person) -> list[object]:
    """What is still to be said."""
    store = await Store.open(url)
    row = await store.row_at(Address("discord", str(person.id)))
    await store.close()
    return json.loads(row.unsaid or "[]") if row else []


# --- kill -9 ----------------------------------------------------------------------------------------------------------


async def test_killed_in_a_hold_it_offers_to_carry_on_and_a_button_of_last_week_has_passed(
    server: Server, sqlite_url: str, catalog: Catalog, told: Path
) -> None:
    ann = await walked_in(server, sqlite_url, catalog)
    with running(server, sqlite_url, told, LUMBOT_SPEED=FASTER) as first:

        def kill(method: str, _path: str, body: object) -> Fate | None:
            """In the instant in which the hold reaches Discord, which still shows it."""
            if method == "POST" and isinstance(body, dict) and "Hold" in str(body.get("content")):
                first.kill()
            return None

        await server.connected(LONG)
        server.fate = kill
        await ann.presses(button(ann, "ready"))
        await server.until(lambda: first.poll() is not None, LONG)
        server.fate = None
    holds = [text for text in ann.heard if text.startswith("Hold")]
    assert len(holds) == 1
    with running(server, sqlite_url, told, LUMBOT_SPEED=FASTER) as second:
        await server.until(lambda: ann.heard[-1].startswith("I was away for a moment. Carry on with"), LONG)
        assert [text for text in ann.heard if text.startswith("Hold")] == holds
        await server.until(lambda: [shown.buttons for shown in ann.sees if shown.buttons] == [ann.sees[-1].buttons])
        offered = ann.sees[-1]
        old = Shown(1, ann.dm.id, server.world.bot, server.now(), "Are you 18 or older?")
        old.components = [{"type": 1, "components": [{"type": 2, "style": 2, "label": "Yes", "custom_id": "l:2:yes"}]}]
        pressed = await ann.presses("Yes", server.world.show(old))
        assert (await pressed.answered()).seconds < 1
        await server.until(lambda: ann.heard[-1].startswith("That step has passed."), LONG)
        assert ann.heard[-1].endswith(offered.content)
        await server.until(lambda: not offered.rows)
        assert asked(ann)
        await ann.presses("Yes, carry on")
        await server.until(lambda: "Get set" in ann.heard[-1], LONG)
        assert await ended(second) == 0
    assert all(line.startswith("lumbot: running on discord") for line in lines(told))


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
async def test_asked_to_end_while_it_starts(server: Server, sqlite_url: str, told: Path, phase: str) -> None:
    fate, when = STARTING[phase]
    struck = asyncio.Event()

    def choose(what: str, path: object, _body: object = None) -> Fate | None:
        if not when(what, str(path)):
            return None
        struck.set()
        return fate

    server.fate = server.gateway_fate = choose
    with running(server, sqlite_url, told) as process:
        await asyncio.wait_for(struck.wait(), LONG)
        assert await ended(process) == 0
    assert all(line.startswith("lumbot: running on discord") or "cannot be reached" in line for line in lines(told))


@pytest.mark.parametrize("phase", TALKING)
async def test_asked_to_end_while_it_talks_it_loses_nothing(
    server: Server, sqlite_url: str, catalog: Catalog, told: Path, phase: str
) -> None:
    fate, when = TALKING[phase]
    ann = await walked_in(server, sqlite_url, catalog, until="yes")
    with running(server, sqlite_url, told) as process:
        await server.connected(LONG)
        server.fate = lambda method, path, _body: fate if when(method, path) else None
        count = len(server.requests)
        await ann.presses(button(ann, "yes"))
        await server.until(lambda: len(server.requests) > count)
        assert await ended(process) == 0
    server.fate = None
    with running(server, sqlite_url, told) as process:
        await server.connected(LONG)
        await server.until(lambda: asked(ann) and "May I?" in ann.heard[-1], LONG)
        assert await ended(process) == 0
    assert len(ann.heard) == 3
    assert await unsaid(sqlite_url, ann) == []
    assert all(line.startswith("lumbot: running on discord") for line in lines(told))


async def test_asked_to_end_in_a_hold_it_offers_to_carry_on(
    server: Server, sqlite_url: str, catalog: Catalog, told: Path
) -> None:
    ann = await walked_in(server, sqlite_url, catalog)
    with running(server, sqlite_url, told) as process:
        await server.connected(LONG)
        await ann.presses(button(ann, "ready"))
        await server.until(lambda: "<t:" in ann.heard[-1], LONG)
        counting = ann.sees[-1]
        assert await ended(process) == 0
    with running(server, sqlite_url, told) as process:
        await server.until(lambda: "I was away for a moment" in ann.heard[-1], LONG)
        await server.until(lambda: not counting.rows)
        assert "<t:" not in counting.content  # it would count how long ago that was
        assert await ended(process) == 0
    assert all(line.startswith("lumbot: running on discord") for line in lines(told))


def lines(told: Path) -> list[str]:
    return told.read_text().splitlines()


# --- two platforms in one process -------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", ["", "discord", "telegram"])
async def test_one_process_talks_on_both_and_a_wrong_token_stops_that_one_only(
    server: Server, sqlite_url: str, told: Path, wrong: str
) -> None:
    async with Telegram() as telegram:
        tokens = {"telegram": telegram.token, "discord": server.token}
        if wrong:
            tokens[wrong] = {"telegram": f"1{telegram.token}", "discord": f"x{server.token}"}[wrong]
        bob, ann = telegram.person(1001, "Bob", "en"), server.person("ann")
        await bob.writes("/start")
        env = {f"LUMBOT_{name.upper()}_TOKEN": token for name, token in tokens.items()}
        with running(server, sqlite_url, told, **env, LUMBOT_TELEGRAM_API=telegram.url) as process:
            if wrong != "discord":
                await server.connected(LONG)
                await ann.writes("hello")
                await server.until(lambda: ann.heard and ann.heard[0].startswith("Hello"), LONG)
            if wrong != "telegram":
                await telegram.until(lambda: bob.shown, LONG)
            if wrong:
                await server.until(lambda: f"LUMBOT_{wrong.upper()}_TOKEN" in told.read_text(), LONG)
            assert await ended(process) == 0
        written = lines(told)
        assert written[0].startswith("lumbot: running on ")
        assert len(written) == (2 if wrong else 1)
        assert not any(token in line for token in tokens.values() for line in written)
        assert telegram.faults == []


# --- secrets ----------------------------------------------------------------------------------------------------------


async def test_nothing_of_anybody_is_in_the_log_of_a_process_that_logs_everything(
    server: Server, sqlite_url: str, catalog: Catalog, told: Path
) -> None:
    ann = await walked_in(server, sqlite_url, catalog)
    server.guild(ann)
    with running(server, sqlite_url, told, LUMBOT_LOG_LEVEL="debug") as process:
        await server.connected(LONG)
        await ann.writes("ouch, my knee hurts")
        await server.until(lambda: asked(ann) and "hurt" in ann.heard[-1].lower(), LONG)
        called = await ann.commands("checkin", {"pain": 9, "change": "worse"}, where="guild")
        await server.until(lambda: called.shown and called.shown.edits, LONG)
        await server.cut()
        await server.until(lambda: server.seen["resume"], LONG)
        assert await ended(process) == 0
    for secret in ("ouch", "knee", "hurt", "worse", str(ann.id), str(ann.dm.id), server.token, called.token):
        assert [line for line in lines(told) if secret in line] == []
