"""What hurt in a session changes the rest of that day and the next one (rules B4, B11x, matrix C8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from content.model import Catalog
from handlers import facts as f
from handlers.person import Person
from handlers.rules import hurt, plan
from handlers.topics.home import Home
from handlers.topics.session.end import RatingHighest
from handlers.topics.session.hurting import GoingOn, RatingPeak, WhereHurts
from handlers.topics.session.start import MoreToday, RatingBefore
from tests.fakes.shared.talking import KNOWN, NOW, Talk, at_home

TODAY = NOW.date()
TOMORROW, AFTER = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
STRONG = replace(KNOWN, levels=(("walking", 3), ("wall_sit", 4)), pain=None)


def stopped(exercise: str, where: f.Where, light: f.Light, score: int = 5, person: Person = STRONG) -> Person:
    """Somebody who was hurt there, so much, in this exercise, today."""
    facts = (
        f.SessionStarted(("walking", "wall_sit"), 2),
        f.HurtDuring(exercise, where),
        f.PainRated("peak", score, exercise),
        f.ExerciseStopped(exercise, 3, light, 60, False, where),
        f.SessionFinished((), (exercise,), 60, False),
    )
    return person.after_all(facts, NOW)


@pytest.mark.parametrize(
    ("exercise", "where", "light", "same_day", "next_day"),
    [
        ("wall_sit", "knee", "red", {"walking": 1}, {"walking": 2}),
        ("walking", "knee", "red", {}, {"wall_sit": 2}),
        ("wall_sit", "knee", "amber", {"walking": 2}, {"walking": 2, "wall_sit": 2}),
        ("wall_sit", "back", "amber", {"walking": 3}, {"walking": 2, "wall_sit": 4}),
        ("walking", "leg", "amber", {"wall_sit": 2}, {"walking": 2, "wall_sit": 2}),
    ],
)
def test_what_is_left_the_same_day_and_the_next(
    catalog: Catalog, exercise: str, where: f.Where, light: f.Light, same_day: dict[str, int], next_day: dict[str, int]
) -> None:
    """With levels. What hurt is left out; after red only a short walk; a knee or leg counts like a bad one."""
    person = stopped(exercise, where, light)
    found = [{item.exercise: item.level for item in plan.today(person, catalog, day)} for day in (TODAY, TOMORROW)]
    assert found == [same_day, next_day]
    assert hurt.careful(person, AFTER) is person


def test_it_is_said_with_its_number_when_a_session_is_offered(catalog: Catalog) -> None:
    there = at_home(catalog, stopped("wall_sit", "knee", "amber"))
    assert there.hear("session")[0].startswith("Your knee hurt at 5 today, with wall sits.")
    assert there.where() is MoreToday
    assert "more_now" in there.offered("what")
    there.hear("no")
    assert there.where() is Home
    there.wait(days=1)
    there.hear("session", "2")
    assert any("Your knee hurt at 5 on Monday, with wall sits." in said for said in there.said)


def test_more_the_same_day_asks_for_the_pain_anew(catalog: Catalog) -> None:
    there = at_home(catalog, stopped("wall_sit", "back", "amber"))
    there.hear("session", "yes")
    assert there.where() is RatingBefore


def test_nothing_is_left_after_red_in_the_walk(catalog: Catalog) -> None:
    there = at_home(catalog, stopped("walking", "knee", "red", 7))
    for asked in ("session", "/session", "short version please", "wall sits now"):
        there.hear(asked)
        assert there.dialog.state.session is None, asked
    assert "So nothing more today" in there.hear("session")[0]


def test_a_session_that_was_fine_is_not_asked_back(catalog: Catalog) -> None:
    person = STRONG.after(f.SessionFinished(("walking",), (), 120, True), NOW)
    there = at_home(catalog, person)
    there.hear("session")
    assert there.where() is RatingBefore


def at_peak(catalog: Catalog) -> Talk:
    """Somebody who has walked, and is asked how high the pain got."""
    there = at_home(catalog, replace(KNOWN, pain_at=None))
    there.hear("session", "2", "ready", "done")
    assert there.where() is RatingPeak
    return there


@pytest.mark.parametrize(
    "said",
    [
        ("my knee hurts", "7"),
        ("my knee hurts 7",),
        ("knee hurts, 7 of 10",),
        ("ow", "7", "knee"),
        ("ow", "my knee", "7"),
    ],
)
def test_place_and_number_are_asked_once_in_any_order(catalog: Catalog, said: tuple[str, ...]) -> None:
    there = at_peak(catalog)
    there.hear(*said)
    assert there.where() is GoingOn
    assert f.HurtDuring("walking", "knee") in there.facts
    assert f.PainRated("peak", 7, "walking") in there.facts


def test_a_number_where_the_place_is_asked_is_kept(catalog: Catalog) -> None:
    there = at_peak(catalog)
    assert there.hear("ow", "7")[0].startswith("7, noted.")
    assert there.where() is WhereHurts


@pytest.mark.parametrize("said", ["ok", "yes", "next", "that's enough for today", "enough", "no", "stop"])
def test_enough_ends_a_session_in_whatever_words(catalog: Catalog, said: str) -> None:
    there = at_peak(catalog)
    there.hear("my knee hurts", "7")
    there.hear(said)
    assert there.dialog.state.session is None
    assert not any("second" in text for text in there.said)


def test_seconds_are_not_told(catalog: Catalog) -> None:
    there = at_home(catalog, replace(KNOWN, pain_at=None))
    there.hear("session", "2", "ready")
    said = " ".join(there.wait(seconds=2).hear("stop"))
    assert "second" not in said
    assert "the start of" not in said
    assert there.where() is not RatingHighest


def test_a_walk_is_still_a_walk(catalog: Catalog) -> None:
    """All of it was done, and then the knee hurt: that is recorded as done, and what hurt beside it."""
    there = at_home(catalog, replace(KNOWN, pain_at=None))
    there.hear("session", "2", "ready")
    minutes = plan.today(there.person, catalog, TODAY)[0].dose(catalog).minutes
    there.ring_through()
    there.hear("my knee hurts", "3")
    done = next(fact for fact in there.facts if isinstance(fact, f.ExerciseDone))
    assert (done.seconds, done.where, done.full) == (minutes * 60, "knee", False)
    assert "walking" in there.session.done
