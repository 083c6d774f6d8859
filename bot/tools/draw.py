"""Draws the conversation as a Mermaid state diagram, from the code itself: it walks the dialog and notes where it gets.

The walk presses every answer of every question it comes to, breadth first, lets every alarm ring, types what may be
typed and gives a nudge the day after; so the picture cannot be out of date, and tests can follow the same paths.
"""

from __future__ import annotations

import colorsys
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta

from content.model import Catalog
from handlers import dialog as talk
from handlers.dialog import Dialog, Turn
from handlers.events import CodeRefused, Event, Located, NudgeDue, Pressed, Rang, Said, Woke
from handlers.moves import Redeem
from handlers.person import Nudges, OwnDays, Past, Person
from handlers.rules import plan
from handlers.say import Say
from handlers.topics import home, linking, reminders, screening, welcome
from handlers.typed import codes
from handlers.world import World

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
THINKING = timedelta(seconds=1)  # between a question and its answer
TYPED = {
    "pain": ("4",),
    "time": ("07:45", "7"),
    "city": ("Lisbon", "Birmingham"),
    "days": ("monday",),
    "minutes": ("12",),
    "date": ("2026-04-01",),
    "code": ("K7PD-3XQM", "12"),
}  # by what a question wants
DANGER = ("I can't feel my legs", "I don't want to live")
TYPED_DANGER = tuple(f"typed {text}" for text in DANGER)
LOCATION = "Europe/Lisbon"
NUDGE = "the next day's nudge"
LEFT_OPEN = "left open"


@dataclass(frozen=True, slots=True)
class Step:
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
    session = getattr(state, "session", None)
    exercise = (session.item.exercise, session.last) if session else None
    return type(state).__name__, own, exercise, asked.choices


def walk(
    catalog: Catalog,
    *,
    start: Dialog = talk.NEW,
    person: Person | None = None,
    now: datetime = START,
    commands: Iterable[str] = (),
    same: Callable[[Dialog, Say], Hashable] = place,
    here: str = "",
) -> Iterator[Step]:
    """Every step from every place that can be reached from `start`, each place visited once.

    commands: without the slash, tried in every place. same: what tells two places apart. here: the platform.
    """
    first = World(now, catalog, person or Person(), here=here)
    waiting = deque([(start, first)])
    seen = {same(start, talk.ask(start, first))}
    commands = tuple(commands)
    while waiting:
        before, world = waiting.popleft()
        for choice, event, at in _happenings(before, world, commands):
            then = World(max(at, world.now), catalog, world.person, here=here)
            turn = talk.advance(before, event, then)
            if isinstance(turn.wish, Redeem):  # there is nobody else on a walk whose code it could be
                turn = talk.advance(before, CodeRefused("unknown"), then)
            yield Step(before, choice, event, then, turn)
            if turn.forget:
                continue
            after = World(then.now + THINKING, catalog, turn.person, here=here)
            key = same(turn.dialog, talk.ask(turn.dialog, after))
            if key not in seen:
                seen.add(key)
                waiting.append((turn.dialog, after))


def walks(catalog: Catalog, commands: Iterable[str] = ()) -> Iterator[Step]:
    """The walk of somebody new, of somebody who should ask first, and of somebody who is used to it: together they
    come to every state there is.
    """
    commands = tuple(commands)
    yield from walk(catalog, commands=commands)
    told = Person(adult=True, consent=welcome.CONSENT)
    asked = catalog.lists[-1]
    last = Dialog(screening.Single(asked.id, asked.questions[-1].id, ("pregnant",), ("pregnant",)), turn=1, asked=1)
    yield from walk(catalog, start=last, person=told, commands=commands)
    nudges = Nudges("Europe/Lisbon", "08:30", (0, 1, 2, 3, 4, 5, 6))
    known = replace(
        told,
        screened=START,
        minutes=15,
        pain=3,
        baseline=5,
        sessions=20,
        nudges=nudges,
        nudges_asked=True,
        zone=nudges.zone,
        first_session=START.date() - timedelta(days=30),
        levels=((next(each.id for each in plan.taken_up(catalog) if "warm_up" not in each.roles), 3),),
        past=(Past(START.date(), 300, 2),),
    )
    yield from walk(catalog, start=Dialog(home.Home(), turn=1, asked=1), person=known, commands=commands)
    own = tuple(OwnDays(each.id, nudges.days) for each in catalog.exercises.values() if each.own_days)
    away = replace(known, nudges=replace(nudges, paused_until=START.date() + timedelta(days=9)), own=own)
    yield from walk(catalog, start=Dialog(reminders.Reminders(), turn=1, asked=1), person=away)
    link = Dialog(linking.ConfirmingLink(codes.seal("K7PD3XQM")), turn=1, asked=1, under=home.Home())
    yield from walk(catalog, start=link, person=known, commands=commands)
    both = replace(known, linked=("discord", "telegram", "terminal"))
    for state in (reminders.Reminders(), linking.Unlinking(), linking.ShowingCode(START)):
        yield from walk(catalog, start=Dialog(state, turn=1, asked=1), person=both, here="telegram")


def _happenings(dialog: Dialog, world: World, commands: tuple[str, ...]) -> Iterator[tuple[str, Event, datetime]]:
    """What can happen in a place, and when."""
    asked = talk.ask(dialog, world)
    soon = world.now + THINKING
    for choice in (*asked.choices, *asked.also):
        yield choice, Pressed(choice, dialog.turn), soon
    for text in (*TYPED.get(asked.wants, ()), *DANGER):
        yield f"typed {text}", Said(text), soon
    if asked.wants == "city":
        yield "a location", Located(LOCATION), soon
    if rings := talk.alarm(dialog):
        yield "rang" if getattr(dialog.state, "until", None) else LEFT_OPEN, Rang(), rings
        yield "away", Woke(), soon
    for command in commands:
        yield f"/{command}", Said(f"/{command}"), soon
    tomorrow = world.now + timedelta(days=1)
    yield NUDGE, NudgeDue(tomorrow.date(), tomorrow), tomorrow


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
        lines += [
            f"    {here} --> {there}: {_merged(choices)}" for (here, there), choices in edges.items() if here in states
        ]
        lines += [f"    class {','.join(sorted(states))} {topic}"]
    return "\n".join([*lines, *_colours(sorted(kinds))])


def _commanded(catalog: Catalog) -> Iterator[Step]:
    """Where each command leads somebody who is at home, and what follows there."""
    home = next(step for step in walks(catalog) if _kind(step.turn.dialog) == "Home" and step.turn.person.screened)
    at = home.turn.dialog
    for command in sorted(catalog.words["en"].understood.commands):
        world = World(home.world.now + THINKING, catalog, home.turn.person)
        turn = talk.advance(at, Said(f"/{command}"), world)
        if turn.dialog.state != at.state:
            yield Step(at, f"/{command}", Said(f"/{command}"), world, turn)
            yield from walk(catalog, start=turn.dialog, person=turn.person, now=world.now + THINKING)


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
    lines = []
    for n, topic in enumerate(topics):
        red, green, blue = (round(255 * part) for part in colorsys.hls_to_rgb(n / len(topics), 0.9, 0.6))
        lines.append(f"    classDef {topic} fill:#{red:02x}{green:02x}{blue:02x}")
    return lines
