"""The only place where a safety rule is decided. The tables are the published rules B1-B5 and B8, row by row.

No physiotherapist has signed them off yet. Every threshold here is a design choice of ours unless a source is named.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Literal

from content.model import Allowed, Catalog, Exercise, Question, QuestionList, Region
from handlers.facts import Light
from handlers.person import Person
from handlers.say import Arg, Say, say
from handlers.world import World

RESCREEN_AFTER = timedelta(weeks=4)  # rules B0
RESCREEN_GAP = timedelta(days=14)  # ... and after a gap this long
VISITS = ("soon", "routine")  # rows that ask for a visit
MENTIONED = frozenset({"bones"})  # a yes to these is also to be told at the next visit (rules B2)
CLUSTER = frozenset({"bones", "cancer", "first_age"})  # two of these together are urgent (rules B2)
CLUSTER_SIZE = 2
MODIFIED_TOP = 2  # the highest level where the matrix says "modified" (matrix C8)
EASIER_FROM, WALK_FROM = 5, 7  # pain before a session (rules B4, start gate)
HIGH_PAIN = 8  # told in a check-in: advice, and gently for the rest of the day
PEAK_RED, PEAK_HIGH, RISE_HIGH, RISE_RED = 8, 6, 2, 4  # rules B4, row RED
PEAK_GREEN, PEAK_CARRIED = 2, 5  # rules B4, row GREEN

_KINDS = ("emergency", "urgent", "crisis")  # of whom to call
Gate = Literal["full", "easier", "walk"]
HASTE = 3  # seconds; "none" pressed faster than a list can be read is asked back once
AskedBack = Literal["", "now", "before"]  # of "none": whether it is being asked back, or was

YES = frozenset({"yes", "unsure"})  # "not sure" counts as a yes
ORDER = ("emergency", "urgent", "soon", "clearance", "modified", "routine")


def outcome(answers: Mapping[str, str], catalog: Catalog) -> str:
    """The first row of rules B2 that matches these answers (question id -> yes, no or unsure), or "go"."""
    return next(iter(_outcomes(answers, catalog)), "go")


def _outcomes(answers: Mapping[str, str], catalog: Catalog) -> tuple[str, ...]:
    """All rows of rules B2 that match these answers, in their order."""
    matched = [q for q in questions(catalog) if answers.get(q.id) in YES]
    found = {q.outcome for q in matched}
    if len(CLUSTER & {q.id for q in matched}) >= CLUSTER_SIZE:
        found.add("urgent")
    return tuple(row for row in ORDER if row in found)


def said_too(yes: Collection[str], catalog: Catalog) -> tuple[Say, ...]:
    """What is said beside the words of the first row, for these questions answered yes: which visit is to be booked
    by a row after it, and what to mention there."""
    rows = _outcomes(dict.fromkeys(yes, "yes"), catalog)[1:]
    also = [row for row in rows if row in VISITS] + ["mention"] * bool(MENTIONED & {*yes})
    return tuple(say(f"note.also.{each}") for each in also)


def together(question: str, person: Person, catalog: Catalog) -> tuple[str, ...]:
    """The questions that are urgent together with this one, it being a yes; none where it is not (rules B2)."""
    known = {q.id for q in questions(catalog) if q.condition in person.conditions} | {question}
    found = tuple(q.id for q in questions(catalog) if q.id in CLUSTER & known)
    return found if question in CLUSTER and len(found) >= CLUSTER_SIZE else ()


def questions(catalog: Catalog) -> tuple[Question, ...]:
    """Every safety question, in the order they are asked."""
    return tuple(q for group in catalog.lists for q in group.questions)


def concerns(w: World, question: Question) -> bool:
    """Whether the answer of somebody of this age could change anything; where the age is not known, it could."""
    if not question.ages or not w.person.oldest:
        return True
    youngest, oldest = ages(w.person, w.person.day(w.now))
    return any(low <= oldest and youngest <= high for low, high in question.ages)


def ages(person: Person, day: date) -> tuple[int, int]:
    """Between which ages they may be on that day (years): from the day after they told it on, a year older at most."""
    gone = (day - person.age_at).days if person.age_at else 0
    return person.youngest + gone // 366, person.oldest + -(-gone // 365)


def asked_of(w: World, shown: QuestionList) -> tuple[Question, ...]:
    """What is asked of this person of a list; never nothing."""
    return tuple(q for q in shown.questions if concerns(w, q)) or shown.questions


def left_out(w: World, found: Collection[str]) -> tuple[Question, ...]:
    """The questions that were left out for the age, and matter after all because of what was said yes to."""
    return tuple(q for q in questions(w.catalog) if q.or_with in found and not concerns(w, q))


def ticks(w: World) -> Mapping[str, Question]:
    """What this person can tap in the last list, in order, and the question it belongs to."""
    return {tick: question for question in asked_of(w, w.catalog.lists[-1]) for tick in question.ticked}


def with_ticks(
    found: tuple[str, ...], conditions: tuple[str, ...], ticked: Collection[str], w: World
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The questions that were said yes to and their conditions, with what was tapped."""
    fits = {tick: question for tick, question in ticks(w).items() if tick in ticked}
    meant = (condition for tick, question in fits.items() if (condition := question.ticked[tick]))
    return tuple(dict.fromkeys((*found, *(each.id for each in fits.values())))), (*conditions, *meant)


