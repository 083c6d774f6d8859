"""Short words after a safety text, somebody else's danger, dizziness, and what is told before anything may be kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.model import Catalog
from handlers import facts as f
from handlers.rules import crises
from handlers.topics.doctor import AfterCrisis, CheckingSigns, FeelingUnwell, InCrisis, OnHold
from handlers.topics.doubt import AboutWhom, AskingMood, ForSomebody
from handlers.topics.home import Home
from handlers.topics.screening import AboutYou, Screening
from handlers.topics.session.timed import Unwell
from handlers.topics.welcome import AskingConsent, BaselinePain, Declined
from tests.fakes.shared.talking import KNOWN, Talk, at_home

ASSENTS = ("ok", "okay", "yes", "thanks", "thank you", "fine", "sure", "no", "will do")


def at_consent(catalog: Catalog) -> Talk:
    there = Talk(catalog)
    there.hear("hello", "I am 40")
    assert there.where() is AskingConsent
    return there


@pytest.mark.parametrize("word", ASSENTS)
@pytest.mark.parametrize(
    "told",
    [("pain shooting down my leg", "none of these", "none of these", "no"), ("what a strange numb sort of thing",)],
)
def test_a_short_word_after_a_safety_text_is_no_answer_to_the_question_before_it(
    catalog: Catalog, told: tuple[str, ...], word: str
) -> None:
    there = at_consent(catalog)
    there.hear(*told)
    if there.where() is CheckingSigns:
        there.hear("none of these", "none of these")
    assert there.where() is AskingConsent
    there.hear(word)
    assert there.where() is AskingConsent
    assert not there.kept(f.Consented)
    there.hear("yes, keep them")
    assert there.where() is Screening


@pytest.mark.parametrize("word", [word for word in ASSENTS if word != "no"])
def test_anothers_emergency_is_never_a_yes_to_anything(catalog: Catalog, word: str) -> None:
    there = at_consent(catalog)
    there.hear("my dad has collapsed and isnt breathing")
    assert there.where() is AboutWhom
    assert "for them now" in there.said[0]
    assert "loudspeaker" in there.said[0]
    there.hear("somebody else")
    assert there.where() is ForSomebody
    assert len(there.said) == 1
    there.hear(word)
    assert not there.facts or not there.kept(f.Consented)


@pytest.mark.parametrize(
    "heard", ["my son says he wants to end it", "this back makes me want to die", "im not suicidal"]
)
def test_the_mood_is_asked_and_may_be_anothers(catalog: Catalog, heard: str) -> None:
    there = at_home(catalog)
    there.hear(heard)
    if there.where() is AboutWhom:
        return
    assert there.where() is AskingMood
    for said in ("its my son not me", "not me", "it's about somebody else", "it's about my son"):
        again = at_home(catalog)
        again.hear(heard, said)
        assert again.where() is ForSomebody, said
        assert not again.person.crisis
        again.hear("go on")
        assert again.where() is Home


@pytest.mark.parametrize("said", ["its my son not me", "not me", "it's about somebody else", "im asking for my friend"])
def test_a_crisis_may_be_anothers_by_plain_words_alone(catalog: Catalog, said: str) -> None:
    there = at_home(catalog)
    there.hear("I want to kill myself", said)
    assert there.where() is ForSomebody
    assert there.person.crisis is None


@pytest.mark.parametrize(
    "said", ["my son", "my sister, she is coming", "my wife would be better off", "im not me any more"]
)
def test_a_crisis_is_not_given_up_for_a_name(catalog: Catalog, said: str) -> None:
    there = at_home(catalog)
    there.hear("I want to kill myself", said)
    assert there.where() is InCrisis
    assert there.person.crisis


def test_it_is_said_when_the_quiet_place_ends(catalog: Catalog) -> None:
    there = at_home(catalog)
    there.hear("I want to kill myself", "im safe now")
    assert there.where() is AfterCrisis
    assert any("tomorrow" in said for said in there.said)
    assert not crises.is_over(there.now, there.world())


@pytest.mark.parametrize("said", ["i feel dizzy", "im so dizzy", "a bit lightheaded", "dizzy", "i am really woozy now"])
def test_who_is_dizzy_sits_down_first_wherever_they_are(catalog: Catalog, said: str) -> None:
    score = Talk(catalog, at_home(catalog).dialog, replace(KNOWN, baseline=None, minutes=0))
    score.hear("menu")
    assert score.where() is BaselinePain
    ready = at_home(catalog, replace(KNOWN, pain_at=None))
    ready.hear("session", "2")
    for there, asked in ((at_home(catalog), FeelingUnwell), (score, FeelingUnwell), (ready, Unwell)):
        there.hear(said)
        assert there.where() is asked, said
        assert there.said[-1].startswith("Sit or lie down")
        there.hear("fine now")
        assert there.person.is_off(there.now)
        assert not there.dialog.state.session


def test_dizzy_and_fainted_is_an_emergency(catalog: Catalog) -> None:
    for answer in ("yes", "not sure", "i think i fainted", "my chest hurts"):
        there = at_home(catalog)
        there.hear("i feel dizzy", answer)
        assert there.where() is OnHold, answer


@pytest.mark.parametrize("first", [True, False])
def test_a_leg_is_asked_about_before_anything_is_kept(catalog: Catalog, first: bool) -> None:
    there = Talk(catalog) if first else at_consent(catalog)
    there.hear("pain shooting down my leg")
    assert there.where() is CheckingSigns
    asked = there.hear("none of these", "none of these")
    assert "one leg" in " ".join(asked)
    there.hear("no", *(["I am 40"] if first else []))
    assert isinstance(there.dialog.state, AskingConsent)
    assert there.dialog.state.told == ("one_leg",)
    assert all(isinstance(fact, f.AgeTold) for fact in there.facts)


def test_what_was_told_before_goes_along_to_the_lists(catalog: Catalog) -> None:
    there = at_consent(catalog)
    there.hear(
        "I had surgery last week", "pain shooting down my leg", "none of these", "none of these", "no", "hm", "yes"
    )
    assert isinstance(there.dialog.state, Screening)
    assert "sciatica" in there.dialog.state.conditions
    for _ in range(4):
        there.wait(seconds=9).hear("none")
    assert isinstance(there.dialog.state, AboutYou)
    assert there.dialog.state.ticked == ("surgery",)


def test_and_nowhere_if_they_do_not_agree(catalog: Catalog) -> None:
    there = at_consent(catalog)
    there.hear("I had surgery last week", "no")
    assert there.dialog.state == Declined()


def test_a_condition_told_at_the_first_number_is_asked_about(catalog: Catalog) -> None:
    there = Talk(catalog, at_home(catalog).dialog, replace(KNOWN, baseline=None, minutes=0))
    there.hear("menu", "I had surgery last week", "yes")
    assert "surgery" in there.person.conditions


def test_not_sure_is_told_calmly_with_the_number_first(catalog: Catalog) -> None:
    there = at_home(catalog)
    there.hear("numb between my legs, sort of, maybe", "maybe")
    if there.where() is CheckingSigns:
        there.hear("maybe")
    assert there.person.held == "emergency"
    assert there.said[0].startswith("Please call")
