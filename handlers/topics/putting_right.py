"""Undo and edit: something of the last seven days is chosen and put right, or taken back. The old value stays a fact.

What is told afterwards is here, too: a walk, the exercises or the pain of a day that is over. It earns nothing.
"""

from __future__ import annotations

from datetime import date, timedelta

from handlers import facts as f
from handlers.moves import BACK, HOME, Away, Move, Part, State, choose, go
from handlers.rules import putting_right as rules, safety
from handlers.rules.own_days import LONGEST
from handlers.rules.putting_right import Entry
from handlers.say import SCORES, Arg, Say, dated, say
from handlers.world import World

SHOWN = 5  # entries at a time
ENTRY = "ent_"  # how the answer begins that chooses one: "ent_2_6_before_0", its weekday, days back, what, which
MINUTES = (5, 10, 15, 20, 30)  # offered; any may be typed


class ChoosingEntry(State, part=Part.CHECKIN):
    """What is to be put right. skip: so many newer ones have been passed over."""

    skip: int = 0

    def ask(self, w: World) -> Say:
        found = rules.entries(w.person, w.person.day(w.now))
        some = tuple(_choice(each, w) for each in found[self.skip : self.skip + SHOWN])
        more = ("earlier_ones",) if some else ()
        return say("choosing_entry" if some else "choosing_entry.no_more", *some, *more, "keep_it", also=("back",))

    def on(self, answer: str, w: World) -> Move:
        today = w.person.day(w.now)
        if answer.startswith(ENTRY):
            found = next((each for each in rules.entries(w.person, today) if _choice(each, w) == answer), None)
            return ChangingEntry(found.of, found.day, found.nth) if found else None
        if answer == "earlier_ones":
            return ChoosingEntry(self.skip + SHOWN)
        return go(BACK, say("note.kept")) if answer in ("keep_it", "back") else None


def _choice(entry: Entry, w: World) -> str:
    on = rules.shown_on(entry, w.person)
    return f"{ENTRY}{on.isoweekday()}_{(w.person.day(w.now) - on).days}_{entry.of}_{entry.nth}"


class ChangingEntry(State, part=Part.CHECKIN):
    """What ought to stand there: another number, or nothing."""

    of: f.Told
    day: date
    nth: int

    def entry(self, w: World) -> Entry | None:
        """What stands there now; None when it has been taken back, or is too long ago by now."""
        found = rules.entries(w.person, w.person.day(w.now))
        return next((each for each in found if (each.of, each.day, each.nth) == (self.of, self.day, self.nth)), None)

    def ask(self, w: World) -> Say:
        entry = self.entry(w)
        if entry is None:
            return say("choosing_entry.no_more", "back")
        on = dated(rules.shown_on(entry, w.person))
        if entry.of == "settled":
            return say("changing_entry.settled", "settled", "still_sore", "back", args=on)
        if entry.of == "minutes":
            offered = (f"min_{n}" for n in MINUTES)
            return say("changing_entry.minutes", "did_not_do", *offered, "back", wants="minutes", args=on)
        return say("changing_entry", *SCORES, "no_number", "back", wants="pain", score=entry.value, args=on)

    def on(self, answer: str, w: World) -> Move:
        entry = self.entry(w)
        if entry is None or answer == "back":
            return choose(answer, back=BACK)
        match entry.of, answer:
            case "settled", "settled" | "still_sore":
                return changed(entry, int(answer == "settled"), w)
            case "minutes", "did_not_do":
                return changed(entry, None, w)
            case "minutes", _ if answer.startswith("min_"):
                minutes = int(answer.removeprefix("min_"))
                if not 0 < minutes <= LONGEST:
                    return go(self, say("note.own_minutes", most=LONGEST))
                return changed(entry, minutes, w)
            case "settled" | "minutes", _:
                return None
        if answer == "no_number":
            return changed(entry, None, w)
        return changed(entry, int(answer), w) if answer in SCORES else None


def changed(entry: Entry, to: int | None, w: World, back: Away = BACK) -> Move:
    """It is put right, and what follows from it is said."""
    told = rules.corrected(entry, to, w.person, w.catalog, w.now)
    notes = [_said(entry, to, w)]
    eased = entry.of == "settled" and to == 1 and entry.value == 0
    if eased or (entry.score and (to is None or to < entry.value)):
        notes.append(say("note.stays_careful"))
    if any(isinstance(fact, f.Judged | f.TakenOut) or (isinstance(fact, f.Corrected) and fact.light) for fact in told):
        notes.append(say("note.more_careful"))
    if entry.score and to is not None and to >= safety.HIGH_PAIN > entry.value:
        notes.append(say("note.high", score=to, args=safety.numbers(w)))
    return go(back, *told, *notes)


