"""The rules a physiotherapist reads say what the program does: ids, thresholds, levels, questions and who may do what.

`content/RULES.md` is read as text; its tables are compared with the code and the content, number by number.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping
from datetime import time, timedelta
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

from bot.settings import Settings
from content.model import Catalog, Condition, Exercise, Level
from handlers.person import Person
from handlers.rules import plan, progression, safety
from tests import ROOT

PAGE = (ROOT / "content" / "RULES.md").read_text(encoding="utf-8")
RULES, SOURCES = PAGE.split("\n# Sources\n")
FOLDERS = ("bot", "content", "handlers", "scheduler", "tests")
MARKS = ("in force", "in part", "planned")
ID = r"[ABC]\d{1,2}(?:/[EUIC]\d)?"
CITED = re.compile(rf"\b(?:rules|matrix|rule:) ({ID}(?:(?:, (?:and )?| and | to |-){ID})*)", re.IGNORECASE)
SOURCE = re.compile(r"[\[(]S(\d+)\b")
AVOIDED = re.compile(r"\b(treat|therap|cure|curing|diagnos|prescri|patient|clinical|prevent|relieve)", re.IGNORECASE)
Row = tuple[str, ...]


# --- reading the page ---------------------------------------------------------------------------------------------


def section(title: str) -> str:
    """What stands under the heading that begins with this, up to the next heading; fails when there is none."""
    found = re.findall(rf"^#+ {re.escape(title)}(?!\w).*\n((?:(?!#).*\n)*)", PAGE + "\n", re.MULTILINE)
    assert len(found) == 1, f"{title}: {len(found)} headings"
    return str(found[0])


def tables(text: str) -> list[list[Row]]:
    """The rows of each table in this text, without its head."""
    found = re.findall(r"^\|.*\n\|[-| ]+\|\n((?:\|.*\n)*)", text + "\n", re.MULTILINE)
    return [[cells(line) for line in rows.splitlines()] for rows in found]


def cells(line: str) -> Row:
    return tuple(cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|"))


def headings() -> list[str]:
    """The ids that are headings: A1, B0, C8 ..."""
    return re.findall(r"^#+ ([ABC]\d+)\b", PAGE, re.MULTILINE)


def defined() -> set[str]:
    """Every id that can be cited: headings, and the rows of B1."""
    return {*headings(), *(row[0] for row in tables(section("B1"))[1])}


def shown(value: object) -> str:
    """A threshold as the page writes it."""
    match value:
        case timedelta():
            return f"{value.days} days" if value >= timedelta(days=1) else f"{value // timedelta(minutes=1)} min"
        case time():
            return f"{value:%H:%M}"
        case frozenset():
            return ", ".join(sorted(map(str, value)))
        case tuple():
            return ", ".join(map(str, value))
        case Mapping():
            return ", ".join(f"{key}: {shown(each)}" for key, each in value.items())
    return str(value)


# --- ids and sources ----------------------------------------------------------------------------------------------


def files() -> Iterator[tuple[str, str]]:
    """The code, the content and the tests, but for this file: path and text."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".yaml") and path != Path(__file__):
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def cited(text: str) -> set[str]:
    """The rules cited in a text, "rules B0, B9 and A8" and "rules B1-B5" (both ends) included."""
    return {found for run in CITED.findall(text) for found in re.findall(ID, run)}


def test_citations_are_found() -> None:
    assert cited(
        "rules B0, B9 and A8; matrix C8; rules B1-B5 and B8, row by row; {rule: B1/E3, x}; Rules C3 to C6."
    ) == {"B0", "B9", "A8", "C8", "B1", "B5", "B8", "B1/E3", "C3", "C6"}
    assert cited("vitamin B12, the rules of chess, C4") == set()


def test_every_rule_that_is_cited_exists() -> None:
    wrong = [f"{name}: {rule}" for name, text in files() for rule in sorted(cited(text) - defined())]
    assert not wrong, "\n".join(wrong)
    everything = "\n".join(text for _, text in files())
    assert len(cited(everything)) > 30  # 26 questions and what the code cites: an empty search proves nothing


