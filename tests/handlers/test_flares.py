"""A flare-up, row by row of rules B6x: when it opens, how much is done on which day, when it is over, what is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from content.load import load
from content.model import Catalog
from handlers import facts as f
from handlers.dialog import Dialog
from handlers.judgement import Flare, Judgement, Pause, Standing
from handlers.person import Past, Person
from handlers.rules import flares, plan, progression
from handlers.session import Item
from handlers.topics.advising import AskingLimits
from handlers.topics.flare import BadDay, OneOfThose, RatingBadDay
from handlers.topics.home import Home
from handlers.topics.morning import MorningAfter
from handlers.topics.session.ready import Ready
from handlers.topics.session.start import OfferingWalk, RatingBefore
from tests.fakes.shared.talking import KNOWN, NOW, Talk, at_home

DAY = NOW.date()  # the first day of the flare-up, where there is one
NAMES = ("walking", "wall_sit", "bird_dog")


def at(n: int) -> datetime:
    """That day, counted from DAY, at the same hour."""
    return NOW + timedelta(days=n)


def day(n: int) -> date:
    return DAY + timedelta(days=n)


def told(person: Person, numbers: Sequence[tuple[int, int]]) -> Person:
    """The same person with these numbers told, each on its day."""
    for n, score in numbers:
        person = person.after(f.PainRated("now", score), at(n))
    return person


BEFORE = told(KNOWN, [(n, 3) for n in range(-7, 0)])  # a week at 3: what is usual


def flaring(*numbers: tuple[int, int], ended: int | None = None, usual: float | None = 3.0, why: str = "") -> Person:
    """Somebody with a flare-up since DAY and these numbers since then."""
    person = told(BEFORE, numbers)
    flare = Flare(DAY, usual, None if ended is None else day(ended), why or ("settled" if ended is not None else ""))  # type: ignore[arg-type]
    return replace(person, judged=replace(person.judged, flare=flare))


def levels(person: Person, level: int = 3) -> Person:
    return replace(person, levels=tuple((name, level) for name in sorted(NAMES)), minutes=15)


# --- opens ----------------------------------------------------------------------------------------------------------

OPENS = [  # the usual, numbers by day (the latest is today's), asked, the first day where it opens by itself
    (3, {0: 4}, False, None),
    (3, {0: 5}, True, None),
    (1, {0: 3}, False, None),  # two above, and still below 4
    (1, {0: 4}, True, None),
    (0, {0: 3}, False, None),
    (3, {0: 7}, True, None),
    (3, {0: 8}, False, None),  # severe pain goes first
    (3, {0: 5, 1: 5}, False, 0),
    (3, {0: 5, 2: 6}, False, 0),
    (3, {0: 5, 3: 6}, True, None),  # too far apart
    (3, {0: 5, 1: 3, 2: 6}, True, None),  # a lower day between
    (3, {0: 9, 1: 9}, False, 0),
]


@pytest.mark.parametrize(("usual", "numbers", "asked", "first"), OPENS)
def test_when_it_opens(catalog: Catalog, usual: int, numbers: dict[int, int], asked: bool, first: int | None) -> None:
    person = told(told(KNOWN, [(n, usual) for n in range(-7, 0)]), [*numbers.items()])
    now = at(max(numbers))
    if first is None:
        assert flares.asks(person, now) is asked
    found = flares.worked_out(person, catalog, now)
    assert found == (() if first is None else (f.FlareBegan(day(first), usual * 10),))
    assert flares.concerns(person, catalog, now) is (asked or first is not None)


def test_without_a_usual_number_no_number_opens_it(catalog: Catalog) -> None:
    person = told(KNOWN, [(0, 7), (1, 7)])
    assert person.diary.usual(day(1)) is None
    assert not flares.asks(person, at(1))
    assert not flares.worked_out(person, catalog, at(1))


@pytest.mark.parametrize("first", ["hold", "pause"])
def test_a_hold_and_a_pause_go_first(catalog: Catalog, first: str) -> None:
    def stopped(person: Person) -> Person:
        if first == "hold":
            return replace(person, held="urgent")
        return replace(person, judged=replace(person.judged, pause=Pause("two_red", NOW)))

    high = told(BEFORE, [(0, 6), (1, 6)])
    assert flares.worked_out(high, catalog, at(1))
    assert not flares.worked_out(stopped(high), catalog, at(1))
    assert flares.asks(told(BEFORE, [(0, 6)]), at(0))
    assert not flares.asks(stopped(told(BEFORE, [(0, 6)])), at(0))
    assert flares.worked_out(stopped(flaring((0, 6))), catalog, at(1)) == (f.FlareEnded("paused"),)


def test_old_numbers_open_nothing_now(catalog: Catalog) -> None:
    high = told(BEFORE, [(0, 6), (1, 6)])
    assert flares.worked_out(high, catalog, at(3))
    assert not flares.worked_out(high, catalog, at(4))


@pytest.mark.parametrize(("later", "same"), [(1, True), (7, True), (8, False)])
def test_again_within_a_week_it_is_the_same_and_its_days_count_on(later: int, same: bool) -> None:
    person = told(flaring(ended=4), [(4 + later, 7)])
    fact = flares.began(person, day(4 + later), day(4 + later))
    assert (fact.day == DAY) is same
    again = person.after(fact, at(4 + later)).judged.flare
    assert again
    assert again.ended is None
    assert flares.number(again, day(4 + later)) == (4 + later if same else 0)
    if same:
        assert again.usual == 3.0


# --- how much is done -----------------------------------------------------------------------------------------------

DOSES = [  # day number, numbers by day, how much
    (0, {0: 6}, "half"),
    (1, {0: 6}, "half"),
    (2, {2: 3}, "half"),
    (3, {3: 3}, "most"),
    (4, {0: 6}, "most"),
    (5, {5: 4}, "full"),
    (5, {3: 4}, "full"),
    (5, {2: 4}, "most"),  # too old to say how it is now
    (5, {5: 5}, "most"),
    (5, {}, "most"),
    (9, {8: 4}, "full"),
    (9, {8: 5}, "most"),
]


@pytest.mark.parametrize(("n", "numbers", "how"), DOSES)
def test_the_dose_of_each_day(n: int, numbers: dict[int, int], how: str) -> None:
    person = flaring(*numbers.items())
    assert flares.dose(person, day(n)) == how


def test_before_it_and_after_its_last_day_all_is_done() -> None:
    over = flaring((0, 6), (3, 3), (4, 3), ended=4)
    assert [flares.dose(over, day(n)) for n in (-1, 3, 4, 5)] == ["full", "most", "most", "full"]
    unknown = flaring((0, 6), ended=10, why="unknown")
    assert [flares.dose(unknown, day(n)) for n in (10, 11, 30)] == ["most"] * 3
    assert flares.dose(told(unknown, [(12, 3)]), day(12)) == "full"


LESS = [  # exercise, level, what a level has, half, three quarters
    ("walking", 1, 2, 2, 2),
    ("walking", 2, 3, 2, 2),
    ("walking", 4, 5, 2, 3),
    ("wall_sit", 1, 3, 2, 3),
    ("wall_sit", 5, 5, 3, 4),
]


@pytest.mark.parametrize(("name", "level", "whole", "half", "most"), LESS)
def test_what_half_and_three_quarters_are(
    catalog: Catalog, name: str, level: int, whole: int, half: int, most: int
) -> None:
    item, kind = Item(name, level), catalog.exercises[name].kind
    for n, wanted in ((-1, whole), (0, half), (3, most)):
        less = flares.less(item, flaring((0, 6)), catalog, day(n))
        dose = less.dose(catalog)
        assert (dose.minutes if kind == "minutes" else dose.reps) == wanted
        assert dose.hold == item.dose(catalog).hold
        assert less.level == level
        assert flares.less(less, flaring((0, 6)), catalog, day(n)) == less  # not twice


def test_a_walk_is_five_minutes_at_most_and_may_be_taken_three_times(catalog: Catalog) -> None:
    top = len(catalog.exercises["walking"].levels)
    for n in (0, 1, 2):
        assert flares.less(Item("walking", top), flaring((0, 6)), catalog, day(n)).minutes == flares.WALK_MOST
        person = flaring((0, 6))
        for taken in (0, 1, 2, 3):
            assert flares.walks_left(person, day(n)) == flares.WALKS - taken
            person = replace(person, past=(*person.past, Past(day(n), 120, 1)))
    assert flares.less(Item("walking", top), flaring((0, 6)), catalog, day(3)).minutes > flares.WALK_MOST
    assert flares.walks_left(flaring((0, 6)), day(3)) == 1


def test_what_was_red_in_the_last_seven_days_is_left_out(catalog: Catalog) -> None:
    red = BEFORE.after(f.ExerciseDone("wall_sit", 3, "red", 15, full=False), at(-3))
    red = red.after(f.PainRated("now", 3), at(-2))
    for n, there in ((0, False), (2, False), (3, False), (4, True)):
        person = levels(replace(red, judged=replace(red.judged, flare=Flare(DAY, 3.0), standings=())))
        assert ("wall_sit" in {item.exercise for item in plan.today(person, catalog, day(n))}) is there, n
        assert bool(flares.dosed((Item("wall_sit", 3),), person, catalog, day(n))) is there, n


# --- in it ----------------------------------------------------------------------------------------------------------

LIGHTS: list[tuple[f.Light, str]] = [
    (light, morning) for light in ("green", "amber", "hold", "unknown") for morning in ("settled", "not", "")
]


@pytest.mark.parametrize(("light", "morning"), LIGHTS)
def test_nothing_is_won_or_lost_in_it(catalog: Catalog, light: f.Light, morning: str) -> None:
    person = levels(flaring((0, 6)))
    person = replace(person, judged=person.judged.with_standing(Standing("wall_sit", credits=2, since=day(-9))))
    person = person.after(f.ExerciseDone("wall_sit", 3, light, 15, full=False), at(0))
    if morning:
        person = person.after(f.MorningTold(morning == "settled", 4, day(0)), at(1))
    found = progression.worked_out(person, catalog, at(1 if morning else 5))
    assert [(fact.level, fact.credits) for fact in found] == [(3, 2)]


def test_red_changes_a_level_even_so(catalog: Catalog) -> None:
    person = levels(flaring((0, 6)))
    lower = progression.red("wall_sit", 3, person, catalog.exercises["wall_sit"], at(1))[0]
    assert lower == f.Judged("wall_sit", day(1), 2, 0, "red")


def test_no_rise_no_joining_and_no_full_dose(catalog: Catalog) -> None:
    ready = levels(BEFORE)
    standing = Standing("walking", credits=3, since=day(-9))
    ready = replace(ready, judged=ready.judged.with_standing(standing))
    assert progression.rise(("walking",), ready, catalog, at(1))
    flare = replace(ready, judged=replace(ready.judged, flare=Flare(DAY, 3.0)))
    assert progression.rise(("walking",), flare, catalog, at(1)) is None
    for person, full, joins in ((ready, True, 1), (flare, False, 0)):
        assert plan.full(Item("walking", 3), person, catalog, day(1)) is full
        did = person.after(f.ExerciseDone("wall_sit", 3, "green", 15, full=full), at(0))
        assert did.after(f.MorningTold(True, 3, day(0)), at(1)).judged.settled == joins


# --- over -----------------------------------------------------------------------------------------------------------

ENDS = [  # numbers by day, today's day number, why it is over
    ({0: 6, 2: 3}, 2, ""),  # too early
    ({0: 6, 3: 4}, 3, ""),  # one alone is not enough yet
    ({0: 6, 2: 4, 3: 4}, 3, "settled"),
    ({0: 6, 3: 4, 4: 4}, 4, "settled"),
    ({0: 6, 3: 5, 4: 4}, 4, ""),
    ({0: 6, 5: 4}, 5, "settled"),
    ({0: 6, 5: 5}, 5, ""),
    ({0: 6, 3: 4}, 5, "settled"),  # two days old at most
    ({0: 6, 2: 4}, 5, ""),
    ({0: 6}, 9, ""),
    ({0: 6}, 10, "unknown"),
    ({0: 6, 8: 6}, 10, ""),
    ({0: 6, 7: 6}, 10, "unknown"),
    ({}, 10, "unknown"),
]


@pytest.mark.parametrize(("numbers", "n", "why"), ENDS)
def test_when_it_is_over(catalog: Catalog, numbers: dict[int, int], n: int, why: str) -> None:
    person = flaring(*numbers.items())
    assert flares.ends(person, day(n)) == why
    assert flares.worked_out(person, catalog, at(n)) == ((f.FlareEnded(why),) if why else ())
    if why:
        over = person.after(f.FlareEnded(why), at(n))
        assert not flares.worked_out(over, catalog, at(n))
        assert flares.dose(over, day(n + 1)) == ("most" if why == "unknown" else "full")


def test_without_a_usual_number_it_is_over_below_four() -> None:
    for score, over in ((3, "settled"), (4, "")):
        assert flares.ends(flaring((0, 6), (5, score), usual=None), day(5)) == over


# --- asked and said -------------------------------------------------------------------------------------------------

COMPARED = [(0, None, 0), (2, None, 0), (3, None, 3), (4, None, 3), (4, 3, 0), (7, 3, 7), (7, 4, 7), (8, 7, 0)]


@pytest.mark.parametrize(("n", "compared", "due"), COMPARED)
def test_the_number_is_compared_on_day_three_and_seven(n: int, compared: int | None, due: int) -> None:
    person = flaring((0, 6))
    flare = replace(person.judged.flare or Flare(DAY), compared=None if compared is None else day(compared))
    person = replace(person, judged=replace(person.judged, flare=flare))
    assert flares.compared_on(person, day(n)) == due


def talk(person: Person, n: int = 0) -> Talk:
    return at_home(load(), replace(person, nudges_asked=True, screened=at(n - 1))).wait(days=n)


@pytest.mark.parametrize(
    "words",
    [
        "bad day",
        "flare up",
        "it's playing up today",
        "having a flare",
        "it's a bad day for my back",
        "my back has flared up again",
        "Bad day",
    ],
)
def test_they_say_so_and_are_asked_for_the_number(words: str) -> None:
    one = talk(BEFORE)
    one.hear(words)
    assert one.where() is RatingBadDay
    said = one.hear("6")
    assert one.where() is BadDay
    assert one.kept(f.FlareBegan) == [f.FlareBegan(DAY, 30)]
    assert "no failure" in said[0]
    assert one.offered() == ("short_walk", "half_session", "rest_day")


def test_a_number_of_the_last_ten_minutes_is_not_asked_again() -> None:
    one = talk(told(BEFORE, [(0, 5)]))
    one.hear("bad day")
    assert one.where() is BadDay
    one = talk(told(BEFORE, [(0, 5)])).wait(minutes=11)
    one.hear("bad day")
    assert one.where() is RatingBadDay


def test_severe_pain_keeps_its_own_way() -> None:
    one = talk(BEFORE)
    assert "speak to a doctor" in " ".join(one.hear("bad day", "8"))
    assert one.kept(f.Advised) == [f.Advised("eight_once")]
    assert one.where() is AskingLimits
    assert one.kept(f.FlareBegan)
    one = talk(BEFORE)
    one.hear("today's session", "8", "none of these")
    assert one.where() is OfferingWalk
    one = talk(BEFORE)
    one.hear("how is my back", "worse", "7")
    assert not one.kept(f.FlareBegan)
    assert one.where() is not OneOfThose


def test_a_high_number_is_asked_about_once_a_day() -> None:
    for before in (("today's session",), ("how is my back", "same")):
        one = talk(BEFORE)
        one.hear(*before, "6")
        assert one.where() is OneOfThose
        one.hear("no, as usual")
        assert one.where() is not OneOfThose
        assert one.kept(f.FlareDenied) == [f.FlareDenied(DAY)]
        assert not one.kept(f.FlareBegan)
    one.hear("how is my back", "same", "7")
    assert one.where() is Home
    one = talk(BEFORE)
    one.hear("today's session", "6", "yes")
    assert one.where() is BadDay
    assert one.kept(f.FlareBegan)


def test_a_number_at_rest_is_asked_about_before_anything_was_done() -> None:
    one = talk(levels(BEFORE))
    one.hear("today's session", "4", "it hurts", "6")
    assert one.where() is OneOfThose
    assert one.kept(f.SessionFinished)
    one.hear("yes", "half a session")
    assert one.session.before == 6
    assert [(item.reps, item.minutes) for item in one.session.items] == [(0, 2), (2, 0)]
    one = talk(levels(BEFORE))
    one.hear("today's session", "4", "it hurts", "6", "no, as usual")
    assert [(item.reps, item.minutes) for item in one.session.items] == [(0, 0), (0, 0)]
    one = talk(levels(BEFORE))
    one.hear("today's session", "4", "it hurts", "5")
    assert one.where() is Ready


def test_a_number_of_a_check_in_that_was_broken_off_is_asked_about() -> None:
    one = talk(BEFORE)
    one.hear("how is my back", "6", "not now")
    assert one.where() is OneOfThose
    one = talk(BEFORE)
    one.hear("how is my back", "4", "not now")
    assert one.where() is Home


def test_half_a_session_a_walk_or_rest() -> None:
    one = talk(levels(BEFORE))
    one.hear("bad day", "5", "half a session")
    assert [(item.reps, item.minutes) for item in one.session.items] == [(0, 2), (2, 0)]
    one = talk(levels(BEFORE))
    one.hear("bad day", "5", "a short walk")
    assert [item.exercise for item in one.session.items] == ["walking"]
    one = talk(BEFORE)
    one.hear("bad day", "5", "rest")
    assert one.kept(f.RestDayTaken)


def test_nothing_goes_up_by_hand_in_it() -> None:
    one = talk(levels(flaring((0, 3))))
    one.hear("today's session", "3", "harder")
    assert not one.kept(f.LevelSet)
    assert not [told for told in one.kept(f.Judged) if isinstance(told, f.Judged) and told.why == "rise"]
    one.hear("easier")
    assert one.session.item.minutes == 2


def test_the_offer_says_why_it_is_shorter_each_day_in_other_words() -> None:
    words = load().words["en"]
    shorter = {words.text(each) for each in words.versions("note.flare_today.half")}
    assert len(shorter) >= 4
    for n in (1, 2):
        one = talk(flaring((0, 6)).after(f.FlareTold("is"), NOW), n)
        assert one.hear("today's session")[0].split("\n")[0] in shorter
    assert all("half" in line.lower() or "halved" in line for line in shorter)


def test_day_three_asks_before_the_session_and_compares() -> None:
    for score, words in ((6, "about the same"), (8, ""), (4, "coming down")):
        one = talk(flaring((0, 6)), 3)
        one.hear("today's session")
        assert one.where() is RatingBadDay
        said = " ".join(one.hear(str(score)))
        assert words in said
        assert bool(one.kept(f.FlareTold)) is bool(words)
        assert one.where() not in (RatingBadDay, RatingBefore)
    one = talk(flaring((0, 4)), 3)
    said = " ".join(one.hear("how is my back", "same", "7"))
    assert "7 now, 4 on the first bad day" in said
    assert "doctor within one or two days" in said
    assert "call your doctor" not in said  # nobody is told two advices in one turn


def test_its_end_is_said_once() -> None:
    one = talk(flaring((0, 6), (3, 4)), 4)
    one.person = one.person.after(f.FlareTold("compared"), at(3))
    said = " ".join(one.hear("how is my back", "better", "3"))
    assert one.kept(f.FlareEnded) == [f.FlareEnded("settled")]
    assert one.kept(f.FlareTold) == [f.FlareTold("over")]
    assert "omorrow" in said
    one.wait(days=1)
    one.hear("today's session")
    assert one.kept(f.FlareTold) == [f.FlareTold("over")]


def test_near_the_usual_number_late_in_it_nothing_is_halved() -> None:
    one = talk(flaring((0, 6), (5, 3), ended=5), 8)
    assert "near your usual" in one.hear("bad day", "3")[0]
    assert not one.kept(f.FlareBegan)
    assert "session" in one.offered()


def test_in_a_pause_it_opens_nothing() -> None:
    paused = replace(BEFORE, judged=Judgement(pause=Pause("two_red", NOW)))
    assert "speak to a doctor" in " ".join(talk(paused).hear("bad day"))
    one = talk(paused.after(f.Advised("two_red"), NOW))
    assert "paused already" in one.hear("bad day")[0]
    assert not one.kept(f.FlareBegan)


def test_what_is_a_flare_up_is_still_a_question() -> None:
    one = talk(BEFORE)
    one.hear("what is a flare-up?")
    assert one.where() is not RatingBadDay


# --- properties -----------------------------------------------------------------------------------------------------

scores = st.lists(st.one_of(st.none(), st.integers(0, 10)), min_size=1, max_size=14)
reds = st.sets(st.sampled_from(NAMES))


@settings(max_examples=60, deadline=None)
@given(scores, reds, st.sampled_from((5, 10, 15)), st.integers(1, 6))
def test_in_it_the_plan_fits_and_an_empty_one_is_said(
    numbers: list[int | None], red: set[str], minutes: int, level: int
) -> None:
    catalog = load()
    person = levels(flaring(*((n, score) for n, score in enumerate(numbers) if score is not None)), level)
    for name in sorted(red):
        person = person.after(f.ExerciseDone(name, level, "red", 10, full=False), at(0))
    person = replace(person, minutes=minutes, rested=(), rested_on=None)
    for n in range(len(numbers)):
        person = replace(person, screened=at(n))
        whole = replace(person, judged=replace(person.judged, flare=None))
        items = plan.today(person, catalog, day(n))
        assert plan.length(items, catalog, person) <= minutes * 60
        for item in items:
            most = Item(item.exercise, item.level).dose(catalog)
            assert item.dose(catalog).reps <= most.reps
            assert item.dose(catalog).minutes <= most.minutes
            assert item.level <= (whole.level(item.exercise) or 1)
            assert not plan.full(item, person, catalog, day(n))
        assert progression.rise(NAMES, person, catalog, at(n)) is None
        if not items:
            one = Talk(catalog, Dialog(Home(), turn=1, asked=1), replace(person, pain_at=None))
            one.now = at(n) + timedelta(hours=1)
            one.hear("today's session")
            while one.where() in (MorningAfter, RatingBadDay):
                one.hear("3")
            said = " ".join(one.said)
            why = (
                "I leave it out",
                "may offer yet",
                "enough for today",
                "nothing more today",
                "left out",
                "speak to a doctor",
                "short lists",
            )
            assert one.session.items if one.dialog.state.session else any(each in said for each in why), said


@settings(max_examples=100, deadline=None)
@given(scores)
def test_it_begins_and_ends_once_at_a_time_and_always_ends(numbers: list[int | None]) -> None:
    catalog, person = load(), BEFORE
    for n, score in enumerate([*numbers, *[None] * 12]):
        if score is not None:
            person = person.after(f.PainRated("now", score), at(n))
        for _ in range(2):
            facts = flares.worked_out(person, catalog, at(n))
            assert len(facts) <= 1
            person = person.after_all(facts, at(n))
        assert not flares.worked_out(person, catalog, at(n))
    assert flares.running(person) is None or person.judged.flare is None
