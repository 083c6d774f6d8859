"""What has been done and how it goes, in words: what should be easier before the pain, only real changes called that.

Without praise that was not earned, and without alarm (rules B7, B13).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from handlers.moves import BACK, HOME, Exit, Move, Part, State, choose, doors
from handlers.person import Past
from handlers.rules import encouraging, function, scores
from handlers.say import Say, dated, lasting, say
from handlers.world import World

PAGE = 5  # sessions on a page
MONTH = 30  # days
OUT = doors(Exit.SESSION, Exit.FUNCTION, Exit.PLAN)


class Progress(State, part=Part.ASIDE):
    read = True

    def ask(self, w: World) -> Say:
        begun = (Exit.FUNCTION.value,) if w.person.first_session else ()
        if not w.person.past:
            return say("progress.nothing", *begun, "menu", "back", also=("session",))
        told = (*_function(w), encouraging.against_plan(encouraging.week(w.person, w.now)), _month(w), _pain(w))
        choices = (*begun, "history", "plan", "menu", "back")
        return say("progress", *choices, also=("session",), paragraphs=(*told, *_honest(w)))

    def on(self, answer: str, w: World) -> Move:
        return choose(answer, menu=HOME, back=BACK, history=History(), **OUT)


def _function(w: World) -> Iterator[Say]:
    """What should be easier, and what of it has really changed."""
    known = w.person.function
    if not known.weeks:
        return
    lines = tuple(map(function.line, known.activities))
    lately = scores.told_lately(known.weeks[-1], w.person.day(w.now))
    yield say("progress.function" if lately else "progress.function.old", lines=lines, args=dated(known.weeks[-1]))
    if lately and (way := function.changed(function.compared(known))) != "unknown":
        yield say(f"progress.function.{way}")


def _month(w: World) -> Say:
    since = w.person.day(w.now) - timedelta(days=MONTH)
    month = [past for past in w.person.past if past.day > since]
    return say("progress.month", n=len(month), time=lasting(sum(past.seconds for past in month)))


def _numbers(w: World) -> tuple[float | None, float | None]:
    """The means of the last seven days and of the first week (rules B7); None where too few numbers are kept."""
    return w.person.diary.mean7(w.person.day(w.now)), w.person.diary.base


def _pain(w: World) -> Say:
    person, today = w.person, w.person.day(w.now)
    mean7, base = _numbers(w)
    if person.pain is None or person.pain_at is None:
        return say("progress.pain.unknown")
    told = person.day(person.pain_at)
    if not scores.told_lately(told, today):
        return say("progress.pain.old", score=person.pain, args=dated(told))
    if mean7 is None or base is None:
        first = person.baseline
        key = "progress.pain.few" if first is None else "progress.pain.few.both"
        return say(key, score=person.pain, first=0 if first is None else first, args=dated(told))
    change = scores.pain_changed(mean7, base)
    return say(f"progress.pain.{change}", mean=int(mean7 + 0.5), first=int(base + 0.5))


def _honest(w: World) -> Iterator[Say]:
    """One honest sentence for where they are; none on a bad day."""
    first = w.person.first_session
    if first is None or encouraging.bad_day(w.person, w.now):
        return
    days = (w.person.day(w.now) - first).days
    if found := scores.honest(days, w.person.how_long, scores.pain_changed(*_numbers(w))):
        yield say(f"progress.honest.{found}")


# --- past sessions ------------------------------------------------------------------------------------------------


class History(State, part=Part.ASIDE):
    """Past sessions, the latest first. page: counted from 0."""

    read = True
    page: int = 0

    def ask(self, w: World) -> Say:
        past = w.person.past
        at = self._at(w)
        shown = tuple(reversed(past))[at * PAGE : (at + 1) * PAGE]
        earlier = ("earlier_ones",) if at < _last(w) else ()
        later = ("later_ones",) if at > 0 else ()
        key = "history.nothing" if not shown else "history" if earlier else "history.end"
        return say(key, *earlier, *later, "menu", "back", lines=tuple(map(_line, shown)))

    def on(self, answer: str, w: World) -> Move:
        at = self._at(w)
        earlier, later = min(at + 1, _last(w)), max(at - 1, 0)
        return choose(answer, earlier_ones=History(earlier), later_ones=History(later), menu=HOME, back=Progress())

    def _at(self, w: World) -> int:
        """The page, or the last there is: a session may have been taken back."""
        return max(0, min(self.page, _last(w)))


def _last(w: World) -> int:
    """The number of the last page."""
    return max(0, (len(w.person.past) - 1) // PAGE)


def _line(past: Past) -> Say:
    if not past.seconds:
        return say("history.alone", args=dated(past.day))
    return say("history.line", time=lasting(past.seconds), n=past.done, args=dated(past.day))
