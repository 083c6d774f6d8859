"""What was understood in a typed text, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MeaningKind = Literal["answer", "command", "topic", "change", "hurts", "done", "wish", "told", "confirm"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """value: the answer, command, topic, exercise that was done, change "worse:8", wish, what was told of
    themselves ("bones", "sleep"), or the answer to be confirmed.

    at: what was told with it, as an answer: "at_0745 days_024" with a command, "min_20" with an exercise that was done,
    the ids of exercises with a wish, with "," between, "dose" with a topic when it is asked how much of it, and what
    else was told. guessed: by what was learnt, not by the words themselves.
    """

    kind: MeaningKind
    value: str = ""
    at: str = ""
    guessed: bool = False
