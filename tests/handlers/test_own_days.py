"""What somebody does by themselves on days of their own, such as swimming: asked about, offered, taken down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from content.model import Catalog
from handlers import dialog as talk, facts as f, merging
from handlers.events import NudgeDue, Pressed, Rang
from handlers.facts import Light
from handlers.person import OwnDays, Person
from handlers.rules import plan
from handlers.topics.doctor import CheckingSigns
from handlers.topics.morning import MorningAfter
from handlers.topics.own_days import CheckingOwnDays, ChoosingOwnDays
from handlers.topics.session.own import OnTheirOwn, TellingMinutes
from handlers.world import World
from tests.fakes.shared.talking import KNOWN, NOW, Talk, at_home

MONDAYS = replace(KNOWN, own=(OwnDays("swimming", (0, 3), fine=True),), pain_at=NOW)
SWIM, CAN = "do_swimming", "can_swimming"


def page(one: Talk) -> Talk:
    one.hear("/learn swimming")
    return one


def recorded(one: Talk) -> list[f.Fact]:
    return [fact for fact in one.facts if isinstance(fact, f.SessionStarted | f.SessionFinished | f.ExerciseDone)]


# --- who may, and on which days -------------------------------------------------------------------------------------


def test_the_page_and_more_lead_to_the_list_then_to_at_most_two_days(catalog: Catalog) -> None:
    for way in ("/learn swimming", "more"):
        one = at_home(catalog)
        assert CAN in one.offered(way)
        assert one.hear("I can get to a pool")[-1].count("\n- ") == 5
        assert one.offered("none") == ("days_03", "days_14", "days_5", "back")
        said = one.hear("monday, wednesday and friday")
        assert said[0].startswith("Your back needs days in between: at most 2 a week")
        assert not one.kept(f.OwnDaysChosen)
        assert "Swimming: Tuesday and Friday." in one.hear("Tue Fri")[0]
        assert one.person.own == (OwnDays("swimming", (1, 4), fine=True),)


def test_every_page_of_it_offers_that_they_can_and_no_other_topic_does(catalog: Catalog) -> None:
    one = page(at_home(catalog))
    for _ in range(4):
        assert CAN in one.offered()
        one.hear("next page")
    for topic in catalog.topics:
        if topic != "swimming":
            assert not any(each.startswith("can_") for each in one.offered(f"/learn {topic}")), topic


def test_the_list_is_asked_once_and_again_after_the_safety_questions(catalog: Catalog) -> None:
    one = page(at_home(catalog))
    one.hear("i can get to a pool", "none", "mon thu", "menu")
    one.hear("more", "swimming")
    assert one.where() is ChoosingOwnDays
    one.hear("back", "safety questions", *["none"] * 5)
    assert one.person.on_own("swimming") == OwnDays("swimming", (0, 3), fine=None)
    one.hear("swim today")
    assert one.dialog.state == CheckingOwnDays("swimming", today=True)
    one.hear("none", "2")
    assert one.where() is OnTheirOwn


@pytest.mark.parametrize("answer", ["one of these", "not sure", "yes"])
def test_one_of_these_keeps_them_out_of_the_water_and_says_what_to_do(catalog: Catalog, answer: str) -> None:
    one = at_home(catalog, replace(MONDAYS, own=(OwnDays("swimming", (0, 3)),), zone="Europe/Lisbon"))
    assert SWIM in one.offered()
    one.hear("swim today")
    assert one.hear(answer)[0].startswith("Then stay out of the water for now. If you newly leak pee")
    assert "call 112 now" in one.said[0]
    assert one.person.screened, "it is no answer to the safety questions"
    assert SWIM not in one.offered()
    assert "stay out of the water" in one.hear("swim 20")[0]
    assert not recorded(one)
    one.hear("more", "swimming")
    assert one.where() is CheckingOwnDays, "it may have healed"
    one.hear("none", "back")
    assert SWIM in one.offered()


@pytest.mark.parametrize(
    ("condition", "why"),
    [("dizzy", "dizziness, falls or poor balance"), ("surgery", "an operation in the last 12 weeks"),
     ("told_not", "told by a professional not to exercise or not to bend")],
)  # fmt: skip
def test_whom_the_matrix_says_no_to_it_is_not_offered_and_they_are_told_why(
    catalog: Catalog, condition: str, why: str
) -> None:
    one = at_home(catalog, replace(MONDAYS, conditions=(condition,)))
    assert SWIM not in one.offered()
    assert not {CAN, "ex_swimming"} & set(one.offered("more"))
    one.hear("back")
    for words in ("swim today", "swim 20"):
        assert one.hear(words)[0].startswith(f"Not swimming for now, because of what you told me: {why}.")
    page(one)
    assert f"told me: {why}. If that changes" in one.hear("I can get to a pool")[0]
    assert CAN in one.offered(), "still on its page"
    assert not one.facts
    due = talk.advance(one.dialog, NudgeDue(NOW.date(), one.now), one.world())
    assert SWIM not in due.says[-1].choices


def test_a_yes_opens_what_waited_for_it(catalog: Catalog) -> None:
    one = at_home(catalog, replace(MONDAYS, conditions=("told_not",), cleared=True))
    assert SWIM in one.offered()


@pytest.mark.parametrize("condition", ["heart", "shoulder", "sciatica", "stiff"])
def test_modified_stays_at_level_two(catalog: Catalog, condition: str) -> None:
    one = at_home(catalog, replace(MONDAYS, conditions=(condition,), cleared=True, levels=(("swimming", 6),)))
    assert "Swimming: about 8 minutes today." in one.hear("swim today")[-1]
    assert one.session.item.level == 2
    one.hear("harder")
    assert one.session.item.level == 2


def test_not_any_more(catalog: Catalog) -> None:
    one = at_home(catalog, MONDAYS)
    one.hear("more", "swimming")
    assert one.hear("not any more")[0].startswith("Then I offer swimming no more.")
    assert SWIM not in one.offered()
    assert CAN in one.offered("more")


# --- the day ---------------------------------------------------------------------------------------------------------


def test_it_is_offered_on_these_days_only(catalog: Catalog) -> None:
    for n in range(14):
        at = NOW + timedelta(days=n)
        w = World(at, catalog, replace(MONDAYS, zone="Europe/Lisbon"))
        home = at_home(catalog).dialog
        assert (SWIM in talk.ask(home, w).choices) == (n % 7 in (0, 3)), n
        turn = talk.advance(home, NudgeDue(at.date(), at), w)
        assert (SWIM in turn.says[-1].choices) == (n % 7 in (0, 3)), n
        assert turn.says[-1].choices[0] == "start"


def test_a_whole_swim(catalog: Catalog) -> None:
    one = at_home(catalog, replace(MONDAYS, pain_at=None))
    one.hear("swim today")
    assert one.said[-1].startswith("Today, about 5 minutes: swimming.")
    kit, card = one.hear("2")
    assert kit.startswith("You need a pool with a lifeguard")
    assert card.startswith("Swimming: about 5 minutes today. Go in by the steps")
    assert catalog.words["en"].text("exercise.swimming.twist") in card
    assert one.dialog.state.until is None, "no timer"
    one.wait(minutes=50).hear("I'm out")
    assert one.hear("12 minutes")[-1].startswith("12 minutes, noted.\n\nSwimming done. The highest the pain got?")
    assert "12 minutes of moving, with swimming." in one.hear("2")[-1]
    one.hear("same", "2")
    assert one.facts == [
        f.PainRated("before", 2),
        f.SessionStarted(("swimming",), 2),
        f.PainRated("peak", 2, "swimming"),
        f.ExerciseDone("swimming", 1, "green", 720, full=True),
        f.SessionFinished(("swimming",), (), 720, True),
        f.CheckedIn("same"),
        f.PainRated("after", 2),
    ]
    assert one.person.did(NOW.date())
    assert one.person.on_own("swimming").done == NOW.date()
    assert SWIM not in one.offered(), "once a day"
    assert "enough for today" in one.hear("swim today")[0]


def test_pain_before_it_is_asked_for_and_gates_it(catalog: Catalog) -> None:
    for before, level in ((4, 3), (5, 2), (6, 2)):
        one = at_home(catalog, replace(MONDAYS, pain_at=None, levels=(("swimming", 3),)))
        one.hear("swim today", str(before))
        assert one.session.item.level == level
    one = at_home(catalog, replace(MONDAYS, pain_at=None))
    assert one.offered("swim today", "7") == ("gentle_walk", "not_today")
    assert not recorded(one)


@pytest.mark.parametrize(("peak", "light"), [("2", "green"), ("4", "amber"), ("6", "red"), ("9", "red")])
def test_the_light_is_that_of_any_exercise(catalog: Catalog, peak: str, light: Light) -> None:
    one = at_home(catalog, replace(MONDAYS, levels=(("swimming", 3),)))
    one.hear("swim today", "i'm out", "10", peak)
    assert one.kept(f.ExerciseDone) == [f.ExerciseDone("swimming", 3, light, 600, full=False)]
    assert one.person.level("swimming") == (2 if light == "red" else 3)
    if light == "red":
        assert one.offered() == ("gentle_walk", "hurts", "stop")
        one.hear("stop", "not now")
        assert SWIM not in one.offered()


def test_easier_and_harder_and_how(catalog: Catalog) -> None:
    one = at_home(catalog, MONDAYS)
    assert one.hear("swim today", "harder")[0].startswith("Not yet. First this step")
    assert one.session.item.level == 1, "nothing was earned yet"
    assert "Swimming, step by step" in one.hear("how exactly")[-1]
    one.hear("back")
    assert one.where() is OnTheirOwn
    one.hear("easier")
    assert "Walk in the shallow end" in one.said[0]


@pytest.mark.parametrize("minutes", ["0", "181", "999"])
def test_minutes_nobody_swims_are_asked_for_again(catalog: Catalog, minutes: str) -> None:
    one = at_home(catalog, MONDAYS)
    one.hear("swim today", "i'm out", minutes)
    assert one.said[0].startswith("I need the minutes, from 1 to 180.")
    assert one.where() is TellingMinutes
    one.hear("180")
    assert one.session.spent == 180 * 60


def test_it_hurts_in_the_water(catalog: Catalog) -> None:
    one = at_home(catalog, MONDAYS)
    one.hear("swim today", "it hurts", "back", "5")
    assert one.kept(f.ExerciseStopped) == [f.ExerciseStopped("swimming", 1, "amber", 0, full=False, where="back")]
    assert one.offered() == ("gentle_walk", "hurts", "stop")
    leg = at_home(catalog, MONDAYS)
    leg.hear("swim today", "i'm out", "it hurts", "leg", "3")
    assert leg.where() is CheckingSigns


def test_stop_and_six_hours_end_it(catalog: Catalog) -> None:
    one = at_home(catalog, MONDAYS)
    one.hear("swim today", "stop")
    assert one.facts[-1] == f.SessionFinished((), (), 0, False)
    assert not one.person.past
    left = at_home(catalog, MONDAYS)
    left.hear("swim today")
    left.wait(hours=7).hear(Rang())
    assert left.facts[-1] == f.SessionFinished((), (), 0, False)
    assert SWIM in left.offered(), "it can still be done"


def test_after_the_session_of_the_day_it_is_offered_still(catalog: Catalog) -> None:
    one = at_home(catalog, MONDAYS)
    one.facts.append(done := f.SessionFinished(("walking",), (), 120, True))
    one.person = one.person.after(done, NOW)
    assert one.offered() == (SWIM, "checkin", "flare", "progress", "learn", "more")


def test_the_morning_after_comes_first_from_a_nudge(catalog: Catalog) -> None:
    yesterday = NOW - timedelta(days=1)
    walked = (f.SessionStarted(("walking",), 2), f.ExerciseDone("walking", 1, "green", 120, full=True))
    person = MONDAYS.after_all((*walked, f.SessionFinished(("walking",), (), 120, True)), yesterday)
    one = at_home(catalog, person)
    one.hear(NudgeDue(NOW.date(), NOW), "swim today")
    assert one.where() is MorningAfter
    one.hear("settled", "2")
    assert one.facts[-1] == f.SessionStarted(("swimming",), 2)


def test_due_safety_questions_come_first_and_lead_on_to_it(catalog: Catalog) -> None:
    one = at_home(catalog, replace(MONDAYS, screened=NOW - timedelta(days=29)))
    assert "first the short lists again" in one.hear("swim today")[0]
    one.hear(*["none"] * 5)
    assert one.where() is CheckingOwnDays
    one.hear("none", "2")
    assert one.where() is OnTheirOwn
    dizzy = at_home(catalog, replace(MONDAYS, screened=NOW - timedelta(days=29)))
    dizzy.hear("swim today", *["none"] * 4, "not sure about one", *["no"] * 5, "yes", *["no"] * 4)
    assert "because of what you told me: dizziness" in " ".join(dizzy.said)
    assert not recorded(dizzy)


def test_a_button_of_yesterday_is_told_so(catalog: Catalog) -> None:
    one = at_home(catalog, MONDAYS)
    one.hear(NudgeDue(NOW.date(), NOW))
    turn = one.dialog.turn
    one.wait(days=1).hear(Pressed(SWIM, turn))
    assert one.said[0].startswith("Today is none of your days for swimming.")
    assert one.offered()[0] == "start"


# --- what is kept ----------------------------------------------------------------------------------------------------


def test_of_two_who_become_one_the_more_careful_answer_counts(catalog: Catalog) -> None:
    yes, no = OwnDays("swimming", (0,), fine=True), OwnDays("swimming", (1,), fine=False)
    told = list(merging.settled(replace(KNOWN, own=(yes,)), replace(KNOWN, own=(no,)), replace(KNOWN, own=(yes,))))
    assert told == [f.OwnDaysChecked("swimming", False)]
    person = Person(adult=True)
    assert list(merging.settled(KNOWN, replace(KNOWN, own=(yes,)), replace(person, own=(yes,), minutes=10))) == []
    told = list(merging.settled(replace(KNOWN, own=(yes,)), KNOWN, replace(KNOWN, own=(replace(yes, days=(4,)),))))
    assert told == [f.OwnDaysChosen("swimming", (0,))]


def test_the_plan_of_the_day_is_the_same_with_and_without_it(catalog: Catalog) -> None:
    for n in range(40):
        day = date(2026, 3, 2) + timedelta(days=n)
        assert plan.today(MONDAYS, catalog, day) == plan.today(KNOWN, catalog, day)
