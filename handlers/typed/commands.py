"""A command behind a slash, and what the words after it tell: "/reminders 18:30", "/checkin 7 worse", "/start learn".

Words that make no sense there are not guessed at. Words of danger have been looked for before anybody asks here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.menu import MENU, Command
from content.typed import Typed, fold, pattern
from handlers.typed import codes
from handlers.typed.days import weekdays
from handlers.typed.numbers import score
from handlers.typed.phrases import change, topic, without
from handlers.typed.times import clock
from handlers.world import World

CHANGES = ("better", "same", "worse")
# the commands whose words tell something, and what stands for words that could not be read: it is said, then asked
TELLING = (Command.REMINDERS, Command.CHECKIN, Command.TIMEZONE, Command.PAUSE, Command.LINK)
UNREAD = "?"
# where a link may lead: all of it asks or shows something; a link must not stop or change anything
LINKED = frozenset(MENU) - {Command.HURTS, Command.START, Command.PAUSE, Command.STOP, Command.LINK}
_SLASH = re.compile(r"\s*/([a-z_]{1,32})(?:@\w+)?(?:\s|$)", re.IGNORECASE)
_INTRODUCTION = r"^(?:%s) "
_DAYS = r"(\d{1,3})(?: (?:%s))?"
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")

CommandWords = tuple[Command | None, str]  # the command, and the answer that came with it; "" where there is none


def read(text: str, w: World) -> CommandWords:
    """ "/stop" or "/stop@somebot" as "stop", and a lone question mark as "help"; None when there is no such command."""
    if text[:100].strip() == "?":
        return Command.HELP, ""
    known = w.words.typed
    found = _SLASH.match(text)
    name = _command(found[1].lower(), w) if found else None
    if not found or not name:
        return None, ""
    if name is Command.START:
        return _linked(text[found.end() :].strip(), w)
    rest = without(fold(text[found.end() :]), known.fillers)
    if not rest or rest in known.fillers:
        return name, ""
    phrases = f"{name} {rest}", f"{rest} {name}", f"{name.replace('_', ' ')} {rest}"
    another = next((other for other, ways in _commands(w) for way in ways if way in phrases), None)
    if another:
        return another, ""
    told = _answer(name, pattern(_INTRODUCTION, known.before_answer).sub("", rest), w)
    return name, told or (UNREAD if name in TELLING else "")


def _commands(w: World) -> Iterator[tuple[Command, tuple[str, ...]]]:
    """The commands with their ways. Those of English count in every language, for what stands behind a slash does."""
    return (each for known in w.words.heard for each in known.commands.items())


def _command(name: str, w: World) -> Command | None:
    return next((command for command, ways in _commands(w) if name == command or name in ways), None)


def _linked(payload: str, w: World) -> CommandWords:
    """What a link to us asked for: a command, "learn_" and a topic, or "link_" and a code. Else a plain start."""
    if not _PAYLOAD.fullmatch(payload):
        return Command.START, ""
    asked = payload.lower()
    if command := next((each for each in LINKED if each == asked), None):
        return command, ""
    if asked.startswith("link_") and (code := codes.read(asked.removeprefix("link_"))):
        return Command.LINK, f"confirm:{code}"
    about = asked.removeprefix("learn_")
    return (Command.LEARN, f"topic_{about}") if about != asked and about in w.catalog.topics else (Command.START, "")


def _answer(command: Command, said: str, w: World) -> str:
    """What these words answer to the question that the command leads to."""
    known = w.words.typed
    match command:
        case Command.REMINDERS:
            return " ".join(filter(None, (clock(said, known), _days(said, known))))
        case Command.CHECKIN:
            pain = score(said, known)
            return change(said, CHANGES, w) or ("" if pain is None else str(pain))
        case Command.TIMEZONE:
            return place(said, known) or (f"typed:{said}" if 1 < len(said) <= 60 else "")
        case Command.LEARN:
            return _topic(said, w)
        case Command.PAUSE:
            return _pause(said, known)
        case Command.LANGUAGE:
            named = (each for each, code in w.catalog.choosable.items() if said in (fold(code), *w.words.ways(each)))
            return next(named, "")
        case Command.LINK:
            return codes.answer(said)
    return ""


def place(said: str, known: Typed) -> str:
    """Where somebody's clock is, told by its offset or by what it shows; "" for any other words."""
    return f"typed:{said}" if said.startswith(known.offsets) else clock(said, known, wall=True)


def _days(said: str, known: Typed) -> str:
    """The weekdays, with the words of the time left out."""
    words = [word for word in said.split() if not any(c.isdigit() for c in word) and word not in known.parts]
    return weekdays(without(" ".join(words), (*known.fillers, *known.before_answer)), known)


def _topic(said: str, w: World) -> str:
    named = (name for name in w.catalog.topics if said in (fold(name), *w.words.ways(f"topic_{name}")))
    found = topic(said, w.words.typed) or next(named, "")
    return f"topic_{found}" if found else ""


def _pause(said: str, known: Typed) -> str:
    """For how many days, as "pause_7"."""
    if days := pattern(_DAYS, known.day_words).fullmatch(said):
        return f"pause_{int(days[1])}"
    return next((name for name, ways in known.ways.items() if name.startswith("pause_") and said in ways), "")
