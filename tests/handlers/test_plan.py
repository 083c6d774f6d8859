"""Today's session, rule by rule (rules B4, B11, B12 and matrix C8; the session fits the minutes someone has)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given, strategies as st

from content.load import load
from content.model import Catalog, Condition
from handlers import facts as f
from handlers.person import Past, Person
from handlers.rules import plan, safety
from handlers.session import Item

CATALOG = load()
DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CONDITIONS: tuple[str, ...] = get_args(Condition)
PLANNED = tuple(each.id for each in plan.taken_up(CATALOG))
NEW = Person(adult=True, consent=1, screened=NOW, minutes=15)


def practised(person: Person, day: date, settled: int | None = None) -> Person:
    """The same person after one session a day, from DAY until the day before `day`, all of them settled."""
    days = [DAY + timedelta(n) for n in range((day - DAY).days)]
    if not days:
        return person
    past = tuple(Past(each, 120, 2) for each in days)[-40:]
    judged = replace(person.judged, settled=len(days) if settled is None else settled)
    return replace(person, past=past, sessions=len(days), first_session=DAY, judged=judged)


def names(items: tuple[Item, ...]) -> list[str]:
    return [item.exercise for item in items]


@pytest.mark.parametrize("condition", ["", *CONDITIONS])
@pytest.mark.parametrize("minutes", [5, 10, 15])
def test_a_session_is_never_longer_than_the_minutes_chosen(minutes: int, condition: str) -> None:
    """A9, for every one of the first 60 days, before and after a professional has said yes."""
    for n in range(60):
        for cleared in (False, True):
            person = replace(NEW, minutes=minutes, conditions=(condition,) if condition else (), cleared=cleared)
            items = plan.today(practised(person, DAY + timedelta(n)), CATALOG, DAY + timedelta(n))
            assert plan.length(items, CATALOG, person) <= minutes * 60, (n, items)
            seconds = sum(CATALOG.exercises[i.exercise].level(i.level).seconds for i in items)
            held = [i for i in items if CATALOG.exercises[i.exercise].kind == "hold"]
            assert plan.length(items, CATALOG, person) == seconds + plan.SETTING_UP * len(held)


@pytest.mark.parametrize(
    ("settled", "known"), [(0, 2), (1, 2), (2, 2), (3, 3), (5, 3), (6, 4), (9, 5), (12, 6), (60, 22)]
)
def test_exercises_join_by_sessions_done_and_settled(settled: int, known: int) -> None:
    person = practised(NEW, DAY + timedelta(90), settled)
    assert plan.how_many(person) == known
    assert set(plan.turn_about(person, CATALOG)) == set(PLANNED[:known])


def test_who_was_taken_up_by_the_calendar_keeps_what_they_have() -> None:
    person = NEW.after(f.ExerciseDone("walking", 1, "green", 120), NOW)
    later = replace(person, first_session=DAY).after(
        f.ExerciseDone("walking", 1, "green", 120), NOW + timedelta(days=11)
    )
    assert (plan.how_many(person), plan.how_many(later)) == (2, 4)


def test_the_count_begins_with_the_first_session_not_with_the_welcome() -> None:
    assert len(plan.today(NEW, CATALOG, DAY + timedelta(300))) == 2


@pytest.mark.parametrize("minutes", [5, 10, 15])
def test_the_very_first_session_is_a_walk_and_a_shallow_wall_sit(minutes: int) -> None:
    items = plan.today(replace(NEW, minutes=minutes), CATALOG, DAY)
    assert names(items) == ["walking", "wall_sit"]
    assert items[1].level == 1


@pytest.mark.parametrize(("minutes", "walk"), [(5, 2), (10, 3), (15, 5)])
def test_the_first_walk_is_two_to_five_minutes(minutes: int, walk: int) -> None:
    items = plan.today(replace(NEW, minutes=minutes), CATALOG, DAY)
    assert CATALOG.exercises["walking"].level(items[0].level).minutes == walk


LEVELS = st.dictionaries(st.sampled_from(PLANNED), st.integers(1, 40)).map(lambda d: tuple(sorted(d.items())))
PEOPLE = st.builds(
    lambda minutes, conditions, cleared, levels, days: practised(
        replace(NEW, minutes=minutes, conditions=tuple(sorted(conditions)), cleared=cleared, levels=levels),
        DAY + timedelta(days),
    ),
    st.sampled_from([5, 10, 15]),
    st.sets(st.sampled_from(CONDITIONS), max_size=4),
    st.booleans(),
    LEVELS,
    st.integers(0, 100),
)


@given(PEOPLE, st.booleans())
def test_every_session_of_anyone(person: Person, short: bool) -> None:
    """Walk, then standing, then floor, with one trip down; nothing twice; nothing left out or above what is allowed."""
    items = plan.today(person, CATALOG, person.past[-1].day + timedelta(1) if person.past else DAY, short=short)
    places = [CATALOG.exercises[name].place for name in names(items)]
    order = {"outdoors": 0, "standing": 1, "floor": 2}
    assert [order[place] for place in places] == sorted(order[place] for place in places)
    assert len(set(names(items))) == len(items)
    assert plan.length(items, CATALOG, person) <= person.minutes * 60
    for item in items:
        top = safety.top_level(person, CATALOG.exercises[item.exercise])
        assert 1 <= item.level <= top
        if safety.allowed(person, CATALOG.exercises[item.exercise]) == "modified":
            assert item.level <= 2
    if short:
        assert len(items) <= 1


@given(PEOPLE)
def test_who_may_do_something_is_offered_something(person: Person) -> None:
    """However high the levels have become: a walk that is too long for the minutes chosen is made shorter."""
    may = [n for n in PLANNED if safety.top_level(person, CATALOG.exercises[n])]
    items = plan.today(person, CATALOG, DAY + timedelta(100))
    assert bool(items) == bool(may)
    if "walking" in may:
        assert names(items)[0] == "walking"


@pytest.mark.parametrize("condition", CONDITIONS)
def test_modified_never_goes_above_level_two(condition: str) -> None:
    person = replace(
        practised(NEW, DAY + timedelta(40)),
        conditions=(condition,),
        cleared=True,
        levels=tuple((n, 6) for n in PLANNED),
    )
    for item in plan.today(person, CATALOG, DAY + timedelta(40)):
        if CATALOG.exercises[item.exercise].clearance[condition] == "modified":  # type: ignore[index]  # a Condition
            assert item.level <= 2


@pytest.mark.parametrize("condition", ["surgery", "told_not"])
def test_nothing_allowed_is_an_empty_session(condition: str) -> None:
    for day in (0, 20):
        person = replace(practised(NEW, DAY + timedelta(day)), conditions=(condition,))
        assert plan.today(person, CATALOG, DAY + timedelta(day)) == ()
        assert plan.today(person, CATALOG, DAY + timedelta(day), short=True) == ()


def test_after_surgery_a_yes_allows_the_walk_and_no_more() -> None:
    person = replace(practised(NEW, DAY + timedelta(30)), conditions=("surgery",), cleared=True)
    assert names(plan.today(person, CATALOG, DAY + timedelta(30))) == ["walking"]


def test_who_cannot_get_to_the_floor_never_gets_a_floor_exercise() -> None:
    for day in range(60):
        person = replace(practised(NEW, DAY + timedelta(day)), conditions=("floor",))
        assert not {"bird_dog", "knee_to_chest"} & set(names(plan.today(person, CATALOG, DAY + timedelta(day))))


def test_swimming_and_the_inversion_table_are_never_planned() -> None:
    assert not {"swimming", "inversion"} & set(PLANNED)
    for day in range(60):
        assert set(names(plan.today(practised(NEW, DAY + timedelta(day)), CATALOG, DAY + timedelta(day)))) <= set(
            PLANNED
        )


@pytest.mark.parametrize("minutes", [5, 10, 15])
def test_what_does_most_is_always_there_and_the_others_take_turns(minutes: int) -> None:
    """A session every other day: the one done longest ago comes next, so that none waits for a fortnight."""
    person, last = practised(replace(NEW, minutes=minutes), DAY + timedelta(20)), dict.fromkeys(PLANNED, 20)
    for day in range(20, 60, 2):
        at = NOW + timedelta(day)
        items = names(plan.today(person, CATALOG, person.day(at)))
        assert any(CATALOG.exercises[each].core for each in items[1:]), "what does most never falls out"
        person = person.after_all([f.ExerciseDone(each, 1, "green", 30, full=True) for each in items], at)
        last |= dict.fromkeys(items, day)
        assert max(day - each for each in last.values()) < 14


# --- exercise days and walk days (rules B11x) ------------------------------------------------------------------------


def walked(minutes: int, *did: str) -> Person:
    """Somebody whose walk has come to so many minutes, and what they did on each of the last days, "" for nothing."""
    walk = 1 + [level.minutes for level in CATALOG.exercises["walking"].levels].index(minutes)
    person = replace(practised(NEW, DAY + timedelta(20)), levels=(("walking", walk),))
    for ago, name in zip(range(len(did), 0, -1), did, strict=True):
        if name:
            done = f.ExerciseDone(name, 1, "green", 60, True)
            person = person.after(done, NOW + timedelta(days=20 - ago))
    return person


@pytest.mark.parametrize(
    ("minutes", "did", "walks"),
    [
        (3, (), False),
        (3, ("wall_sit",) * 3, False),  # the walk is all of a warm-up: it grows on exercise days too
        (3, ("wall_sit",) * 4, True),  # four exercise days in seven
        (3, ("wall_sit",) * 4 + ("",) * 3, False),  # ... no more
        (8, ("wall_sit",), False),
        (8, ("wall_sit", "bird_dog"), True),  # two one after the other, and the walk needs a day of its own
        (8, ("wall_sit", "wall_sit", "walking"), False),
        (8, ("wall_sit", "", "bird_dog"), True),
    ],
)
def test_which_days_are_for_walking(minutes: int, did: tuple[str, ...], walks: bool) -> None:
    person, day = walked(minutes, *did), DAY + timedelta(20)
    assert plan.walk_day(person, CATALOG, day) == walks
    core = [each for each in names(plan.today(person, CATALOG, day)) if CATALOG.exercises[each].core]
    assert (core == ["walking"]) == walks


@pytest.mark.parametrize(
    ("step", "chosen", "warm_up", "walk"), [(2, 5, 2, 2), (8, 5, 2, 5), (8, 10, 3, 8), (30, 10, 3, 10), (30, 15, 5, 14)]
)
def test_the_walk_has_its_share_of_the_minutes(step: int, chosen: int, warm_up: int, walk: int) -> None:
    """min(step, 5, max(2, minutes // 3)) before exercises; min(step, minutes) on a walk day (as its levels go)."""
    day = DAY + timedelta(20)
    for did, minutes in ((("",), warm_up), (("wall_sit",) * 4, walk)):
        person = replace(walked(step, *did), minutes=chosen)
        first = plan.today(person, CATALOG, day)[0]
        assert first.dose(CATALOG).minutes == minutes
        assert plan.full(first, person, CATALOG, day) == (minutes >= min(step, walk))


@pytest.mark.parametrize(("step", "minutes"), [(2, 2), (5, 2), (8, 4), (30, 5)])
def test_in_a_pause_only_a_short_walk_is_left(step: int, minutes: int) -> None:
    """2-5 minutes, at most half of the present step (rules B5x, PAUSE)."""
    person = walked(step).after(f.PlanPaused("two_red"), NOW)
    items = plan.today(person, CATALOG, DAY + timedelta(20))
    assert [(each.exercise, each.dose(CATALOG).minutes) for each in items] == [("walking", minutes)]


@pytest.mark.parametrize(("light", "left"), [("hold", True), ("red", False), ("amber", False)])
def test_what_did_not_hurt_itself_is_not_kept_from_the_walk_in_a_pause(light: f.Light, left: bool) -> None:
    """A sore morning takes away what hurt; the walk beside it is what the advice names as fine (rules B5x, PAUSE)."""
    at = NOW + timedelta(days=1)
    done = (f.SessionStarted(("walking", "wall_sit"), 2), f.ExerciseDone("walking", 3, light, 240, False))
    person = walked(5).after_all((*done, f.ExerciseDone("wall_sit", 1, "red", 15, True)), NOW)
    person = person.after_all((f.MorningTold(False, 6, person.day(NOW)), f.PlanPaused("red_sore", 2)), at)
    person = replace(person, rested=())
    assert bool(plan.paused(person, CATALOG, person.day(at))) == left


@pytest.mark.parametrize(("level", "gentler"), [(1, 1), (2, 1), (3, 2), (6, 5)])
def test_with_pain_of_five_or_six_everything_is_one_level_down(level: int, gentler: int) -> None:
    assert plan.easier((Item("wall_sit", level), Item("walking", level))) == (
        Item("wall_sit", gentler),
        Item("walking", gentler),
    )


def test_with_strong_pain_only_a_walk_of_two_minutes_is_left() -> None:
    walk = plan.gentle(NEW, CATALOG)
    assert walk
    assert walk.exercise == "walking"
    assert 2 <= CATALOG.exercises["walking"].level(walk.level).minutes <= 5


def test_walking_grows_by_one_minute_then_by_two_up_to_thirty(catalog: Catalog) -> None:
    """Rules B11: +1 below ten minutes, +2 from then on, ceiling 30."""
    steps = [level.minutes for level in catalog.exercises["walking"].levels]
    assert steps == [*range(2, 10), *range(10, 31, 2)]
