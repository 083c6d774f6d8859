"""A clock that is wrong, or stood still: whatever it was, nothing of it is left when it is right again.

Through the engine, on both databases: the clock of the test is set an hour or years forth and back, the machine sleeps,
and the rules of the zones are new.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.store.queries import Row, Store
from content.model import Catalog
from handlers.facts import Snoozed
from handlers.person import Person
from handlers.saved import dump_person, load_person
from scheduler import zones
from tests.bot.engine.test_engine import DAY, nudged, seed
from tests.fakes.shared.engines import ANN, BOB, Clock, Talk, talking
from tests.fakes.shared.stores import NOON
from tests.scheduler.test_zones import _as_before, folder, rules

__all__ = ["_as_before"]

YEARS = 4 * 365 * DAY
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def ann(**more: Any) -> Row:
    """Somebody whose nudge is at noon."""
    return nudged("ann", chat=ANN.chat, **more)


async def person(talk: Talk) -> Person:
    return load_person((await talk.row()).memory)


async def to(talk: Talk, now: datetime) -> int:
    """Set the clock, and look who is due; how many nudges came. They are answered, so that they become no rarer."""
    before = len(talk.platform.to())
    talk.clock.now = now
    await talk.sweep()
    if came := sum(utterance.nudge for utterance in talk.platform.to()[before:]):
        await talk.hear("/menu")
    return came


# --- nudges ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [HOUR, -HOUR, 30 * DAY, YEARS, -YEARS, 40 * YEARS])
async def test_every_date_has_one_nudge_though_the_clock_was_wrong_in_between(
    store: Store, catalog: Catalog, wrong: timedelta
) -> None:
    await seed(store, ann())
    async with talking(store, catalog) as talk:
        assert await to(talk, NOON) == 1
        await to(talk, NOON + wrong + 5 * MINUTE)
        await to(talk, NOON + wrong + DAY)
        await to(talk, NOON + wrong + DAY + MINUTE)
        assert await to(talk, NOON + 10 * MINUTE) == 0  # today's was given
        if wrong == -YEARS:
            await talk.hear("/menu")  # else they have said nothing for years, as it seems
        missed = 1 if wrong == HOUR else 0  # tomorrow's was given a day too soon
        assert (await talk.row()).nudge_at == NOON + (1 + missed) * DAY
        for day in range(1 + missed, 4):
            assert await to(talk, NOON + day * DAY - MINUTE) == 0
            assert await to(talk, NOON + day * DAY) == 1


@pytest.mark.parametrize("wrong", [YEARS, -YEARS])
async def test_a_process_that_starts_when_the_clock_is_right_again(
    store: Store, catalog: Catalog, wrong: timedelta
) -> None:
    """It knows nothing of the clock that was wrong but what that left in the rows."""
    await seed(store, ann())
    async with talking(store, catalog, Clock(NOON + wrong)) as talk:
        for day in range(3):
            await to(talk, NOON + wrong + day * DAY)
    async with talking(store, catalog, Clock(NOON - MINUTE)) as talk:
        assert await to(talk, NOON - MINUTE) == 0
        for day in range(3):
            assert await to(talk, NOON + day * DAY) == 1


async def test_what_was_put_off_and_paused_by_a_clock_years_ahead(store: Store, catalog: Catalog) -> None:
    ahead = NOON + YEARS
    await seed(store, ann())
    async with talking(store, catalog, Clock(ahead)) as talk:
        await to(talk, ahead)
        for words in ("remind me tomorrow at 9 am", "pause reminders for a week"):
            await talk.hear(words)
        known = await person(talk)
        assert known.nudges
        assert known.nudges.paused_until
        assert known.nudges.paused_until.year == ahead.year
        await to(talk, NOON - HOUR)
        assert (await talk.row()).nudge_at == NOON
        assert "paused" not in "".join(await talk.hear("/reminders"))
        assert await to(talk, NOON) == 1


async def test_a_snooze_of_a_clock_years_ahead_is_void(store: Store, catalog: Catalog) -> None:
    first = ann()
    later = load_person(first.memory).after(Snoozed(NOON + YEARS + HOUR, (NOON + YEARS).date()), NOON + YEARS)
    await seed(store, first._replace(memory=dump_person(later), nudge_at=NOON + YEARS + HOUR))
    async with talking(store, catalog) as talk:
        assert await to(talk, NOON) == 0  # found to lie too far ahead
        assert await to(talk, NOON + MINUTE) == 1


async def test_the_machine_slept_for_two_hours(store: Store, catalog: Catalog) -> None:
    """What is later than 90 minutes is left out, and recorded; what is not says that it is late."""
    await seed(store, ann(), nudged("bob", "14:00", chat=BOB.chat, nudge_at=NOON + HOUR))
    async with talking(store, catalog, Clock(NOON - MINUTE)) as talk:
        assert await to(talk, NOON + 2 * HOUR) == 0
        assert "NudgeSkipped" in await talk.facts()
        assert "Nudged" in await talk.facts(BOB)
        assert await to(talk, NOON + DAY) == 1


# --- holds and sessions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("leap", [HOUR, -HOUR, 2 * HOUR, YEARS, -YEARS])
async def test_a_hold_is_paused_when_the_clock_leaps_and_never_counted(
    store: Store, catalog: Catalog, leap: timedelta
) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in()
        await talk.tap("ready")
        await talk.wait(seconds=5)
        assert await talk.kind() == "Holding"
        await talk.sweep()
        await to(talk, talk.clock.now + leap)
        if abs(leap) < 6 * HOUR:
            assert await talk.kind() == "Interrupted"
        else:
            assert await talk.kind() == "Home"  # a session that was left open for years, as it seems
        assert "ExerciseDone" not in await talk.facts()
        assert talk.alarms.set == {}


async def test_a_session_that_began_years_ahead_is_closed_and_nudges_come(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog, Clock(NOON + YEARS)) as talk:
        await talk.walk_in()
        row = await talk.row()
        known = replace(await person(talk), zone="Europe/Berlin", nudges=load_person(ann().memory).nudges)
        async with store.writing() as work:
            await work.write(changed=[(row._replace(memory=dump_person(known), turn=row.turn + 1), row.turn)])
    async with talking(store, catalog, Clock(NOON - HOUR)) as talk:
        assert await talk.kind() == "Home"
        await to(talk, NOON - HOUR)
        assert await to(talk, NOON) == 1


# --- codes, locks, and what waits to be said ------------------------------------------------------------------------


async def test_a_code_of_a_clock_years_ahead_is_good_no_more(store: Store, catalog: Catalog) -> None:
    on = ("tests", "other")
    async with talking(store, catalog, Clock(NOON + YEARS), on=on, code=lambda: "K7PD3XQM") as talk:
        await talk.walk_in(until="3")
        await talk.hear("/link")
        talk.clock.now = NOON
        await talk.sweep()
        there = BOB._replace(platform="other")
        told = "".join(await talk.hear("/link K7PD3XQM", there))
        assert (await talk.row()).person != (await talk.row(there)).person
        assert "That code has passed" in told


async def test_a_lock_of_a_clock_years_ahead_is_open(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog, Clock(NOON + YEARS)) as talk:
        await talk.walk_in(until="3")
        for n in range(6):
            await talk.hear(f"/link K7PD3XQ{n + 2}")
        assert len((await person(talk)).code_misses) == 5
        locked = await talk.hear("/link K7PD3XQM")
        talk.clock.now = NOON
        assert await talk.hear("/link K7PD3XQM") != locked


async def test_what_waited_to_be_said_by_a_clock_years_ahead_is_said(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog, Clock(NOON + YEARS)) as talk:
        await talk.walk_in(until="3")
        talk.engine._outbox._platforms = {}  # it hears, but has no way to speak
        await talk.engine.hear(ANN, talk.button("3"))
    async with talking(store, catalog) as talk:
        await talk.engine.shown(ANN)
        assert len(talk.platform.to()) == 2
        assert (await talk.row()).outbox == ""


# --- the rules of the zones -----------------------------------------------------------------------------------------


async def test_new_rules_of_the_zones_move_every_nudge(store: Store, catalog: Catalog, tmp_path: Path) -> None:
    """Berlin gets the clock of Tokyo: 13:00 there comes eight hours sooner."""
    await seed(store, ann(nudge_at=NOON + DAY), *(nudged(f"p{n}", chat=f"c{n}", nudge_at=NOON + DAY) for n in range(5)))
    async with talking(store, catalog, Clock(NOON + MINUTE), zones="2026a") as talk:
        await talk.sweep()
        assert (await talk.row()).nudge_at == NOON
        assert await store.derived_from("tests") == "2026a"
    async with talking(store, catalog, Clock(NOON + HOUR), zones="2026a") as talk:
        await talk.sweep()
    rules(folder(tmp_path, "2099a"))
    async with talking(store, catalog, Clock(NOON + HOUR), zones=zones.use_newest()) as talk:
        await talk.sweep()
        assert await store.derived_from("tests") == "2099a"
        due = await store.nudges_due(NOON + 9 * DAY, ["tests"], None, 9)
        assert {each.due for each in due} == {NOON + DAY - 8 * HOUR}
        before = await talk.row()
        await talk.sweep()
        assert await talk.row() == before


async def test_each_platform_is_derived_by_whoever_holds_it(store: Store, catalog: Catalog) -> None:
    await seed(store, ann(nudge_at=NOON + 9 * DAY))
    async with talking(store, catalog, Clock(NOON - HOUR), on=("other",), zones="2026a") as talk:
        await talk.sweep()
        assert (await talk.row()).nudge_at == NOON + 9 * DAY
    async with talking(store, catalog, Clock(NOON - HOUR), zones="2026a") as talk:
        await talk.sweep()
        assert (await talk.row()).nudge_at == NOON