def test_the_rules_are_all_there_once() -> None:
    found = headings()
    assert len(found) == len(set(found))
    assert set(found) >= {*(f"B{n}" for n in range(15)), *(f"C{n}" for n in range(1, 9))}


def test_every_source_that_is_cited_is_listed_and_the_other_way_round() -> None:
    listed = [row[0] for row in tables(SOURCES)[0]]
    assert len(listed) == len(set(listed))
    here = {f"S{n}" for n in SOURCE.findall(RULES)}
    there = {f"S{n}" for _, text in files() for n in SOURCE.findall(text)}
    assert "S54" in there
    assert here | there == set(listed)


def test_the_files_it_names_exist() -> None:
    named = set(re.findall(r"`((?:bot|content|handlers|scheduler|tests)/[^`<]+)`", PAGE))
    assert len(named) > 15
    assert not [name for name in sorted(named) if not (ROOT / name).exists()]


def test_each_rule_says_whether_it_is_in_force() -> None:
    for rule in headings():
        if rule[0] in "BC":
            status = re.findall(r"^\*\*Status: (.+?)\.?\*\*", section(rule), re.MULTILINE)
            assert len(status) == 1, rule
            assert status[0] in MARKS, rule


def test_words_to_avoid_stand_only_where_they_are_listed() -> None:
    wrong = [
        found[0]
        for paragraph in RULES.split("\n\n")
        if not paragraph.startswith("Words to avoid")
        if (found := AVOIDED.search(paragraph))
    ]
    assert not wrong, wrong


def test_it_says_how_many_were_signed_off(catalog: Catalog) -> None:
    for what, things in (("Exercises", catalog.exercises), ("Topics", catalog.topics)):
        signed = sum(1 for thing in things.values() if thing.reviewed)
        assert f"{what} signed off: {signed} of {len(things)}." in PAGE
        if signed == 0:
            assert "**No physiotherapist has signed these rules off.**" in PAGE


# --- thresholds ---------------------------------------------------------------------------------------------------


def constants(module: ModuleType) -> dict[str, str]:
    """What a file decides in capitals, as the page writes it; what it got from another file is not its own."""
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    lines = re.findall(r"^([A-Z][A-Z_, ]*)(?::.*)? = ", source, re.MULTILINE)
    own = {name for line in lines for name in line.split(", ")}
    return {name: shown(getattr(module, name)) for name in own}


@pytest.mark.parametrize("module", [safety, plan, progression])
def test_every_threshold_of_safety_and_plan(module: ModuleType) -> None:
    rows = tables(section(module.__name__.replace(".", "/") + ".py"))[0]
    assert {row[0]: row[1] for row in rows} == constants(module)
    assert len(rows) == len({row[0] for row in rows}) >= 6
    assert all(row[2] and row[3] and row[4] in ("H", "M", "L") for row in rows)


def test_thresholds_elsewhere() -> None:
    rows = tables(section("Elsewhere"))[0]
    assert len(rows) > 10
    for file, name, value, *_ in rows:
        module = importlib.import_module(file.removesuffix(".py").replace("/", "."))
        settings = file == "bot/settings.py"
        assert value == shown(Settings.model_fields[name].default if settings else getattr(module, name)), (file, name)


def test_the_gate() -> None:
    wanted: dict[int, str] = {}
    for span, gate, _ in tables(section("B4"))[0]:
        low, high = map(int, span.split("-"))
        wanted |= dict.fromkeys(range(low, high + 1), gate)
    assert wanted == {pain: safety.gate(pain) for pain in range(11)}


def test_the_lights() -> None:
    _, rule, examples, *_ = tables(section("B4"))
    assert [row[0] for row in rule] == ["red", "green", "amber"]
    assert {light for _, _, light in examples} == {"red", "green", "amber"}
    for before, peak, light in examples:
        assert safety.light(int(before), int(peak)) == light
        assert safety.light(int(before), int(peak), leg=True) == "red"
    red, green = [list(map(int, re.findall(r"\d+", row[1]))) for row in rule[:2]]
    assert red == [safety.PEAK_RED, safety.PEAK_HIGH, safety.RISE_HIGH, safety.RISE_RED]
    assert green == [safety.PEAK_GREEN, safety.PEAK_CARRIED]


