"""One nudge a day, at the person's hour and days: set, changed, paused and stopped from the talk.

When the next one is due is computed elsewhere (`nudge_at`); here is only what was asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from content import places
from handlers import facts as f
from handlers.parts import Arg, Leave, Move, Say, World, dated, go, say

HOURS = ("at_0830", "at_1230", "at_1830")  # offered first; within the hours of the JOOL trial, 08:30-20:30 (S54)
EVERY_DAY = "days_0123456"
DAYS = (EVERY_DAY, "days_01234", "days_024")
OFFSET = re.compile(r"typed:(?:utc|gmt) ?(-)?(\d{1,2})(?:[: .](\d{2}))?")  # a plus sign is gone by now
PAUSES = {"pause_3": 3, "pause_7": 7, "pause_14": 14}


def hour(answer: str) -> str:
    """The answer "at_0745" as wall time "07:45"."""
    return f"{answer[3:5]}:{answer[5:7]}"


def days_of(answer: str) -> tuple[int, ...]:
    """The answer "days_024" as weekdays, Monday 0."""
    return tuple(sorted({int(d) for d in answer.removeprefix("days_") if d in "0123456"}))


def days_words(days: tuple[int, ...]) -> str | tuple[str, ...]:
    """The weekdays as something to say."""
    named = f"days_{''.join(map(str, days))}"
    return f"@weekdays.{named}" if named in DAYS else tuple(f"@weekday.{day + 1}" for day in days)


# --- setting them up ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChoosingHour:
    """first: asked for the first time, after the first session or instead of it."""

    first: bool = False

    def ask(self, w: World) -> Say:
        last = "no_reminders" if self.first else "back"
        return say("choosing_hour.first" if self.first else "choosing_hour", *HOURS, last, also=("back",), wants="time")

    def on(self, answer: str, w: World) -> Move:
        if answer.startswith("at_"):
            return placed(hour(answer), w)
        if answer.startswith("unclear_"):
            return WhichHalf(answer.removeprefix("unclear_"), self.first)
        match answer:
            case "no_reminders":
                return go(Leave("reminded"), f.NudgesStopped(), say("note.no_reminders"))
            case "back":
                return Leave("reminded") if self.first else Reminders()
        return None


@dataclass(frozen=True, slots=True)
class WhichHalf:
    """ "7" may be the morning or the evening. `at` is "0700", the earlier of the two."""

    at: str
    first: bool = False

    def ask(self, w: World) -> Say:
        return say("which_half", f"at_{self.at}", f"at_{int(self.at) + 1200:04}", "back", wants="half")

    def on(self, answer: str, w: World) -> Move:
        if answer in ("am", "pm"):
            return placed(hour(f"at_{int(self.at) + (1200 if answer == 'pm' else 0):04}"), w)
        if answer.startswith("at_"):
            return placed(hour(answer), w)
        return ChoosingHour(self.first) if answer == "back" else None


def placed(at: str, w: World) -> Move:
    """The hour is known; next where the person's clock is, or, when that is known, the days."""
    return ChoosingDays(at) if w.person.zone else NamingCity(at)


@dataclass(frozen=True, slots=True)
class NamingCity:
    """Where the person's clock is. `at` is the hour they chose, or "" when only the zone is changed."""

    at: str = ""

    def ask(self, w: World) -> Say:
        return say("naming_city", "back", wants="city")

    def on(self, answer: str, w: World) -> Move:
        if answer == "back":
            return ChoosingHour() if self.at else Reminders()
        if answer.startswith(("at_", "unclear_")):
            return _by_the_clock(self.at, answer, w)
        if offset := OFFSET.fullmatch(answer):
            hours, quarter = int(offset[2]), int(offset[3] or 0)
            near = places.near_offset((-1 if offset[1] else 1) * (hours * 60 + quarter), w.now)
            zones = tuple(dict.fromkeys(place.zone for place in near))
            return ConfirmingZone(self.at, zones, by_clock=True) if zones else go(self, say("note.unknown_city"))
        if answer.startswith("typed:"):
            found = places.find(answer.removeprefix("typed:"))
            zones = tuple(dict.fromkeys(place.zone for place in found))
            return ConfirmingZone(self.at, zones) if zones else go(self, say("note.unknown_city"))
        return None


