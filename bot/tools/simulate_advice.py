"""Advice, pauses and flare-ups in simulated lives through the rules: what is said, and what such a person answers."""

from __future__ import annotations

from bot.tools.simulate_people import Body
from handlers import facts as f
from handlers.rules import advice, advice_words, flares, pauses
from handlers.world import World

DOCTORS: tuple[tuple[f.DoctorsWord | None, float], ...] = (
    ("go_on", 0.4),
    ("not_yet", 0.45),
    ("wait", 0.05),
    (None, 0.1),
)
ONE_OF_THOSE = 0.7  # the share of times that much pain is called one of those days


def said(w: World) -> tuple[f.Fact, ...]:
    """The advice that is due, and what follows where all that is asked with it is answered "none of these"."""
    due = advice.due(advice_words.seen(w))
    if due is None:
        return ()
    told: list[f.Fact] = [f.Advised(due.row.row, due.step)]
    if "signs" in due.asked or "reach" in due.asked:
        told += [f.AskedAgain("signs"), f.SignsCleared()]
    if "lists" in due.asked:
        cleared = (f.Cleared(),) if w.person.cleared else ()
        told += [f.AskedAgain("lists"), f.Screened("go", w.person.conditions), *cleared]
    if due.row.meanwhile == "off" and not w.person.is_off(w.now):
        told.append(f.ExercisesOff(w.person.day(w.now), "coping"))
    return tuple(told)


def flare(w: World, body: Body) -> tuple[f.Fact, ...]:
    """What the latest number has to do with a flare-up: it begins, is asked about, compared or over."""
    told: list[f.Fact] = [*flares.worked_out(w.person, w.catalog, w.now)]
    today, known = w.person.day(w.now), w.person.after_all(told, w.now)
    if flares.asks(known, w.now):
        told += [flares.began(known, today, today)] if body.does(ONE_OF_THOSE) else [f.FlareDenied(today)]
    if any(isinstance(fact, f.FlareBegan) for fact in told):
        told.append(f.FlareTold("is"))
    if flares.over_unsaid(known):
        told.append(f.FlareTold("over"))
    if flares.compared_on(known, today) and known.diary.day(today).v is not None:
        told.append(f.FlareTold("compared"))
    return tuple(told)


def doctor(w: World, body: Body) -> tuple[f.Fact, ...]:
    """A session is asked for in a pause: what a doctor said, if anything."""
    pause = w.person.judged.pause
    if pause is None or not pauses.asks_doctor(w.person, w.now):
        return ()
    word = body.random.choices([each for each, _ in DOCTORS], [share for _, share in DOCTORS])[0]
    return (f.DoctorAsked(pause.row), *((f.DoctorSaid(pause.row, word),) if word else ()))
