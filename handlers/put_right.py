"""What is put right or added afterwards, in the diary.

An edit may lower, and never earns: in what rules look at the more careful of both numbers stands, a light only becomes
worse, a morning only "not", and a day that became worse is judged once more.
"""

from __future__ import annotations

from handlers import facts as f
from handlers.changed import replace
from handlers.diary import WORST, ByHand, Day, Diary, PutRight, settles


def told(diary: Diary, fact: f.Fact) -> Diary:
    """The diary once this fact is known too; only facts that put right or add something change it here."""
    match fact:
        case f.DidByHand(name, minutes, on):
            day = diary.day(on)
            return diary.with_day(replace(day, alone=True, by_hand=(*day.by_hand, ByHand(name, minutes))))
        case f.PainRecalled(score, on):
            day = diary.day(on)
            whens: tuple[f.When, ...] = ("now", *map(day.when, range(len(day.readings))))
            right = tuple(_moved(each) for each in day.right)  # in front: what was told on the day itself is later
            return diary.with_day(replace(day, readings=(score, *day.readings), whens=whens, right=right))
        case f.Corrected():
            return _corrected(diary, fact)
    return diary


def _moved(right: PutRight) -> PutRight:
    """The same, one reading further back."""
    return replace(right, nth=right.nth + 1) if right.of in ("now", "before", "morning") else right


def _corrected(diary: Diary, fact: f.Corrected) -> Diary:
    day = diary.day(fact.day)
    others = tuple(each for each in day.right if (each.of, each.nth) != (fact.of, fact.nth))
    right = (*others, PutRight(fact.of, fact.nth, fact.to)) if fact.of != "minutes" else others
    day = replace(day, right=right)
    match fact.of:
        case "now" | "before" | "morning" if fact.nth < len(day.readings):
            day = _reading(day, fact.nth, fact.to)
            if fact.of == "before" and fact.to is not None and day.pre is not None and fact.to < day.pre:
                day = replace(day, before=(*day.before, fact.to))
        case "after" if fact.to is not None:
            day = replace(day, after=max(fact.to, day.after or 0))
        case "settled" if fact.to == 0:
            day = _sore(day)
        case "minutes" if fact.to is None:  # it did not happen: nothing is earned by it
            did = tuple(replace(each, full=False) for each in day.did)
            hand = next((at for at, each in enumerate(day.by_hand) if each.minutes == fact.was), len(day.by_hand))
            day = replace(day, did=did, alone=False, by_hand=(*day.by_hand[:hand], *day.by_hand[hand + 1 :]))
    if fact.light:
        day = _worse(day, fact.light)
    diary = diary.with_day(day)
    if fact.of == "morning" and fact.to is not None:
        slept = next((each for each in diary.days if each.told_on == fact.day and each.morning == "settled"), None)
        if slept and not settles(fact.to, slept):
            return diary.with_day(_sore(slept))
    return diary


def _reading(day: Day, nth: int, to: int | None) -> Day:
    """The day with this reading as high as the higher of both numbers."""
    high = max(day.readings[nth], to or 0)
    return replace(day, readings=(*day.readings[:nth], high, *day.readings[nth + 1 :]))


def _sore(day: Day) -> Day:
    """The day not settled, and to be judged once more."""
    return replace(day, morning="not", did=tuple(replace(each, judged=False) for each in day.did))


def _worse(day: Day, light: f.Light) -> Day:
    """The day with this light for each exercise where that is worse. Red of several is named for none of them."""
    unnamed = light == "red" and len(day.did) > 1
    to: f.Light = "hold" if unnamed else light
    did = tuple(
        replace(each, light=to, judged=False) if WORST.index(to) < WORST.index(each.light) else each for each in day.did
    )
    return replace(day, did=did, red=day.red or unnamed)
