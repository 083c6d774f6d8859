"""What is worked out once, at once or not at all is what it would be the plain way: compared over simulated lives."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.tools.simulate_people import KINDS, Body
from bot.tools.simulate_rules import BEGINS, Life, worked_out
from bot.tools.simulate_tally import Tally
from bot.tools.simulate_watch import Watch
from content.model import Catalog
from handlers import changed, facts as f
from handlers.person import Person
from handlers.rules import advice, changes
from handlers.rules.advice_rows import OF_TROUBLE, Seen
from handlers.session import lasts
from handlers.world import World

DAYS = 30


@pytest.fixture(scope="module")
def lives(catalog: Catalog) -> list[tuple[Person, datetime]]:
    """Somebody of each kind, as they are after each thing that is told."""
    return [each for kind in KINDS for each in _life(kind, catalog)]


def _life(kind: str, catalog: Catalog) -> list[tuple[Person, datetime]]:
    seen: list[tuple[Person, datetime]] = []

    class Kept(Watch):
        def turn(self, before: Person, facts: Iterable[f.Fact], after: Person, now: datetime) -> None:
            super().turn(before, facts, after, now)
            seen.append((after, now))

    body = Body.of(dataclasses.replace(KINDS[kind], wobble=1.2, overdoes=0.2), f"7/{kind}")
    Life(body, catalog, Kept(kind, catalog, worked_out, BEGINS), Tally()).live(DAYS)
    return seen


def test_a_row_that_is_not_looked_at_is_not_true(lives: list[tuple[Person, datetime]]) -> None:
    true: set[str] = set()
    for person, now in lives:
        seen = Seen(person, now)
        for row in advice.TABLE:
            plain = row.true(Seen(person, now))
            assert seen.newest(row.true) == plain == seen.newest(row.true), row.row
            true |= {row.row} if plain else set()
    assert {row.row for row in advice.TABLE if row.true in OF_TROUBLE and row.row in true}
    assert len(true) > 5, true  # else it shows nothing
    assert any(Seen(*each).quiet for each in lives)


def test_what_is_remembered_of_the_last_days_is_what_the_diary_has(lives: list[tuple[Person, datetime]]) -> None:
    for person, now in lives:
        seen, today = Seen(person, now), person.day(now)
        for days in (2, 7, 14, 7, 2):
            assert seen.last(days) == [*person.diary.last(days, today)]
        assert seen.today == person.diary.day(today)


def test_a_value_that_is_copied_at_once_equals_one_that_is_made_anew(lives: list[tuple[Person, datetime]]) -> None:
    for person, now in lives[::20]:
        for value, new_fields in (
            (person, {"pain": 3, "pain_at": now}),
            (person.diary, {"days": ()}),
            (person.judged, {}),
        ):
            was = dataclasses.asdict(value)
            new = changed.replace(value, **new_fields)
            assert new == dataclasses.replace(value, **new_fields)
            assert dataclasses.asdict(value) == was
            with pytest.raises(dataclasses.FrozenInstanceError):
                new.pain = 1  # type: ignore[union-attr, misc]


def test_nothing_that_is_copied_at_once_keeps_more_than_its_fields(lives: list[tuple[Person, datetime]]) -> None:
    person = lives[-1][0]
    kept: tuple[Any, ...] = (person, person.diary, *person.diary.days, person.judged, *person.judged.standings)
    for value in kept:
        assert set(vars(value)) == {each.name for each in dataclasses.fields(value)}
        assert not hasattr(value, "__post_init__")


@pytest.mark.parametrize(("lead_in", "rests"), [(5, True), (20, True), (0, False)])
def test_alike_steps_last_as_long_as_all_of_them(catalog: Catalog, lead_in: int, rests: bool) -> None:
    person = Person(lead_in=lead_in, rests=rests)
    for exercise in catalog.exercises.values():
        for level in exercise.levels:
            assert sum(n * lasts(step, person) for step, n in level.alike) == sum(lasts(s, person) for s in level.steps)


@pytest.mark.parametrize("days", [3, 8, 20])  # a reading of the last two days may still end a pause
def test_that_nothing_is_told_ends_nothing_that_protects(
    catalog: Catalog, lives: list[tuple[Person, datetime]], days: int
) -> None:
    """Missing data never shortens a hold, a pause or what is out, and raises nothing (rules, part E)."""
    for person, now in lives[::7]:
        later = now + timedelta(days=days)
        known = person.after_all(worked_out(person, catalog, later), later)
        assert known.held == person.held
        pause = person.judged.pause
        assert not pause or pause.word == "go_on" or known.judged.pause
        for standing in person.judged.standings:
            name = standing.exercise
            assert not standing.out_until or known.judged.of(name).out_until
            was = person.level(name)
            assert was is None or (known.level(name) or 1) <= was
        assert changes.rise(World(later, catalog, known)) is None or not (person.held or known.judged.pause)
