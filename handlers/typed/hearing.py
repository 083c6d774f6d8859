"""How a typed text is heard, in every state: exactly an answer, else danger, else whatever else it may mean.

Readable rules decide what stops (`danger`). The learnt net may only make it ask, whatever else was understood.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from handlers.say import Say
from handlers.typed import meaning
from handlers.typed.danger import Danger, hear as danger_in
from handlers.typed.meaning import Meaning
from handlers.world import World

NONE = Danger()
Asks = Literal["", "body", "urgent", "mood"]  # what the learnt net would ask about


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in a text. meaning: apart from danger; None: nothing. exact: it is just an offered answer."""

    meaning: Meaning | None
    exact: bool = False
    danger: Danger = NONE
    asks: Asks = ""


def hear(text: str, asked: Say, w: World) -> Heard:
    """What is heard in a text that replies to `asked`."""
    if answer := meaning.exactly(text, asked, w):
        return Heard(answer, exact=True)
    danger = danger_in(text, w.words.heard)
    if danger.flag:
        return Heard(None, danger=danger)
    return Heard(meaning.understand(text, asked, w), danger=danger)


def fits(text: str, asked: Say, w: World) -> bool:
    """Whether the text means anything now. A city may be any words, so a question that wants one takes all of them."""
    heard = hear(text, asked, w)
    return bool(heard.meaning or heard.danger.flag or heard.asks)
