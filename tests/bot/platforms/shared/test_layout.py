"""Where buttons stand and where long texts are cut: nothing is lost, the order stays, no limit is passed."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from bot.platforms.shared.layout import rows, split
from bot.speaking.speak import Button, Style

LABELS = st.lists(st.text("abc 0123456789:", min_size=1, max_size=40), max_size=30)
TEXTS = st.text(st.sampled_from("ab. !?\n\u00e9"), max_size=300)


RED = ("It hurts", "Stop here")


def buttons(*labels: str) -> list[Button]:
    """As `speak` makes them: the first is the likely one, and two are red."""
    styles: list[Style] = ["danger" if label in RED else "" if n else "primary" for n, label in enumerate(labels)]
    return [Button(f"1:c{n}", *each) for n, each in enumerate(zip(labels, styles, strict=True))]


def labels(*given: str, most: int = 3, wide: int = 32) -> list[list[str]]:
    return [[button.label for button in row] for row in rows(buttons(*given), most=most, wide=wide)]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (["Yes", "No"], [["Yes", "No"]]),
        (["None of these", "One of these", "Not sure"], [["None of these"], ["One of these", "Not sure"]]),
        (["08:30", "12:30", "18:30", "No reminders"], [["08:30", "12:30", "18:30"], ["No reminders"]]),
        (["Go on", "What do you keep about me?"], [["Go on"], ["What do you keep about me?"]]),
        (["Start"], [["Start"]]),
        (["Go now", "15 s more", "Pause"], [["Go now"], ["15 s more", "Pause"]]),
        (["Pause", *RED], [["Pause"], [*RED]]),
        (["Go now", "15 s more", "Pause", *RED], [["Go now"], ["15 s more", "Pause"], [*RED]]),
        (["0", "1", "2", *RED], [["0", "1", "2"], [*RED]]),
        (["Is something wrong?", *RED, "Menu"], [["Is something wrong?"], ["Menu"], [*RED]]),
        ([*RED], [[*RED]]),
        ([], []),
    ],
)
def test_the_one_most_likely_next_is_biggest(given: list[str], wanted: list[list[str]]) -> None:
    assert labels(*given) == wanted


def test_pain_scores_stand_in_rows_for_a_thumb() -> None:
    found = labels(*map(str, range(11)), "Go back")
    assert found == [["0", "1", "2", "3"], ["4", "5", "6", "7"], ["8", "9", "10"], ["Go back"]]


@given(
    st.lists(st.text("abc 0123456789:", min_size=1, max_size=40), max_size=30), st.integers(1, 5), st.integers(8, 60)
)
def test_every_button_is_there_once_and_no_row_is_too_full(given: list[str], most: int, wide: int) -> None:
    found = labels(*given, most=most, wide=wide)
    assert sorted(label for row in found for label in row) == sorted(given)
    for row in found:
        assert row
        if len(row) > 1 and not all(label.isdecimal() for label in row):
            assert len(row) <= most
            assert len(row) * max(map(len, row)) <= wide


@given(TEXTS, st.integers(3, 60))
def test_a_long_text_loses_nothing_but_space(text: str, most: int) -> None:
    parts = split(text, most)
    assert all(0 < len(part) <= most for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_it_is_cut_between_paragraphs_then_sentences_then_words() -> None:
    assert split("One two.\n\nThree four. Five.", 14) == ["One two.", "Three four.", "Five."]
    assert split("One two. Three four.", 12) == ["One two.", "Three four."]
    assert split("one two three four", 9) == ["one two", "three", "four"]
    assert split("abcdefghij", 4) == ["abcd", "efgh", "ij"]
    assert split("short", 10) == ["short"]
