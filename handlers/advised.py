"""The one place where advice comes into the talk (rules B5x): before a question at which the talk comes to rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers import facts as f
from handlers.moves import Exit, Go, Leave, Part, State, go
from handlers.rules import advice, advice_rows, advice_words, encouraging, pauses
from handlers.rules.advice import Asked
from handlers.say import Say
from handlers.topics import advising, doctor
from handlers.whereabouts import home_of
from handlers.world import World

LEG_DOWN = "leg_down"  # the question's id: pain goes further down a leg
NOTED = "note.thanks_score"
PLAIN: Mapping[str, str] = {
    **dict.fromkeys(("note.better", "note.same", "note.settled", "note.not_settled"), NOTED),
    "note.still_sore": "note.kept_in_mind",
    "note.at_rest_much": "note.at_rest",
    "note.too_strong": "",
    "note.high": "",
    "note.flare_paused": "note.kept_in_mind",
    "note.function.down": "",
    "note.flare_was": "",
    "note.flare_compared.same": "note.flare_compared.plain",
    "note.flare_compared.higher": "note.flare_compared.plain",
}  # where advice is given there is no praise, and no other advice; "": that is left out


def first(state: State, was: State, under: State | None, facts: Sequence[f.Fact], w: World) -> Go | None:
    """What comes before this question; None: nothing, or not now. One row a turn; a session that waits goes first.

    was: the question before. facts: what was told in this turn.
    """
    asks = (
        isinstance(state, doctor.CheckingSigns) and state.why == "worse" and not isinstance(was, doctor.CheckingSigns)
    )
    if not (state.advises or asks) or (under and under.session):
        return None
    if told := pauses.worked_out(w.person, w.catalog, w.now):
        return go(state, *(advising.resumed(w) or told))
    s = advice_words.seen(w)
    if state.advises and _leg_down(s):
        return doctor.signs_told((LEG_DOWN,), w)
    if any(isinstance(fact, f.Advised) for fact in facts):
        return None
    due = advice.due(s)
    if due is None:
        return go(advising.AskingBetter()) if state.advises and advice_rows.asks_better(s) else None
    said = advice_words.given(due, w)
    if asks:
        return go(state, *said)
    cleared = any(isinstance(fact, f.SignsCleared) for fact in facts)
    asked = tuple(each for each in due.asked if not (cleared and each == "signs"))
    rests = home_of(w) if due.row.meanwhile in ("pause", "off") else state
    return _asking(asked, rests, w).having(*said)


def plain(notes: list[Say], advice: Go) -> list[Say]:
    """What was said before this, without praise, a tip or another advice where advice follows."""
    if not any(isinstance(told, f.Advised) for told in advice.told):
        return notes
    keys = [PLAIN.get(note.key, "" if encouraging.is_tip(note) else note.key) for note in notes]
    return [replace(note, key=key) for note, key in zip(notes, keys, strict=True) if key]


def _asking(asked: tuple[Asked, ...], rests: State, w: World) -> Go:
    """What is asked with the advice, and else the question at which the talk rests."""
    match asked:
        case ("signs", *_) if w.person.diary.day(w.person.day(w.now)).leg:
            return go(Leave(Exit.LEG), f.ExercisesOff(w.person.day(w.now), "leg"))
        case ("signs", *_):
            return go(doctor.checking("signs", w.person.told), f.AskedAgain("signs"))
        case ("limits", *more):
            lists = (f.AskedAgain("lists"),) if "lists" in more else ()  # they come first, whatever is answered here
            return go(advising.AskingLimits(session_after=not lists and rests.part is Part.START), *lists)
        case ("reach", *_):
            return go(advising.AskingReach())
        case ("lists", *_):
            return go(Leave(Exit.SCREEN), f.AskedAgain("lists"))
        case ("mood", *_):
            return go(Leave(Exit.MOOD))
        case ("medicine", *_):
            return go(advising.AskingMedicine())
    return go(rests)


def _leg_down(s: advice_rows.Seen) -> bool:
    """Whether pain went further down a leg, and nobody was told to have it looked at since."""
    told, held = advice_rows.leg_down(s), s.person.judged.advice("urgent")
    return told is not None and (held is None or held.at is None or held.at < told)
