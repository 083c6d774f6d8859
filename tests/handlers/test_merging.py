"""Two become one: whoever could not exercise before cannot after, whatever was known of either."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from bot.engine.merge import history
from bot.store.queries import FactRow
from content.load import load
from handlers import dialog as talk, facts as f, merging, saved, whereabouts
from handlers.dialog import Dialog
from handlers.events import Said
from handlers.merging import OneOfTwo
from handlers.moves import Part, State
from handlers.person import Person
from handlers.rules import plan, safety
from handlers.topics import doctor, home, learn, linking, screening, welcome
from handlers.world import World

CATALOG = load()
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CONDITIONS = sorted({q.condition for q in safety.questions(CATALOG) if q.condition})
LEVELS = [f.LevelSet(name, level) for name in CATALOG.exercises for level in (1, 2, 3)]
READY: list[f.Fact] = [f.AgeTold(True), f.Consented(welcome.CONSENT), f.Screened("go"), f.MinutesChosen(10)]
HAPPENED: list[f.Fact] = [
    *READY,
    f.AgeTold(False),
    f.ConsentRefused(),
    f.Answered("nerves", "none"),
    f.Answered("nerves", "one"),
    *(f.Screened("clearance", (condition,)) for condition in CONDITIONS),
    f.Held("emergency", ("numb_saddle",)),
    f.Held("urgent", ("cough", "one_leg")),
    f.Released("seen"),
    f.Released("answers"),
    f.Cleared(),
    f.DangerSaid("body"),
    f.SignsCleared(),
    f.PainRated("now", 7),
    f.SessionStarted(("walking",)),
    f.SessionFinished(("walking",), (), 120, True),
    f.ExercisesOff(date(2026, 3, 1), "worse"),
    f.ExercisesOff(date(2026, 3, 2), "leg"),
    f.HurtDuring("wall_sit", "back"),
    f.ZoneSet("Asia/Tokyo"),
    f.ZoneSet("America/Los_Angeles"),
    f.NudgesStopped(),
    *LEVELS[:6],
]
STATES: list[State | None] = [
    None,
    home.Home(),
    learn.Learning(),
    doctor.OnHold(),
    doctor.BeenSeen(("cough",)),
    doctor.CheckingSigns("signs"),
    doctor.InCrisis(),
    screening.Screening("danger"),
    screening.AskingClearance(),
    welcome.Hello(),
    welcome.Declined(),
    welcome.AskingConsent(),
]


@st.composite
def lives(draw: st.DrawFn) -> list[tuple[datetime, f.Fact]]:
    """Some facts of the last weeks, in their order; many have been through the welcome."""
    told = [*(READY if draw(st.booleans()) else ()), *draw(st.lists(st.sampled_from(HAPPENED), max_size=8))]
    hours = sorted((draw(st.integers(0, 24 * 40)) for _ in told), reverse=True)
    return [(NOW - timedelta(hours=back), fact) for back, fact in zip(hours, told, strict=True)]


def fold(life: list[tuple[datetime, f.Fact]]) -> Person:
    person = Person()
    for at, fact in life:
        person = person.after(fact, at)
    return person


def side(life: list[tuple[datetime, f.Fact]], state: State | None, under: State | None) -> OneOfTwo:
    person = fold(life)
    asked = [fact for _, fact in life if isinstance(fact, f.Consented | f.ConsentRefused)]
    here = state or whereabouts.home_of(World(NOW, CATALOG, person))
    return OneOfTwo(person, Dialog(here, 3, 3, under=under), bool(asked) and isinstance(asked[-1], f.ConsentRefused))


def one_of(issuer: OneOfTwo, other: OneOfTwo, lives_: list[list[tuple[datetime, f.Fact]]]) -> tuple[Person, Dialog]:
    """Who they are, as the facts tell it, and where the talk goes on."""
    kept = [
        [FactRow(str(n), turn, 0, at, *saved.dump_fact(fact)) for turn, (at, fact) in enumerate(life)]
        for n, life in enumerate(lives_)
    ]
    merged = history("0", *kept)
    assert [each.at for each in merged] == sorted(each.at for each in merged)
    person = fold([(each.at, saved.load_fact(each.kind, each.data)) for each in merged])
    person = person.after(merging.linked(issuer, other, ("discord", "telegram"), NOW), NOW)
    for fact in list(merging.settled(issuer.person, other.person, person)):
        person = person.after(fact, NOW)
    return person, merging.joined(issuer, other, World(NOW, CATALOG, person, here="discord")).dialog


def careful(state: State) -> bool:
    return state.part in (Part.CRISIS, Part.DANGER, Part.HOLD)


def closed(person: Person, state: State, *, declined: bool = False) -> bool:
    """Whether there is no exercise for them now. Somebody who was never asked anything is not closed, but new."""
    barred = declined or person.held or person.signs or person.adult is False or person.is_off(NOW)
    return bool(careful(state) or barred or (person.consent and safety.rescreen(person, NOW)))


@settings(max_examples=250, deadline=None)
@given(lives(), lives(), st.sampled_from(STATES), st.sampled_from(STATES), st.sampled_from((None, doctor.OnHold())))
def test_safety_is_never_loosened(
    one: list[tuple[datetime, f.Fact]],
    two: list[tuple[datetime, f.Fact]],
    here: State | None,
    there: State | None,
    under: State | None,
) -> None:
    sides = side(one, here, None), side(two, there, under)
    person, dialog = one_of(*sides, [one, two])
    was_closed = [closed(each.person, state, declined=each.declined) for each in sides for state in each.states]
    if any(was_closed):
        declined = any(each.declined for each in sides)
        assert closed(person, dialog.state, declined=declined and not person.consent), (person, dialog)
        leads = talk.advance(dialog, Said("session"), World(NOW, CATALOG, person))
        assert not any(isinstance(fact, f.SessionStarted) for fact in leads.facts)
    for state in (state for each in sides for state in each.states):
        if isinstance(state, doctor.InCrisis):
            assert isinstance(dialog.state, doctor.InCrisis)
    begun = [each.person for each in sides if each.person.screened]
    for exercise in CATALOG.exercises.values():
        most = min((safety.top_level(known, exercise) for known in begun), default=99)
        assert not person.screened or safety.top_level(person, exercise) <= most
        if any(exercise.id in known.rests_today(NOW) for known in begun):
            assert exercise.id in person.rests_today(NOW)
        levels = [known.level(exercise.id) for each in sides if (known := each.person).level(exercise.id)]
        assert person.level(exercise.id) == min((level for level in levels if level), default=None)
    if person.screened and not closed(person, dialog.state):
        assert isinstance(plan.today(person, CATALOG, person.day(NOW)), tuple | list)


@settings(max_examples=100, deadline=None)
@given(lives())
def test_somebody_new_changes_nothing_for_safety(life: list[tuple[datetime, f.Fact]]) -> None:
    known, new = side(life, None, None), OneOfTwo(Person(), talk.NEW)
    person, dialog = one_of(known, new, [life, []])
    lists = None if safety.rescreen(known.person, NOW) else known.person.screened
    assert (person.held, person.signs, person.adult) == (known.person.held, known.person.signs, known.person.adult)
    assert (person.screened, person.conditions) == (lists, known.person.conditions)
    assert person.consent == known.person.consent
    if isinstance(known.dialog.state, home.Home) and lists:
        assert isinstance(dialog.state, home.Home)


def test_of_two_talks_the_one_about_danger_goes_on() -> None:
    well = fold([(NOW, fact) for fact in READY])
    for state, wanted in (
        (doctor.InCrisis(True), doctor.InCrisis),
        (doctor.TellingWhat(), doctor.OnHold),
        (doctor.CheckingSigns("leg", "danger"), doctor.CheckingSigns),
    ):
        for sides in (
            (OneOfTwo(well, Dialog(home.Home(), 9, 9)), OneOfTwo(Person(), Dialog(state, 4, 4))),
            (
                OneOfTwo(Person(), Dialog(learn.Learning(), 4, 4, under=state)),
                OneOfTwo(well, Dialog(home.Home(), 9, 9)),
            ),
        ):
            fact = merging.linked(*sides, ("discord", "telegram"), NOW)
            person = well.after(fact, NOW)
            turn = merging.joined(*sides, World(NOW, CATALOG, person, here="discord"))
            assert isinstance(turn.dialog.state, wanted)
            assert (turn.dialog.turn, turn.dialog.asked) == (10, 10)
            assert turn.says[0].key == "note.linked"
            assert bool(person.held) == (wanted is doctor.OnHold)
            assert bool(person.signs) == (wanted is doctor.CheckingSigns)


@pytest.mark.parametrize("swapped", [False, True])
def test_a_day_without_exercise_and_a_no_hold_for_both(swapped: bool) -> None:
    well = fold([(NOW - timedelta(days=1), fact) for fact in (*READY, f.ZoneSet("Asia/Tokyo"))])
    off = well.after(f.ExercisesOff(well.day(NOW), "worse"), NOW).after(f.SignsCleared(), NOW)
    for tired, declined in ((off, False), (replace(well, consent=0), True)):
        one, two = OneOfTwo(well, talk.NEW), OneOfTwo(tired, talk.NEW, declined)
        sides = (two, one) if swapped else (one, two)
        fact = merging.linked(*sides, ("discord", "telegram"), NOW)
        assert Person().after(fact, NOW).is_off(NOW) == (not declined)
        assert bool(fact.consent) == (not declined)


def test_different_answers_are_asked_for_again() -> None:
    """Two of the answers together may mean more than each alone."""
    well = fold([(NOW, fact) for fact in READY])
    other = replace(well, conditions=("bones",), cleared=True)
    fact = merging.linked(OneOfTwo(well, talk.NEW), OneOfTwo(other, talk.NEW), ("discord", "telegram"), NOW)
    assert fact.screened is None
    assert fact.conditions == ("bones",)


@pytest.mark.parametrize("given_", [True, False])
def test_a_talk_before_consent_goes_on_where_it_was(given_: bool) -> None:
    asking = OneOfTwo(Person(adult=True), Dialog(welcome.AskingConsent(), 3, 3))
    sides = (asking, OneOfTwo(Person(), talk.NEW)) if given_ else (OneOfTwo(Person(), talk.NEW), asking)
    person = Person().after(merging.linked(*sides, ("discord", "telegram"), NOW), NOW)
    turn = merging.joined(*sides, World(NOW, CATALOG, person, here="discord"))
    assert turn.dialog.state == welcome.AskingConsent()


def test_the_more_settled_plan_of_nudges_stays_and_no_date_comes_twice() -> None:
    told: list[f.Fact] = [f.ZoneSet("Europe/Berlin"), f.NudgesSet("07:45", (0, 2)), f.NudgesPaused(date(2026, 3, 9))]
    ann = fold([(NOW, fact) for fact in (*READY, *told)])
    theirs: list[f.Fact] = [f.ZoneSet("Asia/Tokyo"), f.NudgesSet("21:00", (1,)), f.Nudged(NOW.date())]
    bob, both = fold([(NOW, fact) for fact in (*READY, *theirs)]), ann
    for fact in theirs:
        both = both.after(fact, NOW)
    for fact in list(merging.settled(ann, bob, both)):
        both = both.after(fact, NOW)
    assert both.nudges is not None
    assert (both.zone, both.nudges.zone, both.nudges.at, both.nudges.days) == ("Europe/Berlin",) * 2 + ("07:45", (0, 2))
    assert (both.nudges.paused_until, both.nudges.last) == (date(2026, 3, 9), NOW.date())
    assert linking.asks_where(replace(both, linked=("a", "b")))
