"""What is said day after day is worded otherwise each day; a person and a day always give the same words."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from bot.speaking.speak import speak
from content.model import Catalog
from content.words import Words
from handlers import saved
from handlers.say import for_day, say

MONDAY = date(2026, 3, 2)
DAYS = tuple(MONDAY + timedelta(days=n) for n in range(400))
FAMILY = Words("en", {"same.1": "One {n}.", "same.2": "Two {n}.", "same.3": "Three {n}.", "same.4": "Four {n}."})
SAID = say("same", n=3)
PAGES = ("helping.say", "privacy")  # numbered, and shown one after the other
IN_TURN = (
    "line",
    "pardon",
    *(
        f"note.{what}"
        for what in ("no_place_now", "edited", "only_words", "cannot_listen", "cannot_look", "cannot_use")
    ),
)  # they go by the turn


def text(day: date, words: Words = FAMILY) -> str:
    return speak(for_day((SAID,), day), 1, words)[0].text


@pytest.mark.parametrize(
    "weekdays",
    [(0, 1, 2, 3, 4, 5, 6), (0, 1, 2, 3, 4), (0, 2, 4), (0, 3), (0,), (6,)],
    ids=["daily", "weekdays", "three a week", "two a week", "Mondays", "Sundays"],
)
def test_no_two_running_are_worded_alike(weekdays: tuple[int, ...]) -> None:
    said = [text(day) for day in DAYS if day.weekday() in weekdays]
    assert all(before != after for before, after in pairwise(said))
    assert set(said) == {"One 3.", "Two 3.", "Three 3.", "Four 3."}


@pytest.mark.parametrize("versions", range(4, 9))
def test_two_days_running_differ_with_any_number_of_versions(versions: int) -> None:
    words = Words("en", {f"same.{n}": f"{n}" for n in range(1, versions + 1)})
    assert all(text(before, words) != text(after, words) for before, after in pairwise(DAYS))


def test_what_waits_to_be_said_keeps_its_wording() -> None:
    """It is delivered tomorrow, or said again after a restart, as it was said today."""
    kept = saved.load_says(saved.dump_says(for_day((SAID,), MONDAY)))
    assert speak(kept, 1, FAMILY)[0].text == text(MONDAY) != text(MONDAY + timedelta(days=1))


def test_what_was_saved_before_there_were_versions_is_said() -> None:
    assert speak(saved.load_says('{"v":3,"says":[{"key":"same","args":[["n",2]]}]}'), 1, FAMILY)[0].text == "One 2."


def test_a_single_text_is_itself() -> None:
    words = Words("en", {"same": "Only one."})
    assert {text(day, words) for day in DAYS} == {"Only one."}
    assert words.versions("same") == ("same",)
    assert words.versions("nothing") == ()
    assert FAMILY.versions("same") == ("same.1", "same.2", "same.3", "same.4")


def test_what_an_argument_looks_up_has_versions_too() -> None:
    words = Words("en", {"outer": "So: {inner}", "same.1": "a", "same.2": "b", "same.3": "c", "same.4": "d"})
    outer = [speak(for_day((say("outer", inner="@same"),), day), 1, words)[0].text for day in DAYS[:2]]
    assert outer[0] != outer[1]


BUILT = ("exercise.", "topic.", "advice.")  # the last: what happened, and numbers of their own, each time


def test_each_family_has_four_versions_that_differ_and_take_the_same_arguments(catalog: Catalog) -> None:
    """That they are short enough, and say nothing forbidden, is looked at with every other text."""
    for words in catalog.words.values():
        keys = words.keys()
        stems = {key.removesuffix(".1") for key in keys if key.endswith(".1") and len(words.versions(key[:-2])) > 1}
        families = {stem for stem in stems - {*PAGES, *IN_TURN} if not stem.startswith(BUILT)}
        assert {"home", "morning_after", "note.same", "nudged.morning", "rating_before"} <= families
        for family in families:
            versions = words.versions(family)
            texts = {words.text(key, **dict.fromkeys(keys[key], "x")) for key in versions}
            assert len(texts) == len(versions) >= 4, family
            assert len({keys[key] for key in versions}) == 1, family