def _said(entry: Entry, to: int | None, w: World) -> Say:
    on = dated(rules.shown_on(entry, w.person))
    if to is None:
        return say("note.taken_back")
    if entry.of == "settled":
        return say(f"note.corrected.{'settled' if to else 'sore'}", args=on)
    if entry.of == "minutes":
        return say("note.corrected.minutes", minutes=f"@minutes:{to}", args=on)
    if entry.day == w.person.day(w.now):
        return say("note.corrected", was=entry.value, score=to)
    return say("note.corrected.on", was=entry.value, score=to, args=on)


def undo(w: World) -> Move:
    """The list of what can be put right; or that there is none."""
    return ChoosingEntry() if rules.entries(w.person, w.person.day(w.now)) else go(HOME, say("note.nothing_to_undo"))


def edit(at: str, w: World) -> Move:
    """At "4 back_1 was_6" yesterday's 6 is a 4; what is not told is asked."""
    score, back, was = _parts(at)
    today = w.person.day(w.now)
    if back is not None and back > rules.DAYS_BACK:
        return go(HOME, say("note.too_long_ago"))
    if score is None:
        return undo(w)
    day = None if back is None else today - timedelta(days=back)
    found = rules.meant(w.person, today, day=day, was=was)
    if found is None and day is not None:
        return recalled(at, w)
    return changed(found, score, w) if found else undo(w)


def recalled(at: str, w: World) -> Move:
    """The pain of a day that is over, told afterwards: "6 back_1"."""
    score, back, _ = _parts(at)
    if score is None or back is None:
        return go(HOME, say("note.which_day"))
    if back > rules.DAYS_BACK:
        return go(HOME, say("note.too_long_ago"))
    day = w.person.day(w.now) - timedelta(days=back)
    high = (say("note.high", score=score, args=safety.numbers(w)),) if score >= safety.HIGH_PAIN else ()
    return go(HOME, f.PainRecalled(score, day), say("note.recalled", score=score, args=dated(day)), *high)


def by_hand(at: str, to: State | Away, w: World) -> Move:
    """What they did by themselves on a day that is over: an exercise with "min_20 back_1", or "back_1", theirs."""
    words = at.split()
    name = words[0] if words and words[0] in w.catalog.exercises else ""
    minutes = next((int(each.removeprefix("min_")) for each in words if each.startswith("min_")), 0)
    _, back, _ = _parts(at)
    today = w.person.day(w.now)
    if back is None:
        return go(to, say("note.which_day"))
    if back > rules.DAYS_BACK:
        return go(to, say("note.too_long_ago"))
    if minutes > LONGEST:
        return go(to, say("note.own_minutes", most=LONGEST))
    day = today - timedelta(days=back)
    if not name and w.person.did(day):
        return go(to, say("note.done_already" if day == today else "note.done_already.then"))
    told = f.DidByHand(name, minutes, day)
    if day == today:
        return go(to, told, say("note.done_alone"))
    args: dict[str, Arg] = dated(day)
    what = (
        say("note.by_hand", what=f"@exercise.{name}.short", args=args) if name else say("note.by_hand.all", args=args)
    )
    if name and minutes:
        what = say("note.by_hand.minutes", what=f"@exercise.{name}.short", minutes=f"@minutes:{minutes}", args=args)
    return go(to, told, what)


def _parts(at: str) -> tuple[int | None, int | None, int | None]:
    """The score, the days back and the former number that are told."""
    words = at.split()

    def number(start: str) -> int | None:
        told = (each.removeprefix(start) for each in words if each.startswith(start))
        return next((int(each) for each in told if each.isdecimal()), None)

    return next((int(each) for each in words if each.isdecimal()), None), number("back_"), number("was_")


class TakingBack(State, part=Part.CHECKIN):
    """As it was asked before there was a list; still loaded, and answered as the list is."""

    def ask(self, w: World) -> Say:
        return ChoosingEntry().ask(w)

    def on(self, answer: str, w: World) -> Move:
        return ChoosingEntry().on(answer, w)


class CorrectingScore(State, part=Part.CHECKIN):
    """The same, for what was asked about the latest number."""

    def ask(self, w: World) -> Say:
        return ChoosingEntry().ask(w)

    def on(self, answer: str, w: World) -> Move:
        return ChoosingEntry().on(answer, w)
