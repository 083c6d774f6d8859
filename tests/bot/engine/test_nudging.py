"""A burst of nudges, however it ends: who is due gets theirs, or it is recorded why not.

Only what was on the wire when a process died may be lost. Requests are counted; nothing here depends on how fast
anything is.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable
from datetime import timedelta

import pytest

from bot.adapter import Address, TryLater
from bot.engine.nudging import WIRE
from bot.store.queries import Store
from content.model import Catalog
from tests.bot.engine.test_engine import DAY, forever, nudged, seed
from tests.fakes.shared.engines import ANN, Clock, Talk, talking
from tests.fakes.shared.stores import NOON

MANY = 60
RATE = 5
PEOPLE = [Address("tests", f"c{n}") for n in range(MANY)]


async def became(talk: Talk) -> Counter[str]:
    """How many were told, how many nudges are recorded as perhaps lost, and how many as left out."""
    facts = Counter[str]()
    for who in PEOPLE:
        facts.update(await talk.facts(who))
    return facts


async def seeded(store: Store) -> None:
    await seed(store, *(nudged(f"p{n}", chat=who.chat) for n, who in enumerate(PEOPLE)))


def stuck_after(talk: Talk, count: int) -> tuple[asyncio.Event, list[str]]:
    """From the request after so many on, none is answered. What is set when that comes; the chats of all requests."""
    reached, tries = asyncio.Event(), list[str]()

    def fate(chat: str, _utterance: object) -> Awaitable[None] | None:
        tries.append(chat)
        if len(tries) <= count:
            return None
        reached.set()
        return forever(asyncio.Event())

    talk.platform.rate, talk.platform.fate = RATE, fate
    return reached, tries


@pytest.mark.parametrize("end", ["stop", "leave", "kill"])
async def test_whoever_was_only_waiting_gets_theirs_from_the_next(store: Store, catalog: Catalog, end: str) -> None:
    """In order, at a lost lease, and when nothing at all could be done any more."""
    await seeded(store)
    async with talking(store, catalog) as talk:
        reached, tries = stuck_after(talk, 20)
        sweep = asyncio.create_task(talk.engine.sweep())
        await reached.wait()
        if end == "leave":
            del talk.platforms["tests"]
            await talk.engine.leave("tests")
        elif end == "stop":
            await talk.engine.stop(0.01)
        await sweep
        if end == "kill":
            before = len(tries)
            async with talking(store, catalog) as other:
                await other.sweep()
                await finished(other, tries[:20])
                assert len(tries) == before
            return
    assert len(set(tries)) == len(tries) <= 20 + WIRE * RATE
    async with talking(store, catalog) as other:
        await other.sweep()
        await finished(other, tries[:20])


async def finished(talk: Talk, told: list[str]) -> None:
    chats = [*told, *(chat for chat, _, _ in talk.platform.shown)]
    assert len(chats) == len(set(chats))
    facts = await became(talk)
    assert facts["Nudged"] == MANY
    assert len(chats) + facts["NudgeUnknown"] == MANY
    assert facts["NudgeUnknown"] <= WIRE * RATE
    assert await talk.store.nudges_due(NOON, ["tests"], None, 1) == []
    assert await talk.store.with_outbox(NOON, ["tests"], None, 1) == []


async def test_no_more_are_begun_than_may_be_on_the_wire(store: Store, catalog: Catalog) -> None:
    await seeded(store)
    async with talking(store, catalog) as talk:
        talk.platform.rate, most = RATE, 0

        async def look(_chat: str) -> None:
            nonlocal most
            await asyncio.sleep(0)
            on_the_wire = await talk.store.with_outbox(NOON, ["tests"], None, MANY)
            most = max(most, len(on_the_wire))

        talk.platform.fate = lambda chat, _utterance: look(chat)
        await talk.sweep()
        assert len(talk.platform.shown) == MANY
        assert 1 <= most <= WIRE * RATE


async def test_a_platform_that_is_not_ready_leaves_all_as_due_as_before(store: Store, catalog: Catalog) -> None:
    await seeded(store)
    async with talking(store, catalog) as talk:
        asked = asyncio.Event()

        async def ready(chat: str) -> None:
            asked.set()
            raise TryLater(1000)

        talk.platform.ready = ready  # type: ignore[method-assign]
        await talk.engine.sweep()
        await asked.wait()
    assert len(await store.nudges_due(NOON, ["tests"], None, MANY)) == MANY
    assert await store.with_outbox(NOON, ["tests"], None, 1) == []


async def test_what_comes_too_late_is_left_out_at_nobodys_pace(store: Store, catalog: Catalog) -> None:
    """Who is late by days may still be told of today; only then the pace is waited for."""
    await seeded(store)
    await seed(store, nudged("ann", chat=ANN.chat, nudge_at=NOON - 3 * DAY))
    clock = Clock(NOON + timedelta(minutes=91))
    async with talking(store, catalog, clock) as talk:
        waited: list[str] = []

        async def ready(chat: str) -> None:
            waited.append(chat)

        talk.platform.ready = ready  # type: ignore[method-assign]
        await talk.sweep()
        assert waited == []
        assert (await became(talk))["NudgeSkipped"] == MANY
    await seed(store, nudged("bob", chat="bob", nudge_at=NOON - 3 * DAY))
    async with talking(store, catalog, Clock(NOON + timedelta(minutes=5))) as talk:
        await talk.sweep()
        assert [chat for chat, _, _ in talk.platform.shown] == ["bob"]


async def test_somebody_who_is_being_told_something_is_nudged_after_that(store: Store, catalog: Catalog) -> None:
    clock = Clock(NOON - timedelta(minutes=1))
    await seed(store, nudged("ann", chat=ANN.chat))
    async with talking(store, catalog, clock) as talk:
        free, asked = asyncio.Event(), asyncio.Event()

        def slow(_chat: str, _utterance: object) -> Awaitable[None]:
            asked.set()
            return forever(free)

        talk.platform.fate = slow
        heard = asyncio.create_task(talk.hear("/help"))
        await asked.wait()
        clock.now = NOON
        await talk.engine.sweep()
        assert "Nudged" not in await talk.facts()
        talk.platform.fate = lambda _chat, _utterance: None
        free.set()
        await heard
        await talk.engine.nudged()
        assert "Nudged" in await talk.facts()
        assert [utterance.nudge for utterance in talk.platform.to()][-1]
