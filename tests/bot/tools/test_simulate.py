"""`lumbot simulate`: a small run of both ways; that each thing that must hold is looked at; how the page is built."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.__main__ import main
from bot.tools import simulate_rules
from bot.tools.simulate import simulate
from bot.tools.simulate_people import KINDS, Body
from bot.tools.simulate_talk import Talking
from bot.tools.simulate_tally import Tally
from bot.tools.simulate_watch import Broken, Watch
from content.model import Catalog
from handlers import facts as f
from handlers.person import Person
from handlers.rules import plan
from handlers.session import Item

LABELS = [
    "sessions", "minutes a week", "pain", "levels at the end", "changes of level", "taken out", "pauses, flare-ups",
    "nudges",
]  # of each kind, in this order  # fmt: skip
TALKED = ["new texts a week", "words read a week"]


@pytest.fixture(scope="module")
def pages(catalog: Catalog) -> dict[bool, list[str]]:
    """A small page of each way."""
    return {talk: [*simulate(catalog, len(KINDS), 24, talk=talk)] for talk in (False, True)}


@pytest.mark.parametrize("talk", [False, True], ids=["rules", "talk"])
def test_a_small_run_breaks_nothing_and_its_page_is_built_as_always(pages: dict[bool, list[str]], talk: bool) -> None:
    lines = pages[talk]
    assert lines[0].startswith(f"{len(KINDS)} simulated people, 24 days each, through ")
    assert lines[1] == "Nothing that must hold was broken."
    heads = [line for line in lines if re.fullmatch(r".+ \(1 people\)", line)]
    assert heads == [f"{kind.about.upper()} (1 people)" for kind in KINDS.values()]
    for part in "\n".join(lines).split("\n\n")[1:-1]:
        labels = [line[2:20].strip() for line in part.splitlines()[1:]]
        wanted = LABELS + (TALKED if talk else [])
        assert [label for label in labels if label in wanted] == wanted
        assert all(line[20:].strip() for line in part.splitlines()[1:])
    assert [line.partition(":")[0] for line in lines if line.startswith("False advice")] == [
        "False advice, to people whose pain is stable"
    ] * 2
    assert lines[-2].startswith("Said word for word on two days running") == talk


def test_the_seed_makes_the_people(catalog: Catalog, pages: dict[bool, list[str]]) -> None:
    assert [*simulate(catalog, len(KINDS), 24)] == pages[False]
    assert [*simulate(catalog, len(KINDS), 24, seed=2)][2:] != pages[False][2:]


def test_somebody_is_talked_with_from_hello_to_sessions(catalog: Catalog) -> None:
    watch = Watch("somebody", catalog, simulate_rules.worked_out, simulate_rules.BEGINS)
    talking = Talking(Body.of(KINDS["steady"], "1"), catalog, watch, Tally())
    talking.live(10)
    assert talking.person.sessions >= 3
    assert talking.person.consent
    assert talking.tally.presses


# --- what must hold -----------------------------------------------------------------------------------------------

Days = list[tuple[f.Fact, ...]]
DAY = date(2026, 1, 5)
NOW = datetime(2026, 1, 5, 18, tzinfo=UTC)
READY = Person(adult=True, consent=2, screened=NOW, minutes=15, baseline=3, pain=3, pain_at=NOW)
PREGNANT = replace(READY, conditions=("pregnant",))
HELD = replace(READY, held="emergency", reasons=("chest",), held_at=NOW)
RISE = f.Judged("wall_sit", DAY, 2, 0, "rise")
GREEN = f.ExerciseDone("wall_sit", 1, "green", 15, True)
RED = f.ExerciseDone("wall_sit", 2, "red", 15, True)
LOWER = f.Judged("wall_sit", DAY, 1, 0, "red")


def seen(catalog: Catalog) -> Watch:
    return Watch("somebody", catalog, simulate_rules.worked_out, DAY)


def told(watch: Watch, days: Days, person: Person = READY) -> Person:
    """These facts, a turn each day from the first day on."""
    for number, facts in enumerate(days):
        now = NOW + timedelta(days=number)
        after = person.after_all(facts, now)
        watch.turn(person, facts, after, now)
        person = after
    return person


def settled(on: int) -> f.MorningTold:
    return f.MorningTold(True, 3, DAY + timedelta(days=on))


GOOD: Days = [(GREEN,), (settled(0), GREEN), (settled(1), GREEN), (settled(2), RISE)]
BROKEN: dict[str, tuple[Person, Days, str]] = {
    "a rise without mornings": (READY, [(GREEN,), (GREEN,), (GREEN,), (RISE,)], "after 0 settled mornings"),
    "a rise after two": (READY, [(GREEN,), (GREEN,), (settled(0), GREEN), (settled(2), RISE)], "after 2 settled"),
    "two rises a day": (READY, [*GOOD[:3], (settled(2), RISE, RISE)], "settled mornings|second rise"),
    "a rise by two": (READY, [*GOOD[:3], (settled(2), replace(RISE, level=3))], "rises from"),
    "a rise after red": (READY, [*GOOD[:3], (settled(2), f.RedUnnamed(), RISE)], "within two days of red"),
    "a rise in a flare": (READY, [*GOOD[:3], (settled(2), f.FlareBegan(DAY), RISE)], "a flare-up"),
    "a jump": (READY, [(f.LevelSet("wall_sit", 1), GREEN), (replace(GREEN, level=3),)], "1 was the highest before"),
    "above the matrix": (PREGNANT, [(replace(GREEN, level=3),)], "above what is allowed"),
    "a session in a hold": (HELD, [(f.SessionStarted(("wall_sit",)),)], "begins while the plan is held"),
    "an exercise in a hold": (HELD, [(GREEN,)], "is done while the plan is held"),
    "red and nothing": (READY, [(replace(RED, level=1),)], "neither a fall nor a hold"),
    "strength after red and sore": (
        READY, [(f.LevelSet("wall_sit", 2), RED, LOWER), (f.MorningTold(False, 7, DAY), GREEN)], "within 48 hours"),
    "a flare that ends unseen": (
        READY, [(f.FlareBegan(DAY),), (), (), (), (f.FlareEnded("settled"),)], "no number was told"),
    "a pause that ends unseen": (READY, [(f.PlanResumed("settled"),)], "nothing was told since it began"),
}  # fmt: skip


def test_what_is_as_it_should_be_passes(catalog: Catalog) -> None:
    watch = seen(catalog)
    assert told(watch, GOOD).level("wall_sit") == 2
    told(watch, [(f.LevelSet("wall_sit", 2), RED, LOWER)])


@pytest.mark.parametrize("what", BROKEN)
def test_what_must_hold_is_looked_at(catalog: Catalog, what: str) -> None:
    person, days, why = BROKEN[what]
    watch = seen(catalog)
    with pytest.raises(Broken, match=rf"^somebody, day \d+: .*({why})"):
        told(watch, days, person)


def test_a_pause_that_nothing_ends_is_looked_at(catalog: Catalog) -> None:
    """With rules that work out nothing; with ours it ends."""
    told(seen(catalog), [(f.PlanPaused("two_red"),)])
    watch = Watch("somebody", catalog, lambda *_: (), DAY)
    with pytest.raises(Broken, match="days of answers do not end"):
        told(watch, [(f.PlanPaused("two_red"),)])


def test_a_plan_is_looked_at(catalog: Catalog) -> None:
    watch = seen(catalog)
    watch.planned(plan.today(READY, catalog, DAY), READY, NOW)
    every = tuple(Item(each.id, 1) for each in plan.taken_up(catalog))
    for items, said, person, why in (
        ((Item("wall_sit", 3),), "", PREGNANT, "above what is allowed"),
        (every, "", replace(READY, minutes=5), "are planned for 300 s"),
        ((), "", READY, "nothing is said of it"),
        ((), "note.nothing_allowed", READY, "is not why"),
    ):
        with pytest.raises(Broken, match=why):
            watch.planned(items, person, NOW, said)


def test_what_is_broken_ends_the_run_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def hasty(person: Person, _catalog: Catalog, now: datetime) -> tuple[f.Fact, ...]:
        return (f.Judged("wall_sit", person.day(now), 2, 0, "rise"),) if person.sessions else ()

    monkeypatch.setattr(simulate_rules, "BEFORE", (hasty,))
    assert main(["simulate", "--people", "1", "--days", "9"]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"person 1, steady improver, day \d: wall_sit rises to 2 after 0 settled mornings.*", line)


@pytest.mark.parametrize("wrong", ["0", "-3", "many", ""])
def test_so_many_people_there_are_not(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["simulate", "--people", wrong])
    assert "invalid count value" in capsys.readouterr().err
