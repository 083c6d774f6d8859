"""Where somebody is who is nowhere else, and what they come to: a session, what follows a hold or a new condition."""

from __future__ import annotations

from datetime import timedelta

from handlers.moves import Move, Part, State, go
from handlers.rules import encouraging, function as things, hurt, mornings, own_days as rules, progression, safety
from handlers.say import say
from handlers.topics import (
    advising,
    checkin,
    doctor,
    doubt,
    flare,
    function,
    home,
    morning,
    offering_back,
    own_days,
    screening,
    seldom,
    welcome,
)
from handlers.topics.session import own, start, timed
from handlers.world import World

FRESH = timedelta(minutes=10)  # pain rated within this time need not be asked for again

Lead = tuple[Move, State | None]


def home_of(w: World) -> State:
    """Where a person who is nowhere else is: on hold, at questions that are still open, or at home."""
    person = w.person
    if person.held:
        return doctor.OnHold()
    if person.crisis:
        return doctor.AfterCrisis(person.crisis)
    if person.adult is None or person.consent < welcome.ENOUGH:
        return welcome.TooYoung() if person.adult is False else welcome.Hello()
    if person.signs:
        return doctor.checking(person.signs, person.told)
    if person.screened is None:
        return screening.Screening(w.catalog.lists[0].id)
    if not person.begun:
        return welcome.BaselinePain()
    return home.Home()


def about_the_back(w: World) -> State:
    """The question how the back took the last session, if that is due; else how it is."""
    return morning.MorningAfter(alone=True) if mornings.due(w.person, w.now) else checkin.Comparing()


def into_session(under: State | None, w: World, asked_for: start.RatingBefore, *, was: State | None = None) -> Move:
    """Into today's session or to what they do by themselves, or to what comes before it. was: where they asked for it:
    what a bad day makes of today was said there, and that more is wanted after enough was asked.
    """
    said, more = isinstance(was, flare.BadDay), isinstance(was, start.MoreToday)
    person, name = w.person, asked_for.own
    at_home = home_of(w)
    if not isinstance(at_home, home.Home):
        return at_home
    if person.is_off(w.now):
        return go(at_home, say("note.off_today"))
    if under and under.session:
        return go(under, say("note.in_session")) if name else under
    if safety.rescreen(person, w.now):
        return go(screening.at_list(w.catalog.lists[0].id, w), say("note.rescreen"))
    if paused := advising.before_session(w, walk=asked_for.short and not name):
        return paused
    if name and (why := rules.why_not(name, w)):
        return go(at_home, why)
    if name and not person.on_own(name).fine:
        return own_days.CheckingOwnDays(name, today=True)
    if mornings.due(person, w.now):
        return morning.MorningAfter(asked_for.short, name)
    if not name and (again := progression.offered_again(person, w.catalog, w.now)):
        return offering_back.OfferingBack(again, asked_for.short)
    if hurt.enough(person, person.day(w.now)) and not (said or more):
        return start.more(w, short=asked_for.short, own=name)
    if (pain := lately(w)) is not None and not more:
        return start.known(pain, w, *(() if said else flare.lines(w)), short=asked_for.short, own=name)
    return flare.before(asked_for.asked, start.offer(w, short=asked_for.short, own=name), w)


def lately(w: World) -> int | None:
    """The pain they rated within the last minutes; None where it has to be asked for."""
    at = w.person.pain_at
    return w.person.pain if at is not None and w.now - at <= FRESH else None


def logged(answer: str, w: World) -> Move:
    """What they did by themselves, told afterwards: taken down, unless it is not for them."""
    name, _, minutes = answer.partition(" ")
    at_home = home_of(w)
    if not isinstance(at_home, home.Home):
        return at_home
    closed = rules.kept_out(name, w)
    return go(at_home, closed) if closed else own.logged(name, minutes, w)


def cleared(w: World) -> State:
    """A professional said yes, somebody says: the question it is the answer to."""
    if w.person.held:
        return doctor.WhoLooked()
    if w.person.judged.pause and isinstance(home_of(w), home.Home):
        return advising.AskingDoctor(w.person.judged.pause.row)
    return screening.AskingClearance() if safety.awaits_clearance(w.person, w.catalog) else home_of(w)


def with_condition(under: State | None, w: World) -> Lead:
    """On with a session whose exercises are all still for them; else it ends, and a professional is asked first."""
    if safety.awaits_clearance(w.person, w.catalog):
        return screening.AskingClearance(), None
    session = under.session if under else None
    left = session.items[session.at :] if session else ()
    fits = all(item.level <= safety.top_level(w.person, w.catalog.exercises[item.exercise]) for item in left)
    return (under, None) if under and fits else (home_of(w), None)


def released(state: State, w: World) -> State:
    """After a hold: home, or what a professional has to say yes to besides; for somebody who had not answered all lists
    yet, the list after the one that held them.
    """
    reasons = state.reasons if isinstance(state, doctor.InHold) else ()
    if w.person.consent < welcome.ENOUGH or w.person.screened is not None:
        there = home_of(w)
        asks = isinstance(there, home.Home) and safety.awaits_clearance(w.person, w.catalog)
        return screening.AskingClearance() if asks else there
    held = max([at for at, group in enumerate(w.catalog.lists) for q in group.questions if q.id in reasons], default=-1)
    return screening.at_list(w.catalog.lists[min(held + 1, len(w.catalog.lists) - 1)].id, w)


def quiet_moment(state: State, under: State | None, w: World) -> Move:
    """After a check-in, on a day that is not a bad one: what should be easier, or else a tip; None: neither."""
    today, place = w.person.day(w.now), home_of(w)
    waits = under is not None and under.session is not None
    if waits or not isinstance(place, home.Home) or encouraging.bad_day(w.person, w.now):
        return None
    if w.person.pain_at == w.now and (due := things.due(w.person, today)):
        return function.begin(due, today)
    after = isinstance(state, checkin.Comparing | checkin.RatingNow) and state.after
    if after and mornings.may_be_asked(w.person, w.now):
        return morning.AskingMornings()
    return go(place, tip) if after and (tip := encouraging.tip(w)) else None


def waiting(state: State, under: State | None) -> State | None:
    """The session that waits underneath, unless this state belongs to one itself."""
    return under if under and under.session and not state.session else None


def beneath(state: State, under: State | None, w: World) -> State | None:
    """What to come back to from a talk about something else: the present question, with nothing running."""
    if state.part is Part.CRISIS:  # and to no session that waited: that is over
        return state
    waits = under is not None and under.session and not state.session  # a session is left only by its own ways out
    passing = state.part is Part.ASIDE or isinstance(state, doubt.AskingMood | doubt.AboutWhom | seldom.Goodbye)
    return under if passing or waits else timed.put_down(state, w)
