"""Before an exercise that somebody does by themselves: what speaks against it, and on which days it is to be."""

from __future__ import annotations

from handlers import facts as f
from handlers.moves import BACK, Exit, Leave, Move, Part, State, choose, go
from handlers.rules import own_days as rules
from handlers.say import Say, days_of, named_days, say, texts_of
from handlers.world import World

DAYS = ("days_03", "days_14", "days_5")  # offered first; any others may be typed


def begin(name: str, state: State, w: World) -> Move:
    """They can do it, they say: its list, once; then the days; or why it is not for them."""
    if closed := rules.left_out(name, w):
        return go(state, closed)
    return ChoosingOwnDays(name) if w.person.on_own(name).fine else CheckingOwnDays(name)


class CheckingOwnDays(State, part=Part.ASIDE):
    """today: they want to go today, having chosen their days before."""

    exercise: str
    today: bool = False

    def ask(self, w: World) -> Say:
        asks, intro = w.catalog.exercises[self.exercise].asks, f"@exercise.{self.exercise}.check"
        asked = tuple(f"@exercise.{self.exercise}.asks.{each}" for each in asks)
        return say("checking_own_days", "none", "one", "back", also=("unsure",), intro=intro, lines=asked)

    def on(self, answer: str, w: World) -> Move:
        on = Leave(Exit.OWN_TODAY, self.exercise) if self.today else ChoosingOwnDays(self.exercise)
        fine = go(on, f.OwnDaysChecked(self.exercise, True))
        not_fine = go(BACK, f.OwnDaysChecked(self.exercise, False), rules.not_fine(self.exercise, w))
        return choose(answer, none=fine, one=not_fine, unsure=not_fine, back=BACK)


class ChoosingOwnDays(State, part=Part.ASIDE):
    exercise: str

    def ask(self, w: World) -> Say:
        most, chosen = w.catalog.exercises[self.exercise].days_a_week, w.person.on_own(self.exercise).days
        offered = tuple(each for each in DAYS if len(days_of(each)) <= most)
        if not chosen:
            return say("choosing_own_days", *offered, "back", wants="days", n=most)
        key = "choosing_own_days.again"
        return say(key, *offered, "no_days", "back", wants="days", n=most, days=named_days(chosen))

    def on(self, answer: str, w: World) -> Move:
        most, days = w.catalog.exercises[self.exercise].days_a_week, days_of(answer)
        if len(days) > most:
            return go(self, say("note.own_days_most", n=most))
        if not days and answer != "no_days":
            return choose(answer, back=BACK)
        told = texts_of(self.exercise, "name") | {"what": f"@exercise.{self.exercise}.short"}
        note = say("note.own_days_over", args=told)
        if days:
            note = say("note.own_days_set", days=named_days(days), args=told)
        return go(BACK, f.OwnDaysChosen(self.exercise, days), note)
