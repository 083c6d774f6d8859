"""A turn: where a talk is, what one event did to it, and a move followed to the state it ends in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from handlers import advised, facts as f, routes
from handlers.events import CodeRefused
from handlers.moves import Exit, Go, Into, Leave, Move, Offer, Redeem, State, Unlink, Wish
from handlers.person import Person
from handlers.say import OWN_WORDS, Say, say
from handlers.session import Session
from handlers.topics import doctor, linking, welcome
from handlers.world import World

UNKEPT = ("typed:", "code:", OWN_WORDS)  # answers that are words of their own


@dataclass(frozen=True, slots=True)
class Dialog:
    """Where a talk is.

    turn: counts every change; the stamp on every button. asked: the turn since which this question has been open.
    missed: how often in a row we did not understand. tapped: the last answer, so that a double tap stays silent.
    under: what a talk about something else comes back to. heard: when they last pressed or typed anything (UTC); None
    where it was saved before that was kept. warned: a safety text was said just now, before a question that had been
    open already: a short word may be the answer to that text.
    """

    state: State
    turn: int = 0
    asked: int = 0
    missed: int = 0
    tapped: str = ""
    under: State | None = None
    heard: datetime | None = None
    warned: bool = False


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


def follow(dialog: Dialog, move: Move, w: World, tapped: str = "") -> Turn:
    """Follows a move to the state it ends in, and says what that state asks."""
    facts: list[f.Fact] = []
    notes: list[Say] = []
    wish: Wish | None = None
    under, parted = dialog.under, False
    for _ in range(12):  # a way out may lead to another one; never in circles
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
        if isinstance(move, Leave | Into):
            move, under = routes.lead(move, dialog.state, under, w)
            continue
        if isinstance(move, State) and (advice := advised.first(move, dialog.state, under, facts, w)):
            notes, move = advised.plain(notes, advice), advice
            continue
        break
    if move is None or isinstance(move, Leave | Into | Go):
        return same(dialog, w)
    turn = dialog.turn + 1
    if move == dialog.state:
        move = doctor.said_again(move)
    alike = type(move) is type(dialog.state)
    same_crisis = alike and isinstance(move, doctor.InCrisis)
    asked = dialog.asked if same_crisis or (alike and move.same_question(dialog.state)) else turn
    kept_answer = "" if tapped.startswith(UNKEPT) else tapped
    after = Dialog(move, turn, asked, tapped=kept_answer, under=under, heard=dialog.heard)
    left = _left_behind(dialog, after, facts, w)
    w = replace(w, person=w.person.after_all(left, w.now)) if left else w
    asks = () if parted else (move.ask(w),)  # nothing is asked in a chat that is theirs no more
    return Turn(after, w.person, (*notes, *asks), (*facts, *left), wish=wish)


def _redeemed(dialog: Dialog, wish: Redeem, w: World) -> Turn:
    """A code was typed: what comes of it is not known here. After too many wrong ones it is not even looked at."""
    if any(session_in(dialog)):
        return follow(dialog, linking.refused(CodeRefused("busy", w.here), dialog.state, w), w)
    if linking.locked(w):
        return follow(dialog, linking.refused(CodeRefused("too_many"), dialog.state, w), w)
    return replace(same(dialog, w), wish=wish)


def _left_behind(before: Dialog, after: Dialog, facts: list[f.Fact], w: World) -> tuple[f.Fact, ...]:
    """What is recorded of a session that the talk went away from without ending it."""
    if any(session_in(after)) or any(isinstance(fact, f.SessionFinished) for fact in facts):
        return ()
    return routes.ended(before.state, w) or routes.ended(before.under, w)


def session_in(dialog: Dialog) -> tuple[Session, ...]:
    """The session that runs or waits in this dialog, if there is one."""
    found = (state.session for state in (dialog.state, dialog.under) if state)
    return tuple(session for session in found if session)


def kept(after: Dialog, facts: tuple[f.Fact, ...], before: Dialog, w: World) -> Turn:
    """A turn in which nothing is said."""
    return Turn(replace(after, turn=before.turn + 1), w.person.after_all(facts, w.now), (), facts)


def same(dialog: Dialog, w: World) -> Turn:
    return Turn(dialog, w.person, (), ())
