"""`lumbot run`: several platforms in one process, several processes on one database, and an end in good order.

The platforms are the edge, and written here; what runs them, the engine and the databases are real.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import asyncpg
import pytest

from bot import running, settings
from bot.database_file import alone
from bot.platforms import Address, Coach, Line, PlatformError
from bot.speak import Utterance
from bot.store import Store, StoreError
from content.model import Catalog
from handlers.parts import Pressed, Said
from tests.engines import Clock, talking
from tests.screens import ROOT
from tests.stores import NOON
from tests.telegram.server import Server

EVERY = 0.25  # seconds between two looks at who holds a platform
LONG = 20.0  # seconds; two shared cores may be slow, a wrong answer is seen sooner
ANN = "ann"


class Fake:
    """A platform. Each time it is served it raises the next of its fates, or goes on until it is cancelled."""

    rate = 1000.0

    def __init__(self, name: str, *fates: Exception) -> None:
        self.name, self.fates = name, list(fates)
        self.coach: Coach | None = None
        self.times = 0
        self.shown: list[str] = []
        self.hung_up = False
        self.stuck = asyncio.Event()
        self.stuck.set()

    async def serve(self, coach: Coach) -> None:
        self.times += 1
        if self.fates:
            raise self.fates.pop(0)
        self.coach = coach
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:  # a platform ends by returning
            self.coach = None

    async def show(self, chat: str, utterance: Utterance, nonce: str) -> str:
        await self.stuck.wait()
        self.shown.append(utterance.text)
        return nonce

    async def close(self, chat: str, message: str) -> None:
        pass

    async def hang_up(self) -> None:
        self.hung_up = True

    async def say(self, text: str) -> None:
        assert self.coach
        address = Address(self.name, ANN)
        await self.coach.hear(address, Said(text))
        await self.coach.shown(address)


@asynccontextmanager
async def running_on(url: str, catalog: Catalog, *lines: Line) -> AsyncIterator[asyncio.Task[int]]:
    """`run` with these lines, cancelled in the end."""
    chosen = settings.read(database_url=url)
    by_bot = {f"bot of {line.name}": line for line in lines}
    task = asyncio.create_task(running.run(by_bot, chosen, catalog, every=EVERY, pause=0.01))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(LONG):
        while not true():  # noqa: ASYNC110  it waits for something another process or task does
            await asyncio.sleep(0.01)


# --- in one process -------------------------------------------------------------------------------------------------


async def test_all_run_and_end_together(url: str, catalog: Catalog, capfd: pytest.CaptureFixture[str]) -> None:
    one, other = Fake("one"), Fake("other")
    async with running_on(url, catalog, one, other):
        await until(lambda: one.coach and other.coach)
        await one.say("/start")
        await other.say("/start")
        assert (len(one.shown), len(other.shown)) == (1, 1)
    assert one.hung_up
    assert other.hung_up
    told = capfd.readouterr().err
    assert told.startswith("lumbot: running on one, other (kept in ")
    assert told.endswith("); Ctrl-C ends it\n")
    assert told.count("\n") == 1


async def test_what_the_operator_must_mend_stops_that_one_only(
    sqlite_url: str, catalog: Catalog, capfd: pytest.CaptureFixture[str]
) -> None:
    bad, good = Fake("bad", PlatformError("LUMBOT_BAD: mend it")), Fake("good")
    async with running_on(sqlite_url, catalog, bad, good) as task:
        await until(lambda: good.coach and bad.times)
        await good.say("/start")
        assert good.shown
        assert not task.done()
    assert bad.times == 1
    assert capfd.readouterr().err.splitlines()[1:] == ["lumbot: LUMBOT_BAD: mend it"]


async def test_when_none_is_left_it_ends_with_2(sqlite_url: str, catalog: Catalog) -> None:
    bad = Fake("bad", PlatformError("LUMBOT_BAD: mend it"))
    async with running_on(sqlite_url, catalog, bad) as task:
        assert await asyncio.wait_for(task, LONG) == 2
    assert bad.hung_up


async def test_one_that_fails_is_served_again_and_only_the_kind_is_logged(
    sqlite_url: str, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    line = Fake("line", RuntimeError("my back hurts"), ValueError("my back hurts"))
    with caplog.at_level(logging.DEBUG, "bot.running"):
        async with running_on(sqlite_url, catalog, line):
            await until(lambda: line.coach)
    assert line.times == 3
    logged = [record.getMessage() for record in caplog.records if record.name == "bot.running"]
    assert logged == [
        "line cannot be served (RuntimeError); again in 0.01 s",
        "line cannot be served (ValueError); again in 0.02 s",
    ]


async def test_on_a_file_nobody_else_may_talk(sqlite_url: str, catalog: Catalog, tmp_path: Path) -> None:
    async with running_on(sqlite_url, catalog, line := Fake("line")):
        await until(lambda: line.coach)
        with pytest.raises(StoreError, match=rf"lumbot run is using it already \(process {os.getpid()}\)"):
            await running.run({"x": Fake("x")}, settings.read(database_url=sqlite_url), catalog)
    with (
        alone(tmp_path / "lumbot.db"),
        pytest.raises(StoreError, match=rf"in another terminal already \(process {os.getpid()}\)"),
    ):
        await running.run({"x": Fake("x")}, settings.read(database_url=sqlite_url), catalog)


# --- two on one database --------------------------------------------------------------------------------------------


async def kill_holders(address: str) -> None:
    connection = await asyncpg.connect(address)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    await connection.close()


async def test_only_who_holds_it_serves_it(postgres_url: str, catalog: Catalog) -> None:
    first, second = Fake("line"), Fake("line")
    async with running_on(postgres_url, catalog, first):
        await until(lambda: first.coach)
        async with running_on(postgres_url, catalog, second):
            await first.say("/start")
            await asyncio.sleep(EVERY * 4)
            assert second.times == 0
            assert second.shown == []
            await kill_holders(postgres_url)
            await until(lambda: (first.coach is None or first.times > 1) and (first.coach or second.coach))
            assert (first.coach is None) != (second.coach is None)


async def test_who_takes_over_says_what_was_left_unsaid(postgres_url: str, catalog: Catalog) -> None:
    first, second = Fake("line"), Fake("line")
    async with running_on(postgres_url, catalog, first) as task:
        await until(lambda: first.coach)
        first.stuck.clear()  # its network takes nothing
        assert first.coach
        await first.coach.hear(Address("line", ANN), Said("/start"))
        async with running_on(postgres_url, catalog, second):
            task.cancel()
            await until(lambda: second.shown)
    assert (len(first.shown), len(second.shown)) == (0, 1)


async def test_the_engine_leaves_a_platform_alone_that_is_not_its_own(store: Store, catalog: Catalog) -> None:
    """Alarms, nudges and what is unsaid are the other process's; what was waiting here is said there."""
    clock = Clock(NOON)
    async with talking(store, catalog, clock) as talk:
        await talk.walk_in()
        await talk.tap("ready")
        assert talk.alarms.set
        platforms = talk.engine._platforms
        assert isinstance(platforms, dict)
        shown = len(talk.platform.shown)
        talk.platform.fate = lambda _chat, _utterance: asyncio.sleep(LONG)
        await talk.engine.hear(Address("tests", ANN), Said("/help"))
        await asyncio.sleep(0)
        line = platforms.pop("tests")
        await asyncio.wait_for(talk.engine.leave("tests"), 1)
        assert talk.alarms.set == {}
        clock.move(minutes=3)
        await talk.engine.sweep()
        assert len(talk.platform.shown) == shown
        assert (await talk.row()).unsaid
        talk.platform.fate = lambda _chat, _utterance: None
        platforms["tests"] = line
        await talk.engine.wake(["tests"])
        await talk.engine.shown(Address("tests", ANN))
        assert len(talk.platform.shown) > shown
        assert not (await talk.row()).unsaid


