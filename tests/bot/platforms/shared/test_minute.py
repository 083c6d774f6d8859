"""What one chat gets in a minute: never more than 17, and who matters less gives way first."""

from __future__ import annotations

import asyncio
import random
from bisect import bisect_right

import pytest

from bot.adapter import TryLater
from bot.platforms.shared.minute import Minute, Share
from tests.fakes.shared.loops import run


def most_in_a_minute(times: list[float]) -> int:
    return max(bisect_right(times, first + 60.0) - n for n, first in enumerate(times))


def test_no_minute_has_18_whatever_is_asked_for() -> None:
    async def busy(seed: int) -> list[float]:
        minute, sent, chance = Minute(), list[float](), random.Random(seed)
        now = asyncio.get_running_loop().time

        async def one(after: float, share: Share) -> None:
            await asyncio.sleep(after)
            await minute.take("ann", share)
            sent.append(now())

        shares = list(Share)
        await asyncio.gather(*(one(chance.uniform(0, 600), chance.choice(shares)) for _ in range(150)))
        return sent

    for seed in range(20):
        sent = run(busy(seed))
        assert len(sent) == 150
        assert most_in_a_minute(sorted(sent)) < 18


def test_countdowns_give_way_first_then_tidying_and_what_must_be_heard_never_waits_behind_them() -> None:
    async def one_after_the_other() -> None:
        minute = Minute()
        for n in range(int(Share.SOUND)):
            may = [share.name for share in sorted(set(Share)) if minute.wait("ann", share) == 0]
            assert may == [share.name for share in sorted(set(Share)) if share > n]
            minute.use("ann")
        assert 0 < minute.wait("ann", Share.SOUND) <= 61
        assert minute.wait("bob", Share.COUNT) == 0
        await asyncio.sleep(61)
        assert minute.wait("ann", Share.COUNT) == 0

    run(one_after_the_other())


def test_chats_that_are_still_are_forgotten() -> None:
    async def many() -> None:
        minute = Minute()
        for n in range(5000):
            minute.use(f"{n}")
            await asyncio.sleep(1)
        assert len(minute._sent) < 2100

    run(many())


def test_unbounded_nothing_waits() -> None:
    async def many() -> None:
        minute = Minute(bounded=False)
        for _ in range(100):
            await minute.take("ann", Share.COUNT)
        assert asyncio.get_running_loop().time() == 0

    run(many())


def test_a_reply_that_waits_can_be_overtaken_and_nothing_else() -> None:
    async def overtaken() -> None:
        minute = Minute()
        for _ in range(Share.REPLY):
            minute.use("ann")
        reply, nudge = (asyncio.ensure_future(minute.take("ann", share)) for share in (Share.REPLY, Share.NUDGE))
        await asyncio.sleep(1)
        minute.overtake("bob")
        minute.overtake("ann")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        with pytest.raises(TryLater):
            await reply
        assert not nudge.done()
        assert minute.wait("ann", Share.SOUND) == 0
        await nudge

    run(overtaken())
