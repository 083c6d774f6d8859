"""What the store promises, held on a real SQLite and a real PostgreSQL; and what it says when it cannot be opened."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.adapter import Address
from bot.store import migrations
from bot.store.queries import DuePerson, FactRow, Rejected, Row, Store, StoreError, Unavailable
from bot.store.sqlite import SqliteDatabase
from bot.store.tables import ALL
from tests.fakes.shared import opening
from tests.fakes.shared.forked import Forked, ran
from tests.fakes.shared.stores import NOON, changed, on_top, row

SECOND = timedelta(seconds=1)
CUT = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'lumbot' AND datname = current_database()"""


async def add(store: Store, *rows: Row) -> None:
    async with store.writing() as work:
        await work.write(new=rows)


# --- keeping --------------------------------------------------------------------------------------------------------


async def test_what_is_kept_comes_back(store: Store) -> None:
    odd = row(
        dialog="\u200f\u202eשלום \x07 🦴",
        memory="x" * 100_000,
        seen='["1","2"]',
        outbox='[{"a":1}]',
        turn=2**40,
        wake_at=NOON + timedelta(microseconds=1),
        nudge_at=NOON - timedelta(days=20_000),
        unreachable=True,
    )
    await add(store, odd, row("p2"))
    assert await store.row("p1") == odd
    assert await store.row("p2") == row("p2")
    assert await store.row("p3") is None
    assert await store.row_at(odd.address) == odd
    assert await store.row_at(Address("elsewhere", odd.chat)) is None
    assert await store.addresses("p1") == [odd.address]
    async with store.writing() as work:
        nowhere = Address("elsewhere", odd.chat)
        for asked in (["p1", "nobody"], []), (["nobody"], [odd.address, nowhere]), (["p1"], [odd.address]):
            assert await work.known(*asked) == [(odd, (odd.address,))]


async def test_every_column_can_change_but_who_and_when_first_met(store: Store) -> None:
    await add(store, row())
    later = Row("p1", "other", "c2", "d", "m", 2, "s", "u", NOON, NOON + SECOND, True, NOON, NOON + 2 * SECOND)
    async with store.writing() as work:
        assert await work.write(on_top(later)) == set()
    assert await store.row("p1") == later


async def test_a_row_that_moved_is_not_kept(url: str) -> None:
    """Two processes read the same turn; the second to keep it sees that the first one was there."""
    one, two = await Store.open(url), await Store.open(url)
    await add(one, row(), row("p2"))
    async with one.writing() as work:
        assert await work.write(on_top(row(turn=2, dialog="first"))) == set()
    async with two.writing() as work:
        assert await work.write(on_top(row(turn=2, dialog="second"))) == {"p1"}
        assert await work.write(on_top(row("p2", turn=2))) == set()
    kept_row = await two.row("p1")
    assert kept_row is not None
    assert kept_row.dialog == "first"
    await one.close()
    await two.close()


async def test_of_many_rows_those_that_moved_are_told_apart_or_none_is_kept(store: Store) -> None:
    await add(store, row(), row("p2"))
    try:
        async with store.writing() as work:
            assert await work.write(on_top(row(turn=3), row("p2", turn=2))) == {"p1"}
    except Rejected:
        assert store.on_sqlite
        assert await store.row("p2") == row("p2")
    assert await store.row("p1") == row()


async def test_a_transaction_that_fails_was_never_there(store: Store) -> None:
    await add(store, row())

    async def fail() -> None:
        async with store.writing() as work:
            await work.write(on_top(row(turn=2, dialog="new")))
            await work.write(facts=[FactRow("p1", 2, 0, NOON, "PainRated", "{}")])
            await work.write(new=[row("p2")])
            raise KeyError

    with pytest.raises(KeyError):
        await fail()
    assert await store.row("p1") == row()
    assert await store.row("p2") is None
    assert await store.facts("p1") == []


