"""The shapes of what we teach. Nouns only: what a stop or a seven *means* is decided in `handlers`.

Loops (set, repeat, side) are unrolled here into a flat tuple of steps, so a place in an exercise is one number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from content.foreign import Foreign
from content.language import BASE, answer
from content.menu import MENU, Command
from content.words import Words

Side = Literal["", "left", "right"]
Kind = Literal["set", "hold", "change", "rest", "move"]
Allowed = Literal["go", "modified", "until_cleared", "no"]
Role = Literal["warm_up", "gentle", "own_days"]
Verdict = Literal["emergency", "urgent", "soon", "clearance", "modified", "routine"]
Condition = Literal[
    "pregnant", "surgery", "bones", "heart", "knee", "shoulder", "dizzy", "cancer", "sciatica", "stiff", "told_not",
    "floor",
]  # fmt: skip

Minutes = Annotated[int, Field(ge=1, le=90)]

LEAD_IN = 5  # seconds to get set before a hold


class Shape(BaseModel):
    """Frozen, and a key nobody knows is an error rather than a typo that does nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Step(Shape):
    """One thing to do for `seconds` seconds. `rep` counts from 1; `cue` names a text when the kind is not enough."""

    kind: Kind
    seconds: int = Field(ge=0, le=3600)
    side: Side = ""
    rep: int = 1
    reps: int = 1
    cue: str = ""


class Level(Shape):
    """How much of an exercise: `reps` holds (per side, if it has sides) of `hold` seconds, or `minutes` of moving."""

    reps: int = Field(default=1, ge=1, le=30)
    hold: int = Field(default=0, ge=0, le=120)
    rest: int = Field(default=0, ge=0, le=300)
    minutes: int = Field(default=0, ge=0, le=90)
    article: bool = False
    steps: tuple[Step, ...] = ()

    @cached_property
    def seconds(self) -> int:
        """How long it takes from Ready to the last step's end, in seconds."""
        return sum(step.seconds for step in self.steps)

    @cached_property
    def alike(self) -> tuple[tuple[Step, int], ...]:
        """A step of each kind and length, and how many there are of it."""
        found = {(step.kind, step.seconds): step for step in self.steps}
        count = Counter((step.kind, step.seconds) for step in self.steps)
        return tuple((step, count[key]) for key, step in found.items())


class Article(Shape):
    """What the article Lumbot grew from says itself; None where it says nothing."""

    seconds: tuple[int, int] | None = None
    reps: tuple[int, int] | None = None
    minutes: tuple[int, int] | None = None


class Exercise(Shape):
    """take_up, order: its place where exercises are taken up one after the other, and in a session; 1 comes first.

    roles: `warm_up` begins each session, `gentle` is left when the pain is strong, `own_days` is in no session: it is
    done without a timer on weekdays somebody chooses, `days_a_week` at most, once `asks` were all "none of these".
    first_minutes: minutes a day somebody chose -> minutes of it at first.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,19}$")  # with three letters and a line in front it names a button
    kind: Literal["hold", "minutes"]
    place: Literal["outdoors", "water", "standing", "floor"]
    core: bool = False
    take_up: int | None = Field(default=None, ge=1)
    order: int | None = Field(default=None, ge=1)
    roles: tuple[Role, ...] = ()
    first_minutes: Mapping[Minutes, Minutes] = Field(default_factory=dict)
    days_a_week: int = Field(default=0, ge=0, le=7)
    asks: tuple[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], ...] = ()
    sides: bool = False
    equipment: tuple[str, ...]
    levels: tuple[Level, ...] = Field(min_length=1)
    article: Article
    clearance: Mapping[Condition, Allowed]
    sources: tuple[str, ...] = Field(min_length=1)
    reviewed: date | None

    @model_validator(mode="after")
    def _unroll(self) -> Exercise:
        for level in self.levels:
            if (level.minutes > 0) == (self.kind == "hold"):
                raise ValueError(f"a '{self.kind}' exercise needs {'hold' if self.kind == 'hold' else 'minutes'}")
            if self.kind == "hold" and not level.hold:
                raise ValueError("hold must be at least 1 second")
        if any(level.steps for level in self.levels):
            return self
        levels = tuple(level.model_copy(update={"steps": unrolled(self, level)}) for level in self.levels)
        object.__setattr__(self, "levels", levels)
        return self

    @property
    def own_days(self) -> bool:
        return "own_days" in self.roles

    def level(self, number: int) -> Level:
        """The level with this number, counted from 1; a number outside is brought to the nearest."""
        return self.levels[max(1, min(number, len(self.levels))) - 1]

    def longest(self, minutes: int) -> int:
        """The number of the longest level of so many minutes of moving at most; 1 if there is none."""
        return max([n for n, each in enumerate(self.levels, 1) if 0 < each.minutes <= minutes], default=1)


def dosed(exercise: Exercise, level: Level, *, reps: int = 0, hold: int = 0, minutes: int = 0, rest: int = 0) -> Level:
    """The level with this many repeats, seconds of hold and rest, or minutes instead of its own; 0: its own."""
    told = {"reps": reps, "hold": hold, "rest": rest} if exercise.kind == "hold" else {"minutes": minutes}
    changed = {name: value for name, value in told.items() if value and value != getattr(level, name)}
    if not changed:
        return level
    new = Level(**{**level.model_dump(exclude={"steps", "article"}), **changed})
    return new.model_copy(update={"steps": unrolled(exercise, new)})


def unrolled(exercise: Exercise, level: Level) -> tuple[Step, ...]:
    """The level as a flat tuple of steps, from getting set to the end of the last hold."""
    if exercise.kind == "minutes":
        return _there_and_back(level.minutes * 60)
    sides: tuple[Side, ...] = ("left", "right") if exercise.sides else ("",)
    steps: list[Step] = []
    for rep in range(1, level.reps + 1):
        for side in sides:
            count = {"rep": rep, "reps": level.reps, "side": side}
            if not steps:
                steps.append(Step(kind="set", seconds=LEAD_IN, **count))
            elif exercise.sides:
                steps.append(Step(kind="change", seconds=max(level.rest, LEAD_IN), **count))
            else:
                steps.append(Step(kind="rest", seconds=max(level.rest - LEAD_IN, 0), **count))
                steps.append(Step(kind="set", seconds=LEAD_IN, **count))
            steps.append(Step(kind="hold", seconds=level.hold, **count))
    return tuple(steps)


def _there_and_back(seconds: int) -> tuple[Step, ...]:
    """Out, back at half time, and the last minute slow; under three minutes there is no slow minute."""
    slow = 60 if seconds >= 180 else 0
    half = seconds // 2
    parts = (("out", half), ("back", seconds - half - slow), ("slow", slow))
    return tuple(
        Step(kind="move", seconds=s, rep=n, reps=3 if slow else 2, cue=cue) for n, (cue, s) in enumerate(parts, 1) if s
    )


class Topic(Shape):
    """Something to read. Its words are `topic.<id>.title` and `topic.<id>.1`, `.2`, ...: one idea a page."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,18}$")
    exercise: str = ""
    sources: tuple[str, ...] = Field(min_length=1)
    reviewed: date | None
    checked: date


