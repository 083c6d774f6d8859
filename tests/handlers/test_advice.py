"""The doctor's advice row by row (rules B5x) and PAUSE: true, just not true, missing data, said again, over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings, strategies as st

from bot.speaking.speak import speak
from content.load import load
from handlers import advised, dialog as talk, facts as f
from handlers.events import Pressed, Said
from handlers.judgement import Flare, Judgement
from handlers.person import Person
from handlers.rules import advice, advice_rows, advice_words, pauses, plan, progression
from handlers.rules.advice_rows import Seen
from handlers.topics import advising, doctor, function, home
from handlers.world import World
from tests.content.test_rules import section, tables

CATALOG = load()
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
DAY = START.date()
NEW = Person(adult=True, consent=1, screened=START, minutes=10, baseline=3, nudges_asked=True)
Told = tuple[float, f.Fact]  # days after START, and what was told then


def person(*told: Told, start: Person = NEW) -> Person:
    known = start
    for days, fact in sorted(told, key=lambda each: each[0]):
        known = known.after(fact, START + timedelta(days=days))
    return known


def now(pre: int, day: float) -> Told:
    return day, f.PainRated("now", pre)


def session(day: float, pre: int = 3, light: f.Light = "green") -> tuple[Told, ...]:
    done = f.ExerciseDone("wall_sit", 2, light, 30, True)
    return (
        (day, f.PainRated("before", pre)),
        (day, f.SessionStarted(("wall_sit",), pre)),
        (day + 0.01, done),
        (day + 0.02, f.SessionFinished(("wall_sit",), (), 30, True)),
    )


def sore(day: int) -> Told:
    """Told on the next morning."""
    return day + 0.9, f.MorningTold(False, None, DAY + timedelta(day))


def settled(day: int) -> Told:
    return day + 0.9, f.MorningTold(True, None, DAY + timedelta(day))


def readings(*numbers: int, since: int = 0) -> tuple[Told, ...]:
    return tuple(now(score, since + n) for n, score in enumerate(numbers))


def things(*told: tuple[int, int | None]) -> tuple[Told, ...]:
    """One thing that should be easier: its day and score, the first one included."""
    rated = [(day, f.FunctionRated("sitting", score, DAY + timedelta(day))) for day, score in told]
    return (told[0][0], f.FunctionNamed("sitting")), *rated


WORSE = f.CheckedIn("worse")
FELL = f.Judged("wall_sit", DAY + timedelta(2), 1, 0, "sore_down")
AWAY = f.Judged("wall_sit", DAY + timedelta(2), 1, 0, "away")
EASIER = f.LevelSet("wall_sit", 1)
LOWER = f.Judged("wall_sit", DAY, 1, 0, "red")
FLARED = (0.0, f.FlareBegan(DAY, 30))
FIRST = (0.5, f.SessionFinished(("walking",), (), 60, True))
RED_SORE = (*session(0, 3, "red"), sore(0))
CASES: list[tuple[f.Row, str, tuple[Told, ...], float, bool]] = [
    # row, what it shows, what was told, when it is looked at (days), whether it is true
    ("red_sore", "red and not settled", RED_SORE, 1, True),
    ("red_sore", "an unnamed red counts", ((0, f.RedUnnamed()), sore(0)), 1, True),
    ("red_sore", "red and settled", (*session(0, 3, "red"), settled(0)), 1, False),
    ("red_sore", "amber and not settled", (*session(0, 3, "amber"), sore(0)), 1, False),
    ("red_sore", "no morning told", session(0, 3, "red"), 1, False),
    ("eight_twice", "today and yesterday", readings(8, 9), 1, True),
    ("eight_twice", "two days apart, nothing between", (now(8, 0), now(8, 2)), 2, True),
    ("eight_twice", "two days apart, lower between", readings(8, 5, 8), 2, False),
    ("eight_twice", "three days apart", (now(8, 0), now(8, 3)), 3, False),
    ("eight_twice", "7 is not 8", readings(8, 7), 1, False),
    ("eight_twice", "the later one was yesterday", readings(8, 8), 2, False),
    ("cannot", "told today", ((0, f.Limited("sleep")),), 0, True),
    ("cannot", "told yesterday", ((0, f.Limited("walk")),), 1, False),
    ("cannot", "nothing told", (), 0, False),
    ("worse_after", "a session yesterday", (*session(0), (1, WORSE)), 1, True),
    ("worse_after", "a session by oneself today", ((0, f.DoneAlone(DAY)), (0.1, WORSE)), 0.1, True),
    ("worse_after", "the session was two days ago", (*session(0), (2, WORSE)), 2, False),
    ("worse_after", "better", (*session(0), (1, f.CheckedIn("better"))), 1, False),
    ("worse_twice", "twice in seven days", ((0, WORSE), (6, WORSE)), 6, True),
    ("worse_twice", "eight days apart", ((0, WORSE), (7, WORSE)), 7, False),
    ("worse_twice", "twice on one day", ((0, WORSE), (0.1, WORSE)), 0.1, False),
    ("two_red", "two days of seven", (*session(0, 3, "red"), *session(6, 3, "red")), 6, True),
    ("two_red", "eight days apart", (*session(0, 3, "red"), *session(7, 3, "red")), 7, False),
    ("two_red", "an unknown light is not red", (*session(0, 3, "red"), *session(2, 3, "unknown")), 2, False),
    ("three_sore", "three of seven", tuple(x for n in (0, 2, 4) for x in (*session(n), sore(n))), 5, True),
    ("three_sore", "two", tuple(x for n in (0, 2) for x in (*session(n), sore(n))), 3, False),
    ("three_sore", "no answer is no sore morning", tuple(x for n in (0, 2, 4) for x in session(n)), 5, False),
    ("rising", "2, 3, 4 though a level fell", (*session(0, 2), *session(2, 3), (3, FELL), *session(4, 4)), 4, True),
    ("rising", "no level fell", (*session(0, 2), *session(2, 3), *session(4, 4)), 4, False),
    ("rising", "once the same", (*session(0, 2), *session(2, 2), (3, FELL), *session(4, 4)), 4, False),
    ("rising", "pain before not told once", (*session(0, 2), *session(2, 3)[2:], (3, FELL), *session(4, 4)), 4, False),
    ("rising", "up to 3 is let be", (*session(0, 1), *session(2, 2), (3, FELL), *session(4, 3)), 4, False),
    ("rising", "it fell after days away", (*session(0, 2), *session(2, 3), (3, AWAY), *session(4, 4)), 4, False),
    ("rising", "they said easier", (*session(0, 2), *session(2, 3), (3, EASIER), *session(4, 4)), 4, False),
    ("rising", "pain, then easier", (*session(0, 2), (1, FELL), *session(2, 3), (3, EASIER), *session(4, 4)), 4, True),
    ("rising", "it fell before the first", ((0, LOWER), *session(3, 2), *session(4, 3), *session(5, 4)), 5, False),
    ("mean_up", "2 above the first week", readings(*[2] * 7, *[4] * 7), 13, True),
    ("mean_up", "just below", readings(*[2] * 7, *[4] * 6, 3), 13, False),
    ("mean_up", "the first week counts still", readings(*[2] * 7, *[9] * 5), 11, False),
    ("mean_up", "two values are no mean", (*readings(*[2] * 7), now(6, 12), now(6, 13)), 13, False),
    ("flare_bad", "worse on day 3", (FLARED, now(5, 0), (3, WORSE)), 3, True),
    ("flare_bad", "worse on day 2", (FLARED, now(5, 0), (2, WORSE)), 2, False),
    ("flare_bad", "2 more on day 4", (FLARED, now(5, 0), now(7, 4)), 4, True),
    ("flare_bad", "not over on day 7", (FLARED, now(5, 0), now(5, 7)), 7, True),
    ("flare_bad", "nearly over on day 7", (FLARED, now(5, 0), now(4, 7)), 7, False),
    ("flare_bad", "no number on day 7", (FLARED, now(5, 0)), 7, False),
    ("flare_bad", "over", (FLARED, now(5, 0), (3, WORSE), (4, f.FlareEnded("settled"))), 4, False),
    ("worse_rest", "no session", ((0, WORSE),), 0, True),
    ("worse_rest", "after a session it is another row", (*session(0), (1, WORSE)), 1, False),
    ("worse_rest", "the next day", ((0, WORSE),), 1, False),
    ("eight_once", "8 today", readings(8), 0, True),
    ("eight_once", "the second day is another row", readings(8, 8), 1, False),
    ("eight_once", "7", readings(7), 0, False),
    ("eight_once", "the next day", readings(8), 1, False),
    ("medicine", "told", ((0, f.MedicineTold("more")),), 0, True),
    ("medicine", "said since", ((0, f.MedicineTold("more")), (0.1, f.Advised("medicine"))), 1, False),
    ("not_coping", "told", ((0, f.NotCoping()),), 0, True),
    ("not_coping", "said since", ((0, f.NotCoping()), (0.1, f.Advised("not_coping"))), 1, False),
    ("walk_legs", "told", ((0, f.WalkTold("bending")),), 0, True),
    ("walk_legs", "two weeks ago", ((0, f.WalkTold("standing")),), 14, False),
    ("walk_legs", "said since", ((0, f.WalkTold("standing")), (0.1, f.Advised("walk_legs"))), 1, False),
    ("function_down", "3 lower two weeks running", things((0, 6), (7, 3), (14, 3)), 14, True),
    ("function_down", "2 lower of one thing", things((0, 6), (7, 4), (14, 4)), 15, True),
    ("function_down", "one week", things((0, 6), (7, 3)), 8, False),
    ("function_down", "the second a point lower", things((0, 6), (7, 3), (14, 5)), 15, False),
    ("function_down", "not done is no number", things((0, 6), (7, 3), (14, None)), 15, False),
    ("function_down", "a month old", things((0, 6), (7, 3), (14, 3)), 43, False),
    ("fortnight", "14 days of 5", readings(*[5] * 14), 13, True),
    ("fortnight", "13 days of 5", readings(*[5] * 13), 12, False),
    ("fortnight", "on day 10", readings(5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5), 10, False),
    ("fortnight", "one day of 3", readings(*[5] * 13, 3), 13, False),
    ("fortnight", "a point lower", readings(*[6] * 7, *[5] * 7), 13, False),
    ("fortnight", "two values in the last week", (*readings(*[5] * 7), now(5, 12), now(5, 13)), 13, False),
    ("six_weeks", "flat", (*readings(*[5] * 7), FIRST, now(5, 20), *readings(5, 5, 5, since=40)), 42, True),
    ("six_weeks", "day 41", (*readings(*[5] * 7), FIRST, now(5, 20), *readings(5, 5, 5, since=39)), 41, False),
    ("six_weeks", "fallen by 2", (*readings(*[5] * 7), FIRST, now(5, 20), *readings(3, 3, 3, since=40)), 42, False),
    ("six_weeks", "fallen by 30 %", (*readings(*[4] * 7), FIRST, now(5, 20), *readings(3, 2, 3, since=40)), 42, False),
    ("six_weeks", "below 3", (*readings(*[2] * 7), FIRST, now(5, 20), *readings(2, 2, 2, since=40)), 42, False),
    ("six_weeks", "no numbers, not asked", (FIRST,), 42, False),
    ("six_weeks", "no numbers, not better", (FIRST, (42, f.ComparedWithBegin("same"))), 42, True),
    ("six_weeks", "no numbers, better", (FIRST, (42, f.ComparedWithBegin("better"))), 42, False),
]  # fmt: skip


@pytest.mark.parametrize(("row", "shows", "told", "at", "true"), CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES])
def test_when_a_row_is_true(row: f.Row, shows: str, told: tuple[Told, ...], at: float, true: bool) -> None:
    seen = Seen(person(*told), START + timedelta(days=at))
    assert bool(advice.BY_ROW[row].true(seen)) is true, shows


def test_every_row_has_a_true_and_an_untrue_case() -> None:
    for row in (each.row for each in advice.TABLE):
        assert {true for name, _, _, _, true in CASES if name == row} == {True, False}, row


def test_who_does_more_is_not_flat() -> None:
    flat = (*readings(*[5] * 7), FIRST, now(5, 20), *readings(5, 5, 5, since=40))
    assert advice_rows.six_weeks(Seen(person(*flat, *things((28, 3), (35, 4))), START + timedelta(days=42)))
    assert not advice_rows.six_weeks(Seen(person(*flat, *things((28, 3), (35, 6))), START + timedelta(days=42)))


def test_nothing_told_makes_nothing_true() -> None:
    for days in (0, 13, 42, 400):
        assert not list(advice.rows_true(Seen(person(FIRST), START + timedelta(days=days))))


# --- order, again, over -------------------------------------------------------------------------------------------


def due(known: Person, day: float) -> tuple[f.Row, int] | None:
    found = advice.due(Seen(known, START + timedelta(days=day)))
    return (found.row.row, found.step) if found else None


def said(known: Person, day: float) -> Person:
    found = advice.due(Seen(known, START + timedelta(days=day)))
    assert found
    return known.after(f.Advised(found.row.row, found.step), START + timedelta(days=day))


def test_the_order_is_the_published_one() -> None:
    rows = [row for row in get_args(f.Row) if row not in ("crisis", "emergency", "urgent", "soon")]
    assert [each.row for each in advice.TABLE] == rows


def test_the_published_table_is_the_one_in_force() -> None:
    published = tables(section("B5"))[0]
    assert [(row, *rest) for row, _, *rest in published] == [
        (each.row, each.urgency, each.meanwhile, ", ".join(each.asked), str(each.again)) for each in advice.TABLE
    ]


def test_what_a_doctor_knows_of_is_not_said_again() -> None:
    known = said(person(*AGAIN[1][1]), 1.2).after(f.DoctorSaid("two_red", "wait"), START + timedelta(days=2))
    assert due(known, 5) is None
    assert known.judged.pause


def test_the_first_true_row_is_said_and_the_pauses_of_all_hold() -> None:
    known = person(*RED_SORE, (1, f.Limited("sleep")), (1, f.MedicineTold("more")))
    assert due(known, 1) == ("red_sore", 1)
    assert [each.row for each in advice.rows_true(Seen(known, START + timedelta(days=1)))][:2] == ["red_sore", "cannot"]
    assert due(said(known, 1), 1.1) is None  # neither the other pausing row, nor medicine on such a day
    known = known.after(f.PlanPaused("red_sore", 3), START + timedelta(days=1))
    assert due(said(known, 1), 7.5) is None
    assert due(said(known, 1).after(f.PlanResumed("doctor"), START + timedelta(days=3)), 8) == ("medicine", 1)


def test_daily_three_times_while_it_is_high_then_all_lists() -> None:
    known = said(person(*RED_SORE, (1, f.PlanPaused("red_sore", 3))), 1)
    assert due(known, 2) is None  # no reading today
    steps = []
    for day in (2, 3, 4, 5):
        known = known.after(f.PainRated("now", 5), START + timedelta(days=day))
        found = advice.due(Seen(known, START + timedelta(days=day, hours=1)))
        steps.append((found.step, found.asked, found.only_lists) if found else None)
        known = said(known, day + 0.04) if found else known
    assert steps == [(2, (), False), (3, (), False), (4, ("lists",), True), None]
    low = said(person(*RED_SORE, (1, f.PlanPaused("red_sore", 3))), 1)
    assert due(low.after(f.PainRated("now", 4), START + timedelta(days=2)), 2) is None


AGAIN: list[tuple[f.Row, tuple[Told, ...], int, int]] = [
    # row, what was told, day it is said, days after which it is said again
    ("worse_twice", ((0, WORSE), (1, WORSE), (1, f.PlanPaused("worse_twice"))), 1, 3),
    ("two_red", (*session(0, 3, "red"), *session(1, 3, "red"), (1.1, f.PlanPaused("two_red", 3))), 2, 3),
    ("fortnight", readings(*[5] * 60), 20, 28),
    ("flare_bad", (FLARED, now(5, 0), *readings(*[5] * 9, since=7)), 7, 3),
]


@pytest.mark.parametrize(("row", "told", "day", "after"), AGAIN, ids=[case[0] for case in AGAIN])
def test_it_is_said_again_after_its_days(row: f.Row, told: tuple[Told, ...], day: int, after: int) -> None:
    known = said(person(*(each for each in told if each[0] <= day)), day)
    assert known.judged.advice(row)
    known = person(*(each for each in told if each[0] > day), start=known)
    assert due(known, day + after - 0.9) is None
    assert due(known, day + after) == (row, 2)


def test_worse_is_answered_each_time() -> None:
    known = said(person((0, WORSE)), 0)
    assert due(known, 0.1) is None
    known = known.after(WORSE, START + timedelta(hours=3))
    assert due(known, 0.2) == ("worse_rest", 2)
    assert due(known, 1.5) is None


def test_a_higher_mean_is_for_the_lists_first_and_for_the_doctor_days_later() -> None:
    known = person(*readings(*[2] * 7, *[5] * 7))
    first = advice.due(Seen(known, START + timedelta(days=13)))
    assert first
    assert (first.row.row, first.only_lists, first.asked) == ("mean_up", True, ("lists",))
    known = said(known, 13)
    assert due(known.after(f.PainRated("now", 5), START + timedelta(days=15)), 15) is None
    later = known.after(f.PainRated("now", 5), START + timedelta(days=16))
    assert due(later, 16) == ("mean_up", 2)
    late = person(*readings(5, 5, 5, since=19), start=known)
    assert due(late, 21) == ("mean_up", 1)  # nothing was told for more than seven days: the lists again


def test_rows_16_to_21_wait_seven_days_but_the_crisis_line_never() -> None:
    known = said(person((0, WORSE)), 0).after(f.MedicineTold("more"), START + timedelta(days=1))
    assert due(known, 1) is None
    assert due(known, 6.5) is None
    assert due(known, 7) == ("medicine", 1)
    assert due(known.after(f.NotCoping(), START + timedelta(days=1)), 1) == ("not_coping", 1)


def test_six_weeks_are_counted_anew() -> None:
    known = said(person(*readings(*[5] * 7), FIRST, now(5, 20), *readings(*[5] * 4, since=40)), 43)
    assert known.judged.advice("six_weeks")
    known = person(*readings(*[5] * 42, since=44), start=known)
    assert due(known, 70) is None or due(known, 70) != ("six_weeks", 2)
    assert advice.BY_ROW["six_weeks"].true(Seen(known, START + timedelta(days=85)))


def test_better_than_when_we_began_is_asked_where_there_are_no_numbers() -> None:
    asks: Callable[[Person, int], bool] = lambda p, day: advice_rows.asks_better(Seen(p, START + timedelta(days=day)))  # noqa: E731
    assert not asks(person(FIRST), 41)
    assert asks(person(FIRST), 42)
    assert not asks(person(FIRST, (42, f.ComparedWithBegin("better"))), 60)
    assert asks(person(FIRST, (42, f.ComparedWithBegin("better"))), 84)
    assert not asks(person(*readings(*[5] * 7), FIRST, now(5, 20), *readings(5, 5, 5, since=40)), 42)


def test_no_rises_while_it_is_open() -> None:
    def stopped(*told: Told, at: float) -> bool:
        return advice.no_rises(Seen(person(*told), START + timedelta(days=at)))

    assert stopped(*RED_SORE, at=1)
    assert stopped(*readings(*[2] * 7, *[4] * 7), at=13)
    assert not stopped((0, f.MedicineTold("more")), at=0)
    assert not stopped(*readings(*[5] * 14), at=13)


# --- further down the leg ------------------------------------------------------------------------------------------

LEGS: list[tuple[tuple[Told, ...], bool]] = [
    (((0, f.LegTold("thigh")), (1, f.LegTold("calf"))), True),
    (((0, f.LegTold("calf")), (1, f.LegTold("calf"))), False),
    (((0, f.LegTold("calf")), (1, f.LegTold("thigh"))), False),
    (((0, f.LegTold("thigh")), (2, f.LegTold("calf"))), False),
    (((1, f.LegTold("foot")),), False),
]


@pytest.mark.parametrize(("told", "urgent"), LEGS)
def test_further_down_the_leg_than_the_day_before_is_urgent(told: tuple[Told, ...], urgent: bool) -> None:
    known, at = person(*told), START + timedelta(days=told[-1][0], hours=1)
    assert bool(advice_rows.leg_down(Seen(known, at))) is urgent
    dialog = talk.Dialog(home.Home(), 1, 1)
    turn = talk.advance(dialog, Said("/menu"), World(at, CATALOG, known))
    assert isinstance(turn.dialog.state, doctor.CheckingSigns) is urgent
    if urgent:
        for _ in range(2):
            turn = talk.advance(turn.dialog, Pressed("none", turn.dialog.turn), World(at, CATALOG, turn.person))
        assert turn.person.held == "urgent"
        assert turn.person.reasons == ("leg_down",)


# --- PAUSE ---------------------------------------------------------------------------------------------------------


def paused(known: Person, day: float) -> Person:
    """The same with what follows for the pause at that time."""
    at = START + timedelta(days=day)
    return known.after_all(pauses.worked_out(known, CATALOG, at), at)


ASKED = f.DoctorAsked("red_sore")
ENDS: list[tuple[str, tuple[Told, ...], float, bool]] = [
    # what it shows; what is told from day 1 on; when it is looked at; whether the pause is over (it is of day 0.9)
    ("a doctor's word, not within 48 h", ((1, f.DoctorSaid("red_sore", "go_on")),), 2.85, False),
    ("a doctor's word, after 48 h", ((1, f.DoctorSaid("red_sore", "go_on")),), 2.95, True),
    ("a doctor's word later, at once", ((4, f.DoctorSaid("red_sore", "go_on")),), 4.05, True),
    ("go on, then newer", ((1, f.DoctorSaid("red_sore", "go_on")), (2.9, f.Limited("sleep"))), 2.95, False),
    ("48 h, asked, and settled", ((1, ASKED), now(4, 2.95)), 3, True),
    ("47 h", ((1, ASKED), now(4, 2.8)), 2.85, False),
    ("a point too high", ((1, ASKED), now(5, 2.95)), 3, False),
    ("nobody asked", (now(4, 2.95),), 3, False),
    ("no reading since", ((1, ASKED),), 4, False),
    ("the reading is old", ((1, ASKED), now(4, 1.5)), 5, False),
    ("a new leg symptom", ((1, ASKED), (2, f.LegTold("thigh")), now(4, 2.95)), 3, False),
    ("not yet: 7 days", ((1, ASKED), (1, f.DoctorSaid("red_sore", "not_yet")), now(3, 6.5)), 6.6, False),
    ("not yet: after 7 days", ((1, ASKED), (1, f.DoctorSaid("red_sore", "not_yet")), now(3, 8)), 8, True),
    ("wait", ((1, ASKED), (1, f.DoctorSaid("red_sore", "wait")), now(0, 30)), 30, False),
    ("wait, then go on", ((1, f.DoctorSaid("red_sore", "wait")), (30, f.DoctorSaid("red_sore", "go_on"))), 30, True),
    ("an edit ends nothing", ((1, ASKED), now(8, 2.9), (2.95, f.PainCorrected(2))), 3, False),
]


@pytest.mark.parametrize(("shows", "told", "at", "over"), ENDS, ids=[case[0] for case in ENDS])
def test_what_ends_a_pause(shows: str, told: tuple[Told, ...], at: float, over: bool) -> None:
    known = paused(person(*RED_SORE), 0.95)
    assert known.judged.pause
    assert (known.judged.pause.row, known.judged.pause.pre) == ("red_sore", 3)
    assert (paused(person(*told, start=known), at).judged.pause is None) is over, shows


def test_newer_facts_renew_a_pause_and_old_ones_begin_none() -> None:
    known = paused(person(*RED_SORE), 0.95)
    again = paused(person((2, f.Limited("sleep")), start=known), 2.1)
    assert again.judged.pause
    assert (again.judged.pause.row, again.judged.pause.at) == ("red_sore", START + timedelta(days=2))
    over = person((3.2, f.DoctorSaid("red_sore", "go_on")), start=again)
    over = paused(over, 3.3)
    assert over.judged.pause is None
    assert not pauses.worked_out(over, CATALOG, START + timedelta(days=3.4))
    assert paused(person((3.5, f.Limited("walk")), start=over), 3.6).judged.pause


def test_what_a_doctor_said_is_asked_once_a_day_and_after_wait_every_seven() -> None:
    known = paused(person(*RED_SORE), 0.95)
    assert pauses.asks_doctor(known, START + timedelta(days=1))
    known = known.after(ASKED, START + timedelta(days=1))
    assert not pauses.asks_doctor(known, START + timedelta(days=1, hours=2))
    assert pauses.asks_doctor(known, START + timedelta(days=2))
    known = known.after(f.DoctorSaid("red_sore", "wait"), START + timedelta(days=2))
    assert not pauses.asks_doctor(known, START + timedelta(days=8))
    assert pauses.asks_doctor(known, START + timedelta(days=9))


PAUSED_BY = [case for case in CASES if case[4] and advice.BY_ROW[case[0]].meanwhile == "pause"]


@pytest.mark.parametrize("case", PAUSED_BY, ids=[f"{c[0]}: {c[1]}" for c in PAUSED_BY])
@given(st.lists(st.sampled_from(["said_go_on", "said_wait", "not_seen", "not_now", ""]), max_size=8), st.data())
@settings(max_examples=15, deadline=None)
def test_every_pause_has_an_end_that_answers_alone_reach(
    case: tuple[f.Row, str, tuple[Told, ...], float, bool], answers: list[str], data: st.DataObject
) -> None:
    """Whatever was answered before; and until then nothing is offered but a short walk."""
    row, _, told, at, _ = case
    known = paused(person(*told), at)
    assert known.judged.pause is not None
    day = at
    for answer in answers:
        day += 1
        when = START + timedelta(days=day)
        known = known.after(f.PainRated("now", data.draw(st.integers(0, 10))), when)
        known = known.after_all(pauses.worked_out(known, CATALOG, when), when)
        if known.judged.pause is None:
            break
        items, why = plan.today(known, CATALOG, known.day(when)), known.judged.pause.row
        assert all(CATALOG.exercises[item.exercise].kind == "minutes" for item in items)
        if answer in advising.WORDS:
            known = known.after(f.DoctorSaid(why, advising.WORDS[answer]), when)
        elif answer:
            known = known.after(f.DoctorAsked(why), when)
        known = known.after_all(pauses.worked_out(known, CATALOG, when), when)
        if known.judged.pause is None:
            break
    if known.judged.pause:
        when = START + timedelta(days=day + 1)
        known = known.after(f.DoctorSaid(row, "go_on"), when)
        when += pauses.AFTER_RED
        known = known.after_all(pauses.worked_out(known, CATALOG, when), when)
    assert known.judged.pause is None


@given(st.lists(st.tuples(st.floats(0, 1.9), st.integers(0, 4), st.sampled_from(["", *advising.WORDS])), max_size=10))
@settings(max_examples=60, deadline=None)
def test_no_strength_within_48_hours_of_red_sore(told: list[tuple[float, int, str]]) -> None:
    """However low the readings are, however often it was asked, and whatever a doctor said."""
    known = paused(person(*RED_SORE), 0.91)
    for after, score, word in sorted(told):
        when = START + timedelta(days=0.91 + after)
        facts = (f.PainRated("now", score), *((ASKED, f.DoctorSaid("red_sore", advising.WORDS[word])) if word else ()))
        known = known.after_all(facts, when)
        known = known.after_all(pauses.worked_out(known, CATALOG, when), when)
        items = plan.today(known, CATALOG, known.day(when))
        assert all(CATALOG.exercises[item.exercise].kind == "minutes" for item in items)


# --- the talk ------------------------------------------------------------------------------------------------------


class Talk:
    """A talk at home with somebody of whom all this is known."""

    def __init__(self, known: Person, day: float) -> None:
        self.at, self.known, self.dialog = START + timedelta(days=day), known, talk.Dialog(home.Home(), 1, 1)
        self.heard: list[str] = []

    def type(self, text: str) -> list[str]:
        return self._turn(Said(text))

    def press(self, choice: str) -> list[str]:
        return self._turn(Pressed(choice, self.dialog.turn))

    def _turn(self, event: Said | Pressed) -> list[str]:
        self.at += timedelta(minutes=1)
        turn = talk.advance(self.dialog, event, World(self.at, CATALOG, self.known))
        self.dialog, self.known = turn.dialog, turn.person
        self.heard = [spoken.text for spoken in speak(turn.says, turn.dialog.turn, CATALOG.words["en"])]
        return [each.key for each in turn.says]


def test_red_sore_the_doctor_and_back() -> None:
    there = Talk(person(*RED_SORE, (0.95, f.MorningTold(False, 6)), now(6, 0.95)), 1)
    assert there.type("/menu") == ["advice.red_sore.1", "advice.tell.pause.1", "checking_signs"]
    assert "yesterday" in there.heard[0]
    assert "6 yesterday" in there.heard[1] or "6 today" in there.heard[1]
    there.press("none")
    assert there.press("none") == ["note.checked_signs", "home"]
    assert there.press("session") == ["asking_doctor"]
    assert there.press("not_seen") == ["in_pause.not_yet"]
    there.press("gentle_walk")
    there.type("menu")
    there.at += timedelta(days=1)
    assert there.press("session") == ["asking_doctor"]
    assert there.press("said_go_on") == ["in_pause.go_on"]
    assert "until Thursday" in there.heard[0]
    there.at += timedelta(days=1)
    keys = there.press("back")
    assert keys[0] == "note.resumed.doctor"
    assert there.known.judged.pause is None
    assert [each.row for each in there.known.judged.given] == ["red_sore"]
    assert there.known.judged.given[0].word == "go_on"
    assert advice_words.listed(World(there.at, CATALOG, there.known)) == (), "it is over"


def test_the_pain_that_would_open_a_session_pauses_it() -> None:
    there = Talk(person(*session(0, 2), settled(0), *session(2, 3), settled(2), (3, FELL)), 4)
    there.press("session")
    assert there.press("4") == ["advice.rising.1", "advice.tell.pause.1", "home"]
    assert "today" in there.heard[0]
    assert there.known.judged.pause
    there = Talk(person(*session(0, 2), settled(0), *session(2, 3), settled(2), (3, FELL)), 4)
    there.press("session")
    there.press("3")
    assert there.dialog.state.session
    assert there.known.judged.pause is None


def test_the_pain_that_would_open_a_session_may_ask_for_the_lists_first() -> None:
    there = Talk(person(*readings(*[2] * 7, *[4] * 5, 3)), 13)
    there.press("session")
    assert there.press("5") == ["advice.lists.first", "screening"]
    assert there.dialog.state.session is None
    there.known = replace(there.known, screened=there.at)
    there.dialog = talk.Dialog(home.Home(), 1, 1)
    there.press("session")
    assert there.dialog.state.session  # said once, and the number is not asked for again


def test_nobody_is_told_two_advices_in_one_turn() -> None:
    words = CATALOG.words["en"]
    assert all(words.versions(key) for key in (*advised.PLAIN, *filter(None, advised.PLAIN.values())))
    there = Talk(person(*things((0, 6), (7, 3))), 14)
    there.dialog = talk.Dialog(function.RatingThing(DAY + timedelta(days=14)), 1, 1)
    keys = there.press("3")
    assert keys == ["advice.function_down.1", "advice.tell.rises.1", "asking_limits"]


EASIER_IN: list[tuple[str, Person, float, str]] = [
    # what it shows, who, on which day, the pain before
    ("a good day", NEW, 0, "2"),
    ("with more pain", NEW, 0, "6"),
    ("the morning after red", person(*session(0, 3, "red"), settled(0)), 1, "3"),
    ("in a flare-up", person(FLARED), 1, "5"),
    ("a row that lets nothing rise", person(*readings(*[2] * 7, *[4] * 7), (13.05, f.Advised("mean_up"))), 13.1, "4"),
]


@pytest.mark.parametrize(("shows", "known", "day", "before"), EASIER_IN, ids=[case[0] for case in EASIER_IN])
def test_easier_always_works(shows: str, known: Person, day: float, before: str) -> None:
    known = replace(known, levels=(("walking", 3), ("wall_sit", 3)), minutes=15, screened=START + timedelta(days=day))
    there = Talk(known, day)
    there.press("session")
    there.press(before)
    for _ in range(4):
        ready = there.dialog.state
        assert ready.session, shows
        item, level = ready.session.item, there.known.level(ready.session.item.exercise) or 1
        keys = there.type("easier")
        lowest = "note.short_walk" if progression.may_be_short(CATALOG.exercises[item.exercise]) else "note.easiest"
        assert keys[0] == ("note.easier" if item.level > 1 else "note.easiest" if item.minutes == 1 else lowest), shows
        assert there.dialog.state.session
        assert there.dialog.state.session.item.level == max(1, item.level - 1)
        assert (there.known.level(item.exercise) or 1) <= level


def test_in_a_pause_the_walk_gets_easier_too() -> None:
    known = paused(person(*RED_SORE), 0.95).after_all((f.Advised("red_sore"), ASKED), START + timedelta(days=1))
    there = Talk(replace(known, levels=(("walking", 6),)), 1)
    there.press("session")
    there.press("gentle_walk")
    there.press("3")
    assert there.type("easier")[0] == "note.easier"


def test_a_session_is_not_begun_by_another_way_in_a_pause() -> None:
    known = paused(person(*RED_SORE), 0.95).after(f.Advised("red_sore"), START + timedelta(days=1))
    for way in ("/session", "short version", "start"):
        there = Talk(known, 1)
        there.type(way)
        assert there.dialog.state.session is None, way
        assert there.type("my doctor said yes")[-1:] == ["asking_doctor"]


def test_eight_for_the_second_day() -> None:
    there = Talk(person(now(8, 0)), 1)
    there.press("checkin")
    there.press("same")
    assert there.press("8") == ["note.thanks_score", "advice.eight_twice.1", "advice.tell.pause.1", "asking_limits"]
    assert "yesterday and today" in there.heard[1]
    assert there.press("none") == ["screening"]
    assert there.type("/menu")[-1] in ("screening", "note.first_this")


def test_no_praise_where_advice_is_given() -> None:
    there = Talk(person(*readings(*[2] * 7, *[5] * 6)), 13)
    there.press("checkin")
    there.press("better")
    keys = there.press("5")
    assert keys == ["note.thanks_score", "advice.lists.first", "screening"]


def test_not_coping_has_the_crisis_line_and_the_question_in_the_same_reply() -> None:
    there = Talk(NEW, 0)
    assert there.type("I can't cope any more")[-2:] in (
        ["advice.not_coping.1", "asking_mood"],
        ["note.mood", "asking_mood"],
    )
    there = Talk(NEW, 0)
    turn = talk.advance(talk.Dialog(advising.AskingCoping(), 1, 1), Pressed("too_much", 1), World(START, CATALOG, NEW))
    assert [each.key for each in turn.says] == ["advice.not_coping.1", "asking_mood"]
    assert turn.person.is_off(START)
    assert not turn.person.signs


@pytest.mark.parametrize("text", ["I need more painkillers than before", "I take more pills than usual"])
def test_medicine_is_for_the_pharmacist(text: str) -> None:
    there = Talk(NEW, 0)
    keys = there.type(text)
    if f.MedicineTold("more") in [*_facts(NEW, text)]:
        assert keys == ["advice.medicine.1", "home"]


def _facts(known: Person, text: str) -> tuple[f.Fact, ...]:
    return talk.advance(talk.Dialog(home.Home(), 1, 1), Said(text), World(START, CATALOG, known)).facts


def test_six_weeks_flat_asks_for_medicine_and_coping() -> None:
    flat = person(*readings(*[5] * 7), FIRST, now(5, 20), *readings(5, 5, 5, since=40))
    there = Talk(replace(flat, screened=START + timedelta(days=40)), 42)
    keys = there.type("/menu")
    assert keys == ["advice.six_weeks.1", "advice.tell.free.1", "asking_medicine"]
    assert "your number is 5" in there.heard[0]
    assert there.press("neither") == ["asking_coping"]
    assert there.press("i_manage") == ["home"]


def test_three_sore_mornings() -> None:
    there = Talk(person(*(x for n in (0, 2, 4) for x in (*session(n), sore(n)))), 5)
    assert there.type("/menu") == ["advice.three_sore.1", "advice.tell.pause.1", "home"]
    assert "on Monday, on Wednesday and yesterday" in there.heard[0]
    assert there.known.judged.pause


@pytest.mark.parametrize("step", [1, 2])
@pytest.mark.parametrize("row", [each.row for each in advice.TABLE])
def test_every_row_is_said_in_two_versions_and_short(row: f.Row, step: int) -> None:
    words = CATALOG.words["en"]
    known = replace(person(*RED_SORE, *readings(5, 5, 5, 5, since=-3)), judged=Judgement(flare=Flare(DAY)))
    w = World(START + timedelta(days=1), CATALOG, known)
    says = advice_words.said(advice.Due(advice.BY_ROW[row], step, ()), w)
    for each in says:
        assert each.safety
        text = speak((each,), 1, words)[0].text
        assert len(text) <= 400, (row, len(text))
        assert "great" not in text.casefold()
    other = advice_words.said(advice.Due(advice.BY_ROW[row], step + 1, ()), w)
    assert other[0].key != says[0].key or row == "mean_up"


def test_a_pause_holds_back_rises() -> None:
    known = paused(person(*RED_SORE), 0.95)
    assert not progression.rises_open(known, START + timedelta(days=5))