async def test_facts_come_in_the_order_they_happened(store: Store) -> None:
    await add(store, row(), row("p2"))
    facts = [
        FactRow("p1", turn, n, NOON + turn * SECOND, "Kind", f'{{"n": {n}}}') for turn in (2, 10, 9) for n in (1, 0)
    ]
    async with store.writing() as work:
        await work.write(facts=facts)
        await work.write(facts=[FactRow("p2", 1, 0, NOON, "Kind", "{}")])
        assert await work.facts("p1") == sorted(facts, key=lambda fact: (fact.turn, fact.n))
    assert await store.facts("p1") == sorted(facts, key=lambda fact: (fact.turn, fact.n))


async def test_an_address_has_one_person(store: Store) -> None:
    await add(store, row())
    with pytest.raises(Rejected):
        await add(store, row("p2", chat="chat-p1"))
    assert await store.row("p2") is None


async def test_the_same_facts_are_not_kept_twice(store: Store) -> None:
    await add(store, row())
    fact = FactRow("p1", 1, 0, NOON, "Kind", "{}")
    async with store.writing() as work:
        await work.write(facts=[fact])
    with pytest.raises(Rejected):
        async with store.writing() as work:
            await work.write(facts=[fact])
    assert await store.facts("p1") == [fact]


async def test_marks_that_cannot_be_kept_are_refused(store: Store) -> None:
    """And only that: the connection is good for the next transaction."""
    await add(store, row())
    with pytest.raises(Rejected):
        async with store.writing() as work:
            await work.write(on_top(row(turn=2, dialog="half a character \ud800")))
    if not store.on_sqlite:
        with pytest.raises(Rejected):
            async with store.writing() as work:
                await work.write(on_top(row(turn=2, dialog="nul \0")))
    assert await store.row("p1") == row()
    async with store.writing() as work:
        assert await work.write(on_top(row(turn=2))) == set()


async def test_forgetting_takes_everything_of_them_and_nothing_of_others(store: Store) -> None:
    await add(store, row(), row("p2"))
    async with store.writing() as work:
        await work.write(facts=[FactRow(person, 1, 0, NOON, "Kind", "{}") for person in ("p1", "p2")])
        await work.write(forgotten=["p1"])
    assert (await store.row("p1"), await store.facts("p1"), await store.addresses("p1")) == (None, [], [])
    assert (await store.row("p2"), len(await store.facts("p2")), len(await store.addresses("p2"))) == (row("p2"), 1, 1)


# --- what is due ----------------------------------------------------------------------------------------------------


async def test_what_is_due_comes_oldest_first_page_by_page(store: Store) -> None:
    people = [
        row(f"p{n}", nudge_at=NOON + (n % 3) * SECOND, wake_at=NOON - n * SECOND, outbox="x", changed=NOON + n * SECOND)
        for n in range(7)
    ]
    await add(
        store,
        *people,
        row("never"),
        row("elsewhere", platform="x", nudge_at=NOON, wake_at=NOON, outbox="x"),
        row("away", outbox="x", unreachable=True),
    )
    for due, field in ((store.nudges_due, "nudge_at"), (store.wakes_due, "wake_at"), (store.with_outbox, "changed")):
        for until in (NOON, NOON + SECOND, NOON + timedelta(days=1)):
            there = [(getattr(who, field), who) for who in people]
            wanted = sorted(DuePerson(at, who.person, who.chat) for at, who in there if at <= until)
            found: list[DuePerson] = []
            while page := await due(until, ["tests", "y"], found[-1] if found else None, 2):
                assert len(page) <= 2
                found += page
            assert found == wanted


