"""Nudges that know (rules B10): rarer for who does not answer, silent where they should be, and never a surprise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies as st

from bot.engine.due import due_at, next_due
from content.load import load
from handlers import facts as f
from handlers.dialog import Dialog, advance
from handlers.diary import Day, Diary, Did
from handlers.events import FollowUpDue, NudgeDue, Pressed, Said
from handlers.judgement import Flare, Judgement, Pause
from handlers.person import Nudges, Past, Person
from handlers.rules import holds, rarer
from handlers.saved import dump_dialog, dump_person, load_dialog, load_person
from handlers.topics import doctor, home, more_often, nudge, seldom
from handlers.turn import Turn
from handlers.world import World

CATALOG = load()
ZONE = "Europe/Lisbon"  # in March on UTC
DAY = date(2026, 3, 2)  # a Monday
EVERY = (0, 1, 2, 3, 4, 5, 6)
KNOWN = Person(
    adult=True,
    consent=2,
    screened=datetime(2026, 3, 1, tzinfo=UTC),
    minutes=10,
    pain=3,
    baseline=4,
    sessions=9,
    zone=ZONE,
    nudges_asked=True,
)


def at(day: int, hour: str = "08:30", zone: str = ZONE) -> datetime:
    """That hour of the so many-th day after the Monday on which they wrote last."""
    local = datetime.combine(DAY + timedelta(days=day), time.fromisoformat(hour), ZoneInfo(zone))
    return local.astimezone(UTC)


class Days:
    """Somebody who wrote last on day 0, and the days that pass."""

    def __init__(self, days: tuple[int, ...] = EVERY, *, person: Person = KNOWN, hour: str = "08:30") -> None:
        plan = Nudges(ZONE, hour, days, since=at(0), last=DAY)
        self.person = replace(person, nudges=plan, nudged=DAY)
        self.dialog = Dialog(home.Home(), 1, 1, heard=at(0, "09:00"))
        self.now = at(0, "09:00")
        self.turn = Turn(self.dialog, self.person, (), ())
        self.given: list[tuple[int, str]] = []
        self.skipped: list[tuple[int, str]] = []

    @property
    def state(self) -> str:
        return type(self.dialog.state).__name__

    @property
    def keys(self) -> list[str]:
        return [said.key for said in self.turn.says]

    def world(self) -> World:
        return World(self.now, CATALOG, self.person)

    def hear(self, event: Pressed | Said | NudgeDue | FollowUpDue) -> Turn:
        self.turn = turn = advance(self.dialog, event, self.world())
        self.dialog, self.person = turn.dialog, turn.person
        for fact in turn.facts:
            number = (self.person.day(self.now) - DAY).days
            if isinstance(fact, f.Nudged):
                self.given.append((number, self.state))
            if isinstance(fact, f.NudgeSkipped):
                self.skipped.append((number, fact.why))
        return turn

    def press(self, *choices: str) -> None:
        for choice in choices:
            assert choice in (*(asked := self.dialog.state.ask(self.world())).choices, *asked.also), asked
            self.hear(Pressed(choice, self.dialog.turn))

    def type(self, text: str) -> None:
        self.hear(Said(text))

    def until(self, day: int, hour: str = "23:00") -> None:
        """Time passes; each nudge comes at its instant, as the engine has it. All is saved and loaded between."""
        end = at(day, hour)
        while (due := next_due(self.person.nudges, self.now)) and due.at <= end:
            self.now = max(self.now, due.at)
            self.hear(NudgeDue(due.day, due.at))
            self.dialog = load_dialog(dump_dialog(self.dialog))
            self.person = load_person(dump_person(self.person))
        self.now = end


def days(there: Days) -> list[int]:
    return [day for day, _ in there.given]


# --- rarer when ignored -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "given"),
    [
        # every day: 1, then 3 in 7 days and never two running, weekly from day 10 on, then two, 14 days apart
        (EVERY, [1, 3, 5, 8, 15, 22, 29, 36, 50]),
        ((0, 1, 2, 3, 4), [1, 3, 7, 9, 16, 23, 30, 44]),  # Monday to Friday
        ((0, 2, 4), [2, 4, 7, 9, 16, 23, 30, 44]),  # Mon Wed Fri: no more than chosen
        ((0,), [7, 14, 21, 28, 35, 49]),  # once a week was chosen: that is rare enough
        ((5, 6), [5, 12, 19, 26, 33, 47]),
    ],
)
def test_four_months_of_silence(chosen: tuple[int, ...], given: list[int]) -> None:
    there = Days(chosen)
    there.until(120)
    assert days(there) == given
    assert there.given[-1][1] == "Goodbye"
    assert [state for _, state in there.given].count("Goodbye") == 1
    asked = [state for _, state in there.given].count("LessOften")
    assert asked == (1 if len(chosen) > 2 else 0)
    assert there.person.nudges is not None
    assert there.person.nudges.paused_until == date.max
    assert due_at(there.person, there.now) is None


@pytest.mark.parametrize(
    ("silent", "given", "how"),
    [
        (0, (), "chosen"),
        (1, (), "chosen"),
        (1, (0,), "chosen"),
        (2, (), "chosen"),  # nothing was left unanswered
        (9, (), "chosen"),
        (40, (), "chosen"),
        (2, (1,), "rare"),  # two days running
        (2, (0,), "less_often"),
        (3, (1,), "less_often"),
        (3, (0, 1), "less_often"),
        (4, (1, 3), "rare"),
        (5, (1, 3), "fewer"),
        (7, (1, 3, 5), "rare"),  # three in seven days
        (8, (1, 3, 5), "fewer"),
        (9, (3, 5, 7), "rare"),
        (9, (2, 5, 7), "fewer"),
        (9, (1, 3, 5, 8), "rare"),
        (10, (8,), "rare"),
        (10, (4,), "rare"),
        (10, (3,), "fewer"),
        (14, (8,), "rare"),
        (15, (8,), "fewer"),
        (29, (22,), "fewer"),
        (29, (23,), "rare"),
        (30, (24,), "rare"),
        (30, (23,), "fewer"),  # the first of the last two
        (36, (29,), "fewer"),
        (43, (30,), "rare"),
        (44, (30,), "goodbye"),
        (60, (30,), "goodbye"),
    ],
)
def test_every_row(silent: int, given: tuple[int, ...], how: rarer.How) -> None:
    there = Days()
    sent = replace(there.person.sent, given=tuple(at(day, "10:00") for day in given))
    person = replace(there.person, sent=sent)
    assert rarer.how(person, at(0, "09:00"), at(silent)) == how


@pytest.mark.parametrize(
    ("paused_until", "silent"),
    [(None, 20), (DAY - timedelta(days=3), 20), (DAY + timedelta(days=11), 10), (DAY + timedelta(days=20), 1)],
)
def test_paused_days_do_not_count(paused_until: date | None, silent: int) -> None:
    there = Days()
    assert there.person.nudges is not None
    person = replace(there.person, nudges=replace(there.person.nudges, paused_until=paused_until))
    assert (there.person.day(at(20)) - rarer.silent_from(person, at(0))).days == silent


def test_a_holiday_is_no_silence() -> None:
    there = Days()
    there.type("i'm on holiday until 12 march")
    assert there.person.nudges is not None
    assert there.person.nudges.paused_until == date(2026, 3, 12)
    there.until(14)
    assert there.given == [(10, "Reminded"), (12, "LessOften"), (14, "Reminded")]


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("holiday until friday", 4),
        ("on holiday for a week", 8),
        ("i'm sick until friday", 4),
        ("away till monday", 7),
        ("pause until 20 march", 18),
        ("pause reminders for 3 days", 4),
    ],
)
def test_until_a_day_nothing_comes(words: str, until: int) -> None:
    there = Days()
    there.until(1, "08:31")
    there.type(words)
    there.given.clear()
    there.until(until)
    assert there.given == [(until, "Reminded")]


def test_two_in_the_morning_is_still_the_day_before() -> None:
    there = Days()
    assert rarer.how(there.person, at(0, "03:59"), at(1)) == "chosen"
    sent = replace(there.person.sent, given=(at(1),))
    person = replace(there.person, sent=sent)
    assert rarer.how(person, at(0, "03:59"), at(1, "20:00")) == "chosen"
    assert rarer.how(person, at(0, "03:59"), at(2, "20:00")) == "rare"


@settings(max_examples=60, deadline=None)
@given(
    chosen=st.sets(st.integers(0, 6), min_size=1).map(lambda found: tuple(sorted(found))),
    hour=st.sampled_from(["00:30", "03:59", "04:00", "08:30", "23:30"]),
    back=st.integers(1, 70),
)
def test_never_more_than_was_chosen_or_allowed(chosen: tuple[int, ...], hour: str, back: int) -> None:
    there = Days(chosen, hour=hour)
    there.until(back)
    ignored = days(there)
    for first, second in pairwise(ignored):
        assert second - first >= (1 if second < 2 else 7 if second >= 10 else 2)
        if first >= 30:
            assert second - first >= 14
    for day in ignored:
        assert sum(1 for each in ignored if day <= each < day + 7) <= 3
    assert len([day for day in ignored if day >= 30]) <= 2
    there.type("hello")
    there.given.clear()
    there.until(back + 9)
    calendar = {(date.fromordinal(DAY.toordinal() + each)).weekday() for each in range(back + 1, back + 3)}
    assert there.given or not calendar & set(chosen)


# --- coming back ------------------------------------------------------------------------------------------------------


WELCOME = "note.good_to_see_you"


def welcomed(there: Days) -> bool:
    return any(key.startswith(WELCOME) for key in there.keys)


@pytest.mark.parametrize(
    ("silent", "word", "welcome"),
    [
        (1, "hello", False),
        (2, "hello", True),
        (28, "hello", True),
        (28, "menu", True),
        (90, "hello", True),
        (28, "stop reminders", False),
        (28, "my back is much worse", False),
        (28, "numb between my legs", False),
        (28, "i want to die", False),
        (28, "it hurts", False),
    ],
)
def test_who_comes_back_is_welcome_once_and_nothing_is_counted(silent: int, word: str, welcome: bool) -> None:
    there = Days()
    there.until(silent)
    there.type(word)
    assert welcomed(there) == welcome
    there.now += timedelta(minutes=1)
    there.type("hello")
    assert not welcomed(there)


def test_who_answers_every_monday_is_not_welcomed_back() -> None:
    there = Days((0,))
    for week in (1, 2, 3):
        there.until(7 * week, "08:31")
        assert there.state == "Reminded"
        there.press("rest_day")
        assert not welcomed(there)


def test_any_press_and_it_is_as_chosen_again() -> None:
    there = Days()
    there.until(15, "08:31")
    there.press("rest_day")
    there.given.clear()
    there.until(18)
    assert there.given == [(16, "Reminded"), (18, "LessOften")]


def test_after_the_goodbye_a_word_brings_them_back_the_next_day() -> None:
    there = Days()
    there.until(200, "09:00")
    before = len(there.given)
    there.type("hello")
    assert there.person.nudges is not None
    assert there.person.nudges.paused_until is None
    assert there.state == "Home"
    assert [key.partition(".")[0] for key in there.keys] == ["note", "home"]
    there.until(200)
    assert len(there.given) == before  # they are here: no nudge on the day they came back
    there.until(201)
    assert there.given[before:] == [(201, "Reminded")]


@pytest.mark.parametrize(
    ("press", "state", "paused"), [("keep", "Home", False), ("close_delete", "Deleting", False), ("start", "", False)]
)
def test_the_goodbye(press: str, state: str, paused: bool) -> None:
    there = Days()
    there.until(50, "08:31")
    assert there.state == "Goodbye"
    there.press(press)
    assert there.state == state or not state
    assert there.person.nudges is not None
    assert (there.person.nudges.paused_until == date.max) is paused
    if press == "close_delete":
        assert not welcomed(there)
        there.press("keep_it")
        assert there.state == "Home"


@pytest.mark.parametrize(
    ("chosen", "press", "now"),
    [
        (EVERY, "twice_a_week", (0, 3)),
        (EVERY, "once_a_week", (0,)),
        ((0, 2, 4), "twice_a_week", (0, 4)),
        ((1, 2, 3, 4, 5), "twice_a_week", (1, 4)),
        ((0, 2, 4), "once_a_week", (0,)),
        (EVERY, "as_before", EVERY),
        (EVERY, "rest_day", EVERY),
    ],
)
def test_less_often(chosen: tuple[int, ...], press: str, now: tuple[int, ...]) -> None:
    there = Days(chosen)
    number = 0
    while there.state != "LessOften":
        number += 1
        assert number < 10
        there.until(number, "08:31")
    there.press(press)
    assert there.person.nudges is not None
    assert there.person.nudges.days == now
    assert there.person.nudges.at == "08:30"


def test_less_often_never_offers_more() -> None:
    there = Days((0, 3))
    assert "twice_a_week" not in seldom.LessOften(DAY).ask(there.world()).choices
    there = Days((0,))
    asked = seldom.LessOften(DAY).ask(there.world())
    assert asked.choices == ("pause", "short", "as_before")


def test_pause_from_less_often() -> None:
    there = Days()
    there.until(3, "08:31")
    there.press("pause", "pause_7")
    assert there.person.nudges is not None
    assert there.person.nudges.paused_until == DAY + timedelta(days=10)


def test_old_rows_begin_on_the_day_of_the_upgrade() -> None:
    """Nobody knows when they wrote last: nudges go on as they were, as if they had written at the first of them."""
    there = Days()
    there.dialog = replace(there.dialog, heard=None)
    there.until(40)
    assert there.given[:3] == [(1, "Reminded"), (2, "Reminded"), (4, "LessOften")]
    saved = load_dialog('{"v":3,"turn":1,"asked":1,"missed":0,"tapped":"","kind":"Home","data":{}}')
    assert saved.heard is None


@pytest.mark.parametrize("words", ["xqzzt", "what is this", "progress", "reminders"])
def test_the_goodbye_is_not_said_twice(words: str) -> None:
    there = Days()
    there.until(60, "09:00")
    there.type(words)
    assert there.state != "Goodbye"
    assert not [key for key in there.keys if key.startswith("goodbye")]


# --- situations -------------------------------------------------------------------------------------------------------


def day(number: int, **told: object) -> Day:
    return replace(Day(DAY + timedelta(days=number)), **told)  # type: ignore[arg-type]


RED = Did("wall_sit", 1, "red")


@pytest.mark.parametrize(
    ("told", "first"),
    [
        ((), False),
        ((day(0, readings=(3,)),), False),
        ((day(0, readings=(3, 7)),), False),
        ((day(0, readings=(3, 8)),), True),
        ((day(0, readings=(8, 3)),), False),  # the last one counts
        ((day(0, after=8),), True),
        ((day(0, worse=True),), True),
        ((day(0, did=(RED,)),), True),
        ((day(0, red=True),), True),
        ((day(0, leg=True),), True),
        ((day(0, morning="not"),), True),
        ((day(0, morning="settled"),), False),
        ((day(-2, worse=True),), True),  # nothing was told since
        ((day(-2, worse=True), day(0, readings=(3,))), False),
        ((day(-7, worse=True),), False),
        ((day(0, worse=True), day(1, readings=(3,))), False),  # told today already
    ],
)
def test_how_the_back_is_comes_first_after_a_bad_day(told: tuple[Day, ...], first: bool) -> None:
    there = Days(person=replace(KNOWN, diary=Diary(told)))
    there.until(1)
    assert there.given == [(1, "AskingFirst" if first else "Reminded")]


def test_no_exercise_is_named_before_it_is_told() -> None:
    there = Days(person=replace(KNOWN, diary=Diary((day(0, worse=True),))))
    there.until(1, "08:31")
    asked = there.dialog.state.ask(there.world())
    assert asked.choices == ("checkin", "later", "rest_day")
    there.press("checkin")
    assert there.state == "Comparing"


def test_the_morning_question_comes_first_if_it_is_due() -> None:
    past = (Past(DAY, 300, 2),)
    there = Days(person=replace(KNOWN, past=past, diary=Diary((day(0, did=(RED,)),))))
    there.until(1, "08:31")
    there.press("checkin")
    assert there.state == "MorningAfter"


def test_while_the_plan_is_paused_the_reading_comes_first() -> None:
    there = Days(person=replace(KNOWN, judged=Judgement(pause=Pause("red_sore", at(-5)))))
    there.until(1)
    assert there.state == "AskingFirst"


def test_in_a_flare_the_short_one_or_rest() -> None:
    there = Days(person=replace(KNOWN, judged=Judgement(flare=Flare(DAY))))
    there.until(1, "08:31")
    assert there.dialog.state.ask(there.world()).choices == ("short", "later", "rest_day")


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (f.DoneAlone(DAY + timedelta(days=1)), "done"),
        (f.RestDayTaken(DAY + timedelta(days=1)), "rest"),
        (f.ExercisesOff(DAY + timedelta(days=1), "worse"), "held"),
        (f.FeltUnwell(DAY + timedelta(days=1)), "off"),
        (f.Held("urgent", ("cough",)), "held"),
        (f.DangerSaid("crisis"), "held"),
        (f.DangerSaid("body", ("numb_saddle",)), "held"),
    ],
)
def test_silence(told: f.Fact, why: str) -> None:
    there = Days()
    there.person = there.person.after(told, at(1, "07:00"))
    there.until(1)
    assert there.skipped == [(1, why)]
    assert not there.turn.says


def test_late_is_silent() -> None:
    there = Days()
    there.now = at(1, "10:01")
    there.hear(NudgeDue(DAY + timedelta(days=1), at(1)))
    assert there.skipped == [(1, "late")]


@pytest.mark.parametrize(
    ("wished", "hours", "asked_at"),
    [
        ({}, "09:00", "09:00"),
        ({}, "23:00", "08:30"),  # by day only
        ({"nudges": None}, "09:00", ""),
        ({"nudges": None, "ask_then": True}, "09:00", "09:00"),
        ({"crisis": at(0)}, "09:00", ""),
        ({"away": True}, "09:00", ""),
    ],
)
def test_open_questions_come_again_once_after_two_days(wished: dict[str, object], hours: str, asked_at: str) -> None:
    there = Days()
    told = at(0, hours)
    there.person = replace(there.person.after(f.DangerSaid("body", ("numb_saddle",)), told), **wished)  # type: ignore[arg-type]
    found = holds.follow_up(there.person, told)
    if not asked_at:
        assert found is None
        return
    assert found == at(2 if hours < asked_at or hours == asked_at else 3, asked_at)
    there.now = found
    there.dialog = replace(there.dialog, state=doctor.checking("signs", there.person.told))
    there.hear(FollowUpDue())
    assert there.keys == ["note.still_open", "checking_signs"]
    assert there.turn.once
    assert holds.follow_up(there.person, there.now) is None
    there.until(9)
    assert not there.given


def test_answered_questions_do_not_come_again() -> None:
    there = Days()
    there.person = there.person.after(f.DangerSaid("body", ("numb_saddle",)), at(0)).after(f.SignsCleared(), at(0))
    assert holds.follow_up(there.person, at(0)) is None
    there.now = at(3)
    there.hear(FollowUpDue())  # one that was on its way
    assert not there.turn.says


# --- later ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "now", "words", "day", "comes"),
    [
        ("08:30", "08:31", "in 30 minutes", 1, "09:01"),
        ("08:30", "08:31", "remind me in 2 hours", 1, "10:31"),
        ("08:30", "08:31", "after work", 1, "18:30"),
        ("17:15", "09:00", "remind me after work", 1, "17:15"),  # their own hour
        ("08:30", "08:31", "tomorrow, tomorrow", 2, "08:30"),  # "later", and when
        ("08:30", "08:31", "can you remind me tomorrow", 2, "08:30"),
        ("08:30", "08:31", "tomorrow at 9:15", 2, "09:15"),
        ("08:30", "08:31", "later, 22:15", 1, "22:15"),  # theirs, though it is late
        ("08:30", "08:31", "later, 6:10", 2, "06:10"),
        ("08:30", "08:31", "later, 7", 1, "19:00"),
        ("08:30", "08:31", "later, 9", 1, "09:00"),
        ("20:30", "20:40", "in 30 minutes", 0, ""),  # 21:10 would be ours
    ],
)
def test_any_later(hour: str, now: str, words: str, day: int, comes: str) -> None:
    there = Days((0, 1, 3), hour=hour)
    there.until(1, now)
    if there.state != "Reminded":
        there.dialog = replace(there.dialog, state=nudge.Reminded(DAY + timedelta(days=1)))
    for each in words.split(", "):
        there.type(each)
    assert there.state == "Home", there.keys
    assert there.person.nudges is not None
    assert there.person.nudges.snoozed_until == (at(day, comes) if comes else None)
    if not comes:
        assert there.keys[0] == "note.too_late_today"


def test_three_times_a_day_and_then_it_is_left() -> None:
    there = Days()
    there.until(1, "08:30")
    for minute in range(3):
        assert there.state == "Reminded"
        there.press("later", "later_15")
        there.until(1, f"08:{45 + 15 * minute}" if minute < 1 else f"09:{15 * (minute - 1):02}")
    assert there.state == "Reminded"
    assert "later" not in there.dialog.state.ask(there.world()).choices
    there.type("in 20 minutes")
    assert there.keys[0] == "note.no_more_later"
    there.until(2, "08:30")
    assert "later" in there.dialog.state.ask(there.world()).choices


def test_a_quarter_of_an_hour_after_midnight_is_the_same_day() -> None:
    there = Days(hour="00:30")
    there.until(1, "00:30")
    there.press("later", "later_15")
    there.until(1, "00:50")
    assert [hour for hour, _ in there.given] == [0, 0]  # before four it is still the day before


# --- more often, only if wished ---------------------------------------------------------------------------------------


def test_one_more_only_if_wished_and_never_two() -> None:
    there = Days()
    there.until(1)
    assert days(there) == [1]
    there = Days()
    there.dialog = replace(there.dialog, state=more_often.MoreOften())
    there.press("again_120")
    there.until(1, "10:30")
    assert days(there) == [1, 1]
    assert there.keys[0].startswith("nudged.again")
    there.until(1)
    assert days(there) == [1, 1]


@pytest.mark.parametrize("press", ["rest_day", "back"])
def test_no_second_one_once_the_first_was_answered(press: str) -> None:
    there = Days()
    there.person = there.person.after(f.NudgeAgainSet(120), there.now)
    there.until(1, "08:31")
    there.type("menu") if press == "back" else there.press(press)
    there.until(1)
    assert days(there) == [1]
    assert there.skipped == [(1, "rest" if press == "rest_day" else "answered")]


@pytest.mark.parametrize(("hour", "given"), [("18:30", [1, 1]), ("18:31", [1]), ("06:30", [1, 1]), ("06:29", [1])])
def test_the_second_one_is_ours_and_keeps_to_the_day(hour: str, given: list[int]) -> None:
    there = Days(hour=hour)
    there.person = there.person.after(f.NudgeAgainSet(120), there.now)
    there.until(1)
    assert days(there) == given


def test_put_off_and_not_answered_there_is_still_one_more_at_most() -> None:
    there = Days()
    there.person = there.person.after(f.NudgeAgainSet(120), there.now)
    there.until(1, "10:30")
    there.press("later", "later_15")
    there.until(1)
    assert days(there) == [1, 1, 1]  # the nudge, one more, and the "later" they asked for


def test_three_hours_a_day() -> None:
    there = Days()
    there.dialog = replace(there.dialog, state=more_often.MoreOften())
    there.press("add_hour", "at_1830", "more_often", "add_hour")
    there.type("7")
    there.press("at_0700")
    assert there.person.nudges is not None
    assert (there.person.nudges.at, there.person.nudges.more) == ("07:00", ("08:30", "18:30"))
    assert "add_hour" not in more_often.MoreOften().ask(there.world()).choices
    there.until(1)
    assert days(there) == [1, 1, 1]
    there.until(1, "23:30")
    there.press("rest_day")
    there.type("reminders")
    said = dict(there.turn.says[-1].args)
    assert said["time"] == ("@at_0700", "@at_0830", "@at_1830")


def test_with_several_hours_a_session_ends_the_day_and_silence_makes_it_one() -> None:
    there = Days()
    there.person = there.person.after(f.MoreNudgesSet(("12:30", "18:30")), there.now)
    there.until(1, "09:00")
    there.person = there.person.after(f.DoneAlone(DAY + timedelta(days=1)), there.now)
    there.until(1)
    assert days(there) == [1]
    assert [why for _, why in there.skipped] == ["done", "done"]
    there = Days()
    there.person = there.person.after(f.MoreNudgesSet(("12:30", "18:30")), there.now)
    there.until(9)
    assert days(there) == [1, 1, 1, 3, 5, 8]


def test_monday_wednesday_friday_only() -> None:
    there = Days((0, 2, 4))
    for number in range(1, 15):
        there.until(number, "08:31")
        if there.state != "Home":
            there.type("menu")
    assert days(there) == [2, 4, 7, 9, 11, 14]


def test_another_hour_keeps_what_was_wished() -> None:
    there = Days()
    there.person = there.person.after(f.MoreNudgesSet(("12:30", "18:30")), there.now)
    moved = there.person.after(f.NudgesSet("13:00", (0, 1)), there.now)
    assert moved.nudges is not None
    assert moved.nudges.more == ("18:30",)
    once = moved.after(f.NudgeAgainSet(0), there.now)
    assert once.nudges is not None
    assert (once.nudges.more, once.nudges.again) == ((), 0)


def test_twice_a_day_in_words() -> None:
    there = Days()
    there.type("remind me twice a day")
    assert there.state == "MoreOften"
    there = Days()
    there.person = replace(there.person, nudges=None)
    there.type("remind me twice a day")
    assert there.keys == ["note.once_a_day", "reminders.off"]


# --- words ------------------------------------------------------------------------------------------------------------

HEALTH = ("pain", "back", "sore", "exercise", "session", "doctor", "leg", "worse", "hurt")
RECURRING = ("nudged.again", "asking_first", "asking_first.late", "less_often", "goodbye", WELCOME)


@pytest.mark.parametrize("key", RECURRING)
def test_a_lock_screen_shows_nothing_of_health(key: str) -> None:
    words = CATALOG.words["en"]
    found = [words.text(each, late="10 minutes") for each in words.versions(key)]
    assert len(set(found)) == len(found) >= 4
    for text in found:
        said = text.lower().replace("welcome back", "").replace("you're back", "")
        assert not [word for word in HEALTH if word in said], text
