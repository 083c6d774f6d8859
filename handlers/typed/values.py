"""The value a question wants, out of a whole sentence: taken when the sentence bears it out, else asked back or not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from content.typed import Typed, fold, pattern
from handlers.say import Say
from handlers.typed import codes, commands, days, numbers, places, times
from handlers.typed.meant import Meaning
from handlers.typed.parting import Value, parted
from handlers.typed.wish_order import LOG
from handlers.typed.wishes import Wished
from handlers.world import World

# Wishes that a value may stand beside without meaning something else.
BESIDE = frozenset(
    {
        "yes",
        "no",
        "none",
        "thanks",
        "hello",
        "posed",
        "unsure",
        "better",
        "go",
        "how",
        "hurts",
        "learn",
        "start",
        "no_pain",
        "harder",
        "easier",
        "did_it",
        "edit",
        "score",
        "checkin",
        "feel",
        "stop",
        "resume",
        "back",
        "minutes_word",
        "busy",
        "feedback",
    }
)
NOT_A_TIME = frozenset({"delete", "export", "undo", "hurts", "feedback", "reminders_off"})
_UNTIL = r"\b(?:%s) (.{1,40})$"
_DATED = re.compile(r"\d{1,2}(?=\D|$)")
_FOR_DAYS = r"(?:%s) ?(\d{1,3}|\w+) (?:%s)\b"


def wanted(text: str, asked: Say, wished: Wished, w: World) -> Meaning | None:
    """What may be typed besides the choices, as an answer in the form the state expects; or to be confirmed."""
    known, said = w.words.typed, fold(text)
    match asked.wants:
        case "pain":
            return _pain(text, asked, wished, w)
        case "ability":
            score = None if wished.asks else numbers.scored(parted(text), known)
            return Meaning("answer", str(score.value)) if score and score.sure else None
        case "time" | "half":
            return _time(text, asked, wished, w)
        case "days":
            return _days(text, wished, w)
        case "city":
            return _city(text, wished, w)
        case "minutes" | "seconds" | "code":
            found = PLAIN[asked.wants](said, known)
            return Meaning("answer", found) if found else None
        case "age":
            years = numbers.age(parted(text), known, w.now.year)
            return Meaning("answer", f"age_{years[0]}_{years[1]}") if years else None
    if {"days", "weeks", "months"} <= set(asked.choices) and not wished.asks:
        long = numbers.lasted(parted(text), known)
        return Meaning("answer", long) if long else None
    return None


PLAIN: Mapping[str, Callable[[str, Typed], str]] = {
    "minutes": lambda said, known: _minutes(said, known),
    "seconds": numbers.seconds,
    "code": lambda said, _: codes.answer(said),
}


def _minutes(said: str, known: Typed) -> str:
    if found := numbers.minutes(said, known):
        return found
    spent = numbers.spent(said, known)
    return f"min_{spent}" if spent is not None else ""


def _pain(text: str, asked: Say, wished: Wished, w: World) -> Meaning | None:
    """A question is no score, and neither is a number in a sentence that wishes for something."""
    if wished.asks and "?" in text:
        return None
    found = numbers.scored(parted(text), w.words.typed)
    if found is None:
        none = "no_pain" in wished.names and "hurts" not in wished.names and "0" in asked.choices
        return Meaning("answer", "0") if none and not wished.asks else None
    first = fold(text).partition(" ")[0]  # "no, that was 10" is about another number
    if found.sure and not wished.asks and first not in w.words.ways("no"):
        return Meaning("answer", str(found.value))
    besides = {name for name in wished.names - BESIDE if wished.exercises or not name.startswith(LOG)}
    if besides or wished.asks:
        return None
    return Meaning("confirm", str(found.value), "score")


def _time(text: str, asked: Say, wished: Wished, w: World) -> Meaning | None:
    known = w.words.typed
    found = when(text, w)
    if found is None:
        half = times.half(fold(text), known) if asked.wants == "half" else ""
        return Meaning("answer", half) if half else None
    on = days.told(parted(text), known)
    value = f"{found.value} {on.value}" if on and asked.wants == "time" else found.value
    if (wished.names & NOT_A_TIME or any(name.startswith("log_") for name in wished.names)) and not found.sure:
        return None
    if (found.sure and "?" not in text) or found.value.startswith("unclear_"):
        return Meaning("answer", value)
    return Meaning("confirm", value, "time")


def when(text: str, w: World) -> Value[str] | None:
    """The time of day that is told. "In 20 minutes" only where the person's clock is known."""
    clock = w.person.clock(w.now) if w.person.zone else None
    return times.told(parted(text), w.words.typed, now=clock.hour * 60 + clock.minute if clock else None)


