"""The plan: what is done today, what comes next and what it takes, what is out, why and until when; own doses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handlers import facts as f
from handlers.judgement import in_flare
from handlers.moves import BACK, HOME, Away, Move, Part, State, choose, go
from handlers.rules import advice_words, changes, own_ways, plan, progression, prospects, safety
from handlers.say import Arg, Say, dated, say
from handlers.session import Item
from handlers.world import World

BRING = "add_"  # how the answer begins that brings one back


class Exercises(State, part=Part.ASIDE):
    """The plan, exercise by exercise."""

    read = True

    def ask(self, w: World) -> Say:
        known = plan.taken_up(w.catalog)
        lines = tuple(_line(each.id, w) for each in known)
        told = (value for line in lines for _, value in line.args if isinstance(value, tuple))
        waits = {part.key for value in told for part in value if isinstance(part, Say)}
        out = tuple(BRING + each.id for each in known if _out(each.id, w) and safety.top_level(w.person, each))
        own = ("own_off",) if w.person.doses or w.person.order else ()
        good = (say("exercises.good_day"),) if waits & {"exercises.next.credits", "exercises.next.mornings"} else ()
        page = (_today(w), say("exercises.all", lines=lines), *good, *_stopped(w), *advice_words.listed(w))
        return say("exercises", *out, *own, "back", also=("menu",), paragraphs=(*page, say("exercises.change")))

    def on(self, answer: str, w: World) -> Move:
        if answer.startswith(BRING) and _out(name := answer.removeprefix(BRING), w):
            return brought_back((name,), w, self)
        if answer == "own_off":
            return own_off((), w, self)
        return choose(answer, back=BACK, menu=HOME)


def _out(name: str, w: World) -> bool:
    """Whether it is out for long, by them or by the rules."""
    return name in w.person.excluded or w.person.judged.of(name).out_until is not None


def _line(name: str, w: World) -> Say:
    """An exercise: how much of it, and what comes next; or why it is out, and until when."""
    exercise, standing, today = w.catalog.exercises[name], w.person.judged.of(name), w.person.day(w.now)

    def line(key: str, on: Mapping[str, Arg] | None = None, **more: int | tuple[Say, ...]) -> Say:
        return say(f"exercises.{key}", args={"name": f"@exercise.{name}.name", **(on or {}), **more})

    if not safety.top_level(w.person, exercise):
        return line("not_open")
    if name in w.person.excluded:
        return line("left_out")
    if (until := standing.out_until) is not None:
        if until > today:
            return line("out", dated(until))
        return line("out_asked" if standing.asked_for else "out_over")
    if name in w.person.rests_today(w.now) or progression.resting(name, w.person, today):
        return line("rests")
    if name not in plan.turn_about(w.person, w.catalog):
        joining, days = prospects.joins(w)
        return line("joins", n=days) if name == joining else line("later")
    level = plan.level(w.person, w.catalog, name, today)
    if own_ways.of(w.person, name):
        item = own_ways.dosed(Item(name, level), w.person, w.catalog)
        dose, own = item.dose(w.catalog), exercise.level(level)
        less = dose.reps < own.reps or dose.hold < own.hold
        return line("own_less" if less else "own", dose=changes.dose(dose, exercise), rest=dose.rest)
    missing, n = prospects.rise(name, w)
    then = say(f"exercises.next.{missing}", n=n, dose=changes.dose(prospects.next_level(name, w), exercise))
    return line("in", dose=changes.dose(exercise.level(level), exercise), next=(then,))


def _today(w: World) -> Say:
    """What there is to do today."""
    items = () if w.person.is_off(w.now) else plan.today(w.person, w.catalog, w.person.day(w.now))
    what = tuple(f"@exercise.{item.exercise}.short" for item in items)
    if not items:
        return say("exercises.nothing")
    return say("exercises.today", minutes=f"@minutes:{plan.minutes(items, w.catalog, w.person)}", what=what)


def _stopped(w: World) -> Iterator[Say]:
    """Why all of it is less for now, and what ends that."""
    judged, today = w.person.judged, w.person.day(w.now)
    if judged.pause:
        yield say("exercises.pause", args=dated(w.person.day(judged.pause.at)))
    elif judged.flare and in_flare(judged, today):
        yield say("exercises.flare", args=dated(judged.flare.began))


def brought_back(names: tuple[str, ...], w: World, to: State | Away = HOME) -> Move:
    """These are wanted again: what they left out at once; what the rules took out, once these allow it."""
    today = w.person.day(w.now)
    back: list[f.Fact | Say] = []
    fine: list[str] = []
    for name in names:
        until = w.person.judged.of(name).out_until
        if name in w.person.excluded:
            back.append(f.ExerciseIncluded(name))
        if until is not None and until > today:
            args: dict[str, Arg] = {"what": f"@exercise.{name}.short", **dated(until)}
            back.append(say("note.still_out", args=args))
            continue
        if until is not None:
            back.append(f.BroughtBack(name))
        fine.append(name)
    what = tuple(f"@exercise.{each}.short" for each in fine)
    return go(to, *back, *((say("note.included", what=what),) if fine else ()))


# --- an order and doses of their own ------------------------------------------------------------------------------


def dose_set(at: str, w: World, to: State | Away = HOME) -> Move:
    """So much of it ("hold_12" behind an exercise); beyond the limits it is refused, and they are told."""
    names, _, told = at.rpartition(" ")
    name = names if names in w.catalog.exercises else ""
    if not name:
        return go(to, say("note.which_dose"))
    exercise = w.catalog.exercises[name]
    part, _, number = told.partition("_")
    short = f"@exercise.{name}.short"
    if exercise.kind != "hold" or not safety.top_level(w.person, exercise) or part not in own_ways.LEAST:
        return go(to, say("note.no_dose", what=short))
    wanted, what = int(number), own_ways.PARTS[part]
    level = plan.level(w.person, w.catalog, name, w.person.day(w.now))
    limits = own_ways.limits(what, level, w.person, exercise, w.now)
    args: dict[str, Arg] = {"what": short, "least": limits.least, "most": limits.most, "own": limits.own}
    if limits.most < wanted <= limits.later:
        return go(to, say(f"note.dose_later.{what}", args=args))
    if not limits.least <= wanted <= limits.most:
        return go(to, say(f"note.dose_limits.{what}", args=args))
    fact = own_ways.chosen(what, wanted, level, w.person, exercise)
    less = (say("note.dose_less"),) if wanted < limits.own and what != "rest" else ()
    return go(to, fact, say(f"note.dose_set.{what}", what=short, number=wanted), *less)


def order_set(at: str, w: World, to: State | Away = HOME) -> Move:
    """These exercises first, or with "last" behind them last, from now on. What warms up stays first."""
    named, _, end = at.partition(" ")
    names = tuple(each for each in named.split(",") if each in w.catalog.exercises)
    every = sorted(plan.taken_up(w.catalog), key=lambda each: (each.order or 0, each.id))
    movable = tuple(each.id for each in every if "warm_up" not in each.roles)
    moved = tuple(each for each in names if each in movable)
    first = tuple(each for each in names if "warm_up" in w.catalog.exercises[each].roles)
    warm = (say("note.warm_up_first", what=f"@exercise.{first[0]}.short"),) if first and (end or not moved) else ()
    if not moved:
        return go(to, *(warm or (say("note.no_order"),)))
    order = own_ways.order_with(moved, end == "last", movable, w.person)
    what = tuple(f"@exercise.{each}.short" for each in order if safety.top_level(w.person, w.catalog.exercises[each]))
    return go(to, f.OrderSet(order), say("note.order_set", what=what), *warm)


def own_off(names: tuple[str, ...], w: World, to: State | Away = HOME) -> Move:
    """Our order and doses again; of the exercises named only the doses."""
    doses = tuple(f.DoseSet(each.exercise) for each in w.person.doses if not names or each.exercise in names)
    order = (f.OrderSet(()),) if w.person.order and not names else ()
    return go(to, *doses, *order, say("note.own_off"))
