"""Content: what is shipped is whole and keeps to its rules, and every kind of bad file is refused in one line."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args
from zoneinfo import available_timezones

import pytest

from bot.tools.report import WIDTH, keys, summary
from content.errors import ContentError
from content.load import HERE, load
from content.model import Catalog, Condition, Exercise, Level

FORBIDDEN = re.compile(
    r"\b(treat|therap|cure|diagnos|prescri|patient|clinical|prevent|relieve|guarantee|streak)"
    r"|probably fine|no pain,? no gain|!",
    re.IGNORECASE,
)
Spoil = Callable[[Path], object]  # breaks one thing in a copy of the file at this path
LONG, LONGER = 300, 450  # characters: a text, a list of questions with its intro


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE, tmp_path / "content", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


# --- bad files ----------------------------------------------------------------------------------------------------


def write(text: str | bytes) -> Spoil:
    return lambda path: path.write_bytes(text if isinstance(text, bytes) else text.encode())


def swap(old: str, new: str) -> Spoil:
    def change(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{path} no longer has {old!r}: this test would test nothing"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def drop(line: str) -> Spoil:
    """Leave out the first line that begins so (after spaces), with what is nested under it."""

    def change(path: Path) -> None:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        at = next(n for n, each in enumerate(lines) if each.lstrip().startswith(line))
        depth = len(lines[at]) - len(lines[at].lstrip())
        end = at + 1
        while end < len(lines) and len(lines[end]) - len(lines[end].lstrip()) > depth:
            end += 1
        path.write_text("".join(lines[:at] + lines[end:]), encoding="utf-8")

    return change


def add(text: str) -> Spoil:
    return lambda path: path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def rename(name: str) -> Spoil:
    return lambda path: path.rename(path.with_name(name))


WALL, WORDS, ASKED = "exercises/wall_sit.yaml", "en/exercises/wall_sit.yaml", "questions.yaml"

BAD = [
    # files
    (WALL, write("place: floor\nid: [wall"), "line 3", "is not YAML"),
    (WALL, write("\tid: x"), "line 1", "is not YAML"),
    (WALL, write(b"id: \xff\xfe"), "", "not UTF-8"),
    (WALL, write(""), "", "must be a mapping"),
    (WALL, write("- a\n- b\n"), "", "must be a mapping"),
    (WALL, write("&a [*a]"), "", "an alias in it leads back"),
    (WALL, write("? [a, b]\n: c\n"), "line 1", "a key must be a plain word"),
    ("topics.yaml", Path.unlink, "", "this file is missing"),
    ("exercises", shutil.rmtree, "", "there is no exercise here"),
    ("en", shutil.rmtree, "", "this folder is missing"),
    # keys
    (WALL, swap("place: standing", "place: standing\nplace: floor"), "place", "there twice"),
    (WALL, swap("place: standing", "place: standing\nplaec: floor"), "plaec", "not known here"),
    (WALL, swap("hold: 10", "hold: 10, hodl: 5"), "levels.2.hodl", "not known here"),
    (WALL, swap("hold: 10", "hold: 10, hold: 5"), "levels.2.hold", "there twice"),
    (WALL, swap("hold: 10", "hold: 10, steps: []"), "levels.2.steps", "worked out"),
    (WALL, drop("kind:"), "kind", "missing"),
    (WALL, drop("reviewed:"), "reviewed", "missing"),
    (WALL, drop("heart:"), "clearance.heart", "missing"),
    ("regions.yaml", add("\nuk:\n  emergency: '1'\n"), "uk", "there twice"),
    ("topics.yaml", swap("pacing:\n", "pacing:\n  id: pacing\n"), "pacing.id", "leave this one out"),
    # values
    (WALL, swap("hold: 10", "hold: soon"), "levels.2.hold", "valid integer"),
    (WALL, swap("hold: 10", "hold: 999"), "levels.2.hold", "less than or equal to 120"),
    (WALL, swap("hold: 10", "hold: -1"), "levels.2.hold", "greater than or equal to 0"),
    (WALL, swap("reps: 3, hold: 10", "reps: 0, hold: 10"), "levels.2.reps", "greater than or equal to 1"),
    (WALL, swap("hold: 10", "hold: 0"), "", "hold must be at least 1 second"),
    (WALL, swap("hold: 10", "hold: 10, minutes: 3"), "", "needs hold"),
    (WALL, swap("kind: hold", "kind: sprint"), "kind", "'hold' or 'minutes'"),
    (WALL, swap("heart: until_cleared", "heart: maybe"), "clearance.heart", "'until_cleared'"),
    (WALL, swap("heart: until_cleared", "heart: until_cleared\n  moon: go"), "clearance.moon", "'pregnant'"),
    (WALL, swap("reviewed: null", "reviewed: yesterday"), "reviewed", "date"),
    (WALL, swap("id: wall_sit", "id: wall_sits"), "id", "the file's name, 'wall_sit'"),
    (WALL, rename("wall_sits.yaml"), "id", "the file's name, 'wall_sits'"),
    (WALL, swap("levels:", "levels: []\nlevel:"), "levels", "at least 1 item"),
    ("topics.yaml", swap("exercise: walking", "exercise: running"), "walking.exercise", "no exercise 'running'"),
    ("topics.yaml", swap("checked: 2026-11-22", "checked: 2026-13-45"), "why_move.checked", "date"),
    ("topics.yaml", swap("pacing:", "pacing_every_single_d:"), "pacing_every_single_d.id", "pattern"),
    (ASKED, swap("outcome: soon", "outcome: later"), "warning2.4.outcome", "'emergency'"),
    (ASKED, swap("id: chest", "id: accident"), "accident", "there twice"),
    (ASKED, swap("id: chest", "id: Chest Pain"), "danger.2.id", "pattern"),
    (ASKED, swap("[eyes,", "[eyes, eyes,"), "inversion", "'eyes' is there twice"),
    (ASKED, swap("nerves:", "empty: []\nnerves:"), "empty", "must be a list of questions"),
    (ASKED, drop("inversion:"), "inversion", "must be a list"),
    ("regions.yaml", swap("GB-Eire]", "Europe/Paris]"), "eu.zones", "shares a zone with Europe/Paris of 'uk'"),
    ("regions.yaml", swap("[Australia/]", "[US/Hawaii]"), "au.zones", "US/Hawaii shares a zone with US/"),
    ("regions.yaml", swap("[Europe/London,", "[Australia/Sydney,"), "au.zones", "with Australia/Sydney of"),
    # words
    (WORDS, drop("hold:"), "exercise.wall_sit.hold", "missing"),
    (WORDS, drop("rest:"), "exercise.wall_sit.rest", "missing"),
    (WORDS, drop('"6":'), "exercise.wall_sit.level.6", "missing"),
    (WORDS, drop('"2":'), "exercise.wall_sit.level.2", "missing"),
    (WORDS, swap("{seconds}", "{secs}"), "exercise.wall_sit.hold", "has {secs} but must have {seconds}"),
    (WORDS, swap("{seconds}", "{seconds.real}"), "exercise.wall_sit.hold", "not a plain name"),
    (WORDS, swap("{seconds}", "{seconds"), "exercise.wall_sit.hold", "expected '}'"),
    (WORDS, swap('name: "Wall sit"', 'name: ""'), "exercise.wall_sit.name", "empty"),
    (WORDS, swap('name: "Wall sit"', "name:"), "exercise.wall_sit.name", "empty"),
    (WORDS, swap('name: "Wall sit"', "name: " + "wall " * 9), "exercise.wall_sit.name", "at most 40"),
    (WORDS, swap('name: "Wall sit"', 'name: "{n} wall sits"'), "exercise.wall_sit.name", "no placeholders"),
    (WORDS, swap('name: "Wall sit"', 'name: {one: "", other: x}'), "exercise.wall_sit.name", "all be texts"),
    ("en/topics/pacing.yaml", drop("title:"), "topic.pacing.title", "missing"),
    ("en/platforms.yaml", drop("timer:"), "command.timer", "missing"),
    ("en/platforms.yaml", drop("change:"), "option.checkin.change", "missing"),
    ("en/platforms.yaml", drop("elsewhere:"), "elsewhere", "missing"),
    ("en/platforms.yaml", swap("start today's", "start today's " + "x" * 80), "command.session", "at most 80"),
    ("en/platforms.yaml", swap("Gentle exercises for", "Gentle " * 20), "bot.short", "at most 120"),
    ("en/platforms.yaml", swap("read a short page", "read {n} pages"), "command.learn", "no placeholders"),
    ("en/topics/pacing.yaml", drop('"1":'), "topic.pacing.1", "missing"),
    ("en/topics/pacing.yaml", drop('"2":'), "topic.pacing.3", "no 2 before it"),
    ("en/talk.yaml", swap("{score}. That's fine.", "That's fine."), "note.green.2", "as in note.green.1"),
    ("en/talk.yaml", swap("How did the back take yesterday", "{how} was yesterday"), "morning_after.2", "as in"),
    ("en/topics/pacing.yaml", Path.unlink, "topic.pacing.title", "missing"),
    ("en/questions.yaml", drop("nerves:"), "list.nerves", "missing"),
    ("en/questions.yaml", drop("ask:"), "question.numb_saddle.ask", "missing"),
    ("en/questions.yaml", drop("line:"), "question.numb_saddle.line", "missing"),
    ("en/inversion.yaml", drop("eyes:"), "inversion.eyes", "missing"),
    ("en/regions.yaml", drop("uk:"), "region.name.uk", "missing"),
    ("en/regions.yaml", add('exercise: {wall_sit: {name: "Twice"}}\n'), "exercise.wall_sit.name", "already"),
    ("en/typed.yaml", write("wayz: {}\n"), "wayz", "not known here"),
    ("en/typed.yaml", write("numbers: {seven: many}\n"), "numbers.seven", "valid integer"),
    ("en/typed.yaml", write("days: {monday: 7}\n"), "days.monday", "less than or equal to 6"),
    ("en/typed.yaml", write("parts: {morning: early}\n"), "parts.morning", "'pm' or 'night'"),
    ("en/danger.yaml", write("hurts: ['(numb']\n"), "hurts", "not a regular expression"),
    ("en/danger.yaml", write("words: {numb: ['{bum} x']}\n"), "words", "there is no concept '{bum}'"),
    ("en/typed.yaml", write("subjects: {moon: [moon]}\n"), "subjects.moon", "no topic 'moon'"),
    ("keys.txt", Path.unlink, "", "lumbot content --write-keys"),
    ("keys.txt", add("nowhere.at_all {n}\n"), "nowhere.at_all", "missing"),
    ("keys.txt", add("exercise.wall_sit.done {n}\n"), "exercise.wall_sit.done", "no placeholder but must have {n}"),
]


@pytest.mark.parametrize(("file", "spoil", "field", "reason"), BAD, ids=[f"{bad[0]}-{bad[2]}" for bad in BAD])
def test_a_bad_file_is_refused_in_one_line(folder: Path, file: str, spoil: Spoil, field: str, reason: str) -> None:
    spoil(folder / file)
    with pytest.raises(ContentError) as caught:
        load(folder)
    said = str(caught.value)
    assert caught.value.field == field
    assert reason in said
    assert said.startswith("content/")
    assert said.count("\n") == 0
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    if file not in ("keys.txt", WALL) and "missing" not in reason:
        assert said.startswith(f"content/{file}")


def test_the_line_says_where_and_how(folder: Path) -> None:
    swap("hold: 10", "hold: soon")(folder / WALL)
    with pytest.raises(ContentError) as caught:
        load(folder)
    assert str(caught.value).startswith("content/exercises/wall_sit.yaml: levels.2.hold: Input should be a valid int")
    assert str(caught.value).endswith("not 'soon'; mend it and start again")


def test_an_unreadable_file_is_named(folder: Path) -> None:
    (folder / WALL).unlink()
    (folder / WALL).mkdir()
    with pytest.raises(ContentError, match=re.escape("content/exercises/wall_sit.yaml: cannot be read")):
        load(folder)


# --- other languages ----------------------------------------------------------------------------------------------


def german(folder: Path, text: str) -> Catalog:
    (folder / "de").mkdir()
    (folder / "de" / "language.yaml").write_text("name: Deutsch\nlocale: de\nreviewed: null\n")
    (folder / "de" / "words.yaml").write_text(text, encoding="utf-8")
    return load(folder)


def test_a_sister_language_falls_back_and_says_what_is_missing(folder: Path) -> None:
    made = german(folder, "exercise: {wall_sit: {name: Wandsitz, hold: 'Halten. {seconds} s.'}}\n")
    assert made.words["de"].text("exercise.wall_sit.name") == "Wandsitz"
    assert made.words["de"].text("exercise.bird_dog.name") == "Bird dog"
    assert made.words["de"].missing == tuple(
        sorted(set(made.words["en"].keys()) - {"exercise.wall_sit.name", "exercise.wall_sit.hold"})
    )
    assert "exercise.bird_dog.name" in summary(made)


@pytest.mark.parametrize(
    ("text", "field", "reason"),
    [
        ("exercise: {wall_sit: {hold: 'Halten. {sekunden} s.'}}", "exercise.wall_sit.hold", "as in English"),
        ("exercise: {wall_sit: {hold: Halten}}", "exercise.wall_sit.hold", "no placeholder but must have {seconds}"),
        ("exercise: {wall_sit: {nmae: Wandsitz}}", "exercise.wall_sit.nmae", "English has no such text"),
        (f"exercise: {{wall_sit: {{name: {'Wand' * 11}}}}}", "exercise.wall_sit.name", "at most 40"),
    ],
)
def test_a_sister_language_asks_for_the_same(folder: Path, text: str, field: str, reason: str) -> None:
    with pytest.raises(ContentError, match=re.escape(reason)) as caught:
        german(folder, text)
    assert (caught.value.file, caught.value.field) == ("content/de/words.yaml", field)


# --- what is shipped ----------------------------------------------------------------------------------------------


def plain(level: Level) -> list[tuple[str, int, str, int]]:
    return [(step.kind, step.seconds, step.side or step.cue, step.rep) for step in level.steps]


def test_the_first_wall_sit(catalog: Catalog) -> None:
    level = catalog.exercises["wall_sit"].level(1)
    assert plain(level) == [
        ("set", 5, "", 1),
        ("hold", 5, "", 1),
        ("rest", 25, "", 2),
        ("set", 5, "", 2),
        ("hold", 5, "", 2),
        ("rest", 25, "", 3),
        ("set", 5, "", 3),
        ("hold", 5, "", 3),
    ]
    assert level.seconds == 80


def test_the_second_bird_dog(catalog: Catalog) -> None:
    assert plain(catalog.exercises["bird_dog"].level(2)) == [
        ("set", 5, "left", 1),
        ("hold", 5, "left", 1),
        ("change", 5, "right", 1),
        ("hold", 5, "right", 1),
        ("change", 5, "left", 2),
        ("hold", 5, "left", 2),
        ("change", 5, "right", 2),
        ("hold", 5, "right", 2),
        ("change", 5, "left", 3),
        ("hold", 5, "left", 3),
        ("change", 5, "right", 3),
        ("hold", 5, "right", 3),
    ]


def test_walks(catalog: Catalog) -> None:
    walking = catalog.exercises["walking"]
    assert [level.minutes for level in walking.levels] == [*range(2, 11), *range(12, 31, 2)]
    five = next(level for level in walking.levels if level.minutes == 5)
    assert plain(five) == [("move", 150, "out", 1), ("move", 90, "back", 2), ("move", 60, "slow", 3)]
    assert plain(walking.level(1)) == [("move", 60, "out", 1), ("move", 60, "back", 2)]


def test_levels_grow_as_the_rules_say(catalog: Catalog) -> None:
    """Repeats x seconds of rules C3 to C6, and the minutes of C2."""
    doses = {
        name: [(level.reps, level.hold) for level in catalog.exercises[name].levels]
        for name in ("wall_sit", "over_door", "bird_dog", "knee_to_chest")
    }
    assert doses == {
        "wall_sit": [(3, 5), (3, 10), (3, 15), (3, 20), (5, 20), (3, 30)],
        "over_door": [(3, 3), (5, 5), (6, 8), (10, 10), (12, 10), (15, 10)],
        "bird_dog": [(3, 3), (3, 5), (6, 10), (6, 15), (6, 5), (6, 10)],
        "knee_to_chest": [(2, 5), (3, 5), (4, 8), (6, 10), (8, 10), (10, 10)],
    }
    assert [level.minutes for level in catalog.exercises["swimming"].levels] == [5, 8, 10, 12, 15, 18, 20, 25, 30]


def test_every_level(catalog: Catalog) -> None:
    for exercise in catalog.exercises.values():
        for number in range(1, len(exercise.levels) + 1):
            check_level(exercise, number)


def check_level(exercise: Exercise, number: int) -> None:
    """Both sides alike, from getting set to the last hold, and within the article's dose where it says so."""
    level = exercise.level(number)
    left, right = (
        sum(step.seconds for step in level.steps if (step.kind, step.side) == ("hold", side))
        for side in ("left", "right")
    )
    assert left == right == (level.reps * level.hold if exercise.sides else 0)
    assert level.seconds == sum(step.seconds for step in level.steps) > 0
    if exercise.kind == "hold":
        assert level.steps[0].kind == "set"
        assert level.steps[-1].kind == "hold"
        assert sum(step.kind == "hold" for step in level.steps) == level.reps * (2 if exercise.sides else 1)
    else:
        assert level.seconds == level.minutes * 60
        assert {step.cue for step in level.steps} <= {"out", "back", "slow"}
    if level.article:
        said = exercise.article
        for ours, theirs in ((level.hold, said.seconds), (level.reps, said.reps), (level.minutes, said.minutes)):
            assert theirs is None or theirs[0] <= ours <= theirs[1]


