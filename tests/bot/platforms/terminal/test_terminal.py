"""Talking in a terminal, real and through a pipe: the whole program in a process of its own, on its own database.

What is typed here are ids of answers and commands, so that nobody's wording is held.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prompt_toolkit.input import create_pipe_input

from bot.__main__ import main
from bot.engine.engine import Engine
from bot.engine.outbox import EXPORTED
from bot.platforms.terminal.plain import HERE, LEAVING, saved
from bot.platforms.terminal.screen import Terminal, answer, countdown, numbered, rows, wrapped
from bot.speaking.speak import Attached, Button
from bot.store.queries import Store
from content.model import Catalog
from content.words import Words
from handlers.events import Said
from handlers.say import EXPORT
from tests import ROOT
from tests.fakes.shared.engines import Clock, HeldAlarms
from tests.fakes.shared.forked import PATIENCE, Forked, ran
from tests.fakes.shared.screens import Screen, Seat

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TO_START = ["age_20_50", "agree", *["none"] * 5, "4"]
TO_WALL_SIT = [*TO_START, "skip", "time"]
WALK = [*TO_START, "ready", "3"]
SWEPT = {"LUMBOT_SWEEP_SECONDS": "1"}  # on a busy machine a step of some milliseconds is over before its alarm is set


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "lumbot.db"


@pytest.fixture
def words(catalog: Catalog) -> Words:
    return catalog.words["en"]


def chat(database: Path, *args: str) -> tuple[str, ...]:
    return "chat", "--database", f"sqlite:///{database}", *args


def piped(database: Path, lines: list[str], *args: str, env: Mapping[str, str] = os.environ) -> str:
    """A talk in plain lines, to its end; checks that it ended well and plainly."""
    typed = "".join(f"{line}\n" for line in lines).encode()
    done = ran(main, chat(database, *args), folder=database.parent, typed=typed, env=env)
    assert (done.returncode, done.stderr) == (0, b""), done.stderr
    assert b"\x1b" not in done.stdout
    return done.stdout.decode()


def until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it hangs"
        time.sleep(0.01)


def start(text: str) -> str:
    """The fixed beginning of a text: up to its first placeholder, on one line."""
    return text.partition("{")[0].partition("\n")[0].strip()


# --- through a pipe -----------------------------------------------------------------------------------------------


def test_a_whole_first_session_through_a_pipe(database: Path, words: Words) -> None:
    """A real one, on both sides of a program that was started as everybody starts it."""
    lines = [*WALK, "ready", "2", "better"]
    done = subprocess.run(
        [sys.executable, "-m", "bot", *chat(database, "--speed", "500")],
        cwd=database.parent,
        input="".join(f"{line}\n" for line in lines),
        text=True,
        check=False,
        capture_output=True,
        timeout=PATIENCE,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | SWEPT,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    out = done.stdout
    assert "\x1b" not in out
    assert out.splitlines()[0] == f"# kept in {database}"
    assert out.splitlines()[1].startswith("< ")
    assert [line[2:] for line in out.splitlines() if line.startswith("> ")] == lines
    holds = out.count(f"[{words.label('pause')}]")
    assert holds >= 8, "two parts of a walk, and three holds with their getting set"
    assert f"[{words.label('better')}]" in out
    assert stat.S_IMODE(database.stat().st_mode) == 0o600


def test_what_means_something_is_heard_at_once_and_the_rest_waits(database: Path, words: Words) -> None:
    piped(database, TO_WALL_SIT)
    out = piped(database, ["ready", "pause", "hurts", "at_knee"], "--speed", "0.1")
    assert out.split("> ready")[1].split("> pause")[0].count("< ") == 1, "a hold has 50 s of getting set before it here"
    assert f"[{words.label('go_on')}]" in out.split("> pause")[1].split("> hurts")[0]
    assert f"[{words.label('at_knee')}]" in out.split("> hurts")[1].split("> at_knee")[0]

    begun = time.monotonic()
    out = piped(database.with_name("other.db"), [*TO_WALL_SIT, "ready", "2"], "--speed", "200", env=SWEPT)
    assert time.monotonic() - begun > (3 * 10 + 2 * 25) / 200, "2 waited for three holds and two rests"
    assert "[10]" in out.split("> 2")[0].splitlines()[-1]


def test_the_talk_goes_on_next_time(database: Path, words: Words) -> None:
    piped(database, TO_START[:3])
    out = piped(database, [])
    assert f"[{words.label('none')}]" in out, "the first list is asked again"
    assert f"[{words.label('agree')}]" not in out


def test_killed_in_the_middle_of_a_hold_it_asks_to_carry_on(database: Path, words: Words) -> None:
    piped(database, TO_WALL_SIT)
    typed, out_file = (database.with_name(name) for name in ("typed", "out"))
    os.mkfifo(typed)
    with Forked(main, chat(database), typed=typed, out=out_file) as process, typed.open("w") as keys:
        keys.write("ready\ngo_now\n")
        keys.flush()
        until(lambda: out_file.exists() and "\n< " in out_file.read_text().partition("> go_now")[2])
        process.kill()  # before the keys are closed: whoever sits there has not left
        assert process.wait() == -signal.SIGKILL
    out = piped(database, ["carry_on"])
    before, _, after = out.partition("> carry_on")
    assert start(words.text("interrupted", name="", rep=1, reps=3))[:25] in before
    assert f"[{words.label('carry_on')}]" in before
    assert f"[{words.label('pause')}]" in after


def test_everything_kept_is_written_to_a_file_for_nobody_else(database: Path) -> None:
    out = piped(database, [*TO_START, "/export", "/export"])
    files = sorted(database.parent.glob("lumbot-export-*.json"))
    assert len(files) == 2
    for file in files:
        assert f"Written to {file}" in out
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert "PainRated" in json.dumps(json.loads(file.read_text()))


def test_a_file_is_never_overwritten_and_trouble_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    one, two = (Attached(EXPORT, file=EXPORTED, content=each) for each in (b"one", b"two"))
    assert saved(one, NOW) == f"Written to {tmp_path}/lumbot-export-2026-03-02.json"
    assert saved(two, NOW) == f"Written to {tmp_path}/lumbot-export-2026-03-02-2.json"
    assert (tmp_path / "lumbot-export-2026-03-02.json").read_text() == "one"
    tmp_path.joinpath("gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    tmp_path.joinpath("gone").rmdir()
    assert saved(one, NOW).startswith("The file could not be written here: ")


def test_anything_at_all_may_be_typed(database: Path, words: Words) -> None:
    lines = [
        "\x1b[31mred\x07",
        "\u202eright to left",
        "x" * 100_000,
        "\x00",
        "   ",
        "\ud83d\ude48".encode("utf-16", "surrogatepass").decode("utf-16"),
        "go_on",
    ]
    out = piped(database, lines)
    assert out.count("\x07") == 0
    assert "\u202e" not in out
    assert out.rstrip().endswith(f"[{words.label('back')}]")
    assert f"[{words.label('age_0_17')}]" in out.splitlines()[-1], "asked for the age in the end"


def test_a_very_long_line_is_one_message_and_not_shown_again_whole(database: Path, words: Words) -> None:
    out = piped(database, ["x" * 3_000_000, "go_on"])
    assert [line[:5] for line in out.splitlines() if line.startswith("> ")] == ["> xxx", "> go_"]
    assert len(out) < 3000
    assert words.label("back") in out.splitlines()[-1]


def test_two_terminals_on_one_database_never_answer_for_each_other(database: Path, words: Words) -> None:
    with Screen(database) as screen:
        screen.wait_for(words.label("age_20_50"))
        second = ran(main, chat(database), folder=database.parent, typed=b"go_on\n")
        assert (second.returncode, second.stdout) == (2, b"")
        assert re.fullmatch(
            rf"lumbot: .* in another terminal already \(process {screen.process.pid}\).*\n", second.stderr.decode()
        )
        screen.process.kill()
        screen.process.wait()
    assert f"[{words.label('back')}]" in piped(database, ["go_on"]), "however the first one ended"


def test_bytes_that_are_no_text_are_heard_too(database: Path) -> None:
    done = ran(main, chat(database), folder=database.parent, typed=b"\xff\xfe\xc3\n\r\ngo_on")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"> go_on" in done.stdout


# --- a real terminal ----------------------------------------------------------------------------------------------


def test_numbers_tab_and_words_all_answer(database: Path, words: Words) -> None:
    with Screen(database) as screen:
        screen.wait_for(words.label("age_20_50"))
        screen.keys("\t\t")
        screen.wait_for(f"[{words.label('age_20_50')}]")
        screen.keys("\x1b[Z")
        screen.wait_for(f"[{words.label('age_18_19')}]")
        screen.keys("\r")
        screen.wait_for(f"> {words.label('age_18_19')}")
        screen.wait_for(f"1 {words.label('agree')}   2 {words.label('no')}")
        screen.keys("1\r")
        screen.wait_for(f"> {words.label('agree')}")
        screen.wait_for(f"1 {words.label('none')}")
        screen.keys(f"{words.label('none').upper()}\r")
        screen.wait_for("(2/4)")
        screen.wait_for(f"1 {words.label('none')}")
        assert screen.leave() == 0
        assert LEAVING in screen.since()


def test_where_answers_are_numbers_a_number_is_no_place(database: Path, words: Words) -> None:
    piped(database, TO_START[:-1])
    with Screen(database) as screen:
        screen.wait_for("0   1   2   3   4")
        screen.keys("1\r")  # a score of 1, not the first answer, which is 0
        screen.wait_for(f"1 {words.label('ready')}")
        screen.keys("/export\r")
        screen.wait_for("Written to")
        screen.keys("\x03")
        assert screen.ended() == 0
    (file,) = database.parent.glob("lumbot-export-*.json")
    (rated,) = re.findall(r'"kind": "PainRated".*?"score": (\d+)|"score": (\d+)', file.read_text(), re.DOTALL)
    assert "1" in rated


async def test_a_countdown_does_not_disturb_what_is_being_typed(
    sqlite_store: Store, catalog: Catalog, words: Words
) -> None:
    with create_pipe_input() as keys:
        clock, seat = Clock(), Seat(keys)
        alarms, terminal = HeldAlarms(clock), Terminal(clock, speed=2, input=seat.input, output=seat.output)
        engine = Engine(sqlite_store, catalog, {HERE.platform: terminal}, alarms=alarms, now=clock, speed=2)
        await engine.start()
        for line in ["/start", *TO_WALL_SIT]:
            await terminal.say(engine, Said(line))
        talk = asyncio.create_task(terminal.converse(engine))
        await seat.wait_for(f"1 {words.label('ready')}")
        seat.keys("1\r")
        await seat.wait_for("5 s >")  # what is left of getting set, in its own seconds
        seat.keys("pau")
        await seat.wait_for("pau")
        assert "\x07" not in seat.seen
        clock.move(seconds=2.5)
        await alarms.ring()
        held = await seat.wait_for(f"1 {words.label('pause')}   2 {words.label('hurts')}")  # the hold has begun
        assert "\x07" in seat.seen, "the end of the countdown rings"
        assert "pau" in held.rpartition("s >")[2], "the line is still there"
        seat.keys("se\r")
        await seat.wait_for("> pause")
        await seat.wait_for(f"1 {words.label('go_on')}")
        seat.keys("\x03")
        await seat.wait_for(LEAVING)
        await talk
        await engine.stop()


@pytest.mark.parametrize(("env", "colours"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_is_left_out_on_request(database: Path, words: Words, env: dict[str, str], colours: bool) -> None:
    with Screen(database, **env) as screen:
        screen.wait_for(words.label("age_20_50"))
        screen.keys("40\r")
        screen.wait_for(f"1 {words.label('agree')}")
        assert bool(re.search(r"\x1b\[[0-9;]*\b(3[0-8]|9[0-7])(;[0-9;]*)?m", screen.seen)) is colours


def test_ctrl_z_stops_it_and_it_goes_on(database: Path, words: Words) -> None:
    with Screen(database, shell='set -m; "$@"; echo "the shell is back"; fg') as screen:
        screen.wait_for(words.label("age_20_50"))
        screen.keys("g")
        screen.wait_for("g")  # the prompt before it may have been drawn earlier
        screen.keys("\x1a")
        screen.wait_for("the shell is back")
        screen.wait_for("> g")
        screen.keys("o_on\r")
        screen.wait_for(words.label("back"))
        screen.keys("\x03")
        screen.wait_for(LEAVING)
        assert screen.ended() == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_polite_end_leaves_the_terminal_as_it_was(database: Path, words: Words, how: signal.Signals) -> None:
    with Screen(database) as screen:
        screen.wait_for(words.label("age_20_50"))
        assert "\x1b[?2004h" in screen.seen
        screen.process.send_signal(how)
        assert screen.ended() == 0
        assert screen.seen.rindex("\x1b[?2004l") > screen.seen.rindex("\x1b[?2004h")
        assert "Traceback" not in screen.seen


def test_a_dumb_terminal_gets_plain_lines(database: Path, words: Words) -> None:
    with Screen(database, term="dumb") as screen:
        screen.wait_for(f"[{words.label('age_20_50')}]")
        screen.keys("go_on\n")
        screen.wait_for(f"[{words.label('back')}]")
        assert "\x1b" not in screen.seen
        screen.keys("\x04")
        assert screen.ended() == 0


# --- how it is laid out -------------------------------------------------------------------------------------------


def buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(f"1:{n}", label) for n, label in enumerate(labels))


def test_answers_are_numbered_unless_one_begins_with_a_digit() -> None:
    assert numbered(buttons("Ready", "Skip"))
    assert not numbered(buttons("08:30", "No reminders"))
    assert answer(buttons("Ready", "Skip"), 1) == "2 Skip"
    assert answer(buttons("0", "1"), 1) == "1"


def test_answers_fill_rows_and_none_is_lost() -> None:
    many = buttons(*(f"answer {n}" for n in "abcdefghijkl"))
    found = rows(many, 40)
    assert [place for row in found for place in row] == list(range(12))
    assert len(found) > 1
    assert all(sum(len(answer(many, place)) + 3 for place in row) <= 40 for row in found)
    assert rows(buttons("x" * 100, "y"), 40) == [[0], [1]]
    assert rows((), 40) == []


def test_lines_are_wrapped_and_lists_hang() -> None:
    text = "One idea a message, words a tired person reads.\n\n- a long point that goes on to the next line\n- b"
    lines = wrapped(text, 30)
    assert max(map(len, lines)) <= 30
    assert all(not line or line.startswith("  ") for line in lines)
    assert "" in lines
    at = lines.index("  - a long point that goes on")
    assert lines[at + 1 :] == ["    to the next line", "  - b"]


@pytest.mark.parametrize(
    ("real", "speed", "shown"),
    [
        (5.0, 1.0, "5 s"),
        (4.2, 1.0, "5 s"),
        (0.5, 10.0, "5 s"),
        (99.0, 1.0, "99 s"),
        (100.0, 1.0, "1:40"),
        (600.0, 1.0, "10:00"),
        (0.0, 1.0, ""),
        (-3.0, 1.0, ""),
    ],
)
def test_the_countdown_is_in_seconds_of_the_hold(real: float, speed: float, shown: str) -> None:
    assert countdown(NOW + timedelta(seconds=real), NOW, speed) == shown
    assert countdown(None, NOW, speed) == ""
