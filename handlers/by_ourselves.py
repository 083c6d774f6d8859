"""What we say by ourselves: the nudge of the day, whether somebody has looked; and who comes back after a silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from handlers import facts as f, whereabouts
from handlers.events import FollowUpDue, NudgeDue
from handlers.moves import Part, State, go
from handlers.rules import encouraging, mornings, nudges, rarer
from handlers.say import Say, say
from handlers.topics import account, confirming, doctor, home, linking, nudge, seldom
from handlers.topics.morning import OfferingMorning
from handlers.turn import Dialog, Turn, follow, kept
from handlers.world import World

UNWELCOMED = (Part.DANGER, Part.CRISIS, Part.HOLD, Part.CHECKIN)  # where something else comes before a welcome
# What somebody came to say who is not to be met with "good to see you".
SAD = (f.DangerSaid, f.HurtDuring, f.NotCoping, f.Limited, f.NudgesStopped, f.NudgesPaused)


def due(dialog: Dialog, event: NudgeDue | FollowUpDue, w: World) -> Turn:
    """What comes of it that something is due. Who was saved before it was known when they wrote last, wrote today."""
    known = dialog if dialog.heard else replace(dialog, heard=w.now)
    return _nudge(known, event, w) if isinstance(event, NudgeDue) else _followed_up(known, w)


def _nudge(dialog: Dialog, due: NudgeDue, w: World) -> Turn:
    if nudges.after_crisis(due, w):
        how = doctor.AfterCrisis(w.person.crisis or w.now)
        return replace(follow(dialog, go(how, f.Nudged(due.day), f.FollowedUp()), w), once=True)
    heard, at_home = dialog.heard or w.now, isinstance(whereabouts.home_of(w), home.Home)
    how_often = rarer.how(w.person, heard, w.now)
    why = nudges.silence(dialog.state, dialog.under, due, w, at_home=at_home) or nudges.answered(w.person, heard)
    if why is None and how_often == "rare":
        why = "rare"
    later = nudges.to_come(due, w, given=why is None) if how_often == "chosen" else None
    more = (later,) if later else ()
    if why:
        return kept(dialog, (f.NudgeSkipped(due.day, why), *more), dialog, w)
    over = (f.NudgesPaused(date.max),) if how_often == "goodbye" else ()  # nothing more until they write
    said = _said(due, how_often, w)
    week = (encouraging.weekly(w.person, w.now),) if isinstance(said, nudge.Reminded) and nudges.weekly(w) else ()
    told = (f.Nudged(due.day), *more, *over, *linking.elsewhere(w), *week)
    return replace(follow(replace(dialog, under=None), go(said, *told), w), once=True)


def _said(due: NudgeDue, how_often: rarer.How, w: World) -> State:
    """The nudge itself."""
    if how_often == "goodbye":
        return seldom.Goodbye()
    if how_often == "less_often":
        return seldom.LessOften(due.day)
    minutes = int((w.now - due.at).total_seconds() // 60)
    late = minutes if minutes >= nudges.LATE_SAID else 0
    if nudges.asks_first(w):
        return nudge.AskingFirst(due.day, late)
    return nudge.Reminded(due.day, late, again=nudges.follows(w.person))


def _followed_up(dialog: Dialog, w: World) -> Turn:
    """Whether somebody has looked, or the questions that are open: once each time, and not in the midst of a crisis."""
    person = w.person
    asked = mornings.ask_at(person, w.now)
    if asked and asked <= w.now and (day := mornings.due(person, w.now)):
        if dialog.state.session or (dialog.under and dialog.under.session):
            return kept(dialog, (f.MorningAsked(day.on),), dialog, w)
        asks = go(OfferingMorning(), f.MorningAsked(day.on))
        return replace(follow(replace(dialog, under=None), asks, w), once=True)
    if dialog.state.part is Part.CRISIS or person.crisis or not (person.held or person.signs):
        return kept(dialog, (f.FollowedUp(),), dialog, w)
    told: tuple[f.Fact | Say, ...] = (f.FollowedUp(),)
    state: State = doctor.SeenYet()
    if not person.held:
        told, state = (*told, say("note.still_open")), doctor.checking(person.signs or "signs", person.told)
    return replace(follow(replace(dialog, under=None), go(state, *told), w), once=True)


# --- coming back --------------------------------------------------------------------------------------------------


def came_back(turn: Turn, before: Dialog, w: World, *, typed: bool) -> Turn:
    """The turn of somebody who did something. After nudges that nobody answered it begins with a welcome, once; what
    was missed is not counted. Nudges that had ended go on as they were chosen.
    """
    if turn.dialog is before or turn.forget:
        return turn
    if typed and isinstance(turn.dialog.state, seldom.Goodbye):
        turn = _stays(turn, w)
    missed = before.heard is not None and rarer.ignored(w.person, before.heard, w.now)
    turn = replace(turn, dialog=replace(turn.dialog, heard=w.now))
    if missed and turn.says and not _something_else(turn):
        turn = replace(turn, says=(say("note.good_to_see_you"), *turn.says))
    again = tuple(_again(turn, w))
    return replace(turn, facts=(*turn.facts, *again), person=turn.person.after_all(again, w.now)) if again else turn


def _stays(turn: Turn, w: World) -> Turn:
    """Who writes again after the goodbye, and answers something else, is at home: that it is over is not said again."""
    w = replace(w, person=turn.person)
    place = whereabouts.home_of(w)
    says = tuple(each for each in turn.says if "close_delete" not in each.choices)
    return replace(turn, dialog=replace(turn.dialog, state=place, asked=turn.dialog.turn), says=(*says, place.ask(w)))


def _again(turn: Turn, w: World) -> Iterator[f.Fact]:
    """That nudges go on which ended with a goodbye; on the day they came back there is no need of one."""
    plan = turn.person.nudges
    if plan and plan.paused_until == date.max:
        yield f.NudgesPaused(None)
        today = w.person.clock(w.now).date()
        if turn.person.nudged is None or turn.person.nudged < today:
            yield f.NudgeSkipped(today, "rare")


def _something_else(turn: Turn) -> bool:
    """Whether what they came to say, or what is said to it, comes before a welcome."""
    sad = any(isinstance(fact, SAD) or fact == f.CheckedIn("worse") for fact in turn.facts)
    asked_back = isinstance(turn.dialog.state, account.Deleting | confirming.Confirming)
    return sad or asked_back or turn.dialog.state.part in UNWELCOMED or any(each.safety for each in turn.says)
