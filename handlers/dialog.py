"""The one dialog. `advance` says what happens next, `ask` what is said now, `alarm` when it must wake. All pure.

Here is what holds in every state: danger first, old buttons, alarms, nudges.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from content.menu import Command
from content.typed import fold
from handlers import anytime, by_ourselves, facts as f, routes, unprompted, whereabouts
from handlers.events import (
    CodeRefused,
    Done,
    Edited,
    Event,
    FollowUpDue,
    Gone,
    NudgeDue,
    PlatformGone,
    Pressed,
    Rang,
    Said,
    Woke,
)
from handlers.moves import Part, go, with_ways_out
from handlers.rules import progression, safety
from handlers.say import Say, for_day, say
from handlers.topics import confirming, doubt, linking, nudge
from handlers.topics.session import timed
from handlers.turn import NEW, Dialog, Turn, follow, kept, same, session_in
from handlers.typed.hearing import Heard, hear
from handlers.typed.meaning import Meaning
from handlers.world import World

__all__ = ["NEW", "Dialog", "Turn", "advance", "alarm", "ask", "lost", "session_in"]

LAPSE = timedelta(seconds=10)  # a ring later than this found nobody holding on
OPEN = timedelta(hours=6)  # a session left open this long is closed by itself
EASED = ("something_wrong", "where_hurts")  # what is asked once a step has stopped
ALWAYS = {"something_wrong": Command.WRONG, "menu": Command.MENU, "help": Command.HELP}  # pressed under any question
MANY = 4  # words; so many that nobody understood may be about the body
LINES = 4  # the wordings of the line that says what needs help; they take turns
NEVER_STALE = {"stop": Command.STOP, "hurts": Command.HURTS}  # pain outranks bookkeeping
PARDONS = 3  # the answers to nonsense; they take turns, so that no line is said three times running


def ask(dialog: Dialog, w: World) -> Say:
    """What it says now."""
    return for_day((dialog.state.ask(w),), w.person.day(w.now))[0]


def alarm(dialog: Dialog) -> datetime | None:
    """When it must wake (UTC): the end of the running step, or the end of a session that was left open."""
    until = dialog.state.until
    ends = [until, *(session.started + OPEN for session in session_in(dialog))]
    return min((end for end in ends if end), default=None)


def advance(dialog: Dialog, event: Event, w: World) -> Turn:
    """What happens next. An event that means nothing now gives the same dialog, and nothing is said.

    What is said is worded for the person's local day: alike all day, and otherwise than on the day before.
    """
    turn = _judged(dialog, event, w)
    if not turn.says:
        return turn
    older = turn.dialog.state in (dialog.state, dialog.under)
    warned = older and any(each.safety for each in turn.says[:-1]) and not turn.says[-1].safety
    return replace(turn, says=for_day(turn.says, turn.person.day(w.now)), dialog=replace(turn.dialog, warned=warned))


def _judged(dialog: Dialog, event: Event, w: World) -> Turn:
    """The turn, with what the days before mean worked out first."""
    judged = progression.worked_out(w.person, w.catalog, w.now)
    if not judged:
        return _happened(dialog, event, w)
    turn = _happened(dialog, event, replace(w, person=w.person.after_all(judged, w.now)))
    if not turn.facts and turn.dialog.state == dialog.state:  # an old button, say: what it means is as true later
        return replace(turn, person=w.person)
    return replace(turn, facts=(*judged, *turn.facts))


def _happened(dialog: Dialog, event: Event, w: World) -> Turn:
    match event:
        case Gone():
            return kept(replace(dialog, state=timed.put_down(dialog.state, w)), (f.Lost(),), dialog, w)
        case NudgeDue() | FollowUpDue():
            return by_ourselves.due(dialog, event, w)
        case Rang() | Woke():
            return _ring(dialog, event, w)
        case PlatformGone():
            return _moved(dialog, event, w)
        case _:
            typed = isinstance(event, Said)
            return _found(by_ourselves.came_back(_heard(dialog, event, w), dialog, w, typed=typed), dialog, w)


def _found(turn: Turn, before: Dialog, w: World) -> Turn:
    """The turn of somebody who did something, and so can be reached where they did it."""
    again: tuple[f.Fact, ...] = (f.Found(),) if w.person.away else ()
    if w.here in w.person.unreached:
        again = (*again, f.PlatformFound(w.here))
    if not again or turn.dialog is before:
        return turn
    return replace(turn, facts=(*again, *turn.facts), person=turn.person.after_all(again, w.now))


def lost(raw: str, w: World) -> Turn:
    """The start again from home, when what was saved of the dialog cannot be read. The raw text is kept."""
    start = Dialog(whereabouts.home_of(w), turn=1, asked=1)
    told = f.SaveUnreadable(raw[:100_000])
    return Turn(start, w.person.after(told, w.now), (say("note.lost"), ask(start, w)), (told,))


# --- time ---------------------------------------------------------------------------------------------------------


def _ring(dialog: Dialog, event: Rang | Woke, w: World) -> Turn:
    if any(abs(w.now - session.started) >= OPEN for session in session_in(dialog)):
        return _closed(dialog, w)
    until = dialog.state.until
    if until is None:
        return same(dialog, w)
    away = isinstance(event, Woke) and not (isinstance(dialog.state, timed.Moving) and dialog.state.goes_on(w))
    if away or w.now - until > LAPSE:
        return follow(dialog, dialog.state.on("lapsed", w), w)
    if isinstance(event, Woke) or w.now < until:
        return same(dialog, w)
    return follow(dialog, dialog.state.on("rang", w), w)


def _lapse(dialog: Dialog, w: World) -> Dialog:
    """The dialog as it is for somebody who answers long after a step ended and no ring came."""
    until = dialog.state.until
    if until is None or w.now - until <= LAPSE:
        return dialog
    state = dialog.state.on("lapsed", w)
    return replace(dialog, state=state) if isinstance(state, timed.Interrupted) else dialog


def _closed(dialog: Dialog, w: World) -> Turn:
    """A session nobody came back to: recorded as it is, without a word in the middle of the night."""
    told = routes.ended(dialog.state, w) or routes.ended(dialog.under, w)
    turn = kept(dialog, told, dialog, w)
    state = whereabouts.home_of(replace(w, person=turn.person))
    return replace(turn, dialog=replace(turn.dialog, state=state, under=None, asked=turn.dialog.turn))


def _moved(dialog: Dialog, event: PlatformGone, w: World) -> Turn:
    """One place less to reach them at. A nudge that was not shown there is due again, and goes to another."""
    told: tuple[f.Fact, ...] = (f.PlatformLost(event.lost),)
    if event.again and isinstance(dialog.state, nudge.Reminded):
        told = (*told, f.Snoozed(w.now, dialog.state.day))
    return kept(replace(dialog, state=timed.put_down(dialog.state, w)), told, dialog, w)


# --- answers ------------------------------------------------------------------------------------------------------


def _heard(dialog: Dialog, event: Done, w: World) -> Turn:
    """The person did something."""
    if isinstance(event, Said | Pressed) and event.country:
        w = replace(w, country=event.country)
    lapsed = _lapse(dialog, w)
    match event:
        case Pressed():
            return _pressed(lapsed, event, w, lapsed=lapsed is not dialog)
        case Said():
            return _said(lapsed, event, w)
        case CodeRefused():
            return follow(lapsed, linking.refused(event, lapsed.state, w), w)
        case Edited(text) if unprompted.urgent(text, lapsed.state, w):
            return _said(lapsed, Said(text), w)
    if lapsed == NEW:
        return follow(lapsed, lapsed.state, w)
    turn = follow(lapsed, unprompted.sent(event, lapsed.state, lapsed.turn, w), w)
    stays = turn.dialog.state == lapsed.state and turn.says
    return replace(turn, dialog=replace(turn.dialog, missed=lapsed.missed)) if stays else turn


def _pressed(dialog: Dialog, press: Pressed, w: World, *, lapsed: bool) -> Turn:
    asked = dialog.state.ask(w)
    if dialog.asked <= press.turn <= dialog.turn:
        if lapsed and press.choice not in asked.choices:
            return follow(dialog, dialog.state, w)
        if press.choice in asked.choices or press.choice in asked.also:
            return follow(dialog, dialog.state.on(press.choice, replace(w, pressed=True)), w, press.choice)
        if press.choice in ALWAYS:
            return follow(dialog, anytime.run(ALWAYS[press.choice], dialog.state, dialog.under, w), w)
        return same(dialog, w)  # forged, or of another program: it was never offered
    if press.choice in NEVER_STALE:
        return follow(dialog, anytime.run(NEVER_STALE[press.choice], dialog.state, dialog.under, w), w, press.choice)
    if press.choice == dialog.tapped and press.turn == dialog.turn - 1:
        return same(dialog, w)  # a double tap: the first one counted
    return follow(dialog, go(dialog.state, say("note.stale")), w)


def _said(dialog: Dialog, said: Said, w: World) -> Turn:
    asked = dialog.state.ask(w)
    state = dialog.state
    heard = hear(said.text, asked, w, running=state.until is not None)
    meaning = heard.meaning
    told = heard.danger.flag or heard.asks or heard.language or (meaning and meaning.kind == "answer")
    if isinstance(state, confirming.Confirming) and not told:
        place = dialog.under or whereabouts.home_of(w)  # what was asked back is left; this is said to what it covered
        return _said(replace(dialog, state=place, under=None), said, w)
    aside = state.put_aside(said.text)
    if heard.language:
        return follow(replace(dialog, state=aside), unprompted.in_language(heard.language, state), w)
    if heard.danger.flag:
        return follow(replace(dialog, state=aside), unprompted.endangered(heard.danger, aside, w), w)
    if heard.asks and (move := unprompted.doubted(heard, aside, dialog.under, w)):
        return follow(replace(dialog, state=aside), move, w)
    if dialog == NEW and not _before_hello(meaning):
        turn = follow(dialog, state, w)  # the first words, whatever else they are, are a hello
        return _with_line(turn, dialog, w) if meaning is None and _lined(heard, dialog) else turn
    word = fold(said.text)
    assents = word in (*w.words.typed.assents, *w.words.typed.plainly)
    if meaning is None and assents and (state.read or state.repeats):
        return follow(dialog, (state.on("back", w) if state.read else None) or state, w)
    if meaning is None:
        return _missed(dialog, heard, asked, w, assents=assents)
    answer = meaning.kind == "answer"
    if answer and said.early:
        return same(dialog, w)  # it answers something else; the question is on its way
    grave = state.repeats and "yes" in asked.choices  # where an "ok" is no yes
    if answer and assents and (dialog.warned or (grave and word not in w.words.typed.plainly)):
        return follow(dialog, go(state, say("note.once_again")), w)  # it may be said to the text before the question
    move = state.on(meaning.value, w) if answer else unprompted.said(meaning, state, dialog.under, w)
    if move is None:
        return _missed(dialog, heard, asked, w)
    turn = follow(dialog, move, w, meaning.value if answer else "")
    unfit = answer and meaning.value.startswith("typed:") and turn.dialog.state == state  # words that are no city
    asked_of_it = meaning.kind in ("told", "hurts") and turn.says and turn.says[-1].safety  # with whom to call
    lined = (heard.wary and not asked_of_it and (answer or turn.says)) or (unfit and _lined(heard, dialog))
    return _with_line(turn, dialog, w) if lined else turn


def _before_hello(meaning: Meaning | None) -> bool:
    """Whether what is said first comes before a hello: a code, and what is told of the body."""
    return meaning is not None and (meaning.value == "link" or meaning.kind in ("told", "hurts"))


def _missed(dialog: Dialog, heard: Heard, asked: Say, w: World, *, assents: bool = False) -> Turn:
    """What nobody understood. It may have been about the body, so it is never passed over: a running step stops, and
    many words, another script, the second miss in a row, or words that may be about danger carry the line that says
    what needs help, and whom to call.
    """
    if heard.near:  # a number that cannot be taken is no noise
        turn = _pardon(replace(dialog, missed=0), asked, w)
        return replace(turn, dialog=replace(turn.dialog, missed=dialog.missed))
    lined = _lined(heard, dialog)
    if wrong := timed.stopped(dialog.state, w):
        turn = follow(dialog, wrong, w)
    elif dialog.state.repeats:
        turn = follow(dialog, dialog.state, w)
    else:
        first = "pardon.long" if heard.long else "pardon.which" if assents else ""
        return _pardon(dialog, asked, w, first, lined=lined)
    turn = replace(turn, dialog=replace(turn.dialog, missed=dialog.missed + 1))
    return _with_line(turn, dialog, w) if lined else turn


def _lined(heard: Heard, dialog: Dialog) -> bool:
    """Whether what nobody understood carries the line."""
    return heard.words >= MANY or heard.script or heard.wary or dialog.missed > 0


def _with_line(turn: Turn, before: Dialog, w: World) -> Turn:
    """The same turn, and before all else what needs help at once, and whom to call, unless each text there says it."""
    if turn.dialog.state.part is Part.CRISIS or isinstance(turn.dialog.state, doubt.ForSomebody):
        return turn
    line = say(f"line.{1 + before.turn % LINES}", args=safety.numbers(w))
    asked = turn.says[-1] if turn.says else None
    if asked and asked.key in EASED and isinstance(before.state, timed.AtStep):  # out of the position, before all else
        ease = say(f"exercise.{before.state.exercise}.ease")
        return replace(turn, says=(*turn.says[:-1], ease, line, replace(asked, key=f"{asked.key}.eased", args=())))
    return replace(turn, says=(line, *turn.says))


def _pardon(dialog: Dialog, asked: Say, w: World, first: str = "", *, lined: bool = False) -> Turn:
    """The question again, the first time behind the text `first`; from the second time on with a way out, and never the
    same line three times.
    """
    missed = dialog.missed + 1
    ways = ("something_wrong",) if missed == 1 else tuple(ALWAYS)
    choices = with_ways_out(*asked.choices, *(way for way in ways if way not in asked.choices))
    if missed == 1:
        wanted = f"pardon.{asked.wants}"
        key = first if first == "pardon.long" or not w.words.has(wanted) else wanted
        note = (say(key),) if key else () if lined else (say("pardon.1"),)
        says: tuple[Say, ...] = (*note, replace(asked, choices=choices))
    else:
        again = 2 + missed % (PARDONS - 1)
        says = (replace(asked, key=f"pardon.{again}", args=(), choices=choices),)
    turn = Turn(replace(dialog, missed=missed, turn=dialog.turn + 1), w.person, says, ())
    return _with_line(turn, dialog, w) if lined else turn
