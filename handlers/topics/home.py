"""Where every topic ends: what can be done now. What is not allowed today is not offered."""

from __future__ import annotations

from handlers.moves import BACK, HOME, Exit, Leave, Move, Part, State, choose, doors
from handlers.rules import own_days
from handlers.say import Say, say
from handlers.world import World

DOORS = doors(Exit.SESSION, Exit.CHECKIN, Exit.FLARE, Exit.PROGRESS, Exit.LEARN, Exit.MORE, Exit.REMINDERS)
CHOICES = tuple(DOORS)[:-1]  # the session first; reminders have their button under More
MORE = doors(Exit.PLAN, Exit.REMINDERS, Exit.TIMER, Exit.HELP, Exit.PRIVACY, Exit.BACK)


class Home(State, part=Part.ASIDE):
    read = True
    advises = True

    def ask(self, w: World) -> Say:
        own, heard = own_days.today(w)
        if w.person.is_off(w.now):
            return say("home.off", *CHOICES[1:], also=("session", "reminders", *heard))
        if w.person.did(w.person.day(w.now)):
            return say("home.again", *own, *CHOICES[1:], also=("session", "reminders", *heard))
        return say("home", CHOICES[0], *own, *CHOICES[1:], also=("reminders", *heard))

    def on(self, answer: str, w: World) -> Move:
        if answer == "back":
            return self
        if name := own_days.named(answer):
            return Leave(Exit.OWN_TODAY, name)
        return DOORS.get(answer)


class More(State, part=Part.ASIDE):
    """The rest of the menu."""

    def ask(self, w: World) -> Say:
        asked = ("plan", "reminders", "timer", "help", "privacy", "about", "safety")
        return say("more", *asked, *own_days.choices(w), "back")

    def on(self, answer: str, w: World) -> Move:
        if name := own_days.named(answer, *own_days.CHOOSE):
            return Leave(Exit.OWN_DAYS, name)
        return choose(answer, about=About(), safety=Leave(Exit.SCREEN), **MORE)


class About(State, part=Part.ASIDE):
    """What it is and is not."""

    read = True

    def ask(self, w: World) -> Say:
        return say("about", "menu", "back")

    def on(self, answer: str, w: World) -> Move:
        return choose(answer, menu=HOME, back=BACK)


class Helping(State, part=Part.ASIDE):
    """Ten things that can be typed at any time."""

    read = True

    def ask(self, w: World) -> Say:
        lines = tuple(f"@{key}" for key in w.words.numbered("helping.say"))
        return say("helping", "menu", "back", lines=lines)

    def on(self, answer: str, w: World) -> Move:
        return choose(answer, menu=HOME, back=BACK)