def test_the_article_is_there_where_it_gives_a_dose(catalog: Catalog) -> None:
    """Seconds and repeats as the article has them (rules B1): each such exercise has a level with exactly those."""
    assert {name: (e.article.seconds, e.article.reps, e.article.minutes) for name, e in catalog.exercises.items()} == {
        "walking": (None, None, (2, 5)),
        "swimming": (None, None, None),
        "wall_sit": ((15, 20), None, None),
        "over_door": ((10, 10), (10, 15), None),
        "bird_dog": ((15, 20), (6, 6), None),
        "knee_to_chest": ((10, 10), (6, 6), None),
    }
    without = [name for name, each in catalog.exercises.items() if not any(level.article for level in each.levels)]
    assert without == ["swimming"]


CLEARANCE = """
                walking        swimming       wall_sit       over_door      bird_dog       knee_to_chest
pregnant        go             go             modified       modified       modified       no
surgery         until_cleared  no             no             no             no             no
bones           go             go             modified       modified       modified       no
heart           modified       modified       until_cleared  modified       modified       modified
knee            modified       go             modified       go             modified       modified
shoulder        go             modified       go             no             modified       go
dizzy           modified       no             modified       modified       modified       go
cancer          go             go             until_cleared  until_cleared  until_cleared  until_cleared
sciatica        modified       modified       modified       modified       modified       modified
stiff           modified       modified       modified       modified       modified       modified
told_not        until_cleared  until_cleared  until_cleared  until_cleared  until_cleared  until_cleared
floor           go             go             go             go             no             no
"""


