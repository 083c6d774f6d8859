"""One person who sends very much: all of it is heard, danger always, it is answered once, and nobody waits for it.

What is counted is turns, answers and whose turn it is.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Sequence

import pytest

from bot.adapter import REMEMBERED, Address
from bot.engine.queue import CHAIN
from bot.store.queries import Store
from content.model import Catalog
from handlers.events import Pressed, Said
from handlers.flooding import FROM
from tests.bot.engine.test_engine import forever
from tests.fakes.shared.engines import ANN, BOB, Talk, talking

MANY = 300
OTHERS = [Address("tests", f"other{n}") for n in range(10)]


def words(count: int = MANY) -> list[Said]:
    return [Said(f"hm h{'m' * (n % 50)}") for n in range(count)]


async def flood(talk: Talk, events: Sequence[Said | Pressed]) -> None:
    await asyncio.gather(*(talk.engine.hear(ANN, event, f"u{n}") for n, event in enumerate(events)))
    await talk.engine.shown(ANN)


async def test_of_very_many_messages_the_last_is_answered(sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(sqlite_store, catalog) as talk:
        await talk.walk_in(until="3")
        before, shown = await talk.row(), len(talk.platform.shown)
        await flood(talk, [*words(), Said("4")])
        row = await talk.row()
        assert row.outbox == ""
        assert json.loads(row.seen) == [f"u{n}" for n in range(MANY + 1 - REMEMBERED, MANY + 1)]
        assert (await talk.facts()).count("PainRated") == 1  # the last word of all
        assert row.turn - before.turn < MANY
        answers = talk.platform.texts()[shown:]
        assert len(answers) <= 3 * (MANY // CHAIN + 2)
        assert any("answer the last" in each for each in answers)


async def test_danger_is_heard_in_the_midst_of_it(sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(sqlite_store, catalog) as talk:
        await talk.walk_in(until="3")
        shown = len(talk.platform.shown)
        events = words()
        events[MANY // 2] = Said("i cannot control my bladder and my legs are numb")
        await flood(talk, events)
        assert sum("emergency department" in each for each in talk.platform.texts()[shown:]) >= 1


async def test_the_button_of_the_open_question_counts_in_the_midst_of_it(sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(sqlite_store, catalog) as talk:
        await talk.walk_in(until="3")
        press = talk.button("3")
        stale = [Pressed("3", press.turn - 1) for _ in range(MANY)]
        await flood(talk, [Pressed("3", -1), *stale[:30], press, *stale[30:]])
        assert (await talk.facts()).count("PainRated") == 1


async def test_a_few_are_each_answered_while_nothing_waits(sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(sqlite_store, catalog) as talk:
        await talk.walk_in(until="3")
        shown = sum(bool(each.buttons) for each in talk.platform.to())
        for each in words(FROM // 2):
            await talk.hear(each)
        assert sum(bool(each.buttons) for each in talk.platform.to()) - shown == FROM // 2


async def test_brought_again_nothing_of_it_counts_twice(sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(sqlite_store, catalog) as talk:
        await talk.walk_in(until="3")
        events = words(REMEMBERED)
        await flood(talk, events)
        row, shown = await talk.row(), len(talk.platform.shown)
        await flood(talk, events)
        assert len(talk.platform.shown) == shown
        assert await talk.row() == row


async def test_what_waits_to_be_shown_stays_bounded(store: Store, catalog: Catalog) -> None:
    """They write on and on, one at a time, to a chat that takes nothing for a while."""
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        free, shown = asyncio.Event(), len(talk.platform.shown)
        talk.platform.fate = lambda _chat, _utterance: forever(free)
        for n in range(3 * FROM):
            await talk.engine.hear(ANN, Said(f"hm h{'m' * (n % 50)}"), f"u{n}")
            assert len(json.loads((await talk.row()).outbox)) <= FROM + 1
        talk.platform.fate = lambda _chat, _utterance: None
        free.set()
        await talk.engine.shown(ANN)
        assert (await talk.row()).outbox == ""
        assert 0 < len(talk.platform.shown) - shown <= 3 * FROM
        assert await talk.tap("3") != []


@pytest.mark.parametrize("first", [ANN, BOB])
async def test_others_are_heard_in_the_next_commit(sqlite_store: Store, catalog: Catalog, first: Address) -> None:
    """Whoever floods has one commit of theirs, then it is everybody's turn: also of those who wrote after all of it."""
    order: list[Address] = []
    async with talking(sqlite_store, catalog) as talk:

        def note(who: Address) -> Awaitable[bool]:
            heard = asyncio.ensure_future(talk.engine.hear(who, Said("/help")))
            heard.add_done_callback(lambda _: order.append(who))
            return heard

        flooding = asyncio.gather(*(note(first) for _ in range(MANY)))
        await asyncio.sleep(0)
        await asyncio.gather(flooding, *(note(who) for who in OTHERS))
    assert max(order.index(who) for who in OTHERS) <= 2 * CHAIN + len(OTHERS)