class Question(Shape):
    """One safety question. `rule` is its row in the rules a clinician reads; a "not sure" counts as a yes.

    ages: it is asked only of people who may be of one of these ages (years, both ends included); none: of everybody.
    or_with: ... and of those who said yes to the question with this id. ticks: what is tapped for it, where that is not
    one thing, and the condition that each means.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,20}$")
    rule: str
    outcome: Verdict
    condition: Condition | None = None
    ages: tuple[tuple[int, int], ...] = ()
    or_with: str = ""
    ticks: Mapping[str, Condition] = Field(default_factory=dict)

    @property
    def ticked(self) -> Mapping[str, Condition | None]:
        """What is tapped for it where a list is tapped, and the condition that each means."""
        return self.ticks or {self.id: self.condition}


class QuestionList(Shape):
    """Questions shown together; words are `list.<id>`, `question.<id>` and `question.<id>.ask`."""

    id: str
    questions: tuple[Question, ...] = Field(min_length=1)


class Region(Shape):
    """Whom to call. Empty: no such number is known here, and the general words are used."""

    id: str
    emergency: str = ""
    urgent: str = ""
    crisis: str = ""
    zones: tuple[str, ...] = ()  # zone names, or beginnings that end in "/"
    countries: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...] = ()  # as in ISO 3166


@dataclass(frozen=True, repr=False)
class Catalog:
    """Everything we teach and every word we say, loaded once at start.

    words: languages under work among them. language: what new people are spoken to in, and whoever's language we lack.
    pictures: files, by kind and name. foreign: the languages of which only what matters most is known, by code.
    """

    exercises: Mapping[str, Exercise]
    topics: Mapping[str, Topic]
    lists: tuple[QuestionList, ...]
    inversion: tuple[str, ...]
    regions: Mapping[str, Region]
    words: Mapping[str, Words]
    version: str
    language: str = BASE
    pictures: Mapping[tuple[str, str], Path] = field(default_factory=dict)
    foreign: Mapping[str, Foreign] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Catalog({self.version})"  # all of it would fill pages, in every failure of a test

    @cached_property
    def taken_up(self) -> tuple[Exercise, ...]:
        """The exercises of sessions, in the order in which they are taken up."""
        found = [each for each in self.exercises.values() if each.take_up]
        return tuple(sorted(found, key=lambda each: (each.take_up or 0, each.id)))

    @property
    def choosable(self) -> Mapping[str, str]:
        """The languages people may choose, by the answer that chooses each."""
        return {answer(code): code for code, words in self.words.items() if words.choosable}

    @property
    def menu(self) -> tuple[Command, ...]:
        """The commands a platform shows: that for the language only where there is one to choose."""
        return MENU if len(self.choosable) > 1 else tuple(name for name in MENU if name is not Command.LANGUAGE)

    def speaking(self, language: str) -> Words:
        """The words of this language; where it cannot be chosen, those of the one for everybody else."""
        words = self.words.get(language)
        return words if words and words.choosable else self.words[self.language]