async def test_what_is_due_is_found_without_reading_everybody(sqlite_url: str) -> None:
    store = await Store.open(sqlite_url)
    assert isinstance(store._database, SqliteDatabase)
    await add(store, *(row(f"p{n}") for n in range(10)))
    asked: list[tuple[str, Any]] = []

    @sa.event.listens_for(store._database._engine, "before_cursor_execute")
    def seen(_c: object, _cursor: object, statement: str, values: Any, _x: object, _many: bool) -> None:
        if "ORDER BY" in statement:
            asked.append((statement, values))

    for due in (store.nudges_due, store.wakes_due, store.with_outbox):
        await due(NOON, ["tests"], None, 5)
        await due(NOON, ["tests"], DuePerson(NOON, "p1"), 5)
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as reader:
        for statement, values in asked:
            plan = str(reader.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall())
            assert re.search(r"USING INDEX person_(wakes|nudged|outbox)", plan), plan
            assert "TEMP B-TREE" not in plan, plan
    reader.close()
    assert len(asked) == 6
    await store.close()


# --- opening --------------------------------------------------------------------------------------------------------


async def test_opening_again_finds_everything(new_url: str) -> None:
    store = await Store.open(new_url)
    await add(store, row())
    await store.close()
    store = await Store.open(new_url)
    assert await store.row("p1") == row()
    await store.close()


async def test_the_steps_lead_to_the_tables_we_use(new_url: str) -> None:
    store = await Store.open(new_url)
    context = {"version_table": migrations.TABLE, "compare_type": True}
    differences = await store.read(
        lambda connection: compare_metadata(MigrationContext.configure(connection, opts=context), ALL)
    )
    # what the steps have and the tables we write with need not know: indexes, keys, rules
    rest = [each for each in differences if not isinstance(each, list) and each[0] not in ("remove_index", "remove_fk")]
    rest += [each for group in differences if isinstance(group, list) for each in group if each[0] != "modify_nullable"]
    assert rest == []
    await store.close()


def test_the_last_known_step_is_the_last_there_is() -> None:
    steps = ScriptDirectory(str(migrations.FOLDER))
    assert steps.get_current_head() == migrations.known()[-1]
    assert [step.revision for step in steps.walk_revisions()][::-1] == list(migrations.known())


async def test_tables_of_a_newer_lumbot_are_left_alone(url: str) -> None:
    store = await Store.open(url)
    await changed(store, f"UPDATE {migrations.TABLE} SET version_num = '9999'")
    await store.close()
    with pytest.raises(StoreError, match=r"newer Lumbot.*9999.*LUMBOT_DATABASE_URL") as told:
        await Store.open(url)
    assert "\n" not in str(told.value)


async def test_tables_of_another_program_are_left_alone(url: str) -> None:
    store = await Store.open(url)
    await changed(store, f"DROP TABLE {migrations.TABLE}")
    await store.close()
    with pytest.raises(StoreError, match=r"another program.*LUMBOT_DATABASE_URL"):
        await Store.open(url)


def test_three_processes_may_start_on_an_empty_database(new_url: str) -> None:
    with ExitStack() as stack:
        started = [stack.enter_context(Forked(opening.opens, new_url)) for _ in range(3)]
        assert [process.wait() for process in started] == [0, 0, 0]


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    """Also the journal beside it, while it is open, whatever the machine's habits are."""
    folder = tmp_path / "new" / "data"
    ended = ran(opening.listed, f"sqlite:///{folder}/lumbot.db", str(folder), folder=tmp_path)
    assert ended.stdout.split() == [b"lumbot.db", b"600", b"lumbot.db-shm", b"600", b"lumbot.db-wal", b"600"], ended
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_a_file_others_could_read_is_closed_to_them(tmp_path: Path, sqlite_url: str) -> None:
    (tmp_path / "lumbot.db").touch(0o644)
    await (await Store.open(sqlite_url)).close()
    assert stat.S_IMODE((tmp_path / "lumbot.db").stat().st_mode) == 0o600


