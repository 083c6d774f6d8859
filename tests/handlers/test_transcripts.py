"""The example talks: what a clinician reads is exactly what the dialog does."""

from pathlib import Path

import pytest

from bot.tools.replay import difference, replay
from content.model import Catalog
from tests import TRANSCRIPTS

TALKS = sorted(TRANSCRIPTS.glob("*.txt"))


@pytest.mark.parametrize("path", TALKS, ids=[path.stem for path in TALKS])
def test_the_talk_is_as_written(path: Path, catalog: Catalog) -> None:
    written = path.read_text(encoding="utf-8").splitlines()
    assert not difference(written, replay(written, catalog))


@pytest.mark.parametrize("path", TALKS, ids=[path.stem for path in TALKS])
def test_a_talk_begins_by_saying_what_it_shows(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# ")


def test_the_talks_that_were_promised_are_there() -> None:
    promised = {
        "first_session", "it_hurts", "emergency", "worse", "pause_and_resume", "stale_button", "skip_with_reason",
        "inversion_table", "delete",
    }  # fmt: skip
    assert promised <= {path.stem for path in TALKS}


def test_from_hello_to_the_first_ready_takes_at_most_fourteen_presses() -> None:
    lines = (TRANSCRIPTS / "first_session.txt").read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if line.startswith("> ")]
    presses = said[1 : said.index("> ready") + 1]  # "/start" itself is how one gets there
    assert len(presses) <= 14, presses


def test_no_message_shows_two_exercises(catalog: Catalog) -> None:
    """One step at a time: a message that tells somebody what to do is about one exercise."""
    names = [catalog.words["en"].text(f"exercise.{name}.position") for name in catalog.exercises]
    for path in TALKS:
        for message in path.read_text(encoding="utf-8").split("\n< "):
            assert sum(name in message for name in names) <= 1
