"""What is said becomes messages: notes before their question, arguments looked up, all that a person typed clean."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from bot.speaking.speak import ROOM, Attached, Button, Utterance, clean, plain, speak
from content.errors import ContentError
from content.model import Catalog
from content.words import Words
from handlers.say import EXPORT, Say, say

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WORDS = Words(
    "en",
    {
        "minutes": {"one": "{n} minute", "other": "{n} minutes"},
        "settled": "Good.",
        "asked": "Ready?",
        "hello": "Hello {name}.",
        "today": "Today: {what}, {time}.",
        "many": "{n} of {all}",
        "echo": "{text}",
        "exercise.wall_sit.short": "wall sits",
        "exercise.walking.short": "walking",
        "choice.go": "Ready",
        "choice.hurts": "It hurts",
    },
)


def test_a_question_has_its_buttons_stamped_with_the_turn() -> None:
    assert speak((say("asked", "go", "hurts", "3", "at_0745"),), 17, WORDS) == (
        Utterance(
            "Ready?",
            (
                Button("17:go", "Ready", "primary"),
                Button("17:hurts", "It hurts", "danger"),
                Button("17:3", "3"),
                Button("17:at_0745", "07:45"),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("choices", "styles"),
    [
        (("yes", "back"), ["primary", ""]),
        (("yes",), [""]),
        (("ready", "pause", "hurts", "stop"), ["success", "", "danger", "danger"]),
        (("pause", "hurts", "stop"), ["primary", "danger", "danger"]),
        (("0", "1", "2", "hurts", "stop"), ["", "", "", "danger", "danger"]),
        (("at_0745", "back"), ["", ""]),
        (("delete_all", "keep_it"), ["", ""]),
        (("hurts", "stop"), ["danger", "danger"]),
    ],
)
def test_what_stands_out_is_likely_and_deletes_nothing(
    choices: tuple[str, ...], styles: list[str], catalog: Catalog
) -> None:
    (spoken,) = speak((say("pardon.2", *choices),), 1, catalog.words["en"])
    assert [each.style for each in spoken.buttons] == styles


def test_a_note_stands_in_front_of_its_question() -> None:
    spoken = speak((say("settled"), say("hello", name="Ada"), say("asked", "go")), 1, WORDS)
    assert [each.text for each in spoken] == ["Good.\n\nHello Ada.\n\nReady?"]
    assert spoken[0].buttons


@pytest.mark.parametrize(("length", "messages"), [(0, 1), (1, 2)])
def test_a_note_without_room_is_a_message_of_its_own(length: int, messages: int) -> None:
    fits = ROOM - len("Ready?") - 2
    spoken = speak((say("echo", text="x" * (fits + length)), say("asked", "go")), 1, WORDS)
    assert len(spoken) == messages
    assert max(len(each.text) for each in spoken) <= ROOM
    assert [bool(each.buttons) for each in spoken] == [False] * (messages - 1) + [True]


def test_the_notes_that_do_not_fit_are_the_first_ones() -> None:
    says = (say("echo", text="a" * 250), say("echo", text="b" * 200), say("asked", "go"))
    assert [each.text for each in speak(says, 1, WORDS)] == ["a" * 250, "b" * 200 + "\n\nReady?"]


def test_notes_after_the_question_come_after_it() -> None:
    says = (say("asked", "go"), say("settled"))
    assert [each.text for each in speak(says, 1, WORDS)] == ["Ready?", "Good."]


def test_a_question_for_typed_words_is_no_note() -> None:
    says = (say("asked", wants="city"), say("hello", "go", name="you"))
    assert [each.text for each in speak(says, 1, WORDS)] == ["Ready?", "Hello you."]


def test_a_file_stands_alone() -> None:
    spoken = speak((say("settled"), say("asked", attach=EXPORT)), 1, WORDS)
    assert [(each.text, each.attached) for each in spoken] == [("Good.", None), ("Ready?", Attached(EXPORT))]


def test_arguments_are_looked_up_and_joined() -> None:
    one = say("today", what=("@exercise.walking.short", "@exercise.wall_sit.short", "tea"), time="@minutes:1")
    assert speak((one,), 1, WORDS)[0].text == "Today: walking, wall sits and tea, 1 minute."
    assert speak((say("many", n=3, all=4),), 1, WORDS)[0].text == "3 of 4"


def test_a_text_that_is_missing_is_an_error() -> None:
    for wrong in (say("nothing"), say("hello"), say("hello", name="@exercise.nothing"), say("asked", "nothing")):
        with pytest.raises(ContentError):
            speak((wrong,), 1, WORDS)


@pytest.mark.parametrize("typed", ["@", "@@", "@ home", "@Home", "me@exercise.walking.short", "{name}", "{0}", "%s"])
def test_what_people_type_is_not_looked_up(typed: str) -> None:
    assert speak((say("hello", name=typed),), 1, WORDS)[0].text == f"Hello {typed}."


@pytest.mark.parametrize(("speed", "seconds"), [(1.0, 8), (10.0, 80)])
def test_a_countdown_is_told_in_the_seconds_of_the_hold(speed: float, seconds: int) -> None:
    until = NOW + timedelta(seconds=8)
    (spoken,) = speak((say("asked", "go", until=until),), 1, WORDS, now=NOW, speed=speed)
    assert (spoken.until, spoken.seconds) == (until, seconds)
    (late,) = speak((say("asked", "go", until=until),), 1, WORDS, now=NOW + timedelta(hours=1), speed=speed)
    assert late.seconds == 0


def test_marks_without_shape_never_reach_a_text() -> None:
    typed = "a\x1b[31mb\x00\u202ec\u2066d\u200be\r\nf\x07\ud800g\u2028h"
    assert clean(typed) == "a[31mbcde  fg h"
    assert clean("\u0646\u200c\u0645") == "\u0646\u200c\u0645"  # a joiner that Persian needs inside a word


@given(st.text())
def test_cleaning_leaves_one_line_of_visible_text(typed: str) -> None:
    cleaned = clean(typed)
    assert clean(cleaned) == cleaned
    assert not any(unicodedata.category(mark) in ("Cc", "Cs", "Zl", "Zp") for mark in cleaned)
    assert not set(cleaned) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


@given(st.lists(st.tuples(st.integers(1, 320), st.booleans()), max_size=12))
def test_nothing_is_lost_or_moved(parts: list[tuple[int, bool]]) -> None:
    says: list[Say] = []
    for number, (length, asks) in enumerate(parts):
        says.append(say("echo", *(["go"] if asks else []), text=f"<{number}>" + "x" * length))
    spoken = speak(tuple(says), 5, WORDS)
    assert "\n\n".join(each.text for each in spoken) == "\n\n".join(str(dict(each.args)["text"]) for each in says)
    assert sum(bool(each.buttons) for each in spoken) == sum(asks for _, asks in parts)
    for each in spoken:
        assert len(each.text) <= ROOM or "\n\n" not in each.text


def test_plain_lines() -> None:
    spoken = Utterance("Good.\n\nReady?\n- really", (Button("1:go", "Ready"), Button("1:hurts", "It hurts")))
    assert plain(spoken) == ["< Good.", "", "  Ready?", "  - really", "  [Ready]  [It hurts]"]