async def test_a_file_another_program_holds(tmp_path: Path, sqlite_url: str) -> None:
    await (await Store.open(sqlite_url)).close()
    holder = sqlite3.connect(tmp_path / "lumbot.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match=r"lumbot\.db: another program is using it.*LUMBOT_DATABASE_URL"):
        await Store.open(sqlite_url, patience=0.05)
    holder.execute("ROLLBACK")
    holder.close()
    await (await Store.open(sqlite_url)).close()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"Dear diary", "is not a database"),
        (b"SQLite format 3\0" + b"\xff" * 5000, "is damaged or not a database"),
        (b"SQLite format 3\0", "is damaged or not a database"),
    ],
)
async def test_a_file_that_is_no_database_is_not_touched(
    tmp_path: Path, sqlite_url: str, content: bytes, told: str
) -> None:
    (tmp_path / "lumbot.db").write_bytes(content)
    with pytest.raises(StoreError, match=rf"lumbot\.db: {told}, and is left as it is;.*LUMBOT_DATABASE_URL"):
        await Store.open(sqlite_url)
    assert (tmp_path / "lumbot.db").read_bytes() == content


async def test_a_database_of_another_program_is_not_touched(tmp_path: Path, sqlite_url: str) -> None:
    with sqlite3.connect(tmp_path / "lumbot.db") as other:
        other.execute("CREATE TABLE photos (name)")
    other.close()
    with pytest.raises(StoreError, match=r"another program"):
        await Store.open(sqlite_url)
    with sqlite3.connect(tmp_path / "lumbot.db") as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("photos",)]
    other.close()


async def test_a_damaged_database_is_told(tmp_path: Path, sqlite_url: str) -> None:
    store = await Store.open(sqlite_url)
    await add(store, *(row(f"p{n}", memory="x" * 500) for n in range(500)))
    await store.close()
    damaged = bytearray((tmp_path / "lumbot.db").read_bytes())
    damaged[40_000:60_000] = os.urandom(20_000)
    (tmp_path / "lumbot.db").write_bytes(damaged)
    with pytest.raises(StoreError, match=r"lumbot\.db: is damaged"):
        await Store.open(sqlite_url)
    assert (tmp_path / "lumbot.db").read_bytes() == damaged


async def test_paths_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no folder .*/missing; make it, or mend LUMBOT_DATABASE_URL"):
        await Store.open(f"sqlite:///{tmp_path}/missing/lumbot.db")
    with pytest.raises(StoreError, match=r"is a folder"):
        await Store.open(f"sqlite:///{tmp_path}")
    await (await Store.open(f"sqlite:///{tmp_path}/odd %20#name.db")).close()
    assert (tmp_path / "odd %20#name.db").exists()


