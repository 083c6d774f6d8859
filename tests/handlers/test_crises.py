"""A crisis (rules B9): the numbers in every reply, nothing of exercise until the day after, then another word first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers import facts as f
from handlers.dialog import Dialog
from handlers.events import Event, NudgeDue, Said
from handlers.moves import Part
from handlers.person import Person
from handlers.session import Item, Session
from handlers.topics.doctor import InCrisis
from handlers.topics.session.ready import Ready
from tests.fakes.shared.talking import Talk
from tests.handlers.test_holds import DAILY, NOW, WELL, talked
from tests.handlers.test_safety import CATALOG, Talking


def in_crisis(person: Person = WELL) -> Talking:
    there = talked(person)
    there.now = NOW
    there.type("I want to die")
    assert there.state == "InCrisis"
    return there


def test_with_somebody_and_alone_are_answered_differently() -> None:
    said = []
    for choice in ("with_me", "alone"):
        there = in_crisis()
        first = there.said
        there.press(choice)
        assert "call 999" in there.said
        assert "116 123" in there.said
        said += [first, there.said]
    assert len(set(said)) == 3
    there = in_crisis()
    there.type("no")
    assert there.said == said[3]


TYPED = (
    "menu, /menu, session, /session, start, go, wall sit, /learn, learn bird dog, /checkin 4 better, safety questions, "
    "hello, /start, go back, I swam 20 minutes, better, 4, ouch, /reminders, help, my doctor said yes"
)
EVERYTHING: tuple[Event, ...] = tuple(map(Said, TYPED.split(", ")))


@pytest.mark.parametrize("leave", ["safe_now", "menu", "/menu"])
@pytest.mark.parametrize("person", [WELL, Person(), replace(WELL, screened=None), replace(WELL, signs="signs")])
def test_nothing_of_exercise_until_the_day_after_and_then_another_word_first(person: Person, leave: str) -> None:
    there = in_crisis(person)
    there.press(leave) if leave == "safe_now" else there.type(leave)
    assert there.state == "AfterCrisis"
    for hours in (0, 4, 8):
        there.now = NOW + timedelta(hours=hours)
        for event in EVERYTHING:
            turn = there.hear(event)
            assert there.dialog.state.part is Part.CRISIS, event
            assert not any(isinstance(fact, f.SessionStarted | f.PainRated | f.CheckedIn) for fact in turn.facts)
            assert "999" in there.said or not person.zone
            assert "exercise" not in there.said
        there.save_and_load()
    there.now = NOW + timedelta(hours=26)
    there.type("session")
    assert there.state == "AfterCrisis"
    assert "How are you today?" in there.said
    there.press("all_right")
    assert there.state not in ("AfterCrisis", "InCrisis")
    assert there.person.crisis is None


def test_late_at_night_the_day_after_is_not_an_hour_later() -> None:
    there = talked()
    there.now = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    there.type("I want to die")
    there.press("safe_now")
    there.now += timedelta(hours=1)
    there.type("session")
    assert "How are you today?" not in there.said


def test_still_hard_is_the_crisis_again_and_so_is_saying_it_again() -> None:
    for again in (Said("I want to kill myself"), Said("still hard")):
        there = in_crisis()
        there.press("safe_now")
        there.now += timedelta(days=1)
        there.type("hello")
        there.hear(again)
        assert there.state == "InCrisis"
        assert there.person.crisis == there.now


def test_their_rights_hold_in_a_crisis_too() -> None:
    there = in_crisis()
    there.type("/delete")
    assert there.state == "Deleting"
    there.press("keep_it")
    assert there.dialog.state.part is Part.CRISIS
    there.type("/privacy")
    there.type("/menu")
    assert there.dialog.state.part is Part.CRISIS


def test_reminders_are_silent_that_day_and_the_next_and_then_one_line() -> None:
    there = in_crisis(replace(WELL, nudges=DAILY))
    there.press("safe_now")
    said = []
    for day in range(5):
        at = datetime(2026, 3, 2 + day, 18, 30, tzinfo=UTC)
        there.now = at - timedelta(seconds=2)
        turn = there.hear(NudgeDue(at.date(), at))
        said += [day for _ in turn.says]
        assert any(isinstance(fact, f.Nudged | f.NudgeSkipped) for fact in turn.facts)
    assert said == [2]
    assert there.state == "AfterCrisis"
    there.press("all_right")
    assert there.state == "Home"


def test_a_hold_outlasts_a_crisis() -> None:
    there = in_crisis(WELL.after(f.Held("emergency", ("chest",)), NOW - timedelta(days=1)))
    there.press("safe_now")
    there.now += timedelta(days=1)
    there.type("hello")
    there.press("all_right")
    assert there.state == "OnHold"


@pytest.mark.parametrize("words", [("/export",), ("/privacy", "back"), ("/delete", "no, keep it")])
def test_their_rights_lead_to_no_session_that_waited(words: tuple[str, ...]) -> None:
    waiting = Ready(Session(NOW, (Item("walking", 1),)))
    there = Talk(CATALOG, Dialog(InCrisis(), 1, 1, under=waiting), replace(WELL, crisis=NOW))
    there.hear(*words)
    assert there.dialog.state.part is Part.CRISIS
    assert there.dialog.under is None
