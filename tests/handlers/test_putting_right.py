"""Undo, edit and what is told afterwards (FEATURES C6, I10): the diary follows; an edit may lower, and never earns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from content.model import Catalog
from handlers import facts as f
from handlers.judgement import Standing
from handlers.person import Person
from handlers.rules import progression, putting_right, safety
from handlers.topics.putting_right import ChangingEntry, ChoosingEntry
from tests.fakes.shared.talking import KNOWN, NOW, Talk, at_home

TODAY = NOW.date()  # a Monday
YESTERDAY = TODAY - timedelta(days=1)
THEN = NOW - timedelta(days=1)


def lived(*facts: f.Fact, person: Person = KNOWN, back: int = 1) -> Person:
    """Somebody to whom this happened so many days ago."""
    return person.after_all(facts, NOW - timedelta(days=back))


def session(after: int = 3, *names: str) -> tuple[f.Fact, ...]:
    done = tuple(f.ExerciseDone(name, 2, "green", 60, full=True) for name in names or ("wall_sit",))
    finished = f.SessionFinished(names or ("wall_sit",), (), 60, True)
    started = f.SessionStarted(names or ("wall_sit",), 2)
    return f.PainRated("before", 2), started, *done, f.PainRated("after", after), finished


def judged(person: Person, catalog: Catalog) -> Person:
    """The same the morning after, settled, with what that means worked out."""
    morning = person.after(f.MorningTold(True, None, YESTERDAY), NOW)
    return morning.after_all(progression.worked_out(morning, catalog, NOW), NOW)


LEVELLED = replace(KNOWN, levels=(("bird_dog", 3), ("wall_sit", 2)))


# --- what is heard ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("that was a 3 not a 5", f.Corrected("now", TODAY, 0, 5, 3)),
        ("yesterday was a 4 not a 6", f.Corrected("now", YESTERDAY, 0, 6, 4)),
        ("on sunday it was a 4 not a 6", f.Corrected("now", YESTERDAY, 0, 6, 4)),
        ("yesterday it was a 4 not a 7", f.Corrected("now", YESTERDAY, 1, 7, 4)),
        ("pain was 6 last night", f.PainRecalled(6, YESTERDAY)),
        ("my pain was 7 on friday", f.PainRecalled(7, TODAY - timedelta(days=3))),
        ("I walked 20 minutes yesterday", f.DidByHand("walking", 20, YESTERDAY)),
        ("I swam 3 days ago", f.DidByHand("swimming", 0, TODAY - timedelta(days=3))),
        ("did my exercises on tuesday", f.DidByHand("", 0, TODAY - timedelta(days=6))),
        ("did my exercises already", f.DidByHand("", 0, TODAY)),
    ],
)
def test_it_is_told_in_a_sentence(catalog: Catalog, text: str, fact: f.Fact) -> None:
    known = lived(f.PainRated("now", 6), f.PainRated("now", 7)).after(f.PainRated("now", 5), NOW)
    one = at_home(catalog, known)
    one.hear(text)
    assert one.facts == [fact]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I walked 20 minutes 3 weeks ago", "more than seven days ago"),
        ("my pain was 6 nine days ago", "more than seven days ago"),
        ("I walked 20 minutes the other day", "Which day was it?"),
    ],
)
def test_what_is_too_long_ago_or_not_plain_is_said(catalog: Catalog, text: str, said: str) -> None:
    one = at_home(catalog)
    words = one.hear(text)
    if one.dialog.state != at_home(catalog).dialog.state:  # asked back: it is so many words
        words = one.hear("yes")
    assert said in "\n".join(words)
    assert one.facts == []


@pytest.mark.parametrize("text", ["did I walk yesterday?", "I didn't walk yesterday", "was my pain 6 yesterday?"])
def test_what_only_asks_is_not_taken_down(catalog: Catalog, text: str) -> None:
    one = at_home(catalog)
    one.hear(text)
    assert one.facts == []


# --- the list -----------------------------------------------------------------------------------------------------


def test_the_last_entries_are_buttons_with_day_and_what(catalog: Catalog) -> None:
    one = at_home(catalog, lived(*session()))
    assert one.offered("undo") == (
        "ent_7_1_after_0",
        "ent_7_1_minutes_0",
        "ent_7_1_before_0",
        "earlier_ones",
        "keep_it",
    )
    assert catalog.words["en"].label("ent_7_1_before_0") == "Sunday: pain before"
    assert catalog.words["en"].label("ent_7_1_before_2") == "Sunday: pain before (3)"
    assert "nothing more" in one.hear("earlier")[0]


def test_earlier_goes_on_until_seven_days_back(catalog: Catalog) -> None:
    person = KNOWN
    for back in (9, 8, 7, 6, 5, 4, 3, 2, 1):
        person = lived(f.PainRated("now", back), person=person, back=back)
    one = at_home(catalog, person)
    first = one.offered("undo")
    second = one.offered("earlier")
    days = [choice.split("_")[2] for choice in (*first, *second) if choice.startswith("ent_")]
    assert days == ["1", "2", "3", "4", "5", "6", "7"]


def test_there_is_nothing_to_put_right(catalog: Catalog) -> None:
    one = at_home(catalog)
    assert "nothing" in one.hear("undo")[0].lower()


@pytest.mark.parametrize(
    ("choice", "answer", "fact"),
    [
        ("sunday: highest pain", "2", f.Corrected("after", YESTERDAY, 0, 3, 2)),
        ("sunday: pain before", "it doesn't count", f.Corrected("before", YESTERDAY, 0, 2, None)),
        ("sunday: what you did", "12", f.Corrected("minutes", YESTERDAY, 0, 1, 12)),
        ("sunday: what you did", "I didn't do that", f.Corrected("minutes", YESTERDAY, 0, 1, None)),
        ("monday: how the morning was", "still sore", f.Corrected("settled", YESTERDAY, 0, 1, 0)),
    ],
)
def test_each_kind_is_put_right(catalog: Catalog, choice: str, answer: str, fact: f.Fact) -> None:
    one = at_home(catalog, lived(*session()).after(f.MorningTold(True, None, YESTERDAY), NOW))
    one.hear("undo", choice)
    assert one.where() is ChangingEntry
    one.hear(answer)
    assert next(each for each in one.facts if not isinstance(each, f.Judged)) == fact
    assert one.where() is not ChoosingEntry


def test_too_many_minutes_are_asked_for_again(catalog: Catalog) -> None:
    one = at_home(catalog, lived(*session()))
    one.hear("undo", "sunday: what you did", "500")
    assert one.where() is ChangingEntry
    assert not one.facts


# --- what follows: it may lower, and never earns --------------------------------------------------------------------


def test_the_number_shown_is_the_new_one_and_the_old_one_stays_a_fact() -> None:
    person = lived(f.PainRated("now", 6)).after(f.Corrected("now", YESTERDAY, 0, 6, 4), NOW)
    day = person.diary.day(YESTERDAY)
    assert (day.shown, person.pain) == ((4,), 4)
    assert day.readings == (6,)  # what rules look at: a lower number ends nothing
    again = person.after(f.Corrected("now", YESTERDAY, 0, 4, 7), NOW)
    assert (again.diary.day(YESTERDAY).shown, again.diary.day(YESTERDAY).readings) == ((7,), (7,))


@pytest.mark.parametrize("to", [*range(11), None])
@pytest.mark.parametrize("of", ["now", "before", "after", "morning"])
def test_no_edit_makes_anything_better(catalog: Catalog, of: f.Told, to: int | None) -> None:
    """Whatever is put right: no level and no credit is higher, no light better, no pause or advice is over."""
    morning = (f.PainRated("morning", 3), f.MorningTold(True, 3, YESTERDAY))
    before = judged(lived(f.PainRated("now", 5), *session(3, "wall_sit", "bird_dog"), person=LEVELLED), catalog)
    before = before.after_all((*morning, f.PlanPaused("red_sore", 2), f.Advised("eight_once")), NOW)
    found = [each for each in putting_right.entries(before, TODAY) if each.of == of]
    assert found
    after = before.after_all(putting_right.corrected(found[0], to, before, catalog, NOW), NOW)
    after = after.after_all(progression.worked_out(after, catalog, NOW), NOW)
    for name, level in before.levels:
        assert (after.level(name) or 0) <= level
        assert after.judged.of(name).credits <= before.judged.of(name).credits
    assert (after.judged.pause, after.judged.given) == (before.judged.pause, before.judged.given)
    old, new = before.diary.day(YESTERDAY), after.diary.day(YESTERDAY)
    assert all(a >= b for a, b in zip(new.readings, old.readings, strict=True))
    assert (new.pre or 0) <= (old.pre or 0)
    assert (after.diary.base or 0) <= (before.diary.base or 0)


def test_a_higher_highest_is_red_and_one_exercise_alone_goes_down(catalog: Catalog) -> None:
    person = judged(lived(*session(), person=LEVELLED), catalog)
    assert person.judged.of("wall_sit").credits == 1
    one = at_home(catalog, person)
    one.hear("undo", "sunday: highest pain", "8")
    assert "becomes more careful" in "\n".join(one.said)
    assert one.person.level("wall_sit") == 1
    assert one.person.judged.of("wall_sit").credits == 0
    assert one.person.diary.day(YESTERDAY).light("wall_sit") == "red"


def test_of_several_it_is_red_for_none_of_them_and_the_credit_is_lost(catalog: Catalog) -> None:
    person = judged(lived(*session(3, "wall_sit", "bird_dog"), person=LEVELLED), catalog)
    one = at_home(catalog, person)
    one.hear("undo", "sunday: highest pain", "8")
    assert one.person.diary.day(YESTERDAY).red_session
    assert [one.person.judged.of(name).credits for name in ("wall_sit", "bird_dog")] == [0, 0]
    assert dict(one.person.levels) == dict(LEVELLED.levels)


def test_still_sore_after_all_takes_the_credit_and_settled_after_all_gives_none(catalog: Catalog) -> None:
    one = at_home(catalog, judged(lived(*session(), person=LEVELLED), catalog))
    one.hear("undo", "monday: how the morning was", "still sore")
    person = one.person.after_all(progression.worked_out(one.person, catalog, NOW), NOW)
    assert person.judged.of("wall_sit").credits == 0
    one = at_home(catalog, person)
    said = one.hear("undo", "monday: how the morning was", "settled")
    assert "as careful as it is" in "\n".join(said)
    again = one.person.after_all(progression.worked_out(one.person, catalog, NOW), NOW)
    assert again.judged.of("wall_sit").credits == 0
    assert again.diary.day(YESTERDAY).settled is True


def test_a_session_that_was_none_earns_nothing(catalog: Catalog) -> None:
    one = at_home(catalog, judged(lived(*session(), person=LEVELLED), catalog))
    one.hear("undo", "sunday: what you did", "I didn't do that")
    assert one.person.judged.of("wall_sit").credits == 0
    assert not one.person.did(YESTERDAY)


# --- by hand ------------------------------------------------------------------------------------------------------


def test_what_was_logged_by_hand_counts_as_done_and_earns_nothing(catalog: Catalog) -> None:
    before = replace(
        LEVELLED, judged=LEVELLED.judged.with_standing(Standing("wall_sit", credits=2, last=date(2026, 2, 20)))
    )
    person = before.after(f.DidByHand("wall_sit", 0, YESTERDAY), NOW)
    assert person.did(YESTERDAY)
    assert person.past[-1].day == YESTERDAY
    assert progression.levels_lost("wall_sit", before, TODAY) == 1
    assert progression.levels_lost("wall_sit", person, TODAY) == 0
    assert person.judged.of("wall_sit").credits == 2
    assert not progression.worked_out(person.after(f.MorningTold(True, None, YESTERDAY), NOW), catalog, NOW)


def test_it_counts_against_a_gap_of_two_weeks() -> None:
    screened = replace(KNOWN, screened=NOW - timedelta(days=20))
    gone = lived(*session(), person=screened, back=15)
    assert safety.rescreen(gone, NOW)
    assert not safety.rescreen(gone.after(f.DidByHand("", 0, YESTERDAY), NOW), NOW)


def test_minutes_of_it_can_be_put_right(catalog: Catalog) -> None:
    one = at_home(catalog)
    one.hear("I walked 20 minutes yesterday", "undo", "sunday: what you did", "30")
    assert one.person.past[-1].seconds == 30 * 60


def test_a_recalled_number_stands_before_what_was_told_on_the_day() -> None:
    person = lived(f.PainRated("now", 4)).after(f.PainRecalled(9, YESTERDAY), NOW)
    assert person.diary.day(YESTERDAY).readings == (9, 4)
    assert person.diary.latest == (YESTERDAY, 4)
    assert person.pain == 4


# --- a note -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("length", "cut"), [(1, False), (1_000, False), (1_001, True), (1_900, True)])
def test_a_longer_note_is_cut_with_notice(catalog: Catalog, length: int, cut: bool) -> None:
    one: Talk = at_home(catalog)
    said = "\n".join(one.hear("note", "x" * length))
    assert one.facts == [f.Noted("x" * min(length, 1_000), TODAY)]
    assert ("cut off" in said) == cut
