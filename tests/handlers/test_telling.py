"""What people tell of themselves in their own words: a condition has its one question, a cold is asked for fever."""

from __future__ import annotations

from typing import Literal

import pytest

from handlers import facts as f
from tests.handlers.test_safety import Talking
from tests.handlers.test_wishes import done


@pytest.fixture
def talked() -> Talking:
    talking = Talking()
    talking.home()
    return talking


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("I had a hip replacement last week", "surgery"),
        ("I was diagnosed with osteoporosis", "bones"),
        ("my blood pressure is 180 over 110", "heart"),
        ("had heart surgery in June", "heart"),
        ("I have bad knees", "joints"),
        ("i get dizzy when i stand up lately", "dizzy"),
        ("my doctor told me not to bend", "told_not"),
        ("i have trouble getting on the floor", "floor"),
    ],
)
def test_a_condition_told_leads_to_its_one_question(talked: Talking, text: str, question: str) -> None:
    talked.type(text)
    assert talked.state == "AskingCondition"
    assert talked.dialog.state.question == question  # type: ignore[attr-defined]
    talked.press("yes")
    if talked.state == "TellingJoint":
        talked.press("knee_hip")
    assert any(isinstance(fact, f.ConditionTold) for fact in talked.facts)


@pytest.mark.parametrize("text", ["I have a cold today", "got the flu", "sick day today"])
def test_a_cold_is_asked_for_fever(talked: Talking, text: str) -> None:
    talked.type(text)
    assert talked.state == "Feverish"
    talked.press("no")
    assert any(isinstance(fact, f.RestDayTaken) for fact in talked.facts)


def test_fever_with_a_cold_brings_the_lists(talked: Talking) -> None:
    talked.type("I have a cold today")
    talked.press("yes")
    assert talked.state == "CheckingSigns"


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("i can't stand for more than 5 minutes", f.Limited("stand")),
        ("i can hardly walk because of it", f.Limited("walk")),
        ("i take more painkillers than before", f.MedicineTold("more")),
        ("it's all too much for me", f.NotCoping()),
    ],
)
def test_what_is_told_by_the_way_is_kept_and_answered(talked: Talking, text: str, fact: f.Fact) -> None:
    talked.type(text)
    assert fact in talked.facts


def test_a_hot_calf_is_asked_about_by_itself(talked: Talking) -> None:
    talked.type("my calf is hot and swollen")
    assert talked.state == "AskingSign"
    talked.press("yes")
    assert talked.state == "OnHold"


@pytest.mark.parametrize("text", ["can I do it with bad knees?", "im sick of bird dog", "is a cold shower good"])
def test_a_question_tells_nothing(text: str) -> None:
    assert not done(text).startswith("told")


@pytest.mark.parametrize(
    ("text", "eases", "short"),
    [
        ("my calves hurt when walking but stop when I rest", "standing", False),
        ("my legs hurt when I walk and get better when I sit down", "bending", True),
        ("when walking my legs ache until I lean on a trolley", "bending", True),
    ],
)
def test_legs_that_hurt_in_walking_are_for_a_doctor_this_week(
    talked: Talking, text: str, eases: Literal["standing", "bending"], short: bool
) -> None:
    talked.type(text)
    assert f.WalkTold(eases) in talked.facts
    assert f.Advised("walk_legs", 1) in talked.facts
    assert any(isinstance(fact, f.DoseSet) and fact.minutes == 1 for fact in talked.facts) == short
