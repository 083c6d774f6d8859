"""What a command does in each part of the talk: it may be given at any time, typed or pressed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from content.menu import Command
from handlers import facts as f
from handlers.moves import Exit, Leave, Move, Part, State, go
from handlers.say import say
from handlers.topics import checkin, doctor, home, nudge, reminders, screening, welcome
from handlers.whereabouts import home_of
from handlers.world import World

THEIRS = (Command.PRIVACY, Command.EXPORT, Command.DELETE, Command.UNLINK)  # somebody's right is never put off


def run(command: Command, state: State, under: State | None, w: World) -> Move:
    """What a command does in this state."""
    if state.part is Part.DANGER and command not in THEIRS:
        return go(state, say("note.first_this"))
    part = state.part
    if part is Part.CRISIS and command not in THEIRS:
        return state.on("back", w) if command is Command.MENU else state
    match command:
        case Command.START:
            return _start(state, w)
        case Command.MENU:
            return _menu(state, under, w)
        case Command.BACK:
            return state.on("back", w) or go(state, say("note.no_way_back"))
        case Command.PAUSE if part is Part.SESSION:  # a question waits by itself
            return state.on(command, w) or go(state, say("note.no_hurry"))
        case Command.STOP | Command.HURTS if part is Part.SESSION:
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
            told = "note.stopped_reminders" if w.person.nudges else "note.left_alone"
            return go(there, f.NudgesStopped(), say(told))
        case Command.HURTS:
            return unless_welcome(checkin.Comparing(), state, under, w)
        case Command.SESSION if part in (Part.SESSION, Part.START):
            return state
        case Command.SESSION if isinstance(state, nudge.Reminded):
            return state.on("start", w)
        case Command.PROGRESS if w.person.held:
            return doctor.OnHold()  # no praise beside a sign
        case Command.CHECKIN | Command.FLARE | Command.FUNCTION if part is Part.SESSION:
            return go(state, say("note.in_session"))
        case Command.TIMEZONE if isinstance(state, reminders.NamingCity | reminders.ConfirmingZone):
            return reminders.NamingCity(state.at, state.days)
        case Command.UNLINK if not w.person.linked:
            return go(state, say("note.not_linked"))
        case Command.CLEARED if isinstance(state, screening.AskingClearance):
            return state.on("they_said_yes", w)
        case (
            Command.SESSION
            | Command.CHECKIN
            | Command.FLARE
            | Command.FUNCTION
            | Command.REMINDERS
            | Command.TIMEZONE
            | Command.SCREEN
            | Command.CLEARED
            | Command.PLAN
        ):
            return unless_welcome(Leave(LEADS[command]), state, under, w)
        case (
            Command.PROGRESS
            | Command.LEARN
            | Command.HELP
            | Command.TIMER
            | Command.LANGUAGE
            | Command.LINK
            | Command.UNLINK
            | Command.PRIVACY
            | Command.EXPORT
            | Command.DELETE
            | Command.ABOUT
            | Command.WRONG
        ):
            return Leave(LEADS[command])
        case _:
            assert_never(command)


def answered(command: Command, at: str, state: State, under: State | None, w: World) -> Move:
    """The same, and an answer to what it asks. Where the command leads elsewhere now, the answer is left out."""
    move = run(command, state, under, w)
    match move:
        case Leave() if at:
            return replace(move, answer=at)
        case reminders.PausingReminders() | reminders.NamingCity():
            return move.on(at, w) or move
    return move


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
    return doctor.OnHold() if w.person.held or asked.part is Part.HOLD else move
