"""A session in progress as one frozen value: what was planned, where we are, what was done. No talk in here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from content.model import Catalog, Exercise, Level, Step, dosed
from handlers.person import Person
from handlers.world import World


def lasts(step: Step, person: Person) -> int:
    """Seconds this step takes for this person, at the pace they chose."""
    rest = step.seconds if person.rests else 0
    paced = {"set": person.lead_in, "rest": rest, "change": max(rest, person.lead_in)}
    return paced.get(step.kind, step.seconds)


@dataclass(frozen=True, slots=True)
class Item:
    """One exercise of a session, at a level. reps, hold, rest (seconds), minutes: instead of its own; 0: its own."""

    exercise: str
    level: int
    reps: int = 0
    hold: int = 0
    minutes: int = 0
    rest: int = 0

    def dose(self, catalog: Catalog) -> Level:
        """What is to be done of it."""
        exercise = catalog.exercises[self.exercise]
        own = exercise.level(self.level)
        return dosed(exercise, own, reps=self.reps, hold=self.hold, minutes=self.minutes, rest=self.rest)


@dataclass(frozen=True, slots=True)
class Finished:
    """An exercise that was done, and of which the highest pain is not known yet. full: it was the full dose."""

    exercise: str
    level: int
    seconds: int
    full: bool


@dataclass(frozen=True, slots=True)
class Session:
    """started: UTC. at: which item, counted from 0. before: pain before, 0-10. each: exercises after which the highest
    pain is asked; of the others, `waits`, it is asked once at the end.

    done, skipped, stopped: exercise ids; what was stopped, or hurt too much, is not gone back to. seconds: spent in
    holds or moving, all finished exercises together; spent: the same in the exercise at hand.
    """

    started: datetime
    items: tuple[Item, ...]
    at: int = 0
    before: int = 0
    done: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    seconds: int = 0
    spent: int = 0
    each: tuple[str, ...] = ()
    waits: tuple[Finished, ...] = ()

    @property
    def item(self) -> Item:
        return self.items[min(self.at, len(self.items) - 1)]

    @property
    def last(self) -> bool:
        """Whether this is the last exercise."""
        return self.at + 1 >= len(self.items)

    @property
    def previous(self) -> int | None:
        """The item before this one that may be gone back to; None if there is none."""
        before = [n for n in range(min(self.at, len(self.items))) if self.items[n].exercise not in self.stopped]
        return before[-1] if before else None

    @property
    def done_before(self) -> int | None:
        """The item done last before this one; None if there is none."""
        before = [n for n in range(min(self.at, len(self.items))) if self.items[n].exercise in self.done]
        return before[-1] if before else None

    def exercise(self, w: World) -> Exercise:
        return w.catalog.exercises[self.item.exercise]

    def level(self, w: World) -> Level:
        return self.item.dose(w.catalog)

    def step(self, w: World, at: int) -> Step:
        """The step with this number, counted from 0; the nearest one if the content has become shorter since."""
        steps = self.level(w).steps
        return steps[max(0, min(at, len(steps) - 1))]

    def at_level(self, level: int) -> Session:
        """The same session with the exercise at hand on another level, at the dose of that."""
        return self.with_item(Item(self.item.exercise, level))

    def with_item(self, item: Item) -> Session:
        """The same session with this in the place of the exercise at hand."""
        return replace(self, items=(*self.items[: self.at], item, *self.items[self.at + 1 :]))

    def with_spent(self, step: Step, left: int = 0) -> Session:
        """The same session with this step counted, `left` seconds before its end. Resting counts nothing."""
        if step.kind not in ("hold", "move"):
            return self
        return replace(self, spent=self.spent + max(0, step.seconds - left))

    def without(self, *names: str) -> Session:
        """The same session with nothing more to be asked of these."""
        return replace(self, waits=tuple(each for each in self.waits if each.exercise not in names))

    def closed(self, *, done: bool, stopped: bool = False) -> Session:
        """The same session with the exercise at hand ended, and the next one at hand."""
        name = self.item.exercise
        return replace(
            self,
            at=self.at + 1,
            done=tuple(dict.fromkeys((*self.done, name))) if done else self.done,
            skipped=tuple(n for n in self.skipped if n != name) + (() if done or name in self.done else (name,)),
            stopped=(*self.stopped, name) if stopped else self.stopped,
            seconds=self.seconds + self.spent,
            spent=0,
        )
