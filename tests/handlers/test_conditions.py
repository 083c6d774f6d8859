"""What is told after the lists: a condition, and what is left out for it; sleep, medicine; pain before an exercise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.speaking.speak import speak
from handlers import dialog as talk, facts as f
from handlers.dialog import Dialog
from handlers.moves import Exit, Leave
from handlers.person import Person
from handlers.rules import plan, safety
from handlers.session import Item, Session
from handlers.topics import doctor, home, telling, welcome
from handlers.topics.session import ready, timed
from handlers.turn import follow
from tests.handlers.test_holds import CATALOG, NOW, WELL, talked
from tests.handlers.test_safety import Talking

ABOUT_YOU = next(each for each in CATALOG.lists if each.id == "about_you").questions
ASKED = [q.id for q in ABOUT_YOU if q.condition and q.id != "joints"]
WORDS = CATALOG.words["en"]


def tell(there: Talking, question: str) -> None:
    """They told this condition by the way."""
    turn = follow(there.dialog, Leave(Exit.CONDITION, question), there.world())
    there.dialog, there.person = turn.dialog, turn.person


@pytest.mark.parametrize("question", ASKED)
@pytest.mark.parametrize("answer", ["yes", "unsure"])
def test_a_condition_told_later_is_asked_for_once_and_holds(question: str, answer: str) -> None:
    there = talked()
    before = {each.id: safety.top_level(there.person, each) for each in CATALOG.exercises.values()}
    tell(there, question)
    assert talk.ask(there.dialog, there.world()).args == (("question", f"@question.{question}.ask"),)
    there.press(answer)
    asked = next(q for q in ABOUT_YOU if q.id == question)
    assert there.person.conditions == (asked.condition,)
    assert there.state == ("AskingClearance" if asked.outcome == "clearance" else "Home")
    out = [e.id for e in CATALOG.exercises.values() if before[e.id] and not safety.top_level(there.person, e)]
    assert there.person.screened, "the lists are not due for it"
    assert all(WORDS.text(f"exercise.{name}.short") in there.said for name in out)
    assert out or "Nothing has to be left out" in there.said or "gentler way" in there.said


@pytest.mark.parametrize("question", [*ASKED, "joints"])
def test_no_changes_nothing_and_leads_back(question: str) -> None:
    there = talked()
    tell(there, question)
    there.press("no")
    assert (there.person, there.state) == (WELL, "Home")


@pytest.mark.parametrize(("joint", "conditions"), [("knee_hip", ("knee",)), ("both", ("knee", "shoulder"))])
def test_which_joint_is_asked(joint: str, conditions: tuple[str, ...]) -> None:
    there = talked()
    tell(there, "joints")
    there.press("yes", joint)
    assert there.person.conditions == conditions


def test_two_of_some_are_urgent_together_when_told_apart_too() -> None:
    there = talked(replace(WELL, conditions=("bones",)))
    tell(there, "cancer")
    there.press("yes")
    assert (there.person.held, set(there.person.reasons)) == ("urgent", {"bones", "cancer"})


def test_a_yes_to_one_is_no_yes_to_another_but_stays_where_none_is_needed() -> None:
    cleared = replace(WELL, conditions=("heart",), cleared=True)
    for question, still in (("surgery", False), ("dizzy", True)):
        there = talked(cleared)
        tell(there, question)
        there.press("yes")
        assert there.person.cleared == still


def test_before_the_lists_are_through_they_ask_for_it() -> None:
    there = talked(Person(adult=True, consent=welcome.CONSENT), welcome.BaselinePain())
    tell(there, "pregnant")
    assert there.state == "BaselinePain"


@pytest.mark.parametrize(("sign", "question"), [("pregnancy_signs", "pregnant"), ("weight_cancer", "cancer")])
def test_where_it_was_no_sign_the_condition_beside_it_is_asked_for(sign: str, question: str) -> None:
    """ "I am pregnant now": first the signs of danger in it, then what it means for the plan; in a session too."""
    for there in (talked(), in_session("walking")):
        turn = follow(there.dialog, doctor.signs_told((sign,), there.world()), there.world())
        there.dialog, there.person = turn.dialog, turn.person
        there.press("none", "none")
        if there.state == "AskingSign":
            there.press("no")
        assert there.state == "AskingCondition"
        assert there.person.signs == ""
        there.press("no")
        assert there.state in ("Home", "Ready")
        turn = follow(Dialog(home.Home(), 1, 1), Leave(Exit.CONDITION, question), there.world())
        there.dialog = turn.dialog
        there.press("yes")
        assert there.state == "AskingClearance"


def in_session(*names: str, person: Person = WELL, at: int = 0, done: tuple[str, ...] = ()) -> Talking:
    items = tuple(Item(name, 1) for name in names)
    return talked(person, ready.Ready(Session(NOW, items, at=at, done=done, before=2)))


@pytest.mark.parametrize(
    ("question", "goes_on"), [("dizzy", True), ("bones", True), ("floor", False), ("pregnant", False)]
)
def test_a_session_goes_on_only_where_all_of_it_is_still_for_them(question: str, goes_on: bool) -> None:
    there = in_session("wall_sit", "bird_dog")
    tell(there, question)
    there.press("yes")
    assert (there.state == "Ready") == goes_on
    assert any(isinstance(fact, f.SessionFinished) for fact in there.facts) != goes_on


# --- the gentler way ------------------------------------------------------------------------------------------------


def test_every_gentler_way_has_its_words() -> None:
    for exercise in CATALOG.exercises.values():
        for condition, row in exercise.clearance.items():
            if row == "modified":
                assert WORDS.has(f"exercise.{exercise.id}.modified.{condition}"), (exercise.id, condition)


@pytest.mark.parametrize("exercise", plan.taken_up(CATALOG), ids=lambda each: each.id)
def test_the_card_shows_it_to_whoever_it_is_for(exercise: object) -> None:
    name = exercise.id  # type: ignore[attr-defined]
    for condition, row in CATALOG.exercises[name].clearance.items():
        there = in_session(name, person=replace(WELL, conditions=(condition,), cleared=True))
        text = speak((talk.ask(there.dialog, there.world()),), 1, WORDS)[0].text
        assert ("For you:" in text) == (row in ("modified", "until_cleared")), (name, condition)
        if row == "modified":
            assert WORDS.text(f"exercise.{name}.modified.{condition}") in text


# --- it hurts, and nothing has begun --------------------------------------------------------------------------------


def test_pain_before_an_exercise_may_be_from_the_one_before() -> None:
    there = in_session("walking", "wall_sit", at=1, done=("walking",))
    there.press("hurts")
    assert there.state == "WhichHurt"
    there.press("one_before", "at_knee", "6")
    assert f.HurtDuring("walking", "knee") in there.facts
    assert f.PainRated("peak", 6, "walking") in there.facts
    assert not any(isinstance(fact, f.ExerciseStopped) and fact.exercise == "wall_sit" for fact in there.facts)


def test_pain_in_the_leg_from_the_one_before_ends_the_session_with_the_lists() -> None:
    there = in_session("walking", "wall_sit", at=1, done=("walking",))
    there.press("hurts", "one_before", "at_leg", "3")
    assert there.state == "CheckingSigns"
    there.press("none", "none")
    assert there.state == "AskingSign"


@pytest.mark.parametrize(
    ("score", "state", "level"), [("3", "Ready", 2), ("5", "Ready", 1), ("7", "Comparing", 0), ("9", "Comparing", 0)]
)
def test_pain_at_rest_is_a_reading_and_decides_as_at_the_start(score: str, state: str, level: int) -> None:
    items = (Item("walking", 1), Item("wall_sit", 2))
    there = talked(WELL, ready.Ready(Session(NOW, items, at=1, done=("walking",), seconds=60, before=2)))
    there.press("hurts", "at_rest", score)
    assert f.PainRated("now", int(score)) in there.facts
    assert there.state == state
    assert not any(isinstance(fact, f.HurtDuring) for fact in there.facts)
    if there.dialog.state.session:
        assert (there.dialog.state.session.item.level, there.dialog.state.session.before) == (level, int(score))


def test_before_the_first_exercise_there_is_only_rest() -> None:
    there = in_session("walking", "wall_sit")
    there.press("how", "hurts")
    assert there.state == "RatingAtRest"
    there.press("back")
    assert there.state == "Ready"


# --- told by the way ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", telling.KEPT)
def test_what_later_rules_look_at_is_kept(what: str) -> None:
    there = talked(replace(WELL, zone="Europe/London"))
    turn = follow(there.dialog, telling.told(what, there.dialog.state, there.world()), there.world())
    assert turn.facts[0] == telling.KEPT[what][0]
    assert f.Advised(telling.ROWS[what]) in turn.facts
    text = " ".join(spoken.text for spoken in speak(turn.says, 1, WORDS))
    assert any(word in text for word in ("doctor", "pharmacist"))
    assert what != "coping" or ("116 123" in text and "999" in text)


def test_a_calf_is_asked_about_in_a_session_too() -> None:
    there = in_session("walking")
    turn = follow(there.dialog, telling.told("calf", there.dialog.state, there.world()), there.world())
    assert f.LegTold("calf") in turn.facts
    there.dialog, there.person = turn.dialog, turn.person
    there.press("no")
    assert isinstance(there.dialog.state, ready.Ready)
    assert not isinstance(there.dialog.state, timed.Running)
