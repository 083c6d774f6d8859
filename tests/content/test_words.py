"""Words: a text is whole or an error, a label is found or an error, and what people type folds to one form."""

import re
import unicodedata

import pytest
from hypothesis import given, strategies as st

from content.errors import ContentError
from content.menu import MENU, OPTIONS
from content.model import Catalog
from content.typed import Typed, fold
from content.words import Plural, Words, placeholders

TELLING = re.compile(r"\b(pain|back|exercise|hurt|sore|doctor|worse|score|health|spine|symptom)", re.IGNORECASE)
TEXTS: dict[str, str | Plural] = {
    "hello": "Hello.",
    "hold": "Hold, {side}. {seconds} s.",
    "minutes": {"one": "{n} minute", "other": "{n} minutes"},
    "choice.go": "Ready",
    "choice.none": "None of these",
    "topic.pacing.title": "Pacing",
    "exercise.bird_dog.name": "Bird dog",
}


@pytest.fixture
def words() -> Words:
    return Words("en", TEXTS, Typed(ways={"go": ("I'M ready!", "ok, go", "Ready")}))


def test_a_text_is_filled_in(words: Words) -> None:
    assert words.text("hello") == "Hello."
    assert words.text("hello", unused=1) == "Hello."
    assert words.text("hold", side="left leg", seconds=5) == "Hold, left leg. 5 s."


def test_what_a_person_typed_is_never_a_template(words: Words) -> None:
    assert words.text("hold", side="{seconds} {0.__class__}", seconds=5) == "Hold, {seconds} {0.__class__}. 5 s."


@pytest.mark.parametrize(("n", "said"), [(0, "0 minutes"), (1, "1 minute"), (2, "2 minutes"), (21, "21 minutes")])
def test_a_plural_goes_by_n(words: Words, n: int, said: str) -> None:
    assert words.text("minutes", n=n) == said