def test_the_outcomes(catalog: Catalog) -> None:
    rows = tables(section("B2"))[0]
    assert [row[0] for row in rows] == [*safety.ORDER, "go"]
    assert {row[3] for row in rows} <= set(MARKS)
    ids = {question.rule: question.id for question in safety.questions(catalog)}
    for outcome, when, *_ in rows:
        for letter in re.findall(r"\bany ([EU])\b", when):
            for rule in (rule for rule in ids if rule.startswith(f"B1/{letter}")):
                assert safety.outcome({ids[rule]: "unsure"}, catalog) == outcome, rule
        for short in re.findall(r"\b([CI]\d)\b", when.partition("of C")[0]):
            assert safety.outcome({ids[f"B1/{short}"]: "yes"}, catalog) == outcome, short
    pair = re.search(r"(\d) of ((?:C\d, )+C\d)", rows[1][1])
    assert pair
    assert int(pair[1]) == safety.CLUSTER_SIZE
    assert {ids[f"B1/{short}"] for short in pair[2].split(", ")} == safety.CLUSTER


# --- questions, exercises, numbers --------------------------------------------------------------------------------


def test_the_questions(catalog: Catalog) -> None:
    rows = [
        (rule, name, asked, outcome, condition) for rule, name, asked, _, outcome, condition in tables(section("B1"))[1]
    ]
    assert rows == [
        (question.rule, question.id, each.id, question.outcome, question.condition or "")
        for each in catalog.lists
        for question in each.questions
    ]


def test_what_is_left_out_for_the_age(catalog: Catalog) -> None:
    ages, also = {}, {}
    for question in safety.questions(catalog):
        if question.ages:
            ages[question.id] = ", ".join(f"{low}-{high}" for low, high in question.ages)
            also[question.id] = question.or_with
    assert [(name, asked, more) for name, asked, more in tables(section("B1"))[0]] == [
        (name, ages[name], also[name]) for name in ages
    ]


def test_the_inversion_check(catalog: Catalog) -> None:
    asked = section("B8").partition("The questions:")[2].partition("\n\n")[0]
    assert tuple(re.findall(r"`(\w+)`", asked)) == catalog.inversion


def dose(exercise: Exercise, level: Level) -> str:
    one = f"{level.minutes} min" if exercise.kind == "minutes" else f"{level.reps} x {level.hold} s"
    return one + (" a side" if exercise.sides else "") + (" *" if level.article else "")


def test_the_levels(catalog: Catalog) -> None:
    found = {}
    for rule in (f"C{n}" for n in range(1, 7)):
        [[row]] = tables(section(rule))
        assert f"`content/exercises/{row[0]}.yaml`" in section(rule)
        found[row[0]] = list(row[1:])
    assert found == {name: [dose(each, level) for level in each.levels] for name, each in catalog.exercises.items()}


def test_who_may_do_what(catalog: Catalog) -> None:
    """The matrix as it is written, and as it is decided for somebody who has, and has not, a professional's yes."""
    text = section("C8")
    head = cells(next(line for line in text.splitlines() if line.startswith("| Condition")))[1:]
    rows = {row[0]: row[1:] for row in tables(text)[0]}
    assert set(rows) == set(get_args(Condition))
    for condition, allowed in rows.items():
        for name, word in zip(head, allowed, strict=True):
            exercise = catalog.exercises[name]
            held = dict(exercise.clearance.items())
            assert held[condition] == word, (condition, name)  # type: ignore[index]  # rows are the Conditions
            for cleared in (False, True):
                top = safety.top_level(Person(conditions=(condition,), cleared=cleared), exercise)
                opened = word != "no" and (cleared or word != "until_cleared")
                assert top == (0 if not opened else len(exercise.levels) if word == "go" else safety.MODIFIED_TOP)


def test_whom_to_call(catalog: Catalog) -> None:
    assert {row[0]: row[1:] for row in tables(section("B0"))[0]} == {
        name: (region.emergency, region.urgent, region.crisis) for name, region in catalog.regions.items()
    }
