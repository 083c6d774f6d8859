"""`lumbot run`: several platforms in one process, several processes on one database, and an end in good order.

The platforms are the edge, and written here; what runs them, the engine and the databases are real.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

import asyncpg
import pytest

from bot import app, settings
from bot.__main__ import main
from bot.adapter import Address, Listener, NetworkPlatform, PlatformError
from bot.engine import lease
from bot.speaking.speak import Utterance
from bot.store.file import NotYet, alone
from bot.store.queries import Store, StoreError
from content.model import Catalog
from handlers.events import Pressed, Said
from tests.fakes.shared import loops
from tests.fakes.shared.engines import Clock, talking
from tests.fakes.shared.forked import Forked
from tests.fakes.shared.serving import LONG, calm, pace_of_looks, process
from tests.fakes.shared.stores import NOON, changed
from tests.fakes.telegram.bots import free_port
from tests.fakes.telegram.server import Server

ANN = "ann"


@pytest.fixture(autouse=True)
def _long(monkeypatch: pytest.MonkeyPatch) -> None:
    """The end may take as long as it takes, also on a busy machine."""
    for name in ("IN_HAND", "HANGING_UP", "CLOSING"):
        monkeypatch.setattr(app, name, LONG)
    monkeypatch.setattr(lease, "LETTING_GO", LONG)


class Fake:
    """A platform. Each time it is served it raises the next of its fates, or goes on until it is cancelled."""

    rate = 1000.0

    def __init__(self, name: str, *fates: Exception) -> None:
        self.name, self.fates = name, list(fates)
        self.coach: Listener | None = None
        self.times = 0
        self.shown: list[str] = []
        self.hung_up = False
        self.stuck = asyncio.Event()
        self.stuck.set()

    async def serve(self, coach: Listener) -> None:
        self.times += 1
        if self.fates:
            raise self.fates.pop(0)
        self.coach = coach
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:  # a platform ends by returning
            self.coach = None

    async def ready(self, chat: str) -> None:
        pass

    async def deliver(self, chat: str, utterance: Utterance, nonce: str) -> str:
        await self.stuck.wait()
        self.shown.append(utterance.text)
        return nonce

    async def close_buttons(self, chat: str, message: str, trace: str = "") -> None:
        pass

    async def disconnect(self) -> None:
        self.hung_up = True

    async def say(self, text: str) -> None:
        assert self.coach
        address = Address(self.name, ANN)
        await self.coach.hear(address, Said(text))
        await self.coach.shown(address)


@asynccontextmanager
async def running_on(
    url: str, catalog: Catalog, *lines: NetworkPlatform, every: float = LONG
) -> AsyncIterator[asyncio.Task[int]]:
    """`run` with these lines, cancelled in the end. every: seconds between two looks at who holds a platform."""
    chosen = settings.read(database_url=url)
    bots = {line: f"bot of {line.name}" for line in lines}
    task = asyncio.create_task(app.serve(bots, chosen, catalog, every=every, pause=0.01))
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
    with caplog.at_level(logging.DEBUG, "bot.app"):
        async with running_on(sqlite_url, catalog, line):
            await until(lambda: line.coach)
    assert line.times == 3
    logged = [record.getMessage() for record in caplog.records if record.name == "bot.app"]
    assert logged == [
        "line cannot be served (RuntimeError); again in 0.01 s",
        "line cannot be served (ValueError); again in 0.02 s",
    ]


async def test_on_a_file_nobody_else_may_talk(sqlite_url: str, catalog: Catalog, tmp_path: Path) -> None:
    async with running_on(sqlite_url, catalog, line := Fake("line")):
        await until(lambda: line.coach)
        with pytest.raises(StoreError, match=rf"lumbot run is using it already \(process {os.getpid()}\)"):
            await app.serve({Fake("x"): "x"}, settings.read(database_url=sqlite_url), catalog)
    with (
        alone(tmp_path / "lumbot.db"),
        pytest.raises(StoreError, match=rf"in another terminal already \(process {os.getpid()}\)"),
    ):
        await app.serve({Fake("x"): "x"}, settings.read(database_url=sqlite_url), catalog)


# --- two on one database --------------------------------------------------------------------------------------------


async def kill_holders(address: str) -> None:
    connection = await asyncpg.connect(address)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    await connection.close()


async def test_only_who_holds_it_serves_it(
    postgres_url: str, catalog: Catalog, capfd: pytest.CaptureFixture[str]
) -> None:
    every, told = await pace_of_looks(postgres_url), ""

    def waits() -> bool:
        nonlocal told
        told += capfd.readouterr().err
        return "another process talks on line; waiting" in told

    first, second = Fake("line"), Fake("line")
    async with running_on(postgres_url, catalog, first):
        await until(lambda: first.coach)
        async with running_on(postgres_url, catalog, second, every=every):
            await first.say("/start")
            await until(waits)
            assert (second.times, second.shown) == (0, [])
    lines = Fake("line"), Fake("line")
    async with (
        running_on(postgres_url, catalog, lines[0], every=every),
        running_on(postgres_url, catalog, lines[1], every=every),
    ):
        await until(lambda: any(line.coach for line in lines))
        served = sum(line.times for line in lines)
        await kill_holders(postgres_url)
        await until(lambda: sum(line.times for line in lines) > served)
        await until(lambda: sum(line.coach is not None for line in lines) == 1)


async def test_who_takes_over_says_what_was_left_unsaid(
    postgres_url: str, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "TO_SAY", 0.05)
    every = await pace_of_looks(postgres_url)
    first, second = Fake("line"), Fake("line")
    async with running_on(postgres_url, catalog, first) as task:
        await until(lambda: first.coach)
        first.stuck.clear()  # its network takes nothing
        assert first.coach
        await first.coach.hear(Address("line", ANN), Said("/start"))
        async with running_on(postgres_url, catalog, second, every=every):
            task.cancel()
            await until(lambda: second.shown)
    assert (len(first.shown), len(second.shown)) == (0, 1)


async def never(_chat: str, _utterance: Utterance) -> None:
    await asyncio.Event().wait()


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
        talk.platform.fate = never
        await talk.engine.hear(Address("tests", ANN), Said("/help"))
        await asyncio.sleep(0)
        line = platforms.pop("tests")
        await asyncio.wait_for(talk.engine.leave("tests"), LONG)
        assert talk.alarms.set == {}
        clock.move(minutes=3)
        await talk.sweep()
        assert len(talk.platform.shown) == shown
        assert (await talk.row()).outbox
        talk.platform.fate = lambda _chat, _utterance: None
        platforms["tests"] = line
        await talk.engine.wake(["tests"])
        await talk.engine.shown(Address("tests", ANN))
        assert len(talk.platform.shown) > shown
        assert not (await talk.row()).outbox


async def test_pressing_on_after_it_was_held_again_goes_on(postgres_url: str, catalog: Catalog) -> None:
    line = Fake("line")
    async with running_on(postgres_url, catalog, line, every=await pace_of_looks(postgres_url)):
        await until(lambda: line.coach)
        await line.say("/start")
        await kill_holders(postgres_url)
        await until(lambda: line.times >= 2 and line.coach)
        assert line.coach
        await line.coach.hear(Address("line", ANN), Pressed("go_on", 1))
        await line.coach.shown(Address("line", ANN))
        assert len(line.shown) > 1


# --- as a process ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_request_to_end_finishes_what_is_in_hand(tmp_path: Path, sqlite_url: str, how: signal.Signals) -> None:
    with process(tmp_path, sqlite_url, "a=busy") as one:
        one.wait_for("a in hand")
        one.forked.send_signal(how)
        assert one.ended() == 0
        assert one.did() == [
            "a serving", "a in hand", "a takes nothing more", "a heard", "a shown", "a hung up"
        ]  # fmt: skip
        assert len(one.told()) == 1


def test_the_end_comes_within_10_seconds_whatever_stands_still(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with process(tmp_path, sqlite_url, "a=stuck", "b=talks", bounds="IN_HAND=0.2") as one:
        one.wait_for("a shown")
        one.wait_for("b shown")
        one.forked.send_signal(signal.SIGTERM)
        assert one.ended() == 0
        assert any("what was in hand on a is left behind" in line for line in one.told())
        assert "b hung up" in one.did()

    ended: list[float] = []

    def now() -> float:
        return asyncio.get_running_loop().time()

    async def never_done() -> int:
        while not ended and now() < LONG:
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(0.1)
        return 0

    async def asked_to_end() -> None:
        asyncio.get_running_loop().call_later(1, os.kill, os.getpid(), signal.SIGTERM)
        await app.until_told(never_done())

    monkeypatch.setattr(os, "_exit", lambda _code: ended.append(now()))
    loops.run(asked_to_end())
    assert [1 < at < 1 + 10 for at in ended] == [True]


def test_a_second_request_ends_it_at_once(tmp_path: Path, sqlite_url: str) -> None:
    with process(tmp_path, sqlite_url, "a=stuck") as one:
        one.wait_for("a heard")
        one.forked.send_signal(signal.SIGTERM)
        one.wait_for("a takes nothing more")
        one.forked.send_signal(signal.SIGTERM)
        assert one.ended() == -signal.SIGTERM


def test_whoever_is_broken_ends_with_one_line(tmp_path: Path, sqlite_url: str) -> None:
    with process(tmp_path, sqlite_url, "a=broken") as one:
        assert one.ended() == 2
        assert one.told()[1:] == ["lumbot: LUMBOT_TESTS: is wrong; mend it"]


async def test_a_second_process_waits_and_takes_over_within_10_seconds(tmp_path: Path, postgres_url: str) -> None:
    """At the product's own pace: a lease is free after three looks without its holder, and the fourth finds that."""
    assert 4 * lease.EVERY < 10
    every = await pace_of_looks(postgres_url)
    with process(tmp_path, postgres_url, "a=talks") as first:
        first.wait_for("a heard")
        with process(tmp_path, postgres_url, "a=talks", name="second", every=every) as second:
            second.wait_for("lumbot: another process talks on a; waiting")
            assert second.did() == []
            first.forked.kill()
            second.wait_for("a serving")
            second.forked.send_signal(signal.SIGTERM)
            assert second.ended() == 0
            assert calm(second.told()[1:]) == [
                "lumbot: another process talks on a; waiting",
                "lumbot: talking on a from now on",
            ]


