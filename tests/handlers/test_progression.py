"""Up, down, or as before: every row of rules B4x.1-B4x.4, and what leaves an exercise out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import pytest
from hypothesis import given, settings, strategies as st

from content.load import load
from handlers import facts as f
from handlers.diary import Day
from handlers.judgement import MOST_CREDITS, Standing
from handlers.person import Person
from handlers.rules import plan, progression, safety
from handlers.session import Finished, Item, Session
from handlers.topics.session.end import lights

CATALOG = load()
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = NOW.date()
HOLD, WALK = "wall_sit", "walking"
KNOWN = Person(adult=True, consent=2, screened=NOW, minutes=15, baseline=3)
Morning = Literal["settled", "not", "unknown"]


def at(days: float) -> datetime:
    return NOW + timedelta(days=days)


def after(person: Person, *facts: f.Fact, day: float = 0) -> Person:
    return person.after_all(facts, at(day))


def did(
    light: f.Light, morning: Morning, *, level: int = 3, full: bool = True, name: str = HOLD, person: Person = KNOWN
) -> tuple[Person, tuple[f.Judged, ...]]:
    """Somebody at that level who did it on DAY, with that light, and the morning after; and what is worked out then."""
    person = after(person, f.LevelSet(name, level))
    person = after(
        person,
        f.PainRated("before", 3),
        f.SessionStarted((name,), 3),
        f.ExerciseDone(name, level, light, 60, full),
        f.SessionFinished((name,), (), 60, True),
    )
    if morning == "unknown":
        return person, progression.worked_out(person, CATALOG, at(4))
    person = after(person, f.MorningTold(morning == "settled", 3 if morning == "settled" else 6, DAY), day=1)
    return person, progression.worked_out(person, CATALOG, at(1))


# --- B4x.1 -----------------------------------------------------------------------------------------------------------

SESSION = Session(
    NOW, (Item(WALK, 1), Item(HOLD, 2)), before=3, waits=(Finished(WALK, 1, 120, True), Finished(HOLD, 2, 30, True))
)


@pytest.mark.parametrize(
    ("before", "peak", "named", "walk", "hold"),
    [
        (3, 4, (), "amber", "amber"),  # not 2 above the start: the light of the highest, for all
        (3, 2, (), "green", "green"),
        (4, 4, (), "green", "green"),
        (7, 8, (), "red", "red"),
        (3, 5, (HOLD,), "hold", "amber"),  # named: the light for it, the others as they were
        (3, 7, (HOLD,), "hold", "red"),
        (0, 2, (HOLD,), "hold", "green"),
        (3, 7, (WALK, HOLD), "red", "red"),
        (3, 7, (), "hold", "hold"),  # not sure: as they were, all of them
    ],
)
def test_the_highest_told_once(before: int, peak: int, named: Sequence[str], walk: f.Light, hold: f.Light) -> None:
    told = {fact.exercise: fact.light for fact, _ in lights(replace(SESSION, before=before), peak, named)}
    assert told == {WALK: walk, HOLD: hold}


# --- B4x.2 -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("light", "morning", "full", "level", "credits", "why"),
    [
        ("green", "settled", True, 3, 1, "credit"),
        ("green", "settled", False, 3, 0, "held"),
        ("green", "not", True, 3, 0, "sore"),
        ("green", "unknown", True, 3, 0, "held"),
        ("amber", "settled", True, 3, 0, "held"),
        ("amber", "unknown", True, 3, 0, "held"),
        ("hold", "settled", True, 3, 0, "held"),
        ("hold", "unknown", True, 3, 0, "held"),
        ("unknown", "settled", True, 3, 0, "held"),
        ("unknown", "unknown", True, 3, 0, "held"),
        ("amber", "not", True, 2, 0, "sore_down"),
        ("hold", "not", True, 3, 0, "held"),
        ("unknown", "not", True, 3, 0, "held"),
        ("red", "settled", True, 3, 0, "held"),
        ("red", "unknown", True, 3, 0, "held"),
        ("red", "not", True, 2, 0, "red_sore"),
    ],
)
def test_what_a_day_means(light: f.Light, morning: Morning, full: bool, level: int, credits: int, why: f.Why) -> None:
    """The first fall of red, at once, is apart: `test_red_at_once`."""
    person, judged = did(light, morning, full=full)
    assert judged == (f.Judged(HOLD, DAY, level, credits, why),)
    assert not progression.worked_out(person.after_all(judged, at(4)), CATALOG, at(9)), "worked out once"


@pytest.mark.parametrize(("light", "kept"), [("green", 2), ("amber", 2), ("hold", 2), ("unknown", 2)])
def test_an_unknown_morning_keeps_the_credits(light: f.Light, kept: int) -> None:
    person = replace(KNOWN, judged=KNOWN.judged.with_standing(Standing(HOLD, credits=kept)))
    person = after(person, f.ExerciseDone(HOLD, 3, light, 60, True))
    assert [each.credits for each in progression.worked_out(person, CATALOG, at(4))] == [kept]


def test_three_credits_at_most() -> None:
    person = replace(KNOWN, levels=((HOLD, 3),))
    for day in range(5):
        person = after(person, f.ExerciseDone(HOLD, 3, "green", 60, True), day=day)
        person = after(person, f.MorningTold(True, 3, DAY + timedelta(day)), day=day + 1)
        person = person.after_all(progression.worked_out(person, CATALOG, at(day + 1)), at(day + 1))
        assert person.judged.of(HOLD).credits == min(day + 1, MOST_CREDITS)


def test_green_and_not_settled_twice_since_the_last_change_goes_one_down() -> None:
    person = replace(KNOWN, levels=((HOLD, 3),))
    levels = []
    for day in (0, 2, 4):
        person = after(person, f.ExerciseDone(HOLD, person.level(HOLD) or 0, "green", 60, True), day=day)
        person = after(person, f.MorningTold(False, 6, DAY + timedelta(day)), day=day + 1)
        person = person.after_all(progression.worked_out(person, CATALOG, at(day + 1)), at(day + 1))
        levels.append(person.level(HOLD))
    assert levels == [3, 2, 2]


def test_red_at_once() -> None:
    exercise = CATALOG.exercises[HOLD]
    assert progression.red(HOLD, 3, KNOWN, exercise, NOW) == (f.Judged(HOLD, DAY, 2, 0, "red"),)
    out = f.TakenOut(HOLD, DAY + timedelta(14), asked_for=False)
    assert progression.red(HOLD, 1, KNOWN, exercise, NOW) == (f.Judged(HOLD, DAY, 1, 0, "red"), out)


@pytest.mark.parametrize(("ago", "out"), [(6, True), (7, False)])
def test_red_on_two_days_of_seven_takes_it_out(ago: int, out: bool) -> None:
    person = after(KNOWN, f.ExerciseDone(HOLD, 4, "red", 60, True), day=-ago)
    told = progression.red(HOLD, 3, person, CATALOG.exercises[HOLD], NOW)
    assert any(isinstance(each, f.TakenOut) for each in told) == out


def test_red_again_after_it_was_brought_back_takes_it_out_until_it_is_asked_for() -> None:
    person = after(KNOWN, f.TakenOut(HOLD, DAY, asked_for=False), f.BroughtBack(HOLD), day=-1)
    told = progression.red(HOLD, 1, person, CATALOG.exercises[HOLD], NOW)
    assert told[1] == f.TakenOut(HOLD, DAY + timedelta(14), asked_for=True)


def test_after_red_and_sore_every_other_exercise_that_is_held_goes_one_down() -> None:
    person = replace(KNOWN, levels=(("bird_dog", 4), ("over_door", 1)))
    _, judged = did("red", "not", person=person)
    others = [each for each in judged if each.why == "others_sore"]
    assert [(each.exercise, each.level) for each in others] == [("bird_dog", 3), ("over_door", 1)]
    assert WALK not in {each.exercise for each in judged}


def test_of_two_falls_worked_out_together_the_larger_counts() -> None:
    person = replace(KNOWN, levels=((HOLD, 4),))
    for day in (0, 1):
        person = after(person, f.ExerciseDone(HOLD, 4, "amber", 60, True), day=day)
    for day in (0, 1):
        person = after(person, f.MorningTold(False, 6, DAY + timedelta(day)), day=2)
    person = person.after_all(progression.worked_out(person, CATALOG, at(2)), at(2))
    assert person.level(HOLD) == 3


def test_a_morning_may_be_told_for_three_days_and_not_once_the_next_session_has_begun() -> None:
    person = after(KNOWN, f.ExerciseDone(HOLD, 3, "amber", 60, True))
    assert not progression.worked_out(person, CATALOG, at(3))
    assert progression.worked_out(person, CATALOG, at(4))
    assert progression.worked_out(person, CATALOG, at(1), begins=True)


# --- B4x.3 -----------------------------------------------------------------------------------------------------------


def ready(name: str = HOLD, level: int = 2, *, effort: int | None = 5, credits: int = 3, since: int = 6) -> Person:
    """Somebody who has earned a rise: credits, effort, days at this level."""
    person = replace(KNOWN, levels=((name, level),))
    person = after(person, f.ExerciseDone(name, level, "green", 60, True), day=-1)
    person = after(person, *(() if effort is None else (f.EffortTold(name, effort),)), day=-1)
    person = after(person, f.MorningTold(True, 3, DAY - timedelta(1)))
    standing = Standing(name, credits=credits, since=DAY - timedelta(since), last=DAY - timedelta(1), times=9)
    done = tuple(replace(day, did=tuple(replace(each, judged=True) for each in day.did)) for day in person.diary.days)
    judged = replace(person.judged, standings=(standing,))
    return replace(person, judged=judged, diary=replace(person.diary, days=done))


def rises(person: Person, name: str = HOLD) -> bool:
    return progression.rise((name,), person, CATALOG, NOW) is not None


def test_all_together_rise() -> None:
    assert progression.rise((HOLD,), ready(), CATALOG, NOW) == f.Judged(HOLD, DAY, 3, 0, "rise")


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (ready(credits=2), "three credits"),
        (ready(effort=7), "effort 6 at most"),
        (ready(effort=None), "effort not told: no"),
        (ready(since=4), "five days at the level"),
        (ready(level=6), "the top"),
        (replace(ready(), conditions=("knee",)), "the top the matrix allows"),
        (replace(ready(), held="urgent"), "a hold"),
        (replace(ready(), signs="signs"), "open questions"),
        (after(ready(), f.PlanPaused("two_red")), "a pause"),
        (after(ready(), f.FlareBegan(DAY)), "a flare-up"),
        (after(ready(), f.Judged(WALK, DAY, 2, 0, "rise")), "one a day"),
        (after(ready(), f.ExerciseDone("bird_dog", 1, "red", 9, True), day=-2), "no red in three days"),
        (after(ready(), f.MorningTold(False, 6, DAY - timedelta(1))), "the last morning was not settled"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_stands_against_a_rise(person: Person, why: str) -> None:
    assert not rises(person), why


@pytest.mark.parametrize(("ago", "open_to"), [(2, False), (3, True)])
def test_red_is_forgotten_after_three_days(ago: int, open_to: bool) -> None:
    assert rises(after(ready(), f.ExerciseDone("bird_dog", 1, "red", 9, True), day=-ago)) == open_to


def test_the_first_session_after_a_week_away_rises_nothing() -> None:
    person = ready()
    assert progression.rises_open(person, at(5))
    assert not progression.rises_open(person, at(6))


def test_walking_needs_neither_effort_nor_five_days() -> None:
    assert rises(ready(WALK, effort=None, since=0), WALK)


@pytest.mark.parametrize(("where", "open_to"), [("knee", False), ("leg", False), ("back", True)])
def test_a_sore_knee_or_calf_keeps_the_walk_as_long_as_it_is(where: f.Where, open_to: bool) -> None:
    person = after(ready(WALK), f.ExerciseStopped(WALK, 2, "amber", 60, False, where), day=-1)
    assert rises(person, WALK) == open_to


# --- B4x.4 -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "level"), [(0, 4), (1, 4), (2, 4), (3, 4), (6, 4), (7, 3), (13, 3), (14, 2), (40, 2)])
def test_coming_back(days: int, level: int) -> None:
    person = after(replace(KNOWN, levels=((HOLD, 4),)), f.ExerciseDone(HOLD, 4, "green", 60, True))
    assert plan.level(person, CATALOG, HOLD, DAY + timedelta(days)) == level


def test_once_for_each_absence() -> None:
    person = after(replace(KNOWN, levels=((HOLD, 4),)), f.ExerciseDone(HOLD, 4, "green", 60, True))
    person = after(person, f.Judged(HOLD, DAY + timedelta(8), 3, 0, "away"), day=8)
    person = after(person, f.ExerciseDone(HOLD, 3, "green", 60, True), day=8)
    assert plan.level(person, CATALOG, HOLD, DAY + timedelta(9)) == 3


# --- what is left out today ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("light", "told", "rests"),
    [("amber", 0, True), ("amber", 1, False), ("hold", 0, True), ("unknown", 0, True), ("green", 0, False)],
)
def test_not_settled_leaves_it_out_on_the_day_of_the_answer(light: f.Light, told: int, rests: bool) -> None:
    person = after(KNOWN, f.ExerciseDone(HOLD, 3, light, 60, True), day=-1 - told)
    person = after(person, f.MorningTold(False, 6, DAY - timedelta(1 + told)), day=-told)
    assert progression.resting(HOLD, person, DAY) == rests


@pytest.mark.parametrize(("score", "rests"), [(5, True), (4, False)])
def test_red_that_nobody_answered_waits_for_a_number(score: int, rests: bool) -> None:
    person = after(KNOWN, f.SessionStarted((HOLD,), 3), f.ExerciseDone(HOLD, 3, "red", 60, True), day=-2)
    assert progression.resting(HOLD, person, DAY), "no number at all since"
    assert progression.resting(HOLD, after(person, f.PainRated("now", score)), DAY) == rests


def test_what_was_out_is_offered_once_its_fortnight_is_over_and_three_mornings_were_settled() -> None:
    person = after(KNOWN, f.TakenOut(HOLD, DAY, asked_for=False), day=-14)
    for ago in (5, 4, 3):
        person = after(person, f.ExerciseDone(WALK, 1, "green", 60, True), day=-ago)
        assert not progression.offered_again(person, CATALOG, NOW)
        person = after(person, f.MorningTold(True, 2, DAY - timedelta(ago)), day=1 - ago)
    assert progression.offered_again(person, CATALOG, NOW) == HOLD
    assert not progression.offered_again(person, CATALOG, NOW - timedelta(days=1)), "the fortnight is not over"
    asked = after(person, f.TakenOut(HOLD, DAY, asked_for=True))
    assert not progression.offered_again(asked, CATALOG, NOW), "not before they ask"
    assert not progression.offered_again(replace(person, conditions=("surgery",)), CATALOG, NOW)


# --- properties ------------------------------------------------------------------------------------------------------

LIGHTS: tuple[f.Light, ...] = ("green", "amber", "red", "hold", "unknown")
DAYS = st.lists(
    st.tuples(st.sampled_from(LIGHTS), st.sampled_from([True, False, None]), st.integers(0, 8)), max_size=30
)


@given(DAYS, st.sampled_from([HOLD, WALK, "bird_dog"]))
@settings(max_examples=150, deadline=None)
def test_levels_move_one_step_up_at_most_and_never_out_of_range(
    days: list[tuple[f.Light, bool | None, int]], name: str
) -> None:
    """No rise without a told morning, none on a day after red, and no level outside the file of the exercise."""
    person = replace(KNOWN, levels=((name, 2),))
    exercise = CATALOG.exercises[name]
    for n, (light, settled, effort) in enumerate(days):
        today, level = DAY + timedelta(n), person.level(name) or 1
        person = person.after_all(progression.worked_out(person, CATALOG, at(n)), at(n))
        fallen = person.level(name) or 1
        assert 1 <= fallen <= level
        if found := progression.rise((name,), person, CATALOG, at(n)):
            assert found.level == fallen + 1 <= safety.top_level(person, exercise)
            assert any(day.morning == "settled" for day in person.diary.days)
            assert not any(day.red_session for day in person.diary.last(3, today))
            person = after(person, found, day=n)
        at_hand = person.level(name) or 1
        person = after(person, f.SessionStarted((name,), 2), f.ExerciseDone(name, at_hand, light, 60, True), day=n)
        person = after(person, f.EffortTold(name, effort), day=n)
        if light == "red":
            person = after(person, *progression.red(name, at_hand, person, exercise, at(n)), day=n)
            assert (person.level(name) or 1) < at_hand or at_hand == 1
        if settled is not None:
            person = after(person, f.MorningTold(settled, None, today), day=n + 1)


def test_a_day_is_empty_until_something_is_told() -> None:
    assert KNOWN.diary.day(DAY) == Day(DAY)


def test_a_day_begins_at_four() -> None:
    late = datetime(2026, 3, 3, 3, 59, tzinfo=UTC)
    assert KNOWN.day(late) == date(2026, 3, 2)
    assert KNOWN.day(late + timedelta(minutes=1)) == date(2026, 3, 3)
