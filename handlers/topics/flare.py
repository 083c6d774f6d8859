"""A bad day, or several: the number, what a flare-up is, what today is, and how it goes (rules B6x).

Severe pain goes first: a number of 8 or more keeps the way it has in a check-in. A flare-up is no failure, and nothing
of it counts against anybody.
"""

from __future__ import annotations

from handlers import facts as f
from handlers.moves import HOME, Exit, Go, Leave, Move, Part, State, choose, go
from handlers.person import Person
from handlers.rules import flares, plan, safety, scores
from handlers.say import SCORES, Say, say
from handlers.world import World

ON = {  # what the number was told for, and goes on with
    "checked": Exit.CHECKED,
    "session": Exit.SESSION,
    "session_short": Exit.SESSION_SHORT,
    "own_today": Exit.OWN_TODAY,
}
CHOICES = {"half": "half_session", "most": "most_of_it", "full": "session"}  # a session, by how much of it is done


def begin(answer: str, lately: int | None, w: World) -> Move:
    """They say that it is a bad day; or a number was told for something else, which `answer` names, and matters here.

    answer: "", or the number with it. lately: the number they told within the last minutes, which is not asked again.
    """
    if answer and answer not in SCORES:
        return _concerned(answer, w)
    if w.person.judged.pause:
        return go(HOME, say("note.flare_paused"))
    if answer:
        return RatingBadDay().on(answer, w)
    return RatingBadDay() if lately is None else _said_so(lately, w)


def before(asked: str, offer: Move, w: World) -> Move:
    """Before a session is offered: the number first, where it is to be compared; else in a line why it is shorter."""
    if flares.compared_on(w.person, w.person.day(w.now)):
        return RatingBadDay(asked)
    told = lines(w)
    if isinstance(offer, Go):
        return offer.having(*told)
    return go(offer, *told) if offer and told else offer


class RatingBadDay(State, part=Part.CHECKIN):
    """then: what it is asked before, as `ON` has it; "": they said that it is a bad day."""

    then: str = ""

    def ask(self, w: World) -> Say:
        key = "rating_bad_day.again" if self.then else "rating_bad_day"
        return say(f"{key}", *SCORES, "back", also=("not_now", "stop"), wants="pain")

    def on(self, answer: str, w: World) -> Move:
        if answer not in SCORES:
            return choose(answer, back=HOME, not_now=HOME, stop=HOME)
        told, score = f.PainRated("now", int(answer)), int(answer)
        if self.then:  # with severe pain the gate of a session has its own way
            return go(_on(self.then) if score >= safety.HIGH_PAIN else Leave(Exit.FLARE, self.then), told)
        return _said_so(score, w, told)


class OneOfThose(State, part=Part.CHECKIN):
    """The number is well above the usual. then: what it was told for."""

    then: str = "checked"

    def ask(self, w: World) -> Say:
        return say("one_of_those", "yes", "as_usual", also=("no", "back", "stop"))

    def on(self, answer: str, w: World) -> Move:
        today = w.person.day(w.now)
        usual = go(_on(self.then), f.FlareDenied(today))
        yes = go(BadDay(), flares.began(w.person, today, today), *_explained())
        return choose(answer, yes=yes, as_usual=usual, no=usual, back=HOME, stop=HOME)


