"""The learnt net asks, in time, and reads nothing but what is typed."""

from __future__ import annotations

import time
from functools import cache

import pytest

from content.load import load
from content.net import Net
from handlers.typed import danger
from handlers.typed.net import grams, read


@cache
def net() -> Net:
    learnt = load().words["en"].net
    assert learnt is not None
    return learnt


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("since this morning I can't feel it when I wipe", "body"),
        ("both my legs went numb and keep giving way", "body"),
        ("i wet myself and never felt it coming", "body"),
        ("I want to end my life tonight", "mood"),
        ("everybody would be better off without me", "mood"),
        ("the pain wakes me every night and never eases", "urgent"),
        ("remind me at eight tomorrow please", ""),
        ("walked the dog for twenty minutes", ""),
        ("", ""),
        ("🙂", ""),
    ],
)
def test_it_asks_about_what_sounds_dangerous(text: str, wanted: str) -> None:
    assert read(text, net(), danger.hear(text, load().words["en"].heard).hints).asks() == wanted


def test_it_asks_sooner_about_what_nothing_else_was_made_of() -> None:
    sooner, asks = net().head.sooner, net().head.asks
    assert sooner
    assert asks
    assert sooner.body < asks.body
    assert sooner.mood <= asks.mood


def test_the_nearest_question_is_one_of_ours() -> None:
    ids = {question.id for asked in load().lists for question in asked.questions}
    rows = {*net().head.rows} - {"body", "mood", "none", "crisis", "inverted"}
    assert rows <= ids
    assert len(rows) == 15
    assert read("it hurts more whenever I cough or sneeze", net()).nearest() == "cough"
    assert read("numb between my legs", net()).nearest() == "numb_saddle"


def test_scores_are_probabilities() -> None:
    for text in ("", "a", "I want to die", "numb " * 500, "\U0010ffff"):
        assert all(0 <= value <= 1 for value in read(text, net()).scores().values()), text


def test_a_no_marks_the_words_behind_it_until_something_turns_it() -> None:
    _, others = grams("no pain but numb", net().known)
    assert "!pain" in others
    assert "!numb" not in others


def test_numbers_that_mean_a_fever_are_one_word() -> None:
    assert "#c" in grams("it was 39.2 this morning", net().known)[1]
    assert "=fever" in grams("it was 38,9", net().known)[1]
    assert "#c" not in grams("walked 3.9 km", net().known)[1]


def test_stretched_letters_count_twice_at_most() -> None:
    assert grams("nuuuuumb", net().known) == grams("nuumb", net().known)


def test_it_takes_less_than_two_milliseconds_for_a_hundred_characters() -> None:
    text = "my back is sore today and I walked for twenty minutes round the park with my sister, then sat for a"
    read(text, net()).asks()
    spent = []
    for _ in range(20):
        began = time.thread_time()
        read(text, net()).asks()
        spent.append(time.thread_time() - began)
    assert min(spent) < 0.002


def test_a_long_text_takes_no_longer_than_what_is_read_of_it() -> None:
    began = time.thread_time()
    read("numb between my legs " * 10_000, net()).asks()
    assert time.thread_time() - began < 0.06
