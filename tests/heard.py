"""What is heard of the untouched fifth of the labelled lines: `make heard` prints it.

Stopped: the rules find it certain. Asked: by the rules that are not certain or by the learnt net, which has no say
about just an answer and a few words that are understood. Heard: either. All of it at home.
Only numbers are shown, never a line: whoever has read the lines cannot measure by them any more.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from content.load import load as load_content
from content.typed import fold
from content.words import Words
from handlers.typed import danger, hearing, meaning, net
from tests.handlers.heard_wishes import HOME, world
from tests.lines import Line, load, question


class Heard(NamedTuple):
    """What became of one line. own: the very question of its rule is asked."""

    line: Line
    kind: str
    stopped: bool
    asked: net.Asks
    own: bool

    @property
    def heard(self) -> bool:
        return self.stopped or (self.asked == "mood" if self.kind == "crisis" else bool(self.asked))


@cache
def words() -> Words:
    return load_content().words["en"]


@cache
def heard() -> tuple[Heard, ...]:
    """Every line of the untouched fifth."""
    return tuple(map(_heard, load(measuring=True)))


def _heard(line: Line) -> Heard:
    found = hearing.hear(line.text, HOME, world())
    said = found.danger
    right = said.stops == "crisis" if line.flag == "crisis" else bool(said.stops)
    learnt = words().net
    assert learnt is not None
    nearest = {net.read(line.text, learnt, said.hints).nearest()} if found.asks == "urgent" else set[str]()
    own = question(line.rule) in ({*said.signs} if said.flag else nearest)
    kind = line.flag if line.flag != "none" else "everyday" if line.file.startswith("everyday") else "near-miss"
    return Heard(line, kind, right, found.asked, own)


def netted(text: str) -> bool:
    """Whether the learnt net has a say about it, whatever it would say: it must not be made of what it says itself."""
    w = world()
    if meaning.exactly(text, HOME, w):
        return False
    few = len(fold(text).split()) < hearing.FEW and meaning.understand(text, HOME, w) is not None
    return not few or danger.hear(text, w.words.heard).flag is not None


def rules(text: str) -> danger.Danger:
    """What the rules find in it, which the net weighs with its words."""
    return danger.hear(text, world().words.heard)


def table() -> Iterator[str]:
    """The lines of the table."""
    every = heard()
    yield f"{'':18}{'lines':>6}{'stopped':>9}{'asked':>8}{'heard':>8}{'its own question':>18}"
    for kind in ("emergency", "urgent", "crisis", "near-miss", "everyday"):
        of = [each for each in every if each.kind == kind]
        yield _row(kind, of)
        for rule in sorted({each.line.rule for each in of} - {"-", "B9"}):
            yield _row(f"  {rule}", [each for each in of if each.line.rule == rule])
    yield "Of the lines of four words or more only:"
    long = [each for each in every if len(each.line.text.split()) >= 4]
    for kind in ("emergency", "urgent", "crisis", "near-miss", "everyday"):
        yield _row(kind, [each for each in long if each.kind == kind])


def _row(name: str, of: list[Heard]) -> str:
    own = f"{part(each.own for each in of):18.1%}" if of[0].kind == "urgent" else ""
    asked = part(_asked(each) for each in of)
    stops = part(each.stopped for each in of)
    return f"{name:18}{len(of):6}{stops:9.1%}{asked:8.1%}{part(each.heard for each in of):8.1%}{own}"


def _asked(each: Heard) -> bool:
    return each._replace(stopped=False).heard


def part(which: Iterable[bool]) -> float:
    """Which part of them is true (0-1)."""
    found = list(which)
    return sum(found) / max(len(found), 1)


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in table())
