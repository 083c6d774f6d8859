"""Danger in typed words (rules B3, B8, B9): concepts, rules, spelling, and what takes something back."""

from __future__ import annotations

import time

import pytest

from content.danger import CONCEPTS
from content.load import load
from content.typed import Typed
from handlers.typed.danger import SIGN, Danger, hear
from handlers.typed.hearing import hear as hear_all
from handlers.typed.rules import FLAGS, RULES
from tests.handlers.heard_wishes import HOME, world
from tests.lines import load as lines

CATALOG = load()
ENGLISH: tuple[Typed, ...] = CATALOG.words["en"].heard
ASKED = {question.id for asked in CATALOG.lists for question in asked.questions} | {"overdose", "inversion", "other"}


def heard(text: str) -> Danger:
    return hear(text, ENGLISH)


@pytest.mark.parametrize(
    ("text", "flag", "sign"),
    [
        ("my foof has gone all numb", "emergency", "numb_saddle"),
        ("no sensation in me undercarriage", "emergency", "numb_saddle"),
        ("I can't feel the loo paper", "emergency", "numb_saddle"),
        ("wet myself twice without noticing", "emergency", "bladder_bowel"),
        ("nothing comes when I pee", "emergency", "bladder_bowel"),
        ("my legs buckled under me", "emergency", "both_legs"),
        ("my left foot drags along the floor", "emergency", "both_legs"),
        ("I can't get an erection any more", "emergency", "sexual_change"),
        ("came off my bike and never saw a doctor", "emergency", "accident"),
        ("an elephant is sitting on my chest", "emergency", "chest"),
        ("fever 39.6 and he talks nonsense", "emergency", "very_ill"),
        ("32 weeks and bleeding", "emergency", "pregnancy_signs"),
        ("blurred vision since I hung upside down", "emergency", "inversion"),
        ("thermometer says 38.4 and my back is sore", "urgent", "infection"),
        ("I have lost two stone without trying", "urgent", "weight_cancer"),
        ("the pain wakes me every night", "urgent", "never_eases"),
        ("there is a lump on my spine", "urgent", "lump_between"),
        ("I am 78, bent down and felt a sharp stab", "urgent", "fragile"),
        ("my left calf is numb since Monday", "urgent", "one_leg"),
        ("it hurts more when I cough", "urgent", "cough"),
        ("I took all my tablets", "crisis", "overdose"),
        ("sixteen ibuprofen since this morning", "emergency", "overdose"),
    ],
)
def test_what_is_heard(text: str, flag: str, sign: str) -> None:
    found = heard(text)
    assert found.flag == flag, found
    assert sign in found.signs
    assert any(why.startswith("rule:") for why in found.why)


@pytest.mark.parametrize(
    "text",
    [
        "I want to die",
        "better off without me",
        "thinking about killing myself",
        "I cut my arms again",
        "goodbye everyone",
    ],
)
def test_a_crisis_comes_before_all_else(text: str) -> None:
    assert heard(text).flag == "crisis"
    both = heard(f"my bum is numb and {text}, pain 7")
    assert (both.flag, "numb_saddle" in both.signs) == ("crisis", True)


@pytest.mark.parametrize(
    "text",
    [
        "my bottm is numb",
        "nummmb bum",
        "my scrotm is numb",
        "i am incontinant",
        "incontinnent now",
        "MY BUM IS NUMB",
        "n\u0323umb bum",
    ],
)
def test_misspelt_and_stretched_words(text: str) -> None:
    assert heard(text).flag == "emergency"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("no numbness between my legs", "scope:negated"),
        ("I haven't wet myself", "scope:negated"),
        ("the dog wet the bed", "scope:creature"),
        ("what does numb saddle mean", "scope:about_words"),
        ("my foot was numb in the car, gone now", "scope:passed"),
        ("my foot is tingly, I sat on it", "scope:posture"),
        ("I could not hold my pee as a kid in 1985", "scope:long_ago"),
        ("the tent collapsed in the wind", "scope:thing"),
    ],
)
def test_what_takes_it_back(text: str, why: str) -> None:
    found = heard(text)
    assert (found.flag, found.taken_back) == (None, True)
    assert why in found.why


@pytest.mark.parametrize(
    "text",
    [
        "no fever but I can't pee",
        "no, my bum is numb",
        "is it normal that my bum is numb",
        "can a bad back make you wet yourself",
        "asking for a friend, is a numb crotch bad",
        "my crotch was numb three years ago and still is",
        "I fainted years ago",
    ],
)
def test_what_takes_nothing_back(text: str) -> None:
    assert heard(text).flag == "emergency"


