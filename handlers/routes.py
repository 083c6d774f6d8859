"""Where each way out of a topic leads. Only what stands between the topics and `dialog` uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from content.menu import Command
from handlers import anytime, facts as f, granting, whereabouts
from handlers.moves import Away, Exit, Go, Into, Leave, Move, Part, State, Within, go
from handlers.say import EXPORT, SCORES, say
from handlers.session import Session
from handlers.topics import (
    account,
    checkin,
    conditions,
    confirming,
    doctor,
    doubt,
    exercises,
    flare,
    function,
    home,
    learn,
    linking,
    more_often,
    other_language,
    own_days,
    own_words,
    progress,
    reminders,
    screening,
    timer,
    welcome,
)
from handlers.topics.session import end, hurting, own, ready, start, timed
from handlers.typed.foreign import TELLS
from handlers.whereabouts import (
    Lead,
    beneath,
    cleared,
    home_of,
    into_session,
    lately,
    logged,
    quiet_moment,
    released,
    waiting,
    with_condition,
)
from handlers.world import World

COMMANDS: Mapping[str, Command] = {command.value: command for command in Command}


def lead(away: Away, state: State, under: State | None, w: World) -> Lead:
    """Where a way out leads from this state, and what is kept underneath."""
    match away:
        case Into(Within.HURTS, session):
            return hurting.WhereHurts(session, begun=isinstance(state, timed.AtStep)), under
        case Into(within, session):
            return _into(within, session, w), under
        case Leave(exit, answer):
            return _out(exit, answer, state, under, w)
        case _:
            assert_never(away)


def _out(exit: Exit, answer: str, state: State, under: State | None, w: World) -> Lead:
    """Where an exit leads; `answer` is what was told already of what is asked there."""

    def asked(place: State) -> Lead:
        return (place.on(answer, w) if answer else None) or place, beneath(state, under, w)

    match exit:
        case Exit.CHECKIN:
            return asked(checkin.Comparing())
        case Exit.MORNING:
            return asked(whereabouts.about_the_back(w))
        case Exit.FLARE if isinstance(home_of(w), home.Home):
            theirs = not answer or answer in SCORES  # else it is of a number that was told for something else
            return flare.begin(answer, lately(w), w), beneath(state, under, w) if theirs else waiting(state, under)
        case Exit.REMINDERS:
            return asked(reminders.Reminders())
        case Exit.MORE_OFTEN:
            return asked(more_often.MoreOften())
        case Exit.PAUSING:
            return asked(reminders.PausingReminders())
        case Exit.TIMEZONE:
            return asked(reminders.NamingCity())
        case Exit.PROGRESS:
            return asked(progress.Progress())
        case Exit.FUNCTION if isinstance(home_of(w), home.Home):
            return function.opened(w), beneath(state, under, w)
        case Exit.LEARN:
            return asked(learn.Learning())
        case Exit.PLAN:
            return asked(exercises.Exercises())
        case Exit.MORE:
            return asked(home.More())
        case Exit.HELP:
            return asked(home.Helping())
        case Exit.ABOUT:
            return asked(home.About())
        case Exit.LANGUAGE:
            return asked(account.ChoosingLanguage())
        case Exit.PRIVACY:
            return asked(account.Privacy())
        case Exit.TIMER:
            return asked(timer.Pace())
        case Exit.DELETE:
            return asked(account.Deleting())
        case Exit.WHERE:
            return asked(linking.ChoosingWhere())
        case Exit.UNLINK:
            return asked(linking.Unlinking())
        case Exit.BACK | Exit.PARTED | Exit.CHECKED_SIGNS | Exit.CHECKED_DOUBT:
            return (under or home_of(w)), None
        case Exit.HELD:
            return doctor.on_hold(answer, w), None
        case Exit.WORSE:
            return doctor.checking("worse", w.person.told), None
        case Exit.LEG:
            return doctor.checking("leg", w.person.told), None
        case Exit.OWN_TODAY if " " in answer:
            return logged(answer, w), None
        case Exit.SESSION | Exit.SESSION_SHORT | Exit.OWN_TODAY:
            asked_for = start.RatingBefore(exit is Exit.SESSION_SHORT, own=answer)
            move = into_session(under, w, asked_for, was=state)
            asks_first = isinstance(move, Go) and isinstance(move.to, screening.Screening)
            return move, asked_for if asks_first else None
        case Exit.SCREENED if isinstance(under, start.RatingBefore) and (under.own or start.planned(w, under.short)):
            return into_session(None, w, under), None
        case Exit.OWN_DAYS if isinstance(home_of(w), home.Home):
            return own_days.begin(answer, state, w), beneath(state, under, w)
        case Exit.CONDITION if isinstance(home_of(w), home.Home | welcome.BaselinePain):
            return conditions.told(answer), under if state.part is Part.DANGER else beneath(state, under, w)
        case Exit.CONDITION:  # the lists that come first ask for it
            kept = welcome.keeping(state, answer)
            early = "note.first_this" if kept == state else "note.kept_in_mind"
            return go(home_of(w) if w.person.held else kept or state, say(early)), under
        case Exit.CONDITION_TOLD:
            return with_condition(under, w)
        case Exit.CLEARED:
            return cleared(w), None
        case Exit.CONSENT:
            return welcome.AskingConsent(youngest=w.person.youngest, oldest=w.person.oldest), None
        case Exit.SCREEN:
            return screening.begin(tuple(answer.split()), w), None
        case Exit.RELEASED:
            return released(state, w), None
        case Exit.FINISHED:
            return checkin.Comparing(after=True), None
        case Exit.CHECKED if not w.person.minutes and w.person.sessions > 0:
            return welcome.ChoosingMinutes(), None
        case Exit.CHECKED | Exit.STOPPED if not w.person.nudges_asked and (w.person.sessions or exit is Exit.STOPPED):
            return reminders.ChoosingHour(first=True), None
        case Exit.CHECKED if moment := quiet_moment(state, under, w):
            return moment, None
        case Exit.NOT_TODAY:
            first = not (w.person.nudges_asked or w.person.sessions)
            place = reminders.ChoosingHour(first=True) if first else home_of(w)
            return go(place, f.RestDayTaken(w.person.day(w.now)), say("note.rest_day")), None
        case Exit.SIGNS:
            told = tuple(dict.fromkeys((*w.person.told, *answer.split())))
            return doctor.checking("signs", told), welcome.keeping(beneath(state, under, w), answer)
        case Exit.DOUBT:
            return doctor.checking("doubt", (*w.person.told, *answer.split())), beneath(state, under, w)
        case Exit.UNWELL if answer:
            return doctor.FeelingUnwell(), beneath(state, under, w)
        case Exit.UNWELL if under and under.part is Part.WELCOME:
            return under, None
        case Exit.OTHER_LANGUAGE:
            code, _, about = answer.partition(" ")
            place = other_language.OtherLanguage(code, TELLS.get(about, ""))
            return place, None if about and state.session else beneath(state, under, w)
        case Exit.FEVERISH:
            return doctor.Feverish(), beneath(state, under, w)
        case Exit.MOOD:
            return doubt.AskingMood(), beneath(state, under, w)
        case Exit.ABOUT_WHOM:
            return doubt.about_whom(answer), beneath(state, under, w)
        case Exit.FOR_SOMEBODY:
            return doubt.for_somebody(answer), home_of(w)  # and not past a welcome that is not over
        case Exit.WRONG:
            return asked(doubt.WhatIsWrong())
        case Exit.CRISIS:
            return doctor.InCrisis(), None
        case Exit.HURTS if under and under.session:
            return under.on("hurts", w), None
        case Exit.HURTS:
            return checkin.Comparing(), None
        case Exit.MENU_IN_SESSION:
            return home.Home(), beneath(state, under, w)
        case Exit.LINK if state.session or (under and under.session):
            return go(state if state.session or under is None else under, say("note.in_session")), None
        case Exit.LINK:
            return linking.begin(answer, w), beneath(state, under, w)
        case Exit.REMINDED if linking.asks_where(w.person):
            return linking.ChoosingWhere(), under
        case Exit.REMINDED if under and under.session:
            return under, None  # the question that was open
        case Exit.WORDS:
            return own_words.asked(answer), beneath(state, under, w)
        case Exit.CONFIRM:
            return confirming.Confirming(answer), beneath(state, under, w)
        case Exit.CONFIRMED:
            return _confirmed(answer, under, w)
        case Exit.EXPORT:
            return go(beneath(state, under, w) or home_of(w), say("export", attach=EXPORT)), None
        case Exit.FORGET | Exit.SILENCE:
            return state, under  # nobody asks: everything is forgotten, or nothing is said
        case (
            Exit.HOME
            | Exit.STOPPED
            | Exit.SCREENED
            | Exit.OWN_DAYS
            | Exit.FLARE
            | Exit.CHECKED
            | Exit.FUNCTION
            | Exit.CHECKED_WORSE
            | Exit.CHECKED_LEG
            | Exit.REMINDED
            | Exit.UNWELL
        ):
            return _home(under, w)
        case _:
            assert_never(exit)


def _confirmed(answer: str, under: State | None, w: World) -> Lead:
    """What was asked back was meant: it is the answer to the question it was said to, or the wish it was."""
    place = under or home_of(w)
    kind, _, rest = answer.partition(":")
    name, _, at = rest.partition(":")
    if kind == "wish":
        return granting.granted(name, at, place, None, w) or place, under if place.session is None else None
    if kind == "done":
        return Leave(Exit.OWN_TODAY, f"{name} {at}"), under
    if kind == "answer":
        return place.on(name, w) or place, None
    if kind == "command":
        if name not in COMMANDS:
            return place, under
        return anytime.answered(COMMANDS[name], at, place, None, w), under
    if answer.isdecimal() and (place.part is Part.NUDGE or isinstance(place, home.Home)):
        return (whereabouts.about_the_back(w) if place.part is Part.NUDGE else checkin.Comparing()).on(answer, w), None
    return place.on(answer, w) or place, None


def _home(under: State | None, w: World) -> Lead:
    """Home, over a session that waits. Somebody in a crisis comes back to that."""
    if under and under.part is Part.CRISIS:
        return under, None
    place = home_of(w)
    waits = isinstance(place, home.Home) and under is not None and under.session is not None
    return place, under if waits else None


def _into(within: Within, session: Session, w: World) -> Move:
    """Where a way leads that stays in the session, or ends it."""
    match within:
        case Within.HURTS:
            return hurting.WhereHurts(session)
        case Within.UNWELL:
            return timed.Unwell(session)
        case Within.SKIP:
            return hurting.Skipping(session)
        case Within.PEAK:
            asked = session.item.exercise in session.each
            return hurting.RatingPeak(session) if asked else end.done(session, w)
        case Within.END:
            return end.ending(session, w, whole=False)
        case Within.HOW:
            return ready.Explaining(session)
        case Within.BEGIN | Within.READY if session.exercise(w).own_days:
            return own.OnTheirOwn(session)
        case Within.BEGIN:
            return timed.enter(session, 0, w)
        case Within.READY:
            return ready.Ready(session)
        case _:
            assert_never(within)


def ended(state: State | None, w: World) -> tuple[f.Fact, ...]:
    """What is recorded when the session this state belongs to ends by itself."""
    return timed.ended(state, w) if state else ()
