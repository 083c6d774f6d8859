"""The safety texts, one by one: each says what to do and whom to call, in every version, and goes out by itself."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.speaking.speak import ROOM, speak
from content.errors import ContentError
from content.foreign import FOREIGN
from content.load import load
from content.model import Catalog
from content.safety import NUMBERS, SAFETY
from handlers import dialog as talk
from handlers.moves import Part
from handlers.person import Person
from handlers.rules import safety
from handlers.say import say
from handlers.world import World
from tests import ROOT
from tests.fakes.shared.walking import Walked

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GRAVE = (Part.HOLD, Part.DANGER, Part.CRISIS)


def said(key: str, catalog: Catalog, version: int = 0) -> str:
    """The text with a number in each of its places, and a word in the others."""
    words = catalog.words["en"]
    key = words.version(key, version)
    places = words.keys()[key]
    return words.text(key, **{name: f"0{NUMBERS.index(name)}0" if name in NUMBERS else "something" for name in places})


def every_version(key: str, catalog: Catalog) -> list[str]:
    return [said(key, catalog, n) for n in range(len(catalog.words["en"].versions(key)))]


@pytest.mark.parametrize("key", SAFETY)
def test_it_says_what_to_do_and_the_number(catalog: Catalog, key: str) -> None:
    texts = every_version(key, catalog)
    assert texts
    for text in texts:
        for part in SAFETY[key]:
            if part in NUMBERS:
                assert f"0{NUMBERS.index(part)}0" in text
            else:
                assert said(f"instruction.{part}", catalog) in text
        assert not re.match(r"(Good|Great|Fine|OK|Well done)\b", text)
        assert not re.search(r"probably|don't worry|no need to worry", text, re.IGNORECASE)


@pytest.mark.parametrize("key", SAFETY)
def test_it_is_a_message_of_its_own(catalog: Catalog, key: str) -> None:
    """However short it is, and whatever stands before and after it."""
    words = catalog.words["en"]
    first, home = words.version(key, 0), words.text(words.version("home", 0))
    safe = say(key, args=dict.fromkeys(words.keys()[first], "x"))
    assert safe.safety
    assert not say("note.welcome").safety
    for choices in ((), ("back",)):
        spoken = speak(
            (say("note.welcome"), say(key, *choices, args=dict(safe.args)), say("home", "session")), 1, words
        )
        assert [utterance.text for utterance in spoken] == [
            words.text("note.welcome"), words.text(first, **dict.fromkeys(words.keys()[first], "x")), home
        ]  # fmt: skip
    assert len(words.text("note.welcome")) + len(home) < ROOM


def test_no_version_of_a_hold_says_to_wait(catalog: Catalog) -> None:
    for key in SAFETY:
        if key.endswith(".emergency") or key.startswith("held."):
            assert all("wait" not in text.casefold() for text in every_version(key, catalog)), key


def test_only_what_is_common_is_called_so(catalog: Catalog) -> None:
    """The cough and the night alone, and even there somebody's word comes first."""
    common = [key for key in SAFETY if "common" in said(key, catalog)]
    assert common == ["held.urgent.common"]
    assert "somebody's word first" in said(common[0], catalog)


@pytest.mark.parametrize("key", ["held.emergency", "in_crisis.alone", "checking_signs", "line.3", "telling_what"])
def test_without_what_it_must_say_nothing_is_loaded(tmp_path: Path, key: str) -> None:
    folder = tmp_path / "content"
    shutil.copytree(ROOT / "content", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = folder / "en" / "talk.yaml"
    data = yaml.safe_load(file.read_text())
    shorter(data, key.split("."))
    file.write_text(yaml.safe_dump(data, allow_unicode=True))
    with pytest.raises(ContentError, match=f"{re.escape(key)}.*must say"):
        load(folder, keys=False)


def shorter(texts: dict[str, Any], names: list[str]) -> None:
    """Take the numbers out of one text, which may stand under its whole name or under parts of it."""
    for n in range(len(names), 0, -1):
        name = ".".join(names[:n])
        if isinstance(texts.get(name), str) and n == len(names):
            texts[name] = re.sub(r"\{(emergency|urgent|crisis|call)\}", "somebody", texts[name])
            return
        if isinstance(texts.get(name), dict):
            shorter(texts[name], names[n:])
            return
    raise AssertionError(names)


def test_whatever_is_asked_in_danger_is_a_safety_text(walked: Walked) -> None:
    asked = {talk.ask(dialog, world).key for dialog, world in walked.places if dialog.state.part in GRAVE}
    assert {key for key in asked - set(SAFETY) if not key.startswith(FOREIGN)} == set()
    assert len(asked) > 15


def test_the_number_is_on_every_screen_of_a_hold_and_a_crisis(walked: Walked, catalog: Catalog) -> None:
    """Of where they are, known or not."""
    words = catalog.words["en"]
    for dialog, world in walked.places:
        if dialog.state.part not in (Part.HOLD, Part.CRISIS):
            continue
        at = replace(world, person=replace(world.person, zone="Europe/London"))
        text = speak((talk.ask(dialog, at),), 1, words)[0].text
        assert "999" in text or "111" in text, talk.ask(dialog, at).key


@pytest.mark.parametrize(
    ("country", "zone", "region", "wanted"),
    [
        ("GB", "", "", "your local emergency number (999 in the UK)"),
        ("DE", "", "", "your local emergency number (112 in Europe)"),
        ("", "", "", "your local emergency number (112 in Europe, 999 in the UK, 911 in the US)"),
        ("BR", "", "", "your local emergency number (112 in Europe, 999 in the UK, 911 in the US)"),
        ("US", "Europe/London", "", "999"),
        ("US", "Asia/Kathmandu", "", "your local emergency number (112 in Europe, 999 in the UK, 911 in the US)"),
        ("US", "", "uk", "999"),
    ],
)
def test_a_country_only_adds_its_number(catalog: Catalog, country: str, zone: str, region: str, wanted: str) -> None:
    world = World(NOW, catalog, Person(zone=zone), region=region, country=country)
    text = speak((say("feverish", "yes", args=safety.numbers(world)),), 1, catalog.words["en"])[0].text
    assert f"call {wanted}." in text


def test_the_number_of_a_country_is_that_of_its_region(catalog: Catalog) -> None:
    words, seen = catalog.words["en"], list[str]()
    for region in catalog.regions.values():
        seen += region.countries
        for kind in ("emergency", "urgent", "crisis"):
            if number := getattr(region, kind):
                assert number in words.text(f"region.likely.{region.id}.{kind}")
    assert len(seen) == len(set(seen)) > 30


def test_where_no_crisis_line_is_known_it_says_how_to_find_one(catalog: Catalog) -> None:
    assert "findahelpline.com" in catalog.words["en"].text("region.unknown.crisis")
