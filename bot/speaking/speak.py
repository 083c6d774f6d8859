"""Turns what a dialog says into words: the only place where a `Say` becomes a text with buttons.

A `Say` that waits for nothing is a note. Notes stand in front of the question that follows them, in one message,
while the whole stays within `ROOM` characters; otherwise they are messages of their own. The order never changes.
A safety text is always a message of its own, and so is the result of an exercise.

What goes when its step of a session is over (`Say.passing`) is never in one message with what stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from content.words import Words
from handlers.moves import WAYS_OUT
from handlers.say import Attachment, Say

ROOM = 300  # characters a person in pain reads at one go (the voice: one short idea a message)

_LOOK_UP = re.compile(r"@([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)(?::(\d+))?")
_JOINERS = "\u200c\u200d"  # some scripts need them inside words


Style = Literal["", "primary", "success", "danger"]  # as both platforms that have colours call them
STYLES: Mapping[str, Style] = {
    **dict.fromkeys(WAYS_OUT, "danger"),
    **dict.fromkeys(("ready", "done_now", "go_now"), "success"),
}  # by choice
DELETES = ("delete", "delete_all", "close_delete")  # choices that are never the ones that stand out


@dataclass(frozen=True, slots=True)
class Button:
    """`id` is what comes back when it is pressed: "turn:choice". style: "primary" is the one most likely next."""

    id: str
    label: str
    style: Style = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """What goes along with a message. alt: what it shows, in words; "" for a document.

    file, content: the name of a file and its bytes; the outbox fills them in before the message is delivered.
    """

    what: Attachment
    alt: str = ""
    file: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message, ready to be laid out by a platform.

    until: when the countdown that goes with it ends (UTC). seconds: how many seconds of hold or rest that was when the
    message was made; on a faster clock more than the real ones.
    attached: a picture, an animation or a document; only with one may there be no text.
    wants: what else may be typed, as in `Say`. language: whose words these are. nudge: nobody is waiting for it.
    safety, result: as in `Say`. passing: it is made wholly of such texts.
    silent: it makes no sound. instead: the id of a message of ours which it takes the place of, where that can be
    changed; the outbox fills in both.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    until: datetime | None = None
    seconds: int = 0
    attached: Attached | None = None
    wants: str = ""
    language: str = "en"
    nudge: bool = False
    safety: bool = False
    result: bool = False
    passing: bool = False
    silent: bool = False
    instead: str = ""


def speak(
    says: tuple[Say, ...], turn: int, words: Words, *, now: datetime | None = None, speed: float = 1.0
) -> tuple[Utterance, ...]:
    """The messages for what was said in this turn, in order.

    now, speed: only for `Utterance.seconds`; without `now` it is 0.
    Raises ContentError when a text or an argument it needs is missing.
    """
    spoken: list[Utterance] = []
    notes: list[_Note] = []
    for said in says:
        text = _text(said, words)
        alone = said.safety or said.result
        if not waits(said) and not alone:
            notes.append(_Note(text, said.passing))
            continue
        attached = _attached(said.attach, words)
        if not attached and not alone:
            text = _with_notes(notes, text, passing=said.passing)
        spoken += _on_their_own(notes, words, joined=said.passing or alone)
        notes.clear()
        if attached and said.until:  # a countdown changes its message again and again, and only a text can be changed
            spoken.append(Utterance("", attached=attached, language=words.language))
            attached = None
        buttons = _buttons(said.choices, turn, words)
        left = max(0, round((said.until - now).total_seconds() * speed)) if said.until and now else 0
        spoken.append(
            Utterance(
                text,
                buttons,
                said.until,
                left,
                attached,
                said.wants,
                words.language,
                safety=said.safety,
                result=said.result,
                passing=said.passing and not attached,
            )
        )
    return (*spoken, *_on_their_own(notes, words))


def _buttons(choices: tuple[str, ...], turn: int, words: Words) -> tuple[Button, ...]:
    """The first stands out, unless it has a colour of its own, is a number, deletes, or is the only one."""
    labels = [words.label(choice) for choice in choices]
    plain = len(choices) > 1 and choices[0] not in DELETES and not labels[0][:1].isdecimal()
    styles: list[Style] = [STYLES.get(choice, "primary" if plain and not n else "") for n, choice in enumerate(choices)]
    shown = zip(choices, labels, styles, strict=True)
    return tuple(Button(f"{turn}:{choice}", label, style) for choice, label, style in shown)


def waits(said: Say) -> bool:
    """Whether it waits for an answer, for the end of a countdown, or has something with it; if not, it is a note."""
    return bool(said.choices or said.also or said.wants or said.until or said.attach)


def clean(text: str) -> str:
    """The text on one line, without control characters, direction marks or anything else that has no shape."""
    if text.isprintable():
        return text
    shaped = (mark if mark.isprintable() or mark in _JOINERS else " " if mark.isspace() else "" for mark in text)
    return "".join(shaped)


class _Note(NamedTuple):
    """A text that waits for nothing. passing: as in `Say`."""

    text: str
    passing: bool


def _with_notes(notes: list[_Note], text: str, *, passing: bool) -> str:
    """The text with as many of the last notes in front as there is room for; those are taken from the list.

    passing: the text goes with its step, so only what goes with it stands in front.
    """
    while notes and notes[-1].passing >= passing and len(notes[-1].text) + 2 + len(text) <= ROOM:
        text = f"{notes.pop().text}\n\n{text}"
    return text


def _on_their_own(notes: list[_Note], words: Words, *, joined: bool = False) -> Iterator[Utterance]:
    """Notes that stand in front of nothing. joined: as few messages as there is room for."""
    while notes:
        text = notes.pop(0).text
        while joined and notes and len(text) + 2 + len(notes[0].text) <= ROOM:
            text = f"{text}\n\n{notes.pop(0).text}"
        yield Utterance(text, language=words.language)


def _text(said: Say, words: Words) -> str:
    """The text of one `Say`; texts looked up for an argument may use the other arguments too."""
    key = words.version(said.key, said.version)
    if not said.args:
        return words.text(key)
    values: dict[str, str | int] = {}
    later: list[tuple[str, str | tuple[str | Say, ...]]] = []
    for name, value in said.args:
        if isinstance(value, tuple) or (isinstance(value, str) and value.startswith("@")):
            later.append((name, value))
        else:
            values[name] = clean(value) if isinstance(value, str) else value
    for name, value in later:  # in the order given: an argument may be used by those after it
        if isinstance(value, str):
            values[name] = _looked_up(value, values, words, said.version)
        else:
            parts = [_part(part, values, words, said.version) for part in value]
            values[name] = _joined(name, parts, words)
    return words.text(key, **values)


def _joined(name: str, parts: list[str], words: Words) -> str:
    """As lines of a list, as paragraphs, or as one says it: the name of the argument decides."""
    if name == "lines":
        return "\n".join(f"- {part}" for part in parts)
    return "\n\n".join(parts) if name == "paragraphs" else words.join(parts)


def _part(part: str | Say, others: dict[str, str | int], words: Words, version: int) -> str:
    return _text(part, words) if isinstance(part, Say) else _looked_up(part, others, words, version)


def _looked_up(value: str, others: dict[str, str | int], words: Words, version: int) -> str:
    if not value.startswith("@") or not (found := _LOOK_UP.fullmatch(value)):
        return clean(value)
    key, number = found.groups()
    if key.startswith("at_"):
        return words.label(key)
    return words.text(words.version(key, version), **(others | {"n": int(number)} if number else others))


def _attached(what: Attachment | None, words: Words) -> Attached | None:
    if what is None or what.kind == "document":
        return Attached(what) if what else None
    key = f"picture.{what.name}"
    return Attached(what, words.text(key)) if words.has(key) else None  # it may be gone since this was decided


def worded(utterance: Utterance) -> str:
    """The text, and in brackets what a picture shows: for where there is nothing but words."""
    alt = utterance.attached.alt if utterance.attached else ""
    return "\n".join(filter(None, (utterance.text, f"({alt})" if alt else "")))


def plain(utterance: Utterance) -> list[str]:
    """The message as lines of plain text: "< ", then continued by two spaces; the buttons in a line of their own."""
    lines = [("< " if n == 0 else "  ") + line for n, line in enumerate(worded(utterance).split("\n"))]
    if utterance.buttons:
        lines.append("  " + "  ".join(f"[{button.label}]" for button in utterance.buttons))
    return [line.rstrip() for line in lines]
