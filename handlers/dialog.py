"""The one dialog. `advance` says what happens next, `ask` what is said now, `alarm` when it must wake. All pure.

Here is where each way out of a topic leads, and what holds in every state: danger first, old buttons, ways.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from content.menu import Command
from handlers import doctor, linking, nudge, routine, ways, welcome
from handlers import facts as f
from handlers.events import (
    CodeRefused,
    Edited,
    Event,
    Gone,
    Located,
    Moved,
    NudgeDue,
    Pressed,
    Rang,
    Said,
    Showed,
    Woke,
)
from handlers.meant import meant
from handlers.moves import Exit, Go, Into, Leave, Move, Offer, Part, Read, Redeem, State, Unlink, Wish, go
from handlers.person import Person
from handlers.say import Say, say
from handlers.session import Session
from handlers.silent import LATE_SAID, silent
from handlers.unasked import unasked, urgent
from handlers.understand import LONG, understand
from handlers.world import World

LAPSE = timedelta(seconds=10)  # a ring later than this found nobody holding on
OPEN = timedelta(hours=6)  # a session left open this long is closed by itself
ALWAYS = {"menu": Command.MENU, "help": Command.HELP}  # may be pressed under any question
NEVER_STALE = {"stop": Command.STOP, "hurts": Command.HURTS}  # pain outranks bookkeeping
DANGER = ("sign", "crisis", "emergency")
UNKEPT = ("typed:", "code:")  # answers that are words of their own
PARDONS = 3  # the answers to nonsense; they take turns, so that no line is said three times running


@dataclass(frozen=True, slots=True)
class Dialog:
    """Where a talk is.

    turn: counts every change; the stamp on every button. asked: the turn since which this question has been open.
    missed: how often in a row we did not understand. tapped: the last answer, so that a double tap stays silent.
    under: what a talk about something else comes back to.
    """

    state: State
    turn: int = 0
    asked: int = 0
    missed: int = 0
    tapped: str = ""
    under: State | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What one event did: the dialog and the person afterwards, what to say, and what happened.

    forget: the person asked for everything to be deleted; nothing of this turn is kept.
    once: what is said must not be said twice, even if it may have been lost (a nudge).
    wish: what is wanted done about who is who. With a `Redeem` the turn is nothing else: another follows in its place.
    """

    dialog: Dialog
    person: Person
    says: tuple[Say, ...]
    facts: tuple[f.Fact, ...]
    forget: bool = False
    once: bool = False
    wish: Wish | None = None


NEW = Dialog(welcome.Hello())


def ask(dialog: Dialog, w: World) -> Say:
    """What it says now."""
    return dialog.state.ask(w)


def alarm(dialog: Dialog) -> datetime | None:
    """When it must wake (UTC): the end of the running step, or the end of a session that was left open."""
    until = dialog.state.until
    ends = [until, *(session.started + OPEN for session in session_in(dialog))]
    return min((end for end in ends if end), default=None)


def advance(dialog: Dialog, event: Event, w: World) -> Turn:
    """What happens next. An event that means nothing now gives the same dialog, and nothing is said."""
    match event:
        case Gone():
            return _kept(replace(dialog, state=routine.put_down(dialog.state, w)), (f.Lost(),), dialog, w)
        case NudgeDue():
            return _nudge(dialog, event, w)
        case Rang() | Woke():
            return _ring(dialog, event, w)
        case Moved():
            return _moved(dialog, event, w)
        case Pressed() | Said() | Located() | Edited() | Showed() | CodeRefused():
            return _found(_heard(dialog, event, w), dialog, w)


def _found(turn: Turn, before: Dialog, w: World) -> Turn:
    """The turn of somebody who did something, and so can be reached where they did it."""
    again: tuple[f.Fact, ...] = (f.Found(),) if w.person.away else ()
    if w.here in w.person.unreached:
        again = (*again, f.PlaceFound(w.here))
    if not again or turn.dialog is before:
        return turn
    person = turn.person
    for fact in again:
        person = person.after(fact, w.now)
    return replace(turn, facts=(*again, *turn.facts), person=person)


def lost(raw: str, w: World) -> Turn:
    """The start again from home, when what was saved of the dialog cannot be read. The raw text is kept."""
    start = Dialog(ways.home_of(w), turn=1, asked=1)
    told = f.SaveUnreadable(raw[:100_000])
    return Turn(start, w.person.after(told, w.now), (say("note.lost"), start.state.ask(w)), (told,))


# --- time ---------------------------------------------------------------------------------------------------------


