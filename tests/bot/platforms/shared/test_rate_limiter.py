"""Our own pacing, in jumping time: never too many in a second, people before nudges, and nothing lost or forgotten."""

from __future__ import annotations

import asyncio
import contextlib
import time
import tracemalloc
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Coroutine
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings, strategies as st

from bot.platforms.shared.rate_limiter import Lane, RateLimiter
from tests.fakes.shared.loops import JumpingLoop, run

RATE = 25  # tokens a second of a RateLimiter() as it comes: 29 less its burst of 4
A_BIT = 1e-5  # seconds; more than the pace lets through early


class Sent(NamedTuple):
    at: float
    chat: str
    lane: Lane
    number: int
    asked: float


class Desk:
    """Sends by a pace and notes when; sending itself takes no time."""

    def __init__(self, limiter: RateLimiter | None = None) -> None:
        self.limiter = limiter or RateLimiter()
        self.sent: list[Sent] = []
        self.tasks: list[asyncio.Task[float]] = []

    async def send(self, chat: str, lane: Lane = Lane.REPLY, number: int = 0, **own: Any) -> float:
        """Returns how long it waited."""
        asked = now()
        await self.limiter.acquire(chat, lane, **own)
        self.sent.append(Sent(now(), chat, lane, number, asked))
        return now() - asked

    def begin(self, chat: str, lane: Lane = Lane.REPLY, number: int = 0, **own: Any) -> asyncio.Task[float]:
        task = asyncio.create_task(self.send(chat, lane, number, **own))
        self.tasks.append(task)
        return task

    async def nudge(self, many: int) -> None:
        """So many nudges begin to wait, each for a chat of its own."""
        for number in range(many):
            self.begin(f"nudged-{number}", Lane.NUDGE, number)
        await asyncio.sleep(0)

    def stop_the_timer(self) -> None:
        """Until somebody comes, goes or asks, nobody gets a turn."""
        assert self.limiter._timer
        self.limiter._timer.cancel()
        self.limiter._timer = None

    async def done(self) -> None:
        await asyncio.gather(*self.tasks, return_exceptions=True)
        assert self.limiter.waiting() == 0


def now() -> float:
    return asyncio.get_running_loop().time()


def about(seconds: float) -> Any:
    return pytest.approx(seconds, abs=A_BIT)


def most_in(times: list[float], seconds: float) -> int:
    """The most that lie within any window of so many seconds, both ends in it."""
    times = sorted(times)
    return max((bisect_right(times, first + seconds) - n for n, first in enumerate(times)), default=0)


def stop(coroutine: Coroutine[Any, Any, Any]) -> None:
    """Run what must come to an end; whoever hangs makes the loop raise."""
    run(coroutine)


# the loop of the tests itself


def test_time_jumps_in_order_and_does_not_pass() -> None:
    rang: list[tuple[str, float]] = []

    async def ring(name: str, after: float) -> None:
        await asyncio.sleep(after)
        rang.append((name, now()))

    began = time.monotonic()
    stop(_all(ring("late", 86_400 * 3), ring("soon", 0.5), ring("at once", 0)))
    assert time.monotonic() - began < 3600
    assert rang == [("at once", 0.0), ("soon", 0.5), ("late", 86_400 * 3)]


def test_a_loop_where_nobody_can_be_woken_says_so() -> None:
    loop = JumpingLoop()
    waits = loop.create_future()
    with pytest.raises(RuntimeError, match="everybody waits"):
        loop.run_until_complete(waits)
    loop.close()


def test_each_round_of_the_loop_can_take_time() -> None:
    async def rounds() -> float:
        while now() < 0.001:  # noqa: ASYNC110  # that is what it is about
            await asyncio.sleep(0)
        return now()

    assert run(rounds(), tick=1e-4) == pytest.approx(0.001)


async def _all(*each: Coroutine[Any, Any, Any]) -> None:
    await asyncio.gather(*each)


# the budget

