"""Transcripts in excerpts: the welcome, the exercises of a session, and a whole session in one line each."""

from __future__ import annotations

import pytest

from bot.tools.replay import TranscriptError, replay
from content.model import Catalog

BEGUN = ["# Shown.", "@ 2026-03-02 09:00", "~ welcome 4"]
FIRST = [
    *BEGUN,
    "~ exercises 4",
    "> the same",
    "> 4",
    "> [5 minutes]",
    "> [5 to 9 minutes]",
    "> weeks",
    "> no reminders",
]


def test_of_the_welcome_only_its_end_is_written(catalog: Catalog) -> None:
    lines = replay(BEGUN, catalog)
    assert [line for line in lines if line.startswith("*")] == [
        "* PainRated now 4 -",
        "* SessionStarted walking,wall_sit 4",
    ]
    assert sum(line.startswith("<") for line in lines) == 2  # how it begins, and the card
    assert "[Ready]" in lines[-1]


def test_the_exercises_run_up_to_the_next_question_that_is_not_theirs(catalog: Catalog) -> None:
    lines = replay([*BEGUN, "~ exercises"], catalog)
    assert lines[-2].startswith("< Walk done.")
    lines = replay([*BEGUN, "~ exercises 4"], catalog)
    assert "* PainRated peak 4 wall_sit" in lines
    assert "[The same]" in lines[-1]


def test_of_a_whole_session_what_is_recorded_is_written_and_nothing_that_is_said(catalog: Catalog) -> None:
    lines = replay([*FIRST, "~ 1 day", "~ session 4 3"], catalog)
    written = lines[lines.index("~ session 4 3") + 1 :]
    assert all(line.startswith("*") for line in written)
    assert "* MorningTold yes 4 2026-03-02" in written
    assert "* PainRated after 3 -" in written


def test_where_no_session_can_be_had_it_says_so(catalog: Catalog) -> None:
    with pytest.raises(TranscriptError, match="no session goes on"):
        replay([*FIRST, "> I can't hold my pee since today", "~ session 4 3"], catalog)


@pytest.mark.parametrize("state", ["reminded", "asked first"])
def test_a_number_in_answer_to_a_reminder_is_the_answer_to_its_question(catalog: Catalog, state: str) -> None:
    reminded = [*FIRST[:-1], "> 8:30", "> london", "> yes", "> every day"]
    highest = "7" if state == "asked first" else "4"
    reminded[reminded.index("~ exercises 4")] = f"~ exercises {highest}"
    if state == "asked first":
        at = reminded.index(f"~ exercises {highest}")
        reminded[at : at + 1] = ["~ exercises", "> 7", "> [Stop here]"]
    lines = replay([*reminded, "~ until 08:30", "~ until 08:30", "> 5", "> yes"], catalog)
    assert [line for line in lines[-12:] if line.startswith(("* MorningTold", "* PainRated"))]
