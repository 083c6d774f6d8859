"""More is not faster (rules B11): a second session says so, and the whole walk earns on five days of a week at most."""

from __future__ import annotations

from datetime import timedelta

import pytest

from content.load import load
from handlers import facts as f
from handlers.person import Person
from handlers.rules import changes, plan, progression
from handlers.world import World
from tests.fakes.shared.talking import KNOWN, NOW

CATALOG = load()
WALK = "walking"


def walked(days: int, *, full: bool = True) -> Person:
    """Somebody who walked on so many days running, each morning settled; as they are after the last."""
    person = KNOWN
    for n in range(days):
        at = NOW + timedelta(days=n)
        done = (f.PainRated("before", 2), f.SessionStarted((WALK,), 2), f.ExerciseDone(WALK, 3, "green", 240, full))
        told = (*done, f.SessionFinished((WALK,), (), 240, True))
        person = person.after_all(told, at)
        morning = at + timedelta(days=1)
        person = person.after(f.MorningTold(True, 2, person.day(at)), morning - timedelta(hours=1))
        person = person.after_all(progression.worked_out(person, CATALOG, morning), morning)
    return person


@pytest.mark.parametrize("days", range(1, 9))
def test_the_sixth_whole_walk_of_a_week_earns_nothing(days: int) -> None:
    before, after = walked(days - 1) if days > 1 else KNOWN, walked(days)
    earned = after.judged.of(WALK).credits - before.judged.of(WALK).credits
    wanted = days <= progression.WALK_DAYS and before.judged.of(WALK).credits < 3
    assert earned == wanted
    assert after.judged.of(WALK).credits >= before.judged.of(WALK).credits  # and takes nothing away


def test_a_second_session_of_a_day_says_so() -> None:
    person = walked(1)
    at = NOW + timedelta(days=1)
    w = World(at, CATALOG, person)
    items = plan.today(person, CATALOG, person.day(at))
    assert "why.more" not in [each.key for each in changes.why(w, items)]
    again = person.after_all(
        (f.ExerciseDone(WALK, 3, "green", 240, True), f.SessionFinished((WALK,), (), 240, True)), at
    )
    assert "why.more" in [each.key for each in changes.why(World(at, CATALOG, again), items)]


def test_who_walks_a_minute_at_a_time_or_has_a_flare_up_may_go_again() -> None:
    person = walked(1)
    at = NOW + timedelta(days=1, minutes=1)
    done = (f.ExerciseDone(WALK, 1, "green", 60, True), f.SessionFinished((WALK,), (), 60, True))
    for fact in (progression.shortened(CATALOG.exercises[WALK]), f.FlareBegan(person.day(at), 20)):
        again = person.after_all((*done, fact), at)
        items = plan.today(again, CATALOG, again.day(at))
        assert "why.more" not in [each.key for each in changes.why(World(at, CATALOG, again), items)]
