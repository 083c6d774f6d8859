"""`lumbot understand`: what it prints stays as it is, for people audit by it and measure with it."""

from __future__ import annotations

import json

import pytest

from bot.__main__ import AT
from bot.tools.understand import PLACES, understood
from content.model import Catalog

FIELDS = ["text", "flag", "asks", "line", "does", "why"]


def heard(catalog: Catalog, text: str, at: str = "home", missed: int = 0) -> dict[str, object]:
    (line,) = understood([f"{text}\n"], catalog, at, missed)
    found: dict[str, object] = json.loads(line)
    return found


def test_every_place_that_can_be_asked_for_is_one() -> None:
    assert [*PLACES] == [*AT]


@pytest.mark.parametrize("at", AT)
def test_each_place_hears_danger_and_passes_nothing_over(catalog: Catalog, at: str) -> None:
    danger = heard(catalog, "I can't feel my legs", at)
    assert [*danger] == FIELDS
    assert (danger["flag"], danger["does"]) == ("emergency", "nothing")
    assert danger["why"]
    assert heard(catalog, "I want to die", at)["flag"] == "crisis"


@pytest.mark.parametrize("at", [at for at in AT if at != "city"])
def test_what_nobody_understood_tells_whom_to_call(catalog: Catalog, at: str) -> None:
    assert heard(catalog, "the neighbours parked on the verge", at)["line"]
    assert not heard(catalog, "verge", at)["line"]
    assert heard(catalog, "verge", at, missed=1)["line"]


def test_what_is_done_is_told(catalog: Catalog) -> None:
    assert heard(catalog, "skip", "ready")["does"] == "answer:skip"
    assert heard(catalog, "purple", "ready")["does"] == "nothing"
    assert not heard(catalog, "skip", "ready")["line"]
