"""Draws the conversation as a Mermaid state diagram, from the code itself: it walks the dialog and notes where it gets.

The walk presses every answer of every question it comes to, breadth first, lets every alarm ring, types what may be
typed and gives a nudge the day after; so the picture cannot be out of date, and tests can follow the same paths.
"""

from __future__ import annotations

import colorsys
from collections import deque
from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta

from content.model import Catalog
from content.words import TICK, TICKED
from handlers import dialog as talk
from handlers.dialog import Dialog, Turn
from handlers.events import CodeRefused, Event, Located, NudgeDue, Pressed, Rang, Said, Woke
from handlers.judgement import Judgement, Pause
from handlers.moves import Redeem, State
from handlers.person import Nudges, OwnDays, Past, Person
from handlers.rules import plan
from handlers.say import Say
from handlers.session import Item, Session
from handlers.topics import (
    advising,
    conditions,
    confirming,
    doctor,
    doubt,
    home,
    linking,
    other_language,
    own_words,
    reminders,
    screening,
    welcome,
)
from handlers.topics.session import ready
from handlers.typed import codes
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


def walk(start: Dialog, first: World, commands: Collection[str] = ()) -> Iterator[WalkedStep]:
    """Every step from every place that can be reached from `start` in the world `first`, each place visited once.

    commands: without the slash, tried in every place.
    """
    waiting = deque([(start, first)])
    seen = {place(start, talk.ask(start, first))}
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


def walks(catalog: Catalog, commands: Collection[str] = ()) -> Iterator[WalkedStep]:
    """The walk of somebody new, of somebody who should ask first, and of somebody who is used to it: together they
    come to every state there is.
    """
    nudges = Nudges("Europe/Lisbon", "08:30", (0, 1, 2, 3, 4, 5, 6))
    told = Person(adult=True, consent=welcome.CONSENT)
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
    own = tuple(OwnDays(each.id, nudges.days) for each in catalog.exercises.values() if each.own_days)
    away = replace(known, nudges=replace(nudges, paused_until=START.date() + timedelta(days=9)), own=own)
    both = replace(known, linked=("discord", "telegram", "terminal"))
    asked = catalog.lists[-1]
    last = screening.Single(asked.id, asked.questions[-1].id, ("pregnant",), ("pregnant",))
    for start, person in ((talk.NEW, Person()), (_open(last), told), (_open(home.Home()), known)):
        yield from walk(start, World(START, catalog, person), commands)
    yield from walk(_open(reminders.Reminders()), World(START, catalog, away))
    link = replace(_open(linking.ConfirmingLink(codes.seal("K7PD3XQM"))), under=home.Home())
    yield from walk(link, World(START, catalog, known), commands)
    for doubted in (doubt.WhatIsWrong(), doubt.AboutWhom("emergency", ("chest",))):
        yield from walk(_open(doubted), World(START, catalog, known), commands)
    first, second = (Item(each.id, 1) for each in plan.taken_up(catalog)[:2])
    half = Session(START, (first, second), at=1, done=(first.exercise,))
    yield from walk(_open(ready.Ready(half)), World(START, catalog, known))
    signs, spanish = doctor.AskingSign("signs", ("cough", "calf")), other_language.OtherLanguage("es")
    for asked_for in (signs, doctor.Feverish(), spanish):
        yield from walk(_open(asked_for), World(START, catalog, known), commands)
    for named in ("joints", "pregnant"):
        yield from walk(_open(conditions.told(named)), World(START, catalog, known))
    yield from walk(_open(doctor.AfterCrisis(START)), World(START, catalog, replace(known, crisis=START)), commands)
    held = replace(known, held="emergency", reasons=("numb_saddle",), held_at=START - timedelta(days=2))
    yield from walk(_open(doctor.SeenYet()), World(START, catalog, held), commands)
    paused = replace(known, judged=Judgement(pause=Pause("red_sore", START - timedelta(days=2))))
    after_advice = (
        advising.AskingLimits(),
        advising.AskingLimits(session_after=True),
        advising.AskingReach(),
        advising.AskingMedicine(),
        advising.AskingBetter(),
        advising.AskingDoctor("red_sore"),
    )
    for asking in after_advice:
        yield from walk(_open(asking), World(START, catalog, paused))
    own_states = (
        own_words.MinutesForToday(),
        own_words.TakingBack(),
        own_words.WritingWords("note"),
        own_words.WordsAside("feedback", "slept badly"),
        confirming.Confirming("4"),
    )
    for each in own_states:
        yield from walk(_open(each), World(START, catalog, replace(known, pain_at=START)))
    for state in (reminders.Reminders(), linking.Unlinking(), linking.ShowingCode(START)):
        yield from walk(_open(state), World(START, catalog, both, here="telegram"))


def _open(state: State) -> Dialog:
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
