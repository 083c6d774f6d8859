"""Simulated months in minutes, killed every so often (T10): every date has one nudge or says why not, nothing grows
without end, and nothing is left lying. Small by default; `make faults ARGS="--long"` has 2,000 people for 90 days.

The same seed gives the same people and the same moments of death.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from bot.engine.nudging import WIRE
from bot.store.queries import FactRow, Store
from handlers.facts import Nudged, NudgeSkipped, NudgeUnknown
from handlers.saved import load_fact
from tests.bot.engine.test_engine import nudged, seed as seeded
from tests.fakes.shared.crashing import DIED
from tests.fakes.shared.forked import Forked
from tests.fakes.shared.soaking import PARTS, RATE, address, main, when
from tests.fakes.shared.stores import NOON

LARGEST = 20_000  # characters of an outbox, at most
FACTS = 60  # of a person a day, at most
GROWTH = 200 * 2**20  # bytes of memory a life may grow by


@dataclass(frozen=True, slots=True)
class Size:
    """How much of it: people, days, and after how many steps of all turns a life ends at the latest."""

    people: int
    days: int
    steps: int


SMALL, LONG = Size(12, 5, 400), Size(2000, 90, 60_000)


async def soaked(url: str, log: Path, size: Size, seed: int) -> int:
    """All days have passed; how often it died."""
    random, last, deaths = Random(seed), size.days * len(PARTS), 0
    while True:
        done = [int(line.split()[1]) for line in lines(log, "over")]
        first = max(done, default=-1) + 1
        steps = random.randrange(1, size.steps)
        with Forked(main, url, str(log), size.people, first, last, seed, steps) as life:
            code = await asyncio.to_thread(life.wait, None)
        if code == 0:
            return deaths
        assert code == DIED
        deaths += 1


def lines(log: Path, kind: str) -> list[str]:
    return [line for line in log.read_text().splitlines() if line.startswith(kind)] if log.exists() else []


def days_of(facts: list[FactRow], kind: type[Nudged] | type[NudgeSkipped]) -> list[date]:
    return [fact.day for row in facts if isinstance(fact := load_fact(row.kind, row.data), kind)]


@pytest.mark.parametrize("seed", [1])
async def test_months_of_many_people_killed_every_so_often(
    url: str, tmp_path: Path, seed: int, request: pytest.FixtureRequest
) -> None:
    size = LONG if request.config.getoption("--long") else SMALL
    log, store = tmp_path / "log", await Store.open(url)
    for n in range(0, size.people, 500):
        await seeded(store, *(nudged(f"p{each}", chat=f"c{each}") for each in range(n, min(n + 500, size.people))))
    await store.close()
    deaths = await soaked(url, log, size, seed)
    assert deaths > 0

    store, end = await Store.open(url), when(size.days * len(PARTS) - 1)
    wanted = {NOON.date() + timedelta(days=n) for n in range(size.days)}
    shown, unknown, most, largest = Counter(lines(log, "nudge")), 0, 0, 0
    for each in range(size.people):
        row = await store.row_at(address(each))
        assert row
        facts = await store.facts(row.person)
        given, skipped = days_of(facts, Nudged), days_of(facts, NudgeSkipped)
        assert len(given) == len(set(given)), "a date was given twice"
        assert set(given) | set(skipped) >= wanted, "a date was dropped in silence"
        assert row.nudge_at is None or row.nudge_at > end, "something is due and left lying"
        assert row.outbox == ""
        unknown += sum(fact.kind == NudgeUnknown.__name__ for fact in facts)
        most, largest = max(most, len(facts)), max(largest, len(row.dialog) + len(row.memory) + len(row.seen))
        lost = [day for day in given if not shown[f"nudge c{each} {day}"]]
        assert len(lost) <= sum(fact.kind == NudgeUnknown.__name__ for fact in facts)
    assert all(count == 1 for count in shown.values()), "a nudge was shown twice"
    assert unknown <= deaths * WIRE * RATE
    assert most <= FACTS * size.days
    assert largest <= LARGEST
    used = [int(line.split()[2]) for line in lines(log, "over")]
    assert max(used) - min(used) <= GROWTH
    await store.close()
    told = f"{deaths} deaths, {sum(shown.values())} nudges, {unknown} unknown; of one person at most {most} facts, "
    told += f"{largest} characters; memory {min(used) >> 20} to {max(used) >> 20} MB"
    print(f"{size.people} people, {size.days} days: {told}")  # noqa: T201  what a long run is for
