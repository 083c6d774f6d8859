"""Sixty days with Lumbot, and no line is read on two days running, even by those who do the same each day.

Excepted is what must not vary, by the key of the text (`SAME`): what somebody acts on in the middle of an exercise is
heard the same way each time, or they would have to read it anew with their back against the wall; a safety text, and
a question of safety, has the one wording that is best.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.speaking.speak import speak
from bot.tools.replay import Talk
from content.model import Catalog
from content.safety import SAFETY
from handlers import dialog as talk
from handlers.dialog import Dialog
from handlers.events import Event, Pressed, Said
from handlers.habits import Nudges
from handlers.person import Person
from handlers.topics.home import Home

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
DAYS, PRESSES = 60, 120  # presses: more than any day takes
SHORT = 4  # words; "2, noted." may be said each day
PERSON = Person(
    sessions=3,
    adult=True,
    consent=1,
    screened=START,
    minutes=10,
    pain=3,
    baseline=3,
    nudges_asked=True,
    how_long="weeks",
)
NUDGED = Nudges("UTC", "07:45", (0, 1, 2, 3, 4, 5, 6), since=START)
SAME = (
    *("ready", "explaining", "getting_set", "holding", "changing", "resting", "moving", "paused", "resuming"),
    *("interrupted", "on_their_own", "exercise", "screening", "about_you", "result"),
)  # what keys begin with, before a dot
KEEPS = ("none", "done")  # what is answered to questions of safety, every four weeks


class Day(Talk):
    """A talk that keeps which lines were read on which day."""

    def __init__(self, catalog: Catalog, person: Person) -> None:
        super().__init__(catalog, START)
        self.person, self.dialog = person, Dialog(Home(), turn=1, asked=1)
        self.read: dict[date, set[str]] = defaultdict(set)

    def hear(self, event: Event) -> None:
        turn = talk.advance(self.dialog, event, self.world())
        self.dialog, self.person = turn.dialog, turn.person
        for said in turn.says:
            if said.key not in SAFETY and said.key.partition(".")[0] not in SAME:
                (spoken, *_) = speak((said,), turn.dialog.turn, self.world().words)
                lines = spoken.text.split("\n")
                self.read[self.person.day(self.now)] |= {line for line in lines if len(line.split()) > SHORT}

    def answer(self, wanted: tuple[str, ...]) -> bool:
        """Press the first of the wanted answers that is offered; if none is, let what is timed run out."""
        asked = talk.ask(self.dialog, self.world())
        for choice in wanted:
            if choice in asked.choices:
                self.hear(Pressed(choice, self.dialog.turn))
                return True
        if until := self.dialog.state.until:
            self.wait(until + timedelta(seconds=1))
        return bool(until)


def test_the_exceptions_are_texts_there_are(catalog: Catalog) -> None:
    starts = {key.partition(".")[0] for key in catalog.words["en"].keys()}  # noqa: SIM118 (a method of ours)
    assert set(SAME) <= starts


DAILY = {
    "all of it, and the back is the same": (("start", "settled", "ready", "3", "same", "not_now"), ()),
    "sore each morning": (("start", "still_sore", "ready", "3", "better", "not_now"), ()),
    "begins at 5, one step easier": (("start", "settled", "ready", "5", "same", "not_now"), ()),
    "too much pain, and only a walk": (("start", "settled", "gentle_walk", "ready", "7", "same", "not_now"), ()),
    "too much pain, and not even a walk": (("start", "not_today", "8"), ()),
    "a rest day each day": (("rest_day",), ()),
    "later, each day": (("later", "later_60"), ()),
    "not one answer": ((), ()),
    "leaves out what there is": (("start", "settled", "skip", "dislike", "3", "same", "not_now"), ()),
    "stops at the first": (("start", "settled", "stop", "3", "same", "not_now"), ()),
    "types the same each day": (KEEPS, ("hello", "/session", "/menu", "rest day", "ask me again in an hour")),
    "tells how it is": (("better", "4"), ("/checkin", "/more", "back", "/learn", "back", "bye")),
    "did it alone": (KEEPS, ("I did my exercises already", "/session", "/menu")),
}


@pytest.mark.parametrize(("answers", "typed"), DAILY.values(), ids=DAILY)
@pytest.mark.parametrize("nudges", [NUDGED, None], ids=["nudged", "comes by itself"])
def test_no_line_is_read_two_days_running(
    catalog: Catalog, answers: tuple[str, ...], typed: tuple[str, ...], nudges: Nudges | None
) -> None:
    there = Day(catalog, PERSON if nudges is None else replace(PERSON, zone="UTC", nudges=nudges))
    for n in range(DAYS):
        there.wait(START + timedelta(days=n, hours=2))
        if nudges is None and not typed:
            there.hear(Said("/session"))
        for text in (None, *typed):
            if text:
                there.hear(Said(text))
            assert any(not there.answer((*answers, *KEEPS) if answers else ()) for _ in range(PRESSES)), (
                "there is no end to this day"
            )
    days = sorted(there.read)
    assert len(days) >= (DAYS - 1 if answers or typed or nudges is None else 8)  # unanswered, they become rare
    again = {(day, line) for day in days for line in there.read[day] & there.read.get(day - timedelta(days=1), set())}
    assert not again, sorted(again)[:5]
    assert any(there.read.values())
