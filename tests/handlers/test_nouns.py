"""Exercises are data: one that is added as two files is planned, taught and recorded; what does not fit is refused.

No exercise has a name in the code.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.tools.report import summary
from content.errors import ContentError
from content.load import HERE, load
from content.model import Catalog
from handlers import facts as f
from handlers.person import OwnDays
from handlers.rules import plan
from tests.content.test_rules import section, shown, tables
from tests.fakes.shared.talking import KNOWN, NOW, Talk, at_home

ROOT = HERE.parent

BRIDGE = """\
id: bridge
kind: hold
place: floor
take_up: 2
order: 4
equipment: [mat]
levels:
  - {reps: 2, hold: 5, rest: 10}
  - {reps: 4, hold: 8, rest: 10}
article: {}
clearance: {pregnant: no, surgery: no, bones: modified, heart: modified, knee: modified, shoulder: go, dizzy: go,
  cancer: until_cleared, sciatica: modified, stiff: modified, told_not: until_cleared, floor: no}
sources: ["made up for a test"]
reviewed: null
"""
BRIDGE_WORDS = """\
exercise:
  bridge:
    {name: Bridge, short: bridges, kit: You need a mat., position: "On your back, feet flat.",
     level: {"1": Lift a little., "2": Lift higher.}, set: Get set., hold: "Up, and hold. {seconds} s.",
     rest: "Down. Rest {seconds} s.", done: Bridges done., ease: Lower down., how: [Lie down., Lift.],
     mistakes: [Holding the breath], easier: Lift less., harder: Lift higher., avoid: Not after an operation.,
     article: The article does not have it., ours: Two to begin with.}
"""
CYCLING = """\
id: cycling
kind: minutes
place: outdoors
roles: [own_days]
days_a_week: 3
asks: [saddle]
equipment: [bicycle]
levels: [{minutes: 5}, {minutes: 10}]
article: {}
clearance: {pregnant: no, surgery: no, bones: go, heart: go, knee: go, shoulder: go, dizzy: no, cancer: go,
  sciatica: go, stiff: go, told_not: until_cleared, floor: go}
sources: ["made up for a test"]
reviewed: null
"""
CYCLING_WORDS = """\
exercise:
  cycling:
    {name: Cycling, short: cycling, kit: You need a bicycle., position: Sit tall., twist: Look straight ahead.,
     can: I have a bicycle, today: Ride today, finished: I'm back, check: "Before you ride:", asks: {saddle: a sore},
     not_for_now: Then not now., done: Ride done., ease: Get off., how: [Get on., Ride.],
     mistakes: [Racing], easier: Ride less., harder: Ride longer., avoid: Not after an operation.,
     article: The article does not have it., ours: Five minutes to begin with.}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE, tmp_path / "content", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


def added(folder: Path, name: str, facts: str, words: str) -> Catalog:
    """What is shipped, and one more exercise, given as its two files."""
    (folder / f"exercises/{name}.yaml").write_text(facts, encoding="utf-8")
    (folder / f"en/exercises/{name}.yaml").write_text(words, encoding="utf-8")
    return load(folder)


# --- one more exercise ----------------------------------------------------------------------------------------------


def test_an_exercise_in_two_files_is_planned_taught_and_recorded(folder: Path) -> None:
    catalog = added(folder, "bridge", BRIDGE, BRIDGE_WORDS)
    one = Talk(catalog)
    one.hear("hello", "I am 40", "agree", *["none"] * 5, "2")
    assert f.SessionStarted(("walking", "bridge"), 2) in one.facts  # 2 like the wall sit; the id decides
    one.hear("ready")
    one.ring_through()
    assert "Bridge: 2 of 2 today. You need a mat.\n\nOn your back, feet flat. Lift a" in one.hear("1")[-1]
    assert one.hear("how exactly")[-1] == "Bridge, step by step:\n- Lie down.\n- Lift."
    assert one.hear("ready") == ["Get set. 5 s. (1 of 2)"]
    assert one.ring_through() == [
        "Up, and hold. 5 s.",
        "Down. Rest 5 s. Next: 2 of 2.",
        "Get set. 5 s. (2 of 2)",
        "Up, and hold. 5 s.",
        "Bridges done. The highest the pain got? 0 none, 10 the worst.",
    ]
    assert "with walking and bridges." in one.hear("2")[-1]
    assert one.facts[-2:] == [
        f.ExerciseDone("bridge", 1, "green", 10, True),
        f.SessionFinished(("walking", "bridge"), (), 130, True),
    ]
    assert one.hear("same", "2", "no", "harder")
    assert "Bridge (bridge; floor)\n    needs           You need a mat." in summary(catalog)
    assert "taken up as number 2, done as number 4" in summary(catalog)


