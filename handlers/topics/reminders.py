"""One nudge a day, at the person's hour and days: set, changed, paused and stopped from the talk.

When the next one is due is computed elsewhere (`nudge_at`); here is only what was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from content import cities
from content.typed import fold
from handlers import facts as f
from handlers.habits import LONGEST_PAUSE
from handlers.moves import BACK, HOME, Exit, Go, Leave, Move, Part, State, choose, go
from handlers.rules.nudges import HOURS
from handlers.say import Arg, Say, clock, dated, days_of, hour, named_days, say
from handlers.typed.times import offset
from handlers.world import World

SET = Leave(Exit.REMINDED)
EVERY_DAY = "days_0123456"
DAYS = (EVERY_DAY, "days_01234", "days_024")
PAUSES = {"pause_3": 3, "pause_7": 7, "pause_14": 14}
PAUSED = re.compile(r"pause_(\d{1,4})")


def days_words(days: tuple[int, ...]) -> str | tuple[str, ...]:
    """The weekdays as something to say, some sets of them by a name of their own."""
    named = f"days_{''.join(map(str, days))}"
    return f"@weekdays.{named}" if named in DAYS else named_days(days)


# --- setting them up ----------------------------------------------------------------------------------------------


class ChoosingHour(State, part=Part.REMINDERS):
    """first: asked for the first time, after the first session or instead of it."""

    advises = True
    first: bool = False

    def ask(self, w: World) -> Say:
        last = "no_reminders" if self.first else "back"
        return say("choosing_hour.first" if self.first else "choosing_hour", *HOURS, last, also=("back",), wants="time")

    def on(self, answer: str, w: World) -> Move:
        at, _, days = answer.partition(" ")  # the days may be told with the hour
        if at.startswith("at_"):
            return placed(hour(at), w, days)
        if at.startswith("unclear_"):
            return WhichHalf(at.removeprefix("unclear_"), self.first, days)
        none = go(SET, f.NudgesStopped(), say("note.no_reminders"))
        return choose(answer, no_reminders=none, back=SET if self.first else Reminders())


class WhichHalf(State, part=Part.REMINDERS):
    """ "7" may be the morning or the evening. `at` is "0700", the earlier of the two."""

    at: str
    first: bool = False
    days: str = ""

    def ask(self, w: World) -> Say:
        return say("which_half", f"at_{self.at}", f"at_{int(self.at) + 1200:04}", "back", wants="half")

    def on(self, answer: str, w: World) -> Move:
        if answer in ("am", "pm"):
            return placed(hour(f"at_{int(self.at) + (1200 if answer == 'pm' else 0):04}"), w, self.days)
        if answer.startswith("at_"):
            return placed(hour(answer), w, self.days)
        return choose(answer, back=ChoosingHour(self.first))


def placed(at: str, w: World, days: str = "") -> Move:
    """The hour is known; next where the person's clock is, or, when that is known, the days, if not told yet."""
    return ChoosingDays(at).told(days, w) if w.person.zone else NamingCity(at, days)


class NamingCity(State, part=Part.REMINDERS):
    """Where the person's clock is. `at` is the hour they chose, or "" when only the zone is changed.

    days: told already with the hour, as an answer. "zone:Europe/Lisbon" is the answer of a shared location.
    """

    at: str = ""
    days: str = ""

    def ask(self, w: World) -> Say:
        return say("naming_city", "back", wants="city")

    def on(self, answer: str, w: World) -> Move:
        if answer == "back":
            return ChoosingHour() if self.at else Reminders()
        if answer.startswith(("at_", "unclear_")):
            return self._offered(_by_the_clock(answer, w), by_clock=True)
        if answer.startswith("typed:"):
            said = answer.removeprefix("typed:")
            if fold(said) == fold(w.words.label("share_location")):  # where an app only types what is on that button
                return go(self, say("note.no_location"))
            if (ahead := offset(said, w.words.typed)) is not None:
                return self._offered(cities.near_offset(ahead, w.now), by_clock=True)
            return self._offered(cities.find(said))
        if answer.startswith("zone:"):
            zone = cities.known(answer.removeprefix("zone:"))
            return ConfirmingZone(self.at, (zone,), days=self.days) if zone else go(self, say("note.no_zone_there"))
        return None

    def _offered(self, found: Iterable[cities.Place], *, by_clock: bool = False) -> Move:
        zones = tuple(dict.fromkeys(place.zone for place in found))
        return ConfirmingZone(self.at, zones, by_clock, self.days) if zones else go(self, say("note.unknown_city"))


def _by_the_clock(answer: str, w: World) -> list[cities.Place]:
    """They told what their clock shows: the places with that offset now, to the nearest quarter of an hour.

    "7:30" may be either half of the day; the half that a zone on this earth has now and has more people comes first.
    """
    hours, minutes = int(answer[-4:-2]), int(answer[-2:])
    here = w.now.hour * 60 + w.now.minute
    found: list[cities.Place] = []
    for shown in (
        (hours * 60 + minutes,) if answer.startswith("at_") else (hours * 60 + minutes, hours * 60 + minutes + 720)
    ):
        offset = round(((shown - here + 720) % 1440 - 720) / 15) * 15
        for guess in (offset, offset + 1440):  # UTC+13 and +14 are on the next day
            found += cities.near_offset(guess, w.now)
    return sorted(found, key=lambda place: -place.population)