@pytest.mark.parametrize(
    ("key", "args", "field", "reason"),
    [
        ("nothing", {}, "nothing", "there is no such text"),
        ("hold", {"side": "left"}, "hold", "the text needs {seconds}"),
        ("minutes", {}, "minutes", "the text needs {n}"),
    ],
)
def test_what_is_missing_is_named(words: Words, key: str, args: dict[str, str | int], field: str, reason: str) -> None:
    with pytest.raises(ContentError) as caught:
        words.text(key, **args)
    assert caught.value.field == field
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("template", ["{x.y}", "{0}", "{}", "{x!r}", "{x:>9}", "{x[0]}", "{", "a } b", "{a b}"])
def test_only_plain_names_are_placeholders(template: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (our own message or that of str.format)
        placeholders(template)
    with pytest.raises(ContentError, match="bad"):
        Words("en", {"bad": template})


@pytest.mark.parametrize(
    ("choice", "label"),
    [
        ("go", "Ready"),
        ("0", "0"),
        ("10", "10"),
        ("at_0745", "07:45"),
        ("min_5", "5 minutes"),
        ("min_1", "1 minute"),
        ("topic_pacing", "Pacing"),
        ("ex_bird_dog", "Bird dog"),
    ],
)
def test_labels(words: Words, choice: str, label: str) -> None:
    assert words.label(choice) == label
    assert words.label(choice) == label  # and again, from what is remembered


@pytest.mark.parametrize("choice", ["unheard", "at_07456", "at_9900", "min_", "topic_none", "ex_none", "٣", ""])
def test_a_choice_without_words_is_an_error(words: Words, choice: str) -> None:
    with pytest.raises(ContentError, match="no such text"):
        words.label(choice)


def test_lists(words: Words) -> None:
    assert [words.join("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_ways_are_folded_label_first_and_once(words: Words) -> None:
    assert words.ways("go") == ("ready", "i'm ready", "ok go")
    assert words.ways("none") == ("none of these",)


def test_keys_name_their_placeholders(words: Words) -> None:
    assert words.keys()["hold"] == {"side", "seconds"}
    assert words.keys()["minutes"] == {"n"}
    with pytest.raises(TypeError):
        words.keys()["hold"] = frozenset()  # type: ignore[index]  # what is meant to be impossible


@pytest.mark.parametrize("key", [f"command.{name}" for name in MENU])
def test_a_line_of_a_menu_is_short_and_tells_nobody_anything(catalog: Catalog, key: str) -> None:
    """It stands under a thumb in a train: one line, no capital, no stop, nothing about health."""
    text = catalog.words["en"].text(key)
    assert len(text) <= 80
    assert text[0].islower()
    assert "\n" not in text
    assert not text.endswith(".")
    assert not TELLING.search(text)


def test_the_menu(catalog: Catalog) -> None:
    words = catalog.words["en"]
    assert len(MENU) == len(set(MENU)) <= 20
    assert MENU[:3] == ("hurts", "start", "session")
    assert set(MENU) <= {"start", "hurts", *words.typed.commands}  # that it hurts is heard in many more ways
    assert {key.removeprefix("command.") for key in words.keys() if key.startswith("command.")} == set(MENU)  # noqa: SIM118
    told = {f"option.{command}.{name}" for command, names in OPTIONS.items() for name in names}
    assert {key for key in words.keys() if key.startswith("option.")} == told  # noqa: SIM118
    assert set(OPTIONS) <= set(MENU)
    assert all(len(words.text(key)) <= 80 for key in told)


@pytest.mark.parametrize(("key", "most"), [("bot.name", 64), ("bot.short", 120), ("bot.description", 512)])
def test_the_profile_fits(catalog: Catalog, key: str, most: int) -> None:
    assert 0 < len(catalog.words["en"].text(key)) <= most


def test_the_profile_says_what_it_is_not(catalog: Catalog) -> None:
    for key in ("bot.short", "bot.description"):
        assert "not a doctor" in catalog.words["en"].text(key)
    assert "emergency" in catalog.words["en"].text("bot.description")


@pytest.mark.parametrize("key", ["elsewhere", "choice.open_chat", "test_message", "answered", "cant_reach"])
def test_what_others_may_read_says_nothing_about_health(catalog: Catalog, key: str) -> None:
    text = catalog.words["en"].text(key, **({"answer": ""} if key == "answered" else {}))
    assert not TELLING.search(text)
    assert len(text) <= 300


def test_what_is_left_of_a_countdown(catalog: Catalog) -> None:
    words = catalog.words["en"]
    assert words.text("left_seconds", n=25) == "25 s left"
    assert words.text("left_seconds", n=1) == "1 s left"
    assert words.text("left_minutes", n=1) == "about 1 minute left"
    assert words.text("left_minutes", n=3) == "about 3 minutes left"
    assert words.text("answered", answer="7") == "You: 7"


def test_the_two_wordings_of_a_note_differ(catalog: Catalog) -> None:
    words = catalog.words["en"]
    for key in ("no_place_now", "edited", "only_words", "cannot_listen", "cannot_look", "cannot_use"):
        assert words.text(f"note.{key}.1") != words.text(f"note.{key}.2")


def test_a_sister_language_falls_back(words: Words) -> None:
    german = Words("de", {"hello": "Hallo.", "choice.go": "Los"}, fallback=words)
    assert (german.text("hello"), german.label("go"), german.label("none")) == ("Hallo.", "Los", "None of these")
    assert german.text("minutes", n=2) == "2 minutes"
    assert set(german.missing) == set(TEXTS) - {"hello", "choice.go"}
    assert words.missing == ()


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("  It's   OK!! ", "it's ok"),
        ("7/10", "7/10"),
        ("/start", "start"),
        ("07:45", "07:45"),
        ("7,5", "7,5"),
        ("7.", "7"),
        ("3-4", "3-4"),
        ("-3", "-3"),
        ("a 4…", "a 4"),
        ("I\u2019m", "i'm"),
        ("\u202eno\u202c", "no"),
        ("y\u200be\u200bs", "yes"),
        ("a\x00b\x1bc", "abc"),
        ("\uff13", "3"),
        ("STRASSE straße", "strasse strasse"),
        ("yes, please.", "yes please"),
        ("'stop'", "stop"),
        ("half past 7 p.m.", "half past 7 pm"),
        ("👍 yes", "yes"),
        ("one\ttwo\nthree", "one two three"),
        ("well-being", "well-being"),
        ("so - no", "so no"),
        ("पटना", "पटना"),
        ("", ""),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    assert fold(typed) == folded


ANY = st.text() | st.text("aZ0'’-‐−.,:/ \t\x00\u200f\u0301\ue000´ſ½İpmé", max_size=12)


@given(ANY)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@given(ANY)
def test_nothing_invisible_is_left(text: str) -> None:
    folded = fold(text)
    assert not [c for c in folded if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")]
    assert folded == folded.strip()
    assert "  " not in folded


@given(st.text("abcdefgh ", max_size=30))
def test_case_and_space_carry_nothing(text: str) -> None:
    assert fold(text.upper()) == fold(f"\t{text}  ") == " ".join(text.split())


def test_a_very_long_message_is_folded_in_a_moment() -> None:
    assert len(fold("né-1 " * 200_000)) <= 100_000
