"""The first two minutes: presses and words to the first "Ready", and that the short way is as safe as the full lists.

The goals are ours: nine presses and 380 words for somebody with nothing to tell, eleven presses with one bad joint.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from bot.speaking.speak import speak
from content.load import load
from content.model import Catalog, Question
from handlers import dialog as talk, facts as f
from handlers.dialog import Dialog, Turn
from handlers.events import Pressed, Said
from handlers.person import Person
from handlers.rules import safety
from handlers.topics import screening, welcome
from handlers.topics.session import ready
from handlers.world import World

NOW = datetime(2026, 3, 2, 18, 40, tzinfo=UTC)
CATALOG = load()
READING = timedelta(seconds=20)
MOST_PRESSES, MOST_WORDS, WITH_A_JOINT = 9, 380, 11
BANDS = {(18, 19), (20, 50), (51, 69), (70, 130)}


class Newcomer:
    """Somebody who presses their way in. words: that they were given to read."""

    def __init__(self, catalog: Catalog = CATALOG) -> None:
        self.now, self.catalog = NOW, catalog
        self.dialog, self.person = talk.NEW, Person()
        self.presses = self.words = 0
        self.facts: list[f.Fact] = []
        self.take(talk.advance(self.dialog, Said("/start"), self.world()))

    def world(self) -> World:
        return World(self.now, self.catalog, self.person)

    def take(self, turn: Turn) -> None:
        self.dialog, self.person = turn.dialog, turn.person
        self.facts += turn.facts
        for utterance in speak(turn.says, turn.dialog.turn, self.world().words):
            self.words += len(utterance.text.split())

    def press(self, *choices: str, after: timedelta = READING) -> None:
        for choice in choices:
            self.now += after
            assert choice in self.offered, (choice, self.offered)
            self.presses += 1
            self.take(talk.advance(self.dialog, Pressed(choice, self.dialog.turn), self.world()))

    def types(self, text: str) -> None:
        self.now += READING
        self.take(talk.advance(self.dialog, Said(text), self.world()))

    @property
    def offered(self) -> tuple[str, ...]:
        asked = talk.ask(self.dialog, self.world())
        return (*asked.choices, *asked.also)

    @property
    def lists(self) -> list[str]:
        return ["none"] * (len(self.catalog.lists) - 1)


def test_nothing_to_tell_takes_nine_presses() -> None:
    ann = Newcomer()
    ann.press("age_20_50", "agree", *ann.lists, "none", "4")
    assert isinstance(ann.dialog.state, ready.Ready)
    words = ann.words
    ann.press("ready")
    assert ann.presses <= MOST_PRESSES
    assert words <= MOST_WORDS


def test_one_bad_joint_takes_eleven_presses() -> None:
    bob = Newcomer()
    bob.press("age_20_50", "agree", *bob.lists, "tick_knee", "done", "right", "4", "ready")
    assert bob.presses <= WITH_A_JOINT
    assert "knee" in bob.person.conditions


def test_no_list_has_more_than_four_signs() -> None:
    assert all(len(group.questions) <= 4 for group in CATALOG.lists[:-1])


@pytest.mark.parametrize(
    ("said", "ages"),
    [("I am 67", (67, 67)), ("67", (67, 67)), ("sixty seven", (67, 67)), ("yes i am", (0, 0)), ("20-50", (20, 50))],
)
def test_the_age_in_ones_own_words(said: str, ages: tuple[int, int]) -> None:
    ann = Newcomer()
    ann.types(said)
    assert isinstance(ann.dialog.state, welcome.AskingConsent)
    assert (ann.person.youngest, ann.person.oldest) == ages


@pytest.mark.parametrize("said", ["I am 17", "17", "under 18", "no"])
def test_whoever_is_too_young_gets_no_plan(said: str) -> None:
    ann = Newcomer()
    ann.types(said)
    assert isinstance(ann.dialog.state, welcome.TooYoung)


def test_none_faster_than_it_can_be_read_is_asked_back_once() -> None:
    ann = Newcomer()
    ann.press("age_20_50", "agree")
    ann.press("none", after=timedelta(seconds=2))
    assert talk.ask(ann.dialog, ann.world()).key == "screening.again"
    ann.press("none", "none", after=timedelta(seconds=1))
    assert ann.dialog.state == replace(_screening(ann), list=CATALOG.lists[2].id, asked_back="before")


def _screening(ann: Newcomer) -> screening.Screening:
    assert isinstance(ann.dialog.state, screening.Screening)
    return ann.dialog.state


@pytest.mark.parametrize("said", ["not that I know of", "nothing new", "I don't think so"])
def test_a_hedge_is_asked_back(said: str) -> None:
    ann = Newcomer()
    ann.press("age_20_50", "agree")
    ann.types(said)
    assert talk.ask(ann.dialog, ann.world()).key == "screening.again"
    ann.press("none")
    assert _screening(ann).list == CATALOG.lists[1].id


def about_you() -> Newcomer:
    ann = Newcomer()
    ann.press("age_51_69", "agree", *ann.lists)
    return ann


def test_a_double_tap_never_unticks() -> None:
    ann = about_you()
    ann.press("tick_knee")
    ann.press("off_knee", after=timedelta(seconds=1))
    assert "off_knee" in ann.offered
    ann.press("off_knee")
    assert "tick_knee" in ann.offered


def test_several_are_told_in_one_sentence_and_shown_back() -> None:
    ann = about_you()
    ann.types("bad knees and a bit wobbly")
    assert isinstance(ann.dialog.state, screening.KeepingInMind)
    ann.press("change")
    assert {"off_knee", "off_dizzy", "done"} <= {*ann.offered}
    ann.press("done", "right")
    assert {"knee", "dizzy"} <= {*ann.person.conditions}


def test_steroids_below_seventy_bring_the_question_that_was_left_out() -> None:
    ann = about_you()
    ann.press("tick_bones", "done", "right")
    (left_out,) = safety.left_out(ann.person, ("bones",), CATALOG)
    assert ann.dialog.state == screening.Single("warning2", left_out.id, ("bones",), ("bones",), last=True)
    ann.press("yes")
    assert (ann.person.held, ann.person.reasons) == ("urgent", (left_out.id,))


# --- the short way ends where the full lists end --------------------------------------------------------------------

EVERY = safety.questions(CATALOG)


@st.composite
def truths(draw: st.DrawFn) -> tuple[int, frozenset[str]]:
    """An age, and the questions whose true answer is yes: of those that can be true at that age."""
    age = draw(st.integers(18, 99))
    yes = draw(st.frozensets(st.sampled_from([q.id for q in EVERY]), max_size=5))
    return age, frozenset(q.id for q in EVERY if q.id in yes and can_be(q, age, yes))


def can_be(question: Question, age: int, yes: frozenset[str]) -> bool:
    ages = question.ages
    return not ages or any(low <= age <= high for low, high in ages) or question.or_with in yes


def walked(person: Person, true: frozenset[str]) -> str:
    """The row of B2 that the lists lead to for this person, answered with what is true."""
    state = screening.at_list(CATALOG.lists[0].id, World(NOW, CATALOG, person))
    dialog, now = Dialog(state, turn=1, asked=1), NOW
    for _ in range(60):
        now += READING
        choice = answered(dialog, true)
        turn = talk.advance(dialog, Pressed(choice, dialog.turn), World(now, CATALOG, person))
        for fact in turn.facts:
            if isinstance(fact, f.Held):
                return fact.kind
            if isinstance(fact, f.Screened):
                return fact.outcome
        assert turn.dialog.turn > dialog.turn, (dialog.state, choice)
        dialog, person = turn.dialog, turn.person
    raise AssertionError(dialog.state)


def answered(dialog: Dialog, true: frozenset[str]) -> str:
    match dialog.state:
        case screening.Screening(name):
            _, shown = safety.group(CATALOG, name)
            return "one" if true & {q.id for q in shown.questions} else "none"
        case screening.Single(_, question):
            return "yes" if question in true else "no"
        case screening.WhichJoint():
            return "knee_hip"
        case screening.AboutYou(_, _, ticked):
            asked = CATALOG.lists[-1].questions
            wanted = [tick for q in asked if q.id in true for tick in [*q.ticked][:1]]
            left = [tick for tick in wanted if tick not in ticked]
            return f"tick_{left[0]}" if left else "done" if ticked else "none"
        case screening.KeepingInMind():
            return "right"
    raise AssertionError(dialog.state)


@settings(max_examples=300, deadline=None)
@given(truths(), st.booleans())
def test_the_short_way_ends_in_the_same_row(truth: tuple[int, frozenset[str]], exact: bool) -> None:
    age, true = truth
    youngest, oldest = (age, age) if exact else next(band for band in BANDS if band[0] <= age <= band[1])
    told = Person(adult=True, consent=welcome.CONSENT, youngest=youngest, oldest=oldest)
    everything = safety.outcome(dict.fromkeys(true, "yes"), CATALOG)
    assert walked(told, true) == everything
    assert walked(replace(told, youngest=0, oldest=0), true) == everything
