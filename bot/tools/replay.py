"""Plays a transcript with its own clock: no database, no platform, only the dialog itself. It is exact or it differs.

# a comment                    @ 2026-03-02 18:40   the clock at the start, UTC
> typed text                   > [Label]   a button of the question being asked     > [Label] from 2 turns ago
> (location Europe/Lisbon)     > (location)  at sea     > (edited) what it says now     > (sticker)  or another of MEDIA
~ 5 s   ~ 10 min   ~ 3 h   ~ 2 days   ~ until 07:45 (the person's clock)   ~ restart   ~ gone   time passes
~ welcome 4       from hello to the first Ready, nothing on the lists, pain 4; written down is how it ends
~ exercises       Ready is pressed and every step runs to its end, up to the next other question
~ exercises 3     ... and 3 is how high the pain got, each time that is asked
~ session 4 3     a whole session, pain 4 at its start and 3 at most: only what is recorded is written
< what is said, and a line of buttons "  [Ready]  [Skip]"       * FactName and its values: what is recorded
"""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from itertools import zip_longest

from bot.engine.due import next_due
from bot.speaking.speak import Button, plain, speak
from bot.trouble import OperatorError
from content.model import Catalog
from handlers import dialog as talk, events, saved
from handlers.events import Event, Pressed, Said
from handlers.facts import Fact
from handlers.moves import Offer, Redeem
from handlers.person import Person
from handlers.rules.holds import follow_up
from handlers.say import Say
from handlers.world import World
from scheduler import nudges

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AWAY = timedelta(seconds=40)  # how long a restart takes
READING = timedelta(seconds=4)  # a list of questions
MOST = 400  # steps of a session or a welcome: more is a circle
HELLO = ("hello", "[20-50]", "[Yes, keep them]")
INPUTS = ("#", "@", ">", "~")
_UNITS = ("seconds", "minutes", "hours", "days", "weeks")


class TranscriptError(OperatorError):
    """A transcript that cannot be played: one line that says where and why."""


