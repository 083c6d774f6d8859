"""What people may type, each line with what ought to be heard in it: what the learnt net is made of, and measured by.

One JSON object a line: text; flag: "crisis", "emergency", "urgent" or "none"; rule: the rule of B1, B8 or B9, "-" for
none; in the everyday files also `does`, what is wanted. Every line was written by itself, by one hand, and no clinician
has looked at it. A fifth of them, by a hash of the text, is left untouched: nothing is made of it, and all that is
reported is measured on it.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from content.load import HERE as CONTENT
from content.net import Likeness

HERE = Path(__file__).parent
CONCEPTS, WISHES = HERE / "concepts.yaml", HERE / "wishes.yaml"


class Line(NamedTuple):
    """One labelled line; `file`: the name of the file it stands in, without its ending."""

    text: str
    flag: str
    rule: str
    does: str
    file: str


def untouched(text: str) -> bool:
    """Whether this line belongs to the fifth that nothing may be made of."""
    return fold_of(text, 5) == 0


def fold_of(text: str, folds: int) -> int:
    """Which of so many folds a text falls into: always the same one."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % folds


def load(*, measuring: bool) -> tuple[Line, ...]:
    """The untouched fifth, to measure by; or all others, to learn from."""
    lines = (
        Line(each["text"], each["flag"], each["rule"], each.get("does", ""), file.stem)
        for file in sorted(HERE.glob("*.jsonl"))
        for each in map(json.loads, file.read_text(encoding="utf-8").splitlines())
    )
    return tuple(line for line in lines if untouched(line.text) is measuring)


def lexicon(file: Path = CONCEPTS) -> Likeness:
    """The words that the net of danger, or with `WISHES` that of wishes, takes for alike."""
    return Likeness.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))


@cache
def question(rule: str) -> str:
    """The id of the question that asks for a rule of B1: "E1" -> "numb_saddle"; "" where none does."""
    lists: dict[str, Any] = yaml.safe_load((CONTENT / "questions.yaml").read_text(encoding="utf-8"))
    asked = [each for part in lists.values() for each in part if isinstance(each, dict)]
    return next((str(each["id"]) for each in asked if each["rule"] == f"B1/{rule}"), "")
