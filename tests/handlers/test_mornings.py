"""How the back took a session, asked by ourselves: after one yes, once; and what is said of a week."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.engine.due import due_at
from content.load import load
from handlers import facts as f
from handlers.dialog import Dialog, advance
from handlers.diary import Day, Diary, Did
from handlers.events import FollowUpDue, NudgeDue, Pressed
from handlers.habits import Nudges, Sent
from handlers.judgement import Flare, Judgement
from handlers.person import Past, Person
from handlers.rules import changes, mornings
from handlers.topics import home
from handlers.topics.checkin import Comparing
from handlers.topics.morning import AskingMornings, MorningAfter, OfferingMorning
from handlers.topics.nudge import Reminded
from handlers.world import World

CATALOG = load()
MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DONE = Day(MONDAY, before=(3,), did=(Did("walking", 1, "green", full=True),))
PLAN = Nudges("Europe/Lisbon", "09:15", (0, 2, 4), since=NOON - timedelta(days=30), last=MONDAY)
KNOWN = Person(
    adult=True, consent=2, screened=NOON, minutes=10, pain=3, baseline=4, sessions=5, zone="Europe/Lisbon",
    nudges=PLAN, nudges_asked=True, first_session=date(2026, 2, 1), past=(Past(MONDAY, 120, 1),),
    diary=Diary((DONE,)), mornings=True,
)  # fmt: skip


def on(days: float) -> datetime:
    """So many days after the noon of the session."""
    return NOON + timedelta(days=days)


# --- by ourselves ---------------------------------------------------------------------------------------------------


def test_it_is_asked_once_on_the_morning_after_at_their_hour() -> None:
    asked = mornings.ask_at(KNOWN, on(0.1))
    assert asked == datetime(2026, 3, 3, 9, 15, tzinfo=UTC) == due_at(KNOWN, on(0.1))
    assert asked
    turn = advance(Dialog(home.Home(), 1, 1), FollowUpDue(), World(asked, CATALOG, KNOWN))
    assert isinstance(turn.dialog.state, OfferingMorning)
    assert turn.facts == (f.MorningAsked(MONDAY),)
    assert mornings.ask_at(turn.person, asked) is None
    said = turn.says[-1]
    words = CATALOG.words["en"].text(CATALOG.words["en"].version(said.key, said.version)).casefold()
    assert not any(word in words for word in ("back", "pain", "session", "exercise")), "a locked screen may show it"
    world = World(asked + timedelta(minutes=1), CATALOG, turn.person)
    number = advance(turn.dialog, Pressed("go_on", turn.dialog.turn), world)
    assert number.dialog.state == MorningAfter(alone=True)
    told = advance(number.dialog, Pressed("3", number.dialog.turn), replace(world, person=number.person))
    assert f.MorningTold(True, 3, MONDAY) in told.facts
    assert isinstance(told.dialog.state, home.Home)


@pytest.mark.parametrize(
    "person",
    [
        replace(KNOWN, mornings=None),
        replace(KNOWN, mornings=False),
        replace(KNOWN, zone="", nudges=None),
        replace(KNOWN, nudges=replace(PLAN, days=(1,))),  # that day's reminder begins with it anyway
        replace(KNOWN, held="urgent"),
        replace(KNOWN, signs="signs"),
        replace(KNOWN, crisis=NOON),
        replace(KNOWN, away=True),
        replace(KNOWN, diary=Diary((replace(DONE, morning="settled"),))),
        replace(KNOWN, diary=Diary((replace(DONE, passed_over=True),))),
        replace(KNOWN, diary=Diary((replace(DONE, did=()),))),
    ],
)
def test_it_is_not_asked(person: Person) -> None:
    assert mornings.ask_at(person, on(0.1)) is None


def test_a_day_later_it_is_too_late_and_before_eight_too_early() -> None:
    assert mornings.ask_at(KNOWN, on(1.9)) is None
    early = replace(KNOWN, nudges=replace(PLAN, at="05:00"))
    assert mornings.ask_at(early, on(0.1)) == datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
    without = replace(KNOWN, nudges=None)
    assert mornings.ask_at(without, on(0.1)) == datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
    paused = replace(KNOWN, nudges=replace(PLAN, days=(1,), paused_until=date(2026, 3, 9)))
    assert mornings.ask_at(paused, on(0.1)) is not None


def test_in_a_session_it_is_let_be() -> None:
    from handlers.session import Item, Session
    from handlers.topics.session.ready import Ready

    there = Dialog(Ready(Session(on(0.8), (Item("walking", 1),))), 4, 4)
    turn = advance(there, FollowUpDue(), World(on(0.9), CATALOG, KNOWN))
    assert turn.dialog.state == there.state
    assert not turn.says


# --- one yes --------------------------------------------------------------------------------------------------------


def after_checkin(person: Person) -> object:
    there = Dialog(Comparing(after=True), 3, 3)
    turn = advance(there, Pressed("not_now", 3), World(NOON, CATALOG, person))
    return turn.dialog.state


def test_whether_we_may_is_asked_once_when_tomorrow_has_no_reminder() -> None:
    unasked = replace(KNOWN, mornings=None)
    assert after_checkin(unasked) == AskingMornings()
    for person in (KNOWN, replace(KNOWN, mornings=False), replace(unasked, nudges=replace(PLAN, days=(0, 1)))):
        assert isinstance(after_checkin(person), home.Home)
    assert isinstance(after_checkin(replace(unasked, sessions=1)), home.Home)


@pytest.mark.parametrize(("answer", "wanted"), [("yes", True), ("no", False), ("back", False)])
def test_any_answer_to_it_is_kept(answer: str, wanted: bool) -> None:
    there = Dialog(AskingMornings(), 3, 3)
    turn = advance(there, Pressed(answer, 3), World(NOON, CATALOG, replace(KNOWN, mornings=None)))
    assert turn.person.mornings is wanted
    assert isinstance(turn.dialog.state, home.Home)


# --- what is missing ------------------------------------------------------------------------------------------------


def test_that_mornings_are_missing_is_said_at_the_first_session_of_a_week() -> None:
    days = tuple(replace(DONE, on=MONDAY - timedelta(days=n)) for n in (7, 5, 3))
    untold = replace(KNOWN, diary=Diary(tuple(sorted(days, key=lambda day: day.on))))
    assert mornings.missing(untold, MONDAY)
    assert "why.mornings" in [each.key for each in changes.why(World(NOON, CATALOG, untold), ())]
    assert not mornings.missing(KNOWN, MONDAY + timedelta(days=2)), "not enough days to say so"
    later = replace(untold, diary=Diary((*untold.diary.days, DONE)))
    assert not mornings.missing(later, MONDAY + timedelta(days=2)), "once a week"
    told = replace(untold.diary.days[-1], morning="settled")
    assert not mornings.missing(replace(untold, diary=Diary((*untold.diary.days[:-1], told))), MONDAY)


# --- the week before ------------------------------------------------------------------------------------------------


def nudged(person: Person, at: datetime = NOON) -> list[str]:
    there = Dialog(home.Home(), 1, 1, heard=at - timedelta(hours=20))
    turn = advance(there, NudgeDue(at.date(), at), World(at, CATALOG, person))
    assert isinstance(turn.dialog.state, Reminded)
    return [said.key.partition(".")[0] for said in turn.says]


def test_the_first_nudge_of_a_week_begins_with_the_week_before() -> None:
    rested = replace(KNOWN, past=(), diary=Diary())
    friday, monday = rested.sent, NOON
    given = replace(rested, sent=Sent((NOON - timedelta(days=3),)))
    assert friday == Sent()
    assert nudged(given) == ["weekly", "nudged"]
    assert nudged(replace(rested, sent=Sent((monday,))), on(2)) == ["nudged"], "once a week"
    assert nudged(rested) == ["nudged"], "none before the first"
    assert nudged(replace(given, nudges=replace(PLAN, weekly=False))) == ["nudged"]
    assert nudged(replace(given, judged=Judgement(flare=Flare(MONDAY, 3.0)))) == ["nudged"]
    assert nudged(replace(given, sessions=0)) == ["nudged"]