ONE = st.tuples(
    st.integers(0, 80),  # when it comes, in 50 ms
    st.integers(0, 5),  # its chat
    st.sampled_from(Lane),
    st.none() | st.integers(0, 40),  # when it gives up, in 50 ms after it came
)


@settings(max_examples=150, deadline=None)
@given(
    comes=st.lists(ONE, max_size=120),
    holds=st.lists(st.tuples(st.integers(0, 80), st.integers(0, 4), st.none() | st.integers(0, 5)), max_size=4),
    most=st.sampled_from([5.0, 7.5, 29.0, 45.0]),
    burst=st.integers(1, 4),
    kept=st.integers(0, 3),
    start=st.sampled_from([0.0, 123_456.789]),
)
def test_whatever_comes_and_goes(
    comes: list[tuple[int, int, Lane, int | None]],
    holds: list[tuple[int, int, int | None]],
    most: float,
    burst: int,
    kept: int,
    start: float,
) -> None:
    desk = Desk(RateLimiter(most, burst=burst, kept=min(kept, burst - 1)))

    async def come(at: int, chat: int, lane: Lane, gives_up: int | None, number: int) -> None:
        await asyncio.sleep(at * 0.05)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(None if gives_up is None else gives_up * 0.05):
                await desk.send(f"chat-{chat}", lane, number)

    async def hold(at: int, seconds: int, chat: int | None) -> None:
        await asyncio.sleep(at * 0.05)
        desk.limiter.back_off(seconds, None if chat is None else f"chat-{chat}")

    async def story() -> None:
        await _all(*(come(*each, number) for number, each in enumerate(comes)), *(hold(*each) for each in holds))
        assert desk.limiter.waiting() == 0
        await asyncio.sleep(10)  # the bucket is full again, no token was lost
        assert await asyncio.gather(*(desk.send(f"new-{n}") for n in range(burst))) == about_all(0, burst)

    run(story(), start)
    assert most_in([each.at for each in desk.sent], 1 - A_BIT) <= most
    assert {each.number for each in desk.sent[:-burst]} >= {n for n, one in enumerate(comes) if one[3] is None}
    per_chat = defaultdict(list)
    orders: dict[tuple[str, Lane], list[tuple[float, int]]] = defaultdict(list)
    for each in desk.sent[:-burst]:
        orders[each.chat, each.lane].append((each.asked, each.number))
        if each.lane is not Lane.TIDY:
            per_chat[each.chat].append(each.at)
    assert all(most_in(times, 1 - A_BIT) <= 3 for times in per_chat.values())
    assert all(most_in(times, 10 - A_BIT) <= 3 + 9 for times in per_chat.values())
    assert all([asked for asked, _ in each] == sorted(asked for asked, _ in each) for each in orders.values())


def about_all(seconds: float, many: int) -> list[Any]:
    return [about(seconds)] * many


def test_the_documented_limit_holds_when_all_come_at_once_again_and_again() -> None:
    desk = Desk()

    async def story() -> None:
        for wave in range(6):
            for number in range(60):
                desk.begin(f"{wave}-{number}", Lane(number % 3), number)
            await asyncio.sleep(0.7 * wave)
        await desk.done()

    run(story())
    assert len(desk.sent) == 360
    assert most_in([each.at for each in desk.sent], 1.0) <= 29


def test_a_reply_does_not_wait_for_two_thousand_nudges() -> None:
    desk = Desk()
    waited: list[float] = []

    async def story() -> None:
        await desk.nudge(2000)
        for number in range(70):
            await asyncio.sleep(1.003)
            waited.append(await desk.send(f"person-{number}"))
            assert desk.limiter.waiting() > 0
        await desk.done()

    run(story())
    assert max(waited) <= 1 / RATE + A_BIT
    assert len(desk.sent) == 2070


def test_three_replies_at_once_find_the_tokens_that_nudges_left() -> None:
    desk = Desk()

    async def story() -> None:
        await desk.nudge(500)
        await asyncio.sleep(5.01)
        assert await asyncio.gather(*(desk.send(f"person-{n}") for n in range(3))) == about_all(0, 3)
        assert await desk.send("person-4") <= 1 / RATE + A_BIT

    run(story())


