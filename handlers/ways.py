"""Where each way out of a topic leads, and what a command means in every state.

Only what stands between it and `dialog` uses it: `meant`, `unasked` and `silent`."""

from __future__ import annotations

from datetime import timedelta

from handlers import (
    account,
    after,
    before,
    checkin,
    doctor,
    home,
    learn,
    linking,
    nudge,
    pace,
    plan,
    progress,
    ready,
    reminders,
    routine,
    safety,
    screening,
    welcome,
)
from handlers import facts as f
from handlers.parts import Go, Leave, Move, State, World, go, say
from handlers.session import Session

FRESH = timedelta(minutes=10)  # pain rated within this time need not be asked for again

Lead = tuple[Move, State | None]
THEIRS = ("privacy", "export", "delete", "unlink")  # what is somebody's right is never put off
ASIDE = (learn, progress, account, home, pace, linking)  # talks about something else, from which one comes back
HOLDS = (doctor.Held, doctor.TellingWhat, doctor.BeenSeen)  # also where no hold is kept, for want of a yes to keep it
WELCOME = (
    welcome.Hello,
    welcome.TellingKept,
    welcome.AskingAge,
    welcome.TooYoung,
    welcome.AskingConsent,
    welcome.Declined,
    screening.Screening,
    screening.Single,
    screening.WhichJoint,
    screening.AskingClearance,
    welcome.BaselinePain,
    welcome.HowLong,
    welcome.ChoosingMinutes,
    welcome.FirstOffer,
)


def home_of(w: World) -> State:
    """Where a person who is nowhere else is: on hold, at questions that are still open, or at home."""
    person = w.person
    if person.held:
        return doctor.Held()
    if person.adult is None or person.consent < welcome.CONSENT:
        return welcome.TooYoung() if person.adult is False else welcome.Hello()
    if person.signs:
        return doctor.CheckingSigns(person.signs)
    if person.screened is None:
        return screening.Screening(w.catalog.lists[0].id)
    if person.minutes == 0:
        return welcome.BaselinePain()
    return home.Home()


def lead(leave: Leave, state: State, under: State | None, w: World) -> Lead:
    """Where a way out leads from this state, and what is kept underneath."""
    way = leave.way
    if leave.session:
        return within(way, leave.session, w), under
    if way in PLACES:
        place = PLACES[way]
        answered = place.on(leave.answer, w) if leave.answer else None
        return answered or place, _beneath(state, under, w)
    if way.startswith("topic_"):
        return learn.reading(way.removeprefix("topic_"), w) or learn.Learning(), _beneath(state, under, w)
    match way:
        case "back" | "parted" | "checked_signs":
            return (under or home_of(w)), None
        case "held":
            return doctor.Held(), None
        case "worse" | "leg":
            return doctor.CheckingSigns(way), None
        case "session" | "session_short":
            short = way == "session_short"
            move = _session(under, w, short=short)
            asks_first = isinstance(move, Go) and isinstance(move.to, screening.Screening)
            return move, before.RatingBefore(short) if asks_first else None
        case "screened" if isinstance(under, before.RatingBefore) and _something(w):
            return _session(None, w, short=under.short), None
        case "cleared":
            return _cleared(w), None
        case "consent":
            return welcome.AskingConsent(), None
        case "screen":
            return screening.Screening(w.catalog.lists[0].id), None
        case "released":
            return _released(state, w), None
        case "remind":
            return reminders.ChoosingHour(first=True), None
        case "finished":
            return checkin.Comparing(after=True), None
        case "checked" if not w.person.nudges_asked and w.person.sessions > 0:
            return reminders.ChoosingHour(first=True), None
        case "not_today":
            return go(home_of(w), f.RestDayTaken(w.person.day(w.now)), say("note.rest_day")), None
        case "signs":
            return doctor.CheckingSigns("signs"), _beneath(state, under, w)
        case "menu_in_session":
            return home.Home(), _beneath(state, under, w)
        case "link":
            return linking.begin(leave.answer, w), _beneath(state, under, w)
        case "reminded" if linking.asks_where(w.person):
            return linking.ChoosingWhere(), under
        case "export":
            return go(_beneath(state, under, w) or home_of(w), say("export", file="export")), None
    place = home_of(w)
    waits = isinstance(place, home.Home) and under is not None and routine.session_of(under) is not None
    return place, under if waits else None


def within(way: str, session: Session, w: World) -> Move:
    """Where a way leads that stays in the session, or ends it."""
    match way:
        case "hurts":
            return after.WhereHurts(session)
        case "skip":
            return after.Skipping(session)
        case "peak":
            return after.RatingPeak(session)
        case "end":
            return after.finish(session, w, whole=False)
        case "how":
            return ready.Explaining(session)
        case "begin":
            return routine.enter(session, 0, w)
    return ready.Ready(session)


PLACES: dict[str, State] = {
    "checkin": checkin.Comparing(),
    "reminders": reminders.Reminders(),
    "timezone": reminders.NamingCity(),
    "progress": progress.Progress(),
    "learn": learn.Learning(),
    "more": home.More(),
    "help": home.Helping(),
    "about": home.About(),
    "privacy": account.Privacy(),
    "timer": pace.Pace(),
    "delete": account.Deleting(),
    "where": linking.ChoosingWhere(),
    "unlink": linking.Unlinking(),
}


def _beneath(state: State, under: State | None, w: World) -> State | None:
    """What to come back to from a talk about something else: the present question, with nothing running."""
    return under if is_aside(state) else routine.put_down(state, w)