async def test_a_process_that_stood_still_has_lost_it_when_it_goes_on(tmp_path: Path, postgres_url: str) -> None:
    every = await pace_of_looks(postgres_url)
    with process(tmp_path, postgres_url, "a=talks", every=every) as first:
        first.wait_for("a shown")
        with process(tmp_path, postgres_url, "a=talks", name="second", every=every) as second:
            second.wait_for("lumbot: another process talks on a; waiting")
            first.forked.send_signal(signal.SIGSTOP)
            second.wait_for("a heard")
            first.forked.send_signal(signal.SIGCONT)
            first.wait_for("a takes nothing more")
            first.wait_for("lumbot: another process talks on a; waiting")


# --- the command itself ---------------------------------------------------------------------------------------------


def command(folder: Path, **env: str) -> Forked:
    """`lumbot run` with these settings, on a database file of its own."""
    database = f"sqlite:///{folder}/lumbot.db"
    return Forked(main, ["run", "--database", database], err=folder / "told", cwd=folder, env=env)


@pytest.mark.parametrize("webhook", [False, True])
async def test_people_on_telegram_are_talked_with_and_the_end_is_in_order(tmp_path: Path, webhook: bool) -> None:
    async with Server() as server:
        listen = f"127.0.0.1:{free_port()}"
        more = {
            "LUMBOT_TELEGRAM_WEBHOOK_URL": f"http://{listen}/telegram",
            "LUMBOT_TELEGRAM_WEBHOOK_SECRET": "a-secret",
            "LUMBOT_TELEGRAM_WEBHOOK_LISTEN": listen,
        }
        ann = server.person()
        with command(
            tmp_path,
            LUMBOT_TELEGRAM_TOKEN=server.token,
            LUMBOT_TELEGRAM_API=f"{server.url}/",
            **(more if webhook else {}),
        ) as one:
            await ann.writes("/start")
            await until(lambda: ann.shown)
            one.terminate()
            await until(lambda: one.poll() is not None)
        assert one.poll() == 0
        assert one.told() == f"lumbot: running on telegram (kept in {tmp_path}/lumbot.db); Ctrl-C ends it\n"
        assert bool(server.calls["setWebhook"]) == webhook