def _ring(dialog: Dialog, event: Rang | Woke, w: World) -> Turn:
    if any(w.now >= session.started + OPEN for session in session_in(dialog)):
        return _closed(dialog, w)
    until = dialog.state.until
    if until is None:
        return _same(dialog, w)
    away = isinstance(event, Woke) and not (isinstance(dialog.state, routine.Moving) and w.now < until)
    if away or w.now - until > LAPSE:
        return _go(dialog, dialog.state.on("lapsed", w), w)
    if isinstance(event, Woke) or w.now < until:
        return _same(dialog, w)
    return _go(dialog, dialog.state.on("rang", w), w)


def _lapse(dialog: Dialog, w: World) -> Dialog:
    """The dialog as it is for somebody who answers long after a step ended and no ring came."""
    until = dialog.state.until
    if until is None or w.now - until <= LAPSE:
        return dialog
    state = dialog.state.on("lapsed", w)
    return replace(dialog, state=state) if isinstance(state, routine.Interrupted) else dialog


def _closed(dialog: Dialog, w: World) -> Turn:
    """A session nobody came back to: recorded as it is, without a word in the middle of the night."""
    told = ways.ended(dialog.state, w) or ways.ended(dialog.under, w)
    turn = _kept(dialog, told, dialog, w)
    state = ways.home_of(replace(w, person=turn.person))
    return replace(turn, dialog=replace(turn.dialog, state=state, under=None, asked=turn.dialog.turn))


