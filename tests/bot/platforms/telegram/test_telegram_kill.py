"""The bot is killed with 100 messages pending, and started again: each is heard once and answered, one answer in a
chat may come twice. The process, its database, the SDK and the server's HTTP are real.
"""

from __future__ import annotations

from functools import partial
from itertools import chain
from pathlib import Path

import pytest

from bot.store.queries import Store
from content.model import Catalog
from tests.fakes.shared.forked import Forked
from tests.fakes.telegram.bots import free_port, lumbot
from tests.fakes.telegram.killing import (
    MESSAGES,
    MOMENTS,
    WAYS,
    answered,
    crowd,
    end_of,
    first_looks,
    found,
    killed,
    repeated,
)
from tests.fakes.telegram.server import Server


@pytest.mark.parametrize("way", WAYS)
def test_a_word_lost_doubled_or_swapped_would_show(catalog: Catalog, way: tuple[str, ...]) -> None:
    """What the others here rely on."""
    spoilt = chain(
        (way[:n] + way[n + 1 :] for n in range(len(way))),
        (way[: n + 1] + way[n:] for n in range(len(way))),
        ((*way[:n], way[n + 1], way[n], *way[n + 2 :]) for n in range(len(way) - 1)),
    )
    whole = end_of(way, catalog)
    for each in spoilt:
        assert end_of(each, catalog) != whole, each


@pytest.mark.parametrize(("moment", "webhook"), [(MOMENTS[0], False), (MOMENTS[1], True)], ids=["polling", "webhook"])
async def test_killed_in_the_middle_everything_is_heard_once(
    tmp_path: Path, catalog: Catalog, moment: int, webhook: bool
) -> None:
    """Early, when most wait to be fetched, and in the middle of what is brought."""
    url = f"sqlite:///{tmp_path / 'lumbot.db'}"
    async with Server() as server:
        people = await crowd(server)
        port = [str(free_port())] if webhook else []
        begin = partial(Forked, lumbot, server.url, server.token, url, *port, err=tmp_path / "told")
        await killed(server, begin, moment, answered(server, people, catalog))
        assert server.faults == server.own_faults == []
    store = await Store.open(url)
    heard: list[str] = []
    for person, way in people:
        end = end_of(way, catalog)
        dialog, facts, seen = await found(store, person)
        heard += seen
        assert (dialog, facts) == (end.dialog, end.facts), f"chat {person.chat_id}: {way}"
        twice = repeated(first_looks(person.shown), end.texts)
        assert twice in (0, 1), f"chat {person.chat_id}: {first_looks(person.shown)}"
    await store.close()
    assert len(heard) == len(set(heard)) == MESSAGES