class Talk:
    """One person's talk so far, and its clock. What each event causes is written to `lines`."""

    def __init__(self, catalog: Catalog, now: datetime = START) -> None:
        self.catalog = catalog
        self.now = now
        self.dialog = talk.NEW
        self.person = Person()
        self.buttons: dict[int, tuple[Button, ...]] = {}  # what was offered, by turn
        self.lines: list[str] = []
        self.offers: dict[str, datetime] = {}  # codes for linking, by their seal

    def hear(self, event: Event) -> None:
        """Let one event happen now, and write down what it did."""
        turn = talk.advance(self.dialog, event, self.world())
        if isinstance(turn.wish, Offer):
            self.offers[turn.wish.seal] = turn.wish.until
        if isinstance(turn.wish, Redeem):  # there is nobody else in here
            until = self.offers.get(turn.wish.seal)
            why: events.Refusal = "unknown" if until is None else "own" if self.now < until else "expired"
            turn = talk.advance(self.dialog, events.CodeRefused(why), self.world())
        self.dialog, self.person = turn.dialog, turn.person
        if turn.forget:
            self.lines.append("* Forgotten")
        else:
            self.lines += map(recorded, turn.facts)
        for utterance in speak(turn.says, self.dialog.turn, self.world().words, now=self.now):
            self.lines += plain(utterance)
            if (attached := utterance.attached) and attached.what.kind == "document":
                self.lines.append(f"  ({attached.what.name}: a file)")
            if utterance.buttons:
                self.buttons[self.dialog.turn] = utterance.buttons
        if turn.forget:
            self.dialog, self.person = talk.NEW, Person()

    def world(self) -> World:
        nudge = due(self.person, self.now)
        return World(self.now, self.catalog, self.person, nudge_at=nudge.at if nudge else None)

    def press(self, label: str, ago: int = 0) -> None:
        """Press the button with this label, of the question now or of some turns ago."""
        offered = self.buttons.get(self.dialog.turn - ago, ())
        for button in offered:
            if button.label == label:
                turn, _, choice = button.id.partition(":")
                return self.hear(Pressed(choice, int(turn)))
        there = " ".join(f"[{button.label}]" for button in offered) or "none"
        raise TranscriptError(f"no button [{label}]; there is {there}")

    def wait(self, until: datetime) -> None:
        """Let time pass. Alarms ring and nudges come at their instants, as the engine has it."""
        while True:
            at, event = self._next(until)
            self.now = max(self.now, at)
            if event is None:
                return
            before = self.dialog, self.person
            self.hear(event)
            if before == (self.dialog, self.person) and at <= self.now:
                raise TranscriptError(f"{event} at {at:%Y-%m-%d %H:%M:%S} changes nothing, and would come for ever")

    def _next(self, until: datetime) -> tuple[datetime, Event | None]:
        alarm, nudge = talk.alarm(self.dialog), due(self.person, self.now)
        asked = follow_up(self.person, self.now)
        if asked and asked <= until and not any(at and at < asked for at in (alarm, nudge and nudge.at)):
            return asked, events.FollowUpDue()
        if alarm and alarm <= until and not (nudge and nudge.at < alarm):
            return alarm, events.Rang()
        if nudge and nudge.at <= until:
            return nudge.at, events.NudgeDue(nudge.day, nudge.at)
        return until, None

    def welcome(self, pain: str) -> None:
        """From hello to the first Ready; of what is said and recorded on the way only the end is written."""
        before = len(self.lines)
        for text in HELLO:
            _play(self, f"> {text}")
        while "none" in talk.ask(self.dialog, self.world()).choices:
            self.wait(self.now + READING)
            _play(self, "> none")
        _play(self, f"> {pain}")
        del self.lines[before : self._last_turn(before)]

    def exercises(self, highest: str) -> None:
        """Every step up to a question that is no step's. highest: how high the pain got; "": that is left open."""
        for _ in range(MOST):
            before = len(self.lines)
            asked = talk.ask(self.dialog, self.world())
            if asked.until:
                self.wait(asked.until)
            elif step := _goes_on(asked, highest):
                self.hear(Pressed(step, self.dialog.turn))
            else:
                return
            asked = talk.ask(self.dialog, self.world())
            if asked.until or _goes_on(asked, highest):
                self.lines[before:] = [line for line in self.lines[before:] if line.startswith("*")]
        raise TranscriptError(f"{MOST} steps, and no end")

    def session(self, before: str, highest: str) -> None:
        """A session from wherever they are until they are at rest again."""
        lines = len(self.lines)
        self.hear(Said("/session"))
        for _ in range(MOST):
            asked = talk.ask(self.dialog, self.world())
            if {"checkin", "progress"} <= {*asked.choices}:
                self.lines[lines:] = [line for line in self.lines[lines:] if line.startswith("*")]
                return
            if asked.until:
                self.wait(asked.until)
                continue
            number = before if asked.key.startswith(("rating_before", "morning")) else highest
            wanted = ("ready", number, "settled", "same", "not_now", "that_is_all", "none")
            answer = next((each for each in wanted if each in asked.choices), None)
            if answer is None:
                raise TranscriptError(f"no session goes on from {asked.key}")
            self.wait(self.now + READING)
            self.hear(Pressed(answer, self.dialog.turn))
        raise TranscriptError(f"{MOST} steps, and no end of a session at {asked.key}")

    def _last_turn(self, since: int) -> int:
        """Where the last turn begins among the lines since then."""
        facts = [n for n, line in enumerate(self.lines) if n >= since and line.startswith("*")]
        while len(facts) > 1 and facts[-1] - 1 == facts[-2]:
            facts.pop()
        return facts[-1]

    def restart(self) -> None:
        """The process ends and comes back: all that is left is what was saved."""
        self.dialog = saved.load_dialog(saved.dump_dialog(self.dialog))
        self.person = saved.load_person(saved.dump_person(self.person))
        self.now += AWAY
        if talk.alarm(self.dialog):
            self.hear(events.Woke())


def _goes_on(asked: Say, highest: str) -> str:
    """The answer with which a session goes on to its next step; "" where it is left to the transcript."""
    if highest and asked.key.startswith(("rating_peak", "rating_highest")):
        return highest
    return "ready" if "ready" in asked.choices else ""