def ticked(found: tuple[str, ...], conditions: tuple[str, ...], w: World) -> tuple[tuple[str, ...], ...]:
    """What of it can be tapped, and the questions and conditions that are left without it: `with_ticks` reversed."""
    told = {tick: q for tick, q in ticks(w).items() if q.id in found and q.ticked[tick] in conditions}
    asked, meant = {q.id for q in told.values()}, {q.ticked[tick] for tick, q in told.items()}
    return tuple(told), tuple(q for q in found if q not in asked), tuple(c for c in conditions if c not in meant)


def doubtful(answer: str, since: datetime | None, asked_back: AskedBack, w: World) -> bool:
    """Whether this "none" is asked back: it was pressed faster than a list is read (once in all), or it is a hedge."""
    if answer == "hedged":
        return asked_back != "now"
    return (
        answer == "none"
        and not asked_back
        and w.pressed
        and since is not None
        and w.now - since < timedelta(seconds=HASTE)
    )


def known(question: Question, found: Collection[str], conditions: Collection[str]) -> bool:
    """Whether it was said yes to, and all that it may mean."""
    return question.id in found and all(each in conditions for each in question.ticked.values() if each)


def group(catalog: Catalog, name: str) -> tuple[int, QuestionList]:
    """The list with this id and its place, counted from 0; the first one if it is gone from the content."""
    return next(((at, each) for at, each in enumerate(catalog.lists) if each.id == name), (0, catalog.lists[0]))


def urgent_of(signs: Collection[str], catalog: Catalog) -> tuple[str, ...]:
    """Those of these questions whose yes is urgent, in the order they are asked."""
    return tuple(q.id for q in questions(catalog) if q.outcome == "urgent" and q.id in signs)


def whole_lists(catalog: Catalog) -> tuple[frozenset[str], ...]:
    """The ids of the questions of each list."""
    return tuple(frozenset(q.id for q in each.questions) for each in catalog.lists)


def listed(shown: QuestionList, asked: Collection[Question] | None = None) -> dict[str, Arg]:
    """The arguments `intro` and `lines` of a text that asks a whole list, or what is `asked` of it."""
    lines = tuple(f"@question.{q.id}.line" for q in (shown.questions if asked is None else asked))
    return {"intro": f"@list.{shown.id}", "lines": lines}


def needs_clearance(found: Collection[str], catalog: Catalog) -> bool:
    """Whether a professional has to say yes first (rules B2, CLEARANCE), whatever else these answers mean."""
    return any(q.outcome == "clearance" for q in questions(catalog) if q.id in found)


