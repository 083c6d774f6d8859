"""Who sends very much at once: what is theirs is kept before it is confirmed, so nobody waits behind them; and it is
heard once, whatever ends the bot in between.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest

from bot.adapter import Address
from bot.engine.inbox import Inbox
from bot.engine.writer import StoppedError
from bot.platforms.telegram.crowd import FEW, Crowd, Read
from bot.platforms.telegram.parsing import Inbound
from bot.store.queries import Store
from content.model import Catalog
from handlers.events import Said
from tests.fakes.shared.engines import ANN, Talk, talking
from tests.fakes.shared.stores import changed

MANY = 60
TESTS = "tests"


def said(number: int, chat: str = "ann", text: str = "") -> Read:
    text = text or f"hm h{'m' * (number % 50)}"
    raw = json.dumps({"update_id": number, "text": text, "chat": chat})
    return Read(f"t{number}", raw, Inbound(chat, Said(text)))


def again(raw: str) -> Read:
    found = json.loads(raw)
    return said(found["update_id"], found["chat"], found["text"])


def crowd(talk: Talk, hearing: Callable[[Read], object] = lambda _: None) -> Crowd:
    async def hear(update: Read) -> None:
        hearing(update)
        await talk.engine.hear(Address(TESTS, update.found.chat), update.found.event, update.id)

    return Crowd(TESTS, talk.engine, hear)


async def seen(talk: Talk, chat: str = "ann") -> list[str]:
    found: list[str] = json.loads((await talk.row(Address(TESTS, chat))).seen)
    return found


async def test_a_crowd_is_kept_and_confirmed_before_it_is_heard(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        heard = list[str]()
        one = crowd(talk, lambda update: heard.append(update.id))
        await one.take([said(n) for n in range(1, MANY)])
        assert len(talk.engine.inbox.kept) + len(await seen(talk)) >= MANY - 1
        await one.take([said(MANY), said(MANY + 1, "bob", "/start")])  # bob is heard when this returns
        assert await seen(talk, "bob") == [f"t{MANY + 1}"]
        await asyncio.gather(*one._tasks)
        assert heard == [f"t{n}" for n in (*range(1, MANY), MANY, MANY + 1)]
        assert (await seen(talk))[-1] == f"t{MANY}"
        assert not talk.engine.inbox.kept
        assert await talk.engine.inbox.left(TESTS) == []


async def test_a_few_of_many_people_are_not_kept(sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(sqlite_store, catalog) as talk:
        await crowd(talk).take([said(n, f"chat{n % 5}", "/start") for n in range(1, 5 * FEW + 1)])
        assert not talk.engine.inbox.kept
        assert [len(await seen(talk, f"chat{n}")) for n in range(5)] == [FEW] * 5


async def test_what_was_kept_is_heard_by_whoever_comes_next_and_once(store: Store, catalog: Catalog) -> None:
    """More than is remembered of a person: what was heard has gone from the inbox in the same transaction."""
    updates = [said(n) for n in range(1, MANY + 1)]
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        await talk.engine.inbox.keep(TESTS, {each.id: each.raw for each in updates})
        await asyncio.gather(
            *(talk.engine.hear(ANN, each.found.event, each.id) for each in updates[: MANY - 10])
        )  # and then it is killed
        turn = (await talk.row()).turn
    async with talking(store, catalog) as talk:
        assert (await talk.row()).turn >= turn
        heard = list[str]()
        one = crowd(talk, lambda update: heard.append(update.id))
        one.go_on([again(raw) for raw in await talk.engine.inbox.left(TESTS)])
        await asyncio.gather(*one._tasks)
        assert heard == [each.id for each in updates[MANY - 10 :]]
        assert await talk.engine.inbox.left(TESTS) == []


async def test_what_is_stopped_stays_kept(sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(sqlite_store, catalog) as talk:

        def stop(_: Read) -> None:
            raise StoppedError

        one = crowd(talk, stop)
        await one.take([said(n) for n in range(1, MANY)])
        await asyncio.gather(*one._tasks, return_exceptions=True)
        assert len(await talk.engine.inbox.left(TESTS)) == MANY - 1
        with pytest.raises(StoppedError):
            await one.take([said(MANY, "bob")])


async def test_what_fails_is_kept_no_more(sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(sqlite_store, catalog) as talk:

        def fail(_: Read) -> None:
            raise ValueError

        one = crowd(talk, fail)
        await one.take([said(n) for n in range(1, MANY)])
        await asyncio.gather(*one._tasks)
        assert await talk.engine.inbox.left(TESTS) == []


async def test_where_nothing_can_be_kept_all_is_heard_before_it_is_confirmed(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        await changed(store, "ALTER TABLE inbox RENAME TO lost")
        await crowd(talk).take([said(n) for n in range(1, MANY)])
        assert (await seen(talk))[-1] == f"t{MANY - 1}"
        assert await talk.engine.inbox.left(TESTS) == []
        await changed(store, "ALTER TABLE lost RENAME TO inbox")


async def test_numbers_are_in_order_also_where_one_has_a_digit_more(store: Store) -> None:
    inbox = Inbox(store)
    await inbox.keep(TESTS, {f"t{n}": str(n) for n in (11, 9, 100, 10)})
    await inbox.keep(TESTS, {"t9": "9 again"})
    assert await inbox.left(TESTS) == ["9 again", "10", "11", "100"]
    assert await inbox.left("other") == []
