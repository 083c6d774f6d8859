"""Lives through every press of the whole talk, with a held clock: people answer what is offered to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.speaking.speak import speak
from bot.tools.replay import Talk, TranscriptError
from bot.tools.simulate_answers import Answers
from bot.tools.simulate_people import CLEARED_AFTER, HOUR, SEEN_AFTER, Body
from bot.tools.simulate_rules import BEGINS
from bot.tools.simulate_tally import WEEK, Tally
from bot.tools.simulate_watch import Watch
from content.model import Catalog
from handlers import dialog as talk, facts as f
from handlers.events import Event, NudgeDue, Pressed, Said
from handlers.moves import Part
from handlers.say import SCORES, Say

THINKING = timedelta(seconds=6)  # between a question and its answer
MOST_STEPS = 400  # presses and ends of steps in one visit: more is a circle
GREEN_PRESSES, GREEN_SESSION = 9, 4  # presses that a green session of so many exercises takes at most
PLAIN = frozenset((*SCORES, "ready", "session", "start", "settled", "still_sore", "skip_question"))
CITIES = {"Europe/London": "London", "Europe/Lisbon": "Lisbon", "America/New_York": "New York City",
          "Asia/Kolkata": "Kolkata", "Australia/Sydney": "Sydney"}  # fmt: skip
EMERGENCY, PREGNANT = "I can't hold my pee since today", "I'm pregnant"
CLEARED, WALKS = "my doctor said yes", "only walk"
ASKED_FOR = ("session", "start", "short")


class Talking(Talk):
    """One person's talk from hello on."""

    def __init__(self, body: Body, catalog: Catalog, watch: Watch, tally: Tally) -> None:
        super().__init__(catalog, datetime.combine(BEGINS, time(9), UTC))
        self.body, self.watch, self.tally = body, watch, tally
        self.answers = Answers(body, catalog)
        self.read: set[str] = set()
        self.said: dict[str, tuple[date, tuple[object, ...]]] = {}
        self.pressed: list[str] = []  # since the session was asked for
        self.lights: list[str] = []
        self.peaks = 0  # how often it was asked how high the pain got
        self.nudged = False
        self.log: list[str] = []

    def live(self, days: int) -> None:
        for number in range(days):
            self.body.next_day()
            try:
                self._day(BEGINS + timedelta(days=number))
            except TranscriptError as wrong:
                self.watch.broken(self.person.day(self.now), str(wrong))
        self.tally.ended(self.person, days, self.watch.pauses)

    # --- a day ----------------------------------------------------------------------------------------------------

    def _day(self, day: date) -> None:
        body = self.body
        if body.day == 0:
            self._send(Said("/start"))
        at = datetime.combine(day, time(body.random.randint(*HOUR), 20), ZoneInfo(body.zone)).astimezone(UTC)
        there, trains = body.there, body.trains(day.weekday()) or body.day == 0
        self.wait(max(at, self.now))
        if not there:
            return
        self._events()
        if self.person.held and not self.answers.seen:
            return
        if self.person.held or trains or self.dialog.state.part is not Part.NUDGE:
            self._visit(wants=trains)

    def _events(self) -> None:
        """What happens to people of some kinds once, or now and then."""
        body, kind = self.body, self.body.kind
        if self.person.zone and self.person.zone != body.zone:
            self._send(Said(f"/timezone {CITIES[body.zone]}"))
        if kind.emergency and body.day >= body.turns:
            self.answers.seen = body.day >= body.turns + SEEN_AFTER
            if body.day == body.turns:
                self._send(Said(EMERGENCY))
        if kind.pregnant and body.day == body.turns:
            self._send(Said(PREGNANT))
        if kind.pregnant and body.day >= body.turns + CLEARED_AFTER and "pregnant" in self.person.conditions:
            self.answers.cleared = True
            if not self.person.cleared:
                self._send(Said(CLEARED))
        if kind.only_walks and body.day:
            self._send(Said(WALKS))

    def _visit(self, *, wants: bool) -> None:
        """They look at the chat and answer until they are at home again and have what they came for."""
        looks = wants or self.body.does(self.body.kind.readings)
        goal = "session" if wants else "checkin"
        self.pressed = []
        for _ in range(MOST_STEPS):
            asked = self._asked()
            if asked.until:
                self.wait(asked.until + timedelta(milliseconds=10))
                continue
            if self.answers.at_rest(asked):
                if not looks or (wants and self.person.did(self.person.day(self.now))):
                    return
                looks = False
                self._press(self.answers.door(asked, goal))
                continue
            if wants and looks and "start" in asked.choices:
                looks = False
            choice = self.answers.choose(asked, self.dialog.state, self.person, self.now)
            if not choice:
                return
            self._press(choice)
        self.watch.broken(self.person.day(self.now), f"{MOST_STEPS} steps, and no end: {self._asked().key}")

    def _press(self, choice: str) -> None:
        self.pressed.append(choice)
        if choice.startswith("typed:"):
            self._send(Said(choice.removeprefix("typed:")))
        else:
            self._send(Pressed(choice, self.dialog.turn))

    def _send(self, event: Event) -> None:
        self.now += THINKING
        if self.nudged:
            self.tally.answered += 1
            self.nudged = False
        self.hear(event)

    # --- what comes of it -----------------------------------------------------------------------------------------

    def _asked(self) -> Say:
        """What is asked now; there is always an answer."""
        asked = talk.ask(self.dialog, self.world())
        if not (asked.choices or asked.wants or asked.until):
            self.watch.broken(self.person.day(self.now), f"a dead end: {asked.key}")
        return asked

    def hear(self, event: Event) -> None:
        """One event happens now, and all that must hold is looked at."""
        before = self.person
        turn = talk.advance(self.dialog, event, self.world())
        self.dialog, self.person = turn.dialog, turn.person
        self._spoken(turn.says)
        self.watch.turn(before, turn.facts, turn.person, self.now)
        self.tally.turn(turn.facts, self.body.day)
        self.nudged = self.nudged or (isinstance(event, NudgeDue) and turn.once)
        self._counted(turn.facts)

    def _counted(self, facts: Iterable[f.Fact]) -> None:
        """The presses of a session that went as it should."""
        for fact in facts:
            match fact:
                case f.SessionStarted():
                    self.answers.begins()
                    self.lights, self.peaks = [], 0
                case f.PainRated("peak"):
                    self.peaks += 1
                case f.ExerciseDone(_, _, light) | f.ExerciseStopped(_, _, light):
                    self.lights.append(light)
                case f.SessionFinished(done, _, _, whole=True):
                    pressed = self._since_asked_for()
                    presses = len(pressed)
                    self.tally.presses.append(presses)
                    plain = PLAIN.issuperset(pressed) and set(self.lights) == {"green"}
                    if plain and self.peaks == 1 and len(done) == GREEN_SESSION and presses > GREEN_PRESSES:
                        self.watch.broken(self.person.day(self.now), f"{presses} presses for {len(done)} exercises")

    def _since_asked_for(self) -> list[str]:
        """What was pressed since the session was asked for."""
        at = max((n for n, choice in enumerate(self.pressed) if choice in ASKED_FOR), default=0)
        return self.pressed[at:]

    def _spoken(self, says: tuple[Say, ...]) -> None:
        words, today, week = self.world().words, self.person.day(self.now), self.body.day // WEEK
        for said in says:
            day, last = self.said.get(said.key, (date.min, ()))
            if day != today and not said.until:
                if day == today - timedelta(days=1) and last == said.args:
                    self.tally.repeated[said.key] += 1
                self.said[said.key] = today, said.args
        for utterance in speak(says, self.dialog.turn, words, now=self.now):
            self.log.append(utterance.text)
            self.tally.words[week] += len(utterance.text.split())
            if utterance.text not in self.read:
                self.read.add(utterance.text)
                self.tally.texts[week] += 1