async def test_a_token_telegram_does_not_know_is_one_line(tmp_path: Path) -> None:
    async with Server() as server:
        token = "123456789:hunter2-hunter2-hunter2-hunter2-hun"
        with command(tmp_path, LUMBOT_TELEGRAM_TOKEN=token, LUMBOT_TELEGRAM_API=server.url) as one:
            await until(lambda: one.poll() is not None)
        assert one.poll() == 2
        lines = one.told().splitlines()[1:]
        assert len(lines) == 1
        assert lines[0].startswith("lumbot: LUMBOT_TELEGRAM_TOKEN")
        assert "hunter2" not in one.told()


# --- a database that is not there, or never will be again -------------------------------------------------------------


async def test_a_database_that_breaks_for_good_ends_it(url: str, catalog: Catalog) -> None:
    line, store = Fake("line"), await Store.open(url)
    chosen = settings.read(database_url=url)
    task = asyncio.create_task(app.serve({line: "bot"}, chosen, catalog, pause=0.01))
    await until(lambda: line.coach)
    await changed(store, "ALTER TABLE person RENAME TO lost")
    saying = asyncio.create_task(line.say("/start"))
    with pytest.raises(StoreError, match="put back a copy"):
        await task
    saying.cancel()
    await asyncio.gather(saying, return_exceptions=True)
    await changed(store, "ALTER TABLE lost RENAME TO person")
    await store.close()


