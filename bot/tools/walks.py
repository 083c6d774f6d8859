"""The walks that together come to every state of the talk: whose they are, and where each begins."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator
from dataclasses import replace
from datetime import timedelta

from bot.tools.paths import START, WalkedStep, opened, walk
from content.model import Catalog
from handlers import dialog as talk, facts as f
from handlers.diary import Day, Diary, Did
from handlers.functioning import Activity, Function
from handlers.judgement import NOTHING, Flare, Judgement, Pause, Standing
from handlers.person import Nudges, OwnDays, Past, Person
from handlers.rules import plan
from handlers.session import Finished, Item, Session
from handlers.topics import (
    advising,
    conditions,
    confirming,
    doctor,
    doubt,
    exercises,
    flare,
    function,
    home,
    linking,
    more_often,
    morning,
    nudge,
    offering_back,
    other_language,
    own_words,
    progress,
    putting_right,
    reminders,
    screening,
    seldom,
    welcome,
)
from handlers.topics.session import end, ready
from handlers.typed import codes
from handlers.world import World

EASIER = Function(
    (Activity("putting on socks", 3, START.date(), 4), Activity("sitting"), Activity("lifting", 2)),
    (START.date(),),
    goal="a hike",
)


def walks(catalog: Catalog, commands: Collection[str] = ()) -> Iterator[WalkedStep]:
    """The walk of somebody new, of somebody who should ask first, and of somebody who is used to it: together they
    come to every state there is.
    """
    nudges = Nudges("Europe/Lisbon", "08:30", (0, 1, 2, 3, 4, 5, 6))
    told = Person(adult=True, consent=welcome.CONSENT)
    known = replace(
        told,
        screened=START,
        minutes=15,
        pain=3,
        baseline=5,
        sessions=20,
        nudges=nudges,
        nudges_asked=True,
        zone=nudges.zone,
        first_session=START.date() - timedelta(days=30),
        levels=((next(each.id for each in plan.taken_up(catalog) if "warm_up" not in each.roles), 3),),
        past=(Past(START.date(), 300, 2),),
    )
    own = tuple(OwnDays(each.id, nudges.days) for each in catalog.exercises.values() if each.own_days)
    away = replace(known, nudges=replace(nudges, paused_until=START.date() + timedelta(days=9)), own=own)
    both = replace(known, linked=("discord", "telegram", "terminal"))
    asked = catalog.lists[-1]
    last = screening.Single(asked.id, asked.questions[-1].id, ("pregnant",), ("pregnant",))
    seen: set[Hashable] = set()  # where somebody used to it was already
    for start, person in ((talk.NEW, Person()), (opened(last), told), (opened(home.Home()), known)):
        yield from walk(start, World(START, catalog, person), commands, seen if person is known else None)
    yield from walk(opened(reminders.Reminders()), World(START, catalog, away))
    link = replace(opened(linking.ConfirmingLink(codes.seal("K7PD3XQM"))), under=home.Home())
    yield from walk(link, World(START, catalog, known), commands, seen=seen)
    for doubted in (doubt.WhatIsWrong(), doubt.AboutWhom("emergency", ("chest",))):
        yield from walk(opened(doubted), World(START, catalog, known), commands, seen=seen)
    first, second = (Item(each.id, 1) for each in plan.taken_up(catalog)[:2])
    half = Session(START, (first, second), at=1, done=(first.exercise,))
    yield from walk(opened(ready.Ready(half)), World(START, catalog, known), seen=seen)
    yield from _judged_walks(catalog, known, seen)
    signs, spanish = doctor.AskingSign("signs", ("cough", "calf")), other_language.OtherLanguage("es")
    for asked_for in (signs, doctor.Feverish(), doctor.FeelingUnwell(), spanish):
        yield from walk(opened(asked_for), World(START, catalog, known), commands, seen=seen)
    for named in ("joints", "pregnant"):
        yield from walk(opened(conditions.told(named)), World(START, catalog, known), seen=seen)
    yield from walk(opened(doctor.AfterCrisis(START)), World(START, catalog, replace(known, crisis=START)), commands)
    held = replace(known, held="emergency", reasons=("numb_saddle",), held_at=START - timedelta(days=2))
    yield from walk(opened(doctor.SeenYet()), World(START, catalog, held), commands)
    paused = replace(known, judged=Judgement(pause=Pause("red_sore", START - timedelta(days=2))))
    after_advice = (
        advising.AskingLimits(),
        advising.AskingLimits(session_after=True),
        advising.AskingReach(),
        advising.AskingMedicine(),
        advising.AskingBetter(),
        advising.AskingDoctor("red_sore"),
    )
    yield from walk(opened(flare.OneOfThose()), World(START, catalog, known), seen=seen)
    third = replace(known, past=(), judged=Judgement(flare=Flare(START.date() - timedelta(days=3), 1.0)))
    for bad in (flare.BadDay(), home.Home()):
        yield from walk(opened(bad), World(START, catalog, third))
    for asking in after_advice:
        yield from walk(opened(asking), World(START, catalog, paused))
    day = START.date()
    for seldom_said in (
        seldom.LessOften(day),
        seldom.Goodbye(),
        nudge.AskingFirst(day),
        nudge.Reminded(day, again=True),
    ):
        yield from walk(opened(seldom_said), World(START, catalog, known), seen=seen)
    for by_us in (morning.AskingMornings(), morning.OfferingMorning(), offering_back.OfferingBack(second.exercise)):
        yield from walk(opened(by_us), World(START, catalog, known), seen=seen)
    for wished in (replace(nudges, again=120), replace(nudges, weekly=False)):
        twice = replace(known, nudges=wished, mornings=not wished.weekly)
        yield from walk(opened(more_often.MoreOften()), World(START, catalog, twice), seen=seen)
    own_states = (
        own_words.MinutesForToday(),
        putting_right.ChoosingEntry(),
        putting_right.TakingBack(),
        putting_right.CorrectingScore(),
        own_words.WritingWords("note"),
        own_words.WordsAside("feedback", "slept badly"),
        confirming.Confirming("4"),
    )
    diary = (f.PainRated("before", 3), f.MorningTold(False, None, (START - timedelta(days=1)).date()))
    told_of = replace(known, pain_at=START).after_all(diary, START)
    for each in own_states:
        yield from walk(opened(each), World(START, catalog, told_of), seen=seen)
    wishing = replace(told_of, excluded=(second.exercise,), order=(second.exercise,))
    yield from walk(opened(exercises.Exercises()), World(START, catalog, wishing), seen=seen)
    naming = (
        function.NamingThings(by_us=True),
        function.ThingAside("thing", "lifting"),
        function.ThingAside("goal", "hike"),
    )
    for begun in naming:
        yield from walk(opened(begun), World(START, catalog, known), seen=seen)
    two = replace(EASIER, activities=EASIER.activities[:2], goal="")
    for easier in (EASIER, two):
        yield from walk(opened(function.Things()), World(START, catalog, replace(known, function=easier)), seen=seen)
    yield from walk(opened(progress.History()), World(START, catalog, replace(known, past=known.past * 12)), seen=seen)
    for state in (reminders.Reminders(), linking.Unlinking(), linking.ShowingCode(START)):
        yield from walk(opened(state), World(START, catalog, both, here="telegram"))


def _judged_walks(catalog: Catalog, known: Person, seen: set[Hashable]) -> Iterator[WalkedStep]:
    """The mornings after a session, its end where a rise is due or pain rose, and an exercise that has just risen."""
    names = tuple(each.id for each in plan.taken_up(catalog)[:2])
    done = tuple(Did(name, plan.level(known, catalog, name, START.date()), "green") for name in names)
    for ago in (1, 2):
        person = replace(known, diary=Diary((Day(START.date() - timedelta(days=ago), before=(3,), did=done),)))
        yield from walk(opened(morning.MorningAfter()), World(START, catalog, person), seen=seen)
    standings = tuple(Standing(name, 5, 2, why="rise") for name in names)
    levels = tuple((name, 2) for name in names)
    risen = replace(known, judged=replace(NOTHING, standings=standings), levels=levels)
    items = tuple(Item(name, 2) for name in names)
    over = Session(START, items, 2, done=names, waits=tuple(Finished(name, 2, 60, True) for name in names))
    for state in (end.RatingHighest(over), ready.Ready(Session(START, items, 1, done=names[:1]))):
        yield from walk(opened(state), World(START, catalog, risen), seen=seen)
