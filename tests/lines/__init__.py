"""What people may type, each line with what ought to be heard in it: what the learnt net is made of, and measured by.

One JSON object a line: text; flag: "crisis", "emergency", "urgent" or "none"; rule: the rule of B1, B8 or B9, "-" for
none; in the everyday files also `does`, what is wanted. Every line was written by itself, by one hand, and no clinician
has looked at it. A fifth of them, by a hash of the text, is left untouched: nothing is made of it, and all that is
reported is measured on it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent


class Line(NamedTuple):
    """One labelled line; `file`: the name of the file it stands in, without its ending."""

    text: str
    flag: str
    rule: str
    does: str
    file: str


def untouched(text: str) -> bool:
    """Whether this line belongs to the fifth that nothing may be made of."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 5 == 0


def load(*, measuring: bool) -> tuple[Line, ...]:
    """The untouched fifth, to measure by; or all others, to learn from."""
    lines = (
        Line(each["text"], each["flag"], each["rule"], each.get("does", ""), file.stem)
        for file in sorted(HERE.glob("*.jsonl"))
        for each in map(json.loads, file.read_text(encoding="utf-8").splitlines())
    )
    return tuple(line for line in lines if untouched(line.text) is measuring)
