"""The countdown under a hold: round numbers, at most one edit in five seconds, and never after the end."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot.platforms.telegram.countdown import EVERY, Count, Countdowns
from bot.speaking.speak import Utterance
from tests.fakes.shared import loops
from tests.fakes.shared.stores import NOON


def now() -> datetime:
    return NOON + timedelta(seconds=asyncio.get_running_loop().time())


async def counted(
    seconds: int, speed: float = 1.0, stop_after: int = 10_000, slow: float = 0.0
) -> list[tuple[float, int]]:
    """When (seconds after the start) what was shown to be left (seconds of hold), for a hold so long.

    slow: seconds that an edit takes.
    """
    edits: list[tuple[float, int]] = []

    async def edit(count: Count, left: int) -> bool:
        edits.append((round(asyncio.get_running_loop().time(), 1), left))
        await asyncio.sleep(slow)
        return len(edits) < stop_after

    counting = Countdowns(now, speed, edit)
    until = NOON + timedelta(seconds=seconds / speed)
    counting.begin(Count("ann", 1, "Hold.", until, seconds, Utterance("Hold.")))
    await asyncio.sleep(seconds / speed + 60)
    return edits


@pytest.mark.parametrize(
    ("seconds", "wanted"),
    [
        (5, []),
        (8, []),
        (10, [(5, 5)]),
        (13, [(8, 5)]),
        (15, [(5, 10), (10, 5)]),
        (30, [(5, 25), (10, 20), (15, 15), (20, 10), (25, 5)]),
    ],
)
def test_round_numbers_five_seconds_apart(seconds: int, wanted: list[tuple[float, int]]) -> None:
    assert loops.run(counted(seconds)) == wanted


@pytest.mark.parametrize("seconds", [7, 23, 60, 90, 300, 600, 1800])
@pytest.mark.parametrize("speed", [1.0, 3.0, 10.0])
def test_never_more_often_than_every_five_seconds_and_not_too_many(seconds: int, speed: float) -> None:
    edits = loops.run(counted(seconds, speed))
    times = [0.0, *(at for at, _ in edits)]
    assert all(later - sooner >= EVERY - 0.11 for sooner, later in pairwise(times))
    assert all(0 < left < seconds for _, left in edits)
    assert all(at < seconds / speed for at, _ in edits)
    assert len(edits) <= 20


def test_a_slow_edit_does_not_put_off_the_next() -> None:
    assert loops.run(counted(30, slow=0.4)) == [(5, 25), (10, 20), (15, 15), (20, 10), (25, 5)]
    assert [left for _, left in loops.run(counted(30, slow=7.0))] == [25, 15, 5]


def test_it_ends_when_it_cannot_be_shown() -> None:
    assert len(loops.run(counted(60, stop_after=2))) == 2


def test_the_next_one_ends_the_one_before() -> None:
    async def two() -> list[int]:
        seen: list[int] = []

        async def edit(count: Count, left: int) -> bool:
            seen.append(count.message)
            return True

        counting = Countdowns(now, 1.0, edit)
        for message in (1, 2):
            count = Count("ann", message, "Hold.", now() + timedelta(seconds=20), 20, Utterance("Hold."))
            counting.begin(count)
            await asyncio.sleep(7)
        assert counting.end("ann", 1) is None
        ended = counting.end("ann")
        assert ended
        assert ended.message == 2
        assert ended.edited
        await asyncio.sleep(60)
        return seen

    assert loops.run(two()) == [1, 2]