async def test_a_server_that_is_not_there_yet_is_waited_for(
    postgres_url: str, catalog: Catalog, capfd: pytest.CaptureFixture[str]
) -> None:
    """The server is there all the time, but only later can it be reached at that port."""
    port, line = free_port(), Fake("line")
    where = urlsplit(postgres_url)
    socket = parse_qs(where.query)["host"][0]
    told: list[str] = []

    def is_told(what: str) -> bool:
        told.append(capfd.readouterr().err)
        return what in "".join(told)

    async def through(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, to = await asyncio.open_unix_connection(f"{socket}/.s.PGSQL.5432")
        await asyncio.gather(passed_on(reader, to), passed_on(there, writer))

    async with running_on(f"postgresql://postgres@127.0.0.1:{port}{where.path}", catalog, line) as task:
        await until(lambda: is_told("waiting until then"))
        assert not task.done()
        async with await asyncio.start_server(through, "127.0.0.1", port):
            await until(lambda: line.coach)
            await line.say("/start")
            assert len(line.shown) == 1
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
    assert "".join(told).count("no PostgreSQL answers") == 1


async def passed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while some := await reader.read(65536):
            writer.write(some)
            await writer.drain()
    writer.close()


async def test_a_server_that_is_full_is_one_to_wait_for(postgres_url: str) -> None:
    full = urlsplit(postgres_url)
    connection = await asyncpg.connect(postgres_url)
    await connection.execute("DROP ROLE IF EXISTS nobody_more; CREATE ROLE nobody_more LOGIN CONNECTION LIMIT 0")
    await connection.close()
    address = urlunsplit(full._replace(netloc=f"nobody_more:@{full.hostname or ''}"))
    with pytest.raises(NotYet):
        await Store.open(address)