def test_nudges_use_all_that_is_free() -> None:
    desk = Desk()

    async def story() -> float:
        await desk.nudge(2000)
        await desk.done()
        return now()

    assert run(story()) == about(1999 / RATE)
    assert [each.number for each in desk.sent] == list(range(2000))  # first come, first served


def test_replies_before_edits_before_nudges_and_each_in_its_order() -> None:
    desk = Desk()

    async def story() -> None:
        for number in range(30):
            for lane in reversed(Lane):
                desk.begin(f"{lane}-{number}", lane, number)
        await desk.done()

    run(story())
    later = desk.sent[4:]  # the bucket was full at first
    assert [each.lane for each in later] == sorted(each.lane for each in later)
    for lane in Lane:
        assert [each.number for each in desk.sent if each.lane is lane] == list(range(30))


def test_edits_leave_one_token_for_a_reply() -> None:
    desk = Desk()

    async def story() -> None:
        for number in range(50):
            desk.begin(f"edit-{number}", Lane.TIDY, number)
        await asyncio.sleep(1.001)
        assert await desk.send("person") == about(0)

    run(story())


# one chat


def test_one_chat_gets_a_small_burst_and_then_one_a_second() -> None:
    desk = Desk()

    async def story() -> None:
        for number in range(6):
            desk.begin("person", Lane.REPLY, number)
        await desk.done()
        await asyncio.sleep(2)  # two slots are back
        assert await asyncio.gather(*(desk.send("person", number=9) for _ in range(3))) == [0, 0, about(1)]

    run(story())
    assert [(each.number, each.at) for each in desk.sent[:6]] == [
        (n, about(at)) for n, at in enumerate((0, 0, 0, 1, 2, 3))
    ]


def test_nobody_overtakes_in_one_chat_whatever_pace_they_ask_for() -> None:
    desk = Desk()

    async def story() -> None:
        await desk.send("group")
        desk.begin("group", number=1, every=3.0)
        desk.begin("group", number=2)
        await desk.done()

    run(story())
    assert [each.number for each in desk.sent] == [0, 1, 2]


def test_who_comes_in_the_instant_of_anothers_turn_does_not_overtake() -> None:
    desk = Desk()

    async def story() -> None:
        desk.limiter.back_off(1)
        desk.begin("person", number=1)
        await asyncio.sleep(0)
        desk.stop_the_timer()  # so that it is the second who finds that the hold is over
        await asyncio.sleep(1)
        await desk.send("person", number=2)
        await desk.done()

    run(story())
    assert [each.number for each in desk.sent] == [1, 2]


def test_edits_neither_wait_for_the_slot_of_their_chat_nor_use_it() -> None:
    desk = Desk(RateLimiter(49))

    async def story() -> None:
        for _ in range(5):
            desk.begin("person")
        await asyncio.sleep(0.5)
        for _ in range(10):
            assert await desk.send("person", Lane.TIDY) < 0.1
            await asyncio.sleep(0.01)
        await desk.done()

    run(story())
    assert [each.at for each in desk.sent if each.lane is Lane.REPLY] == [about(at) for at in (0, 0, 0, 1, 2)]


def test_a_reply_goes_before_the_nudges_of_its_own_chat() -> None:
    desk = Desk()

    async def story() -> None:
        await desk.nudge(200)
        for number in range(5):
            desk.begin("person", Lane.NUDGE, number)
        await asyncio.sleep(3)
        assert await desk.send("person", Lane.REPLY) == about(0)
        await desk.done()

    run(story())
    mine = [each.at for each in desk.sent if each.chat == "person"]
    assert most_in(mine, 1 - A_BIT) <= 3  # what came together at the end of the queue does not go together


def test_a_chat_with_a_pace_of_its_own() -> None:
    desk = Desk()

    async def story() -> None:
        slow = [desk.begin("group", every=3.0) for _ in range(3)]
        wide = [desk.begin("channel", every=2.0, burst=2) for _ in range(4)]
        assert await asyncio.gather(*slow) == [about(at) for at in (0, 3, 6)]
        assert await asyncio.gather(*wide) == [about(at) for at in (0, 0, 2, 4)]

    run(story())


