"""Which words must be there for what we teach, and what all words must keep to. Pure checks; the loader asks them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import get_args

from content.errors import ContentError
from content.menu import MENU, OPTIONS, Command
from content.model import Condition, Exercise, QuestionList, Region, Topic
from content.typed import Typed
from content.words import LABELS, Words

LABEL = 40  # characters of a button; Discord allows 80, but a phone shows about this many
# characters of a text, at most
MOST = {"picture": 1024, "command": 80, "option": 80, "bot.name": 64, "bot.short": 120, "bot.description": 512}
_SHOWN = (
    "bot.name",
    "bot.short",
    "bot.description",
    "elsewhere",
    "choice.open_chat",
    "choice.share_location",
    "choice.copy_code",
)
_SAID = ("left_seconds", "left_minutes", "location_hint", "location_over", "test_message", "cant_reach", "answered")
_BRIEF = ("name", "short", "kit", "position", "done", "ease")
_AT_LENGTH = ("how.1", "mistakes.1", "easier", "harder", "avoid", "article", "ours")

Need = tuple[str, str]  # the file it belongs in, within the language's folder, and the key


def check_typed(typed: Typed, file: str, exercises: Mapping[str, Exercise], topics: Mapping[str, Topic]) -> None:
    """What is typed is about what we teach. Raises ContentError."""
    for subject in typed.subjects.keys() - topics.keys():
        raise ContentError(file, f"subjects.{subject}", f"there is no topic '{subject}'")
    own = {name for name, exercise in exercises.items() if exercise.own_days}
    for name in {name for pattern in typed.logged for name in re.compile(pattern).groupindex} - own:
        raise ContentError(file, "logged", f"there is no exercise '{name}' with the role own_days")


def misfits(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """What is missing from an exercise or does not fit the rest of it: the field and the reason."""
    for condition in get_args(Condition):
        if condition not in exercise.clearance:
            yield f"clearance.{condition}", "this key is missing: say go, modified, until_cleared or no"
    for field in ("take_up", "order"):
        if (getattr(exercise, field) is None) != exercise.own_days:
            extra = "with the role own_days it is in no session; leave this one out"
            yield field, extra if exercise.own_days else "this key is missing: 1 comes first, equal numbers go by id"
    for field in ("days_a_week", "asks"):
        if bool(getattr(exercise, field)) != exercise.own_days:
            missing = "this key is missing: the role own_days needs it"
            yield field, missing if exercise.own_days else "only the role own_days has this"
    if exercise.own_days and (len(exercise.roles) > 1 or exercise.kind != "minutes"):
        yield "roles", "own_days goes with kind minutes and with no other role"
    for field in ("roles", "asks"):
        if len(set(getattr(exercise, field))) < len(getattr(exercise, field)):
            yield field, "something is there twice"
    for chosen, first in exercise.first_minutes.items():
        if first > chosen:
            yield f"first_minutes.{chosen}", f"{first} minutes are more than the {chosen} somebody has"
        if first not in [level.minutes for level in exercise.levels]:
            yield f"first_minutes.{chosen}", f"there is no level of {first} minutes"


def for_exercise(exercise: Exercise) -> Iterator[Need]:
    parts: tuple[str, ...]
    if exercise.own_days:
        asks = (f"asks.{each}" for each in exercise.asks)
        parts = ("can", "today", "finished", "check", *asks, "not_for_now", "twist")
    elif exercise.kind == "minutes":
        parts = ("out", "back", "slow")
    else:
        levels = tuple(f"level.{n}" for n in range(1, len(exercise.levels) + 1))
        sides = ("change", "side.left", "side.right") if exercise.sides else ("rest",)
        parts = (*levels, "set", "hold", *sides)
    for part in (*_BRIEF, *_AT_LENGTH, *parts):
        yield f"exercises/{exercise.id}.yaml", f"exercise.{exercise.id}.{part}"


def for_topic(topic: Topic) -> Iterator[Need]:
    for part in ("title", "1"):
        yield f"topics/{topic.id}.yaml", f"topic.{topic.id}.{part}"


def for_picture(name: str) -> Iterator[Need]:
    yield "pictures.yaml", f"picture.{name}"


def for_ticks(asked: QuestionList) -> Iterator[Need]:
    """The words of a list that is tapped: of each thing in it a button, and what is said to be kept in mind."""
    for question in asked.questions:
        for tick, part in product(question.ticked, ("tick", "keep")):
            yield "questions.yaml", f"question.{tick}.{part}"


def for_list(asked: QuestionList) -> Iterator[Need]:
    yield "questions.yaml", f"list.{asked.id}"
    for question in asked.questions:
        for part in ("line", "ask", "tell"):
            yield "questions.yaml", f"question.{question.id}.{part}"


def for_region(region: Region) -> Iterator[Need]:
    yield "regions.yaml", f"region.name.{region.id}"
    for part in ("emergency", "urgent", "crisis"):
        if getattr(region, part):
            yield "regions.yaml", f"region.likely.{region.id}.{part}"


def everywhere(inversion: tuple[str, ...]) -> Iterator[Need]:
    for asked in inversion:
        yield "inversion.yaml", f"inversion.{asked}"
    for part in ("emergency", "urgent", "crisis"):
        yield "regions.yaml", f"region.unknown.{part}"


def for_commands() -> Iterator[Need]:
    """Each may be asked back: "Do I get you right: ...?"."""
    for name in Command:
        yield "talk.yaml", f"wished.{name}"


def for_platforms() -> Iterator[Need]:
    commands = [f"command.{name}" for name in MENU]
    options = [f"option.{command}.{name}" for command, names in OPTIONS.items() for name in names]
    for key in (*commands, *options, *_SHOWN, *_SAID):
        yield "platforms.yaml", key


def check_lengths(words: Words, files: Mapping[str, str]) -> None:
    """What Telegram and Discord cut off or refuse when it is longer (command menus, profiles, what pictures show)."""
    for key, names in words.keys().items():
        if most := MOST.get(key) or MOST.get(key.partition(".")[0]):
            if names:
                raise ContentError(files[key], key, "this text has no placeholders")
            if (length := len(words.text(key))) > most:
                raise ContentError(files[key], key, f"has at most {most} characters, this one has {length}")


def check_labels(words: Words, files: Mapping[str, str]) -> None:
    """Every text that can stand on a button is short enough for one."""
    for key, names in words.keys().items():
        choice, _, rest = key.partition(".")
        if choice == "choice" or f"{choice}.{{}}.{key.rpartition('.')[2]}" in LABELS.values():
            if names or not rest:
                raise ContentError(files[key], key, "a button's text has no placeholders")
            if (length := len(words.text(key))) > LABEL:
                reason = f"a button's text has at most {LABEL} characters, this one has {length}"
                raise ContentError(files[key], key, reason)


def check_numbering(words: Words, files: Mapping[str, str]) -> None:
    """Pages, steps, levels and versions are numbered from 1 without a gap, or what comes after it would never be shown.

    Versions of what is said need the same arguments: any of them may be the one of the day.
    """
    for key, names in words.keys().items():
        start, _, number = key.rpartition(".")
        if key.startswith("choice.") or not number.isdigit() or number == "1":
            continue
        if not words.has(f"{start}.{int(number) - 1}"):
            raise ContentError(files[key], key, f"there is no {int(number) - 1} before it")
        if not key.startswith(("exercise.", "topic.")):
            check_same(key, names, words.keys()[f"{start}.1"], files[key], f"as in {start}.1")


def check_sister(words: Words, english: Words, files: Mapping[str, str]) -> None:
    """Another language has no texts of its own and asks for the same arguments (rules G9: it may lack some)."""
    for key, file in files.items():
        if not english.has(key):
            raise ContentError(file, key, "English has no such text")
        check_same(key, words.keys()[key], english.keys()[key], file, "as in English")


def check_same(key: str, names: frozenset[str], wanted: frozenset[str], file: str, where: str) -> None:
    if names != wanted:
        raise ContentError(file, key, f"has {_braced(names)} but must have {_braced(wanted)}, {where}")


def _braced(names: frozenset[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(names)) or "no placeholder"


def check_zones(regions: Mapping[str, Region], file: str) -> None:
    """A zone lies in one region at most: two emergency numbers would be one too many."""
    for one, other in combinations(regions.values(), 2):
        for a, b in product(one.zones, other.zones):
            if a == b or (a.endswith("/") and b.startswith(a)) or (b.endswith("/") and a.startswith(b)):
                raise ContentError(file, f"{other.id}.zones", f"{b} shares a zone with {a} of '{one.id}'")