async def test_pressing_on_after_it_was_held_again_goes_on(postgres_url: str, catalog: Catalog) -> None:
    line = Fake("line")
    async with running_on(postgres_url, catalog, line):
        await until(lambda: line.coach)
        await line.say("/start")
        await kill_holders(postgres_url)
        await until(lambda: line.times == 2 and line.coach)
        assert line.coach
        await line.coach.hear(Address("line", ANN), Pressed("go_on", 1))
        await line.coach.shown(Address("line", ANN))
        assert len(line.shown) > 1


# --- as a process ---------------------------------------------------------------------------------------------------


class Process:
    """`python -m tests.serving` with a file of what its platforms did, and one of what it told."""

    def __init__(self, folder: Path, url: str, *lines: str, name: str = "p", every: float = EVERY) -> None:
        self.log, self.err = folder / f"{name}.log", folder / f"{name}.err"
        self.log.touch()
        with self.err.open("w") as err:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", "tests.serving", url, str(self.log), str(every), *lines],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stderr=err,
            )

    def did(self) -> list[str]:
        return self.log.read_text().splitlines()

    def told(self) -> str:
        return self.err.read_text()

    def wait_for(self, what: str) -> None:
        """Wait until that is done or told."""
        end = time.monotonic() + LONG
        while what not in self.did() and what not in self.told():
            assert time.monotonic() < end, f"'{what}' never came: {self.did()} {self.told()}"
            assert self.popen.poll() is None, f"it ended: {self.did()} {self.told()}"
            time.sleep(0.02)

    def ended(self, within: float = LONG) -> int:
        return self.popen.wait(within)


@contextmanager
def process(folder: Path, url: str, *lines: str, name: str = "p", every: float = EVERY) -> Iterator[Process]:
    one = Process(folder, url, *lines, name=name, every=every)
    try:
        yield one
    finally:
        one.popen.kill()
        one.popen.wait()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_request_to_end_finishes_what_is_in_hand(tmp_path: Path, sqlite_url: str, how: signal.Signals) -> None:
    with process(tmp_path, sqlite_url, "a=talks") as one:
        one.wait_for("a in hand")
        one.popen.send_signal(how)
        assert one.ended() == 0
        assert one.did() == [
            "a serving", "a in hand", "a takes nothing more", "a heard", "a shown", "a hung up"
        ]  # fmt: skip
        assert one.told().count("\n") == 1


