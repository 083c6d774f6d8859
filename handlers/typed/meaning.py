"""What a typed sentence means, given what was offered: an answer, a command, a question, something told by the way.

Nothing is guessed: what fits two answers fits none, and near misses never count where "none" and "one" are offered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from content.menu import Command
from content.typed import Typed, fold
from handlers.say import Say
from handlers.typed import codes, commands
from handlers.typed.about import age, ticks
from handlers.typed.danger import hurt
from handlers.typed.numbers import clock, half, minutes, score, seconds, weekdays
from handlers.typed.phrases import affirmed, change, topic, without
from handlers.world import World

LONG = 1_000  # characters; more than this is not an answer, but it is still searched for words of danger
PHRASE = 12  # words; in longer sentences single phrases say too little about what was meant
NO_CITY = ("yes", "no", "unsure", "later", "not_now", "done_now", "stop", "go_on")  # though a city may be called so
CAREFUL = frozenset({"none", "yes", "no", "unsure", "agree"})  # where these are offered a near miss is no answer
CLOSE = 0.84  # how alike (0-1) a mistyped word must be


@dataclass(frozen=True, slots=True)
class Meaning:
    """value: the answer, command, topic, exercise that was done, or change "worse:8". at: what was told with it, as an
    answer.
    """

    kind: Literal["answer", "command", "topic", "change", "hurts", "done"]
    value: str = ""
    at: str = ""


def exactly(text: str, asked: Say, w: World) -> Meaning | None:
    """The answer that the whole text is; None where it is none of those offered."""
    said = fold(text)
    if len(said) > LONG or commands.read(text, w)[0]:  # "/start" is a command, not the answer "start"
        return None
    forms = said, without(said, w.words.typed.fillers)
    found = next((found for form in forms if (found := _offered(form, asked, w))), "")
    return Meaning("answer", found) if found else None


def understand(text: str, asked: Say, w: World) -> Meaning | None:
    """What a text that holds no danger, and is not exactly an answer, means as a reply to `asked`; None: nothing."""
    said, known = fold(text), w.words.typed
    if len(said) > LONG:
        return None
    plain = without(said, known.fillers)
    command, told = commands.read(text, w)
    if command:
        return Meaning("command", command, told)
    if asked.wants != "minutes" and (did := _done(said, known)):
        return did
    if asked.wants == "conditions" and (told := ticks(said, asked, w)):
        return Meaning("answer", told)
    if found := _wanted(plain, asked, known):
        return Meaning("answer", found)
    return _free(said, plain, asked, w)


def _free(said: str, plain: str, asked: Say, w: World) -> Meaning | None:
    """What it means apart from the answers offered: pain, a change, a question, a command, or a mistyped answer."""
    known = w.words.typed
    if hurt(said, w.words.heard):
        return Meaning("hurts")
    if told := change(said, asked.choices, w):
        return Meaning("change", told)
    exact = any(form in ways for ways in known.commands.values() for form in (said, plain))
    if not exact and (about := topic(said, known)):
        return Meaning("topic", about)
    if command := _command(said, plain, known):
        return Meaning("command", command, _with(command, said, w))
    if close := _close(plain, asked, w):
        return Meaning("answer", close)
    common = any(form in known.ways.get(way, ()) for way in NO_CITY for form in (said, plain))
    named = asked.wants == "city" and 1 < len(plain) <= 60 and not common
    return Meaning("answer", f"typed:{plain}") if named else None


def _with(command: Command, said: str, w: World) -> str:
    """What a sentence tells with its command, as an answer."""
    if command is Command.REMINDERS:
        return clock(said, w.words.typed)
    return codes.within(said) if command is Command.LINK else ""


# --- answers that were offered ------------------------------------------------------------------------------------


def _offered(said: str, asked: Say, w: World) -> str:
    offered = (*asked.choices, *asked.also) if said else ()
    return next((choice for choice in offered if said == choice or said in w.words.ways(choice)), "")


WANTED: Mapping[str, Callable[[str, Typed], str]] = {
    "age": age,
    "pain": lambda said, known: "" if (found := score(said, known)) is None else str(found),
    "minutes": minutes,
    "seconds": seconds,
    "city": commands.place,
    "time": clock,
    "half": lambda said, known: clock(said, known) or half(said, known),
    "days": weekdays,
    "code": lambda said, _: codes.answer(said),
}


def _wanted(said: str, asked: Say, known: Typed) -> str:
    """What may be typed besides the choices, as an answer in the form the state expects."""
    return WANTED[asked.wants](said, known) if asked.wants in WANTED else ""


def _close(said: str, asked: Say, w: World) -> str:
    """The one offered answer that this is a misspelling of. "None" is near "one", "thank you" near "no thank you"."""
    offered = {way: choice for choice in (*asked.choices, *asked.also) for way in w.words.ways(choice)}
    if len(said) < 4 or CAREFUL & set(asked.choices):
        return ""
    near = {offered[way] for way in get_close_matches(said, list(offered), n=3, cutoff=CLOSE)}
    return near.pop() if len(near) == 1 else ""


def _done(said: str, known: Typed) -> Meaning | None:
    """ "I swam 20 minutes": an exercise they did by themselves, and for how long."""
    for found in filter(None, (re.fullmatch(pattern, said) for pattern in known.logged)):
        for exercise, spent in found.groupdict().items():
            if told := minutes(spent, known):
                return Meaning("done", exercise, told)
    return None


# --- what was not asked for ---------------------------------------------------------------------------------------


def _command(said: str, plain: str, known: Typed) -> Command | None:
    """The command whose phrase this is, or whose longest phrase is in it."""
    count, near = len(said.split()), list[tuple[int, str, Command]]()
    for command, ways in known.commands.items():
        if said in ways or plain in ways:
            return command
        near += [(len(way), way, command) for way in ways if way in said]
    if count > PHRASE:
        return None
    found = [
        (size, command) for size, way, command in near if (" " in way or count <= 4) and affirmed(way, said, known)
    ]
    return max(found, default=(0, None))[1]
