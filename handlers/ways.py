"""Where each way out of a topic leads, and what a command means in every state.

Only what stands between it and `dialog` uses it: `meant`, `unasked` and `silent`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import assert_never

from content.menu import Command
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
from handlers.moves import Away, Exit, Go, Into, Leave, Move, Part, Read, State, Within, go
from handlers.say import say
from handlers.session import Session
from handlers.world import World

FRESH = timedelta(minutes=10)  # pain rated within this time need not be asked for again

Lead = tuple[Move, State | None]
THEIRS = (Command.PRIVACY, Command.EXPORT, Command.DELETE, Command.UNLINK)  # somebody's right is never put off


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


def lead(away: Away, state: State, under: State | None, w: World) -> Lead:
    """Where a way out leads from this state, and what is kept underneath."""
    match away:
        case Into(within, session):
            return _into(within, session, w), under
        case Read(topic):
            return learn.reading(topic, w) or learn.Learning(), _beneath(state, under, w)
        case Leave(exit, answer):
            return _out(exit, answer, state, under, w)
        case _:
            assert_never(away)


def _out(exit: Exit, answer: str, state: State, under: State | None, w: World) -> Lead:
    """Where an exit leads; `answer` is what was told already of what is asked there."""

    def asked(place: State) -> Lead:
        return (place.on(answer, w) if answer else None) or place, _beneath(state, under, w)

    match exit:
        case Exit.CHECKIN:
            return asked(checkin.Comparing())
        case Exit.REMINDERS:
            return asked(reminders.Reminders())
        case Exit.TIMEZONE:
            return asked(reminders.NamingCity())
        case Exit.PROGRESS:
            return asked(progress.Progress())
        case Exit.LEARN:
            return asked(learn.Learning())
        case Exit.MORE:
            return asked(home.More())
        case Exit.HELP:
            return asked(home.Helping())
        case Exit.ABOUT:
            return asked(home.About())
        case Exit.PRIVACY:
            return asked(account.Privacy())
        case Exit.TIMER:
            return asked(pace.Pace())
        case Exit.DELETE:
            return asked(account.Deleting())
        case Exit.WHERE:
            return asked(linking.ChoosingWhere())
        case Exit.UNLINK:
            return asked(linking.Unlinking())
        case Exit.BACK | Exit.PARTED | Exit.CHECKED_SIGNS:
            return (under or home_of(w)), None
        case Exit.HELD:
            return doctor.Held(), None
        case Exit.WORSE:
            return doctor.CheckingSigns("worse"), None
        case Exit.LEG:
            return doctor.CheckingSigns("leg"), None
        case Exit.SESSION | Exit.SESSION_SHORT:
            short = exit is Exit.SESSION_SHORT
            move = _session(under, w, short=short)
            asks_first = isinstance(move, Go) and isinstance(move.to, screening.Screening)
            return move, before.RatingBefore(short) if asks_first else None
        case Exit.SCREENED if isinstance(under, before.RatingBefore) and _something(w):
            return _session(None, w, short=under.short), None
        case Exit.CLEARED:
            return _cleared(w), None
        case Exit.CONSENT:
            return welcome.AskingConsent(), None
        case Exit.SCREEN:
            return screening.Screening(w.catalog.lists[0].id), None
        case Exit.RELEASED:
            return _released(state, w), None
        case Exit.REMIND:
            return reminders.ChoosingHour(first=True), None
        case Exit.FINISHED:
            return checkin.Comparing(after=True), None
        case Exit.CHECKED if not w.person.nudges_asked and w.person.sessions > 0:
            return reminders.ChoosingHour(first=True), None
        case Exit.NOT_TODAY:
            return go(home_of(w), f.RestDayTaken(w.person.day(w.now)), say("note.rest_day")), None
        case Exit.SIGNS:
            return doctor.CheckingSigns("signs"), _beneath(state, under, w)
        case Exit.MENU_IN_SESSION:
            return home.Home(), _beneath(state, under, w)
        case Exit.LINK:
            return linking.begin(answer, w), _beneath(state, under, w)
        case Exit.REMINDED if linking.asks_where(w.person):
            return linking.ChoosingWhere(), under
        case Exit.EXPORT:
            return go(_beneath(state, under, w) or home_of(w), say("export", file="export")), None
        case Exit.FORGET | Exit.SILENCE:
            return state, under  # nobody asks: everything is forgotten, or nothing is said
        case (
            Exit.HOME
            | Exit.STOPPED
            | Exit.SCREENED
            | Exit.CHECKED
            | Exit.CHECKED_WORSE
            | Exit.CHECKED_LEG
            | Exit.REMINDED
        ):
            return _home(under, w)
        case _:
            assert_never(exit)


def _home(under: State | None, w: World) -> Lead:
    """Home, over a session that waits."""
    place = home_of(w)
    waits = isinstance(place, home.Home) and under is not None and under.session is not None
    return place, under if waits else None


def _into(within: Within, session: Session, w: World) -> Move:
    """Where a way leads that stays in the session, or ends it."""
    match within:
        case Within.HURTS:
            return after.WhereHurts(session)
        case Within.SKIP:
            return after.Skipping(session)
        case Within.PEAK:
            return after.RatingPeak(session)
        case Within.END:
            return after.finish(session, w, whole=False)
        case Within.HOW:
            return ready.Explaining(session)
        case Within.BEGIN:
            return routine.enter(session, 0, w)
        case Within.READY:
            return ready.Ready(session)
        case _:
            assert_never(within)


def _beneath(state: State, under: State | None, w: World) -> State | None:
    """What to come back to from a talk about something else: the present question, with nothing running."""
    return under if state.part is Part.ASIDE else routine.put_down(state, w)


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
    if under and under.session:
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


def run(command: Command, state: State, under: State | None, w: World) -> Move:
    """What a command does in this state."""
    if state.part is Part.DANGER and command not in THEIRS:
        return go(state, say("note.first_this"))
    part = state.part
    match command:
        case Command.START:
            return _start(state, w)
        case Command.MENU:
            return _menu(state, under, w)
        case Command.BACK:
            return state.on("back", w) or go(state, say("note.no_way_back"))
        case Command.STOP | Command.PAUSE | Command.HURTS if part is Part.SESSION:
            return state.on(command, w) or state.on("stop", w)
        case Command.STOP | Command.HURTS if under and under.session:
            return under.on(command, w)
        case Command.STOP if part is Part.START:
            return state.on("stop", w)
        case Command.THANKS:
            return go(state, say("note.welcome"))
        case Command.STOP | Command.PAUSE if part is Part.WELCOME:
            return go(Leave(Exit.SILENCE), say("note.stopped_welcome"))
        case Command.STOP:
            return go(reminders.Reminders() if w.person.nudges else home_of(w), say("note.nothing_running"))
        case Command.PAUSE:
            return reminders.PausingReminders() if w.person.nudges else go(home_of(w), say("note.nothing_running"))
        case Command.STOP_REMINDERS if isinstance(state, welcome.Hello):
            return state  # there are none yet; and whoever is rude to us at the door is told who we are
        case Command.STOP_REMINDERS:
            there = state if part in (Part.SESSION, Part.WELCOME) else home_of(w)
            return go(there, f.NudgesStopped(), say("note.stopped_reminders"))
        case Command.HURTS:
            return unless_welcome(checkin.Comparing(), state, under, w)
        case Command.SESSION if part in (Part.SESSION, Part.START):
            return state
        case Command.SESSION if isinstance(state, nudge.Nudged):
            return state.on("start", w)
        case Command.CHECKIN if part is Part.SESSION:
            return go(state, say("note.in_session"))
        case Command.TIMEZONE if isinstance(state, reminders.NamingCity | reminders.ConfirmingZone):
            return reminders.NamingCity(state.at, state.days)
        case Command.UNLINK if not w.person.linked:
            return go(state, say("note.not_linked"))
        case (
            Command.SESSION | Command.CHECKIN | Command.REMINDERS | Command.TIMEZONE | Command.SCREEN | Command.CLEARED
        ):
            return unless_welcome(Leave(LEADS[command]), state, under, w)
        case (
            Command.PROGRESS
            | Command.LEARN
            | Command.HELP
            | Command.TIMER
            | Command.LINK
            | Command.UNLINK
            | Command.PRIVACY
            | Command.EXPORT
            | Command.DELETE
            | Command.ABOUT
        ):
            return Leave(LEADS[command])
        case _:
            assert_never(command)


# Of each command that leads out of a topic, the exit that is called like it.
LEADS: Mapping[Command, Exit] = {command: exit for command in Command for exit in Exit if command.value == exit.value}


def _start(state: State, w: World) -> Move:
    if isinstance(state, welcome.Hello):
        return state
    if state.part is Part.WELCOME:
        return go(state, say("note.welcome_back"))
    return home_of(w) if w.person.held or state.part is Part.ASIDE else state


def _menu(state: State, under: State | None, w: World) -> Move:
    if state.part is Part.WELCOME:
        return go(state, say("note.first_this"))
    if state.session or (under and under.session):
        return go(Leave(Exit.MENU_IN_SESSION), say("note.session_waits"))
    return Leave(Exit.HOME)


def unless_welcome(move: Move, state: State, under: State | None, w: World) -> Move:
    """While somebody is being welcomed the open question comes first."""
    asked = under if under and state.part is Part.ASIDE else state
    if asked.part is Part.WELCOME and not isinstance(home_of(w), home.Home):
        return go(asked, say("note.first_this"))
    return doctor.Held() if w.person.held or asked.part is Part.HOLD else move