def test_the_end_comes_within_10_seconds_whatever_stands_still(tmp_path: Path, sqlite_url: str) -> None:
    with process(tmp_path, sqlite_url, "a=stuck", "b=talks") as one:
        one.wait_for("a heard")
        began = time.monotonic()
        one.popen.send_signal(signal.SIGTERM)
        assert one.ended(15) == 0
        assert time.monotonic() - began < 10
        assert "what was in hand on a is left behind" in one.told()
        assert "b hung up" in one.did()


def test_a_second_request_ends_it_at_once(tmp_path: Path, sqlite_url: str) -> None:
    with process(tmp_path, sqlite_url, "a=stuck") as one:
        one.wait_for("a heard")
        one.popen.send_signal(signal.SIGTERM)
        one.wait_for("a takes nothing more")
        one.popen.send_signal(signal.SIGTERM)
        assert one.ended(2) == -signal.SIGTERM


def test_whoever_is_broken_ends_with_one_line(tmp_path: Path, sqlite_url: str) -> None:
    with process(tmp_path, sqlite_url, "a=broken") as one:
        assert one.ended() == 2
        assert one.told().splitlines()[1:] == ["lumbot: LUMBOT_TESTS: is wrong; mend it"]


def test_a_second_process_waits_and_takes_over_within_10_seconds(tmp_path: Path, postgres_url: str) -> None:
    with process(tmp_path, postgres_url, "a=talks", every=2) as first:
        first.wait_for("a heard")
        with process(tmp_path, postgres_url, "a=talks", name="second", every=2) as second:
            second.wait_for("lumbot: another process talks on a; waiting\n")
            assert second.did() == []
            first.popen.kill()
            began = time.monotonic()
            second.wait_for("a serving")
            assert time.monotonic() - began < 10
            second.popen.send_signal(signal.SIGTERM)
            assert second.ended() == 0
            assert second.told().splitlines()[1:] == [
                "lumbot: another process talks on a; waiting",
                "lumbot: talking on a from now on",
            ]


def test_a_process_that_stood_still_has_lost_it_when_it_goes_on(tmp_path: Path, postgres_url: str) -> None:
    with process(tmp_path, postgres_url, "a=talks", every=0.5) as first:
        first.wait_for("a shown")
        with process(tmp_path, postgres_url, "a=talks", name="second", every=0.5) as second:
            second.wait_for("lumbot: another process talks on a; waiting\n")
            first.popen.send_signal(signal.SIGSTOP)
            second.wait_for("a heard")
            first.popen.send_signal(signal.SIGCONT)
            first.wait_for("a takes nothing more")
            first.wait_for("lumbot: another process talks on a; waiting\n")


# --- the command itself ---------------------------------------------------------------------------------------------


@asynccontextmanager
async def command(folder: Path, **env: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`lumbot run` with these settings, on a database file of its own."""
    one = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--database", f"sqlite:///{folder}/lumbot.db"),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | env,
    )
    try:
        yield one
    finally:
        with suppress(ProcessLookupError):
            one.kill()
        await one.communicate()


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port: int = held.getsockname()[1]
        return port


@pytest.mark.parametrize("webhook", [False, True])
async def test_people_on_telegram_are_talked_with_and_the_end_is_in_order(tmp_path: Path, webhook: bool) -> None:
    async with Server() as server:
        listen = f"127.0.0.1:{a_free_port()}"
        more = {
            "LUMBOT_TELEGRAM_WEBHOOK_URL": f"http://{listen}/telegram",
            "LUMBOT_TELEGRAM_WEBHOOK_SECRET": "a-secret",
            "LUMBOT_TELEGRAM_WEBHOOK_LISTEN": listen,
        }
        ann = server.person()
        async with command(
            tmp_path,
            LUMBOT_TELEGRAM_TOKEN=server.token,
            LUMBOT_TELEGRAM_API=f"{server.url}/",
            **(more if webhook else {}),
        ) as one:
            await ann.writes("/start")
            await until(lambda: ann.shown)
            one.terminate()
            _, told = await asyncio.wait_for(one.communicate(), LONG)
        assert one.returncode == 0
        assert told.decode() == f"lumbot: running on telegram (kept in {tmp_path}/lumbot.db); Ctrl-C ends it\n"
        assert bool(server.calls["setWebhook"]) == webhook


async def test_a_token_telegram_does_not_know_is_one_line(tmp_path: Path) -> None:
    async with Server() as server:
        token = "123456789:hunter2-hunter2-hunter2-hunter2-hun"
        async with command(tmp_path, LUMBOT_TELEGRAM_TOKEN=token, LUMBOT_TELEGRAM_API=server.url) as one:
            _, told = await asyncio.wait_for(one.communicate(), LONG)
        assert one.returncode == 2
        lines = told.decode().splitlines()[1:]
        assert len(lines) == 1
        assert lines[0].startswith("lumbot: LUMBOT_TELEGRAM_TOKEN")
        assert "hunter2" not in told.decode()
