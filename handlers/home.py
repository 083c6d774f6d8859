"""Where every topic ends: what can be done now. What is not allowed today is not offered."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.parts import Leave, Move, Say, World, say

PLACES = ("session", "checkin", "reminders", "progress", "learn", "more")


@dataclass(frozen=True, slots=True)
class Home:
    def ask(self, w: World) -> Say:
        today = w.person.day(w.now)
        if w.person.is_off(w.now):
            return say("home.off", *PLACES[1:], also=("session",))
        if w.person.did(today):
            return say("home.again", *PLACES[1:], also=("session",))
        return say("home", *PLACES)

    def on(self, answer: str, w: World) -> Move:
        if answer == "back":
            return self
        return Leave(answer) if answer in PLACES else None


@dataclass(frozen=True, slots=True)
class More:
    """The rest of the menu."""

    def ask(self, w: World) -> Say:
        return say("more", "timer", "help", "privacy", "about", "safety", "back")

    def on(self, answer: str, w: World) -> Move:
        match answer:
            case "timer" | "help" | "privacy" | "back":
                return Leave(answer)
            case "about":
                return About()
            case "safety":
                return Leave("screen")
        return None


@dataclass(frozen=True, slots=True)
class About:
    """What it is and is not."""

    def ask(self, w: World) -> Say:
        return say("about", "menu", "back")

    def on(self, answer: str, w: World) -> Move:
        return Leave("back" if answer == "back" else "home") if answer in ("menu", "back") else None


@dataclass(frozen=True, slots=True)
class Helping:
    """What can be typed at any time."""

    def ask(self, w: World) -> Say:
        return say("helping", "menu", "back")

    def on(self, answer: str, w: World) -> Move:
        return Leave("back" if answer == "back" else "home") if answer in ("menu", "back") else None