def test_a_chat_that_waits_keeps_nobody_else_waiting() -> None:
    desk = Desk()

    async def story() -> None:
        for _ in range(50):
            desk.begin("busy")
        await asyncio.sleep(1.5)
        assert [await desk.send(f"person-{n}") for n in range(3)] == about_all(0, 3)

    run(story())


# what is spare


def test_spare_takes_only_what_nobody_needs() -> None:
    limiter, desk = RateLimiter(), Desk()
    desk.limiter = limiter

    async def story() -> None:
        assert limiter.try_acquire("a")
        assert not limiter.try_acquire("a")  # three tokens are left, and they are for replies
        assert [await desk.send(f"person-{n}") for n in range(3)] == about_all(0, 3)
        await asyncio.sleep(3.9 / RATE)
        assert not limiter.try_acquire("a")
        await asyncio.sleep(0.1 / RATE + A_BIT)
        assert limiter.try_acquire("a")
        await desk.nudge(50)
        taken = 0
        while limiter.waiting():
            taken += limiter.try_acquire("a")
            await asyncio.sleep(0.011)
        assert taken == 0
        await desk.done()

    run(story())


def test_spare_with_a_slot_of_the_chat() -> None:
    limiter = RateLimiter()

    async def story() -> list[int]:
        taken = []
        for tenth in range(100):
            if limiter.try_acquire("group", every=3.0):
                taken.append(tenth)
            await asyncio.sleep(0.1)
        return taken

    assert len(run(story())) == 4  # at 0, 3, 6 and 9 seconds


# who gives up


def test_those_who_give_up_cost_nobody_anything() -> None:
    desk = Desk()

    async def story() -> float:
        await desk.nudge(2000)
        for number, task in enumerate(desk.tasks):
            if number % 100:
                task.cancel()
        await desk.done()
        return now()

    assert run(story()) <= 21 / RATE
    assert [each.number for each in desk.sent] == list(range(0, 2000, 100))


def test_who_gives_up_in_the_instant_of_their_turn_gives_it_to_the_next() -> None:
    desk = Desk()

    async def story() -> None:
        for number in range(4):
            await desk.send(f"before-{number}")
        first, second = desk.begin("person"), desk.begin("other")
        await asyncio.sleep(0)
        desk.stop_the_timer()  # nobody but us looks at the clock now
        await asyncio.sleep(1 / RATE)
        desk.limiter.try_acquire("somebody")  # looks whose turn it is: the first's
        assert desk.limiter.waiting() == 1
        first.cancel()
        assert await second == about(1 / RATE)
        assert first.cancelled()
        assert await asyncio.gather(*(desk.send("person") for _ in range(3))) == [about(n / RATE) for n in (1, 2, 3)]

    run(story())


def test_who_gives_up_in_a_chat_that_waits_lets_the_next_go_sooner() -> None:
    desk = Desk()

    async def story() -> None:
        tasks = [desk.begin("person", number=number) for number in range(8)]
        await asyncio.sleep(0.5)
        for gone in (3, 5, 6):
            tasks[gone].cancel()
        await desk.done()

    run(story())
    assert [(each.number, each.at) for each in desk.sent] == [
        (n, about(at)) for n, at in ((0, 0), (1, 0), (2, 0), (4, 1), (7, 2))
    ]


def test_who_gives_up_while_waiting_for_a_token_gives_the_slot_of_the_chat_to_the_next() -> None:
    desk = Desk()

    async def story() -> None:
        await desk.send("group", every=2.0)
        desk.begin("group", number=1, every=2.0)
        desk.begin("group", number=2, every=2.0)
        await asyncio.sleep(1.99)
        for number in range(9):
            desk.begin(f"person-{number}")  # no token is left at 2 s
        await asyncio.sleep(0.02)
        desk.tasks[0].cancel()
        await desk.done()

    run(story())
    assert [each.at < 2.3 for each in desk.sent if each.number == 2 and each.chat == "group"] == [True]