def is_aside(state: State) -> bool:
    """Whether one comes back from this to what was asked before; the rest are questions to come back to."""
    looking = isinstance(state, reminders.Reminders | reminders.PausingReminders)
    return looking or any(type(state).__module__ == topic.__name__ for topic in ASIDE)


def ended(state: State | None, w: World) -> tuple[f.Fact, ...]:
    """What is recorded when the session this state belongs to ends by itself."""
    return routine.ended(state, w) if state else ()


def _cleared(w: World) -> State:
    """A professional said yes, somebody says: the question it is the answer to."""
    if w.person.held:
        return doctor.BeenSeen(w.person.reasons)
    return screening.AskingClearance() if safety.awaits_clearance(w.person, w.catalog) else home_of(w)


def _released(state: State, w: World) -> State:
    """After a hold: home; for somebody who had not answered all lists yet, the list after the one that held them."""
    reasons = state.reasons if isinstance(state, doctor.BeenSeen) else ()
    if w.person.consent < welcome.CONSENT or w.person.screened is not None:
        return home_of(w)
    held = max([at for at, group in enumerate(w.catalog.lists) for q in group.questions if q.id in reasons], default=-1)
    return screening.Screening(w.catalog.lists[min(held + 1, len(w.catalog.lists) - 1)].id)


# --- into a session -----------------------------------------------------------------------------------------------


def _session(under: State | None, w: World, *, short: bool = False) -> Move:
    """Into today's session, or to what comes before it."""
    person = w.person
    at_home = home_of(w)
    if not isinstance(at_home, home.Home):
        return at_home
    if person.is_off(w.now):
        return go(at_home, say("note.off_today"))
    if under and routine.session_of(under):
        return under
    if safety.rescreen(person, w.now):
        return go(screening.Screening(w.catalog.lists[0].id), say("note.rescreen"))
    if person.pain is not None and person.pain_at is not None and w.now - person.pain_at <= FRESH:
        return before.start(person.pain, w, short=short)
    return before.offer(w, short=short)


def _something(w: World) -> bool:
    """Whether there is an exercise for this person today."""
    return bool(plan.today(w.person, w.catalog, w.person.day(w.now)))


# --- commands -----------------------------------------------------------------------------------------------------


def run(command: str, state: State, under: State | None, w: World) -> Move:
    """What a command does in this state."""
    in_session = routine.session_of(state) is not None
    if isinstance(state, doctor.CheckingSigns) and command not in THEIRS:
        return go(state, say("note.first_this"))
    waits = under is not None and routine.session_of(under) is not None
    welcoming = isinstance(state, WELCOME)
    match command:
        case "start":
            return _start(state, w)
        case "menu":
            return _menu(state, under, w)
        case "back":
            return state.on("back", w) or go(state, say("note.no_way_back"))
        case "stop" | "pause" | "hurts" if in_session:
            return state.on(command, w) or state.on("stop", w)
        case "stop" | "hurts" if waits and under:
            return under.on(command, w)
        case "stop" if isinstance(state, before.RatingBefore | before.OfferingWalk):
            return state.on("stop", w)
        case "thanks":
            return go(state, say("note.welcome"))
        case "stop" | "pause" if welcoming:
            return go(Leave("silence"), say("note.stopped_welcome"))
        case "stop":
            return go(reminders.Reminders() if w.person.nudges else home_of(w), say("note.nothing_running"))
        case "pause":
            return reminders.PausingReminders() if w.person.nudges else go(home_of(w), say("note.nothing_running"))
        case "stop_reminders" if isinstance(state, welcome.Hello):
            return state  # there are none yet; and whoever is rude to us at the door is told who we are
        case "stop_reminders":
            there = state if in_session or welcoming else home_of(w)
            return go(there, f.NudgesStopped(), say("note.stopped_reminders"))
        case "hurts":
            return unless_welcome(checkin.Comparing(), state, under, w)
        case "session" if in_session or isinstance(state, before.RatingBefore | before.OfferingWalk):
            return state
        case "session" if isinstance(state, nudge.Nudged):
            return state.on("start", w)
        case "checkin" if in_session:
            return go(state, say("note.in_session"))
        case "timezone" if isinstance(state, reminders.NamingCity | reminders.ConfirmingZone):
            return reminders.NamingCity(state.at, state.days)
        case "session" | "checkin" | "reminders" | "timezone" | "screen" | "cleared":
            return unless_welcome(Leave(command), state, under, w)
        case "unlink" if not w.person.linked:
            return go(state, say("note.not_linked"))
        case "safety":
            return unless_welcome(Leave("screen"), state, under, w)
    return Leave(command)


def _start(state: State, w: World) -> Move:
    if isinstance(state, welcome.Hello):
        return state
    if isinstance(state, WELCOME):
        return go(state, say("note.welcome_back"))
    return home_of(w) if w.person.held or is_aside(state) else state


def _menu(state: State, under: State | None, w: World) -> Move:
    if isinstance(state, WELCOME):
        return go(state, say("note.first_this"))
    if routine.session_of(state) or (under and routine.session_of(under)):
        return go(Leave("menu_in_session"), say("note.session_waits"))
    return Leave("home")


def unless_welcome(move: Move, state: State, under: State | None, w: World) -> Move:
    """While somebody is being welcomed the open question comes first."""
    asked = under if under and is_aside(state) else state
    if isinstance(asked, WELCOME) and not isinstance(home_of(w), home.Home):
        return go(asked, say("note.first_this"))
    return doctor.Held() if w.person.held or isinstance(asked, HOLDS) else move
