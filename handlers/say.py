"""What is said: the key of a text, its arguments and the answers offered. Only `speak` makes words of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from content.foreign import FOREIGN
from content.phases import RESULT, passes
from content.safety import SAFETY

Wants = Literal[
    "", "pain", "ability", "time", "half", "city", "days", "minutes", "seconds", "code", "age", "conditions", "words",
    "things",
]  # what else may be typed; ability: 0 cannot, 10 as before; things: own words of what should be easier  # fmt: skip
FREE: tuple[Wants, ...] = ("words", "things")  # where free words are the answer, so that danger comes before it
OWN_WORDS = "words:"  # how such an answer begins; the rest of it is as it was typed
Arg = str | int | tuple["str | Say", ...]
SCORES = tuple(str(n) for n in range(11))  # the answers of a pain question: 0 none, 10 the worst imaginable (NRS-11)


@dataclass(frozen=True, slots=True)
class Attachment:
    """What goes along with a text: a picture or an animation of that name in `content/pictures/`, shown above it if a
    countdown goes with the text, or a document that is made for the person: EXPORT, all that is kept of them.
    """

    kind: Literal["picture", "animation", "document"]
    name: str


EXPORT = Attachment("document", "export")


@dataclass(frozen=True, slots=True)
class Say:
    """One thing to say: the key of a text, its arguments and the answers offered.

    choices: the buttons, in order; each `[a-z0-9_]{1,24}`.
    also: answers that count when typed, though they have no button.
    args: (name, value) pairs. A value "@key" or "@key:n" is itself looked up in the words, "@at_0745" is a time of
        day; a tuple is joined as a list ("a, b and c"), or, when it is called `lines`, written one under the other,
        or, when it is called `paragraphs`, with a blank line between. A part of a tuple may be a `Say` of its own.
    until: when the countdown that goes with it ends (UTC).
    wants: what else may be typed.
    version: which of its wordings is meant, where the text has several (`for_day` settles it). Kept with it, so that
    what waits to be delivered does not change. Two that differ in this alone say the same thing.
    """

    key: str
    choices: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    args: tuple[tuple[str, Arg], ...] = ()
    until: datetime | None = None
    wants: Wants = ""
    attach: Attachment | None = None
    version: int = field(default=0, compare=False)

    @property
    def safety(self) -> bool:
        """Whether it is a safety text: a message of its own that rings and is never deleted, delayed or shortened."""
        return self.key in SAFETY or self.key.startswith(FOREIGN)

    @property
    def passing(self) -> bool:
        """Whether it is of use only while a step of a session lasts, so that it may go when that is over."""
        return passes(self.key)

    @property
    def result(self) -> bool:
        """Whether it says what came of an exercise, and takes the place of the last message of that."""
        return self.key.startswith(RESULT)


def say(
    key: str,
    *choices: str,
    also: tuple[str, ...] = (),
    until: datetime | None = None,
    wants: Wants = "",
    attach: Attachment | None = None,
    args: Mapping[str, Arg] | None = None,
    **more: Arg,
) -> Say:
    """A `Say`, written the short way: `args` and the other names together are its arguments."""
    return Say(key, choices, also, (*(args or {}).items(), *more.items()), until, wants, attach)


def for_day(says: tuple[Say, ...], day: date) -> tuple[Say, ...]:
    """The same, as it is worded on this local date: the same all day, and otherwise than on the day before.

    The number is taken modulo the number of versions. It rises by 1 a day, and by 2 more where a week begins: so four
    versions differ too from one nudge to the next where those come Monday to Friday, on Monday, Wednesday and Friday,
    on Monday and Thursday, or once a week (D).
    """
    number = day.toordinal() + 2 * ((day.toordinal() - 1) // 7)  # the first day that is counted was a Monday
    return tuple(replace(said, version=number) for said in says)


def texts_of(exercise: str, *parts: str) -> dict[str, Arg]:
    """These texts of an exercise as arguments, each called as it is in the words."""
    return {part: f"@exercise.{exercise}.{part}" for part in parts}


def quoted(own: str) -> str:
    """Somebody's own words as an argument: never taken for the key of a text."""
    return own.lstrip("@ ")


def lasting(seconds: int) -> str:
    """So many seconds as an argument to say: in minutes from a minute and a half on, and for a minute sharp."""
    return f"@minutes:{round(seconds / 60)}" if seconds == 60 or seconds > 90 else f"@seconds:{seconds}"


def clock(at: str) -> str:
    """The time of day "07:45" as an argument to say."""
    return f"@at_{at.replace(':', '')}"


def hour(answer: str) -> str:
    """The answer "at_0745" as wall time "07:45"."""
    return f"{answer[3:5]}:{answer[5:7]}"


def days_of(answer: str) -> tuple[int, ...]:
    """The answer "days_024" as weekdays, Monday 0; none for any other answer."""
    return tuple(sorted(map(int, set(answer.removeprefix("days_"))))) if answer.startswith("days_") else ()


def named_days(days: tuple[int, ...]) -> tuple[str, ...]:
    """Weekdays as something to say."""
    return tuple(f"@weekday.{day + 1}" for day in days)


def dated(day: date) -> dict[str, Arg]:
    """A date as the arguments `weekday`, `day` and `month` of a text."""
    return {"weekday": f"@weekday.{day.isoweekday()}", "day": day.day, "month": f"@month.{day.month}"}
