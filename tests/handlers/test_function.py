"""What should be easier: when it is asked, what is kept, what is a real change, and row `function_down`, row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from content.model import Catalog
from handlers import facts as f
from handlers.functioning import Activity, Function
from handlers.person import Past, Person
from handlers.rules import function as rules
from handlers.topics.checkin import Comparing
from handlers.topics.function import LONGEST, NamingGoal, NamingThings, RatingThing, Things, own
from handlers.topics.home import Home
from tests.fakes.shared.talking import KNOWN, NOW, Talk, at_home

DAY = NOW.date()
SOCKS, SITTING, LIFTING = "putting on socks", "sitting", "lifting"
Score = int | None


def on(days: int) -> date:
    return DAY + timedelta(days=days)


def told(*weeks: tuple[int, tuple[Score, ...]], names: tuple[str, ...] = (SOCKS, SITTING, LIFTING)) -> Function:
    """What is known after these weekly answers: on which day, and the scores of the things in their order."""
    known = Function()
    for name in names[: len(weeks[0][1])]:
        known = known.after(f.FunctionNamed(name))
    for days, scores in weeks:
        for name, score in zip(names, scores, strict=False):
            known = known.after(f.FunctionRated(name, score, on(days)))
    return known


# --- what has changed ---------------------------------------------------------------------------------------------

CHANGED: tuple[tuple[tuple[Score, ...], tuple[Score, ...], str], ...] = (
    ((3,), (5,), "up"),
    ((3,), (4,), "same"),
    ((5,), (3,), "down"),
    ((5,), (4,), "same"),
    ((3, 3), (5, 5), "up"),
    ((3, 3), (5, 4), "same"),  # 1.5 in the mean
    ((3, 3), (6, 3), "up"),  # 3 of one
    ((3, 3), (5, 3), "same"),
    ((6, 6), (3, 6), "down"),
    ((6, 6), (4, 6), "same"),
    ((6, 3), (3, 6), "same"),  # one rose and another fell: the mean decides
    ((6, 3, 3), (3, 9, 6), "up"),
    ((9, 8, 3), (4, 3, 6), "down"),
    ((6, 6), (None, 4), "down"),  # "did not do it" is not compared
    ((6, 6), (None, 5), "same"),
    ((6,), (None,), "unknown"),
    ((None,), (4,), "unknown"),  # the first number there is
)


@pytest.mark.parametrize(("first", "now", "way"), CHANGED)
def test_what_has_really_changed(first: tuple[Score, ...], now: tuple[Score, ...], way: str) -> None:
    assert rules.changed(rules.compared(told((0, first), (7, now)))) == way


def test_nothing_is_compared_with_itself() -> None:
    assert rules.compared(told((0, (3, 4)))) == ()
    assert rules.changed(()) == "unknown"


# --- row function_down --------------------------------------------------------------------------------------------

DOWN: tuple[tuple[str, tuple[tuple[int, tuple[Score, ...]], ...], int, bool], ...] = (
    ("mean down by 2 twice running", ((0, (6, 6)), (7, (4, 4)), (14, (4, 4))), 14, True),
    ("only once", ((0, (6, 6)), (7, (6, 6)), (14, (4, 4))), 14, False),
    ("the second is better", ((0, (6, 6)), (7, (4, 4)), (14, (5, 4))), 14, False),
    ("one down by 3 twice running", ((0, (6, 6)), (7, (3, 6)), (14, (3, 6))), 14, True),
    ("one by 3, then another", ((0, (6, 6)), (7, (3, 6)), (14, (6, 3))), 14, True),
    ("one by 2 of two", ((0, (6, 6)), (7, (4, 6)), (14, (4, 6))), 14, False),
    ("the first answer never counts", ((0, (6,)), (7, (4,))), 7, False),
    ("not done is no 0", ((0, (6,)), (7, (None,)), (14, (None,))), 14, False),
    ("not done in between", ((0, (6,)), (7, (4,)), (14, (None,)), (21, (4,))), 21, False),
    ("not done of one of two", ((0, (6, 6)), (7, (None, 4)), (14, (4, None))), 14, True),
    ("one week passed over", ((0, (6,)), (7, (4,)), (21, (4,))), 21, True),
    ("too far apart", ((0, (6,)), (7, (4,)), (22, (4,))), 22, False),
    ("still told lately", ((0, (6,)), (7, (4,)), (14, (4,))), 41, True),
    ("told too long ago", ((0, (6,)), (7, (4,)), (14, (4,))), 42, False),
    ("put right within the week", ((0, (6,)), (7, (4,)), (13, (4,))), 13, False),
    ("nothing told", ((0, (None,)),), 7, False),
)


@pytest.mark.parametrize(("weeks", "day", "down"), [row[1:] for row in DOWN], ids=[row[0] for row in DOWN])
def test_function_down(weeks: tuple[tuple[int, tuple[Score, ...]], ...], day: int, down: bool) -> None:
    assert rules.function_down(Person(function=told(*weeks)), on(day)) is down


# --- when it is asked ---------------------------------------------------------------------------------------------

ASKED: tuple[tuple[str, Function, int, bool, str], ...] = (
    ("six days after the first session", Function(), 6, True, ""),
    ("seven", Function(), 7, True, "name"),
    ("no session today", Function(), 7, False, ""),
    ("asked six days ago", Function(asked=on(7), offers=1), 13, True, ""),
    ("asked a week ago", Function(asked=on(7), offers=1), 14, True, "name"),
    ("asked twice", Function(asked=on(14), offers=2), 21, True, "name"),
    ("asked three times", Function(asked=on(21), offers=3), 28, True, ""),
    ("named, not rated", Function((Activity(SOCKS),)), 8, False, "rate"),
    ("rated six days ago", told((7, (3,))), 13, True, ""),
    ("rated a week ago", told((7, (3,))), 14, False, "rate"),
    ("passed over yesterday", replace(told((7, (3,))), asked=on(14)), 15, True, ""),
    ("passed over a week ago", replace(told((7, (3,))), asked=on(14)), 21, True, "rate"),
)


@pytest.mark.parametrize(("known", "day", "did", "due"), [row[1:] for row in ASKED], ids=[row[0] for row in ASKED])
def test_when_it_is_asked(known: Function, day: int, did: bool, due: str) -> None:
    past = (Past(on(day), 300, 2),) if did else ()
    assert rules.due(Person(first_session=DAY, function=known, past=past), on(day)) == due


def test_nothing_is_asked_before_the_first_session() -> None:
    assert rules.due(Person(past=(Past(DAY, 0, 1),)), on(30)) == ""


# --- what is remembered -------------------------------------------------------------------------------------------


def test_the_first_number_stays_and_the_latest_two_answers_are_kept() -> None:
    known = told((0, (3,)), (7, (4,)), (14, (5,)), (21, (6,)))
    assert known.activities == (Activity(SOCKS, 3, DAY, 6, 5),)
    assert known.weeks == (on(14), on(21))


def test_within_the_week_an_answer_puts_the_last_one_right() -> None:
    assert told((0, (3,)), (6, (4,))).activities == (Activity(SOCKS, 4, DAY, 4),)
    assert told((0, (3,)), (7, (9,)), (13, (4,))).activities == (Activity(SOCKS, 3, DAY, 4, 3),)


def test_a_first_answer_without_a_number_is_followed_by_a_first_number() -> None:
    assert told((0, (None,)), (7, (4,))).activities == (Activity(SOCKS, 4, on(7), 4),)


def test_there_are_three_at_most_and_each_once() -> None:
    known = Function()
    for name in (SOCKS, SOCKS, SITTING, LIFTING, "a fourth"):
        known = known.after(f.FunctionNamed(name))
    assert known.names == (SOCKS, SITTING, LIFTING)
    assert known.after(f.FunctionDropped(SITTING)).names == (SOCKS, LIFTING)
    assert known.after(f.FunctionRated("never named", 3, DAY)) == known


def test_without_consent_nothing_is_kept(catalog: Catalog) -> None:
    kinds = (f.FunctionAsked, f.FunctionNamed, f.FunctionDropped, f.FunctionRated, f.GoalSet, f.GoalReached)
    assert not any(kind.before_consent for kind in kinds)
    talk = at_home(catalog, Person())
    talk.hear("/progress", "what should be easier")
    assert talk.where() is not NamingThings


# --- the talk -----------------------------------------------------------------------------------------------------

WEEK_OLD = replace(KNOWN, first_session=on(-7), sessions=3, past=(Past(DAY, 300, 2),), how_long="weeks")


def after_session(catalog: Catalog, person: Person = WEEK_OLD) -> Talk:
    talk = at_home(catalog, person)
    talk.dialog = replace(talk.dialog, state=Comparing(after=True))
    return talk


def test_it_is_asked_after_the_check_in_of_a_session_and_not_again_that_week(catalog: Catalog) -> None:
    talk = after_session(catalog)
    talk.hear("same", "3")
    assert talk.where() is NamingThings
    assert talk.hear("not now")
    assert talk.where() is Home
    assert talk.person.function == Function(asked=DAY, offers=1)
    again = after_session(catalog, talk.person)
    again.hear("same", "3")
    assert again.where() is Home


@pytest.mark.parametrize("answers", [("same", "8"), ("not now",), ("worse", "3")])
def test_it_is_not_asked_on_a_bad_day_or_where_no_check_in_was_given(
    catalog: Catalog, answers: tuple[str, ...]
) -> None:
    talk = after_session(catalog)
    talk.hear(*answers)
    assert not talk.kept(f.FunctionAsked)


def test_naming_rating_and_a_goal(catalog: Catalog) -> None:
    talk = after_session(catalog)
    talk.hear("same", "3", "putting on socks", "sitting at work", "that's all")
    assert talk.where() is RatingThing
    talk.hear("3")
    assert talk.where() is RatingThing
    talk.hear("did not do it")
    assert talk.where() is NamingGoal
    talk.hear("a day in the hills")
    assert talk.where() is Home
    known = talk.person.function
    assert known.activities == (Activity(SOCKS, 3, DAY, 3), Activity("sitting at work"))
    assert known.goal == "a day in the hills"
    assert f.FunctionRated("sitting at work", None, DAY) in talk.facts


def test_no_pain_is_no_zero_of_what_one_can_do(catalog: Catalog) -> None:
    talk = at_home(catalog, replace(WEEK_OLD, function=told((-7, (3,)))))
    talk.hear("progress", "what should be easier", "how it goes now")
    for words in ("no pain", "nothing", "the worst"):
        talk.hear(words)
        assert not talk.kept(f.FunctionRated), words
    talk.hear("/progress", "what should be easier", "how it goes now", "about a 6")
    assert talk.kept(f.FunctionRated) == [f.FunctionRated(SOCKS, 6, DAY)]


@pytest.mark.parametrize("text", ["thanks", "menu", "12", "?", "ok"])
def test_what_is_no_thing_is_not_kept(catalog: Catalog, text: str) -> None:
    talk = after_session(catalog)
    talk.hear("same", "3", text)
    assert not talk.kept(f.FunctionNamed)


@pytest.mark.parametrize("words", ["I can't feel it when I wipe", "I don't want to live"])
@pytest.mark.parametrize("first", [(), ("socks", "that's all", "3")], ids=["thing", "goal"])
def test_words_of_danger_are_answered_first_and_not_kept(catalog: Catalog, words: str, first: tuple[str, ...]) -> None:
    talk = after_session(catalog)
    before = len([*talk.hear("same", "3", *first)]) and len(talk.facts)
    talk.hear(words)
    assert not any(isinstance(fact, f.FunctionNamed | f.GoalSet) for fact in talk.facts[before:])
    assert talk.where().__name__ in ("OnHold", "InCrisis", "CheckingSigns", "AskingSign")


def test_words_put_aside_are_kept_when_they_say_so(catalog: Catalog) -> None:
    for answer, kept in (("keep it", True), ("leave it out", False)):
        talk = after_session(catalog)
        talk.hear("same", "3")
        aside = talk.dialog.state.put_aside("walking without a numb foot")
        talk.dialog = replace(talk.dialog, state=aside)
        talk.hear(answer)
        assert bool(talk.person.function.activities) is kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  putting on\n socks ", "putting on socks"),
        ("@home.again", "home.again"),
        ("@@everyone", "everyone"),
        ("{score}", "{score}"),
        ("x" * 500, "x" * LONGEST),
        ("123", ""),
        ("   ", ""),
    ],
)
def test_own_words_are_kept_in_one_line_and_never_taken_for_a_key(catalog: Catalog, text: str, kept: str) -> None:
    assert own(text) == kept
    if kept:
        talk = at_home(catalog, replace(WEEK_OLD, function=Function((Activity(kept, 3, DAY, 3),), goal=kept)))
        assert kept in " ".join(talk.hear("progress", "what should be easier"))


def test_several_things_in_one_message(catalog: Catalog) -> None:
    talk = after_session(catalog)
    talk.hear("same", "3", "socks; sitting\nlifting; a fourth")
    assert talk.person.function.names == ("socks", "sitting", "lifting")
    assert talk.where() is RatingThing


def test_one_is_taken_off_and_the_goal_is_reached(catalog: Catalog) -> None:
    known = replace(told((-7, (3, 4))), goal="a day in the hills")
    talk = at_home(catalog, replace(WEEK_OLD, function=known))
    talk.hear("progress", "what should be easier", "I've reached my goal", "take one off", "the first")
    assert talk.where() is Things
    assert talk.person.function.names == (SITTING,)
    assert talk.person.function.reached


def test_a_week_later_what_changed_is_said(catalog: Catalog) -> None:
    for score, words in (("6", "better than at first"), ("3", "About as at first"), ("0", "harder than at first")):
        talk = after_session(catalog, replace(WEEK_OLD, function=told((-7, (3,)))))
        said = talk.hear("same", "3", score)
        assert any(words in each for each in said)
        assert "exercise" not in said[0].lower()