class ConfirmingZone(State, part=Part.REMINDERS):
    """So it's 18:42 for you now? `zones` are the candidates, best first."""

    at: str
    zones: tuple[str, ...]
    by_clock: bool = False
    days: str = ""

    def ask(self, w: World) -> Say:
        zone = self.zones[0]
        shown = clock(f"{w.now.astimezone(ZoneInfo(zone)):%H:%M}")
        key = "confirming_zone.by_clock" if self.by_clock else "confirming_zone"
        return say(key, "yes", "no", "back", wants="city", time=shown, city=zone.rsplit("/", 1)[-1].replace("_", " "))

    def on(self, answer: str, w: World) -> Move:
        if answer == "yes":
            told = f.ZoneSet(self.zones[0])
            if not self.at:
                return go(SET, told, say("note.zone_set"))
            asked = ChoosingDays(self.at).told(self.days, w)
            return asked.having(told) if isinstance(asked, Go) else go(asked, told)
        if answer == "no" and len(self.zones) > 1:
            return replace(self, zones=self.zones[1:])
        city = NamingCity(self.at, self.days)
        moves = choose(answer, no=go(city, say("note.another_city")), back=city)
        return moves or city.on(answer, w)


class ChoosingDays(State, part=Part.REMINDERS):
    at: str

    def ask(self, w: World) -> Say:
        return say("choosing_days", *DAYS, "back", wants="days", time=clock(self.at))

    def on(self, answer: str, w: World) -> Move:
        if answer == "back":
            return ChoosingHour()
        if not (days := days_of(answer)):
            return None
        told = say("note.nudges_set", time=clock(self.at), days=days_words(days))
        return go(SET, f.NudgesSet(self.at, days), told)

    def told(self, days: str, w: World) -> State | Go:
        """What comes next for somebody who told these days already ("": none)."""
        move = self.on(days, w) if days else None
        return move if isinstance(move, Go) else self


# --- looking at them and changing them ----------------------------------------------------------------------------


class Reminders(State, part=Part.ASIDE):
    def ask(self, w: World) -> Say:
        nudges = w.person.nudges
        if nudges is None:
            return say("reminders.off", "set_up", "back")
        hours = tuple(map(clock, (nudges.at, *nudges.more)))
        args: dict[str, Arg] = {"time": hours if nudges.more else hours[0], "days": days_words(nudges.days)}
        if until := nudges.paused(w.person.day(w.now)):
            args |= dated(until)
            return say("reminders.paused", "unpause", "stop_reminders", "back", args=args)
        where = ("change_where",) if w.person.linked else ()
        choices = ("change_hour", "change_days", "more_often", "change_zone", *where, "pause", "stop_reminders", "back")
        if w.nudge_at and w.nudge_at > w.now:
            coming = w.person.clock(w.nudge_at)
            return say("reminders.next", *choices, next=clock(f"{coming:%H:%M}"), args=args | dated(coming.date()))
        return say("reminders", *choices, args=args)

    def on(self, answer: str, w: World) -> Move:
        always: dict[str, Move] = {
            "set_up": ChoosingHour(),
            "change_hour": ChoosingHour(),
            "change_zone": NamingCity(),
            "change_where": Leave(Exit.WHERE) if w.person.linked else None,
            "change_days": ChoosingDays(w.person.nudges.at) if w.person.nudges else None,
            "more_often": Leave(Exit.MORE_OFTEN),
            "pause": PausingReminders(),
            "unpause": go(HOME, f.NudgesPaused(None), say("note.unpaused")),
            "stop_reminders": go(HOME, f.NudgesStopped(), say("note.stopped_reminders")),
            "back": BACK,
        }
        return always.get(answer) or self._asked_for(answer, w)

    @staticmethod
    def _asked_for(answer: str, w: World) -> Move:
        """What was told with the command: "at_1830", "unclear_0700 days_024", "days_024"."""
        at, _, days = answer.rpartition(" ") if " days_" in answer else (answer, "", "")
        if at.startswith("days_") and w.person.nudges:
            return ChoosingDays(w.person.nudges.at).told(at, w)
        if at.startswith("at_"):
            return placed(hour(at), w, days)
        return WhichHalf(at.removeprefix("unclear_"), days=days) if at.startswith("unclear_") else None


class PausingReminders(State, part=Part.ASIDE):
    def ask(self, w: World) -> Say:
        return say("pausing_reminders", *PAUSES, "back")

    def on(self, answer: str, w: World) -> Move:
        if (asked := PAUSED.fullmatch(answer)) and 0 < int(asked[1]) <= LONGEST_PAUSE:
            until = w.person.day(w.now) + timedelta(days=int(asked[1]))
            return go(HOME, f.NudgesPaused(until), say("note.paused_until", args=dated(until)))
        return choose(answer, back=BACK)
