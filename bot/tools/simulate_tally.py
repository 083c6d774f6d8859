"""What is counted of simulated lives, kind by kind, from the facts alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from handlers import facts as f
from handlers.person import Person

MONTH, WEEK = 30, 7  # days


@dataclass(slots=True)
class Tally:
    """All people of one kind together. Days are counted from 0, the first day of each life.

    minutes: seconds of movement by month. pain: the sum and number of the readings by month. advice: the days on which
    each row was said. levels: at the end, by exercise. out: how often each exercise was taken out. changes: why levels
    changed. repeated: texts said word for word on two days running, by key. texts: new ones by week.
    """

    people: int = 0
    days: int = 0
    sessions: int = 0
    seconds: Counter[int] = field(default_factory=Counter)
    pain: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    advice: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    levels: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    out: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)
    lights: Counter[str] = field(default_factory=Counter)
    paused: int = 0
    flares: int = 0
    empty: Counter[str] = field(default_factory=Counter)
    nudges: int = 0
    answered: int = 0
    words: Counter[int] = field(default_factory=Counter)
    texts: Counter[int] = field(default_factory=Counter)
    repeated: Counter[str] = field(default_factory=Counter)
    presses: list[int] = field(default_factory=list)

    def turn(self, facts: Iterable[f.Fact], day: int) -> None:
        """One turn on that day of a life."""
        for fact in facts:
            match fact:
                case f.PainRated("now" | "before" | "morning", score):
                    self.pain[day // MONTH].append(score)
                case f.MorningTold(_, score) if score is not None:
                    self.pain[day // MONTH].append(score)
                case f.SessionFinished(_, _, seconds) if seconds:
                    self.sessions += 1
                    self.seconds[day // MONTH] += seconds
                case f.ExerciseDone(_, _, light) | f.ExerciseStopped(_, _, light):
                    self.lights[light] += 1
                case f.Judged(why="credit" | "held" | "sore"):
                    pass
                case f.Judged(why=why):
                    self.changes[why] += 1
                case f.TakenOut(name):
                    self.out[name] += 1
                case f.Advised(row):
                    self.advice[row].append(day)
                case f.FlareBegan():
                    self.flares += 1
                case f.Nudged():
                    self.nudges += 1

    def ended(self, person: Person, days: int, pauses: int) -> None:
        """One life is over, after so many days and pauses."""
        self.paused += pauses
        self.people += 1
        self.days += days
        for name, level in person.levels:
            self.levels[name].append(level)