@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o400, 0o700), (0o000, 0o700), (0o600, 0o500)])
async def test_files_that_may_not_be_written(
    file_mode: int, folder_mode: int, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Asked by somebody who is not root, whom no rights stop."""
    folder = tmp_path_factory.mktemp("rights")
    file = folder / "lumbot.db"
    await (await Store.open(f"sqlite:///{file}")).close()
    before = file.read_bytes()
    if os.getuid() == 0:
        for parent in folder.parents:
            if not parent.stat().st_mode & 0o001:
                parent.chmod(0o711)  # or it would be the folders above that stop them
        os.chown(folder, opening.NOBODY, opening.NOBODY)
        os.chown(file, opening.NOBODY, opening.NOBODY)
    file.chmod(file_mode)
    folder.chmod(folder_mode)
    ended = ran(opening.told_nobody, f"sqlite:///{file}", folder=tmp_path)
    folder.chmod(0o700)
    file.chmod(0o600)
    assert re.fullmatch(rf"{file}: .*mend (its|the) rights.*LUMBOT_DATABASE_URL\n", ended.stdout.decode()), ended
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("", "should begin with sqlite:/// or postgresql://"),
        ("lumbot.db", "should begin with"),
        ("mysql://root@127.0.0.1/lumbot", "should begin with"),
        ("sqlite://", "should name a file"),
        ("sqlite:///:memory:", "should name a file"),
        ("postgresql://127.0.0.1:1/lumbot", r"no PostgreSQL answers at 127\.0\.0\.1:1"),
        ("postgresql://me:secret@127.0.0.1:99999/lumbot", "mend the address"),
        ("postgresql://me:secret@[::1/lumbot", "is no address"),
        ("postgresql://me:secret@127.0.0.1:port/lumbot", "is no address"),
        ("postgresql://me:secret@127.0.0.1:1/lumbot?frobnicate=1", "has 'frobnicate' behind its"),
    ],
)
async def test_addresses_that_cannot_be_used(wrong: str, told: str) -> None:
    with pytest.raises(StoreError, match=rf"^LUMBOT_DATABASE_URL: .*{told}") as raised:
        await Store.open(wrong, patience=60)
    assert "secret" not in str(raised.value)
    assert "\n" not in str(raised.value)


async def test_a_server_that_does_not_know_us(postgres: str, postgres_url: str) -> None:
    with pytest.raises(StoreError, match=r"has no database 'nothere'"):
        await Store.open(postgres_url.replace(f"/{postgres_url.split('/')[3].split('?')[0]}?", "/nothere?"))
    with pytest.raises(StoreError, match=r"does not let 'stranger' in"):
        await Store.open(postgres_url.replace("//postgres:", "//stranger:secret"))


@pytest.mark.parametrize("missing", ["asyncpg", "greenlet"])
def test_a_missing_driver_is_named(missing: str, postgres_url: str, tmp_path: Path) -> None:
    ended = ran(opening.told_without_driver, postgres_url, missing, folder=tmp_path)
    assert ended.stdout == (
        b"LUMBOT_DATABASE_URL: PostgreSQL needs one more package; install it with: pip install 'lumbot[postgres]'\n"
    ), ended


# --- when the database goes away ------------------------------------------------------------------------------------


async def test_a_cut_connection_is_unanswered_and_the_next_one_is_new(postgres_url: str) -> None:
    store = await Store.open(postgres_url)
    await add(store, row())
    axe = await asyncpg.connect(postgres_url)

    async def cut() -> None:
        async with store.writing() as work:
            await work.write(on_top(row(turn=2)))
            await axe.execute(CUT)
            await work.write(on_top(row(turn=3)))

    with pytest.raises(Unavailable):
        await cut()
    assert await store.row("p1") == row()
    async with store.writing() as work:
        assert await work.write(on_top(row(turn=2))) == set()
    await axe.close()
    await store.close()


async def test_a_locked_file_is_unanswered_and_then_free(tmp_path: Path, sqlite_url: str) -> None:
    store = await Store.open(sqlite_url, patience=0.05)
    holder = sqlite3.connect(tmp_path / "lumbot.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        await add(store, row())
    assert await store.row("p1") is None  # reading goes on meanwhile
    holder.execute("ROLLBACK")
    holder.close()
    await add(store, row())
    await store.close()


async def test_no_byte_of_the_forgotten_is_left_in_the_file(tmp_path: Path, sqlite_url: str) -> None:
    store = await Store.open(sqlite_url)
    mark = "Rosenheim-4711"
    await add(store, row(memory=f"{mark}-memory" * 50, chat=f"{mark}-chat"), *(row(f"q{n}") for n in range(50)))
    async with store.writing() as work:
        await work.write(on_top(row(turn=2, dialog=f"{mark}-dialog" * 700, outbox=f"{mark}-unsaid")))
        await work.write(facts=[FactRow("p1", 2, n, NOON, "Kind", f"{mark}-fact") for n in range(200)])
    async with store.writing() as work:
        await work.write(on_top(row(turn=3, chat=f"{mark}-2")))
        await work.write(forgotten=["p1"])
    assert await store.tidy()
    assert len(contents(tmp_path)) == 3
    for name, content in contents(tmp_path).items():
        assert mark.encode() not in content, name
    await store.close()


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


async def test_tidying_waits_for_whoever_reads(tmp_path: Path, sqlite_url: str) -> None:
    store = await Store.open(sqlite_url, patience=0.05)
    await add(store, row())
    reader = sqlite3.connect(tmp_path / "lumbot.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM person").fetchall()
    async with store.writing() as work:
        await work.write(forgotten=["p1"])
    assert not await store.tidy()
    reader.close()
    assert await store.tidy()
    await store.close()
