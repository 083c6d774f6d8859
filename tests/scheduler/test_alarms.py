"""The alarm clock in jumping time: once, never early, however late, and nothing it calls can stop it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self

import apscheduler.schedulers.base
import pytest
import pytest_asyncio

import scheduler.alarms
from scheduler.alarms import Alarms
from tests.fakes.shared.loops import JumpingLoop
from tests.fakes.shared.stores import NOON

LOOP = JumpingLoop
SOON = 0.02  # seconds


class Clock(datetime):
    """The machine's clock, which goes as the loop's; `by`: how far it has been set forward since."""

    by = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        passed = timedelta(seconds=asyncio.get_running_loop().time())
        return cls.fromtimestamp((NOON + passed + cls.by).timestamp(), tz)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """As APScheduler and the alarms read it."""
    monkeypatch.setattr(Clock, "by", timedelta())
    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Clock)
    monkeypatch.setattr(scheduler.alarms, "datetime", Clock)


def in_(seconds: float) -> datetime:
    return Clock.now(UTC) + timedelta(seconds=seconds)


def stall(seconds: float) -> None:
    """The loop stands still for so long."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, JumpingLoop)
    loop._jump.now += seconds


def now() -> float:
    return asyncio.get_running_loop().time()


async def until(seen: Callable[[], bool], within: float = 3.0) -> None:
    """Wait until it is so."""
    end = now() + within
    while not seen():
        assert now() < end, "it did not happen"
        await asyncio.sleep(0.002)


class Heard(list[str]):
    """Who rang, in order."""

    async def ring(self, name: str) -> None:
        self.append(name)


@pytest_asyncio.fixture
async def alarms() -> AsyncIterator[Alarms]:
    clock = Alarms()
    clock.start()
    yield clock
    clock.stop()
    await clock.finish(1)


async def test_rings_once_at_its_time_and_never_early(alarms: Alarms) -> None:
    at = in_(SOON)
    rang: list[datetime] = []

    async def ring(name: str) -> None:
        rang.append(Clock.now(UTC))

    alarms.ring_at("p1", at, ring)
    assert alarms.names() == {"p1"}
    await until(lambda: bool(rang))
    await asyncio.sleep(0.05)
    assert len(rang) == 1
    assert rang[0] >= at
    assert alarms.names() == frozenset()


async def test_what_is_past_rings_at_once(alarms: Alarms) -> None:
    heard = Heard()
    alarms.ring_at("p1", in_(-3 * 3600), heard.ring)
    await until(lambda: heard == ["p1"])


async def test_rings_in_the_order_of_time_not_of_setting(alarms: Alarms) -> None:
    heard = Heard()
    for name, seconds in (("c", 0.03), ("a", 0.01), ("b", 0.02)):
        alarms.ring_at(name, in_(seconds), heard.ring)
    await until(lambda: len(heard) == 3)
    assert heard == ["a", "b", "c"]


@pytest.mark.parametrize(("first", "second"), [(0.01, 0.04), (60, 0.02)])
async def test_a_doubled_name_replaces(alarms: Alarms, first: float, second: float) -> None:
    old, new = Heard(), Heard()
    alarms.ring_at("p1", in_(first), old.ring)
    alarms.ring_at("p1", in_(second), new.ring)
    assert alarms.names() == {"p1"}
    await until(lambda: new == ["p1"])
    await asyncio.sleep(0.02)
    assert (old, new) == ([], ["p1"])


async def test_cleared_does_not_ring(alarms: Alarms) -> None:
    heard = Heard()
    alarms.ring_at("p1", in_(SOON), heard.ring)
    alarms.ring_at("p2", in_(SOON), heard.ring)
    alarms.clear("p1")
    alarms.clear("p1")
    alarms.clear("nobody")
    await until(lambda: heard == ["p2"])
    await asyncio.sleep(0.02)
    assert heard == ["p2"]


async def test_a_stalled_loop_rings_late_and_drops_nothing(alarms: Alarms) -> None:
    heard = Heard()
    names = [f"p{number}" for number in range(300)]
    for number, name in enumerate(names):
        alarms.ring_at(name, in_(0.05 + number * 0.0005), heard.ring)
    asyncio.get_running_loop().call_soon(stall, 0.2)
    await until(lambda: len(heard) == len(names))
    await asyncio.sleep(0.02)
    assert sorted(heard) == sorted(names)


async def test_ringing_may_set_the_next_ring_of_the_same_name_even_a_past_one(alarms: Alarms) -> None:
    """A hold ends, the next begins: the new alarm is set inside the old one, which is still running."""
    heard = Heard()

    async def again(name: str) -> None:
        heard.append(f"{name} begins")
        alarms.ring_at(name, in_(-1), heard.ring)
        await until(lambda: name in heard)
        heard.append(f"{name} ends")

    alarms.ring_at("p1", in_(SOON), again)
    await until(lambda: len(heard) == 3)
    assert heard == ["p1 begins", "p1", "p1 ends"]