def _days(text: str, wished: Wished, w: World) -> Meaning | None:
    found = days.told(parted(text), w.words.typed)
    if found is None or (wished.asks and "?" in text):
        return None
    return Meaning("answer", found.value) if found.sure else Meaning("confirm", found.value, "days")


def _city(text: str, wished: Wished, w: World) -> Meaning | None:
    known, said = w.words.typed, fold(text)
    if found := commands.place(said, known):
        return Meaning("answer", found)
    if said == fold(w.words.label("share_location")):
        return Meaning("answer", f"typed:{said}")
    if any(name in wished.whole for name in ("yes", "no", "unsure", "stop", "go", "thanks", "snooze", "back")):
        return None
    named = places.named(text, w, alone=True)
    return Meaning("answer", named) if named else None


# --- values that nobody asked for ---------------------------------------------------------------------------------


def unasked(text: str, wished: Wished, asked: Say, w: World) -> Meaning | None:
    """A value in something else: days at the question for an hour, a lone number at rest or at a reminder."""
    known = w.words.typed
    if wished.asks and "?" in text:
        return None
    if asked.wants == "time" and (on := days.told(parted(text), known)) and on.sure:
        return Meaning("command", "reminders", on.value)
    if asked.wants or "checkin" not in (*asked.choices, *asked.also):
        return None
    found = numbers.scored(parted(text), known)
    if found is not None and found.sure:
        return Meaning("confirm", str(found.value), "score")
    if (told := times.told(parted(text), known)) and told.sure:
        return Meaning("command", "reminders", scheduled(text, w))
    if (on := days.told(parted(text), known)) and on.sure:
        return Meaning("command", "reminders", on.value)
    return None


def scheduled(text: str, w: World) -> str:
    """The time and the days that a sentence tells, as an answer."""
    known = w.words.typed
    found, on = when(text, w), days.told(parted(text), known)
    return " ".join(filter(None, (found.value if found else "", on.value if on else "")))


def days_off(text: str, w: World) -> str:
    """For how many days from today: "pause for 3 days" as "pause_3", also "until monday", "until 10 march"."""
    said, known = fold(text), w.words.typed
    named = (
        name
        for name, ways in known.ways.items()
        if name.startswith("pause_")
        for way in ways
        if f" {way} " in f" {said} " and " " in way
    )
    if found := next(named, ""):
        return found
    if until := _until(said, w):
        return f"pause_{until}"
    match = pattern(_FOR_DAYS, known.before_answer, tuple(known.units)).search(said)
    if not match:
        return ""
    number = (
        int(match[1]) if match[1].isdecimal() else known.numbers.get(match[1], 1 if match[1] in known.several else 0)
    )
    return f"pause_{number * known.units[match[0].split()[-1]]}" if number else ""


def _until(said: str, w: World) -> int:
    """How many days there are until the day that is told, 0 where none is. This week ends before Monday."""
    known, today = w.words.typed, w.person.day(w.now)
    if any(f" {way} " in f" {said} " for way in known.this_week):
        return 7 - today.weekday()
    found = pattern(_UNTIL, known.until).search(said)
    if not found:
        return 0
    words = found[1].split()
    for word in words:
        if word in known.days:
            return (known.days[word] - today.weekday()) % 7 or 7
        if word in known.tomorrow:
            return 1
    months = {fold(w.words.text(f"month.{n}")): n for n in range(1, 13)}
    month = next((n for word in words for name, n in months.items() if word == name or word == name[:3]), 0)
    day = next((int(found[0]) for word in words if (found := _DATED.match(word))), 0)
    if not month or not day:
        return 0
    for year in (today.year, today.year + 1):
        try:
            ahead = (date(year, month, day) - today).days
        except ValueError:
            return 0
        if ahead > 0:
            return ahead
    return 0