def test_the_order_of_doing_is_not_the_order_of_taking_up(folder: Path) -> None:
    catalog = added(folder, "bridge", BRIDGE.replace("order: 4", "order: 1"), BRIDGE_WORDS)
    assert [each.id for each in plan.taken_up(catalog)][:3] == ["walking", "bridge", "wall_sit"]
    items = plan.today(KNOWN, catalog, NOW.date())
    assert [item.exercise for item in items] == ["bridge", "walking"]


def test_roles_in_its_file_are_what_make_it_the_warm_up_and_the_gentle_one(folder: Path) -> None:
    for path in (folder / "exercises").glob("*.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace("roles: [warm_up, gentle]\n", ""), encoding="utf-8")
    assert plan.gentle(KNOWN, load(folder)) is None
    catalog = added(folder, "bridge", BRIDGE.replace("order: 4", "order: 4\nroles: [gentle, warm_up]"), BRIDGE_WORDS)
    gentle = plan.gentle(KNOWN, catalog)
    assert gentle
    assert (gentle.exercise, gentle.level) == ("bridge", 1)
    assert plan.turn_about(KNOWN, catalog)[0] == "bridge"
    assert plan.gentle(replace(KNOWN, conditions=("floor",)), catalog) is None
    assert plan.gentle(KNOWN, catalog, "bridge") is None


def test_first_minutes_in_its_file_say_where_it_begins(folder: Path) -> None:
    path = folder / "exercises/walking.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("{5: 2, 10: 3, 15: 5}", "{5: 2, 10: 6}"), encoding="utf-8")
    catalog = load(folder)
    for minutes, first in ((5, 2), (10, 6), (15, 6)):
        level = plan.level(replace(KNOWN, minutes=minutes), catalog, "walking", NOW.date())
        assert catalog.exercises["walking"].level(level).minutes == first


def test_another_exercise_by_oneself_is_two_files_too(folder: Path) -> None:
    catalog = added(folder, "cycling", CYCLING, CYCLING_WORDS)
    one = at_home(catalog)
    assert "I have a bicycle" in {catalog.words["en"].label(choice) for choice in one.offered("more")}
    one.hear("i have a bicycle", "none", "mon wed fri")
    assert one.person.on_own("cycling") == OwnDays("cycling", (0, 2, 4), fine=True)
    one.hear("menu")
    assert "do_cycling" in one.offered()
    card = ["You need a bicycle.", "Cycling: about 5 minutes today. Sit tall.\n\nLook straight ahead."]
    assert one.hear("ride today", "2") == card
    one.hear("i'm back", "12", "2")
    assert one.facts[-1] == f.SessionFinished(("cycling",), (), 720, True)


# --- what does not fit is refused -----------------------------------------------------------------------------------

Change = Callable[[str], str]


def swap(old: str, new: str) -> Change:
    def changed(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return changed


MISFITS = [
    ("bridge", swap("order: 4\n", ""), "order", "this key is missing"),
    ("bridge", swap("take_up: 2\n", ""), "take_up", "this key is missing"),
    ("bridge", swap("order: 4", "order: 0"), "order", "greater than or equal to 1"),
    ("bridge", swap("take_up: 2", "take_up: soon"), "take_up", "valid integer"),
    ("bridge", swap("order: 4", "order: 4\ncore: maybe"), "core", "valid boolean"),
    ("bridge", swap("order: 4", "order: 4\nroles: [gentle, warmup]"), "roles.2", "'warm_up', 'gentle' or 'own_days'"),
    ("bridge", swap("order: 4", "order: 4\nroles: [gentle, gentle]"), "roles", "there twice"),
    ("bridge", swap("order: 4", "order: 4\nfirst_minutes: {5: 2}"), "first_minutes.5", "no level of 2 minutes"),
    ("bridge", swap("order: 4", "order: 4\nfirst_minutes: {five: 2}"), "first_minutes.five", "valid integer"),
    ("bridge", swap("order: 4", "order: 4\nfirst_minutes: {5: 0}"), "first_minutes.5", "greater than or equal to 1"),
    ("bridge", swap("order: 4", "order: 4\nfirst_minutes: {5: 6}"), "first_minutes.5", "6 minutes are more than the 5"),
    ("bridge", swap("order: 4", "order: 4\ndays_a_week: 2"), "days_a_week", "only the role own_days"),
    ("bridge", swap("order: 4", "order: 4\nasks: [wound]"), "asks", "only the role own_days"),
    ("bridge", swap("take_up: 2\norder: 4", "roles: [own_days]\ndays_a_week: 2\nasks: [x]"), "roles", "kind minutes"),
    ("cycling", swap("roles:", "order: 3\nroles:"), "order", "leave this one out"),
    ("cycling", swap("roles:", "take_up: 3\nroles:"), "take_up", "leave this one out"),
    ("cycling", swap("[own_days]", "[own_days, gentle]"), "roles", "no other role"),
    ("cycling", swap("days_a_week: 3\n", ""), "days_a_week", "the role own_days needs it"),
    ("cycling", swap("days_a_week: 3", "days_a_week: 8"), "days_a_week", "less than or equal to 7"),
    ("cycling", swap("asks: [saddle]\n", ""), "asks", "the role own_days needs it"),
    ("cycling", swap("[saddle]", "[saddle, saddle]"), "asks", "there twice"),
    ("cycling", swap("[saddle]", "[Saddle Sore]"), "asks.1", "pattern"),
    ("cycling", swap("dizzy: no", "dizzy: perhaps"), "clearance.dizzy", "'until_cleared'"),
]
WORDLESS = [
    (swap("can: I have a bicycle, ", ""), "can", "missing"),
    (swap("finished: I'm back, ", ""), "finished", "missing"),
    (swap("twist: Look straight ahead.,", ""), "twist", "missing"),
    (swap("{saddle: a sore}", "{chain: a sore}"), "asks.saddle", "missing"),
    (swap("today: Ride today", "today: " + "Ride today " * 5), "today", "at most 40"),
]


@pytest.mark.parametrize(("name", "change", "field", "reason"), MISFITS, ids=[f"{bad[0]}-{bad[2]}" for bad in MISFITS])
def test_a_misfit_is_refused_with_file_field_and_reason(
    folder: Path, name: str, change: Change, field: str, reason: str
) -> None:
    facts, words = {"bridge": (BRIDGE, BRIDGE_WORDS), "cycling": (CYCLING, CYCLING_WORDS)}[name]
    with pytest.raises(ContentError, match=re.escape(reason)) as refused:
        added(folder, name, change(facts), words)
    assert (refused.value.file, refused.value.field) == (f"content/exercises/{name}.yaml", field)


@pytest.mark.parametrize(("change", "part", "reason"), WORDLESS, ids=[bad[1] for bad in WORDLESS])
def test_words_it_needs_are_missed_by_name(folder: Path, change: Change, part: str, reason: str) -> None:
    with pytest.raises(ContentError, match=reason) as refused:
        added(folder, "cycling", CYCLING, change(CYCLING_WORDS))
    assert (refused.value.file, refused.value.field) == (
        "content/en/exercises/cycling.yaml",
        f"exercise.cycling.{part}",
    )


@pytest.mark.parametrize("name", ["moon", "wall_sit"])
def test_what_is_told_as_done_is_an_exercise_by_oneself(folder: Path, name: str) -> None:
    path = folder / "en/typed.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("(?P<swimming>", f"(?P<{name}>", 1), encoding="utf-8")
    with pytest.raises(ContentError, match=f"no exercise '{name}' with the role own_days") as refused:
        load(folder)
    assert (refused.value.file, refused.value.field) == ("content/en/typed.yaml", "logged")


# --- no names in the code, and the page a clinician reads -----------------------------------------------------------


def test_no_exercise_is_named_in_the_code(catalog: Catalog) -> None:
    named = re.compile(rf"(?<![a-z])({'|'.join(catalog.exercises)})(?![a-z])", re.IGNORECASE)
    assert named.search("ex_wall_sit")
    assert named.search("is Walking here")
    assert not named.search("sleepwalking")
    files = [path for room in ("bot", "handlers", "content", "scheduler") for path in (ROOT / room).rglob("*.py")]
    assert len(files) > 100
    assert not [(path.name, found[0]) for path in files if (found := named.search(path.read_text(encoding="utf-8")))]


def test_the_page_says_what_the_files_say(catalog: Catalog) -> None:
    exercises = sorted(catalog.exercises.values(), key=lambda each: (each.take_up or 99, each.id))
    wanted = {
        "take_up": tuple(each.id for each in exercises if each.take_up),
        "order": tuple(
            each.id for each in sorted(exercises, key=lambda each: (each.order or 0, each.id)) if each.order
        ),
        "core": tuple(each.id for each in exercises if each.core),
    }
    wanted |= {
        role: tuple(each.id for each in exercises if role in each.roles) for role in ("warm_up", "gentle", "own_days")
    }
    rows = {row[0]: row[1] for row in tables(section("The files of the exercises"))[0]}
    own = {f"{field} of {e.id}": shown(set) for e in exercises for field in FIELDS if (set := getattr(e, field))}
    assert rows == {name: shown(value) for name, value in wanted.items()} | own
    assert wanted["take_up"][: len(wanted["core"])] == wanted["core"], "the core is taken up first"


FIELDS = ("first_minutes", "days_a_week", "asks")
