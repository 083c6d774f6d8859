"""What is in and out, minutes, an order and doses of their own (FEATURES A9, B15, B16, I11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from content.load import load
from content.model import Catalog
from handlers import facts as f
from handlers.judgement import NOTHING, Standing
from handlers.person import Person
from handlers.rules import own_ways, plan, safety
from handlers.session import Item
from handlers.topics.exercises import Exercises
from handlers.topics.own_words import MinutesForToday
from tests.fakes.shared.talking import KNOWN, NOW, at_home

TODAY = NOW.date()
CATALOG = load()
ALL_IN = replace(KNOWN, minutes=30, levels=(("bird_dog", 2), ("wall_sit", 2)), judged=replace(NOTHING, joined=5))
EARNED = replace(ALL_IN, judged=ALL_IN.judged.with_standing(Standing("wall_sit", credits=1)))


# --- seconds, repeats, rests --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "person", "fact"),
    [
        ("set wall sit to 8 seconds", ALL_IN, f.DoseSet("wall_sit", hold=8, level=2)),
        ("2 repeats of the wall sit", ALL_IN, f.DoseSet("wall_sit", reps=2, level=2)),
        ("rest 60 seconds between wall sits", ALL_IN, f.DoseSet("wall_sit", rest=60, level=2)),
        ("wall sit 10 seconds", ALL_IN, f.DoseSet("wall_sit", level=2)),  # the level's own is no choice
        ("set wall sit to 12 seconds", EARNED, f.DoseSet("wall_sit", hold=12, level=2, raised=True)),
        ("set wall sit to 15 seconds", EARNED, f.DoseSet("wall_sit", hold=15, level=2, raised=True)),
    ],
)
def test_a_dose_within_the_limits_is_taken(catalog: Catalog, text: str, person: Person, fact: f.Fact) -> None:
    one = at_home(catalog, person)
    one.hear(text)
    assert one.facts == [fact]


@pytest.mark.parametrize(
    ("text", "person", "limits"),
    [
        ("set wall sit to 0 seconds", ALL_IN, "2 to 10 seconds"),
        ("wall sit 9999 seconds", ALL_IN, "2 to 10 seconds"),
        ("wall sit -5 seconds", ALL_IN, "2 to 10 seconds"),
        ("wall sit 1 second", ALL_IN, "2 to 10 seconds"),
        ("set wall sit to 12 seconds", ALL_IN, "Not more yet"),
        ("set wall sit to 16 seconds", EARNED, "2 to 15 seconds"),
        ("wall sit 0 repeats", ALL_IN, "1 to 3 repeats"),
        ("wall sit 40 repeats", ALL_IN, "1 to 3 repeats"),
        ("rest 0 seconds between wall sits", ALL_IN, "5 to 120 seconds of rest"),
        ("rest 500 seconds between wall sits", ALL_IN, "5 to 120 seconds of rest"),
        ("walk 90 seconds", ALL_IN, "can't set that"),
        ("4 repeats", ALL_IN, "Which exercise?"),
    ],
)
def test_beyond_them_it_is_refused_and_the_limits_are_told(
    catalog: Catalog, text: str, person: Person, limits: str
) -> None:
    one = at_home(catalog, person)
    assert limits in "\n".join(one.hear(text))
    assert not one.facts


def at(person: Person, *facts: f.Fact) -> Person:
    return person.after_all(facts, NOW)


@pytest.mark.parametrize(
    "person",
    [
        at(EARNED, f.FlareBegan(TODAY)),
        at(EARNED, f.PlanPaused("two_red")),
        at(EARNED, f.RedUnnamed()),
        at(EARNED, f.Held("urgent", ("cough",))),
        replace(EARNED, judged=replace(EARNED.judged, risen=TODAY)),
        replace(EARNED, conditions=("knee",)),
    ],
    ids=["flare", "pause", "red", "held", "risen", "matrix"],
)
def test_more_than_the_level_has_is_open_only_where_a_rise_is(person: Person) -> None:
    exercise = CATALOG.exercises["wall_sit"]
    level = min(2, safety.top_level(person, exercise))
    found = own_ways.limits("hold", level, person, exercise, NOW)
    assert found.most == exercise.level(level).hold


def test_more_is_the_days_one_rise_and_raises_no_level() -> None:
    person = at(EARNED, f.DoseSet("wall_sit", hold=12, level=2, raised=True))
    assert person.judged.risen == TODAY
    assert person.level("wall_sit") == 2
    assert person.judged.of("wall_sit").credits == 1


@pytest.mark.parametrize(
    ("dose", "level", "hold"),
    [
        (f.DoseSet("wall_sit", hold=12, level=2), 2, 12),
        (f.DoseSet("wall_sit", hold=12, level=2), 1, 5),  # it does not outlive a fall
        (f.DoseSet("wall_sit", hold=4, level=2), 1, 4),
        (f.DoseSet("wall_sit", hold=12, level=2), 3, 12),
    ],
)
def test_a_dose_is_done_at_the_level_it_was_chosen_at(dose: f.DoseSet, level: int, hold: int) -> None:
    person = at(replace(ALL_IN, levels=(("wall_sit", level),)), dose)
    assert own_ways.dosed(Item("wall_sit", level), person, CATALOG).dose(CATALOG).hold == hold


def test_in_a_flare_it_is_no_more_than_the_level_has() -> None:
    person = at(EARNED, f.DoseSet("wall_sit", hold=12, level=2, raised=True), f.FlareBegan(TODAY))
    assert own_ways.dosed(Item("wall_sit", 2), person, CATALOG).dose(CATALOG).hold == 10


@pytest.mark.parametrize(
    ("dose", "full"),
    [
        (f.DoseSet("wall_sit", hold=9, level=2), False),
        (f.DoseSet("wall_sit", reps=2, level=2), False),
        (f.DoseSet("wall_sit", hold=12, level=2), True),
        (f.DoseSet("wall_sit", hold=12, reps=2, level=2), False),
        (f.DoseSet("wall_sit", rest=90, level=2), True),
    ],
)
def test_less_than_the_level_is_not_the_full_dose(dose: f.DoseSet, full: bool) -> None:
    person = at(ALL_IN, dose)
    item = own_ways.dosed(Item("wall_sit", 2), person, CATALOG)
    assert plan.full(item, person, CATALOG, TODAY) is full


DOSES = st.builds(
    f.DoseSet,
    st.sampled_from([each.id for each in plan.taken_up(CATALOG)]),
    reps=st.integers(0, 30),
    hold=st.integers(0, 60),
    rest=st.integers(0, 120),
    level=st.integers(1, 6),
)


@given(st.lists(DOSES, max_size=4), st.sampled_from([3, 5, 10, 20, 30]), st.integers(1, 6))
def test_with_any_doses_a_session_fits_the_minutes(doses: list[f.DoseSet], minutes: int, level: int) -> None:
    levels = tuple(sorted((each.id, level) for each in plan.taken_up(CATALOG) if each.kind == "hold"))
    person = at(replace(ALL_IN, minutes=minutes, levels=levels), *doses)
    items = plan.today(person, CATALOG, TODAY)
    assert plan.length(items, CATALOG, person) <= minutes * 60


# --- the order ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("bird dog first", ["walking", "bird_dog", "wall_sit", "over_door", "knee_to_chest"]),
        ("wall sit last", ["walking", "over_door", "bird_dog", "knee_to_chest", "wall_sit"]),
        ("knee hug, bird dog, wall sit in this order",
         ["walking", "knee_to_chest", "bird_dog", "wall_sit", "over_door"]),
    ],
)  # fmt: skip
def test_their_order_holds_behind_the_warm_up(catalog: Catalog, text: str, order: list[str]) -> None:
    one = at_home(catalog, ALL_IN)
    one.hear(text)
    items = plan.today(one.person, catalog, TODAY)
    assert [item.exercise for item in items] == order
    assert sorted(items, key=str) == sorted(plan.today(ALL_IN, catalog, TODAY), key=str)


def test_the_warm_up_stays_first_and_that_is_said(catalog: Catalog) -> None:
    one = at_home(catalog, ALL_IN)
    assert "First comes walking" in "\n".join(one.hear("walking last"))
    assert not one.facts


def test_our_order_and_doses_come_back(catalog: Catalog) -> None:
    one = at_home(catalog, ALL_IN)
    one.hear("bird dog first", "wall sit 8 seconds", "/plan", "usual order")
    assert (one.person.order, one.person.doses) == ((), ())


# --- what is in and out ---------------------------------------------------------------------------------------------


LISTED = [
    (ALL_IN, "Wall sit: 3 times 10 s. Next 3 times 15 s, after 3 more good days."),
    (at(ALL_IN, f.ExerciseExcluded("wall_sit")), "Wall sit: out, because you left it out"),
    (at(ALL_IN, f.TakenOut("wall_sit", TODAY + timedelta(days=14))), "Wall sit: out until Monday, 16 March, because"),
    (at(ALL_IN, f.TakenOut("wall_sit", TODAY)), "Wall sit: out because it hurt; can be tried again"),
    (at(ALL_IN, f.TakenOut("wall_sit", TODAY, asked_for=True)), "Wall sit: out because it hurt twice; back only if"),
    (replace(ALL_IN, rested=("wall_sit",), rested_on=TODAY), "Wall sit: rests today"),
    (replace(ALL_IN, conditions=("surgery",)), "Wall sit: not for now"),
    (replace(ALL_IN, judged=NOTHING), "Bird dog: joins after 3 more good days"),
    (at(ALL_IN, f.DoseSet("wall_sit", hold=8, level=2)), "Wall sit: as you chose, 3 times 8 s, rest 30 s. Less"),
]


@pytest.mark.parametrize(("person", "line"), LISTED, ids=[line for _, line in LISTED])
def test_the_list_says_what_is_in_and_out_and_why(catalog: Catalog, person: Person, line: str) -> None:
    for way in ("/plan", "more"):
        one = at_home(catalog, person)
        one.hear(way)
        said = one.hear("plan") if way == "more" else one.said
        assert one.where() is Exercises
        assert f"- {line}" in "\n".join(said)


@pytest.mark.parametrize("words", ["bring back: wall sit", "put the wall sit back"])
@pytest.mark.parametrize(
    ("facts", "back", "said"),
    [
        ((f.ExerciseExcluded("wall_sit"),), [f.ExerciseIncluded("wall_sit")], "Back in"),
        ((f.TakenOut("wall_sit", TODAY + timedelta(days=3)),), [], "it rests until Thursday, 5 March"),
        ((f.TakenOut("wall_sit", TODAY),), [f.BroughtBack("wall_sit")], "Back in"),
        ((f.TakenOut("wall_sit", TODAY, asked_for=True),), [f.BroughtBack("wall_sit")], "Back in"),
        ((f.TakenOut("wall_sit", TODAY + timedelta(days=3)), f.ExerciseExcluded("wall_sit")),
         [f.ExerciseIncluded("wall_sit")], "it rests until"),
    ],
)  # fmt: skip
def test_one_comes_back_when_the_rules_allow_it(
    catalog: Catalog, words: str, facts: tuple[f.Fact, ...], back: list[f.Fact], said: str
) -> None:
    one = at_home(catalog, at(ALL_IN, *facts))
    heard = "\n".join(one.hear("/plan", words))
    assert said in heard
    assert one.facts == back


# --- minutes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "taken"), [(2, False), (3, True), (7, True), (20, True), (30, True), (45, False)])
def test_minutes_a_day_from_3_to_30(catalog: Catalog, minutes: int, taken: bool) -> None:
    one = at_home(catalog, ALL_IN)
    said = "\n".join(one.hear(f"{minutes} minutes a day from now on"))
    assert one.facts == ([f.MinutesChosen(minutes)] if taken else [])
    assert ("from 3 to 30" in said) is not taken


def test_the_buttons_are_5_10_15_and_20() -> None:
    world = at_home(CATALOG, ALL_IN).world()
    assert MinutesForToday().ask(world).choices == ("min_5", "min_10", "min_15", "min_20", "back")


def test_what_has_no_room_is_said(catalog: Catalog) -> None:
    one = at_home(catalog, ALL_IN)
    assert "no room for" in "\n".join(one.hear("5 minutes a day from now on"))
    assert "no room" not in "\n".join(one.hear("30 minutes a day from now on"))
