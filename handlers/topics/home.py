"""Where every topic ends: what can be done now. What is not allowed today is not offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.moves import Exit, Leave, Move, Part, Untimed, doors
from handlers.say import Say, say
from handlers.world import World

DOORS = doors(Exit.SESSION, Exit.CHECKIN, Exit.REMINDERS, Exit.PROGRESS, Exit.LEARN, Exit.MORE)
CHOICES = tuple(exit.value for exit in DOORS.values())  # the session first
MORE = doors(Exit.TIMER, Exit.HELP, Exit.PRIVACY, Exit.BACK)

ASIDE = {"menu": Exit.HOME, "back": Exit.BACK}


@dataclass(frozen=True, slots=True)
class Home(Untimed):
    part: ClassVar[Part] = Part.ASIDE

    def ask(self, w: World) -> Say:
        today = w.person.day(w.now)
        if w.person.is_off(w.now):
            return say("home.off", *CHOICES[1:], also=("session",))
        if w.person.did(today):
            return say("home.again", *CHOICES[1:], also=("session",))
        return say("home", *CHOICES)

    def on(self, answer: str, w: World) -> Move:
        if answer == "back":
            return self
        return Leave(DOORS[answer]) if answer in DOORS else None


@dataclass(frozen=True, slots=True)
class More(Untimed):
    """The rest of the menu."""

    part: ClassVar[Part] = Part.ASIDE

    def ask(self, w: World) -> Say:
        return say("more", "timer", "help", "privacy", "about", "safety", "back")

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "about":
                return About()
            case "safety":
                return Leave(Exit.SCREEN)
        return Leave(MORE[answer]) if answer in MORE else None


@dataclass(frozen=True, slots=True)
class About(Untimed):
    """What it is and is not."""

    part: ClassVar[Part] = Part.ASIDE

    def ask(self, w: World) -> Say:
        return say("about", "menu", "back")

    def on(self, answer: str, w: World) -> Move:
        return Leave(ASIDE[answer]) if answer in ASIDE else None


@dataclass(frozen=True, slots=True)
class Helping(Untimed):
    """What can be typed at any time."""

    part: ClassVar[Part] = Part.ASIDE

    def ask(self, w: World) -> Say:
        return say("helping", "menu", "back")

    def on(self, answer: str, w: World) -> Move:
        return Leave(ASIDE[answer]) if answer in ASIDE else None