def test_another_person_never_takes_it_back() -> None:
    assert heard("my mother can't pee since yesterday").other
    assert not heard("my mother says hello. I can't pee").other
    assert heard("my son says he wants to end it").other
    assert heard("my dad has collapsed and isn't breathing").other
    assert not heard("I can't pee").other


@pytest.mark.parametrize(
    "text",
    [
        "this plank is killing me",
        "my phone died",
        "dead bug next?",
        "suicide squad is on tonight",
        "knee to chest",
        "a wee bit of back pain",
        "hay fever again",
        "I fell asleep on the sofa",
        "39 minutes walked",
        "I drove the car home",
        "I'm about to do the session",
        "tried to do the plank",
        "I did it myself",
        "took 25 min",
        "overdosed on mince pies",
    ],
)
def test_idioms_and_things_are_nothing(text: str) -> None:
    assert heard(text).flag is None


def test_what_is_certain_says_so() -> None:
    assert heard("my bum is numb").certain
    assert not heard("I had a car accident").certain
    assert not any(rule.certain and rule.flag == "urgent" and heard(rule.id).certain for rule in RULES)


@pytest.mark.parametrize(
    "text",
    [
        "I'm not suicidal",
        "I'm not going to kill myself",
        "this back makes me want to die",
        "this back will be the death of me",
        "I took all of it",
        "suicide",
    ],
)
def test_what_may_be_meant_otherwise_is_asked(text: str) -> None:
    assert (heard(text).flag, heard(text).certain) == ("crisis", False)


def test_the_rules_and_the_concepts_of_languages_are_the_same() -> None:
    known = ENGLISH[0].danger
    needed = {concept for rule in RULES for need in rule.needs for concept in need.split("|")}
    assert (needed | {SIGN}) - known.scopes.keys() == set(CONCEPTS)
    assert needed <= known.words.keys() | known.scopes.keys()
    assert not known.lacking
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert {sign for rule in RULES for sign in rule.signs} <= ASKED
    assert [rule.flag for rule in RULES] == sorted((rule.flag for rule in RULES), key=FLAGS.index)


# Files of lines that came after the rules; all their near-misses are meant to sound like danger.
NEWER = ("_f", "_g", "_h", "_i", "_j", "_k", "_l", "_m", "_n", "_w", "_x", "_us", "_ses", "_world", "_gb", "_hidden")
NEWEST = ("_o", "_p", "_q", "_r", "_t")  # harder still: many hidden, which the learnt net is for


@pytest.mark.parametrize(
    ("without", "emergency", "crisis", "near"),
    [((*NEWER, *NEWEST), 0.7, 0.5, 0.1), (NEWEST, 0.7, 0.4, 0.16), ((), 0.65, 0.3, 0.16)],
    ids=["old", "newer", "all"],
)
def test_most_lines_are_heard_and_hardly_any_harmless_one_stops(
    without: tuple[str, ...], emergency: float, crisis: float, near: float
) -> None:
    """On the untouched fifth, of the lines the rules were made with and of all. Of near-misses 3 of 100 stop."""
    flags = ("crisis", "emergency", "urgent")
    found: dict[str, list[bool]] = {}
    for line in lines(measuring=True):
        if line.file.endswith(without):
            continue
        danger, kind = heard(line.text), line.flag if line.flag in flags else line.file[:4]
        found.setdefault(kind, []).append(danger.flag is not None)
        found.setdefault(f"{kind} stops", []).append(danger.stops is not None)
    share = {kind: sum(each) / len(each) for kind, each in found.items()}
    assert share["emergency"] > emergency
    assert share["urgent"] > 0.6
    assert share["crisis"] > crisis
    assert share["ever"] < 0.03
    assert share["near"] < near
    assert share["ever stops"] < 0.005
    assert share["near stops"] < 0.04


@pytest.mark.parametrize(
    "text", ["numb " * 20_000, "can't " * 16_666, "x" * 100_000, "\ufdfa" * 100_000, "9" * 100_000]
)
def test_a_hundred_thousand_characters_take_no_time(text: str) -> None:
    heard(text)
    began = time.process_time()
    heard(text)
    assert time.process_time() - began < 2  # 0.3 s on a quiet machine


@pytest.mark.parametrize("text", ["/link PEE2-NUMB", "pee2numb", "NUM8 WEEE"])
def test_a_code_is_no_word_of_danger(text: str) -> None:
    assert hear_all(text, HOME, world()).danger.flag is None