# when the platform says "too many"


def test_a_held_chat_waits_and_all_nudges_with_it_but_no_other_reply() -> None:
    desk = Desk()

    async def story() -> None:
        await desk.nudge(100)
        await asyncio.sleep(1.01)
        before = len(desk.sent)
        desk.limiter.back_off(5, "person")
        held, edit = desk.begin("person"), desk.begin("person", Lane.TIDY)
        assert await desk.send("other") == about(0)
        assert await desk.send("other", Lane.TIDY) == about(0)
        assert not desk.limiter.try_acquire("other")
        await asyncio.sleep(4.9)
        assert len(desk.sent) == before + 2
        assert not held.done()
        assert await held == about(5)
        assert await edit == about(5)
        await desk.done()

    run(story())
    assert len(desk.sent) == 104


@pytest.mark.parametrize("first", [("somebody", "somebody else"), (None,)])
def test_a_third_chat_that_is_held_means_that_all_wait(first: tuple[str | None, ...]) -> None:
    desk = Desk()

    async def story() -> None:
        for each in first:
            desk.limiter.back_off(2, each)
        await asyncio.sleep(1)
        desk.limiter.back_off(3, "person")
        assert await desk.send("other") == about(3)

    run(story())


def test_holds_of_one_chat_or_after_each_other_do_not_stop_the_others() -> None:
    desk = Desk()

    async def story() -> None:
        desk.limiter.back_off(2, "person")
        desk.limiter.back_off(1, "person")  # the same chat, and no shorter for it
        assert await desk.send("other") == about(0)
        desk.limiter.back_off(2, "second")
        assert await desk.send("other") == about(0)
        assert await desk.send("person") == about(2)
        desk.limiter.back_off(2, "third")  # the first two have ended
        assert await desk.send("other") == about(0)

    run(story())


def test_a_hold_of_all_never_gets_shorter() -> None:
    desk = Desk()

    async def story() -> None:
        desk.limiter.back_off(10)
        desk.limiter.back_off(1)
        waited = asyncio.gather(*(desk.send(f"{lane}", lane) for lane in Lane))
        assert not desk.limiter.try_acquire("other")
        assert min(await waited) == about(10)

    run(story())


def test_who_gives_up_during_a_hold_is_forgotten() -> None:
    desk = Desk()

    async def story() -> int:
        desk.limiter.back_off(3600)
        for lane in Lane:
            desk.begin("first", lane)  # in front of them all
        await asyncio.sleep(0)
        tracemalloc.start()
        for number in range(1500):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.01):
                    await desk.limiter.acquire(f"chat-{number}", Lane(number % 3))
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        await desk.send("person")
        assert now() == about(3600)
        return kept

    assert run(story()) < 50_000  # bytes; all of them would be 600,000


# size


def test_chats_that_have_been_free_for_long_are_forgotten() -> None:
    async def story() -> int:
        limiter = RateLimiter()
        most = 0
        for number in range(10_000):
            await limiter.acquire(f"chat-{number}", Lane.NUDGE)
            most = max(most, len(limiter._free))
        return most

    assert run(story()) <= 1024


def test_ten_times_the_queue_is_about_ten_times_the_work() -> None:
    async def story(many: int, chats: int) -> float:
        desk = Desk()
        began = time.process_time()
        for number in range(many):
            desk.begin(f"{number % chats}", Lane.NUDGE, number)
        await desk.done()
        return time.process_time() - began

    for chats in (1, 10**6):
        few = min(run(story(400, chats)) for _ in range(3))
        # If each looked at all the others it would be 100 times the work, each time.
        assert any(run(story(4000, chats)) < 40 * few for _ in range(5))


@pytest.mark.parametrize("wrong", [{"kept": 4}, {"burst": 29}, {"kept": -1}, {"chat_burst": 0}])
def test_a_pace_at_which_nobody_could_go_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="a pace needs"):
        RateLimiter(29, **wrong)
