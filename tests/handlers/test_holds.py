"""How a hold begins and ends: whose word counts, what is asked first, what is said meanwhile, and when we ask again."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from bot.speaking.speak import speak
from content.load import load
from handlers import dialog as talk, facts as f
from handlers.dialog import Dialog
from handlers.events import FollowUpDue, NudgeDue, Pressed
from handlers.moves import Part, State
from handlers.person import Nudges, Person
from handlers.rules import holds
from handlers.topics import doctor, home
from handlers.topics.doctor.danger import BESIDE
from handlers.turn import follow
from handlers.world import World
from tests.handlers.test_safety import EMERGENCY, URGENT, Talking

CATALOG = load()
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WELL = Person(adult=True, consent=1, screened=NOW, minutes=10, pain=3, sessions=3, zone="Europe/London")
KINDS: tuple[f.Hold, ...] = ("emergency", "urgent")
BUTTONS = {"hospital": "hospital", "own_doctor": "doctor", "by_phone": "phone"}
ENDS = {("emergency", "hospital"), ("emergency", "own_doctor")} | {("urgent", by) for by in BUTTONS}
REASONS = {"emergency": tuple(EMERGENCY.values())[:4], "urgent": ("cough",)}


def talked(person: Person = WELL, state: State | None = None) -> Talking:
    made = Talking(person)
    made.dialog = Dialog(state or home.Home(), 1, 1)
    return made


def held(kind: f.Hold, reasons: tuple[str, ...] = (), person: Person = WELL) -> Talking:
    """Somebody on hold since now, in their talk."""
    there = talked(person.after(f.Held(kind, reasons or REASONS[kind]), NOW), doctor.OnHold())
    there.now = NOW
    return there


# --- how it ends ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("by", BUTTONS)
@pytest.mark.parametrize("hours", [0.5, 1.9, 2.1, 60])
def test_whose_word_ends_it_and_how_soon(kind: f.Hold, by: str, hours: float) -> None:
    there = held(kind)
    there.now += timedelta(hours=hours)
    there.press("been_seen", by)
    if (kind, by) not in ENDS or (kind == "emergency" and hours < 2):
        assert (there.state, there.person.held) == ("OnHold", kind)
        return
    there.press("it_is_fine", "none")
    assert there.person.held == ""
    assert f.Released(BUTTONS[by]) in there.facts  # type: ignore[arg-type]
    assert "999" in there.said


@pytest.mark.parametrize("answer", ["one", "unsure"])
def test_one_of_the_four_once_more_is_an_emergency_again(answer: str) -> None:
    there = held("urgent")
    there.press("been_seen", "hospital", "it_is_fine", answer)
    assert (there.state, there.person.held) == ("OnHold", "emergency")
    there.press("been_seen", "hospital")
    assert there.state == "OnHold"  # it was told just now


def test_more_signs_told_put_off_the_earliest_end() -> None:
    there = held("emergency")
    there.now += timedelta(hours=3)
    follow_up = doctor.held_at_once(("chest",), there.world())
    there.person = follow(there.dialog, follow_up, there.world()).person
    assert there.person.reasons == (*REASONS["emergency"], "chest")
    there.press("been_seen", "hospital")
    assert there.state == "OnHold"


def test_everything_begins_again_at_level_one() -> None:
    person = replace(WELL, levels=(("bird_dog", 3), ("wall_sit", 1)), minutes=15)
    there = held("urgent", person=person)
    there.press("been_seen", "by_phone", "it_is_fine", "none")
    assert dict(there.person.levels) == {"bird_dog": 1, "wall_sit": 1, "walking": 1}


@pytest.mark.parametrize("cleared", [False, True])
def test_a_yes_counts_only_for_what_it_was_asked_for(cleared: bool) -> None:
    """That a doctor looked is no yes to heart disease; that is asked next."""
    there = held("urgent", person=replace(WELL, conditions=("heart",), cleared=cleared))
    there.press("been_seen", "hospital", "it_is_fine", "none")
    assert (there.person.held, there.person.cleared, there.state) == ("", False, "AskingClearance")
    there.press("they_said_yes")
    assert there.person.cleared


def test_what_was_told_before_it_was_asked_who_looked_still_means_what_it_meant() -> None:
    was = Person(conditions=("heart",)).after(f.Held("urgent", ("one_leg",)), NOW).after(f.Released("seen"), NOW)
    assert was.cleared
    assert was.conditions == ("heart", "sciatica")


steps = st.lists(st.tuples(st.integers(0, 9), st.sampled_from((1, 50, 130))), max_size=40)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(KINDS), st.sampled_from(((), ("heart",))), steps)
def test_no_hold_ends_but_by_that(kind: f.Hold, conditions: tuple[str, ...], taken: list[tuple[int, int]]) -> None:
    """Whatever is pressed in whatever order, and nothing of exercise is offered meanwhile."""
    there = held(kind, person=replace(WELL, conditions=conditions))
    for choice, minutes in taken:
        asked, before, was = talk.ask(there.dialog, there.world()), there.person, there.dialog.state
        there.now += timedelta(minutes=minutes)
        offered = (*asked.choices, "menu", "help")
        turn = there.hear(Pressed(offered[choice % len(offered)], there.dialog.turn))
        if before.held and not there.person.held:
            [ended] = [fact for fact in turn.facts if isinstance(fact, f.Released)]
            if ended.by == "answers":
                assert before.held == "urgent"
                assert isinstance(was, State)
                assert was.part is Part.WELCOME
            else:
                assert isinstance(was, doctor.OnceMore)
                assert holds.enough(before.held, ended.by)
                assert before.held_at
                assert before.held == "urgent" or there.now - before.held_at >= holds.NOT_WITHIN
            return
        assert there.person.held
        assert not there.dialog.state.session
        assert there.dialog.state.part not in (Part.START, Part.SESSION, Part.NUDGE, Part.CHECKIN)
        assert "session" not in talk.ask(there.dialog, there.world()).choices


@pytest.mark.parametrize("person", [WELL, Person(), replace(WELL, screened=None)])
@pytest.mark.parametrize("reasons", [(), *((name,) for name in (*EMERGENCY.values(), *URGENT.values(), "overdose"))])
def test_every_hold_has_an_end_that_answers_alone_reach(person: Person, reasons: tuple[str, ...]) -> None:
    kind: f.Hold = "urgent" if set(reasons) & set(URGENT.values()) else "emergency"
    world = World(NOW, CATALOG, person)
    start = follow(Dialog(home.Home(), 1, 1), doctor.held(kind, reasons), world)
    assert start.dialog.state == doctor.OnHold(reasons, "" if person.consent else kind, None if person.consent else NOW)
    waiting, seen = deque([(start.dialog, start.person, 0)]), set[State]()
    while waiting:
        dialog, known, hours = waiting.popleft()
        if dialog.state.part is not Part.HOLD:
            assert not known.held
            return
        if dialog.state in seen:
            continue
        seen.add(dialog.state)
        then = World(NOW + timedelta(hours=hours + 3), CATALOG, known)
        for choice in talk.ask(dialog, then).choices:
            turn = talk.advance(dialog, Pressed(choice, dialog.turn), then)
            if turn.dialog.state.part is Part.HOLD or not turn.person.held:
                waiting.append((turn.dialog, turn.person, hours + 3))
    pytest.fail("no way out")


# --- how it begins --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", URGENT.values())
@pytest.mark.parametrize("answer", ["yes", "unsure", "no"])
def test_an_urgent_sign_told_later_is_asked_after_the_signs_of_an_emergency(sign: str, answer: str) -> None:
    there = talked()
    there.dialog = follow(there.dialog, doctor.signs_told((sign,), there.world()), there.world()).dialog
    there.person = there.person.after(f.DangerSaid("body", (sign,)), there.now)
    assert there.state == "CheckingSigns"
    there.press("none", "none")
    assert there.state == "AskingSign"
    assert CATALOG.words["en"].text(f"question.{sign}.ask") in there.said
    there.press(answer)
    if answer == "no":
        back = "AskingCondition" if sign in BESIDE else "Home"
        assert (there.state, there.person.held, there.person.signs, there.person.told) == (back, "", "", ())
    else:
        assert (there.state, there.person.held, there.person.reasons) == ("OnHold", "urgent", (sign,))


@pytest.mark.parametrize(("sign", "first"), [("chest", "danger"), ("numb_saddle", "nerves"), ("cough", "nerves")])
def test_the_list_that_holds_what_was_told_comes_first(sign: str, first: str) -> None:
    there = talked(state=doctor.checking("signs", (sign,)))
    asked = talk.ask(there.dialog, there.world())
    assert asked.args[0] == ("intro", f"@list.{first}")
    there.press("one")
    told = (sign,) if sign != "cough" else tuple(EMERGENCY.values())[:4]
    assert (there.person.held, there.person.reasons) == ("emergency", told)


def test_both_lists_are_asked_whichever_comes_first() -> None:
    there = talked(state=doctor.checking("signs", ("chest",)))
    there.press("none", "none")
    asked = [fact.question for fact in there.facts if isinstance(fact, f.Answered)]
    assert asked == ["danger", "nerves"]
    assert there.state == "Home"


def test_questions_that_are_open_come_back_with_what_was_told() -> None:
    there = talked(replace(WELL, signs="signs", told=("cough",)))
    there.type("/start")
    there.dialog = Dialog(home.Home(), 1, 1)
    there.type("session")
    assert there.dialog.state == doctor.checking("signs", ("cough",))


def test_an_urgent_sign_while_the_lists_are_open_is_one_more_question_and_another_a_yes() -> None:
    state = doctor.checking("signs")
    assert isinstance(state, doctor.CheckingSigns)
    world = World(NOW, CATALOG, WELL)
    more = follow(Dialog(state, 1, 1), state.told_more(("never_eases",), world), world)
    assert more.dialog.state == replace(state, signs=("never_eases",))
    locked = follow(Dialog(state, 1, 1), state.told_more(("chest",), world), world)
    assert (locked.person.held, locked.person.reasons) == ("emergency", ("chest",))


def test_pain_in_a_leg_is_asked_about_too() -> None:
    there = talked(state=doctor.checking("leg"))
    there.press("none", "none")
    assert there.dialog.state == doctor.AskingSign("leg", ("one_leg",))
    there.press("yes")
    assert there.person.reasons == ("one_leg",)


@pytest.mark.parametrize(
    ("answer", "there_is"), [("yes", "CheckingSigns"), ("unsure", "CheckingSigns"), ("no", "Home")]
)
def test_a_cold_is_asked_for_fever(answer: str, there_is: str) -> None:
    there = talked(state=doctor.Feverish())
    there.hear(Pressed(answer, 1))
    assert there.state == there_is
    if answer != "no":
        there.press("none", "none", "yes")
        assert (there.person.held, there.person.reasons) == ("urgent", ("infection",))


def test_a_hot_calf_is_urgent() -> None:
    there = talked(state=doctor.checking("signs", ("calf",)))
    there.press("unsure")
    assert (there.person.held, there.person.reasons) == ("urgent", ("calf",))
    there.press("what_to_say")
    assert "hot, red or swollen calf" in there.said


def test_no_reply_to_a_danger_question_begins_with_praise() -> None:
    for why in ("signs", "worse", "leg", "doubt"):
        text = CATALOG.words["en"].text(f"note.checked_{why}", emergency="112")
        assert not text.startswith(("Good", "Great", "Fine"))


@pytest.mark.parametrize("person", [WELL, Person()])
def test_what_is_certain_holds_at_once_and_says_what_was_told(person: Person) -> None:
    """Also before anything may be kept."""
    there = talked(person)
    turn = follow(there.dialog, doctor.held_at_once(("numb_saddle",), there.world()), there.world())
    text = speak(turn.says, 1, CATALOG.words["en"])[-1].text
    assert "numbness or odd feeling between the legs" in text
    assert "emergency" in text
    turn = talk.advance(
        turn.dialog, Pressed("what_to_say", turn.dialog.turn), replace(there.world(), person=turn.person)
    )
    assert "since today: numbness or odd feeling between the legs" in speak(turn.says, 1, CATALOG.words["en"])[0].text


# --- what is said meanwhile -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reasons", [("cough",), ("never_eases",), ("cough", "never_eases"), ("one_leg",), ("fragile",)]
)
def test_only_the_cough_alone_and_the_night_alone_are_called_common(reasons: tuple[str, ...]) -> None:
    there = held("urgent", reasons)
    there.type("hello")
    assert ("This is common" in there.said) == (reasons in (("cough",), ("never_eases",)))
    assert "call 111" in there.said
    assert "call 999" in there.said
    assert ("as you usually do" in there.said) == (reasons != ("fragile",))


def test_since_when_goes_by_the_day_it_was_told_or_what_they_press() -> None:
    there = held("emergency", ("chest",))
    there.press("what_to_say")
    assert "since today: chest pain" in there.said
    assert "Call 999" in there.said
    there.now += timedelta(days=2)
    there.type("/start")
    there.press("what_to_say")
    assert "since Monday at least: chest pain" in there.said
    there.press("since_weeks")
    assert "for some weeks: chest pain" in there.said


@pytest.mark.parametrize("kind", KINDS)
def test_who_reaches_nobody_hears_of_somebody_else(kind: f.Hold) -> None:
    there = held(kind)
    there.press("cannot_reach")
    assert ("neighbour" if kind == "emergency" else "walk-in") in there.said
    assert "emergency department" in there.said
    assert "999" in there.said
    there.press("back")
    assert (there.state, there.person.held) == ("OnHold", kind)


# --- have you been seen? --------------------------------------------------------------------------------------------

DAILY = Nudges("Europe/London", "18:30", (0, 1, 2, 3, 4, 5, 6), since=NOW)
ASKED = [
    ("emergency", "2026-03-02 09:00", ["2026-03-03 08:30", "2026-03-04 09:00"]),
    ("emergency", "2026-03-02 23:00", ["2026-03-03 08:30", "2026-03-05 08:30"]),
    ("emergency", "2026-03-02 03:00", ["2026-03-02 08:30", "2026-03-04 08:30"]),
    ("emergency", "2026-03-02 07:00", ["2026-03-03 08:30", "2026-03-04 08:30"]),
    ("urgent", "2026-03-02 09:00", ["2026-03-04 09:00"]),
    ("urgent", "2026-03-02 22:00", ["2026-03-05 08:30"]),
]


def asked_at(person: Person) -> list[str]:
    return [f"{person.clock(at):%Y-%m-%d %H:%M}" for at in holds.follow_ups(person)]


@pytest.mark.parametrize(("kind", "told", "wanted"), ASKED)
@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Tokyo", "America/Los_Angeles"])
def test_when_it_is_asked(kind: f.Hold, told: str, wanted: list[str], zone: str) -> None:
    local = Person(consent=1, zone=zone)
    at = datetime.fromisoformat(told).replace(tzinfo=local.clock(NOW).tzinfo)
    assert asked_at(local.after(f.Held(kind, ()), at.astimezone(UTC))) == wanted


def test_it_is_asked_once_each_and_only_when_wanted() -> None:
    quiet = WELL.after(f.Held("emergency", ("chest",)), NOW)
    assert holds.follow_up(quiet, NOW) is None
    for person in (replace(quiet, nudges=DAILY), quiet.after(f.FollowUpWanted(), NOW)):
        first, second = holds.follow_ups(person)
        assert holds.follow_up(person, NOW) == first
        assert holds.follow_up(person.after(f.FollowedUp(), first), first) == second
        twice = person.after(f.FollowedUp(), first).after(f.FollowedUp(), second)
        assert holds.follow_up(twice, second) is None
        assert holds.follow_up(replace(person, away=True), NOW) is None
        assert holds.follow_up(person.after(f.Released("hospital"), first), first) is None


def test_what_was_due_in_the_night_is_asked_in_the_morning() -> None:
    person = replace(WELL, nudges=DAILY).after(f.Held("urgent", ("cough",)), NOW)
    late = NOW + timedelta(days=3, hours=14)  # 23:00
    asked = holds.follow_up(person, late)
    assert asked
    assert f"{person.clock(asked):%d %H:%M}" == "06 08:30"


def test_asking_says_the_number_and_leads_on() -> None:
    there = held("emergency", ("chest",), replace(WELL, nudges=DAILY))
    turn = there.hear(FollowUpDue())
    assert turn.once
    assert "seen" in there.said or "looked at you" in there.said
    assert "Not yet? Please call 999 now, or go to an emergency department." in there.said
    there.press("not_yet")
    assert there.state == "OnHold"
    assert not there.hear(NudgeDue(NOW.date(), there.now)).says
    there.now += timedelta(hours=3)
    there.hear(FollowUpDue())
    there.press("yes", "hospital", "it_is_fine", "none")
    assert there.person.held == ""
    assert not there.hear(FollowUpDue()).says


def test_the_wish_to_be_asked_is_offered_only_without_reminders() -> None:
    there = held("urgent")
    assert "ask_then" in talk.ask(there.dialog, there.world()).choices
    there.press("ask_then")
    assert "ask_then" not in talk.ask(there.dialog, there.world()).choices
    with_them = held("urgent", person=replace(WELL, nudges=DAILY))
    assert "ask_then" not in talk.ask(with_them.dialog, with_them.world()).choices
