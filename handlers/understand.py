"""What a typed sentence means, given what was offered. Danger comes before all but an exact answer.

Nothing is guessed: what fits two answers fits none, and near misses never count where "none" and "one" are offered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from content.words import Understood, fold
from handlers.danger import danger, denied, matches
from handlers.numbers import clock, minutes, score, seconds, weekdays
from handlers.parts import Say, World

LONG = 1_000  # characters; more than this is not an answer, but it is still searched for words of danger
PHRASE = 12  # words; in longer sentences single phrases say too little about what was meant
NO_CITY = ("yes", "no", "unsure", "later", "not_now", "done_now", "stop", "go_on")  # though a city may be called so
CAREFUL = frozenset({"none", "yes", "no", "unsure", "agree"})  # where these are offered a near miss is no answer
OFFSETS = ("utc", "gmt")  # how somebody says by how much their clock is ahead
CLOSE = 0.84  # how alike (0-1) a mistyped word must be
PRESSING = ("medicines",)  # topics that win over others: a question about a dose must never get another page


@dataclass(frozen=True, slots=True)
class Meaning:
    """value: the answer, command, topic, or change "worse:8". at: a time that came with a command, as an answer."""

    kind: Literal["answer", "command", "topic", "change", "hurts", "sign", "emergency", "crisis"]
    value: str = ""
    at: str = ""


def understand(text: str, asked: Say, w: World) -> Meaning | None:
    """What the text means as a reply to `asked`; None when it cannot be told."""
    said, known = fold(text), w.words.understood
    plain = _without(said, known.fillers)
    short = len(said) <= LONG
    command = _slash(text, known) if short else ""
    for form in (said, plain) if short and not command else ():  # "/start" is a command, not the answer "start"
        if found := _offered(form, asked, w):
            return Meaning("answer", found)
    if found_danger := danger(text, said, known):
        return Meaning(found_danger)
    if not short:
        return None
    if command:
        return Meaning("command", command)
    if found := _wanted(plain, asked, known):
        return Meaning("answer", found)
    return _free(said, plain, asked, w)


def fits(text: str, asked: Say, w: World) -> bool:
    """Whether the text means anything now. A city may be any words, so a question that wants one takes all of them."""
    return understand(text, asked, w) is not None


def _free(said: str, plain: str, asked: Say, w: World) -> Meaning | None:
    """What it means apart from the answers offered: pain, a change, a question, a command, or a mistyped answer."""
    known = w.words.understood
    if matches(known.hurts, said, known.negations):
        return Meaning("hurts")
    if change := _change(said, asked, w):
        return Meaning("change", change)
    exact = any(form in ways for ways in known.commands.values() for form in (said, plain))
    if not exact and (topic := _topic(said, known)):
        return Meaning("topic", topic)
    if command := _command(said, plain, known):
        time = clock(said, known) if command == "reminders" else ""
        return Meaning("command", command, time)
    if close := _close(plain, asked, w):
        return Meaning("answer", close)
    common = any(form in known.ways.get(way, ()) for way in NO_CITY for form in (said, plain))
    named = asked.wants == "city" and 1 < len(plain) <= 60 and not common
    return Meaning("answer", f"typed:{plain}") if named else None


# --- answers that were offered ------------------------------------------------------------------------------------


def _offered(said: str, asked: Say, w: World) -> str:
    if not said:
        return ""
    for choice in (*asked.choices, *asked.also):
        if said == choice or said in w.words.ways(choice):
            return choice
    return ""


def _wanted(said: str, asked: Say, known: Understood) -> str:
    """What may be typed besides the choices, as an answer in the form the state expects."""
    match asked.wants:
        case "pain":
            found = score(said, known)
            return "" if found is None else str(found)
        case "minutes":
            return minutes(said, known)
        case "seconds":
            return seconds(said, known)
        case "city" if said.startswith(OFFSETS):
            return f"typed:{said}"
        case "time" | "city":
            return clock(said, known)
        case "half":
            halves = {known.parts[word] for word in said.split() if word in known.parts}
            return clock(said, known) or (halves.pop() if len(halves) == 1 else "")
        case "days":
            return weekdays(said, known)
    return ""


def _close(said: str, asked: Say, w: World) -> str:
    """The one offered answer that this is a misspelling of. "None" is near "one", "thank you" near "no thank you"."""
    offered = {way: choice for choice in (*asked.choices, *asked.also) for way in w.words.ways(choice)}
    if len(said) < 4 or CAREFUL & set(asked.choices):
        return ""
    near = {offered[way] for way in get_close_matches(said, list(offered), n=3, cutoff=CLOSE)}
    return near.pop() if len(near) == 1 else ""


# --- what was not asked for ---------------------------------------------------------------------------------------


def _slash(text: str, known: Understood) -> str:
    """ "/stop" or "/stop@somebot" as "stop", and a lone question mark as "help"; "" when there is no such command."""
    if text[:100].strip() == "?":
        return "help"
    match = re.match(r"\s*/([a-z_]{1,32})(?:@\w+)?(?:\s|$)", text[:100].lower())
    if not match or match[1] in known.commands:
        return match[1] if match else ""
    return next((command for command, ways in known.commands.items() if match[1] in ways), "")


def _change(said: str, asked: Say, w: World) -> str:
    """ "much worse since yesterday, 8" as "worse:8". Better and same only count where they were asked for."""
    for change in ("worse", "better", "same"):
        if change != "worse" and change not in asked.choices:
            continue
        if any(_meant(way, said, w.words.understood) for way in w.words.ways(change)):
            told = score(said, w.words.understood)
            return change if told is None else f"{change}:{told}"
    return ""


def _topic(said: str, known: Understood) -> str:
    """The topic of a question, or of a sentence that is nothing but a keyword."""
    asks = bool(matches(known.questions, said, ()))
    found = {
        (topic in PRESSING, len(way), topic)
        for topic, ways in known.subjects.items()
        for way in ways
        if said == way or (asks and _within(way, said))
    }
    return max(found)[2] if found else ""


def _command(said: str, plain: str, known: Understood) -> str:
    """The command whose phrase this is, or whose longest phrase is in it."""
    count, near = len(said.split()), []
    for command, ways in known.commands.items():
        if said in ways or plain in ways:
            return command
        near += [(len(way), way, command) for way in ways if way in said]
    if count > PHRASE:
        return ""
    found = [(size, command) for size, way, command in near if (" " in way or count <= 4) and _meant(way, said, known)]
    return max(found, default=(0, ""))[1]


def _within(way: str, said: str) -> bool:
    return way in said and bool(re.search(rf"(?<![\w-]){re.escape(way)}(?![\w-])", said))


def _meant(way: str, said: str, known: Understood) -> bool:
    """Whether these words are in it, and no "not" before them."""
    if way not in said:
        return False
    found = re.search(rf"(?<![\w-]){re.escape(way)}(?![\w-])", said)
    return found is not None and not denied(said, found.start(), known.negations)


def _without(said: str, fillers: tuple[str, ...]) -> str:
    """The words without "please", "um" and the like at either end."""
    words = said.split()
    while len(words) > 1 and words[0] in fillers:
        words.pop(0)
    while len(words) > 1 and words[-1] in fillers:
        words.pop()
    return " ".join(words)
