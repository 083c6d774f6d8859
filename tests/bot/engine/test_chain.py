"""Several events of one person in one transaction: in order, once each, ended where somebody else's may begin."""

from __future__ import annotations

import asyncio
import logging

import pytest
import sqlalchemy as sa

from bot.adapter import Address
from bot.store.queries import Store
from content.model import Catalog
from handlers.events import Said
from handlers.saved import load_dialog, load_person
from tests.bot.engine.test_engine import nudged, seed
from tests.fakes.shared.engines import ANN, BOB, Talk, talking
from tests.fakes.shared.stores import changed, on_top

TG, DC = Address("telegram", "t-ann"), Address("discord", "d-ann")


async def commits(talk: Talk, *said: str, address: Address = ANN) -> int:
    """Say all of this at once; in how many commits it was kept."""
    steps: list[str] = []
    talk.engine._writer._at = steps.append
    await asyncio.gather(*(talk.engine.hear(address, Said(text), f"u{n}") for n, text in enumerate(said)))
    count = steps.count("after commit")
    await talk.engine.shown(address)
    return count


async def test_words_of_one_person_that_wait_are_kept_together_and_answered_in_order(
    store: Store, catalog: Catalog
) -> None:
    async with talking(store, catalog) as talk:
        before = await talk.hear("/start")
        turn = (await talk.row()).turn
        assert before
        count = await commits(talk, "go on", "yes i am", "yes", "none")
        assert count < 4  # the first goes alone, the others wait for it together
        assert await talk.kind() == "Screening"
        asked = [
            text for text in talk.platform.texts() if text.startswith(("How old are you? Press", "To fit", "First, is"))
        ]
        assert len(asked) == 3
        assert load_dialog((await talk.row()).dialog).turn == 5
        assert (await talk.row()).turn > turn
        assert await talk.facts() == ["AgeTold", "Consented", "AgeBetween", "Answered"]


async def test_somebody_new_may_say_several_things_at_once(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await commits(talk, "hello", "go on", "yes")
        assert await talk.kind() == "AskingConsent"
        assert await talk.store.addresses((await talk.row()).person) == [ANN]


async def test_who_says_much_at_once_keeps_nobody_waiting(store: Store, catalog: Catalog) -> None:
    """No more than forty things of one person are in one commit, and somebody else's one thing is in the next."""
    async with talking(store, catalog) as talk:
        await talk.hear("/start")
        order: list[str] = []

        async def says(address: Address, text: str, name: str) -> None:
            await talk.engine.hear(address, Said(text), name)
            order.append(name)

        flood = [asyncio.ensure_future(says(ANN, "hm", f"a{n}")) for n in range(100)]
        await asyncio.sleep(0)
        await asyncio.gather(says(BOB, "/start", "bob"), *flood)
        assert order.index("bob") <= 80
        assert [name for name in order if name != "bob"] == [f"a{n}" for n in range(100)]


async def test_after_everything_was_forgotten_the_next_word_is_a_strangers(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="skip")
        person = (await talk.row()).person
        await commits(talk, "/delete", "delete everything", "hello")
        assert (await talk.row()).person != person
        assert await store.facts(person) == []
        assert await talk.kind() == "Hello"


async def test_the_words_after_a_code_are_heard_by_who_they_became(store: Store, catalog: Catalog) -> None:
    await seed(store, nudged("ann", platform="telegram", chat=TG.chat))
    async with talking(store, catalog, on=("telegram", "discord")) as talk:
        texts = await talk.hear("/link", TG)
        code = next(word for text in texts for word in text.split() if len(word) == 9 and word[4] == "-")
        await commits(talk, f"/link {code}", "/progress", address=DC)
        row = await talk.row(DC)
        assert row.person == "ann"
        assert [fact.kind for fact in await store.facts("ann")] == ["Linked"]
        assert await talk.kind(DC) == "Progress"


async def test_a_memory_that_cannot_be_read_is_made_of_the_facts_while_reading(
    store: Store, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="skip")
        row = await talk.row()
        async with store.writing() as work:
            await work.write(on_top(row._replace(memory="?", turn=row.turn + 1)))
        caplog.set_level(logging.WARNING)
        await commits(talk, "/help", "back")
        after = await talk.row()
        assert load_person(after.memory) == load_person(row.memory)
        assert (await talk.facts())[-1] == "SaveUnreadable"


async def test_everybody_who_is_asked_for_is_found_by_index(postgres_url: str, catalog: Catalog) -> None:
    """By id and by address at once, on PostgreSQL: an OR of the two reads every row there is."""
    store = await Store.open(postgres_url)
    columns = "person, platform, chat, dialog, memory, turn, seen, outbox, unreachable, created, changed"
    values = "'p' || n, 'tests', 'c' || n, '', '', 1, '', '', false, 0, 0"
    await changed(store, f"INSERT INTO person ({columns}) SELECT {values} FROM generate_series(1, 20000) AS n")
    await changed(store, "INSERT INTO addresses SELECT platform, chat, person FROM person")
    await changed(store, "ANALYZE")
    way = store._way
    asked = way.asked([f"p{n}" for n in range(64)], [Address("tests", f"c{n}") for n in range(100, 164)])

    def plan(connection: sa.Connection) -> str:
        explain = sa.text(f"EXPLAIN {way.known.text}").bindparams(*way.known._bindparams.values())
        return "\n".join(row[0] for row in connection.execute(explain, asked))

    shown = await store.read(plan)
    assert "Seq Scan on person" not in shown, shown
    assert "Seq Scan on addresses" not in shown, shown
    async with store.writing() as work:
        assert len(await work.known(["p1"], [Address("tests", "c2"), Address("tests", "c1")])) == 2
    await store.close()
