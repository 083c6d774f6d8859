"""One page about simulated lives, for a physiotherapist to read and to disagree with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import fmean, median
from typing import get_args

from bot.tools.simulate_people import KINDS
from bot.tools.simulate_tally import MONTH, WEEK, Tally
from content.model import Catalog
from handlers import facts as f

YEAR = 365  # days
ROUTINE = frozenset(("medicine", "not_coping", "function_down", "fortnight", "six_weeks", "soon"))  # rows 16-21
WEEKS_SHOWN = 13
REPEATED_SHOWN = 8


def page(tallies: Mapping[str, Tally], catalog: Catalog, *, days: int, seed: int, talk: bool) -> Iterator[str]:
    """The page, line by line. tallies: by the id of the kind."""
    people = sum(each.people for each in tallies.values())
    way = "through every press of the talk" if talk else "through the rules"
    yield f"{people} simulated people, {days} days each, {way} (seed {seed}). Nothing here is measured on anybody."
    yield "Nothing that must hold was broken."
    for name, tally in tallies.items():
        yield ""
        yield f"{KINDS[name].about.upper()} ({tally.people} people)"
        for label, line in _kind(tally, catalog, days, talk=talk):
            yield f"  {label:<18}{line}"
    yield ""
    yield from _advice(tallies)
    if talk:
        yield from _repeated(tallies)


def _kind(tally: Tally, catalog: Catalog, days: int, *, talk: bool) -> Iterator[tuple[str, str]]:
    weeks = tally.days / WEEK
    last = (days - 1) // MONTH
    yield "sessions", f"{tally.sessions / weeks:.1f} a week; {_lights(tally)}"
    yield "minutes a week", _months(tally, last)
    yield "pain", f"first month {_mean(tally.pain[0])}, last month {_mean(tally.pain[last])}"
    yield "levels at the end", _levels(tally, catalog)
    changes = ", ".join(f"{why} {_yearly(n, tally)}" for why, n in tally.changes.most_common())
    yield "changes of level", f"{changes or 'none'} (a person and year)"
    out = ", ".join(f"{_name(name, catalog)} {_yearly(n, tally)}" for name, n in tally.out.most_common())
    yield "taken out", f"{out or 'nothing'} (times a person and year)" if out else "nothing"
    yield "pauses, flare-ups", f"{_yearly(tally.paused, tally)}, {_yearly(tally.flares, tally)} (a person and year)"
    if nothing := sum(tally.empty.values()):
        yield "nothing planned", f"{_yearly(nothing, tally)} times a person and year"
    for row in _in_order(tally):
        yield f"  {row}", _given(tally, row)
    share = f", {100 * tally.answered / tally.nudges:.0f} % answered" if tally.nudges else ""
    yield "nudges", f"{_yearly(tally.nudges, tally)} a person and year{share}"
    if talk:
        new = [f"{tally.texts[week] / tally.people:.0f}" for week in range(min(WEEKS_SHOWN, -(-days // WEEK)))]
        yield "new texts a week", " ".join(new)
        words = [f"{tally.words[week] / tally.people:.0f}" for week in range(min(WEEKS_SHOWN, -(-days // WEEK)))]
        yield "words read a week", " ".join(words)
        if tally.presses:
            yield "presses a session", f"median {median(tally.presses):.0f}, most {max(tally.presses)}"


def _months(tally: Tally, last: int) -> str:
    first, then = (tally.seconds[month] / 60 / tally.people / (MONTH / WEEK) for month in (0, max(0, last - 1)))
    return f"first month {first:.0f}, last whole month {then:.0f}"


def _lights(tally: Tally) -> str:
    all_of_them = sum(tally.lights.values()) or 1
    return ", ".join(f"{light} {100 * n / all_of_them:.1f} %" for light, n in tally.lights.most_common())


def _levels(tally: Tally, catalog: Catalog) -> str:
    told = []
    for name in sorted(tally.levels, key=lambda each: (catalog.exercises[each].order or 99, each)):
        exercise, found = catalog.exercises[name], sorted(tally.levels[name])
        middle = found[len(found) // 2]
        if exercise.kind == "minutes":
            told.append(f"{_name(name, catalog)} {exercise.level(middle).minutes} min")
        else:
            told.append(f"{_name(name, catalog)} {middle} of {len(exercise.levels)}")
    return ", ".join(told) or "nothing was begun"


def _in_order(tally: Tally) -> list[str]:
    return [row for row in get_args(f.Row) if tally.advice.get(row)]


def _given(tally: Tally, row: str) -> str:
    on = sorted(tally.advice[row])
    days = f"day {on[0] + 1}" if on[0] == on[-1] else f"days {on[0] + 1}-{on[-1] + 1}, median {median(on) + 1:.0f}"
    return f"said {len(on)} times, {_yearly(len(on), tally)} a person and year; {days}"


def _advice(tallies: Mapping[str, Tally]) -> Iterator[str]:
    """How often advice was given to people whose backs are stable."""
    stable = [tally for name, tally in tallies.items() if KINDS[name].stable]
    days = sum(tally.days for tally in stable) or 1
    for label, wanted in (("calls for a doctor within days", False), ("routine advice", True)):
        said = sum(len(on) for tally in stable for row, on in tally.advice.items() if (row in ROUTINE) == wanted)
        yield f"False advice, to people whose pain is stable: {label} {YEAR * said / days:.2f} a person and year."


def _repeated(tallies: Mapping[str, Tally]) -> Iterator[str]:
    total: dict[str, int] = {}
    for tally in tallies.values():
        for key, n in tally.repeated.items():
            total[key] = total.get(key, 0) + n
    others = sum(n for key, n in total.items() if key.rpartition(".")[2].isdecimal())
    days = sum(tally.days for tally in tallies.values()) or 1
    worst = sorted(total.items(), key=lambda each: -each[1])
    told = ", ".join(f"{key} {WEEK * n / days:.1f}" for key, n in worst[:REPEATED_SHOWN])
    yield f"Said word for word on two days running, a person and week: {told or 'nothing'}."
    yield f"... though there are other words for it: {others} times in all."


def _name(name: str, catalog: Catalog) -> str:
    return catalog.words[catalog.language].text(f"exercise.{name}.short")


def _mean(values: list[int]) -> str:
    return f"{fmean(values):.1f}" if values else "not told"


def _yearly(count: int, tally: Tally) -> str:
    return f"{YEAR * count / (tally.days or 1):.1f}"