class BadDay(State, part=Part.CHECKIN):
    """What today is, by the day of it."""

    advises = True

    def ask(self, w: World) -> Say:
        offered = self._offered(w)
        if not offered:
            return say("bad_day.rest", "rest_day", "back", also=("stop", "not_today"))
        how = "walks" if [*offered] == ["short_walk"] else flares.dose(w.person, w.person.day(w.now))
        return say(f"bad_day.{how}", *offered, "rest_day", also=("back", "stop", "not_today"))

    def on(self, answer: str, w: World) -> Move:
        rest = Leave(Exit.NOT_TODAY)
        return choose(answer, rest_day=rest, not_today=rest, back=HOME, stop=HOME, **self._offered(w))

    @staticmethod
    def _offered(w: World) -> dict[str, Leave]:
        """What can be done today, with where it leads: a walk, as often as the day allows; and once a session."""
        person, today = w.person, w.person.day(w.now)
        if person.is_off(w.now):
            return {}
        session = plan.today(person, w.catalog, today)
        walks = any(w.catalog.exercises[item.exercise].kind == "minutes" for item in session)
        offered = {"short_walk": Leave(Exit.SESSION_SHORT)} if walks and flares.walks_left(person, today) else {}
        if session and not person.did(today):
            offered[CHOICES[flares.dose(person, today)]] = Leave(Exit.SESSION)
        return offered


def _on(then: str) -> Leave:
    what, _, more = then.partition(" ")
    return Leave(ON.get(what, Exit.HOME), more)


def _explained() -> tuple[f.Fact | Say, ...]:
    """What a flare-up is, said once in each."""
    return f.FlareTold("is"), say("note.flare_is")


def _said_so(score: int, w: World, *told: f.Fact) -> Move:
    """They say so, and the number is known: a flare-up begins, unless it would be over by its number at once."""
    known, today = w.person.after_all(told, w.now), w.person.day(w.now)
    facts: tuple[f.Fact, ...] = () if flares.running(known) else (flares.began(known, today, today),)
    if flares.ends(known.after_all(facts, w.now), today) and facts:
        return go(BadDay(), *told, say("note.flare_near_usual", score=score))
    if score >= safety.HIGH_PAIN:
        return go(Leave(Exit.CHECKED), *told, *facts, say("note.thanks_score", score=score))
    known = known.after_all(facts, w.now)
    flare = known.judged.flare
    notes = () if flare and flare.explained else _explained()
    return go(BadDay(), *told, *facts, *notes, *_compared(known, w))


def _concerned(then: str, w: World) -> Move:
    """A number was told: it is over, it began by itself, it is asked about, or set beside that of the first day."""
    person, facts = w.person, flares.worked_out(w.person, w.catalog, w.now)
    known = person.after_all(facts, w.now)
    if any(isinstance(fact, f.FlareBegan) for fact in facts):
        return go(BadDay(), *facts, *_explained())
    if flares.over_unsaid(known):
        return go(_on(then), *facts, *_over(w))
    if flares.asks(known, w.now):
        return go(OneOfThose(then), *facts)
    return go(_on(then), *facts, *_compared(known, w))


def _over(w: World) -> tuple[f.Fact | Say, ...]:
    whole = flares.dose(w.person, w.person.day(w.now)) == "full"  # today already, late in it or when it was over before
    return f.FlareTold("over"), say("note.flare_was" if whole else "note.flare_over")


def _compared(known: Person, w: World) -> tuple[f.Fact | Say, ...]:
    """The number beside that of the first day, on the days on which that is due."""
    today = known.day(w.now)
    first, now = flares.first_number(known), known.diary.day(today).v
    if not flares.compared_on(known, today) or now is None:
        return ()
    if first is None:
        return (f.FlareTold("compared"),)
    change = now - first
    way = "lower" if change <= -scores.REAL_CHANGE else "higher" if change >= scores.REAL_CHANGE else "same"
    return f.FlareTold("compared"), say(f"note.flare_compared.{way}", first=round(first), now=round(now))


def lines(w: World) -> tuple[f.Fact | Say, ...]:
    """Why today's session is another one: it is over, or so much is done today; nothing where nothing is different."""
    today = w.person.day(w.now)
    if flares.over_unsaid(w.person):
        return _over(w)
    if flares.unknown(w.person):
        return (say("note.flare_unknown"),)
    how, flare = flares.dose(w.person, today), w.person.judged.flare
    if how == "full" or flare is None:
        return ()
    first = () if flare.explained else _explained()
    return *first, say(f"note.flare_today.{how}")
