"""A walk through the talk, in which every answer of every question is pressed, breadth first.

Every alarm rings, what may be typed is typed, and the day after there is a nudge: whoever follows the walk has seen
all that can happen.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta

from content.words import TICK, TICKED
from handlers import dialog as talk
from handlers.dialog import Dialog, Turn
from handlers.events import CodeRefused, Event, Located, NudgeDue, Pressed, Rang, Said, Woke
from handlers.moves import Redeem, State
from handlers.say import Say
from handlers.world import World

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
THINKING = timedelta(seconds=4)  # between a question and its answer: a "none" pressed sooner is asked back
TYPED = {
    "pain": ("4",),
    "time": ("07:45", "7"),
    "city": ("Lisbon", "Birmingham"),
    "days": ("monday",),
    "minutes": ("12",),
    "date": ("2026-04-01",),
    "code": ("K7PD-3XQM", "12"),
    "words": ("slept badly",),
    "things": ("putting on socks", "12"),
    "ability": ("4",),
    "age": ("67",),
}  # by what a question wants
DANGER = ("I can't feel my legs", "I don't want to live")
NONSENSE = "what the neighbours say about parking"  # typed while a step is timed
TYPED_DANGER = tuple(f"typed {text}" for text in DANGER)
LOCATION = "Europe/Lisbon"
NUDGE = "the next day's nudge"
LEFT_OPEN = "left open"


@dataclass(frozen=True, slots=True)
class WalkedStep:
    """One step of the walk: in `before`, `choice` happened as `event` in `world`, and gave `turn`.

    choice: the answer pressed; "rang" at the end of what is timed, "away" when we were gone meanwhile, `LEFT_OPEN` of a
    session nobody came back to; "typed ..." for words; "/..." for a command; `NUDGE`.
    """

    before: Dialog
    choice: str
    event: Event
    world: World
    turn: Turn


def place(dialog: Dialog, asked: Say) -> Hashable:
    """What makes two dialogs the same place to the walk: the kind of question, where in it, and the answers offered.

    How strong the pain was, or what was done before, is left out, or there would be no end of places.
    """
    state = dialog.state
    own = tuple(
        value if field.name != "score" else "told"
        for field in fields(state)
        if isinstance(value := getattr(state, field.name), int | str)
    )
    exercise = (state.session.item.exercise, state.session.last) if state.session else None
    return type(state).__name__, own, exercise, *_ticks(asked)


def _ticks(asked: Say) -> tuple[Hashable, ...]:
    """The answers offered, and whether anything is ticked: which of them it is makes no other place."""
    offered = tuple(
        choice.replace(TICKED, TICK, 1) if choice.startswith(TICKED) else choice for choice in asked.choices
    )
    return offered, offered != asked.choices


def walk(
    start: Dialog, first: World, commands: Collection[str] = (), seen: set[Hashable] | None = None
) -> Iterator[WalkedStep]:
    """Every step from every place that can be reached from `start` in the world `first`, each place visited once.

    commands: without the slash, tried in every place. seen: the places of walks before it, which are left out and added
    to; what somebody like them met is not walked through again.
    """
    waiting = deque([(start, first)])
    seen = set() if seen is None else seen
    seen.add(place(start, talk.ask(start, first)))
    while waiting:
        before, world = waiting.popleft()
        for choice, event, at in _happenings(before, world, commands):
            then = replace(world, now=max(at, world.now))
            turn = talk.advance(before, event, then)
            if isinstance(turn.wish, Redeem):  # there is nobody else on a walk whose code it could be
                turn = talk.advance(before, CodeRefused("unknown"), then)
            yield WalkedStep(before, choice, event, then, turn)
            if turn.forget:
                continue
            after = replace(then, now=then.now + THINKING, person=turn.person)
            key = place(turn.dialog, talk.ask(turn.dialog, after))
            if key not in seen:
                seen.add(key)
                waiting.append((turn.dialog, after))


def opened(state: State) -> Dialog:
    """A dialog whose question is open since its first turn."""
    return Dialog(state, turn=1, asked=1)


def _happenings(dialog: Dialog, world: World, commands: Iterable[str]) -> Iterator[tuple[str, Event, datetime]]:
    """What can happen in a place, and when."""
    asked = talk.ask(dialog, world)
    soon = world.now + THINKING
    for choice in (*asked.choices, *asked.also):
        yield choice, Pressed(choice, dialog.turn), soon
    nonsense = (NONSENSE,) if dialog.state.until else ()
    for text in (*TYPED.get(asked.wants, ()), *DANGER, *nonsense):
        yield f"typed {text}", Said(text), soon
    if asked.wants == "city":
        yield "a location", Located(LOCATION), soon
    if rings := talk.alarm(dialog):
        yield "rang" if dialog.state.until else LEFT_OPEN, Rang(), rings
        yield "away", Woke(), soon
    for command in commands:
        yield f"/{command}", Said(f"/{command}"), soon
    tomorrow = world.now + timedelta(days=1)
    yield NUDGE, NudgeDue(tomorrow.date(), tomorrow), tomorrow
