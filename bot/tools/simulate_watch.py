"""What must hold at every step of a simulated life (the properties at the end of the rules).

It keeps a record of its own from the facts alone, beside the diary and the judgement that the rules look at, so that a
mistake of theirs cannot hide itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NoReturn

from content.model import Catalog
from handlers import facts as f
from handlers.person import Person
from handlers.rules import plan, progression, safety
from handlers.session import Item

PROTECTED = timedelta(hours=48)  # after red and not settled: nothing of strength
MORNINGS = 3  # settled ones, before anything rises
ENDS_WITHIN = 10  # days of answers that a pause needs at most until it ends
FOLDED = (f.Held, f.Released, f.Screened, f.SignsCleared, f.Judged, f.LevelSet, f.BroughtBack)  # they open or close
Worked = Callable[[Person, Catalog, datetime], Iterable[f.Fact]]


class Broken(Exception):
    """Something that must hold does not: one line that names the person, the kind, the day and what."""


@dataclass(slots=True)
class Watch:
    """One person's record. worked: the rules that work out what follows from what was told."""

    who: str
    catalog: Catalog
    worked: Worked
    begins: date
    levels: dict[str, int] = field(default_factory=dict)
    top: dict[str, int] = field(default_factory=dict)
    changed: dict[str, date] = field(default_factory=dict)
    done: dict[str, list[tuple[date, str]]] = field(default_factory=dict)
    mornings: dict[date, bool] = field(default_factory=dict)
    reds: set[date] = field(default_factory=set)
    risen: date | None = None
    sore: datetime | None = None  # red and not settled, told then
    paused: datetime | None = None
    pauses: int = 0
    read: datetime | None = None  # the latest number about the back, or a doctor's word, was told then
    flare: date | None = None

    def turn(self, before: Person, facts: Iterable[f.Fact], after: Person, now: datetime) -> None:
        """One turn: what was known before it, what was told or worked out in it, what is known after it."""
        today, person = before.day(now), before
        reds: list[tuple[str, int]] = []
        for fact in facts:
            self._one(fact, person, today, now)
            if isinstance(fact, f.ExerciseDone | f.ExerciseStopped) and fact.light == "red" and fact.full is not None:
                reds.append((fact.exercise, fact.level))
            person = person.after(fact, now) if isinstance(fact, FOLDED) else person
        for name, level in reds:
            out = after.judged.of(name).out_until is not None
            least = self.catalog.exercises[name].kind == "minutes" and level == 1 and name in after.rests_today(now)
            if (after.level(name) or level) >= level and not (out or least):  # what is walked is never out, but rests
                self.broken(today, f"red in {name} at level {level}, and neither a fall nor a hold behind it")

    def _one(self, fact: f.Fact, person: Person, today: date, now: datetime) -> None:
        match fact:
            case f.Judged(name, _, level, _, "rise"):
                self._rise(name, level, person, today, now)
                self._level(name, level, today)
            case f.Judged(name, _, level):
                self._level(name, level, today)
            case f.LevelSet(name, level):  # by "easier"; or they told how far they can walk, which is no rise
                self._level(name, level, today)
                self.top[name] = max(level, self.top.get(name, 0))
            case f.ExerciseDone(name, level, light) | f.ExerciseStopped(name, level, light):
                self._exercise(name, level, person, today, now)
                self.done.setdefault(name, []).append((today, light))
                if light == "red":
                    self.reds.add(today)
            case f.RedUnnamed():
                self.reds.add(today)
            case f.MorningTold(settled, score, for_day):
                self.read = self.read if score is None else now
                if for_day:
                    self.mornings[for_day] = settled
                    self.sore = now if not settled and for_day in self.reds else self.sore
            case f.PainRated("now" | "before" | "morning"):
                self.read = now
            case f.DoctorSaid(_, "go_on"):
                self.read, self.sore = now, None  # a doctor's word goes before the two days
            case f.SessionStarted():
                if person.held or person.signs:
                    self.broken(today, "a session begins while the plan is held")
            case f.PlanPaused():
                self._pause(person.after(fact, now), today, now)
            case f.PlanResumed():
                if self.paused is None or self.read is None or self.read < self.paused:
                    self.broken(today, "a pause ends, and nothing was told since it began")
                self.paused = None
            case f.FlareBegan(day):
                self.flare = day
            case f.FlareEnded(why):
                if why == "settled" and (self.read is None or now - self.read > timedelta(days=3)):
                    self.broken(today, "a flare-up ends as settled, and no number was told in three days")
                self.flare = None

    def _level(self, name: str, level: int, today: date) -> None:
        if self.levels.get(name, level) != level:
            self.changed[name] = today
        self.levels[name] = level

    def _rise(self, name: str, level: int, person: Person, today: date, now: datetime) -> None:
        since = self.changed.get(name, date.min)
        days = {day for day, light in self.done.get(name, ()) if light == "green" and day >= since}
        settled = sum(self.mornings.get(day, False) for day in days)
        if settled < MORNINGS:
            self.broken(today, f"{name} rises to {level} after {settled} settled mornings at its level")
        if self.risen == today:
            self.broken(today, f"{name} rises to {level}, the second rise of this day")
        if level != (person.level(name) or 1) + (not progression.is_short(name, person)):
            self.broken(today, f"{name} rises from {person.level(name)} to {level}")
        if any((today - day).days < 2 for day in self.reds):
            self.broken(today, f"{name} rises to {level} within two days of red")
        if self.paused or person.held or self.flare:
            self.broken(today, f"{name} rises to {level} in a hold, a pause or a flare-up")
        self.risen = today

    def _exercise(self, name: str, level: int, person: Person, today: date, now: datetime) -> None:
        exercise = self.catalog.exercises[name]
        if person.held:
            self.broken(today, f"{name} is done while the plan is held")
        if level > safety.top_level(person, exercise):
            self.broken(today, f"{name} is done at level {level}, above what is allowed")
        told = person.level(name) is not None  # where none was set, the first one follows from the minutes they chose
        if told and name in self.top and level > self.top[name] + 1:
            self.broken(today, f"{name} is done at level {level}, and {self.top[name]} was the highest before")
        if exercise.kind == "hold":
            self._protected(name, today, now)
        self.top[name] = max(level, self.top.get(name, 0))

    def _protected(self, name: str, today: date, now: datetime) -> None:
        if self.sore and now - self.sore < PROTECTED:
            self.broken(today, f"{name} within 48 hours of red and not settled")
        if self.paused:
            self.broken(today, f"{name} in a pause")

    def planned(self, items: tuple[Item, ...], person: Person, now: datetime, said: str = "") -> None:
        """What is planned now. said: what is said where that is nothing."""
        today = person.day(now)
        for item in items:
            exercise = self.catalog.exercises[item.exercise]
            if not 1 <= item.level <= safety.top_level(person, exercise):
                self.broken(today, f"{item.exercise} is planned at level {item.level}, above what is allowed")
            if exercise.kind == "hold":
                self._protected(item.exercise, today, now)
        budget = (person.minutes_for(today) or min(plan.MINUTES)) * 60
        if len(items) > 1 and plan.length(items, self.catalog, person) > budget:
            self.broken(today, f"{plan.length(items, self.catalog, person)} s are planned for {budget} s")
        if items:
            return
        if not said:
            self.broken(today, "nothing is planned, and nothing is said of it")
        allowed = any(safety.top_level(person, each) for each in plan.taken_up(self.catalog))
        if said == "note.nothing_allowed" and allowed:
            self.broken(today, "nothing is planned, and that nothing is allowed is not why")

    def _pause(self, person: Person, today: date, now: datetime) -> None:
        """A pause begins: answers alone, all good ones, must end it."""
        self.pauses += self.paused is None
        self.paused = self.paused or now
        for _ in range(ENDS_WITHIN):
            now += timedelta(days=1)
            if person.judged.pause is None:
                return
            told = f.PainRated("now", 0), f.DoctorSaid(person.judged.pause.row, "go_on")
            person = person.after_all(told, now)
            person = person.after_all(self.worked(person, self.catalog, now), now)
        if person.judged.pause:
            self.broken(today, f"a pause for {person.judged.pause.row} that {ENDS_WITHIN} days of answers do not end")

    def broken(self, today: date, what: str) -> NoReturn:
        raise Broken(f"{self.who}, day {(today - self.begins).days + 1}: {what}")
