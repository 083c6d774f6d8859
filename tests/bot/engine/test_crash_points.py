"""The process dies at each step of a turn, and starts again: heard once, whole, and at worst one message comes twice.

Every point, not random ones, on both databases. What was shown is read from a file the dead process wrote.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.store.queries import Store
from content.model import Catalog
from tests.bot.engine.test_engine import nudged, seed
from tests.fakes.shared.crashing import DIED, die
from tests.fakes.shared.engines import ANN, Clock, talking
from tests.fakes.shared.stores import NOON

STEPS = ("heard", "before commit", "after commit", "before send", "after send", "told")
SHOWN_BEFORE = {"after send", "told"}


def lines(log: Path) -> list[str]:
    return log.read_text().splitlines() if log.exists() else []


@pytest.mark.parametrize("step", STEPS)
async def test_a_press(step: str, url: str, catalog: Catalog, tmp_path: Path) -> None:
    """ "time" skips an exercise: facts, a note and a question, two messages."""
    log, store = tmp_path / "log", await Store.open(url)
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="time")
        press = talk.button("time")
        old = {nonce for _, _, nonce in talk.platform.shown}
        facts = await talk.facts()
    assert await die(url, log, step, 1, "time") == DIED
    before = lines(log)
    if step in ("heard", "before commit"):
        assert before == []  # nothing shown and nothing acknowledged before the commit
    async with talking(store, catalog) as talk:
        await talk.engine.shown(ANN)
        if "acknowledged" not in before:
            await talk.hear(press, update="u1")  # the platform delivers it again
        assert await talk.facts() == [*facts, "ExerciseSkipped"]
        kept = await talk.row()
        assert (await talk.kind(), kept.outbox) == ("Ready", "")
        after = [nonce for _, _, nonce in talk.platform.shown]
    shown = [line for line in before if line != "acknowledged"]
    both = [*shown, *after]
    assert len(set(both)) == 2  # the note and the question: none is lost
    assert not old & set(both)
    assert len(both) - len(set(both)) == (step == "after send")  # at worst one comes twice, and a platform can tell
    assert after == [nonce for nonce in dict.fromkeys(both) if nonce in after]  # in order
    await store.close()


@pytest.mark.parametrize(("step", "how_often"), [("before send", 2), ("after send", 2), ("told", 2)])
async def test_between_two_messages_of_a_turn(
    step: str, how_often: int, url: str, catalog: Catalog, tmp_path: Path
) -> None:
    log, store = tmp_path / "log", await Store.open(url)
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="time")
    assert await die(url, log, step, how_often, "time") == DIED
    before = [line for line in lines(log) if line != "acknowledged"]
    async with talking(store, catalog) as talk:
        await talk.engine.shown(ANN)
        after = [nonce for _, _, nonce in talk.platform.shown]
    assert (len(before), len(after)) == {"before send": (1, 1), "after send": (2, 1), "told": (2, 0)}[step]
    assert len({*before, *after}) == 2
    await store.close()


@pytest.mark.parametrize("step", ["queued", *STEPS])
async def test_a_nudge(step: str, url: str, catalog: Catalog, tmp_path: Path) -> None:
    """Never twice: one that may have been lost is recorded as that."""
    log, store = tmp_path / "log", await Store.open(url)
    await seed(store, nudged("ann", chat="ann"))
    assert await die(url, log, step, 1, "sweep") == DIED
    before = lines(log)
    assert len(before) == (step in SHOWN_BEFORE)
    async with talking(store, catalog, Clock(NOON)) as talk:
        for _ in range(2):
            await talk.sweep()
        await talk.engine.shown(ANN)
        facts = await talk.facts()
        assert (await talk.row()).outbox == ""
        again = len(talk.platform.shown)
    given = step in ("queued", "heard", "before commit")
    assert again == given
    assert facts == (["Nudged"] if given or step == "told" else ["Nudged", "NudgeUnknown"])
    await store.close()


async def test_without_a_crash_all_steps_are_passed_in_order(url: str, catalog: Catalog) -> None:
    store = await Store.open(url)
    steps: list[str] = []
    async with talking(store, catalog, at=steps.append) as talk:
        await talk.hear("/start")
    told = ["heard", "before commit", "after commit"]
    assert steps == [*told, "before send", "after send", *told, "told"]
    await store.close()
