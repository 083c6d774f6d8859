"""The daily nudge: what it says, how the back took the last session, and asking again later."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from handlers import facts as f
from handlers.moves import HOME, Exit, Leave, Move, Part, State, choose, go
from handlers.rules import own_days
from handlers.say import Say, clock, say
from handlers.world import World

LATER = {"later_15": timedelta(minutes=15), "later_60": timedelta(hours=1)}
EVENING = 18, 30  # what "this evening" means, local time
QUIET = 21, 8  # hours between which we choose no time ourselves (rules B10)


class Reminded(State, part=Part.NUDGE):
    """What it says is neutral: a lock screen may show it to anyone. `late`: minutes after its hour, 0 when on time."""

    day: date
    late: int = 0

    def ask(self, w: World) -> Say:
        part = "morning" if w.person.clock(w.now).hour < 11 else "day"
        own, heard = own_days.today(w)
        choices, also = ("start", *own, "short", "later", "rest_day"), ("not_today", "stop_reminders", *heard)
        return say(f"nudged.{'late' if self.late else part}", *choices, also=also, late=f"@minutes:{self.late}")

    def on(self, answer: str, w: World) -> Move:
        own = own_days.named(answer)
        if own and (why := own_days.why_not(own, w)):
            return go(self, why)
        if own or answer in ("start", "short"):
            short = answer == "short"
            return _begin(short, own)
        rest, stopped = Leave(Exit.NOT_TODAY), go(HOME, f.NudgesStopped(), say("note.stopped_reminders"))
        later = Snoozing(self.day)
        return choose(answer, later=later, rest_day=rest, not_today=rest, stop_reminders=stopped, back=HOME)


def _begin(short: bool, own: str) -> Leave:
    return Leave(Exit.OWN_TODAY, own) if own else Leave(Exit.SESSION_SHORT if short else Exit.SESSION)


def quiet(hour: int) -> bool:
    """Whether it is an hour, local time, at which we choose to say nothing (rules B10)."""
    return not QUIET[1] <= hour < QUIET[0]


class Snoozing(State, part=Part.NUDGE):
    day: date

    def ask(self, w: World) -> Say:
        evening = self._evening(w)
        return say("snoozing", *LATER, *(("this_evening",) if evening else ()), "rest_day", "back")

    def on(self, answer: str, w: World) -> Move:
        until = w.now + LATER[answer] if answer in LATER else self._evening(w) if answer == "this_evening" else None
        if until is None:
            return choose(answer, rest_day=Leave(Exit.NOT_TODAY), back=Reminded(self.day))
        return snoozed(until, self.day, w)

    def _evening(self, w: World) -> datetime | None:
        local = w.person.clock(w.now)
        evening = local.replace(hour=EVENING[0], minute=EVENING[1], second=0, microsecond=0)
        return evening.astimezone(w.now.tzinfo) if local < evening else None


def snoozed(until: datetime, day: date, w: World) -> Move:
    """Asked again then (UTC), unless that is another day or an hour at which we keep quiet."""
    local = w.person.clock(until)
    early = quiet(w.person.clock(w.now).hour)  # they chose such an hour themselves, so it may stay one
    if (quiet(local.hour) and not early) or local.date() != w.person.day(w.now):
        return go(HOME, say("note.too_late_today"))
    return go(HOME, f.Snoozed(until, day), say("note.snoozed", time=clock(f"{local:%H:%M}")))


def snoozed_at(at: str, day: date, w: World) -> Move:
    """The same at a time of day: "at_1830". One that has passed is another day's."""
    local = w.person.clock(w.now).replace(hour=int(at[3:5]), minute=int(at[5:7]), second=0, microsecond=0)
    later = local if local > w.person.clock(w.now) else local + timedelta(days=1)
    return snoozed(later.astimezone(w.now.tzinfo), day, w)
