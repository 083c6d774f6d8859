"""The page of the plan: what comes next, what it takes, what is out and until when; and what is offered again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from content.load import load
from handlers import facts as f
from handlers.diary import Day, Diary, Did
from handlers.judgement import NOTHING, Flare, Given, Pause, Standing
from handlers.person import Person
from handlers.rules import plan, prospects, safety
from handlers.topics.exercises import Exercises
from handlers.topics.offering_back import OfferingBack
from handlers.world import World
from tests.fakes.shared.talking import KNOWN, NOW, Talk, at_home

CATALOG = load()
TODAY = NOW.date()
NAME = "wall_sit"
READY = Standing(NAME, 6, 3, since=TODAY - timedelta(days=6), last=TODAY - timedelta(days=1))
EASY = Day(TODAY - timedelta(days=1), before=(2,), did=(Did(NAME, 2, "green", True, 4, True),), morning="settled")
AT_TWO = replace(KNOWN, levels=((NAME, 2),), diary=Diary((EASY,)), minutes=30)


def stands(standing: Standing = READY, person: Person = AT_TWO, **judged: object) -> Person:
    return replace(person, judged=replace(NOTHING.with_standing(standing), joined=5, **judged))  # type: ignore[arg-type]


UNTOLD = replace(EASY, morning="")
HARD = replace(EASY, did=(Did(NAME, 2, "green", True, 8, True),))
UNASKED = replace(EASY, did=(Did(NAME, 2, "green", True, None, True),))


@pytest.mark.parametrize(
    ("person", "missing"),
    [
        (stands(), ("ready", 0)),
        (replace(stands(), levels=((NAME, 99),)), ("top", 0)),
        (stands(pause=Pause("two_red", NOW)), ("pause", 0)),
        (stands(flare=Flare(TODAY, 3.0)), ("flare", 0)),
        (stands(replace(READY, credits=1)), ("credits", 2)),
        (replace(stands(replace(READY, credits=0)), diary=Diary((UNTOLD,))), ("mornings", 3)),
        (stands(replace(READY, since=TODAY - timedelta(days=2))), ("days", 3)),
        (stands(replace(READY, since=None)), ("days", 5)),
        (replace(stands(), diary=Diary((HARD,))), ("effort", 6)),
        (replace(stands(), diary=Diary((UNASKED,))), ("effort", 6)),
        (stands(risen=TODAY), ("risen", 0)),
        (replace(stands(), held="urgent"), ("held", 0)),
        (replace(stands(), diary=Diary((EASY, Day(TODAY, red=True)))), ("red", 0)),
        (replace(stands(), diary=Diary((replace(EASY, on=TODAY - timedelta(days=8)),))), ("away", 0)),
        (replace(stands(), diary=Diary((replace(EASY, morning="not"),))), ("sore", 0)),
    ],
)
def test_the_first_thing_that_is_missing_is_told(person: Person, missing: tuple[str, int]) -> None:
    top = safety.top_level(person, CATALOG.exercises[NAME])
    person = replace(person, levels=((NAME, min(person.level(NAME) or 1, top)),))
    assert prospects.rise(NAME, World(NOW, CATALOG, person)) == missing


def test_a_walk_needs_neither_days_nor_effort() -> None:
    walk = Standing("walking", 6, 3, since=TODAY)
    assert prospects.rise("walking", World(NOW, CATALOG, stands(walk))) == ("ready", 0)


def test_which_joins_next_and_after_how_many_days() -> None:
    two = replace(KNOWN, judged=replace(NOTHING, joined=2, settled=1))
    third = plan.taken_up(CATALOG)[2].id
    assert prospects.joins(World(NOW, CATALOG, two)) == (third, 2)
    assert prospects.joins(World(NOW, CATALOG, stands())) == ("", 0)


# --- the page -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["/plan", "my plan", "what comes next", "when do i get more"])
def test_the_page_is_found(words: str) -> None:
    one = at_home(CATALOG, stands())
    page = "\n".join(one.hear(words))
    assert one.where() is Exercises
    assert "Your plan. Today:" in page
    wall_sit = CATALOG.exercises[NAME]
    assert f"Wall sit: {wall_sit.level(2).reps} times {wall_sit.level(2).hold} s. Next " in page
    assert len(page) <= 900, "it is read on a phone"


def test_a_pause_advice_and_what_is_out_are_on_it() -> None:
    out = Standing("bird_dog", 3, out_until=TODAY + timedelta(days=9), was_out=True, on=TODAY)
    given = (Given("two_red", TODAY, TODAY, 1),)
    page = "\n".join(at_home(CATALOG, stands(out, pause=Pause("two_red", NOW), given=given)).hear("/plan"))
    assert "until Wednesday, 11 March, because it hurt" in page
    assert "paused since Monday, 2 March" in page
    assert "a sharp rise in two sessions" in page
    flare = "\n".join(at_home(CATALOG, stands(flare=Flare(TODAY, 3.0))).hear("/plan"))
    assert "A flare-up since Monday, 2 March" in flare


def test_advice_that_is_over_is_on_it_no_more() -> None:
    """A pause has ended, or what was said for one day is a day old; what is routine stays for its four weeks."""
    days = {name: TODAY - timedelta(days=n) for name, n in (("two_red", 4), ("worse_rest", 1), ("fortnight", 20))}
    given = tuple(Given(row, day, day, at=NOW - (TODAY - day)) for row, day in days.items())  # type: ignore[arg-type]
    page = "\n".join(at_home(CATALOG, stands(given=given, resumed=NOW - timedelta(days=1))).hear("/plan"))
    assert "two weeks without easing" in page
    assert "two sessions" not in page
    assert "worse, without exercise" not in page
    held = replace(stands(given=(Given("urgent", TODAY, TODAY),)), held="")
    assert "the same day" not in "\n".join(at_home(CATALOG, held).hear("/plan"))


# --- offered again ------------------------------------------------------------------------------------------------

OVER = Standing("bird_dog", 3, out_until=TODAY, was_out=True)
SETTLED = tuple(replace(EASY, on=TODAY - timedelta(days=n)) for n in (5, 4, 1))


def offered(standing: Standing = OVER, days: tuple[Day, ...] = SETTLED) -> Talk:
    one = at_home(CATALOG, replace(stands(standing), diary=Diary(days)))
    one.hear("/session")
    return one


def test_after_two_weeks_and_three_settled_mornings_it_is_offered_once_at_the_first_level() -> None:
    one = offered()
    assert one.where() is OfferingBack
    one.hear("try it")
    assert [fact for fact in one.facts if isinstance(fact, f.BroughtBack | f.LevelSet)] == [
        f.BroughtBack("bird_dog"),
        f.LevelSet("bird_dog", 1),
    ]
    assert one.person.judged.of("bird_dog").out_until is None
    assert "bird_dog" in [item.exercise for item in plan.today(one.person, CATALOG, TODAY)]


def test_who_leaves_it_out_is_not_asked_again() -> None:
    one = offered()
    one.hear("leave it out")
    assert one.person.judged.of("bird_dog").asked_for
    assert one.where() is not OfferingBack
    one.hear("/menu", "/session")
    assert one.where() is not OfferingBack


@pytest.mark.parametrize(
    ("standing", "days"),
    [
        (replace(OVER, out_until=TODAY + timedelta(days=1)), SETTLED),
        (replace(OVER, asked_for=True), SETTLED),
        (OVER, SETTLED[1:]),
        (OVER, (replace(SETTLED[0], morning="not"), *SETTLED[1:])),
    ],
)
def test_it_is_not_offered_before_its_time(standing: Standing, days: tuple[Day, ...]) -> None:
    assert offered(standing, days).where() is not OfferingBack


def test_what_is_taken_out_says_so_at_the_next_session() -> None:
    """Red at level 1 takes it out, though its level is the same."""
    then = NOW - timedelta(days=1)
    person = replace(stands(replace(READY, exercise="bird_dog")), sessions=5, pain_at=None)
    person = person.after(f.TakenOut("bird_dog", TODAY + timedelta(days=13)), then)
    assert "until Sunday, 15 March" in "\n".join(at_home(CATALOG, person).hear("/session"))
