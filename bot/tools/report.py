"""What `lumbot content` prints: all that is taught, as a clinician can read it, and the list of texts the code needs.

Plain text, 100 columns, nothing hidden: doses beside the article's own, who is held back, sources, review state.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date
from functools import partial

from content.model import Article, Catalog, Exercise, Level
from content.words import Words

WIDTH = 100
_ALLOWED = {"no": "not at all", "until_cleared": "until a professional says yes", "modified": "levels 1 and 2 only"}
_OUTCOMES = {
    "emergency": "emergency: stop, call now",
    "urgent": "urgent: speak to a doctor today",
    "soon": "soon: book within 1 to 2 weeks, levels 1 and 2",
    "clearance": "ask a professional first",
    "modified": "start with the easier exercises",
    "routine": "may start; book a routine check",
}
_wrap = partial(textwrap.wrap, width=WIDTH, break_long_words=False, break_on_hyphens=False)
_KEYS_HEAD = """\
# Every text with its placeholders. A text that is missing in content/en, or has other placeholders, stops the start.
# Written by `lumbot content --write-keys`.
"""


def summary(catalog: Catalog) -> str:
    """The whole content as plain text, lines of at most 100 columns."""
    words = catalog.words["en"]
    lines = [f"Lumbot content, version {catalog.version}", ""]
    for title, part in (
        ("EXERCISES", _exercises(catalog, words)),
        ("TOPICS", _topics(catalog, words)),
        ("SAFETY QUESTIONS", _questions(catalog, words)),
        ("WHOM TO CALL", _regions(catalog, words)),
        ("STATE", _state(catalog)),
    ):
        lines += [title, "=" * len(title), *part, ""]
    return "\n".join(line.rstrip() for line in lines)


def keys(catalog: Catalog) -> str:
    """What belongs in `content/keys.txt`: one key a line, then its placeholders."""
    named = sorted(catalog.words["en"].keys().items())
    lines = (" ".join([key, *(f"{{{name}}}" for name in sorted(names))]) for key, names in named)
    return _KEYS_HEAD + "".join(f"{line}\n" for line in lines)


def _wrapped(label: str, text: str, indent: int = 4, hang: int = 16) -> list[str]:
    """A label and its text, the text in a column of its own."""
    start = " " * indent + label.ljust(hang)
    return _wrap(text, initial_indent=start, subsequent_indent=" " * len(start)) or [start]


def _exercises(catalog: Catalog, words: Words) -> Iterator[str]:
    for exercise in catalog.exercises.values():
        parts = ("name", "kit", "article", "ours", "avoid")
        text = {part: words.text(f"exercise.{exercise.id}.{part}") for part in parts}
        yield f"{text['name']} ({exercise.id}; {exercise.place}{'; core' if exercise.core else ''})"
        yield from _wrapped("needs", text["kit"])
        yield from _wrapped("when", _when(exercise, words))
        yield from _wrapped("article's dose", _article(exercise.article))
        yield "    our levels" + " " * 6 + "(* = the article's own dose)"
        for number, level in enumerate(exercise.levels, 1):
            form = f"exercise.{exercise.id}.level.{number}"
            shape = words.text(form) if words.has(form) else ""
            yield from _wrapped(f"{number:2}{'*' if level.article else ' '}  {_dose(exercise, level)}", shape, 6, 48)
        yield from _wrapped("article says", text["article"])
        yield from _wrapped("we use", text["ours"])
        yield from _wrapped("avoid or change", text["avoid"])
        for allowed, meaning in _ALLOWED.items():
            who = ", ".join(condition for condition, each in exercise.clearance.items() if each == allowed)
            yield from _wrapped("held back", f"{meaning}: {who or 'nobody'}")
        for source in exercise.sources:
            yield from _wrapped("source", source)
        yield from _wrapped("reviewed", _reviewed(exercise.reviewed))
        yield ""


def _when(exercise: Exercise, words: Words) -> str:
    """Its place in sessions, or that it is done by oneself, and what is asked first."""
    if exercise.own_days:
        asked = "; ".join(words.text(f"exercise.{exercise.id}.asks.{each}") for each in exercise.asks)
        return f"by oneself, {exercise.days_a_week} days a week at most; not with: {asked}"
    roles = {"warm_up": "begins each session", "gentle": "is left when the pain is strong"}
    first = ", ".join(f"{minutes} min of {chosen}" for chosen, minutes in exercise.first_minutes.items())
    said = (f"taken up as number {exercise.take_up}, done as number {exercise.order}", *map(roles.get, exercise.roles))
    return "; ".join(filter(None, (*said, first and f"at first {first}")))


def _dose(exercise: Exercise, level: Level) -> str:
    if exercise.kind == "minutes":
        return f"{level.minutes} min"
    return (
        f"{level.reps} x {level.hold} s{' a side' if exercise.sides else ''}, {level.rest} s between"
        f" ({level.seconds // 60}:{level.seconds % 60:02} min)"
    )


def _article(article: Article) -> str:
    """Its seconds, repeats and minutes; what it does not give is said to be not given."""
    given = ((article.seconds, "s"), (article.reps, "times"), (article.minutes, "min"))
    parts = [f"{' to '.join(map(str, sorted({*span})))} {unit}" for span, unit in given if span]
    if article.seconds and not article.reps:
        parts.append("repeats not given")
    return ", ".join(parts) or "none given"


def _reviewed(when: date | None) -> str:
    return f"{when:%Y-%m-%d}" if when else "not yet signed off by a physiotherapist"


def _topics(catalog: Catalog, words: Words) -> Iterator[str]:
    for topic in catalog.topics.values():
        start = f"topic.{topic.id}."
        pages = sum(1 for key in words.keys() if key.startswith(start) and key[len(start) :].isdigit())  # noqa: SIM118
        yield f"{words.text(f'{start}title')} ({topic.id}; {pages} pages; checked {topic.checked:%Y-%m-%d})"
        for source in topic.sources:
            yield from _wrapped("source", source)
        yield from _wrapped("reviewed", _reviewed(topic.reviewed))


def _questions(catalog: Catalog, words: Words) -> Iterator[str]:
    yield 'A yes or a "not sure" leads to the outcome beside it.'
    for asked in catalog.lists:
        yield ""
        yield from textwrap.wrap(f"{asked.id}: {words.text(f'list.{asked.id}')}", WIDTH)
        for question in asked.questions:
            outcome = _OUTCOMES[question.outcome] + (f" [{question.condition}]" if question.condition else "")
            yield from _wrapped(question.rule, words.text(f"question.{question.id}.ask"), 4, 8)
            yield from _wrapped("", f"-> {outcome}", 4, 8)
    yield ""
    yield 'inversion table: a yes or a "not sure" ends in "please do not", no to all in "ask your doctor first"'
    for name in catalog.inversion:
        yield from _wrapped("", words.text(f"inversion.{name}"), 4, 8)


def _regions(catalog: Catalog, words: Words) -> Iterator[str]:
    for region in catalog.regions.values():
        urgent, crisis = region.urgent and f"urgent {region.urgent}", region.crisis and f"crisis {region.crisis}"
        numbers = ", ".join(filter(None, (region.emergency, urgent, crisis)))
        yield from _wrapped(words.text(f"region.name.{region.id}"), numbers, 4, 20)
    yield from _wrapped("elsewhere", words.text("region.unknown.emergency"), 4, 20)


def _state(catalog: Catalog) -> Iterator[str]:
    exercises = sum(bool(exercise.reviewed) for exercise in catalog.exercises.values())
    topics = sum(bool(topic.reviewed) for topic in catalog.topics.values())
    yield (
        f"A physiotherapist has signed off {exercises} of {len(catalog.exercises)} exercises and "
        f"{topics} of {len(catalog.topics)} topics."
    )
    for language, words in catalog.words.items():
        own = len(words.keys()) - len(words.missing)
        missing = f", {len(words.missing)} missing, said in English:" if words.missing else "."
        yield f"{language}: {own} texts{missing}"
        if words.missing:
            yield from _wrapped("", ", ".join(words.missing), 0, 4)
        if words.typed.empty:
            yield from _wrapped("", f"nothing to type in typed.yaml: {', '.join(words.typed.empty)}", 0, 4)
        reviewed = f"reviewed {words.about.reviewed:%Y-%m-%d}" if words.about.reviewed else "not reviewed"
        yield f"    {words.about.name}, {reviewed}: {'can' if words.choosable else 'cannot'} be chosen"
