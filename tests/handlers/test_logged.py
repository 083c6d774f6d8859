"""What somebody did by themselves and tells afterwards, such as "swim 20": what is taken down, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.model import Catalog
from handlers import facts as f
from handlers.topics.doctor import CheckingSigns, OnHold
from handlers.topics.own_days import CheckingOwnDays
from handlers.topics.session.own import TellingMinutes
from tests.fakes.shared.talking import KNOWN, NOW, Talk, at_home
from tests.handlers.test_own_days import MONDAYS, SWIM, recorded


@pytest.mark.parametrize(
    "text",
    ["swim 20", "/swim 20", "Swim 20.", "I swam 20 minutes", "i swam for 20 min today", "swam 20min", "swimming 20",
     "I went swimming for twenty minutes", "I've been swimming for about 20 minutes", "20 minutes of swimming",
     "20 min in the pool", "please swim 20"],
)  # fmt: skip
def test_swim_20_takes_it_down(catalog: Catalog, text: str) -> None:
    """On any day, without the list and without days: it is done already."""
    one = at_home(catalog, replace(KNOWN, pain=3))
    if text.startswith("please"):
        text = text.removeprefix("please ")
    assert one.hear(text)[-1].startswith("20 minutes, noted.\n\nSwimming done.")
    one.hear("3", "same", "3")
    assert recorded(one) == [
        f.ExerciseDone("swimming", 1, "green", 1200, False),
        f.SessionFinished(("swimming",), (), 1200, True),
    ]


@pytest.mark.parametrize(
    "text",
    ["can I swim 20 minutes?", "I want to swim 20 minutes", "I didn't swim 20 minutes", "swim", "swim at 7",
     "swim on monday", "should I swim 30 minutes", "swim tomorrow", "remind me to swim at 7:30", "swim 2 hours"],
)  # fmt: skip
def test_what_only_speaks_of_it_is_not_taken_down(catalog: Catalog, text: str) -> None:
    one = at_home(catalog)
    one.hear(text)
    assert one.where() is not TellingMinutes
    assert not one.dialog.state.session
    assert not recorded(one)


def test_too_many_minutes_are_asked_for_again(catalog: Catalog) -> None:
    one = at_home(catalog)
    one.hear("swim 500")
    assert one.where() is TellingMinutes


def test_in_the_middle_of_it_the_words_are_the_answer(catalog: Catalog) -> None:
    for first in ((), ("i'm out",)):
        one = at_home(catalog, MONDAYS)
        one.hear("swim today", *first, "I swam 15 minutes")
        assert one.said[-1].startswith("15 minutes, noted.\n\nSwimming done.")


def test_in_another_session_one_thing_at_a_time(catalog: Catalog) -> None:
    one = at_home(catalog, replace(MONDAYS, pain_at=NOW))
    one.hear("session")
    before = one.dialog.state
    assert one.hear("swim 20")[0].startswith("One thing at a time")
    assert one.dialog.state == before
    one.hear("menu")
    for words in ("swim 20", "swim today"):
        assert one.hear(words)[0].startswith("One thing at a time"), words
    assert not one.kept(f.ExerciseDone)


def test_while_held_or_asked_about_danger_or_off_there_is_nothing(catalog: Catalog) -> None:
    held = at_home(catalog, MONDAYS.after(f.Held("urgent", ("cough",)), NOW))
    for words in ("swim 20", "swim today"):
        held.hear(words)
        assert held.where() is OnHold
    asked = at_home(catalog, MONDAYS)
    asked.hear("I had a car accident", "swim 20")
    assert asked.where() is CheckingSigns
    assert not held.facts
    off = at_home(catalog, MONDAYS.after(f.ExercisesOff(NOW.date(), "worse"), NOW).after(f.SignsCleared(), NOW))
    assert SWIM not in off.offered()
    off.hear("swim today")
    assert "No exercises" in off.said[0]
    assert not recorded(off)


def test_before_the_welcome_is_over_it_comes_later(catalog: Catalog) -> None:
    one = Talk(catalog)
    one.hear("hello", "go on", "yes")
    assert one.hear("swim 20")[0].startswith("We'll get to that.")
    assert not recorded(one)


def test_a_list_that_is_open_comes_first(catalog: Catalog) -> None:
    """What was not answered yet is not passed over by telling what was done."""
    one = at_home(catalog, replace(KNOWN, pain=3))
    one.hear("more", "I can get to a pool")
    asked = one.dialog.state
    assert isinstance(asked, CheckingOwnDays)
    one.hear("swim 20")
    assert (one.dialog.state, recorded(one)) == (asked, [])
