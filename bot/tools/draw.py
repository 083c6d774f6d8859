"""Draws the conversation as a Mermaid state diagram, from the code itself: it walks the dialog and notes where it gets.

So the picture cannot be out of date, and tests can follow the same paths.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.tools.paths import LEFT_OPEN, NUDGE, THINKING, TYPED_DANGER, WalkedStep, walk
from bot.tools.walks import walks
from content.model import Catalog
from handlers import dialog as talk
from handlers.dialog import Dialog
from handlers.events import Said


def draw(catalog: Catalog) -> str:
    """The state machine as Mermaid text. Commands and the nudge are drawn from home; they lead there from anywhere."""
    edges: dict[tuple[str, str], dict[str, None]] = {}
    kinds: dict[str, set[str]] = {}
    for step in (*walks(catalog), *_commanded(catalog)):
        here, there = _kind(step.before), "[*]" if step.turn.forget else _kind(step.turn.dialog)
        for dialog in (step.before, step.turn.dialog):
            kinds.setdefault(type(dialog.state).__module__.rpartition(".")[2], set()).add(_kind(dialog))
        anywhere = step.choice.startswith("/") or step.choice == NUDGE or step.choice in TYPED_DANGER
        if step.turn.says and step.choice != LEFT_OPEN and (here == "Home" or not anywhere):
            edges.setdefault((here, there), {})[step.choice] = None
    lines = ["stateDiagram-v2", f"    [*] --> {_kind(talk.NEW)}"]
    for topic, states in sorted(kinds.items()):
        lines.append(f"    %% {topic}")
        ways = ((here, there, _merged(choices)) for (here, there), choices in edges.items() if here in states)
        lines += [f"    {here} --> {there}: {choices}" for here, there, choices in ways]
        lines.append(f"    class {','.join(sorted(states))} {topic}")
    return "\n".join([*lines, *_colours(sorted(kinds))])


def _commanded(catalog: Catalog) -> Iterator[WalkedStep]:
    """Where each command leads somebody who is at home, and what follows there."""
    home = next(step for step in walks(catalog) if _kind(step.turn.dialog) == "Home" and step.turn.person.screened)
    at = home.turn.dialog
    for command in sorted(catalog.words["en"].typed.commands):
        world = replace(home.world, now=home.world.now + THINKING, person=home.turn.person)
        turn = talk.advance(at, Said(f"/{command}"), world)
        if turn.dialog.state != at.state:
            yield WalkedStep(at, f"/{command}", Said(f"/{command}"), world, turn)
            yield from walk(turn.dialog, replace(world, now=world.now + THINKING, person=turn.person))


def _kind(dialog: Dialog) -> str:
    return type(dialog.state).__name__


def _merged(choices: Iterable[str]) -> str:
    """The answers that lead the same way, in one line; numbers as a range. A colon would end a label."""
    choices = tuple(choices)
    numbers = sorted({int(choice) for choice in choices if choice.isdigit()})
    words = [choice.replace(":", ".") for choice in choices if not choice.isdigit()]
    if numbers:
        words.insert(0, str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}")
    return ", ".join(words)


def _colours(topics: list[str]) -> list[str]:
    """A pale colour for each topic, so that the eye finds its questions."""
    colours = (colorsys.hls_to_rgb(n / len(topics), 0.9, 0.6) for n in range(len(topics)))
    marks = ("".join(f"{round(255 * part):02x}" for part in colour) for colour in colours)
    return [f"    classDef {topic} fill:#{mark}" for topic, mark in zip(topics, marks, strict=True)]
