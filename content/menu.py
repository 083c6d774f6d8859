"""The commands people can give, those that a platform shows in its menu, and what may be told with each of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Command(StrEnum):
    """Everything that can be asked for at any time; the ways to type each are in the words of a language.

    Down to ABOUT it is what a menu shows, the most used first; before all of it stands HURTS.
    """

    START = "start"
    SESSION = "session"
    CHECKIN = "checkin"
    REMINDERS = "reminders"
    PROGRESS = "progress"
    PLAN = "plan"  # what comes next, and what it takes
    LEARN = "learn"
    PAUSE = "pause"
    STOP = "stop"
    MENU = "menu"
    HELP = "help"
    TIMER = "timer"
    TIMEZONE = "timezone"
    LANGUAGE = "language"
    LINK = "link"
    PRIVACY = "privacy"
    EXPORT = "export"
    DELETE = "delete"
    ABOUT = "about"
    BACK = "back"
    HURTS = "hurts"
    STOP_REMINDERS = "stop_reminders"
    SCREEN = "screen"
    CLEARED = "cleared"
    UNLINK = "unlink"
    THANKS = "thanks"
    WRONG = "wrong"  # something is wrong with them
    FLARE = "flare"  # a bad day
    FUNCTION = "function"  # what should be easier, and a goal


# First, always, what must be found without a search: phones draw the menu anew only when the chat is opened again.
MENU = (Command.HURTS, *tuple(Command)[: list(Command).index(Command.ABOUT) + 1])
OPTIONS: Mapping[Command, tuple[str, ...]] = {
    Command.CHECKIN: ("pain", "change"),
    Command.REMINDERS: ("time", "days"),
    Command.TIMEZONE: ("city",),
    Command.LEARN: ("topic",),
    Command.LINK: ("code",),
}  # typed after it in this order they mean the same: "/checkin 7 worse"
