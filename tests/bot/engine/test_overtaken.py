"""Answers that are overtaken while they wait to be shown: what only asks again goes, words of danger go first, and what
was typed before a danger question was shown does not answer it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.store.queries import Store
from content.model import Catalog
from handlers.events import Said
from tests.bot.engine.test_engine import forever
from tests.fakes.shared.engines import ANN, Talk, talking

JUNK = ("asdfgh", "qwertz", "yxcvb") * 4
DIE = "I want to die"
NUMB = "i cannot control my bladder and my legs are numb"


@asynccontextmanager
async def slow(store: Store, catalog: Catalog, until: str = "3") -> AsyncIterator[tuple[Talk, asyncio.Event]]:
    """Ann's chat takes nothing more until the event is set."""
    async with talking(store, catalog) as talk:
        await talk.walk_in(until=until)
        free = asyncio.Event()
        talk.platform.fate = lambda _chat, _utterance: forever(free)
        yield talk, free


async def types(talk: Talk, *texts: str) -> None:
    for text in texts:
        await talk.engine.hear(ANN, Said(text))


async def shown(talk: Talk, free: asyncio.Event, before: int) -> list[str]:
    free.set()
    await talk.engine.shown(ANN)
    assert (await talk.row()).outbox == ""
    return talk.platform.texts()[before:]


async def test_what_only_asks_again_goes_when_something_newer_is_said(store: Store, catalog: Catalog) -> None:
    async with slow(store, catalog) as (talk, free):
        before = len(talk.platform.shown)
        await types(talk, *JUNK, "3")
        texts = await shown(talk, free, before)
        assert len([text for text in texts if "sorry" in text or "didn't get" in text]) <= 1  # one was on its way
        assert texts[-1].startswith("3, thank you") or "3, thank you" in "".join(texts)
        assert any("112" in text for text in texts)  # the line that says whom to call stays


async def test_what_was_recorded_is_said_however_fast_the_next_word_comes(store: Store, catalog: Catalog) -> None:
    async with slow(store, catalog, until="age_20_50") as (talk, free):
        before = len(talk.platform.shown)
        await types(talk, "I am 30", "ok", "hm", "hm")
        texts = await shown(talk, free, before)
        assert "May I?" in texts[0]
        assert any("numb" in text for text in texts)


@pytest.mark.parametrize("danger", [DIE, NUMB])
async def test_words_of_danger_are_answered_before_all_that_waits(store: Store, catalog: Catalog, danger: str) -> None:
    async with slow(store, catalog) as (talk, free):
        before = len(talk.platform.shown)
        await types(talk, *JUNK, danger)
        on_its_way, *texts = await shown(talk, free, before)
        assert "call" in texts[0], on_its_way
        assert talk.platform.to()[before + 1].safety
        assert talk.platform.to()[-1].buttons


@pytest.mark.parametrize("word", ["none", "no", "ok"])
async def test_what_was_typed_before_a_danger_question_was_shown_does_not_answer_it(
    store: Store, catalog: Catalog, word: str
) -> None:
    async with slow(store, catalog) as (talk, free):
        await types(talk, word, NUMB)
        asked, facts = await talk.kind(), await talk.facts()
        await types(talk, word)
        assert await talk.kind() == asked
        assert await talk.facts() == facts
        free.set()
        await talk.engine.shown(ANN)
        await types(talk, DIE)
        assert await talk.kind() != asked


async def test_what_is_typed_after_it_was_shown_does(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        await talk.hear("my legs feel funny and weak")
        asked, before = await talk.kind(), await talk.row()
        assert asked != "Rating"
        assert await talk.hear("no") != []
        assert (await talk.row()).dialog != before.dialog