def _by_the_clock(at: str, answer: str, w: World) -> Move:
    """They told what their clock shows: the zones with that offset now, to the nearest quarter of an hour.

    "7:30" may be either half of the day; the half that a zone on this earth has now and has more people comes first.
    """
    hours, minutes = int(answer[-4:-2]), int(answer[-2:])
    here = w.now.hour * 60 + w.now.minute
    found: list[places.Place] = []
    for shown in (
        (hours * 60 + minutes,) if answer.startswith("at_") else (hours * 60 + minutes, hours * 60 + minutes + 720)
    ):
        offset = round(((shown - here + 720) % 1440 - 720) / 15) * 15
        for guess in (offset, offset + 1440):  # UTC+13 and +14 are on the next day
            found += places.near_offset(guess, w.now)
    zones = tuple(dict.fromkeys(place.zone for place in sorted(found, key=lambda place: -place.population)))
    return ConfirmingZone(at, zones, by_clock=True) if zones else go(NamingCity(at), say("note.unknown_city"))


@dataclass(frozen=True, slots=True)
class ConfirmingZone:
    """So it's 18:42 for you now? `zones` are the candidates, best first."""

    at: str
    zones: tuple[str, ...]
    by_clock: bool = False

    def ask(self, w: World) -> Say:
        zone = self.zones[0]
        shown = w.now.astimezone(ZoneInfo(zone)).strftime("%H:%M")
        key = "confirming_zone.by_clock" if self.by_clock else "confirming_zone"
        return say(key, "yes", "no", "back", wants="city", time=shown, city=zone.rsplit("/", 1)[-1].replace("_", " "))

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "yes":
                told = f.ZoneSet(self.zones[0])
                if self.at:
                    return go(ChoosingDays(self.at), told)
                return go(Leave("reminded"), told, say("note.zone_set"))
            case "no" if len(self.zones) > 1:
                return ConfirmingZone(self.at, self.zones[1:], self.by_clock)
            case "no":
                return go(NamingCity(self.at), say("note.another_city"))
            case "back":
                return NamingCity(self.at)
        return NamingCity(self.at).on(answer, w)


@dataclass(frozen=True, slots=True)
class ChoosingDays:
    at: str

    def ask(self, w: World) -> Say:
        return say("choosing_days", *DAYS, "back", wants="days", time=self.at)

    def on(self, answer: str, w: World) -> Move:
        if answer == "back":
            return ChoosingHour()
        days = days_of(answer) if answer.startswith("days_") else ()
        if not days:
            return None
        told = say("note.nudges_set", time=self.at, days=days_words(days))
        return go(Leave("reminded"), f.NudgesSet(self.at, days), told)


# --- looking at them and changing them ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reminders:
    def ask(self, w: World) -> Say:
        nudges = w.person.nudges
        if nudges is None:
            return say("reminders.off", "set_up", "back")
        args: dict[str, Arg] = {"time": nudges.at, "days": days_words(nudges.days)}
        if nudges.paused_until and nudges.paused_until > w.person.day(w.now):
            args |= dated(nudges.paused_until)
            return say("reminders.paused", "unpause", "stop_reminders", "back", args=args)
        choices = ("change_hour", "change_days", "change_zone", "pause", "stop_reminders", "back")
        if w.nudge_at and w.nudge_at > w.now:
            coming = w.person.clock(w.nudge_at)
            return say("reminders.next", *choices, next=coming.strftime("%H:%M"), args=args | dated(coming.date()))
        return say("reminders", *choices, args=args)

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "set_up" | "change_hour":
                return ChoosingHour()
            case "change_days" if w.person.nudges:
                return ChoosingDays(w.person.nudges.at)
            case "change_zone":
                return NamingCity()
            case "pause":
                return PausingReminders()
            case "unpause":
                return go(Leave("home"), f.NudgesPaused(None), say("note.unpaused"))
            case "stop_reminders":
                return go(Leave("home"), f.NudgesStopped(), say("note.stopped_reminders"))
            case "back":
                return Leave("back")
        return None


@dataclass(frozen=True, slots=True)
class PausingReminders:
    def ask(self, w: World) -> Say:
        return say("pausing_reminders", *PAUSES, "back")

    def on(self, answer: str, w: World) -> Move:
        if answer in PAUSES:
            until = w.person.day(w.now) + timedelta(days=PAUSES[answer])
            told = say("note.paused_until", args=dated(until))
            return go(Leave("home"), f.NudgesPaused(until), told)
        return Leave("back") if answer == "back" else None
