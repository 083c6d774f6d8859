"""Lives through the rules alone: facts in, plan and advice out. What the talk would ask is answered by a body.

What a turn is here is what it is in the talk: first all that can be worked out, then what somebody told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.engine.due import next_due
from bot.tools import simulate_advice
from bot.tools.simulate_people import CLEARED_AFTER, DAILY, HOUR, MON_WED_FRI, SEEN_AFTER, Body, hard
from bot.tools.simulate_tally import Tally
from bot.tools.simulate_watch import Watch, Worked
from content.model import Catalog
from handlers import facts as f
from handlers.diary import RECALLED, Did, settles
from handlers.events import NudgeDue
from handlers.person import Person
from handlers.rules import changes, flares, holds, nudges, pauses, plan, progression, safety
from handlers.session import Item
from handlers.topics import home
from handlers.topics.session import start
from handlers.topics.session.end import NAMED
from handlers.topics.welcome import CONSENT
from handlers.world import World

BEGINS = date(2026, 1, 5)  # a Monday
STARTS = datetime(2026, 1, 5, tzinfo=UTC)
BEFORE: tuple[Worked, ...] = (progression.worked_out,)  # worked out before each turn
AFTER: tuple[Worked, ...] = (pauses.worked_out,)  # ... and where the talk comes to rest
ADVICE: tuple[Callable[[World], Iterable[f.Fact]], ...] = (simulate_advice.said,)  # what is said there
# What is asked and answered before a session.
ASKED: tuple[Callable[[World, Body], Iterable[f.Fact]], ...] = (simulate_advice.doctor,)
WORSE = 2  # points more than the day before, called "worse"
TAKEN_BACK = 0.8  # the share of times that an exercise which was out is wanted again
MORNING_AT = time(8, 10)
THINKING = timedelta(seconds=6)  # between two things that are told


def worked_out(person: Person, catalog: Catalog, now: datetime, *rules: Worked) -> tuple[f.Fact, ...]:
    """All that can be worked out now, one rule after the other, each knowing what those before it found."""
    told: list[f.Fact] = []
    for rule in rules or (*BEFORE, *AFTER):
        found = tuple(rule(person, catalog, now))
        person = person.after_all(found, now)
        told += found
    return tuple(told)


@dataclass(slots=True)
class Life:
    """One person from their first day on. hard: how hard an exercise is at its level, in levels of a hold."""

    body: Body
    catalog: Catalog
    watch: Watch
    tally: Tally
    person: Person = field(default_factory=Person)
    now: datetime = STARTS
    answered: bool = True

    def live(self, days: int) -> None:
        """So many days, one after the other."""
        for number in range(days):
            self.body.next_day()
            self._day(BEGINS + timedelta(days=number))
        self.tally.ended(self.person, days, self.watch.pauses)

    def _turn(self, *facts: f.Fact) -> None:
        """Something is told: before it all that follows from what is known already."""
        self.now += THINKING  # no two things are told in the same instant
        judged = worked_out(self.person, self.catalog, self.now, *BEFORE)
        self._known((*judged, *facts))
        self._advised()

    def _advised(self) -> None:
        """The pause that follows from what was just told, and the advice that is due."""
        if self.person.held or self.person.signs:
            return
        self._known(worked_out(self.person, self.catalog, self.now, *AFTER))
        self._known(simulate_advice.flare(self._world(), self.body))
        for said in ADVICE:
            self._known(said(self._world()))

    def _known(self, facts: Iterable[f.Fact]) -> None:
        facts = tuple(facts)
        before = self.person
        self.person = before.after_all(facts, self.now)
        self.watch.turn(before, facts, self.person, self.now)
        self.tally.turn(facts, self.body.day)

    def _world(self) -> World:
        return World(self.now, self.catalog, self.person)

    # --- a day ----------------------------------------------------------------------------------------------------

    def _day(self, day: date) -> None:
        body = self.body
        if body.day == 0:
            self._clock(day, time(9))
            self._welcome()
        if not body.there:
            self._clock(day, time(12))
            self._nudge()
            return
        self._clock(day, MORNING_AT)
        self._events()
        self._morning(1)
        wants = body.trains(day.weekday()) or body.day == 0
        self._clock(day, time(body.random.randint(*HOUR)))
        self._nudge()
        if wants:
            self._session()
        elif body.does(body.kind.readings):
            self._reading()

    def _clock(self, day: date, at: time) -> None:
        """It is that time where they are; never earlier than it was."""
        there = datetime.combine(day, at, ZoneInfo(self.body.zone)).astimezone(UTC)
        self.now = max(self.now + timedelta(minutes=1), there)

    def _welcome(self) -> None:
        body, kind = self.body, self.body.kind
        told: list[f.Fact] = [f.AgeTold(True), f.Consented(CONSENT), f.Screened("go"), f.PainRated("now", body.pain)]
        told.append(f.MinutesChosen(body.minutes))
        if kind.only_walks:
            others = (each.id for each in plan.taken_up(self.catalog) if each.kind == "hold")
            told += map(f.ExerciseExcluded, others)
        if body.reminded:
            days = MON_WED_FRI if kind.weekdays == MON_WED_FRI else DAILY
            told += [f.ZoneSet(body.zone), f.NudgesSet("08:30", days)]
        self._turn(*told)

    def _events(self) -> None:
        """What happens to people of some kinds once, or now and then."""
        body, person = self.body, self.person
        if person.zone and person.zone != body.zone:
            self._turn(f.ZoneSet(body.zone))
        if body.kind.emergency and body.day == body.turns:
            self._turn(f.DangerSaid("body", ("bladder_bowel",)), f.Held("emergency", ("bladder_bowel",)))
        if body.kind.emergency and person.held and body.day >= body.turns + SEEN_AFTER:
            self._turn(f.Released("hospital"), *holds.first_levels(person, self.catalog))
        if body.kind.pregnant and body.day >= body.turns and "pregnant" not in person.conditions:
            self._turn(f.ConditionTold("pregnant", ("pregnant",), ask_first=True))
        if body.kind.pregnant and body.day >= body.turns + CLEARED_AFTER and not person.cleared:
            self._turn(f.Cleared())

    def _morning(self, within: int) -> None:
        """How the back took the latest session, told within so many days."""
        today = self.person.day(self.now)
        days = [day for day in self.person.diary.last(within + 1, today) if day.did and day.on < today]
        if days and not days[-1].morning and self.body.does(self.body.kind.mornings):
            pain = self.body.pain
            self._turn(f.MorningTold(settles(pain, days[-1]), pain, days[-1].on))
            self.answered = True

    def _reading(self) -> None:
        latest, pain = self.person.diary.latest, self.body.pain
        worse = latest is not None and pain >= latest[1] + WORSE and self.body.does(0.3)
        if worse:  # the urgent lists are asked, and answered "none of these"
            today = self.person.day(self.now)
            off = (f.CheckedIn("worse"), f.ExercisesOff(today, "worse"), f.PainRated("now", pain), f.SignsCleared())
            self._turn(*off)
        else:
            self._turn(f.PainRated("now", pain))

    def _nudge(self) -> None:
        due = next_due(self.person.nudges, self.now)
        if due is None or due.at > self.now:
            return
        w = replace(self._world(), now=due.at)
        why = nudges.silence(home.Home(), None, NudgeDue(due.day, due.at), w, at_home=True)
        self._known((f.NudgeSkipped(due.day, why) if why else f.Nudged(due.day),))
        self.answered = bool(why)

    # --- a session ------------------------------------------------------------------------------------------------

    def _session(self) -> None:
        body, catalog = self.body, self.catalog
        if self._closed():
            return
        if safety.rescreen(self.person, self.now):
            yes = (f.Cleared(),) if self.person.cleared else ()
            self._turn(f.Screened("go", self.person.conditions), *yes)
        for asked in ASKED:
            self._turn(*asked(self._world(), body))
        self._morning(RECALLED)
        before = body.pain
        self._turn(f.PainRated("before", before))
        if self._closed():
            return
        today, gate = self.person.day(self.now), safety.gate(before)
        self._known(progression.worked_out(self.person, catalog, self.now, begins=True))
        if gate == "full" and (risen := changes.rise(self._world())):
            self._known((risen,))
        if (again := progression.offered_again(self.person, catalog, self.now)) and body.does(TAKEN_BACK):
            self._known((f.BroughtBack(again),))
        items = plan.today(self.person, catalog, today)
        self._planned(items)
        if gate == "walk":
            walk = plan.gentle(self.person, catalog, *self.person.rests_today(self.now))
            items = (walk,) if walk else ()
        if gate == "easier":
            items = flares.dosed(plan.easier(items), self.person, catalog, today)
        if not items:
            self.tally.empty[gate] += 1
            return
        if not self.answered:
            self.tally.answered += 1
            self.answered = True
        back = changes.come_back(items, self._world())
        self._known((*back, f.SessionStarted(tuple(item.exercise for item in items), before)))
        self._does(items, before, today)

    def _closed(self) -> bool:
        """Whether no session is to be had today."""
        return bool(self.person.held) or self.person.is_off(self.now)

    def _planned(self, items: tuple[Item, ...]) -> None:
        said = "" if items else start.nothing(self._world()).key
        self.watch.planned(items, self.person, self.now, said)

    def _does(self, items: tuple[Item, ...], before: int, today: date) -> None:
        """All of it, one after the other; the highest pain is told once, and in which exercise, if they answer."""
        body, catalog, person = self.body, self.catalog, self.person
        peaks = {item.exercise: body.peak(before, hard(item, catalog)) for item in items}
        highest, tells = max(peaks.values()), body.does(body.kind.answers)
        rose = highest - before >= NAMED
        named = {name for name, peak in peaks.items() if peak - before >= NAMED and body.does(0.8)} if tells else set()
        shown = safety.light(before, highest)
        told: list[f.Fact] = []
        seconds = 0
        for item in items:
            dose = item.dose(catalog)
            spent = sum(step.seconds for step in dose.steps if step.kind in ("hold", "move"))
            seconds += spent
            light: f.Light = "unknown" if not tells else shown if not rose or item.exercise in named else "hold"
            full = tells and before < safety.EASIER_FROM and plan.full(item, person, catalog, today)
            told.append(f.ExerciseDone(item.exercise, item.level, light, spent, full))
            if light == "red":
                told += progression.red(item.exercise, item.level, person, catalog.exercises[item.exercise], self.now)
        if tells:
            told.append(f.PainRated("peak", highest))
        if tells and shown == "red" and rose and not named:
            told.append(f.RedUnnamed())
        told += self._effort(told, items)
        told.append(f.SessionFinished(tuple(peaks), (), seconds, whole=True))
        self._turn(*told)

    def _effort(self, told: list[f.Fact], items: tuple[Item, ...]) -> list[f.Fact]:
        """How hard the one was that may go up next time."""
        levels = {item.exercise: hard(item, self.catalog) for item in items}
        for fact in told:
            if isinstance(fact, f.ExerciseDone) and fact.full:
                did = Did(fact.exercise, fact.level, fact.light, full=True)
                if progression.effort_wanted(did, self.person, self.catalog.exercises[fact.exercise]):
                    return [f.EffortTold(fact.exercise, self.body.effort(levels[fact.exercise]))]
        return []