def _nudge(dialog: Dialog, due: NudgeDue, w: World) -> Turn:
    why = silent(dialog.state, dialog.under, due, w)
    if why:
        return _kept(dialog, (f.NudgeSkipped(due.day, why),), dialog, w)
    late = int((w.now - due.at).total_seconds() // 60)
    state = nudge.Nudged(due.day, late if late >= LATE_SAID else 0)
    turn = _go(replace(dialog, under=None), go(state, f.Nudged(due.day), *linking.elsewhere(w)), w)
    return replace(turn, once=True)


def _moved(dialog: Dialog, event: Moved, w: World) -> Turn:
    """One place less to reach them at. A nudge that was not shown there is due again, and goes to another."""
    told: tuple[f.Fact, ...] = (f.PlaceLost(event.lost),)
    if event.again and isinstance(dialog.state, nudge.Nudged):
        told = (*told, f.Snoozed(w.now, dialog.state.day))
    return _kept(replace(dialog, state=routine.put_down(dialog.state, w)), told, dialog, w)


# --- answers ------------------------------------------------------------------------------------------------------


def _heard(dialog: Dialog, event: Pressed | Said | Located | Edited | Showed | CodeRefused, w: World) -> Turn:
    """The person did something."""
    lapsed = _lapse(dialog, w)
    match event:
        case Pressed():
            return _pressed(lapsed, event, w, lapsed=lapsed is not dialog)
        case Said():
            return _said(lapsed, event, w)
        case CodeRefused(why):
            return _go(lapsed, linking.refused(why, lapsed.state, w), w)
        case Edited(text) if urgent(text, lapsed.state, w):
            return _said(lapsed, Said(text), w)
    if lapsed == NEW:
        return _go(lapsed, lapsed.state, w)
    turn = _go(lapsed, unasked(event, lapsed.state, lapsed.turn, w), w)
    stays = turn.dialog.state == lapsed.state and turn.says
    return replace(turn, dialog=replace(turn.dialog, missed=lapsed.missed)) if stays else turn


def _pressed(dialog: Dialog, press: Pressed, w: World, *, lapsed: bool) -> Turn:
    asked = dialog.state.ask(w)
    if dialog.asked <= press.turn <= dialog.turn:
        if lapsed and press.choice not in asked.choices:
            return _go(dialog, dialog.state, w)
        if press.choice in asked.choices or press.choice in asked.also:
            return _go(dialog, dialog.state.on(press.choice, w), w, press.choice)
        if press.choice in ALWAYS:
            return _go(dialog, ways.run(ALWAYS[press.choice], dialog.state, dialog.under, w), w)
        return _same(dialog, w)  # forged, or of another program: it was never offered
    if press.choice in NEVER_STALE:
        return _go(dialog, ways.run(NEVER_STALE[press.choice], dialog.state, dialog.under, w), w, press.choice)
    if press.choice == dialog.tapped and press.turn == dialog.turn - 1:
        return _same(dialog, w)  # a double tap: the first one counted
    return _go(dialog, go(dialog.state, say("note.stale")), w)


def _said(dialog: Dialog, said: Said, w: World) -> Turn:
    asked = dialog.state.ask(w)
    meaning = understand(said.text, asked, w)
    if dialog == NEW and (meaning is None or not (meaning.kind in DANGER or meaning.value == "link")):
        return _go(dialog, dialog.state, w)  # the first words, whatever else they are, are a hello
    if meaning is None and dialog.state.repeats:
        return _go(dialog, dialog.state, w)
    if meaning is None:
        return _pardon(dialog, len(said.text) > LONG, asked, w)
    if meaning.kind == "answer":
        move = dialog.state.on(meaning.value, w)
        if move is None:
            return _pardon(dialog, False, asked, w)
        return _go(dialog, move, w, meaning.value)
    return _go(dialog, meant(meaning, dialog.state, dialog.under, w), w)


def _pardon(dialog: Dialog, long: bool, asked: Say, w: World) -> Turn:
    """The question again; from the second time on with a way out, and never the same line three times."""
    missed = dialog.missed + 1
    if missed == 1:
        wanted = f"pardon.{asked.wants}"
        note = say("pardon.long" if long else wanted if w.words.has(wanted) else "pardon.1")
        says: tuple[Say, ...] = (note, asked)
    else:
        again = 2 + missed % (PARDONS - 1)
        choices = (*asked.choices, *(way for way in ALWAYS if way not in asked.choices))
        says = (replace(asked, key=f"pardon.{again}", args=(), choices=choices),)
    return Turn(replace(dialog, missed=missed, turn=dialog.turn + 1), w.person, says, ())


# --- where it leads -----------------------------------------------------------------------------------------------


def _go(dialog: Dialog, move: Move, w: World, tapped: str = "") -> Turn:
    """Follows a move to the state it ends in, and says what that state asks."""
    facts: list[f.Fact] = []
    notes: list[Say] = []
    wish: Wish | None = None
    under, parted = dialog.under, False
    for _ in range(8):  # a way out may lead to another one; never in circles
        if isinstance(move, Go):
            for told in move.told:
                if isinstance(told, Say):
                    notes.append(told)
                elif isinstance(told, Redeem):
                    return _redeemed(dialog, told, w)
                elif isinstance(told, Offer | Unlink):
                    wish = told
                elif w.person.consent or told.before_consent:
                    facts.append(told)
                    w = replace(w, person=w.person.after(told, w.now))
            move = move.to
        if isinstance(move, Leave):
            if move.exit is Exit.FORGET:
                return Turn(NEW, w.person, (say("forgotten"),), (), forget=True)
            if move.exit is Exit.SILENCE:
                return Turn(replace(dialog, missed=0, turn=dialog.turn + 1), w.person, tuple(notes), tuple(facts))
            parted = move.exit is Exit.PARTED
        if isinstance(move, Leave | Into | Read):
            move, under = ways.lead(move, dialog.state, under, w)
            continue
        break
    if move is None or isinstance(move, Leave | Into | Read | Go):
        return _same(dialog, w)
    turn = dialog.turn + 1
    asked = dialog.asked if move == dialog.state else turn
    if move.part is dialog.state.part is Part.CRISIS:
        move, asked = doctor.InCrisis(again=True), dialog.asked  # the same question, said shorter
    after = Dialog(move, turn, asked, tapped="" if tapped.startswith(UNKEPT) else tapped, under=under)
    for fact in _left_behind(dialog, after, facts, w):
        facts.append(fact)
        w = replace(w, person=w.person.after(fact, w.now))
    asks = () if parted else (move.ask(w),)  # nothing is asked in a chat that is theirs no more
    return Turn(after, w.person, (*notes, *asks), tuple(facts), wish=wish)


def _redeemed(dialog: Dialog, wish: Redeem, w: World) -> Turn:
    """A code was typed: what comes of it is not known here. After too many wrong ones it is not even looked at."""
    if linking.locked(w):
        return _go(dialog, linking.refused("too_many", dialog.state, w), w)
    return replace(_same(dialog, w), wish=wish)


def _left_behind(before: Dialog, after: Dialog, facts: list[f.Fact], w: World) -> tuple[f.Fact, ...]:
    """What is recorded of a session that the talk went away from without ending it."""
    if any(session_in(after)) or any(isinstance(fact, f.SessionFinished) for fact in facts):
        return ()
    return ways.ended(before.state, w) or ways.ended(before.under, w)


def session_in(dialog: Dialog) -> tuple[Session, ...]:
    """The session that runs or waits in this dialog, if there is one."""
    found = (state.session for state in (dialog.state, dialog.under) if state)
    return tuple(session for session in found if session)


def _kept(after: Dialog, facts: tuple[f.Fact, ...], before: Dialog, w: World) -> Turn:
    """A turn in which nothing is said."""
    person = w.person
    for fact in facts:
        person = person.after(fact, w.now)
    return Turn(replace(after, turn=before.turn + 1), person, (), facts)


def _same(dialog: Dialog, w: World) -> Turn:
    return Turn(dialog, w.person, (), ())
