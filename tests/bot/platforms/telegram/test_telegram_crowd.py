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
from bot.platforms.telegram.crowd import FEW, Crowd, Raw, id_of, sender
from bot.store.queries import Store
from content.model import Catalog
from handlers.events import Said
from tests.fakes.shared.engines import ANN, Talk, talking
from tests.fakes.shared.stores import changed

MANY = 60
TESTS = "tests"


def said(number: int, chat: str = "ann", text: str = "") -> Raw:
    return {"update_id": number, "message": {"from": {"id": chat}, "text": text or f"hm h{'m' * (number % 50)}"}}


def crowd(talk: Talk, hearing: Callable[[Raw], object] = lambda _: None) -> Crowd:
    async def hear(update: Raw) -> bool:
        if hearing(update) == "nothing":
            return False
        what = Said(update["message"]["text"])
        await talk.engine.hear(Address(TESTS, str(sender(update))), what, id_of(update))
        return True

    return Crowd(TESTS, talk.engine, hear)


async def over(one: Crowd) -> None:
    """All that was kept has been heard, or failed."""
    while waiting := {*one._starting, *one._tasks}:
        await asyncio.wait(waiting)


async def flooded(talk: Talk, hearing: Callable[[Raw], object]) -> Crowd:
    """More of one person than is heard at once, and all of it heard, or failed."""
    one = crowd(talk, hearing)
    await one.take([said(n) for n in range(1, MANY)])
    await over(one)
    return one


async def seen(talk: Talk, chat: str = "ann") -> list[str]:
    found: list[str] = json.loads((await talk.row(Address(TESTS, chat))).seen)
    return found


async def test_a_crowd_is_kept_and_confirmed_before_it_is_heard(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        heard = list[str]()
        one = crowd(talk, lambda update: heard.append(id_of(update)))
        await one.take([said(n) for n in range(1, MANY)])
        assert len(talk.engine.inbox.kept) + len(await seen(talk)) >= MANY - 1
        await one.take([said(MANY), said(MANY + 1, "bob", "/start")])  # bob is heard when this returns
        assert await seen(talk, "bob") == [f"t{MANY + 1}"]
        await over(one)
        heard.remove(f"t{MANY + 1}")
        assert heard == [f"t{n}" for n in range(1, MANY + 1)]
        assert (await seen(talk))[-1] == f"t{MANY}"
        assert not talk.engine.inbox.kept
        assert await talk.engine.inbox.left(TESTS) == []


async def test_while_more_comes_others_are_heard_first(sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(sqlite_store, catalog) as talk:
        heard = list[str]()
        one = crowd(talk, lambda update: heard.append(str(sender(update))))
        for page in range(3):
            first = page * (MANY + 1)
            await one.take([said(first + n, text="/start") for n in range(MANY)], more=True)
            assert heard == []
        await one.take([said(5 * MANY, "bob", "/start")], more=True)
        assert heard == ["bob"]
        await one.take([])
        await over(one)
        assert heard == ["bob", *["ann"] * 3 * MANY]
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
        await talk.engine.inbox.keep(TESTS, {id_of(each): json.dumps(each) for each in updates})
        await asyncio.gather(
            *(talk.engine.hear(ANN, Said(each["message"]["text"]), id_of(each)) for each in updates[: MANY - 10])
        )  # and then it is killed
        turn = (await talk.row()).turn
    async with talking(store, catalog) as talk:
        assert (await talk.row()).turn >= turn
        heard = list[str]()
        one = crowd(talk, lambda update: heard.append(id_of(update)))
        one.go_on([json.loads(raw) for raw in await talk.engine.inbox.left(TESTS)])
        await over(one)
        assert heard == [id_of(each) for each in updates[MANY - 10 :]]
        assert await talk.engine.inbox.left(TESTS) == []


async def test_what_is_stopped_stays_kept(sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(sqlite_store, catalog) as talk:

        def stop(_: Raw) -> None:
            raise StoppedError

        one = await flooded(talk, stop)
        assert len(await talk.engine.inbox.left(TESTS)) == MANY - 1
        with pytest.raises(StoppedError):
            await one.take([said(MANY, "bob")])


async def test_what_fails_is_kept_no_more(sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(sqlite_store, catalog) as talk:

        def fail(_: Raw) -> None:
            raise ValueError

        await flooded(talk, fail)
        assert await talk.engine.inbox.left(TESTS) == []


async def test_what_means_nothing_is_kept_no_more(sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(sqlite_store, catalog) as talk:
        await flooded(talk, lambda _: "nothing")
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