def test_who_is_held_back(catalog: Catalog) -> None:
    """The table of rules C8, with stiff and told_not (rules B2) and floor (rules B12)."""
    head, *rows = [line.split() for line in CLEARANCE.strip().splitlines()]
    assert {row[0] for row in rows} == set(get_args(Condition))
    for condition, *allowed in rows:
        assert [catalog.exercises[name].clearance[condition] for name in head] == allowed, condition  # type: ignore[index]  # a str that is one of the Conditions


def test_questions_and_their_outcomes(catalog: Catalog) -> None:
    """Every row of rules B1 once, with the outcome of rules B2."""
    asked = {q.rule: (q.outcome, q.condition) for each in catalog.lists for q in each.questions}
    wanted: dict[str, tuple[str, str | None]] = {f"B1/E{n}": ("emergency", None) for n in range(1, 9)}
    wanted |= {f"B1/U{n}": ("urgent", "sciatica" if n == 6 else None) for n in range(1, 8)}
    wanted |= {"B1/I1": ("soon", "stiff"), "B1/C9": ("routine", None), "B12": ("modified", "floor")}
    wanted |= {
        f"B1/{rule}": ("clearance", condition)
        for rule, condition in (
            ("C1", "pregnant"),
            ("C2", "surgery"),
            ("C4", "heart"),
            ("C7", "cancer"),
            ("C8", "told_not"),
        )
    }
    wanted |= {
        f"B1/{rule}": ("modified", condition) for rule, condition in (("C3", "bones"), ("C5", "knee"), ("C6", "dizzy"))
    }
    assert asked == wanted
    assert [each.id for each in catalog.lists] == ["nerves", "danger", "warning", "warning2", "about_you"]
    assert len(catalog.inversion) <= 12


