"""When a nudge is not given: whoever is busy, on hold, resting or done already is left in peace. What it asks first,
and what else of the same day comes later.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers import facts as f
from handlers.events import NudgeDue
from handlers.facts import Silence
from handlers.habits import Nudges
from handlers.judgement import in_flare
from handlers.moves import Part, State
from handlers.person import Person
from handlers.rules.holds import by_day
from handlers.rules.safety import HIGH_PAIN
from handlers.world import World

AFTER_CRISIS = 2  # days; until then nothing, then one line that is not about exercise (rules B10)
LATE_SAID = 5  # minutes; a nudge later than this says so
HOURS = ("at_0830", "at_1230", "at_1830")  # offered first; within the hours of the JOOL trial, 08:30-20:30 (S54)
SNOOZES = 3  # times a day that "later" is granted (rules B10)
TROUBLE_FOR = 7  # days that what went wrong on the last day with anything told is asked after first (D)


def silence(state: State, under: State | None, due: NudgeDue, w: World, *, at_home: bool) -> Silence | None:
    """Why this nudge is not given; None when it is. at_home: nothing else has to be answered first."""
    person = w.person
    today = person.day(w.now)
    if w.now - due.at > w.late:
        return "late"
    if person.held or person.signs or person.crisis or state.part in (Part.DANGER, Part.CRISIS):
        return "held"
    if state.session or (under and under.session) or not at_home:
        return "busy"
    if person.did(today):
        return "done"
    if person.rest == today:
        return "rest"
    return "off" if person.is_off(w.now) else None


def after_crisis(due: NudgeDue, w: World) -> bool:
    """Whether this nudge is the one line after a crisis: how they are, and nothing of exercise."""
    person = w.person
    if person.crisis is None or person.held or person.followed or w.now - due.at > w.late:
        return False
    return abs((person.day(w.now) - person.day(person.crisis)).days) >= AFTER_CRISIS  # ahead: their clock was wrong


def asks_first(w: World) -> bool:
    """Whether it is asked how the back is before any exercise is named: after worse, red, pain in a leg, a morning that
    was not settled or 8 and more on the last day with anything told, and while the plan is paused (rules B10).
    """
    person, today = w.person, w.person.day(w.now)
    if person.judged.pause:
        return True
    days = [day for day in person.diary.last(TROUBLE_FOR, today) if day.on < today]
    if not days or any(day.on == today and day.readings for day in person.diary.days[-1:]):
        return False
    last = days[-1]
    after = last.after if last.after is not None else 0
    high = max((*last.readings[-1:], after)) >= HIGH_PAIN
    return last.worse or last.red_session or last.leg or last.morning == "not" or high


def weekly(w: World) -> bool:
    """Whether this nudge tells of the week before: the first of an ISO week, and never in a bad time."""
    person, today = w.person, w.person.day(w.now)
    plan, given = person.nudges, person.sent.given
    if plan is None or not plan.weekly or not given or not person.sessions or in_flare(person.judged, today):
        return False
    return person.day(given[-1]).isocalendar()[:2] != today.isocalendar()[:2]


# --- more than once a day, only where that is wished ----------------------------------------------------------------


def follows(person: Person) -> bool:
    """Whether what is due is the one more that comes when the nudge of the day was not answered."""
    return bool(person.nudges and person.nudges.follows)


def answered(person: Person, heard: datetime) -> Silence | None:
    """Why the one more is not given: the nudge before it was answered. None for any other nudge."""
    given = person.sent.given
    return "answered" if follows(person) and given and heard > given[-1] else None


def to_come(due: NudgeDue, w: World, *, given: bool) -> f.NudgeToCome | None:
    """What comes later on the same date: another hour of theirs, or one more if this one is not answered."""
    plan = w.person.nudges
    if plan is None:
        return None
    hours = [at for hour in plan.more if (at := _instant(due.day, hour, plan)) > w.now]
    if hours:
        return f.NudgeToCome(min(hours), due.day)
    at = w.now + timedelta(minutes=plan.again)
    once = given and plan.again and not plan.follows and plan.again_on != due.day
    if not once or by_day(w.person, at) != at or w.person.day(at) != w.person.day(w.now):
        return None
    return f.NudgeToCome(at, due.day, again=True)


def _instant(day: date, hour: str, plan: Nudges) -> datetime:
    local = datetime.combine(day, time.fromisoformat(hour), ZoneInfo(plan.zone))
    return local.astimezone(UTC)