def replay(lines: list[str], catalog: Catalog) -> list[str]:
    """The whole transcript, made anew from its inputs; comments and the empty lines before inputs are kept.

    Raises TranscriptError, with the number of the line.
    """
    talked = Talk(catalog)
    for number, line in enumerate(lines, 1):
        if not line.strip() and number < len(lines) and lines[number].startswith(INPUTS):
            talked.lines.append("")
        elif line.startswith(INPUTS):
            talked.lines.append(line.rstrip())
            try:
                _play(talked, line.rstrip())
            except TranscriptError as wrong:
                raise TranscriptError(f"line {number}: {wrong}") from None
            except OverflowError:
                raise TranscriptError(f"line {number}: no calendar goes that far") from None
        elif line.strip() and not line.startswith(("<", "*", "  ")):
            raise TranscriptError(f"line {number}: begins with none of # @ > ~ < * or two spaces")
    return talked.lines


def difference(wanted: list[str], played: list[str]) -> str:
    """The first line in which the two differ, as a text to print; "" when they are the same."""
    wanted = [line.rstrip() for line in wanted]
    while wanted and not wanted[-1]:
        wanted.pop()
    for number, (was, is_) in enumerate(zip_longest(wanted, played, fillvalue="(the end)"), 1):
        if was != is_:
            return f"differs in line {number}\n  written: {was}\n  played:  {is_}"
    return ""


def _play(talked: Talk, line: str) -> None:
    sign, text = line[0], line[1:].strip()
    if sign == "@":
        if talked.buttons or talked.person != Person():
            raise TranscriptError("the clock can only be set at the top")
        try:
            talked.now = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
        except ValueError:
            raise TranscriptError(f"'{text}' is no time like 2026-03-02 18:40") from None
    elif sign == ">":
        if pressed := re.fullmatch(r"\[(.+)\](?: from (\d+) turns? ago)?", text):
            talked.press(pressed[1], int(pressed[2] or 0))
        else:
            talked.hear(_sent(text))
    elif sign == "~":
        _pass(talked, text)


def _sent(text: str) -> Event:
    """What somebody sent: words, or what stands for something else in brackets."""
    if place := re.fullmatch(r"\(location(?: (\S+))?\)", text):
        return events.Located(place[1] or "")
    if edited := re.fullmatch(r"\(edited\) ?(.*)", text):
        return events.Edited(edited[1])
    shown = re.fullmatch(r"\(([a-z]+)\)", text)
    return events.Showed(shown[1]) if shown and shown[1] in events.MEDIA else Said(text)


def _pass(talked: Talk, text: str) -> None:
    if text == "restart":
        talked.restart()
    elif text == "gone":
        talked.hear(events.Gone())
    elif clock := re.fullmatch(r"until ((?:[01]\d|2[0-3]):[0-5]\d)", text):
        zone = talked.person.zone or "UTC"
        day = talked.person.day(talked.now)
        days = (day + timedelta(days=n) for n in range(3))
        talked.wait(next(at for each in days if (at := nudges.instant(each, clock[1], zone)) > talked.now))
    elif told := re.fullmatch(r"welcome (\d+)", text):
        talked.welcome(told[1])
    elif told := re.fullmatch(r"session (\d+) (\d+)", text):
        talked.session(told[1], told[2])
    elif told := re.fullmatch(r"exercises(?: (\d+))?", text):
        talked.exercises(told[1] or "")
    elif span := re.fullmatch(r"(\d+(?:\.\d+)?) ?(s|min|h|days?|weeks?)", text):
        unit = next(unit for unit in _UNITS if unit.startswith(span[2]))
        talked.wait(talked.now + timedelta(**{unit: float(span[1])}))
    else:
        raise TranscriptError(f"'{text}' is no time like 5 s, 10 min, 3 h, 2 days, until 07:45, restart or gone")


def due(person: Person, now: datetime) -> nudges.Due | None:
    """The next nudge of this person, as the engine keeps it; None without a plan, or while they cannot be reached."""
    return None if person.away else next_due(person.nudges, now)


def recorded(fact: Fact) -> str:
    """A fact as a line: its name and its values, in their order."""
    return " ".join(["*", type(fact).__name__, *(_value(getattr(fact, field.name)) for field in fields(fact))])


def _value(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case date():
            return value.isoformat()
        case tuple():
            return ",".join(map(_value, value)) or "-"
        case _:
            return str(value) if value not in ("", None) else "-"
