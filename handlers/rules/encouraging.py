"""What is said of a day and of a week: no praise on a bad day, no guilt on any, and never the same twice running.

What is lost by a day off, by sickness or by a hold is nothing (rules B10, B13).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from handlers.judgement import in_flare
from handlers.person import Person
from handlers.rules import safety, scores
from handlers.say import Say, say
from handlers.world import World

TIP = "tip"
REPLY: Mapping[str, str] = {"better": "note.better", "same": "note.same"}  # by what the check-in said


def bad_day(person: Person, now: datetime) -> bool:
    """Whether today is no day for praise: worse or unwell was told, a pain of 8 or more, red, signs of danger, a pause
    or a flare-up.
    """
    today = person.day(now)
    told = person.pain if person.pain_at and person.day(person.pain_at) == today else None
    much = told is not None and told >= safety.HIGH_PAIN
    asked = bool(person.held or person.signs or person.crisis or person.judged.pause or in_flare(person.judged, today))
    return asked or much or person.is_off(now) or person.rested_on == today


def reply(change: str, score: int, person: Person, now: datetime) -> Say:
    """The answer to "better" or "the same", and the number told with it."""
    if bad_day(person, now):
        return say("note.thanks_score", score=score)
    return say(REPLY[change], score=score)


def green_today(person: Person, now: datetime) -> bool:
    """Whether today's one session was whole, and green all through."""
    today = person.day(now)
    sessions = [past for past in person.past if past.day == today and past.seconds]
    return len(sessions) == 1 and person.lately.dimmed != today and not bad_day(person, now)


def tip(w: World) -> Say | None:
    """The short tip of the day, for after a green session: each day the next one, so that none comes again before all
    others did. None on a bad day (F4 of the features).
    """
    tips = w.words.numbered(TIP)
    if not green_today(w.person, w.now) or not tips:
        return None
    return say(tips[w.person.day(w.now).toordinal() % len(tips)])


def is_tip(said: Say) -> bool:
    return said.key.startswith(f"{TIP}.")


def week(person: Person, now: datetime) -> scores.Week:
    """The week that today is in, against the plan."""
    today = person.day(now)
    days = person.nudges.days if person.nudges else ()
    return scores.week((past.day for past in person.past), days, person.lately.days_off(today), today)


def against_plan(told: scores.Week, key: str = "progress.week") -> Say:
    """A week against its plan, as a sentence. What is done beside the plan is said, what is not done is not.

    key: where its texts begin, which say whether it is this week or the last.
    """
    if told.planned is None and not told.done:
        return say(f"{key}.none")
    if not told.planned:
        return say(f"{key}.off" if told.planned == 0 else f"{key}.sessions", n=told.done)
    if told.done == 0:
        return say(f"{key}.ahead", n=told.planned)
    if told.done > told.planned:
        return say(f"{key}.more", planned=told.planned, more=told.done - told.planned)
    return say(f"{key}.planned", done=told.done, planned=told.planned)


def weekly(person: Person, now: datetime) -> Say:
    """The summary of the week before this one, for whoever sends it: nothing of pain or of their own words is in it,
    since it is read on a locked screen. More of it is behind its one button.
    """
    sunday = now - timedelta(days=person.day(now).isoweekday())
    told = week(person, sunday)
    if told.done:
        return say("weekly.some", week=(against_plan(told, "weekly.week"),))
    return say("weekly.rest" if told.planned == 0 else "weekly.none")
