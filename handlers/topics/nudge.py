"""The daily nudge: what it says, how the back took the last session, and asking again later."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from handlers import facts as f
from handlers.judgement import in_flare
from handlers.moves import HOME, Exit, Leave, Move, Part, State, choose, go
from handlers.rules import own_days
from handlers.rules.nudges import SNOOZES
from handlers.say import Say, clock, say
from handlers.world import World

LATER = {"later_15": timedelta(minutes=15), "later_60": timedelta(hours=1)}
EVENING = 18, 30  # what "this evening" means, local time
AFTER_WORK = 16  # the hour of their nudges from which on it is meant by "after work"; else it is EVENING
QUIET = 21, 8  # hours between which we choose no time ourselves (rules B10)


class Reminded(State, part=Part.NUDGE):
    """What it says is neutral: a lock screen may show it to anyone. `late`: minutes after its hour, 0 when on time.

    again: it follows one that was not answered, since they wished for that.
    """

    day: date
    late: int = 0
    again: bool = False

    def ask(self, w: World) -> Say:
        own, heard = own_days.today(w)
        also = ("checkin", "not_today", "tomorrow", "stop_reminders", *heard)
        if in_flare(w.person.judged, w.person.day(w.now)):  # the short one, or rest (rules B10)
            choices, also = ("short", *later(w), "rest_day"), (*also, "start", *own)
        else:
            choices = ("start", *own, "short", *later(w), "rest_day")
        if self.again:
            return say("nudged.again", *choices, also=also)
        if w.person.sent.put_off(w.person.day(w.now)) and not self.late:
            return say("nudged.put_off", *choices, also=also)
        return say(f"nudged.{_part(self.late, w)}", *choices, also=also, late=f"@minutes:{self.late}")

    def on(self, answer: str, w: World) -> Move:
        own = own_days.named(answer)
        if own and (why := own_days.why_not(own, w)):
            return go(self, why)
        if own or answer in ("start", "short"):
            short = answer == "short"
            return _begin(short, own)
        return Leave(Exit.MORNING) if answer == "checkin" else _put_off(answer, self.day, w)


class AskingFirst(State, part=Part.NUDGE):
    """The nudge after a bad day: how the back is comes first, and no exercise is named before that is told (rules B10).

    late: as in `Reminded`.
    """

    day: date
    late: int = 0

    def ask(self, w: World) -> Say:
        choices, also = ("checkin", *later(w), "rest_day"), ("not_today", "tomorrow", "stop_reminders")
        if self.late:
            return say("asking_first.late", *choices, also=also, late=f"@minutes:{self.late}")
        return say("asking_first", *choices, also=also)

    def on(self, answer: str, w: World) -> Move:
        if answer == "checkin":
            return Leave(Exit.MORNING)
        return _put_off(answer, self.day, w)


def later(w: World) -> tuple[str, ...]:
    """The answer that puts it off, as often as that is granted in a day."""
    return ("later",) if w.person.sent.put_off(w.person.day(w.now)) < SNOOZES else ()


def _part(late: int, w: World) -> str:
    return "late" if late else "morning" if w.person.clock(w.now).hour < 11 else "day"


def _put_off(answer: str, day: date, w: World) -> Move:
    """What every nudge can be answered besides what it asks."""
    rest, stopped = Leave(Exit.NOT_TODAY), go(HOME, f.NudgesStopped(), say("note.stopped_reminders"))
    if answer == "tomorrow":
        return snoozed_at(answer, day, w)
    snoozing = Snoozing(day) if later(w) else go(HOME, say("note.no_more_later"))
    return choose(answer, later=snoozing, rest_day=rest, not_today=rest, stop_reminders=stopped, back=HOME)


def _begin(short: bool, own: str) -> Leave:
    return Leave(Exit.OWN_TODAY, own) if own else Leave(Exit.SESSION_SHORT if short else Exit.SESSION)


def quiet(hour: int) -> bool:
    """Whether it is an hour, local time, at which we choose to say nothing (rules B10)."""
    return not QUIET[1] <= hour < QUIET[0]


class Snoozing(State, part=Part.NUDGE):
    day: date

    def ask(self, w: World) -> Say:
        evening = ("this_evening",) if _evening(w) else ()
        return say("snoozing", *LATER, *evening, "tomorrow", "rest_day", "back", wants="time")

    def on(self, answer: str, w: World) -> Move:
        at, _, _ = answer.partition(" ")
        if at.startswith("unclear_"):  # "7": whichever seven comes first
            halves = (at.replace("unclear_", "at_"), f"at_{int(at[8:]) + 1200:04}")
            return snoozed_at(min(halves, key=lambda half: _next(half, w)), self.day, w)
        if at.startswith("at_"):
            return snoozed_at(at, self.day, w)
        if answer in LATER:
            return snoozed(w.now + LATER[answer], self.day, w)
        if answer == "this_evening" and (evening := _evening(w)):
            return snoozed(evening, self.day, w)
        if answer == "tomorrow":
            return snoozed_at(answer, self.day, w)
        return choose(answer, rest_day=Leave(Exit.NOT_TODAY), back=Reminded(self.day))


def snoozed(until: datetime, day: date, w: World, *, theirs: bool = False) -> Move:
    """Asked again then (UTC), unless that was granted often enough today.

    theirs: they told the hour, or it is the one of their nudges. Any other is not on another day, and not at night.
    """
    person, local = w.person, w.person.clock(until)
    if not later(w):
        return go(HOME, say("note.no_more_later"))
    early = quiet(person.clock(w.now).hour)  # they chose such an hour themselves, so it may stay one
    other_day = person.day(until) != person.day(w.now)
    if not theirs and ((quiet(local.hour) and not early) or other_day):
        return go(HOME, say("note.too_late_today"))
    shown = clock(f"{local:%H:%M}")
    return go(HOME, f.Snoozed(until, day), say("note.snoozed_tomorrow" if other_day else "note.snoozed", time=shown))


def snoozed_at(answer: str, day: date, w: World) -> Move:
    """The same at a time of day: "at_1830", and where that has passed today, tomorrow; "tomorrow" at the hour of their
    nudges, or "tomorrow at_0900"; "after_work" in the evening.
    """
    plan = w.person.nudges
    own = f"at_{plan.at.replace(':', '')}" if plan else f"at_{EVENING[0]:02}{EVENING[1]:02}"
    if answer == "after_work":
        evening = own if int(own[3:]) >= AFTER_WORK * 100 else f"at_{EVENING[0]:02}{EVENING[1]:02}"
        return snoozed(_next(evening, w), day, w, theirs=True)
    if answer.startswith("tomorrow"):
        at = answer.partition(" ")[2] or own
        return snoozed(_next(at, w, tomorrow=True), day, w, theirs=True)
    return snoozed(_next(answer, w), day, w, theirs=True)


def _next(at: str, w: World, *, tomorrow: bool = False) -> datetime:
    """When it is "at_1830" on their clock next, or tomorrow (UTC). Until 04:00 it is still the day before."""
    today = w.person.day(w.now) + timedelta(days=1 if tomorrow else 0)
    local = w.person.clock(w.now).replace(hour=int(at[3:5]), minute=int(at[5:7]), second=0, microsecond=0)
    local = local.replace(year=today.year, month=today.month, day=today.day)
    if local <= w.person.clock(w.now):
        local += timedelta(days=1)
    return local.astimezone(w.now.tzinfo)


def _evening(w: World) -> datetime | None:
    """When it is this evening (UTC); None once that has passed."""
    local = w.person.clock(w.now)
    evening = local.replace(hour=EVENING[0], minute=EVENING[1], second=0, microsecond=0)
    return evening.astimezone(w.now.tzinfo) if local < evening else None