async def test_a_failing_callback_is_told_without_a_name_or_words_and_the_clock_goes_on(
    alarms: Alarms, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    heard = Heard()
    said = "my leg is numb"

    async def fails(name: str) -> None:
        try:
            raise KeyError(said)
        except KeyError as cause:
            raise ValueError(f"{name} said {said}") from cause

    alarms.ring_at("person-77", in_(0), fails)
    alarms.ring_at("person-78", in_(SOON), heard.ring)
    await until(lambda: heard == ["person-78"])
    told = [record for record in caplog.records if record.name != "asyncio"]
    assert [record.levelname for record in told] == ["ERROR"]
    assert "ValueError at" in told[0].getMessage()
    assert "from KeyError at" in told[0].getMessage()
    assert "test_alarms.py" in told[0].getMessage()
    assert "numb" not in caplog.text
    assert "person-7" not in caplog.text


async def test_every_beats_on_one_at_a_time_and_survives_a_failure(
    alarms: Alarms, caplog: pytest.LogCaptureFixture
) -> None:
    running = most = calls = 0

    async def beat() -> None:
        nonlocal running, most, calls
        calls += 1
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.03)
        running -= 1
        if calls == 2:
            raise RuntimeError

    alarms.every(0.01, beat, "sweep")
    await until(lambda: calls >= 5)
    assert most == 1
    assert caplog.text.count("RuntimeError at") == 1
    assert "maximum number" not in caplog.text
    assert alarms.names() == frozenset()


async def test_every_of_the_same_name_replaces(alarms: Alarms) -> None:
    old, new = Heard(), Heard()

    async def first() -> None:
        await old.ring("old")

    async def second() -> None:
        await new.ring("new")

    alarms.every(0.01, first, "sweep")
    alarms.every(0.01, second, "sweep")
    await until(lambda: len(new) >= 3)
    assert old == []


async def test_a_person_called_like_a_beat_does_not_touch_it(alarms: Alarms) -> None:
    heard, beats = Heard(), Heard()

    async def beat() -> None:
        await beats.ring("beat")

    alarms.every(0.01, beat, "sweep")
    alarms.ring_at("sweep", in_(60), heard.ring)
    alarms.clear("sweep")
    await until(lambda: len(beats) >= 2)


async def test_after_a_stall_every_beats_once_not_once_for_each_missed(alarms: Alarms) -> None:
    beats: list[float] = []

    async def beat() -> None:
        beats.append(now())

    alarms.every(0.04, beat, "sweep")
    await until(lambda: len(beats) == 1)
    stall(0.2)
    stalled_until = now()
    await until(lambda: len(beats) == 3)
    assert len([beat for beat in beats[1:] if beat < stalled_until + 0.02]) == 1


async def test_stop_rings_no_more_and_finish_waits_for_what_runs(caplog: pytest.LogCaptureFixture) -> None:
    alarms = Alarms()
    alarms.start()
    heard = Heard()
    go_on = asyncio.Event()

    async def slow(name: str) -> None:
        heard.append("began")
        await go_on.wait()
        alarms.ring_at("p3", in_(0), heard.ring)  # a turn that still ends may set its alarm
        heard.append("ended")

    alarms.ring_at("p1", in_(0), slow)
    await until(lambda: heard == ["began"])
    alarms.ring_at("p2", in_(0), heard.ring)
    alarms.stop()
    alarms.stop()
    go_on.set()
    await alarms.finish(1)
    await asyncio.sleep(0.02)
    assert heard == ["began", "ended"]
    assert alarms.names() == frozenset()
    assert caplog.text == ""
    with pytest.raises(RuntimeError, match="stopped"):
        alarms.start()


async def test_finish_cancels_what_will_not_end() -> None:
    alarms = Alarms()
    alarms.start()
    heard = Heard()

    async def stuck(name: str) -> None:
        heard.append("began")
        try:
            await asyncio.Event().wait()
        finally:
            heard.append("cancelled")

    alarms.ring_at("p1", in_(0), stuck)
    await until(lambda: heard == ["began"])
    alarms.stop()
    await alarms.finish(0.01)
    assert heard == ["began", "cancelled"]


async def test_wrong_use_is_told(alarms: Alarms) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        alarms.ring_at("p1", datetime(2026, 1, 1), Heard().ring)  # noqa: DTZ001 - the very mistake
    with pytest.raises(ValueError, match="more than 0"):
        alarms.every(0, Heard, "sweep")  # type: ignore[arg-type]  # never called
    fresh = Alarms()
    with pytest.raises(RuntimeError, match="start the alarms"):
        fresh.ring_at("p1", in_(0), Heard().ring)
    fresh.clear("p1")
    fresh.stop()


def test_needs_a_running_loop() -> None:
    with pytest.raises(RuntimeError, match="running event loop"):
        Alarms().start()


@pytest.fixture
def leap(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Sets the machine's clock forward or back."""
    monkeypatch.setattr(scheduler.alarms, "LOOK", 0.02)
    return lambda by: monkeypatch.setattr(Clock, "by", by)


async def test_the_machine_slept_or_its_clock_was_put_forward_what_came_due_rings(
    leap: Callable[[timedelta], None], alarms: Alarms
) -> None:
    heard = Heard()
    alarms.ring_at("in an hour", in_(3600), heard.ring)
    alarms.ring_at("in a day", in_(86_400), heard.ring)
    await asyncio.sleep(0.03)
    leap(timedelta(hours=2))
    await until(lambda: heard == ["in an hour"])
    assert alarms.names() == {"in a day"}


@pytest.mark.parametrize("by", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=20 * 365)])
async def test_whatever_happens_to_the_clock_the_sweep_goes_on_and_has_no_backlog(
    leap: Callable[[timedelta], None], alarms: Alarms, by: timedelta
) -> None:
    """Put back, it would stand still for an hour; put forward by years, millions of beats would be owed."""
    often, seldom = Heard(), Heard()

    async def beat() -> None:
        await often.ring("beat")

    async def slow() -> None:
        await seldom.ring("beat")

    alarms.every(0.01, beat, "often")
    alarms.every(60, slow, "seldom")
    await until(lambda: len(often) >= 2)
    leap(by)
    before, began = len(often), now()
    await until(lambda: len(often) >= before + 3)
    assert len(often) - before <= (now() - began) / 0.01 + 3
    assert len(seldom) == (by > timedelta())