def test_topics(catalog: Catalog) -> None:
    assert {topic.exercise for topic in catalog.topics.values()} - {""} == set(catalog.exercises)
    assert set(catalog.topics) == {
        "why_move",
        "takes_time",
        "pacing",
        "doctor",
        "medicines",
        "posture",
        "inversion",
        *catalog.exercises,
    }


def test_whom_to_call(catalog: Catalog) -> None:
    """Numbers only where they are known; every zone that exists lies in one region or in none."""
    known = available_timezones()
    found: dict[str, list[str]] = {zone: [] for zone in known}
    for region in catalog.regions.values():
        assert region.emergency
        for each in region.zones:
            zones = [zone for zone in known if zone == each or (each.endswith("/") and zone.startswith(each))]
            assert zones, f"{region.id}: there is no {each}"
            for zone in zones:
                found[zone].append(region.id)
    assert [zone for zone, ids in found.items() if len(ids) > 1] == []
    for zone, wanted in (
        ("Europe/London", ["uk"]),
        ("Europe/Lisbon", ["eu"]),
        ("America/Indiana/Knox", ["us"]),
        ("America/Toronto", ["ca"]),
        ("Australia/Lord_Howe", ["au"]),
        ("Pacific/Auckland", ["nz"]),
        ("Asia/Kathmandu", []),
        ("Europe/Kyiv", []),
        ("America/Sao_Paulo", []),
        ("UTC", []),
    ):
        assert found[zone] == wanted
    assert {name: region.emergency for name, region in catalog.regions.items()} == {
        "uk": "999",
        "eu": "112",
        "us": "911",
        "ca": "911",
        "au": "000",
        "nz": "111",
    }
    assert (catalog.regions["uk"].urgent, catalog.regions["uk"].crisis) == ("111", "Samaritans 116 123")
    assert (catalog.regions["us"].urgent, catalog.regions["us"].crisis) == ("", "988")


