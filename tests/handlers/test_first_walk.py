"""The first walk by how long somebody can walk and feel fine, and one minute for whom two are too long (rules B11x)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from content.load import load
from handlers import facts as f
from handlers.dialog import Dialog
from handlers.person import Person
from handlers.rules import changes, first_walk, plan, progression
from handlers.session import Item
from handlers.topics.welcome import ChoosingMinutes, FirstWalk, HowFar, HowLong
from handlers.world import World
from tests.fakes.shared.talking import KNOWN, NOW, Talk, at_home

CATALOG = load()
TODAY = NOW.date()
WALK = "walking"
NEW = replace(KNOWN, minutes=10, how_long="", levels=())


@pytest.mark.parametrize(
    ("comfortable", "starts"),
    [
        (1, (1,)),
        (2, (2,)),
        (3, (2,)),
        (4, (3,)),
        (5, (4,)),
        (6, (4,)),
        (7, (5,)),
        (9, (5,)),
        (10, (5, 8)),
        (20, (5, 16)),
        (25, (5, 20)),
        (90, (5, 20)),
    ],
)
def test_the_first_walk_is_four_fifths_of_what_is_comfortable(comfortable: int, starts: tuple[int, ...]) -> None:
    assert first_walk.starts(comfortable) == starts


def asked(person: Person = NEW) -> Talk:
    return Talk(CATALOG, Dialog(ChoosingMinutes(), turn=1, asked=1), person)


def walk_of(person: Person, days: int = 0) -> int:
    """Minutes of the walk that is planned so many days later."""
    items = plan.today(person, CATALOG, TODAY + timedelta(days=days))
    return next(item.dose(CATALOG).minutes for item in items if item.exercise == WALK)


@pytest.mark.parametrize(
    ("answer", "level", "minutes"),
    [("2 to 4 minutes", 1, 2), ("5 to 9 minutes", 3, 4), ("7", 4, 5), ("not sure", None, 3), ("skip this", None, 3)],
)
def test_it_is_asked_after_the_minutes(answer: str, level: int | None, minutes: int) -> None:
    one = asked(replace(NEW, judged=replace(NEW.judged, joined=1)))
    one.hear("10 minutes")
    assert one.where() is HowFar
    one.hear(answer)
    assert one.where() is HowLong
    assert one.person.level(WALK) == level
    assert walk_of(one.person) == minutes


def test_who_can_walk_ten_minutes_chooses_between_two() -> None:
    one = asked()
    one.hear("15 minutes", "20 minutes or more")
    assert one.where() is FirstWalk
    one.hear("16 minutes")
    assert one.where() is HowLong
    assert CATALOG.exercises[WALK].level(one.person.level(WALK) or 0).minutes == 16
    other = asked()
    other.hear("15 minutes", "25", "go back", "12", "5 minutes")
    assert CATALOG.exercises[WALK].level(other.person.level(WALK) or 0).minutes == 5


def test_more_than_was_offered_is_no_choice() -> None:
    one = asked()
    one.hear("15 minutes", "10 to 19 minutes", "30 minutes")
    assert CATALOG.exercises[WALK].level(one.person.level(WALK) or 0).minutes == 8


def test_it_is_asked_once() -> None:
    one = asked(replace(NEW, how_long="weeks"))
    one.hear("10 minutes")
    assert one.where() not in (HowFar, HowLong)


SHORT = NEW.after_all(first_walk.begins(1, CATALOG.exercises[WALK]), NOW)


def walked(person: Person, days: int) -> Person:
    """The same after so many days with that walk, green and settled."""
    for day in range(days):
        at = NOW + timedelta(days=day)
        item = next(item for item in plan.today(person, CATALOG, person.day(at)) if item.exercise == WALK)
        full = plan.full(item, person, CATALOG, person.day(at))
        told: list[f.Fact] = [f.PainRated("before", 2), f.ExerciseDone(WALK, item.level, "green", 60, full)]
        person = person.after_all([*told, f.SessionFinished((WALK,), (), 60, True)], at)
        person = person.after(f.MorningTold(True, 2, person.day(at)), at + timedelta(days=1))
        person = person.after_all(progression.worked_out(person, CATALOG, at + timedelta(days=1)), at)
    return person


def test_who_cannot_walk_two_minutes_walks_one_until_three_good_days() -> None:
    assert walk_of(SHORT) == 1
    one = walked(SHORT, 3)
    w = World(NOW + timedelta(days=3, hours=1), CATALOG, one)
    risen = changes.rise(w)
    assert risen == f.Judged(WALK, TODAY + timedelta(days=3), 1, 0, "rise")
    assert changes.risen(risen, CATALOG).key == "note.longer_walk"
    longer = one.after(risen, w.now)
    assert walk_of(longer, 3) == 2
    assert longer.judged.of(WALK).credits == 0


def test_the_card_says_that_it_may_be_walked_again() -> None:
    one = at_home(CATALOG, SHORT)
    card = "\n".join(one.hear("/session", "2"))
    assert "1 minute. If it feels fine, do it twice more today, without me." in card


def test_easier_than_two_minutes_is_one() -> None:
    one = at_home(CATALOG, NEW.after(f.LevelSet(WALK, 1), NOW))
    one.hear("/session", "2", "easier")
    assert walk_of(one.person) == 1
    assert "1 minute." in one.said[-1]
    one.hear("easier")
    assert progression.is_short(WALK, one.person), "there is nothing below it"


def test_red_at_two_minutes_makes_it_one() -> None:
    facts = progression.red(WALK, 1, NEW, CATALOG.exercises[WALK], NOW)
    after = NEW.after_all(facts, NOW)
    assert progression.is_short(WALK, after)
    assert plan.item_of(WALK, after, CATALOG, TODAY) == Item(WALK, 1) or walk_of(after, 1) == 1
    assert not progression.is_short(WALK, after.after(f.LevelSet(WALK, 2), NOW))


@pytest.mark.parametrize(
    ("comfortable", "most", "offered"),
    [(20, 20, (5, 16)), (20, 3, (3,)), (90, 30, (5, 20)), (5, 3, (3,)), (1, 3, (1,))],
)
def test_no_first_walk_is_longer_than_what_is_allowed(comfortable: int, most: int, offered: tuple[int, ...]) -> None:
    assert first_walk.starts(comfortable, most) == offered