def awaits_clearance(person: Person, catalog: Catalog) -> bool:
    """Whether something is known of this person that a professional has not said yes to."""
    asked = {q.condition for q in questions(catalog) if q.outcome == "clearance"}
    return not person.cleared and bool(asked & set(person.conditions))


def allowed(person: Person, exercise: Exercise) -> Allowed:
    """What matrix C8 allows this person: go, modified (levels 1-2 only) or no."""
    rows = [exercise.clearance[c] for c in exercise.clearance if c in person.conditions]
    if "no" in rows or ("until_cleared" in rows and not person.cleared):
        return "no"
    return "modified" if rows and set(rows) != {"go"} else "go"


def gentler_for(person: Person, exercise: Exercise) -> tuple[str, ...]:
    """The conditions for which this exercise is done in a gentler way; none where it is left out or done as it is."""
    if allowed(person, exercise) != "modified":
        return ()
    return tuple(c for c, row in exercise.clearance.items() if c in person.conditions and row != "go")


def against(person: Person, exercise: Exercise, catalog: Catalog) -> tuple[str, ...]:
    """The questions whose answers close this exercise to them."""
    closing = ("no",) if person.cleared else ("no", "until_cleared")
    found = {c for c, row in exercise.clearance.items() if c in person.conditions and row in closing}
    return tuple(q.id for q in questions(catalog) if q.condition in found or (q.id == "joints" and "shoulder" in found))


def top_level(person: Person, exercise: Exercise) -> int:
    """The highest level this person may do; 0 when the exercise is left out for them."""
    highest = len(exercise.levels)
    return {"no": 0, "modified": min(MODIFIED_TOP, highest)}.get(allowed(person, exercise), highest)


def gate(before: int) -> Gate:
    """Pain before a session: "full", "easier" (one level down) or "walk" (no strength or stretch)."""
    if before >= WALK_FROM:
        return "walk"
    return "easier" if before >= EASIER_FROM else "full"


def light(before: int, peak: int, *, leg: bool = False) -> Light:
    """The traffic light of one exercise (rules B4), tested in this order: red, green, else amber."""
    rise = peak - before
    if leg or peak >= PEAK_RED or (peak >= PEAK_HIGH and rise >= RISE_HIGH) or rise >= RISE_RED:
        return "red"
    if peak <= PEAK_GREEN or (rise <= 0 and peak <= PEAK_CARRIED):
        return "green"
    return "amber"


def rescreen(person: Person, now: datetime) -> bool:
    """Whether the safety questions are due again: after four weeks, or after a gap of two."""
    if person.screened is None or now - person.screened >= RESCREEN_AFTER:
        return True
    latest = max([past.day for past in person.past], default=None)
    newer = latest is None or person.day(person.screened) > latest
    return not newer and latest is not None and person.day(now) - latest >= RESCREEN_GAP


def region(w: World) -> Region | None:
    """Whose numbers to give: the region of the person's zone, else the operator's, else none is known."""
    zone = w.person.zone
    for place in w.catalog.regions.values():
        if any(zone == name or (name.endswith("/") and zone.startswith(name)) for name in place.zones):
            return place
    return w.catalog.regions.get(w.region) if not zone else None


def likely(w: World) -> Region | None:
    """The region of the country whose kind of language a platform tells, while nothing better is known."""
    if w.person.zone or not w.country:
        return None
    return next((place for place in w.catalog.regions.values() if w.country in place.countries), None)


def numbers(w: World) -> dict[str, Arg]:
    """The arguments `emergency`, `urgent` and `crisis` of a text: numbers where they are known, words where not."""
    here, near = _numbers(region(w)), likely(w)
    general = {name: f"@region.likely.{near.id}.{name}" for name in _numbers(near)} if near else {}
    return {name: here.get(name) or general.get(name) or f"@region.unknown.{name}" for name in _KINDS}


def _numbers(place: Region | None) -> dict[str, str]:
    """The numbers that are known there."""
    return {name: number for name in _KINDS if place and (number := getattr(place, name))}