def test_nobody_has_signed_anything_off_yet(catalog: Catalog) -> None:
    """The day somebody has, this test and the notice in the README change together."""
    assert not [exercise.id for exercise in catalog.exercises.values() if exercise.reviewed]
    assert not [topic.id for topic in catalog.topics.values() if topic.reviewed]


def test_loading_twice_gives_the_same_and_another_file_another_version(folder: Path, catalog: Catalog) -> None:
    assert load(folder).version == catalog.version == load().version
    swap("hold: 10", "hold: 11")(folder / WALL)
    assert load(folder).version != catalog.version


# --- lint of every word -------------------------------------------------------------------------------------------


def said(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Every text, filled in with the longest things it is likely to get."""
    words = catalog.words["en"]
    for key, names in words.keys().items():
        for n in (1, 30) if "n" in names else (30,):
            yield key, words.text(key, **{name: n if name in ("n", "seconds") else "right leg" for name in names})


def test_texts_are_short_and_plain(catalog: Catalog) -> None:
    wrong = []
    for key, text in said(catalog):
        if len(text) > LONG:
            wrong.append(f"{key}: {len(text)} characters")
        if found := FORBIDDEN.search(text):
            wrong.append(f"{key}: says {found[0]!r}")
        if key.endswith(".position") and len(text) > 160:
            wrong.append(f"{key}: {len(text)} characters, at most 160")
        letters = re.sub(r"[^A-Za-z0-9]", "", text)
        if not letters:
            wrong.append(f"{key}: means nothing without its signs")
        if any(ord(c) < 32 and c != "\n" for c in text):
            wrong.append(f"{key}: has a control character")
    assert not wrong, "\n".join(wrong)


def test_question_lists_fit_one_message(catalog: Catalog) -> None:
    words = catalog.words["en"]
    for asked in catalog.lists:
        lines = [words.text(f"list.{asked.id}"), *(f"- {words.text(f'question.{q.id}.line')}" for q in asked.questions)]
        assert len("\n".join(lines)) <= LONGER, asked.id


def test_meaning_never_hangs_on_a_sign(catalog: Catalog) -> None:
    """Stripped of all but ASCII a text keeps nine tenths of its letters: the rest only decorates."""
    for key, text in said(catalog):
        letters = [c for c in text if c.isalnum()]
        kept = [c for c in letters if c.isascii()]
        assert len(kept) >= 0.9 * len(letters), key
    words = catalog.words["en"]
    for key in words.keys():  # noqa: SIM118 (a method of ours)
        if key.startswith("choice."):
            assert re.search(r"[A-Za-z0-9]", words.text(key)), key


# --- what a clinician reads ---------------------------------------------------------------------------------------


def test_the_summary_shows_everything(catalog: Catalog) -> None:
    text = summary(catalog)
    assert max(map(len, text.splitlines())) <= WIDTH
    flat = " ".join(text.split())
    for exercise in catalog.exercises.values():
        for wanted in (catalog.words["en"].text(f"exercise.{exercise.id}.article"), *exercise.sources):
            assert wanted in flat
    assert re.search(r"4\* +6 x 15 s a side, 5 s between \(4:00 min\)", text)
    assert "15 to 20 s, repeats not given" in text
    for asked in catalog.lists:
        for question in asked.questions:
            assert catalog.words["en"].text(f"question.{question.id}.ask") in flat
    assert "signed off 0 of 6 exercises" in text


def test_written_keys_are_read_again(folder: Path, catalog: Catalog) -> None:
    (folder / "keys.txt").write_text(keys(catalog), encoding="utf-8")
    assert load(folder).words["en"].keys() == catalog.words["en"].keys()
    assert keys(catalog).splitlines()[-1].split()[0] == max(catalog.words["en"].keys())


def test_the_words_people_type_are_there(folder: Path) -> None:
    (folder / "en" / "typed.yaml").unlink()
    with pytest.raises(ContentError, match=r"content/en/typed\.yaml: .*missing"):
        load(folder)
