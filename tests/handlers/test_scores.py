"""What is said of numbers, weeks and days: each boundary of rules B7 and B13, past sessions, tips, summaries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from bot.speaking.speak import speak
from content.model import Catalog
from handlers import facts as f
from handlers.judgement import Flare, Judgement, Pause
from handlers.lately import Lately
from handlers.person import REMEMBERED, Nudges, Past, Person
from handlers.rules import encouraging, scores
from handlers.say import Say, for_day
from handlers.topics.checkin import Comparing
from handlers.topics.progress import PAGE
from handlers.world import World
from tests.fakes.shared.talking import KNOWN, NOW, Talk, at_home
from tests.handlers.test_function import told

MONDAY = NOW.date()
BEGUN = replace(KNOWN, pain_at=NOW, first_session=MONDAY, sessions=1, past=(Past(MONDAY, 300, 2),))


def text(catalog: Catalog, said: Say) -> str:
    return speak((said,), 1, catalog.words["en"])[0].text


CHANGES: tuple[tuple[float | None, float | None, str], ...] = (
    (6, 4, "lower"),  # 2 points, a third
    (6.6, 4.6, "lower"),  # 30 %
    (6.7, 4.7, "maybe"),  # 2 points, under 30 %
    (7, 5, "maybe"),
    (6, 4.1, "maybe"),  # under 2 points, over 30 %
    (6, 4.2, "maybe"),  # exactly 30 %
    (6, 4.3, "same"),
    (4, 3, "maybe"),  # 1 point from 4
    (4, 3.1, "same"),
    (4.1, 3.1, "same"),
    (1, 0.4, "same"),  # 60 %, and a wobble
    (1, 0, "maybe"),
    (5, 5, "same"),
    (5, 6.9, "same"),
    (5, 7, "higher"),
    (None, 5, "unknown"),
    (5, None, "unknown"),
)


@pytest.mark.parametrize(("base", "mean7", "change"), CHANGES)
def test_what_is_called_a_change(base: float | None, mean7: float | None, change: str) -> None:
    assert scores.pain_changed(mean7, base) == change


HONEST = (
    (0, "weeks", "unknown", "week_1"),
    (6, "months", "same", "week_1"),
    (7, "weeks", "unknown", "weeks_2_3"),
    (13, "weeks", "same", "weeks_2_3"),
    (14, "weeks", "same", "flat"),
    (14, "weeks", "lower", "weeks_2_3"),
    (20, "weeks", "unknown", "weeks_2_3"),
    (21, "weeks", "unknown", ""),
    (21, "months", "unknown", "long"),
    (34, "weeks", "lower", ""),
    (35, "weeks", "lower", "week_6"),
    (55, "weeks", "lower", "week_6"),
    (56, "weeks", "lower", ""),
    (83, "days", "maybe", ""),
    (84, "days", "maybe", "long"),
    (40, "weeks", "higher", ""),
)  # fmt: skip


@pytest.mark.parametrize(("days", "how_long", "pain", "sentence"), HONEST)
def test_which_honest_sentence_is_true(days: int, how_long: str, pain: scores.Change, sentence: str) -> None:
    assert scores.honest(days, how_long, pain) == sentence


@pytest.mark.parametrize(("days", "lately"), [(0, True), (7, True), (8, False)])
def test_a_number_of_weeks_ago_is_not_now(days: int, lately: bool) -> None:
    assert scores.told_lately(MONDAY - timedelta(days=days), MONDAY) is lately
    assert not scores.told_lately(None, MONDAY)


def test_an_old_number_is_told_with_its_date(catalog: Catalog) -> None:
    talk = at_home(catalog, BEGUN).wait(days=8)
    said = " ".join(talk.hear("/progress"))
    assert "told on Monday, 2 March" in said
    assert " now." not in said.replace("How it is now I don't know.", "")


def test_what_one_can_do_is_told_before_the_pain(catalog: Catalog) -> None:
    person = replace(BEGUN, function=told((-7, (3,)), (0, (6,))))
    [said] = at_home(catalog, person).hear("/progress")
    assert (
        said.index("putting on socks: 3 at first, 6 last") < said.index("you can do more") < said.index("pain number")
    )


# --- the week -----------------------------------------------------------------------------------------------------

ALL = (0, 1, 2, 3, 4, 5, 6)
WEEKS: tuple[tuple[str, tuple[int, ...], tuple[int, ...], tuple[int, ...], scores.Week], ...] = (
    ("three of four", (0, 1, 2), (0, 1, 2, 3), (), scores.Week(3, 4)),
    ("3 done, 1 rest, 1 done is 4 of 4", (0, 1, 2, 4), (0, 1, 2, 3, 4), (3,), scores.Week(4, 4)),
    ("a day off that was done counts", (0, 3), (0, 3), (3,), scores.Week(2, 2)),
    ("beside the plan", (0, 1), (0,), (), scores.Week(2, 1)),
    ("all off", (), ALL, ALL, scores.Week(0, 0)),
    ("twice a day is a day", (0, 0), (0,), (), scores.Week(1, 1)),
    ("the week before is another", (-1,), (0,), (), scores.Week(0, 1)),
    ("no plan by days", (0, 2), (), (), scores.Week(2)),
)


@pytest.mark.parametrize(("done", "plan", "off", "found"), [row[1:] for row in WEEKS], ids=[row[0] for row in WEEKS])
def test_a_week_against_its_plan(
    done: tuple[int, ...], plan: tuple[int, ...], off: tuple[int, ...], found: scores.Week
) -> None:
    days = [MONDAY + timedelta(days=n) for n in done]
    excused = [MONDAY + timedelta(days=n) for n in off]
    for today in scores.week_of(MONDAY):
        assert scores.week(days, plan, excused, today) == found


OFF: tuple[tuple[str, tuple[tuple[int, f.Fact], ...], tuple[int, ...]], ...] = (
    ("rest", ((0, f.RestDayTaken(MONDAY)),), (0,)),
    ("sick", ((0, f.FeltUnwell(MONDAY)),), (0,)),
    ("worse", ((0, f.ExercisesOff(MONDAY, "worse")),), (0,)),
    ("a hold that goes on", ((0, f.Held("urgent")),), (0, 1, 2, 3)),
    ("a hold told twice", ((0, f.Held("urgent")), (1, f.Held("emergency"))), (0, 1, 2, 3)),
    ("a hold that is over", ((0, f.Held("urgent")), (1, f.Released("doctor"))), (0, 1)),
    ("a pause", ((0, f.NudgesPaused(MONDAY + timedelta(days=2))),), (0, 1)),
    ("a pause called off", ((0, f.NudgesPaused(MONDAY + timedelta(days=9))), (1, f.NudgesPaused(None))), (0,)),
    ("a pause of the plan", ((1, f.PlanPaused("two_red")),), (1, 2, 3)),
    (
        "... that is over",
        ((0, f.PlanPaused("two_red")), (1, f.PlanPaused("cannot")), (2, f.PlanResumed("doctor"))),
        (0, 1, 2),
    ),
    ("a flare-up", ((2, f.FlareBegan(MONDAY + timedelta(days=1), 30)),), (1, 2, 3)),
    ("... that is over", ((0, f.FlareBegan(MONDAY, 30)), (2, f.FlareEnded("settled"))), (0, 1, 2)),
    ("nothing", ((0, f.CheckedIn("same")),), ()),
)


@pytest.mark.parametrize(("facts", "off"), [row[1:] for row in OFF], ids=[row[0] for row in OFF])
def test_which_days_are_no_misses(facts: tuple[tuple[int, f.Fact], ...], off: tuple[int, ...]) -> None:
    lately = Lately()
    for days, fact in facts:
        lately = lately.after(fact, MONDAY + timedelta(days=days))
    found = lately.days_off(MONDAY + timedelta(days=3))
    assert found == {MONDAY + timedelta(days=n) for n in off}


def test_days_off_are_forgotten_in_time() -> None:
    lately = Lately()
    for n in range(100):
        lately = lately.after(f.RestDayTaken(MONDAY + timedelta(days=n)), MONDAY + timedelta(days=n))
    assert len(lately.off) == 15
    long = Lately().after(f.NudgesPaused(date(2027, 3, 2)), MONDAY)
    assert len(long.off) == 15


# --- past sessions ------------------------------------------------------------------------------------------------


def with_sessions(many: int) -> Person:
    person = KNOWN
    for n in range(many):
        at = NOW - timedelta(days=many - n)
        person = person.after(f.SessionFinished(("walking",), (), 60 * (n % 9 + 1), True), at)
    return person


@pytest.mark.parametrize(("many", "pages"), [(0, 1), (1, 1), (PAGE, 1), (PAGE + 1, 2), (200, REMEMBERED // PAGE)])
def test_past_sessions_page_by_page(catalog: Catalog, many: int, pages: int) -> None:
    talk = at_home(catalog, with_sessions(many))
    talk.hear("/progress")
    if many == 0:
        assert "history" not in talk.offered("/progress")
        return
    seen = [talk.hear("past sessions")[-1]]
    while "earlier_ones" in talk.offered():
        seen.append(talk.hear("Earlier")[-1])
    assert len(seen) == pages
    lines = [line for page in seen for line in page.splitlines() if line.startswith("- ")]
    assert len(lines) == len(set(lines)) == min(many, REMEMBERED)
    assert "/export" in seen[-1]
    back = [seen[-1]]
    while "later_ones" in talk.offered():
        back.append(talk.hear("Later")[-1])
    assert back == seen[::-1]


# --- bad days, replies, tips --------------------------------------------------------------------------------------

BAD: tuple[tuple[str, dict[str, object], bool], ...] = (
    ("a good day", {}, False),
    ("7", {"pain": 7}, False),
    ("8", {"pain": 8}, True),
    ("8 yesterday", {"pain": 8, "pain_at": NOW - timedelta(days=1)}, False),
    ("red today", {"rested": ("wall_sit",), "rested_on": MONDAY}, True),
    ("red yesterday", {"rested": ("wall_sit",), "rested_on": MONDAY - timedelta(days=1)}, False),
    ("worse", {"off": MONDAY, "off_at": NOW}, True),
    ("signs", {"signs": "signs"}, True),
    ("on hold", {"held": "urgent"}, True),
    ("in a pause", {"judged": Judgement(pause=Pause("two_red", NOW))}, True),
    ("in a flare-up", {"judged": Judgement(flare=Flare(MONDAY, 3))}, True),
    ("after one", {"judged": Judgement(flare=Flare(MONDAY - timedelta(days=9), 3, MONDAY - timedelta(days=2)))}, False),
)  # fmt: skip


@pytest.mark.parametrize(("known", "bad"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_no_praise_and_no_tip_on_a_bad_day(catalog: Catalog, known: dict[str, object], bad: bool) -> None:
    person = replace(BEGUN, **known)  # type: ignore[arg-type]  # fields of a person
    assert encouraging.bad_day(person, NOW) is bad
    assert (encouraging.tip(World(NOW, catalog, person)) is None) is bad
    assert (encouraging.reply("better", 3, person, NOW).key == "note.thanks_score") is bad


NO_TIP: tuple[tuple[str, dict[str, object]], ...] = (
    ("stopped", {"past": BEGUN.past, "lately": Lately(dimmed=MONDAY)}),
    ("a second session", {"past": BEGUN.past * 2}),
    ("none at all", {"past": ()}),
    ("by oneself", {"past": (Past(MONDAY, 0, 1),)}),
)


@pytest.mark.parametrize("known", [row[1] for row in NO_TIP], ids=[row[0] for row in NO_TIP])
def test_a_tip_is_for_one_green_session_a_day(catalog: Catalog, known: dict[str, object]) -> None:
    assert encouraging.tip(World(NOW, catalog, replace(BEGUN, **known))) is None  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize(
    "fact",
    [
        f.ExerciseDone("walking", 1, "amber", 60),
        f.ExerciseDone("walking", 1, "red", 60),
        f.ExerciseStopped("walking", 1, "green", 60),
        f.SessionFinished((), (), 60, False),
    ],
)
def test_what_is_not_green_is_remembered_for_the_day(fact: f.Fact) -> None:
    assert Person().after(fact, NOW).lately.dimmed == MONDAY


def test_what_is_green_is_not() -> None:
    assert Person().after(f.ExerciseDone("walking", 1, "green", 60), NOW).lately.dimmed is None


def test_a_tip_comes_after_a_green_session_and_none_again_within_thirty_days(catalog: Catalog) -> None:
    heard: list[str] = []
    for n in range(60):
        at = NOW + timedelta(days=n)
        person = replace(BEGUN, pain_at=at, past=(Past(at.date(), 300, 2),))
        tip = encouraging.tip(World(at, catalog, person))
        assert tip
        heard.append(text(catalog, tip))
    for n, each in enumerate(heard):
        assert each not in heard[n + 1 : n + 31]
    assert len({*heard}) >= 31


def replies(catalog: Catalog, change: str, every: int) -> list[str]:
    said = []
    for n in range(8):
        at = NOW + timedelta(days=n * every)
        reply = encouraging.reply(change, 3, replace(BEGUN, pain_at=None), at)
        said.append(text(catalog, *for_day((reply,), at.date())))
    return said


@pytest.mark.parametrize("change", ["better", "same"])
@pytest.mark.parametrize("every", [1, 2, 3, 4])
def test_the_same_answer_is_not_answered_the_same_every_day(catalog: Catalog, change: str, every: int) -> None:
    said = replies(catalog, change, every)
    assert len({*said[:7]}) == 4 if every == 1 else len({*said}) >= 2
    if every == 1:
        assert all(one != other for one, other in pairwise(said))


# --- the weekly summary -------------------------------------------------------------------------------------------


def summed(catalog: Catalog, at: datetime, done: tuple[int, ...], off: tuple[int, ...] = ()) -> Say:
    """The summary on that Monday of the week before: the days done and the days off, Monday 0."""
    monday = at.date() - timedelta(days=7)
    days = [monday + timedelta(days=n) for n in (*done, *off)]
    past = tuple(Past(day, 300, 2) for day in days[: len(done)])
    nudges = Nudges("UTC", "08:30", (0, 2, 4, 5))
    lately = Lately(off=tuple(days[len(done) :]))
    (said,) = for_day((encouraging.weekly(replace(BEGUN, past=past, nudges=nudges, lately=lately), at),), at.date())
    assert text(catalog, said)
    return said


def test_the_summary_tells_what_happened(catalog: Catalog) -> None:
    next_monday = NOW + timedelta(days=7)
    assert "3 of 4 planned" in text(catalog, summed(catalog, next_monday, (0, 2, 4)))
    assert "all 4 planned, and 1 more" in text(catalog, summed(catalog, next_monday, (0, 1, 2, 4, 5)))
    assert "3 of 3 planned" in text(catalog, summed(catalog, next_monday, (0, 2, 4), (5,)))
    assert summed(catalog, next_monday, ()).key.startswith("weekly.none")
    assert summed(catalog, next_monday, (), (0, 2, 4, 5)).key.startswith("weekly.rest")


@pytest.mark.parametrize("late", range(7))
def test_the_summary_is_of_the_week_before_on_whatever_day_it_comes(catalog: Catalog, late: int) -> None:
    """The first reminder of a week may come on a Tuesday, after a session on Monday."""
    monday = NOW.date()
    days = (*(monday + timedelta(days=n) for n in (0, 2, 4)), monday + timedelta(days=7))
    person = replace(BEGUN, past=tuple(Past(day, 300, 2) for day in days), nudges=Nudges("UTC", "08:30", (0, 2, 4, 5)))
    said = encouraging.weekly(person, NOW + timedelta(days=7 + late))
    assert "3 of 4 planned" in text(catalog, said)


@pytest.mark.parametrize("done", [(), (0, 2)])
def test_no_summary_is_like_the_last(catalog: Catalog, done: tuple[int, ...]) -> None:
    said = [text(catalog, summed(catalog, NOW + timedelta(weeks=n), done)) for n in range(8)]
    assert len({*said}) == 4
    assert all(one != other for one, other in pairwise(said))


def test_the_summary_says_nothing_of_health(catalog: Catalog) -> None:
    for n in range(4):
        for done in ((), (0,), (0, 2, 4, 5)):
            said = text(catalog, summed(catalog, NOW + timedelta(weeks=n), done)).lower()
            assert "pain" not in said
            assert "back " not in said.replace("way back", "").replace("look back", "")


def test_a_tip_is_said_once_the_session_and_its_check_in_are_over(catalog: Catalog) -> None:
    talk: Talk = at_home(catalog, replace(BEGUN, nudges_asked=True, how_long="weeks"))
    talk.dialog = replace(talk.dialog, state=Comparing(after=True))
    assert any("Tip: " in each for each in talk.hear("same", "3"))
    assert not any("Tip: " in each for each in talk.hear("/checkin", "same", "3"))
